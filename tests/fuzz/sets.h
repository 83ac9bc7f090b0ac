/* Recurrence sets from hostile text, for the targets that ask them.
 *
 * The first line chooses: its first byte the start, the zone and whether it is a date; the second
 * and third where to look. Each line that follows adds to the set:
 *   RULE     an RRULE             -RULE    an EXRULE
 *   +HOURS   a date after start   !HOURS   one that is left out
 *   @HOURS   the same, in UTC     ~DAYS    a day that is left out
 *   =        the start counts only where a rule gives it */
#ifndef CONVOKE_FUZZ_SETS_H
#define CONVOKE_FUZZ_SETS_H

#include "convoke/recur.h"
#include "fuzz.h"

struct set {
    struct recurrence *recurrence;
    wall start;
    const struct zone *zone; /* NULL: floating */
    instant look;            /* where to look */
    int64_t length_s;        /* how far */
};

void set_read(struct set *s, struct span text);
void set_end(struct set *s);
#define OWN_SET __attribute__((cleanup(set_end))) struct set

#endif
