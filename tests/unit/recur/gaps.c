/* Instances where the clocks change. RFC 5545, 3.3.10 leaves open what becomes of an instance in a
 * gap; here it is shifted as 3.3.5 has it for explicit times, and named by the time it has in the
 * rule. */
#include "sets.h"

static void add_instant_of(struct text *t, struct instance i)
{
    text_add_str(t, text_len(t) ? " " : "");
    text_add_wall(t, i.local, false);
    text_add_str(t, "=");
    text_add_wall(t, i.at, false);
    text_add_str(t, "Z");
}

static char *instants_of(const struct recurrence *r, const char *from, const char *to)
{
    struct instance found[64];
    size_t count;
    OWN(text) t = text_new();
    CHECK_INT(recurrence_window(r, wall_at(from), wall_at(to), RECUR_BUDGET, found, LENGTH(found),
                                &count),
              RECUR_FOUND);
    for (size_t i = 0; i < count; i++)
        add_instant_of(t, found[i]);
    return text_take(t);
}

static struct recurrence *berlin_set(struct zones *z, const char *start, const char *lines)
{
    return set_of(start, zone_named(z, SPAN("Europe/Berlin")), lines);
}

TEST(a_daily_instance_in_a_gap_comes_after_it_and_keeps_its_name)
{
    OWN(zones) z = open_zones();
    OWN(recurrence) r = berlin_set(z, "20260301T023000", "RRULE:FREQ=DAILY");
    OWN_CHARS got = instants_of(r, "20260328T000000", "20260331T000000");
    CHECK_STR(got, "20260328T023000=20260328T013000Z 20260329T023000=20260329T013000Z "
                   "20260330T023000=20260330T003000Z");
}

TEST(a_daily_instance_in_an_overlap_comes_once_and_first)
{
    OWN(zones) z = open_zones();
    OWN(recurrence) r = berlin_set(z, "20261001T023000", "RRULE:FREQ=DAILY");
    OWN_CHARS got = instants_of(r, "20261024T000000", "20261027T000000");
    CHECK_STR(got, "20261024T023000=20261024T003000Z 20261025T023000=20261025T003000Z "
                   "20261026T023000=20261026T013000Z");
}

TEST(shifted_instances_fall_in_with_those_after_the_gap_in_order_and_once)
{
    OWN(zones) z = open_zones();
    OWN(recurrence) r = berlin_set(z, "20260301T014500", "RRULE:FREQ=MINUTELY;INTERVAL=15");
    OWN_CHARS got = instants_of(r, "20260329T004500", "20260329T021500");
    CHECK_STR(got, "20260329T014500=20260329T004500Z 20260329T030000=20260329T010000Z "
                   "20260329T031500=20260329T011500Z 20260329T033000=20260329T013000Z "
                   "20260329T034500=20260329T014500Z 20260329T040000=20260329T020000Z");
    OWN(recurrence)
    odd = berlin_set(z, "20260301T022000",
                     "RRULE:FREQ=DAILY;BYHOUR=2,3;BYMINUTE=20,40 "
                     "RRULE:FREQ=DAILY;BYHOUR=3;BYMINUTE=30");
    OWN_CHARS merged = instants_of(odd, "20260329T000000", "20260329T040000");
    CHECK_STR(merged, "20260329T032000=20260329T012000Z 20260329T033000=20260329T013000Z "
                      "20260329T034000=20260329T014000Z");
}

TEST(a_search_that_begins_within_a_gap_finds_what_was_shifted_into_it)
{
    static const struct {
        const char *from, *found;
    } cases[] = {
        {"20260329T010000", "20260329T013000"}, {"20260329T011500", "20260329T013000"},
        {"20260329T013000", "20260329T013000"}, {"20260329T013001", "20260330T003000"},
        {"20261025T003000", "20261025T003000"}, {"20261025T003001", "20261026T013000"},
        {"20261025T013000", "20261026T013000"},
    };
    OWN(zones) z = open_zones();
    OWN(recurrence) r = berlin_set(z, "20260301T023000", "RRULE:FREQ=DAILY");
    for (size_t i = 0; i < LENGTH(cases); i++) {
        struct instance next;
        CHECK_INT(recurrence_next(r, wall_at(cases[i].from), RECUR_BUDGET, &next), RECUR_FOUND);
        CHECK_INT(next.at, wall_at(cases[i].found));
    }
}

TEST(an_exclusion_names_a_shifted_instance_by_either_time)
{
    static const char *const lines[] = {
        "RRULE:FREQ=DAILY EXDATE:20260329T023000",
        "RRULE:FREQ=DAILY EXDATE:20260329T033000",
        "RRULE:FREQ=DAILY EXDATE:20260329T013000Z",
        "RRULE:FREQ=DAILY EXDATE:20260329",
    };
    OWN(zones) z = open_zones();
    for (size_t i = 0; i < LENGTH(lines); i++) {
        OWN(recurrence) r = berlin_set(z, "20260301T023000", lines[i]);
        OWN_CHARS got = instants_of(r, "20260329T000000", "20260330T120000");
        CHECK_STR(got, "20260330T023000=20260330T003000Z");
    }
}

TEST(the_last_instance_may_be_one_that_the_gap_moved_past_the_others)
{
    static const char *const lines[] = {
        "RRULE:FREQ=MINUTELY;INTERVAL=20;COUNT=5",
        "RRULE:FREQ=MINUTELY;INTERVAL=20;UNTIL=20260329T030000",
    };
    OWN(zones) z = open_zones();
    for (size_t i = 0; i < LENGTH(lines); i++) {
        OWN(recurrence) r = berlin_set(z, "20260329T014000", lines[i]);
        struct instance last;
        CHECK_INT(recurrence_last(r, RECUR_BUDGET, &last), RECUR_FOUND);
        CHECK_INT(last.at, wall_at("20260329T014000"));
    }
}

TEST(an_end_in_utc_leaves_out_what_the_gap_moves_past_it_and_nothing_else)
{
    static const struct {
        const char *start, *line, *all;
    } cases[] = {
        {"20260329T013500", "RRULE:FREQ=MINUTELY;INTERVAL=45;UNTIL=20260329T011000Z",
         "20260329T013500=20260329T003500Z 20260329T030500=20260329T010500Z"},
        {"20260329T014000", "RRULE:FREQ=MINUTELY;INTERVAL=20;UNTIL=20260329T012000Z",
         "20260329T014000=20260329T004000Z 20260329T030000=20260329T010000Z "
         "20260329T032000=20260329T012000Z"},
        {"20260329T014000", "RRULE:FREQ=MINUTELY;INTERVAL=20;UNTIL=20260329T005959Z",
         "20260329T014000=20260329T004000Z"},
        {"20260328T023000", "RRULE:FREQ=DAILY;UNTIL=20260329T012959Z",
         "20260328T023000=20260328T013000Z"},
        {"20260328T023000", "RRULE:FREQ=DAILY;UNTIL=20260329T013000Z",
         "20260328T023000=20260328T013000Z 20260329T023000=20260329T013000Z"},
    };
    OWN(zones) z = open_zones();
    for (size_t i = 0; i < LENGTH(cases); i++) {
        OWN(recurrence) r = berlin_set(z, cases[i].start, cases[i].line);
        OWN_CHARS got = instants_of(r, "20260301T000000", "20260501T000000");
        CHECK_STR(got, cases[i].all);
    }
    OWN(recurrence)
    fine = berlin_set(z, "20260329T015959", "RRULE:FREQ=SECONDLY;UNTIL=20260329T010000Z");
    struct instance next;
    CHECK_INT(recurrence_next(fine, wall_at("20260329T010001"), 100, &next), RECUR_EXHAUSTED);
    CHECK_INT(recurrence_next(fine, wall_at("20260329T010001"), RECUR_BUDGET, &next), RECUR_NONE);
}

TEST(no_instance_of_a_rule_comes_before_a_start_that_lies_in_a_gap)
{
    static const struct {
        const char *line, *all;
    } cases[] = {
        {"RRULE:FREQ=MINUTELY;INTERVAL=15;COUNT=6",
         "20260329T033000=20260329T013000Z 20260329T034500=20260329T014500Z"},
        {"RRULE:FREQ=HOURLY;COUNT=3",
         "20260329T033000=20260329T013000Z 20260329T043000=20260329T023000Z"},
        {"RRULE:FREQ=DAILY;BYHOUR=2,3;BYMINUTE=30,40;COUNT=5",
         "20260329T033000=20260329T013000Z 20260329T034000=20260329T014000Z "
         "20260330T023000=20260330T003000Z"},
        {"RRULE:FREQ=MINUTELY;INTERVAL=15;COUNT=6 RDATE:20260329T010000Z",
         "20260329T030000=20260329T010000Z 20260329T033000=20260329T013000Z "
         "20260329T034500=20260329T014500Z"},
    };
    OWN(zones) z = open_zones();
    for (size_t i = 0; i < LENGTH(cases); i++) {
        OWN(recurrence) r = berlin_set(z, "20260329T023000", cases[i].line);
        OWN_CHARS got = instants_of(r, "20260301T000000", "20260501T000000");
        CHECK_STR(got, cases[i].all);
    }
}

TEST(hours_are_stepped_on_the_wall_clock)
{
    OWN(zones) z = open_zones();
    OWN(recurrence) gap = berlin_set(z, "20260329T000000", "RRULE:FREQ=HOURLY;COUNT=4");
    OWN_CHARS spring = instants_of(gap, "20260301T000000", "20260501T000000");
    CHECK_STR(spring, "20260329T000000=20260328T230000Z 20260329T010000=20260329T000000Z "
                      "20260329T030000=20260329T010000Z");
    OWN(recurrence) overlap = berlin_set(z, "20261025T010000", "RRULE:FREQ=HOURLY;COUNT=4");
    OWN_CHARS autumn = instants_of(overlap, "20261001T000000", "20261101T000000");
    CHECK_STR(autumn, "20261025T010000=20261024T230000Z 20261025T020000=20261025T000000Z "
                      "20261025T030000=20261025T020000Z 20261025T040000=20261025T030000Z");
}

TEST(a_day_that_was_skipped_whole_gives_its_instance_on_the_next)
{
    OWN(zones) z = open_zones();
    OWN(recurrence)
    r = set_of("20111228T100000", zone_named(z, SPAN("Pacific/Apia")), "RRULE:FREQ=DAILY;COUNT=4");
    OWN_CHARS got = instants_of(r, "20111201T000000", "20120201T000000");
    CHECK_STR(got, "20111228T100000=20111228T200000Z 20111229T100000=20111229T200000Z "
                   "20111231T100000=20111230T200000Z");
}

TEST(summer_and_winter_keep_the_hour_on_the_wall)
{
    OWN(zones) z = open_zones();
    OWN(recurrence) r = berlin_set(z, "20260105T090000", "RRULE:FREQ=MONTHLY;INTERVAL=6;COUNT=3");
    OWN_CHARS got = instants_of(r, "20260101T000000", "20280101T000000");
    CHECK_STR(got, "20260105T090000=20260105T080000Z 20260705T090000=20260705T070000Z "
                   "20270105T090000=20270105T080000Z");
}

RUN_TESTS(CASE(a_daily_instance_in_a_gap_comes_after_it_and_keeps_its_name),
          CASE(a_daily_instance_in_an_overlap_comes_once_and_first),
          CASE(shifted_instances_fall_in_with_those_after_the_gap_in_order_and_once),
          CASE(a_search_that_begins_within_a_gap_finds_what_was_shifted_into_it),
          CASE(an_exclusion_names_a_shifted_instance_by_either_time),
          CASE(the_last_instance_may_be_one_that_the_gap_moved_past_the_others),
          CASE(an_end_in_utc_leaves_out_what_the_gap_moves_past_it_and_nothing_else),
          CASE(no_instance_of_a_rule_comes_before_a_start_that_lies_in_a_gap),
          CASE(hours_are_stepped_on_the_wall_clock),
          CASE(a_day_that_was_skipped_whole_gives_its_instance_on_the_next),
          CASE(summer_and_winter_keep_the_hour_on_the_wall))
