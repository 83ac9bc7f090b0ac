/* Occurrences: the instances of the master, what overrides make of them, and cancelled ones.
 *
 * RANGE=THISANDFUTURE cuts the series into stretches: in each, one VEVENT says how far instances
 * are moved and how long they are. An override of one occurrence goes before its stretch. RFC 5545,
 * 3.8.4.4 and 3.2.13 */
#include "internal.h"

#include <stdio.h>

#define DAY_S      86400
#define FARTHEST_S (26 * 3600) /* no change of offset moves a wall clock further, */
#define SHIFT_S    (3 * 3600)  /* nor further than this, but for date lines */
#define TRIES      20000

struct stretch {
    const struct event *e;
    const struct zone *floating;
    const struct vevent *like; /* the master, or an override with its future */
    instant from, to;          /* in the time of the set: see set_time */
};

enum wanted { ENDS_AFTER, STARTS_FROM };

static void key_write(const struct moment *m, instant at, char key[20])
{
    struct moment utc = *m;
    utc.zone = m->zone ? zone_utc() : NULL;
    utc.local = at;
    moment_key(&utc, key);
}

/* --- one occurrence -----------------------------------------------------------------------------
 */

static instant end_of(const struct vevent *v, const struct moment *start, instant at,
                      const struct zone *floating)
{
    if (v->nominal_days == 0)
        return at + v->exact_s;
    struct moment end = *start;
    end.local += v->nominal_days * DAY_S;
    return moment_instant(&end, floating) + v->exact_s;
}

static void override_occurrence(const struct event *e, const struct vevent *v,
                                const struct zone *floating, struct occurrence *out)
{
    *out = (struct occurrence){.from = v, .is_cancelled = v->status == EVENT_CANCELLED};
    out->start = moment_instant(&v->start, floating);
    out->end = end_of(v, &v->start, out->start, floating);
    if (v->is_override)
        out->recurrence_id = v->recurrence_id;
    else
        out->recurrence_id = v->start;
    if (event_is_recurring(e))
        moment_key(&out->recurrence_id, out->key);
}

static int by_instant(const void *key, const void *element)
{
    instant at = *(const instant *)key, there = ((const struct own_length *)element)->at;
    return at < there ? -1 : at > there;
}

/* -1: as long as the others. */
static int64_t own_length(const struct vevent *master, instant at)
{
    if (master->nown_lengths == 0)
        return -1;
    const struct own_length *own = bsearch(&at, master->own_lengths, master->nown_lengths,
                                           sizeof(*master->own_lengths), by_instant);
    return own ? own->duration_s : -1;
}

static void instance_occurrence(const struct stretch *s, struct instance in, struct occurrence *out)
{
    const struct vevent *master = s->e->master, *like = s->like;
    wall base = like->is_override ? like->recurrence_id.local : like->start.local;
    struct moment start = like->start;
    start.local += in.local - base;
    *out = (struct occurrence){.from = like, .is_cancelled = like->status == EVENT_CANCELLED};
    out->recurrence_id = master->start;
    out->recurrence_id.local = in.local;
    bool as_is = like == master && start.zone;
    out->start = as_is ? in.at : moment_instant(&start, s->floating);
    out->end = end_of(like, &start, out->start, s->floating);
    int64_t own = like == master ? own_length(master, in.at) : -1;
    if (own >= 0)
        out->end = out->start + own;
    if (event_is_recurring(s->e))
        key_write(&out->recurrence_id, in.at, out->key);
}

/* --- the set that the master makes --------------------------------------------------------------
 */

/* The set counts in instants, or for floating times and dates in wall seconds. */
static instant set_time(const struct vevent *master, const struct zone *floating, instant at)
{
    if (master->start.zone || !floating || at <= INSTANT_FIRST + DAY_S || at >= INSTANT_NEVER / 2)
        return at;
    return (instant)zone_wall(floating, at);
}

static enum recur_answer set_next(const struct vevent *master, instant from, int64_t budget,
                                  struct instance *out)
{
    if (master->recurrence)
        return recurrence_next(master->recurrence, from, budget, out);
    out->local = master->start.local;
    out->at = moment_instant(&master->start, NULL);
    return out->at >= from ? RECUR_FOUND : RECUR_NONE;
}

static instant override_instant(const struct event *e, size_t i)
{
    return moment_instant(&e->overrides[i].recurrence_id, NULL);
}

/* How many overrides are of instances before an instant. */
static size_t overrides_before(const struct event *e, instant at)
{
    size_t low = 0, high = e->noverrides;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (override_instant(e, mid) < at)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static bool is_overridden(const struct event *e, instant at)
{
    size_t i = overrides_before(e, at);
    return i < e->noverrides && override_instant(e, i) == at;
}

/* The stretches one after the other; *next is 0 at first. */
static bool stretch_next(struct stretch *s, size_t *next)
{
    const struct event *e = s->e;
    if (!e->master || *next > e->noverrides)
        return false;
    s->like = *next == 0 ? e->master : &e->overrides[*next - 1];
    s->from = *next == 0 ? INSTANT_FIRST : moment_instant(&s->like->recurrence_id, NULL);
    while (*next < e->noverrides && !e->overrides[*next].and_future)
        ++*next;
    bool last = *next == e->noverrides;
    s->to = last ? INSTANT_NEVER : moment_instant(&e->overrides[*next].recurrence_id, NULL);
    ++*next;
    return true;
}

/* How much later than its place in the set an occurrence of a stretch starts. */
static int64_t stretch_shift(const struct stretch *s)
{
    const struct vevent *like = s->like;
    if (like == s->e->master)
        return 0;
    return moment_instant(&like->start, NULL) - moment_instant(&like->recurrence_id, NULL);
}

/* By how much that differs from one to the other. */
static int64_t stretch_play(const struct stretch *s)
{
    const struct vevent *master = s->e->master, *like = s->like;
    if (like->start.is_date || (like != master && like->start.zone != master->start.zone))
        return DAY_S;
    return like != master || !like->start.zone ? SHIFT_S : 0;
}

static int64_t stretch_reach(const struct stretch *s, enum wanted wanted)
{
    int64_t reach = stretch_shift(s) + stretch_play(s);
    if (wanted == STARTS_FROM)
        return reach;
    return reach + s->like->longest_s + (s->like->nominal_days ? SHIFT_S : 0);
}

static instant earlier_by(instant at, int64_t s)
{
    return at <= INSTANT_FIRST + DAY_S ? INSTANT_FIRST : at - s;
}

static instant stretch_begin(const struct stretch *s, enum wanted wanted, instant at)
{
    instant from = set_time(s->e->master, s->floating, at);
    from = earlier_by(from, stretch_reach(s, wanted));
    return from > s->from ? from : s->from;
}

/* Where in the set the instances of a window end. */
static instant stretch_end(const struct stretch *s, instant to)
{
    instant end = set_time(s->e->master, s->floating, to);
    if (end > INSTANT_FIRST + DAY_S && end < INSTANT_NEVER / 2)
        end += stretch_play(s) - stretch_shift(s);
    return end < s->to ? end : s->to;
}

/* Instances of the set, many from one walk: a walk for each would look again and again for what a
 * rule gives next, or never. */
struct batch {
    const struct event *e;
    struct instance found[32];
    size_t count, next;
    instant from, to;
    bool is_last;
    size_t override;     /* the first one of an instance that is not behind, and */
    instant override_at; /* that instance */
};

static void batch_pass_override(struct batch *b, size_t to)
{
    b->override = to;
    b->override_at = to < b->e->noverrides ? override_instant(b->e, to) : INSTANT_NEVER;
}

static void batch_start(struct batch *b, const struct event *e, instant from, instant to)
{
    b->e = e;
    b->from = from;
    b->to = to;
    b->count = b->next = 0;
    b->is_last = false;
    batch_pass_override(b, overrides_before(e, from));
}

static enum recur_answer batch_load(struct batch *b, int64_t budget)
{
    const struct vevent *master = b->e->master;
    enum recur_answer answer = RECUR_FOUND;
    b->next = b->count = 0;
    if (master->recurrence)
        answer = recurrence_window(master->recurrence, b->from, b->to, budget, b->found,
                                   LENGTH(b->found), &b->count);
    else if (set_next(master, b->from, budget, b->found) == RECUR_FOUND)
        b->count = b->found->at < b->to;
    b->is_last = answer == RECUR_FOUND;
    if (b->count > 0)
        b->from = b->found[b->count - 1].at + 1;
    return b->count > 0 ? RECUR_FOUND : answer == RECUR_FOUND ? RECUR_NONE : answer;
}

static enum recur_answer batch_next(struct batch *b, int64_t budget, struct instance *out)
{
    if (b->next == b->count) {
        enum recur_answer answer = b->is_last ? RECUR_NONE : batch_load(b, budget);
        if (answer != RECUR_FOUND)
            return answer;
    }
    *out = b->found[b->next++];
    while (b->override_at < out->at)
        batch_pass_override(b, b->override + 1);
    return RECUR_FOUND;
}

/* --- the first one ------------------------------------------------------------------------------
 */

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

static enum recur_answer stretch_first(const struct stretch *s, enum wanted wanted, instant at,
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

/* --- a window -----------------------------------------------------------------------------------
 */

struct window {
    instant from, to;
    struct occurrence *found;
    size_t count, capacity, most;
    int64_t budget;
};

/* A moment without length belongs to the window in which it lies. RFC 4791, 9.9 */
static bool overlaps(const struct occurrence *o, instant from, instant to)
{
    return o->start < to && (o->end > from || (o->start == o->end && o->start >= from));
}

/* By its local times alone, which are near the instants whatever the zone is. */
static bool is_far(const struct vevent *v, instant from, instant to)
{
    return v->start.local - FARTHEST_S > to ||
           v->start.local + v->longest_s + 2 * FARTHEST_S < from;
}

static void window_add(struct window *w, const struct occurrence *o)
{
    if (!overlaps(o, w->from, w->to))
        return;
    w->found = mem_grow(w->found, w->count, &w->capacity, sizeof(*w->found));
    w->found[w->count++] = *o;
}

static enum recur_answer stretch_window(const struct stretch *s, struct window *w)
{
    struct instance in;
    struct occurrence o;
    struct batch b;
    batch_start(&b, s->e, stretch_begin(s, ENDS_AFTER, w->from), stretch_end(s, w->to));
    size_t before = w->count;
    for (int64_t steps = 0; steps < w->budget; steps++) {
        enum recur_answer answer = batch_next(&b, w->budget - steps, &in);
        if (answer != RECUR_FOUND)
            return answer;
        if (b.override_at == in.at)
            continue;
        instance_occurrence(s, in, &o);
        window_add(w, &o);
        if (w->count - before > w->most)
            return RECUR_EXHAUSTED;
    }
    return RECUR_EXHAUSTED;
}

static int by_start(const void *a, const void *b)
{
    const struct occurrence *x = a, *y = b;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    return strcmp(x->key, y->key);
}

static bool is_in_order(const struct window *w)
{
    for (size_t i = 1; i < w->count; i++)
        if (by_start(&w->found[i - 1], &w->found[i]) > 0)
            return false;
    return true;
}

static enum recur_answer window_hand_out(struct window *w, bool complete, struct occurrence *out,
                                         size_t *count_out)
{
    if (!is_in_order(w))
        qsort(w->found, w->count, sizeof(*w->found), by_start);
    size_t count = w->count < w->most ? w->count : w->most;
    if (count > 0)
        memcpy(out, w->found, count * sizeof(*out));
    *count_out = count;
    free(w->found);
    return complete && count == w->count ? RECUR_FOUND : RECUR_EXHAUSTED;
}

enum recur_answer event_window(const struct event *e, const struct zone *floating, instant from,
                               instant to, int64_t budget, struct occurrence *out, size_t most,
                               size_t *count_out)
{
    struct window w = {.from = from, .to = to, .most = most, .budget = budget};
    struct stretch s = {.e = e, .floating = floating};
    struct occurrence o;
    bool complete = true;
    for (size_t i = 0; i < e->noverrides; i++) {
        if (is_far(&e->overrides[i], from, to))
            continue;
        override_occurrence(e, &e->overrides[i], floating, &o);
        window_add(&w, &o);
    }
    for (size_t next = 0; stretch_next(&s, &next);)
        complete = stretch_window(&s, &w) != RECUR_EXHAUSTED && complete;
    return window_hand_out(&w, complete, out, count_out);
}

/* --- by name ------------------------------------------------------------------------------------
 */

static enum recur_answer instance_occurrence_at(const struct event *e, const struct zone *floating,
                                                const struct written_time *t,
                                                struct occurrence *out)
{
    const struct vevent *master = e->master;
    const struct zone *zone = master->start.zone;
    struct batch b;
    struct instance in;
    if (t->is_date != master->start.is_date || (zone != NULL) != t->is_utc)
        return RECUR_NONE;
    batch_start(&b, e, t->local, t->local + 1);
    enum recur_answer answer = batch_next(&b, RECUR_BUDGET, &in);
    struct stretch s = {.e = e, .floating = floating};
    for (size_t next = 0; answer == RECUR_FOUND && stretch_next(&s, &next);)
        if (in.at >= s.from && in.at < s.to)
            instance_occurrence(&s, in, out);
    return answer;
}

enum recur_answer event_occurrence(const struct event *e, const struct zone *floating,
                                   const char *key, struct occurrence *out)
{
    const struct vevent *override = event_override(e, key);
    struct written_time t;
    if (override || (!*key && e->master)) {
        override_occurrence(e, override ? override : e->master, floating, out);
        return RECUR_FOUND;
    }
    if (!e->master || !written_time_parse(span_of(key), &t))
        return RECUR_NONE;
    return instance_occurrence_at(e, floating, &t, out);
}

/* --- from first to last -------------------------------------------------------------------------
 */

static void span_widen(const struct occurrence *o, instant *start, instant *end)
{
    if (o->start < *start)
        *start = o->start;
    if (o->end > *end)
        *end = o->end;
}

/* The last instance of a stretch, as if it were not overridden: at worst a span is too wide. */
static void span_last(const struct stretch *s, instant *start, instant *end)
{
    const struct vevent *master = s->e->master;
    struct instance in;
    struct occurrence o;
    enum recur_answer answer = RECUR_NONE;
    if (master->recurrence && recurrence_is_endless(master->recurrence)) {
        *end = INSTANT_NEVER;
        return;
    }
    if (master->recurrence)
        answer = recurrence_last(master->recurrence, RECUR_BUDGET, &in);
    else
        answer = set_next(master, INSTANT_FIRST, RECUR_BUDGET, &in);
    if (answer == RECUR_EXHAUSTED)
        *end = INSTANT_NEVER;
    if (answer != RECUR_FOUND || (in.at < s->from))
        return;
    if (is_overridden(s->e, in.at) && s->to != INSTANT_NEVER)
        return;
    instance_occurrence(s, in, &o);
    span_widen(&o, start, end);
}

void event_span(const struct event *e, const struct zone *floating, instant *start_out,
                instant *end_out)
{
    struct occurrence o;
    struct stretch s = {.e = e, .floating = floating};
    instant start = INSTANT_NEVER, end = INSTANT_FIRST;
    for (size_t i = 0; i < e->noverrides; i++) {
        override_occurrence(e, &e->overrides[i], floating, &o);
        span_widen(&o, &start, &end);
    }
    for (size_t next = 0; stretch_next(&s, &next);) {
        if (stretch_first(&s, STARTS_FROM, INSTANT_FIRST, RECUR_BUDGET, &o) == RECUR_FOUND)
            span_widen(&o, &start, &end);
        span_last(&s, &start, &end);
    }
    if (start == INSTANT_NEVER) { /* every instance is excluded */
        override_occurrence(e, event_main(e), floating, &o);
        start = o.start;
        end = end == INSTANT_NEVER ? end : o.end;
    }
    *start_out = start;
    *end_out = end;
}
