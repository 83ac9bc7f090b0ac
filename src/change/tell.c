#include "internal.h"

#include <stdio.h>

/* --- recipients ------------------------------------------------------------------------------- */

const char *local_address(const char *recipient)
{
    if (strncmp(recipient, "local:", 6) != 0)
        return NULL;
    const char *blank = strchr(recipient, ' ');
    return blank ? blank + 1 : NULL;
}

int64_t local_account(const char *recipient)
{
    return strtoll(recipient + 6, NULL, 10);
}

static int by_attendee_and_key(const void *a, const void *b)
{
    const struct told *x = a, *y = b;
    int order = strcmp(x->attendee, y->attendee);
    return order ? order : strcmp(x->key, y->key);
}

static void told_clear(struct told *t)
{
    free(t->uid);
    free(t->key);
    free(t->attendee);
    free(t->text);
    free(t->thread_id);
}

void tolds_by_address(struct tolds *t)
{
    for (size_t i = 0; i < t->count; i++) {
        const char *address = local_address(t->rows[i].attendee);
        if (!address)
            continue;
        char *plain = mem_str(address);
        free(t->rows[i].attendee);
        t->rows[i].attendee = plain;
    }
    if (t->count > 1)
        qsort(t->rows, t->count, sizeof *t->rows, by_attendee_and_key);
    size_t kept = 0;
    for (size_t i = 0; i < t->count; i++)
        if (kept && by_attendee_and_key(&t->rows[kept - 1], &t->rows[i]) == 0)
            told_clear(&t->rows[i]);
        else
            t->rows[kept++] = t->rows[i];
    t->count = kept;
}

/* --- parcels ---------------------------------------------------------------------------------- */

static const char *uid_of(const struct work *w)
{
    return w->now ? w->now->uid : w->old->uid;
}

static bool add_parcel(struct tell *t, const struct itip_message *m, const char *kind,
                       const char *recipient, struct error *err)
{
    struct work *w = t->w;
    OWN(parcel) p = mem_new(sizeof *p);
    p->account = w->c->account;
    p->kind = mem_str(kind);
    p->uid = mem_str(uid_of(w));
    p->key = mem_str(m->key);
    p->recipient = mem_str(recipient);
    p->line = mem_strf("%s %s", p->uid, recipient);
    p->created = w->at;
    p->due = w->at + w->p->config->mail.merge_window_s;
    p->expires = INSTANT_NEVER;
    p->leased_until = INSTANT_FIRST;
    bool added;
    TRY(store_parcel_add(t->tx, p, &added, err));
    if (!added)
        return true;
    w->c->told++;
    if (!t->last || strcmp(t->last, m->attendee) != 0)
        t->recipients++;
    t->last = m->attendee;
    return true;
}

/* Somebody with an account here finds the meeting in his calendar; by mail only if he asks for it.
 */
static bool add_parcels(struct tell *t, const struct itip_message *m, struct error *err)
{
    int64_t local;
    TRY(store_account_of_address(t->tx, m->attendee, &local, err));
    if (!local)
        return add_parcel(t, m, "itip", m->attendee, err);
    OWN(account) a = store_account(t->tx, local, err);
    TRY(a);
    OWN_CHARS recipient = mem_strf("local:%lld %s", (long long)local, m->attendee);
    TRY(add_parcel(t, m, "local", recipient, err));
    return !a->by_mail || add_parcel(t, m, "itip", m->attendee, err);
}

/* --- caps ------------------------------------------------------------------------------------ */

static bool add_notice(struct tell *t, const char *to, const char *why, struct error *err)
{
    struct work *w = t->w;
    OWN(parcel) p = mem_new(sizeof *p);
    p->account = w->c->account;
    p->kind = mem_str("notice");
    p->key = mem_str("");
    p->recipient = mem_str(to);
    p->line = mem_strf("notice %s %lld", to, (long long)w->at);
    p->facts = mem_strf("subject=The mails of %s are held\n\n"
                        "Convoke has stopped sending the mails of %s: %s\n\n"
                        "Nothing is lost. \"convoke outbox list --user %s\" shows what waits;\n"
                        "\"convoke outbox release --user %s\" sends it,\n"
                        "\"convoke outbox drop --user %s\" forgets it.\n",
                        w->owner->name, w->owner->name, why, w->owner->name, w->owner->name,
                        w->owner->name);
    p->created = p->due = w->at;
    p->expires = INSTANT_NEVER;
    p->leased_until = INSTANT_FIRST;
    bool added;
    return store_parcel_add(t->tx, p, &added, err);
}

static bool hold(struct tell *t, const char *why, struct error *err)
{
    struct work *w = t->w;
    const char *operator_address = w->p->config->mail.operator_address;
    struct account *owner = w->desk->owner;
    free(owner->held_why);
    owner->held_why = mem_str(why);
    owner->held_since = w->at;
    TRY(store_account_save(t->tx, owner, err));
    log_warning("outbox.held", "account=%lld", (long long)w->owner->id);
    if (w->owner->naddresses)
        TRY(add_notice(t, w->owner->addresses[0], why, err));
    return !operator_address || add_notice(t, operator_address, why, err);
}

/* Beyond the caps the parcels stay, but nothing leaves until somebody has looked. */
bool tell_check_caps(struct tell *t, struct error *err)
{
    struct work *w = t->w;
    const struct config *c = w->p->config;
    int64_t changes, recipients, unused;
    if (!t->recipients)
        return true;
    TRY(store_telling_add(t->tx, w->c->account, w->at, (int64_t)t->recipients, err));
    if (w->owner->held_since != INSTANT_FIRST)
        return true;
    TRY(store_tellings_since(t->tx, w->c->account, w->at - 3600, &unused, &recipients, err));
    TRY(store_tellings_since(t->tx, w->c->account, w->at - 600, &changes, &unused, err));
    char why[160];
    if (recipients > c->limits.recipients_per_hour)
        snprintf(why, sizeof why, "%lld recipients within an hour, and %d are allowed.",
                 (long long)recipients, c->limits.recipients_per_hour);
    else if (changes > c->limits.changes_per_ten_minutes)
        snprintf(why, sizeof why,
                 "%lld changes that tell somebody within ten minutes, and %d are allowed.",
                 (long long)changes, c->limits.changes_per_ten_minutes);
    else
        return true;
    return hold(t, why, err);
}

/* --- decisions ------------------------------------------------------------------------------- */

bool tell_decide(struct tell *t, const char *key, const char *recipient, const char *rule,
                 const char *said, struct error *err)
{
    struct decision d = {
        .account = t->w->c->account,
        .uid = uid_of(t->w),
        .key = key,
        .recipient = recipient,
        .rule = rule,
        .said = said,
        .at = t->w->at,
    };
    return store_decision_add(t->tx, &d, err);
}

static bool note_skipped(struct tell *t, struct error *err)
{
    const struct itip_plan *plan = t->w->plan;
    for (size_t i = 0; i < plan->nskipped; i++) {
        const struct itip_skip *s = &plan->skipped[i];
        if (strcmp(s->rule, "same") != 0) /* nothing happened, so nothing needs a reason */
            TRY(tell_decide(t, s->key, s->attendee, s->rule, s->said, err));
    }
    return true;
}

static bool was_told(const struct work *w, const char *attendee)
{
    for (size_t i = 0; i < w->told->count; i++)
        if (strcmp(w->told->rows[i].attendee, attendee) == 0)
            return true;
    return false;
}

/* A link that goes, or leads elsewhere, does so in the copies here as well: a copy is no mail. */
static bool renew_copies(struct tell *t, struct error *err)
{
    const struct itip_plan *plan = t->w->plan;
    for (size_t i = 0; i < plan->nmessages; i++) {
        const struct itip_message *m = &plan->messages[i];
        int64_t local = 0;
        if (was_told(t->w, m->attendee))
            TRY(store_account_of_address(t->tx, m->attendee, &local, err));
        OWN_CHARS recipient = mem_strf("local:%lld %s", (long long)local, m->attendee);
        if (local)
            TRY(add_parcel(t, m, "local", recipient, err));
    }
    return true;
}

bool work_note_stale(struct work *w, struct tx *tx, struct error *err)
{
    struct tell t = {.w = w, .tx = tx};
    w->now = w->before;
    OWN_CHARS said =
        mem_strf("A %s older than what is known was left out.",
                 w->came->method == METHOD_ABSENT ? "version" : ical_method_name(w->came->method));
    return tell_decide(&t, "", NULL, "stale", said, err);
}

bool work_tell_nobody(struct work *w, struct tx *tx, struct error *err)
{
    struct tell t = {.w = w, .tx = tx};
    if (w->c->kind == CHANGE_DETACH || w->c->kind == CHANGE_RELINK)
        TRY(renew_copies(&t, err));
    return w->plan->nmessages == 0 ||
           tell_decide(&t, "", NULL, "quiet", "Taken in without telling anybody, as asked.", err);
}

bool work_tell(struct work *w, struct tx *tx, struct error *err)
{
    struct tell t = {.w = w, .tx = tx};
    for (size_t i = 0; i < w->plan->nmessages; i++)
        TRY(add_parcels(&t, &w->plan->messages[i], err));
    TRY(tell_host(&t, err));
    if (w->c->outcome != CHANGE_UNCHANGED)
        TRY(note_skipped(&t, err));
    return tell_check_caps(&t, err);
}
