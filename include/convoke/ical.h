/* iCalendar: reading, checking, writing, splicing and comparing. RFC 5545, 7986
 *
 * The text is the truth: what came in is kept as text. A lossless content-line layer bounds it,
 * edits it in place and compares it; the facts below are read from it once. libical stays inside
 * this folder and sees only text that has passed the bounds. */
#ifndef CONVOKE_ICAL_H
#define CONVOKE_ICAL_H

#include "base.h"
#include "recur.h"
#include "zone.h"

/* --- bounds ---------------------------------------------------------------------------------- */

struct ical_limits {
    size_t object_bytes; /* of one event with its overrides */
    size_t line_bytes;   /* unfolded */
    int depth, properties, parameters, attendees;
};
extern const struct ical_limits ical_limits_default; /* 1 MiB, 1 MiB, 8, 20000, 200, 1000 */
/* Of what passed the limits when it came in: neither what we added ourselves nor limits that were
 * lowered since may make it unreadable. */
extern const struct ical_limits ical_limits_stored;

/* --- content lines --------------------------------------------------------------------------- */

struct ical_line {
    struct span raw;    /* as it stands, folds and line end included */
    struct span name;   /* as written; letter case is the file's */
    struct span params; /* after the first ';' to the ':', unfolded; empty when there are none */
    struct span value;  /* after the ':', unfolded; borrowed from raw or from the reader */
    size_t number;      /* of its first physical line, from 1 */
};

/* Reads content lines one after the other. The lines are borrowed: those that were folded live
 * until the next call, the others as long as the text. RFC 5545, 3.1 */
struct ical_reader;
struct ical_reader *ical_reader_new(struct span text, const struct ical_limits *limits);
void ical_reader_free(struct ical_reader *r);
OWNABLE(ical_reader)
/* 1: a line; 0: the end; -1: err names line and fault, line_out has raw and number, and the next
 * call goes on. Blank lines are skipped. */
int ical_reader_next(struct ical_reader *r, struct ical_line *line_out, struct error *err);

/* The value of a parameter, quotes removed and RFC 6868 carets decoded into *text (NULL: not
 * decoded, the raw value). false when it is not there. */
bool ical_param(struct span params, const char *name, struct text *decoded, struct span *raw_out);
/* A TEXT value without its escapes, added to t. RFC 5545, 3.3.11 */
void ical_add_unescaped(struct text *t, struct span value);
/* One content line, folded at 75 octets without splitting a UTF-8 sequence, CRLF at its end.
 * params: with its leading ';', or empty; value: as it stands in iCalendar. */
void ical_add_line(struct text *t, const char *name, struct span params, struct span value);
/* A parameter value as it has to be written: quoted and caret-encoded where needed. RFC 6868 */
void ical_add_param_value(struct text *t, struct span value);

/* A DATE or DATE-TIME value, in the forms that programs in use write too. RFC 5545, 3.3.4, 3.3.5 */
struct written_time {
    wall local;
    bool is_date, is_utc;
};
bool written_time_parse(struct span value, struct written_time *out);
/* A DURATION: days (weeks too) on the wall clock, then exact seconds. RFC 5545, 3.3.6 */
bool duration_value_parse(struct span value, int64_t *days_out, int64_t *seconds_out);

/* --- facts: what an event says --------------------------------------------------------------- */

enum event_status { EVENT_NO_STATUS, EVENT_TENTATIVE, EVENT_CONFIRMED, EVENT_CANCELLED };
enum partstat {
    PARTSTAT_NEEDS_ACTION,
    PARTSTAT_ACCEPTED,
    PARTSTAT_DECLINED,
    PARTSTAT_TENTATIVE,
    PARTSTAT_DELEGATED,
};
enum role { ROLE_REQUIRED, ROLE_CHAIR, ROLE_OPTIONAL, ROLE_NON };
enum cutype { CUTYPE_INDIVIDUAL, CUTYPE_GROUP, CUTYPE_RESOURCE, CUTYPE_ROOM, CUTYPE_UNKNOWN };
enum schedule_agent { SCHEDULE_SERVER, SCHEDULE_CLIENT, SCHEDULE_NONE }; /* RFC 6638, 7.1 */
enum ical_method {                                                       /* RFC 5546, 1.4 */
                   METHOD_ABSENT,
                   METHOD_PUBLISH,
                   METHOD_REQUEST,
                   METHOD_REPLY,
                   METHOD_CANCEL,
                   METHOD_ADD,
                   METHOD_REFRESH,
                   METHOD_COUNTER,
                   METHOD_DECLINECOUNTER,
                   METHOD_OTHER,
};
const char *partstat_name(enum partstat p); /* "NEEDS-ACTION" */
const char *role_name(enum role r);         /* "REQ-PARTICIPANT" */
const char *ical_method_name(enum ical_method m);

/* A moment as an event writes it. */
struct moment {
    wall local;              /* the date and time written; UTC when zone is zone_utc() */
    const struct zone *zone; /* NULL: floating, a date, or a TZID that nobody knows */
    bool is_date;
    const char *tzid; /* as written; NULL without one */
};
/* Floating times and dates are read in `floating`. */
instant moment_instant(const struct moment *m, const struct zone *floating);

struct person {                  /* an ORGANIZER or ATTENDEE */
    const char *address;         /* lower case, decoded, without mailto:; "" when it has none */
    const char *uri;             /* the value as written */
    const char *name;            /* CN; NULL without one */
    const char *language;        /* LANGUAGE; NULL without one */
    const char *sent_by;         /* address; NULL */
    const char *schedule_status; /* as written; NULL without one. RFC 6638, 7.3 */
    enum partstat partstat;
    enum role role;
    enum cutype cutype;
    enum schedule_agent agent;
    enum ical_method force_send; /* SCHEDULE-FORCE-SEND; METHOD_ABSENT without. RFC 6638, 7.2 */
    bool rsvp;
    size_t line; /* index of its line in the component, for splices */
};

struct conference { /* CONFERENCE, RFC 7986, 5.11 */
    const char *uri, *feature, *label;
};

struct own_length;

struct task_times { /* what a VTODO says beside its start. RFC 4791, 9.9 */
    bool has_due;
    struct moment due;
    instant completed, created; /* INSTANT_FIRST when absent */
};

/* One VEVENT: the master or an override. Strings are NULL when the property is absent. */
struct vevent {
    size_t component; /* index among the components of the text, for splices */
    size_t line;      /* number of its BEGIN line */
    struct span text; /* BEGIN to END with its line end, in the event's text */
    bool is_override;
    bool and_future;             /* RANGE=THISANDFUTURE */
    struct moment recurrence_id; /* in the master's form and zone, if that is known */
    bool has_start; /* false only with METHOD REPLY, CANCEL and the like: start is then the
                       RECURRENCE-ID, or 1970 */
    struct moment start, end; /* end from DTEND, DURATION or the default, RFC 5545, 3.6.1 */
    bool has_end;             /* DTEND or DURATION is written */
    int64_t duration_s;       /* from start to end, exact; whole days for dates */
    int64_t nominal_days;     /* how much of it is counted on the wall clock: DURATION:P1D, dates */
    int64_t exact_s;          /* and what comes on top */
    const char *summary, *description, *location, *url;
    enum event_status status;
    int64_t sequence;
    instant dtstamp, last_modified; /* INSTANT_FIRST when absent */
    bool is_transparent, is_private;
    bool has_organizer;
    struct person organizer;
    struct person *attendees;
    size_t nattendees;
    struct conference *conferences;
    size_t nconferences;
    const char **categories;
    size_t ncategories;
    /* Of a recurring master, else NULL; owned by the event. */
    const struct recurrence *recurrence;
    /* The lines as written, values only, for comparison and for writing: */
    const char **rrules, **exrules, **rdates, **exdates; /* with their parameters: "PARAMS:VALUE" */
    size_t nrrules, nexrules, nrdates, nexdates;
    const struct own_length *own_lengths; /* RDATE;VALUE=PERIOD: another length; by instant */
    size_t nown_lengths;
    int64_t longest_s;             /* of its own length and those */
    const struct task_times *task; /* of a VTODO, of which the end is DUE; else NULL */
};

struct own_length {
    instant at; /* as recurrence_next gives it */
    int64_t duration_s;
};

/* What an object holds: events, or with item_read one of the others. */
enum item_kind { ITEM_EVENT, ITEM_TODO, ITEM_JOURNAL, ITEM_KINDS };
const char *item_word(enum item_kind k); /* "event", "task", "journal entry" */

/* One UID: a master, overrides, or overrides alone. Immutable; it owns all that it points to,
 * zones apart. */
struct event {
    const char *uid;
    enum item_kind kind; /* ITEM_EVENT wherever item_read is not named */
    enum ical_method method;
    const struct vevent *master;    /* NULL: only overrides are known */
    const struct vevent *overrides; /* by recurrence_id, ascending */
    size_t noverrides;
    struct span text; /* the iCalendar object it was read from, its own copy */
};

/* The typed facts of one stored object or of one part of a file. Checks what makes an event
 * storable (RFC 5545, 3.6.1; RFC 4791, 4.1): exactly one UID, DTSTART, legal values, no two
 * overrides of one occurrence. FAULT_INVALID: the sentence names line and property;
 * FAULT_TOO_LARGE names the limit. METHOD may be there: the caller judges it.
 * text may hold one VEVENT set; VTODO and VJOURNAL are FAULT_INVALID, rule
 * "supported-calendar-component". */
struct event *event_read(struct span text, struct zones *zones, const struct ical_limits *limits,
                         struct error *err) MUST_USE;
/* The same for what is kept without being an event too: one set of VEVENTs, VTODOs or VJOURNALs.
 * These need no DTSTART; has_start says whether they have one. Two kinds in one text are
 * FAULT_INVALID, rule "valid-calendar-object-resource". RFC 4791, 4.1 */
struct event *item_read(struct span text, struct zones *zones, const struct ical_limits *limits,
                        struct error *err) MUST_USE;
/* What a time range has to overlap for the item to be looked at: event_span of events; of the
 * others a second more on both sides than RFC 4791, 9.9 may count. INSTANT_FIRST to INSTANT_NEVER
 * for a task without any time; nothing after INSTANT_FIRST for a journal entry without a date. */
void item_span(const struct event *e, const struct zone *floating, instant *start_out,
               instant *end_out);
void event_free(struct event *e);
OWNABLE(event)

/* Questions. at: NULL stands for the master in what takes a recurrence key. */
bool event_is_recurring(const struct event *e);
/* The one whose facts hold for the series: the master, else the first override. */
const struct vevent *event_main(const struct event *e);
const struct vevent *event_override(const struct event *e, const char *key); /* NULL: none */
const struct person *vevent_attendee(const struct vevent *v, const char *address);
/* As the first VEVENT has him that has him at all, the master before overrides; NULL: none. */
const struct person *event_attendee(const struct event *e, const char *address);
/* "20260303T090000Z", floating "20260303T090000", date "20260303"; of a master "". key_out has room
 * for 20 bytes. What names an occurrence in the store, in told states and in reminders. */
void vevent_key(const struct vevent *v, char key_out[20]);
void moment_key(const struct moment *m, char key_out[20]);
/* The address as addresses are compared: mailto: and percent-encoding removed, blanks trimmed,
 * lower case (the local part too). Yours: free(). */
char *address_normal(struct span uri);

/* BEGIN:VEVENT to END:VEVENT with its line end, as it stands in e's text; borrowed from e. */
struct span vevent_text(const struct event *e, const struct vevent *v);

/* --- occurrences ----------------------------------------------------------------------------- */

struct occurrence {
    instant start, end;
    char key[20];                /* its RECURRENCE-ID as vevent_key; "" when it does not recur */
    struct moment recurrence_id; /* of a recurring event */
    const struct vevent *from;   /* the override, or the master */
    bool is_cancelled;           /* STATUS of the override or the master */
};
/* The first occurrence that ends after an instant (a running one counts), overrides applied.
 * Cancelled ones are given too. floating: the zone of floating times and dates. */
enum recur_answer event_next(const struct event *e, const struct zone *floating, instant after,
                             int64_t budget, struct occurrence *out);
/* The first occurrence that starts at or after an instant. */
enum recur_answer event_next_start(const struct event *e, const struct zone *floating, instant from,
                                   int64_t budget, struct occurrence *out);
/* Occurrences that overlap [from, to), by start; at most `most`. RECUR_FOUND: complete. */
enum recur_answer event_window(const struct event *e, const struct zone *floating, instant from,
                               instant to, int64_t budget, struct occurrence *out, size_t most,
                               size_t *count_out);
/* The occurrence that a key names, moved or not; RECUR_NONE when it is none of this event. */
enum recur_answer event_occurrence(const struct event *e, const struct zone *floating,
                                   const char *key, struct occurrence *out);
/* From the first start to the last end; *end_out is INSTANT_NEVER for endless series. */
void event_span(const struct event *e, const struct zone *floating, instant *start_out,
                instant *end_out);

/* --- splices: edits in place, everything else byte for byte ---------------------------------- */

struct splice;
/* Edits of this event's text, gathered and applied at once by splice_done. e must outlive it. */
struct splice *splice_new(const struct event *e);
void splice_free(struct splice *s);
OWNABLE(splice)
/* v: which VEVENT; NULL: the VCALENDAR itself. value: in iCalendar form (text_add_ical first).
 * params: with leading ';' or empty. New lines use the file's own line ends. */
void splice_set(struct splice *s, const struct vevent *v, const char *name, const char *params,
                struct span value); /* the first of the name is replaced, or one is added */
void splice_add(struct splice *s, const struct vevent *v, const char *name, const char *params,
                struct span value); /* one more, before END */
void splice_remove(struct splice *s, const struct vevent *v,
                   const char *name); /* all of the name */
/* Those of the name whose value (and parameters) satisfy the question. */
void splice_remove_if(struct splice *s, const struct vevent *v, const char *name,
                      bool (*matches)(const struct ical_line *line, void *with), void *with);
/* One parameter of one ORGANIZER/ATTENDEE line (person->line); value NULL removes it. */
void splice_set_param(struct splice *s, const struct vevent *v, const struct person *p,
                      const char *param, const char *value);
/* The whole lines of an attendee or an override go. */
void splice_remove_person(struct splice *s, const struct vevent *v, const struct person *p);
void splice_remove_component(struct splice *s, const struct vevent *v);
/* A whole component (BEGIN to END, CRLF) is added before END:VCALENDAR. */
void splice_add_component(struct splice *s, struct span component);
bool splice_is_empty(const struct splice *s);         /* nothing would change */
char *splice_done(struct splice *s, size_t *len_out); /* yours: free(); ended by NUL */

/* --- comparing ------------------------------------------------------------------------------- */

/* Equal for the same event: order of properties and of components, folding, line ends, letter case
 * of names, DTSTAMP, LAST-MODIFIED, CREATED, VTIMEZONE text, SCHEDULE-STATUS, our own X-CONVOKE-
 * properties and what the VCALENDAR says of itself (PRODID, METHOD, ...) are left out. Says nothing
 * of validity. */
struct digest ical_hash(struct span text);
/* The same without what people answered: PARTSTAT, RSVP and our own parameters. Equal where nothing
 * but answers differs. RFC 6638, 3.2.10 */
struct digest ical_hash_but_answers(struct span text);

/* --- files of many events -------------------------------------------------------------------- */

/* A calendar file taken apart into one object for each UID, in the order of first appearance; the
 * VTIMEZONEs that an object names go with it, METHOD too; a file of one object is handed out as it
 * is. Components without a VCALENDAR around them get one. text must stay until the split is freed
 * (it may be a mapped file). Memory grows by some 40 bytes an event. Several VCALENDARs in one file
 * are one file. FAULT_INVALID when the file is no iCalendar at all (vCalendar 1.0, HTML, empty). */
struct ical_split;
struct ical_split *ical_split_new(struct span text, const struct ical_limits *limits,
                                  struct error *err) MUST_USE;
void ical_split_free(struct ical_split *s);
OWNABLE(ical_split)

struct ical_part {
    struct span uid;    /* decoded */
    struct span text;   /* a VCALENDAR of its own; borrowed until the next call */
    size_t line;        /* in the file, of its first BEGIN */
    size_t components;  /* VEVENTs in it; 0: it is something else */
    bool is_item;       /* VTODOs or VJOURNALs are */
    size_t left_out;    /* versions of the same occurrence that are older than the one given */
    bool was_converted; /* it was Latin-1 or Windows-1252 and is UTF-8 now */
    bool uid_was_made;  /* it had none: made from its content, so that it stays the same */
    int64_t line_shift; /* what to add to a line number of text to get that of the file */
};
/* A sentence of event_read about a part names a line of the part; now it names that of the file,
 * none before the part's own `line` (a UID that was made stands behind the first BEGIN alone). */
void ical_error_shift(struct error *err, int64_t line_shift, size_t line);

enum ical_method ical_split_method(const struct ical_split *s);
size_t ical_split_count(const struct ical_split *s);
struct span ical_split_name(const struct ical_split *s); /* NAME or X-WR-CALNAME; may be empty */
/* 1: a part; 0: the end; -1: this part is broken, err says why and where (*part_out has uid and
 * line), the next call goes on; the last may be about the file (cut off). Sizes, NUL bytes and
 * nesting are checked here, values are not. VTODO, VJOURNAL, VFREEBUSY are given as parts, so that
 * the caller can say what was left out. */
int ical_split_next(struct ical_split *s, struct ical_part *part_out, struct error *err);

/* --- findings: what is wrong with a calendar ------------------------------------------------- */

enum severity {
    SEVERITY_NOTED,    /* against a standard, but read as it is meant */
    SEVERITY_REPAIRED, /* read as something else than it says, or the text is changed */
    SEVERITY_REFUSED,  /* not taken */
};
#define SEVERITIES 3
const char *severity_name(enum severity s); /* "refused" */

/* One row of the table of what calendars are held against: all that is refused, the repairs, and
 * what is only noted. Names are stable: users and programs may rely on them. */
struct ical_rule {
    const char *name; /* "duration-without-t" */
    enum severity severity;
    const char *section;    /* "RFC 5545, 3.3.6" */
    const char *means;      /* what it is: no capital, no full stop */
    const char *done;       /* what is done about it, or what to do: the same */
    const char *written_by; /* programs that write it; NULL: various */
};
const struct ical_rule *ical_rule(size_t n); /* NULL beyond the last */

struct finding {
    const struct ical_rule *rule;
    size_t line;        /* 0: the text as a whole */
    char component[24]; /* "VEVENT"; may be empty, as the property */
    char property[40];  /* as written */
    char *said;         /* one sentence: what, and what to do */
};

/* What was found, in the order of the lines. Of each rule at most `most_each` findings are kept;
 * all are counted. So a hostile text costs a bounded amount of memory. */
struct findings;
struct findings *findings_new(size_t most_each);
void findings_free(struct findings *f);
OWNABLE(findings)
const struct finding *findings_next(struct findings *f, size_t *at); /* *at: 0 first; NULL: end */
size_t findings_of_rule(const struct findings *f, const struct ical_rule *rule);
size_t findings_of_severity(const struct findings *f, enum severity s);

/* event_read that says all it finds, beyond the first fault too: NULL (with err) exactly when a
 * finding is refused. Lines are those of text. What is broken in the structure of the text
 * (nesting, limits, NUL) ends the reading of its events. RFC 5545; RFC 5546, 3; RFC 4791, 4.1 */
struct event *event_check(struct span text, struct zones *zones, const struct ical_limits *limits,
                          struct findings *findings, struct error *err) MUST_USE;
/* A file of any number of events as ical_split_new and event_read take it, one after the other;
 * tasks, journals, free-busy times and alarms are checked too. Lines are those of the file. */
void calendar_check(struct span file, struct zones *zones, const struct ical_limits *limits,
                    struct findings *findings);

/* --- writing --------------------------------------------------------------------------------- */

#define ICAL_PRODID "-//Convoke//Convoke//EN"

/* A calendar of many objects in one text: their VEVENTs as they are, each VTIMEZONE once. */
struct ical_writer;
struct ical_writer_head {
    const char *name, *description, *color; /* NULL: left out; NAME and X-WR-CALNAME */
    const char *method;                     /* NULL: none */
    int64_t refresh_s;                      /* 0: none; REFRESH-INTERVAL and X-PUBLISHED-TTL */
    const char *source;                     /* SOURCE;VALUE=URI; NULL: none */
    struct zones *zones; /* a VTIMEZONE that an object names and lacks is written; NULL: not */
};
struct ical_writer *ical_writer_new(const struct ical_writer_head *head);
void ical_writer_free(struct ical_writer *w);
OWNABLE(ical_writer)
/* Adds the components of a stored object. Does not parse values, so it costs a scan. Two zones of
 * one TZID that differ are kept apart by their first text; the feed stays valid. */
void ical_writer_add(struct ical_writer *w, struct span object);
/* The same with nothing but times: UID hashed by `key`, SUMMARY:Busy; transparent and cancelled
 * events left out; recurrence kept; zones too. */
void ical_writer_add_busy(struct ical_writer *w, const struct event *e, struct span key);
/* The text so far is handed out and dropped from memory (for large calendars). Yours: free(). */
char *ical_writer_take(struct ical_writer *w, size_t *len_out);
char *ical_writer_done(struct ical_writer *w, size_t *len_out); /* with END:VCALENDAR; free() */

#endif
