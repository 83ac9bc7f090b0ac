#include "days.h"

struct date date_of(const struct rule *r, int64_t day)
{
    struct date d = {.day = day, .weekday = weekday_of_days(day)};
    if (!r->scale) {
        civil_from_days(day, &d.year, &d.month, &d.month_day);
        d.month_length = days_in_month(d.year, d.month);
        return d;
    }
    struct scale_year y;
    scale_year_of_day(r->scale, day, &y);
    const struct scale_month *m = &y.months[scale_month_of_day(&y, day)];
    d.year = y.year;
    d.month = m->number;
    d.month_day = (int)(day - y.first_day) - m->first + 1;
    d.month_length = m->length;
    return d;
}

static int64_t first_of_year(const struct rule *r, int64_t year)
{
    struct scale_year y;
    if (!r->scale)
        return days_from_civil(year, 1, 1);
    scale_year(r->scale, year, &y);
    return y.first_day;
}

static int days_in_year(const struct rule *r, int64_t year)
{
    if (!r->scale)
        return 337 + days_in_month(year, 2);
    return (int)(first_of_year(r, year + 1) - first_of_year(r, year));
}

/* --- weeks: RFC 5545, 3.3.10, BYWEEKNO; ISO 8601 with any first day --- */

/* How far the first week begins from 1 January, -3 to 3. */
static int first_week(const struct rule *r, int64_t year)
{
    int weekday = weekday_of_days(first_of_year(r, year));
    int back = (weekday - r->first_weekday + 7) % 7;
    return back <= 3 ? -back : 7 - back;
}

static int weeks_in_year(const struct rule *r, int64_t year)
{
    return (days_in_year(r, year) - first_week(r, year) + first_week(r, year + 1)) / 7;
}

/* Days before the first week belong to the last week of the year before, days after the last week
 * to week 1 of the next year; both count in the year that they lie in. */
bool week_fits(const struct rule *r, const struct date *d)
{
    int day = (int)(d->day - first_of_year(r, d->year));
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

bool yearday_fits(const struct rule *r, const struct date *d)
{
    int day = (int)(d->day - first_of_year(r, d->year)) + 1;
    return numbers_have(&r->yeardays, day) ||
           numbers_have(&r->yeardays, day - days_in_year(r, d->year) - 1);
}

/* "2TU" is counted in the month, in a yearly rule without BYMONTH in the year. */
static bool nth_day_fits(const struct rule *r, const struct date *d)
{
    int day = d->month_day, length = d->month_length;
    if (r->freq == YEARLY && !r->months.count) {
        day = (int)(d->day - first_of_year(r, d->year)) + 1;
        length = days_in_year(r, d->year);
    }
    int nth = (day - 1) / 7 + 1, from_end = -((length - day) / 7 + 1);
    for (int i = 0; i < r->nnth_days; i++)
        if (r->nth_days[i].weekday == d->weekday &&
            (r->nth_days[i].nth == nth || r->nth_days[i].nth == from_end))
            return true;
    return false;
}

bool weekday_fits(const struct rule *r, const struct date *d)
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

bool month_fits(const struct rule *r, int month)
{
    return !r->months.count || numbers_have(&r->months, month);
}

static bool looks_at_weekdays_alone(const struct rule *r)
{
    return !r->months.count && !r->monthdays.count && !r->yeardays.count && !r->weeks.count &&
           !r->nnth_days;
}

/* Of the months after this one, or the next year when none of this year's fits. */
static int64_t first_of_next_month(const struct rule *r, const struct date *d)
{
    int64_t year = d->year;
    int month = d->month;
    if (r->scale) {
        struct scale_year y;
        scale_year(r->scale, year, &y);
        for (int i = scale_month_of_day(&y, d->day) + 1; i < y.nmonths; i++)
            if (month_fits(r, y.months[i].number))
                return y.first_day + y.months[i].first;
        return y.first_day + y.length;
    }
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
    struct date d = date_of(r, day);
    if (month_fits(r, d.month))
        return date_fits(r, &d);
    *next_out = first_of_next_month(r, &d);
    return false;
}

/* In 28 years there is every kind of year, before and after every kind that may be beside it. */
bool some_day_fits(const struct rule *r)
{
    if (looks_at_weekdays_alone(r) || r->scale)
        return true;
    struct date d = date_of(r, days_from_civil(2000, 1, 1));
    while (d.year < 2028) {
        for (; month_fits(r, d.month) && d.month_day <= d.month_length; d.month_day++, d.day++) {
            if (date_fits(r, &d))
                return true;
            d.weekday = d.weekday == 6 ? 0 : d.weekday + 1;
        }
        d = date_of(r, days_from_civil(d.year + d.month / 12, d.month % 12 + 1, 1));
    }
    return false;
}

/* --- periods --- */

/* The first of the week that a day lies in. */
static int64_t week_of(const struct rule *r, int64_t day)
{
    return day - (weekday_of_days(day) - r->first_weekday + 7) % 7;
}

int64_t unit_of_day(const struct rule *r, int64_t day)
{
    switch (r->freq) {
    case WEEKLY: /* 1970-01-01 was a Thursday */
        return floor_div(week_of(r, day) + 7, 7);
    case MONTHLY:
        if (r->scale)
            return scale_month_number(r->scale, day);
        struct date d = date_of(r, day);
        return d.year * 12 + d.month - 1;
    case YEARLY:
        return date_of(r, day).year;
    default:
        return day;
    }
}

/* No calendar's years beyond our own are asked for: their months are taken as short as can be. */
#define FARTHEST_YEAR 20000

static int64_t unit_first_day(const struct rule *r, int64_t unit)
{
    if (r->freq == YEARLY)
        return r->scale && unit > FARTHEST_YEAR ? unit * 354 : first_of_year(r, unit);
    if (r->scale && unit > FARTHEST_YEAR * 13)
        return unit * 29;
    if (r->scale)
        return scale_month_first_day(r->scale, unit);
    return days_from_civil(floor_div(unit, 12), (int)(unit - floor_div(unit, 12) * 12) + 1, 1);
}

int64_t period_of_day(const struct rule *r, int64_t day)
{
    return floor_div(unit_of_day(r, day) - r->first_unit, r->interval);
}

int64_t period_first_day(const struct rule *r, int64_t period)
{
    int64_t units = period * r->interval;
    if (r->freq == DAILY)
        return r->first_unit + units;
    if (r->freq == WEEKLY)
        return week_of(r, floor_div(r->start, DAY_S)) + 7 * units;
    return unit_first_day(r, r->first_unit + units);
}

static int days_of_month(const struct rule *r, int64_t first, int32_t *days_out)
{
    struct date d = date_of(r, first);
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

static int days_of_scaled_year(const struct rule *r, int64_t first, int32_t *days_out)
{
    struct scale_year y;
    int count = 0;
    scale_year_of_day(r->scale, first, &y);
    for (int i = 0; i < y.nmonths; i++)
        if (month_fits(r, y.months[i].number))
            count += days_of_month(r, y.first_day + y.months[i].first, days_out + count);
    return count;
}

static int days_of_year(const struct rule *r, int64_t first, int32_t *days_out)
{
    int count = 0;
    if (r->scale)
        return days_of_scaled_year(r, first, days_out);
    int64_t year = date_of(r, first).year;
    for (int month = 1; month <= 12; month++)
        if (month_fits(r, month))
            count += days_of_month(r, days_from_civil(year, month, 1), days_out + count);
    return count;
}

int period_days(const struct rule *r, int64_t period, int32_t *days_out)
{
    if (r->skip != SKIP_OMIT && r->freq >= MONTHLY)
        return period_days_skipping(r, period, days_out);
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
