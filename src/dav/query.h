/* What reports ask of objects: filters, time ranges, and the objects they are held against.
 * RFC 4791, 7.8 to 7.10 and 9.6 to 9.9 */
#ifndef CONVOKE_DAV_QUERY_H
#define CONVOKE_DAV_QUERY_H

#include "internal.h"

/* --- time ranges ------------------------------------------------------------------------------ */

struct time_range {
    instant from, to; /* INSTANT_FIRST and INSTANT_NEVER: open */
};
/* The attributes start and end, times in UTC, at least one of them. FAULT_INVALID with this rule
 * (or NULL). RFC 4791, 9.9 */
bool time_range_read(const struct xml_element *e, const char *rule, struct time_range *out,
                     struct error *err) MUST_USE;
/* The same where both have to be there: RFC 4791, 9.6.5 to 9.6.7 */
bool time_range_read_closed(const struct xml_element *e, struct time_range *out, struct error *err)
    MUST_USE;
bool time_range_has(const struct time_range *r, instant at);
/* Something from start to end; without length it has to begin in the range. */
bool time_range_overlaps(const struct time_range *r, instant start, instant end);
/* A period of a FREEBUSY line, which is in UTC. RFC 5545, 3.3.9 */
bool period_read(struct span value, struct time_range *out);

/* Where floating times and dates of a request are: as it says, else as the calendar says, else
 * where its owner is. *index_out: the zone that the store's spans were made with. FAULT_INVALID
 * "valid-calendar-data" or "valid-timezone". RFC 4791, 7.3; RFC 7809, 4.2 */
bool floating_zones(struct ask *a, const struct calendar *c, const struct zone **floating_out,
                    const struct zone **index_out, struct error *err) MUST_USE;

/* --- time zones by reference: RFC 7809 -------------------------------------------------------- */

enum timezones { TIMEZONES_AS_KEPT, TIMEZONES_LEFT_OUT, TIMEZONES_PUT_IN };
/* What CalDAV-Timezones says: F leaves out those that every program knows by their name, T puts in
 * those that are missing. RFC 7809, 7.1 */
enum timezones timezones_wanted(const struct ask *a);
/* Adds the object to t, everything else byte for byte. */
void timezones_fit(struct span object, struct zones *zones, enum timezones wanted, struct text *t);
/* FAULT_INVALID "valid-timezone" for one that nobody knows. RFC 7809, 5.2 */
const struct zone *timezone_of_id(struct zones *zones, struct span id, struct error *err);
/* The zone of a VCALENDAR with a VTIMEZONE; and such a text, yours: free(). */
const struct zone *timezone_in(struct zones *zones, struct span calendar, struct error *err);
char *timezone_text(const struct zone *z);
/* The name by which it is known everywhere; NULL: it is one of its own. Borrowed from zones. */
const char *timezone_id(struct zones *zones, const char *text);

/* --- filters ---------------------------------------------------------------------------------- */

enum collation { COLLATION_ASCII, COLLATION_OCTET, COLLATION_UNICODE };
/* The collation of this name; NULL means the default. FAULT_INVALID "supported-collation". */
bool collation_named(const char *name, enum collation *out, struct error *err) MUST_USE;
/* The form in which texts are compared octet by octet. Yours: free(). RFC 4790, 9.2; RFC 5051 */
char *collation_fold(enum collation c, struct span s, size_t *len_out);

struct text_match {
    char *wanted; /* folded */
    size_t wanted_len;
    enum collation collation;
    bool is_negated;
};
bool text_match_holds(const struct text_match *m, struct span text);

enum filter_kind { FILTER_COMPONENT, FILTER_PROPERTY, FILTER_PARAMETER };

/* One comp-filter, prop-filter or param-filter: all that it says has to hold. RFC 4791, 9.7 */
struct filter {
    enum filter_kind kind;
    char *name;
    bool is_absent, has_range, has_text;
    struct time_range range;
    struct text_match text;
    struct filter *first, *next; /* what stands in it */
};
#define MOST_FILTERS 200 /* parts of one filter */
/* e: the C:filter element. The outermost part is that of the VCALENDAR. FAULT_INVALID
 * "valid-filter", "supported-filter" or "supported-collation". */
struct filter *filter_read(const struct xml_element *e, struct error *err) MUST_USE;
void filter_free(struct filter *f);
OWNABLE(filter)
/* Where an object has to lie in time for the filter to match it; all of time when that is open. */
struct time_range filter_range(const struct filter *f);
/* The filter is about one kind of component and its time range alone, so what is kept beside the
 * text tells whether an object matches; the component's bit, or 0. */
enum component filter_plain_component(const struct filter *f);
/* Objects of this component can match. */
bool filter_takes(const struct filter *f, enum component c);

/* --- objects ---------------------------------------------------------------------------------- */

/* The content lines of an object and the components that they make. */
struct outline_part {
    struct span name;
    size_t begin, end; /* lines: that of BEGIN, and the one after END */
    size_t parent;     /* itself for the outermost */
};
struct outline_line {
    struct ical_line line;
    size_t part; /* that it is a line of */
};
struct outline {
    struct span text;
    struct outline_line *lines;
    struct outline_part *parts; /* in the order of their BEGIN: what is in a part follows it */
    size_t nlines, nparts;
    char **copies; /* of lines that were folded */
    size_t ncopies;
};
/* Never NULL; text is borrowed. What is no content line, or not closed, is passed over. */
struct outline *outline_new(struct span text);
void outline_free(struct outline *o);
OWNABLE(outline)
/* The parts in a part, one level below: *at begins at SIZE_MAX; false at the end. */
bool outline_next_part(const struct outline *o, size_t parent, size_t *at);

struct matching {
    struct zones *zones;
    const struct zone *floating;
    int64_t *left; /* bytes that may still be compared; below 0: they were too few. NULL: all may */
};
bool filter_matches(const struct filter *f, struct span text, const struct matching *m);

/* --- the reports ------------------------------------------------------------------------------ */

bool report_query(struct ask *a, struct error *err) MUST_USE;
bool report_freebusy(struct ask *a, struct error *err) MUST_USE;

#endif
