#include "set.h"

instant recurrence_instant(const struct recurrence *r, wall local)
{
    return r->zone ? zone_instant(r->zone, local) : local;
}

wall recurrence_wall(const struct recurrence *r, instant at)
{
    return r->zone ? zone_wall(r->zone, at) : at;
}

struct recurrence *recurrence_new(wall start, bool is_date, const struct zone *zone)
{
    struct recurrence *r = mem_new(sizeof *r);
    r->is_date = is_date;
    r->zone = is_date ? NULL : zone;
    r->start = (struct instance){start, recurrence_instant(r, start)};
    return r;
}

void recurrence_free(struct recurrence *r)
{
    if (!r)
        return;
    for (size_t i = 0; i < r->nrules; i++)
        rule_drop(&r->rules[i]);
    for (size_t i = 0; i < r->nexrules; i++)
        rule_drop(&r->exrules[i]);
    free(r->rules);
    free(r->exrules);
    dates_drop(&r->dates);
    dates_drop(&r->exdates);
    dates_drop(&r->exdays);
    free(r);
}

void recurrence_start_by_rule(struct recurrence *r)
{
    r->start_by_rule = true;
}

#define MOST_RULES 100

static bool add_rule(struct recurrence *r, struct rule **list, size_t *count, struct span text,
                     struct error *err)
{
    struct rule rule;
    if (*count == MOST_RULES)
        return fail(err, FAULT_TOO_LARGE, NULL, "An event takes at most %d rules.", MOST_RULES);
    TRY(rule_parse(text, &rule, err));
    TRY(rule_complete(&rule, r->start.local, r->is_date, err));
    *list = mem_resize(*list, *count + 1, sizeof **list); /* most sets have one */
    (*list)[(*count)++] = rule;
    return true;
}

bool recurrence_add_rule(struct recurrence *r, struct span rule, struct error *err)
{
    TRY(add_rule(r, &r->rules, &r->nrules, rule, err));
    r->start_is_given |= rule_gives(&r->rules[r->nrules - 1], r->start.local);
    return true;
}

bool recurrence_exclude_rule(struct recurrence *r, struct span rule, struct error *err)
{
    return add_rule(r, &r->exrules, &r->nexrules, rule, err);
}

void recurrence_add_wall(struct recurrence *r, wall at)
{
    dates_add(&r->dates, (struct instance){at, recurrence_instant(r, at)});
}

void recurrence_add_instant(struct recurrence *r, instant at)
{
    dates_add(&r->dates, (struct instance){recurrence_wall(r, at), at});
}

void recurrence_exclude_wall(struct recurrence *r, wall at)
{
    dates_add(&r->exdates, (struct instance){at, recurrence_instant(r, at)});
}

void recurrence_exclude_instant(struct recurrence *r, instant at)
{
    dates_add(&r->exdates, (struct instance){recurrence_wall(r, at), at});
}

void recurrence_exclude_day(struct recurrence *r, int64_t day)
{
    dates_add(&r->exdays, (struct instance){day, day});
}
