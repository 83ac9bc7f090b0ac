#include "certificate.h"

#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define HEAD_BYTES   (24 * 1024) /* request line and header fields together */
#define SPARE_FILES  1024        /* descriptors of the rest of the program */
#define MHD_THREADED (MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG)

static void log_library(void *with, const char *format, va_list args)
{
    char said[200];
    (void)with;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    vsnprintf(said, sizeof said, format, args);
#pragma GCC diagnostic pop
    log_debug("http.daemon", "said=%s", said);
}

/* The soft limit of descriptors is 1024 on most systems, whatever the hard one allows. */
static void allow_descriptors(int connections)
{
    struct rlimit limit;
    rlim_t wanted = (rlim_t)connections + SPARE_FILES;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted)
        return;
    limit.rlim_cur = wanted < limit.rlim_max ? wanted : limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur < wanted)
        log_warning("http.descriptors", "allowed=%llu wanted=%llu",
                    (unsigned long long)limit.rlim_cur, (unsigned long long)wanted);
}

/* Signals are the main thread's: those that are made in between take none. */
static void signals_keep(sigset_t *before)
{
    sigset_t all;
    sigfillset(&all);
    sigdelset(&all, SIGSEGV);
    sigdelset(&all, SIGBUS);
    sigdelset(&all, SIGFPE);
    sigdelset(&all, SIGILL);
    sigdelset(&all, SIGABRT);
    pthread_sigmask(SIG_SETMASK, &all, before);
}

/* The options of TLS come last, so that a list without them ends before. */
static bool listener_start(struct http_server *s, struct listener *l, const struct http_options *o,
                           struct error *err)
{
    struct MHD_OptionItem options[] = {
        {MHD_OPTION_LISTEN_SOCKET, l->fd, NULL},
        {MHD_OPTION_THREAD_POOL_SIZE, o->threads > 1 ? o->threads : 0, NULL},
        {MHD_OPTION_CONNECTION_LIMIT, o->connections, NULL},
        {MHD_OPTION_CONNECTION_TIMEOUT, o->idle_s ? o->idle_s : 30, NULL},
        {MHD_OPTION_CONNECTION_MEMORY_LIMIT, HEAD_BYTES, NULL},
        {MHD_OPTION_STRICT_FOR_CLIENT, 1, NULL},
        {MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)dispatch_completed, s},
        {MHD_OPTION_NOTIFY_CONNECTION, (intptr_t)dispatch_connection, s},
        {MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)dispatch_target, s},
        {MHD_OPTION_UNESCAPE_CALLBACK, (intptr_t)dispatch_unescape, s},
        {MHD_OPTION_END, 0, NULL},
    };
    unsigned flags = MHD_THREADED | (l->is_tls ? MHD_USE_TLS : 0);
    enum MHD_OPTION tls = l->is_tls ? MHD_OPTION_HTTPS_PRIORITIES : MHD_OPTION_END;
    l->daemon = MHD_start_daemon(flags, 0, NULL, NULL, dispatch, s, MHD_OPTION_EXTERNAL_LOGGER,
                                 log_library, NULL, MHD_OPTION_ARRAY, options, tls, TLS_SPOKEN,
                                 MHD_OPTION_HTTPS_CERT_CALLBACK, certificate_shown, MHD_OPTION_END);
    return l->daemon || fail(err, FAULT_UNAVAILABLE, NULL, "The HTTP server does not start.");
}

static bool listeners_start(struct http_server *s, const struct http_options *o, struct error *err)
{
    for (size_t i = 0; i < s->nlisteners; i++)
        TRY(listener_start(s, &s->listeners[i], o, err));
    return true;
}

static void server_free(struct http_server *s)
{
    listeners_close(s);
    certificates_free(s);
    free(s->trusted);
    free(s->user_header);
    free(s->served);
    free(s->metrics);
    free(s);
}

static void gather_routes(struct http_server *s, const struct http_options *o)
{
    size_t count = 0;
    for (size_t i = 0; i < o->nparts; i++)
        count += o->parts[i].nroutes;
    s->served = mem_array(count, sizeof *s->served);
    for (size_t i = 0; i < o->nparts; i++)
        for (size_t k = 0; k < o->parts[i].nroutes; k++)
            s->served[s->nserved++] =
                (struct served){o->parts[i].routes[k], o->parts[i].with, o->parts[i].is_there};
}

static struct http_server *server_new(const struct http_options *o)
{
    struct http_server *s = mem_new(sizeof *s);
    s->deaf = -1;
    gather_routes(s, o);
    s->metrics = mem_array(s->nserved + 1, sizeof *s->metrics);
    s->trusted = mem_array(o->ntrusted, sizeof *s->trusted);
    s->ntrusted = o->ntrusted;
    for (size_t i = 0; i < o->ntrusted; i++)
        s->trusted[i] = o->trusted[i];
    s->user_header = mem_str(o->user_header);
    s->nothing = o->nothing;
    s->nothing_with = o->nothing_with;
    return s;
}

/* Its socket is closed with it. */
static void listener_stop(struct listener *l)
{
    if (!l->daemon)
        return;
    MHD_stop_daemon(l->daemon);
    l->fd = -1;
}

static void threads_stop(struct http_server *s)
{
    workers_close(&s->workers);
    workers_stop(&s->workers);
    for (size_t i = 0; i < s->nlisteners; i++)
        listener_stop(&s->listeners[i]);
    deadlines_stop(&s->deadlines);
}

static bool threads_start(struct http_server *s, const struct http_options *o, struct error *err)
{
    sigset_t before;
    signals_keep(&before);
    deadlines_start(&s->deadlines, o->request_s ? o->request_s : 60);
    workers_start(&s->workers, o->workers > 0 ? (size_t)o->workers : 1);
    bool ok = listeners_start(s, o, err);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return ok;
}

bool http_renew(struct http_server *s, const char *certificate, const char *key, struct error *err)
{
    OWN(certificate) c = certificate_open(certificate, key, err);
    TRY(c);
    TRY(certificate_in_time(c, certificate, err));
    certificate_replace(s, GIVE(c));
    return true;
}

static bool open_certificate(struct http_server *s, const struct http_options *o, struct error *err)
{
    if (!o->certificate && !o->key)
        return true;
    if (!o->certificate || !o->key)
        return fail(err, FAULT_CONFIG, "certificate",
                    "For TLS a certificate and its key are needed: set both in [server].");
    OWN(certificate) c = certificate_open(o->certificate, o->key, err);
    TRY(c);
    struct error why = {0};
    if (!certificate_in_time(c, o->certificate, &why)) /* mails and reminders do not wait for it */
        log_error("http.certificate", "said=\"%s\"", why.said);
    certificate_replace(s, GIVE(c));
    return true;
}

struct http_server *http_start(const struct http_options *o, struct error *err)
{
    struct http_server *s = server_new(o);
    if (!open_certificate(s, o, err) || !listeners_open(s, o, err)) {
        if (o->listen_fd >= 0 && s->nlisteners == 0)
            close(o->listen_fd);
        server_free(s);
        return NULL;
    }
    allow_descriptors(o->connections * (int)s->nlisteners);
    if (!threads_start(s, o, err)) {
        threads_stop(s);
        server_free(s);
        return NULL;
    }
    return s;
}

static void wait_for_running(const struct http_server *s, int64_t patience_s)
{
    int64_t until_ms = clock_ticks_ms() + patience_s * 1000;
    while (s->running > 0 && clock_ticks_ms() < until_ms)
        nanosleep(&(struct timespec){.tv_nsec = 5 * 1000 * 1000}, NULL);
}

void http_stop(struct http_server *s, int64_t patience_s)
{
    if (!s)
        return;
    s->stopping = true;
    listeners_deafen(s);
    wait_for_running(s, patience_s);
    threads_stop(s);
    server_free(s);
}

int http_port(const struct http_server *s)
{
    struct sockaddr_storage at = {0};
    socklen_t len = sizeof at;
    if (getsockname(s->listeners[0].fd, (struct sockaddr *)&at, &len) != 0)
        return 0;
    if (at.ss_family == AF_INET)
        return ntohs(((const struct sockaddr_in *)&at)->sin_port);
    return at.ss_family == AF_INET6 ? ntohs(((const struct sockaddr_in6 *)&at)->sin6_port) : 0;
}
