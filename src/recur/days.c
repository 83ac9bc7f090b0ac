#include "rule.h"

struct date {
    int64_t day; /* since 1970-01-01 */
    int64_t year;
    int month, month_day, month_length;
    int weekday;
};

static struct date date_of(int64_t day)
{
    struct date d = {.day = day, .weekday = weekday_of_days(day)};
    civil_from_days(day, &d.year, &d.month, &d.month_day);
    d.month_length = days_in_month(d.year, d.month);
    return d;
}

static int days_in_year(int64_t year)
{
    return 337 + days_in_month(year, 2);
}

/* --- weeks: RFC 5545, 3.3.10, BYWEEKNO; ISO 8601 with any first day --- */

/* How far the first week begins from 1 January, -3 to 3. */
static int first_week(const struct rule *r, int64_t year)
{
    int weekday = weekday_of_days(days_from_civil(year, 1, 1));
    int back = (weekday - r->first_weekday + 7) % 7;
    return back <= 3 ? -back : 7 - back;
}

static int weeks_in_year(const struct rule *r, int64_t year)
{
    return (days_in_year(year) - first_week(r, year) + first_week(r, year + 1)) / 7;
}

/* Days before the first week belong to the last week of the year before, days after the last week
 * to week 1 of the next year; both count in the year that they lie in. */
static bool week_fits(const struct rule *r, const struct date *d)
{
    int day = (int)(d->day - days_from_civil(d->year, 1, 1));
    int first = first_week(r, d->year), weeks = weeks_in_year(r, d->year);
    if (day < first)
        return numbers_have(&r->weeks, -1) ||
               numbers_have(&r->weeks, weeks_in_year(r, d->year - 1));
    int week = (day - first) / 7 + 1;
    if (week > weeks)
        return numbers_have(&r->weeks, 1);
    return numbers_have(&r->weeks, week) || numbers_have(&r->weeks, week - weeks - 1);
}

/* --- the other parts --- */

static bool yearday_fits(const struct rule *r, const struct date *d)
{
    int day = (int)(d->day - days_from_civil(d->year, 1, 1)) + 1;
    return numbers_have(&r->yeardays, day) ||
           numbers_have(&r->yeardays, day - days_in_year(d->year) - 1);
}

/* "2TU" is counted in the month, in a yearly rule without BYMONTH in the year. */
static bool nth_day_fits(const struct rule *r, const struct date *d)
{
    int day = d->month_day, length = d->month_length;
    if (r->freq == YEARLY && !r->months.count) {
        day = (int)(d->day - days_from_civil(d->year, 1, 1)) + 1;
        length = days_in_year(d->year);
    }
    int nth = (day - 1) / 7 + 1, from_end = -((length - day) / 7 + 1);
    for (int i = 0; i < r->nnth_days; i++)
        if (r->nth_days[i].weekday == d->weekday &&
            (r->nth_days[i].nth == nth || r->nth_days[i].nth == from_end))
            return true;
    return false;
}

static bool weekday_fits(const struct rule *r, const struct date *d)
{
    if (!r->weekdays && !r->nnth_days)
        return true;
    return r->weekdays >> d->weekday & 1 || (r->nnth_days && nth_day_fits(r, d));
}

static bool monthday_fits(const struct rule *r, const struct date *d)
{
    return numbers_have(&r->monthdays, d->month_day) ||
           numbers_have(&r->monthdays, d->month_day - d->month_length - 1);
}

static bool date_fits(const struct rule *r, const struct date *d)
{
    return weekday_fits(r, d) && (!r->monthdays.count || monthday_fits(r, d)) &&
           (!r->yeardays.count || yearday_fits(r, d)) && (!r->weeks.count || week_fits(r, d));
}

static bool month_fits(const struct rule *r, int month)
{
    return !r->months.count || numbers_have(&r->months, month);
}

static bool looks_at_weekdays_alone(const struct rule *r)
{
    return !r->months.count && !r->monthdays.count && !r->yeardays.count && !r->weeks.count &&
           !r->nnth_days;
}

static int64_t first_of_next_month(const struct rule *r, int64_t year, int month)
{
    do {
        year += month == 12;
        month = month % 12 + 1;
    } while (!month_fits(r, month));
    return days_from_civil(year, month, 1);
}

bool day_passes(const struct rule *r, int64_t day, int64_t *next_out)
{
    *next_out = day + 1;
    if (looks_at_weekdays_alone(r))
        return !r->weekdays || r->weekdays >> weekday_of_days(day) & 1;
    struct date d = date_of(day);
    if (month_fits(r, d.month))
        return date_fits(r, &d);
    *next_out = first_of_next_month(r, d.year, d.month);
    return false;
}

/* --- periods --- */

/* The first of the week that a day lies in. */
static int64_t week_of(const struct rule *r, int64_t day)
{
    return day - (weekday_of_days(day) - r->first_weekday + 7) % 7;
}

static int64_t month_number(const struct date *d)
{
    return d->year * 12 + d->month - 1;
}

int64_t period_of_day(const struct rule *r, int64_t day)
{
    int64_t start = floor_div(r->start, DAY_S);
    if (r->freq == DAILY)
        return floor_div(day - start, r->interval);
    if (r->freq == WEEKLY)
        return floor_div((week_of(r, day) - week_of(r, start)) / 7, r->interval);
    struct date d = date_of(day), s = date_of(start);
    int64_t units = r->freq == YEARLY ? d.year - s.year : month_number(&d) - month_number(&s);
    return floor_div(units, r->interval);
}

int64_t period_first_day(const struct rule *r, int64_t period)
{
    int64_t start = floor_div(r->start, DAY_S), units = period * r->interval;
    if (r->freq == DAILY)
        return start + units;
    if (r->freq == WEEKLY)
        return week_of(r, start) + 7 * units;
    struct date s = date_of(start);
    if (r->freq == YEARLY)
        return days_from_civil(s.year + units, 1, 1);
    int64_t month = month_number(&s) + units;
    return days_from_civil(floor_div(month, 12), (int)(month - floor_div(month, 12) * 12) + 1, 1);
}

static int days_of_month(const struct rule *r, int64_t first, int32_t *days_out)
{
    struct date d = date_of(first);
    int count = 0;
    if (!month_fits(r, d.month))
        return 0;
    for (; d.month_day <= d.month_length; d.month_day++, d.day++) {
        if (date_fits(r, &d))
            days_out[count++] = (int32_t)d.day;
        d.weekday = d.weekday == 6 ? 0 : d.weekday + 1;
    }
    return count;
}

static int days_of_year(const struct rule *r, int64_t first, int32_t *days_out)
{
    int count = 0;
    for (int month = 1; month <= 12; month++) {
        int64_t year = date_of(first).year;
        if (month_fits(r, month))
            count += days_of_month(r, days_from_civil(year, month, 1), days_out + count);
    }
    return count;
}

int period_days(const struct rule *r, int64_t period, int32_t *days_out)
{
    int64_t first = period_first_day(r, period), next;
    if (r->freq == YEARLY)
        return days_of_year(r, first, days_out);
    if (r->freq == MONTHLY)
        return days_of_month(r, first, days_out);
    int count = 0;
    for (int64_t day = first; day < first + 7; day++)
        if (day_passes(r, day, &next))
            days_out[count++] = (int32_t)day;
    return count;
}
