/* What a component may hold, and how values are written: shared by the files of the grammar. */
#ifndef CONVOKE_ICAL_GRAMMAR_H
#define CONVOKE_ICAL_GRAMMAR_H

#include "findings.h"

/* Components, as bits: a property has a place in several. */
enum {
    IN_CALENDAR = 1,
    IN_EVENT = 2,
    IN_TODO = 4,
    IN_JOURNAL = 8,
    IN_BUSY = 16,
    IN_ZONE = 32,
    IN_OBSERVANCE = 64,
    IN_ALARM = 128,
};

enum value_kind {
    VALUE_ANY,
    VALUE_TEXT,
    VALUE_TIME,  /* DATE-TIME or DATE */
    VALUE_TIMES, /* a list of them, or of periods */
    VALUE_STAMP, /* DATE-TIME in UTC */
    VALUE_DURATION,
    VALUE_TRIGGER,
    VALUE_PERIODS,
    VALUE_SEQUENCE,
    VALUE_NUMBER,
    VALUE_RULE,
    VALUE_PERSON,
    VALUE_URI,
    VALUE_OFFSET,
    VALUE_GEO,
    VALUE_STATUS,
    VALUE_CLASS,
    VALUE_TRANSP,
    VALUE_ACTION,
    VALUE_CALSCALE,
    VALUE_VERSION,
};

/* The properties that are known, in the order of the table. */
enum known {
    KNOWN_PRODID,
    KNOWN_VERSION,
    KNOWN_CALSCALE,
    KNOWN_METHOD,
    KNOWN_NAME,
    KNOWN_REFRESH_INTERVAL,
    KNOWN_SOURCE,
    KNOWN_COLOR,
    KNOWN_IMAGE,
    KNOWN_CONFERENCE,
    KNOWN_ATTACH,
    KNOWN_CATEGORIES,
    KNOWN_CLASS,
    KNOWN_COMMENT,
    KNOWN_DESCRIPTION,
    KNOWN_GEO,
    KNOWN_LOCATION,
    KNOWN_PERCENT_COMPLETE,
    KNOWN_PRIORITY,
    KNOWN_RESOURCES,
    KNOWN_STATUS,
    KNOWN_SUMMARY,
    KNOWN_COMPLETED,
    KNOWN_DTEND,
    KNOWN_DUE,
    KNOWN_DTSTART,
    KNOWN_DURATION,
    KNOWN_FREEBUSY,
    KNOWN_TRANSP,
    KNOWN_TZID,
    KNOWN_TZNAME,
    KNOWN_TZOFFSETFROM,
    KNOWN_TZOFFSETTO,
    KNOWN_TZURL,
    KNOWN_ATTENDEE,
    KNOWN_CONTACT,
    KNOWN_ORGANIZER,
    KNOWN_RECURRENCE_ID,
    KNOWN_RELATED_TO,
    KNOWN_URL,
    KNOWN_UID,
    KNOWN_EXDATE,
    KNOWN_RDATE,
    KNOWN_RRULE,
    KNOWN_EXRULE,
    KNOWN_ACTION,
    KNOWN_REPEAT,
    KNOWN_TRIGGER,
    KNOWN_CREATED,
    KNOWN_DTSTAMP,
    KNOWN_LAST_MODIFIED,
    KNOWN_SEQUENCE,
    KNOWN_REQUEST_STATUS,
    KNOWN_ACKNOWLEDGED,
    KNOWNS,
};

struct known_row {
    const char *name;
    size_t len;
    enum value_kind kind;
    unsigned in;     /* components that may have it */
    unsigned once;   /* those that may have it once */
    unsigned needed; /* those that must have it */
    enum rule missing;
};
extern const struct known_row known_rows[KNOWNS];
enum known known_of(struct span name); /* KNOWNS: none of them */

struct level { /* a component that is open */
    char name[24];
    unsigned kind; /* one of the bits; 0: not known */
    size_t line;
    uint32_t count[KNOWNS];
    size_t components, alarms;
    size_t all_day_line;       /* of X-MICROSOFT-CDO-ALLDAYEVENT:TRUE; 0 */
    bool starts_at_time;       /* DTSTART is no date */
    bool is_email, is_display; /* ACTION of an alarm */
};

/* A line in its component. */
struct line_place {
    struct findings *findings;
    const struct level *in;
    enum known known;
    const struct ical_line *line;
};
static inline struct place place_of(const struct line_place *p)
{
    return (struct place){p->line->number, p->in ? p->in->name : "", p->line->name};
}

/* Whether the value is of its kind, and written as RFC 5545, 3.3 has it. */
void value_check(const struct line_place *p);
/* RFC 5546, 3.2 to 3.5: what a component of a message must have and may not have. */
void message_check(struct findings *f, enum ical_method method, const struct level *l);

#endif
