/* The pass over the lines of one object: bounds, nesting, and which lines each VEVENT has. */
#include "findings.h"

#include <stdio.h>

#define DEPTH_MOST     32
#define LINES_AT_FIRST 48

struct pass {
    struct reading *r;
    struct scanned at;
    struct ical_line line;
    struct span open[DEPTH_MOST]; /* the names of the components that are open */
    size_t open_line[DEPTH_MOST];
    int depth, depth_most;
    bool in_event, in_zone, is_over;
    size_t components, nproperties;
    size_t index; /* of the line in its VEVENT */
    const char *zone_begin;
    struct span zone_tzid;
};

#define PROP(name, prop)             \
    {                                \
        name, sizeof(name) - 1, prop \
    }
static const struct {
    const char *name;
    size_t len;
    enum prop prop;
} props[] = {
    PROP("ATTENDEE", PROP_ATTENDEE),
    PROP("DTSTAMP", PROP_DTSTAMP),
    PROP("DTSTART", PROP_DTSTART),
    PROP("DTEND", PROP_DTEND),
    PROP("DURATION", PROP_DURATION),
    PROP("UID", PROP_UID),
    PROP("RECURRENCE-ID", PROP_RECURRENCE_ID),
    PROP("RRULE", PROP_RRULE),
    PROP("EXRULE", PROP_EXRULE),
    PROP("RDATE", PROP_RDATE),
    PROP("EXDATE", PROP_EXDATE),
    PROP("SUMMARY", PROP_SUMMARY),
    PROP("DESCRIPTION", PROP_DESCRIPTION),
    PROP("LOCATION", PROP_LOCATION),
    PROP("URL", PROP_URL),
    PROP("STATUS", PROP_STATUS),
    PROP("SEQUENCE", PROP_SEQUENCE),
    PROP("LAST-MODIFIED", PROP_LAST_MODIFIED),
    PROP("TRANSP", PROP_TRANSP),
    PROP("CLASS", PROP_CLASS),
    PROP("ORGANIZER", PROP_ORGANIZER),
    PROP("CONFERENCE", PROP_CONFERENCE),
    PROP("CATEGORIES", PROP_CATEGORIES),
    PROP("DUE", PROP_DUE),
    PROP("COMPLETED", PROP_COMPLETED),
    PROP("CREATED", PROP_CREATED),
};

const char *prop_name(enum prop p)
{
    for (size_t i = 0; i < LENGTH(props); i++)
        if (props[i].prop == p)
            return props[i].name;
    return "VEVENT";
}

static enum prop prop_of(struct span name)
{
    for (size_t i = 0; i < LENGTH(props); i++)
        if (name.len == props[i].len && ((name.at[0] ^ props[i].name[0]) & 0x5F) == 0 &&
            span_is_nocase(name, props[i].name))
            return props[i].prop;
    return PROP_OTHER;
}

static const struct {
    const char *name;
    enum ical_method method;
} methods[] = {
    {"", METHOD_ABSENT},
    {"PUBLISH", METHOD_PUBLISH},
    {"REQUEST", METHOD_REQUEST},
    {"REPLY", METHOD_REPLY},
    {"CANCEL", METHOD_CANCEL},
    {"ADD", METHOD_ADD},
    {"REFRESH", METHOD_REFRESH},
    {"COUNTER", METHOD_COUNTER},
    {"DECLINECOUNTER", METHOD_DECLINECOUNTER},
};

enum ical_method method_of(struct span value)
{
    value = span_trim(value);
    for (size_t i = 0; i < LENGTH(methods); i++)
        if (span_is_nocase(value, methods[i].name))
            return methods[i].method;
    return METHOD_OTHER;
}

const char *ical_method_name(enum ical_method m)
{
    for (size_t i = 0; i < LENGTH(methods); i++)
        if (methods[i].method == m)
            return methods[i].name;
    return "OTHER";
}

/* --- one line -------------------------------------------------------------------------------- */

static bool too_many_parameters(struct pass *p, struct error *err)
{
    char name[40];
    snprintf(name, sizeof(name), "%.*s", (int)(p->line.name.len < 39 ? p->line.name.len : 39),
             p->line.name.at);
    return refuse(p->r->findings, reading_first(p->r, err), RULE_TOO_MANY_PARAMETERS, p->at.number,
                  name, "more than %d parameters.", p->r->limits->parameters);
}

static bool within_bounds(struct pass *p, struct error *err)
{
    const struct ical_limits *most = p->r->limits;
    if (p->at.body.len > most->line_bytes)
        return refuse(p->r->findings, reading_first(p->r, err), RULE_LINE_TOO_LARGE, p->at.number,
                      NULL, "it has %zu bytes; a line may have %zu.", p->at.body.len,
                      most->line_bytes);
    if (++p->nproperties > (size_t)most->properties)
        return refuse(p->r->findings, reading_first(p->r, err), RULE_TOO_MANY_LINES, p->at.number,
                      NULL, "the event has more than %d lines.", most->properties);
    if (p->line.params.len <= 2 * (size_t)most->parameters)
        return true; /* too short to hold as many */
    struct span rest = p->line.params, name, value;
    int count = 0;
    while (param_next(&rest, &name, &value))
        if (++count > most->parameters)
            return too_many_parameters(p, err);
    return true;
}

static bool draft_begin(struct pass *p)
{
    struct reading *r = p->r;
    r->drafts = mem_grow(r->drafts, r->ndrafts, &r->drafts_capacity, sizeof(*r->drafts));
    r->drafts[r->ndrafts++] = (struct draft){
        .component = p->components,
        .begin_number = p->at.number,
        .text = p->at.raw,
        .first = r->nlines,
        .end = r->nlines,
    };
    findings_event_begins(r->findings, p->at.number);
    p->in_event = true;
    p->index = 0;
    return true;
}

static void draft_end(struct pass *p)
{
    struct span *text = &p->r->drafts[p->r->ndrafts - 1].text;
    text->len = (size_t)(p->at.raw.at + p->at.raw.len - text->at);
    p->in_event = false;
}

static bool zone_end(struct pass *p)
{
    struct reading *r = p->r;
    p->in_zone = false;
    if (p->zone_tzid.len == 0)
        return true;
    r->written_zones = mem_grow(r->written_zones, r->nwritten_zones, &r->written_zones_capacity,
                                sizeof(*r->written_zones));
    const char *end = p->at.raw.at + p->at.raw.len;
    r->written_zones[r->nwritten_zones++] = (struct written_zone){
        .tzid = p->zone_tzid,
        .text = span_make(p->zone_begin, (size_t)(end - p->zone_begin)),
    };
    return true;
}

/* ITEM_KINDS: it is none that is kept. */
static enum item_kind item_kind_of(struct span name)
{
    return NAME_IS(name, "VEVENT")     ? ITEM_EVENT
           : NAME_IS(name, "VTODO")    ? ITEM_TODO
           : NAME_IS(name, "VJOURNAL") ? ITEM_JOURNAL
                                       : ITEM_KINDS;
}

static bool item_begin(struct pass *p, enum item_kind kind, struct error *err)
{
    struct reading *r = p->r;
    if (r->ndrafts > 0 && kind != r->kind)
        return fail(
            err, FAULT_INVALID, "valid-calendar-object-resource",
            "Line %zu: something else (%s) begins than before (%s); one object holds one kind.",
            p->at.number, item_word(kind), item_word(r->kind));
    r->kind = kind;
    return draft_begin(p);
}

static bool top_component_begin(struct pass *p, struct span kind, struct error *err)
{
    static const char *const others[] = {"VTODO", "VJOURNAL", "VFREEBUSY"};
    enum item_kind item = item_kind_of(kind);
    if (item == ITEM_EVENT || (p->r->takes_items && item != ITEM_KINDS))
        return item_begin(p, item, err);
    if (NAME_IS(kind, "VTIMEZONE")) {
        p->in_zone = true;
        p->zone_begin = p->at.raw.at;
        p->zone_tzid = (struct span){0};
        return true;
    }
    p->r->holds_others = true;
    for (size_t i = 0; i < LENGTH(others); i++)
        if (span_is_nocase(kind, others[i]))
            return reading_refuse(p->r, err, RULE_COMPONENT_NOT_KEPT, p->at.number, NULL,
                                  "a %s is not kept here; only %s are.", others[i],
                                  p->r->takes_items ? "events, tasks and journal entries"
                                                    : "events (VEVENT)");
    return true;
}

bool component_is_top(struct span kind)
{
    static const char *const tops[] = {"VEVENT",    "VTODO",         "VJOURNAL", "VFREEBUSY",
                                       "VTIMEZONE", "VAVAILABILITY", "VCALENDAR"};
    for (size_t i = 0; i < LENGTH(tops); i++)
        if (span_is_nocase(kind, tops[i]))
            return true;
    return false;
}

/* A calendar within a calendar or behind it, or none at all. */
static bool may_begin(struct pass *p, struct span kind, struct error *err)
{
    struct findings *f = p->r->findings;
    bool is_calendar = NAME_IS(kind, "VCALENDAR");
    if (p->depth == 0 && p->is_over)
        return refuse(f, reading_first(p->r, err), RULE_SECOND_CALENDAR, p->at.number, NULL,
                      "a second calendar begins; one event has one.");
    if (p->depth == 0 && !is_calendar)
        return refuse(f, reading_first(p->r, err), RULE_BEGIN_EXPECTED, p->at.number, NULL,
                      "BEGIN:VCALENDAR is expected before BEGIN:%.*s.",
                      (int)(kind.len < 40 ? kind.len : 40), kind.at);
    if (p->depth > 0 && is_calendar)
        return refuse(f, reading_first(p->r, err), RULE_CALENDAR_INSIDE, p->at.number, NULL,
                      "a calendar begins inside the calendar of line %zu.", p->open_line[0]);
    if (p->depth > 1 && component_is_top(kind))
        return refuse(f, reading_first(p->r, err), RULE_COMPONENT_INSIDE, p->at.number, NULL,
                      "a %.*s begins inside the %.*s of line %zu.", (int)kind.len, kind.at,
                      (int)(p->open[1].len < 40 ? p->open[1].len : 40), p->open[1].at,
                      p->open_line[1]);
    if (p->depth == p->depth_most)
        return refuse(f, reading_first(p->r, err), RULE_NESTED_TOO_DEEP, p->at.number, NULL,
                      "components are nested more than %d deep.", p->depth_most);
    return true;
}

static bool component_begin(struct pass *p, struct error *err)
{
    struct span kind = span_trim(p->line.value);
    TRY(may_begin(p, kind, err));
    if (p->depth == 1)
        TRY(top_component_begin(p, kind, err));
    p->open[p->depth] = kind;
    p->open_line[p->depth] = p->at.number;
    p->depth++;
    p->components++;
    return true;
}

static bool component_end(struct pass *p, struct error *err)
{
    struct span kind = span_trim(p->line.value);
    if (p->depth == 0)
        return refuse(p->r->findings, reading_first(p->r, err), RULE_END_WITHOUT_BEGIN,
                      p->at.number, NULL, "END without BEGIN.");
    struct span open = p->open[--p->depth];
    if (!span_equal_nocase(kind, open))
        return refuse(p->r->findings, reading_first(p->r, err), RULE_END_OF_ANOTHER, p->at.number,
                      NULL, "END:%.*s, but the %.*s of line %zu is still open.",
                      (int)(kind.len < 40 ? kind.len : 40), kind.at,
                      (int)(open.len < 40 ? open.len : 40), open.at, p->open_line[p->depth]);
    if (p->depth == 1 && p->in_zone)
        return zone_end(p);
    if (p->depth == 1 && p->in_event)
        draft_end(p);
    if (p->depth == 0)
        p->is_over = true;
    return true;
}

static bool event_property(struct pass *p, struct error *err)
{
    struct reading *r = p->r;
    struct draft *d = &r->drafts[r->ndrafts - 1];
    enum prop prop = prop_of(p->line.name);
    if (prop == PROP_OTHER)
        return true;
    if (d->count[prop]++ == 0)
        d->first_of[prop] = (uint32_t)r->nlines;
    if (prop == PROP_ATTENDEE && d->count[prop] > (uint32_t)r->limits->attendees)
        return refuse(r->findings, reading_first(r, err), RULE_TOO_MANY_ATTENDEES, p->at.number,
                      "ATTENDEE", "more than %d attendees.", r->limits->attendees);
    if (r->nlines == r->lines_capacity)
        r->lines = mem_grow(r->lines, r->nlines, &r->lines_capacity, sizeof(*r->lines));
    r->lines[r->nlines++] = (struct kept_line){p->line, prop, p->index};
    d->end = r->nlines;
    return true;
}

static bool calendar_property(struct pass *p, struct error *err)
{
    struct reading *r = p->r;
    const struct ical_line *l = &p->line;
    if (NAME_IS(l->name, "METHOD"))
        r->method = method_of(l->value);
    else if (NAME_IS(l->name, "X-WR-TIMEZONE"))
        r->default_tzid = arena_str(r->arena, span_trim(l->value));
    else if (NAME_IS(l->name, "VERSION") && span_is(span_trim(l->value), "1.0"))
        return refuse(r->findings, reading_first(r, err), RULE_VCALENDAR_1, p->at.number, NULL,
                      "this is vCalendar 1.0; iCalendar (VERSION:2.0) is needed.");
    return true;
}

static bool property(struct pass *p, struct error *err)
{
    if (p->depth == 0 && !p->is_over)
        return refuse(p->r->findings, reading_first(p->r, err), RULE_BEFORE_CALENDAR, p->at.number,
                      NULL, "it stands before BEGIN:VCALENDAR; this is no iCalendar text.");
    if (p->depth == 1)
        return calendar_property(p, err);
    if (p->depth == 2 && p->in_event)
        return event_property(p, err);
    if (p->depth == 2 && p->in_zone && NAME_IS(p->line.name, "TZID"))
        p->zone_tzid = span_trim(p->line.value);
    return true;
}

static bool line_read(struct pass *p, struct error *err)
{
    line_keep(&p->at, p->r->arena, &p->line);
    TRY(within_bounds(p, err));
    p->index++;
    if (p->line.name.len == 0 && p->depth > 0)
        return true; /* kept in the text, but says nothing: an unfolded rest of a line before */
    if (NAME_IS(p->line.name, "BEGIN"))
        return component_begin(p, err);
    if (NAME_IS(p->line.name, "END"))
        return component_end(p, err);
    return property(p, err);
}

/* --- characters ------------------------------------------------------------------------------ */

/* A sequence that a fold has split is whole again when it is unfolded. */
static bool is_utf8_unfolded(struct span text, size_t *line_out)
{
    struct scan s = scan_of(text);
    struct scanned l;
    struct ical_line line;
    OWN(text) into = text_new();
    while (scan_next(&s, &l)) {
        line_peek(&l, into, &line);
        if (!span_is_utf8(l.is_folded ? text_span(into) : l.body)) {
            *line_out = l.number;
            return false;
        }
    }
    return true;
}

static bool characters_check(struct reading *r, struct error *err)
{
    size_t line;
    struct span text = r->text;
    const char *nul = text.len > 0 ? memchr(text.at, '\0', text.len) : NULL;
    if (nul)
        return refuse(r->findings, reading_first(r, err), RULE_NUL_BYTE, line_number_of(text, nul),
                      NULL, "it holds a NUL byte; iCalendar is text.");
    if (!span_is_utf8(text) && !is_utf8_unfolded(text, &line))
        return refuse(r->findings, reading_first(r, err), RULE_NOT_UTF_8, line, NULL,
                      "it is not UTF-8; iCalendar is written in UTF-8.");
    return true;
}

static bool is_whole(const struct pass *p, struct error *err)
{
    if (p->depth > 0)
        return refuse(p->r->findings, reading_first(p->r, err), RULE_CUT_OFF, 0, NULL,
                      "The text ends before END:%.*s; it was cut off.", (int)p->open[0].len,
                      p->open[0].at);
    if (!p->is_over)
        return refuse(p->r->findings, reading_first(p->r, err), RULE_NO_CALENDAR, 0, NULL,
                      "There is no BEGIN:VCALENDAR; this is no iCalendar text.");
    return true;
}

bool structure_read(struct reading *r, struct error *err)
{
    struct pass p = {.r = r, .depth_most = r->limits->depth};
    if (p.depth_most > DEPTH_MOST)
        p.depth_most = DEPTH_MOST;
    r->lines_capacity = LINES_AT_FIRST;
    r->lines = mem_resize(NULL, r->lines_capacity, sizeof(*r->lines));
    TRY(characters_check(r, err));
    struct scan s = scan_of(r->text);
    while (scan_next(&s, &p.at))
        TRY(line_read(&p, err));
    return is_whole(&p, err);
}
