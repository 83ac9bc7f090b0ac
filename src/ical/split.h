/* A file of many events: what is remembered of it, some 40 bytes a component. */
#ifndef CONVOKE_ICAL_SPLIT_H
#define CONVOKE_ICAL_SPLIT_H

#include "internal.h"

struct piece { /* one component: a VEVENT, VTODO, ... */
    uint64_t at;
    uint64_t uid_hash; /* of kind and UID, with uid_hash_more */
    uint32_t uid_hash_more;
    uint32_t len;
    uint32_t next; /* the pieces of one UID are a ring; the last leads to the first */
    uint32_t line : 28;
    uint32_t is_follower : 1; /* not the first of its UID */
    uint32_t is_cut : 1;      /* no END */
    uint32_t has_uid : 1;
    uint32_t is_event : 1;
    uint32_t is_item : 1; /* VTODO, VJOURNAL */
};

struct calendar_extent {
    uint64_t at, end; /* end 0: until the next one */
};

struct file_zone {
    struct span tzid, text;
    uint32_t part; /* the last part that took it; counted from 1 */
};

struct ical_split {
    struct span text;
    struct ical_limits limits;
    struct findings *findings; /* what is refused is told here too; NULL: nobody asks */
    struct piece *pieces;
    size_t npieces, pieces_capacity;
    uint32_t *lasts; /* open addressing: 1 + the last piece of a UID */
    size_t nuids, table_size;
    unsigned char key[32]; /* so that nobody can choose UIDs that collide */
    struct calendar_extent *calendars;
    size_t ncalendars, calendars_capacity;
    struct file_zone *zones; /* by TZID, then place */
    size_t nzones, zones_capacity;
    struct arena arena; /* TZIDs that were folded, the name */
    enum ical_method method;
    struct span name;
    size_t nparts, given, next; /* parts, handed out, piece to look at */
    struct text *part, *unfolded, *uid;
    struct error fault; /* of the file as a whole; told after the parts */
    size_t fault_line;
    struct rival *rivals; /* the components of the part at hand */
    size_t nrivals, rivals_capacity;
};

/* Components of one UID that may stand for the same occurrence: programs write a newer version
 * beside the older one. */
struct rival {
    uint32_t piece, order;
    const char *recurrence_id; /* as written, with its TZID; in the arena of the part */
    int64_t sequence;
    instant stamp;
    bool loses;
};

/* ical_split_new, telling findings too what it and ical_split_next refuse. */
struct ical_split *split_open(struct span text, const struct ical_limits *limits,
                              struct findings *findings, struct error *err) MUST_USE;
/* The first pass. */
bool split_index(struct ical_split *s, struct error *err) MUST_USE;
struct span piece_text(const struct ical_split *s, const struct piece *p);
/* The UID of a component, or of a piece, decoded, into s->uid. */
struct span component_uid(struct ical_split *s, struct span component);
struct span piece_uid(struct ical_split *s, const struct piece *p);

/* The next part: the components of the UID that this piece is the first of. */
bool part_make(struct ical_split *s, uint32_t first, struct ical_part *part, struct error *err)
    MUST_USE;
/* Adds the zone that a line of the piece names, once a part; BEGIN:VCALENDAR and those of its
 * properties that say how to read what it holds; a line end where one lacks. */
void split_add_zone_of_line(struct ical_split *s, const struct piece *p,
                            const struct ical_line *line, struct text *zones);
void split_add_head(struct ical_split *s, const struct piece *p, struct text *to);
void split_add_line_end(const struct ical_split *s, struct text *t);

/* What is not UTF-8 is read as Windows-1252 (of which Latin-1 is a part), line by line. false when
 * all of it is UTF-8 already: nothing was added. */
bool text_add_converted(struct text *to, struct span text);
/* By its byte order mark, or by the zero that stands beside the first letter. */
bool text_is_utf16(struct span text);

#endif
