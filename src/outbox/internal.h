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
};
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

/* Writes down what became of `done` (NULL: nothing was), claims what is due and composes it, with
 * one commit for both. Where claiming fails, what was written down is kept. An empty batch: nothing
 * is due, or the outbox stops. */
struct batch *batch_turn(struct outbox *o, struct batch *done, struct outbox_report *report,
                         struct error *err);
/* Hands each carrier its parcels. Outside every transaction. */
void batch_deliver(struct hands *h, struct batch *b);

/* Passes until nothing is due, with these hands. */
bool pass_with(struct hands *h, struct outbox_report *report, struct error *err);

#endif
