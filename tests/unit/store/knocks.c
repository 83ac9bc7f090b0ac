/* Who asks to be let in. */
#include "fixture.h"

#define NOW INT64_C(1000000)
#define UID "one@example.org"

static bool add_meeting(struct tx *tx, void *with, struct error *err)
{
    char uid[] = UID, code[] = "abcdefghijklmnopqrstuvwxyz", provider[] = "jitsi";
    struct meeting m = {
        .account = *(int64_t *)with, .uid = uid, .code = code, .provider = provider};
    return store_meeting_save(tx, &m, err);
}

struct scene {
    struct place_of_test *place;
    struct store *store;
    int64_t account;
};

static void begin(struct scene *s)
{
    s->place = place_new();
    s->store = open_new(s->place);
    s->account = add_account(s->store, "ada");
    write_ok(s->store, add_meeting, &s->account);
}

static void end(struct scene *s)
{
    store_free(s->store);
    place_free(s->place);
}

static struct knock knock_of(const struct scene *s, const char *token, const char *key, instant at)
{
    static char uid[] = UID;
    return (struct knock){s->account,
                          uid,
                          digest_of(span_of(token)),
                          (char *)(uintptr_t)key,
                          (char *)(uintptr_t)token,
                          at,
                          KNOCK_WAITING};
}

static bool add(struct tx *tx, void *with, struct error *err)
{
    return store_knock_add(tx, with, err);
}

static bool answer(struct tx *tx, void *with, struct error *err)
{
    const struct knock *k = with;
    return store_knock_answer(tx, k->account, k->uid, &k->hash, k->state, err);
}

static void knocks_at(const struct scene *s, const char *token, const char *key, instant at)
{
    struct knock k = knock_of(s, token, key, at);
    write_ok(s->store, add, &k);
}

static void answers(const struct scene *s, const char *token, enum knock_state state)
{
    struct knock k = knock_of(s, token, "", NOW);
    k.state = state;
    write_ok(s->store, answer, &k);
}

/* "ann, bob": who waits. Yours: free(). */
static char *waiting(const struct scene *s, const char *key)
{
    struct error err;
    OWN(tx) tx = read_ok(s->store);
    OWN(text) t = text_new();
    OWN(knocks) k = store_knocks(tx, s->account, UID, key, &err);
    CHECK_OK(k, &err);
    for (size_t i = 0; i < k->count; i++)
        text_addf(t, "%s%s", i ? ", " : "", k->rows[i].name);
    return text_take(t);
}

static int state_of(const struct scene *s, const char *token)
{
    struct error err;
    struct digest hash = digest_of(span_of(token));
    OWN(tx) tx = read_ok(s->store);
    OWN(knock) k = store_knock(tx, s->account, UID, &hash, &err);
    CHECK(k || err.kind == FAULT_NOT_FOUND);
    return k ? (int)k->state : -1;
}

TEST(those_who_wait_are_listed_for_their_occurrence_as_they_came)
{
    struct scene s;
    begin(&s);
    knocks_at(&s, "bob", "", NOW + 1);
    knocks_at(&s, "ann", "", NOW);
    knocks_at(&s, "cyd", "20260303T090000Z", NOW);
    OWN_CHARS now = waiting(&s, "");
    CHECK_STR(now, "ann, bob");
    OWN_CHARS then = waiting(&s, "20260303T090000Z");
    CHECK_STR(then, "cyd");
    end(&s);
}

TEST(who_is_answered_waits_no_more_and_is_answered_once)
{
    struct scene s;
    struct error err;
    begin(&s);
    knocks_at(&s, "ann", "", NOW);
    knocks_at(&s, "bob", "", NOW);
    answers(&s, "ann", KNOCK_LET_IN);
    answers(&s, "bob", KNOCK_REFUSED);
    OWN_CHARS left = waiting(&s, "");
    CHECK_STR(left, "");
    CHECK_INT(state_of(&s, "ann"), KNOCK_LET_IN);
    CHECK_INT(state_of(&s, "bob"), KNOCK_REFUSED);
    CHECK_INT(state_of(&s, "zoe"), -1);
    struct knock again = knock_of(&s, "bob", "", NOW);
    again.state = KNOCK_LET_IN;
    CHECK(!store_write_one(s.store, answer, &again, &err));
    CHECK_INT(err.kind, FAULT_NOT_FOUND);
    CHECK_INT(state_of(&s, "bob"), KNOCK_REFUSED);
    end(&s);
}

TEST(at_most_so_many_wait_at_one_door)
{
    struct scene s;
    struct error err;
    begin(&s);
    for (int i = 0; i < KNOCKS_WAITING; i++) {
        OWN_CHARS token = mem_strf("guest %d", i);
        knocks_at(&s, token, "", NOW);
    }
    struct knock more = knock_of(&s, "more", "", NOW);
    CHECK(!store_write_one(s.store, add, &more, &err));
    CHECK_INT(err.kind, FAULT_TOO_MANY);
    knocks_at(&s, "tomorrow", "20260305T090000Z", NOW);
    answers(&s, "guest 7", KNOCK_REFUSED);
    knocks_at(&s, "more", "", NOW);
    end(&s);
}

TEST(who_knocked_the_day_before_is_forgotten)
{
    struct scene s;
    begin(&s);
    knocks_at(&s, "ann", "", NOW);
    knocks_at(&s, "bob", "", NOW + 86400);
    CHECK_INT(state_of(&s, "ann"), KNOCK_WAITING);
    knocks_at(&s, "cyd", "", NOW + 86401);
    CHECK_INT(state_of(&s, "ann"), -1);
    CHECK_INT(state_of(&s, "bob"), KNOCK_WAITING);
    end(&s);
}

static bool prune(struct tx *tx, void *with, struct error *err)
{
    return store_prune(tx, *(instant *)with, err);
}

TEST(pruning_forgets_those_of_meetings_where_nobody_knocks_any_more)
{
    struct scene s;
    instant then = NOW + 1;
    begin(&s);
    knocks_at(&s, "ann", "", NOW);
    knocks_at(&s, "bob", "", NOW + 1);
    write_ok(s.store, prune, &then);
    OWN_CHARS left = waiting(&s, "");
    CHECK_STR(left, "bob");
    end(&s);
}

RUN_TESTS(CASE(those_who_wait_are_listed_for_their_occurrence_as_they_came),
          CASE(who_is_answered_waits_no_more_and_is_answered_once),
          CASE(at_most_so_many_wait_at_one_door), CASE(who_knocked_the_day_before_is_forgotten),
          CASE(pruning_forgets_those_of_meetings_where_nobody_knocks_any_more))
