#include "internal.h"

#include <stdio.h>

/* Cancelled occurrences in a row, or too early ones of an hourly series, that are looked through
 * before an event counts as owing nothing. */
#define MOST_LOOKED_AT 2000
/* More occurrences than one an hour are no meetings that people are reminded of. */
#define MOST_A_DAY 24
/* How late a reminder "at the start" may be. */
#define AT_START_S 300

/* Reminders have an order, by due and then by start: several occurrences of a series can be due at
 * one instant, by different offsets. What comes behind this place in it is still owed. */
struct place {
    instant due, start;
};

static bool is_behind(const struct place *p, instant due, instant start)
{
    return due > p->due || (due == p->due && start > p->start);
}

/* The earliest start whose reminder can stand behind a place. */
static instant earliest_start(const struct remind_facts *f, const struct place *p, int64_t before_s)
{
    if (!event_main(f->event)->start.is_date)
        return p->due + before_s;
    return p->due + days_before(before_s) * DAY_S - f->all_day_at_s - DAY_S;
}

static bool owes(const struct remind_facts *f, const struct occurrence *o, int64_t before_s,
                 const struct place *p)
{
    return !o->is_cancelled && is_behind(p, remind_due(f, o, before_s), o->start);
}

/* Two occurrences may start at one instant, when one was moved onto the other. */
static bool owing_twin(const struct remind_facts *f, int64_t before_s, const struct place *p,
                       struct occurrence *o)
{
    struct occurrence same[8];
    size_t count = 0;
    if (event_window(f->event, f->floating, o->start, o->start + 1, RECUR_BUDGET, same,
                     LENGTH(same), &count) == RECUR_NONE)
        return false;
    for (size_t i = 0; i < count; i++)
        if (same[i].start == o->start && owes(f, &same[i], before_s, p)) {
            *o = same[i];
            return true;
        }
    return false;
}

static bool first_owing(const struct remind_facts *f, int64_t before_s, const struct place *p,
                        struct occurrence *o)
{
    instant from = earliest_start(f, p, before_s);
    for (int looked_at = 0; looked_at < MOST_LOOKED_AT; looked_at++) {
        if (event_next_start(f->event, f->floating, from, RECUR_BUDGET, o) != RECUR_FOUND)
            return false;
        if (owes(f, o, before_s, p) || owing_twin(f, before_s, p, o))
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
    const struct place here = {due, o->start};
    bool is_closer = due == r->due && o->start == r->start && before_s < r->before_s;
    if (!is_behind(&here, r->due, r->start) && !is_closer)
        return;
    free(r->key);
    r->key = mem_str(o->key);
    r->start = o->start;
    r->before_s = before_s;
    r->due = due;
}

/* One mail a minute to everybody is no reminder but a flood. */
static bool recurs_too_often(const struct remind_facts *f, const struct occurrence *first)
{
    struct occurrence next = *first;
    for (int i = 0; i < MOST_A_DAY; i++)
        if (event_next_start(f->event, f->floating, next.start + 1, RECUR_BUDGET, &next) !=
                RECUR_FOUND ||
            next.start >= first->start + DAY_S)
            return false;
    return true;
}

static void plan(const struct remind_facts *f, const struct place *behind,
                 struct reminder *next_out)
{
    fill(next_out, f->event, "", 0);
    if (!f->event || !event_has_guests(f->event))
        return;
    for (size_t i = 0; i < f->nbefore; i++) {
        struct occurrence o;
        if (first_owing(f, f->before_s[i], behind, &o) && !recurs_too_often(f, &o))
            take_if_sooner(f, &o, f->before_s[i], next_out);
    }
}

bool remind_plan(const struct remind_facts *f, instant after, struct reminder *next_out,
                 struct error *err)
{
    (void)err;
    plan(f, &(struct place){after, INSTANT_NEVER}, next_out);
    return true;
}

/* Whether a reminder still counts does not depend on how far back the last pass was: what was due
 * longer ago than the longest offset is about what has begun. */
static instant oldest_of_use(const struct remind_facts *f, instant at)
{
    int64_t longest_s = 0;
    for (size_t i = 0; i < f->nbefore; i++)
        if (f->before_s[i] > longest_s)
            longest_s = f->before_s[i];
    return at - longest_s - 2 * DAY_S;
}

bool remind_next(const struct remind_facts *f, const struct reminder *done, instant at,
                 struct reminder *next_out, struct error *err)
{
    (void)err;
    struct place behind = {done->due, done->start};
    instant oldest = oldest_of_use(f, at);
    if (oldest > behind.due)
        behind = (struct place){oldest, INSTANT_NEVER};
    plan(f, &behind, next_out);
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
