/* The occurrences in a window of time. RFC 4791, 9.9 */
#include "stretch.h"

#define FARTHEST_S (26 * 3600) /* no change of offset moves a wall clock further */

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
