#include "reading.h"

/* Occurrences of a window, one a line: key, start, length in minutes, what is special. */
static char *window_of(const struct event *e, const char *from, const char *to)
{
    struct occurrence found[50];
    size_t count = 0;
    OWN(text) t = text_new();
    enum recur_answer answer = event_window(e, zone_of_name("America/New_York"), at(from), at(to),
                                            RECUR_BUDGET, found, LENGTH(found), &count);
    for (size_t i = 0; i < count; i++) {
        text_addf(t, "%s ", found[i].key);
        text_add_instant(t, found[i].start);
        text_addf(t, " %lld%s%s\n", (long long)(found[i].end - found[i].start) / 60,
                  found[i].is_cancelled ? " cancelled" : "",
                  found[i].from->is_override ? " override" : "");
    }
    if (answer != RECUR_FOUND)
        text_add_str(t, "incomplete\n");
    return text_take(t);
}

#define WEEKLY                                                                                   \
    "DTSTART;TZID=Europe/Berlin:20260303T100000\r\nDTEND;TZID=Europe/Berlin:20260303T110000\r\n" \
    "RRULE:FREQ=WEEKLY;COUNT=6\r\n"

static const struct {
    const char *what, *events, *from, *to, *window;
} windows[] = {
    {"a single event", VEVENT("DTSTART:20260303T090000Z\r\nDTEND:20260303T100000Z\r\n"),
     "2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z", " 2026-03-03T09:00:00Z 60\n"},
    {"touching is not overlapping",
     VEVENT("DTSTART:20260303T090000Z\r\nDTEND:20260303T100000Z\r\n"), "2026-03-03T10:00:00Z",
     "2026-04-01T00:00:00Z", ""},
    {"a moment lies where it lies", VEVENT("DTSTART:20260303T090000Z\r\n"), "2026-03-03T09:00:00Z",
     "2026-04-01T00:00:00Z", " 2026-03-03T09:00:00Z 0\n"},
    {"all-day in the zone of its owner", VEVENT("DTSTART;VALUE=DATE:20260308\r\n"),
     "2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z",
     " 2026-03-08T05:00:00Z 1380\n"}, /* the clocks of New York go forward */
    {"a series keeps its local time over a change of clocks", VEVENT(WEEKLY),
     "2026-03-20T00:00:00Z", "2026-04-05T00:00:00Z",
     "20260324T090000Z 2026-03-24T09:00:00Z 60\n20260331T080000Z 2026-03-31T08:00:00Z 60\n"},
    {"an excluded one is missing, whatever form EXDATE has",
     VEVENT(WEEKLY "EXDATE;TZID=Europe/Berlin:20260310T100000\r\nEXDATE:20260317T090000Z\r\n"
                   "EXDATE;VALUE=DATE:20260324\r\nEXDATE:nonsense\r\n"),
     "2026-03-01T00:00:00Z", "2026-05-01T00:00:00Z",
     "20260303T090000Z 2026-03-03T09:00:00Z 60\n20260331T080000Z 2026-03-31T08:00:00Z 60\n"
     "20260407T080000Z 2026-04-07T08:00:00Z 60\n"},
    {"an added one is there, with its own length when it is a period",
     VEVENT("DTSTART;TZID=Europe/Berlin:20260303T100000\r\nDURATION:PT1H\r\n"
            "RDATE;TZID=Europe/Berlin:20260304T120000\r\n"
            "RDATE;VALUE=PERIOD:20260305T120000Z/PT2H,20260306T120000Z/20260306T123000Z\r\n"),
     "2026-03-01T00:00:00Z", "2026-05-01T00:00:00Z",
     "20260303T090000Z 2026-03-03T09:00:00Z 60\n20260304T110000Z 2026-03-04T11:00:00Z 60\n"
     "20260305T120000Z 2026-03-05T12:00:00Z 120\n20260306T120000Z 2026-03-06T12:00:00Z 30\n"},
    {"a moved one is at its new place only",
     VEVENT(WEEKLY) VEVENT("RECURRENCE-ID;TZID=Europe/Berlin:20260310T100000\r\n"
                           "DTSTART;TZID=Europe/Berlin:20260311T120000\r\nDURATION:PT30M\r\n"),
     "2026-03-09T00:00:00Z", "2026-03-18T00:00:00Z",
     "20260310T090000Z 2026-03-11T11:00:00Z 30 override\n"
     "20260317T090000Z 2026-03-17T09:00:00Z 60\n"},
    {"one that is moved out of the window is gone from it",
     VEVENT(WEEKLY) VEVENT("RECURRENCE-ID:20260310T090000Z\r\nDTSTART:20260601T090000Z\r\n"),
     "2026-03-09T00:00:00Z", "2026-03-16T00:00:00Z", ""},
    {"one that is moved into the window is there",
     VEVENT(WEEKLY) VEVENT("RECURRENCE-ID:20260310T090000Z\r\nDTSTART:20260601T090000Z\r\n"),
     "2026-06-01T00:00:00Z", "2026-06-16T00:00:00Z",
     "20260310T090000Z 2026-06-01T09:00:00Z 0 override\n"},
    {"a cancelled one is there and says so",
     VEVENT(WEEKLY) VEVENT("RECURRENCE-ID:20260310T090000Z\r\nDTSTART:20260310T090000Z\r\n"
                           "STATUS:CANCELLED\r\n"),
     "2026-03-09T00:00:00Z", "2026-03-16T00:00:00Z",
     "20260310T090000Z 2026-03-10T09:00:00Z 0 cancelled override\n"},
    {"this and the future move, but for what moves by itself",
     VEVENT(WEEKLY) VEVENT("RECURRENCE-ID;RANGE=THISANDFUTURE:20260317T090000Z\r\n"
                           "DTSTART;TZID=Europe/Berlin:20260318T140000\r\nDURATION:PT2H\r\n")
         VEVENT("RECURRENCE-ID:20260331T080000Z\r\nDTSTART:20260401T200000Z\r\n"),
     "2026-03-09T00:00:00Z", "2026-05-16T00:00:00Z",
     "20260310T090000Z 2026-03-10T09:00:00Z 60\n"
     "20260317T090000Z 2026-03-18T13:00:00Z 120 override\n"
     "20260324T090000Z 2026-03-25T13:00:00Z 120 override\n"
     "20260331T080000Z 2026-04-01T20:00:00Z 0 override\n"
     "20260407T080000Z 2026-04-08T12:00:00Z 120 override\n"},
    {"a second change of the future goes before the first",
     VEVENT(WEEKLY) VEVENT("RECURRENCE-ID;RANGE=THISANDFUTURE:20260310T090000Z\r\n"
                           "DTSTART;TZID=Europe/Berlin:20260310T110000\r\nDURATION:PT2H\r\n")
         VEVENT("RECURRENCE-ID;RANGE=THISANDFUTURE:20260324T090000Z\r\n"
                "DTSTART;TZID=Europe/Berlin:20260324T120000\r\nDURATION:PT3H\r\n"),
     "2026-03-09T00:00:00Z", "2026-04-02T00:00:00Z",
     "20260310T090000Z 2026-03-10T10:00:00Z 120 override\n"
     "20260317T090000Z 2026-03-17T10:00:00Z 120 override\n"
     "20260324T090000Z 2026-03-24T11:00:00Z 180 override\n"
     "20260331T080000Z 2026-03-31T10:00:00Z 180 override\n"},
    {"overrides alone are all that is known",
     VEVENT("RECURRENCE-ID:20260310T090000Z\r\nDTSTART:20260310T100000Z\r\nDURATION:PT1H\r\n"),
     "2026-03-01T00:00:00Z", "2026-05-01T00:00:00Z",
     "20260310T090000Z 2026-03-10T10:00:00Z 60 override\n"},
    {"an override of nothing stands beside the event",
     VEVENT("DTSTART:20260303T090000Z\r\n")
         VEVENT("RECURRENCE-ID:20260310T090000Z\r\nDTSTART:20260310T100000Z\r\n"),
     "2026-03-01T00:00:00Z", "2026-05-01T00:00:00Z",
     "20260303T090000Z 2026-03-03T09:00:00Z 0\n20260310T090000Z 2026-03-10T10:00:00Z 0 override\n"},
    {"an all-day series", VEVENT("DTSTART;VALUE=DATE:20260306\r\nRRULE:FREQ=DAILY\r\n"),
     "2026-03-07T12:00:00Z", "2026-03-08T12:00:00Z",
     "20260307 2026-03-07T05:00:00Z 1440\n20260308 2026-03-08T05:00:00Z 1380\n"},
    {"a floating series",
     VEVENT("DTSTART:20260306T080000\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY\r\n"),
     "2026-03-07T12:00:00Z", "2026-03-09T11:00:00Z",
     "20260307T080000 2026-03-07T13:00:00Z 60\n20260308T080000 2026-03-08T12:00:00Z 60\n"},
    {"what a gap moves past the end does not hide what follows it",
     VEVENT("DTSTART:20260308T023000\r\nRRULE:FREQ=MINUTELY;INTERVAL=30;COUNT=2\r\n"),
     "2026-03-08T07:00:00Z", "2026-03-08T07:15:00Z", "20260308T030000 2026-03-08T07:00:00Z 0\n"},
    {"a rule that never gives anything is looked at to the end of the window alone",
     VEVENT("DTSTART:20260308T023000Z\r\nRRULE:FREQ=MINUTELY;BYMONTH=10;BYYEARDAY=-107\r\n"),
     "2026-03-08T00:00:00Z", "2026-04-08T00:00:00Z", "20260308T023000Z 2026-03-08T02:30:00Z 0\n"},
    {"what began before the window and still runs",
     VEVENT("DTSTART:20260306T080000Z\r\nDURATION:P2D\r\nRRULE:FREQ=DAILY;COUNT=3\r\n"),
     "2026-03-08T09:00:00Z", "2026-03-08T10:00:00Z",
     "20260307T080000Z 2026-03-07T08:00:00Z 2880\n20260308T080000Z 2026-03-08T08:00:00Z 2880\n"},
};

#define NIGHTLY "DTSTART;TZID=Europe/Berlin:20260301T023000\r\nRRULE:FREQ=DAILY\r\n"
#define MOVED_BY_GAP                                                            \
    "20260329T013000Z 2026-03-29T01:30:00Z 60 override\n20260330T003000Z 2026-" \
    "03-30T00:30:00Z 60 override\n"

/* The instance of 02:30 is at 03:30 on that day. */
TEST(the_future_keeps_its_hour_however_the_instance_in_a_gap_is_named)
{
    static const char *const futures[] = {
        "RECURRENCE-ID;RANGE=THISANDFUTURE:20260329T013000Z\r\n"
        "DTSTART;TZID=Europe/Berlin:20260329T023000\r\nDURATION:PT1H\r\n",
        "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=America/New_York:20260328T213000\r\n"
        "DTSTART;TZID=Europe/Berlin:20260329T023000\r\nDURATION:PT1H\r\n",
        "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Berlin:20260329T023000\r\n"
        "DTSTART;TZID=Europe/Berlin:20260329T023000\r\nDURATION:PT1H\r\n",
        "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Berlin:20260329T033000\r\n"
        "DTSTART;TZID=Europe/Berlin:20260329T033000\r\nDURATION:PT1H\r\n",
    };
    for (size_t i = 0; i < LENGTH(futures); i++) {
        OWN_CHARS text = mem_strf(CALENDAR(VEVENT("%s") VEVENT("%s")), NIGHTLY, futures[i]);
        OWN(event) e = event_of(text);
        OWN_CHARS got = window_of(e, "2026-03-28T12:00:00Z", "2026-03-30T12:00:00Z");
        CHECK_STR(got, MOVED_BY_GAP);
    }
}

TEST(an_instance_that_a_gap_moved_is_as_long_by_its_key_as_in_a_window)
{
    struct occurrence o;
    OWN(event) e = event_of(CALENDAR(VEVENT(NIGHTLY "DURATION:P1D\r\n")));
    CHECK_INT(event_occurrence(e, NULL, "20260329T013000Z", &o), RECUR_FOUND);
    check_at(o.end, "2026-03-30T00:30:00Z");
    CHECK(o.recurrence_id.local == (wall)at("2026-03-29T02:30:00Z"));
}

/* Moved on from 01:50, some leave the gap and some come into it. */
TEST(the_next_start_is_the_first_of_the_window_also_where_a_gap_disturbs_the_order)
{
    static const char *const cases[] = {
        VEVENT("DTSTART;TZID=America/New_York:20220313T014700\r\n"
               "RRULE:FREQ=MINUTELY;INTERVAL=3\r\n")
            VEVENT("RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=America/New_York:20220313T015000\r\n"
                   "DTSTART;TZID=America/New_York:20220313T014718\r\n"),
        VEVENT("DTSTART;TZID=America/New_York:20220313T014700\r\n"
               "RRULE:FREQ=MINUTELY;INTERVAL=7\r\n")
            VEVENT("RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=America/New_York:20220313T015400\r\n"
                   "DTSTART;TZID=America/New_York:20220313T021133\r\n"),
        VEVENT("DTSTART:20220313T014700\r\nRRULE:FREQ=MINUTELY;INTERVAL=7\r\n"),
    };
    const struct zone *floating = zone_of_name("America/New_York");
    for (size_t i = 0; i < LENGTH(cases); i++) {
        struct occurrence found[100], next;
        size_t count;
        OWN_CHARS text = mem_strf(CALENDAR("%s"), cases[i]);
        OWN(event) e = event_of(text);
        instant from = at("2022-03-13T05:00:00Z");
        CHECK_INT(event_window(e, floating, from, at("2022-03-13T08:30:00Z"), RECUR_BUDGET, found,
                               LENGTH(found), &count),
                  RECUR_FOUND);
        CHECK(count > 10);
        for (size_t n = 0; n < count; n++) {
            CHECK(event_next_start(e, floating, from, RECUR_BUDGET, &next) == RECUR_FOUND);
            CHECK_INT(next.start, found[n].start);
            from = next.start + 1;
            while (n + 1 < count && found[n + 1].start == next.start)
                n++;
        }
    }
}

TEST(a_window_holds_what_happens_in_it)
{
    for (size_t i = 0; i < LENGTH(windows); i++) {
        OWN_CHARS text = mem_strf(CALENDAR("%s"), windows[i].events);
        OWN(event) e = event_of(text);
        OWN_CHARS got = window_of(e, windows[i].from, windows[i].to);
        if (strcmp(got, windows[i].window) != 0)
            fail_msg("%s:\n%s", windows[i].what, got);
    }
}

TEST(a_window_that_is_too_full_says_so_and_gives_the_first)
{
    OWN(event) e = event_of(CALENDAR(VEVENT(WEEKLY)));
    struct occurrence found[2];
    size_t count = 0;
    CHECK_INT(event_window(e, NULL, at("2026-01-01T00:00:00Z"), at("2027-01-01T00:00:00Z"),
                           RECUR_BUDGET, found, 2, &count),
              RECUR_EXHAUSTED);
    CHECK_INT(count, 2);
    CHECK_STR(found[1].key, "20260310T090000Z");
}

TEST(the_next_one_is_the_first_that_has_not_ended)
{
    static const struct {
        const char *after, *key;
    } cases[] = {
        {"2026-01-01T00:00:00Z", "20260303T090000Z"},
        {"2026-03-03T09:30:00Z", "20260303T090000Z"},
        {"2026-03-03T10:00:00Z", "20260310T090000Z"},
        {"2026-03-20T00:00:00Z", "20260324T090000Z"},
        {"2026-04-07T08:30:00Z", "20260407T080000Z"},
        {"2026-04-07T09:00:00Z", "20260317T090000Z"},
        {"2026-06-01T21:00:00Z", ""},
    };
    OWN(event)
    e = event_of(CALENDAR(
        VEVENT(WEEKLY) VEVENT("RECURRENCE-ID:20260317T090000Z\r\nDTSTART:20260601T200000Z\r\n"
                              "DTEND:20260601T210000Z\r\n")));
    for (size_t i = 0; i < LENGTH(cases); i++) {
        struct occurrence o = {0};
        enum recur_answer got = event_next(e, NULL, at(cases[i].after), RECUR_BUDGET, &o);
        CHECK_INT(got, *cases[i].key ? RECUR_FOUND : RECUR_NONE);
        CHECK_STR(o.key, cases[i].key);
    }
}

TEST(the_next_start_does_not_count_what_runs)
{
    OWN(event) e = event_of(CALENDAR(VEVENT(WEEKLY)));
    struct occurrence o;
    CHECK_INT(event_next_start(e, NULL, at("2026-03-03T09:00:00Z"), RECUR_BUDGET, &o), RECUR_FOUND);
    CHECK_STR(o.key, "20260303T090000Z");
    CHECK_INT(event_next_start(e, NULL, at("2026-03-03T09:00:01Z"), RECUR_BUDGET, &o), RECUR_FOUND);
    CHECK_STR(o.key, "20260310T090000Z");
}

TEST(an_occurrence_is_found_by_its_key)
{
    static const struct {
        const char *key, *start;
    } cases[] = {
        {"20260310T090000Z", "2026-03-10T09:00:00Z"},
        {"20260317T090000Z", "2026-03-18T09:00:00Z"},
        {"20260324T090000Z", "2026-03-25T09:00:00Z"},
        {"20260311T090000Z", NULL},
        {"20260310", NULL},
        {"20260310T100000", NULL},
        {"nonsense", NULL},
    };
    OWN(event)
    e = event_of(
        CALENDAR(VEVENT(WEEKLY) VEVENT("RECURRENCE-ID;RANGE=THISANDFUTURE:20260317T090000Z\r\n"
                                       "DTSTART;TZID=Europe/Berlin:20260318T100000\r\n")));
    for (size_t i = 0; i < LENGTH(cases); i++) {
        struct occurrence o;
        enum recur_answer got = event_occurrence(e, NULL, cases[i].key, &o);
        CHECK_INT(got, cases[i].start ? RECUR_FOUND : RECUR_NONE);
        if (!cases[i].start)
            continue;
        check_at(o.start, cases[i].start);
        CHECK_STR(o.key, cases[i].key);
    }
}

TEST(the_event_itself_has_the_empty_key)
{
    OWN(event) e = event_of(SIMPLE(""));
    struct occurrence o;
    CHECK_INT(event_occurrence(e, NULL, "", &o), RECUR_FOUND);
    check_at(o.start, "2026-03-03T09:00:00Z");
    CHECK_STR(o.key, "");
}

TEST(a_span_goes_from_the_first_start_to_the_last_end)
{
    static const struct {
        const char *events, *start, *end;
    } cases[] = {
        {VEVENT("DTSTART:20260303T090000Z\r\nDURATION:PT1H\r\n"), "2026-03-03T09:00:00Z",
         "2026-03-03T10:00:00Z"},
        {VEVENT(WEEKLY), "2026-03-03T09:00:00Z", "2026-04-07T09:00:00Z"},
        {VEVENT(WEEKLY "EXDATE:20260303T090000Z\r\n"), "2026-03-10T09:00:00Z",
         "2026-04-07T09:00:00Z"},
        {VEVENT(WEEKLY) VEVENT("RECURRENCE-ID:20260317T090000Z\r\nDTSTART:20260601T200000Z\r\n"
                               "DTEND:20260601T210000Z\r\n"),
         "2026-03-03T09:00:00Z", "2026-06-01T21:00:00Z"},
        {VEVENT(WEEKLY) VEVENT("RECURRENCE-ID:20260317T090000Z\r\nDTSTART:20260201T200000Z\r\n"),
         "2026-02-01T20:00:00Z", "2026-04-07T09:00:00Z"},
        {VEVENT("DTSTART:20260303T090000Z\r\nRRULE:FREQ=DAILY\r\n"), "2026-03-03T09:00:00Z", NULL},
        {VEVENT("DTSTART:20260303T090000Z\r\nRRULE:FREQ=DAILY;COUNT=1\r\nEXDATE:20260303T090000Z"
                "\r\n"),
         "2026-03-03T09:00:00Z", "2026-03-03T09:00:00Z"},
        {VEVENT("RECURRENCE-ID:20260310T090000Z\r\nDTSTART:20260310T100000Z\r\nDURATION:PT1H\r\n"),
         "2026-03-10T10:00:00Z", "2026-03-10T11:00:00Z"},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        OWN_CHARS text = mem_strf(CALENDAR("%s"), cases[i].events);
        OWN(event) e = event_of(text);
        instant start, end;
        event_span(e, NULL, &start, &end);
        check_at(start, cases[i].start);
        if (cases[i].end)
            check_at(end, cases[i].end);
        else
            CHECK(end == INSTANT_NEVER);
    }
}

TEST(far_away_is_as_near_as_tomorrow)
{
    OWN(event)
    e = event_of(
        CALENDAR(VEVENT("DTSTART;TZID=Europe/Berlin:20260303T100000\r\nRRULE:FREQ=DAILY\r\n")));
    OWN_CHARS got = window_of(e, "2500-07-01T00:00:00Z", "2500-07-02T00:00:00Z");
    CHECK_STR(got, "25000701T080000Z 2500-07-01T08:00:00Z 0\n");
}

TEST(a_budget_that_is_used_up_is_an_answer)
{
    OWN(event)
    e = event_of(CALENDAR(
        VEVENT("DTSTART:20260303T100000Z\r\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\r\n")));
    struct occurrence o;
    enum recur_answer got = event_next(e, NULL, at("2030-01-01T00:00:00Z"), 10, &o);
    CHECK(got == RECUR_EXHAUSTED || got == RECUR_NONE);
}

RUN_TESTS(CASE(a_window_holds_what_happens_in_it),
          CASE(the_future_keeps_its_hour_however_the_instance_in_a_gap_is_named),
          CASE(an_instance_that_a_gap_moved_is_as_long_by_its_key_as_in_a_window),
          CASE(the_next_start_is_the_first_of_the_window_also_where_a_gap_disturbs_the_order),
          CASE(a_window_that_is_too_full_says_so_and_gives_the_first),
          CASE(the_next_one_is_the_first_that_has_not_ended),
          CASE(the_next_start_does_not_count_what_runs), CASE(an_occurrence_is_found_by_its_key),
          CASE(the_event_itself_has_the_empty_key),
          CASE(a_span_goes_from_the_first_start_to_the_last_end),
          CASE(far_away_is_as_near_as_tomorrow), CASE(a_budget_that_is_used_up_is_an_answer))
