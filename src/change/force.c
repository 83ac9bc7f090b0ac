/* SCHEDULE-FORCE-SEND: who is told again what he knows already. It is an order for this one change,
 * so it is not kept. RFC 6638, 7.2 */
#include "internal.h"

/* What was told before is forgotten, in both ways of telling. */
static bool forget(const struct work *w, struct tx *tx, const char *address, struct error *err)
{
    int64_t local;
    TRY(store_told_remove(tx, w->c->account, w->now->uid, address, NULL, err));
    TRY(store_account_of_address(tx, address, &local, err));
    OWN_CHARS recipient = mem_strf("local:%lld %s", (long long)local, address);
    return !local || store_told_remove(tx, w->c->account, w->now->uid, recipient, NULL, err);
}

static bool force_vevent(struct work *w, struct tx *tx, struct splice *edits,
                         const struct vevent *v, bool *forgot_out, struct error *err)
{
    bool ours = meeting_is_ours(w->now, w->owner);
    if (v->has_organizer && v->organizer.force_send != METHOD_ABSENT) {
        w->reply_forced |= !ours && v->organizer.force_send == METHOD_REPLY;
        splice_set_param(edits, v, &v->organizer, "SCHEDULE-FORCE-SEND", NULL);
    }
    for (size_t i = 0; i < v->nattendees; i++) {
        const struct person *p = &v->attendees[i];
        if (p->force_send == METHOD_ABSENT)
            continue;
        splice_set_param(edits, v, p, "SCHEDULE-FORCE-SEND", NULL);
        if (!ours || p->force_send != METHOD_REQUEST || !w->c->tell)
            continue;
        TRY(forget(w, tx, p->address, err));
        *forgot_out = true;
    }
    return true;
}

bool work_force(struct work *w, struct tx *tx, struct error *err)
{
    const struct event *e = w->now;
    bool forgot = false;
    if (w->c->kind != CHANGE_PUT || w->c->is_delivery)
        return true;
    OWN(splice) edits = splice_new(e);
    if (e->master)
        TRY(force_vevent(w, tx, edits, e->master, &forgot, err));
    for (size_t i = 0; i < e->noverrides; i++)
        TRY(force_vevent(w, tx, edits, &e->overrides[i], &forgot, err));
    TRY(work_edit(w, edits, err));
    return !forgot || work_load_told(w, tx, err);
}
