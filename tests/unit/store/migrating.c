/* Stores that an earlier Convoke made: what they hold is there under the newest schema. */
#include "../../../src/store/internal.h"
#include "fixture.h"

/* A store as version `steps` left it, with what the statements put into it. */
static void make_older(const struct place_of_test *p, size_t steps, const char *const *statements)
{
    struct error err = {0};
    struct place at = {.path = p->path, .busy_s = 1};
    FILE *empty = fopen(p->path, "w");
    CHECK(empty && fclose(empty) == 0);
    OWN(conn) c = conn_open(&sqlite_driver, &at, CONN_WRITE, &err);
    CHECK_OK(c, &err);
    CHECK_OK(store_migrate(c, store_migrations, steps, true, &err), &err);
    struct tx tx = {.conn = c, .use = CONN_WRITE};
    for (; *statements; statements++)
        CHECK_OK(tx_run(&tx, *statements, BIND_NONE, &err), &err);
}

#define PARCEL_1                                                                             \
    "INSERT INTO parcels (account, id, kind, uid, key, recipient, line, facts, state, turn," \
    " created, due, expires, leased_until, finished, attempts, sender, message_id, answer, " \
    "bytes) VALUES "
#define FOR_EVER "9223372036854775807"
#define NOT_YET  "-9223372036854775808"

static const char *const outbox_1[] = {
    "INSERT INTO numbers (series, last) VALUES ('account', 1), ('calendar', 1), ('parcel', 5)",
    "INSERT INTO accounts (id, name, by_mail, held_since) VALUES (1, 'ada', 0, " NOT_YET ")",
    PARCEL_1 "(1, 1, 'itip', 'one', '', 'a', 'one a', 'x=1', 1, 1, 3, 10, " FOR_EVER ", " NOT_YET
             ", " FOR_EVER ", 2, 's', '<1>', '451 later', x'66697273740000')",
    PARCEL_1 "(1, 2, 'itip', 'one', 'k', 'a', 'one a', NULL, 0, 0, 4, 11, " FOR_EVER ", " NOT_YET
             ", " FOR_EVER ", 0, NULL, NULL, NULL, NULL)",
    PARCEL_1 "(1, 3, 'itip', 'two', '', 'b', 'two b', NULL, 1, 1, 5, 12, " FOR_EVER
             ", 90, " FOR_EVER ", 0, 's', '<3>', NULL, x'6c65617365640a')",
    PARCEL_1 "(1, 4, 'itip', 'two', '', 'c', 'two c', NULL, 2, 0, 6, 13, " FOR_EVER ", " NOT_YET
             ", 50, 1, 's', '<4>', '250 yes', NULL)",
    PARCEL_1 "(0, 5, 'notice', NULL, '', 'd', 'notice d', NULL, 3, 0, 7, 14, " FOR_EVER ", " NOT_YET
             ", 51, 1, 's', '<5>', '550 no', x'726566757365640a')",
    NULL,
};

static void check_parcel(struct store *s, int64_t id, enum parcel_state state, const char *bytes,
                         const char *message_id)
{
    struct error err = {0};
    OWN(tx) tx = read_ok(s);
    OWN(parcel) p = store_parcel(tx, id, &err);
    CHECK_OK(p, &err);
    CHECK_INT(p->id, id);
    CHECK_INT(p->state, state);
    CHECK_INT(p->created, id + 2);
    CHECK_INT(p->due, id + 9);
    CHECK_STR(p->message_id ? p->message_id : "none", message_id);
    CHECK_STR(p->bytes ? p->bytes : "none", bytes);
}

struct claimed {
    int64_t ids[8];
    size_t lens[8], count;
};
static bool claim_job(struct tx *tx, void *with, struct error *err)
{
    struct claimed *c = with;
    struct parcel **parcels = NULL;
    TRY(store_parcels_claim(tx, 100, 200, LENGTH(c->ids), &parcels, &c->count, err));
    for (size_t i = 0; i < c->count; i++) {
        c->ids[i] = parcels[i]->id;
        c->lens[i] = parcels[i]->bytes_len;
        parcel_free(parcels[i]);
    }
    free(parcels);
    return true;
}

TEST(an_outbox_of_the_first_schema_goes_on_where_it_stood)
{
    OWN_PLACE p = place_new();
    struct error err = {0};
    make_older(p, 1, outbox_1);
    OWN(store) s = open_new(p);
    CHECK_OK(store_check(s, &err), &err);
    check_parcel(s, 1, PARCEL_READY, "first", "<1>");
    check_parcel(s, 2, PARCEL_PENDING, "none", "none");
    check_parcel(s, 3, PARCEL_READY, "leased\n", "<3>");
    check_parcel(s, 4, PARCEL_SENT, "none", "<4>");
    check_parcel(s, 5, PARCEL_FAILED, "refused\n", "<5>");
    struct claimed c = {.count = 0};
    write_ok(s, claim_job, &c);
    CHECK_INT(c.count, 2); /* the second of its line waits for the first */
    CHECK_INT(c.ids[0], 1);
    CHECK_INT(c.lens[0], 7); /* NUL bytes too */
    CHECK_INT(c.ids[1], 3);
    CHECK_INT(c.lens[1], 7);
}

static bool prune_job(struct tx *tx, void *with, struct error *err)
{
    (void)with;
    return store_prune(tx, 60, err);
}

TEST(what_a_pruned_parcel_said_goes_with_it)
{
    OWN_PLACE p = place_new();
    struct error err = {0};
    make_older(p, 1, outbox_1);
    OWN(store) s = open_new(p);
    write_ok(s, prune_job, NULL);
    OWN(tx) tx = read_ok(s);
    int64_t left = 0;
    CHECK_INT(tx_number(tx, "SELECT sum(id) FROM parcel_bytes", BIND_NONE, &left, &err), 1);
    CHECK_INT(left, 1 + 3);
    CHECK(!store_parcel(tx, 5, &err));
}

/* --- the third schema: objects before listings and scheduling -------------------------------- */

#define DAYS "86400"
#define OBJECT_3                                                                                 \
    "INSERT INTO objects (account, calendar, uid, id, name, etag, hash, change_number, created," \
    " changed, starts, ends, is_long, is_recurring, is_ours, text) VALUES (1, 1, "

static const char *const calendar_3[] = {
    "INSERT INTO accounts (id, name, by_mail, held_since) VALUES (1, 'ada', 0, " NOT_YET ")",
    "INSERT INTO calendars (account, id, name, policy, min_duration_s, all_day, rooms,"
    " change_number, changed) VALUES (1, 1, 'default', -1, -1, -1, -1, 6, 0)",
    OBJECT_3 "'hour', 1, 'hour.ics', 'e1', x'00', 2, 0, 0, 90 * " DAYS ", 90 * " DAYS
             " + 3600, 0, 0, 1, x'c3a9')",
    OBJECT_3 "'month', 2, 'month.ics', 'e2', x'00', 3, 0, 0, 75 * " DAYS ", 100 * " DAYS
             ", 0, 0, 1, x'6162')",
    OBJECT_3 "'half', 3, 'half.ics', 'e3', x'00', 4, 0, 0, 0, 180 * " DAYS ", 1, 1, 0, x'6162')",
    OBJECT_3 "'ever', 4, 'ever.ics', 'e4', x'00', 5, 0, 0, 0, " FOR_EVER ", 1, 1, 1, x'6162')",
    OBJECT_3 "'past', 5, 'past.ics', 'e5', x'00', 6, 0, 0, 0, 3600, 0, 0, 1, x'6162')",
    "INSERT INTO told (account, uid, attendee, key, sequence, revision, is_cancelled, at)"
    " VALUES (1, 'hour', 'bo', '', 0, x'00', 0, 0)",
    NULL,
};

static bool add_uid(const struct object *o, void *with)
{
    text_addf(with, "%s ", o->uid);
    return true;
}

static bool add_listed(const struct object_listed *o, void *with)
{
    text_addf(with, "%s %zu %s\n", o->uid, o->text_len, o->schedule_tag ? o->schedule_tag : "-");
    return true;
}

TEST(objects_of_the_third_schema_are_found_by_time_and_listed_with_size_and_tag)
{
    OWN_PLACE p = place_new();
    struct error err = {0};
    make_older(p, 3, calendar_3);
    OWN(store) s = open_new(p);
    CHECK_OK(store_check(s, &err), &err);
    OWN(tx) tx = read_ok(s);
    OWN(text) found = text_new();
    struct object_query q = {
        .account = 1, .calendar = 1, .from = 90 * INT64_C(86400), .to = 91 * INT64_C(86400)};
    CHECK_OK(store_objects(tx, &q, add_uid, found, &err), &err);
    for (const char *uid = "ever\0half\0month\0hour\0"; *uid; uid += strlen(uid) + 1)
        CHECK(strstr(text_str(found), uid));
    CHECK(!strstr(text_str(found), "past"));
    OWN(text) listed = text_new();
    CHECK_OK(store_objects_changed(tx, 1, 1, 0, add_listed, listed, &err), &err);
    CHECK_STR(text_str(listed), "hour 2 e1\nmonth 2 -\nhalf 2 e3\never 2 -\npast 2 -\n");
}

/* --- the fifth schema: sittings before what people show in them ------------------------------ */

static const char *const sitting_5[] = {
    "INSERT INTO accounts (id, name, by_mail, held_since) VALUES (1, 'ada', 0, " NOT_YET ")",
    "INSERT INTO meetings (account, uid, code, provider, room, url, link, per_occurrence,"
    " state, starts, ends, created)"
    " VALUES (1, 'one', 'abc', 'jitsi', 'room', '', '', 0, 1, 0, 0, 0)",
    "INSERT INTO sittings (account, uid, starts, key, ends, opens, closes, planned, state,"
    " by_clock, started, ended, last_start, last_end, last_end_of)"
    " VALUES (1, 'one', 100, 'k', 200, 90, 300, 1, 0, 0, 101, 0, 101, 0, 0)",
    NULL,
};

static bool raise_hand_job(struct tx *tx, void *with, struct error *err)
{
    char who[] = "page b";
    OWN(sitting) s = store_sitting_at(tx, 1, "one", 110, err);
    struct signal g = {.who = who, .kind = SIGNAL_HAND, .at = 110, .is_on = true};
    (void)with;
    return s && store_signal_save(tx, s, &g, err);
}

TEST(in_a_sitting_of_the_fifth_schema_hands_are_raised)
{
    OWN_PLACE p = place_new();
    struct error err = {0};
    make_older(p, 5, sitting_5);
    OWN(store) s = open_new(p);
    write_ok(s, raise_hand_job, NULL);
    OWN(tx) tx = read_ok(s);
    OWN(sitting) at = store_sitting_at(tx, 1, "one", 110, &err);
    OWN(signals) seen = at ? store_signals(tx, at, &err) : NULL;
    CHECK_OK(seen, &err);
    CHECK_INT(seen->count, 1);
}

RUN_TESTS(CASE(an_outbox_of_the_first_schema_goes_on_where_it_stood),
          CASE(what_a_pruned_parcel_said_goes_with_it),
          CASE(objects_of_the_third_schema_are_found_by_time_and_listed_with_size_and_tag),
          CASE(in_a_sitting_of_the_fifth_schema_hands_are_raised))
