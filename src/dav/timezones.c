/* Time zones by reference: definitions that everybody has are left out of texts, or put in. RFC
 * 7809
 */
#include "query.h"

enum timezones timezones_wanted(const struct ask *a)
{
    struct span said = span_trim(span_of(http_header(a->http, "CalDAV-Timezones")));
    if (span_is_nocase(said, "F"))
        return TIMEZONES_LEFT_OUT;
    return span_is_nocase(said, "T") ? TIMEZONES_PUT_IN : TIMEZONES_AS_KEPT;
}

/* One that is known by this very name; others' names for it need their definition. */
static const struct zone *standard(struct zones *zones, struct span tzid)
{
    const struct zone *z = zone_named(zones, tzid);
    return z && span_is(tzid, zone_name(z)) ? z : NULL;
}

static struct span tzid_of(const struct outline *o, size_t part)
{
    for (size_t i = o->parts[part].begin; i < o->parts[part].end; i++)
        if (o->lines[i].part == part && span_is_nocase(o->lines[i].line.name, "TZID"))
            return span_trim(o->lines[i].line.value);
    return (struct span){0};
}

static bool is_definition(const struct outline *o, size_t part)
{
    return span_is_nocase(o->parts[part].name, "VTIMEZONE");
}

static const char *begin_of(const struct outline *o, size_t part)
{
    return o->lines[o->parts[part].begin].line.raw.at;
}

static const char *end_of(const struct outline *o, size_t part)
{
    struct span last = o->lines[o->parts[part].end - 1].line.raw;
    return last.at + last.len;
}

/* --- left out --------------------------------------------------------------------------------- */

static void leave_out(const struct outline *o, struct zones *zones, struct text *t)
{
    const char *from = o->text.at, *end = o->text.at + o->text.len;
    for (size_t at = SIZE_MAX; o->nparts > 0 && outline_next_part(o, 0, &at);) {
        if (!is_definition(o, at) || !standard(zones, tzid_of(o, at)))
            continue;
        text_add(t, span_make(from, (size_t)(begin_of(o, at) - from)));
        from = end_of(o, at);
    }
    text_add(t, span_make(from, (size_t)(end - from)));
}

/* --- put in ----------------------------------------------------------------------------------- */

enum { MOST_NAMED = 64, YEARS_BEHIND = 30 };

struct named {
    struct span tzids[MOST_NAMED];
    size_t count;
    int64_t first_year;
};

static bool is_noted(const struct named *n, struct span tzid)
{
    for (size_t i = 0; i < n->count; i++)
        if (span_equal(n->tzids[i], tzid))
            return true;
    return false;
}

static void note_year(struct named *n, const struct ical_line *l)
{
    struct written_time t;
    if (!written_time_parse(l->value, &t))
        return;
    int64_t year = civil_of(t.local).year;
    n->first_year = year < n->first_year ? year : n->first_year;
}

/* Which zones the times are in, and from when on. */
static void gather(const struct outline *o, struct named *n)
{
    struct span tzid;
    for (size_t i = 0; i < o->nlines; i++) {
        const struct ical_line *l = &o->lines[i].line;
        if (!ical_param(l->params, "TZID", NULL, &tzid))
            continue;
        note_year(n, l);
        if (n->count < MOST_NAMED && !is_noted(n, tzid))
            n->tzids[n->count++] = tzid;
    }
}

static bool is_defined(const struct outline *o, struct span tzid)
{
    for (size_t at = SIZE_MAX; outline_next_part(o, 0, &at);)
        if (is_definition(o, at) && span_equal(tzid_of(o, at), tzid))
            return true;
    return false;
}

static void put_in(const struct outline *o, struct zones *zones, struct text *t)
{
    struct named n = {.first_year = 2000};
    size_t first = SIZE_MAX;
    bool has_parts = o->nparts > 0 && outline_next_part(o, 0, &first);
    const char *at = has_parts ? begin_of(o, first) : o->text.at + o->text.len;
    gather(o, &n);
    text_add(t, span_make(o->text.at, (size_t)(at - o->text.at)));
    for (size_t i = 0; has_parts && i < n.count; i++) {
        const struct zone *z = standard(zones, n.tzids[i]);
        int first_year = n.first_year < 1900 ? 1900 : (int)n.first_year;
        if (z && !is_defined(o, n.tzids[i]))
            zone_add_vtimezone(z, zone_name(z), first_year, first_year + YEARS_BEHIND, t);
    }
    text_add(t, span_make(at, (size_t)(o->text.at + o->text.len - at)));
}

void timezones_fit(struct span object, struct zones *zones, enum timezones wanted, struct text *t)
{
    if (wanted == TIMEZONES_AS_KEPT) {
        text_add(t, object);
        return;
    }
    OWN(outline) o = outline_new(object);
    if (wanted == TIMEZONES_LEFT_OUT)
        leave_out(o, zones, t);
    else
        put_in(o, zones, t);
}

/* --- a calendar's own ------------------------------------------------------------------------- */

char *timezone_text(const struct zone *z)
{
    OWN(text) t = text_new();
    text_add_str(t, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:" ICAL_PRODID "\r\n");
    zone_add_vtimezone(z, zone_name(z), 2000, 2040, t);
    text_add_str(t, "END:VCALENDAR\r\n");
    return text_take(t);
}

const struct zone *timezone_of_id(struct zones *zones, struct span id, struct error *err)
{
    const struct zone *z = id.len > 0 ? zone_named(zones, id) : NULL;
    if (!z)
        fail(err, FAULT_INVALID, "valid-timezone", "\"%.*s\" is no time zone that is known here.",
             id.len < 60 ? (int)id.len : 60, id.at);
    return z;
}

const struct zone *timezone_in(struct zones *zones, struct span calendar, struct error *err)
{
    OWN(outline) o = outline_new(calendar);
    for (size_t i = 0; i < o->nparts; i++)
        if (is_definition(o, i))
            return zone_from_vtimezone(
                zones, span_make(begin_of(o, i), (size_t)(end_of(o, i) - begin_of(o, i))), err);
    fail(err, FAULT_INVALID, NULL, "There is no VTIMEZONE.");
    return NULL;
}

const char *timezone_id(struct zones *zones, const char *text)
{
    const struct zone *z = text ? timezone_in(zones, span_of(text), NULL) : NULL;
    return z && standard(zones, span_of(zone_name(z))) ? zone_name(z) : NULL;
}
