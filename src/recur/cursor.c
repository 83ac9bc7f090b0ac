#include "rule.h"

/* --- within one period: instance i is a day and a time of day, both found by division --- */

static wall time_at(const struct rule *r, int64_t i)
{
    if (r->times == 1) /* no division where it would cost the most */
        return r->first_time;
    wall time = r->second[i % r->nseconds];
    i /= r->nseconds;
    if (r->freq == MINUTELY)
        return time;
    time += r->minute[i % r->nminutes] * INT64_C(60);
    i /= r->nminutes;
    return r->freq == HOURLY ? time : time + r->hour[i] * INT64_C(3600);
}

/* Of all instances of the period, BYSETPOS not applied. */
static wall wall_of_all(const struct cursor *c, int64_t i)
{
    if (c->rule->freq < DAILY)
        return c->begin + time_at(c->rule, i);
    int64_t times = c->rule->times;
    if (times == 1)
        return c->days[i] * INT64_C(86400) + c->rule->first_time;
    return c->days[i / times] * INT64_C(86400) + time_at(c->rule, i % times);
}

static wall wall_at(const struct cursor *c, int64_t i)
{
    return c->npositions >= 0 ? c->begin + c->picked[i] : wall_of_all(c, i + c->dropped);
}

static int compare_seconds(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

static void sort_picked(struct cursor *c)
{
    int kept = 0;
    if (c->npositions > 1)
        qsort(c->picked, (size_t)c->npositions, sizeof *c->picked, compare_seconds);
    for (int i = 0; i < c->npositions; i++)
        if (!kept || c->picked[kept - 1] != c->picked[i])
            c->picked[kept++] = c->picked[i];
    c->npositions = kept;
    c->total = kept;
}

/* BYSETPOS picks from the whole period, what lies before the start included. */
static void pick_positions(struct cursor *c, int64_t total)
{
    c->npositions = 0;
    for (int n = 0; n < c->rule->npositions; n++) {
        int position = c->rule->position[n];
        int64_t i = position < 0 ? total + position : position - 1;
        if (i >= 0 && i < total)
            c->picked[c->npositions++] = (int32_t)(wall_of_all(c, i) - c->begin);
    }
    sort_picked(c);
}

static void set_total(struct cursor *c, int64_t total)
{
    c->index = c->dropped = 0;
    c->total = total;
    c->npositions = -1;
    if (c->rule->positions.count)
        pick_positions(c, total);
}

/* The first index whose local time is not before from. */
static int64_t index_from(const struct cursor *c, wall from)
{
    int64_t low = 0, high = c->total;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (wall_at(c, middle) < from)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* --- from period to period --- */

/* The period at or before a local time. */
static int64_t period_of(const struct rule *r, wall local)
{
    if (r->freq >= DAILY)
        return period_of_day(r, floor_div(local, DAY_S));
    return floor_div(local - first_stride(r), stride_s(r));
}

/* The first period that begins at or after a local time. */
static int64_t period_from(const struct rule *r, wall local)
{
    return period_of(r, local - 1) + 1;
}

static wall period_begin(const struct rule *r, int64_t period)
{
    if (r->freq >= DAILY)
        return period_first_day(r, period) * DAY_S;
    return first_stride(r) + period * stride_s(r);
}

/* The next time after a number that the list does not have: the begin of the next hour, minute or
 * second that it has, or of the next longer unit. */
static wall next_in(const struct numbers *n, wall time, int64_t unit, int limit)
{
    int64_t longer = unit * limit;
    int64_t number = (time - floor_div(time, longer) * longer) / unit;
    for (int64_t next = number + 1; next < limit; next++)
        if (numbers_have(n, (int)next))
            return floor_div(time, longer) * longer + next * unit;
    return (floor_div(time, longer) + 1) * longer;
}

static bool has_unit(const struct numbers *n, wall time, int64_t unit, int limit)
{
    return !n->count ||
           numbers_have(n, (int)(floor_div(time, unit) - floor_div(time, unit * limit) * limit));
}

/* Finer than DAILY: whether the period at this time is the rule's; if not, *next_out is a later
 * time before which none is. */
static bool time_passes(struct cursor *c, wall time, wall *next_out)
{
    const struct rule *r = c->rule;
    int64_t day = floor_div(time, DAY_S), next_day;
    bool known = c->ndays == 1 && c->days[0] == day;
    if (!known && !day_passes(r, day, &next_day)) {
        *next_out = next_day * DAY_S;
        return false;
    }
    c->ndays = 1;
    c->days[0] = (int32_t)day;
    if (!has_unit(&r->hours, time, 3600, 24))
        *next_out = next_in(&r->hours, time, 3600, 24);
    else if (r->freq <= MINUTELY && !has_unit(&r->minutes, time, 60, 60))
        *next_out = next_in(&r->minutes, time, 60, 60);
    else if (r->freq == SECONDLY && !has_unit(&r->seconds, time, 1, 60))
        *next_out = next_in(&r->seconds, time, 1, 60);
    else
        return true;
    return false;
}

/* The first period from a later time on that the limits of the clock may leave in. */
static int64_t stride_from(const struct cursor *c, wall next)
{
    int64_t period = period_from(c->rule, next);
    return c->rule->nranges ? period + strides_until(c->rule, period_begin(c->rule, period))
                            : period;
}

static bool skips(const struct rule *r)
{
    return r->skip != SKIP_OMIT && r->freq >= MONTHLY;
}

static void load_days(struct cursor *c)
{
    c->ndays = period_days(c->rule, c->period, c->days);
    set_total(c, c->ndays * c->rule->times);
}

static void drop_what_came_before(struct cursor *c)
{
    struct cursor before = {.rule = c->rule, .period = c->period - 1};
    if (c->period == 0)
        return;
    load_days(&before);
    if (before.total)
        c->dropped = index_from(c, wall_at(&before, before.total - 1) + 1);
    c->total -= c->dropped;
}

static void take_picked(struct cursor *c, const struct cursor *of, wall end)
{
    for (int i = 0; i < of->npositions; i++) {
        wall local = wall_at(of, i);
        if (local >= c->begin && local < end)
            c->picked[c->npositions++] = (int32_t)(local - c->begin);
    }
}

/* What BYSETPOS picked in this period or the one beside may stand between each other's: given is
 * what lies in this one. */
static void share_picked(struct cursor *c)
{
    const struct rule *r = c->rule;
    struct cursor own = *c;
    struct cursor beside = {.rule = r, .period = c->period + (r->skip == SKIP_FORWARD ? -1 : 1)};
    wall end = period_begin(r, c->period + 1);
    c->npositions = 0;
    take_picked(c, &own, end);
    if (beside.period >= 0) {
        beside.begin = period_begin(r, beside.period);
        load_days(&beside);
        take_picked(c, &beside, end);
    }
    sort_picked(c);
}

/* SKIP moves days into the next period or the one before, where they may be again. */
static void settle_skipped(struct cursor *c)
{
    if (c->npositions < 0)
        drop_what_came_before(c);
    else
        share_picked(c);
}

/* Loads the period, or says from which one on it is worth while to look. */
static int64_t load(struct cursor *c)
{
    const struct rule *r = c->rule;
    wall next;
    int64_t next_day;
    c->begin = period_begin(r, c->period);
    c->total = 0;
    if (r->freq < DAILY) {
        if (!time_passes(c, c->begin, &next))
            return stride_from(c, next);
        set_total(c, r->times);
    } else if (r->freq == DAILY) {
        c->days[0] = (int32_t)floor_div(c->begin, DAY_S);
        if (!day_passes(r, c->days[0], &next_day))
            return period_from(r, next_day * DAY_S);
        set_total(c, r->times);
    } else {
        load_days(c);
        if (skips(r))
            settle_skipped(c);
    }
    return c->period + 1;
}

/* A calendar's years cost when they are read, the days between them when they are passed. */
static int64_t steps_of_scale(struct cursor *c, wall begin)
{
    int64_t day = floor_div(begin, DAY_S), passed = day - c->paid_day;
    c->paid_day = day;
    if (passed < 0 || passed > 365)
        passed = 365;
    return 1 + scale_steps(c->rule->scale, day) * passed / 365;
}

/* A year's days cost more than a day's. */
static int64_t steps_of(struct cursor *c, wall begin)
{
    const struct rule *r = c->rule;
    int64_t steps = r->freq == YEARLY ? (r->months.count ? r->months.count : 12) : 1;
    return r->scale ? steps + steps_of_scale(c, begin) : steps;
}

/* Loads the first period from `period` on that has any; false when the budget is used up. */
static bool load_from(struct cursor *c, int64_t period, int64_t *budget)
{
    c->period = period;
    for (;;) {
        wall begin = period_begin(c->rule, c->period) - c->rule->early_s;
        bool is_round = c->rule->cycle && c->period - period > c->rule->cycle;
        c->is_over = begin > c->stop || begin > LAST_WALL || is_round;
        if (c->is_over)
            return true;
        *budget -= steps_of(c, begin);
        if (*budget < 0)
            return false;
        int64_t next = load(c);
        if (c->total)
            return true;
        c->period = next;
    }
}

/* --- counting up to where the cursor starts --- */

/* Adds the instances of the periods before `to`, until there are `most`. */
static bool count_periods(struct cursor *c, int64_t from, int64_t to, int64_t most, int64_t *count,
                          int64_t *budget)
{
    while (from < to && *count < most) {
        TRY(load_from(c, from, budget));
        if (c->is_over || c->period >= to)
            break;
        *count += c->total;
        from = c->period + 1;
    }
    return true;
}

/* Instances between the start and the period, those of the first period included. */
static bool count_before(struct cursor *c, int64_t period, int64_t *budget)
{
    const struct rule *r = c->rule;
    int64_t from = 1, each = 0, times = r->repeat ? (period - 1) / r->repeat : 0;
    if (period <= 0)
        return true;
    TRY(load_from(c, 0, budget));
    if (!c->is_over && c->period == 0)
        c->given += c->total - index_from(c, r->start);
    if (times > 0) {
        TRY(count_periods(c, from, from + r->repeat, INT64_MAX, &each, budget));
        c->given += each * times;
        from += r->repeat * times;
    }
    return count_periods(c, from, period, r->count, &c->given, budget);
}

bool cursor_start(struct cursor *c, const struct rule *r, const struct zone *zone, wall from,
                  wall stop, int64_t counted, int64_t *budget)
{
    c->rule = r;
    c->zone = zone;
    c->stop = stop;
    c->given = counted;
    c->ndays = 0;
    c->paid_day = LAST_WALL;
    c->is_over = r->is_never || from > LAST_WALL;
    if (c->is_over)
        return true;
    int64_t period = from > r->start ? period_of(r, from) : 0;
    period -= period > 0 && r->skip == SKIP_FORWARD; /* its last day may be moved to here */
    if (r->count)
        TRY(count_before(c, period, budget));
    TRY(load_from(c, period, budget));
    if (c->is_over)
        return true;
    int64_t first = c->period == 0 ? index_from(c, r->start) : 0;
    c->index = index_from(c, from);
    c->index = c->index > first ? c->index : first;
    c->given += c->index - first;
    return true;
}

/* An UNTIL in UTC ends the rule where the wall clock says so; a time that a gap moves past it is
 * only left out, as what follows may lie before it again. */
enum end { GOES_ON, LEFT_OUT, ENDS };

static enum end until_of(const struct cursor *c, wall local)
{
    const struct rule *r = c->rule;
    if (!r->has_until)
        return GOES_ON;
    if (!r->until_is_utc || !c->zone)
        return local > r->until ? ENDS : GOES_ON;
    instant at = zone_instant(c->zone, local);
    if (at <= r->until)
        return GOES_ON;
    return zone_wall(c->zone, at) == local ? ENDS : LEFT_OUT;
}

/* As cursor_next, what a gap moves past UNTIL included. */
static enum recur_answer cursor_step(struct cursor *c, wall *out, int64_t *budget)
{
    const struct rule *r = c->rule;
    if (!c->is_over && c->index >= c->total && !load_from(c, c->period + 1, budget))
        return RECUR_EXHAUSTED;
    if (c->is_over || (r->count && c->given >= r->count))
        return RECUR_NONE;
    *out = wall_at(c, c->index++);
    c->given++;
    return *out > LAST_WALL ? RECUR_NONE : RECUR_FOUND;
}

enum recur_answer cursor_next(struct cursor *c, wall *out, int64_t *budget)
{
    enum end end = LEFT_OUT;
    while (end == LEFT_OUT) {
        enum recur_answer answer = cursor_step(c, out, budget);
        if (answer == RECUR_EXHAUSTED)
            return answer;
        end = answer == RECUR_FOUND ? until_of(c, *out) : ENDS;
        if (end == LEFT_OUT && --*budget < 0)
            return RECUR_EXHAUSTED;
    }
    c->is_over |= end == ENDS;
    return end == ENDS ? RECUR_NONE : RECUR_FOUND;
}

enum recur_answer cursor_last_counted(struct cursor *c, const struct rule *r,
                                      const struct zone *zone, int64_t counted, wall *out,
                                      int64_t *budget)
{
    int64_t left = r->count - counted;
    if (left <= 0 || r->is_never)
        return RECUR_NONE;
    if (!cursor_start(c, r, zone, r->start, LAST_WALL, counted, budget))
        return RECUR_EXHAUSTED;
    int64_t have = c->is_over ? 0 : c->total - c->index;
    if (!c->is_over && r->repeat && left > have) {
        int64_t each = 0, next = c->period + 1;
        left -= have;
        if (!count_periods(c, next, next + r->repeat, left, &each, budget))
            return RECUR_EXHAUSTED;
        int64_t times = each ? (left - 1) / each : 0;
        left -= times * each;
        int64_t period = next + times * r->repeat, end = period_of(r, LAST_WALL) + 1;
        if (!load_from(c, period < end ? period : end, budget))
            return RECUR_EXHAUSTED;
        have = c->is_over ? 0 : c->total;
    }
    wall last = r->start;
    while (!c->is_over && left > have) {
        last = have ? wall_at(c, c->total - 1) : last;
        left -= have;
        if (!load_from(c, c->period + 1, budget))
            return RECUR_EXHAUSTED;
        have = c->total;
    }
    *out = c->is_over ? LAST_WALL : wall_at(c, c->index + left - 1);
    return RECUR_FOUND;
}

static bool period_gives(struct cursor *c, int64_t period, wall local)
{
    c->period = period;
    load(c);
    int64_t i = c->total ? index_from(c, local) : 0;
    return i < c->total && wall_at(c, i) == local;
}

bool rule_gives(const struct rule *r, wall local)
{
    struct cursor c = {.rule = r, .stop = LAST_WALL};
    if (r->is_never || local < r->start || local > LAST_WALL)
        return false;
    int64_t period = period_of(r, local);
    if (period_gives(&c, period, local))
        return true;
    /* SKIP moves days into the periods beside. */
    return skips(r) && ((period > 0 && period_gives(&c, period - 1, local)) ||
                        period_gives(&c, period + 1, local));
}
