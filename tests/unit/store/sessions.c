/* Sessions of the pages. */
#include "fixture.h"

#define NOW INT64_C(1000)

static struct session session_of(int64_t account, const char *token, instant used)
{
    return (struct session){account, digest_of(span_of(token)), used, used, used + 100};
}

static bool add(struct tx *tx, void *with, struct error *err)
{
    return store_session_add(tx, with, err);
}

static bool use(struct tx *tx, void *with, struct error *err)
{
    return store_session_used(tx, with, err);
}

static bool end(struct tx *tx, void *with, struct error *err)
{
    const struct session *s = with;
    return store_session_remove(tx, &s->hash, err);
}

static bool prune(struct tx *tx, void *with, struct error *err)
{
    return store_prune(tx, *(instant *)with, err);
}

static void put(struct store *s, int64_t account, const char *token, instant used)
{
    struct session session = session_of(account, token, used);
    write_ok(s, add, &session);
}

static bool is_there(struct store *s, const char *token, instant now)
{
    struct error err = {0};
    struct session found;
    struct digest hash = digest_of(span_of(token));
    OWN(tx) tx = read_ok(s);
    bool is = store_session(tx, &hash, now, &found, &err);
    CHECK(is || err.kind == FAULT_NOT_FOUND);
    return is;
}

TEST(a_session_lasts_until_it_expires_and_longer_when_it_is_used)
{
    OWN_PLACE place = place_new();
    OWN(store) s = open_new(place);
    int64_t ada = add_account(s, "ada");
    put(s, ada, "one", NOW);
    CHECK(is_there(s, "one", NOW + 99));
    CHECK(!is_there(s, "one", NOW + 100));
    CHECK(!is_there(s, "two", NOW));
    struct session used = session_of(ada, "one", NOW + 50);
    write_ok(s, use, &used);
    CHECK(is_there(s, "one", NOW + 149));
    write_ok(s, end, &used);
    CHECK(!is_there(s, "one", NOW));
    write_ok(s, use, &used);
    CHECK(!is_there(s, "one", NOW));
}

TEST(the_sessions_used_longest_ago_end_where_there_are_too_many)
{
    OWN_PLACE place = place_new();
    OWN(store) s = open_new(place);
    int64_t ada = add_account(s, "ada"), bob = add_account(s, "bob");
    put(s, bob, "bobs", NOW - 50);
    for (int i = 0; i < 65; i++) {
        OWN_CHARS token = mem_strf("token %d", i);
        put(s, ada, token, NOW + i);
    }
    CHECK(!is_there(s, "token 0", NOW));
    CHECK(is_there(s, "token 1", NOW));
    CHECK(is_there(s, "token 64", NOW));
    CHECK(is_there(s, "bobs", NOW));
}

struct change {
    int64_t account;
    const char *password;
};

static bool change(struct tx *tx, void *with, struct error *err)
{
    const struct change *c = with;
    OWN(account) a = store_account(tx, c->account, err);
    TRY(a);
    free(a->password_hash);
    a->password_hash = mem_str(c->password);
    return store_account_save(tx, a, err);
}

TEST(another_password_ends_the_sessions_of_the_account_alone)
{
    OWN_PLACE place = place_new();
    OWN(store) s = open_new(place);
    int64_t ada = add_account(s, "ada"), bob = add_account(s, "bob");
    static const char *const passwords[] = {"first", "second", NULL};
    put(s, bob, "bobs", NOW);
    for (size_t i = 0; i < LENGTH(passwords); i++) {
        struct change c = {ada, passwords[i]};
        put(s, ada, "adas", NOW);
        write_ok(s, change, &c);
        CHECK(!is_there(s, "adas", NOW));
        put(s, ada, "adas", NOW);
        write_ok(s, change, &c); /* the same again */
        CHECK(is_there(s, "adas", NOW));
        struct session over = session_of(ada, "adas", NOW);
        write_ok(s, end, &over);
    }
    CHECK(is_there(s, "bobs", NOW));
}

TEST(sessions_that_ended_long_ago_are_forgotten)
{
    OWN_PLACE place = place_new();
    OWN(store) s = open_new(place);
    int64_t ada = add_account(s, "ada");
    instant before = NOW + 101;
    put(s, ada, "old", NOW);
    put(s, ada, "new", NOW + 1);
    write_ok(s, prune, &before);
    CHECK(!is_there(s, "old", NOW));
    CHECK(is_there(s, "new", NOW));
}

RUN_TESTS(CASE(a_session_lasts_until_it_expires_and_longer_when_it_is_used),
          CASE(the_sessions_used_longest_ago_end_where_there_are_too_many),
          CASE(another_password_ends_the_sessions_of_the_account_alone),
          CASE(sessions_that_ended_long_ago_are_forgotten))
