#include "internal.h"

/* Upper ends of the buckets of durations; what takes longer falls into the last one. */
static const int64_t metrics_bounds_ms[METRICS_BUCKETS - 1] = {1,   5,   10,   25,   50,   100,
                                                               250, 500, 1000, 2500, 10000};

void metrics_count(struct route_metrics *m, int status, int64_t took_ms)
{
    size_t bucket = 0;
    while (bucket < METRICS_BUCKETS - 1 && took_ms > metrics_bounds_ms[bucket])
        bucket++;
    atomic_fetch_add_explicit(&m->by_class[status >= 100 && status < 600 ? status / 100 : 0], 1,
                              memory_order_relaxed);
    atomic_fetch_add_explicit(&m->by_duration[bucket], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&m->duration_ms, (uint64_t)took_ms, memory_order_relaxed);
}

static const char *const classes[] = {"cut", "1xx", "2xx", "3xx", "4xx", "5xx"};

/* The pattern, so that no secret in a path is ever shown. */
static void add_labels(const struct http_server *s, size_t route, struct text *t)
{
    if (route == s->nserved)
        text_add_str(t, "{route=\"none\",method=\"any\"");
    else
        text_addf(t, "{route=\"%s\",method=\"%s\"", s->served[route].route.path,
                  s->served[route].route.method);
}

static void add_requests(const struct http_server *s, struct text *t)
{
    text_add_str(t, "# HELP convoke_http_requests_total Requests by route and class of answer.\n"
                    "# TYPE convoke_http_requests_total counter\n");
    for (size_t i = 0; i <= s->nserved; i++)
        for (size_t class = 0; class < LENGTH(classes); class ++) {
            uint64_t count = s->metrics[i].by_class[class];
            if (count == 0)
                continue;
            text_add_str(t, "convoke_http_requests_total");
            add_labels(s, i, t);
            text_addf(t, ",status=\"%s\"} %llu\n", classes[class], (unsigned long long)count);
        }
}

static void add_histogram(const struct http_server *s, size_t route, struct text *t)
{
    const struct route_metrics *m = &s->metrics[route];
    unsigned long long sum = 0;
    for (size_t b = 0; b < METRICS_BUCKETS; b++) {
        sum += m->by_duration[b];
        text_add_str(t, "convoke_http_request_seconds_bucket");
        add_labels(s, route, t);
        if (b < METRICS_BUCKETS - 1)
            text_addf(t, ",le=\"%g\"} %llu\n", (double)metrics_bounds_ms[b] / 1000, sum);
        else
            text_addf(t, ",le=\"+Inf\"} %llu\n", sum);
    }
    text_add_str(t, "convoke_http_request_seconds_sum");
    add_labels(s, route, t);
    text_addf(t, "} %.3f\n", (double)m->duration_ms / 1000);
    text_add_str(t, "convoke_http_request_seconds_count");
    add_labels(s, route, t);
    text_addf(t, "} %llu\n", sum);
}

void http_add_metrics(const struct http_server *s, struct text *t)
{
    add_requests(s, t);
    text_add_str(t, "# HELP convoke_http_request_seconds From the first line to the last byte.\n"
                    "# TYPE convoke_http_request_seconds histogram\n");
    for (size_t i = 0; i <= s->nserved; i++)
        add_histogram(s, i, t);
    text_addf(
        t,
        "# HELP convoke_http_connections Open connections.\n"
        "# TYPE convoke_http_connections gauge\n"
        "convoke_http_connections %lld\n"
        "# HELP convoke_http_running Requests being served.\n"
        "# TYPE convoke_http_running gauge\n"
        "convoke_http_running %lld\n"
        "# HELP convoke_http_cut_total Connections that were cut because they took too long.\n"
        "# TYPE convoke_http_cut_total counter\n"
        "convoke_http_cut_total %lld\n",
        (long long)s->connections, (long long)s->running, (long long)s->deadlines.cut);
}
