/* Every write and every question again, with the n-th statement failing: the whole change is there,
 * or none of it, and the error says so. */
#include <sqlite3.h>

#include "fixture.h"

/* --- everything that is stored, as one digest ----------------------------------------------- */

static void add_table(sqlite3 *db, const char *table, struct text *t)
{
    OWN_CHARS sql = mem_strf("SELECT * FROM %s ORDER BY 1, 2", table);
    sqlite3_stmt *stmt = NULL;
    CHECK_INT(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
    text_addf(t, "%s\n", table);
    while (sqlite3_step(stmt) == SQLITE_ROW)
        for (int i = 0; i < sqlite3_column_count(stmt); i++) {
            const void *at = sqlite3_column_blob(stmt, i);
            text_add(t, span_make(at, (size_t)sqlite3_column_bytes(stmt, i)));
            text_add_char(t, '|');
        }
    sqlite3_finalize(stmt);
}

static struct digest content_of(const struct place_of_test *p)
{
    static const char *const tables[] = {"accounts", "addresses",  "calendars", "objects",
                                         "told",     "tombstones", "meetings",  "told_texts",
                                         "parcels",  "tellings",   "decisions", "reminders",
                                         "reminded", "feeds",      "settings",  "numbers"};
    OWN(text) t = text_new();
    sqlite3 *db = NULL;
    CHECK_INT(sqlite3_open_v2(p->path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    for (size_t i = 0; i < LENGTH(tables); i++)
        add_table(db, tables[i], t);
    sqlite3_close(db);
    return digest_of(text_span(t));
}

/* --- writes --------------------------------------------------------------------------------- */

struct ids {
    int64_t account, calendar;
};

static bool add_account_again(struct tx *tx, void *with, struct error *err)
{
    (void)with;
    struct account_job j = {.name = "bob", .address = "bob@example.org"};
    return add_account_job(tx, &j, err);
}
static bool hold_account(struct tx *tx, void *with, struct error *err)
{
    struct ids *ids = with;
    OWN(account) a = store_account(tx, ids->account, err);
    TRY(a);
    a->held_since = 5;
    a->held_why = mem_str("cap");
    return store_account_save(tx, a, err);
}
static bool save_object(struct tx *tx, void *with, struct error *err)
{
    struct ids *ids = with;
    struct object_job j = {.account = ids->account,
                           .calendar = ids->calendar,
                           .uid = "one",
                           .text = "new",
                           .starts = 1,
                           .ends = 2};
    TRY(save_object_job(tx, &j, err));
    j.uid = "two";
    return save_object_job(tx, &j, err);
}
static bool remove_object(struct tx *tx, void *with, struct error *err)
{
    struct ids *ids = with;
    return store_object_remove(tx, ids->account, ids->calendar, "one", err);
}
static bool save_told(struct tx *tx, const struct ids *ids, const char *text, struct error *err)
{
    char uid[] = "one", key[] = "", attendee[] = "x@example.org";
    OWN_CHARS copy = mem_str(text);
    struct told t = {
        .account = ids->account, .uid = uid, .key = key, .attendee = attendee, .text = copy};
    return store_told_save(tx, &t, err);
}
static bool change_told(struct tx *tx, void *with, struct error *err)
{
    return save_told(tx, with, "second", err);
}
static bool remove_told(struct tx *tx, void *with, struct error *err)
{
    struct ids *ids = with;
    return store_told_remove(tx, ids->account, "one", NULL, NULL, err);
}
static bool add_parcel(struct tx *tx, const struct ids *ids, const char *kind, struct error *err)
{
    bool added;
    OWN(parcel) p = mem_new(sizeof *p);
    p->account = ids->account;
    p->kind = mem_str(kind);
    p->line = mem_str("line");
    p->recipient = mem_str("x@example.org");
    p->due = 1;
    p->expires = INSTANT_NEVER;
    return store_parcel_add(tx, p, &added, err);
}
static bool add_parcels(struct tx *tx, void *with, struct error *err)
{
    return add_parcel(tx, with, "reminder", err) && add_parcel(tx, with, "notice", err);
}
static bool send_parcel(struct tx *tx, void *with, struct error *err)
{
    (void)with;
    struct parcel **list = NULL;
    size_t count = 0;
    TRY(store_parcels_claim(tx, 10, 20, 5, &list, &count, err));
    CHECK_INT(count, 1);
    list[0]->state = PARCEL_SENT;
    bool ok = store_parcel_save(tx, list[0], err);
    parcel_free(list[0]);
    free(list);
    return ok;
}
static bool note(struct tx *tx, void *with, struct error *err)
{
    struct ids *ids = with;
    char uid[] = "one", key[] = "";
    bool first;
    struct decision d = {
        .account = ids->account, .uid = "one", .rule = "past", .said = "It is over."};
    struct reminder r = {.account = ids->account, .uid = uid, .key = key, .due = 5};
    TRY(store_decision_add(tx, &d, err));
    TRY(store_telling_add(tx, ids->account, 100, 3, err));
    TRY(store_reminder_save(tx, &r, err));
    TRY(store_reminded(tx, &r, "x@example.org", &first, err));
    TRY(store_outbox_hold(tx, "restored", err));
    struct session browser = {.account = ids->account, .expires = 9};
    TRY(store_session_add(tx, &browser, err));
    return store_unsubscribe(tx, "x@example.org", true, err);
}
static bool keep_house(struct tx *tx, void *with, struct error *err)
{
    struct ids *ids = with;
    int64_t id;
    char name[] = "work";
    struct calendar c = {.account = ids->account, .name = name};
    TRY(store_prune(tx, INSTANT_NEVER, err));
    TRY(store_calendar_add(tx, &c, &id, err));
    struct feed f = {.account = ids->account, .calendar = id, .revoked = INSTANT_FIRST};
    TRY(store_feed_add(tx, &f, &id, err));
    return store_feed_revoke(tx, ids->account, id, 9, err);
}
static bool remove_account(struct tx *tx, void *with, struct error *err)
{
    struct ids *ids = with;
    return store_account_remove(tx, ids->account, err);
}

static job_run *const writes[] = {
    add_account_again, hold_account, save_object, remove_object, change_told,   remove_told,
    add_parcels,       send_parcel,  note,        keep_house,    remove_account};

/* One of everything, so that each write has something to change. */
static bool furnish(struct tx *tx, void *with, struct error *err)
{
    struct ids *ids = with;
    return save_object(tx, ids, err) && save_told(tx, ids, "first", err) &&
           add_parcel(tx, ids, "itip", err);
}

static struct store *furnished(const struct place_of_test *p, struct ids *ids)
{
    struct store *s = open_new(p);
    ids->account = add_account(s, "ada");
    ids->calendar = calendar_of(s, ids->account);
    write_ok(s, furnish, ids);
    return s;
}

TEST(a_write_whose_nth_statement_fails_leaves_nothing)
{
    for (size_t i = 0; i < LENGTH(writes); i++) {
        OWN_PLACE p = place_new();
        struct ids ids;
        struct error err = {0};
        OWN(store) s = furnished(p, &ids);
        struct digest before = content_of(p);
        int64_t n = 1;
        for (;; n++) {
            store_fail_at(s, n);
            if (store_write_one(s, writes[i], &ids, &err))
                break;
            CHECK(store_fail_reached(s));
            CHECK_INT(err.kind, FAULT_IO);
            struct digest now = content_of(p);
            CHECK(digest_equal(&before, &now));
        }
        store_fail_at(s, 0);
        struct digest after = content_of(p);
        CHECK(n > 3 && !digest_equal(&before, &after));
        CHECK_OK(store_check(s, &err), &err);
    }
}

/* --- batches -------------------------------------------------------------------------------- */

static bool add_address(struct tx *tx, void *with, struct error *err)
{
    return store_unsubscribe(tx, with, true, err);
}
static bool has_address(struct store *s, const char *address)
{
    struct error err = {0};
    bool is = false;
    OWN(tx) tx = read_ok(s);
    CHECK_OK(store_unsubscribed(tx, address, &is, &err), &err);
    return is;
}

TEST(in_a_batch_whose_nth_statement_fails_what_is_ok_is_there_and_the_rest_is_not)
{
    OWN_PLACE p = place_new();
    OWN(store) s = open_new(p);
    bool reached = true;
    size_t partly = 0;
    for (int64_t n = 1; reached; n++) {
        char names[3][24];
        struct job jobs[3];
        for (int i = 0; i < 3; i++) {
            snprintf(names[i], sizeof names[i], "%lld-%d", (long long)n, i);
            jobs[i] = (struct job){.run = add_address, .with = names[i]};
        }
        store_fail_at(s, n);
        bool all = store_write(s, jobs, 3);
        reached = store_fail_reached(s);
        store_fail_at(s, 0);
        size_t ok = 0;
        for (int i = 0; i < 3; i++) {
            ok += jobs[i].ok;
            CHECK_INT(has_address(s, names[i]), jobs[i].ok);
            CHECK(jobs[i].ok || jobs[i].err.kind == FAULT_IO);
        }
        CHECK_INT(all, ok == 3);
        CHECK(all != reached);
        partly += ok > 0 && ok < 3;
    }
    CHECK_INT(partly, 3); /* each job's own statement, and no other */
}

/* --- questions ------------------------------------------------------------------------------ */

static bool any_account(const struct account *a, void *with)
{
    (void)a;
    (void)with;
    return true;
}
static bool any_object(const struct object *o, void *with)
{
    (void)o;
    (void)with;
    return true;
}
static bool any_parcel(const struct parcel *p, void *with)
{
    (void)p;
    (void)with;
    return true;
}
static bool any_count(const char *what, int64_t count, void *with)
{
    (void)what;
    (void)count;
    (void)with;
    return true;
}

static bool ask_nouns(struct tx *tx, const struct ids *ids, struct error *err)
{
    OWN(account) named = store_account_named(tx, "ada", err);
    TRY(named);
    OWN(account) a = store_account(tx, ids->account, err);
    TRY(a);
    OWN(calendar) c = store_calendar(tx, ids->account, ids->calendar, err);
    TRY(c);
    OWN(object) o = store_object_by_uid(tx, ids->account, 0, "one", err);
    TRY(o);
    OWN(tolds) t = store_told(tx, ids->account, "one", NULL, err);
    TRY(t && t->count == 1);
    OWN(parcel) p = store_parcel(tx, 1, err);
    return p != NULL;
}
static bool ask_lists(struct tx *tx, const struct ids *ids, struct error *err)
{
    struct object_query objects = {.from = INSTANT_FIRST, .to = INSTANT_NEVER};
    struct parcel_query parcels = {.account = ids->account};
    instant due;
    int64_t changes, recipients;
    TRY(store_accounts(tx, any_account, NULL, err));
    TRY(store_objects(tx, &objects, any_object, NULL, err));
    TRY(store_parcels(tx, &parcels, any_parcel, NULL, err));
    TRY(store_parcels_next_due(tx, &due, err));
    TRY(store_reminders_next_due(tx, &due, err));
    TRY(store_tellings_since(tx, ids->account, 0, &changes, &recipients, err));
    struct error held = {0};
    free(store_outbox_held(tx, &held));
    if (held.kind != FAULT_NONE)
        *err = held;
    TRY(held.kind == FAULT_NONE);
    return store_counts(tx, any_count, NULL, err);
}
static bool ask(struct store *s, const struct ids *ids, struct error *err)
{
    OWN(tx) tx = store_read(s, err);
    TRY(tx);
    return ask_nouns(tx, ids, err) && ask_lists(tx, ids, err);
}

TEST(a_question_whose_nth_statement_fails_says_so_and_can_be_asked_again)
{
    OWN_PLACE p = place_new();
    struct ids ids;
    OWN(store) s = furnished(p, &ids);
    int64_t n = 1;
    for (;; n++) {
        struct error err = {0};
        store_fail_at(s, n);
        if (ask(s, &ids, &err))
            break;
        CHECK_INT(err.kind, FAULT_IO);
        store_fail_at(s, 0);
        CHECK_OK(ask(s, &ids, &err), &err);
    }
    CHECK(n > 20);
}

RUN_TESTS(CASE(a_write_whose_nth_statement_fails_leaves_nothing),
          CASE(in_a_batch_whose_nth_statement_fails_what_is_ok_is_there_and_the_rest_is_not),
          CASE(a_question_whose_nth_statement_fails_says_so_and_can_be_asked_again))
