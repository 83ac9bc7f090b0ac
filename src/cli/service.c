#include "service.h"

#include <fcntl.h>
#include <unistd.h>

#include "convoke/dav.h"
#include "convoke/hooks.h"
#include "convoke/http.h"
#include "convoke/web.h"

struct service {
    struct pipeline pipeline; /* web reads its configuration at each request */
    struct mailroom *mailroom;
    struct web *web;
    struct doorkeeper *keeper;
    struct dav *dav;
    struct hooks *hooks;
    struct http_server *http;
    struct reminding *reminding;
    int listen_fd; /* of systemd's; -1 */
};

/* --- metrics ---------------------------------------------------------------------------------- */

static bool add_count(const char *what, int64_t count, void *with)
{
    text_addf(with, "convoke_rows{table=\"%s\"} %lld\n", what, (long long)count);
    return true;
}

static void add_gauge(struct text *t, const char *name, const char *help, int64_t value)
{
    text_addf(t, "# HELP %s %s\n# TYPE %s gauge\n%s %lld\n", name, help, name, name,
              (long long)value);
}

static bool add_store_metrics(struct tx *tx, struct text *t, struct error *err)
{
    instant due;
    OWN_CHARS held = store_outbox_held(tx, err);
    add_gauge(t, "convoke_outbox_held", "1 when the whole outbox is held.", held != NULL);
    TRY(store_parcels_next_due(tx, &due, err));
    add_gauge(t, "convoke_outbox_late_seconds", "How long the oldest due parcel has been due.",
              due < clock_now() ? clock_now() - due : 0);
    text_add_str(t, "# HELP convoke_rows What the store holds.\n# TYPE convoke_rows gauge\n");
    return store_counts(tx, add_count, t, err);
}

static void add_metrics(struct text *t, void *with)
{
    const struct service *s = with;
    doorkeeper_add_metrics(s->keeper, t);
    struct error err = {0};
    OWN(tx) tx = store_read(s->pipeline.store, &err);
    if (!tx || !add_store_metrics(tx, t, &err))
        log_warning("metrics.store", "fault=%d", (int)err.kind);
}

/* --- starting and stopping -------------------------------------------------------------------- */

static bool start_http(struct service *s, struct error *err)
{
    const struct config *c = s->pipeline.config;
    struct http_part parts[] = {{.with = s->dav},
                                {.with = s->hooks},
                                {.with = s->web},
                                {.with = s->web, .is_there = web_has_pages}};
    parts[0].routes = dav_routes(&parts[0].nroutes);
    parts[1].routes = hooks_routes(&parts[1].nroutes);
    parts[2].routes = web_routes(&parts[2].nroutes);
    parts[3].routes = web_pages(&parts[3].nroutes);
    struct http_options options = {
        .listen = c->server.listen,
        .listen_fd = s->listen_fd < 0 ? -1 : fcntl(s->listen_fd, F_DUPFD_CLOEXEC, 3),
        .certificate = c->server.certificate,
        .key = c->server.key,
        .trusted = c->server.trusted_proxies,
        .ntrusted = c->server.ntrusted_proxies,
        .user_header = c->server.user_header,
        .threads = c->server.threads,
        .workers = c->server.workers,
        .connections = c->server.connections,
        .parts = parts,
        .nparts = LENGTH(parts),
        .nothing = web_answer_nothing,
        .nothing_with = s->web,
    };
    s->http = http_start(&options, err);
    return s->http;
}

static void stop_http(struct service *s)
{
    http_stop(s->http, s->pipeline.config->server.drain_s);
    s->http = NULL;
}

/* What works without being asked: the outbox and the reminders. */
static bool start_workers(struct service *s, struct error *err)
{
    s->mailroom = mailroom_new(&s->pipeline, err);
    TRY(s->mailroom);
    TRY(outbox_start(mailroom_outbox(s->mailroom), err));
    s->reminding = reminding_start(&s->pipeline, mailroom_outbox(s->mailroom), err);
    return s->reminding;
}

static void stop_workers(struct service *s)
{
    reminding_stop(s->reminding);
    s->reminding = NULL;
    mailroom_free(s->mailroom); /* which stops its outbox */
    s->mailroom = NULL;
}

/* The port first: where it is taken, nothing else has begun. */
struct service *service_start(const struct pipeline *p, int listen_fd, struct error *err)
{
    struct service *s = mem_new(sizeof *s);
    s->pipeline = *p;
    s->listen_fd = listen_fd;
    s->keeper = doorkeeper_new(s->pipeline.store);
    s->web = web_new(&s->pipeline, s->keeper);
    s->dav = dav_new(&s->pipeline, s->keeper);
    web_set_metrics(s->web, add_metrics, s);
    s->hooks = hooks_new(&s->pipeline, err);
    if (s->hooks && start_http(s, err) && start_workers(s, err))
        return s;
    service_stop(s);
    return NULL;
}

static bool equal(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static bool believes_alike(const struct config *a, const struct config *b)
{
    return a->server.ntrusted_proxies == b->server.ntrusted_proxies &&
           memcmp(a->server.trusted_proxies, b->server.trusted_proxies,
                  a->server.ntrusted_proxies * sizeof a->server.trusted_proxies[0]) == 0 &&
           equal(a->server.user_header, b->server.user_header);
}

static bool listens_alike(const struct config *a, const struct config *b)
{
    return equal(a->server.listen, b->server.listen) && a->server.threads == b->server.threads &&
           a->server.workers == b->server.workers &&
           a->server.connections == b->server.connections &&
           !a->server.certificate == !b->server.certificate && believes_alike(a, b);
}

/* It was good when the settings were read; where it is not any more, the one before serves on. */
static void renew_certificate(struct service *s)
{
    const struct config *c = s->pipeline.config;
    struct error why = {0};
    if (c->server.certificate && !http_renew(s->http, c->server.certificate, c->server.key, &why))
        log_error("serve.certificate", "kept=yes said=\"%s\"", why.said);
}

static bool change_http(struct service *s, struct error *err)
{
    if (!s->http)
        return start_http(s, err);
    renew_certificate(s);
    return true;
}

bool service_change_over(struct service *s, const struct config *fresh, struct error *err)
{
    stop_workers(s);
    if (s->http && !listens_alike(s->pipeline.config, fresh))
        stop_http(s);
    s->pipeline.config = fresh;
    return change_http(s, err) && start_workers(s, err);
}

void service_stop(struct service *s)
{
    if (!s)
        return;
    stop_http(s);
    stop_workers(s);
    hooks_free(s->hooks);
    web_free(s->web);
    dav_free(s->dav);
    doorkeeper_free(s->keeper);
    free(s);
}

int service_port(const struct service *s)
{
    return http_port(s->http);
}

bool service_is_alive(const struct service *s)
{
    return reminding_is_alive(s->reminding);
}
