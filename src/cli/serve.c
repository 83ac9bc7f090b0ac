#include <signal.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <systemd/sd-daemon.h>

#include "convoke/http.h"
#include "convoke/mail.h"
#include "convoke/meeting.h"
#include "service.h"

/* The service and what the main thread watches: signals, systemd's watchdog. */
struct serving {
    struct program *program;
    struct service *service;
    int listen_fd;           /* handed over by systemd; -1 */
    int64_t watchdog_ms;     /* 0: systemd does not ask */
    struct config **retired; /* a request may still read in them */
    size_t nretired, room;
};

static bool take_socket(struct serving *s, struct error *err)
{
    s->listen_fd = -1;
    int count = sd_listen_fds(1);
    if (count <= 0)
        return true;
    if (count > 1 || sd_is_socket(SD_LISTEN_FDS_START, AF_UNSPEC, SOCK_STREAM, 1) <= 0)
        return fail(err, FAULT_CONFIG, NULL,
                    "systemd hands over %d sockets; the service takes one listening stream socket.",
                    count);
    s->listen_fd = SD_LISTEN_FDS_START;
    return true;
}

static bool check_config(const struct config *c, struct error *err)
{
    struct carrier carrier;
    struct certificate *found = NULL;
    TRY(certificate_meant(c, &found, err));
    certificate_free(found);
    TRY(meeting_check_config(c, err));
    return mail_carrier(c, &carrier, err);
}

/* event: "serve.ready", "serve.reloaded" or "serve.kept": the old settings stay. */
static void say_ready(const struct serving *s, const char *event)
{
    const struct config *c = s->program->config;
    int port = service_port(s->service);
    log_info(event, "listen=%s port=%d store=%s", s->listen_fd >= 0 ? "systemd" : c->server.listen,
             port, store_path(s->program->store));
    sd_notifyf(0, "READY=1\nSTATUS=Serving on %s.",
               s->listen_fd >= 0 ? "the socket of systemd" : c->server.listen);
}

/* --- SIGHUP ----------------------------------------------------------------------------------- */

static void say_reloading(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%lld",
               (long long)now.tv_sec * 1000000 + now.tv_nsec / 1000);
}

static struct config *reread(const struct serving *s, struct error *err)
{
    OWN(config) c = config_load(s->program->config_path, err);
    TRY(c);
    TRY(check_config(c, err));
    if (strcmp(c->store.url, s->program->config->store.url) != 0) {
        fail(err, FAULT_CONFIG, NULL,
             "store.url cannot change while the service runs; restart it for that.");
        return NULL;
    }
    return GIVE(c);
}

static void keep_until_the_end(struct serving *s, struct config *c)
{
    s->retired = mem_grow(s->retired, s->nretired, &s->room, sizeof(struct config *));
    s->retired[s->nretired++] = c;
}

static void put_in_place(struct serving *s, struct config *c)
{
    s->program->config = c;
    s->program->pipeline.config = c;
    program_log(c, LEVEL_DEBUG);
}

/* Where the parts do not start over the new settings, they go on over the old. */
static bool change_over(struct serving *s, struct config *fresh, bool *changed_out,
                        struct error *err)
{
    struct config *old = s->program->config;
    struct error why = {0};
    *changed_out = service_change_over(s->service, fresh, &why);
    if (*changed_out) {
        put_in_place(s, fresh);
        keep_until_the_end(s, old);
        return true;
    }
    log_error("serve.reload", "refused=yes said=\"%s\"", why.said);
    keep_until_the_end(s, fresh);
    return service_change_over(s->service, old, err);
}

static bool reload(struct serving *s, struct error *err)
{
    struct error why = {0};
    say_reloading();
    struct config *fresh = reread(s, &why);
    bool changed = false;
    if (fresh)
        TRY(change_over(s, fresh, &changed, err));
    else
        log_error("serve.reload", "refused=yes said=\"%s\"", why.said);
    say_ready(s, changed ? "serve.reloaded" : "serve.kept");
    return true;
}

/* --- watching --------------------------------------------------------------------------------- */

static void feed_watchdog(const struct serving *s)
{
    if (s->watchdog_ms && service_is_alive(s->service))
        sd_notify(0, "WATCHDOG=1");
}

/* The next signal; 0 when it is time for the watchdog. */
static int next_signal(const struct serving *s, const sigset_t *awaited)
{
    int64_t wait_ms = s->watchdog_ms ? s->watchdog_ms / 3 : 60000;
    struct timespec timeout = {wait_ms / 1000, wait_ms % 1000 * 1000000};
    int got = sigtimedwait(awaited, NULL, &timeout);
    return got > 0 ? got : 0;
}

static bool watch(struct serving *s, const sigset_t *awaited, struct error *err)
{
    for (;;) {
        feed_watchdog(s);
        int got = next_signal(s, awaited);
        if (got == SIGHUP)
            TRY(reload(s, err));
        if (got == SIGTERM || got == SIGINT)
            return true;
    }
}

static void end(struct serving *s)
{
    sd_notify(0, "STOPPING=1\nSTATUS=Stopping.");
    log_info("serve.stopping", "drain_s=%lld", (long long)s->program->config->server.drain_s);
    service_stop(s->service);
    for (size_t i = 0; i < s->nretired; i++)
        config_free(s->retired[i]);
    free(s->retired);
}

static bool run(struct program *p, const struct arguments *a, struct error *err)
{
    (void)a;
    struct serving s = {.program = p};
    uint64_t watchdog_us = 0;
    sigset_t awaited;
    sigemptyset(&awaited);
    sigaddset(&awaited, SIGTERM);
    sigaddset(&awaited, SIGINT);
    sigaddset(&awaited, SIGHUP);
    sigprocmask(SIG_BLOCK, &awaited, NULL); /* before there are threads: they inherit it */
    signal(SIGPIPE, SIG_IGN);
    program_log(p->config, LEVEL_DEBUG);
    TRY(take_socket(&s, err));
    TRY(check_config(p->config, err));
    if (sd_watchdog_enabled(0, &watchdog_us) > 0)
        s.watchdog_ms = (int64_t)(watchdog_us / 1000);
    s.service = service_start(&p->pipeline, s.listen_fd, err);
    TRY(s.service);
    say_ready(&s, "serve.ready");
    bool ok = watch(&s, &awaited, err);
    end(&s);
    return ok;
}

const struct command command_serve = {
    .noun = "serve",
    .summary = "runs the service: HTTP, the outbox worker and the reminder clock",
    .more =
        "Makes the store when there is none. SIGTERM lets what runs end and stops; SIGHUP reads "
        "the configuration again, and keeps the old one when the new is wrong.",
    .need = NEED_NEW_STORE,
    .run = run,
};
