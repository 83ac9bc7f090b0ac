/* The set's instances in order: rules, dates and the start merged, what is excluded left out. */
#include "set.h"

/* A rule's instances by instant. In a gap a later local time may come earlier: those that the gap
 * shifted wait until what follows in local time has passed them. */
struct source {
    struct cursor cursor;
    bool has_ahead, is_over;
    struct instance ahead;    /* the next one that no gap shifted */
    struct instance *shifted; /* ascending */
    size_t nshifted, shifted_capacity, shifted_given;
};

struct walker {
    const struct recurrence *set;
    instant from, to;
    int64_t *budget;
    instant last; /* the last one given */
    bool has_last;
    struct source *sources; /* of the rules, then of the EXRULEs */
    size_t nsources;
    struct source first; /* most sets have one rule: no need to allocate */
};

static void shift(struct source *s, struct instance i)
{
    s->shifted = mem_grow(s->shifted, s->nshifted, &s->shifted_capacity, sizeof *s->shifted);
    s->shifted[s->nshifted++] = i;
}

static enum recur_answer look_ahead(const struct walker *w, struct source *s)
{
    while (!s->has_ahead && !s->is_over) {
        struct instance i;
        if (--*w->budget < 0)
            return RECUR_EXHAUSTED;
        enum recur_answer answer = cursor_next(&s->cursor, &i.local, w->budget);
        if (answer == RECUR_EXHAUSTED)
            return answer;
        s->is_over = answer == RECUR_NONE;
        if (s->is_over)
            break;
        i.at = recurrence_instant(w->set, i.local);
        if (i.at < w->set->start.at) /* the start is in a gap, and this after it */
            continue;
        bool in_gap = w->set->zone && zone_wall(w->set->zone, i.at) != i.local;
        if (in_gap)
            shift(s, i);
        else
            s->ahead = i;
        s->has_ahead = !in_gap;
    }
    return RECUR_FOUND;
}

/* The next of a source, which stays there until it is taken. */
static enum recur_answer source_peek(const struct walker *w, struct source *s, struct instance *out)
{
    if (look_ahead(w, s) == RECUR_EXHAUSTED)
        return RECUR_EXHAUSTED;
    bool has_shifted = s->shifted_given < s->nshifted;
    if (!has_shifted && !s->has_ahead)
        return RECUR_NONE;
    bool take_shifted =
        has_shifted && (!s->has_ahead || s->shifted[s->shifted_given].at < s->ahead.at);
    *out = take_shifted ? s->shifted[s->shifted_given] : s->ahead;
    return RECUR_FOUND;
}

/* All up to and with an instant are behind. */
static void source_pass(struct source *s, instant at)
{
    while (s->shifted_given < s->nshifted && s->shifted[s->shifted_given].at <= at)
        s->shifted_given++;
    if (s->shifted_given == s->nshifted)
        s->shifted_given = s->nshifted = 0;
    if (s->has_ahead && s->ahead.at <= at)
        s->has_ahead = false;
}

/* --- the whole set --- */

/* Local times before this one all are instants before `from`: a gap may lie shortly before it. */
static wall first_wall(const struct recurrence *r, instant from)
{
    if (!r->zone || from < INSTANT_FIRST + 2 * FARTHEST_S)
        return from;
    int32_t now = zone_offset(r->zone, from), before = zone_offset(r->zone, from - FARTHEST_S);
    int64_t local;
    return __builtin_add_overflow(from, now < before ? now : before, &local) ? INT64_MAX : local;
}

static wall last_wall(const struct recurrence *r, instant to)
{
    if (!r->zone || to > LAST_WALL)
        return to;
    return to + FARTHEST_S;
}

static bool source_start(const struct walker *w, struct source *s, size_t i)
{
    const struct recurrence *r = w->set;
    bool excludes = i >= r->nrules;
    s->has_ahead = s->is_over = false;
    s->shifted = NULL;
    s->nshifted = s->shifted_capacity = s->shifted_given = 0;
    /* A start that no rule gives still is the first that COUNT counts. RFC 5545, 3.8.5.3 */
    bool counts_start = !excludes && !r->start_by_rule && !r->start_is_given;
    return cursor_start(&s->cursor, excludes ? &r->exrules[i - r->nrules] : &r->rules[i], r->zone,
                        first_wall(r, w->from), last_wall(r, w->to), counts_start, w->budget);
}

static void walker_end(struct walker *w)
{
    for (size_t i = 0; i < w->nsources; i++)
        free(w->sources[i].shifted);
    if (w->sources != &w->first)
        free(w->sources);
}
#define OWN_WALKER __attribute__((cleanup(walker_end))) struct walker

static bool walker_start(struct walker *w, const struct recurrence *r, instant from, instant to,
                         int64_t *budget)
{
    w->set = r;
    w->from = from;
    w->to = to;
    w->budget = budget;
    w->has_last = false;
    w->sources = &w->first;
    w->nsources = 0;
    size_t count = r->nrules + r->nexrules;
    if (count > 1)
        w->sources = mem_resize(NULL, count, sizeof *w->sources);
    for (; w->nsources < count; w->nsources++) {
        w->sources[w->nsources].shifted = NULL;
        if (!source_start(w, &w->sources[w->nsources], w->nsources))
            return false;
    }
    return true;
}

static void keep_earlier(struct instance *best, bool *any, struct instance i)
{
    if (!*any || i.at < best->at)
        *best = i;
    *any = true;
}

static bool is_passed(const struct walker *w, instant at)
{
    return at < w->from || (w->has_last && at <= w->last);
}

/* The earliest of the rules alone that is not behind. */
static enum recur_answer peek_rules(struct walker *w, struct instance *best, bool *any)
{
    for (size_t i = 0; i < w->set->nrules; i++) {
        struct instance next;
        enum recur_answer answer;
        while ((answer = source_peek(w, &w->sources[i], &next)) == RECUR_FOUND &&
               is_passed(w, next.at))
            source_pass(&w->sources[i], next.at);
        if (answer == RECUR_EXHAUSTED)
            return answer;
        if (answer == RECUR_FOUND)
            keep_earlier(best, any, next);
    }
    return RECUR_FOUND;
}

static enum recur_answer peek_all(struct walker *w, struct instance *best)
{
    bool any = false;
    const struct recurrence *r = w->set;
    instant least = w->has_last && w->last >= w->from ? w->last + 1 : w->from;
    struct instance date;
    if (peek_rules(w, best, &any) == RECUR_EXHAUSTED)
        return RECUR_EXHAUSTED;
    if (dates_any(&r->dates) && dates_from(&r->dates, least, &date))
        keep_earlier(best, &any, date);
    if (!r->start_by_rule && !is_passed(w, r->start.at))
        keep_earlier(best, &any, r->start);
    return any ? RECUR_FOUND : RECUR_NONE;
}

static enum recur_answer rule_excludes(struct walker *w, size_t i, instant at)
{
    struct instance next;
    enum recur_answer answer;
    while ((answer = source_peek(w, &w->sources[i], &next)) == RECUR_FOUND && next.at < at)
        source_pass(&w->sources[i], next.at);
    return answer == RECUR_FOUND && next.at != at ? RECUR_NONE : answer;
}

static enum recur_answer is_excluded(struct walker *w, const struct instance *i)
{
    const struct recurrence *r = w->set;
    if (dates_have(&r->exdates, i->at))
        return RECUR_FOUND;
    if (dates_any(&r->exdays) &&
        dates_have(&r->exdays, floor_div(recurrence_wall(r, i->at), DAY_S)))
        return RECUR_FOUND;
    for (size_t s = r->nrules; s < w->nsources; s++) {
        enum recur_answer answer = rule_excludes(w, s, i->at);
        if (answer != RECUR_NONE)
            return answer;
    }
    return RECUR_NONE;
}

static enum recur_answer walker_next(struct walker *w, struct instance *out)
{
    for (;;) {
        if (--*w->budget < 0)
            return RECUR_EXHAUSTED;
        enum recur_answer answer = peek_all(w, out);
        if (answer != RECUR_FOUND)
            return answer;
        if (out->at >= w->to)
            return RECUR_NONE;
        w->last = out->at;
        w->has_last = true;
        answer = is_excluded(w, out);
        if (answer != RECUR_FOUND)
            return answer == RECUR_NONE ? RECUR_FOUND : answer;
    }
}

/* --- what is asked --- */

enum recur_answer recurrence_next(const struct recurrence *r, instant from, int64_t budget,
                                  struct instance *out)
{
    OWN_WALKER w;
    if (!walker_start(&w, r, from, INSTANT_NEVER, &budget))
        return RECUR_EXHAUSTED;
    return walker_next(&w, out);
}

enum recur_answer recurrence_window(const struct recurrence *r, instant from, instant to,
                                    int64_t budget, struct instance *out, size_t most,
                                    size_t *count_out)
{
    OWN_WALKER w;
    *count_out = 0;
    if (!walker_start(&w, r, from, to, &budget))
        return RECUR_EXHAUSTED;
    struct instance next;
    enum recur_answer answer;
    while ((answer = walker_next(&w, &next)) == RECUR_FOUND) {
        if (*count_out == most)
            return RECUR_EXHAUSTED;
        out[(*count_out)++] = next;
    }
    return answer == RECUR_NONE ? RECUR_FOUND : answer;
}

enum recur_answer recurrence_has(const struct recurrence *r, wall local, int64_t budget)
{
    instant at = recurrence_instant(r, local);
    struct instance one;
    size_t count;
    enum recur_answer answer = recurrence_window(r, at, at + 1, budget, &one, 1, &count);
    return answer == RECUR_FOUND && count == 0 ? RECUR_NONE : answer;
}

enum recur_answer recurrence_count(const struct recurrence *r, size_t most, int64_t budget,
                                   size_t *count_out)
{
    OWN_WALKER w;
    *count_out = 0;
    if (!walker_start(&w, r, INSTANT_FIRST, INSTANT_NEVER, &budget))
        return RECUR_EXHAUSTED;
    struct instance next;
    while (*count_out < most) {
        enum recur_answer answer = walker_next(&w, &next);
        if (answer != RECUR_FOUND)
            return answer == RECUR_NONE ? RECUR_FOUND : answer;
        ++*count_out;
    }
    return RECUR_FOUND;
}

static bool rule_is_endless(const struct rule *r)
{
    return !r->count && !r->has_until && !r->is_never;
}

bool recurrence_is_endless(const struct recurrence *r)
{
    for (size_t i = 0; i < r->nrules; i++)
        if (rule_is_endless(&r->rules[i]))
            return true;
    return false;
}

/* No local time up to the last one is a later instant: a gap before it moves times past it. */
static instant latest_of(const struct recurrence *r, wall last)
{
    instant at = recurrence_instant(r, last);
    if (!r->zone || at < INSTANT_FIRST + 2 * FARTHEST_S)
        return at;
    instant moved = last - zone_offset(r->zone, at - FARTHEST_S);
    return moved > at ? moved : at;
}

/* No instance of the rule is later than this. */
static enum recur_answer rule_end(const struct recurrence *r, const struct rule *rule, instant *out,
                                  int64_t *budget)
{
    wall last = rule->has_until ? rule->until : INT64_MIN;
    if (rule->has_until && !rule->until_is_utc)
        last = latest_of(r, last);
    *out = last;
    if (!rule->count)
        return rule->has_until ? RECUR_FOUND : RECUR_NONE;
    struct cursor c;
    bool counts_start = !r->start_by_rule && !r->start_is_given;
    enum recur_answer answer = cursor_last_counted(&c, rule, r->zone, counts_start, &last, budget);
    instant counted = latest_of(r, last);
    if (answer == RECUR_FOUND && (!rule->has_until || counted < *out))
        *out = counted;
    return answer;
}

static enum recur_answer set_end(const struct recurrence *r, instant *out, int64_t *budget)
{
    struct instance date;
    *out = r->start_by_rule ? INSTANT_FIRST : r->start.at;
    if (dates_last(&r->dates, &date) && date.at > *out)
        *out = date.at;
    for (size_t i = 0; i < r->nrules; i++) {
        instant end;
        enum recur_answer answer = rule_end(r, &r->rules[i], &end, budget);
        if (answer == RECUR_EXHAUSTED)
            return answer;
        if (answer == RECUR_FOUND && end > *out)
            *out = end;
    }
    return RECUR_FOUND;
}

static enum recur_answer last_of(const struct recurrence *r, instant from, instant to,
                                 int64_t *budget, struct instance *out)
{
    OWN_WALKER w;
    if (!walker_start(&w, r, from, to, budget))
        return RECUR_EXHAUSTED;
    struct instance next;
    bool any = false;
    enum recur_answer answer;
    while ((answer = walker_next(&w, &next)) == RECUR_FOUND) {
        *out = next;
        any = true;
    }
    return answer == RECUR_NONE && any ? RECUR_FOUND : answer;
}

/* Back from the latest possible end in windows that grow: what is excluded there costs little. */
enum recur_answer recurrence_last(const struct recurrence *r, int64_t budget, struct instance *out)
{
    instant end, first = r->start.at;
    struct instance date;
    if (recurrence_is_endless(r))
        return RECUR_NONE;
    if (set_end(r, &end, &budget) == RECUR_EXHAUSTED)
        return RECUR_EXHAUSTED;
    if (dates_from(&r->dates, INSTANT_FIRST, &date) && date.at < first)
        first = date.at;
    instant to = end < INSTANT_NEVER ? end + 1 : end;
    for (int64_t span_s = 3600; to > first; span_s *= 8) {
        instant from = to - first > span_s ? to - span_s : first;
        enum recur_answer answer = last_of(r, from, to, &budget, out);
        if (answer != RECUR_NONE)
            return answer;
        to = from;
    }
    return RECUR_NONE;
}
