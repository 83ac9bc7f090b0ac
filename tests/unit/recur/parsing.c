#include "sets.h"

static bool is_taken(const char *rule, struct error *err)
{
    OWN(recurrence) r = recurrence_new(wall_at("20260302T090000"), false, NULL);
    return recurrence_add_rule(r, span_of(rule), err);
}

TEST(rules_are_read_as_programs_write_them)
{
    static const char *const rules[] = {
        "FREQ=DAILY",
        "freq=weekly;byday=mo,tu",
        "FREQ=DAILY;",
        "FREQ=DAILY;;COUNT=2",
        "INTERVAL=2;FREQ=DAILY",
        "FREQ=MONTHLY;BYDAY=+1MO,-1FR",
        "FREQ=YEARLY;BYMONTHDAY=+1",
        "FREQ=DAILY; COUNT=2",
        "FREQ=DAILY;UNTIL=20261231",
        "FREQ=DAILY;UNTIL=20261231T235959",
        "FREQ=DAILY;UNTIL=20261231T235959Z",
        "RSCALE=GREGORIAN;FREQ=YEARLY;SKIP=OMIT",
        "FREQ=DAILY;X-VENDOR=1",
        "FREQ=WEEKLY;WKST=SU;INTERVAL=65537",
    };
    for (size_t i = 0; i < LENGTH(rules); i++) {
        struct error err;
        CHECK_OK(is_taken(rules[i], &err), &err);
    }
}

TEST(rules_that_are_wrong_are_refused_and_the_part_is_named)
{
    static const struct {
        const char *rule, *named;
    } cases[] = {
        {"", "no FREQ"},
        {"COUNT=2", "no FREQ"},
        {"FREQ=FORTNIGHTLY", "FREQ=FORTNIGHTLY"},
        {"FREQ=", "FREQ="},
        {"FREQ=DAILY;INTERVAL=0", "INTERVAL=0"},
        {"FREQ=DAILY;INTERVAL=-1", "INTERVAL=-1"},
        {"FREQ=DAILY;INTERVAL=99999999999999999999", "INTERVAL="},
        {"FREQ=DAILY;COUNT=0", "COUNT=0"},
        {"FREQ=DAILY;COUNT=two", "COUNT=two"},
        {"FREQ=DAILY;UNTIL=20261301", "UNTIL=20261301"},
        {"FREQ=DAILY;UNTIL=20260229", "UNTIL=20260229"},
        {"FREQ=DAILY;UNTIL=soon", "UNTIL=soon"},
        {"FREQ=DAILY;UNTIL=20261231T2359", "UNTIL=20261231T2359"},
        {"FREQ=WEEKLY;BYDAY=XX", "BYDAY=XX"},
        {"FREQ=WEEKLY;BYDAY=", "BYDAY="},
        {"FREQ=WEEKLY;BYDAY=MO,", "BYDAY=MO,"},
        {"FREQ=MONTHLY;BYDAY=0MO", "BYDAY=0MO"},
        {"FREQ=YEARLY;BYDAY=54MO", "BYDAY=54MO"},
        {"FREQ=MONTHLY;BYMONTHDAY=32", "BYMONTHDAY=32"},
        {"FREQ=MONTHLY;BYMONTHDAY=0", "BYMONTHDAY=0"},
        {"FREQ=YEARLY;BYYEARDAY=386", "BYYEARDAY=386"},
        {"FREQ=YEARLY;BYWEEKNO=56", "BYWEEKNO=56"},
        {"FREQ=YEARLY;BYMONTH=14", "BYMONTH=14"},
        {"FREQ=DAILY;BYHOUR=24", "BYHOUR=24"},
        {"FREQ=DAILY;BYMINUTE=60", "BYMINUTE=60"},
        {"FREQ=DAILY;BYSECOND=61", "BYSECOND=61"},
        {"FREQ=MONTHLY;BYDAY=MO;BYSETPOS=0", "BYSETPOS=0"},
        {"FREQ=WEEKLY;WKST=1", "WKST=1"},
        {"FREQ=DAILY;FREQ=WEEKLY", "FREQ stands twice"},
        {"FREQ=DAILY;BYEASTER=1", "BYEASTER=1"},
        {"RSCALE=KLINGON;FREQ=YEARLY", "RSCALE=KLINGON"},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        struct error err = {0};
        if (is_taken(cases[i].rule, &err))
            fail_msg("taken: %s", cases[i].rule);
        CHECK_INT(err.kind, FAULT_INVALID);
        if (!strstr(err.said, cases[i].named))
            fail_msg("%s: %s", cases[i].rule, err.said);
    }
}

TEST(a_date_has_no_hours_to_repeat_by)
{
    OWN(recurrence) r = recurrence_new(wall_at("20260302"), true, NULL);
    struct error err = {0};
    CHECK(!recurrence_add_rule(r, SPAN("FREQ=HOURLY"), &err));
    CHECK_INT(err.kind, FAULT_INVALID);
}

TEST(a_refused_rule_leaves_the_set_as_it_was)
{
    OWN(recurrence) r = set_of("20260302T090000", NULL, "RRULE:FREQ=DAILY;COUNT=2");
    struct error err;
    CHECK(!recurrence_add_rule(r, SPAN("FREQ=DAILY;COUNT=x"), &err));
    OWN_CHARS all = all_of(r, 10, false);
    CHECK_STR(all, "20260302T090000 20260303T090000");
}

TEST(more_rules_than_anybody_needs_are_refused)
{
    OWN(recurrence) r = recurrence_new(wall_at("20260302"), true, NULL);
    struct error err = {0};
    int taken = 0;
    while (taken < 10000 && recurrence_add_rule(r, SPAN("FREQ=DAILY;COUNT=2"), &err))
        taken++;
    CHECK_INT(err.kind, FAULT_TOO_LARGE);
    CHECK(taken >= 50);
}

RUN_TESTS(CASE(rules_are_read_as_programs_write_them),
          CASE(rules_that_are_wrong_are_refused_and_the_part_is_named),
          CASE(a_date_has_no_hours_to_repeat_by), CASE(a_refused_rule_leaves_the_set_as_it_was),
          CASE(more_rules_than_anybody_needs_are_refused))
