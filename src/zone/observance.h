/* One STANDARD or DAYLIGHT of a VTIMEZONE. RFC 5545, 3.6.5 */
#ifndef CONVOKE_ZONE_OBSERVANCE_H
#define CONVOKE_ZONE_OBSERVANCE_H

#include "turn_rule.h"

struct turn_date { /* of an RDATE */
    wall at;
    bool is_utc, is_date; /* at is an instant; a day without a time */
};

struct observance {
    bool is_dst, has_start, has_from, has_to;
    wall start; /* local, on the clock before the change */
    int32_t from_s, to_s;
    char name[ZONE_ABBREVIATION];
    struct turn_rule *rules; /* nearly always one or none */
    size_t nrules, rules_capacity;
    struct turn_date *dates;
    size_t ndates, dates_capacity;
};

struct onset {
    instant at;
    const struct observance *of;
};

struct onsets {
    struct onset *list;
    size_t count, capacity;
    int64_t steps; /* days that may still be tested */
};

bool observance_is_endless(const struct observance *o);
/* Onsets of its rules and dates, up to the end of last_year. FAULT_TOO_LARGE */
bool observance_expand(const struct observance *o, int64_t last_year, struct onsets *out,
                       struct error *err);

/* --- description.c: what a VTIMEZONE says --- */

struct description {
    char *tzid; /* NULL: none */
    struct observance *observances;
    size_t count, capacity;
};

/* text: unfolded. FAULT_INVALID says what is missing or not legal; FAULT_TOO_LARGE. */
bool description_read(struct description *d, struct span text, struct error *err);
void description_clear(struct description *d);

struct content_line { /* of a VTIMEZONE */
    struct span name, value;
};
struct content_line content_line_of(struct span line);

#endif
