/* When somebody is busy: gathered from his calendars and his availability, written as FREEBUSY.
 * RFC 5545, 3.6.4 and 3.8.2.6 */
#ifndef CONVOKE_DAV_BUSY_H
#define CONVOKE_DAV_BUSY_H

#include "query.h"

enum busy_kind { BUSY_SURE, BUSY_TENTATIVE, BUSY_UNAVAILABLE, BUSY_KINDS };

struct period {
    instant from, to;
    enum busy_kind kind;
};
struct periods { /* a list; free the rows */
    struct period *rows;
    size_t count, capacity;
};
void periods_add(struct periods *p, instant from, instant to, enum busy_kind kind);
void periods_clear(struct periods *p);
/* Sorted by kind and start; those of a kind that touch are one. */
void periods_join(struct periods *p);

/* What one request may cost, whomever it asks about. */
struct busy_bounds {
    size_t objects, periods; /* still to be looked at, still to be said */
};
#define BUSY_BOUNDS ((struct busy_bounds){.objects = 50000, .periods = 20000})

struct busy {
    struct ask *ask;
    struct time_range range;     /* closed */
    const struct account *owner; /* whose times; what he declined is free */
    const char *masked; /* an event of the actor's with this UID does not count; NULL: all do */
    struct busy_bounds *bounds;
    struct periods periods;
};
void busy_clear(struct busy *b);
/* Adds what a calendar says. FAULT_TOO_LARGE "number-of-matches-within-limits". RFC 4791, 7.10 */
bool busy_gather(struct busy *b, const struct calendar *c, struct error *err) MUST_USE;
/* Adds what one object of it says. */
bool busy_gather_one(struct busy *b, const struct calendar *c, const struct object *o,
                     struct error *err) MUST_USE;
/* Adds what the owner's calendar-availability leaves out; one that cannot be read says nothing.
 * RFC 7953, 5 */
bool busy_gather_unavailable(struct busy *b, struct error *err) MUST_USE;
/* DTSTART, DTEND and FREEBUSY lines. */
void busy_add_lines(struct busy *b, struct text *t);
/* "NAME:20260301T090000Z" as a line. */
void busy_add_stamp(struct text *t, const char *name, instant at);

#endif
