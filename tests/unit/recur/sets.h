/* Recurrence sets from text, and their instances as text. */
#ifndef CONVOKE_TEST_SETS_H
#define CONVOKE_TEST_SETS_H

#include "convoke/recur.h"
#include "test.h"

static inline wall wall_at(const char *s)
{
    struct civil c = {0};
    if (sscanf(s, "%4d%2d%2dT%2d%2d%2d", &c.year, &c.month, &c.day, &c.hour, &c.minute, &c.second) <
        3)
        abort();
    return wall_of(c);
}

static inline void text_add_wall(struct text *t, wall w, bool is_date)
{
    struct civil c = civil_of(w);
    text_addf(t, "%04d%02d%02d", c.year, c.month, c.day);
    if (!is_date)
        text_addf(t, "T%02d%02d%02d", c.hour, c.minute, c.second);
}

/* One line of a set: RRULE, EXRULE, RDATE, EXDATE; a Z makes a date an instant, a date without
 * time after EXDATE a day. */
static inline bool set_add(struct recurrence *r, struct span line, struct error *err)
{
    struct span values, name = span_cut(line, ':', &values);
    if (span_is(name, "RRULE"))
        return recurrence_add_rule(r, values, err);
    if (span_is(name, "EXRULE"))
        return recurrence_exclude_rule(r, values, err);
    bool adds = span_is(name, "RDATE");
    while (values.len) {
        struct span item = span_cut(values, ',', &values);
        OWN_CHARS text = span_copy(item);
        bool utc = span_ends_nocase(item, "Z");
        if (adds)
            (utc ? recurrence_add_instant : recurrence_add_wall)(r, wall_at(text));
        else if (item.len == 8)
            recurrence_exclude_day(r, wall_at(text) / 86400);
        else
            (utc ? recurrence_exclude_instant : recurrence_exclude_wall)(r, wall_at(text));
    }
    return true;
}

/* lines: separated by blanks. */
static inline struct recurrence *set_of(const char *start, const struct zone *zone,
                                        const char *lines)
{
    struct recurrence *r = recurrence_new(wall_at(start), strlen(start) == 8, zone);
    struct span rest = span_of(lines);
    while (rest.len) {
        struct error err;
        struct span line = span_cut(rest, ' ', &rest);
        if (line.len)
            CHECK_OK(set_add(r, line, &err), &err);
    }
    return r;
}

/* Local times of a window, separated by blanks; "..." when there are more than `most`. */
static inline char *listed(const struct recurrence *r, instant from, instant to, size_t most,
                           bool is_date)
{
    struct instance *found = mem_array(most + 1, sizeof *found);
    size_t count;
    OWN(text) t = text_new();
    enum recur_answer answer = recurrence_window(r, from, to, RECUR_BUDGET, found, most, &count);
    for (size_t i = 0; i < count; i++) {
        text_add_str(t, i ? " " : "");
        text_add_wall(t, found[i].local, is_date);
    }
    if (answer == RECUR_EXHAUSTED)
        text_add_str(t, " ...");
    free(found);
    return text_take(t);
}

static inline char *all_of(const struct recurrence *r, size_t most, bool is_date)
{
    return listed(r, INSTANT_FIRST, INSTANT_NEVER, most, is_date);
}

static inline struct zones *open_zones(void)
{
    struct error err;
    struct zones *z = zones_open(NULL, &err);
    CHECK_OK(z, &err);
    return z;
}

#endif
