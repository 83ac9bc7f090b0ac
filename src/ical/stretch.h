/* What the files about occurrences share. The master makes a set of instances, overrides replace
 * single ones, and RANGE=THISANDFUTURE cuts the series into stretches: in each, one VEVENT says how
 * far instances are moved and how long they are. An override of one occurrence goes before its
 * stretch. RFC 5545, 3.8.4.4 and 3.2.13 */
#ifndef CONVOKE_ICAL_STRETCH_H
#define CONVOKE_ICAL_STRETCH_H

#include "internal.h"

struct stretch {
    const struct event *e;
    const struct zone *floating;
    const struct vevent *like; /* the master, or an override with its future */
    instant from, to;          /* in the time of the set: instants, or for floating times and dates
                                  wall seconds */
};
/* The stretches one after the other; *next is 0 at first. */
bool stretch_next(struct stretch *s, size_t *next);

enum wanted { ENDS_AFTER, STARTS_FROM };
/* Where in the set the instances begin and end that may lie in a window: what ENDS_AFTER, or
 * STARTS_FROM, an instant, and starts before another. */
instant stretch_begin(const struct stretch *s, enum wanted wanted, instant at);
instant stretch_end(const struct stretch *s, instant to);
/* The earliest of its occurrences that is wanted. */
enum recur_answer stretch_first(const struct stretch *s, enum wanted wanted, instant at,
                                int64_t budget, struct occurrence *out);

enum recur_answer set_next(const struct vevent *master, instant from, int64_t budget,
                           struct instance *out);
bool is_overridden(const struct event *e, instant at);

/* Instances of the set, many from one walk: a walk for each would look again and again for what a
 * rule gives next, or never. */
struct batch {
    const struct event *e;
    struct instance found[32];
    size_t count, next;
    instant from, to;
    bool is_last;
    size_t override;     /* the first one of an instance that is not behind, and */
    instant override_at; /* that instance */
};
void batch_start(struct batch *b, const struct event *e, instant from, instant to);
enum recur_answer batch_next(struct batch *b, int64_t budget, struct instance *out);

/* What an override, or the master by itself, makes; and a stretch of an instance. */
void override_occurrence(const struct event *e, const struct vevent *v, const struct zone *floating,
                         struct occurrence *out);
void instance_occurrence(const struct stretch *s, struct instance in, struct occurrence *out);

#endif
