/* What C:calendar-data makes of an object's text. RFC 4791, 9.6 */
#ifndef CONVOKE_DAV_CALENDAR_DATA_H
#define CONVOKE_DAV_CALENDAR_DATA_H

#include "query.h"

struct data_zones {
    struct zones *zones;
    const struct zone *floating;
};

/* wanted: the C:calendar-data element. The text that it asks for is added to t. FAULT_INVALID
 * "supported-calendar-data" or without a rule; FAULT_TOO_LARGE "max-instances". */
bool calendar_data_make(const struct xml_element *wanted, struct span object,
                        const struct data_zones *z, struct text *t, struct error *err) MUST_USE;

/* The property itself: nothing outside of reports, which read the text. */
enum found calendar_data_add(struct ask *a, const struct resource *r, struct text *t,
                             struct error *err);

/* Each instance in the range as an event of its own, in UTC. FAULT_TOO_LARGE "max-instances". */
bool instances_expand(struct span object, const struct data_zones *z, const struct time_range *r,
                      struct text *t, struct error *err) MUST_USE;
/* The series with those of its changed instances that matter in the range. */
void instances_limit(struct span object, const struct data_zones *z, const struct time_range *r,
                     struct text *t);

#endif
