#include <limits.h>
#include <unistd.h>

#include "internal.h"

const struct zone *zone_of_user(struct zones *z, const struct account *a)
{
    const struct zone *zone = a && a->tz ? zone_named(z, span_of(a->tz)) : NULL;
    return zone ? zone : zone_utc();
}

/* $TZ, else what /etc/localtime points to. */
const struct zone *zone_of_machine(struct zones *z)
{
    char target[PATH_MAX];
    const char *tz = getenv("TZ");
    const struct zone *zone = NULL;
    if (tz && *tz)
        zone = zone_named(z, span_of(*tz == ':' ? tz + 1 : tz));
    ssize_t len = zone ? 0 : readlink("/etc/localtime", target, sizeof target - 1);
    if (len > 0) {
        target[len] = 0;
        const char *name = strstr(target, "zoneinfo/");
        zone = name ? zone_named(z, span_of(name + strlen("zoneinfo/"))) : NULL;
    }
    return zone ? zone : zone_utc();
}

/* `count` digits at the front of *s, taken off it. */
static bool take_digits(struct span *s, size_t count, int *out)
{
    *out = 0;
    if (s->len < count)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (s->at[i] < '0' || s->at[i] > '9')
            return false;
        *out = *out * 10 + s->at[i] - '0';
    }
    *s = span_make(s->at + count, s->len - count);
    return true;
}

static bool take_char(struct span *s, const char *one_of)
{
    if (!s->len || !strchr(one_of, s->at[0]))
        return false;
    *s = span_make(s->at + 1, s->len - 1);
    return true;
}

/* YYYY-MM-DD, then perhaps HH:MM or HH:MM:SS. */
static bool read_civil(struct span s, struct civil *c)
{
    int year;
    if (!take_digits(&s, 4, &year) || !take_char(&s, "-") || !take_digits(&s, 2, &c->month) ||
        !take_char(&s, "-") || !take_digits(&s, 2, &c->day))
        return false;
    c->year = year;
    if (s.len && (!take_char(&s, "Tt ") || !take_digits(&s, 2, &c->hour) || !take_char(&s, ":") ||
                  !take_digits(&s, 2, &c->minute)))
        return false;
    if (s.len && (!take_char(&s, ":") || !take_digits(&s, 2, &c->second)))
        return false;
    return s.len == 0 && year > 0 && c->month >= 1 && c->month <= 12 && c->day >= 1 &&
           c->day <= days_in_month(year, c->month) && c->hour < 24 && c->minute < 60 &&
           c->second < 60;
}

bool time_meant(const char *said, const struct zone *zone, instant *out, struct error *err)
{
    struct civil c = {0};
    if (instant_parse(span_of(said), out))
        return true;
    if (!read_civil(span_of(said), &c))
        return fail(err, FAULT_USAGE, NULL,
                    "\"%.40s\" is no time; write 2026-03-01T09:00:00Z or \"2026-03-01 09:00\".",
                    said);
    *out = zone_instant(zone, wall_of(c));
    return true;
}

void text_add_time(struct text *t, instant at, const struct zone *zone)
{
    struct civil c = civil_of(zone_wall(zone, at));
    text_addf(t, "%04d-%02d-%02d %02d:%02d %s", (int)c.year, c.month, c.day, c.hour, c.minute,
              zone_name(zone));
}
