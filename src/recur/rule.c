#include "days.h"

static int collect(const struct numbers *n, int limit, uint8_t *out)
{
    int count = 0;
    for (int i = 0; i < limit; i++)
        if (numbers_have(n, i))
            out[count++] = (uint8_t)i;
    return count;
}

static void count_times(struct rule *r)
{
    r->times = r->freq == SECONDLY ? 1 : r->nseconds;
    r->times *= r->freq <= MINUTELY ? 1 : r->nminutes;
    r->times *= r->freq <= HOURLY ? 1 : r->nhours;
    r->first_time = r->freq == SECONDLY ? 0 : r->second[0];
    r->first_time += r->freq <= MINUTELY ? 0 : r->minute[0] * 60;
    r->first_time += r->freq <= HOURLY ? 0 : r->hour[0] * 3600;
}

static void complete_times(struct rule *r, struct civil start)
{
    if (!r->hours.count && r->freq > HOURLY)
        numbers_add(&r->hours, start.hour);
    if (!r->minutes.count && r->freq > MINUTELY)
        numbers_add(&r->minutes, start.minute);
    if (!r->seconds.count && r->freq > SECONDLY)
        numbers_add(&r->seconds, start.second);
    r->nhours = collect(&r->hours, 24, r->hour);
    r->nminutes = collect(&r->minutes, 60, r->minute);
    r->nseconds = collect(&r->seconds, 60, r->second);
    count_times(r);
}

/* Information that the rule lacks comes from DTSTART. RFC 5545, 3.3.10 */
static void complete_days(struct rule *r)
{
    struct date start = date_of(r, floor_div(r->start, DAY_S));
    if (r->weeks.count || r->yeardays.count || r->monthdays.count || r->weekdays || r->nnth_days)
        return;
    if (r->freq == YEARLY && !r->months.count)
        numbers_add(&r->months, start.month);
    if (r->freq == YEARLY || r->freq == MONTHLY)
        numbers_add(&r->monthdays, start.month_day);
    if (r->freq == WEEKLY)
        r->weekdays = 1u << start.weekday;
}

static int weekdays_of(const struct rule *r)
{
    int count = 0;
    for (int day = 0; day < 7; day++)
        count += r->weekdays >> day & 1;
    return count;
}

static int least(int a, int b)
{
    return a < b ? a : b;
}

/* A period never has more days than this. */
static int most_days(const struct rule *r)
{
    static const int of_period[] = {1, 1, 1, 1, 7, 31, 366};
    int most = of_period[r->freq], months = r->freq == YEARLY ? 12 : 1;
    if (r->freq < WEEKLY)
        return 1;
    if (r->scale)
        return r->freq == MONTHLY ? 32 : MOST_DAYS;
    if (r->freq == WEEKLY)
        return r->weekdays ? weekdays_of(r) : most;
    if (r->months.count)
        months = least(months, r->months.count);
    most = least(most, 31 * months);
    if (r->monthdays.count)
        most = least(most, r->monthdays.count * months);
    if (r->yeardays.count)
        most = least(most, r->yeardays.count);
    if (r->weekdays || r->nnth_days)
        most = least(most, (weekdays_of(r) * 5 + r->nnth_days) * months);
    return most;
}

/* BYSETPOS beyond what any period holds. */
static bool no_position_fits(const struct rule *r)
{
    int64_t most = r->times * most_days(r);
    for (int i = 0; i < r->npositions; i++)
        if (abs(r->position[i]) <= most)
            return false;
    return r->npositions > 0;
}

static void complete_positions(struct rule *r)
{
    for (int n = -MOST_POSITION; n <= MOST_POSITION && r->positions.count; n++)
        if (n && numbers_have(&r->positions, n))
            r->position[r->npositions++] = (int16_t)n;
}

static bool only_sure_monthdays(const struct rule *r)
{
    for (int day = 29; day <= 31; day++)
        if (numbers_have(&r->monthdays, day) || numbers_have(&r->monthdays, -day))
            return false;
    /* 1 and -28 are one day in some months and two in others. */
    bool mixed = false, positive = false;
    for (int day = 1; day <= 28; day++) {
        positive |= numbers_have(&r->monthdays, day);
        mixed |= numbers_have(&r->monthdays, -day);
    }
    return r->monthdays.count > 0 && !(positive && mixed) && !r->weekdays && !r->nnth_days;
}

static bool one_sure_weekday(const struct rule *r)
{
    return r->nnth_days == 1 && !r->weekdays && !r->monthdays.count &&
           abs(r->nth_days[0].nth) <= 4 && (r->freq == MONTHLY || r->months.count);
}

static bool is_uniform(const struct rule *r)
{
    if (r->weeks.count || r->yeardays.count || r->scale)
        return false;
    bool no_months = !r->months.count;
    switch (r->freq) {
    case YEARLY:
        return !no_months && (only_sure_monthdays(r) || one_sure_weekday(r));
    case MONTHLY:
        return no_months && (only_sure_monthdays(r) || one_sure_weekday(r));
    case WEEKLY:
        return no_months && !r->monthdays.count;
    case DAILY:
        return no_months && !r->monthdays.count && !r->weekdays && !r->nnth_days;
    default:
        return no_months && !r->monthdays.count && !r->weekdays && !r->nnth_days && !r->nhours &&
               (!r->nminutes || r->freq > MINUTELY) && (!r->nseconds || r->freq > SECONDLY);
    }
}

/* Where dates do not count, every week is like any other. */
static int64_t repeat_of(const struct rule *r)
{
    bool by_date = r->months.count || r->monthdays.count || r->yeardays.count || r->weeks.count;
    if (is_uniform(r))
        return 1;
    if (by_date || r->scale || r->freq > DAILY)
        return 0;
    int64_t week = 7 * DAY_S / (r->freq == DAILY ? DAY_S : unit_s(r));
    return week / greatest_divisor(week, r->interval);
}

/* What gave nothing in 400 years gives nothing ever: the Gregorian calendar repeats. */
static int64_t cycle_of(const struct rule *r)
{
    static const int64_t units[] = {
        [DAILY] = 146097, [WEEKLY] = 20871, [MONTHLY] = 4800, [YEARLY] = 400};
    if (r->scale && !scale_is_gregorian(r->scale))
        return 0;
    int64_t count = r->freq < DAILY ? units[DAILY] * DAY_S / unit_s(r) : units[r->freq];
    return count / greatest_divisor(count, r->interval);
}

/* "Every second Tuesday" means nothing finer than a month has: the number is left out, as other
 * programs do. */
static void drop_numbers_of_days(struct rule *r)
{
    for (int i = 0; i < r->nnth_days && r->freq < MONTHLY; i++)
        r->weekdays |= 1u << r->nth_days[i].weekday;
    if (r->freq < MONTHLY)
        r->nnth_days = 0;
}

/* A rule whose calendar is the Gregorian, and that skips nothing, is like any other. */
static bool open_scale(struct rule *r, struct error *err)
{
    struct span name = rule_says(r, PART_RSCALE) ? r->scale_name : SPAN("GREGORIAN");
    OWN(scale) scale = scale_open(name, err);
    TRY(scale);
    if (!scale_is_gregorian(scale) || r->skip != SKIP_OMIT || r->foreign)
        r->scale = GIVE(scale);
    return true;
}

void rule_drop(struct rule *r)
{
    scale_free(r->scale);
}

bool rule_complete(struct rule *r, wall start, bool is_date, struct error *err)
{
    if (is_date && r->freq < DAILY)
        return fail(err, FAULT_INVALID, NULL,
                    "A rule of hours, minutes or seconds needs a start with a time of day.");
    r->start = start;
    if (rule_says(r, PART_RSCALE) || r->skip != SKIP_OMIT)
        TRY(open_scale(r, err));
    if (is_date) /* "MUST be ignored" with a date. RFC 5545, 3.3.10 */
        r->hours = r->minutes = r->seconds = (struct numbers){0};
    /* A last day is meant whole where the start has a time of day. */
    if (r->until_is_date && !is_date)
        r->until += DAY_S - 1;
    struct civil c = civil_of(start);
    drop_numbers_of_days(r);
    complete_times(r, c);
    complete_days(r);
    complete_positions(r);
    r->early_s = r->skip == SKIP_BACKWARD ? DAY_S : 0;
    r->first_unit = unit_of_day(r, floor_div(start, DAY_S));
    r->is_never = !some_day_fits(r) || !stride_complete(r) || no_position_fits(r);
    r->repeat = repeat_of(r);
    r->cycle = cycle_of(r);
    return true;
}
