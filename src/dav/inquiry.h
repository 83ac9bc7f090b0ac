/* Somebody asks when others are busy: a METHOD:REQUEST of one VFREEBUSY. RFC 6638, 5; RFC 5546,
 * 3.3.2 */
#ifndef CONVOKE_DAV_INQUIRY_H
#define CONVOKE_DAV_INQUIRY_H

#include "busy.h"

enum { MOST_RECIPIENTS = 100 };

struct inquiry {
    struct ask *ask;
    struct outline *o;
    size_t part; /* the VFREEBUSY */
    struct time_range range;
    const struct outline_line *organizer, *uid;             /* uid NULL: it has none */
    const struct outline_line *recipients[MOST_RECIPIENTS]; /* each address once */
    size_t count;
    char *masked; /* X-CALENDARSERVER-MASK-UID; NULL: none */
    struct busy_bounds bounds;
};
/* The body of the request, which has to be the actor's own question. out is to be cleared either
 * way. FAULT_INVALID, FAULT_TOO_LARGE or FAULT_FORBIDDEN with the precondition of RFC 6638, 5.2 */
bool inquiry_read(struct ask *a, struct inquiry *out, struct error *err) MUST_USE;
void inquiry_clear(struct inquiry *q);
/* Whose address, or principal's path, this is. *id_out 0: nobody's here. */
bool inquiry_person(struct ask *a, struct span uri, int64_t *id_out, struct error *err) MUST_USE;

#endif
