/* Notices wait for the thread that writes them: whatever has come while it wrote the last goes
 * together, so that many of them cost one commit. */
#include "internal.h"

enum { MOST_WAITING = 20000, MOST_AT_ONCE = 1000 };

struct waiting {
    struct notice notice;
    struct http_request *request; /* NULL: nobody waits */
    http_handler *taken, *refused;
    const struct intake *intake;
    struct waiting *next;
};

struct intake {
    const struct pipeline *pipeline;
    const struct roster *roster;
    pthread_t thread;
    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t called;
    struct waiting *first, **last;
    size_t count;
    bool stopping;
};

static void waiting_free(struct waiting *t)
{
    notice_clear(&t->notice);
    free(t);
}

static bool store_one(struct tx *tx, void *with, struct error *err)
{
    const struct waiting *t = with;
    return notice_store(t->intake->pipeline, t->intake->roster, tx, &t->notice, err);
}

/* One that cannot be written is undone alone. */
static void write_all(struct intake *i, struct waiting **list, size_t count)
{
    struct job *jobs = mem_array(count, sizeof *jobs);
    for (size_t j = 0; j < count; j++)
        jobs[j] = (struct job){.run = store_one, .with = list[j]};
    (void)store_write(i->pipeline->store, jobs, count);
    for (size_t j = 0; j < count; j++) {
        if (!jobs[j].ok)
            log_warning("hook.refused", "fault=%d said=\"%s\"", (int)jobs[j].err.kind,
                        jobs[j].err.said);
        if (list[j]->request)
            http_continue(list[j]->request, jobs[j].ok ? list[j]->taken : list[j]->refused);
        waiting_free(list[j]);
    }
    free(jobs);
}

/* Waits until there is something; 0: it is to end, and nothing is left. */
static size_t take_some(struct intake *i, struct waiting **list)
{
    size_t count = 0;
    pthread_mutex_lock(&i->lock);
    while (!i->first && !i->stopping)
        pthread_cond_wait(&i->called, &i->lock);
    for (; i->first && count < MOST_AT_ONCE; count++) {
        list[count] = i->first;
        i->first = i->first->next;
    }
    if (!i->first)
        i->last = &i->first;
    i->count -= count;
    pthread_mutex_unlock(&i->lock);
    return count;
}

static void *run(void *with)
{
    struct intake *i = with;
    struct waiting *list[MOST_AT_ONCE];
    size_t count;
    while ((count = take_some(i, list)))
        write_all(i, list, count);
    return NULL;
}

struct intake *intake_new(const struct pipeline *p, const struct roster *roster, struct error *err)
{
    struct intake *i = mem_new(sizeof *i);
    i->pipeline = p;
    i->roster = roster;
    i->last = &i->first;
    pthread_mutex_init(&i->lock, NULL);
    pthread_cond_init(&i->called, NULL);
    if (pthread_create(&i->thread, NULL, run, i) == 0)
        return i;
    free(i);
    fail(err, FAULT_UNAVAILABLE, NULL, "What servers tell cannot be taken: no thread for it.");
    return NULL;
}

void intake_free(struct intake *i)
{
    if (!i)
        return;
    pthread_mutex_lock(&i->lock);
    i->stopping = true;
    pthread_cond_signal(&i->called);
    pthread_mutex_unlock(&i->lock);
    pthread_join(i->thread, NULL);
    pthread_cond_destroy(&i->called);
    pthread_mutex_destroy(&i->lock);
    free(i);
}

bool intake_take(struct intake *i, struct notice *n, struct http_request *r, http_handler *taken,
                 http_handler *refused)
{
    pthread_mutex_lock(&i->lock);
    if (i->count >= MOST_WAITING) {
        pthread_mutex_unlock(&i->lock);
        return false;
    }
    if (!r || http_wait(r)) {
        struct waiting *t = mem_new(sizeof *t);
        *t = (struct waiting){*n, r, taken, refused, i, NULL};
        *n = (struct notice){0};
        *i->last = t;
        i->last = &t->next;
        i->count++;
        pthread_cond_signal(&i->called);
    }
    pthread_mutex_unlock(&i->lock);
    return true;
}
