#include "sets.h"

TEST(series_that_exchange_can_hold_have_no_problem)
{
    static const char *const lines[] = {
        "",
        "RRULE:FREQ=DAILY;COUNT=5",
        "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH",
        "RRULE:FREQ=MONTHLY",
        "RRULE:FREQ=MONTHLY;BYDAY=1TU",
        "RRULE:FREQ=MONTHLY;BYDAY=TU;BYSETPOS=1",
        "RRULE:FREQ=YEARLY",
        "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=1TU",
        "RRULE:FREQ=WEEKLY;UNTIL=20270101 EXDATE:20260310",
    };
    for (size_t i = 0; i < LENGTH(lines); i++) {
        OWN(recurrence) r = set_of("20260303", NULL, lines[i]);
        if (recurrence_exchange_problem(r))
            fail_msg("%s: %s", lines[i], recurrence_exchange_problem(r));
    }
}

TEST(series_that_exchange_cannot_hold_are_told)
{
    static const struct {
        const char *lines, *says;
    } cases[] = {
        {"RRULE:FREQ=WEEKLY RRULE:FREQ=DAILY;COUNT=2", "one rule"},
        {"RRULE:FREQ=WEEKLY EXRULE:FREQ=MONTHLY", "one rule"},
        {"RRULE:FREQ=WEEKLY RDATE:20260401T090000", "added dates"},
        {"RRULE:FREQ=HOURLY", "hours"},
        {"RRULE:FREQ=DAILY;BYHOUR=9,12", "time of day"},
        {"RRULE:FREQ=DAILY;INTERVAL=1000", "999"},
        {"RRULE:FREQ=DAILY;BYMONTH=3", "daily rules"},
        {"RRULE:FREQ=WEEKLY;BYMONTH=3", "weekly rules"},
        {"RRULE:FREQ=MONTHLY;BYMONTHDAY=3,17", "one day of the month"},
        {"RRULE:FREQ=MONTHLY;BYDAY=1TU,3TU", "one day of the month"},
        {"RRULE:FREQ=MONTHLY;BYDAY=TU", "one day of the month"},
        {"RRULE:FREQ=MONTHLY;BYMONTH=3,4", "all months"},
        {"RRULE:FREQ=YEARLY;BYMONTH=3,4", "one month"},
        {"RRULE:FREQ=YEARLY;BYYEARDAY=62", "days of the year"},
        {"RRULE:FREQ=WEEKLY;BYDAY=MO", "start"},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        OWN(recurrence) r = set_of("20260303T090000", NULL, cases[i].lines);
        const char *problem = recurrence_exchange_problem(r);
        if (!problem || !strstr(problem, cases[i].says))
            fail_msg("%s: %s", cases[i].lines, problem ? problem : "no problem");
    }
}

RUN_TESTS(CASE(series_that_exchange_can_hold_have_no_problem),
          CASE(series_that_exchange_cannot_hold_are_told))
