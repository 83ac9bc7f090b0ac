#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#include "service.h"

/* Other processes add reminders without calling us, so nobody sleeps longer. */
enum {
    LONGEST_NAP_S = 30,
    NAP_AFTER_FAULT_S = 5,
    DEAD_AFTER_MS = 5 * 60 * 1000,
    PRUNE_S = 86400,
    ZONES_S = 3600
};

struct reminding {
    struct pipeline pipeline;
    struct outbox *wake;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t called;
    bool stopping; /* under the lock */
    _Atomic int64_t beat_ms;
    instant pruned, zones_read;
};

static bool beat(const struct reminder *r, const char *recipient, const char *skip, void *with)
{
    (void)r;
    (void)recipient;
    (void)skip;
    struct reminding *me = with;
    me->beat_ms = clock_ticks_ms();
    return true;
}

static bool next_due(struct reminding *r, instant *due_out, struct error *err)
{
    OWN(tx) tx = store_read(r->pipeline.store, err);
    TRY(tx);
    return store_reminders_next_due(tx, due_out, err);
}

static bool pass_if_due(struct reminding *r, instant now, instant *due_out, struct error *err)
{
    struct remind_report report = {0};
    TRY(next_due(r, due_out, err));
    if (*due_out > now)
        return true;
    TRY(change_remind(&r->pipeline, now, false, beat, r, &report, err));
    log_info("remind.pass", "reminders=%zu recipients=%zu skipped=%zu", report.reminders,
             report.recipients, report.skipped);
    if (report.recipients)
        outbox_wake(r->wake);
    return next_due(r, due_out, err);
}

static bool prune_daily(struct reminding *r, instant now, struct error *err)
{
    if (r->pruned != INSTANT_FIRST && now - r->pruned < PRUNE_S)
        return true;
    r->pruned = now;
    return change_prune(&r->pipeline, now, err);
}

static bool close_meetings(struct reminding *r, instant now, struct error *err)
{
    size_t closed;
    TRY(change_close_overdue(&r->pipeline, now, &closed, err));
    if (closed)
        log_info("meetings.closed", "count=%zu", closed);
    return true;
}

/* A new tzdata package means new instants; what is planned from here on goes by it. */
static void reread_zones(struct reminding *r, instant now)
{
    if (now - r->zones_read < ZONES_S)
        return;
    r->zones_read = now;
    if (zones_refresh(r->pipeline.zones))
        log_info("zones.read", "tzdata=changed");
}

/* How long may be slept after this round. */
static int64_t round_once(struct reminding *r)
{
    struct error err = {0};
    instant due = INSTANT_NEVER, now = clock_now();
    reread_zones(r, now);
    if (!pass_if_due(r, now, &due, &err) || !prune_daily(r, now, &err) ||
        !close_meetings(r, now, &err)) {
        log_error("remind.pass", "fault=%d said=\"%s\"", (int)err.kind, err.said);
        return NAP_AFTER_FAULT_S;
    }
    if (due - now >= LONGEST_NAP_S)
        return LONGEST_NAP_S;
    return due > now ? due - now : 1;
}

static bool nap(struct reminding *r, int64_t seconds)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += seconds;
    pthread_mutex_lock(&r->lock);
    int timed_out = 0;
    while (!r->stopping && !timed_out)
        timed_out = pthread_cond_timedwait(&r->called, &r->lock, &until);
    bool go_on = !r->stopping;
    pthread_mutex_unlock(&r->lock);
    return go_on;
}

static void *run(void *with)
{
    struct reminding *r = with;
    do
        r->beat_ms = clock_ticks_ms();
    while (nap(r, round_once(r)));
    return NULL;
}

struct reminding *reminding_start(const struct pipeline *p, struct outbox *wake, struct error *err)
{
    struct reminding *r = mem_new(sizeof *r);
    r->pipeline = *p;
    r->wake = wake;
    r->pruned = INSTANT_FIRST;
    r->zones_read = clock_now();
    r->beat_ms = clock_ticks_ms();
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&r->called, &monotonic);
    pthread_condattr_destroy(&monotonic);
    pthread_mutex_init(&r->lock, NULL);
    if (pthread_create(&r->thread, NULL, run, r) == 0)
        return r;
    free(r);
    fail(err, FAULT_UNAVAILABLE, NULL, "The reminder clock cannot start its thread.");
    return NULL;
}

void reminding_stop(struct reminding *r)
{
    if (!r)
        return;
    pthread_mutex_lock(&r->lock);
    r->stopping = true;
    pthread_cond_signal(&r->called);
    pthread_mutex_unlock(&r->lock);
    pthread_join(r->thread, NULL);
    pthread_cond_destroy(&r->called);
    pthread_mutex_destroy(&r->lock);
    free(r);
}

bool reminding_is_alive(const struct reminding *r)
{
    return clock_ticks_ms() - r->beat_ms < DEAD_AFTER_MS;
}
