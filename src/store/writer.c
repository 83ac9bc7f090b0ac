/* One writer at a time, and one commit for all that came meanwhile. The first thread to come leads:
 * it runs its own jobs and all that wait, in order, commits once and wakes those whose jobs ran.
 * What is queued while it syncs goes with the next leader. No timer, and a single writer never
 * hands anything to another thread. */
#include "internal.h"

#include <assert.h>
#include <sched.h>

struct ticket { /* one call of store_write */
    struct job *jobs;
    size_t njobs;
    bool is_done;
    pthread_cond_t turn;
    struct ticket *next;
};

enum { BATCH_JOBS_MOST = 512 };

struct batch {
    struct ticket *first;
    size_t tickets, jobs;
};

/* --- the queue: under the lock ---------------------------------------------------------------- */

static void queue_add(struct store *s, struct ticket *t)
{
    *s->queue_end = t;
    s->queue_end = &t->next;
}

/* From the front, whole tickets, until the batch is large enough. */
static struct batch queue_take(struct store *s)
{
    struct batch b = {.first = s->queue};
    struct ticket **end = &s->queue;
    while (*end && (b.tickets == 0 || b.jobs + (*end)->njobs <= BATCH_JOBS_MOST)) {
        b.tickets++;
        b.jobs += (*end)->njobs;
        end = &(*end)->next;
    }
    s->queue = *end;
    *end = NULL;
    if (!s->queue)
        s->queue_end = &s->queue;
    return b;
}

static void wake_all(struct batch *b)
{
    for (struct ticket *t = b->first, *next; t; t = next) {
        next = t->next; /* t lives on another thread's stack and may be gone once it is done */
        t->is_done = true;
        pthread_cond_signal(&t->turn);
    }
}

/* --- running a batch: without the lock -------------------------------------------------------- */

static void fail_jobs(struct batch *b, const struct error *err)
{
    for (struct ticket *t = b->first; t; t = t->next)
        for (size_t i = 0; i < t->njobs; i++) {
            struct job *job = &t->jobs[i];
            if (job->ok || job->err.kind == FAULT_NONE)
                job->err = *err;
            job->ok = false;
        }
}

/* false: the transaction itself is lost. */
static bool run_in_savepoint(struct tx *tx, struct job *job, struct error *err)
{
    OWN(savepoint) here = tx_savepoint(tx, err);
    TRY(here);
    if (!job->run(tx, job->with, &job->err))
        return true;
    TRY(savepoint_keep(here, err));
    job->ok = true;
    return true;
}

static bool run_job(struct tx *tx, struct job *job, bool is_alone, struct error *err)
{
    if (is_alone)
        job->ok = job->run(tx, job->with, &job->err);
    else
        TRY(run_in_savepoint(tx, job, err));
    if (!job->ok && job->err.kind == FAULT_NONE)
        fail(&job->err, FAULT_BUG, NULL, "The change failed and did not say why.");
    if (tx->conn->driver->in_transaction(tx->conn->db))
        return true;
    *err = job->err;
    return err->kind != FAULT_NONE
               ? false
               : fail(err, FAULT_IO, NULL, "The store gave up the transaction.");
}

static bool run_jobs(struct tx *tx, struct batch *b, size_t *kept_out, struct error *err)
{
    for (struct ticket *t = b->first; t; t = t->next)
        for (size_t i = 0; i < t->njobs; i++) {
            TRY(run_job(tx, &t->jobs[i], b->jobs == 1, err));
            *kept_out += t->jobs[i].ok;
        }
    return true;
}

static bool run_transaction(struct store *s, struct batch *b, struct error *err)
{
    struct tx tx = {.conn = s->writer, .store = s, .use = CONN_WRITE};
    TRY(conn_begin(s->writer, CONN_WRITE, err));
    size_t kept = 0;
    bool ok = run_jobs(&tx, b, &kept, err);
    if (ok && kept > 0)
        return conn_commit(s->writer, err);
    conn_rollback(s->writer);
    return ok;
}

static void run_batch(struct store *s, struct batch *b)
{
    struct error err = {0};
    for (struct ticket *t = b->first; t; t = t->next)
        for (size_t i = 0; i < t->njobs; i++) {
            t->jobs[i].ok = false;
            t->jobs[i].err = (struct error){0};
        }
    if (!run_transaction(s, b, &err))
        fail_jobs(b, &err);
}

/* --- leading ---------------------------------------------------------------------------------- */

/* Those who were woken by the last commit are about to come again: where there were several, the
 * others get the processor once, so that they go with this commit and not each with its own. */
static void let_others_come(struct store *s)
{
    if (s->last_batch < 2)
        return;
    pthread_mutex_unlock(&s->lock);
    sched_yield();
    pthread_mutex_lock(&s->lock);
}

static void lead(struct store *s)
{
    s->is_led = true;
    s->leader = pthread_self();
    let_others_come(s);
    struct batch b = queue_take(s);
    pthread_mutex_unlock(&s->lock);
    run_batch(s, &b);
    pthread_mutex_lock(&s->lock);
    s->is_led = false;
    s->last_batch = b.tickets;
    if (s->queue)
        pthread_cond_signal(&s->queue->turn);
    wake_all(&b);
}

bool store_write(struct store *s, struct job *jobs, size_t njobs)
{
    struct ticket mine = {.jobs = jobs, .njobs = njobs, .turn = PTHREAD_COND_INITIALIZER};
    pthread_mutex_lock(&s->lock);
    assert(!s->is_led || !pthread_equal(s->leader, pthread_self())); /* a job must not wait */
    queue_add(s, &mine);
    while (!mine.is_done) {
        if (s->is_led)
            pthread_cond_wait(&mine.turn, &s->lock);
        else
            lead(s);
    }
    pthread_mutex_unlock(&s->lock);
    pthread_cond_destroy(&mine.turn);
    bool ok = true;
    for (size_t i = 0; i < njobs; i++)
        ok = ok && jobs[i].ok;
    return ok;
}

bool store_write_one(struct store *s, bool (*run)(struct tx *, void *, struct error *), void *with,
                     struct error *err)
{
    struct job job = {.run = run, .with = with};
    if (store_write(s, &job, 1))
        return true;
    if (err)
        *err = job.err;
    return false;
}
