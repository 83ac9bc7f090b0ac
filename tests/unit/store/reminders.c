/* Reminders and their ledger, feeds, decisions, tellings, who wants no mail, counts. */
#include "fixture.h"

struct reminder_job {
    int64_t account;
    const char *uid;
    instant start, due;
    const char *recipient;
    bool first;
};
static struct reminder *make_reminder(const struct reminder_job *j)
{
    struct reminder *r = mem_new(sizeof *r);
    r->account = j->account;
    r->uid = mem_str(j->uid);
    r->key = mem_str("k");
    r->start = j->start;
    r->before_s = 3600;
    r->due = j->due;
    return r;
}
static bool save_reminder_job(struct tx *tx, void *with, struct error *err)
{
    OWN(reminder) r = make_reminder(with);
    return store_reminder_save(tx, r, err);
}
static bool reminded_job(struct tx *tx, void *with, struct error *err)
{
    struct reminder_job *j = with;
    OWN(reminder) r = make_reminder(j);
    return store_reminded(tx, r, j->recipient, &j->first, err);
}

static char *due_list(struct store *s, instant now, size_t most)
{
    struct error err = {0};
    struct reminder **list = NULL;
    size_t count = 0;
    OWN(tx) tx = read_ok(s);
    CHECK_OK(store_reminders_due(tx, now, most, &list, &count, &err), &err);
    OWN(text) t = text_new();
    for (size_t i = 0; i < count; i++) {
        text_addf(t, "%s ", list[i]->uid);
        reminder_free(list[i]);
    }
    free(list);
    return text_take(t);
}
#define CHECK_DUE(store, now, most, wanted)          \
    do {                                             \
        OWN_CHARS due_ = due_list(store, now, most); \
        CHECK_STR(due_, wanted);                     \
    } while (0)

TEST(reminders_come_by_due_and_each_event_owes_one)
{
    OWN_PLACE p = place_new();
    OWN(store) s = open_new(p);
    struct error err = {0};
    int64_t account = add_account(s, "ada");
    instant next = 0;
    struct reminder_job jobs[] = {
        {.account = account, .uid = "c", .due = 30},
        {.account = account, .uid = "a", .due = 10},
        {.account = account, .uid = "b", .due = 99},
        {.account = account, .uid = "b", .due = 20}, /* moved */
    };
    for (size_t i = 0; i < LENGTH(jobs); i++)
        write_ok(s, save_reminder_job, &jobs[i]);
    CHECK_DUE(s, 9, 10, "");
    CHECK_DUE(s, 20, 10, "a b ");
    CHECK_DUE(s, 99, 10, "a b c ");
    CHECK_DUE(s, 99, 2, "a b ");
    struct reminder_job none = {.account = account, .uid = "a", .due = INSTANT_NEVER};
    write_ok(s, save_reminder_job, &none);
    OWN(tx) tx = read_ok(s);
    CHECK_OK(store_reminders_next_due(tx, &next, &err), &err);
    CHECK_INT(next, 20);
    OWN(reminder) b = store_reminder(tx, account, "b", &err);
    CHECK_OK(b, &err);
    CHECK(b->due == 20 && b->before_s == 3600);
    CHECK(!store_reminder(tx, account, "a", &err));
    CHECK_INT(err.kind, FAULT_NOT_FOUND);
}

TEST(nobody_is_reminded_of_the_same_twice)
{
    OWN_PLACE p = place_new();
    OWN(store) s = open_new(p);
    struct reminder_job j = {
        .account = add_account(s, "ada"), .uid = "a", .start = 50, .recipient = "x@example.org"};
    write_ok(s, reminded_job, &j);
    CHECK(j.first);
    write_ok(s, reminded_job, &j);
    CHECK(!j.first);
    j.recipient = "y@example.org";
    write_ok(s, reminded_job, &j);
    CHECK(j.first);
    j.start = 51; /* moved */
    write_ok(s, reminded_job, &j);
    CHECK(j.first);
}

struct address_job {
    const char *address;
    bool on;
};
static bool unsubscribe_job(struct tx *tx, void *with, struct error *err)
{
    const struct address_job *j = with;
    return store_unsubscribe(tx, j->address, j->on, err);
}

TEST(an_address_that_wants_no_reminders_is_known_until_it_wants_them_again)
{
    OWN_PLACE p = place_new();
    OWN(store) s = open_new(p);
    struct error err = {0};
    struct address_job j = {"x@example.org", true};
    for (int i = 0; i < 4; i++) {
        j.on = i < 2;
        write_ok(s, unsubscribe_job, &j);
        bool is = !j.on;
        OWN(tx) tx = read_ok(s);
        CHECK_OK(store_unsubscribed(tx, j.address, &is, &err), &err);
        CHECK_INT(is, j.on);
    }
}

/* --- feeds ---------------------------------------------------------------------------------- */

struct feed_job {
    int64_t account, calendar, id;
    struct digest token;
    instant at;
};
static bool add_feed_job(struct tx *tx, void *with, struct error *err)
{
    struct feed_job *j = with;
    char label[] = "phone";
    struct feed f = {.account = j->account,
                     .calendar = j->calendar,
                     .token_hash = j->token,
                     .scope = FEED_BUSY,
                     .label = label,
                     .created = 7,
                     .revoked = INSTANT_FIRST};
    return store_feed_add(tx, &f, &j->id, err);
}
static bool revoke_feed_job(struct tx *tx, void *with, struct error *err)
{
    struct feed_job *j = with;
    return store_feed_used(tx, j->account, j->id, j->at, err) &&
           store_feed_revoke(tx, j->account, j->id, j->at, err);
}
static bool count_feed(const struct feed *f, void *with)
{
    *(int *)with += f->scope == FEED_BUSY;
    return true;
}

TEST(a_feed_is_found_by_its_token_also_when_it_was_revoked)
{
    OWN_PLACE p = place_new();
    OWN(store) s = open_new(p);
    struct error err = {0};
    struct feed_job j = {.token = digest_of(SPAN("secret"))};
    j.account = add_account(s, "ada");
    j.calendar = calendar_of(s, j.account);
    write_ok(s, add_feed_job, &j);
    OWN(tx) tx = read_ok(s);
    OWN(feed) f = store_feed_by_token(tx, &j.token, &err);
    CHECK_OK(f, &err);
    CHECK(f->revoked == INSTANT_FIRST && f->created == 7);
    CHECK_STR(f->label, "phone");
    j.at = 99;
    write_ok(s, revoke_feed_job, &j);
    OWN(tx) later = read_ok(s);
    OWN(feed) revoked = store_feed_by_token(later, &j.token, &err);
    CHECK_OK(revoked, &err);
    CHECK(revoked->revoked == 99 && revoked->last_used == 99);
    int count = 0;
    CHECK_OK(store_feeds(later, j.account, count_feed, &count, &err), &err);
    CHECK_INT(count, 1);
    struct digest other = digest_of(SPAN("guess"));
    CHECK(!store_feed_by_token(later, &other, &err));
    CHECK_INT(err.kind, FAULT_NOT_FOUND);
    j.id = 12345;
    CHECK(!store_write_one(s, revoke_feed_job, &j, &err));
    CHECK_INT(err.kind, FAULT_NOT_FOUND);
}

/* --- decisions and tellings ----------------------------------------------------------------- */

struct decision_job {
    int64_t account;
    const char *rule;
    instant at;
};
static bool add_decision_job(struct tx *tx, void *with, struct error *err)
{
    const struct decision_job *j = with;
    struct decision d = {.account = j->account,
                         .uid = "one",
                         .rule = j->rule,
                         .said = "He has declined.",
                         .at = j->at};
    return store_decision_add(tx, &d, err);
}
static bool collect_rule(const struct decision *d, void *with)
{
    CHECK(!d->key && !d->recipient);
    text_addf(with, "%s ", d->rule);
    return true;
}
static bool prune_job(struct tx *tx, void *with, struct error *err)
{
    return store_prune(tx, *(instant *)with, err);
}

TEST(decisions_are_told_oldest_first_and_pruned_by_age)
{
    OWN_PLACE p = place_new();
    OWN(store) s = open_new(p);
    struct error err = {0};
    struct decision_job jobs[] = {{0, "past", 10}, {0, "same", 20}, {0, "declined", 20}};
    int64_t account = add_account(s, "ada");
    for (size_t i = 0; i < LENGTH(jobs); i++) {
        jobs[i].account = account;
        write_ok(s, add_decision_job, &jobs[i]);
    }
    for (int i = 0; i < 2; i++) {
        OWN(text) t = text_new();
        OWN(tx) tx = read_ok(s);
        CHECK_OK(store_decisions(tx, account, "one", collect_rule, t, &err), &err);
        CHECK_STR(text_str(t), i ? "same declined " : "past same declined ");
        instant old = 11;
        write_ok(s, prune_job, &old);
    }
}

struct telling_job {
    int64_t account;
    instant at;
    int64_t recipients;
};
static bool telling_job(struct tx *tx, void *with, struct error *err)
{
    const struct telling_job *j = with;
    return store_telling_add(tx, j->account, j->at, j->recipients, err);
}

TEST(tellings_are_summed_from_an_instant_on_for_each_account)
{
    OWN_PLACE p = place_new();
    OWN(store) s = open_new(p);
    struct error err = {0};
    int64_t ada = add_account(s, "ada"), bob = add_account(s, "bob");
    struct telling_job jobs[] = {{ada, 100, 5}, {ada, 100, 3}, {ada, 200, 1}, {bob, 200, 50}};
    for (size_t i = 0; i < LENGTH(jobs); i++)
        write_ok(s, telling_job, &jobs[i]);
    static const struct {
        instant since;
        int64_t changes, recipients;
    } sums[] = {{0, 3, 9}, {100, 3, 9}, {101, 1, 1}, {201, 0, 0}};
    OWN(tx) tx = read_ok(s);
    for (size_t i = 0; i < LENGTH(sums); i++) {
        int64_t changes = -1, recipients = -1;
        CHECK_OK(store_tellings_since(tx, ada, sums[i].since, &changes, &recipients, &err), &err);
        CHECK_INT(changes, sums[i].changes);
        CHECK_INT(recipients, sums[i].recipients);
    }
}

static bool forget_job(struct tx *tx, void *with, struct error *err)
{
    return store_tellings_forget(tx, *(int64_t *)with, err);
}

TEST(tellings_that_somebody_has_looked_at_count_no_more)
{
    OWN_PLACE p = place_new();
    OWN(store) s = open_new(p);
    struct error err = {0};
    int64_t ada = add_account(s, "ada"), bob = add_account(s, "bob");
    struct telling_job jobs[] = {{ada, 100, 5}, {bob, 100, 7}};
    for (size_t i = 0; i < LENGTH(jobs); i++)
        write_ok(s, telling_job, &jobs[i]);
    write_ok(s, forget_job, &ada);
    OWN(tx) tx = read_ok(s);
    int64_t changes, recipients;
    CHECK_OK(store_tellings_since(tx, ada, 0, &changes, &recipients, &err), &err);
    CHECK_INT(recipients, 0);
    CHECK_OK(store_tellings_since(tx, bob, 0, &changes, &recipients, &err), &err);
    CHECK_INT(recipients, 7);
}

static bool collect_count(const char *what, int64_t count, void *with)
{
    text_addf(with, "%s=%lld ", what, (long long)count);
    return strcmp(what, "meetings") != 0;
}

TEST(rows_are_counted_by_table)
{
    OWN_PLACE p = place_new();
    OWN(store) s = open_new(p);
    struct error err = {0};
    add_account(s, "ada");
    add_account(s, "bob");
    OWN(text) t = text_new();
    OWN(tx) tx = read_ok(s);
    CHECK_OK(store_counts(tx, collect_count, t, &err), &err);
    CHECK_STR(text_str(t), "accounts=2 calendars=2 objects=0 meetings=0 ");
}

RUN_TESTS(CASE(reminders_come_by_due_and_each_event_owes_one),
          CASE(nobody_is_reminded_of_the_same_twice),
          CASE(an_address_that_wants_no_reminders_is_known_until_it_wants_them_again),
          CASE(a_feed_is_found_by_its_token_also_when_it_was_revoked),
          CASE(decisions_are_told_oldest_first_and_pruned_by_age),
          CASE(tellings_are_summed_from_an_instant_on_for_each_account),
          CASE(tellings_that_somebody_has_looked_at_count_no_more), CASE(rows_are_counted_by_table))
