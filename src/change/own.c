/* An attendee's own copy of what somebody else organizes. RFC 6638, 3.2.2 */
#include "internal.h"

static bool is_by_owner(const struct work *w)
{
    const struct change *c = w->c;
    return (c->kind == CHANGE_PUT || c->kind == CHANGE_DELETE) && !c->is_delivery;
}

static struct itip_copy copy_of(const struct work *w)
{
    return (struct itip_copy){
        .before = w->before,
        .now = w->now,
        .owner = w->owner,
        .floating = w->floating,
        .at = w->at,
        .forced = w->reply_forced,
    };
}

static bool find_organizer(struct tx *tx, const struct event *e, int64_t *local_out,
                           struct error *err)
{
    return store_account_of_address(tx, event_main(e)->organizer.address, local_out, err);
}

bool work_check_organizer(const struct work *w, struct error *err)
{
    const struct vevent *was = w->before ? event_main(w->before) : NULL;
    if (!is_by_owner(w) || !w->c->at_name || !was || !w->now || !was->has_organizer ||
        !was->nattendees || !meeting_is_ours(w->before, w->owner) ||
        meeting_is_ours(w->now, w->owner))
        return true;
    return fail(err, FAULT_FORBIDDEN, "allowed-organizer-scheduling-object-change",
                "Whoever has invited people to a meeting stays its organizer; "
                "cancel it, and let somebody else invite.");
}

/* --- what he may change ----------------------------------------------------------------------- */

static void keep_sequence(const struct work *w, struct splice *edits, const struct vevent *v)
{
    const struct vevent *was = vevent_in(w->before, v);
    was = was ? was : w->before->master;
    if (!was || v->sequence <= was->sequence)
        return;
    OWN_CHARS number = mem_strf("%lld", (long long)was->sequence);
    splice_set(edits, v, "SEQUENCE", "", span_of(number));
}

static bool keep_sequences(struct work *w, struct error *err)
{
    const struct event *e = w->now;
    OWN(splice) edits = splice_new(e);
    if (e->master)
        keep_sequence(w, edits, e->master);
    for (size_t i = 0; i < e->noverrides; i++)
        keep_sequence(w, edits, &e->overrides[i]);
    return work_edit(w, edits, err);
}

/* What an organizer outside changes comes by mail to the calendar program, which puts it here. */
bool work_keep_copy(struct work *w, struct tx *tx, struct error *err)
{
    int64_t local;
    if (!is_by_owner(w) || !w->c->at_name || !w->before || !w->now ||
        meeting_is_ours(w->before, w->owner))
        return true;
    TRY(find_organizer(tx, w->before, &local, err));
    struct itip_copy copy = copy_of(w);
    copy.by_sequence = !local;
    TRY(itip_check_copy(&copy, err));
    return !local || keep_sequences(w, err);
}

/* --- what he answers -------------------------------------------------------------------------- */

/* Of the row that waits: what the organizer knows is what he knew before the first change. */
struct waiting {
    const struct parcel *like;
    int64_t id;
};

static bool is_waiting(const struct parcel *p, void *with)
{
    struct waiting *w = with;
    if (p->state == PARCEL_PENDING && strcmp(p->kind, w->like->kind) == 0 &&
        strcmp(p->key, w->like->key) == 0 && strcmp(p->line, w->like->line) == 0)
        w->id = p->id;
    return w->id == 0;
}

static char *facts_of(const struct work *w, const struct itip_answer *a, const char *was,
                      struct error *err)
{
    struct itip_write write = {
        .from = a->from,
        .message = &a->message,
        .owner = w->owner,
        .floating = w->floating,
        .at = w->at,
    };
    size_t len;
    OWN_CHARS text = itip_text(&write, &len, err);
    TRY(text);
    return mem_strf("was=%s\nnow=%s\n\n%s", was, partstat_name(a->message.answer), text);
}

static bool renew(struct tell *t, const struct itip_answer *a, int64_t id, struct error *err)
{
    OWN(parcel) p = store_parcel(t->tx, id, err);
    TRY(p);
    struct span rest, was = span_cut(span_of(p->facts), '\n', &rest);
    OWN_CHARS known = span_copy(span_make(was.at + 4, was.len - 4)); /* behind "was=" */
    bool is_asked_anew = a->was == PARTSTAT_NEEDS_ACTION;
    char *facts = facts_of(t->w, a, is_asked_anew ? partstat_name(a->was) : known, err);
    TRY(facts);
    free(p->facts);
    p->facts = facts;
    return store_parcel_save(t->tx, p, err);
}

static instant expiry_of(const struct work *w, const struct itip_answer *a)
{
    instant start, end, least = w->at + 3600;
    event_span(a->from, w->floating, &start, &end);
    return end > least ? end : least;
}

static bool add_answer(struct tell *t, const struct itip_answer *a, const char *kind,
                       const char *recipient, struct error *err)
{
    struct work *w = t->w;
    OWN(parcel) p = mem_new(sizeof *p);
    bool added;
    p->account = w->c->account;
    p->kind = mem_str(kind);
    p->uid = mem_str(a->from->uid);
    p->key = mem_str(a->message.key);
    p->recipient = mem_str(recipient);
    p->line = mem_strf("%s %s %s", p->uid, recipient, a->message.attendee);
    p->created = w->at;
    p->due = w->at + w->p->config->mail.merge_window_s;
    p->expires = expiry_of(w, a);
    p->leased_until = INSTANT_FIRST;
    p->facts = facts_of(w, a, partstat_name(a->was), err);
    TRY(p->facts);
    struct waiting waiting = {.like = p};
    struct parcel_query q = {.account = p->account, .uid = p->uid, .unfinished = true};
    TRY(store_parcels(t->tx, &q, is_waiting, &waiting, err));
    if (waiting.id)
        return renew(t, a, waiting.id, err);
    TRY(store_parcel_add(t->tx, p, &added, err));
    w->c->told++;
    t->recipients = 1; /* the organizer, whatever is answered */
    return true;
}

static bool answer_all(struct tell *t, const struct itip_answers *all, struct error *err)
{
    const char *address = event_main(all->rows[0].from)->organizer.address;
    int64_t local;
    TRY(find_organizer(t->tx, all->rows[0].from, &local, err));
    if (!local && !strchr(address, '@'))
        return tell_decide(t, "", NULL, "no-address", "The organizer has no mail address.", err);
    OWN_CHARS recipient =
        local ? mem_strf("local:%lld %s", (long long)local, address) : mem_str(address);
    for (size_t i = 0; i < all->count; i++)
        TRY(add_answer(t, &all->rows[i], local ? "answer" : "reply", recipient, err));
    return tell_check_caps(t, err);
}

bool work_answer(struct work *w, struct tx *tx, struct error *err)
{
    struct tell t = {.w = w, .tx = tx};
    if (!is_by_owner(w) || !w->c->tell)
        return true;
    struct itip_copy copy = copy_of(w);
    OWN(itip_answers) all = itip_answers(&copy);
    if (all->count && w->c->no_answer)
        return tell_decide(&t, "", NULL, "quiet", "Removed without an answer, as asked.", err);
    if (all->count)
        return answer_all(&t, all, err);
    return !all->rule || tell_decide(&t, "", NULL, all->rule, all->said, err);
}
