/* Rules finer than a day stride by INTERVAL units over the clock, and BYxxx parts leave only some
 * times in. Which stride comes onto such a time first is found as Euclid finds a divisor, without
 * taking the strides between. */
#include "rule.h"

#define MINUTE_S 60
#define HOUR_S   3600
#define WEEK_S   (7 * DAY_S)

/* --- the times that are left in, as ranges of a day or of a week --- */

enum depth { HOURS, MINUTES, SECONDS };

static bool add_range(struct rule *r, int from, int length)
{
    struct range *last = r->nranges ? &r->ranges[r->nranges - 1] : NULL;
    if (last && last->to + 1 == from) {
        last->to += length;
        return true;
    }
    if (r->nranges == MOST_RANGES)
        return false;
    r->ranges[r->nranges++] = (struct range){from, from + length - 1};
    return true;
}

static bool has(const struct numbers *n, int number)
{
    return !n->count || numbers_have(n, number);
}

static bool add_minute(struct rule *r, enum depth depth, int from)
{
    if (depth < SECONDS || r->freq > SECONDLY || !r->seconds.count)
        return add_range(r, from, MINUTE_S);
    for (int second = 0; second < 60; second++)
        if (numbers_have(&r->seconds, second))
            TRY(add_range(r, from + second, 1));
    return true;
}

static bool add_hour(struct rule *r, enum depth depth, int from)
{
    if (depth < MINUTES || r->freq > MINUTELY || (!r->minutes.count && !r->seconds.count))
        return add_range(r, from, HOUR_S);
    for (int minute = 0; minute < 60; minute++)
        if (has(&r->minutes, minute))
            TRY(add_minute(r, depth, from + minute * MINUTE_S));
    return true;
}

static bool add_day(struct rule *r, enum depth depth, int from)
{
    for (int hour = 0; hour < 24; hour++)
        if (has(&r->hours, hour))
            TRY(add_hour(r, depth, from + hour * HOUR_S));
    return true;
}

static bool add_cycle(struct rule *r, enum depth depth)
{
    r->nranges = 0;
    if (r->range_cycle == MINUTE_S)
        return add_minute(r, depth, 0);
    if (r->range_cycle == HOUR_S)
        return add_hour(r, depth, 0);
    if (r->range_cycle == DAY_S)
        return add_day(r, depth, 0);
    for (int day = 0; day < 7; day++)
        if (r->weekdays >> weekday_of_days(day) & 1)
            TRY(add_day(r, depth, day * DAY_S));
    return true;
}

static int cycle_of(const struct rule *r)
{
    if (r->weekdays)
        return WEEK_S;
    if (r->hours.count)
        return DAY_S;
    return r->minutes.count && r->freq <= MINUTELY ? HOUR_S : MINUTE_S;
}

/* Where there are too many ranges, coarser ones that hold them: no stride is missed, but not all
 * that they give are hits. True when all are. */
static bool fill_ranges(struct rule *r)
{
    r->range_cycle = cycle_of(r);
    if (add_cycle(r, SECONDS))
        return true;
    if (!add_cycle(r, MINUTES) && !add_cycle(r, HOURS)) {
        r->range_cycle = DAY_S;
        r->ranges[0] = (struct range){0, DAY_S - 1};
        r->nranges = 1;
    }
    return false;
}

/* --- striding --- */

/* The least x >= 0 for which a * x modulo m is from `from` to `to`; -1: there is none.
 * 0 <= a < m, 0 <= from <= to < m. */
static int64_t first_multiple(int64_t a, int64_t m, int64_t from, int64_t to)
{
    if (from == 0)
        return 0;
    if (a == 0)
        return -1;
    if (2 * a > m)
        return first_multiple(m - a, m, m - to, m - from);
    int64_t x = (from + a - 1) / a;
    if (x * a <= to)
        return x;
    /* None before the first time round: how often round until one is left over that fits? */
    int64_t rounds = first_multiple((a - m % a) % a, a, from % a, to % a);
    return rounds < 0 ? -1 : (from + m * rounds + a - 1) / a;
}

static int64_t strides_into(const struct rule *r, int64_t at, const struct range *range)
{
    int64_t cycle = r->range_cycle, from = range->from - at, to = range->to - at;
    if (from <= 0 && to >= 0)
        return 0;
    int64_t turn = to < 0 ? cycle : 0;
    return first_multiple(stride_s(r) % cycle, cycle, from + turn, to + turn);
}

int64_t strides_until(const struct rule *r, wall time)
{
    int64_t best = -1, at = time - floor_div(time, r->range_cycle) * r->range_cycle;
    for (int i = 0; i < r->nranges && best != 0; i++) {
        int64_t strides = strides_into(r, at, &r->ranges[i]);
        if (strides >= 0 && (best < 0 || strides < best))
            best = strides;
    }
    return best;
}

/* Within a day, the strides come onto each step of their common divisor with it. */
static bool some_time_fits(const struct rule *r)
{
    int64_t step = greatest_divisor(stride_s(r), DAY_S);
    wall first = first_stride(r), day = floor_div(first, DAY_S) * DAY_S;
    for (int64_t at = (first - day) % step; at < DAY_S; at += step)
        if (has(&r->hours, (int)(at / HOUR_S)) &&
            (r->freq > MINUTELY || has(&r->minutes, (int)(at / MINUTE_S % 60))) &&
            (r->freq > SECONDLY || has(&r->seconds, (int)(at % 60))))
            return true;
    return false;
}

bool stride_complete(struct rule *r)
{
    bool has_limits = r->hours.count || (r->freq <= MINUTELY && r->minutes.count) ||
                      (r->freq == SECONDLY && r->seconds.count) || r->weekdays;
    if (r->freq >= DAILY || r->interval == 1 || !has_limits)
        return true;
    return fill_ranges(r) ? strides_until(r, first_stride(r)) >= 0 : some_time_fits(r);
}
