#include "times.h"

static char *written(const struct zone *zone, const char *tzid, int first, int last)
{
    OWN(text) t = text_new();
    zone_add_vtimezone(zone, tzid, first, last, t);
    return text_take(t);
}

static char *written_of(struct zones *z, const char *name, int first, int last)
{
    const struct zone *zone = zone_named(z, span_of(name));
    CHECK(zone);
    return written(zone, name, first, last);
}

TEST(rules_that_hold_are_written_as_rules)
{
    OWN(zones) z = open_zones();
    OWN_CHARS text = written_of(z, "Europe/Berlin", 2026, 2027);
    CHECK_STR(text, "BEGIN:VTIMEZONE\r\n"
                    "TZID:Europe/Berlin\r\n"
                    "BEGIN:STANDARD\r\n"
                    "DTSTART:20251026T030000\r\n"
                    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\n"
                    "TZOFFSETFROM:+0200\r\n"
                    "TZOFFSETTO:+0100\r\n"
                    "TZNAME:CET\r\n"
                    "END:STANDARD\r\n"
                    "BEGIN:DAYLIGHT\r\n"
                    "DTSTART:20260329T020000\r\n"
                    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\n"
                    "TZOFFSETFROM:+0100\r\n"
                    "TZOFFSETTO:+0200\r\n"
                    "TZNAME:CEST\r\n"
                    "END:DAYLIGHT\r\n"
                    "END:VTIMEZONE\r\n");
}

TEST(a_zone_without_changes_is_one_standard_time)
{
    OWN_CHARS text = written(zone_utc(), "UTC", 2026, 2030);
    CHECK_STR(text, "BEGIN:VTIMEZONE\r\nTZID:UTC\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
                    "TZOFFSETFROM:+0000\r\nTZOFFSETTO:+0000\r\nTZNAME:UTC\r\nEND:STANDARD\r\n"
                    "END:VTIMEZONE\r\n");
}

TEST(summer_is_daylight_even_where_winter_is_the_exception)
{
    OWN(zones) z = open_zones();
    OWN_CHARS text = written_of(z, "Europe/Dublin", 2026, 2026);
    CHECK(strstr(text, "BEGIN:DAYLIGHT\r\nDTSTART:20260329T010000\r\n"));
    CHECK(strstr(text, "TZOFFSETFROM:+0000\r\nTZOFFSETTO:+0100\r\nTZNAME:IST\r\nEND:DAYLIGHT"));
}

TEST(a_rule_that_was_given_up_ends_with_its_last_change)
{
    OWN(zones) z = open_zones();
    OWN_CHARS text = written_of(z, "America/New_York", 1990, 2010);
    CHECK(strstr(text, "RRULE:FREQ=YEARLY;BYMONTH=4;BYDAY=1SU;UNTIL=20060402T070000Z\r\n"));
    CHECK(strstr(text, "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU;UNTIL=20061029T060000Z\r\n"));
    CHECK(strstr(text, "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU\r\n"));
}

TEST(a_day_after_a_weekday_is_told_by_the_days_it_falls_on)
{
    OWN(zones) z = open_zones();
    OWN_CHARS text = written_of(z, "Asia/Jerusalem", 2026, 2027);
    CHECK(strstr(text, ";BYMONTH=3;BYMONTHDAY=23,24,25,26,27,28,29;BYDAY=FR\r\n"));
}

TEST(no_observance_mixes_dates_and_rules_and_all_lines_end_well)
{
    static const char *const names[] = {"Africa/Casablanca", "Africa/Cairo", "America/Sao_Paulo",
                                        "Asia/Tehran", "Europe/Istanbul"};
    OWN(zones) z = open_zones();
    for (size_t i = 0; i < LENGTH(names); i++) {
        OWN_CHARS text = written_of(z, names[i], 1990, 2030);
        for (char *part = strstr(text, "DTSTART"); part; part = strstr(part + 1, "DTSTART")) {
            const char *end = strstr(part, "END:");
            const char *rule = strstr(part, "RRULE"), *date = strstr(part, "RDATE");
            CHECK(!(rule && rule < end && date && date < end));
        }
        for (char *line = strchr(text, '\n'); line; line = strchr(line + 1, '\n'))
            CHECK(line[-1] == '\r');
    }
}

static bool tells_the_same(const struct zone *a, const struct zone *b, int first, int last)
{
    instant to = days_from_civil(last + 1, 1, 1) * 86400;
    for (instant at = days_from_civil(first, 1, 1) * 86400; at < to; at += 7200 - 1)
        if (zone_offset(a, at) != zone_offset(b, at))
            return false;
    return true;
}

TEST(what_is_written_reads_back_as_the_same_offsets)
{
    static const struct {
        const char *name;
        int first, last;
    } cases[] = {
        {"Europe/Berlin", 1975, 2030},       {"America/New_York", 1960, 2030},
        {"America/Sao_Paulo", 1985, 2025},   {"Africa/Casablanca", 2005, 2035},
        {"Africa/Cairo", 2000, 2040},        {"Asia/Gaza", 1990, 2030},
        {"Australia/Lord_Howe", 1980, 2030}, {"Pacific/Apia", 2005, 2015},
        {"Europe/Lisbon", 1970, 2030},       {"America/Scoresbysund", 2000, 2030},
        {"Asia/Tehran", 1975, 2025},         {"Europe/Moscow", 1980, 2020},
        {"Antarctica/Troll", 2000, 2030},    {"America/Caracas", 2000, 2020},
        {"Asia/Pyongyang", 2010, 2020},      {"Europe/Berlin", 2400, 2450},
    };
    OWN(zones) z = open_zones();
    for (size_t i = 0; i < LENGTH(cases); i++) {
        struct error err;
        const struct zone *zone = zone_named(z, span_of(cases[i].name));
        OWN_CHARS text = written(zone, "Copy of it", cases[i].first, cases[i].last);
        const struct zone *copy = zone_from_vtimezone(z, span_of(text), &err);
        CHECK_OK(copy, &err);
        if (!tells_the_same(zone, copy, cases[i].first, cases[i].last))
            fail_msg("%s read as %s:\n%s", cases[i].name, zone_name(copy), text);
    }
}

TEST(zones_of_their_own_rules_are_written_too)
{
    static const char own[] =
        "BEGIN:VTIMEZONE\r\nTZID:Own\r\nBEGIN:STANDARD\r\nDTSTART:20000101T000000\r\n"
        "TZOFFSETFROM:+012345\r\nTZOFFSETTO:-0130\r\nRRULE:FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1\r\n"
        "END:STANDARD\r\nBEGIN:DAYLIGHT\r\nDTSTART:20000701T000000\r\nTZOFFSETFROM:-0130\r\n"
        "TZOFFSETTO:+012345\r\nRRULE:FREQ=YEARLY;BYMONTH=7;BYMONTHDAY=1\r\nEND:DAYLIGHT\r\n"
        "END:VTIMEZONE\r\n";
    OWN(zones) z = open_zones();
    struct error err;
    const struct zone *zone = zone_from_vtimezone(z, span_of(own), &err);
    CHECK_OK(zone, &err);
    OWN_CHARS text = written(zone, "Own", 2026, 2026);
    CHECK(strstr(text, "TZOFFSETTO:+012345\r\n"));
    CHECK(strstr(text, "RRULE:FREQ=YEARLY;BYMONTH=7;BYMONTHDAY=1\r\n"));
}

/* From 1601 on, every second year: no yearly rule says it, and the years asked for lie far on. */
TEST(rules_that_cannot_be_said_are_told_by_dates_in_any_year)
{
    static const char odd[] =
        "BEGIN:VTIMEZONE\r\nTZID:Odd\r\nBEGIN:STANDARD\r\nDTSTART:16010101T030000\r\n"
        "TZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\n"
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r\nEND:STANDARD\r\nBEGIN:DAYLIGHT\r\n"
        "DTSTART:16010101T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\n"
        "RRULE:FREQ=YEARLY;INTERVAL=2;BYDAY=-1SU;BYMONTH=3\r\nEND:DAYLIGHT\r\n"
        "END:VTIMEZONE\r\n";
    OWN(zones) z = open_zones();
    struct error err;
    const struct zone *zone = zone_from_vtimezone(z, span_of(odd), &err);
    CHECK_OK(zone, &err);
    static const int years[][2] = {{2020, 2026}, {1990, 1999}, {1998, 2006}, {2790, 2800}};
    for (size_t i = 0; i < LENGTH(years); i++) {
        OWN_CHARS text = written(zone, "Copy of it", years[i][0], years[i][1]);
        const struct zone *copy = zone_from_vtimezone(z, span_of(text), &err);
        CHECK_OK(copy, &err);
        CHECK(tells_the_same(zone, copy, years[i][0], years[i][1]));
    }
}

TEST(asked_again_it_says_the_same_and_other_years_or_names_their_own)
{
    struct error err = {0};
    OWN(zones) zones = zones_open(NULL, &err);
    CHECK_OK(zones, &err);
    const struct zone *berlin = zone_named(zones, SPAN("Europe/Berlin"));
    OWN(text) first = text_new();
    OWN(text) again = text_new();
    OWN(text) older = text_new();
    OWN(text) other = text_new();
    text_add_str(again, "before ");
    zone_add_vtimezone(berlin, "Europe/Berlin", 2026, 2027, first);
    zone_add_vtimezone(berlin, "Europe/Berlin", 2026, 2027, again);
    zone_add_vtimezone(berlin, "Europe/Berlin", 1979, 1981, older);
    zone_add_vtimezone(berlin, "Elsewhere", 2026, 2027, other);
    CHECK_STR(text_str(again) + strlen("before "), text_str(first));
    CHECK(strcmp(text_str(older), text_str(first)) != 0);
    CHECK(strstr(text_str(other), "TZID:Elsewhere\r\n"));
    for (int year = 1990; year < 2000; year++) { /* more than are kept */
        OWN(text) another = text_new();
        zone_add_vtimezone(berlin, "Europe/Berlin", year, year, another);
        CHECK(text_len(another) > 0);
    }
    OWN(text) last = text_new();
    zone_add_vtimezone(berlin, "Europe/Berlin", 2026, 2027, last);
    CHECK_STR(text_str(last), text_str(first));
}

/* It goes there and back once, and then stays: the table ends long before its cycle does. */
TEST(what_changes_no_more_is_not_written_as_a_rule_for_ever)
{
    static const char text[] =
        "BEGIN:VTIMEZONE\r\nTZID:Made\r\nBEGIN:STANDARD\r\nDTSTART:20201115T000000\r\n"
        "TZOFFSETFROM:+0430\r\nTZOFFSETTO:+0315\r\nRRULE:FREQ=YEARLY\r\nEND:STANDARD\r\n"
        "BEGIN:STANDARD\r\nDTSTART:20201115T031500\r\nTZOFFSETFROM:+0315\r\n"
        "TZOFFSETTO:+0000\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n";
    struct error err = {0};
    OWN(zones) z = open_zones();
    const struct zone *zone = zone_from_vtimezone(z, span_of(text), &err);
    CHECK_OK(zone, &err);
    OWN_CHARS again = written(zone, "Copy", 2019, 2026);
    const struct zone *copy = zone_from_vtimezone(z, span_of(again), &err);
    CHECK_OK(copy, &err);
    for (int year = 2019; year <= 2026; year++)
        for (int month = 1; month <= 12; month++) {
            instant at = days_from_civil(year, month, 1) * 86400;
            CHECK_INT(zone_offset(copy, at), zone_offset(zone, at));
        }
}

TEST(an_abbreviation_that_is_no_plain_text_is_left_out)
{
    static const char *const names[] = {"A\x07", "A\xFF", "longer than an abbreviation"};
    for (size_t i = 0; i < LENGTH(names); i++) {
        struct error err = {0};
        OWN(zones) z = open_zones();
        OWN_CHARS text = mem_strf("BEGIN:VTIMEZONE\r\nTZID:Made\r\nBEGIN:STANDARD\r\n"
                                  "DTSTART:20200101T000000\r\nTZOFFSETFROM:+0317\r\n"
                                  "TZOFFSETTO:+0317\r\nTZNAME:%s\r\nEND:STANDARD\r\n"
                                  "END:VTIMEZONE\r\n",
                                  names[i]);
        const struct zone *zone = zone_from_vtimezone(z, span_of(text), &err);
        CHECK_OK(zone, &err);
        CHECK_STR(zone_abbreviation(zone, 1700000000), "");
    }
}

TEST(a_tzid_cannot_add_lines)
{
    OWN_CHARS text = written(zone_utc(), "A\r\nBEGIN:VEVENT", 2026, 2026);
    CHECK(!strstr(text, "\nBEGIN:VEVENT"));
}

RUN_TESTS(CASE(rules_that_hold_are_written_as_rules),
          CASE(a_zone_without_changes_is_one_standard_time),
          CASE(summer_is_daylight_even_where_winter_is_the_exception),
          CASE(a_rule_that_was_given_up_ends_with_its_last_change),
          CASE(a_day_after_a_weekday_is_told_by_the_days_it_falls_on),
          CASE(no_observance_mixes_dates_and_rules_and_all_lines_end_well),
          CASE(what_is_written_reads_back_as_the_same_offsets),
          CASE(zones_of_their_own_rules_are_written_too),
          CASE(rules_that_cannot_be_said_are_told_by_dates_in_any_year),
          CASE(asked_again_it_says_the_same_and_other_years_or_names_their_own),
          CASE(what_changes_no_more_is_not_written_as_a_rule_for_ever),
          CASE(an_abbreviation_that_is_no_plain_text_is_left_out), CASE(a_tzid_cannot_add_lines))
