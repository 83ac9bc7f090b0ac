/* Rules that calendars are held against, and what is found: shared by reading and checking.
 *
 * Reading finds what is refused and what a whole event means in spite of its form; the grammar
 * finds what single lines and components have. Neither says anything twice. */
#ifndef CONVOKE_ICAL_FINDINGS_H
#define CONVOKE_ICAL_FINDINGS_H

#include "internal.h"

enum rule {
    /* refused: the file */
    RULE_FILE_EMPTY,
    RULE_UTF_16,
    RULE_MARKUP,
    RULE_VCALENDAR_1,
    RULE_NO_CALENDAR,
    RULE_END_OF_CALENDAR_ALONE,
    RULE_CUT_OFF,
    /* refused: an object */
    RULE_NUL_BYTE,
    RULE_NOT_UTF_8,
    RULE_BEFORE_CALENDAR,
    RULE_BEGIN_EXPECTED,
    RULE_SECOND_CALENDAR,
    RULE_CALENDAR_INSIDE,
    RULE_COMPONENT_INSIDE,
    RULE_END_WITHOUT_BEGIN,
    RULE_END_OF_ANOTHER,
    RULE_COMPONENT_NOT_KEPT,
    RULE_NO_EVENT,
    RULE_UID_MISSING,
    RULE_ANOTHER_UID,
    RULE_DTSTART_MISSING,
    RULE_TIME_UNREADABLE,
    RULE_RULE_UNREADABLE,
    RULE_EVENT_TWICE,
    RULE_OVERRIDE_TWICE,
    RULE_OBJECT_TOO_LARGE,
    RULE_LINE_TOO_LARGE,
    RULE_TOO_MANY_LINES,
    RULE_TOO_MANY_PARAMETERS,
    RULE_TOO_MANY_ATTENDEES,
    RULE_NESTED_TOO_DEEP,
    /* repaired: text and lines */
    RULE_CHARSET_CONVERTED,
    RULE_BYTE_ORDER_MARK,
    RULE_BARE_LINE_END,
    RULE_CONTROL_CHARACTER,
    RULE_LINE_WITHOUT_COLON,
    RULE_QUOTE_NOT_CLOSED,
    RULE_PARAMETER_NOT_QUOTED,
    RULE_PARAMETER_WITHOUT_VALUE,
    RULE_VALUE_EMPTY,
    RULE_VALUE_BLANKS,
    /* repaired: calendar and components */
    RULE_VERSION_MISSING,
    RULE_VERSION_UNKNOWN,
    RULE_PRODID_MISSING,
    RULE_CALSCALE_UNKNOWN,
    RULE_COMPONENT_WITHOUT_CALENDAR,
    RULE_SEVERAL_CALENDARS,
    RULE_OLDER_VERSION,
    RULE_UID_MADE,
    RULE_DTSTAMP_MISSING,
    RULE_PROPERTY_TWICE,
    RULE_ALARM_WITHOUT_TRIGGER,
    RULE_ALARM_WITHOUT_ACTION,
    /* repaired: times */
    RULE_TIME_EXTENDED,
    RULE_TIME_WITHOUT_SECONDS,
    RULE_HOUR_24,
    RULE_LEAP_SECOND,
    RULE_DATE_WITHOUT_VALUE,
    RULE_DATE_WITH_TIME,
    RULE_TZID_WITH_UTC,
    RULE_TZID_UNKNOWN,
    RULE_TZID_OTHER_NAME,
    RULE_TZID_BY_X_WR_TIMEZONE,
    RULE_VTIMEZONE_MISSING,
    RULE_STAMP_UNREADABLE,
    RULE_STAMP_NOT_UTC,
    RULE_OFFSET_SHORT,
    /* repaired: how long it is */
    RULE_DTEND_BEFORE_DTSTART,
    RULE_DTEND_EQUALS_DTSTART,
    RULE_DTEND_OTHER_TYPE,
    RULE_DTEND_OTHER_ZONE,
    RULE_DTEND_AND_DURATION,
    RULE_DURATION_WITHOUT_P,
    RULE_DURATION_WITHOUT_T,
    RULE_DURATION_OPEN_T,
    RULE_DURATION_ORDER,
    RULE_DURATION_NEGATIVE,
    RULE_DURATION_OF_DATE,
    RULE_DURATION_UNREADABLE,
    /* repaired: recurrence */
    RULE_RULE_EMPTY_PART,
    RULE_RULE_BLANKS,
    RULE_RULE_COUNT_AND_UNTIL,
    RULE_RULE_NUMBERED_DAY,
    RULE_RULE_PART_MISPLACED,
    RULE_RULE_TIME_OF_DATE,
    RULE_UNTIL_OTHER_TYPE,
    RULE_UNTIL_NOT_UTC,
    RULE_EXDATE_UNREADABLE,
    RULE_EXDATE_OTHER_TYPE,
    RULE_RDATE_UNREADABLE,
    RULE_RDATE_OTHER_TYPE,
    RULE_RECURRENCE_ID_OTHER_TYPE,
    /* repaired: words, numbers, people */
    RULE_STATUS_UNKNOWN,
    RULE_STATUS_CANCELED,
    RULE_CLASS_UNKNOWN,
    RULE_TRANSP_UNKNOWN,
    RULE_NUMBER_UNREADABLE,
    RULE_PARTSTAT_UNKNOWN,
    RULE_ROLE_UNKNOWN,
    RULE_CUTYPE_UNKNOWN,
    RULE_RSVP_UNKNOWN,
    RULE_MAILTO_MISSING,
    RULE_MAILTO_UPPER_CASE,
    RULE_MAILTO_TWICE,
    RULE_ADDRESS_IN_BRACKETS,
    RULE_ADDRESS_UNREADABLE,
    /* noted */
    RULE_BLANK_LINE,
    RULE_LINE_LONG,
    RULE_FOLD_IN_CHARACTER,
    RULE_NAME_NOT_LEGAL,
    RULE_LOWER_CASE,
    RULE_ESCAPE_UNKNOWN,
    RULE_CALENDAR_EMPTY,
    RULE_LEFT_OUT,
    RULE_METHOD_PRESENT,
    RULE_METHOD_NEEDS,
    RULE_METHOD_FORBIDS,
    RULE_PROPERTY_AFTER_COMPONENT,
    RULE_PROPERTY_MISSING,
    RULE_PROPERTY_MISPLACED,
    RULE_COMPONENT_MISPLACED,
    RULE_PROPERTIES_EXCLUDE,
    RULE_PROPERTY_ALONE,
    RULE_RRULE_TWICE,
    RULE_EXRULE_OBSOLETE,
    RULE_VALUE_UNREADABLE,
    RULE_NUMBER_OUT_OF_RANGE,
    RULE_WORD_UNKNOWN,
    RULE_TIME_NOT_LOCAL,
    RULE_TZID_WITH_DATE,
    RULE_UNTIL_UTC_OF_FLOATING,
    RULE_OVERRIDE_RECURS,
    RULE_OVERRIDE_OF_NONE,
    RULE_ATTENDEE_TWICE,
    RULE_ORGANIZER_MISSING,
    RULE_VTIMEZONE_TWICE,
    RULE_X_WR_TIMEZONE,
    RULE_X_ALL_DAY,
    RULES,
};

/* The table: how a rule is named, what it means, and of what kind its error is. */
struct rule_row {
    struct ical_rule rule;
    enum fault fault; /* of what is refused */
    const char *precondition;
};
extern const struct rule_row rule_rows[RULES];

/* Where a finding lies: line 0 is the file as a whole; the names may be empty. */
struct place {
    size_t line;
    const char *component;
    struct span property;
};

/* Keeps "what: means; done." as the table has it; what: a value, or empty. f NULL: nobody asks. */
void report(struct findings *f, enum rule rule, struct place at, struct span what);
/* The same with the rule's own words and these behind them. */
void report_with(struct findings *f, enum rule rule, struct place at, const char *format, ...)
    PRINTF(4, 5);
/* Fills err as the table has it, "Line N, PROPERTY: sentence", and reports. Gives false. */
bool refuse(struct findings *f, struct error *err, enum rule rule, size_t line,
            const char *property, const char *format, ...) PRINTF(6, 7);
bool refuse_list(struct findings *f, struct error *err, enum rule rule, struct place at,
                 const char *format, va_list list) PRINTF(5, 0);

/* A value or a set of them is refused. With findings the reading goes on to find the rest: gives
 * whether it does; err keeps the first fault. */
bool reading_refuse(struct reading *r, struct error *err, enum rule rule, size_t line,
                    const char *property, const char *format, ...) PRINTF(6, 7);
/* Where a fault that ends the reading goes: err keeps the first. */
static inline struct error *reading_first(const struct reading *r, struct error *err)
{
    return r->is_refused ? NULL : err;
}
/* A line of an event is read as something else than it says; value: what, or empty. */
void reading_report(struct reading *r, enum rule rule, const struct kept_line *l,
                    struct span value);

/* Of a part of a file: in which lines of the file its events begin, in their order; is_longer: that
 * a line stands behind BEGIN which the file does not have. `begin` is filled in when it is read.
 * The array stays the caller's; NULL: lines are as they stand. */
struct event_place {
    size_t begin, file_begin;
    bool is_longer;
};
void findings_of_part(struct findings *f, struct event_place *events, size_t count);
void findings_event_begins(struct findings *f, size_t line);

/* event_read, telling the findings what it refuses and repairs; NULL: nobody. */
struct event *event_report(struct span text, struct zones *zones, const struct ical_limits *limits,
                           struct findings *findings, struct error *err) MUST_USE;
/* How the parts of an event go together; all that was read is in r and e. */
void event_relate(struct reading *r, const struct event *e);
/* How a rule that is followed is written, beside the start of its series. */
void rule_report(struct reading *r, const struct kept_line *l, const struct moment *start);

/* What single lines and components tell: nothing of it is refused. is_file: what is told of files
 * alone is told too, since they are converted and wrapped where objects are refused. */
void grammar_check(struct span text, bool is_file, struct findings *f);

#endif
