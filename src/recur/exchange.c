/* What Exchange's recurrence patterns cannot hold. MS-OXOCAL, 2.2.1.44: daily, weekly, monthly,
 * yearly, relative monthly and relative yearly, one rule, with a count or an end. */
#include "set.h"

static const char *problem_of_times(const struct rule *r)
{
    if (r->freq < DAILY)
        return "Exchange knows no rule of hours, minutes or seconds.";
    if (rule_says(r, PART_BYHOUR) || rule_says(r, PART_BYMINUTE) || rule_says(r, PART_BYSECOND))
        return "Exchange knows one time of day for a series, its start's.";
    if (r->interval > 999)
        return "Exchange takes intervals up to 999.";
    return NULL;
}

/* Several monthdays are several rules; the last one is known as 31. */
static bool one_monthday(const struct rule *r)
{
    bool last = numbers_have(&r->monthdays, -1), positive = false;
    for (int day = 1; day <= 31; day++)
        positive |= numbers_have(&r->monthdays, day);
    return r->monthdays.count == 1 && (last || positive);
}

static bool one_place_in_month(const struct rule *r)
{
    if (r->nnth_days == 1 && !r->weekdays && !r->positions.count)
        return r->nth_days[0].nth >= -1 && r->nth_days[0].nth <= 4;
    bool one_position = r->positions.count == 1;
    bool known = numbers_have(&r->positions, -1);
    for (int n = 1; n <= 4; n++)
        known |= numbers_have(&r->positions, n);
    return r->weekdays && !r->nnth_days && one_position && known;
}

static const char *problem_of_days(const struct rule *r)
{
    if (r->yeardays.count || r->weeks.count)
        return "Exchange knows no days of the year and no week numbers.";
    if (r->freq == DAILY && (r->weekdays || r->monthdays.count || r->months.count))
        return "Exchange knows daily rules without further conditions only.";
    if (r->freq == WEEKLY && (r->monthdays.count || r->months.count || r->positions.count))
        return "Exchange knows weekly rules by weekdays only.";
    if (r->freq < MONTHLY)
        return r->positions.count ? "Exchange knows no positions in a day." : NULL;
    bool by_date = r->monthdays.count && !r->weekdays && !r->nnth_days && !r->positions.count;
    if (by_date ? !one_monthday(r) : !(one_place_in_month(r) && !r->monthdays.count))
        return "Exchange knows one day of the month, or one weekday such as the last Friday.";
    return NULL;
}

static const char *problem_of_months(const struct rule *r)
{
    if (r->freq == MONTHLY && r->months.count)
        return "Exchange knows monthly rules in all months only.";
    if (r->freq == YEARLY && r->months.count != 1)
        return "Exchange knows yearly rules in one month only.";
    if (r->freq == YEARLY && r->interval > 83)
        return "Exchange takes at most 999 months between occurrences.";
    return NULL;
}

const char *recurrence_exchange_problem(const struct recurrence *set)
{
    if (set->nrules > 1 || set->nexrules)
        return "Exchange takes one rule for a series.";
    if (dates_any(&set->dates))
        return "Exchange takes no added dates.";
    if (!set->nrules)
        return NULL;
    const struct rule *r = &set->rules[0];
    const char *problem =
        r->scale ? "Exchange is given rules of the Gregorian calendar only." : NULL;
    if (!problem)
        problem = problem_of_times(r);
    if (!problem)
        problem = problem_of_days(r);
    if (!problem)
        problem = problem_of_months(r);
    if (!problem && !set->start_is_given)
        problem = "Exchange wants the start to be one of the rule's own days.";
    return problem;
}
