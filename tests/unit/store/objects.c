/* Objects: text kept byte for byte, change numbers, names, and queries by time. */
#include "fixture.h"

struct uid_job {
    int64_t account, calendar;
    const char *uid;
};
static bool remove_object_job(struct tx *tx, void *with, struct error *err)
{
    struct uid_job *j = with;
    return store_object_remove(tx, j->account, j->calendar, j->uid, err);
}

static int64_t change_number(struct store *s, int64_t account, int64_t calendar)
{
    struct error err = {0};
    int64_t number = 0;
    OWN(tx) tx = read_ok(s);
    CHECK_OK(store_calendar_change_number(tx, account, calendar, &number, &err), &err);
    return number;
}

TEST(an_object_comes_back_byte_for_byte)
{
    OWN_PLACE p = place_new();
    OWN(store) s = open_new(p);
    struct error err = {0};
    int64_t account = add_account(s, "ada");
    struct object_job j = {.account = account,
                           .calendar = calendar_of(s, account),
                           .uid = "one",
                           .text = "a\r\nb\xff\x01",
                           .starts = 100,
                           .ends = 200};
    write_ok(s, save_object_job, &j);
    OWN(tx) tx = read_ok(s);
    OWN(object) o = store_object_by_uid(tx, account, 0, "one", &err);
    CHECK_OK(o, &err);
    CHECK_STR(o->text, "a\r\nb\xff\x01");
    CHECK_INT(o->text_len, 6);
    CHECK_STR(o->etag, j.etag);
    CHECK_INT(strlen(o->etag), 64);
    CHECK_STR(o->name, "one.ics");
    struct digest hash = digest_of(span_of(j.text));
    CHECK(digest_equal(&o->hash, &hash));
    CHECK(o->starts == 100 && o->ends == 200 && o->is_ours && !o->is_recurring);
}

TEST(each_change_of_an_object_raises_the_calendars_change_number)
{
    OWN_PLACE p = place_new();
    OWN(store) s = open_new(p);
    struct error err = {0};
    int64_t account = add_account(s, "ada"), calendar = calendar_of(s, account);
    struct object_job j = {.account = account, .calendar = calendar, .uid = "one", .ends = 9};
    struct uid_job gone = {account, calendar, "one"};
    int64_t empty = change_number(s, account, calendar);
    write_ok(s, save_object_job, &j);
    int64_t created = change_number(s, account, calendar), id = j.id;
    CHECK(created > empty);
    CHECK_INT(j.change_number, created);
    j.text = "other";
    write_ok(s, save_object_job, &j);
    int64_t changed = change_number(s, account, calendar);
    CHECK(changed > created);
    CHECK_INT(j.id, id);
    write_ok(s, remove_object_job, &gone);
    CHECK(change_number(s, account, calendar) > changed);
    CHECK(!store_write_one(s, remove_object_job, &gone, &err));
    CHECK_INT(err.kind, FAULT_NOT_FOUND);
}

struct rename_job {
    struct object_job object;
    const char *name;
    instant created;
};
static bool save_as_job(struct tx *tx, void *with, struct error *err)
{
    struct rename_job *j = with;
    OWN(object) o = mem_new(sizeof *o);
    o->account = j->object.account;
    o->calendar = j->object.calendar;
    o->uid = mem_str(j->object.uid);
    o->name = mem_str(j->name);
    o->text = mem_str("text");
    o->text_len = 4;
    TRY(store_object_save(tx, o, err));
    j->name = strcmp(o->name, "one.ics") == 0 ? "one.ics" : "another";
    j->created = o->created;
    return true;
}

TEST(a_name_belongs_to_one_uid_and_an_object_keeps_its_name)
{
    OWN_PLACE p = place_new();
    OWN(store) s = open_new(p);
    struct error err = {0};
    int64_t account = add_account(s, "ada"), calendar = calendar_of(s, account);
    struct rename_job j = {{.account = account, .calendar = calendar, .uid = "one"}, "one.ics", 0};
    clock_set(1000);
    write_ok(s, save_as_job, &j);
    struct rename_job other = j;
    other.object.uid = "two";
    CHECK(!store_write_one(s, save_as_job, &other, &err));
    CHECK_INT(err.kind, FAULT_CONFLICT);
    CHECK_STR(err.rule, "no-uid-conflict");
    clock_set(2000);
    j.name = "renamed.ics";
    write_ok(s, save_as_job, &j);
    clock_set(INSTANT_FIRST);
    CHECK_STR(j.name, "one.ics");
    CHECK_INT(j.created, 1000);
}

/* --- by time -------------------------------------------------------------------------------- */

enum { DAY = 86400 };

static bool collect_uid(const struct object *o, void *with)
{
    text_addf(with, "%s ", o->uid);
    return true;
}

static char *uids(struct store *s, struct object_query q)
{
    struct error err = {0};
    OWN(text) t = text_new();
    OWN(tx) tx = read_ok(s);
    CHECK_OK(store_objects(tx, &q, collect_uid, t, &err), &err);
    return text_take(t);
}

static int64_t add_spans(struct store *s, int64_t *calendar_out)
{
    static const struct {
        const char *uid;
        instant starts, ends;
        bool is_recurring;
    } spans[] = {
        {"later", 300 * DAY, 300 * DAY + 3600, false},
        {"short", 100 * DAY, 100 * DAY + 3600, false},
        {"point", 100 * DAY + 3600, 100 * DAY + 3600, false},
        {"month", 70 * DAY, 101 * DAY, true},   /* exactly as long as a query looks back */
        {"quarter", 40 * DAY, 130 * DAY, true}, /* longer */
        {"endless", 10 * DAY, INSTANT_NEVER, false},
        {"always", INSTANT_FIRST, INSTANT_NEVER, false},
        {"past", 1 * DAY, 2 * DAY, false},
    };
    int64_t account = add_account(s, "ada");
    *calendar_out = calendar_of(s, account);
    for (size_t i = 0; i < LENGTH(spans); i++) {
        struct object_job j = {.account = account,
                               .calendar = *calendar_out,
                               .uid = spans[i].uid,
                               .starts = spans[i].starts,
                               .ends = spans[i].ends,
                               .is_recurring = spans[i].is_recurring};
        write_ok(s, save_object_job, &j);
    }
    return account;
}

TEST(a_query_gives_what_overlaps_its_range_in_order)
{
    static const struct {
        instant from, to;
        const char *uids;
    } ranges[] = {
        {INSTANT_FIRST, INSTANT_NEVER, "always past endless quarter month short point later "},
        {100 * DAY, 101 * DAY, "always endless quarter month short point "},
        {100 * DAY + 3600, 101 * DAY, "always endless quarter month point "},
        {100 * DAY + 3601, 101 * DAY, "always endless quarter month "},
        {101 * DAY, 102 * DAY, "always endless quarter month "}, /* its last may have no length */
        {101 * DAY + 1, 102 * DAY, "always endless quarter "},
        {130 * DAY, 131 * DAY, "always endless quarter "},
        {130 * DAY + 1, 131 * DAY, "always endless "},
        {0, 1 * DAY, "always "},
        {0, 1 * DAY + 1, "always past "},
        {INSTANT_FIRST, 5 * DAY, "always past "},
        {200 * DAY, INSTANT_NEVER, "always endless later "},
        {50 * DAY, 50 * DAY, "always endless quarter "},
    };
    OWN_PLACE p = place_new();
    OWN(store) s = open_new(p);
    int64_t calendar, account = add_spans(s, &calendar);
    for (size_t i = 0; i < LENGTH(ranges); i++) {
        struct object_query q = {account, calendar, ranges[i].from, ranges[i].to};
        OWN_CHARS of_calendar = uids(s, q);
        CHECK_STR(of_calendar, ranges[i].uids);
        q.calendar = 0;
        OWN_CHARS of_account = uids(s, q);
        CHECK_STR(of_account, ranges[i].uids);
        q.account = 0;
        OWN_CHARS of_all = uids(s, q);
        CHECK_STR(of_all, ranges[i].uids);
    }
}

static bool ask_again(const struct object *o, void *with)
{
    struct error err = {0};
    struct tx *tx = with;
    struct object_query q = {o->account, o->calendar, INSTANT_FIRST, INSTANT_NEVER};
    OWN(text) t = text_new();
    CHECK_OK(store_objects(tx, &q, collect_uid, t, &err), &err);
    OWN_CHARS start = mem_strf("always past endless");
    CHECK(span_starts(text_span(t), start));
    return true;
}

TEST(a_callback_may_ask_the_question_that_is_being_answered)
{
    OWN_PLACE p = place_new();
    OWN(store) s = open_new(p);
    struct error err = {0};
    int64_t calendar, account = add_spans(s, &calendar);
    OWN(tx) tx = read_ok(s);
    struct object_query q = {account, calendar, INSTANT_FIRST, INSTANT_NEVER};
    CHECK_OK(store_objects(tx, &q, ask_again, tx, &err), &err);
}

/* --- meetings ------------------------------------------------------------------------------- */

static bool save_meeting_job(struct tx *tx, void *with, struct error *err)
{
    const struct meeting *m = with;
    return store_meeting_save(tx, m, err);
}
static bool remove_meeting_job(struct tx *tx, void *with, struct error *err)
{
    const struct meeting *m = with;
    return store_meeting_remove(tx, m->account, m->uid, err);
}
static bool count_meeting(const struct meeting *m, void *with)
{
    (void)m;
    ++*(int *)with;
    return true;
}

TEST(a_meeting_is_found_by_its_event_and_by_its_code)
{
    OWN_PLACE p = place_new();
    OWN(store) s = open_new(p);
    struct error err = {0};
    char uid[] = "one", code[] = "abcdefghijklmnopqrstuvwxyz", room[] = "team-abc", url[] = "u";
    struct meeting m = {.account = add_account(s, "ada"),
                        .uid = uid,
                        .code = code,
                        .room = room,
                        .url = url,
                        .link = url,
                        .state = MEETING_OPEN,
                        .starts = 1,
                        .ends = 2};
    write_ok(s, save_meeting_job, &m);
    m.state = MEETING_ENDED;
    write_ok(s, save_meeting_job, &m);
    int count = 0;
    OWN(tx) tx = read_ok(s);
    OWN(meeting) by_uid = store_meeting(tx, m.account, uid, &err);
    CHECK_OK(by_uid, &err);
    CHECK_STR(by_uid->room, room);
    CHECK_INT(by_uid->state, MEETING_ENDED);
    OWN(meeting) by_code = store_meeting_by_code(tx, code, &err);
    CHECK_OK(by_code, &err);
    CHECK_STR(by_code->uid, uid);
    CHECK_OK(store_meetings(tx, 0, count_meeting, &count, &err), &err);
    CHECK_OK(store_meetings(tx, m.account, count_meeting, &count, &err), &err);
    CHECK_INT(count, 2);
    write_ok(s, remove_meeting_job, &m);
    OWN(tx) later = read_ok(s);
    CHECK(!store_meeting_by_code(later, code, &err));
    CHECK_INT(err.kind, FAULT_NOT_FOUND);
}

RUN_TESTS(CASE(an_object_comes_back_byte_for_byte),
          CASE(each_change_of_an_object_raises_the_calendars_change_number),
          CASE(a_name_belongs_to_one_uid_and_an_object_keeps_its_name),
          CASE(a_query_gives_what_overlaps_its_range_in_order),
          CASE(a_callback_may_ask_the_question_that_is_being_answered),
          CASE(a_meeting_is_found_by_its_event_and_by_its_code))
