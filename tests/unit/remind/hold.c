#include "diary.h"

#define KEY    "20260310T090000Z"
#define SERIES VEVENT(AT("20260303T100000") WEEKLY("COUNT=3"))

/* Whether the reminder of 10 March, 10:00 in Berlin, still says what is so. */
static const struct {
    const char *text, *key, *at;
    const char *rule; /* NULL: it holds */
} holds[] = {
    {CALENDAR(SERIES), KEY, "2026-03-10T08:00:00Z", NULL},
    {CALENDAR(SERIES), KEY, "2026-03-10T08:59:59Z", NULL},
    {CALENDAR(SERIES), KEY, "2026-03-10T09:00:00Z", "begun"},
    {NULL, KEY, "2026-03-10T08:00:00Z", "deleted"},
    {CALENDAR(SERIES VEVENT(ON("20260310") AT("20260310T120000"))), KEY, "2026-03-10T08:00:00Z",
     "moved"},
    {CALENDAR(SERIES VEVENT(ON("20260310") AT("20260310T100000") L("STATUS:CANCELLED"))), KEY,
     "2026-03-10T08:00:00Z", "cancelled"},
    {CALENDAR(VEVENT(AT("20260304T100000") WEEKLY("COUNT=3"))), KEY, "2026-03-10T08:00:00Z",
     "gone"},
    {CALENDAR(VEVENT(AT("20260310T100000"))), "", "2026-03-10T08:00:00Z", NULL},
    {CALENDAR(VEVENT(AT("20260310T110000"))), "", "2026-03-10T08:00:00Z", "moved"},
    {CALENDAR(VEVENT(AT("20260310T100000") L("STATUS:CANCELLED"))), "", "2026-03-10T08:00:00Z",
     "cancelled"},
};

TEST(a_reminder_holds_while_its_occurrence_is_there_at_its_time)
{
    for (size_t i = 0; i < LENGTH(holds); i++) {
        struct diary d;
        char key[20];
        const char *rule = "not set";
        diary_begin(&d, holds[i].text);
        snprintf(key, sizeof key, "%s", holds[i].key);
        struct reminder r = {.key = key, .start = at("2026-03-10T09:00:00Z"), .before_s = 3600};
        bool ok = remind_holds(&d.facts, &r, at(holds[i].at), &rule);
        CHECK_INT(ok, holds[i].rule == NULL);
        if (holds[i].rule)
            CHECK_STR(rule, holds[i].rule);
        else
            CHECK(!rule);
        diary_end(&d);
    }
}

TEST(a_reminder_for_the_start_itself_may_be_a_little_late)
{
    struct diary d;
    const char *rule;
    char key[] = KEY;
    diary_begin(&d, CALENDAR(SERIES));
    struct reminder r = {.key = key, .start = at("2026-03-10T09:00:00Z"), .before_s = 0};
    CHECK(remind_holds(&d.facts, &r, r.start + 299, &rule));
    CHECK(!remind_holds(&d.facts, &r, r.start + 300, &rule));
    diary_end(&d);
}

TEST(a_whole_day_has_begun_when_it_is_over)
{
    struct diary d;
    const char *rule;
    char key[] = "";
    diary_begin(&d, CALENDAR(VEVENT(L("DTSTART;VALUE=DATE:20260310"))));
    struct reminder r = {.key = key, .start = at("2026-03-09T23:00:00Z"), .before_s = 3600};
    CHECK(remind_holds(&d.facts, &r, at("2026-03-10T22:59:59Z"), &rule));
    CHECK(!remind_holds(&d.facts, &r, at("2026-03-10T23:00:00Z"), &rule));
    CHECK_STR(rule, "begun");
    diary_end(&d);
}

/* After downtime the latest of one occurrence stands for all that were missed. */
static const struct {
    const char *at, *sent;
} late[] = {
    {"2026-03-09T09:00:00Z", "2026-03-09T09:00:00Z 86400 " KEY},
    {"2026-03-10T07:59:59Z", "2026-03-09T09:00:00Z 86400 " KEY},
    {"2026-03-10T08:00:00Z", "2026-03-10T08:00:00Z 3600 " KEY},
    {"2026-03-12T00:00:00Z", "2026-03-10T08:00:00Z 3600 " KEY},
};

TEST(of_several_missed_reminders_only_the_last_is_sent)
{
    for (size_t i = 0; i < LENGTH(late); i++) {
        struct diary d;
        struct reminder first, send;
        diary_begin(&d, CALENDAR(SERIES));
        free(next_after(&d, at("2026-03-04T00:00:00Z"), &first));
        first.account = 7;
        CHECK(remind_catch_up(&d.facts, &first, at(late[i].at), &send, NULL));
        OWN_CHARS sent = said(&send);
        CHECK_STR(sent, late[i].sent);
        CHECK_INT(send.account, 7);
        CHECK_INT(send.start, first.start);
        CHECK_STR(send.uid, "meet@example.org");
        reminder_clear(&first);
        reminder_clear(&send);
        diary_end(&d);
    }
}

TEST(what_is_gone_catches_up_with_itself)
{
    struct diary d;
    struct reminder send;
    char uid[] = "meet@example.org", key[] = "20260311T090000Z";
    struct reminder first = {.uid = uid, .key = key, .start = 5, .before_s = 3600, .due = 4};
    diary_begin(&d, CALENDAR(SERIES));
    CHECK(remind_catch_up(&d.facts, &first, at("2026-03-12T00:00:00Z"), &send, NULL));
    CHECK_INT(send.due, 4);
    CHECK_INT(send.before_s, 3600);
    reminder_clear(&send);
    diary_end(&d);
}

static const struct {
    struct person person;
    const char *rule;
} people[] = {
    {{.address = "ann@example.com"}, NULL},
    {{.address = "ann@example.com", .partstat = PARTSTAT_ACCEPTED}, NULL},
    {{.address = "ann@example.com", .partstat = PARTSTAT_TENTATIVE}, NULL},
    {{.address = "ann@example.com", .partstat = PARTSTAT_DECLINED}, "declined"},
    {{.address = "ann@example.com", .partstat = PARTSTAT_DELEGATED}, "delegated"},
    {{.address = "room@example.com", .cutype = CUTYPE_ROOM}, "room"},
    {{.address = "beamer@example.com", .cutype = CUTYPE_RESOURCE}, "room"},
    {{.address = "team@example.com", .cutype = CUTYPE_GROUP}, NULL},
    {{.address = "urn:uuid:1"}, "no-address"},
    {{.address = ""}, "no-address"},
};

TEST(who_declined_or_is_a_thing_is_not_reminded)
{
    for (size_t i = 0; i < LENGTH(people); i++) {
        const char *rule = remind_skip(&people[i].person);
        if (people[i].rule)
            CHECK_STR(rule, people[i].rule);
        else
            CHECK(!rule);
    }
}

RUN_TESTS(CASE(a_reminder_holds_while_its_occurrence_is_there_at_its_time),
          CASE(a_reminder_for_the_start_itself_may_be_a_little_late),
          CASE(a_whole_day_has_begun_when_it_is_over),
          CASE(of_several_missed_reminders_only_the_last_is_sent),
          CASE(what_is_gone_catches_up_with_itself),
          CASE(who_declined_or_is_a_thing_is_not_reminded))
