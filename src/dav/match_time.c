/* Components and ranges of time. RFC 4791, 9.9 */
#include "match.h"

enum { MOST_LOOKED_AT = 64 };

const struct event *match_event(struct match *m)
{
    if (!m->was_read)
        m->event = item_read(m->outline->text, m->with->zones, &ical_limits_stored, NULL);
    m->was_read = true;
    return m->event;
}

const struct vevent *match_facts(const struct match *m, const struct event *e, size_t part)
{
    size_t line = m->outline->lines[m->outline->parts[part].begin].line.number;
    if (e->master && e->master->line == line)
        return e->master;
    for (size_t i = 0; i < e->noverrides; i++)
        if (e->overrides[i].line == line)
            return &e->overrides[i];
    return NULL;
}

const struct ical_line *match_line(const struct match *m, size_t part, const char *name)
{
    const struct outline_part *p = &m->outline->parts[part];
    for (size_t i = p->begin + 1; i < p->end; i++) {
        const struct outline_line *l = &m->outline->lines[i];
        if (l->part == part && span_is_nocase(l->line.name, name))
            return &l->line;
    }
    return NULL;
}

instant later_by(instant at, int64_t s)
{
    instant sum;
    if (at == INSTANT_FIRST || at == INSTANT_NEVER)
        return at;
    if (__builtin_add_overflow(at, s, &sum))
        return s < 0 ? INSTANT_FIRST : INSTANT_NEVER;
    return sum;
}

/* Among the first ones. RECUR_EXHAUSTED: there may be more. */
static enum recur_answer search_first(const struct search *s, size_t most)
{
    struct occurrence *found = mem_array(most, sizeof *found);
    size_t count = 0;
    enum recur_answer answer = event_window(s->event, s->floating, s->range->from, s->range->to,
                                            RECUR_BUDGET, found, most, &count);
    bool any = false;
    for (size_t i = 0; i < count && !any; i++)
        any = found[i].from == s->of && s->is_enough(&found[i], s->with);
    free(found);
    return any ? RECUR_FOUND : answer == RECUR_EXHAUSTED ? answer : RECUR_NONE;
}

/* One that stands for itself alone is where it says, however many others there are. */
static bool is_alone(const struct search *s)
{
    return s->of->is_override && !s->of->and_future;
}

static bool search_alone(const struct search *s)
{
    struct occurrence o;
    char key[20];
    vevent_key(s->of, key);
    return event_occurrence(s->event, s->floating, key, &o) == RECUR_FOUND &&
           time_range_overlaps(s->range, o.start, o.end) && s->is_enough(&o, s->with);
}

bool search_any(const struct search *s)
{
    if (is_alone(s))
        return search_alone(s);
    enum recur_answer answer = search_first(s, s->event->noverrides + MOST_LOOKED_AT);
    if (answer == RECUR_EXHAUSTED)
        answer = search_first(s, s->event->noverrides + MOST_INSTANCES);
    return answer != RECUR_NONE;
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
    const struct event *e = match_event(m);
    const struct vevent *v = e ? match_facts(m, e, part) : NULL;
    struct search s = {e, m->with->floating, r, v, always, NULL};
    return !e || (v && search_any(&s));
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
    const struct event *e = match_event(m);
    const struct vevent *v = e ? match_facts(m, e, part) : NULL;
    struct time_range wider = {later_by(r->from, -1), later_by(r->to, 1)};
    if (!v || !v->task)
        return !e;
    struct search s = {e, m->with->floating, &wider, v, task_is_enough, r};
    if (v->has_start)
        return search_any(&s);
    if (!v->task->has_due)
        return stamps_overlap(v->task, r);
    instant due = moment_instant(&v->task->due, m->with->floating);
    return r->from < due && r->to >= due;
}

static bool journal_in_time(struct match *m, const struct time_range *r, size_t part)
{
    const struct event *e = match_event(m);
    const struct vevent *v = e ? match_facts(m, e, part) : NULL;
    return !(v && !v->has_start) && event_in_time(m, r, part);
}

/* --- free-busy times ------------------------------------------------------------------------- */

static bool bound_of(const struct match *m, const struct ical_line *l, instant *out)
{
    struct written_time t;
    struct span tzid;
    const struct zone *zone = NULL;
    if (!l || !written_time_parse(l->value, &t))
        return false;
    if (ical_param(l->params, "TZID", NULL, &tzid))
        zone = zone_named(m->with->zones, tzid);
    *out = t.is_utc ? t.local : zone_instant(zone ? zone : m->with->floating, t.local);
    return true;
}

static bool period_in_time(struct span period, const struct time_range *r)
{
    struct time_range of;
    return period_read(period, &of) && r->from < of.to && r->to > of.from;
}

static bool periods_in_time(struct span rest, const struct time_range *r)
{
    while (rest.len > 0)
        if (period_in_time(span_cut(rest, ',', &rest), r))
            return true;
    return false;
}

/* Of the whole time that it speaks of; else of one period. */
static bool busy_in_time(struct match *m, const struct time_range *r, size_t part)
{
    const struct outline_part *p = &m->outline->parts[part];
    instant start, end;
    if (bound_of(m, match_line(m, part, "DTSTART"), &start) &&
        bound_of(m, match_line(m, part, "DTEND"), &end))
        return r->from <= end && r->to > start;
    for (size_t i = p->begin + 1; i < p->end; i++) {
        const struct outline_line *l = &m->outline->lines[i];
        if (l->part == part && span_is_nocase(l->line.name, "FREEBUSY") &&
            periods_in_time(l->line.value, r))
            return true;
    }
    return false;
}

/* --- all of them ------------------------------------------------------------------------------ */

static const struct {
    const char *name;
    bool (*in_time)(struct match *m, const struct time_range *r, size_t part);
} tables[] = {
    {"VEVENT", event_in_time},   {"VTODO", task_in_time},   {"VJOURNAL", journal_in_time},
    {"VFREEBUSY", busy_in_time}, {"VALARM", alarm_in_time},
};

bool match_in_time(struct match *m, const struct time_range *r, size_t part)
{
    for (size_t i = 0; i < LENGTH(tables); i++)
        if (span_is_nocase(m->outline->parts[part].name, tables[i].name))
            return tables[i].in_time(m, r, part);
    return false;
}
