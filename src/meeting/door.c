/* When the door of a room is open. */
#include "internal.h"

#include "convoke/itip.h"

/* Occurrences that are looked at, of a series of minutes or one whose occurrences are all off. */
enum { MOST_LOOKED = 500 };

struct look {
    const struct door_facts *f;
    int64_t opens_s, closes_s;
    bool has_next, has_last, has_off;
    struct occurrence next, last,
        off; /* the one that is or comes; the one that was; off just now */
};

static bool in_slot(const struct look *l, instant start, instant end)
{
    instant at = l->f->at;
    return start - l->opens_s <= at && (end == INSTANT_NEVER || at < end + l->closes_s);
}

static bool counts(const struct look *l, const struct occurrence *o)
{
    const struct door_facts *f = l->f;
    return !f->address || meeting_caller(o->from, f->owner, f->address).role != CALLER_NOBODY;
}

static void note_off(struct look *l, const struct occurrence *o)
{
    bool is_off = o->is_cancelled && counts(l, o) && in_slot(l, o->start, o->end);
    if (!l->has_off && is_off)
        l->off = *o;
    l->has_off = l->has_off || is_off;
}

static instant after_it(const struct occurrence *o, instant after)
{
    return o->end > after ? o->end : after + 1;
}

/* The last that ended within its slot. */
static void look_back(struct look *l)
{
    instant after = l->f->at - l->closes_s;
    struct occurrence o;
    for (int looked = 0; looked < MOST_LOOKED; looked++) {
        if (event_next(l->f->event, l->f->floating, after, RECUR_BUDGET, &o) != RECUR_FOUND ||
            o.end > l->f->at)
            return;
        bool is_last = !o.is_cancelled && counts(l, &o);
        if (is_last)
            l->last = o;
        else
            note_off(l, &o);
        l->has_last = l->has_last || is_last;
        after = after_it(&o, after);
    }
}

static void look_ahead(struct look *l)
{
    instant after = l->f->at;
    for (int looked = 0; looked < MOST_LOOKED; looked++) {
        struct occurrence *o = &l->next;
        if (event_next(l->f->event, l->f->floating, after, RECUR_BUDGET, o) != RECUR_FOUND)
            return;
        l->has_next = !o->is_cancelled && counts(l, o);
        if (l->has_next)
            return;
        note_off(l, o);
        after = after_it(o, after);
    }
}

/* Calendar programs call off one of a series by taking it out. */
static void look_for_excluded(struct look *l)
{
    const struct event *e = l->f->event;
    int64_t long_s = e->master ? e->master->duration_s : 0;
    struct occurrence o;
    bool is_open = l->has_last || (l->has_next && in_slot(l, l->next.start, l->next.end));
    if (!is_open && itip_left_out_in(e, l->f->floating, l->f->at - l->closes_s - long_s + 1,
                                     l->f->at + l->opens_s + 1, &o))
        note_off(l, &o);
}

/* --- what was moved --------------------------------------------------------------------------- */

/* The override whose first time has its slot now, though it is at another. */
static bool moved_override(const struct look *l, struct occurrence *o)
{
    const struct event *e = l->f->event;
    for (size_t i = 0; i < e->noverrides; i++) {
        const struct vevent *v = &e->overrides[i];
        instant was = moment_instant(&v->recurrence_id, l->f->floating);
        char key[20];
        vevent_key(v, key);
        if (!v->and_future && in_slot(l, was, was + v->duration_s) &&
            event_occurrence(e, l->f->floating, key, o) == RECUR_FOUND && !o->is_cancelled &&
            counts(l, o))
            return true;
    }
    return false;
}

static bool moved_whole(const struct look *l)
{
    const struct meeting *m = l->f->meeting;
    return m->was_starts && in_slot(l, m->was_starts, m->was_ends);
}

/* --- deciding --------------------------------------------------------------------------------- */

static void answer(const struct look *l, struct doorway *out, enum door door,
                   const struct occurrence *o)
{
    out->door = door;
    out->has_occurrence = o != NULL;
    if (!o)
        return;
    out->occurrence = *o;
    out->opens = o->start - l->opens_s;
    out->closes = o->end == INSTANT_NEVER ? INSTANT_NEVER : o->end + l->closes_s;
}

static void decide(const struct look *l, struct doorway *out)
{
    struct occurrence moved;
    const struct occurrence *next = l->has_next ? &l->next : NULL;
    const struct occurrence *last = l->has_last ? &l->last : NULL;
    if (next && in_slot(l, next->start, next->end))
        answer(l, out, DOOR_OPEN, next);
    else if (last)
        answer(l, out, DOOR_OPEN, last);
    else if (l->has_off)
        answer(l, out, DOOR_CANCELLED, &l->off);
    else if (moved_override(l, &moved))
        answer(l, out, DOOR_MOVED, &moved);
    else if (next)
        answer(l, out, moved_whole(l) ? DOOR_MOVED : DOOR_EARLY, next);
    else
        answer(l, out, DOOR_OVER, NULL);
}

/* Of an event that cannot be read the meeting knows when it starts and ends. */
static void decide_blind(const struct look *l, struct doorway *out)
{
    const struct meeting *m = l->f->meeting;
    struct occurrence o = {.start = m->starts, .end = m->ends};
    if (in_slot(l, o.start, o.end))
        answer(l, out, DOOR_OPEN, &o);
    else if (o.start > l->f->at)
        answer(l, out, DOOR_EARLY, &o);
    else
        answer(l, out, DOOR_OVER, NULL);
}

void meeting_door(const struct door_facts *f, struct doorway *out)
{
    struct look l = {
        .f = f, .opens_s = f->config->meetings.opens_s, .closes_s = f->config->meetings.closes_s};
    *out = (struct doorway){0};
    if (f->meeting->state == MEETING_ENDED) {
        answer(&l, out, DOOR_CANCELLED, NULL);
    } else if (f->meeting->state != MEETING_OPEN) {
        answer(&l, out, DOOR_ROOMLESS, NULL);
    } else if (!f->event) {
        decide_blind(&l, out);
    } else {
        look_ahead(&l);
        look_back(&l);
        look_for_excluded(&l);
        decide(&l, out);
    }
}
