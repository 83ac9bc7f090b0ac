/* What a client wants of series: the instances in a range, or the changed ones that matter there.
 * RFC 4791, 9.6.5 and 9.6.6 */
#include "calendar_data.h"
#include "match.h"

enum { MOST_EXPANDED = 16 * 1024 * 1024 };

struct expanding {
    const struct outline *outline;
    const struct zone *floating;
    struct text *t;
};

static size_t part_of(const struct outline *o, const struct vevent *v)
{
    for (size_t i = 0; i < o->nparts; i++)
        if (o->lines[o->parts[i].begin].line.number == v->line)
            return i;
    return SIZE_MAX;
}

/* Lines of the outermost component itself, BEGIN among them. */
static void add_head(struct text *t, const struct outline *o)
{
    for (size_t i = 0; i < o->nlines; i++)
        if (o->lines[i].part == 0 || i == 0)
            if (!span_is_nocase(o->lines[i].line.name, "END"))
                text_add(t, o->lines[i].line.raw);
}

static void add_part(struct text *t, const struct outline *o, size_t part)
{
    for (size_t i = o->parts[part].begin; i < o->parts[part].end; i++)
        text_add(t, o->lines[i].line.raw);
}

/* --- expand ----------------------------------------------------------------------------------- */

/* A time in UTC; dates stay dates, and what floats goes on floating. */
static void add_time(const struct expanding *x, const char *name, const struct vevent *v,
                     instant at)
{
    bool is_local = v->start.is_date || !v->start.zone;
    struct moment m = {.local = is_local ? zone_wall(x->floating, at) : at,
                       .zone = is_local ? NULL : zone_utc(),
                       .is_date = v->start.is_date};
    char value[20];
    moment_key(&m, value);
    ical_add_line(x->t, name, m.is_date ? SPAN(";VALUE=DATE") : SPAN(""), span_of(value));
}

/* An RDATE's period can give an end to what is written without one. */
static bool has_end(const struct occurrence *o)
{
    return o->from->has_end || (!o->from->start.is_date && o->end != o->start);
}

static void add_start(const struct expanding *x, const struct occurrence *o)
{
    add_time(x, "DTSTART", o->from, o->start);
    if (*o->key)
        ical_add_line(x->t, "RECURRENCE-ID",
                      o->recurrence_id.is_date ? SPAN(";VALUE=DATE") : SPAN(""), span_of(o->key));
    if (has_end(o))
        add_time(x, o->from->task ? "DUE" : "DTEND", o->from, o->end);
}

/* Of a task without a start; the others have it with their start. */
static void add_due(const struct expanding *x, const struct occurrence *o)
{
    const struct vevent *v = o->from;
    if (v->has_start || !v->task || !v->task->has_due)
        return;
    struct moment due = v->task->due;
    if (due.zone)
        due = (struct moment){.local = moment_instant(&due, NULL), .zone = zone_utc()};
    char value[20];
    moment_key(&due, value);
    ical_add_line(x->t, "DUE", due.is_date ? SPAN(";VALUE=DATE") : SPAN(""), span_of(value));
}

static void leave_out(const struct expanding *x, const struct occurrence *o)
{
    (void)x;
    (void)o;
}

static const struct {
    const char *name;
    void (*instead)(const struct expanding *x, const struct occurrence *o);
} replaced[] = {
    {"DTSTART", add_start}, {"DTEND", leave_out},         {"DURATION", leave_out},
    {"DUE", add_due},       {"RECURRENCE-ID", leave_out}, {"RRULE", leave_out},
    {"RDATE", leave_out},   {"EXDATE", leave_out},        {"EXRULE", leave_out},
};

static void add_line(const struct expanding *x, const struct outline_line *l, size_t part,
                     const struct occurrence *o)
{
    for (size_t i = 0; i < LENGTH(replaced) && l->part == part; i++)
        if (span_is_nocase(l->line.name, replaced[i].name)) {
            replaced[i].instead(x, o);
            return;
        }
    text_add(x->t, l->line.raw);
}

static void add_instance(const struct expanding *x, const struct occurrence *o)
{
    size_t part = part_of(x->outline, o->from);
    if (part == SIZE_MAX)
        return;
    const struct outline_part *p = &x->outline->parts[part];
    for (size_t i = p->begin; i < p->end; i++)
        add_line(x, &x->outline->lines[i], part, o);
}

/* Where the occurrences of a range are looked for: a task can belong to one that it touches. */
static struct time_range window_of(const struct event *e, const struct time_range *r)
{
    if (!event_is_recurring(e))
        return (struct time_range){INSTANT_FIRST, INSTANT_NEVER};
    return e->kind == ITEM_TODO ? (struct time_range){r->from - 1, r->to + 1} : *r;
}

static bool is_asked_for(const struct event *e, const struct occurrence *o,
                         const struct time_range *r)
{
    return e->kind != ITEM_TODO || !event_is_recurring(e) || task_overlaps(o, r);
}

static bool add_instances(const struct expanding *x, const struct event *e,
                          const struct time_range *r, struct error *err)
{
    struct time_range window = window_of(e, r);
    struct occurrence *found = mem_array(MOST_INSTANCES, sizeof *found);
    size_t count = 0;
    enum recur_answer answer = event_window(e, x->floating, window.from, window.to, RECUR_BUDGET,
                                            found, MOST_INSTANCES, &count);
    bool ok = answer != RECUR_EXHAUSTED;
    for (size_t i = 0; i < count && ok; i++) {
        if (is_asked_for(e, &found[i], r))
            add_instance(x, &found[i]);
        ok = text_len(x->t) <= MOST_EXPANDED;
    }
    free(found);
    return ok || fail(err, FAULT_TOO_LARGE, "max-instances",
                      "This comes more than %d times in this time, or with too much text; ask for a"
                      " shorter time.",
                      MOST_INSTANCES);
}

bool instances_expand(struct span object, const struct data_zones *z, const struct time_range *r,
                      struct text *t, struct error *err)
{
    OWN(event) e = item_read(object, z->zones, &ical_limits_stored, NULL);
    if (!e) {
        text_add(t, object);
        return true;
    }
    OWN(outline) o = outline_new(object);
    struct expanding x = {o, z->floating, t};
    add_head(t, o);
    TRY(add_instances(&x, e, r, err));
    text_add_str(t, "END:VCALENDAR\r\n");
    return true;
}

/* --- limit-recurrence-set --------------------------------------------------------------------- */

/* It happens in the range, or it would have, were it not changed. */
static bool matters(const struct event *e, const struct vevent *v, const struct zone *floating,
                    const struct time_range *r)
{
    instant was = moment_instant(&v->recurrence_id, floating);
    int64_t length_s = e->master ? e->master->duration_s : v->duration_s;
    return v->and_future ||
           time_range_overlaps(r, moment_instant(&v->start, floating),
                               moment_instant(&v->end, floating)) ||
           time_range_overlaps(r, was, was + length_s);
}

static bool is_left_out(const struct event *e, size_t line, const struct zone *floating,
                        const struct time_range *r)
{
    for (size_t i = 0; i < e->noverrides; i++)
        if (e->overrides[i].line == line)
            return !matters(e, &e->overrides[i], floating, r);
    return false;
}

void instances_limit(struct span object, const struct data_zones *z, const struct time_range *r,
                     struct text *t)
{
    OWN(event) e = item_read(object, z->zones, &ical_limits_stored, NULL);
    if (!e || e->noverrides == 0) {
        text_add(t, object);
        return;
    }
    OWN(outline) o = outline_new(object);
    add_head(t, o);
    for (size_t at = SIZE_MAX; outline_next_part(o, 0, &at);)
        if (!is_left_out(e, o->lines[o->parts[at].begin].line.number, z->floating, r))
            add_part(t, o, at);
    text_add_str(t, "END:VCALENDAR\r\n");
}
