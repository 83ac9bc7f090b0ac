/* Who asks: passwords, app passwords, and those who guess. */
#include "door.h"

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

/* --- the request and nothing else ------------------------------------------------------------- */

/* The next answer of a connection that stays. Yours: free(). */
static char *answer_on(int fd)
{
    OWN(text) t = text_new();
    int64_t len;
    for (;;) {
        const char *end = strstr(text_str(t), "\r\n\r\n");
        const char *field = strstr(text_str(t), "Content-Length: ");
        if (end && field) {
            struct span number = span_make(field + 16, strcspn(field + 16, "\r"));
            assert_true(span_number(number, &len));
            if (text_len(t) >= (size_t)(end + 4 - text_str(t)) + (size_t)len)
                return text_take(t);
        }
        if (!peer_add(fd, t, 20000))
            fail_msg("The connection ended with: %s", text_str(t));
    }
}

TEST(on_one_connection_each_request_is_of_who_signs_it)
{
    struct network near = {.bits = 128, .address = {[10] = 0xff, 0xff, 127, 0, 0, 1}};
    OWN(world)
    w = world_with(
        (struct http_options){.trusted = &near, .ntrusted = 1, .user_header = "X-Remote-User"});
    const char *by_proxy = "X-Remote-User: zoe\r\n";
    const struct {
        const char *name, *password, *more, *status, *has;
    } turns[] = {
        {NULL, NULL, "", "HTTP/1.1 401", "Sign in"},
        {"alice", "wonder:land", "", "HTTP/1.1 200", "\r\n\r\nalice"},
        {NULL, NULL, "", "HTTP/1.1 401", "Sign in"},
        {"zoe", "wonder:land", "", "HTTP/1.1 401", "wrong"},
        {"alice", "guess", "", "HTTP/1.1 401", "wrong"},
        {NULL, NULL, by_proxy, "HTTP/1.1 200", "\r\n\r\nzoe"},
        {NULL, NULL, "", "HTTP/1.1 401", "Sign in"},
        {"alice", w->app_password, "", "HTTP/1.1 200", "\r\n\r\nalice"},
        {NULL, NULL, by_proxy, "HTTP/1.1 200", "\r\n\r\nzoe"},
        {"alice", "wonder:land", "", "HTTP/1.1 200", "\r\n\r\nalice"},
        {"", "", "", "HTTP/1.1 401", "wrong"},
    };
    int fd = peer_connect(http_port(w->server));
    for (size_t i = 0; i < LENGTH(turns); i++) {
        OWN_CHARS request = request_of(turns[i].name, turns[i].password, turns[i].more);
        peer_send(fd, request);
        OWN_CHARS got = answer_on(fd);
        if (!starts_with(got, turns[i].status) || !strstr(got, turns[i].has))
            fail_msg("turn %zu: wanted %s, got %s", i, turns[i].status, got);
    }
    close(fd);
}

/* --- unknown names ---------------------------------------------------------------------------- */

static int64_t hashes(const struct world *w)
{
    OWN(text) t = text_new();
    int64_t count = -1;
    doorkeeper_add_metrics(w->keeper, t);
    const char *at = strstr(text_str(t), "\nconvoke_password_hashes_total ");
    assert_non_null(at);
    at = strchr(at + 1, ' ') + 1;
    assert_true(span_number(span_make(at, strcspn(at, "\n")), &count));
    return count;
}

/* All of an answer but when it was given. */
static char *timeless(char *answer)
{
    char *date = strstr(answer, "\r\nDate: ");
    assert_non_null(date);
    char *end = strstr(date + 2, "\r\n");
    memmove(date, end, strlen(end) + 1);
    return answer;
}

TEST(a_name_that_nobody_has_gets_the_same_answer_for_the_same_work)
{
    static const char *const names[] = {"alice", "bob", "zoe", "bob@example.org", ""};
    OWN(world) w = world_new();
    OWN_CHARS first = timeless(ask(w, names[0], "guess", ""));
    CHECK(starts_with(first, "HTTP/1.1 401"));
    CHECK_INT(hashes(w), 1);
    for (size_t i = 1; i < LENGTH(names); i++) {
        OWN_CHARS got = timeless(ask(w, names[i], "guess", ""));
        CHECK_STR(got, first);
        CHECK_INT(hashes(w), 1 + (int64_t)i);
    }
}

TEST(a_password_is_computed_once_and_an_app_password_never)
{
    OWN(world) w = world_new();
    for (int i = 0; i < 3; i++) {
        check_answer(w, "alice", "wonder:land", "", "HTTP/1.1 200", "alice");
        check_answer(w, "alice", w->app_password, "", "HTTP/1.1 200", "alice");
        CHECK_INT(hashes(w), 1);
    }
    OWN(text) t = text_new();
    doorkeeper_add_metrics(w->keeper, t);
    CHECK(strstr(text_str(t), "convoke_sign_ins_total{by=\"password\"} 1\n"));
    CHECK(strstr(text_str(t), "convoke_sign_ins_total{by=\"memory\"} 2\n"));
    CHECK(strstr(text_str(t), "convoke_sign_ins_total{by=\"app-password\"} 3\n"));
    CHECK(strstr(text_str(t), "convoke_sign_ins_total{by=\"wrong\"} 0\n"));
}

static char *get(const struct world *w, const char *path, const char *more)
{
    int fd = peer_connect(http_port(w->server));
    OWN_CHARS request =
        mem_strf("GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n%s\r\n", path, more);
    peer_send(fd, request);
    char *got = peer_rest(fd, 20000);
    close(fd);
    return got;
}

static void check_typed(const struct world *w, const char *name, const char *password,
                        const char *more, const char *status, const char *has)
{
    OWN_CHARS path = mem_strf("/typed?%s:%s", name, password);
    OWN_CHARS got = get(w, path, more);
    if (!starts_with(got, status) || !strstr(got, has))
        fail_msg("%s: wanted %s and %s, got %s", name, status, has, got);
}

TEST(what_is_typed_into_a_page_is_checked_alike_but_app_passwords_do_not_count)
{
    OWN(world) w = world_new();
    check_typed(w, "alice", "wonder:land", "", "HTTP/1.1 200", "alice");
    check_typed(w, "Alice@Example.org", "wonder:land", "", "HTTP/1.1 200", "alice");
    check_typed(w, "alice", "wonder", "", "HTTP/1.1 401", "The name or the password is wrong.");
    check_typed(w, "bob", "wonder:land", "", "HTTP/1.1 401", "The name or the password is wrong.");
    check_typed(w, "zoe", "", "", "HTTP/1.1 401", "The name or the password is wrong.");
    check_answer(w, "alice", w->app_password, "", "HTTP/1.1 200", "alice");
    check_typed(w, "alice", w->app_password, "", "HTTP/1.1 401", "wrong");
    check_typed(w, "alice", "wonder:land", "X-Forwarded-For: 192.0.2.1\r\n", "HTTP/1.1 403",
                "over https alone");
}

TEST(who_guesses_at_a_page_is_slowed_down_for_programs_too)
{
    OWN(world) w = world_new();
    int refused = 0;
    for (int i = 0; i < 12 && !refused; i++) {
        OWN_CHARS got = get(w, "/typed?alice:guess", "");
        refused = starts_with(got, "HTTP/1.1 429");
    }
    CHECK(refused);
    check_answer(w, "alice", "wonder:land", "", "HTTP/1.1 429", "Too many wrong passwords");
}

TEST(queries_cookies_and_the_way_are_what_the_request_says)
{
    OWN(world) w = world_new();
    static const struct {
        const char *path, *more, *has;
    } cases[] = {
        {"/said", "", "query= cookie=none https=0"},
        {"/said?", "", "query= cookie=none https=0"},
        {"/said?a=%41&b", "Cookie: two=2; one=1\r\n", "query=a=%41&b cookie=1 https=0"},
        {"/said?a?b", "X-Forwarded-Proto: https\r\n", "query=a?b cookie=none https=1"},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        OWN_CHARS got = get(w, cases[i].path, cases[i].more);
        if (!strstr(got, cases[i].has))
            fail_msg("wanted %s, got %s", cases[i].has, got);
    }
}

TEST(cookies_of_one_kind_are_counted_and_the_first_is_named)
{
    OWN(world) w = world_new();
    static const char *const cases[][2] = {
        {"", "\r\n\r\n0 none"},
        {"Cookie: b=1; ba=2\r\n", "\r\n\r\n0 none"},
        {"Cookie: b=1; a-two=2; a-one=1; A=3\r\n", "\r\n\r\n2 a-two"},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        OWN_CHARS got = get(w, "/cookies", cases[i][0]);
        if (!strstr(got, cases[i][1]))
            fail_msg("wanted %s, got %s", cases[i][1], got);
    }
}

RUN_TESTS(CASE(a_password_opens_by_name_and_by_address),
          CASE(who_does_not_sign_in_or_wrongly_is_asked_to),
          CASE(an_app_password_opens_until_it_is_revoked_and_its_use_is_noted),
          CASE(a_changed_password_shuts_out_the_old_one_at_once),
          CASE(who_guesses_is_slowed_down_and_who_is_known_is_not),
          CASE(passwords_are_taken_where_nobody_can_listen_alone),
          CASE(on_one_connection_each_request_is_of_who_signs_it),
          CASE(a_name_that_nobody_has_gets_the_same_answer_for_the_same_work),
          CASE(a_password_is_computed_once_and_an_app_password_never),
          CASE(what_is_typed_into_a_page_is_checked_alike_but_app_passwords_do_not_count),
          CASE(who_guesses_at_a_page_is_slowed_down_for_programs_too),
          CASE(queries_cookies_and_the_way_are_what_the_request_says),
          CASE(cookies_of_one_kind_are_counted_and_the_first_is_named))
