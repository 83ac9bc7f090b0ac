/* The RRULE of an observance: on which days the clock is turned. RFC 5545, 3.6.5 and 3.3.10 */
#ifndef CONVOKE_ZONE_TURN_RULE_H
#define CONVOKE_ZONE_TURN_RULE_H

#include "internal.h"

enum turn_freq { TURN_YEARLY, TURN_MONTHLY, TURN_WEEKLY, TURN_DAILY };

#define TURN_MOST_PARTS 16

struct turn_rule {
    enum turn_freq freq;
    int interval, count; /* count 0: none */
    bool has_until, until_is_instant;
    int64_t until;                /* a wall or an instant; the last onset may fall on it */
    unsigned months;              /* bit m */
    uint32_t monthdays, from_end; /* bit d */
    int hour, minute, second;     /* -1: those of DTSTART */
    int week_start;               /* 0 Sunday to 6 Saturday */
    struct {
        int nth, weekday; /* nth 0: every one */
    } days[TURN_MOST_PARTS];
    int yeardays[TURN_MOST_PARTS], positions[TURN_MOST_PARTS];
    int ndays, nyeardays, npositions;
    unsigned weekdays; /* bit w: those of days, or all; of a completed rule */
};

/* The value of an RRULE. FAULT_INVALID names what cannot be taken: frequencies of less than a day
 * and weeks by their number turn no clocks. */
bool turn_rule_parse(struct span value, struct turn_rule *out, struct error *err);
/* It goes on for ever, the same in every cycle of CYCLE_YEARS. */
bool turn_rule_is_endless(const struct turn_rule *r);
/* What the rule leaves open is taken from the start. */
struct turn_rule turn_rule_completed(const struct turn_rule *r, wall start);

struct turn_days { /* since 1970-01-01, ascending */
    int64_t list[366];
    size_t count;
};

/* The nth year, month, week or day that the rule looks at, from that of start on: its first and
 * last day. */
void turn_rule_period(const struct turn_rule *r, wall start, int64_t nth, int64_t *first_out,
                      int64_t *last_out);
/* The days of a period on which it turns. Gives how many days it had to look at. */
int turn_rule_days(const struct turn_rule *r, int64_t first, int64_t last, struct turn_days *out);

/* 20260329T020000, or a date alone (8 characters); *utc_out: with Z. RFC 5545, 3.3.5 */
bool wall_parse(struct span s, wall *out, bool *utc_out);

#endif
