/* Rules that count in other calendars, and what becomes of days that are not there. RFC 7529 */
#include <pthread.h>

#include "../../../src/recur/scale.h"
#include "sets.h"

struct given {
    const char *start, *rule, *dates;
};

static void check_dates(const struct given *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        OWN_CHARS line = mem_strf("RRULE:RSCALE=%s", cases[i].rule);
        OWN(recurrence) r = set_of(cases[i].start, NULL, line);
        recurrence_start_by_rule(r);
        size_t most = 1;
        for (const char *c = cases[i].dates; *c; c++)
            most += *c == ' ';
        OWN_CHARS got = all_of(r, most, true);
        if (strncmp(got, cases[i].dates, strlen(cases[i].dates)) != 0)
            fail_msg("%s %s\n wanted %s\n got    %s", cases[i].start, cases[i].rule, cases[i].dates,
                     got);
    }
}

TEST(feasts_are_found_by_the_calendar_that_they_belong_to)
{
    static const struct given cases[] = {
        {"20240101", "CHINESE;FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1", "20240210 20250129 20260217"},
        {"20260101", "CHINESE;FREQ=YEARLY;BYMONTH=8;BYMONTHDAY=15", "20260925 20270915 20281003"},
        {"19520127", "CHINESE;FREQ=YEARLY", "19520127 19530214 19540203"},
        {"20260217", "CHINESE;FREQ=YEARLY", "20260217 20270206 20280126 20290213 20300203"},
        {"20260217", "DANGI;FREQ=YEARLY", "20260217 20270207 20280127"},
        {"20260101", "HEBREW;FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1", "20260912 20271002 20280921"},
        {"20260101", "HEBREW;FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=14", "20260303 20270323 20280312"},
        {"20260101", "persian;FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1", "20260321 20270321 20280320"},
        {"20260101", "INDIAN;FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1", "20260322 20270322 20280321"},
        {"20260101", "COPTIC;FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1", "20260911 20270912 20280911"},
        {"20260101", "ETHIOPIC;FREQ=YEARLY;BYMONTH=13;BYMONTHDAY=-1", "20260910 20270911 20280910"},
        {"20260101", "ISLAMIC-CIVIL;FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=1",
         "20260320 20270310 20280227"},
        {"20260101", "ISLAMIC-UMALQURA;FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=1",
         "20260320 20270309 20280226"},
        {"20260101", "ISLAMIC-TBLA;FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=1",
         "20260319 20270309 20280226"},
        {"20260101", "ISLAMIC;FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=1", "20260320 20270309 20280226"},
    };
    check_dates(cases, LENGTH(cases));
}

TEST(every_part_counts_in_the_calendar_at_every_frequency)
{
    static const struct given cases[] = {
        {"20260101", "HEBREW;FREQ=MONTHLY;BYMONTHDAY=30", "20260217 20260417 20260615 20260813"},
        {"20260101", "CHINESE;FREQ=DAILY;BYMONTH=1;BYMONTHDAY=1,2",
         "20260217 20260218 20270206 20270207"},
        {"20260101", "CHINESE;FREQ=WEEKLY;BYMONTH=1", "20260219 20260226 20260305 20260312"},
        {"20260101", "HEBREW;FREQ=YEARLY;BYYEARDAY=385", "20271001 20351003 20380929 20431004"},
        {"20260101", "HEBREW;FREQ=YEARLY;BYYEARDAY=-1", "20260911 20271001 20280920"},
        {"20260101", "HEBREW;FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO", "20260914 20271004 20280918"},
        {"20260101", "HEBREW;FREQ=YEARLY;BYWEEKNO=55;BYDAY=MO;COUNT=1", "20270927"},
        {"20260101", "PERSIAN;FREQ=YEARLY;BYMONTH=1;BYDAY=1FR", "20260327 20270326 20280324"},
        {"20260101", "ETHIOPIC;FREQ=MONTHLY;INTERVAL=13", "20260101 20270101 20280102"},
        {"20260101", "CHINESE;FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1",
         "20260113 20260216 20260317 20260414"},
    };
    check_dates(cases, LENGTH(cases));
}

TEST(a_leap_month_is_named_by_the_month_before_it)
{
    static const struct given cases[] = {
        /* Adar I */
        {"20260101", "HEBREW;FREQ=YEARLY;BYMONTH=5L;BYMONTHDAY=1", "20270208 20300204 20330131"},
        {"20260101", "HEBREW;FREQ=YEARLY;BYMONTH=5L;BYMONTHDAY=1;SKIP=FORWARD",
         "20260218 20270208 20280228"},
        {"20260101", "HEBREW;FREQ=YEARLY;BYMONTH=5l;BYMONTHDAY=1;SKIP=BACKWARD",
         "20260119 20270208 20280129"},
        /* A start in the leap month of 2025, the sixth. */
        {"20250728", "CHINESE;FREQ=YEARLY", "20250728 20360726 20550727 20740727"},
        {"20250728", "CHINESE;FREQ=YEARLY;SKIP=FORWARD", "20250728 20260816 20270805 20280823"},
        {"20250728", "CHINESE;FREQ=YEARLY;SKIP=BACKWARD", "20250728 20260717 20270707 20280725"},
        {"20250101", "CHINESE;FREQ=YEARLY;BYMONTH=6,6L;BYMONTHDAY=4;SKIP=BACKWARD",
         "20250628 20250728 20260717 20270707"},
        /* Never there in these years, so that it always is the first month of the next. */
        {"20260101", "CHINESE;FREQ=YEARLY;BYMONTH=12L;BYMONTHDAY=5;SKIP=FORWARD",
         "20260221 20270210 20280130"},
        {"20260101", "GREGORIAN;FREQ=YEARLY;BYMONTH=5L;BYMONTHDAY=3;SKIP=FORWARD",
         "20260603 20270603 20280603"},
    };
    check_dates(cases, LENGTH(cases));
}

TEST(a_day_that_is_not_there_is_moved_on_or_back_or_left_out)
{
    static const struct given cases[] = {
        {"20260131", "GREGORIAN;FREQ=MONTHLY", "20260131 20260331 20260531"},
        {"20260131", "GREGORIAN;FREQ=MONTHLY;SKIP=OMIT", "20260131 20260331 20260531"},
        {"20260131", "GREGORIAN;FREQ=MONTHLY;SKIP=FORWARD",
         "20260131 20260301 20260331 20260501 20260531"},
        {"20260131", "GREGORIAN;FREQ=MONTHLY;SKIP=BACKWARD",
         "20260131 20260228 20260331 20260430 20260531"},
        {"20260101", "GREGORIAN;FREQ=MONTHLY;SKIP=BACKWARD;BYMONTHDAY=29,30,31;COUNT=6",
         "20260129 20260130 20260131 20260228 20260329 20260330"},
        {"20260101", "GREGORIAN;FREQ=MONTHLY;SKIP=BACKWARD;BYMONTHDAY=-31",
         "20260101 20260131 20260301 20260331 20260501"},
        {"20260131", "GREGORIAN;FREQ=MONTHLY;SKIP=FORWARD;BYMONTHDAY=-31", "20260201 20260301"},
        {"20240229", "GREGORIAN;FREQ=YEARLY;SKIP=BACKWARD",
         "20240229 20250228 20260228 20270228 20280229"},
        {"20240229", "GREGORIAN;FREQ=YEARLY;SKIP=FORWARD",
         "20240229 20250301 20260301 20270301 20280229"},
        {"20260101", "GREGORIAN;FREQ=YEARLY;SKIP=FORWARD;BYYEARDAY=366",
         "20270101 20280101 20281231 20300101"},
        {"20260101", "GREGORIAN;FREQ=YEARLY;SKIP=BACKWARD;BYYEARDAY=366;BYDAY=TH,FR",
         "20261231 20271231 20321231"},
        {"20260131", "GREGORIAN;FREQ=MONTHLY;INTERVAL=2;SKIP=FORWARD;BYMONTHDAY=31,30;BYDAY=SU,MO",
         "20260330 20260531 20261130"},
        /* First the month is put right, then the day. */
        {"20140302", "HEBREW;FREQ=YEARLY;BYMONTH=5L;BYMONTHDAY=30;SKIP=FORWARD",
         "20140302 20150321 20160310"},
        {"20130815", "BUDDHIST;FREQ=MONTHLY;SKIP=FORWARD;BYMONTHDAY=31", "20130831 20131001"},
    };
    check_dates(cases, LENGTH(cases));
}

TEST(what_was_moved_onto_another_instance_comes_once)
{
    static const struct given cases[] = {
        {"20260131", "GREGORIAN;FREQ=MONTHLY;SKIP=FORWARD;BYMONTHDAY=1,31;COUNT=6",
         "20260131 20260201 20260301 20260331 20260401 20260501"},
        {"20260131", "GREGORIAN;FREQ=MONTHLY;SKIP=BACKWARD;BYMONTHDAY=-1,-31;COUNT=5",
         "20260131 20260228 20260301 20260331 20260430"},
        {"20240229", "GREGORIAN;FREQ=YEARLY;SKIP=FORWARD;BYMONTH=2,3;BYMONTHDAY=1,29;COUNT=7",
         "20240229 20240301 20240329 20250201 20250301 20250329 20260201"},
    };
    check_dates(cases, LENGTH(cases));
    OWN(recurrence)
    r = set_of("20260131", NULL,
               "RRULE:RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP=FORWARD;BYMONTHDAY=1,31;COUNT=600");
    size_t count;
    CHECK_INT(recurrence_count(r, 1000, RECUR_BUDGET, &count), RECUR_FOUND);
    CHECK_INT(count, 600);
}

TEST(positions_are_picked_in_the_month_that_a_moved_day_belongs_to)
{
    static const struct given cases[] = {
        {"20260101", "GREGORIAN;FREQ=MONTHLY;SKIP=FORWARD;BYMONTHDAY=1,31;BYSETPOS=-1",
         "20260131 20260301 20260331 20260501"},
        {"20260101", "GREGORIAN;FREQ=MONTHLY;SKIP=FORWARD;BYMONTHDAY=1,31;BYSETPOS=1,-1;COUNT=5",
         "20260101 20260131 20260201 20260301 20260331"},
        {"20260101", "GREGORIAN;FREQ=MONTHLY;SKIP=BACKWARD;BYMONTHDAY=-31,-1;BYSETPOS=1",
         "20260101 20260131 20260301 20260331"},
        {"20260101", "GREGORIAN;FREQ=YEARLY;SKIP=FORWARD;BYYEARDAY=1,366;BYSETPOS=2",
         "20270101 20280101 20281231 20300101"},
    };
    check_dates(cases, LENGTH(cases));
    static const struct {
        const char *rule, *all;
    } timed[] = {
        {"SKIP=FORWARD;BYMONTHDAY=1,31;BYHOUR=9,17;BYSETPOS=1,-1;COUNT=9",
         "20260101T090000 20260131T170000 20260201T090000 20260301T090000 20260301T170000 "
         "20260331T170000 20260401T090000 20260501T090000 20260501T170000"},
        {"SKIP=FORWARD;BYMONTHDAY=1,31;BYHOUR=9,17;BYSETPOS=2,-2;COUNT=6",
         "20260101T170000 20260131T090000 20260201T170000 20260301T090000 20260301T170000 "
         "20260331T090000"},
        {"SKIP=BACKWARD;BYMONTHDAY=-31,-1;BYHOUR=9,17;BYSETPOS=1,-1;COUNT=7",
         "20260101T090000 20260131T090000 20260131T170000 20260228T170000 20260301T090000 "
         "20260331T090000 20260331T170000"},
    };
    for (size_t i = 0; i < LENGTH(timed); i++) {
        OWN_CHARS line = mem_strf("RRULE:RSCALE=GREGORIAN;FREQ=MONTHLY;%s", timed[i].rule);
        OWN(recurrence) r = set_of("20260101T080000", NULL, line);
        recurrence_start_by_rule(r);
        OWN_CHARS got = all_of(r, 20, false);
        CHECK_STR(got, timed[i].all);
    }
}

TEST(calendars_that_differ_by_their_years_alone_give_what_the_plain_rule_gives)
{
    static const char *const names[] = {"GREGORIAN", "gregory", "ISO8601",
                                        "BUDDHIST",  "ROC",     "JAPANESE"};
    for (size_t i = 0; i < LENGTH(names); i++) {
        OWN_CHARS line = mem_strf("RRULE:RSCALE=%s;FREQ=YEARLY;BYWEEKNO=1,53;BYDAY=MO", names[i]);
        OWN(recurrence) scaled = set_of("15000101", NULL, line);
        OWN(recurrence)
        plain = set_of("15000101", NULL, "RRULE:FREQ=YEARLY;BYWEEKNO=1,53;BYDAY=MO");
        OWN_CHARS got = all_of(scaled, 200, true);
        OWN_CHARS wanted = all_of(plain, 200, true);
        CHECK_STR(got, wanted);
    }
}

TEST(calendars_that_are_not_known_are_refused_by_name)
{
    static const struct {
        const char *rule, *named;
    } cases[] = {
        {"RSCALE=KLINGON;FREQ=YEARLY", "RSCALE=KLINGON"},
        {"FREQ=YEARLY;RSCALE=../hebrew", "RSCALE=../hebrew"},
        {"RSCALE=;FREQ=YEARLY", "RSCALE="},
        {"RSCALE=HEBREW;SKIP=SIDEWARDS;FREQ=YEARLY", "SKIP=SIDEWARDS"},
        {"RSCALE=HEBREW;BYMONTH=14;FREQ=YEARLY", "BYMONTH=14"},
        {"RSCALE=HEBREW;BYMONTH=L;FREQ=YEARLY", "BYMONTH=L"},
        {"FREQ=YEARLY;BYMONTH=13", "BYMONTH"},
        {"FREQ=YEARLY;BYMONTH=5L", "BYMONTH"},
        {"FREQ=YEARLY;BYYEARDAY=-367", "BYYEARDAY"},
        {"FREQ=YEARLY;BYWEEKNO=54", "BYWEEKNO"},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        OWN(recurrence) r = recurrence_new(wall_at("20260302T090000"), false, NULL);
        struct error err = {0};
        if (recurrence_add_rule(r, span_of(cases[i].rule), &err))
            fail_msg("taken: %s", cases[i].rule);
        CHECK_INT(err.kind, FAULT_INVALID);
        if (!strstr(err.said, cases[i].named))
            fail_msg("%s: %s", cases[i].rule, err.said);
        if (i == 0)
            CHECK_STR(err.rule, "supported-rscale"); /* RFC 7529, 5.1 */
    }
}

/* --- searching --- */

static const char *const searched[] = {
    "RSCALE=CHINESE;FREQ=YEARLY;BYMONTH=6L,1;BYMONTHDAY=-1;SKIP=FORWARD",
    "RSCALE=CHINESE;FREQ=MONTHLY;INTERVAL=5;BYMONTHDAY=30;SKIP=BACKWARD",
    "RSCALE=DANGI;FREQ=WEEKLY;BYMONTH=3,9;COUNT=200",
    "RSCALE=HEBREW;FREQ=MONTHLY;BYMONTHDAY=1,30;SKIP=FORWARD;COUNT=300",
    "RSCALE=HEBREW;FREQ=DAILY;BYMONTH=1,7;BYMONTHDAY=1,15",
    "RSCALE=ISLAMIC-CIVIL;FREQ=YEARLY;BYDAY=FR;BYSETPOS=1,-1",
    "RSCALE=ETHIOPIC;FREQ=YEARLY;BYMONTH=13;BYMONTHDAY=6;SKIP=FORWARD",
    "RSCALE=PERSIAN;FREQ=HOURLY;INTERVAL=7;BYMONTH=1;BYMONTHDAY=1,2,3",
    "RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP=FORWARD;BYMONTHDAY=1,30,31;COUNT=400",
    "RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP=BACKWARD;BYMONTHDAY=-31,31",
    "RSCALE=GREGORIAN;FREQ=YEARLY;SKIP=FORWARD;BYYEARDAY=1,366",
    "SKIP=FORWARD;FREQ=MONTHLY;BYMONTHDAY=1,31;BYHOUR=9,17;BYSETPOS=1,-1;COUNT=300",
    "RSCALE=HEBREW;FREQ=MONTHLY;SKIP=BACKWARD;BYMONTHDAY=-30,-1;BYHOUR=9,17;BYSETPOS=1,-1",
};

TEST(every_instance_of_a_walk_is_found_by_a_search)
{
    for (size_t i = 0; i < LENGTH(searched); i++) {
        OWN_CHARS line = mem_strf("RRULE:%s", searched[i]);
        OWN(recurrence) r = set_of("20130615T093000", NULL, line);
        struct instance walked[200], next;
        size_t count;
        recurrence_window(r, INSTANT_FIRST, INSTANT_NEVER, INT64_MAX, walked, LENGTH(walked),
                          &count);
        CHECK_INT(count, 200);
        for (size_t k = 1; k < count; k += 1 + k / 20) {
            if (recurrence_next(r, walked[k - 1].at + 1, RECUR_BUDGET, &next) != RECUR_FOUND ||
                next.at != walked[k].at)
                fail_msg("%s: instance %zu is not found", searched[i], k);
            CHECK_INT(recurrence_has(r, walked[k].local, RECUR_BUDGET), RECUR_FOUND);
            CHECK_INT(recurrence_has(r, walked[k].local + 86400 * 400, 0), RECUR_EXHAUSTED);
        }
    }
}

TEST(the_last_of_a_count_is_the_end_of_the_walk)
{
    for (size_t i = 0; i < LENGTH(searched); i++) {
        OWN_CHARS line = mem_strf("RRULE:%s", searched[i]);
        OWN(recurrence) r = set_of("20130615T093000", NULL, line);
        struct instance walked[400], last;
        size_t count;
        if (recurrence_is_endless(r))
            continue;
        CHECK_INT(recurrence_window(r, INSTANT_FIRST, INSTANT_NEVER, INT64_MAX, walked,
                                    LENGTH(walked), &count),
                  RECUR_FOUND);
        CHECK_INT(recurrence_last(r, RECUR_BUDGET, &last), RECUR_FOUND);
        CHECK_INT(last.at, walked[count - 1].at);
    }
}

TEST(far_years_are_answered_within_the_budget)
{
    static const char *const rules[] = {
        "RSCALE=CHINESE;FREQ=YEARLY",           "RSCALE=DANGI;FREQ=MONTHLY;INTERVAL=11",
        "RSCALE=HEBREW;FREQ=MONTHLY",           "RSCALE=PERSIAN;FREQ=YEARLY;INTERVAL=3",
        "RSCALE=ISLAMIC;FREQ=DAILY;BYMONTH=9",  "RSCALE=ISLAMIC-UMALQURA;FREQ=YEARLY",
        "RSCALE=COPTIC;FREQ=WEEKLY;BYMONTH=13", "RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP=FORWARD",
    };
    for (size_t i = 0; i < LENGTH(rules); i++) {
        OWN_CHARS line = mem_strf("RRULE:%s", rules[i]);
        OWN(recurrence) r = set_of("20260131T090000", NULL, line);
        struct instance next;
        if (recurrence_next(r, wall_at("94990301T000000"), RECUR_BUDGET, &next) != RECUR_FOUND)
            fail_msg("%s is not found", rules[i]);
        CHECK_INT(recurrence_next(r, wall_at("99991231T235959"), RECUR_BUDGET, &next), RECUR_NONE);
    }
}

TEST(a_search_for_what_hardly_ever_is_ends_with_the_budget)
{
    static const char *const rules[] = {
        "RSCALE=CHINESE;FREQ=YEARLY;BYMONTH=12L",
        "RSCALE=CHINESE;FREQ=DAILY;BYMONTH=12L",
        "RSCALE=DANGI;FREQ=MONTHLY;INTERVAL=1000;BYMONTHDAY=31",
        "RSCALE=ISLAMIC-UMALQURA;FREQ=YEARLY;BYYEARDAY=360",
        "RSCALE=HEBREW;FREQ=SECONDLY;BYMONTHDAY=31",
        "RSCALE=HEBREW;FREQ=YEARLY;INTERVAL=2147483647",
    };
    for (size_t i = 0; i < LENGTH(rules); i++) {
        OWN_CHARS line = mem_strf("RRULE:%s", rules[i]);
        OWN(recurrence) r = set_of("20260131T090000", NULL, line);
        struct instance next;
        CHECK(recurrence_next(r, wall_at("20270101"), RECUR_BUDGET, &next) != RECUR_FOUND);
        CHECK(recurrence_next(r, wall_at("90000101"), RECUR_BUDGET, &next) != RECUR_FOUND);
    }
}

/* --- the calendars' years --- */

static void check_year(struct scale *s, const struct scale_year *y, const char *name)
{
    struct scale_year same;
    int64_t number = scale_month_number(s, y->first_day);
    scale_year(s, y->year, &same);
    CHECK_INT(same.first_day, y->first_day);
    for (int m = 0, day = 0; m < y->nmonths; day += y->months[m++].length) {
        int64_t first = y->first_day + day;
        if (y->months[m].first != day || scale_month_number(s, first) != number + m ||
            scale_month_first_day(s, number + m) != first)
            fail_msg("%s: month %d of %lld is not where it should be", name, m, (long long)y->year);
    }
}

TEST(years_follow_each_other_without_a_gap_and_months_are_numbered_through)
{
    static const char *const names[] = {"CHINESE", "DANGI",  "HEBREW", "COPTIC",
                                        "PERSIAN", "INDIAN", "ISLAMIC"};
    static const char *const from[] = {"00010101", "18980601", "21980601", "99980101"};
    for (size_t i = 0; i < LENGTH(names) * LENGTH(from); i++) {
        const char *name = names[i / LENGTH(from)];
        struct error err;
        OWN(scale) s = scale_open(span_of(name), &err);
        CHECK_OK(s, &err);
        struct scale_year y, next;
        scale_year_of_day(s, wall_at(from[i % LENGTH(from)]) / 86400, &y);
        for (int n = 0; n < 4; n++, y = next) {
            check_year(s, &y, name);
            scale_year_of_day(s, y.first_day + y.length, &next);
            CHECK_INT(next.first_day, y.first_day + y.length);
            CHECK_INT(next.year, y.year + 1);
        }
    }
}

static void *ask(void *arg)
{
    const struct recurrence *r = arg;
    size_t count;
    struct instance found[40];
    recurrence_window(r, wall_at("22500101"), wall_at("22600101"), INT64_MAX, found, 40, &count);
    return (void *)(uintptr_t)(count == 10 ? found[9].at : 0);
}

TEST(many_threads_may_ask_one_set)
{
    OWN(recurrence) r = set_of("20260217", NULL, "RRULE:RSCALE=HEBREW;FREQ=YEARLY");
    pthread_t threads[4];
    void *answers[4];
    for (size_t i = 0; i < LENGTH(threads); i++)
        CHECK_INT(pthread_create(&threads[i], NULL, ask, r), 0);
    for (size_t i = 0; i < LENGTH(threads); i++)
        pthread_join(threads[i], &answers[i]);
    for (size_t i = 0; i < LENGTH(threads); i++)
        CHECK(answers[i] && answers[i] == answers[0]);
}

RUN_TESTS(CASE(feasts_are_found_by_the_calendar_that_they_belong_to),
          CASE(every_part_counts_in_the_calendar_at_every_frequency),
          CASE(a_leap_month_is_named_by_the_month_before_it),
          CASE(a_day_that_is_not_there_is_moved_on_or_back_or_left_out),
          CASE(what_was_moved_onto_another_instance_comes_once),
          CASE(positions_are_picked_in_the_month_that_a_moved_day_belongs_to),
          CASE(calendars_that_differ_by_their_years_alone_give_what_the_plain_rule_gives),
          CASE(calendars_that_are_not_known_are_refused_by_name),
          CASE(every_instance_of_a_walk_is_found_by_a_search),
          CASE(the_last_of_a_count_is_the_end_of_the_walk),
          CASE(far_years_are_answered_within_the_budget),
          CASE(a_search_for_what_hardly_ever_is_ends_with_the_budget),
          CASE(years_follow_each_other_without_a_gap_and_months_are_numbered_through),
          CASE(many_threads_may_ask_one_set))
