#include "internal.h"

void batch_free(struct batch *b)
{
    if (!b)
        return;
    for (size_t i = 0; i < b->count; i++)
        parcel_free(b->parcels[i]);
    free(b->parcels);
    free(b->results);
    free(b);
}

struct claim {
    struct outbox *outbox;
    size_t most;
    struct batch *batch;
    struct outbox_report report;
};

static const struct parcel_kind *kind_of(const struct outbox *o, const struct parcel *p)
{
    for (size_t i = 0; i < o->options.nkinds; i++)
        if (strcmp(o->options.kinds[i].kind, p->kind) == 0)
            return &o->options.kinds[i];
    return NULL;
}

static void answer(struct parcel *p, enum parcel_state state, const char *said)
{
    p->state = state;
    p->leased_until = INSTANT_FIRST;
    free(p->answer);
    p->answer = mem_str(said);
}

/* What is given up is so on time, not with a try that comes much later. */
static void put_off(struct parcel *p, instant now, int64_t wait_s, const char *said)
{
    p->attempts++;
    answer(p, p->state, said);
    p->due = outbox_retry_at(now, p->attempts);
    if (p->due < now + wait_s)
        p->due = now + wait_s;
    if (p->due > p->expires)
        p->due = p->expires + 1;
}

static void give_up(struct parcel *p)
{
    OWN_CHARS said = p->attempts && p->answer ? mem_strf("Given up: %s", p->answer)
                                              : mem_str("Too late: what it is about is over.");
    answer(p, PARCEL_FAILED, said);
}

/* A parcel that cannot be made now is tried again; one that can never be made is finished. A fault
 * of the store itself undoes the whole claim, so that nothing half written stays. */
static bool not_composed(struct parcel *p, instant now, const struct error *why)
{
    if (why->kind == FAULT_IO || why->kind == FAULT_BUSY)
        return false;
    log_warning("outbox.not-composed", "parcel=%lld kind=%s", (long long)p->id, p->kind);
    if (fault_is_passing(why->kind))
        put_off(p, now, 0, why->said);
    else
        answer(p, PARCEL_FAILED, why->said);
    return true;
}

static bool compose(struct claim *c, const struct parcel_kind *kind, struct tx *tx,
                    struct parcel *p, struct error *err)
{
    switch (kind->compose(kind->with, tx, p, err)) {
    case COMPOSED_READY:
        p->state = PARCEL_READY;
        return true;
    case COMPOSED_NOTHING:
        p->state = PARCEL_DROPPED;
        p->leased_until = INSTANT_FIRST;
        c->report.nothing++;
        return true;
    case COMPOSED_FAILED:
        return not_composed(p, clock_now(), err);
    }
    return true;
}

/* Leaves the parcel ready to travel, or settles it here and now. */
static bool make_ready(struct claim *c, struct tx *tx, struct parcel *p, struct error *err)
{
    const struct parcel_kind *kind = kind_of(c->outbox, p);
    if (!kind)
        answer(p, PARCEL_FAILED, "This program does not know this kind of parcel.");
    else if (p->expires < clock_now())
        give_up(p);
    else if (p->state == PARCEL_PENDING)
        return compose(c, kind, tx, p, err);
    return true;
}

static bool tell_settled(const struct outbox *o, struct tx *tx, struct parcel *const *parcels,
                         size_t count, struct error *err)
{
    return !o->options.settled ||
           o->options.settled(o->options.settled_with, tx, parcels, count, err);
}

/* Takes the parcel over: it goes into the batch, or is done with. */
static bool claim_one(struct claim *c, struct tx *tx, struct parcel *given, struct error *err)
{
    OWN(parcel) p = given;
    bool was_ready = p->state == PARCEL_READY;
    TRY(make_ready(c, tx, p, err));
    bool travels = p->state == PARCEL_READY;
    if (!(travels && was_ready))
        TRY(store_parcel_save(tx, p, err));
    if (!travels)
        return tell_settled(c->outbox, tx, &p, 1, err);
    c->batch->parcels[c->batch->count++] = GIVE(p);
    return true;
}

static bool claim(struct tx *tx, void *with, struct error *err)
{
    struct claim *c = with;
    if (c->outbox->stopping)
        return true;
    instant now = clock_now();
    struct parcel **parcels = NULL;
    size_t count = 0;
    TRY(store_parcels_claim(tx, now, now + c->outbox->options.lease_s, c->most, &parcels, &count,
                            err));
    c->batch->parcels = mem_array(count, sizeof(struct parcel *));
    c->batch->claimed = count;
    bool ok = true;
    for (size_t i = 0; i < count; i++)
        if (ok)
            ok = claim_one(c, tx, parcels[i], err);
        else
            parcel_free(parcels[i]);
    free(parcels);
    return ok;
}

struct settling {
    const struct outbox *outbox;
    struct batch *batch;
    struct outbox_report report;
};

static void settle_one(struct parcel *p, const struct delivery_result *r, instant now,
                       struct outbox_report *report)
{
    switch (r->how) {
    case DELIVERY_DONE:
        p->attempts++;
        answer(p, PARCEL_SENT, r->answer);
        report->sent++;
        break;
    case DELIVERY_REFUSED:
        p->attempts++;
        answer(p, PARCEL_FAILED, r->answer);
        report->refused++;
        break;
    case DELIVERY_LATER:
        put_off(p, now, r->wait_s, r->answer);
        report->later++;
        break;
    }
}

static void settle_all(struct settling *s)
{
    instant now = clock_now();
    for (size_t i = 0; i < s->batch->count; i++)
        settle_one(s->batch->parcels[i], &s->batch->results[i], now, &s->report);
}

/* One whose account went away meanwhile does not undo the others. */
static bool save_all(struct tx *tx, void *with, struct error *err)
{
    const struct settling *s = with;
    struct parcel **saved = mem_array(s->batch->count, sizeof *saved);
    size_t count = 0;
    bool ok = true;
    for (size_t i = 0; i < s->batch->count && ok; i++) {
        if (store_parcel_save(tx, s->batch->parcels[i], err))
            saved[count++] = s->batch->parcels[i];
        else
            ok = err->kind == FAULT_NOT_FOUND;
    }
    ok = ok && tell_settled(s->outbox, tx, saved, count, err);
    free(saved);
    return ok;
}

static void log_batch(const struct batch *b)
{
    static const char *const words[] = {
        [DELIVERY_DONE] = "mail.sent",
        [DELIVERY_LATER] = "mail.later",
        [DELIVERY_REFUSED] = "mail.refused",
    };
    for (size_t i = 0; i < b->count; i++)
        log_info(words[b->results[i].how], "parcel=%lld account=%lld kind=%s",
                 (long long)b->parcels[i]->id, (long long)b->parcels[i]->account,
                 b->parcels[i]->kind);
}

static void add_settled(const struct settling *s, struct outbox_report *report)
{
    report->sent += s->report.sent;
    report->later += s->report.later;
    report->refused += s->report.refused;
    log_batch(s->batch);
}

/* Both with one commit. When claiming takes the whole transaction down, as on a full disk, what was
 * delivered is written down alone, or it would be delivered again. */
static bool run_both(struct store *s, struct job *save, struct job *claims)
{
    struct job both[] = {*save, *claims};
    store_write(s, both, 2);
    *save = both[0];
    *claims = both[1];
    return save->ok || store_write(s, save, 1);
}

struct batch *batch_turn(struct outbox *o, struct batch *done, size_t most,
                         struct outbox_report *report, struct error *err)
{
    OWN(batch) next = mem_new(sizeof *next);
    struct settling s = {.outbox = o, .batch = done};
    struct claim c = {.outbox = o, .most = most, .batch = next};
    struct job save = {.run = save_all, .with = &s}, claims = {.run = claim, .with = &c};
    if (done && done->count) {
        settle_all(&s);
        if (!run_both(o->options.store, &save, &claims)) {
            *err = save.err;
            return NULL;
        }
        add_settled(&s, report);
    } else {
        store_write(o->options.store, &claims, 1);
    }
    if (!claims.ok) {
        *err = claims.err;
        return NULL;
    }
    report->nothing += c.report.nothing;
    next->results = mem_array(next->count, sizeof *next->results);
    return GIVE(next);
}
