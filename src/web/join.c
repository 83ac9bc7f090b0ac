/* GET /j/<code>: the link that stands in events leads to the room while its door is open. */
#include "internal.h"

enum { CODE_MOST = 64 };

void arrival_clear(struct arrival *a)
{
    event_free(a->event);
    account_free(a->owner);
    meeting_free(a->meeting);
}

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

bool arrive(const struct pipeline *p, const char *code, struct arrival *a, struct error *err)
{
    a->at = clock_now();
    OWN(tx) tx = store_read(p->store, err);
    TRY(tx);
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

static void answer_open(const struct web *w, struct http_request *r, const struct arrival *a)
{
    OWN_CHARS url = meeting_room(w->pipeline->config, a->meeting, a->way.occurrence.key);
    if (!url) {
        answer_page(w, r, 503, "The room of this meeting is not ready",
                    "Its video server cannot be asked just now. Try again in a minute.");
        return;
    }
    http_answer_header(r, "Location", url);
    http_answer(r, 302, NULL, SPAN(""));
}

static void answer_none(const struct web *w, struct http_request *r, const struct error *err)
{
    if (err->kind == FAULT_NONE || err->kind == FAULT_NOT_FOUND)
        answer_page(w, r, 404, "There is no such meeting",
                    "The link is not complete, or was never one of ours. Try to copy it whole from "
                    "the invitation.");
    else
        http_answer_error(r, err);
}

void serve_join(struct http_request *r, void *with)
{
    struct web *w = with;
    struct arrival a = {0};
    struct error err = {0};
    http_answer_header(r, "Cache-Control", "no-store");
    if (strlen(http_rest(r)) > CODE_MOST || !arrive(w->pipeline, http_rest(r), &a, &err))
        answer_none(w, r, &err);
    else if (a.way.door == DOOR_OPEN)
        answer_open(w, r, &a);
    else
        answer_closed(w, r, &a);
    arrival_clear(&a);
}
