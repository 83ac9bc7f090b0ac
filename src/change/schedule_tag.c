/* Schedule-Tag: what a client holds to know whether an event has changed in more than answers. */
#include "internal.h"

/* RFC 6638, 3.1 */
static bool is_scheduled(const struct work *w)
{
    const struct event *e = w->now;
    if (e->kind != ITEM_EVENT || !event_main(e)->has_organizer)
        return false;
    return meeting_is_ours(e, w->owner) || itip_invites(e, w->owner);
}

static bool only_answers_differ(const struct work *w)
{
    if (w->c->kind == CHANGE_REPLY)
        return true;
    if (!w->c->is_delivery)
        return false;
    struct digest was = ical_hash_but_answers(span_make(w->old->text, w->old->text_len));
    struct digest is = ical_hash_but_answers(w->now->text);
    return digest_equal(&was, &is);
}

char *work_schedule_tag(const struct work *w)
{
    if (!is_scheduled(w))
        return NULL;
    if (w->old && w->old->schedule_tag && only_answers_differ(w))
        return mem_str(w->old->schedule_tag);
    struct digest d = digest_of(w->now->text);
    return digest_hex(&d);
}
