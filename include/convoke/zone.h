/* Time zones: the system's tzdata (TZif), gaps and overlaps, Windows names, VTIMEZONE.
 *
 * A zone is immutable and borrowed from the zones that made it. All functions are safe from any
 * thread. Nothing here walks seconds: every call costs a bounded number of steps. */
#ifndef CONVOKE_ZONE_H
#define CONVOKE_ZONE_H

#include "base.h"

/* Seconds since 1970-01-01T00:00:00 on a wall clock: what a date and time of day would be in UTC.
 * Calendar arithmetic is done in these, and turned into instants by a zone at the end. */
typedef int64_t wall;

struct civil {
    int32_t year; /* 1 to 9999 in what is read */
    int month, day, hour, minute, second;
};

int64_t days_from_civil(int64_t year, int month, int day); /* days since 1970-01-01, Gregorian */
void civil_from_days(int64_t days, int64_t *year_out, int *month_out, int *day_out);
int weekday_of_days(int64_t days); /* 0 Sunday to 6 Saturday */
int days_in_month(int64_t year, int month);
wall wall_of(struct civil c);
struct civil civil_of(wall w);

struct zones;
struct zone;

/* Reads tzdata below dir (NULL: $TZDIR or /usr/share/zoneinfo), each zone when first named.
 * FAULT_NOT_FOUND when there is no tzdata. */
struct zones *zones_open(const char *dir, struct error *err) MUST_USE;
void zones_free(struct zones *z);
OWNABLE(zones)
/* Looks whether tzdata was replaced since it was read, or a file of it that was read (by a
 * package's upgrade, a link that points elsewhere, a file written anew); then zones named from now
 * on are read anew, and true is given. What was borrowed before stays as it was, until z is freed.
 */
bool zones_refresh(struct zones *z);

/* The zone of a TZID as programs write it: IANA names and links (also where tzdata has no file for
 * the one or the other), "/vendor/…/Europe/Berlin", Windows, Exchange and Lotus names and their
 * variants (display names with their offset, trailing blanks, quotes, " 1", letter case, Notes'
 * $ZN=), UTC, Etc/…, GMT+1 forms. At most 200 bytes. NULL when nothing is known by it. Borrowed
 * from z. What was asked before is found without a lock. Unicode CLDR, windowsZones */
const struct zone *zone_named(struct zones *z, struct span tzid);
/* The same, said by somebody whose own zone is near (an IANA name), or who is in the territory
 * near ("CH"); empty: nobody knows. A Windows name means many places: it gives the zone of that
 * place if CLDR has it under this name and its clocks have agreed since 2000 with those that the
 * name means wherever it is said. So "W. Europe Standard Time" near Europe/Zurich is Europe/Zurich,
 * and no instant depends on near. */
const struct zone *zone_named_near(struct zones *z, struct span tzid, struct span near);
const struct zone *zone_utc(void);
const char *zone_name(const struct zone *z); /* the IANA name, or the TZID of a custom one */

/* The zone that a VTIMEZONE describes: the IANA one when a name (TZID, X-LIC-LOCATION, X-TZINFO,
 * TZID-ALIAS-OF, X-MICROSOFT-CDO-TZID) or the observances tell it (a product's name only where the
 * observances do not contradict), otherwise one made of its own rules and dates. Rules may be
 * yearly, monthly, weekly or daily, without BYWEEKNO; a missing TZOFFSETFROM or TZOFFSETTO is lent
 * by the other season. vtimezone: BEGIN to END, unfolded or not. FAULT_INVALID when it describes
 * none; FAULT_TOO_LARGE when it has more than 256 KiB or 8192 changes, or when z holds 2000 zones
 * of their own rules (equal ones count once). A text that was read before is known by its digest.
 * Borrowed from z. RFC 5545, 3.6.5 */
const struct zone *zone_from_vtimezone(struct zones *z, struct span vtimezone, struct error *err);
/* The same, with names as zone_named_near understands them. */
const struct zone *zone_from_vtimezone_near(struct zones *z, struct span vtimezone,
                                            struct span near, struct error *err);

/* The instant of a local time. In a gap the offset before it is used, so the instant lies after the
 * gap, and there alone zone_wall(z, zone_instant(z, w)) is not w but later. Of a doubled time the
 * first is meant. A later local time is never an earlier instant, but for those in a gap and those
 * that follow it. Where a clock changes again before it has run through what it jumped over, as
 * none does, a time may be read as one in a gap. RFC 5545, 3.3.5 */
instant zone_instant(const struct zone *z, wall local);
wall zone_wall(const struct zone *z, instant at);
int32_t zone_offset(const struct zone *z, instant at);           /* seconds east of UTC */
const char *zone_abbreviation(const struct zone *z, instant at); /* "CET"; "" when it has none */
/* The first change of offset after an instant; false when there is none. */
bool zone_next_change(const struct zone *z, instant after, instant *at_out);

/* A VTIMEZONE with this TZID, right from first_year to last_year (and beyond while the last rule
 * holds): RRULEs where they hold, no mix of RDATE and RRULE in one observance; CRLF line ends.
 * RFC 5545, 3.6.5; as Outlook and Apple accept it. */
void zone_add_vtimezone(const struct zone *z, const char *tzid, int first_year, int last_year,
                        struct text *out);

#endif
