/* Edits of an event's text: a list of places and of what stands there instead. */
#ifndef CONVOKE_ICAL_SPLICE_H
#define CONVOKE_ICAL_SPLICE_H

#include "internal.h"

struct edit {
    struct span
        was; /* whole lines of the text; empty: what stands instead is put before `was.at` */
    char *instead;
    size_t len;
    bool is_component; /* what was added whole is not edited again */
};

/* The walk over the lines of one component, in the order in which they stand now. */
struct walk {
    struct splice *splice;
    struct span text;
    struct scan scan;
    struct scanned at;
    size_t index; /* of the line, all since BEGIN counted, as in struct person */
    size_t depth;
    bool is_begin, is_end; /* the line is, of a component inside or of this one */
    bool is_past_place;    /* of new lines */
    bool gives_added;
    size_t added; /* which edit to look at next while it does */
};

struct splice {
    const struct event *event;
    const char *line_end;
    struct edit *edits; /* by place; at one place those that add come first, in order */
    size_t nedits, capacity;
    struct text *unfolded;
    struct walk last;         /* where the last person was found */
    const char *calendar_end; /* END:VCALENDAR; NULL: nobody asked */
};

/* One line as it stands now. */
struct standing {
    struct span was;   /* what it is an edit of, or would be */
    struct edit *edit; /* NULL: it stands as it was */
};

void walk_start(struct walk *w, struct splice *s, const struct vevent *v); /* NULL: the calendar */
/* The next physical place: the lines of components inside too. false after END. */
bool walk_line(struct walk *w);
/* The next line of the component itself whose name may be this one. */
bool walk_next(struct walk *w, const char *name, struct standing *out);
/* Where new lines go: before the first component inside, or before END, since some programs stop
 * reading at a VALARM. */
const char *splice_place(struct splice *s, const struct vevent *v);

/* The edit of these lines; NULL: there is none. */
struct edit *edit_of(const struct splice *s, const char *at);
/* A new one; those before that add lines at the same place stay before it. */
struct edit *edit_new(struct splice *s, struct span was);
/* The first edit that adds a line before this place: its index. */
size_t edit_first_added(const struct splice *s, const char *at);

/* Unfolds what stands there into s->unfolded, from which line_out borrows. */
bool standing_read(struct splice *s, const struct standing *at, struct ical_line *line_out);

#endif
