/* What a test of a service plays: an order is written for an event, and a talk is led in which each
 * request is checked and answered. */
#ifndef CONVOKE_TEST_TALK_H
#define CONVOKE_TEST_TALK_H

#include "scene.h"

struct turn {
    const char *asked; /* "METHOD URL" */
    const char *body;  /* stands in the request's body; NULL: there is none */
    int status;
    const char *answer;
    enum room_turn turn;
};

static inline struct room_facts facts_now(const struct scene *s, const struct event *e)
{
    return (struct room_facts){s->config, s->meeting, e, zone_utc()};
}

/* What the service has to be asked for the scene as it is. */
static inline char *order_of(struct scene *s, const char *text, int64_t parcel)
{
    OWN(event) e = text ? scene_read(s, text) : NULL;
    struct room_facts f = facts_now(s, e);
    OWN_CHARS id = NULL;
    char *order = room_order(&f, parcel, &id);
    if (order && id) {
        free(s->meeting->room);
        s->meeting->room = GIVE(id);
    }
    return order;
}

static inline void put(char **into, const char *by)
{
    free(*into);
    *into = mem_str(by);
}

static inline void take_result(struct scene *s, const struct room_talk *t)
{
    struct room_result r;
    room_talk_result(t, &r);
    if (r.room || r.wish == ROOM_REMOVE)
        put(&s->meeting->room, r.room);
    if (r.url || r.wish == ROOM_REMOVE)
        put(&s->meeting->url, r.url);
    put(&s->meeting->room_told, r.told);
}

static inline void check_turn(struct room_talk *t, const struct turn *turn, struct error *err)
{
    struct room_call call;
    room_talk_ask(t, "t0p", &call);
    OWN_CHARS asked = mem_strf("%s %s", call.method, call.url);
    CHECK_STR(asked, turn->asked);
    CHECK_STR(call.authorization, "Bearer t0p");
    CHECK_INT(call.body != NULL, turn->body != NULL);
    if (turn->body && !strstr(call.body, turn->body))
        fail_msg("\"%s\" is not in %s", turn->body, call.body);
    if (call.body)
        CHECK_STR(call.content_type, "application/json");
    room_call_clear(&call);
    struct room_answer a = {turn->status, span_of(turn->answer)};
    CHECK_INT(room_talk_hear(t, &a, err), turn->turn);
}

/* Leads the whole talk; its result is noted in the scene when it is done. */
static inline void lead(struct scene *s, const char *order, const struct turn *turns, size_t count,
                        struct error *err)
{
    CHECK(order);
    *err = (struct error){0};
    OWN(room_talk) t = room_talk_new(s->config, span_of(order), err);
    CHECK_OK(t, err);
    for (size_t i = 0; i < count; i++)
        check_turn(t, &turns[i], err);
    if (turns[count - 1].turn == ROOM_DONE)
        take_result(s, t);
}
#define LEAD(s, order, err, ...)                                       \
    do {                                                               \
        const struct turn turns_[] = {__VA_ARGS__};                    \
        lead(s, order, turns_, sizeof turns_ / sizeof turns_[0], err); \
    } while (0)

#endif
