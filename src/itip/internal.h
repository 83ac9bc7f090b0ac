/* What the files of itip share. */
#ifndef CONVOKE_ITIP_INTERNAL_H
#define CONVOKE_ITIP_INTERNAL_H

#include "convoke/itip.h"

/* --- the lines of one VEVENT ---------------------------------------------------------------- */

struct kept_line {
    char *name, *params, *value; /* unfolded; params without the leading ';' */
    int depth;                   /* 1: of the VEVENT itself; more: of an alarm inside */
};
struct kept_lines {
    struct kept_line *rows;
    size_t count, capacity;
};
struct kept_lines *kept_lines_of(const struct vevent *v); /* without its BEGIN and END */
void kept_lines_free(struct kept_lines *l);
OWNABLE(kept_lines)

/* --- keys of occurrences -------------------------------------------------------------------- */

#define KEY_SIZE 20 /* as vevent_key */

struct keys { /* sorted, each once */
    char (*at)[KEY_SIZE];
    size_t count, capacity;
};
void keys_add(struct keys *k, const char *key);
void keys_remove(struct keys *k, const char *key);
bool keys_have(const struct keys *k, const char *key);
void keys_free(struct keys *k);
static inline void keys_clear(struct keys *k)
{
    keys_free(k);
}
#define OWN_KEYS __attribute__((cleanup(keys_clear))) struct keys

/* The moment that a key names, in the form (zone, date) of the series' start; false: no key. */
bool key_moment(const char *key, const struct moment *like, struct moment *out);
/* The keys that the EXDATEs of a series name. */
void keys_add_excluded(struct keys *k, const struct vevent *series);
/* Those that the series leaves out when this attendee is told of it: its EXDATEs, and occurrences
 * that are off or that he is not invited to. One that he is invited to by name is none of them. */
void keys_add_left_out(struct keys *k, const struct event *e, const char *attendee);
/* A value "PARAMS:VALUE" as ical keeps it. */
void written_split(const char *written, struct span *params_out, struct span *value_out);
/* One date or date-time of such a line, in the form of the series' start. */
bool written_moment(struct span value, const struct moment *like, struct moment *out);

/* --- people --------------------------------------------------------------------------------- */

bool address_is_of(const struct account *owner, const char *address);
/* Whom we tell that he is invited. NULL: nobody has this address, or SCHEDULE-AGENT leaves him to
 * others; if we told him before, he is told that he is not any more. RFC 6638, 3.2.1.2 */
const struct person *guest_in(const struct vevent *v, const char *address);
const struct person *organizer_of(const struct event *e); /* NULL: it has none */
bool event_is_ours(const struct event *e, const struct account *owner);

/* --- writing -------------------------------------------------------------------------------- */

/* As itip_text; not whole, it lacks attendees and zones: enough for comparing. */
char *text_write(const struct itip_write *w, bool whole, size_t *len_out, struct error *err)
    MUST_USE;

/* A VEVENT being written, with the zones that it names. */
struct sheet {
    struct text *out;
    const struct zone *zones[8];
    size_t nzones;
};
void sheet_add(struct sheet *s, const char *name, struct span params, struct span value);
void sheet_add_moment(struct sheet *s, const char *name, const char *params,
                      const struct moment *m);
void sheet_add_stamp(struct sheet *s, const char *name, instant at);
void sheet_add_person(struct sheet *s, const char *name, const char *params,
                      const struct person *p);
/* RRULE (UNTIL in the form of DTSTART), RDATE and EXDATE of a series. */
void sheet_add_series(struct sheet *s, const struct vevent *series, const struct keys *excluded);
/* What else a receiver may see of an event, values written anew. */
void sheet_add_words(struct sheet *s, const struct vevent *v, bool all);

/* --- views: a told text as its reader sees it ----------------------------------------------- */

enum aspect {
    ASPECT_WHEN,
    ASPECT_EXCLUDED, /* EXDATE: part of ITIP_WHEN, told in its own way */
    ASPECT_STATUS,
    ASPECT_WHAT,
    ASPECT_WHERE,
    ASPECT_LINK,
    ASPECT_TEXT,
    ASPECT_ORGANIZER,
    ASPECT_OTHER,
    ASPECTS,
};
struct view {
    struct text *aspects[ASPECTS];
};
struct view *view_of(struct span vevent); /* BEGIN:VEVENT to END:VEVENT stands in it */
void view_free(struct view *v);
OWNABLE(view)
int view_changes(const struct view *a, const struct view *b); /* ASPECT_EXCLUDED left out */
struct digest view_digest(const struct view *v);              /* itip_revision of its text */
bool view_excludes_same(const struct view *a, const struct view *b);

/* --- the plan being made -------------------------------------------------------------------- */

struct drafted {
    struct itip_message message; /* sequence is filled in at the end */
    const struct vevent *of;     /* whose SEQUENCE it carries; NULL: none in the event */
    int64_t least;
    bool is_silent;
};
struct drafts { /* of all attendees */
    const struct itip_facts *f;
    int64_t series_sequence; /* that the series has after this plan */
    bool is_over;            /* the event as it is now */
    struct drafted *rows;
    size_t count, capacity;
    struct itip_skip *skipped;
    size_t nskipped, skipped_capacity;
};
void draft_add(struct drafts *d, const struct drafted *row);
void draft_skip(struct drafts *d, const char *attendee, const char *key, const char *rule);
/* The highest number that a draft about the series asks for. */
int64_t drafts_series_sequence(const struct drafts *d);
void drafts_clear(struct drafts *d);
struct itip_plan *drafts_done(struct drafts *d);

#define SIGNIFICANT (ITIP_WHEN | ITIP_STATUS)

/* One attendee: what he knows, and what the series' message of this plan tells him. */
enum series_told {
    SERIES_NONE,   /* he is not invited to the series, nor was he */
    SERIES_SAME,   /* he knows it; no message */
    SERIES_NEW,    /* he is told of it for the first time, or again after a CANCEL */
    SERIES_TOLD,   /* words or link changed: the occurrences stay */
    SERIES_RETOLD, /* its times changed: the occurrences are those of now */
    SERIES_GONE,   /* it is taken from him */
};
struct guest {
    struct drafts *d;
    const struct itip_facts *f;
    const char *address;
    const struct told **rows; /* his, by key */
    size_t nrows;
    const struct told *series_row; /* NULL: he was never told of the series */
    struct event *series_told;     /* read from it; NULL when it counts as cancelled */
    enum series_told series;
    struct event *series_as_told; /* with this plan; made when it is asked for */
    struct keys excluded;         /* what the series as he would be told it leaves out */
    size_t ndrafts_before, nskipped_before;
};
const struct told *guest_row(const struct guest *g, const char *key);
void guest_say(struct guest *g, const struct drafted *row);
struct event *told_read(const struct itip_facts *f, const struct told *row);
/* The text of a key as it is now (or as the series has it), seen by this guest. NULL: none. */
struct view *guest_view_now(const struct guest *g, const struct event *from, const char *key);
/* The series as this plan tells it. NULL: there is none. */
const struct event *guest_series_as_told(struct guest *g);
struct view *told_view(const struct told *row);
/* EXDATEs that are new, and those that are gone, between what he was told and now. */
struct excluded {
    struct keys gone, back;
};
void guest_occurrences(struct guest *g, const struct excluded *x);

/* --- an attendee's copy --------------------------------------------------------------------- */

/* What holds for a key: the override, else the series; NULL: neither is there. */
const struct vevent *copy_vevent(const struct event *e, const char *key);
void copy_add_keys(struct keys *keys, const struct event *e); /* of its overrides */

/* --- incoming ------------------------------------------------------------------------------- */

#define NO_FIT(err, rule, ...) (fail(err, FAULT_CONFLICT, rule, __VA_ARGS__), ITIP_NO_FIT)

/* The key by which the stored event knows the occurrence that a message means, in whatever zone
 * form it came; false when there is none. */
bool occurrence_meant(const struct event *stored, const struct vevent *message,
                      const struct zone *floating, char key_out[KEY_SIZE]);
struct answer { /* one attendee's answer */
    const char *address;
    enum partstat partstat;
    instant stamp;
};
/* A VEVENT for one occurrence, made from the series, with this answer in it. Yours: free(). */
char *override_with_answer(const struct vevent *series, const char *key, const struct answer *a);
extern const char replied_param[]; /* of ATTENDEE: the DTSTAMP of the last answer */

#endif
