#include "sets.h"

struct expected {
    const char *start, *lines, *all;
};

static void check_sets(const struct expected *cases, size_t count, const char *zone)
{
    OWN(zones) z = open_zones();
    for (size_t i = 0; i < count; i++) {
        bool is_date = strlen(cases[i].start) == 8;
        OWN(recurrence)
        r = set_of(cases[i].start, zone ? zone_named(z, span_of(zone)) : NULL, cases[i].lines);
        OWN_CHARS got = all_of(r, 20, is_date);
        if (strcmp(got, cases[i].all) != 0)
            fail_msg("%s %s\n wanted %s\n got    %s", cases[i].start, cases[i].lines, cases[i].all,
                     got);
    }
}

TEST(the_start_is_an_instance_even_when_no_rule_gives_it)
{
    static const struct expected cases[] = {
        {"20260301", "", "20260301"},
        {"20260301", "RRULE:FREQ=WEEKLY;BYDAY=TU;UNTIL=20260310", "20260301 20260303 20260310"},
        {"20260301", "RRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=3", "20260301 20260303 20260310"},
        {"20260303", "RRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=3", "20260303 20260310 20260317"},
        {"20260301", "RRULE:FREQ=DAILY;UNTIL=20260201", "20260301"},
        {"20260301", "RRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=1", "20260301"},
        /* Where one rule gives it, no other rule counts it. */
        {"20260303", "RRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=2 RRULE:FREQ=WEEKLY;BYDAY=TH;COUNT=1",
         "20260303 20260305 20260310"},
    };
    check_sets(cases, LENGTH(cases), NULL);
}

TEST(rules_and_dates_are_merged_in_order_and_each_instance_is_there_once)
{
    static const struct expected cases[] = {
        {"20260302", "RRULE:FREQ=WEEKLY;COUNT=3 RRULE:FREQ=DAILY;INTERVAL=7;COUNT=4",
         "20260302 20260309 20260316 20260323"},
        {"20260302", "RRULE:FREQ=WEEKLY;COUNT=3 RDATE:20260309,20260310,20260101,20260310",
         "20260101 20260302 20260309 20260310 20260316"},
        {"20260302", "RDATE:20260310,20260309,20260308,20260307",
         "20260302 20260307 20260308 20260309 20260310"},
        {"20260302T090000", "RRULE:FREQ=DAILY;COUNT=2 RDATE:20260302T080000Z,20260302T103000Z",
         "20260302T090000 20260302T113000 20260303T090000"},
    };
    check_sets(cases, 3, NULL);
    check_sets(cases + 3, 1, "Europe/Berlin");
}

TEST(what_is_excluded_is_not_there_in_whatever_form_it_was_said)
{
    static const struct expected cases[] = {
        {"20260302T090000", "RRULE:FREQ=DAILY;COUNT=4 EXDATE:20260303T090000",
         "20260302T090000 20260304T090000 20260305T090000"},
        {"20260302T090000", "RRULE:FREQ=DAILY;COUNT=4 EXDATE:20260303T080000Z",
         "20260302T090000 20260304T090000 20260305T090000"},
        {"20260302T090000", "RRULE:FREQ=DAILY;COUNT=4 EXDATE:20260303",
         "20260302T090000 20260304T090000 20260305T090000"},
        {"20260302T230000", "RRULE:FREQ=DAILY;COUNT=2 EXDATE:20260302", "20260303T230000"},
        {"20260302T090000", "RRULE:FREQ=DAILY;COUNT=2 EXDATE:20260302T090000", "20260303T090000"},
        {"20260302T090000", "EXDATE:20260302T090000", ""},
        {"20260302T090000", "RRULE:FREQ=DAILY;COUNT=2 EXDATE:20260303T100000",
         "20260302T090000 20260303T090000"},
        {"20260302T090000", "RRULE:FREQ=DAILY;COUNT=6 EXRULE:FREQ=DAILY;INTERVAL=2;COUNT=2",
         "20260303T090000 20260305T090000 20260306T090000 20260307T090000"},
        {"20260303T090000", "RRULE:FREQ=WEEKLY;BYDAY=TU,TH;COUNT=6 EXRULE:FREQ=WEEKLY;BYDAY=TH",
         "20260303T090000 20260310T090000 20260317T090000"},
        {"20260302T090000", "RRULE:FREQ=DAILY;COUNT=3 EXRULE:FREQ=DAILY", ""},
        {"20260302T090000", "RDATE:20260309T090000 EXRULE:FREQ=WEEKLY", ""},
    };
    check_sets(cases, LENGTH(cases), "Europe/Berlin");
}

TEST(many_dates_in_any_order_are_kept_sorted)
{
    OWN(recurrence) r = recurrence_new(0, true, NULL);
    enum { DAYS = 3000 };
    for (int64_t i = 0; i < DAYS; i++)
        recurrence_add_wall(r, (i * 1777 % DAYS + 1) * 86400);
    for (int64_t i = 0; i < DAYS; i += 2)
        recurrence_exclude_wall(r, (i * 1777 % DAYS + 1) * 86400);
    size_t count;
    CHECK_INT(recurrence_count(r, 10000, RECUR_BUDGET, &count), RECUR_FOUND);
    CHECK_INT(count, DAYS / 2 + 1);
    struct instance next = {0};
    instant before = INSTANT_FIRST;
    for (size_t i = 0; i < count; i++) {
        CHECK_INT(recurrence_next(r, before + (i > 0), RECUR_BUDGET, &next), RECUR_FOUND);
        CHECK(i == 0 || next.at > before);
        before = next.at;
    }
}

TEST(dates_in_descending_order_are_all_found)
{
    enum { DAYS = 5000 };
    OWN(recurrence) r = set_of("20260101", NULL, "RRULE:FREQ=DAILY;COUNT=5001");
    for (int64_t day = DAYS; day > 0; day--)
        recurrence_exclude_day(r, wall_at("20260101") / 86400 + day - (day % 7 == 0));
    struct instance last;
    size_t count;
    CHECK_INT(recurrence_count(r, 10000, RECUR_BUDGET, &count), RECUR_FOUND);
    CHECK_INT(count, 1 + DAYS / 7);
    CHECK_INT(recurrence_last(r, RECUR_BUDGET, &last), RECUR_FOUND);
    CHECK_INT(last.local, wall_at("20260101") + INT64_C(86400) * (DAYS / 7 * 7));
}

TEST(dates_without_a_zone_count_as_they_stand)
{
    OWN(recurrence) r = set_of("20260302T090000", NULL, "RRULE:FREQ=DAILY;COUNT=2");
    struct instance next;
    CHECK_INT(recurrence_next(r, INSTANT_FIRST, RECUR_BUDGET, &next), RECUR_FOUND);
    CHECK_INT(next.local, wall_at("20260302T090000"));
    CHECK_INT(next.at, wall_at("20260302T090000"));
}

RUN_TESTS(CASE(the_start_is_an_instance_even_when_no_rule_gives_it),
          CASE(rules_and_dates_are_merged_in_order_and_each_instance_is_there_once),
          CASE(what_is_excluded_is_not_there_in_whatever_form_it_was_said),
          CASE(many_dates_in_any_order_are_kept_sorted),
          CASE(dates_in_descending_order_are_all_found),
          CASE(dates_without_a_zone_count_as_they_stand))
