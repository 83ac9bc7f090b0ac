#include "reading.h"

#define VTODO(lines)    "BEGIN:VTODO\r\nUID:t@example.org\r\n" lines "END:VTODO\r\n"
#define VJOURNAL(lines) "BEGIN:VJOURNAL\r\nUID:j@example.org\r\n" lines "END:VJOURNAL\r\n"
#define A_VEVENT        VEVENT("DTSTART:20260303T090000Z\r\n")

static struct event *item_of(const char *text)
{
    struct error err = {0};
    struct event *e = item_read(span_of(text), the_zones(), NULL, &err);
    if (!e)
        fail_msg("%s", err.said);
    return e;
}

TEST(tasks_and_journal_entries_are_read_beside_events)
{
    static const struct {
        const char *text, *uid;
        enum item_kind kind;
    } cases[] = {
        {CALENDAR(A_VEVENT), "a@example.org", ITEM_EVENT},
        {CALENDAR(VTODO("")), "t@example.org", ITEM_TODO},
        {CALENDAR(VJOURNAL("SUMMARY:x\r\n")), "j@example.org", ITEM_JOURNAL},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        OWN(event) e = item_of(cases[i].text);
        CHECK_STR(e->uid, cases[i].uid);
        CHECK_INT(e->kind, cases[i].kind);
        CHECK(span_is(e->text, cases[i].text));
    }
}

TEST(the_times_of_a_task_are_known)
{
    OWN(event)
    e = item_of(CALENDAR(VTODO("CREATED:20260301T000000Z\r\nCOMPLETED:20260303T000000Z\r\n"
                               "DUE;TZID=Europe/Berlin:20260302T120000\r\n"
                               "BEGIN:VALARM\r\nACTION:AUDIO\r\nTRIGGER:-PT5M\r\n"
                               "DURATION:PT9H\r\nEND:VALARM\r\n")));
    const struct task_times *t = e->master->task;
    CHECK(!e->master->has_start && t->has_due);
    check_at(moment_instant(&t->due, NULL), "2026-03-02T11:00:00Z");
    check_at(t->created, "2026-03-01T00:00:00Z");
    check_at(t->completed, "2026-03-03T00:00:00Z");
}

TEST(what_is_no_item_of_one_kind_and_uid_is_refused_by_its_rule)
{
    static const struct {
        const char *text, *rule, *said;
    } cases[] = {
        {CALENDAR(VTODO("") "BEGIN:VTODO\r\nUID:u\r\nEND:VTODO\r\n"),
         "valid-calendar-object-resource",
         "Line 8, UID: \"u\" is another task than \"t@example.org\"; one object holds one."},
        {CALENDAR(VTODO("") VTODO("")), "valid-calendar-object-resource",
         "Line 7: the task of line 4 comes a second time, without RECURRENCE-ID."},
        {CALENDAR(VTODO("") A_VEVENT), "valid-calendar-object-resource",
         "Line 7: something else (event) begins than before (task); one object holds one kind."},
        {CALENDAR("BEGIN:VJOURNAL\r\nEND:VJOURNAL\r\n"), "valid-calendar-object-resource",
         "Line 4: the journal entry has no UID."},
        {CALENDAR(VTODO("DUE:soon\r\n")), "valid-calendar-data",
         "Line 6, DUE: \"soon\" is no date or time."},
        {CALENDAR(VTODO("DTSTART:20260303\r\nDUE:soon\r\n")), "valid-calendar-data",
         "Line 7, DUE: \"soon\" is no date or time."},
        {CALENDAR("BEGIN:VFREEBUSY\r\nUID:f\r\nEND:VFREEBUSY\r\n"), "supported-calendar-component",
         "Line 4: a VFREEBUSY is not kept here; only events, tasks and journal entries are."},
        {CALENDAR(VEVENT("")), "valid-calendar-object-resource",
         "Line 4: the event has no DTSTART."},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        struct error err = {0};
        OWN(event) e = item_read(span_of(cases[i].text), the_zones(), NULL, &err);
        CHECK(!e);
        CHECK_STR(err.said, cases[i].said);
        CHECK_STR(err.rule, cases[i].rule);
    }
}

static void check_span(const char *text, const char *from, const char *to)
{
    instant start, end;
    OWN(event) e = item_of(text);
    item_span(e, zone_of_name("Europe/Berlin"), &start, &end);
    if (from)
        check_at(start, from);
    else
        CHECK_INT(start, INSTANT_FIRST);
    if (to)
        check_at(end, to);
    else
        CHECK_INT(end, INSTANT_NEVER);
}

/* The rows of RFC 4791, 9.9, each a second wider where its conditions hold with "or equal". */
TEST(a_task_covers_what_a_time_range_may_find_it_by)
{
    static const struct {
        const char *text, *from, *to; /* NULL: without end */
    } cases[] = {
        {CALENDAR(VTODO("DTSTART:20260303T090000Z\r\nDURATION:PT1H\r\n")), "2026-03-03T08:59:59Z",
         "2026-03-03T10:00:01Z"},
        {CALENDAR(VTODO("DTSTART:20260303T090000Z\r\nDUE:20260304T090000Z\r\n")),
         "2026-03-03T08:59:59Z", "2026-03-04T09:00:01Z"},
        {CALENDAR(VTODO("DTSTART:20260303T090000Z\r\n")), "2026-03-03T08:59:59Z",
         "2026-03-03T09:00:01Z"},
        {CALENDAR(VTODO("DUE:20260303T090000\r\n")), "2026-03-03T07:59:59Z",
         "2026-03-03T08:00:01Z"},
        {CALENDAR(VTODO("CREATED:20260301T000000Z\r\nCOMPLETED:20260303T000000Z\r\n")),
         "2026-02-28T23:59:59Z", "2026-03-03T00:00:01Z"},
        {CALENDAR(VTODO("CREATED:20260305T000000Z\r\nCOMPLETED:20260303T000000Z\r\n")),
         "2026-03-02T23:59:59Z", "2026-03-05T00:00:01Z"},
        {CALENDAR(VTODO("COMPLETED:20260303T000000Z\r\n")), "2026-03-02T23:59:59Z",
         "2026-03-03T00:00:01Z"},
        {CALENDAR(VTODO("CREATED:20260301T000000Z\r\n")), "2026-02-28T23:59:59Z", NULL},
        {CALENDAR(VTODO("SUMMARY:some day\r\n")), NULL, NULL},
        {CALENDAR(VTODO("DTSTART:20260303T090000Z\r\nDURATION:PT1H\r\n"
                        "RRULE:FREQ=DAILY;COUNT=3\r\n")),
         "2026-03-03T08:59:59Z", "2026-03-05T10:00:01Z"},
        {CALENDAR(VTODO("DTSTART:20260303T090000Z\r\nRRULE:FREQ=DAILY\r\n")),
         "2026-03-03T08:59:59Z", NULL},
        {CALENDAR(VTODO("DTSTART:20260303T090000Z\r\nRRULE:FREQ=DAILY;COUNT=2\r\n")
                      VTODO("RECURRENCE-ID:20260304T090000Z\r\nDUE:20260401T090000Z\r\n")),
         "2026-03-03T08:59:59Z", "2026-04-01T09:00:01Z"},
        {CALENDAR(VTODO("DTSTART:20260329T025900\r\nDUE:20260329T030000\r\n")),
         "2026-03-29T01:58:59Z", "2026-03-29T01:59:01Z"},
        {CALENDAR(VJOURNAL("DTSTART;VALUE=DATE:20260303\r\n")), "2026-03-02T22:59:59Z",
         "2026-03-03T23:00:01Z"},
        {CALENDAR(A_VEVENT), "2026-03-03T09:00:00Z", "2026-03-03T09:00:00Z"},
    };
    for (size_t i = 0; i < LENGTH(cases); i++)
        check_span(cases[i].text, cases[i].from, cases[i].to);
}

TEST(a_journal_entry_without_a_date_is_in_no_time_range)
{
    instant start, end;
    OWN(event) e = item_of(CALENDAR(VJOURNAL("")));
    item_span(e, zone_utc(), &start, &end);
    CHECK_INT(start, INSTANT_FIRST);
    CHECK(end <= INSTANT_FIRST + 1);
}

RUN_TESTS(CASE(tasks_and_journal_entries_are_read_beside_events),
          CASE(the_times_of_a_task_are_known),
          CASE(what_is_no_item_of_one_kind_and_uid_is_refused_by_its_rule),
          CASE(a_task_covers_what_a_time_range_may_find_it_by),
          CASE(a_journal_entry_without_a_date_is_in_no_time_range))
