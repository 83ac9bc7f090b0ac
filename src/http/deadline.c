/* libmicrohttpd closes a connection that is silent. One that trickles a byte now and then would
 * stay for ever; here each has a time by which its request, or its answer, has to be through. */
#include "internal.h"

#include <sys/socket.h>
#include <time.h>

#define BYTES_PER_S  4096
#define LOOK_EVERY_S 1

void connection_expect(const struct deadlines *d, struct connection *c, uint64_t bytes)
{
    uint64_t more_s = bytes / BYTES_PER_S;
    int64_t allowed_s = d->request_s + (int64_t)(more_s < INT32_MAX ? more_s : INT32_MAX);
    c->deadline_ms = clock_ticks_ms() + allowed_s * 1000;
}

void connection_rest(struct connection *c)
{
    c->deadline_ms = INT64_MAX;
}

struct connection *connection_open(struct http_server *s, int fd)
{
    struct deadlines *d = &s->deadlines;
    struct connection *c = mem_new(sizeof *c);
    c->server = s;
    c->fd = fd;
    connection_expect(d, c, 0);
    pthread_mutex_lock(&d->lock);
    c->after = d->first;
    if (c->after)
        c->after->before = c;
    else
        pthread_cond_signal(&d->wake);
    d->first = c;
    pthread_mutex_unlock(&d->lock);
    return c;
}

void connection_close(struct deadlines *d, struct connection *c)
{
    pthread_mutex_lock(&d->lock);
    if (c->before)
        c->before->after = c->after;
    else
        d->first = c->after;
    if (c->after)
        c->after->before = c->before;
    pthread_mutex_unlock(&d->lock);
    free(c);
}

/* Under the lock, so that no descriptor is another's by now: it is closed after it left the list.
 */
static void cut_late(struct deadlines *d)
{
    int64_t now = clock_ticks_ms();
    for (struct connection *c = d->first; c; c = c->after) {
        if (c->deadline_ms > now)
            continue;
        (void)shutdown(c->fd, SHUT_RDWR);
        connection_rest(c);
        d->cut++;
    }
}

static void *watch(void *with)
{
    struct deadlines *d = with;
    pthread_mutex_lock(&d->lock);
    while (!d->stop) {
        struct timespec until;
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_sec += LOOK_EVERY_S;
        if (d->first)
            pthread_cond_timedwait(&d->wake, &d->lock, &until);
        else
            pthread_cond_wait(&d->wake, &d->lock);
        cut_late(d);
    }
    pthread_mutex_unlock(&d->lock);
    return NULL;
}

void deadlines_start(struct deadlines *d, int64_t request_s)
{
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&d->wake, &monotonic);
    pthread_condattr_destroy(&monotonic);
    pthread_mutex_init(&d->lock, NULL);
    d->request_s = request_s;
    pthread_create(&d->thread, NULL, watch, d);
}

void deadlines_stop(struct deadlines *d)
{
    pthread_mutex_lock(&d->lock);
    d->stop = true;
    pthread_cond_signal(&d->wake);
    pthread_mutex_unlock(&d->lock);
    pthread_join(d->thread, NULL);
    pthread_mutex_destroy(&d->lock);
    pthread_cond_destroy(&d->wake);
}
