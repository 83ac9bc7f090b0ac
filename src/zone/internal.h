/* What the files of this folder share. */
#ifndef CONVOKE_ZONE_INTERNAL_H
#define CONVOKE_ZONE_INTERNAL_H

#include <stdatomic.h>

#include "convoke/zone.h"

/* The Gregorian calendar, weekdays included, repeats after 400 years; so does every rule made of
 * months, weekdays and days. */
#define CYCLE_YEARS 400
#define CYCLE_S     (146097 * INT64_C(86400))

/* By then every change of law that is known lies behind, and rules have shown themselves. */
#define ZONE_RULES_FROM   INT64_C(2145916800) /* 2038-01-01 */
#define ZONE_RULES_UNTIL  (ZONE_RULES_FROM + 8 * INT64_C(31556952))

#define ZONE_MOST_CHANGES 8192
#define ZONE_ABBREVIATION 16
#define ZONE_NAME_BYTES   200 /* longer ones are none */

/* What holds from one change of offset to the next. */
struct period {
    instant at;     /* it begins; INSTANT_FIRST for the first */
    wall from;      /* local times from here on are read with its offset */
    int32_t offset; /* seconds east of UTC */
    bool is_dst;
    uint16_t abbreviation; /* which of the zone's */
};

struct zone {
    char *name;
    struct period *periods; /* ascending; the first begins at INSTANT_FIRST */
    size_t nperiods, capacity;
    char (*abbreviations)[ZONE_ABBREVIATION];
    size_t nabbreviations, abbreviations_capacity;
    /* What is later than the cycle's end is looked up whole cycles earlier; INSTANT_NEVER when the
     * last period holds for ever. */
    instant cycle_end;
    _Atomic uint32_t *hint; /* where the last look-up ended: most come in order */
    struct written *written;
};

/* --- table.c: making a zone from its changes --- */

struct zone *zone_make(const char *name);
void zone_drop(struct zone *z);
/* Room for so many periods, so that they need not move while they are added. */
void zone_reserve(struct zone *z, size_t periods);
/* In ascending order; a change at the instant of the one before replaces it, an earlier one is
 * left out. Before the first, offset and abbreviation are those of the first call. */
bool zone_add_period(struct zone *z, instant at, int32_t offset, bool is_dst,
                     struct span abbreviation);
void zone_finish(struct zone *z);
/* Whether both have the same offsets from one instant to the other. *changes_out: how often they
 * change. */
bool zone_agrees(const struct zone *a, const struct zone *b, instant from, instant to,
                 size_t *changes_out);

/* --- lookup.c --- */

/* What holds at an instant; where it lies behind the table, cycles earlier. */
const struct period *zone_period_at(const struct zone *z, instant at);

/* --- written.c: VTIMEZONEs that were written last, under a lock of their own --- */

struct written *written_new(void);
void written_free(struct written *w);
/* Adds the text that was kept; false when there is none. */
bool written_find(struct written *w, const char *tzid, int first_year, int last_year,
                  struct text *out);
void written_keep(struct written *w, const char *tzid, int first_year, int last_year,
                  struct span text);

/* --- footer.c: POSIX TZ rules, RFC 8536, 3.3 --- */

/* Adds the changes that the rule makes after an instant, for one cycle. false: no rule, or too
 * many changes. */
bool zone_add_footer(struct zone *z, struct span footer, instant last);

/* --- tzif.c: RFC 8536 and 9636 --- */

/* NULL when the bytes are no TZif file or an illegal one. */
struct zone *zone_from_tzif(const char *name, struct span bytes);
/* The same from a file below dir; name must have passed zone_name_is_safe. */
struct zone *zone_load(const char *dir, const char *name);

/* --- windows.c: CLDR's map of Windows names --- */

/* The zone of a Windows name, wherever it is said; NULL when it is none. */
const char *windows_zone(struct span name);
/* Where zone is what a Windows name means wherever it is said: the zone that the name means near an
 * IANA zone or in a territory ("CH"); len 0 when CLDR has none there. Constant. */
struct span windows_zone_near(const char *zone, struct span near);
/* The zones of all Windows names, one after the other; NULL behind the last. */
const char *windows_zone_at(size_t i);

/* --- names.c --- */

/* The IANA name of a Windows, Exchange or Lotus name; NULL when it is none of them. */
const char *zone_name_of_product(struct span name);
/* The IANA name of a CdoTimeZoneId of Exchange 2000, in decimal; NULL when it is none. */
const char *zone_name_of_cdo(struct span number);

/* --- links.c: second names of the tz database --- */

/* The zone that the name is a link to, or the name itself. */
struct span zone_name_linked(struct span name);
/* The nth of the links to this zone; NULL behind the last. */
const char *zone_name_link(struct span zone, size_t nth);

/* --- listing.c: names of files, any letter case --- */

struct listing;
struct listing *zone_listing_new(const char *dir);
void zone_listing_free(struct listing *l);
const char *zone_listing_find(const struct listing *l, struct span name); /* borrowed, or NULL */

/* --- spelled.c: what TZIDs have turned out to mean --- */

struct spelled;
struct spelled *spelled_new(void);
void spelled_free(struct spelled *s);
/* Found without a lock; *zone_out is NULL for what means nothing. */
bool spelled_find(struct spelled *s, struct span tzid, struct span near,
                  const struct zone **zone_out);
/* One thread at a time; what is too much is not kept. tzid, near: at most 65535 bytes. */
void spelled_keep(struct spelled *s, struct span tzid, struct span near, const struct zone *zone);

/* --- zones.c --- */

/* No path tricks: what may stand below the tzdata directory. */
bool zone_name_is_safe(struct span name);
/* The zone of exactly this IANA name (letter case of the file), or of a link of it where tzdata
 * has no file for it; or NULL. */
const struct zone *zones_exact(struct zones *z, struct span name);
/* The zone of an IANA name in any letter case, any of " _-/" for another, or of a city alone. */
const struct zone *zones_inexact(struct zones *z, struct span name);
/* Adds a custom zone, or gives the equal one that is there; takes c over. NULL: there are too
 * many. */
const struct zone *zones_adopt(struct zones *z, struct zone *c);

/* NULL when it is known what the TZID means, or what else stands for a zone near another; otherwise
 * what zones_remember wants, so that nothing is kept that was found in tzdata which has been
 * replaced. */
struct edition;
struct edition *zones_recall(struct zones *z, struct span tzid, struct span near,
                             const struct zone **zone_out);
void zones_remember(struct zones *z, struct edition *asked, struct span tzid, struct span near,
                    const struct zone *zone);

#endif
