/* From the lines of a VTIMEZONE to its observances. RFC 5545, 3.6.5 */
#include "observance.h"

#define MOST_OBSERVANCES 1000
#define MOST_DATES       2000
#define MOST_RULES       20

void description_clear(struct description *d)
{
    for (size_t i = 0; i < d->count; i++) {
        free(d->observances[i].dates);
        free(d->observances[i].rules);
    }
    free(d->observances);
    free(d->tzid);
    *d = (struct description){0};
}

/* Parameters are of no use here, but a quoted one may hold a colon. */
struct content_line content_line_of(struct span s)
{
    struct content_line l = {0};
    bool quoted = false;
    size_t colon = 0, name = s.len;
    for (; colon < s.len && (quoted || s.at[colon] != ':'); colon++) {
        quoted ^= s.at[colon] == '"';
        if (s.at[colon] == ';' && name == s.len)
            name = colon;
    }
    l.name = span_make(s.at, name < colon ? name : colon);
    if (colon < s.len)
        l.value = span_trim(span_make(s.at + colon + 1, s.len - colon - 1));
    return l;
}

/* --- the properties of an observance --- */

/* +0100, -003730. RFC 5545, 3.3.14; a colon is forgiven. */
static bool read_offset(struct span s, int32_t *out)
{
    int digits[6] = {0}, n = 0;
    if (s.len < 5 || (s.at[0] != '+' && s.at[0] != '-'))
        return false;
    for (size_t i = 1; i < s.len; i++) {
        if (s.at[i] == ':')
            continue;
        if (n == 6 || s.at[i] < '0' || s.at[i] > '9')
            return false;
        digits[n++] = s.at[i] - '0';
    }
    int32_t size = (digits[0] * 10 + digits[1]) * 3600 + (digits[2] * 10 + digits[3]) * 60 +
                   digits[4] * 10 + digits[5];
    *out = s.at[0] == '-' ? -size : size;
    return (n == 4 || n == 6) && size < 24 * 3600;
}

static bool read_start(struct observance *o, struct span value, struct error *err)
{
    bool utc;
    (void)err;
    o->has_start = true;
    return wall_parse(value, &o->start, &utc);
}

static bool read_from(struct observance *o, struct span value, struct error *err)
{
    (void)err;
    o->has_from = true;
    return read_offset(value, &o->from_s);
}

static bool read_to(struct observance *o, struct span value, struct error *err)
{
    (void)err;
    o->has_to = true;
    return read_offset(value, &o->to_s);
}

static bool read_name(struct observance *o, struct span value, struct error *err)
{
    (void)err;
    if (!o->name[0] && value.len && value.len < sizeof o->name)
        memcpy(o->name, value.at, value.len);
    return true;
}

static bool read_rule(struct observance *o, struct span value, struct error *err)
{
    if (o->nrules == MOST_RULES)
        return fail(err, FAULT_TOO_LARGE, NULL, "A part of the time zone has more than %d RRULEs.",
                    MOST_RULES);
    o->rules = mem_grow(o->rules, o->nrules, &o->rules_capacity, sizeof *o->rules);
    return turn_rule_parse(value, &o->rules[o->nrules++], err);
}

static bool read_dates(struct observance *o, struct span value, struct error *err)
{
    while (value.len) {
        struct turn_date date;
        struct span item = span_cut(value, ',', &value);
        item = span_trim(span_cut(item, '/', &(struct span){0})); /* a period's start */
        if (!wall_parse(item, &date.at, &date.is_utc))
            return false;
        date.is_date = item.len == 8;
        if (o->ndates == MOST_DATES)
            return fail(err, FAULT_TOO_LARGE, NULL, "The time zone has more than %d RDATEs.",
                        MOST_DATES);
        o->dates = mem_grow(o->dates, o->ndates, &o->dates_capacity, sizeof *o->dates);
        o->dates[o->ndates++] = date;
    }
    return true;
}

static const struct {
    const char *name;
    bool (*read)(struct observance *o, struct span value, struct error *err);
} properties[] = {
    {"DTSTART", read_start}, {"TZOFFSETFROM", read_from}, {"TZOFFSETTO", read_to},
    {"TZNAME", read_name},   {"RRULE", read_rule},        {"RDATE", read_dates},
};

static bool read_property(struct observance *o, struct content_line l, struct error *err)
{
    struct error why = {0};
    for (size_t i = 0; i < LENGTH(properties); i++) {
        if (!span_is_nocase(l.name, properties[i].name) || properties[i].read(o, l.value, &why))
            continue;
        if (!why.kind)
            fail(&why, FAULT_INVALID, NULL, "The time zone's %s is not legal: %.*s.",
                 properties[i].name, (int)(l.value.len < 60 ? l.value.len : 60), l.value.at);
        if (err)
            *err = why;
        return false;
    }
    return true;
}

/* --- offsets that are missing --- */

/* The offset that o comes from or goes to, told by one of the other kind: summer time comes from
 * what winter goes to. Outlook for Mac leaves TZOFFSETFROM out where clocks are never turned. */
static bool lend_offset(const struct description *d, struct observance *o)
{
    const struct observance *lender = NULL;
    for (size_t i = 0; i < d->count && !lender; i++) {
        const struct observance *other = &d->observances[i];
        bool lends = o->has_to ? other->has_to : other->has_from;
        lender = other->is_dst != o->is_dst && lends ? other : NULL;
    }
    if (!o->has_from && o->has_to)
        o->from_s = lender ? lender->to_s : o->to_s;
    else if (o->has_from && lender)
        o->to_s = lender->from_s;
    else
        return false;
    return true;
}

static bool complete(struct description *d, struct error *err)
{
    for (size_t i = 0; i < d->count; i++) {
        struct observance *o = &d->observances[i];
        if (!o->has_start)
            return fail(err, FAULT_INVALID, NULL, "A part of the time zone has no DTSTART.");
        if ((!o->has_from || !o->has_to) && !lend_offset(d, o))
            return fail(err, FAULT_INVALID, NULL, "A part of the time zone has no TZOFFSETTO.");
    }
    return d->count > 0 ||
           fail(err, FAULT_INVALID, NULL, "The time zone has neither STANDARD nor DAYLIGHT.");
}

/* --- the whole --- */

static bool begin_observance(struct description *d, struct span name, struct error *err)
{
    if (d->count == MOST_OBSERVANCES)
        return fail(err, FAULT_TOO_LARGE, NULL, "The time zone has more than %d parts.",
                    MOST_OBSERVANCES);
    d->observances = mem_grow(d->observances, d->count, &d->capacity, sizeof *d->observances);
    d->observances[d->count++] = (struct observance){.is_dst = span_is_nocase(name, "DAYLIGHT")};
    return true;
}

/* *open: an observance is being read. */
static bool read_line(struct description *d, bool *open, struct content_line l, struct error *err)
{
    bool observance = span_is_nocase(l.value, "STANDARD") || span_is_nocase(l.value, "DAYLIGHT");
    if (span_is_nocase(l.name, "BEGIN") && observance) {
        *open = true;
        return begin_observance(d, l.value, err);
    }
    if (span_is_nocase(l.name, "END") && observance)
        *open = false;
    else if (*open)
        return read_property(&d->observances[d->count - 1], l, err);
    else if (span_is_nocase(l.name, "TZID") && !d->tzid && l.value.len && l.value.len <= 200)
        d->tzid = span_copy(l.value);
    return true;
}

bool description_read(struct description *d, struct span text, struct error *err)
{
    bool open = false;
    while (text.len) {
        struct span line = span_trim(span_cut(text, '\n', &text));
        if (line.len)
            TRY(read_line(d, &open, content_line_of(line), err));
    }
    if (open)
        return fail(err, FAULT_INVALID, NULL, "The time zone ends before its last part does.");
    return complete(d, err);
}
