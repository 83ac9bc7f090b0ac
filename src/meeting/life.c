/* What was held of a meeting, told in any order: only the least and the greatest of what was told
 * are kept, so that the order does not matter and repeating changes nothing. */
#include "internal.h"

enum { OUTSIDE_BEFORE_S = 3600, OUTSIDE_S = 12 * 3600 };

static void plan(struct sitting *s, const struct doorway *way)
{
    memcpy(s->key, way->occurrence.key, sizeof s->key);
    s->starts = way->occurrence.start;
    s->ends = way->occurrence.end;
    s->opens = way->opens;
    s->closes = way->closes;
    s->planned = true;
}

static void plan_outside(struct sitting *s, const struct doorway *way, instant at)
{
    bool is_cut = way->has_occurrence && way->opens > at && way->opens < at + OUTSIDE_S;
    s->starts = at;
    s->opens = at - OUTSIDE_BEFORE_S;
    s->closes = is_cut ? way->opens : at + OUTSIDE_S;
    s->ends = s->closes;
}

struct sitting *sitting_new(const struct door_facts *f)
{
    struct doorway way;
    struct sitting *s = mem_new(sizeof *s);
    s->account = f->meeting->account;
    s->uid = mem_str(f->meeting->uid);
    s->state = SITTING_COMPLETED;
    s->started = s->ended = s->last_start = s->last_end = s->last_end_of = INSTANT_FIRST;
    meeting_door(f, &way);
    bool is_slot = way.has_occurrence && way.opens <= f->at && f->at < way.closes;
    if (is_slot && (way.door == DOOR_OPEN || way.door == DOOR_CANCELLED))
        plan(s, &way);
    else
        plan_outside(s, &way, f->at);
    return s;
}

/* --- what happened ---------------------------------------------------------------------------- */

static void first(instant *at, instant told)
{
    if (*at == INSTANT_FIRST || told < *at)
        *at = told;
}

static void last(instant *at, instant told)
{
    if (told > *at)
        *at = told;
}

/* Of two ends at once the one counts that ended what was opened later. */
static void note_end(struct sitting *s, const struct life_event *e)
{
    instant of = e->of == INSTANT_FIRST ? e->at : e->of;
    first(&s->started, e->of == INSTANT_FIRST ? e->at : e->of);
    if (e->at > s->last_end) {
        s->last_end = e->at;
        s->last_end_of = of;
    } else if (e->at == s->last_end) {
        last(&s->last_end_of, of);
    }
}

/* The seconds of a clock do not tell whether a room was opened before or after one ended: it was
 * opened after where the one that ended had been opened before. */
static bool has_ended(const struct sitting *s)
{
    if (s->last_end == s->last_start)
        return s->last_end != INSTANT_FIRST && s->last_end_of >= s->last_start;
    return s->last_end > s->last_start;
}

void sitting_apply(struct sitting *s, const struct life_event *e)
{
    if (e->kind == LIFE_ENDED)
        note_end(s, e);
    else
        first(&s->started, e->at);
    if (e->kind == LIFE_STARTED || e->kind == LIFE_JOINED)
        last(&s->last_start, e->at);
    bool had_ended = s->by_clock && s->state == SITTING_COMPLETED;
    if (has_ended(s)) {
        s->state = SITTING_COMPLETED;
        s->ended = s->last_end;
        s->by_clock = false;
    } else if (had_ended) {
        last(&s->ended, s->last_start);
    } else if (s->last_start != INSTANT_FIRST) {
        s->state = SITTING_RUNS;
        s->ended = INSTANT_FIRST;
    }
}

bool sitting_close(struct sitting *s, instant now)
{
    if (s->state != SITTING_RUNS || now < s->closes)
        return false;
    s->state = SITTING_COMPLETED;
    s->by_clock = true;
    s->ended = s->planned ? s->ends : s->last_start;
    last(&s->ended, s->last_start);
    last(&s->ended, s->last_end);
    return true;
}

/* --- states ----------------------------------------------------------------------------------- */

const char *life_name(enum life l)
{
    static const char *const names[] = {
        [LIFE_SCHEDULED] = "scheduled",
        [LIFE_IN_PROGRESS] = "in progress",
        [LIFE_COMPLETED] = "completed",
        [LIFE_CANCELLED] = "cancelled",
    };
    return names[l];
}

enum life life_of(const struct sitting *s, bool is_cancelled, instant now)
{
    bool was_held = s && s->started != INSTANT_FIRST;
    if (was_held && (s->state == SITTING_COMPLETED || now >= s->closes))
        return LIFE_COMPLETED;
    if (is_cancelled)
        return LIFE_CANCELLED;
    return was_held ? LIFE_IN_PROGRESS : LIFE_SCHEDULED;
}
