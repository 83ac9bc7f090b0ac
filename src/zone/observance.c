#include "observance.h"

static bool add_onset(struct onsets *out, const struct observance *o, instant at, struct error *err)
{
    if (out->count >= ZONE_MOST_CHANGES)
        return fail(err, FAULT_TOO_LARGE, NULL, "The time zone describes more than %d changes.",
                    ZONE_MOST_CHANGES);
    out->list = mem_grow(out->list, out->count, &out->capacity, sizeof *out->list);
    out->list[out->count++] = (struct onset){at, o};
    return true;
}

struct walk { /* through the onsets of one rule */
    const struct observance *o;
    struct turn_rule rule;
    int found;
    bool is_over;
};

static bool take(struct walk *w, int64_t day, struct onsets *out, struct error *err)
{
    const struct turn_rule *r = &w->rule;
    wall local = day * 86400 + r->hour * 3600 + r->minute * 60 + r->second;
    if (local < w->o->start)
        return true;
    int64_t key = r->until_is_instant ? local - w->o->from_s : local;
    w->is_over = (r->has_until && key > r->until) || (r->count && w->found >= r->count);
    w->found++;
    return w->is_over || add_onset(out, w->o, local - w->o->from_s, err);
}

static bool expand_rule(const struct observance *o, const struct turn_rule *rule, int64_t last_year,
                        struct onsets *out, struct error *err)
{
    struct walk w = {.o = o, .rule = turn_rule_completed(rule, o->start)};
    int64_t end = days_from_civil(last_year, 12, 31);
    int64_t first = INT64_MIN, last;
    for (int64_t nth = 0; first <= end && !w.is_over; nth++) {
        struct turn_days days;
        turn_rule_period(&w.rule, o->start, nth, &first, &last);
        out->steps -= turn_rule_days(&w.rule, first, last, &days);
        if (out->steps < 0)
            return fail(err, FAULT_TOO_LARGE, NULL,
                        "The time zone's rules are too many to follow.");
        for (size_t i = 0; i < days.count && days.list[i] <= end && !w.is_over; i++)
            TRY(take(&w, days.list[i], out, err));
    }
    return true;
}

static instant instant_of_date(const struct observance *o, const struct turn_date *d)
{
    int64_t time = (o->start % 86400 + 86400) % 86400;
    return d->is_utc ? d->at : d->at + (d->is_date ? time : 0) - o->from_s;
}

bool observance_is_endless(const struct observance *o)
{
    for (size_t i = 0; i < o->nrules; i++)
        if (turn_rule_is_endless(&o->rules[i]))
            return true;
    return false;
}

bool observance_expand(const struct observance *o, int64_t last_year, struct onsets *out,
                       struct error *err)
{
    TRY(add_onset(out, o, o->start - o->from_s, err));
    for (size_t i = 0; i < o->ndates; i++)
        TRY(add_onset(out, o, instant_of_date(o, &o->dates[i]), err));
    for (size_t i = 0; i < o->nrules; i++)
        TRY(expand_rule(o, &o->rules[i], last_year, out, err));
    return true;
}
