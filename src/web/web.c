#include "standing.h"

#define MOST_COPIES 256
#define MOST_BYTES  ((size_t)128 * 1024 * 1024)
#define TRY_LEAK_S  10
#define ASK_LEAK_S  600
#define TOLD_LEAK_S 1

enum { FORM_BYTES = 4096, ANSWER_BYTES = 16384, ANSWER_LEAK_S = 300 };

static const struct http_route routes[] = {
    {"GET", "/feed/*", serve_feed, false, 0},
    {"GET", "/healthz", serve_health, true, 0},
    {"GET", "/metrics", serve_metrics, true, 0},
    {"GET", "/u/*", serve_unsubscribe_page, true, 0},
    {"POST", "/u/*", serve_unsubscribe, true, FORM_BYTES},
    {"GET", "/", serve_home, true, 0},
    {"GET", "/assets/*", serve_asset, false, 0},
    {"GET", "/jitsi/asap/*", serve_asap, true, 0},
    {"GET", "/jitsi/jwks.json", serve_jwks, true, 0},
};

static const struct http_route pages[] = {
    {"GET", "/j/*", serve_join, true, 0},
    {"POST", "/j/*", take_join, true, FORM_BYTES},
    {"GET", "/r/*", serve_answer_page, true, 0},
    {"POST", "/r/*", serve_answer, true, ANSWER_BYTES},
    {"GET", "/jitsi/auth", serve_jitsi_auth, true, 0},
    {"GET", "/sign-in", serve_sign_in, true, 0},
    {"POST", "/sign-in", take_sign_in, true, FORM_BYTES},
    {"GET", "/m/*", serve_embedded, true, 0},
    {"POST", "/m/*", take_room_event, true, FORM_BYTES},
    {"POST", "/sign-out", take_sign_out, true, FORM_BYTES},
};

const struct http_route *web_routes(size_t *count_out)
{
    *count_out = LENGTH(routes);
    return routes;
}

const struct http_route *web_pages(size_t *count_out)
{
    *count_out = LENGTH(pages);
    return pages;
}

bool web_has_pages(const void *web)
{
    const struct web *w = web;
    return w->pipeline->config->server.public_url;
}

struct web *web_new(const struct pipeline *p, struct doorkeeper *k)
{
    struct web *w = mem_new(sizeof *w);
    w->pipeline = p;
    w->keeper = k;
    w->keys = keyring_new(store_path(p->store));
    w->cache = cache_new(MOST_COPIES, MOST_BYTES);
    w->known = known_new(p->store);
    w->notes = notes_new(p->store);
    w->standings = standings_new(p);
    w->tries = guesses_new(TRY_LEAK_S);
    w->asked = guesses_new(ASK_LEAK_S);
    w->answers = guesses_new(ANSWER_LEAK_S);
    w->told = guesses_new(TOLD_LEAK_S);
    w->assets_version = assets_version();
    return w;
}

void web_free(struct web *w)
{
    if (!w)
        return;
    guesses_free(w->asked);
    guesses_free(w->tries);
    guesses_free(w->answers);
    guesses_free(w->told);
    keyring_free(w->keys);
    standings_free(w->standings);
    notes_free(w->notes);
    known_free(w->known);
    cache_free(w->cache);
    free(w);
}

void web_set_metrics(struct web *w, void (*add)(struct text *t, void *with), void *with)
{
    w->add_metrics = add;
    w->metrics_with = with;
}
