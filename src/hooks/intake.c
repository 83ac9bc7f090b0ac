/* Notices wait for the thread that writes them: whatever has come while it wrote the last goes
 * together, so that many of them cost one commit. */
#include "internal.h"

enum { MOST_WAITING = 20000, MOST_AT_ONCE = 1000 };

struct waiting {
    struct notice notice;
    struct http_request *request; /* NULL: nobody waits */
    http_handler *taken, *refused;
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

struct some {
    const struct intake *intake;
    struct waiting **list;
    size_t count;
};

static bool store_some(struct tx *tx, void *with, struct error *err)
{
    const struct some *s = with;
    for (size_t i = 0; i < s->count; i++)
        TRY(notice_store(s->intake->pipeline, s->intake->roster, tx, &s->list[i]->notice, err));
    return true;
}

static bool write_some(struct intake *i, struct waiting **list, size_t count, struct error *err)
{
    struct some s = {i, list, count};
    return store_write_one(i->pipeline->store, store_some, &s, err);
}

static void answer(struct waiting *t, bool is_kept)
{
    if (t->request)
        http_resume(t->request, is_kept ? t->taken : t->refused);
    waiting_free(t);
}

/* All or none; where it is none, each for itself, so that one that cannot be written refuses
 * nobody else. */
static void write_all(struct intake *i, struct waiting **list, size_t count)
{
    struct error err = {0};
    bool all = write_some(i, list, count, &err);
    for (size_t j = 0; j < count; j++) {
        bool is_kept = all || (count > 1 && write_some(i, &list[j], 1, &err));
        if (!is_kept)
            log_warning("hook.refused", "fault=%d said=\"%s\"", (int)err.kind, err.said);
        answer(list[j], is_kept);
    }
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
        *t = (struct waiting){*n, r, taken, refused, NULL};
        *n = (struct notice){0};
        *i->last = t;
        i->last = &t->next;
        i->count++;
        pthread_cond_signal(&i->called);
    }
    pthread_mutex_unlock(&i->lock);
    return true;
}
