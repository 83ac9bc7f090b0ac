/* An object while a filter is held against it. */
#ifndef CONVOKE_DAV_MATCH_H
#define CONVOKE_DAV_MATCH_H

#include "query.h"

struct match {
    const struct outline *outline;
    const struct matching *with;
    struct event *event; /* read when time is asked for */
    bool was_read;
};

/* Whether one of its components overlaps a range, by the tables of RFC 4791, 9.9. What cannot be
 * known (a rule that takes too many steps) is taken to overlap. */
bool match_in_time(struct match *m, const struct time_range *r, size_t part);

/* An occurrence of a task that has a start, by the table of RFC 4791, 9.9, which counts more
 * moments as in a range than other components have there: window a second wider on both sides. */
bool task_overlaps(const struct occurrence *o, const struct time_range *r);

#endif
