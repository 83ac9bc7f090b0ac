/* Any window in any year, in bounded steps: what a search finds is what a walk meets. */
#include "sets.h"

static const struct {
    const char *start, *lines;
} sets[] = {
    {"20200131T090000", "RRULE:FREQ=DAILY"},
    {"20200131T090000", "RRULE:FREQ=DAILY;INTERVAL=3;COUNT=700"},
    {"20200131T090000", "RRULE:FREQ=DAILY;BYMONTH=1,6;BYDAY=MO,FR;COUNT=300"},
    {"20200131T023000", "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,WE;WKST=SU"},
    {"20200131T023000", "RRULE:FREQ=WEEKLY;BYDAY=SU,WE;COUNT=500"},
    {"20200131T090000", "RRULE:FREQ=MONTHLY"},
    {"20200131T090000", "RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1,1;COUNT=99"},
    {"20200115T090000", "RRULE:FREQ=MONTHLY;INTERVAL=5;BYMONTHDAY=-1,15;COUNT=40"},
    {"20200229T090000", "RRULE:FREQ=YEARLY;COUNT=4"},
    {"20200115T090000", "RRULE:FREQ=YEARLY;BYWEEKNO=1,53;BYDAY=MO,SU"},
    {"20200115T090000", "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU;COUNT=12"},
    {"20200115T090000", "RRULE:FREQ=DAILY;INTERVAL=2;BYDAY=MO,TU,SA;COUNT=500"},
    {"20200115T090000", "RRULE:FREQ=HOURLY;INTERVAL=5;BYDAY=SU;BYMINUTE=0,30;COUNT=1000"},
    {"20200115T090000", "RRULE:FREQ=HOURLY;INTERVAL=7;COUNT=2000"},
    {"20200115T090000", "RRULE:FREQ=HOURLY;INTERVAL=5;BYDAY=SU;BYMINUTE=0,30"},
    {"20200115T090000", "RRULE:FREQ=MINUTELY;INTERVAL=45;BYHOUR=1,2,3;BYDAY=SU"},
    {"20200115T090000", "RRULE:FREQ=MINUTELY;INTERVAL=1441;BYSECOND=10,20;COUNT=800"},
    {"20200115T090000", "RRULE:FREQ=SECONDLY;INTERVAL=50021"},
    {"20200115T090000", "RRULE:FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=15;BYSETPOS=2,3;COUNT=900"},
    {"20200115T090000", "RRULE:FREQ=WEEKLY RRULE:FREQ=MONTHLY;BYDAY=2TU RDATE:20210505T111111 "
                        "EXDATE:20200122T090000 EXRULE:FREQ=MONTHLY;BYMONTHDAY=1"},
    {"20200116T090000", "RRULE:FREQ=WEEKLY;BYDAY=MO,TU;COUNT=77"},
};

static void check_walk(const struct recurrence *r, const char *name)
{
    static struct instance walked[4000];
    size_t count;
    instant from = wall_at("20200101T000000"), to = wall_at("20240601T000000");
    CHECK_INT(recurrence_window(r, from, to, INT64_MAX, walked, LENGTH(walked), &count),
              RECUR_FOUND);
    CHECK(count > 0);
    for (size_t i = 0; i < count; i += 1 + i / 40) {
        struct instance next;
        CHECK(i == 0 || walked[i].at > walked[i - 1].at);
        instant after = i ? walked[i - 1].at + 1 : from;
        if (recurrence_next(r, after, RECUR_BUDGET, &next) != RECUR_FOUND ||
            next.at != walked[i].at || next.local != walked[i].local)
            fail_msg("%s: instance %zu is not found after the one before", name, i);
        CHECK_INT(recurrence_next(r, walked[i].at, RECUR_BUDGET, &next), RECUR_FOUND);
        CHECK_INT(next.at, walked[i].at);
        CHECK_INT(recurrence_has(r, walked[i].local, RECUR_BUDGET), RECUR_FOUND);
        CHECK_INT(recurrence_has(r, walked[i].local + 1, RECUR_BUDGET), RECUR_NONE);
    }
}

TEST(every_instance_of_a_walk_is_found_by_a_search_from_anywhere)
{
    OWN(zones) z = open_zones();
    for (size_t i = 0; i < LENGTH(sets); i++) {
        OWN(recurrence)
        r = set_of(sets[i].start, zone_named(z, SPAN("America/New_York")), sets[i].lines);
        check_walk(r, sets[i].lines);
    }
}

TEST(the_last_instance_is_the_end_of_the_walk)
{
    static const struct {
        const char *start, *lines, *last;
    } cases[] = {
        {"20260302T090000", "", "20260302T090000"},
        {"20260302T090000", "RRULE:FREQ=DAILY;COUNT=10", "20260311T090000"},
        {"20260302T090000", "RRULE:FREQ=DAILY;COUNT=1000000", "47640127T090000"},
        {"20260302T090000", "RRULE:FREQ=WEEKLY;BYDAY=MO,WE;COUNT=5", "20260316T090000"},
        {"20260302T090000", "RRULE:FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR;COUNT=1000000",
         "58590325T090000"},
        {"20260304T090000", "RRULE:FREQ=DAILY;INTERVAL=3;BYDAY=MO,TU;COUNT=6", "20260421T090000"},
        {"20260302T090000", "RRULE:FREQ=HOURLY;BYHOUR=9,17;BYDAY=MO;COUNT=400000",
         "58590321T170000"},
        {"20260302T090000", "RRULE:FREQ=MINUTELY;BYHOUR=9;BYMINUTE=0,59;COUNT=5",
         "20260304T090000"},
        {"20260302T090000", "RRULE:FREQ=MONTHLY;BYMONTHDAY=31;COUNT=3", "20260531T090000"},
        {"20260331T090000", "RRULE:FREQ=MONTHLY;BYMONTHDAY=31;COUNT=3", "20260731T090000"},
        {"20260302T090000", "RRULE:FREQ=DAILY;UNTIL=20270101", "20270101T090000"},
        {"20260302T090000", "RRULE:FREQ=YEARLY;UNTIL=20351231", "20350302T090000"},
        {"20260302T090000", "RRULE:FREQ=SECONDLY;UNTIL=20360101T000000", "20360101T000000"},
        {"20260302T090000", "RRULE:FREQ=DAILY;COUNT=3 RDATE:20260501T090000", "20260501T090000"},
        {"20260302T090000", "RRULE:FREQ=DAILY;COUNT=4 EXDATE:20260305T090000,20260304T090000",
         "20260303T090000"},
        {"20260302T090000",
         "RRULE:FREQ=DAILY;UNTIL=20270101 EXRULE:FREQ=DAILY;BYMONTH=6,7,8,9,10,11,12,1",
         "20260531T090000"},
        {"20260301T090000", "RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=1", "20260301T090000"},
        {"20260302T090000", "RRULE:FREQ=DAILY;COUNT=5;UNTIL=20260303", "20260303T090000"},
        {"20260302T090000", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "20260302T090000"},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        OWN(recurrence) r = set_of(cases[i].start, NULL, cases[i].lines);
        struct instance last = {0};
        if (recurrence_last(r, RECUR_BUDGET, &last) != RECUR_FOUND ||
            last.local != wall_at(cases[i].last)) {
            OWN(text) t = text_new();
            text_add_wall(t, last.local, false);
            fail_msg("%s: last %s, not %s", cases[i].lines, text_str(t), cases[i].last);
        }
        CHECK(!recurrence_is_endless(r));
    }
}

TEST(what_has_no_last_instance_says_so)
{
    struct instance last;
    OWN(recurrence) endless = set_of("20260302T090000", NULL, "RRULE:FREQ=DAILY");
    CHECK(recurrence_is_endless(endless));
    CHECK_INT(recurrence_last(endless, RECUR_BUDGET, &last), RECUR_NONE);
    OWN(recurrence)
    empty = set_of("20260302T090000", NULL, "RRULE:FREQ=DAILY;COUNT=2 EXRULE:FREQ=DAILY");
    CHECK(!recurrence_is_endless(empty));
    CHECK_INT(recurrence_last(empty, RECUR_BUDGET, &last), RECUR_NONE);
}

TEST(instances_are_counted_up_to_a_limit)
{
    size_t count;
    OWN(recurrence) r = set_of("20260302", NULL, "RRULE:FREQ=DAILY;COUNT=100 EXDATE:20260305");
    CHECK_INT(recurrence_count(r, 1000, RECUR_BUDGET, &count), RECUR_FOUND);
    CHECK_INT(count, 99);
    CHECK_INT(recurrence_count(r, 7, RECUR_BUDGET, &count), RECUR_FOUND);
    CHECK_INT(count, 7);
    CHECK_INT(recurrence_count(r, 1000, 20, &count), RECUR_EXHAUSTED);
}

TEST(a_window_that_is_full_says_that_there_is_more)
{
    struct instance found[3];
    size_t count;
    OWN(recurrence) r = set_of("20260302", NULL, "RRULE:FREQ=DAILY;COUNT=4");
    instant from = wall_at("20260302"), to = wall_at("20260401");
    CHECK_INT(recurrence_window(r, from, to, RECUR_BUDGET, found, 3, &count), RECUR_EXHAUSTED);
    CHECK_INT(count, 3);
    CHECK_INT(recurrence_window(r, from, wall_at("20260305"), RECUR_BUDGET, found, 3, &count),
              RECUR_FOUND);
    CHECK_INT(count, 3);
    CHECK_INT(recurrence_window(r, to, from, RECUR_BUDGET, found, 3, &count), RECUR_FOUND);
    CHECK_INT(count, 0);
}

TEST(the_end_of_the_calendar_ends_every_rule)
{
    struct instance next;
    OWN(recurrence) r = set_of("20260302T090000", NULL, "RRULE:FREQ=DAILY");
    CHECK_INT(recurrence_next(r, wall_at("99991231T000000"), RECUR_BUDGET, &next), RECUR_FOUND);
    CHECK_INT(recurrence_next(r, next.at + 1, RECUR_BUDGET, &next), RECUR_NONE);
    CHECK_INT(recurrence_next(r, INSTANT_NEVER, RECUR_BUDGET, &next), RECUR_NONE);
    OWN(recurrence) far = set_of("20260302T090000", NULL, "RRULE:FREQ=YEARLY;INTERVAL=2147483647");
    CHECK_INT(recurrence_next(far, wall_at("20270101T000000"), RECUR_BUDGET, &next), RECUR_NONE);
}

TEST(a_budget_that_is_used_up_is_an_answer)
{
    struct instance next;
    OWN(recurrence) r = set_of("20260302T090000", NULL, "RRULE:FREQ=DAILY;BYMONTHDAY=31;BYDAY=MO");
    CHECK_INT(recurrence_next(r, wall_at("20260302T090001"), 20, &next), RECUR_EXHAUSTED);
    CHECK_INT(recurrence_next(r, wall_at("20260302T090001"), 1000, &next), RECUR_FOUND);
    OWN(recurrence) all = set_of("20260302T090000", NULL, "RRULE:FREQ=DAILY EXRULE:FREQ=DAILY");
    CHECK_INT(recurrence_next(all, INSTANT_FIRST, 1000, &next), RECUR_EXHAUSTED);
}

/* A stride that hardly ever comes onto the time that the limits leave in. */
TEST(sparse_rules_of_hours_minutes_and_seconds_are_answered_in_few_steps)
{
    static const struct {
        const char *rule, *next;
    } cases[] = {
        {"FREQ=SECONDLY;INTERVAL=86399;BYHOUR=9;BYMINUTE=0;BYSECOND=0", "22620920T090000"},
        {"FREQ=MINUTELY;INTERVAL=1439;BYHOUR=9;BYMINUTE=0", "20300208T090000"},
        {"FREQ=HOURLY;INTERVAL=25;BYHOUR=9;BYDAY=TU", "20260421T090000"},
        {"FREQ=SECONDLY;INTERVAL=7;BYMONTH=2;BYMONTHDAY=29;BYHOUR=3", "20280229T030006"},
        {"FREQ=HOURLY;INTERVAL=1000003;BYDAY=MO;BYHOUR=9", ""},
        {"FREQ=SECONDLY;INTERVAL=2147483647;BYSECOND=0", "61090325T110700"},
        {"FREQ=MINUTELY;INTERVAL=10081;BYDAY=MO;BYHOUR=9;BYMINUTE=0,1,2,3", "20260309T090100"},
        {"FREQ=SECONDLY;INTERVAL=86399;BYHOUR=8,10;BYSECOND=0", "20260501T085900"},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        OWN_CHARS line = mem_strf("RRULE:%s", cases[i].rule);
        OWN(recurrence) r = set_of("20260302T090000", NULL, line);
        struct instance next = {0};
        OWN(text) t = text_new();
        enum recur_answer answer = recurrence_next(r, wall_at("20260302T090001"), 3000, &next);
        if (answer == RECUR_FOUND)
            text_add_wall(t, next.local, false);
        if (answer == RECUR_EXHAUSTED || strcmp(text_str(t), cases[i].next) != 0)
            fail_msg("%s: %s", cases[i].rule, text_str(t));
    }
}

TEST(what_no_calendar_has_is_none_at_once)
{
    static const char *const never[] = {
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYMONTH=2;BYYEARDAY=-3",
        "FREQ=YEARLY;BYMONTH=10;BYYEARDAY=-107",
        "FREQ=MINUTELY;BYMONTH=10;BYYEARDAY=-107",
        "FREQ=MONTHLY;BYDAY=6TU",
        "FREQ=MONTHLY;BYMONTHDAY=1,2,3;BYDAY=2MO",
        "FREQ=YEARLY;BYWEEKNO=20;BYMONTH=1",
        "FREQ=YEARLY;BYWEEKNO=53;BYMONTH=1;BYMONTHDAY=4",
        "FREQ=WEEKLY;BYSETPOS=2",
        "FREQ=WEEKLY;BYDAY=MO,TU;BYHOUR=1,2;BYSETPOS=-5",
        "FREQ=MONTHLY;BYMONTHDAY=1,2;BYSETPOS=3",
        "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6",
        "FREQ=YEARLY;BYYEARDAY=1,100,200;BYSETPOS=4",
        "FREQ=HOURLY;BYMINUTE=1,2;BYSETPOS=3",
    };
    static const char *const rare[] = {
        "FREQ=YEARLY;BYMONTH=2;BYYEARDAY=60",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=SU",
        "FREQ=YEARLY;BYWEEKNO=53;BYMONTH=1;BYMONTHDAY=3",
        "FREQ=MONTHLY;BYDAY=MO,5TU;BYSETPOS=6",
        "FREQ=WEEKLY;BYDAY=MO,TU;BYHOUR=1,2;BYSETPOS=-4",
        "FREQ=YEARLY;BYDAY=53SU",
        "FREQ=YEARLY;BYYEARDAY=366,1;BYSETPOS=2",
    };
    struct instance next;
    for (size_t i = 0; i < LENGTH(never) + LENGTH(rare); i++) {
        bool is_never = i < LENGTH(never);
        const char *rule = is_never ? never[i] : rare[i - LENGTH(never)];
        OWN_CHARS line = mem_strf("RRULE:%s", rule);
        OWN(recurrence) r = set_of("20260302T090000", NULL, line);
        enum recur_answer answer =
            recurrence_next(r, wall_at("20260302T090001"), is_never ? 3 : 1000, &next);
        if (answer != (is_never ? RECUR_NONE : RECUR_FOUND))
            fail_msg("%s: %d", rule, (int)answer);
    }
}

TEST(far_years_cost_no_more_steps_than_near_ones)
{
    static const char *const rules[] = {
        "RRULE:FREQ=DAILY",
        "RRULE:FREQ=DAILY;COUNT=2900000",
        "RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;COUNT=2000000",
        "RRULE:FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR;COUNT=2000000",
        "RRULE:FREQ=HOURLY;INTERVAL=2;BYHOUR=9,17;BYDAY=MO;COUNT=1000000",
        "RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
        "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
        "RRULE:FREQ=SECONDLY",
        "RRULE:FREQ=MINUTELY;INTERVAL=7",
    };
    for (size_t i = 0; i < LENGTH(rules); i++) {
        OWN(recurrence) r = set_of("20260101T090000", NULL, rules[i]);
        struct instance next;
        if (recurrence_next(r, wall_at("94990301T000000"), 60, &next) != RECUR_FOUND)
            fail_msg("%s is not found in 60 steps", rules[i]);
    }
}

RUN_TESTS(CASE(every_instance_of_a_walk_is_found_by_a_search_from_anywhere),
          CASE(the_last_instance_is_the_end_of_the_walk), CASE(what_has_no_last_instance_says_so),
          CASE(instances_are_counted_up_to_a_limit),
          CASE(a_window_that_is_full_says_that_there_is_more),
          CASE(the_end_of_the_calendar_ends_every_rule),
          CASE(a_budget_that_is_used_up_is_an_answer),
          CASE(sparse_rules_of_hours_minutes_and_seconds_are_answered_in_few_steps),
          CASE(what_no_calendar_has_is_none_at_once),
          CASE(far_years_cost_no_more_steps_than_near_ones))
