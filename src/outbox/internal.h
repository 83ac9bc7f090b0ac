/* What the files of outbox share: a batch of parcels on its way. */
#ifndef CONVOKE_OUTBOX_INTERNAL_H
#define CONVOKE_OUTBOX_INTERNAL_H

#include <pthread.h>

#include "convoke/outbox.h"

struct outbox {
    struct outbox_options options;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    _Atomic bool stopping;
    uint64_t wakes; /* how often somebody called; a worker sleeps only when it has seen all */
    pthread_t *threads;
    size_t nthreads;
};

/* The states of the carriers that one worker has opened. */
struct hands {
    struct outbox *outbox;
    void **states; /* one a carrier; NULL: not opened */
    size_t most;   /* parcels to claim at once: as many as leave well before their lease ends */
};
enum { BATCH_FIRST = 8, BATCH_MOST = 64 };
struct hands *hands_new(struct outbox *o);
void hands_free(struct hands *h);
OWNABLE(hands)

/* Parcels that are leased to a worker, composed, and all of one carrier or another. */
struct batch {
    struct parcel **parcels;
    struct delivery_result *results;
    size_t count;
    size_t claimed; /* before those fell out that had nothing to say */
};
void batch_free(struct batch *b);
OWNABLE(batch)

/* Writes down what became of `done` (NULL: nothing was), claims up to `most` of what is due and
 * composes it, with one commit for both. Where claiming fails, what was written down is kept. An
 * empty batch: nothing is due, or the outbox stops. */
struct batch *batch_turn(struct outbox *o, struct batch *done, size_t most,
                         struct outbox_report *report, struct error *err);
/* Hands each carrier its parcels. Outside every transaction. */
void batch_deliver(struct hands *h, struct batch *b);

/* How many to claim after `most` took so long: fewer when a slow peer used up a quarter of the
 * lease, more while it is a sixteenth. */
size_t batch_most(size_t most, int64_t took_ms, int64_t lease_s);

/* Passes until nothing is due, with these hands. */
bool pass_with(struct hands *h, struct outbox_report *report, struct error *err);

#endif
