/* libmicrohttpd closes a connection that is silent. One that trickles a byte now and then would
 * stay for ever; here each has a time by which it has to have come on. */
#include "internal.h"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <time.h>

#define BYTES_PER_S  4096
#define LEAST_MS     1000 /* who earned less has stopped */
#define LOOK_EVERY_S 1

void connection_expect(const struct deadlines *d, struct connection *c)
{
    c->to_send = 0;
    c->deadline_ms = clock_ticks_ms() + d->request_s * 1000;
}

static int64_t ms_for(uint64_t bytes)
{
    uint64_t whole_s = bytes / BYTES_PER_S;
    return whole_s > INT32_MAX ? (int64_t)INT32_MAX * 1000 : (int64_t)(bytes * 1000 / BYTES_PER_S);
}

/* No more than a whole new term. */
static int64_t earned_ms(const struct deadlines *d, uint64_t bytes)
{
    int64_t earned = ms_for(bytes), most = d->request_s * 1000;
    return earned < most ? earned : most;
}

void connection_passed(const struct deadlines *d, struct connection *c, size_t bytes)
{
    int64_t latest = clock_ticks_ms() + d->request_s * 1000;
    int64_t deadline = c->deadline_ms + earned_ms(d, bytes);
    c->deadline_ms = deadline < latest ? deadline : latest;
}

void connection_send(const struct deadlines *d, struct connection *c, uint64_t bytes)
{
    connection_expect(d, c);
    c->to_send = bytes + 1; /* and its head */
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
    connection_expect(d, c);
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

/* What the peer has taken since the last look; nothing but the kernel knows. false: it does not of
 * this socket. */
static bool taken_since(struct connection *c, uint64_t *bytes_out)
{
    struct tcp_info info = {0};
    socklen_t len = sizeof info;
    if (getsockopt(c->fd, IPPROTO_TCP, TCP_INFO, &info, &len) != 0 ||
        len < offsetof(struct tcp_info, tcpi_bytes_acked) + sizeof info.tcpi_bytes_acked)
        return false;
    *bytes_out = info.tcpi_bytes_acked - c->acknowledged;
    c->acknowledged = info.tcpi_bytes_acked;
    return true;
}

/* At a unix socket a peer gets the time for its whole answer, once. */
static int64_t more_time(const struct deadlines *d, struct connection *c)
{
    uint64_t bytes;
    if (c->to_send == 0)
        return 0;
    if (taken_since(c, &bytes))
        return earned_ms(d, bytes);
    return ms_for(atomic_exchange(&c->to_send, 0));
}

/* Whether a peer that reads an answer has read enough of it to go on. */
static bool goes_on(const struct deadlines *d, struct connection *c, int64_t now)
{
    int64_t late = c->deadline_ms, more_ms = more_time(d, c);
    if (more_ms < LEAST_MS)
        return false;
    /* where the event thread has set another one by now, that stands */
    (void)atomic_compare_exchange_strong(&c->deadline_ms, &late, now + more_ms);
    return true;
}

/* Under the lock, so that no descriptor is another's by now: it is closed after it left the list.
 */
static void cut_late(struct deadlines *d)
{
    int64_t now = clock_ticks_ms();
    for (struct connection *c = d->first; c; c = c->after) {
        if (c->deadline_ms > now || goes_on(d, c, now))
            continue;
        d->cut++;
        connection_rest(c);
        (void)shutdown(c->fd, SHUT_RDWR);
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
