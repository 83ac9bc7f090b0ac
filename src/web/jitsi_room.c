/* Which meeting is held in a room. The room of a series is known by its name. That of one
 * occurrence is made of the series' when it is needed, and the way back is not: who has gone in
 * from this browser has a cookie that says of which meeting it is, and who has signed in may be
 * invited to a meeting that is on now. */
#include "jitsi_room.h"

enum { NAME_END = 10, LASTS_S = 86400, MOST_EVENTS = 500, MOST_EACH = 16 };

/* Yours: free(). NULL: it has none. */
static char *name_of(const struct config *c, const struct meeting *m, const char *key)
{
    OWN_CHARS url = meeting_room(c, m, key);
    const char *name = url ? strrchr(url, '/') : NULL;
    return name ? meeting_room_safe(span_of(name + 1)) : NULL;
}

bool room_is(const struct config *c, const struct meeting *m, const char *key, const char *room)
{
    OWN_CHARS name = name_of(c, m, key);
    return name && strcmp(name, room) == 0;
}

/* --- the browser that has gone in ------------------------------------------------------------ */

/* The end of a room's name is random. */
static char *cookie_name(const char *room)
{
    size_t len = strlen(room);
    return mem_strf("room-%s", room + (len > NAME_END ? len - NAME_END : 0));
}

void remember_room(const struct web *w, struct http_request *r, const struct arrival *a)
{
    int64_t left_s = a->way.closes - a->at;
    if (!a->meeting->per_occurrence || left_s <= 0)
        return;
    OWN_CHARS room = name_of(w->pipeline->config, a->meeting, a->way.occurrence.key);
    OWN_CHARS name = room ? cookie_name(room) : NULL;
    if (name)
        cookie_set(r, name, a->meeting->code, left_s < LASTS_S ? left_s : LASTS_S);
}

/* --- what the visitor is invited to ----------------------------------------------------------- */

struct search {
    const struct pipeline *pipeline;
    struct tx *tx;
    const struct account *visitor;
    const struct zone *zone;
    const char *room;
    instant from, to;
    size_t looked_at;
    char *code;
};

static struct meeting *meeting_behind(const struct search *s, const char *link)
{
    struct error none;
    const char *base = s->pipeline->config->server.public_url;
    OWN_CHARS before = mem_strf("%s/j/", base ? base : "");
    return base && span_starts(span_of(link), before)
               ? store_meeting_by_code(s->tx, link + strlen(before), &none)
               : NULL;
}

/* Of a meeting of his own, or of one that an invitation's link leads to. */
static struct meeting *meeting_of(const struct search *s, const struct event *e)
{
    struct error none;
    const struct vevent *v = event_main(e);
    struct meeting *m = store_meeting(s->tx, s->visitor->id, e->uid, &none);
    for (size_t i = 0; !m && i < v->nconferences; i++)
        m = meeting_behind(s, v->conferences[i].uri);
    return m ? m : meeting_behind(s, v->location);
}

static bool is_held(const struct search *s, const struct event *e, const struct meeting *m)
{
    struct occurrence list[MOST_EACH];
    size_t count = 0;
    (void)event_window(e, s->zone, s->from, s->to, RECUR_BUDGET, list, MOST_EACH, &count);
    for (size_t i = 0; i < count; i++)
        if (room_is(s->pipeline->config, m, list[i].key, s->room))
            return true;
    return false;
}

static bool look_at(const struct object *o, void *with)
{
    struct search *s = with;
    OWN(event)
    e = object_is_event(o) ? event_read(span_make(o->text, o->text_len), s->pipeline->zones,
                                        &ical_limits_stored, NULL)
                           : NULL;
    OWN(meeting) m = e ? meeting_of(s, e) : NULL;
    if (m && m->per_occurrence && is_held(s, e, m))
        s->code = mem_str(m->code);
    return !s->code && ++s->looked_at < MOST_EVENTS;
}

static char *code_of_visitor(const struct web *w, const struct http_request *r, struct tx *tx,
                             const char *room, struct error *err)
{
    const struct pipeline *p = w->pipeline;
    instant now = clock_now();
    OWN(account) visitor = web_session_account(w, r, tx);
    if (!visitor)
        return fail(err, FAULT_UNAUTHORIZED, NULL, "Nobody has signed in."), NULL;
    struct search s = {.pipeline = p,
                       .tx = tx,
                       .visitor = visitor,
                       .zone = account_zone(p, visitor),
                       .room = room,
                       .from = now - p->config->meetings.closes_s,
                       .to = now + p->config->meetings.opens_s + 1};
    struct object_query q = {visitor->id, 0, s.from, s.to};
    TRY(store_objects(tx, &q, look_at, &s, err));
    if (!s.code)
        fail(err, FAULT_NOT_FOUND, NULL, "No meeting of the visitor is in this room now.");
    return s.code;
}

/* --- all of them ------------------------------------------------------------------------------ */

char *code_of_room(const struct web *w, const struct http_request *r, const char *room,
                   struct error *err)
{
    OWN_CHARS name = cookie_name(room);
    const char *remembered = cookie_get(r, name);
    OWN(tx) tx = store_read(w->pipeline->store, err);
    TRY(tx);
    OWN(meeting) m = store_meeting_by_room(tx, room, err);
    if (m || err->kind != FAULT_NOT_FOUND)
        return m ? mem_str(m->code) : NULL;
    return remembered ? mem_str(remembered) : code_of_visitor(w, r, tx, room, err);
}
