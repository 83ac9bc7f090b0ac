#include "internal.h"

#include <time.h>

/* Other processes add rows without calling us, so nobody sleeps longer. */
enum { LONGEST_NAP_MS = 3000, NAP_AFTER_FAULT_MS = 2000 };

static int64_t nap_ms(struct outbox *o)
{
    struct error err;
    OWN(tx) tx = store_read(o->options.store, &err);
    instant due;
    if (!tx || !store_parcels_next_due(tx, &due, &err))
        return NAP_AFTER_FAULT_MS;
    instant now = clock_now();
    if (due <= now)
        return 250; /* leased to somebody else, or held */
    return due - now < LONGEST_NAP_MS / 1000 ? (due - now) * 1000 : LONGEST_NAP_MS;
}

/* Sleeps until called, or so long; *seen keeps calls that came while working from being lost. */
static bool sleep_until_called(struct outbox *o, int64_t ms, uint64_t *seen)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += ms / 1000;
    until.tv_nsec += ms % 1000 * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    pthread_mutex_lock(&o->lock);
    int timed_out = 0;
    while (!o->stopping && o->wakes == *seen && !timed_out)
        timed_out = pthread_cond_timedwait(&o->wake, &o->lock, &until);
    *seen = o->wakes;
    bool go_on = !o->stopping;
    pthread_mutex_unlock(&o->lock);
    return go_on;
}

static void *work(void *with)
{
    struct outbox *o = with;
    uint64_t seen = 0;
    OWN(hands) h = hands_new(o);
    do {
        struct outbox_report report = {0};
        struct error err = {0};
        if (!pass_with(h, &report, &err))
            log_error("outbox.pass", "fault=%d said=\"%s\"", err.kind, err.said);
    } while (sleep_until_called(o, nap_ms(o), &seen));
    return NULL;
}

bool outbox_start(struct outbox *o, struct error *err)
{
    size_t wanted = o->options.workers > 0 ? (size_t)o->options.workers : 1;
    o->threads = mem_array(wanted, sizeof *o->threads);
    o->stopping = false;
    for (; o->nthreads < wanted; o->nthreads++)
        if (pthread_create(&o->threads[o->nthreads], NULL, work, o) != 0) {
            outbox_stop(o);
            return fail(err, FAULT_UNAVAILABLE, NULL, "The outbox cannot start a thread.");
        }
    return true;
}

void outbox_wake(struct outbox *o)
{
    pthread_mutex_lock(&o->lock);
    o->wakes++;
    pthread_cond_broadcast(&o->wake);
    pthread_mutex_unlock(&o->lock);
}

void outbox_stop(struct outbox *o)
{
    pthread_mutex_lock(&o->lock);
    o->stopping = true;
    pthread_cond_broadcast(&o->wake);
    pthread_mutex_unlock(&o->lock);
    for (size_t i = 0; i < o->nthreads; i++)
        pthread_join(o->threads[i], NULL);
    free(o->threads);
    o->threads = NULL;
    o->nthreads = 0;
}
