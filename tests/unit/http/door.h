/* People with passwords behind a server under test, and a client that signs in. */
#ifndef CONVOKE_TEST_DOOR_H
#define CONVOKE_TEST_DOOR_H

#include "peer.h"

struct world {
    char *dir;
    struct store *store;
    struct doorkeeper *keeper;
    struct http_server *server;
    char *app_password;
    int64_t account, app_password_id;
};

static inline void serve_name(struct http_request *r, void *with)
{
    struct world *w = with;
    struct error err;
    OWN(tx) tx = store_read(w->store, &err);
    CHECK_OK(tx, &err);
    OWN(account) a = http_sign_in(r, w->keeper, tx, &err);
    if (a)
        http_answer(r, 200, "text/plain", span_of(a->name));
    else
        http_answer_stranger(r, &err);
}

/* A name and a password typed into a page: /typed?NAME:PASSWORD */
static inline void serve_typed(struct http_request *r, void *with)
{
    struct world *w = with;
    struct error err;
    struct span password, name = span_cut(http_query(r), ':', &password);
    OWN(tx) tx = store_read(w->store, &err);
    CHECK_OK(tx, &err);
    OWN(account) a = http_sign_in_typed(r, w->keeper, tx, name, password, &err);
    if (a)
        http_answer(r, 200, "text/plain", span_of(a->name));
    else
        http_answer_error(r, &err);
}

/* What of the request pages ask for. */
static inline void serve_said(struct http_request *r, void *with)
{
    (void)with;
    const char *cookie = http_cookie(r, "one");
    OWN_CHARS query = span_copy(http_query(r));
    OWN_CHARS said =
        mem_strf("query=%s cookie=%s https=%d", query, cookie ? cookie : "none", http_is_https(r));
    http_answer(r, 200, "text/plain", span_of(said));
}

static inline void serve_client(struct http_request *r, void *with)
{
    (void)with;
    OWN(text) t = text_new();
    http_add_client(r, t);
    http_answer(r, 200, "text/plain", text_span(t));
}

/* /cookies: how many begin with "a", and the first of them. */
static inline void serve_cookies(struct http_request *r, void *with)
{
    (void)with;
    size_t count;
    OWN_CHARS first = mem_str(http_first_cookie(r, "a", &count));
    OWN_CHARS said = mem_strf("%zu %s", count, first ? first : "none");
    http_answer(r, 200, "text/plain", span_of(said));
}

static const struct http_route door_routes[] = {
    {"GET", "/who", serve_name, true, 0},         {"GET", "/typed", serve_typed, true, 0},
    {"GET", "/said", serve_said, false, 0},       {"GET", "/client", serve_client, false, 0},
    {"GET", "/cookies", serve_cookies, false, 0},
};

static inline bool add_people(struct tx *tx, void *with, struct error *err)
{
    struct world *w = with;
    char name[] = "alice", other[] = "zoe", address[] = "alice@example.org", phone[] = "phone";
    char *addresses[] = {address}, *hash = password_hash(SPAN("wonder:land"));
    struct account a = {.name = name,
                        .addresses = addresses,
                        .naddresses = 1,
                        .password_hash = hash,
                        .held_since = INSTANT_FIRST};
    bool ok = store_account_add(tx, &a, &w->account, err);
    free(hash);
    TRY(ok);
    struct account without = {.name = other, .held_since = INSTANT_FIRST};
    int64_t id;
    TRY(store_account_add(tx, &without, &id, err));
    struct app_password p = {.account = w->account, .name = phone, .last_used = INSTANT_FIRST};
    w->app_password = app_password_new(&p.hash);
    return store_app_password_add(tx, &p, &w->app_password_id, err);
}

/* o: whom the server believes; the rest is filled in. */
static inline struct world *world_with(struct http_options o)
{
    struct world *w = mem_new(sizeof *w);
    struct error err;
    w->dir = mem_str("/tmp/convoke-door-XXXXXX");
    assert_non_null(mkdtemp(w->dir));
    OWN_CHARS url = mem_strf("sqlite:%s/convoke.db", w->dir);
    w->store = store_open(url, &(struct store_options){.create = true}, &err);
    CHECK_OK(w->store, &err);
    CHECK_OK(store_write_one(w->store, add_people, w, &err), &err);
    w->keeper = doorkeeper_new(w->store);
    w->server = serve_with(o, door_routes, LENGTH(door_routes), w);
    return w;
}

static inline struct world *world_new(void)
{
    return world_with((struct http_options){0});
}

static inline void world_free(struct world *w)
{
    http_stop(w->server, 5);
    doorkeeper_free(w->keeper);
    store_free(w->store);
    OWN_CHARS command = mem_strf("rm -rf '%s'", w->dir);
    if (system(command) != 0)
        fail_msg("%s", command);
    free(w->app_password);
    free(w->dir);
    free(w);
}
OWNABLE(world)

/* A request; more: header lines, each with its line end. Yours: free(). */
static inline char *request_of(const char *name, const char *password, const char *more)
{
    OWN(text) t = text_new();
    text_add_str(t, "GET /who HTTP/1.1\r\nHost: x\r\n");
    if (name) {
        OWN_CHARS pair = mem_strf("%s:%s", name, password);
        text_add_str(t, "Authorization: Basic ");
        text_add_base64(t, pair, strlen(pair), 0);
        text_add_str(t, "\r\n");
    }
    text_addf(t, "%s\r\n", more);
    return text_take(t);
}

/* The answer on a connection that is made for it. Yours: free(). */
static inline char *ask_on(int fd, const char *name, const char *password, const char *more)
{
    OWN_CHARS with_end = mem_strf("Connection: close\r\n%s", more);
    OWN_CHARS request = request_of(name, password, with_end);
    peer_send(fd, request);
    char *got = peer_rest(fd, 20000);
    close(fd);
    return got;
}

static inline char *ask(const struct world *w, const char *name, const char *password,
                        const char *more)
{
    return ask_on(peer_connect(http_port(w->server)), name, password, more);
}

static inline void check_answer(const struct world *w, const char *name, const char *password,
                                const char *more, const char *status, const char *has)
{
    OWN_CHARS got = ask(w, name, password, more);
    if (!starts_with(got, status) || !strstr(got, has))
        fail_msg("%s: wanted %s and %s, got %s", name ? name : "nobody", status, has, got);
}

#endif
