/* The free/busy scope of a feed: events with nothing but their times. Recurrence lines are taken
 * over as they were written. */
#include "writer.h"

/* The time of day of its own zone, as a DATE, DATE-TIME or UTC value. */
static void add_time(struct text *t, const char *name, const struct moment *m, const char *more)
{
    struct moment as_written = *m;
    OWN(text) params = text_new();
    char value[20];
    text_add_str(params, more);
    if (m->zone != zone_utc())
        as_written.zone = NULL;
    if (m->is_date) {
        text_add_str(params, ";VALUE=DATE");
    } else if (as_written.zone != m->zone && m->tzid) {
        text_add_str(params, ";TZID=");
        ical_add_param_value(params, span_of(m->tzid));
    }
    moment_key(&as_written, value);
    ical_add_line(t, name, text_span(params), span_of(value));
}

/* A DURATION of days stays one: they are longer or shorter where the clocks change. */
static void add_end(struct text *t, const struct vevent *v)
{
    if (v->nominal_days == 0 || v->start.is_date) {
        add_time(t, "DTEND", &v->end, "");
        return;
    }
    OWN(text) duration = text_new();
    text_addf(duration, "P%lldD", (long long)v->nominal_days);
    if (v->exact_s > 0)
        text_addf(duration, "T%lldS", (long long)v->exact_s);
    ical_add_line(t, "DURATION", SPAN(""), text_span(duration));
}

static bool is_busy(const struct vevent *v)
{
    return !v->is_transparent && v->status != EVENT_CANCELLED;
}

/* "PARAMS:VALUE" again as a line of its own. */
static void add_lines(struct text *t, const char *name, const char *const *lines, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct ical_line l;
        OWN_CHARS whole = mem_strf("%s%s%s", name, lines[i][0] == ':' ? "" : ";", lines[i]);
        line_take_apart(span_of(whole), &l);
        OWN_CHARS params =
            l.params.len > 0 ? mem_strf(";%.*s", (int)l.params.len, l.params.at) : mem_str("");
        ical_add_line(t, name, span_of(params), l.value);
    }
}

/* An occurrence that is off or free would be busy again by its series. */
static void add_gaps(struct text *t, const struct event *e)
{
    char key[20];
    for (size_t i = 0; i < e->noverrides; i++) {
        if (is_busy(&e->overrides[i]) || e->overrides[i].and_future)
            continue;
        vevent_key(&e->overrides[i], key);
        bool is_date = e->overrides[i].recurrence_id.is_date;
        ical_add_line(t, "EXDATE", is_date ? SPAN(";VALUE=DATE") : SPAN(""), span_of(key));
    }
}

static void add_busy(struct text *t, const struct event *e, const struct vevent *v, struct span uid)
{
    struct moment stamp = {.zone = zone_utc(), .local = v->dtstamp};
    if (v->dtstamp == INSTANT_FIRST)
        stamp.local = 0;
    text_add_str(t, "BEGIN:VEVENT\r\n");
    ical_add_line(t, "UID", SPAN(""), uid);
    add_time(t, "DTSTAMP", &stamp, "");
    if (v->is_override)
        add_time(t, "RECURRENCE-ID", &v->recurrence_id,
                 v->and_future ? ";RANGE=THISANDFUTURE" : "");
    add_time(t, "DTSTART", &v->start, "");
    if (v->has_end)
        add_end(t, v);
    text_add_str(t, "SUMMARY:Busy\r\n");
    if (!is_busy(v))
        text_add_str(t, "TRANSP:TRANSPARENT\r\n");
    if (v == e->master) {
        add_lines(t, "RRULE", v->rrules, v->nrrules);
        add_lines(t, "EXRULE", v->exrules, v->nexrules);
        add_lines(t, "RDATE", v->rdates, v->nrdates);
        add_lines(t, "EXDATE", v->exdates, v->nexdates);
        add_gaps(t, e);
    }
    text_add_str(t, "END:VEVENT\r\n");
}

/* No series, and the one occurrence is off or free: there is nothing that EXDATE could speak of. */
static bool is_taken_back(const struct event *e)
{
    char key[20];
    if (e->master->recurrence)
        return false;
    moment_key(&e->master->start, key);
    const struct vevent *only = event_override(e, key);
    return only && !is_busy(only);
}

/* A free series is left out unless it is busy from some occurrence on; of one that is given, what
 * is free from some occurrence on has to be said. */
static bool is_needed(const struct event *e, const struct vevent *v)
{
    if (v == e->master && is_taken_back(e))
        return false;
    if (is_busy(v))
        return true;
    for (size_t i = 0; i < e->noverrides; i++)
        if (v == e->master && e->overrides[i].and_future && is_busy(&e->overrides[i]))
            return true;
    return v->and_future;
}

void ical_writer_add_busy(struct ical_writer *w, const struct event *e, struct span key)
{
    struct digest d = digest_keyed(key, span_of(e->uid));
    OWN(text) uid = text_new();
    bool any = e->master && is_busy(e->master) && !is_taken_back(e);
    text_add_base32(uid, d.bytes, 20);
    for (size_t i = 0; i < e->noverrides; i++)
        any = any || is_busy(&e->overrides[i]);
    if (!any)
        return;
    writer_add_zones(w, e->text);
    if (e->master && is_needed(e, e->master))
        add_busy(w->text, e, e->master, text_span(uid));
    for (size_t i = 0; i < e->noverrides; i++)
        if (is_needed(e, &e->overrides[i]))
            add_busy(w->text, e, &e->overrides[i], text_span(uid));
}
