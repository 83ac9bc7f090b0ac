/* The first occurrence that ends after, or starts at, an instant. */
#include "stretch.h"

#define FARTHEST_S (26 * 3600) /* no change of offset moves a wall clock further */
#define TRIES      20000

static bool qualifies(const struct occurrence *o, enum wanted wanted, instant at)
{
    return wanted == ENDS_AFTER ? o->end > at : o->start >= at;
}

static bool gap_before(const struct zone *zone, instant at)
{
    return zone && at > INSTANT_FIRST + FARTHEST_S &&
           zone_offset(zone, at) > zone_offset(zone, at - FARTHEST_S);
}

/* Whether what follows in the set may start earlier: a gap moved this one, or what the set still
 * has to give, past times that are not moved alike. */
static bool may_be_overtaken(const struct stretch *s, instant at, instant start)
{
    const struct zone *set = s->e->master->start.zone, *own = s->like->start.zone;
    if (s->like == s->e->master && set)
        return false;
    return gap_before(set, at) || gap_before(own ? own : s->floating, start);
}

/* *out is found at an instant of the set: the earliest of those that follow, if one is earlier. */
static enum recur_answer overtake(const struct stretch *s, enum wanted wanted, instant at,
                                  int64_t budget, instant found_at, struct occurrence *out)
{
    struct instance in;
    struct occurrence o;
    struct batch b;
    batch_start(&b, s->e, found_at + 1, stretch_end(s, out->start));
    for (int64_t steps = 0; steps < budget; steps++) {
        enum recur_answer answer = batch_next(&b, budget - steps, &in);
        if (answer != RECUR_FOUND)
            return answer == RECUR_NONE ? RECUR_FOUND : answer;
        if (b.override_at == in.at)
            continue;
        instance_occurrence(s, in, &o);
        if (qualifies(&o, wanted, at) && o.start < out->start)
            *out = o;
    }
    return RECUR_EXHAUSTED;
}

enum recur_answer stretch_first(const struct stretch *s, enum wanted wanted, instant at,
                                int64_t budget, struct occurrence *out)
{
    struct instance in;
    instant from = stretch_begin(s, wanted, at);
    for (size_t tries = 0; tries < TRIES + s->e->noverrides; tries++, from = in.at + 1) {
        enum recur_answer answer = set_next(s->e->master, from, budget, &in);
        if (answer != RECUR_FOUND)
            return answer;
        if (in.at >= s->to)
            return RECUR_NONE;
        if (is_overridden(s->e, in.at))
            continue;
        instance_occurrence(s, in, out);
        if (!qualifies(out, wanted, at))
            continue;
        return may_be_overtaken(s, in.at, out->start) ? overtake(s, wanted, at, budget, in.at, out)
                                                      : RECUR_FOUND;
    }
    return RECUR_EXHAUSTED;
}

static enum recur_answer first_occurrence(const struct event *e, const struct zone *floating,
                                          enum wanted wanted, instant at, int64_t budget,
                                          struct occurrence *out)
{
    struct stretch s = {.e = e, .floating = floating};
    struct occurrence o;
    bool found = false;
    for (size_t i = 0; i < e->noverrides; i++) {
        override_occurrence(e, &e->overrides[i], floating, &o);
        if (qualifies(&o, wanted, at) && (!found || o.start < out->start)) {
            *out = o;
            found = true;
        }
    }
    for (size_t next = 0; stretch_next(&s, &next);) {
        enum recur_answer answer = stretch_first(&s, wanted, at, budget, &o);
        if (answer == RECUR_EXHAUSTED)
            return answer;
        if (answer == RECUR_FOUND && (!found || o.start < out->start)) {
            *out = o;
            found = true;
        }
    }
    return found ? RECUR_FOUND : RECUR_NONE;
}

enum recur_answer event_next(const struct event *e, const struct zone *floating, instant after,
                             int64_t budget, struct occurrence *out)
{
    return first_occurrence(e, floating, ENDS_AFTER, after, budget, out);
}

enum recur_answer event_next_start(const struct event *e, const struct zone *floating, instant from,
                                   int64_t budget, struct occurrence *out)
{
    return first_occurrence(e, floating, STARTS_FROM, from, budget, out);
}
