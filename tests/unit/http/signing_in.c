/* Who asks: passwords, app passwords, and those who guess. */
#include "peer.h"

#include <unistd.h>

struct world {
    char *dir;
    struct store *store;
    struct doorkeeper *keeper;
    struct http_server *server;
    char *app_password;
    int64_t account, app_password_id;
};

static void serve_name(struct http_request *r, void *with)
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

static const struct http_route routes[] = {{"GET", "/who", serve_name, true, 0}};

static bool add_people(struct tx *tx, void *with, struct error *err)
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

static struct world *world_new(void)
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
    w->server = serve_on("127.0.0.1:0", routes, LENGTH(routes), w);
    return w;
}

static void world_free(struct world *w)
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

/* The status and all after it. more: header lines, each with its line end. */
static char *ask(const struct world *w, const char *name, const char *password, const char *more)
{
    OWN(text) t = text_new();
    text_add_str(t, "GET /who HTTP/1.1\r\nHost: x\r\nConnection: close\r\n");
    if (name) {
        OWN_CHARS pair = mem_strf("%s:%s", name, password);
        text_add_str(t, "Authorization: Basic ");
        text_add_base64(t, pair, strlen(pair), 0);
        text_add_str(t, "\r\n");
    }
    text_addf(t, "%s\r\n", more);
    int fd = peer_connect(http_port(w->server));
    peer_send(fd, text_str(t));
    char *got = peer_rest(fd, 20000);
    close(fd);
    return got;
}

static void check_answer(const struct world *w, const char *name, const char *password,
                         const char *more, const char *status, const char *has)
{
    OWN_CHARS got = ask(w, name, password, more);
    if (!starts_with(got, status) || !strstr(got, has))
        fail_msg("%s: wanted %s and %s, got %s", name ? name : "nobody", status, has, got);
}

TEST(a_password_opens_by_name_and_by_address)
{
    OWN(world) w = world_new();
    check_answer(w, "alice", "wonder:land", "", "HTTP/1.1 200", "alice");
    check_answer(w, "alice", "wonder:land", "", "HTTP/1.1 200", "alice");
    check_answer(w, "Alice@Example.org", "wonder:land", "", "HTTP/1.1 200", "alice");
}

TEST(who_does_not_sign_in_or_wrongly_is_asked_to)
{
    OWN(world) w = world_new();
    check_answer(w, NULL, NULL, "", "HTTP/1.1 401", "WWW-Authenticate: Basic realm=");
    check_answer(w, "alice", "other", "", "HTTP/1.1 401", "The name or the password is wrong.");
    check_answer(w, "bob", "wonder:land", "", "HTTP/1.1 401", "The name or the password is wrong.");
    check_answer(w, "zoe", "", "", "HTTP/1.1 401", "The name or the password is wrong.");
    check_answer(w, NULL, NULL, "Authorization: Bearer x\r\n", "HTTP/1.1 401", "Basic");
    check_answer(w, NULL, NULL, "Authorization: Basic !!!\r\n", "HTTP/1.1 401", "Basic");
    check_answer(w, NULL, NULL, "Authorization: Basic YWxpY2U=\r\n", "HTTP/1.1 401", "Basic");
}

static bool remove_app_password(struct tx *tx, void *with, struct error *err)
{
    struct world *w = with;
    return store_app_password_remove(tx, w->account, w->app_password_id, err);
}

static bool change_password(struct tx *tx, void *with, struct error *err)
{
    struct world *w = with;
    OWN(account) a = store_account(tx, w->account, err);
    TRY(a);
    free(a->password_hash);
    a->password_hash = password_hash(SPAN("new"));
    return store_account_save(tx, a, err);
}

TEST(an_app_password_opens_until_it_is_revoked_and_its_use_is_noted)
{
    OWN(world) w = world_new();
    struct error err;
    OWN(text) bare = text_new();
    for (const char *at = w->app_password; *at; at++)
        if (*at != '-')
            text_add_char(bare, *at);
    CHECK_INT(text_len(bare), 24);
    check_answer(w, "alice", w->app_password, "", "HTTP/1.1 200", "alice");
    check_answer(w, "alice", text_str(bare), "", "HTTP/1.1 200", "alice");
    check_answer(w, "zoe", w->app_password, "", "HTTP/1.1 401", "wrong");
    OWN(tx) tx = store_read(w->store, &err);
    struct digest hash = app_password_hash(text_span(bare));
    OWN(app_password) p = store_app_password(tx, w->account, &hash, &err);
    CHECK_OK(p, &err);
    CHECK(p->last_used != INSTANT_FIRST);
    CHECK_OK(store_write_one(w->store, remove_app_password, w, &err), &err);
    check_answer(w, "alice", w->app_password, "", "HTTP/1.1 401", "wrong");
}

TEST(a_changed_password_shuts_out_the_old_one_at_once)
{
    OWN(world) w = world_new();
    struct error err;
    check_answer(w, "alice", "wonder:land", "", "HTTP/1.1 200", "alice");
    CHECK_OK(store_write_one(w->store, change_password, w, &err), &err);
    check_answer(w, "alice", "wonder:land", "", "HTTP/1.1 401", "wrong");
    check_answer(w, "alice", "new", "", "HTTP/1.1 200", "alice");
}

TEST(who_guesses_is_slowed_down_and_who_is_known_is_not)
{
    OWN(world) w = world_new();
    const char *elsewhere = "X-Forwarded-For: 192.0.2.1\r\nX-Forwarded-Proto: https\r\n";
    check_answer(w, "alice", "wonder:land", "", "HTTP/1.1 200", "alice");
    int refused = 0;
    for (int i = 0; i < 12 && !refused; i++) {
        OWN_CHARS got = ask(w, "alice", "guess", "");
        refused = starts_with(got, "HTTP/1.1 429") && strstr(got, "Retry-After: ");
    }
    CHECK(refused);
    check_answer(w, "alice", "wonder:land", "", "HTTP/1.1 200", "alice");
    check_answer(w, "alice", w->app_password, "", "HTTP/1.1 200", "alice");
    check_answer(w, "alice", "guess", elsewhere, "HTTP/1.1 401", "wrong");
}

TEST(passwords_are_taken_where_nobody_can_listen_alone)
{
    static const struct {
        const char *more, *status;
    } cases[] = {
        {"X-Forwarded-For: 192.0.2.1\r\n", "HTTP/1.1 403"},
        {"X-Forwarded-For: 192.0.2.1\r\nX-Forwarded-Proto: http\r\n", "HTTP/1.1 403"},
        {"X-Forwarded-For: 192.0.2.1\r\nX-Forwarded-Proto: https\r\n", "HTTP/1.1 200"},
        {"Forwarded: for=192.0.2.1;proto=https\r\n", "HTTP/1.1 200"},
        {"Forwarded: proto=https, for=192.0.2.1;Proto=\"http\"\r\n", "HTTP/1.1 403"},
    };
    OWN(world) w = world_new();
    for (size_t i = 0; i < LENGTH(cases); i++)
        check_answer(w, "alice", "wonder:land", cases[i].more, cases[i].status, "");
}

RUN_TESTS(CASE(a_password_opens_by_name_and_by_address),
          CASE(who_does_not_sign_in_or_wrongly_is_asked_to),
          CASE(an_app_password_opens_until_it_is_revoked_and_its_use_is_noted),
          CASE(a_changed_password_shuts_out_the_old_one_at_once),
          CASE(who_guesses_is_slowed_down_and_who_is_known_is_not),
          CASE(passwords_are_taken_where_nobody_can_listen_alone))
