#include "internal.h"

#include <stdio.h>

#define DAY_S 86400

/* --- sorted keys ---------------------------------------------------------------------------- */

static size_t place_of(const struct keys *k, const char *key)
{
    size_t low = 0, high = k->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(k->at[middle], key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool keys_have(const struct keys *k, const char *key)
{
    size_t at = place_of(k, key);
    return at < k->count && strcmp(k->at[at], key) == 0;
}

void keys_add(struct keys *k, const char *key)
{
    size_t at = place_of(k, key);
    if (at < k->count && strcmp(k->at[at], key) == 0)
        return;
    k->at = mem_grow(k->at, k->count, &k->capacity, sizeof *k->at);
    memmove(k->at + at + 1, k->at + at, (k->count - at) * sizeof *k->at);
    snprintf(k->at[at], sizeof k->at[at], "%s", key);
    k->count++;
}

void keys_remove(struct keys *k, const char *key)
{
    size_t at = place_of(k, key);
    if (!keys_have(k, key))
        return;
    k->count--;
    memmove(k->at + at, k->at + at + 1, (k->count - at) * sizeof *k->at);
}

void keys_free(struct keys *k)
{
    free(k->at);
    *k = (struct keys){0};
}

/* --- dates as they are written -------------------------------------------------------------- */

static bool digits(struct span s, size_t from, size_t count, int *out)
{
    *out = 0;
    for (size_t i = from; i < from + count; i++) {
        if (i >= s.len || s.at[i] < '0' || s.at[i] > '9')
            return false;
        *out = *out * 10 + (s.at[i] - '0');
    }
    return true;
}

/* 20260303, 20260303T090000, 20260303T090000Z. RFC 5545, 3.3.4 and 3.3.5 */
static bool parse_civil(struct span s, struct civil *c, bool *is_date, bool *is_utc)
{
    *c = (struct civil){0};
    *is_date = s.len == 8;
    *is_utc = s.len == 16 && s.at[15] == 'Z';
    if (!digits(s, 0, 4, &c->year) || !digits(s, 4, 2, &c->month) || !digits(s, 6, 2, &c->day))
        return false;
    if (c->year < 1 || c->month < 1 || c->month > 12 || c->day < 1 ||
        c->day > days_in_month(c->year, c->month))
        return false;
    if (*is_date)
        return true;
    return (s.len == 15 || *is_utc) && s.at[8] == 'T' && digits(s, 9, 2, &c->hour) &&
           digits(s, 11, 2, &c->minute) && digits(s, 13, 2, &c->second);
}

static wall time_of_day(wall w)
{
    return ((w % DAY_S) + DAY_S) % DAY_S;
}

/* The same moment in the form of another: its zone, or its being a date. */
static struct moment in_form_of(struct moment m, const struct moment *like)
{
    if (like->is_date && !m.is_date) {
        m.local -= time_of_day(m.local);
    } else if (!like->is_date && m.is_date) {
        m.local += time_of_day(like->local);
    } else if (m.zone && like->zone) {
        m.local = zone_wall(like->zone, zone_instant(m.zone, m.local));
    } else if (m.zone) {
        return m; /* an instant, where the series floats */
    }
    m.zone = like->zone;
    m.tzid = like->tzid;
    m.is_date = like->is_date;
    return m;
}

bool key_moment(const char *key, const struct moment *like, struct moment *out)
{
    return written_moment(span_of(key), like, out);
}

/* A TZID is taken for that of the series: where the two differ, they are two names of one zone. */
bool written_moment(struct span value, const struct moment *like, struct moment *out)
{
    struct civil c;
    bool is_date, is_utc;
    if (!parse_civil(span_trim(value), &c, &is_date, &is_utc))
        return false;
    struct moment m = {.local = wall_of(c), .zone = is_utc ? zone_utc() : NULL, .is_date = is_date};
    *out = in_form_of(m, like);
    return true;
}

void written_split(const char *written, struct span *params_out, struct span *value_out)
{
    bool quoted = false;
    size_t i = 0;
    for (; written[i] && (quoted || written[i] != ':'); i++)
        if (written[i] == '"')
            quoted = !quoted;
    *params_out = span_make(written, i);
    *value_out = span_of(written[i] ? written + i + 1 : written + i);
}

void keys_add_excluded(struct keys *k, const struct vevent *series)
{
    for (size_t i = 0; i < series->nexdates; i++) {
        struct span params, rest;
        written_split(series->exdates[i], &params, &rest);
        while (rest.len) {
            struct span value = span_cut(rest, ',', &rest);
            struct moment m;
            char found[KEY_SIZE];
            if (!written_moment(value, &series->start, &m))
                continue;
            moment_key(&m, found);
            keys_add(k, found);
        }
    }
}

void keys_add_left_out(struct keys *k, const struct event *e, const char *attendee)
{
    keys_add_excluded(k, e->master);
    for (size_t i = 0; i < e->noverrides; i++) {
        const struct vevent *o = &e->overrides[i];
        char name[KEY_SIZE];
        vevent_key(o, name);
        if (o->status == EVENT_CANCELLED || !guest_in(o, attendee))
            keys_add(k, name);
        else
            keys_remove(k, name);
    }
}
