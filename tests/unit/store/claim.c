/* The outbox: who may go, in which order, under which lease. */
#include "fixture.h"

struct parcel_job {
    int64_t account;
    const char *line, *kind, *key;
    instant due;
    bool added;
};
static bool add_parcel_job(struct tx *tx, void *with, struct error *err)
{
    struct parcel_job *j = with;
    OWN(parcel) p = mem_new(sizeof *p);
    p->account = j->account;
    p->kind = mem_str(j->kind ? j->kind : "itip");
    p->key = mem_str(j->key ? j->key : "");
    p->uid = mem_str("one");
    p->recipient = mem_strf("%s@example.net", j->line);
    p->line = mem_str(j->line);
    p->facts = mem_str("changed=2\n");
    p->created = 1;
    p->due = j->due;
    p->expires = INSTANT_NEVER;
    return store_parcel_add(tx, p, &j->added, err);
}
static bool add_parcel(struct store *s, struct parcel_job j)
{
    write_ok(s, add_parcel_job, &j);
    return j.added;
}

/* --- claiming: the keys of what was claimed, in order; each is left as `then` says ---------- */

struct claim_job {
    instant now, until;
    size_t most;
    enum parcel_state then;
    struct text *claimed;
};
static bool finish(struct tx *tx, struct parcel *p, enum parcel_state then, struct error *err)
{
    if (then == PARCEL_PENDING)
        return true;
    p->state = then;
    free(p->message_id);
    p->message_id = mem_strf("<%lld@example.org>", (long long)p->id);
    if (then == PARCEL_READY) {
        free(p->bytes);
        p->bytes = mem_str("the mail");
        p->bytes_len = 8;
    }
    return store_parcel_save(tx, p, err);
}
static bool claim_job(struct tx *tx, void *with, struct error *err)
{
    struct claim_job *j = with;
    struct parcel **parcels = NULL;
    size_t count = 0;
    TRY(store_parcels_claim(tx, j->now, j->until, j->most, &parcels, &count, err));
    bool ok = true;
    for (size_t i = 0; i < count; i++) {
        text_addf(j->claimed, "%s:%s ", parcels[i]->line, parcels[i]->key);
        CHECK_INT(parcels[i]->leased_until, j->until);
        ok = ok && finish(tx, parcels[i], j->then, err);
        parcel_free(parcels[i]);
    }
    free(parcels);
    return ok;
}
static char *claim(struct store *s, instant now, enum parcel_state then)
{
    OWN(text) t = text_new();
    struct claim_job j = {now, now + 60, 100, then, t};
    write_ok(s, claim_job, &j);
    return text_take(t);
}
#define CHECK_CLAIM(store, now, then, wanted)         \
    do {                                              \
        OWN_CHARS claimed_ = claim(store, now, then); \
        CHECK_STR(claimed_, wanted);                  \
    } while (0)

static instant next_due(struct store *s)
{
    struct error err = {0};
    instant due = 0;
    OWN(tx) tx = read_ok(s);
    CHECK_OK(store_parcels_next_due(tx, &due, &err), &err);
    return due;
}

TEST(what_waits_is_found_and_not_added_twice)
{
    OWN_PLACE p = place_new();
    OWN(store) s = open_new(p);
    int64_t account = add_account(s, "ada"), other = add_account(s, "bob");
    CHECK(add_parcel(s, (struct parcel_job){account, "x", NULL, "k", 10, 0}));
    CHECK(!add_parcel(s, (struct parcel_job){account, "x", NULL, "k", 99, 0}));
    CHECK(add_parcel(s, (struct parcel_job){account, "x", NULL, "other", 10, 0}));
    CHECK(add_parcel(s, (struct parcel_job){account, "x", "reminder", "k", 10, 0}));
    CHECK(add_parcel(s, (struct parcel_job){account, "y", NULL, "k", 11, 0}));
    CHECK(add_parcel(s, (struct parcel_job){other, "x", NULL, "k", 10, 0}));
    CHECK_INT(next_due(s), 10);
    CHECK_CLAIM(s, 10, PARCEL_READY, "x:k x:k "); /* frozen: from now on a new one follows it */
    CHECK(add_parcel(s, (struct parcel_job){account, "x", NULL, "k", 10, 0}));
}

TEST(a_line_leaves_in_order_and_one_at_a_time)
{
    OWN_PLACE p = place_new();
    OWN(store) s = open_new(p);
    int64_t account = add_account(s, "ada");
    add_parcel(s, (struct parcel_job){account, "x", NULL, "1", 30, 0});
    add_parcel(s, (struct parcel_job){account, "x", NULL, "2", 10, 0});
    add_parcel(s, (struct parcel_job){account, "x", NULL, "3", 10, 0});
    add_parcel(s, (struct parcel_job){account, "y", NULL, "1", 20, 0});
    CHECK_CLAIM(s, 25, PARCEL_SENT, "y:1 "); /* x waits for its first, which is not due */
    CHECK_INT(next_due(s), 30);
    CHECK_CLAIM(s, 30, PARCEL_SENT, "x:1 ");
    CHECK_CLAIM(s, 30, PARCEL_FAILED, "x:2 ");
    CHECK_CLAIM(s, 30, PARCEL_DROPPED, "x:3 ");
    CHECK_CLAIM(s, 30, PARCEL_SENT, "");
    CHECK_INT(next_due(s), INSTANT_NEVER);
}

TEST(the_oldest_due_goes_first_and_no_more_than_asked_for)
{
    OWN_PLACE p = place_new();
    OWN(store) s = open_new(p);
    int64_t account = add_account(s, "ada");
    for (int i = 0; i < 9; i++) {
        char line[] = {(char)('a' + i), 0};
        add_parcel(s, (struct parcel_job){account, line, NULL, "", 100 - i, 0});
    }
    OWN(text) t = text_new();
    struct claim_job j = {200, 300, 3, PARCEL_SENT, t};
    write_ok(s, claim_job, &j);
    write_ok(s, claim_job, &j);
    CHECK_STR(text_str(t), "i: h: g: f: e: d: ");
}

TEST(what_is_leased_comes_again_when_the_lease_has_lapsed)
{
    OWN_PLACE p = place_new();
    OWN(store) s = open_new(p);
    int64_t account = add_account(s, "ada");
    add_parcel(s, (struct parcel_job){account, "x", NULL, "1", 10, 0});
    add_parcel(s, (struct parcel_job){account, "x", NULL, "2", 10, 0});
    CHECK_CLAIM(s, 20, PARCEL_READY, "x:1 ");
    CHECK_CLAIM(s, 79, PARCEL_READY, "");
    CHECK_INT(next_due(s), 80);
    CHECK_CLAIM(s, 80, PARCEL_SENT, "x:1 ");
    CHECK_CLAIM(s, 80, PARCEL_SENT, "x:2 ");
}

struct hold_job {
    int64_t account;
    instant since;
};
static bool hold_job(struct tx *tx, void *with, struct error *err)
{
    const struct hold_job *j = with;
    OWN(account) a = store_account(tx, j->account, err);
    TRY(a);
    a->held_since = j->since;
    return store_account_save(tx, a, err);
}

TEST(a_held_account_sends_notices_alone_until_it_is_released)
{
    OWN_PLACE p = place_new();
    OWN(store) s = open_new(p);
    int64_t ada = add_account(s, "ada"), bob = add_account(s, "bob");
    struct hold_job hold = {ada, 5};
    add_parcel(s, (struct parcel_job){ada, "before", NULL, "", 10, 0});
    write_ok(s, hold_job, &hold);
    add_parcel(s, (struct parcel_job){ada, "after", NULL, "", 11, 0});
    add_parcel(s, (struct parcel_job){ada, "after", NULL, "2", 11, 0});
    add_parcel(s, (struct parcel_job){ada, "notice", "notice", "", 12, 0});
    add_parcel(s, (struct parcel_job){bob, "bob", NULL, "", 13, 0});
    CHECK_CLAIM(s, 20, PARCEL_SENT, "notice: bob: ");
    CHECK_INT(next_due(s), INSTANT_NEVER);
    hold.since = INSTANT_FIRST;
    write_ok(s, hold_job, &hold);
    CHECK_CLAIM(s, 20, PARCEL_SENT, "before: after: ");
    CHECK_CLAIM(s, 20, PARCEL_SENT, "after:2 ");
    struct error err = {0};
    CHECK_OK(store_check(s, &err), &err);
}

static bool hold_all_job(struct tx *tx, void *with, struct error *err)
{
    return store_outbox_hold(tx, with, err);
}

TEST(a_held_outbox_sends_nothing)
{
    OWN_PLACE p = place_new();
    OWN(store) s = open_new(p);
    struct error err = {0};
    int64_t account = add_account(s, "ada");
    char why[] = "restored";
    add_parcel(s, (struct parcel_job){account, "x", "notice", "", 10, 0});
    write_ok(s, hold_all_job, why);
    OWN(tx) held = read_ok(s);
    OWN_CHARS said = store_outbox_held(held, &err);
    CHECK_STR(said, "restored");
    CHECK_CLAIM(s, 20, PARCEL_SENT, "");
    CHECK_INT(next_due(s), INSTANT_NEVER);
    write_ok(s, hold_all_job, NULL);
    OWN(tx) released = read_ok(s);
    CHECK(!store_outbox_held(released, &err) && err.kind == FAULT_NONE);
    CHECK_CLAIM(s, 20, PARCEL_SENT, "x: ");
}

/* --- saving --------------------------------------------------------------------------------- */

struct state_job {
    int64_t id;
    enum parcel_state state;
};
static bool set_state_job(struct tx *tx, void *with, struct error *err)
{
    const struct state_job *j = with;
    OWN(parcel) p = store_parcel(tx, j->id, err);
    TRY(p);
    p->state = j->state;
    p->leased_until = INSTANT_FIRST;
    return store_parcel_save(tx, p, err);
}

TEST(a_failed_parcel_that_is_tried_again_goes_before_its_followers)
{
    OWN_PLACE p = place_new();
    OWN(store) s = open_new(p);
    int64_t account = add_account(s, "ada");
    add_parcel(s, (struct parcel_job){account, "x", NULL, "1", 10, 0});
    add_parcel(s, (struct parcel_job){account, "x", NULL, "2", 10, 0});
    CHECK_CLAIM(s, 20, PARCEL_FAILED, "x:1 ");
    struct state_job again = {1, PARCEL_READY};
    write_ok(s, set_state_job, &again);
    CHECK_CLAIM(s, 30, PARCEL_SENT, "x:1 ");
    CHECK_CLAIM(s, 30, PARCEL_SENT, "x:2 ");
}

TEST(a_frozen_parcel_comes_back_as_it_was)
{
    OWN_PLACE p = place_new();
    OWN(store) s = open_new(p);
    struct error err = {0};
    add_parcel(s, (struct parcel_job){add_account(s, "ada"), "x", NULL, "k", 10, 0});
    CHECK_CLAIM(s, 20, PARCEL_READY, "x:k ");
    OWN(tx) tx = read_ok(s);
    OWN(parcel) got = store_parcel(tx, 1, &err);
    CHECK_OK(got, &err);
    CHECK_INT(got->state, PARCEL_READY);
    CHECK_STR(got->bytes, "the mail");
    CHECK_INT(got->bytes_len, 8);
    CHECK_STR(got->message_id, "<1@example.org>");
    CHECK_STR(got->facts, "changed=2\n");
    CHECK_STR(got->recipient, "x@example.net");
    CHECK(!store_parcel(tx, 99, &err));
    CHECK_INT(err.kind, FAULT_NOT_FOUND);
}

TEST(a_sent_parcel_keeps_its_message_id_but_not_its_bytes)
{
    OWN_PLACE p = place_new();
    OWN(store) s = open_new(p);
    struct error err = {0};
    add_parcel(s, (struct parcel_job){add_account(s, "ada"), "x", NULL, "k", 10, 0});
    CHECK_CLAIM(s, 20, PARCEL_READY, "x:k ");
    struct state_job sent = {1, PARCEL_SENT};
    write_ok(s, set_state_job, &sent);
    OWN(tx) tx = read_ok(s);
    OWN(parcel) got = store_parcel(tx, 1, &err);
    CHECK_OK(got, &err);
    CHECK_STR(got->message_id, "<1@example.org>");
    CHECK(!got->bytes && got->bytes_len == 0 && got->leased_until == INSTANT_FIRST);
}

static bool collect_id(const struct parcel *p, void *with)
{
    text_addf(with, "%lld ", (long long)p->id);
    return true;
}

TEST(parcels_are_listed_newest_first_by_what_is_asked)
{
    OWN_PLACE p = place_new();
    OWN(store) s = open_new(p);
    struct error err = {0};
    int64_t ada = add_account(s, "ada"), bob = add_account(s, "bob");
    add_parcel(s, (struct parcel_job){ada, "x", NULL, "", 10, 0});
    add_parcel(s, (struct parcel_job){bob, "x", NULL, "", 11, 0});
    add_parcel(s, (struct parcel_job){ada, "y", NULL, "", 12, 0});
    CHECK_CLAIM(s, 10, PARCEL_SENT, "x: ");
    const struct {
        struct parcel_query q;
        const char *ids;
    } lists[] = {
        {{0, NULL, false, 0}, "3 2 1 "},  {{ada, NULL, false, 0}, "3 1 "},
        {{0, NULL, true, 0}, "3 2 "},     {{ada, NULL, true, 0}, "3 "},
        {{0, NULL, false, 2}, "3 2 "},    {{ada, "one", false, 0}, "3 1 "},
        {{ada, "another", false, 0}, ""}, {{bob, "one", true, 5}, "2 "},
    };
    OWN(tx) tx = read_ok(s);
    for (size_t i = 0; i < LENGTH(lists); i++) {
        OWN(text) t = text_new();
        CHECK_OK(store_parcels(tx, &lists[i].q, collect_id, t, &err), &err);
        CHECK_STR(text_str(t), lists[i].ids);
    }
}

static bool prune_job(struct tx *tx, void *with, struct error *err)
{
    return store_prune(tx, *(instant *)with, err);
}
static bool pick_parcels(const char *what, int64_t count, void *with)
{
    if (strcmp(what, "parcels") == 0)
        *(int64_t *)with = count;
    return true;
}

TEST(old_finished_parcels_are_pruned_and_waiting_ones_stay)
{
    OWN_PLACE p = place_new();
    OWN(store) s = open_new(p);
    struct error err = {0};
    int64_t account = add_account(s, "ada"), count = 0;
    clock_set(1000);
    add_parcel(s, (struct parcel_job){account, "x", NULL, "", 10, 0});
    add_parcel(s, (struct parcel_job){account, "y", NULL, "", 1500, 0});
    CHECK_CLAIM(s, 20, PARCEL_SENT, "x: ");
    instant old = 1000;
    write_ok(s, prune_job, &old);
    OWN(tx) before = read_ok(s);
    CHECK_OK(store_counts(before, pick_parcels, &count, &err), &err);
    CHECK_INT(count, 2);
    old = 1001;
    write_ok(s, prune_job, &old);
    clock_set(INSTANT_FIRST);
    OWN(tx) after = read_ok(s);
    CHECK_OK(store_counts(after, pick_parcels, &count, &err), &err);
    CHECK_INT(count, 1);
}

RUN_TESTS(CASE(what_waits_is_found_and_not_added_twice),
          CASE(a_line_leaves_in_order_and_one_at_a_time),
          CASE(the_oldest_due_goes_first_and_no_more_than_asked_for),
          CASE(what_is_leased_comes_again_when_the_lease_has_lapsed),
          CASE(a_held_account_sends_notices_alone_until_it_is_released),
          CASE(a_held_outbox_sends_nothing),
          CASE(a_failed_parcel_that_is_tried_again_goes_before_its_followers),
          CASE(a_frozen_parcel_comes_back_as_it_was),
          CASE(a_sent_parcel_keeps_its_message_id_but_not_its_bytes),
          CASE(parcels_are_listed_newest_first_by_what_is_asked),
          CASE(old_finished_parcels_are_pruned_and_waiting_ones_stay))
