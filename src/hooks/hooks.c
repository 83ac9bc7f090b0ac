#include "internal.h"

enum { TRY_LEAK_S = 10 };

static const struct http_route routes[] = {
    {"POST", "/jitsi/reservation/conference", ask_conference, false, ASKING_BYTES},
    {"GET", "/jitsi/reservation/conference/*", show_conference, false, 0},
    {"DELETE", "/jitsi/reservation/conference/*", end_conference, false, ASKING_BYTES},
    {"POST", "/jitsi/events/*", hear_esync, false, NOTICE_BYTES},
    {"POST", "/hooks/jaas", hear_jaas, false, NOTICE_BYTES},
    {"POST", "/hooks/meeting", hear_meeting, false, NOTICE_BYTES},
};

const struct http_route *hooks_routes(size_t *count_out)
{
    *count_out = LENGTH(routes);
    return routes;
}

struct hooks *hooks_new(const struct pipeline *p, struct error *err)
{
    struct hooks *h = mem_new(sizeof *h);
    h->pipeline = p;
    h->failed_at_ms = INT64_MIN;
    pthread_mutex_init(&h->lock, NULL);
    h->tries = guesses_new(TRY_LEAK_S);
    h->pace = pace_new();
    h->roster = roster_new(p, err);
    h->intake = h->roster ? intake_new(p, h->roster, err) : NULL;
    if (h->intake)
        return h;
    hooks_free(h);
    return NULL;
}

void hooks_free(struct hooks *h)
{
    if (!h)
        return;
    intake_free(h->intake);
    roster_free(h->roster);
    guesses_free(h->tries);
    pace_free(h->pace);
    pthread_mutex_destroy(&h->lock);
    free(h);
}

/* --- what servers tell ------------------------------------------------------------------------ */

static void answer_taken(struct http_request *r, void *with)
{
    (void)with;
    http_answer(r, 200, "application/json", SPAN("{}\n"));
}

/* Servers tell again what was answered so. */
static void answer_busy(struct http_request *r, void *with)
{
    (void)with;
    http_answer_header(r, "Retry-After", "5");
    http_answer(r, 503, "text/plain; charset=utf-8", SPAN("It cannot be kept now; tell again.\n"));
}

static void take(struct hooks *h, struct http_request *r, bool is_read, struct notice *n,
                 const struct error *err)
{
    if (!is_read)
        http_answer_error(r, err);
    else if (n->kind == NOTICE_NONE)
        answer_taken(r, h);
    else if (n->kind == NOTICE_ASKS)
        http_continue(r, answer_settings);
    else if (!pace_allows(h->pace, span_of(n->room ? n->room : n->code), clock_ticks_ms()))
        answer_busy(r, h);
    else if (!intake_take(h->intake, n, r, answer_taken, answer_busy))
        answer_busy(r, h);
    notice_clear(n);
}

void hear_esync(struct http_request *r, void *with)
{
    struct hooks *h = with;
    const struct config *c = h->pipeline->config;
    struct notice n = {0};
    struct error err = {0};
    if (!hook_bearer(h, r, c->jitsi.events_token))
        return;
    bool is_read =
        esync_read(http_body(r), http_rest(r), c->jitsi.recorder_domain, clock_now(), &n, &err);
    take(h, r, is_read, &n, &err);
}

void hear_jaas(struct http_request *r, void *with)
{
    struct hooks *h = with;
    struct notice n = {0};
    struct error err = {0};
    instant at;
    if (!hook_signature(h, r, "X-Jaas-Signature", h->pipeline->config->jitsi.jaas_hook_secret, &at))
        return;
    bool is_read = jaas_read(http_body(r), at, &n, &err);
    take(h, r, is_read, &n, &err);
}

void hear_meeting(struct http_request *r, void *with)
{
    struct hooks *h = with;
    struct notice n = {0};
    struct error err = {0};
    instant at;
    if (!hook_signature(h, r, "X-Webhook-Signature", h->pipeline->config->jitsi.hook_secret, &at))
        return;
    bool is_read = meeting_notice_read(http_body(r), http_header(r, "X-Provider"), at, &n, &err);
    take(h, r, is_read, &n, &err);
}
