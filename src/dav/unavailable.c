/* What a calendar-availability leaves out: VAVAILABILITY by its priority, each without the times
 * that its AVAILABLE parts give. These are read as events are. RFC 7953, 3.1, 4 and 5 */
#include "busy.h"

enum { MOST_AVAILABLE = 200 };

struct leaving_out {
    struct busy *b;
    const struct zone *floating;
    const struct outline *o;
    struct text *zones; /* the VTIMEZONEs, as they are */
    struct periods out; /* sorted, apart */
    size_t navailable;
};

static const struct outline_line *line_of(const struct outline *o, size_t part, const char *name)
{
    const struct outline_part *p = &o->parts[part];
    for (size_t i = p->begin; i < p->end; i++)
        if (o->lines[i].part == part && span_is_nocase(o->lines[i].line.name, name))
            return &o->lines[i];
    return NULL;
}

static struct span value_of(const struct outline *o, size_t part, const char *name)
{
    const struct outline_line *l = line_of(o, part, name);
    return l ? span_trim(l->line.value) : (struct span){0};
}

/* --- lists of periods ------------------------------------------------------------------------- */

/* a without what b covers; both are sorted, and the rows of each lie apart. */
static struct periods without(const struct periods *a, const struct periods *b)
{
    struct periods left = {0};
    size_t k = 0;
    for (size_t i = 0; i < a->count; i++) {
        instant from = a->rows[i].from, to = a->rows[i].to;
        while (k < b->count && b->rows[k].to <= from)
            k++;
        for (size_t n = k; n < b->count && b->rows[n].from < to; n++) {
            if (b->rows[n].from > from)
                periods_add(&left, from, b->rows[n].from, a->rows[i].kind);
            from = b->rows[n].to;
        }
        if (from < to)
            periods_add(&left, from, to, a->rows[i].kind);
    }
    return left;
}

static void take_out(struct leaving_out *x, const struct periods *b)
{
    struct periods left = without(&x->out, b);
    periods_clear(&x->out);
    x->out = left;
}

static int by_start(const void *a, const void *b)
{
    const struct period *x = a, *y = b;
    return (x->from > y->from) - (x->from < y->from);
}

/* --- reading parts as events ------------------------------------------------------------------ */

static void add_part(const struct leaving_out *x, size_t part, struct text *t)
{
    static const char *const kept[] = {"DTSTART", "DTEND",  "DURATION",     "RRULE",
                                       "RDATE",   "EXDATE", "RECURRENCE-ID"};
    const struct outline_part *p = &x->o->parts[part];
    text_add_str(t, "BEGIN:VEVENT\r\nUID:available\r\nDTSTAMP:19700101T000000Z\r\n");
    for (size_t i = p->begin; i < p->end; i++)
        for (size_t k = 0; k < LENGTH(kept); k++)
            if (x->o->lines[i].part == part && span_is_nocase(x->o->lines[i].line.name, kept[k]))
                text_add(t, x->o->lines[i].line.raw);
    text_add_str(t, "END:VEVENT\r\n");
}

/* A part, and with `overrides` those beside it that are occurrences of it. */
static struct event *read_part(const struct leaving_out *x, size_t part, bool overrides)
{
    OWN(text) t = text_new();
    struct span uid = value_of(x->o, part, "UID");
    text_add_str(t, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:" ICAL_PRODID "\r\n");
    text_add(t, text_span(x->zones));
    add_part(x, part, t);
    for (size_t i = SIZE_MAX; overrides && outline_next_part(x->o, x->o->parts[part].parent, &i);)
        if (i != part && line_of(x->o, i, "RECURRENCE-ID") &&
            span_equal(value_of(x->o, i, "UID"), uid))
            add_part(x, i, t);
    text_add_str(t, "END:VCALENDAR\r\n");
    return event_read(text_span(t), x->b->ask->dav->pipeline->zones, &ical_limits_stored, NULL);
}

static bool add_available(struct leaving_out *x, size_t part, const struct period *within,
                          struct periods *into)
{
    OWN(event) e = read_part(x, part, true);
    TRY(e);
    struct occurrence *found = mem_array(MOST_INSTANCES, sizeof *found);
    size_t count = 0;
    enum recur_answer answer = event_window(e, x->floating, within->from, within->to, RECUR_BUDGET,
                                            found, MOST_INSTANCES, &count);
    bool ok = answer != RECUR_EXHAUSTED && x->b->bounds->periods >= count;
    for (size_t i = 0; i < count && ok; i++)
        periods_add(into, found[i].start, found[i].end, BUSY_SURE);
    x->b->bounds->periods -= ok ? count : 0;
    free(found);
    return ok;
}

/* --- VAVAILABILITY ---------------------------------------------------------------------------- */

/* Where it holds, within what is asked for; without DTSTART or DTEND it has no bound there. */
static bool read_extent(const struct leaving_out *x, size_t part, struct period *out)
{
    const struct time_range *r = &x->b->range;
    struct span type = value_of(x->o, part, "BUSYTYPE");
    *out = (struct period){r->from, r->to, BUSY_UNAVAILABLE};
    if (span_is_nocase(type, "BUSY"))
        out->kind = BUSY_SURE;
    if (span_is_nocase(type, "BUSY-TENTATIVE"))
        out->kind = BUSY_TENTATIVE;
    if (!line_of(x->o, part, "DTSTART"))
        return true;
    OWN(event) e = read_part(x, part, false);
    TRY(e);
    const struct vevent *v = event_main(e);
    instant start = moment_instant(&v->start, x->floating);
    out->from = start > out->from ? start : out->from;
    if (v->has_end && start + v->duration_s < out->to)
        out->to = start + v->duration_s;
    return true;
}

static bool apply(struct leaving_out *x, size_t part)
{
    struct period extent;
    struct periods available = {0};
    TRY(read_extent(x, part, &extent));
    if (extent.from >= extent.to)
        return true;
    struct periods whole = {.rows = &extent, .count = 1};
    take_out(x, &whole);
    periods_add(&x->out, extent.from, extent.to, extent.kind);
    qsort(x->out.rows, x->out.count, sizeof *x->out.rows, by_start);
    bool ok = true;
    for (size_t i = SIZE_MAX; ok && outline_next_part(x->o, part, &i);)
        if (!line_of(x->o, i, "RECURRENCE-ID"))
            ok = ++x->navailable <= MOST_AVAILABLE && add_available(x, i, &extent, &available);
    periods_join(&available);
    if (ok)
        take_out(x, &available);
    periods_clear(&available);
    return ok;
}

/* 1 is before all others, 9 after them, and 0 (or nothing) last of all. RFC 7953, 3.1 */
static int64_t priority_of(const struct outline *o, size_t part)
{
    int64_t priority = 0;
    bool is_one = span_number(value_of(o, part, "PRIORITY"), &priority);
    return is_one && priority >= 1 && priority <= 9 ? priority : 10;
}

/* What comes before overrides what comes after it, so it is applied later. */
static bool apply_all(struct leaving_out *x)
{
    for (int64_t priority = 10; priority > 0; priority--)
        for (size_t i = SIZE_MAX; outline_next_part(x->o, 0, &i);)
            if (span_is_nocase(x->o->parts[i].name, "VAVAILABILITY") &&
                priority_of(x->o, i) == priority)
                TRY(apply(x, i));
    return true;
}

static void add_zones(const struct outline *o, struct text *t)
{
    for (size_t i = SIZE_MAX; outline_next_part(o, 0, &i);)
        for (size_t l = o->parts[i].begin;
             l < o->parts[i].end && span_is_nocase(o->parts[i].name, "VTIMEZONE"); l++)
            text_add(t, o->lines[l].line.raw);
}

static void leave_out(struct busy *b, const struct zone *floating, struct span availability)
{
    OWN(outline) o = outline_new(availability);
    OWN(text) zones = text_new();
    struct leaving_out x = {.b = b, .floating = floating, .o = o, .zones = zones};
    if (o->nparts == 0)
        return;
    add_zones(o, zones);
    if (apply_all(&x))
        for (size_t i = 0; i < x.out.count; i++)
            periods_add(&b->periods, x.out.rows[i].from, x.out.rows[i].to, x.out.rows[i].kind);
    periods_clear(&x.out);
}

/* --- where it is kept ------------------------------------------------------------------------- */

/* The name that the standard gives it goes before the one that programs used earlier. */
static bool keep_value(const char *ns, const char *name, const char *value, void *with)
{
    char **kept = with;
    bool is_standard = strcmp(ns, NS_CAL) == 0;
    if (strcmp(name, "calendar-availability") != 0 || (!is_standard && strcmp(ns, NS_CS) != 0))
        return true;
    free(*kept);
    *kept = mem_str(value);
    return !is_standard;
}

bool busy_gather_unavailable(struct busy *b, struct error *err)
{
    const struct zone *floating, *index;
    OWN_CHARS value = NULL;
    OWN(calendar) inbox = store_calendar_named(b->ask->tx, b->owner->id, INBOX_NAME, err);
    if (!inbox)
        return err->kind == FAULT_NOT_FOUND;
    struct property_place at = {inbox->account, inbox->id, ""};
    TRY(store_properties(b->ask->tx, &at, keep_value, &value, err));
    TRY(floating_zones(b->ask, inbox, &floating, &index, err));
    OWN(xml) x = value ? xml_read(span_of(value), &xml_limits_default, NULL) : NULL;
    if (x)
        leave_out(b, floating, xml_trimmed(xml_root(x)));
    return true;
}
