#include "internal.h"

void telling_free(struct telling *t)
{
    if (!t)
        return;
    account_free(t->owner);
    event_free(t->now);
    event_free(t->before);
    event_free(t->told);
    free(t->text);
    free(t->thread_id);
    itip_plan_free(t->plan);
    tolds_free(t->tolds);
    free(t);
}

static const char *address_of(const struct parcel *p)
{
    const char *local = local_address(p->recipient);
    return local ? local : p->recipient;
}

static bool load(struct telling *t, const struct pipeline *p, struct tx *tx,
                 const struct parcel *parcel, struct error *err)
{
    t->owner = store_account(tx, parcel->account, err);
    TRY(t->owner);
    t->floating = account_zone(p, t->owner);
    OWN(object) o = store_object_by_uid(tx, parcel->account, 0, parcel->uid, err);
    if (!o && err->kind != FAULT_NOT_FOUND)
        return false;
    if (o && object_is_event(o)) { /* else it is gone, and a task may have taken its UID */
        t->now = event_read(span_make(o->text, o->text_len), p->zones, &ical_limits_stored, err);
        TRY(t->now);
    }
    t->tolds = store_told(tx, parcel->account, parcel->uid, parcel->recipient, err);
    TRY(t->tolds);
    tolds_by_address(t->tolds);
    return true;
}

static const struct itip_message *message_for(const struct itip_plan *plan, const char *key)
{
    for (size_t i = 0; i < plan->nmessages; i++)
        if (strcmp(plan->messages[i].key, key) == 0)
            return &plan->messages[i];
    return NULL;
}

static enum composed nothing(struct parcel *p, const struct itip_plan *plan)
{
    const char *said = "What was told before is still so.";
    for (size_t i = 0; i < plan->nskipped; i++)
        if (strcmp(plan->skipped[i].key, p->key) == 0 && plan->skipped[i].said)
            said = plan->skipped[i].said;
    free(p->answer);
    p->answer = mem_str(said);
    return COMPOSED_NOTHING;
}

static const struct told *told_of(const struct tolds *t, const char *key)
{
    for (size_t i = 0; i < t->count; i++)
        if (strcmp(t->rows[i].key, key) == 0)
            return &t->rows[i];
    return NULL;
}

/* What was told before of the occurrence; if that was never told by itself, of the series. */
static bool read_before(struct telling *t, const struct pipeline *p, struct error *err)
{
    const struct told *row = told_of(t->tolds, t->message.key);
    if (!row || !row->text)
        row = told_of(t->tolds, "");
    if (t->tolds->count)
        t->thread_id = mem_str((row ? row : &t->tolds->rows[0])->thread_id);
    if (!row || !row->text)
        return true;
    t->before = event_read(span_of(row->text), p->zones, &ical_limits_stored, err);
    return t->before;
}

static bool write_text(struct telling *t, const struct pipeline *p, struct error *err)
{
    bool cancels = t->message.method == METHOD_CANCEL && t->before;
    struct itip_write write = {
        .from = cancels ? t->before : t->now,
        .message = &t->message,
        .owner = t->owner,
        .floating = t->floating,
        .at = clock_now(),
    };
    if (!write.from)
        return fail(err, FAULT_BUG, NULL, "There is nothing to make a message of.");
    t->text = itip_text(&write, &t->text_len, err);
    TRY(t->text);
    t->revision = itip_revision(t->text, t->text_len);
    t->told = event_read(span_make(t->text, t->text_len), p->zones, &ical_limits_stored, err);
    return t->told;
}

enum composed telling_open(const struct pipeline *p, struct tx *tx, struct parcel *parcel,
                           struct telling **telling_out, struct error *err)
{
    OWN(telling) t = mem_new(sizeof *t);
    *telling_out = NULL;
    if (!load(t, p, tx, parcel, err))
        return COMPOSED_FAILED;
    struct itip_facts facts = {
        .now = t->now,
        .told = t->tolds,
        .owner = t->owner,
        .floating = t->floating,
        .zones = p->zones,
        .at = clock_now(),
        .only = address_of(parcel),
    };
    t->plan = itip_diff(&facts, err);
    if (!t->plan)
        return COMPOSED_FAILED;
    const struct itip_message *m = message_for(t->plan, parcel->key);
    if (!m)
        return nothing(parcel, t->plan);
    t->message = *m;
    if (!read_before(t, p, err) || !write_text(t, p, err))
        return COMPOSED_FAILED;
    *telling_out = GIVE(t);
    return COMPOSED_READY;
}

static bool save_told(const struct telling *t, struct tx *tx, const struct parcel *p,
                      const char *message_id, struct error *err)
{
    struct told row = {
        .account = p->account,
        .uid = p->uid,
        .key = p->key,
        .attendee = p->recipient,
        .sequence = t->message.sequence,
        .revision = t->revision,
        .is_cancelled = t->message.method == METHOD_CANCEL,
        .text = t->text,
        .at = clock_now(),
    };
    char *thread = mem_str(t->thread_id ? t->thread_id : message_id);
    row.thread_id = thread;
    bool ok = store_told_save(tx, &row, err);
    free(thread);
    return ok;
}

/* A row that changes without a mail: gone with the series, or brought up to date. */
static bool save_silent(const struct telling *t, struct tx *tx, const struct parcel *p,
                        const struct itip_message *silent, struct error *err)
{
    if (silent->changed & (ITIP_CANCELLED | ITIP_REMOVED))
        return store_told_remove(tx, p->account, p->uid, p->recipient, silent->key, err);
    const struct told *was = told_of(t->tolds, silent->key);
    if (!was || !t->now)
        return true;
    struct itip_message message = *silent;
    message.method = METHOD_REQUEST;
    struct itip_write write = {t->now, &message, t->owner, t->floating, clock_now()};
    size_t len;
    OWN_CHARS text = itip_text(&write, &len, err);
    TRY(text);
    struct told row = *was;
    row.attendee = p->recipient;
    row.text = text;
    row.sequence = silent->sequence;
    row.is_cancelled = false;
    row.revision = itip_revision(text, len);
    return store_told_save(tx, &row, err);
}

bool telling_note(const struct telling *t, struct tx *tx, const struct parcel *p,
                  const char *message_id, struct error *err)
{
    TRY(save_told(t, tx, p, message_id, err));
    for (size_t i = 0; i < t->plan->nsilent; i++)
        if (itip_goes_with(t->plan, &t->message, &t->plan->silent[i]))
            TRY(save_silent(t, tx, p, &t->plan->silent[i], err));
    return true;
}
