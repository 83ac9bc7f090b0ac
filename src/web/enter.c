/* Who comes to a meeting, and as what he goes in. */
#include "door.h"

enum { REMEMBERED_S = 30 * 86400, CODE_OF_NAME = 10 };

void arrival_clear(struct arrival *a)
{
    event_free(a->event);
    account_free(a->visitor);
    account_free(a->owner);
    meeting_free(a->meeting);
}

/* --- what stands behind a code ---------------------------------------------------------------- */

static const struct zone *zone_of(const struct pipeline *p, const struct account *a)
{
    const struct zone *z = a->tz ? zone_named(p->zones, span_of(a->tz)) : NULL;
    return z ? z : zone_utc();
}

/* NULL when the event is gone, or not to be read: the room does without. */
static struct event *event_of(const struct pipeline *p, struct tx *tx, const struct meeting *m)
{
    OWN(object) o = store_object_by_uid(tx, m->account, 0, m->uid, NULL);
    TRY(o && object_is_event(o));
    return event_read(span_make(o->text, o->text_len), p->zones, &ical_limits_stored, NULL);
}

static bool arrive_in(const struct pipeline *p, struct tx *tx, const char *code, struct arrival *a,
                      struct error *err)
{
    a->at = clock_now();
    a->meeting = store_meeting_by_code(tx, code, err);
    TRY(a->meeting);
    a->owner = store_account(tx, a->meeting->account, err);
    TRY(a->owner);
    a->zone = zone_of(p, a->owner);
    a->event = event_of(p, tx, a->meeting);
    struct door_facts f = {.config = p->config,
                           .meeting = a->meeting,
                           .event = a->event,
                           .floating = a->zone,
                           .at = a->at};
    meeting_door(&f, &a->way);
    return true;
}

/* --- who comes -------------------------------------------------------------------------------- */

/* Without an occurrence, or with an event that cannot be read, the owner is known alone. */
static void recognize(struct arrival *a, const char *address)
{
    static const struct vevent nobody;
    const struct vevent *from = a->way.has_occurrence ? a->way.occurrence.from : NULL;
    if (!from && a->event)
        from = event_main(a->event);
    a->caller = meeting_caller(from ? from : &nobody, a->owner, address);
}

static bool recognize_visitor(const struct web *w, const struct http_request *r, struct tx *tx,
                              struct arrival *a)
{
    a->visitor = web_session_account(w, r, tx);
    for (size_t i = 0; a->visitor && i < a->visitor->naddresses; i++) {
        recognize(a, a->visitor->addresses[i]);
        if (a->caller.role != CALLER_NOBODY)
            return true;
    }
    return false;
}

static bool recognize_token(const struct pipeline *p, struct tx *tx, struct span token,
                            struct arrival *a, struct error *err)
{
    unsigned char secret[32];
    const struct meeting *m = a->meeting;
    OWN(link_counters) counters = store_link_counters(tx, m->account, m->uid, err);
    TRY(counters && store_key(p->store, secret, err));
    struct personal_key key = {secret, PERSONAL_DOOR};
    const char *whose = personal_whose(key, m, a->event, a->owner, counters, token);
    explicit_bzero(secret, sizeof secret);
    a->is_dead = !whose;
    if (whose)
        recognize(a, whose);
    return true;
}

static char *cookie_name(const struct meeting *m)
{
    return mem_strf("door-%.*s", CODE_OF_NAME, m->code);
}

/* A link that was revoked since is forgotten, not held against him. */
static bool recognize_remembered(const struct web *w, const struct http_request *r, struct tx *tx,
                                 struct arrival *a, struct error *err)
{
    OWN_CHARS name = cookie_name(a->meeting);
    const char *token = cookie_get(r, name);
    if (!token)
        return true;
    TRY(recognize_token(w->pipeline, tx, span_of(token), a, err));
    a->is_dead = false;
    return true;
}

bool arrive(const struct web *w, const struct http_request *r, const char *code, struct span token,
            struct arrival *a, struct error *err)
{
    OWN(tx) tx = store_read(w->pipeline->store, err);
    TRY(tx && arrive_in(w->pipeline, tx, code, a, err));
    if (token.len)
        return recognize_token(w->pipeline, tx, token, a, err);
    return recognize_visitor(w, r, tx, a) || recognize_remembered(w, r, tx, a, err);
}

void remember_link(struct http_request *r, const struct arrival *a, struct span token)
{
    OWN_CHARS name = cookie_name(a->meeting);
    OWN_CHARS value = span_copy(token);
    cookie_set(r, name, value, REMEMBERED_S);
}
