/* One STANDARD or DAYLIGHT of a VTIMEZONE. RFC 5545, 3.6.5 */
#ifndef CONVOKE_ZONE_OBSERVANCE_H
#define CONVOKE_ZONE_OBSERVANCE_H

#include "internal.h"

/* What a yearly rule of an observance says; other frequencies are not taken. */
struct yearly {
    int interval, count; /* count 0: none */
    bool has_until, until_is_instant;
    int64_t until;                /* a wall or an instant; the last onset may fall on it */
    unsigned months;              /* bit m */
    uint32_t monthdays, from_end; /* bit d */
    struct {
        int nth, weekday; /* nth 0: every one */
    } days[16];
    int ndays;
};

struct observance {
    bool is_dst, has_start, has_from, has_to, has_rule;
    wall start; /* local, on the clock before the change */
    int32_t from_s, to_s;
    char name[ZONE_ABBREVIATION];
    struct yearly rule;
    wall *dates; /* RDATE */
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

/* The value of an RRULE. FAULT_INVALID names what cannot be taken. */
bool yearly_parse(struct span value, struct yearly *out, struct error *err);
bool yearly_is_endless(const struct yearly *y);
/* Onsets of the rule and of the dates, up to the end of last_year. */
bool observance_expand(const struct observance *o, int64_t last_year, struct onsets *out,
                       struct error *err);
/* 20260329T020000, or a date alone; *utc_out: with Z. RFC 5545, 3.3.5 */
bool wall_parse(struct span s, wall *out, bool *utc_out);

#endif
