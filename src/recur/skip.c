/* Days and leap months that are not there in every month or year, moved on or back by SKIP. First
 * the month is put right, then the day. RFC 7529, 4.1 */
#include "days.h"

/* Days from one before the period on; a leap month may be put into the next year. */
struct marks {
    int64_t first;
    uint64_t bits[8];
};

static void mark(struct marks *m, int64_t day)
{
    int64_t i = day - m->first;
    if (i >= 0 && i < (int64_t)sizeof m->bits * 8)
        m->bits[i / 64] |= UINT64_C(1) << i % 64;
}

/* Where day `number` of a month or year is, from its first day; outside when it was moved there. */
static int place_of(const struct rule *r, int number, int length)
{
    if (abs(number) <= length)
        return number > 0 ? number - 1 : length + number;
    if (r->skip == SKIP_FORWARD)
        return number > 0 ? length : 0;
    return number > 0 ? length - 1 : -1;
}

static void mark_numbers(const struct rule *r, const struct numbers *list, int most, int64_t first,
                         int length, struct marks *m)
{
    for (int n = -most; n <= most; n++)
        if (n && numbers_have(list, n))
            mark(m, first + place_of(r, n, length));
}

static void mark_month(const struct rule *r, int64_t first, int length, struct marks *m)
{
    if (r->monthdays.count) {
        mark_numbers(r, &r->monthdays, 31, first, length, m);
        return;
    }
    for (int day = 0; day < length; day++)
        mark(m, first + day);
}

/* Leap month 5L comes after 5 and before 6. */
static int order_of(int number)
{
    return (number & (LEAP_MONTH - 1)) * 2 + (number >= LEAP_MONTH);
}

/* The month's index, of another one when it is not there; outside when that is in another year. */
static int month_index(const struct rule *r, const struct scale_year *y, int number)
{
    int i = 0;
    while (i < y->nmonths && order_of(y->months[i].number) < order_of(number))
        i++;
    bool is_there = i < y->nmonths && y->months[i].number == number;
    return is_there || r->skip == SKIP_FORWARD ? i : i - 1;
}

static void mark_months(const struct rule *r, const struct scale_year *y, struct marks *m)
{
    struct scale_year next = {0};
    for (int number = 1; number <= LEAP_MONTH + MOST_MONTHS; number++) {
        if (!numbers_have(&r->months, number))
            continue;
        int i = month_index(r, y, number);
        if (i == y->nmonths)
            scale_year(r->scale, y->year + 1, &next);
        const struct scale_month *month = i < y->nmonths ? &y->months[i] : &next.months[0];
        int64_t first = i < y->nmonths ? y->first_day + month->first : next.first_day;
        mark_month(r, first, month->length, m);
    }
}

static void mark_year(const struct rule *r, const struct scale_year *y, struct marks *m)
{
    if (r->months.count) {
        mark_months(r, y, m);
        return;
    }
    for (int i = 0; i < y->nmonths; i++)
        mark_month(r, y->first_day + y->months[i].first, y->months[i].length, m);
}

static void mark_yeardays(const struct rule *r, const struct scale_year *y, struct marks *m)
{
    struct marks days = {.first = m->first};
    bool limits = r->months.count || r->monthdays.count;
    mark_numbers(r, &r->yeardays, MOST_YEARDAY, y->first_day, y->length, &days);
    for (size_t i = 0; i < LENGTH(m->bits); i++)
        m->bits[i] = limits ? m->bits[i] & days.bits[i] : days.bits[i];
}

static bool day_is_left(const struct rule *r, int64_t day)
{
    if (!r->weekdays && !r->nnth_days && !r->weeks.count &&
        !(r->freq == MONTHLY && r->yeardays.count))
        return true;
    struct date d = date_of(r, day);
    return weekday_fits(r, &d) && (!r->weeks.count || week_fits(r, &d)) &&
           (r->freq == YEARLY || !r->yeardays.count || yearday_fits(r, &d));
}

static int collect(const struct rule *r, const struct marks *m, int32_t *days_out)
{
    int count = 0;
    for (int i = 0; i < (int)sizeof m->bits * 8 && count < MOST_DAYS; i++)
        if (m->bits[i / 64] >> i % 64 & 1 && day_is_left(r, m->first + i))
            days_out[count++] = (int32_t)(m->first + i);
    return count;
}

int period_days_skipping(const struct rule *r, int64_t period, int32_t *days_out)
{
    int64_t first = period_first_day(r, period);
    struct marks m = {.first = first - 1};
    struct scale_year y;
    scale_year_of_day(r->scale, first, &y);
    if (r->freq == YEARLY) {
        mark_year(r, &y, &m);
        if (r->yeardays.count)
            mark_yeardays(r, &y, &m);
        return collect(r, &m, days_out);
    }
    const struct scale_month *month = &y.months[scale_month_of_day(&y, first)];
    if (month_fits(r, month->number))
        mark_month(r, first, month->length, &m);
    return collect(r, &m, days_out);
}
