#include "diary.h"

#define ONE    CALENDAR(VEVENT(AT("20260303T100000")))
#define SERIES VEVENT(AT("20260303T100000") WEEKLY("COUNT=3"))

/* The next reminder after an instant. */
static const struct {
    const char *name, *text, *after, *next;
} cases[] = {
    {"a day before", ONE, "2026-03-01T00:00:00Z", "2026-03-02T09:00:00Z 86400 "},
    {"the one that falls due now was sent", ONE, "2026-03-02T09:00:00Z",
     "2026-03-03T08:00:00Z 3600 "},
    {"a meeting made later than an offset owes none for that offset", ONE, "2026-03-02T20:00:00Z",
     "2026-03-03T08:00:00Z 3600 "},
    {"a second before it is due it is owed", ONE, "2026-03-03T07:59:59Z",
     "2026-03-03T08:00:00Z 3600 "},
    {"after the last there is none", ONE, "2026-03-03T08:00:00Z", "none"},
    {"none of what is over", ONE, "2027-01-01T00:00:00Z", "none"},
    {"none of what is cancelled", CALENDAR(VEVENT(AT("20260303T100000") L("STATUS:CANCELLED"))),
     "2026-03-01T00:00:00Z", "none"},
    {"none where nobody is to be reminded",
     CALENDAR("BEGIN:VEVENT\r\nUID:a\r\nDTSTAMP:20260201T080000Z\r\nDTSTART:20260303T100000Z\r\n"
              "END:VEVENT\r\n"),
     "2026-03-01T00:00:00Z", "none"},
    {"a series: the first", CALENDAR(SERIES), "2026-03-01T00:00:00Z",
     "2026-03-02T09:00:00Z 86400 20260303T090000Z"},
    {"then the next", CALENDAR(SERIES), "2026-03-03T08:00:00Z",
     "2026-03-09T09:00:00Z 86400 20260310T090000Z"},
    {"and after the last none", CALENDAR(SERIES), "2026-03-17T08:00:00Z", "none"},
    {"an endless series goes on", CALENDAR(VEVENT(AT("20260303T100000") WEEKLY("INTERVAL=1"))),
     "2036-03-01T00:00:00Z", "2036-03-03T09:00:00Z 86400 20360304T090000Z"},
    {"over the change to summer time the clock on the wall counts",
     CALENDAR(VEVENT(AT("20260303T100000") WEEKLY("COUNT=9"))), "2026-03-25T00:00:00Z",
     "2026-03-30T08:00:00Z 86400 20260331T080000Z"},
    {"an hourly series is reminded of",
     CALENDAR(VEVENT(AT("20260303T100000") L("RRULE:FREQ=HOURLY"))), "2026-03-02T09:00:00Z",
     "2026-03-02T10:00:00Z 86400 20260303T100000Z"},
    {"one that recurs more often is not, be it by mistake or by malice",
     CALENDAR(VEVENT(AT("20260303T100000") L("RRULE:FREQ=SECONDLY"))), "2026-03-01T00:00:00Z",
     "none"},
    {"a moved occurrence is reminded at its new time",
     CALENDAR(SERIES VEVENT(ON("20260310") AT("20260311T100000"))), "2026-03-09T00:00:00Z",
     "2026-03-10T09:00:00Z 86400 20260310T090000Z"},
    {"a cancelled one never",
     CALENDAR(SERIES VEVENT(ON("20260310") AT("20260310T100000") L("STATUS:CANCELLED"))),
     "2026-03-03T08:00:00Z", "2026-03-16T09:00:00Z 86400 20260317T090000Z"},
    {"nor one taken out",
     CALENDAR(VEVENT(AT("20260303T100000") WEEKLY("COUNT=3")
                         L("EXDATE;TZID=Europe/Berlin:20260310T100000"))),
     "2026-03-03T08:00:00Z", "2026-03-16T09:00:00Z 86400 20260317T090000Z"},
    {"one moved onto a cancelled one is found",
     CALENDAR(SERIES VEVENT(ON("20260310") AT("20260310T100000") L("STATUS:CANCELLED"))
                  VEVENT(ON("20260317") AT("20260310T100000"))),
     "2026-03-03T08:00:00Z", "2026-03-09T09:00:00Z 86400 20260317T090000Z"},
    {"whole days: the day before at the set hour, whatever the offset",
     CALENDAR(VEVENT(L("DTSTART;VALUE=DATE:20260303"))), "2026-03-01T00:00:00Z",
     "2026-03-02T08:00:00Z 3600 "},
    {"and once", CALENDAR(VEVENT(L("DTSTART;VALUE=DATE:20260303"))), "2026-03-02T08:00:00Z",
     "none"},
    {"whole days over the change to summer time",
     CALENDAR(VEVENT(L("DTSTART;VALUE=DATE:20260330"))), "2026-03-01T00:00:00Z",
     "2026-03-29T07:00:00Z 3600 "},
    {"whole days each day",
     CALENDAR(VEVENT(L("DTSTART;VALUE=DATE:20260303") L("RRULE:FREQ=DAILY;COUNT=3"))),
     "2026-03-03T08:00:00Z", "2026-03-04T08:00:00Z 3600 20260305"},
    {"floating times are the owner's", CALENDAR(VEVENT(L("DTSTART:20260303T100000"))),
     "2026-03-01T00:00:00Z", "2026-03-02T09:00:00Z 86400 "},
};

TEST(the_next_reminder_is_the_first_that_falls_due_later)
{
    for (size_t i = 0; i < LENGTH(cases); i++) {
        struct diary d;
        struct reminder r;
        diary_begin(&d, cases[i].text);
        OWN_CHARS next = next_after(&d, at(cases[i].after), &r);
        if (strcmp(next, cases[i].next) != 0)
            fail_msg("%s: %s, wanted %s", cases[i].name, next, cases[i].next);
        CHECK_STR(r.uid, d.event->uid);
        reminder_clear(&r);
        diary_end(&d);
    }
}

TEST(a_deleted_event_owes_none)
{
    struct diary d;
    struct reminder r;
    diary_begin(&d, NULL);
    OWN_CHARS next = next_after(&d, 0, &r);
    CHECK_STR(next, "none");
    reminder_clear(&r);
    diary_end(&d);
}

TEST(an_event_owes_none_without_offsets)
{
    struct diary d;
    struct reminder r;
    diary_begin(&d, ONE);
    d.facts.nbefore = 0;
    OWN_CHARS next = next_after(&d, 0, &r);
    CHECK_STR(next, "none");
    reminder_clear(&r);
    diary_end(&d);
}

/* Every reminder once, in order: as many as occurrences times offsets. */
TEST(one_after_the_other_all_are_found)
{
    struct diary d;
    struct reminder r;
    diary_begin(&d, CALENDAR(SERIES));
    instant after = at("2026-01-01T00:00:00Z");
    int count = 0;
    for (;; count++) {
        free(next_after(&d, after, &r));
        instant due = r.due;
        reminder_clear(&r);
        if (due == INSTANT_NEVER)
            break;
        CHECK(due > after);
        after = due;
    }
    CHECK_INT(count, 6);
    diary_end(&d);
}

RUN_TESTS(CASE(the_next_reminder_is_the_first_that_falls_due_later),
          CASE(a_deleted_event_owes_none), CASE(an_event_owes_none_without_offsets),
          CASE(one_after_the_other_all_are_found))
