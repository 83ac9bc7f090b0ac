/* When one attendee has answered, the copies of the others who live here show it. They are told
 * nothing: no mail, no message, no told state. The organizer's event is read when the parcel is
 * composed, so one parcel a copy does for however many have answered. RFC 6638, 3.2.6 */
#include "internal.h"

enum { MOST_ATTENDEES = 200 }; /* beyond, copies learn it when something else is told */

/* --- by the organizer's event ----------------------------------------------------------------- */

static bool was_told(const struct work *w, const char *address)
{
    for (size_t i = 0; i < w->told->count; i++)
        if (!w->told->rows[i].is_cancelled && strcmp(w->told->rows[i].attendee, address) == 0)
            return true;
    return false;
}

static bool has_answered(const struct work *w, const char *address)
{
    return vevent_attendee(event_main(w->came), address);
}

static bool add_parcel(const struct work *w, struct tx *tx, int64_t local, const char *address,
                       struct error *err)
{
    OWN(parcel) p = mem_new(sizeof *p);
    bool added;
    p->account = w->c->account;
    p->kind = mem_str("partstat");
    p->uid = mem_str(w->now->uid);
    p->key = mem_str("");
    p->recipient = mem_strf("local:%lld %s", (long long)local, address);
    p->line = mem_strf("%s %s", p->uid, p->recipient);
    p->created = w->at;
    p->due = w->at + w->p->config->mail.merge_window_s;
    p->expires = INSTANT_NEVER;
    p->leased_until = INSTANT_FIRST;
    return store_parcel_add(tx, p, &added, err);
}

/* Rows that wait are found again, so an attendee of several occurrences has one. */
static bool share_with(const struct work *w, struct tx *tx, const struct vevent *v,
                       struct error *err)
{
    for (size_t i = 0; i < v->nattendees && v->nattendees <= MOST_ATTENDEES; i++) {
        const char *address = v->attendees[i].address;
        int64_t local = 0;
        if (!was_told(w, address) || has_answered(w, address))
            continue;
        TRY(store_account_of_address(tx, address, &local, err));
        if (local && local != w->c->account)
            TRY(add_parcel(w, tx, local, address, err));
    }
    return true;
}

bool work_share_answers(const struct work *w, struct tx *tx, struct error *err)
{
    const struct event *e = w->now;
    if (w->c->kind != CHANGE_REPLY || !e)
        return true;
    if (e->master)
        return share_with(w, tx, e->master, err);
    for (size_t i = 0; i < e->noverrides; i++)
        TRY(share_with(w, tx, &e->overrides[i], err));
    return true;
}

enum composed change_compose_partstat(void *with, struct tx *tx, struct parcel *p,
                                      struct error *err)
{
    (void)with;
    OWN(object) o = store_object_by_uid(tx, p->account, 0, p->uid, err);
    if (!o && err->kind != FAULT_NOT_FOUND)
        return COMPOSED_FAILED;
    if (!o || !object_is_event(o)) {
        free(p->answer);
        p->answer = mem_str("The event is gone.");
        return COMPOSED_NOTHING;
    }
    p->message_id = mem_strf("<%.32s@local>", o->etag);
    p->sender = mem_str("");
    p->bytes = span_copy(span_make(o->text, o->text_len));
    p->bytes_len = o->text_len;
    return COMPOSED_READY;
}

/* --- in a copy -------------------------------------------------------------------------------- */

static bool is_same_meeting(const struct work *w)
{
    const struct vevent *mine = event_main(w->before), *theirs = event_main(w->came);
    return mine->has_organizer && theirs->has_organizer &&
           strcmp(mine->organizer.address, theirs->organizer.address) == 0 &&
           !meeting_is_ours(w->before, w->owner);
}

static bool share_once(struct work *w, bool *more_out, struct error *err)
{
    OWN(splice) edits = splice_new(w->now);
    itip_share_answers(w->now, w->came, w->owner, w->floating, edits);
    *more_out = !splice_is_empty(edits);
    return work_edit(w, edits, err);
}

/* An occurrence that gets a VEVENT of its own by one answer shows the rest the second time. */
bool work_take_answers(struct work *w, bool *go_on_out, struct error *err)
{
    bool more = is_same_meeting(w);
    w->now = w->before;
    for (int i = 0; i < 2 && more; i++)
        TRY(share_once(w, &more, err));
    *go_on_out = w->now != w->before;
    if (*go_on_out)
        return true;
    w->c->outcome = CHANGE_UNCHANGED;
    w->c->etag = mem_str(w->old->etag);
    return true;
}
