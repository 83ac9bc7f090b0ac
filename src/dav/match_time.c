/* Components and ranges of time. RFC 4791, 9.9 */
#include "match.h"

enum { DAY_S = 86400, MOST_REPEATS = 100000 };
enum { MOST_LOOKED_AT = 64 };

static const struct event *event_of(struct match *m)
{
    if (!m->was_read)
        m->event = item_read(m->outline->text, m->with->zones, &ical_limits_stored, NULL);
    m->was_read = true;
    return m->event;
}

/* The facts of a component, told by the line that it begins with. */
static const struct vevent *facts_of(const struct match *m, const struct event *e, size_t part)
{
    size_t line = m->outline->lines[m->outline->parts[part].begin].line.number;
    if (e->master && e->master->line == line)
        return e->master;
    for (size_t i = 0; i < e->noverrides; i++)
        if (e->overrides[i].line == line)
            return &e->overrides[i];
    return NULL;
}

static instant later_by(instant at, int64_t s)
{
    instant sum;
    if (at == INSTANT_FIRST || at == INSTANT_NEVER)
        return at;
    if (__builtin_add_overflow(at, s, &sum))
        return s < 0 ? INSTANT_FIRST : INSTANT_NEVER;
    return sum;
}

/* Each occurrence of one component that overlaps a range, until one is told to be enough. What
 * could not be looked at counts as enough. */
static bool any_occurrence(const struct match *m, const struct event *e, const struct vevent *v,
                           const struct time_range *r,
                           bool (*is_enough)(const struct occurrence *o, const void *with),
                           const void *with)
{
    size_t most = e->noverrides + MOST_LOOKED_AT, count = 0;
    struct occurrence *found = mem_array(most, sizeof *found);
    enum recur_answer answer =
        event_window(e, m->with->floating, r->from, r->to, RECUR_BUDGET, found, most, &count);
    bool any = false;
    for (size_t i = 0; i < count && !any; i++)
        any = found[i].from == v && is_enough(&found[i], with);
    free(found);
    return any || answer == RECUR_EXHAUSTED;
}

/* --- events ----------------------------------------------------------------------------------- */

static bool always(const struct occurrence *o, const void *with)
{
    (void)o;
    (void)with;
    return true;
}

static bool event_in_time(struct match *m, const struct time_range *r, size_t part)
{
    const struct event *e = event_of(m);
    const struct vevent *v = e ? facts_of(m, e, part) : NULL;
    return !e || (v && any_occurrence(m, e, v, r, always, NULL));
}

/* --- tasks and journal entries ---------------------------------------------------------------- */

/* In the words of the table, which counts the end of the range for DUE. */
bool task_overlaps(const struct occurrence *o, const struct time_range *r)
{
    const struct vevent *v = o->from;
    if (!v->has_end)
        return time_range_has(r, o->start);
    bool is_after = v->task->has_due ? r->from < o->end || r->from <= o->start : r->from <= o->end;
    return is_after && (r->to > o->start || r->to >= o->end);
}

static bool task_is_enough(const struct occurrence *o, const void *with)
{
    return task_overlaps(o, with);
}

static bool stamps_overlap(const struct task_times *t, const struct time_range *r)
{
    bool is_done = t->completed != INSTANT_FIRST, is_made = t->created != INSTANT_FIRST;
    if (is_done && is_made)
        return (r->from <= t->created || r->from <= t->completed) &&
               (r->to >= t->created || r->to >= t->completed);
    if (is_done)
        return r->from <= t->completed && r->to >= t->completed;
    return !is_made || r->to > t->created;
}

static bool task_in_time(struct match *m, const struct time_range *r, size_t part)
{
    const struct event *e = event_of(m);
    const struct vevent *v = e ? facts_of(m, e, part) : NULL;
    struct time_range wider = {later_by(r->from, -1), later_by(r->to, 1)};
    if (!v || !v->task)
        return !e;
    if (v->has_start)
        return any_occurrence(m, e, v, &wider, task_is_enough, r);
    if (!v->task->has_due)
        return stamps_overlap(v->task, r);
    instant due = moment_instant(&v->task->due, m->with->floating);
    return r->from < due && r->to >= due;
}

static bool journal_in_time(struct match *m, const struct time_range *r, size_t part)
{
    const struct event *e = event_of(m);
    const struct vevent *v = e ? facts_of(m, e, part) : NULL;
    return !(v && !v->has_start) && event_in_time(m, r, part);
}

/* --- alarms ----------------------------------------------------------------------------------- */

struct alarm {
    const struct time_range *range;
    const struct zone *zone; /* in which days are counted */
    bool is_absolute, is_of_end;
    instant at;
    int64_t days, seconds; /* from the start or the end */
    int64_t every_s, repeats;
};

static const struct ical_line *line_named(const struct match *m, size_t part, const char *name)
{
    const struct outline_part *p = &m->outline->parts[part];
    for (size_t i = p->begin + 1; i < p->end; i++) {
        const struct outline_line *l = &m->outline->lines[i];
        if (l->part == part && span_is_nocase(l->line.name, name))
            return &l->line;
    }
    return NULL;
}

static void read_repeats(const struct match *m, size_t part, struct alarm *a)
{
    const struct ical_line *every = line_named(m, part, "DURATION");
    const struct ical_line *repeat = line_named(m, part, "REPEAT");
    int64_t days, seconds;
    if (!every || !repeat || !span_number(span_trim(repeat->value), &a->repeats) ||
        !duration_value_parse(every->value, &days, &seconds)) {
        a->repeats = 0;
        return;
    }
    a->every_s = days * DAY_S + seconds;
    a->repeats = a->repeats > MOST_REPEATS ? MOST_REPEATS : a->repeats;
}

static bool read_alarm(const struct match *m, size_t part, struct alarm *a)
{
    const struct ical_line *trigger = line_named(m, part, "TRIGGER");
    struct written_time t;
    struct span related;
    TRY(trigger);
    read_repeats(m, part, a);
    a->is_of_end =
        ical_param(trigger->params, "RELATED", NULL, &related) && span_is_nocase(related, "END");
    if (duration_value_parse(trigger->value, &a->days, &a->seconds))
        return true;
    a->is_absolute = written_time_parse(trigger->value, &t);
    a->at = t.is_utc ? t.local : zone_instant(m->with->floating, t.local);
    return a->is_absolute;
}

/* An alarm that goes off at `first` and some times more. */
static bool goes_off(const struct alarm *a, instant first)
{
    const struct time_range *r = a->range;
    if (time_range_has(r, first))
        return true;
    if (a->every_s <= 0 || a->repeats <= 0 || first >= r->from)
        return false;
    int64_t n = (r->from - first + a->every_s - 1) / a->every_s;
    return n <= a->repeats && time_range_has(r, first + n * a->every_s);
}

static bool goes_off_with(const struct occurrence *o, const void *with)
{
    const struct alarm *a = with;
    wall local = zone_wall(a->zone, a->is_of_end ? o->end : o->start) + a->days * DAY_S;
    return goes_off(a, zone_instant(a->zone, local) + a->seconds);
}

/* Where the occurrences lie whose alarms may go off in the range; clocks may change on the way. */
static struct time_range occurrences_of(const struct alarm *a)
{
    int64_t before_s = -(a->days * DAY_S + a->seconds);
    int64_t more_s = a->every_s > 0 && a->repeats > 0 ? a->every_s * a->repeats : 0;
    return (struct time_range){later_by(a->range->from, before_s - more_s - DAY_S),
                               later_by(a->range->to, before_s + DAY_S)};
}

/* Of a task that has no start. */
static bool due_alarm_goes_off(const struct alarm *a, const struct task_times *t,
                               const struct zone *floating)
{
    if (!t->has_due || !a->is_of_end)
        return false;
    struct occurrence o = {.end = moment_instant(&t->due, floating)};
    return goes_off_with(&o, a);
}

static bool alarm_in_time(struct match *m, const struct time_range *r, size_t part)
{
    struct alarm a = {.range = r};
    if (!read_alarm(m, part, &a))
        return false;
    if (a.is_absolute)
        return goes_off(&a, a.at);
    const struct event *e = event_of(m);
    const struct vevent *v = e ? facts_of(m, e, m->outline->parts[part].parent) : NULL;
    if (!v)
        return !e;
    struct time_range of = occurrences_of(&a);
    a.zone = v->start.zone ? v->start.zone : m->with->floating;
    if (v->task && !v->has_start)
        return due_alarm_goes_off(&a, v->task, m->with->floating);
    return any_occurrence(m, e, v, &of, goes_off_with, &a);
}

/* --- all of them ------------------------------------------------------------------------------ */

static const struct {
    const char *name;
    bool (*in_time)(struct match *m, const struct time_range *r, size_t part);
} tables[] = {
    {"VEVENT", event_in_time},
    {"VTODO", task_in_time},
    {"VJOURNAL", journal_in_time},
    {"VALARM", alarm_in_time},
};

bool match_in_time(struct match *m, const struct time_range *r, size_t part)
{
    for (size_t i = 0; i < LENGTH(tables); i++)
        if (span_is_nocase(m->outline->parts[part].name, tables[i].name))
            return tables[i].in_time(m, r, part);
    return false;
}
