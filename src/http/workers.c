/* What may block runs here while its connection is suspended. A request is touched by one thread at
 * a time: the event thread until it suspends, then whoever took it from the queue, and the event
 * thread again once it is resumed. */
#include "internal.h"

static void queue_add(struct workers *w, struct http_request *r)
{
    r->after = NULL;
    if (w->last)
        w->last->after = r;
    else
        w->first = r;
    w->last = r;
    pthread_cond_signal(&w->wake);
}

static struct http_request *queue_take(struct workers *w)
{
    struct http_request *r = w->first;
    if (!r)
        return NULL;
    w->first = r->after;
    if (!w->first)
        w->last = NULL;
    return r;
}

/* The server lives until none is suspended, so the count goes down last. */
static void resume(struct http_request *r)
{
    struct workers *w = &r->server->workers;
    MHD_resume_connection(r->peer);
    pthread_mutex_lock(&w->lock);
    w->suspended--;
    if (w->suspended == 0)
        pthread_cond_broadcast(&w->wake);
    pthread_mutex_unlock(&w->lock);
}

static void *work(void *with)
{
    struct workers *w = with;
    pthread_mutex_lock(&w->lock);
    while (!w->draining || w->suspended > 0) {
        struct http_request *r = queue_take(w);
        if (!r) {
            pthread_cond_wait(&w->wake, &w->lock);
            continue;
        }
        bool refused = w->closing;
        pthread_mutex_unlock(&w->lock);
        if (refused)
            request_unavailable(r);
        if (refused || !request_serve(r, r->next))
            resume(r);
        pthread_mutex_lock(&w->lock);
    }
    pthread_mutex_unlock(&w->lock);
    return NULL;
}

/* Suspends unless it is already; false when the server closes. */
static bool suspend(struct http_request *r)
{
    struct workers *w = &r->server->workers;
    pthread_mutex_lock(&w->lock);
    bool may = !w->closing;
    if (may && !r->is_suspended)
        w->suspended++;
    pthread_mutex_unlock(&w->lock);
    if (may && !r->is_suspended) {
        r->is_suspended = true;
        MHD_suspend_connection(r->peer);
    }
    return may;
}

bool http_wait(struct http_request *r)
{
    if (!suspend(r)) {
        request_unavailable(r);
        return false;
    }
    bool *handed_on = r->handed_on;
    r->handed_on = NULL;
    *handed_on = true;
    return true;
}

void http_continue(struct http_request *r, http_handler *serve)
{
    struct workers *w = &r->server->workers;
    bool *handed_on = r->handed_on; /* NULL: it waits, and no handler of it runs */
    if (!suspend(r)) {
        request_unavailable(r);
        if (!handed_on)
            resume(r);
        return;
    }
    r->next = serve;
    r->handed_on = NULL;
    if (handed_on)
        *handed_on = true;
    pthread_mutex_lock(&w->lock);
    queue_add(w, r);
    pthread_mutex_unlock(&w->lock);
}

void http_resume(struct http_request *r, http_handler *serve)
{
    (void)request_serve(r, serve);
    resume(r);
}

void workers_start(struct workers *w, size_t count)
{
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->wake, NULL);
    w->threads = mem_array(count, sizeof *w->threads);
    while (w->nthreads < count && pthread_create(&w->threads[w->nthreads], NULL, work, w) == 0)
        w->nthreads++;
}

void workers_close(struct workers *w)
{
    pthread_mutex_lock(&w->lock);
    w->closing = true;
    pthread_cond_broadcast(&w->wake);
    pthread_mutex_unlock(&w->lock);
}

void workers_stop(struct workers *w)
{
    pthread_mutex_lock(&w->lock);
    w->draining = true;
    pthread_cond_broadcast(&w->wake);
    pthread_mutex_unlock(&w->lock);
    for (size_t i = 0; i < w->nthreads; i++)
        pthread_join(w->threads[i], NULL);
    free(w->threads);
    pthread_mutex_destroy(&w->lock);
    pthread_cond_destroy(&w->wake);
}
