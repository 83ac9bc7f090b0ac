/* POST /m/<code>/events: what happens in a room on our page, told by that page. */
#include "embed.h"

enum { MOST_AT_ONCE = 120, MOST_ID = 100, MOST_NAME = 200 };

static const struct {
    const char *what;
    bool is_stay; /* the visitor himself comes or goes */
    enum life_kind life;
    enum sighting_kind sighting;
} events[] = {
    {"joined", true, LIFE_JOINED, SIGHTING_JOINED},
    {"left", true, LIFE_LEFT, SIGHTING_LEFT},
    {"microphone", false, 0, 0},
    {"camera", false, 0, 0},
    {"screen", false, 0, 0},
    {"hand", false, 0, 0},
    {"recording", false, 0, 0},
    {"participant-joined", false, 0, 0},
    {"participant-left", false, 0, 0},
};

static int event_named(const char *what)
{
    for (size_t i = 0; what && i < LENGTH(events); i++)
        if (strcmp(events[i].what, what) == 0)
            return (int)i;
    return -1;
}

/* --- who is there ----------------------------------------------------------------------------- */

struct visit {
    const struct web *web;
    const struct arrival *arrival;
    int event;
    const char *id; /* of this visit, as the video server calls it */
};

static bool note_stay(struct tx *tx, void *with, struct error *err)
{
    const struct visit *s = with;
    const struct arrival *a = s->arrival;
    struct life_event e = {events[s->event].life, a->at, INSTANT_FIRST};
    struct sighting m = {.who = mem_strf("page %s", s->id),
                         .at = a->at,
                         .kind = events[s->event].sighting,
                         .address = mem_str(a->caller.address),
                         .name = mem_str(a->caller.name),
                         .how = mem_str("page")};
    bool ok = change_held(s->web->pipeline, tx, a->meeting, &e, &m, err);
    sighting_clear(&m);
    return ok;
}

/* --- taking them ------------------------------------------------------------------------------ */

/* Whatever a page sends, it sends so much a second at most. */
static bool may_tell(const struct web *w, const struct http_request *r, const struct form *ticket,
                     struct error *err)
{
    int64_t wait_s = 0;
    OWN(text) who = text_new();
    http_add_client(r, who);
    text_addf(who, " %s %s", form_field(ticket, "key"),
              form_field(ticket, "address") ? form_field(ticket, "address") : "");
    if (!guesses_allow(w->told, text_span(who), MOST_AT_ONCE, &wait_s))
        return fail(err, FAULT_TOO_MANY, NULL, "Too much was told at once; wait %lld seconds.",
                    (long long)wait_s);
    guesses_note(w->told, text_span(who));
    return true;
}

static bool take(const struct web *w, const struct form *f, const struct arrival *a,
                 struct error *err)
{
    int event = event_named(form_field(f, "what"));
    const char *id = form_field(f, "id"), *on = form_field(f, "on");
    if (event < 0 || !id || !*id || strlen(id) > MOST_ID)
        return fail(err, FAULT_INVALID, NULL,
                    "It is not said what happened, or to whom: what, id (of at most %d bytes).",
                    MOST_ID);
    log_info("room.event", "account=%lld uid=%s what=%s on=%d", (long long)a->meeting->account,
             a->meeting->uid, events[event].what, on && strcmp(on, "true") == 0);
    struct visit s = {w, a, event, id};
    return !events[event].is_stay || store_write_one(w->pipeline->store, note_stay, &s, err);
}

static void answer_told(const struct web *w, struct http_request *r, const char *code,
                        const struct form *f)
{
    struct arrival a = {0};
    struct error err = {0};
    struct form *ticket = NULL;
    if (!arrive_in_room(w, r, code, &a, &ticket, &err))
        fail(&err, FAULT_FORBIDDEN, NULL, "Only who has been let into the room can tell of it.");
    else if (may_tell(w, r, ticket, &err) && take(w, f, &a, &err))
        http_answer(r, 204, NULL, SPAN(""));
    if (err.kind != FAULT_NONE)
        http_answer_error(r, &err);
    form_free(ticket);
    arrival_clear(&a);
}

void take_room_event(struct http_request *r, void *with)
{
    struct web *w = with;
    struct span rest, code = span_cut(span_of(http_rest(r)), '/', &rest);
    OWN_CHARS of = span_copy(code);
    OWN(form) f = form_take(w, r);
    if (!f)
        return;
    if (span_is(rest, "events"))
        answer_told(w, r, of, f);
    else
        answer_page(w, r, 404, "There is nothing here", "Nothing is sent there.");
}
