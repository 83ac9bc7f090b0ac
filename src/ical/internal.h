/* What the files of ical share: the arena of an event, physical lines, values, the draft of a
 * VEVENT between the pass over its lines and its facts. */
#ifndef CONVOKE_ICAL_INTERNAL_H
#define CONVOKE_ICAL_INTERNAL_H

#include "convoke/ical.h"

/* --- arena: memory that goes with its event -------------------------------------------------- */

struct arena {
    struct chunk *chunks;
    char *at, *end;
};
void arena_start(struct arena *a, size_t bytes);
void *arena_take(struct arena *a, size_t bytes);                     /* aligned, not zeroed */
void *arena_array(struct arena *a, size_t count, size_t bytes_each); /* zeroed; NULL for none */
char *arena_room(struct arena *a,
                 size_t bytes); /* for text, not aligned; arena_return gives back */
void arena_return(struct arena *a, const char *unused); /* what follows in the last arena_room */
const char *arena_str(struct arena *a, struct span s);
void arena_free(struct arena *a);

/* --- lines ----------------------------------------------------------------------------------- */

/* Walks the logical lines of a text without touching a byte of it. CRLF, LF, CR and runs of CR
 * before an LF end a line; a line that begins with a blank or a tab goes on the one before. */
struct scan {
    const char *at, *end;
    size_t number; /* of the physical line at `at` */
};
struct scanned {
    struct span raw;  /* with folds and line end */
    struct span body; /* the same without the last line end */
    size_t number;
    bool is_folded;
};
/* Whether a name is this literal in capitals, in any letter case; most names differ in length
 * already. */
#define NAME_IS(name, literal)               \
    ((name).len == sizeof("" literal) - 1 && \
     name_is_upper((name).at, "" literal, sizeof("" literal) - 1))
static inline bool name_is_upper(const char *name, const char *upper, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (name[i] != upper[i] && (upper[i] < 'A' || (name[i] ^ 0x20) != upper[i]))
            return false;
    return true;
}

/* An empty span may point nowhere; this one can be walked. */
static inline struct span span_solid(struct span s)
{
    return s.at ? s : SPAN("");
}
struct scan scan_of(struct span text);                 /* skips a BOM */
bool scan_next(struct scan *s, struct scanned *l_out); /* blank lines are skipped */
size_t unfold(struct span body, char *into);           /* at most body.len bytes; gives how many */
/* Name, parameters and value of an unfolded line; the name is empty when it is no content line. */
void line_take_apart(struct span content, struct ical_line *l);
/* The same of a line of which only the name and a short value matter (BEGIN, END, UID): folded ones
 * are unfolded into `into`, which has room for l->body.len. */
void line_peek(const struct scanned *l, struct text *into, struct ical_line *out);
/* The next value of a list; an escaped comma does not end it. */
bool list_next(struct span *rest, struct span *value_out);

/* Unfolds into the arena when that is needed. */
void line_keep(const struct scanned *l, struct arena *a, struct ical_line *out);
size_t line_number_of(struct span text, const char *at);
/* The line end that a text uses: of its first line; CRLF when it has none, or a CR among LFs. */
const char *line_end_of(struct span text);

/* One parameter after the other; the value raw, quotes included. */
bool param_next(struct span *rest, struct span *name_out, struct span *value_out);
struct span param_unquoted(struct span value);
const char *param_decoded(struct arena *a, struct span value); /* without quotes and carets */
/* The same of the parameter of this name; NULL when it is not there. */
const char *param_str(struct arena *a, struct span params, const char *name);

/* How long the UTF-8 sequence at the beginning is; 0 when it is none. s is not empty. */
size_t sequence_len(struct span s);

/* --- values ---------------------------------------------------------------------------------- */

const char *value_text(struct arena *a, struct span value); /* unescaped, controls dropped */
/* Lower case, decoded, without mailto:, into room for uri.len + 1 bytes; gives its length; 0 when
 * what is left is no address. */
size_t address_write(struct span uri, char *into);

/* --- the draft of a VEVENT ------------------------------------------------------------------- */

enum prop {
    PROP_OTHER,
    PROP_UID,
    PROP_DTSTART,
    PROP_DTEND,
    PROP_DURATION,
    PROP_RECURRENCE_ID,
    PROP_RRULE,
    PROP_EXRULE,
    PROP_RDATE,
    PROP_EXDATE,
    PROP_SUMMARY,
    PROP_DESCRIPTION,
    PROP_LOCATION,
    PROP_URL,
    PROP_STATUS,
    PROP_SEQUENCE,
    PROP_DTSTAMP,
    PROP_LAST_MODIFIED,
    PROP_TRANSP,
    PROP_CLASS,
    PROP_ORGANIZER,
    PROP_ATTENDEE,
    PROP_CONFERENCE,
    PROP_CATEGORIES,
    PROP_DUE,
    PROP_COMPLETED,
    PROP_CREATED,
    PROPS,
};
const char *prop_name(enum prop p);

struct kept_line {
    struct ical_line line;
    enum prop prop;
    size_t index; /* among the lines of its component, BEGIN being 0 */
};
struct draft {
    size_t component, begin_number;
    struct span text;
    size_t first, end; /* its kept lines */
    uint32_t count[PROPS];
    uint32_t first_of[PROPS]; /* which kept line is the first of its kind */
    struct vevent v;
};
struct written_zone { /* a VTIMEZONE of the text */
    struct span tzid, text;
};

/* What is known while one object is read. */
struct reading {
    struct arena *arena;
    struct zones *zones;
    const struct ical_limits *limits;
    struct span text;
    enum ical_method method;
    bool takes_items;         /* tasks and journal entries are read too */
    enum item_kind kind;      /* of the drafts */
    bool holds_others;        /* components that are neither kept nor zones */
    const char *default_tzid; /* X-WR-TIMEZONE */
    struct kept_line *lines;
    size_t nlines, lines_capacity;
    struct draft *drafts;
    size_t ndrafts, drafts_capacity;
    struct written_zone *written_zones;
    size_t nwritten_zones, written_zones_capacity;
    struct span last_tzid; /* the zone that was asked for last */
    const struct zone *last_zone;
    struct findings *findings; /* NULL: nobody asks; then the first fault ends the reading */
    bool is_refused;           /* with findings: reading goes on, but gives no event */
    struct span told_tzids[8]; /* zones are told where they are first named */
    size_t ntold_tzids;
};

/* The pass over all lines: bounds, nesting, which VEVENTs there are and which lines they have. */
bool structure_read(struct reading *r, struct error *err) MUST_USE;
/* The facts of one draft, times included; the recurrence comes later. */
bool vevent_read(struct reading *r, struct draft *d, struct error *err) MUST_USE;
void person_read(struct reading *r, const struct kept_line *l, struct person *out);
struct span person_uri(const struct ical_line *l); /* the value, or what is meant by it */
bool partstat_known(struct span word);
bool role_known(struct span word);
bool cutype_known(struct span word);
/* Puts the recurrence of the master in place; *recurrence_out is what has to be freed. */
bool series_read(struct reading *r, struct draft *d, struct recurrence **recurrence_out,
                 struct error *err) MUST_USE;
const struct zone *zone_for_tzid(struct reading *r, struct span tzid);
/* A time with its zone, from value and parameters. */
bool moment_read(struct reading *r, const struct ical_line *l, struct span value,
                 struct moment *out);
const struct kept_line *draft_first(const struct reading *r, const struct draft *d, enum prop p);

bool fault_at(struct error *err, enum fault kind, const char *rule, size_t line, const char *name,
              const char *what);

enum ical_method method_of(struct span value);

/* Stands in a VCALENDAR itself, and in no other component. RFC 5545, 3.6; RFC 7953 */
bool component_is_top(struct span kind);

#endif
