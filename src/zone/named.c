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

/* "(UTC+01:00) Amsterdam, ..." and "(GMT+01.00) Amsterdam / ..." */
static struct span without_offset(struct span s)
{
    struct span rest;
    if (!span_starts_nocase(s, "(UTC") && !span_starts_nocase(s, "(GMT"))
        return s;
    span_cut(s, ')', &rest);
    return rest.len ? span_trim(rest) : s;
}

/* As the table of names has it: no backslashes, ", " for " / ". */
static char *display_name(struct span s)
{
    OWN(text) t = text_new();
    for (size_t i = 0; i < s.len; i++) {
        if (s.len - i >= 3 && memcmp(s.at + i, " / ", 3) == 0) {
            text_add_str(t, ", ");
            i += 2;
        } else if (s.at[i] != '\\') {
            text_add_char(t, s.at[i]);
        }
    }
    return text_take(t);
}

/* Some names end in a number of their own: "Russia Time Zone 3". */
static const struct zone *by_product(struct zones *z, struct span s)
{
    OWN_CHARS name = display_name(without_offset(s));
    const char *iana = zone_name_of_product(span_of(name));
    if (!iana)
        iana = zone_name_of_product(without_count(span_of(name)));
    return iana ? zones_exact(z, span_of(iana)) : NULL;
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

static const struct zone *by_name(struct zones *z, struct span s)
{
    static const char *const utc_names[] = {
        "UTC",
        "Z",
        "tzone://Microsoft/Utc",
        "Coordinated Universal Time",
    };
    for (size_t i = 0; i < LENGTH(utc_names); i++)
        if (span_is_nocase(s, utc_names[i]))
            return zone_utc();
    /* "Egypt" is a link in tzdata and a product's name: the latter tells the zone's own name. */
    bool is_path = memchr(s.at, '/', s.len) != NULL;
    const struct zone *found = is_path ? zones_exact(z, s) : by_product(z, s);
    if (!found)
        found = is_path ? by_product(z, s) : zones_exact(z, s);
    return found ? found : by_offset(z, s);
}

/* "/mozilla.org/20050126_1/Europe/Berlin": the longest tail that is a name. */
static const struct zone *by_tail(struct zones *z, struct span s)
{
    const struct zone *found = NULL;
    while (!found && memchr(s.at, '/', s.len)) {
        span_cut(s, '/', &s);
        if (s.len == 0)
            return NULL;
        found = zones_exact(z, s);
    }
    return found;
}

const struct zone *zone_named(struct zones *z, struct span tzid)
{
    struct span s = without_quotes(tzid);
    if (s.len == 0 || s.len > 200)
        return NULL;
    const struct zone *found = by_name(z, s);
    if (!found)
        found = by_tail(z, s);
    return found ? found : zones_inexact(z, s);
}
