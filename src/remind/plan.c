#include "internal.h"

#include <stdio.h>

/* Cancelled occurrences in a row, or too early ones of an hourly series, that are looked through
 * before an event counts as owing nothing. */
#define MOST_LOOKED_AT 2000
/* How late a reminder "at the start" may be. */
#define AT_START_S 300

/* The earliest start whose reminder can fall due after an instant. */
static instant earliest_start(const struct remind_facts *f, instant after, int64_t before_s)
{
    if (!event_main(f->event)->start.is_date)
        return after + before_s + 1;
    return after + days_before(before_s) * DAY_S - f->all_day_at_s - DAY_S;
}

static bool owes(const struct remind_facts *f, const struct occurrence *o, int64_t before_s,
                 instant after)
{
    return !o->is_cancelled && remind_due(f, o, before_s) > after;
}

/* Two occurrences may start at one instant, when one was moved onto the other. */
static bool owing_twin(const struct remind_facts *f, int64_t before_s, instant after,
                       struct occurrence *o)
{
    struct occurrence same[8];
    size_t count = 0;
    if (event_window(f->event, f->floating, o->start, o->start + 1, RECUR_BUDGET, same,
                     LENGTH(same), &count) == RECUR_NONE)
        return false;
    for (size_t i = 0; i < count; i++)
        if (same[i].start == o->start && owes(f, &same[i], before_s, after)) {
            *o = same[i];
            return true;
        }
    return false;
}

static bool first_owing(const struct remind_facts *f, int64_t before_s, instant after,
                        struct occurrence *o)
{
    instant from = earliest_start(f, after, before_s);
    for (int looked_at = 0; looked_at < MOST_LOOKED_AT; looked_at++) {
        if (event_next_start(f->event, f->floating, from, RECUR_BUDGET, o) != RECUR_FOUND)
            return false;
        if (owes(f, o, before_s, after) || owing_twin(f, before_s, after, o))
            return true;
        from = o->start + 1;
    }
    return false;
}

static void fill(struct reminder *r, const struct event *e, const char *key, instant start)
{
    *r = (struct reminder){
        .uid = e ? mem_str(e->uid) : NULL,
        .key = mem_str(key),
        .start = start,
        .due = INSTANT_NEVER,
    };
}

static void take_if_sooner(const struct remind_facts *f, const struct occurrence *o,
                           int64_t before_s, struct reminder *r)
{
    instant due = remind_due(f, o, before_s);
    bool is_closer = due == r->due && before_s < r->before_s;
    if (due >= r->due && !is_closer)
        return;
    free(r->key);
    r->key = mem_str(o->key);
    r->start = o->start;
    r->before_s = before_s;
    r->due = due;
}

bool remind_plan(const struct remind_facts *f, instant after, struct reminder *next_out,
                 struct error *err)
{
    (void)err;
    fill(next_out, f->event, "", 0);
    if (!f->event || !event_has_guests(f->event))
        return true;
    for (size_t i = 0; i < f->nbefore; i++) {
        struct occurrence o;
        if (first_owing(f, f->before_s[i], after, &o))
            take_if_sooner(f, &o, f->before_s[i], next_out);
    }
    return true;
}

bool remind_holds(const struct remind_facts *f, const struct reminder *r, instant at,
                  const char **rule_out)
{
    struct occurrence o;
    *rule_out = NULL;
    if (!f->event)
        *rule_out = "deleted";
    else if (event_occurrence(f->event, f->floating, r->key, &o) != RECUR_FOUND)
        *rule_out = "gone";
    else if (o.is_cancelled)
        *rule_out = "cancelled";
    else if (o.start != r->start)
        *rule_out = "moved";
    else if (at >= begins_at(f, &o) + (r->before_s ? 0 : AT_START_S))
        *rule_out = "begun";
    return !*rule_out;
}

bool remind_catch_up(const struct remind_facts *f, const struct reminder *first, instant at,
                     struct reminder *send_out, struct error *err)
{
    (void)err;
    fill(send_out, NULL, first->key, first->start);
    send_out->account = first->account;
    send_out->uid = mem_str(first->uid);
    send_out->before_s = first->before_s;
    send_out->due = first->due;
    struct occurrence o;
    if (!f->event || event_occurrence(f->event, f->floating, first->key, &o) != RECUR_FOUND ||
        o.start != first->start)
        return true;
    for (size_t i = 0; i < f->nbefore; i++) {
        instant due = remind_due(f, &o, f->before_s[i]);
        bool is_later =
            due > send_out->due || (due == send_out->due && f->before_s[i] < send_out->before_s);
        if (due > at || !is_later)
            continue;
        send_out->before_s = f->before_s[i];
        send_out->due = due;
    }
    return true;
}
