#include "convoke/zone.h"

#define DAY_S 86400

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* Years begin in March here, so that the leap day is the last of its year; eras are 400 years. */
int64_t days_from_civil(int64_t year, int month, int day)
{
    year -= month <= 2;
    int64_t era = floor_div(year, 400);
    int64_t year_of_era = year - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

void civil_from_days(int64_t days, int64_t *year_out, int *month_out, int *day_out)
{
    days += 719468;
    int64_t era = floor_div(days, 146097);
    int64_t day_of_era = days - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int month = (int)((5 * day_of_year + 2) / 153);
    *day_out = (int)(day_of_year - (153 * month + 2) / 5 + 1);
    *month_out = month < 10 ? month + 3 : month - 9;
    *year_out = year_of_era + era * 400 + (*month_out <= 2);
}

int weekday_of_days(int64_t days)
{
    int weekday = (int)((days + 4) % 7); /* 1970-01-01 was a Thursday */
    return weekday < 0 ? weekday + 7 : weekday;
}

int days_in_month(int64_t year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

wall wall_of(struct civil c)
{
    return days_from_civil(c.year, c.month, c.day) * DAY_S + c.hour * INT64_C(3600) +
           c.minute * 60 + c.second;
}

struct civil civil_of(wall w)
{
    struct civil c;
    int64_t year;
    int64_t days = floor_div(w, DAY_S);
    int second = (int)(w - days * DAY_S);
    civil_from_days(days, &year, &c.month, &c.day);
    c.year = (int32_t)year;
    c.hour = second / 3600;
    c.minute = second / 60 % 60;
    c.second = second % 60;
    return c;
}
