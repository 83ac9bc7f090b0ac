/* What a component of a scheduling message must have and may not have. RFC 5546, 3.2 to 3.5 */
#include "grammar.h"

#define MOST 26
#define END  KNOWNS

/* What only the organizer's own text has, and no answer to it. RFC 5546, 3.2.6 and 3.2.8 */
#define CONTENT                                                                                   \
    KNOWN_ATTACH, KNOWN_CATEGORIES, KNOWN_CLASS, KNOWN_CONTACT, KNOWN_CREATED, KNOWN_DESCRIPTION, \
        KNOWN_DTEND, KNOWN_DTSTART, KNOWN_DURATION, KNOWN_EXDATE, KNOWN_GEO, KNOWN_LAST_MODIFIED, \
        KNOWN_LOCATION, KNOWN_PRIORITY, KNOWN_RDATE, KNOWN_RELATED_TO, KNOWN_RESOURCES,           \
        KNOWN_RRULE, KNOWN_STATUS, KNOWN_SUMMARY, KNOWN_TRANSP, KNOWN_URL

static const struct message_row {
    unsigned kind;
    enum ical_method method;
    const char *section;
    enum known needs[MOST];   /* ended by END */
    enum known forbids[MOST]; /* the same */
    bool one_attendee, no_alarm;
} rows[] = {
    {IN_EVENT,
     METHOD_PUBLISH,
     "3.2.1",
     {KNOWN_DTSTART, KNOWN_ORGANIZER, KNOWN_SUMMARY, END},
     {KNOWN_ATTENDEE, KNOWN_REQUEST_STATUS, END},
     false,
     false},
    {IN_EVENT,
     METHOD_REQUEST,
     "3.2.2",
     {KNOWN_ATTENDEE, KNOWN_DTSTART, KNOWN_ORGANIZER, KNOWN_SUMMARY, END},
     {KNOWN_REQUEST_STATUS, END},
     false,
     false},
    {IN_EVENT, METHOD_REPLY, "3.2.3", {KNOWN_ATTENDEE, KNOWN_ORGANIZER, END}, {END}, true, true},
    {IN_EVENT,
     METHOD_ADD,
     "3.2.4",
     {KNOWN_DTSTART, KNOWN_ORGANIZER, KNOWN_SEQUENCE, KNOWN_SUMMARY, END},
     {KNOWN_RECURRENCE_ID, KNOWN_REQUEST_STATUS, END},
     false,
     false},
    {IN_EVENT,
     METHOD_CANCEL,
     "3.2.5",
     {KNOWN_ORGANIZER, KNOWN_SEQUENCE, END},
     {KNOWN_REQUEST_STATUS, END},
     false,
     true},
    {IN_EVENT,
     METHOD_REFRESH,
     "3.2.6",
     {KNOWN_ATTENDEE, KNOWN_ORGANIZER, END},
     {CONTENT, KNOWN_SEQUENCE, END},
     true,
     true},
    {IN_EVENT,
     METHOD_COUNTER,
     "3.2.7",
     {KNOWN_DTSTART, KNOWN_ORGANIZER, KNOWN_SEQUENCE, KNOWN_SUMMARY, END},
     {END},
     false,
     false},
    {IN_EVENT,
     METHOD_DECLINECOUNTER,
     "3.2.8",
     {KNOWN_ORGANIZER, END},
     {CONTENT, KNOWN_ATTENDEE, END},
     false,
     true},
    {IN_BUSY,
     METHOD_PUBLISH,
     "3.3.1",
     {KNOWN_DTSTART, KNOWN_DTEND, KNOWN_FREEBUSY, KNOWN_ORGANIZER, END},
     {KNOWN_ATTENDEE, KNOWN_REQUEST_STATUS, END},
     false,
     false},
    {IN_BUSY,
     METHOD_REQUEST,
     "3.3.2",
     {KNOWN_ATTENDEE, KNOWN_DTSTART, KNOWN_DTEND, KNOWN_ORGANIZER, END},
     {KNOWN_FREEBUSY, KNOWN_REQUEST_STATUS, KNOWN_URL, END},
     false,
     false},
    {IN_BUSY,
     METHOD_REPLY,
     "3.3.3",
     {KNOWN_ATTENDEE, KNOWN_DTSTART, KNOWN_DTEND, KNOWN_FREEBUSY, KNOWN_ORGANIZER, END},
     {END},
     true,
     false},
    {IN_TODO,
     METHOD_PUBLISH,
     "3.4.1",
     {KNOWN_ORGANIZER, KNOWN_PRIORITY, KNOWN_SUMMARY, END},
     {KNOWN_ATTENDEE, KNOWN_REQUEST_STATUS, END},
     false,
     false},
    {IN_TODO,
     METHOD_REQUEST,
     "3.4.2",
     {KNOWN_ATTENDEE, KNOWN_DTSTART, KNOWN_ORGANIZER, KNOWN_PRIORITY, KNOWN_SUMMARY, END},
     {KNOWN_REQUEST_STATUS, END},
     false,
     false},
    {IN_TODO, METHOD_REPLY, "3.4.3", {KNOWN_ATTENDEE, KNOWN_ORGANIZER, END}, {END}, false, true},
    {IN_TODO,
     METHOD_CANCEL,
     "3.4.5",
     {KNOWN_ORGANIZER, KNOWN_SEQUENCE, END},
     {KNOWN_REQUEST_STATUS, END},
     false,
     true},
    {IN_TODO,
     METHOD_ADD,
     "3.4.4",
     {KNOWN_ORGANIZER, KNOWN_PRIORITY, KNOWN_SEQUENCE, KNOWN_SUMMARY, END},
     {KNOWN_RECURRENCE_ID, KNOWN_REQUEST_STATUS, END},
     false,
     false},
    {IN_TODO,
     METHOD_COUNTER,
     "3.4.7",
     {KNOWN_ATTENDEE, KNOWN_ORGANIZER, KNOWN_PRIORITY, KNOWN_SUMMARY, END},
     {END},
     false,
     false},
    {IN_TODO,
     METHOD_DECLINECOUNTER,
     "3.4.8",
     {KNOWN_ATTENDEE, KNOWN_ORGANIZER, KNOWN_SEQUENCE, END},
     {END},
     false,
     true},
    {IN_JOURNAL,
     METHOD_PUBLISH,
     "3.5.1",
     {KNOWN_DESCRIPTION, KNOWN_DTSTART, KNOWN_ORGANIZER, END},
     {KNOWN_ATTENDEE, END},
     false,
     false},
    {IN_JOURNAL,
     METHOD_CANCEL,
     "3.5.3",
     {KNOWN_ORGANIZER, KNOWN_SEQUENCE, END},
     {KNOWN_REQUEST_STATUS, END},
     false,
     true},
};

static const struct message_row *row_of(enum ical_method method, unsigned kind)
{
    for (size_t i = 0; i < LENGTH(rows); i++)
        if (rows[i].method == method && rows[i].kind == kind)
            return &rows[i];
    return NULL;
}

static void tell(struct findings *f, const struct message_row *row, const struct level *l,
                 enum rule rule, const char *what)
{
    report_with(f, rule, (struct place){l->line, l->name, span_of(what)}, "%s of METHOD:%s, %s",
                what, ical_method_name(row->method), row->section);
}

void message_check(struct findings *f, enum ical_method method, const struct level *l)
{
    const struct message_row *row = row_of(method, l->kind);
    if (!row)
        return;
    for (size_t i = 0; row->needs[i] != END; i++)
        if (l->count[row->needs[i]] == 0)
            tell(f, row, l, RULE_METHOD_NEEDS, known_rows[row->needs[i]].name);
    for (size_t i = 0; row->forbids[i] != END; i++)
        if (l->count[row->forbids[i]] > 0)
            tell(f, row, l, RULE_METHOD_FORBIDS, known_rows[row->forbids[i]].name);
    if (row->one_attendee && l->count[KNOWN_ATTENDEE] > 1)
        tell(f, row, l, RULE_METHOD_FORBIDS, "a second ATTENDEE");
    if (row->no_alarm && l->alarms > 0)
        tell(f, row, l, RULE_METHOD_FORBIDS, "VALARM");
}
