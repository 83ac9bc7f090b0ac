/* When alarms go off. RFC 5545, 3.6.6; RFC 4791, 9.9 */
#include "match.h"

enum { DAY_S = 86400, MOST_REPEATS = 100000 };

struct alarm {
    const struct time_range *range;
    const struct zone *zone; /* in which days are counted */
    bool is_absolute, is_of_end;
    instant at;
    int64_t days, seconds; /* from the start or the end */
    int64_t every_s, repeats;
};

static void read_repeats(const struct match *m, size_t part, struct alarm *a)
{
    const struct ical_line *every = match_line(m, part, "DURATION");
    const struct ical_line *repeat = match_line(m, part, "REPEAT");
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
    const struct ical_line *trigger = match_line(m, part, "TRIGGER");
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

bool alarm_in_time(struct match *m, const struct time_range *r, size_t part)
{
    struct alarm a = {.range = r};
    if (!read_alarm(m, part, &a))
        return false;
    if (a.is_absolute)
        return goes_off(&a, a.at);
    const struct event *e = match_event(m);
    const struct vevent *v = e ? match_facts(m, e, m->outline->parts[part].parent) : NULL;
    if (!v)
        return !e;
    struct time_range of = occurrences_of(&a);
    a.zone = v->start.zone ? v->start.zone : m->with->floating;
    if (v->task && !v->has_start)
        return due_alarm_goes_off(&a, v->task, m->with->floating);
    struct search s = {e, m->with->floating, &of, v, goes_off_with, &a};
    return search_any(&s);
}
