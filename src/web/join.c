/* GET /j/<code>: the link that stands in events leads to the room. */
#include "internal.h"

#include "convoke/meeting.h"

enum { DAY_S = 86400, CODE_MOST = 64 };

struct arrival {
    enum meeting_state state;
    bool is_over;
    char *url; /* NULL: there is no room to go to */
};

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

static bool arrive(const struct pipeline *p, const char *code, struct arrival *a, struct error *err)
{
    instant now = clock_now();
    OWN(tx) tx = store_read(p->store, err);
    TRY(tx);
    OWN(meeting) m = store_meeting_by_code(tx, code, err);
    TRY(m);
    a->state = m->state;
    /* Meetings run over: the door stays open for a day. */
    a->is_over = m->ends != INSTANT_NEVER && m->ends < now - DAY_S;
    if (m->state != MEETING_OPEN || a->is_over)
        return true;
    OWN(account) owner = store_account(tx, m->account, err);
    TRY(owner);
    OWN(event) e = event_of(p, tx, m);
    a->url = meeting_room_at(p->config, m, e, zone_of(p, owner), now);
    return true;
}

static void answer_gone(struct http_request *r, const struct arrival *a)
{
    if (a->state == MEETING_ENDED)
        page_answer(r, 410, "This meeting was cancelled",
                    "Its room is closed. If you expected it to take place, ask the person who "
                    "invited you.");
    else if (a->is_over)
        page_answer(r, 410, "This meeting is over",
                    "Its room is closed. If there is another meeting, its invitation has a link of "
                    "its own.");
    else
        page_answer(r, 410, "This meeting has no video room any more",
                    "Look into the newest invitation for where it takes place, or ask the person "
                    "who invited you.");
}

void serve_join(struct http_request *r, void *with)
{
    struct web *w = with;
    struct arrival a = {0};
    struct error err = {0};
    http_answer_header(r, "Cache-Control", "no-store");
    bool ok = strlen(http_rest(r)) <= CODE_MOST && arrive(w->pipeline, http_rest(r), &a, &err);
    if (ok && a.url) {
        http_answer_header(r, "Location", a.url);
        http_answer(r, 302, NULL, SPAN(""));
    } else if (ok) {
        answer_gone(r, &a);
    } else if (err.kind == FAULT_NONE || err.kind == FAULT_NOT_FOUND) {
        page_answer(r, 404, "There is no such meeting",
                    "The link is not complete, or was never one of ours. Try to copy it whole from "
                    "the invitation.");
    } else {
        http_answer_error(r, &err);
    }
    free(a.url);
}
