/* Values: dates and times, durations, text, addresses. RFC 5545, 3.3 */
#include "internal.h"

static bool digits(const char **at, const char *end, int count, int *number)
{
    int n = 0;
    if (end - *at < count)
        return false;
    for (int i = 0; i < count; i++) {
        int digit = (*at)[i] - '0';
        if (digit < 0 || digit > 9)
            return false;
        n = n * 10 + digit;
    }
    *at += count;
    *number = n;
    return true;
}

static void skip(const char **at, const char *end, char c)
{
    if (*at < end && **at == c)
        ++*at;
}

static bool date_parse(const char **at, const char *end, struct civil *c)
{
    int year;
    TRY(digits(at, end, 4, &year));
    skip(at, end, '-'); /* 2026-03-01 as some programs write it */
    TRY(digits(at, end, 2, &c->month));
    skip(at, end, '-');
    TRY(digits(at, end, 2, &c->day));
    c->year = year;
    return year >= 1 && c->month >= 1 && c->month <= 12 && c->day >= 1 &&
           c->day <= days_in_month(year, c->month);
}

static bool time_parse(const char **at, const char *end, struct civil *c)
{
    TRY(digits(at, end, 2, &c->hour));
    skip(at, end, ':');
    TRY(digits(at, end, 2, &c->minute));
    skip(at, end, ':');
    if (at[0] < end && **at >= '0' && **at <= '9') /* seconds are left out by some */
        TRY(digits(at, end, 2, &c->second));
    if (c->second == 60) /* RFC 5545, 3.3.12: a leap second counts as the one before */
        c->second = 59;
    bool is_midnight_to_come = c->hour == 24 && c->minute == 0 && c->second == 0;
    return (c->hour <= 23 || is_midnight_to_come) && c->minute <= 59 && c->second <= 59;
}

bool written_time_parse(struct span value, struct written_time *out)
{
    value = span_solid(span_trim(value));
    const char *at = value.at, *end = value.at + value.len;
    struct civil c = {0};
    TRY(date_parse(&at, end, &c));
    *out = (struct written_time){.is_date = at == end};
    if (at < end) {
        TRY(*at == 'T' || *at == 't' || *at == ' ');
        at++;
        TRY(time_parse(&at, end, &c));
        out->is_utc = at < end && (*at == 'Z' || *at == 'z');
        at += out->is_utc;
    }
    out->local = wall_of(c);
    return at == end;
}

#define DURATION_MOST                                                           \
    (int64_t)(400 * 366 * 86400LL) /* 400 years: beyond it, sums could overflow \
                                    */

/* One number and its unit, in whatever order. */
static bool duration_part(const char **at, const char *end, int64_t *number, char *unit)
{
    int64_t n = 0;
    const char *begin = *at;
    for (; *at < end && **at >= '0' && **at <= '9'; ++*at) {
        n = n * 10 + (**at - '0');
        if (n > DURATION_MOST)
            return false;
    }
    if (*at == begin || *at == end)
        return false;
    *number = n;
    *unit = *(*at)++;
    *unit = *unit >= 'a' && *unit <= 'z' ? (char)(*unit & 0x5F) : *unit;
    return *unit && strchr("WDHMS", *unit);
}

bool duration_value_parse(struct span value, int64_t *days_out, int64_t *seconds_out)
{
    value = span_solid(span_trim(value));
    const char *at = value.at, *end = at + value.len;
    int64_t days = 0, seconds = 0, number, sign = at < end && *at == '-' ? -1 : 1;
    char unit;
    at += at < end && (*at == '-' || *at == '+');
    skip(&at, end, at < end && *at == 'p' ? 'p' : 'P'); /* some leave it out, and the T */
    bool in_time = false, any = false;
    for (; at < end; any = true) {
        if (!in_time && (*at == 'T' || *at == 't')) {
            in_time = true;
            at++;
            continue;
        }
        TRY(duration_part(&at, end, &number, &unit));
        if (unit == 'W' || unit == 'D')
            days += number * (unit == 'W' ? 7 : 1);
        else
            seconds += number * (unit == 'H' ? 3600 : unit == 'M' ? 60 : 1);
    }
    *days_out = sign * days;
    *seconds_out = sign * seconds;
    return any && days * 86400 <= DURATION_MOST && seconds <= DURATION_MOST;
}

/* --- text ------------------------------------------------------------------------------------ */

static bool is_plain(unsigned char c)
{
    return c >= ' ' && c != '\\' && c != 0x7f;
}

/* What a backslash and the character after it stand for; an unknown pair stays as it is. */
static size_t unescape_pair(char c, char *into)
{
    switch (c) {
    case 'n':
    case 'N':
        *into = '\n';
        return 1;
    case '\\':
    case ';':
    case ',':
    case '"':
    case ':':
        *into = c;
        return 1;
    default:
        into[0] = '\\';
        into[1] = c;
        return (unsigned char)c < ' ' ? 1 : 2;
    }
}

static size_t unescape(struct span value, char *into)
{
    size_t len = 0;
    for (const char *at = value.at, *end = at + value.len; at < end;) {
        const char *begin = at;
        while (at < end && is_plain((unsigned char)*at))
            at++;
        memcpy(into + len, begin, (size_t)(at - begin));
        len += (size_t)(at - begin);
        if (at == end)
            break;
        if (*at == '\\' && at + 1 < end) {
            len += unescape_pair(at[1], into + len);
            at += 2;
        } else {
            if (*at == '\t' || *at == '\\')
                into[len++] = *at;
            at++;
        }
    }
    return len;
}

const char *value_text(struct arena *a, struct span value)
{
    char *room = arena_room(a, value.len + 1);
    size_t len = value.len > 0 ? unescape(value, room) : 0;
    room[len++] = '\0';
    arena_return(a, room + len);
    return room;
}

void ical_add_unescaped(struct text *t, struct span value)
{
    OWN_CHARS room = mem_resize(NULL, value.len + 1, 1);
    text_add(t, span_make(room, value.len > 0 ? unescape(value, room) : 0));
}

/* --- addresses ------------------------------------------------------------------------------- */

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* An address may hold no blank or control character: it goes into mail headers. */
static bool is_address(struct span s)
{
    if (s.len == 0 || !memchr(s.at, '@', s.len))
        return false;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.at[i];
        if ((unsigned char)c <= ' ' || c == 0x7f)
            return false;
        if (c == '<' || c == '>' || c == ',' || c == ';' || c == '"')
            return false;
    }
    return true;
}

static struct span address_bare(struct span uri)
{
    uri = span_trim(uri);
    while (span_starts_nocase(uri, "mailto:"))
        uri = span_trim(span_make(uri.at + 7, uri.len - 7));
    if (uri.len >= 2 && uri.at[0] == '<' && uri.at[uri.len - 1] == '>')
        uri = span_make(uri.at + 1, uri.len - 2);
    return uri;
}

size_t address_write(struct span uri, char *into)
{
    size_t len = 0;
    uri = address_bare(uri);
    for (size_t i = 0; i < uri.len; i++) {
        char c = uri.at[i];
        int high = -1, low = -1;
        if (c == '%' && i + 2 < uri.len) {
            high = hex_digit(uri.at[i + 1]);
            low = hex_digit(uri.at[i + 2]);
        }
        if (high >= 0 && low >= 0) {
            c = (char)(high * 16 + low);
            i += 2;
        } else if (c == '?') { /* mailto:a@b?subject=... */
            break;
        }
        into[len++] = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
    }
    return is_address(span_make(into, len)) ? len : 0;
}

char *address_normal(struct span uri)
{
    char *address = mem_resize(NULL, uri.len + 1, 1);
    address[address_write(uri, address)] = '\0';
    return address;
}
