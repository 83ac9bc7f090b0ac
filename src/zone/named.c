/* From a TZID as programs write it to a zone. */
#include "internal.h"

static struct span without_quotes(struct span s)
{
    s = span_trim(s);
    if (s.len >= 2 && s.at[0] == '"' && s.at[s.len - 1] == '"')
        s = span_trim(span_make(s.at + 1, s.len - 2));
    return s;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Outlook puts " 1" behind a name whose rules it changed, and counts on. */
static struct span without_count(struct span s)
{
    size_t len = s.len;
    while (len && is_digit(s.at[len - 1]))
        len--;
    bool counted = len < s.len && s.len - len <= 2 && len > 1 && s.at[len - 1] == ' ';
    return counted ? span_trim(span_make(s.at, len)) : s;
}

/* "(UTC+01:00) Amsterdam, ...", "(GMT+01.00) Amsterdam / ..." and "... (RTZ 2)". */
static struct span without_remarks(struct span s)
{
    struct span rest = s;
    if (span_starts_nocase(s, "(UTC") || span_starts_nocase(s, "(GMT"))
        span_cut(s, ')', &rest);
    s = rest.len ? span_trim(rest) : s;
    size_t open = s.len;
    while (open && s.at[open - 1] != '(')
        open--;
    bool is_russian = open > 2 && span_starts_nocase(span_make(s.at + open, s.len - open), "RTZ ");
    return is_russian ? span_trim(span_make(s.at, open - 1)) : s;
}

/* Notes: "Z=-1$DO=1$DL=3 -1 1 10 -1 1$ZX=69$ZN=W. Europe". */
static struct span without_numbers(struct span s)
{
    static const char mark[] = "$ZN=";
    for (size_t i = 0; i + sizeof mark - 1 < s.len; i++)
        if (span_starts_nocase(span_make(s.at + i, s.len - i), mark))
            return span_make(s.at + i + sizeof mark - 1, s.len - i - (sizeof mark - 1));
    return s;
}

/* As the tables of names have it: no backslashes, ", " for " / ", no count. */
static char *product_name(struct span s)
{
    OWN(text) t = text_new();
    s = without_remarks(without_numbers(s));
    for (size_t i = 0; i < s.len; i++) {
        if (s.len - i >= 3 && memcmp(s.at + i, " / ", 3) == 0) {
            text_add_str(t, ", ");
            i += 2;
        } else if (s.at[i] != '\\') {
            text_add_char(t, s.at[i]);
        }
    }
    /* Some names end in a number of their own: "Russia Time Zone 3". */
    struct span whole = text_span(t), short_one = without_count(whole);
    return span_copy(zone_name_of_product(whole) ? whole : short_one);
}

/* Such names are not older than this, and the rules of before are no part of them. */
#define NAMES_SINCE INT64_C(946684800) /* 2000-01-01 */

static bool means_the_same(const struct zone *a, const struct zone *b)
{
    size_t changes;
    return zone_agrees(a, b, NAMES_SINCE, ZONE_RULES_UNTIL, &changes);
}

/* As the place itself is called: "Asia/Kolkata", though CLDR has "Asia/Calcutta". */
static const struct zone *zone_nearby(struct zones *z, const char *iana, struct span near)
{
    struct span place = windows_zone_near(iana, near);
    bool is_territory = near.len == 2;
    return place.len ? zones_exact(z, is_territory ? place : near) : NULL;
}

static const struct zone *by_product(struct zones *z, struct span s, struct span near)
{
    OWN_CHARS name = product_name(s);
    const char *iana = zone_name_of_product(span_of(name));
    const struct zone *found = iana ? zones_exact(z, span_of(iana)) : NULL;
    const struct zone *nearby = found && near.len ? zone_nearby(z, iana, near) : NULL;
    return nearby && means_the_same(nearby, found) ? nearby : found;
}

static const struct zone *fixed_zone(struct zones *z, int minutes_east)
{
    if (minutes_east == 0)
        return zone_utc();
    OWN_CHARS whole = mem_strf("Etc/GMT%+d", -minutes_east / 60);
    const struct zone *found = minutes_east % 60 == 0 ? zones_exact(z, span_of(whole)) : NULL;
    if (found)
        return found;
    int size = abs(minutes_east);
    OWN_CHARS name = mem_strf("UTC%c%02d:%02d", minutes_east < 0 ? '-' : '+', size / 60, size % 60);
    struct zone *made = zone_make(name);
    zone_add_period(made, INSTANT_FIRST, minutes_east * 60, false, span_of(name));
    zone_finish(made);
    return zones_adopt(z, made);
}

/* "+01:00", "+0530", "+1": the sign says east, as in everyday writing. */
static bool read_offset(struct span s, int *minutes_out)
{
    int digits[4], n = 0;
    if (s.len < 2 || (s.at[0] != '+' && s.at[0] != '-'))
        return false;
    for (size_t i = 1; i < s.len; i++) {
        bool is_colon = (s.at[i] == ':' || s.at[i] == '.') && i == s.len - 3;
        if (!is_digit(s.at[i]) && !is_colon)
            return false;
        if (!is_colon && n == 4)
            return false;
        if (!is_colon)
            digits[n++] = s.at[i] - '0';
    }
    int number = 0;
    for (int i = 0; i < n; i++)
        number = number * 10 + digits[i];
    int hours = n > 2 ? number / 100 : number, minutes = n > 2 ? number % 100 : 0;
    *minutes_out = (hours * 60 + minutes) * (s.at[0] == '-' ? -1 : 1);
    return n > 0 && hours <= 15 && minutes < 60;
}

static const struct zone *by_offset(struct zones *z, struct span s)
{
    int minutes;
    if (span_starts_nocase(s, "UTC") || span_starts_nocase(s, "GMT"))
        s = span_trim(span_make(s.at + 3, s.len - 3));
    return read_offset(s, &minutes) ? fixed_zone(z, minutes) : NULL;
}

/* "Egypt" is a link in tzdata and a product's name: the latter tells the zone's own name. But
 * "GMT" is not London. */
static const struct zone *by_exact_name(struct zones *z, struct span s, struct span near)
{
    const struct zone *exact = zones_exact(z, without_count(s));
    if (exact && memchr(s.at, '/', s.len))
        return exact;
    const struct zone *product = by_product(z, s, near);
    return product && exact && !means_the_same(exact, product) ? exact : product ? product : exact;
}

static const struct zone *by_name(struct zones *z, struct span s, struct span near)
{
    static const char *const utc_names[] = {
        "UTC",
        "Z",
        "tzone://Microsoft/Utc",
        "Coordinated Universal Time",
    };
    for (size_t i = 0; i < LENGTH(utc_names); i++)
        if (span_is_nocase(without_remarks(s), utc_names[i]))
            return zone_utc();
    const struct zone *found = by_exact_name(z, s, near);
    return found ? found : by_offset(z, s);
}

/* The last parts of a path, at most three: "America/Argentina/Salta". */
static struct span tail_of(struct span s, int parts)
{
    size_t at = s.len;
    while (at && (s.at[at - 1] != '/' || --parts > 0))
        at--;
    return span_make(s.at + at, s.len - at);
}

/* "/mozilla.org/20050126_1/Europe/Berlin": the longest tail that is a name. */
static const struct zone *by_tail(struct zones *z, struct span s)
{
    const struct zone *found = NULL;
    for (int parts = 3; parts > 0 && !found; parts--) {
        struct span tail = without_count(tail_of(s, parts));
        if (tail.len == s.len)
            continue;
        found = zones_exact(z, tail);
        if (!found && parts > 1)
            found = zones_inexact(z, tail);
    }
    return found;
}

const struct zone *zone_named_near(struct zones *z, struct span tzid, struct span near)
{
    const struct zone *found = NULL;
    if (tzid.len > ZONE_NAME_BYTES)
        return NULL;
    near.len = near.len > ZONE_NAME_BYTES ? 0 : near.len;
    struct edition *asked = zones_recall(z, tzid, near, &found);
    if (!asked)
        return found;
    struct span s = without_quotes(tzid);
    if (s.len)
        found = by_name(z, s, near);
    if (s.len && !found)
        found = by_tail(z, s);
    if (s.len && !found)
        found = zones_inexact(z, s);
    zones_remember(z, asked, tzid, near, found);
    return found;
}

const struct zone *zone_named(struct zones *z, struct span tzid)
{
    return zone_named_near(z, tzid, (struct span){0});
}
