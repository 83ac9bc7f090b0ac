/* What the files of this folder share. */
#ifndef CONVOKE_ZONE_INTERNAL_H
#define CONVOKE_ZONE_INTERNAL_H

#include <stdatomic.h>

#include "convoke/zone.h"

/* The Gregorian calendar, weekdays included, repeats after 400 years; so does every rule made of
 * months, weekdays and days. */
#define CYCLE_YEARS       400
#define CYCLE_S           (146097 * INT64_C(86400))

#define ZONE_MOST_CHANGES 8192
#define ZONE_ABBREVIATION 16

/* What holds from one change of offset to the next. */
struct period {
    instant at;     /* it begins; INSTANT_FIRST for the first */
    wall from;      /* local times from here on are read with its offset */
    int32_t offset; /* seconds east of UTC */
    bool is_dst;
    char abbreviation[ZONE_ABBREVIATION];
};

struct zone {
    char *name;
    struct period *periods; /* ascending; the first begins at INSTANT_FIRST */
    size_t nperiods, capacity;
    /* What is later than the cycle's end is looked up whole cycles earlier; INSTANT_NEVER when the
     * last period holds for ever. */
    instant cycle_end;
    _Atomic uint32_t *hint; /* where the last look-up ended: most come in order */
    struct written *written;
};

/* --- table.c: making a zone from its changes --- */

struct zone *zone_make(const char *name);
void zone_drop(struct zone *z);
/* In ascending order; a change at the instant of the one before replaces it, an earlier one is
 * left out. Before the first, offset and abbreviation are those of the first call. */
bool zone_add_period(struct zone *z, instant at, int32_t offset, bool is_dst,
                     struct span abbreviation);
void zone_finish(struct zone *z);
/* Whether both change at the same instants, at least once, to the same offsets. */
bool zone_same_rules(const struct zone *a, const struct zone *b, instant from, instant to);

/* --- written.c: VTIMEZONEs that were written last, under a lock of their own --- */

struct written *written_new(void);
void written_free(struct written *w);
/* Adds the text that was kept; false when there is none. */
bool written_find(struct written *w, const char *tzid, int first_year, int last_year,
                  struct text *out);
void written_keep(struct written *w, const char *tzid, int first_year, int last_year,
                  struct span text);

/* --- footer.c: POSIX TZ rules, RFC 8536, 3.3 --- */

/* Adds the changes that the rule makes after the last one of z, for one cycle. false: no rule. */
bool zone_add_footer(struct zone *z, struct span footer);

/* --- tzif.c: RFC 8536 and 9636 --- */

/* NULL when the bytes are no TZif file or an illegal one. */
struct zone *zone_from_tzif(const char *name, struct span bytes);
/* The same from a file below dir; name must have passed zone_name_is_safe. */
struct zone *zone_load(const char *dir, const char *name);

/* --- names.c --- */

/* No path tricks: what may stand below the tzdata directory. */
bool zone_name_is_safe(struct span name);
/* The IANA name of a Windows, Exchange or Lotus name; NULL when it is none of them. CLDR 47. */
const char *zone_name_of_product(struct span name);
/* The zones of Windows names, the best known first, for recognition by rules. */
size_t zone_name_candidates(const char **names_out, size_t most);

/* --- zones.c --- */

/* The zone of exactly this IANA name (letter case of the file), or NULL. */
const struct zone *zones_exact(struct zones *z, struct span name);
/* The zone of an IANA name in any letter case, blanks for underscores, or of a city alone. */
const struct zone *zones_inexact(struct zones *z, struct span name);
/* Adds a custom zone, or gives the equal one that is there; takes c over. NULL: there are too
 * many. */
const struct zone *zones_adopt(struct zones *z, struct zone *c);

#endif
