/* GET /healthz and GET /metrics. */
#include "internal.h"

static bool stop_at_first(const struct account *a, void *with)
{
    (void)a;
    (void)with;
    return false;
}

void serve_health(struct http_request *r, void *with)
{
    struct web *w = with;
    struct error err;
    http_answer_header(r, "Cache-Control", "no-store");
    OWN(tx) tx = store_read(w->pipeline->store, &err);
    if (tx && store_accounts(tx, stop_at_first, NULL, &err)) {
        http_answer(r, 200, "text/plain; charset=utf-8", SPAN("ok\n"));
        return;
    }
    log_error("health.store", "why=\"%s\"", err.said);
    http_answer_header(r, "Retry-After", "5");
    http_answer(r, 503, "text/plain; charset=utf-8", SPAN("The store does not answer.\n"));
}

/* --- metrics ---------------------------------------------------------------------------------- */

static void add_feeds(const struct web *w, struct text *t)
{
    size_t copies, bytes;
    cache_size(w->cache, &copies, &bytes);
    text_addf(t,
              "# HELP convoke_feed_answers_total Answers to requests for feeds.\n"
              "# TYPE convoke_feed_answers_total counter\n"
              "convoke_feed_answers_total{answer=\"sent\"} %llu\n"
              "convoke_feed_answers_total{answer=\"fresh\"} %llu\n"
              "convoke_feed_answers_total{answer=\"refused\"} %llu\n"
              "# HELP convoke_feed_made_total Copies of feeds that had to be made.\n"
              "# TYPE convoke_feed_made_total counter\n"
              "convoke_feed_made_total %llu\n"
              "# HELP convoke_feed_copies Copies of feeds that are kept.\n"
              "# TYPE convoke_feed_copies gauge\n"
              "convoke_feed_copies %zu\n"
              "# HELP convoke_feed_copy_bytes Memory that they take.\n"
              "# TYPE convoke_feed_copy_bytes gauge\n"
              "convoke_feed_copy_bytes %zu\n",
              (unsigned long long)w->served, (unsigned long long)w->fresh,
              (unsigned long long)w->refused, (unsigned long long)w->built, copies, bytes);
}

/* Who may read them: a program on this machine, or one that has the token. */
static bool may_read(const struct web *w, const struct http_request *r)
{
    const char *token = w->pipeline->config->server.metrics_token;
    const char *given = http_header(r, "Authorization");
    struct span bearer = span_of(given ? given : "");
    if (token && *token && span_starts_nocase(bearer, "Bearer ")) {
        struct digest a = digest_of(span_of(token));
        struct digest b = digest_of(span_trim(span_make(bearer.at + 7, bearer.len - 7)));
        return digest_equal(&a, &b);
    }
    return http_is_loopback(r);
}

void serve_metrics(struct http_request *r, void *with)
{
    struct web *w = with;
    struct error err;
    OWN(text) t = text_new();
    if (!may_read(w, r)) {
        fail(&err, FAULT_FORBIDDEN, NULL,
             "Metrics are for programs on this machine, or with the metrics_token.");
        http_answer_error(r, &err);
        return;
    }
    http_add_metrics(http_server_of(r), t);
    add_feeds(w, t);
    if (w->add_metrics)
        w->add_metrics(t, w->metrics_with);
    http_answer(r, 200, "text/plain; version=0.0.4; charset=utf-8", text_span(t));
}
