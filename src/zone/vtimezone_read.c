#include "observance.h"

#define TEXT_BYTES       (256 * 1024)
#define MOST_OBSERVANCES 1000
#define MOST_DATES       2000
#define MOST_STEPS       1000000
#define HISTORY_FROM     0 /* 1970-01-01 */

struct description {
    char *tzid, *location; /* TZID, X-LIC-LOCATION */
    struct observance *observances;
    size_t count, capacity;
};

static void description_free(struct description *d)
{
    for (size_t i = 0; i < d->count; i++)
        free(d->observances[i].dates);
    free(d->observances);
    free(d->tzid);
    free(d->location);
}
#define OWN_DESCRIPTION __attribute__((cleanup(description_free))) struct description

/* Folds are a line end and one blank. RFC 5545, 3.1 */
static char *unfolded(struct span s)
{
    char *out = mem_new(s.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++) {
        size_t next = i + (s.at[i] == '\r' && i + 1 < s.len && s.at[i + 1] == '\n');
        bool is_end = s.at[next] == '\n' || s.at[next] == '\r';
        bool is_fold =
            is_end && next + 1 < s.len && (s.at[next + 1] == ' ' || s.at[next + 1] == '\t');
        if (is_fold)
            i = next + 1;
        else
            out[n++] = s.at[i];
    }
    return out;
}

struct line {
    struct span name, value;
};

/* Parameters are of no use here, but a quoted one may hold a colon. */
static struct line line_of(struct span s)
{
    struct line l = {0};
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
    if (o->has_rule)
        return fail(err, FAULT_INVALID, NULL, "A part of the time zone has two rules.");
    o->has_rule = true;
    return yearly_parse(value, &o->rule, err);
}

static bool read_dates(struct observance *o, struct span value, struct error *err)
{
    while (value.len) {
        bool utc;
        wall date;
        struct span item = span_cut(value, ',', &value);
        item = span_cut(item, '/', &(struct span){0}); /* a period's start */
        if (!wall_parse(item, &date, &utc))
            return false;
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

static bool read_property(struct observance *o, struct line l, struct error *err)
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

static bool end_observance(const struct observance *o, struct error *err)
{
    const char *missing = !o->has_start  ? "DTSTART"
                          : !o->has_from ? "TZOFFSETFROM"
                          : !o->has_to   ? "TZOFFSETTO"
                                         : NULL;
    return !missing ||
           fail(err, FAULT_INVALID, NULL, "A part of the time zone has no %s.", missing);
}

static void keep_once(char **at, struct span value)
{
    if (!*at && value.len && value.len <= 200)
        *at = span_copy(value);
}

/* *open is the observance that is being read, if any. */
static bool read_line(struct description *d, bool *open, struct line l, struct error *err)
{
    bool observance = span_is_nocase(l.value, "STANDARD") || span_is_nocase(l.value, "DAYLIGHT");
    if (span_is_nocase(l.name, "BEGIN") && observance) {
        *open = true;
        return begin_observance(d, l.value, err);
    }
    if (span_is_nocase(l.name, "END") && observance && *open) {
        *open = false;
        return end_observance(&d->observances[d->count - 1], err);
    }
    if (*open)
        return read_property(&d->observances[d->count - 1], l, err);
    if (span_is_nocase(l.name, "TZID"))
        keep_once(&d->tzid, l.value);
    if (span_is_nocase(l.name, "X-LIC-LOCATION"))
        keep_once(&d->location, l.value);
    return true;
}

static bool describe(struct description *d, struct span text, struct error *err)
{
    bool open = false;
    while (text.len) {
        struct span line = span_trim(span_cut(text, '\n', &text));
        if (line.len)
            TRY(read_line(d, &open, line_of(line), err));
    }
    return !open || fail(err, FAULT_INVALID, NULL, "The time zone ends before its last part does.");
}

struct known { /* a zone found by a name */
    const struct zone *zone;
    bool is_sure; /* the tz database's own name stands there, not a product's */
};

/* The names alone: the rest need not be legal when the zone is known. */
static struct known by_names(struct zones *z, struct span text)
{
    static const char *const names[] = {"TZID", "X-LIC-LOCATION"};
    struct known k = {0};
    for (size_t i = 0; i < LENGTH(names) && !k.zone; i++) {
        struct span rest = text;
        while (rest.len && !k.zone) {
            struct line l = line_of(span_trim(span_cut(rest, '\n', &rest)));
            if (span_is_nocase(l.name, names[i]))
                k.zone = zone_named(z, l.value);
            k.is_sure = k.zone && span_ends_nocase(l.value, zone_name(k.zone));
        }
    }
    return k;
}

static int compare_onsets(const void *a, const void *b)
{
    const struct onset *x = a, *y = b;
    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    return (x->of->start > y->of->start) - (x->of->start < y->of->start);
}

static const char *name_for_offset(const struct description *d, int32_t offset)
{
    for (size_t i = 0; i < d->count; i++)
        if (d->observances[i].to_s == offset)
            return d->observances[i].name;
    return "";
}

static struct zone *zone_of_onsets(const struct description *d, const struct onsets *o)
{
    struct zone *z = zone_make(d->tzid ? d->tzid : "");
    int32_t before = o->list[0].of->from_s;
    zone_add_period(z, INSTANT_FIRST, before, false, span_of(name_for_offset(d, before)));
    for (size_t i = 0; i < o->count; i++) {
        const struct observance *of = o->list[i].of;
        zone_add_period(z, o->list[i].at, of->to_s, of->is_dst, span_of(of->name));
    }
    return z;
}

static bool is_endless(const struct observance *o)
{
    return o->has_rule && yearly_is_endless(&o->rule);
}

/* Finite observances first: the cycle begins when the last of them is over. */
static bool expand(const struct description *d, struct onsets *out, int64_t *cycle_year_out,
                   struct error *err)
{
    int64_t last = 0;
    bool any_endless = false;
    for (size_t i = 0; i < d->count; i++)
        if (!is_endless(&d->observances[i]))
            TRY(observance_expand(&d->observances[i], 3000, out, err));
    for (size_t i = 0; i < out->count; i++)
        last = out->list[i].at > wall_of((struct civil){(int32_t)last, 12, 31, 0, 0, 0})
                   ? civil_of(out->list[i].at).year
                   : last;
    for (size_t i = 0; i < d->count; i++) {
        int64_t year = civil_of(d->observances[i].start).year;
        any_endless |= is_endless(&d->observances[i]);
        last = is_endless(&d->observances[i]) && year > last ? year : last;
    }
    for (size_t i = 0; i < d->count; i++)
        if (is_endless(&d->observances[i]))
            TRY(observance_expand(&d->observances[i], last + CYCLE_YEARS + 3, out, err));
    *cycle_year_out = any_endless ? last + 1 : 0;
    return true;
}

/* Where many places have the same rules, the best known one is meant. */
static const char *candidate(size_t i)
{
    static const char *const best_known[] = {
        "Europe/Berlin",    "Europe/London",       "America/New_York",  "America/Chicago",
        "America/Denver",   "America/Los_Angeles", "Europe/Kyiv",       "Australia/Sydney",
        "Pacific/Auckland", "America/Halifax",     "America/Anchorage",
    };
    return i < LENGTH(best_known) ? best_known[i] : windows_zone_at(i - LENGTH(best_known));
}

/* A pair of rules tells how it is now, whatever year it starts from; a longer description tells
 * history too, which then has to be the candidate's. */
static const struct zone *by_rules(struct zones *z, const struct zone *custom, bool tells_history)
{
    instant from = custom->cycle_end - CYCLE_S;
    from = from > ZONE_RULES_FROM ? from : ZONE_RULES_FROM;
    instant to = from + ZONE_RULES_UNTIL - ZONE_RULES_FROM;
    if (tells_history)
        from = custom->periods[1].at > HISTORY_FROM ? custom->periods[1].at : HISTORY_FROM;
    const char *name;
    for (size_t i = 0; (name = candidate(i)); i++) {
        size_t changes;
        const struct zone *known = zones_exact(z, span_of(name));
        if (known && zone_agrees(custom, known, from, to, &changes) && changes)
            return known;
    }
    return NULL;
}

/* Takes made over. */
static const struct zone *recognised_or_kept(struct zones *z, struct zone *made, bool tells_history,
                                             struct error *err)
{
    bool is_endless = made->cycle_end != INSTANT_NEVER && made->nperiods > 1;
    const struct zone *found = is_endless ? by_rules(z, made, tells_history) : NULL;
    if (found)
        zone_drop(made);
    else
        found = zones_adopt(z, made);
    if (!found)
        fail(err, FAULT_TOO_LARGE, NULL, "There are too many time zones of their own rules.");
    return found;
}

/* NULL when the rules are too many. */
static struct zone *make_zone(const struct description *d, struct error *err)
{
    struct onsets o = {.steps = MOST_STEPS};
    int64_t cycle_year = 0;
    struct zone *made = NULL;
    if (expand(d, &o, &cycle_year, err) && o.list) {
        qsort(o.list, o.count, sizeof *o.list, compare_onsets);
        made = zone_of_onsets(d, &o);
        if (cycle_year)
            made->cycle_end =
                wall_of((struct civil){(int32_t)(cycle_year + CYCLE_YEARS), 1, 1, 12, 0, 0});
        zone_finish(made);
    }
    free(o.list);
    return made;
}

/* A product's name may mean another zone than the table has it ("Central", "GMT+1"): then the two
 * have no offset in common in any season. */
static bool contradict(const struct zone *known, const struct zone *told)
{
    const instant winter = ZONE_RULES_FROM, summer = ZONE_RULES_FROM + 180 * 86400;
    int32_t a = zone_offset(known, winter), b = zone_offset(known, summer);
    int32_t x = zone_offset(told, winter), y = zone_offset(told, summer);
    return a != x && a != y && b != x && b != y;
}

const struct zone *zone_from_vtimezone(struct zones *z, struct span vtimezone, struct error *err)
{
    if (vtimezone.len > TEXT_BYTES)
        return fail(err, FAULT_TOO_LARGE, NULL, "The time zone has %zu bytes; %d are taken.",
                    vtimezone.len, TEXT_BYTES),
               NULL;
    OWN_CHARS text = unfolded(vtimezone);
    struct known known = by_names(z, span_of(text));
    if (known.is_sure)
        return known.zone;
    OWN_DESCRIPTION d = {0};
    bool is_told = describe(&d, span_of(text), err);
    if (is_told && !d.count)
        is_told =
            fail(err, FAULT_INVALID, NULL, "The time zone has neither STANDARD nor DAYLIGHT.");
    struct zone *made = is_told ? make_zone(&d, err) : NULL;
    if (known.zone && (!made || !contradict(known.zone, made))) {
        zone_drop(made);
        return known.zone;
    }
    return made ? recognised_or_kept(z, made, d.count > 2, err) : NULL;
}
