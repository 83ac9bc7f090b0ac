/* What stands behind the code of a meeting. */
#ifndef CONVOKE_WEB_STANDING_H
#define CONVOKE_WEB_STANDING_H

#include "internal.h"

struct standing { /* immutable, but for its users; many threads read it */
    struct meeting *meeting;
    struct account *owner;
    struct event *event;            /* NULL: gone */
    const struct zone *zone;        /* the owner's */
    struct link_counters *counters; /* of its personal links */
    int guests;                     /* enum guests of the event's calendar; -1: as configured */
    int lobby_page;                 /* whether it wants a checklist: 0, 1; -1: as configured */
    _Atomic int users;
};

/* When a meeting begins, many click within a minute: what was read for one of them is kept for the
 * others, for as long as nothing is committed. Events that are large are not kept. */
struct standings;
struct standings *standings_new(const struct pipeline *p);
void standings_free(struct standings *s);
/* As it is now. From any thread that may block. FAULT_NOT_FOUND. standing_free gives it back. */
struct standing *standings_take(struct standings *s, const char *code, struct error *err) MUST_USE;
void standing_free(struct standing *s);
OWNABLE(standing)

#endif
