/* The cost of a statement follows what is asked for, not what is stored: after everything was done
 * once, SQLite is asked how it would run each statement that was kept, and none may scan a table
 * but those that are there to give all of it. */
#include <sqlite3.h>

#include "../../../src/store/internal.h"
#include "fixture.h"

/* --- everything once ------------------------------------------------------------------------ */

struct ids {
    int64_t account, calendar;
};

static bool no_sitting(const struct sitting *s, void *with)
{
    (void)s;
    (void)with;
    return false;
}
static bool no_recording(const struct recording *r, void *with)
{
    (void)r;
    (void)with;
    return false;
}

static bool write_sitting(struct tx *tx, const struct ids *ids, struct error *err)
{
    char uid[] = "one", word[] = "x";
    struct sitting s = {.account = ids->account, .uid = uid, .closes = 9};
    struct sighting m = {.who = word, .how = word};
    struct recording r = {.account = ids->account, .uid = uid, .url = word};
    struct sitting **late = NULL;
    size_t count = 0;
    bool first;
    TRY(store_sitting_save(tx, &s, err) && store_sighting_add(tx, &s, &m, err));
    sightings_free(store_sightings(tx, &s, err));
    sitting_free(store_sitting_at(tx, ids->account, uid, 5, err));
    TRY(store_sittings_overdue(tx, 9, 1, &late, &count, err) && count == 1);
    sitting_free(late[0]);
    free(late);
    TRY(store_sittings(tx, ids->account, uid, no_sitting, NULL, err));
    TRY(store_recordings_allow(tx, ids->account, uid, true, err));
    TRY(store_recording_save(tx, &r, err));
    TRY(store_recordings(tx, ids->account, uid, no_recording, NULL, err));
    meeting_free(store_meeting_by_room(tx, "", err));
    return store_hook_seen(tx, word, word, 1, &first, err);
}

static bool write_knock(struct tx *tx, const struct ids *ids, struct error *err)
{
    char uid[] = "one", word[] = "x";
    struct knock k = {.account = ids->account, .uid = uid, .key = word, .name = word};
    TRY(store_knock_add(tx, &k, err));
    knock_free(store_knock(tx, ids->account, uid, &k.hash, err));
    knocks_free(store_knocks(tx, ids->account, uid, word, err));
    TRY(store_knock_answer(tx, ids->account, uid, &k.hash, KNOCK_LET_IN, err));
    return store_link_revoke(tx, ids->account, uid, word, err);
}

static bool write_nouns(struct tx *tx, const struct ids *ids, struct error *err)
{
    int64_t id = 0;
    bool truth;
    char name[] = "work", uid[] = "one", code[] = "abc", key[] = "", to[] = "x@example.org";
    struct calendar c = {.account = ids->account, .name = name};
    struct object_job o = {
        .account = ids->account, .calendar = ids->calendar, .uid = uid, .ends = 9};
    struct meeting m = {.account = ids->account, .uid = uid, .code = code};
    struct told t = {.account = ids->account, .uid = uid, .key = key, .attendee = to, .text = uid};
    struct reminder r = {.account = ids->account, .uid = uid, .key = key, .due = 9};
    struct feed f = {.account = ids->account, .calendar = ids->calendar};
    struct outcome how = {
        .account = ids->account, .uid = uid, .key = key, .address = to, .status = to};
    struct decision d = {.account = ids->account, .uid = uid, .rule = uid, .said = uid};
    TRY(store_calendar_add(tx, &c, &id, err));
    c.id = id;
    TRY(store_calendar_save(tx, &c, err) && store_calendar_remove(tx, ids->account, id, err));
    TRY(save_object_job(tx, &o, err) && save_object_job(tx, &o, err));
    TRY(store_meeting_save(tx, &m, err) && store_told_save(tx, &t, err));
    t.text = name;
    TRY(store_told_save(tx, &t, err) && store_reminder_save(tx, &r, err));
    TRY(store_reminded(tx, &r, to, &truth, err) && store_feed_add(tx, &f, &id, err));
    TRY(store_feed_used(tx, ids->account, id, 9, err));
    TRY(store_feed_revoke(tx, ids->account, id, 9, err) && store_decision_add(tx, &d, err));
    TRY(store_outcome_save(tx, &how, err) && store_outcome_save(tx, &how, err));
    outcomes_free(store_outcomes_take(tx, ids->account, uid, err));
    struct session browser = {.account = ids->account, .expires = 9}, found;
    TRY(store_session_add(tx, &browser, err) && store_session_used(tx, &browser, err));
    TRY(store_session(tx, &browser.hash, 1, &found, err));
    TRY(store_session_remove(tx, &browser.hash, err));
    TRY(write_sitting(tx, ids, err));
    TRY(write_knock(tx, ids, err));
    return store_telling_add(tx, ids->account, 9, 1, err) && store_unsubscribe(tx, to, true, err) &&
           store_unsubscribe(tx, to, false, err);
}

static bool write_outbox(struct tx *tx, const struct ids *ids, struct error *err)
{
    bool added;
    char word[] = "x";
    struct parcel p = {.account = ids->account, .kind = word, .line = word, .recipient = word};
    struct parcel **list = NULL;
    size_t count = 0;
    TRY(store_parcel_add(tx, &p, &added, err));
    TRY(store_parcels_claim(tx, 10, 20, 5, &list, &count, err) && count == 1);
    list[0]->state = PARCEL_SENT;
    bool ok = store_parcel_save(tx, list[0], err);
    parcel_free(list[0]);
    free(list);
    OWN(account) a = ok ? store_account(tx, ids->account, err) : NULL;
    TRY(a);
    for (int i = 0; i < 2; i++) {
        a->held_since = i ? INSTANT_FIRST : 9;
        TRY(store_account_save(tx, a, err));
    }
    return store_outbox_hold(tx, "x", err) && store_outbox_hold(tx, NULL, err);
}

static bool remove_all(struct tx *tx, const struct ids *ids, struct error *err)
{
    static const struct {
        const char *attendee, *key;
    } which[] = {{"x", "k"}, {"x", NULL}, {NULL, "k"}, {NULL, NULL}};
    struct reminder r = {.account = ids->account, .due = INSTANT_NEVER};
    char uid[] = "one";
    r.uid = uid;
    for (size_t i = 0; i < LENGTH(which); i++)
        TRY(store_told_remove(tx, ids->account, uid, which[i].attendee, which[i].key, err));
    return store_reminder_save(tx, &r, err) &&
           store_object_remove(tx, ids->account, ids->calendar, uid, err) &&
           store_meeting_remove(tx, ids->account, uid, err) && store_prune(tx, 1, err) &&
           store_account_remove(tx, ids->account, err);
}

static bool write_all(struct tx *tx, void *with, struct error *err)
{
    const struct ids *ids = with;
    return write_nouns(tx, ids, err) && write_outbox(tx, ids, err) && remove_all(tx, ids, err);
}

static bool no_object(const struct object *o, void *with)
{
    (void)o;
    (void)with;
    return false;
}
static bool no_listed(const struct object_listed *o, void *with)
{
    (void)o;
    (void)with;
    return false;
}
static bool no_parcel(const struct parcel *p, void *with)
{
    (void)p;
    (void)with;
    return false;
}
static bool no_calendar(const struct calendar *c, void *with)
{
    (void)c;
    (void)with;
    return false;
}
static bool no_meeting(const struct meeting *m, void *with)
{
    (void)m;
    (void)with;
    return false;
}
static bool no_feed(const struct feed *f, void *with)
{
    (void)f;
    (void)with;
    return false;
}
static bool no_decision(const struct decision *d, void *with)
{
    (void)d;
    (void)with;
    return false;
}

static void read_lists(struct tx *tx, const struct ids *ids)
{
    struct error err = {0};
    struct reminder **due = NULL;
    size_t count = 0;
    instant next;
    int64_t number, sum;
    bool is;
    for (int i = 0; i < 4; i++) {
        struct object_query q = {ids->account, i % 2 ? ids->calendar : 0, i < 2 ? INSTANT_FIRST : 5,
                                 INSTANT_NEVER};
        struct parcel_query parcels = {i % 2 ? ids->account : 0, NULL, i < 2, 9};
        CHECK_OK(store_objects(tx, &q, no_object, NULL, &err), &err);
        CHECK_OK(store_parcels(tx, &parcels, no_parcel, NULL, &err), &err);
        CHECK_OK(store_objects_changed(tx, ids->account, ids->calendar, i, no_listed, NULL, &err),
                 &err);
    }
    CHECK_OK(store_calendars(tx, ids->account, no_calendar, NULL, &err), &err);
    CHECK_OK(store_meetings(tx, ids->account, no_meeting, NULL, &err), &err);
    CHECK_OK(store_feeds(tx, ids->account, no_feed, NULL, &err), &err);
    CHECK_OK(store_decisions(tx, ids->account, "one", no_decision, NULL, &err), &err);
    CHECK_OK(store_reminders_due(tx, 5, 5, &due, &count, &err), &err);
    CHECK_OK(store_reminders_next_due(tx, &next, &err), &err);
    CHECK_OK(store_parcels_next_due(tx, &next, &err), &err);
    CHECK_OK(store_tellings_since(tx, ids->account, 5, &number, &sum, &err), &err);
    CHECK_OK(store_unsubscribed(tx, "x", &is, &err), &err);
    CHECK_OK(store_account_of_address(tx, "x", &number, &err), &err);
}

static void read_nouns(struct tx *tx, const struct ids *ids)
{
    struct error err = {0};
    struct digest token = {{0}};
    int64_t number;
    bool is;
    account_free(store_account_named(tx, "ada", &err));
    calendar_free(store_calendar(tx, ids->account, ids->calendar, &err));
    calendar_free(store_calendar_named(tx, ids->account, "default", &err));
    object_free(store_object_by_uid(tx, ids->account, ids->calendar, "one", &err));
    meeting_free(store_meeting(tx, ids->account, "one", &err));
    meeting_free(store_meeting_by_code(tx, "abc", &err));
    tolds_free(store_told(tx, ids->account, "one", NULL, &err));
    tolds_free(store_told(tx, ids->account, "one", "x", &err));
    parcel_free(store_parcel(tx, 1, &err));
    reminder_free(store_reminder(tx, ids->account, "one", &err));
    feed_free(store_feed_by_token(tx, &token, &err));
    free(store_outbox_held(tx, &err));
    CHECK_OK(store_parcels_untried(tx, ids->account, "one", &is, &err), &err);
    CHECK_OK(store_calendar_change_number(tx, ids->account, ids->calendar, &number, &err), &err);
}

/* --- asking for plans ----------------------------------------------------------------------- */

/* Those that give the whole of a small table, or the whole outbox to a person who asks for it. */
static const char *const may_scan[] = {
    "FROM parcels WHERE ($1 = 0 OR account = $1)", /* the newest of all */
    "FROM parcels WHERE state < 2 AND ($1 = 0",    /* all that wait */
    "FROM calendars WHERE kind = 1",               /* the inboxes, once a day */
};

static bool is_allowed(const char *sql)
{
    for (size_t i = 0; i < LENGTH(may_scan); i++)
        if (strstr(sql, may_scan[i]))
            return true;
    return false;
}

/* Asks for one line of the outbox and goes through all that the account has. */
static bool leaves_the_line(const char *sql, const char *detail)
{
    return strstr(sql, "line = $") && strncmp(detail, "SEARCH parcels ", 15) == 0 &&
           !strstr(detail, "line=?") && !strstr(detail, "rowid=?");
}

/* Lists a calendar and reads the rows, texts and all, for it. */
static bool leaves_the_listing(const char *sql, const char *detail)
{
    return strstr(sql, "size_bytes, component FROM objects") &&
           strncmp(detail, "SEARCH objects ", 15) == 0 &&
           !strstr(detail, "COVERING INDEX objects_changed");
}

/* Asks for a range of time and goes through all that began before it. */
static bool leaves_the_range(const char *sql, const char *detail)
{
    return strstr(sql, "starts < $3") && strncmp(detail, "SEARCH objects ", 15) == 0 &&
           !strstr(detail, "starts>? AND starts<?") && !strstr(detail, "ends>?");
}

static int check_plan(sqlite3 *db, const char *sql)
{
    OWN_CHARS explain = mem_strf("EXPLAIN QUERY PLAN %s", sql);
    sqlite3_stmt *stmt = NULL;
    if (sqlite3_prepare_v2(db, explain, -1, &stmt, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    while (sqlite3_step(stmt) == SQLITE_ROW) {
        const char *detail = (const char *)sqlite3_column_text(stmt, 3);
        bool scans = strncmp(detail, "SCAN ", 5) == 0 && !strstr(detail, "CONSTANT ROW");
        bool in_order = strstr(detail, "parcels_leased") || strstr(detail, "reminders_due") ||
                        strstr(detail, "parcels_turn"); /* from the front, for the first alone */
        if ((scans && !in_order && !is_allowed(sql)) || leaves_the_line(sql, detail) ||
            leaves_the_range(sql, detail) || leaves_the_listing(sql, detail))
            fail_msg("%s: %s", sql, detail);
    }
    sqlite3_finalize(stmt);
    return 1;
}

static int check_plans(const struct conn *c)
{
    int checked = 0;
    for (size_t i = 0; i < STATEMENTS_MOST; i++) {
        const char *sql = c->kept[i].sql;
        if (sql && !strstr(sql, "here")) /* savepoints have none */
            checked += check_plan(c->db, sql);
    }
    return checked;
}

TEST(no_statement_costs_more_where_more_is_stored)
{
    OWN_PLACE p = place_new();
    OWN(store) s = open_new(p);
    struct ids ids = {.account = add_account(s, "ada")};
    ids.calendar = calendar_of(s, ids.account);
    OWN(tx) tx = read_ok(s);
    read_lists(tx, &ids);
    read_nouns(tx, &ids);
    CHECK(check_plans(tx->conn) > 30);
    write_ok(s, write_all, &ids);
    CHECK(check_plans(s->writer) > 40);
}

TEST(a_claim_takes_what_is_due_from_the_front_of_its_index)
{
    static const char claim[] = "SELECT id FROM parcels WHERE turn = 1 AND due <= $1"
                                " AND leased_until <= $1 ORDER BY due, id LIMIT $3";
    OWN_PLACE p = place_new();
    OWN(store) s = open_new(p);
    sqlite3 *db = s->writer->db;
    OWN_CHARS explain = mem_strf("EXPLAIN QUERY PLAN %s", claim);
    sqlite3_stmt *stmt = NULL;
    CHECK_INT(sqlite3_prepare_v2(db, explain, -1, &stmt, NULL), SQLITE_OK);
    CHECK_INT(sqlite3_step(stmt), SQLITE_ROW);
    CHECK_STR((const char *)sqlite3_column_text(stmt, 3),
              "SEARCH parcels USING INDEX parcels_turn (due<?)");
    CHECK_INT(sqlite3_step(stmt), SQLITE_DONE); /* nothing is sorted */
    sqlite3_finalize(stmt);
}

RUN_TESTS(CASE(no_statement_costs_more_where_more_is_stored),
          CASE(a_claim_takes_what_is_due_from_the_front_of_its_index))
