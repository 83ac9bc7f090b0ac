/* A calendar of many objects in one text: their components as they are, each VTIMEZONE once. */
#include "writer.h"

/* --- head ------------------------------------------------------------------------------------ */

static void add_text_line(struct text *t, const char *name, const char *value)
{
    OWN(text) escaped = text_new();
    if (!value)
        return;
    text_add_ical(escaped, span_of(value));
    ical_add_line(t, name, SPAN(""), text_span(escaped));
}

static void add_refresh(struct text *t, int64_t refresh_s)
{
    OWN(text) value = text_new();
    if (refresh_s <= 0)
        return;
    if (refresh_s % 3600 == 0)
        text_addf(value, "PT%lldH", (long long)(refresh_s / 3600));
    else if (refresh_s % 60 == 0)
        text_addf(value, "PT%lldM", (long long)(refresh_s / 60));
    else
        text_addf(value, "PT%lldS", (long long)refresh_s);
    ical_add_line(t, "REFRESH-INTERVAL", SPAN(";VALUE=DURATION"), text_span(value));
    ical_add_line(t, "X-PUBLISHED-TTL", SPAN(""), text_span(value));
}

static void add_head(struct text *t, const struct ical_writer_head *head)
{
    text_add_str(t, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:" ICAL_PRODID
                    "\r\nCALSCALE:GREGORIAN\r\n");
    if (!head)
        return;
    if (head->method)
        ical_add_line(t, "METHOD", SPAN(""), span_of(head->method));
    add_text_line(t, "NAME", head->name);
    add_text_line(t, "X-WR-CALNAME", head->name);
    add_text_line(t, "DESCRIPTION", head->description);
    add_text_line(t, "X-WR-CALDESC", head->description);
    add_text_line(t, "COLOR", head->color);
    add_refresh(t, head->refresh_s);
    if (head->source)
        ical_add_line(t, "SOURCE", SPAN(";VALUE=URI"), span_of(head->source));
}

#define ZONE_FIRST_YEAR 2000 /* other objects may name the zone with other years */
#define ZONE_LAST_YEAR  2037

struct ical_writer *ical_writer_new(const struct ical_writer_head *head)
{
    struct ical_writer *w = mem_new(sizeof(*w));
    w->text = text_new();
    w->unfolded = text_new();
    w->known = head ? head->zones : NULL;
    add_head(w->text, head);
    return w;
}

void ical_writer_free(struct ical_writer *w)
{
    if (!w)
        return;
    text_free(w->text);
    text_free(w->unfolded);
    free(w->zones);
    free(w->zone_slots);
    free(w);
}

/* --- which zones are written ----------------------------------------------------------------- */

static size_t zone_slot(const struct ical_writer *w, const struct digest *d)
{
    size_t slot;
    memcpy(&slot, d->bytes, sizeof(slot));
    for (slot &= w->zone_slots_size - 1; w->zone_slots[slot] != 0;
         slot = (slot + 1) & (w->zone_slots_size - 1))
        if (memcmp(&w->zones[w->zone_slots[slot] - 1], d, sizeof(*d)) == 0)
            break;
    return slot;
}

static void zone_slots_grow(struct ical_writer *w)
{
    free(w->zone_slots);
    w->zone_slots_size = w->zone_slots_size ? w->zone_slots_size * 2 : 64;
    w->zone_slots = mem_array(w->zone_slots_size, sizeof(*w->zone_slots));
    for (size_t i = 0; i < w->nzones; i++)
        w->zone_slots[zone_slot(w, &w->zones[i])] = (uint32_t)(i + 1);
}

/* true when it is the first time. */
static bool zone_note(struct ical_writer *w, struct span tzid)
{
    struct digest d = digest_of(tzid);
    if (w->nzones * 2 >= w->zone_slots_size)
        zone_slots_grow(w);
    size_t slot = zone_slot(w, &d);
    if (w->zone_slots[slot] != 0)
        return false;
    w->zones = mem_grow(w->zones, w->nzones, &w->zones_capacity, sizeof(*w->zones));
    w->zones[w->nzones++] = d;
    w->zone_slots[slot] = (uint32_t)w->nzones;
    return true;
}

static bool zone_is_noted(struct ical_writer *w, struct span tzid)
{
    struct digest d = digest_of(tzid);
    return w->zone_slots_size > 0 && w->zone_slots[zone_slot(w, &d)] != 0;
}

void writer_add_lacking_zone(struct ical_writer *w, struct span tzid, int year, size_t before)
{
    if (!w->known || zone_is_noted(w, tzid))
        return;
    const struct zone *zone = zone_named(w->known, tzid);
    if (!zone)
        return;
    OWN_CHARS name = span_copy(tzid);
    struct span text = text_span(w->text);
    OWN_CHARS tail = span_copy(span_make(text.at + before, text.len - before));
    text_cut(w->text, before);
    zone_note(w, tzid);
    zone_add_vtimezone(zone, name, year < ZONE_FIRST_YEAR ? year : ZONE_FIRST_YEAR,
                       year > ZONE_LAST_YEAR ? year : ZONE_LAST_YEAR, w->text);
    text_add_str(w->text, tail);
}

/* --- components ------------------------------------------------------------------------------ */

/* What is added while an object is walked: lines that already end in CRLF are copied in one run. */
struct copying {
    struct ical_writer *w;
    struct scan scan;
    struct scanned at;
    struct ical_line line;
    struct span run;
    bool only_zones;
    size_t depth;
    bool copies;   /* the component that is open goes out */
    size_t before; /* how much text there was before it */
    bool is_zone, is_named;
    struct zone_name *names; /* TZIDs that the object names */
    size_t nnames, names_capacity;
};

struct zone_name {
    char *tzid;
    int year;
};

static void run_end(struct copying *c)
{
    text_add(c->w->text, c->run);
    c->run = (struct span){0};
}

static bool is_all_crlf(struct span raw)
{
    for (const char *at = raw.at, *end = at + raw.len; at < end;) {
        const char *lf = memchr(at, '\n', (size_t)(end - at));
        if (!lf || lf == at || memchr(at, '\r', (size_t)(lf - at)) != lf - 1)
            return false;
        at = lf + 1;
    }
    return true;
}

/* Another line end than CRLF: physical line by physical line. */
static void add_in_crlf(struct text *t, struct span raw)
{
    const char *at = raw.at, *end = raw.at + raw.len;
    while (at < end) {
        const char *stop = at;
        while (stop < end && *stop != '\r' && *stop != '\n')
            stop++;
        if (stop > at) {
            text_add(t, span_make(at, (size_t)(stop - at)));
            text_add(t, SPAN("\r\n"));
        }
        for (at = stop; at < end && (*at == '\r' || *at == '\n');)
            at++;
    }
}

/* A fold may stand inside a character, RFC 5545, 3.1; programs that decode before they unfold could
 * not read the whole calendar for it. */
static void add_folded_anew(struct text *t, const struct ical_line *l)
{
    if (l->name.len == 0)
        return; /* no content line */
    OWN_CHARS name = span_copy(l->name);
    OWN(text) params = text_new();
    if (l->params.len > 0)
        text_add_char(params, ';');
    text_add(params, l->params);
    ical_add_line(t, name, text_span(params), l->value);
}

/* A blank line is not copied, and a fold behind it would go on with the line before; it was read as
 * a line of its own. */
static bool continues_nothing(struct span raw)
{
    char first = raw.len > 0 ? raw.at[0] : 0;
    return first == '\r' || first == '\n' || first == ' ' || first == '\t';
}

static void copy_line(struct copying *c)
{
    struct span raw = c->at.raw;
    bool is_whole = span_is_utf8(raw) && !continues_nothing(raw);
    bool clean = is_whole && is_all_crlf(raw);
    if (c->run.at && (!clean || c->run.at + c->run.len != raw.at))
        run_end(c);
    if (!is_whole)
        add_folded_anew(c->w->text, &c->line);
    else if (!clean)
        add_in_crlf(c->w->text, raw);
    else if (c->run.at)
        c->run.len += raw.len;
    else
        c->run = raw;
}

static void component_begin(struct copying *c)
{
    struct span kind = span_trim(c->line.value);
    bool is_calendar = NAME_IS(kind, "VCALENDAR");
    if (c->depth == 0 && !is_calendar) {
        c->is_zone = NAME_IS(kind, "VTIMEZONE");
        c->copies = c->is_zone || !c->only_zones;
        c->is_named = false;
        c->before = text_len(c->w->text);
    }
    c->depth += c->depth > 0 || !is_calendar;
}

/* A zone that is written already, or that nobody can name, is taken back. */
static void component_end(struct copying *c)
{
    if (c->depth == 0 || --c->depth > 0)
        return;
    run_end(c);
    if (c->is_zone && !c->is_named)
        text_cut(c->w->text, c->before);
    c->copies = false;
}

static void name_note(struct copying *c)
{
    struct span tzid;
    struct written_time t;
    if (!c->w->known || c->line.params.len == 0 || c->is_zone ||
        !ical_param(c->line.params, "TZID", NULL, &tzid))
        return;
    for (size_t i = 0; i < c->nnames; i++)
        if (span_is(tzid, c->names[i].tzid))
            return;
    c->names = mem_grow(c->names, c->nnames, &c->names_capacity, sizeof(*c->names));
    bool is_time = written_time_parse(c->line.value, &t);
    c->names[c->nnames++] = (struct zone_name){
        .tzid = span_copy(tzid),
        .year = is_time ? civil_of(t.local).year : ZONE_FIRST_YEAR,
    };
}

static void names_settle(struct copying *c, size_t before)
{
    for (size_t i = 0; i < c->nnames; i++) {
        writer_add_lacking_zone(c->w, span_of(c->names[i].tzid), c->names[i].year, before);
        free(c->names[i].tzid);
    }
    free(c->names);
}

static void object_line(struct copying *c)
{
    bool is_end = NAME_IS(c->line.name, "END");
    if (NAME_IS(c->line.name, "BEGIN"))
        component_begin(c);
    else if (c->depth == 1 && c->is_zone && NAME_IS(c->line.name, "TZID"))
        c->is_named = span_trim(c->line.value).len > 0 && zone_note(c->w, span_trim(c->line.value));
    if (c->depth > 0)
        name_note(c);
    if (c->depth > 0 && c->copies)
        copy_line(c);
    if (is_end)
        component_end(c);
}

static void copy_object(struct ical_writer *w, struct span object, bool only_zones)
{
    struct copying c = {.w = w, .scan = scan_of(object), .only_zones = only_zones};
    size_t before = text_len(w->text);
    while (scan_next(&c.scan, &c.at)) {
        line_peek(&c.at, w->unfolded, &c.line);
        object_line(&c);
    }
    run_end(&c);
    if (c.depth > 0) /* cut off: it would swallow all that follows */
        text_cut(w->text, before);
    names_settle(&c, before);
}

void ical_writer_add(struct ical_writer *w, struct span object)
{
    copy_object(w, object, false);
}

void writer_add_zones(struct ical_writer *w, struct span object)
{
    copy_object(w, object, true);
}

char *ical_writer_take(struct ical_writer *w, size_t *len_out)
{
    if (len_out)
        *len_out = text_len(w->text);
    return text_take(w->text);
}

char *ical_writer_done(struct ical_writer *w, size_t *len_out)
{
    text_add_str(w->text, "END:VCALENDAR\r\n");
    return ical_writer_take(w, len_out);
}
