/* The property calendar-data: of an object, what the client wants. RFC 4791, 9.6 */
#include "calendar_data.h"

/* --- components and properties ---------------------------------------------------------------- */

struct selecting {
    const struct outline *outline;
    struct text *t;
};

static const struct xml_element *named(const struct xml_element *in, const char *element,
                                       struct span name)
{
    for (const struct xml_element *e = in->first; e; e = e->next) {
        const char *its = xml_is(e, NS_CAL, element) ? xml_attribute(e, "name") : NULL;
        if (its && span_is_nocase(name, its))
            return e;
    }
    return NULL;
}

/* NAME;PARAMS: with nothing behind it. */
static void add_without_value(struct text *t, const struct ical_line *l)
{
    OWN(text) params = text_new();
    OWN_CHARS name = span_copy(l->name);
    if (l->params.len > 0) {
        text_add_char(params, ';');
        text_add(params, l->params);
    }
    ical_add_line(t, name, text_span(params), SPAN(""));
}

static void add_property(struct selecting *s, const struct ical_line *l,
                         const struct xml_element *comp)
{
    const struct xml_element *prop = named(comp, "prop", l->name);
    const char *novalue = prop ? xml_attribute(prop, "novalue") : NULL;
    if (novalue && strcmp(novalue, "yes") == 0)
        add_without_value(s->t, l);
    else if (prop || xml_child(comp, NS_CAL, "allprop"))
        text_add(s->t, l->raw);
}

static void add_lines(struct selecting *s, size_t part, const struct xml_element *comp)
{
    const struct outline_part *p = &s->outline->parts[part];
    for (size_t i = p->begin; i < p->end; i++) {
        const struct outline_line *l = &s->outline->lines[i];
        bool is_edge = i == p->begin || i + 1 == p->end;
        if (l->part == part && !is_edge)
            add_property(s, &l->line, comp);
    }
}

static void add_whole(struct selecting *s, size_t part)
{
    const struct outline_part *p = &s->outline->parts[part];
    for (size_t i = p->begin; i < p->end; i++)
        text_add(s->t, s->outline->lines[i].line.raw);
}

/* A C:comp with nothing in it means all of it, as in RFC 4791, 7.8.1. */
static void add_selected(struct selecting *s, size_t part, const struct xml_element *comp)
{
    const struct outline_part *p = &s->outline->parts[part];
    if (!comp->first) {
        add_whole(s, part);
        return;
    }
    text_add(s->t, s->outline->lines[p->begin].line.raw);
    add_lines(s, part, comp);
    bool all = xml_child(comp, NS_CAL, "allcomp");
    for (size_t at = SIZE_MAX; outline_next_part(s->outline, part, &at);) {
        const struct xml_element *inner = named(comp, "comp", s->outline->parts[at].name);
        if (inner)
            add_selected(s, at, inner); /* as deep as XML may be */
        else if (all)
            add_whole(s, at);
    }
    text_add(s->t, s->outline->lines[p->end - 1].line.raw);
}

static bool select_parts(const struct xml_element *comp, struct span object, struct text *t,
                         struct error *err)
{
    OWN(outline) o = outline_new(object);
    struct selecting s = {o, t};
    const char *name = xml_attribute(comp, "name");
    if (!name || !span_is_nocase(span_of(name), "VCALENDAR"))
        return fail(err, FAULT_INVALID, NULL,
                    "The first C:comp of C:calendar-data has the name VCALENDAR.");
    if (o->nparts > 0)
        add_selected(&s, 0, comp);
    return true;
}

/* --- free-busy times -------------------------------------------------------------------------- */

static bool period_is_in(struct span period, const struct time_range *r)
{
    struct time_range of;
    return period_read(period, &of) && time_range_overlaps(r, of.from, of.to);
}

/* A FREEBUSY line with those of its periods that are in the range. RFC 4791, 9.6.7 */
static void add_periods(struct text *t, const struct ical_line *l, const struct time_range *r)
{
    OWN(text) kept = text_new();
    OWN(text) params = text_new();
    for (struct span rest = l->value; rest.len > 0;) {
        struct span period = span_cut(rest, ',', &rest);
        if (!period_is_in(period, r))
            continue;
        text_add_str(kept, text_len(kept) > 0 ? "," : "");
        text_add(kept, period);
    }
    if (l->params.len > 0) {
        text_add_char(params, ';');
        text_add(params, l->params);
    }
    if (text_len(kept) > 0)
        ical_add_line(t, "FREEBUSY", text_span(params), text_span(kept));
}

static void limit_busy(struct span object, const struct time_range *r, struct text *t)
{
    OWN(outline) o = outline_new(object);
    for (size_t i = 0; i < o->nlines; i++) {
        const struct ical_line *l = &o->lines[i].line;
        if (span_is_nocase(l->name, "FREEBUSY"))
            add_periods(t, l, r);
        else
            text_add(t, l->raw);
    }
}

/* --- all of it -------------------------------------------------------------------------------- */

static bool check_type(const struct xml_element *wanted, struct error *err)
{
    const char *type = xml_attribute(wanted, "content-type");
    const char *version = xml_attribute(wanted, "version");
    if ((!type || span_is_nocase(span_of(type), "text/calendar")) &&
        (!version || strcmp(version, "2.0") == 0))
        return true;
    return fail(err, FAULT_INVALID, "supported-calendar-data",
                "Calendar data are given as text/calendar, version 2.0.");
}

/* The instances first, whatever the order of the elements. */
static bool make_instances(const struct xml_element *wanted, struct span object,
                           const struct data_zones *z, struct text *t, struct error *err)
{
    const struct xml_element *expand = xml_child(wanted, NS_CAL, "expand");
    const struct xml_element *limit = xml_child(wanted, NS_CAL, "limit-recurrence-set");
    struct time_range r;
    if (expand) {
        TRY(time_range_read_closed(expand, &r, err));
        return instances_expand(object, z, &r, t, err);
    }
    if (limit) {
        TRY(time_range_read_closed(limit, &r, err));
        instances_limit(object, z, &r, t);
        return true;
    }
    text_add(t, object);
    return true;
}

static bool make_busy(const struct xml_element *wanted, struct span object, struct text *t,
                      struct error *err)
{
    const struct xml_element *limit = xml_child(wanted, NS_CAL, "limit-freebusy-set");
    struct time_range r;
    if (!limit) {
        text_add(t, object);
        return true;
    }
    TRY(time_range_read_closed(limit, &r, err));
    limit_busy(object, &r, t);
    return true;
}

bool calendar_data_make(const struct xml_element *wanted, struct span object,
                        const struct data_zones *z, struct text *t, struct error *err)
{
    OWN(text) instances = text_new();
    OWN(text) limited = text_new();
    const struct xml_element *comp = xml_child(wanted, NS_CAL, "comp");
    TRY(make_instances(wanted, object, z, instances, err));
    TRY(make_busy(wanted, text_span(instances), limited, err));
    if (comp)
        return select_parts(comp, text_span(limited), t, err);
    text_add(t, text_span(limited));
    return true;
}

/* --- for one request -------------------------------------------------------------------------- */

enum { MOST_TEXTS = 128 * 1024 * 1024 }; /* bytes, in one answer */

static bool make_for(struct ask *a, const struct resource *r, struct span object, struct text *made,
                     struct error *err)
{
    struct data_zones z = {.zones = a->dav->pipeline->zones};
    const struct zone *index;
    TRY(floating_zones(a, r->calendar, &z.floating, &index, err));
    return calendar_data_make(a->calendar_data, object, &z, made, err);
}

static bool add_data(struct ask *a, struct span data, struct text *t, struct error *err)
{
    xml_add_text(t, data);
    a->made_bytes += data.len;
    return a->made_bytes <= MOST_TEXTS ||
           fail(err, FAULT_TOO_LARGE, "number-of-matches-within-limits",
                "These are too many texts for one answer; ask for fewer, or for a shorter time.");
}

static bool add_fitted(struct ask *a, const struct resource *r, struct text *t, struct error *err)
{
    OWN(text) fitted = text_new();
    OWN(text) made = text_new();
    timezones_fit(span_make(r->object->text, r->object->text_len), a->dav->pipeline->zones,
                  timezones_wanted(a), fitted);
    if (!a->calendar_data->first)
        return add_data(a, text_span(fitted), t, err);
    return make_for(a, r, text_span(fitted), made, err) && add_data(a, text_span(made), t, err);
}

enum found calendar_data_add(struct ask *a, const struct resource *r, struct text *t,
                             struct error *err)
{
    if (!a->calendar_data || !r->object->text)
        return FOUND_NONE;
    if (!check_type(a->calendar_data, err))
        return FOUND_FAILED;
    bool is_whole = !a->calendar_data->first && timezones_wanted(a) == TIMEZONES_AS_KEPT;
    struct span object = span_make(r->object->text, r->object->text_len);
    bool ok = is_whole ? add_data(a, object, t, err) : add_fitted(a, r, t, err);
    return ok ? FOUND : FOUND_FAILED;
}
