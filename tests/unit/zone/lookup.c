#include <pthread.h>

#include "times.h"

/* RFC 5545, 3.3.5: in a gap the offset before it counts, of two readings the first. */
TEST(local_times_become_the_instants_that_the_standard_says)
{
    static const struct {
        const char *zone, *local, *utc;
    } cases[] = {
        /* The standard's own examples. */
        {"America/New_York", "20070311T023000", "20070311T073000"},
        {"America/New_York", "20071104T013000", "20071104T053000"},
        /* Plain times on both sides of a gap and of an overlap. */
        {"Europe/Vienna", "20270328T015959", "20270328T005959"},
        {"Europe/Vienna", "20270328T020000", "20270328T010000"},
        {"Europe/Vienna", "20270328T025959", "20270328T015959"},
        {"Europe/Vienna", "20270328T030000", "20270328T010000"},
        {"Europe/Vienna", "20271031T015959", "20271030T235959"},
        {"Europe/Vienna", "20271031T020000", "20271031T000000"},
        {"Europe/Vienna", "20271031T025959", "20271031T005959"},
        {"Europe/Vienna", "20271031T030000", "20271031T020000"},
        /* Half an hour, two hours, and a whole day. */
        {"Australia/Lord_Howe", "20271003T021000", "20271002T154000"},
        {"Antarctica/Troll", "20270328T023000", "20270328T023000"},
        {"Pacific/Apia", "20111230T080000", "20111230T180000"},
        /* Where winter is the exception. */
        {"Europe/Dublin", "20270328T013000", "20270328T013000"},
        {"Europe/Dublin", "20271031T013000", "20271031T003000"},
        /* Offsets of seconds, and before any rule. */
        {"America/New_York", "18000101T000000", "18000101T045602"},
        {"Asia/Kolkata", "20270101T000000", "20261231T183000"},
        {"UTC", "20270101T000000", "20270101T000000"},
    };
    OWN(zones) z = open_zones();
    for (size_t i = 0; i < LENGTH(cases); i++) {
        const struct zone *zone = zone_named(z, span_of(cases[i].zone));
        CHECK(zone);
        CHECK_STR(text_of_wall(zone_instant(zone, wall_at(cases[i].local))), cases[i].utc);
    }
}

TEST(summer_time_goes_on_in_every_century)
{
    static const struct {
        const char *local, *utc;
    } cases[] = {
        {"20380704T120000", "20380704T100000"}, {"21000704T120000", "21000704T100000"},
        {"24260704T120000", "24260704T100000"}, {"25000101T120000", "25000101T110000"},
        {"25830728T120000", "25830728T100000"}, {"99991201T120000", "99991201T110000"},
        {"99990701T120000", "99990701T100000"},
    };
    OWN(zones) z = open_zones();
    const struct zone *berlin = zone_named(z, SPAN("Europe/Berlin"));
    for (size_t i = 0; i < LENGTH(cases); i++) {
        CHECK_STR(text_of_wall(zone_instant(berlin, wall_at(cases[i].local))), cases[i].utc);
        CHECK_STR(text_of_wall(zone_wall(berlin, wall_at(cases[i].utc))), cases[i].local);
    }
}

TEST(rules_of_the_far_future_equal_those_of_the_same_calendar_year)
{
    static const char *const names[] = {"Europe/Berlin", "America/New_York", "Asia/Jerusalem",
                                        "Australia/Sydney", "America/Santiago"};
    const int64_t cycle = 146097 * INT64_C(86400);
    OWN(zones) z = open_zones();
    for (size_t n = 0; n < LENGTH(names); n++) {
        const struct zone *zone = zone_named(z, span_of(names[n]));
        for (instant at = wall_at("20400101T000000"); at < wall_at("20500101T000000");
             at += 40000) {
            CHECK_INT(zone_offset(zone, at), zone_offset(zone, at + cycle));
            CHECK_INT(zone_offset(zone, at), zone_offset(zone, at + 19 * cycle));
        }
    }
}

TEST(an_instant_shown_and_read_again_is_the_same_but_for_second_readings)
{
    OWN(zones) z = open_zones();
    const struct zone *zone = zone_named(z, SPAN("America/St_Johns"));
    for (instant at = wall_at("20250101T000000"); at < wall_at("20280101T000000"); at += 900) {
        instant again = zone_instant(zone, zone_wall(zone, at));
        CHECK(again == at || (again < at && zone_offset(zone, again) > zone_offset(zone, at)));
    }
}

TEST(changes_of_offset_are_listed_one_after_the_other)
{
    OWN(zones) z = open_zones();
    const struct zone *berlin = zone_named(z, SPAN("Europe/Berlin"));
    static const char *const changes[] = {"20260329T010000", "20261025T010000", "20270328T010000",
                                          "20271031T010000"};
    instant at = wall_at("20260101T000000");
    for (size_t i = 0; i < LENGTH(changes); i++) {
        CHECK(zone_next_change(berlin, at, &at));
        CHECK_STR(text_of_wall(at), changes[i]);
    }
    at = wall_at("55550101T000000");
    CHECK(zone_next_change(berlin, at, &at));
    CHECK_STR(text_of_wall(at), "55550327T010000");
    CHECK(!zone_next_change(zone_utc(), 0, &at));
    CHECK(!zone_next_change(zone_named(z, SPAN("Asia/Kolkata")), wall_at("20260101T000000"), &at));
}

TEST(abbreviations_follow_the_season)
{
    OWN(zones) z = open_zones();
    const struct zone *berlin = zone_named(z, SPAN("Europe/Berlin"));
    CHECK_STR(zone_abbreviation(berlin, wall_at("20260101T000000")), "CET");
    CHECK_STR(zone_abbreviation(berlin, wall_at("20260701T000000")), "CEST");
    CHECK_STR(zone_abbreviation(zone_utc(), 0), "UTC");
    CHECK_STR(zone_name(berlin), "Europe/Berlin");
}

TEST(the_ends_of_time_are_no_trap)
{
    OWN(zones) z = open_zones();
    const struct zone *berlin = zone_named(z, SPAN("Europe/Berlin"));
    instant at;
    CHECK_INT(zone_wall(berlin, INSTANT_NEVER), INT64_MAX);
    CHECK(zone_wall(berlin, INSTANT_FIRST) < 0);
    CHECK(zone_instant(berlin, INT64_MAX) > wall_at("99991231T000000"));
    CHECK(zone_instant(berlin, INT64_MIN) < wall_at("00010101T000000"));
    CHECK(zone_offset(berlin, INSTANT_NEVER) == 3600 || zone_offset(berlin, INSTANT_NEVER) == 7200);
    CHECK(!zone_next_change(berlin, INSTANT_NEVER, &at));
}

static void *name_many(void *zones)
{
    static const char *const names[] = {"Europe/Berlin", "Asia/Tokyo", "America/Denver",
                                        "berlin",        "Custom",     "Tokyo Standard Time",
                                        "UTC+05:45"};
    int64_t sum = 0;
    for (int i = 0; i < 2000; i++) {
        const struct zone *zone = zone_named(zones, span_of(names[i % (int)LENGTH(names)]));
        sum += zone ? zone_instant(zone, i * INT64_C(1000000)) : 0;
    }
    return (void *)(intptr_t)sum;
}

TEST(many_threads_name_and_ask_zones_at_once)
{
    OWN(zones) z = open_zones();
    pthread_t threads[4];
    for (size_t i = 0; i < LENGTH(threads); i++)
        CHECK_INT(pthread_create(&threads[i], NULL, name_many, z), 0);
    void *first, *other;
    pthread_join(threads[0], &first);
    for (size_t i = 1; i < LENGTH(threads); i++) {
        pthread_join(threads[i], &other);
        CHECK(first == other);
    }
}

RUN_TESTS(CASE(local_times_become_the_instants_that_the_standard_says),
          CASE(summer_time_goes_on_in_every_century),
          CASE(rules_of_the_far_future_equal_those_of_the_same_calendar_year),
          CASE(an_instant_shown_and_read_again_is_the_same_but_for_second_readings),
          CASE(changes_of_offset_are_listed_one_after_the_other),
          CASE(abbreviations_follow_the_season), CASE(the_ends_of_time_are_no_trap),
          CASE(many_threads_name_and_ask_zones_at_once))
