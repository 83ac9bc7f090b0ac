#include "sets.h"

#define HOUR_S     3600
#define DAY_S      86400
#define MOST_LINES 200 /* each may be a rule that costs the whole budget of a search */

static struct zones *the_zones(void)
{
    static struct zones *zones;
    struct error err;
    if (!zones)
        zones = zones_open(NULL, &err);
    MUST(zones);
    return zones;
}

static unsigned byte_of(struct span line, size_t i)
{
    return i < line.len ? (unsigned char)line.at[i] : 0;
}

static void choose(struct set *s, struct span line)
{
    static const char *const names[] = {"", "Europe/Berlin", "America/New_York", "Pacific/Apia"};
    unsigned choice = byte_of(line, 0), look = byte_of(line, 1), length = byte_of(line, 2);
    bool is_date = choice & 4;
    s->zone = is_date ? NULL : zone_named(the_zones(), span_of(names[choice & 3]));
    s->start = INT64_C(500000000) + (choice >> 3) * INT64_C(100000000) + choice * 1801;
    if (is_date)
        s->start -= s->start % DAY_S;
    s->look = s->start + (int64_t)look * look * look * 7001;
    s->length_s = 1 + (int64_t)length * length * 3607;
    s->recurrence = recurrence_new(s->start, is_date, s->zone);
}

static void add_rule(struct set *s, struct span line, bool excludes)
{
    struct error err = {0};
    bool taken = excludes ? recurrence_exclude_rule(s->recurrence, line, &err)
                          : recurrence_add_rule(s->recurrence, line, &err);
    MUST(taken || (err.kind != FAULT_NONE && err.said[0]));
}

static void add_number(struct set *s, char kind, int64_t n)
{
    const int64_t most = INT64_C(100000000);
    if (n > most || n < -most)
        return;
    if (kind == '+')
        recurrence_add_wall(s->recurrence, s->start + n * HOUR_S);
    else if (kind == '!')
        recurrence_exclude_wall(s->recurrence, s->start + n * HOUR_S);
    else if (kind == '@')
        recurrence_add_instant(s->recurrence, s->start + n * HOUR_S);
    else
        recurrence_exclude_day(s->recurrence, s->start / DAY_S + n);
}

static void add_line(struct set *s, struct span line)
{
    int64_t n;
    struct span rest = line.len ? span_make(line.at + 1, line.len - 1) : line;
    if (span_is(line, "="))
        recurrence_start_by_rule(s->recurrence);
    else if (span_starts(line, "-"))
        add_rule(s, rest, true);
    else if (line.len && strchr("+!@~", line.at[0]) && span_number(rest, &n))
        add_number(s, line.at[0], n);
    else
        add_rule(s, line, false);
}

void set_read(struct set *s, struct span text)
{
    struct span first = span_cut(text, '\n', &text);
    choose(s, first);
    for (int lines = 0; text.len && lines < MOST_LINES; lines++)
        add_line(s, span_cut(text, '\n', &text));
}

void set_end(struct set *s)
{
    recurrence_free(s->recurrence);
}
