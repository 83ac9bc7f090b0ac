/* From when to when an event reaches. */
#include "stretch.h"

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
