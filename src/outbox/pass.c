#include "internal.h"

#include <stdio.h>

struct outbox *outbox_new(const struct outbox_options *options)
{
    struct outbox *o = mem_new(sizeof *o);
    o->options = *options;
    pthread_mutex_init(&o->lock, NULL);
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&o->wake, &monotonic);
    pthread_condattr_destroy(&monotonic);
    return o;
}

void outbox_free(struct outbox *o)
{
    if (!o)
        return;
    outbox_stop(o);
    pthread_cond_destroy(&o->wake);
    pthread_mutex_destroy(&o->lock);
    free(o);
}

struct hands *hands_new(struct outbox *o)
{
    struct hands *h = mem_new(sizeof *h);
    h->outbox = o;
    h->most = BATCH_FIRST;
    h->states = mem_array(o->options.ncarriers, sizeof *h->states);
    return h;
}

void hands_free(struct hands *h)
{
    if (!h)
        return;
    for (size_t i = 0; i < h->outbox->options.ncarriers; i++)
        if (h->states[i])
            h->outbox->options.carriers[i].close(h->states[i]);
    free(h->states);
    free(h);
}

static size_t carrier_of(const struct outbox_options *o, const struct parcel *p)
{
    for (size_t k = 0; k < o->nkinds; k++)
        for (size_t c = 0; c < o->ncarriers && strcmp(o->kinds[k].kind, p->kind) == 0; c++)
            if (strcmp(o->carriers[c].name, o->kinds[k].carrier) == 0)
                return c;
    return o->ncarriers;
}

static void all_later(struct delivery_result *results, size_t count, const char *why)
{
    for (size_t i = 0; i < count; i++) {
        results[i].how = DELIVERY_LATER;
        snprintf(results[i].answer, sizeof results[i].answer, "%s", why);
    }
}

static void hand_over(struct hands *h, size_t which, struct parcel *const *parcels, size_t count,
                      struct delivery_result *results)
{
    const struct carrier *c = &h->outbox->options.carriers[which];
    struct error why = {0};
    if (!h->states[which])
        h->states[which] = c->open(c->settings, &why);
    if (h->states[which])
        c->deliver(h->states[which], parcels, count, results);
    else
        all_later(results, count, why.said);
}

/* Neighbours of one carrier go together, in pieces of its size. */
void batch_deliver(struct hands *h, struct batch *b)
{
    const struct outbox_options *o = &h->outbox->options;
    for (size_t i = 0, run; i < b->count; i += run) {
        size_t which = carrier_of(o, b->parcels[i]);
        size_t most = which < o->ncarriers ? o->carriers[which].batch : 1;
        run = 1;
        while (i + run < b->count && run < most && carrier_of(o, b->parcels[i + run]) == which)
            run++;
        if (which < o->ncarriers)
            hand_over(h, which, b->parcels + i, run, b->results + i);
        else
            all_later(b->results + i, run, "No way out is configured for this kind.");
    }
}

size_t batch_most(size_t most, int64_t took_ms, int64_t lease_s)
{
    int64_t lease_ms = lease_s * 1000;
    if (took_ms > lease_ms / 4)
        return most > 4 ? most / 4 : 1;
    return took_ms < lease_ms / 16 && most < BATCH_MOST ? most * 2 : most;
}

bool pass_with(struct hands *h, struct outbox_report *report, struct error *err)
{
    struct batch *b = batch_turn(h->outbox, NULL, h->most, report, err);
    while (b && b->claimed) {
        int64_t before_ms = clock_ticks_ms();
        batch_deliver(h, b);
        h->most = batch_most(h->most, clock_ticks_ms() - before_ms, h->outbox->options.lease_s);
        struct batch *next = batch_turn(h->outbox, b, h->most, report, err);
        batch_free(b);
        b = next;
    }
    bool ok = b;
    batch_free(b);
    return ok;
}

struct helper {
    struct outbox *outbox;
    struct outbox_report report;
    struct error err;
    bool ok;
    pthread_t thread;
};

static void *help(void *with)
{
    struct helper *me = with;
    OWN(hands) h = hands_new(me->outbox);
    me->ok = pass_with(h, &me->report, &me->err);
    return NULL;
}

static void add_report(struct outbox_report *sum, const struct outbox_report *more)
{
    sum->sent += more->sent;
    sum->later += more->later;
    sum->refused += more->refused;
    sum->nothing += more->nothing;
}

bool outbox_pass(struct outbox *o, struct outbox_report *report_out, struct error *err)
{
    enum { MOST_HELPERS = 16 };
    struct helper helpers[MOST_HELPERS] = {0};
    int wanted = o->options.workers - 1, started = 0;
    *report_out = (struct outbox_report){0};
    for (; started < wanted && started < MOST_HELPERS; started++) {
        helpers[started].outbox = o;
        if (pthread_create(&helpers[started].thread, NULL, help, &helpers[started]) != 0)
            break;
    }
    OWN(hands) h = hands_new(o);
    bool ok = pass_with(h, report_out, err);
    for (int i = 0; i < started; i++) {
        pthread_join(helpers[i].thread, NULL);
        add_report(report_out, &helpers[i].report);
        if (ok && !helpers[i].ok) {
            *err = helpers[i].err;
            ok = false;
        }
    }
    return ok;
}

struct dry {
    instant now;
    bool (*each)(const struct parcel *p, void *with);
    void *with;
};

static bool if_due(const struct parcel *p, void *with)
{
    struct dry *d = with;
    return p->due > d->now || p->leased_until > d->now || d->each(p, d->with);
}

bool outbox_dry_run(struct outbox *o, bool (*each)(const struct parcel *p, void *with), void *with,
                    struct error *err)
{
    OWN(tx) tx = store_read(o->options.store, err);
    TRY(tx);
    struct parcel_query unfinished = {.unfinished = true};
    struct dry d = {clock_now(), each, with};
    return store_parcels(tx, &unfinished, if_due, &d, err);
}
