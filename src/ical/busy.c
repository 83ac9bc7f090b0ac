/* The free/busy scope of a feed: events with nothing but their times.
 *
 * What we make ourselves is made by libical; recurrence lines are taken over as they were written,
 * because libical changes some of them. */
#include "writer.h"

#include <libical/ical.h>
#include <pthread.h>

/* libical makes its UTC zone at first use, without a lock. */
static icaltimezone *utc_zone;
static pthread_once_t utc_zone_once = PTHREAD_ONCE_INIT;

static void utc_zone_make(void)
{
    utc_zone = icaltimezone_get_utc_timezone();
}

static icaltimetype time_of(const struct moment *m)
{
    struct civil c = civil_of(m->local);
    icaltimetype t = icaltime_null_time();
    t.year = c.year;
    t.month = c.month;
    t.day = c.day;
    t.hour = c.hour;
    t.minute = c.minute;
    t.second = c.second;
    t.is_date = m->is_date;
    t.zone = m->zone == zone_utc() ? utc_zone : NULL;
    return t;
}

static void add_time(icalcomponent *to, icalproperty *p, const struct moment *m)
{
    if (m->is_date)
        icalproperty_add_parameter(p, icalparameter_new_value(ICAL_VALUE_DATE));
    else if (m->zone && m->zone != zone_utc() && m->tzid)
        icalproperty_add_parameter(p, icalparameter_new_tzid(m->tzid));
    icalcomponent_add_property(to, p);
}

static void add_recurrence_id(icalcomponent *to, const struct vevent *v)
{
    icalproperty *p = icalproperty_new_recurrenceid(time_of(&v->recurrence_id));
    if (v->and_future)
        icalproperty_add_parameter(p, icalparameter_new_range(ICAL_RANGE_THISANDFUTURE));
    add_time(to, p, &v->recurrence_id);
}

/* A DURATION of days stays one: they are longer or shorter where the clocks change. */
static void add_end(icalcomponent *to, const struct vevent *v)
{
    if (v->nominal_days == 0 || v->start.is_date) {
        add_time(to, icalproperty_new_dtend(time_of(&v->end)), &v->end);
        return;
    }
    struct icaldurationtype d = {.days = (unsigned)v->nominal_days};
    d.hours = (unsigned)(v->exact_s / 3600);
    d.minutes = (unsigned)(v->exact_s / 60 % 60);
    d.seconds = (unsigned)(v->exact_s % 60);
    icalcomponent_add_property(to, icalproperty_new_duration(d));
}

static bool is_busy(const struct vevent *v)
{
    return !v->is_transparent && v->status != EVENT_CANCELLED;
}

static icalcomponent *busy_component(const struct vevent *v, const char *uid)
{
    struct moment stamp = {.zone = zone_utc(), .local = v->dtstamp};
    icalcomponent *c = icalcomponent_new(ICAL_VEVENT_COMPONENT);
    if (v->dtstamp == INSTANT_FIRST)
        stamp.local = 0;
    icalcomponent_add_property(c, icalproperty_new_uid(uid));
    icalcomponent_add_property(c, icalproperty_new_dtstamp(time_of(&stamp)));
    if (v->is_override)
        add_recurrence_id(c, v);
    add_time(c, icalproperty_new_dtstart(time_of(&v->start)), &v->start);
    if (v->has_end)
        add_end(c, v);
    icalcomponent_add_property(c, icalproperty_new_summary("Busy"));
    if (!is_busy(v))
        icalcomponent_add_property(c, icalproperty_new_transp(ICAL_TRANSP_TRANSPARENT));
    return c;
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

static void add_busy(struct text *t, const struct event *e, const struct vevent *v, const char *uid)
{
    icalcomponent *c = busy_component(v, uid);
    char *made = icalcomponent_as_ical_string_r(c);
    struct span text = span_of(made);
    const size_t end = strlen("END:VEVENT\r\n");
    text_add(t, span_make(text.at, text.len - end));
    if (v == e->master) {
        add_lines(t, "RRULE", v->rrules, v->nrrules);
        add_lines(t, "EXRULE", v->exrules, v->nexrules);
        add_lines(t, "RDATE", v->rdates, v->nrdates);
        add_lines(t, "EXDATE", v->exdates, v->nexdates);
        add_gaps(t, e);
    }
    text_add(t, span_make(text.at + text.len - end, end));
    icalmemory_free_buffer(made);
    icalcomponent_free(c);
}

/* A free series is left out unless it is busy from some occurrence on; of one that is given, what
 * is free from some occurrence on has to be said. */
static bool is_needed(const struct event *e, const struct vevent *v)
{
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
    bool any = e->master && is_busy(e->master);
    pthread_once(&utc_zone_once, utc_zone_make);
    text_add_base32(uid, d.bytes, 20);
    for (size_t i = 0; i < e->noverrides; i++)
        any = any || is_busy(&e->overrides[i]);
    if (!any)
        return;
    writer_add_zones(w, e->text);
    if (e->master && is_needed(e, e->master))
        add_busy(w->text, e, e->master, text_str(uid));
    for (size_t i = 0; i < e->noverrides; i++)
        if (is_needed(e, &e->overrides[i]))
            add_busy(w->text, e, &e->overrides[i], text_str(uid));
}
