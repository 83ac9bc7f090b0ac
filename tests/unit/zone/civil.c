#include "times.h"

TEST(days_count_from_1970_in_the_gregorian_calendar)
{
    static const struct {
        int64_t year;
        int month, day;
        int64_t days;
    } cases[] = {
        {1970, 1, 1, 0},     {1970, 1, 2, 1},      {1969, 12, 31, -1}, {2000, 2, 29, 11016},
        {2000, 3, 1, 11017}, {1900, 3, 1, -25508}, {1, 1, 1, -719162}, {9999, 12, 31, 2932896},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        int64_t year;
        int month, day;
        CHECK_INT(days_from_civil(cases[i].year, cases[i].month, cases[i].day), cases[i].days);
        civil_from_days(cases[i].days, &year, &month, &day);
        CHECK_INT(year, cases[i].year);
        CHECK_INT(month, cases[i].month);
        CHECK_INT(day, cases[i].day);
    }
}

TEST(every_day_of_four_centuries_follows_the_one_before)
{
    int64_t year = 1799, days = days_from_civil(1799, 12, 31);
    int month = 12, day = 31;
    for (; year < 2201; days++) {
        int64_t y;
        int m, d;
        civil_from_days(days, &y, &m, &d);
        CHECK(y == year && m == month && d == day);
        CHECK_INT(days_from_civil(y, m, d), days);
        bool month_ends = day == days_in_month(year, month);
        day = month_ends ? 1 : day + 1;
        year += month_ends && month == 12;
        month = month_ends ? month % 12 + 1 : month;
    }
}

TEST(weekdays_are_known_before_and_after_1970)
{
    CHECK_INT(weekday_of_days(days_from_civil(2026, 11, 21)), 6);
    CHECK_INT(weekday_of_days(days_from_civil(1969, 7, 20)), 0);
    CHECK_INT(weekday_of_days(days_from_civil(1600, 1, 1)), 6);
    CHECK_INT(weekday_of_days(days_from_civil(2000, 2, 29)), 2);
}

TEST(centuries_are_leap_years_only_every_400_years)
{
    CHECK_INT(days_in_month(1900, 2), 28);
    CHECK_INT(days_in_month(2000, 2), 29);
    CHECK_INT(days_in_month(2024, 2), 29);
    CHECK_INT(days_in_month(2023, 2), 28);
    CHECK_INT(days_in_month(2100, 2), 28);
    CHECK_INT(days_in_month(2026, 4), 30);
}

TEST(a_wall_and_its_civil_time_are_the_same_moment)
{
    static const char *const texts[] = {
        "19700101T000000", "19691231T235959", "20260329T023000", "00010101T000000",
        "99991231T235959", "20000229T120001", "16010101T030000",
    };
    for (size_t i = 0; i < LENGTH(texts); i++)
        CHECK_STR(text_of_wall(wall_at(texts[i])), texts[i]);
}

RUN_TESTS(CASE(days_count_from_1970_in_the_gregorian_calendar),
          CASE(every_day_of_four_centuries_follows_the_one_before),
          CASE(weekdays_are_known_before_and_after_1970),
          CASE(centuries_are_leap_years_only_every_400_years),
          CASE(a_wall_and_its_civil_time_are_the_same_moment))
