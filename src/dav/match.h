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

/* The facts of all components together, and of one, told by the line that it begins with; NULL
 * where they cannot be read. */
const struct event *match_event(struct match *m);
const struct vevent *match_facts(const struct match *m, const struct event *e, size_t part);
/* The first line of a name in a part itself; NULL: none. */
const struct ical_line *match_line(const struct match *m, size_t part, const char *name);
bool alarm_in_time(struct match *m, const struct time_range *r, size_t part);

instant later_by(instant at, int64_t s); /* what is open stays open */

/* Each occurrence of one component that overlaps a range, until one is told to be enough. What
 * could not be looked at counts as enough. */
struct search {
    const struct event *event;
    const struct zone *floating;
    const struct time_range *range;
    const struct vevent *of; /* whose occurrences count */
    bool (*is_enough)(const struct occurrence *o, const void *with);
    const void *with;
};
bool search_any(const struct search *s);

/* An occurrence of a task that has a start, by the table of RFC 4791, 9.9, which counts more
 * moments as in a range than other components have there: window a second wider on both sides. */
bool task_overlaps(const struct occurrence *o, const struct time_range *r);

#endif
