/* The zone that a VTIMEZONE means: one that is known by a name or by its rules, or its own. */
#include "observance.h"

#define TEXT_BYTES      (256 * 1024)
#define MOST_STEPS      400000
#define FINITE_UNTIL    3000 /* the last year of rules that do not repeat in a cycle */
#define HISTORY_FROM    0    /* 1970-01-01 */

#define OWN_DESCRIPTION __attribute__((cleanup(description_clear))) struct description

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

/* --- by its names --- */

struct known {
    const struct zone *zone;
    bool is_sure; /* the tz database's own name stands there, not a product's */
};

/* "Europe/Berlin[2024a]": the release that it was made of. */
static const struct zone *named_with_release(struct zones *z, struct span value, struct span near)
{
    return zone_named_near(z, span_cut(value, '[', &(struct span){0}), near);
}

static const struct zone *numbered(struct zones *z, struct span value, struct span near)
{
    const char *iana = zone_name_of_cdo(value);
    return iana ? zone_named_near(z, span_of(iana), near) : NULL;
}

static const struct {
    const char *property;
    const struct zone *(*find)(struct zones *z, struct span value, struct span near);
    bool may_be_sure;
} naming[] = {
    {"TZID", zone_named_near, true},          {"X-LIC-LOCATION", zone_named_near, true},
    {"TZID-ALIAS-OF", zone_named_near, true}, /* RFC 7808, 7.2 */
    {"X-TZINFO", named_with_release, true},   {"X-MICROSOFT-CDO-TZID", numbered, false},
};

/* The first value of a property; len 0: it is not there. */
static struct span value_of(struct span text, const char *property)
{
    while (text.len) {
        struct content_line l = content_line_of(span_trim(span_cut(text, '\n', &text)));
        if (span_is_nocase(l.name, property))
            return l.value;
    }
    return (struct span){0};
}

/* The names alone: the rest need not be legal when the zone is known. */
static struct known by_names(struct zones *z, struct span text, struct span near)
{
    struct known k = {0};
    for (size_t i = 0; i < LENGTH(naming) && !k.zone; i++) {
        struct span value = value_of(text, naming[i].property);
        k.zone = value.len ? naming[i].find(z, value, near) : NULL;
        k.is_sure =
            k.zone && naming[i].may_be_sure && span_has_nocase(value, span_of(zone_name(k.zone)));
    }
    return k;
}

/* --- its own rules --- */

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
    zone_reserve(z, o->count + 1);
    zone_add_period(z, INSTANT_FIRST, before, false, span_of(name_for_offset(d, before)));
    for (size_t i = 0; i < o->count; i++) {
        const struct observance *of = o->list[i].of;
        zone_add_period(z, o->list[i].at, of->to_s, of->is_dst, span_of(of->name));
    }
    return z;
}

/* Finite observances first: the cycle begins when the last of them is over. */
static bool expand(const struct description *d, struct onsets *out, int64_t *cycle_year_out,
                   struct error *err)
{
    int64_t last = 0;
    bool any_endless = false;
    for (size_t i = 0; i < d->count; i++)
        if (!observance_is_endless(&d->observances[i]))
            TRY(observance_expand(&d->observances[i], FINITE_UNTIL, out, err));
    for (size_t i = 0; i < out->count; i++)
        last = out->list[i].at > wall_of((struct civil){(int32_t)last, 12, 31, 0, 0, 0})
                   ? civil_of(out->list[i].at).year
                   : last;
    for (size_t i = 0; i < d->count; i++) {
        bool is_endless = observance_is_endless(&d->observances[i]);
        int64_t year = civil_of(d->observances[i].start).year;
        any_endless |= is_endless;
        last = is_endless && year > last ? year : last;
    }
    for (size_t i = 0; i < d->count; i++)
        if (observance_is_endless(&d->observances[i]))
            TRY(observance_expand(&d->observances[i], last + CYCLE_YEARS + 3, out, err));
    *cycle_year_out = any_endless ? last + 1 : 0;
    return true;
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

/* --- known by its rules --- */

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

/* A product's name may mean another zone than the table has it ("Central", "GMT+1"): then the two
 * have no offset in common in any season. */
static bool contradict(const struct zone *known, const struct zone *told)
{
    const instant winter = ZONE_RULES_FROM, summer = ZONE_RULES_FROM + 180 * 86400;
    int32_t a = zone_offset(known, winter), b = zone_offset(known, summer);
    int32_t x = zone_offset(told, winter), y = zone_offset(told, summer);
    return a != x && a != y && b != x && b != y;
}

static const struct zone *read_vtimezone(struct zones *z, struct span vtimezone, struct span near,
                                         struct error *err)
{
    OWN_CHARS text = unfolded(vtimezone);
    struct known known = by_names(z, span_of(text), near);
    if (known.is_sure)
        return known.zone;
    OWN_DESCRIPTION d = {0};
    struct zone *made = description_read(&d, span_of(text), err) ? make_zone(&d, err) : NULL;
    if (known.zone && (!made || !contradict(known.zone, made))) {
        zone_drop(made);
        return known.zone;
    }
    return made ? recognised_or_kept(z, made, d.count > 2, err) : NULL;
}

/* The same text comes with every event of a calendar: what it meant is remembered by its digest;
 * no name has so many bytes. */
const struct zone *zone_from_vtimezone_near(struct zones *z, struct span vtimezone,
                                            struct span near, struct error *err)
{
    const struct zone *found = NULL;
    if (vtimezone.len > TEXT_BYTES)
        return fail(err, FAULT_TOO_LARGE, NULL, "The time zone has %zu bytes; %d are taken.",
                    vtimezone.len, TEXT_BYTES),
               NULL;
    near.len = near.len > ZONE_NAME_BYTES ? 0 : near.len;
    struct digest digest = digest_of(vtimezone);
    char key[ZONE_NAME_BYTES + sizeof digest.bytes] = {0};
    memcpy(key + ZONE_NAME_BYTES, digest.bytes, sizeof digest.bytes);
    struct edition *asked = zones_recall(z, span_make(key, sizeof key), near, &found);
    if (!asked)
        return found;
    found = read_vtimezone(z, vtimezone, near, err);
    if (found)
        zones_remember(z, asked, span_make(key, sizeof key), near, found);
    return found;
}

const struct zone *zone_from_vtimezone(struct zones *z, struct span vtimezone, struct error *err)
{
    return zone_from_vtimezone_near(z, vtimezone, (struct span){0}, err);
}
