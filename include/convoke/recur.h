/* Which instants a recurrence set has, in bounded steps. RFC 5545, 3.3.10 and 3.8.5
 *
 * Rules are expanded in local time and only then turned into instants, so DST is right. Every call
 * takes a budget of steps; using it up is an answer, never a hang. No rule goes beyond the year
 * 9999. A set is safe to ask from many threads once all has been added to it.
 *
 * What RFC 5545 leaves open is decided so:
 * - An instance in a gap is shifted as 3.3.5 says of explicit times; its RECURRENCE-ID keeps the
 *   time that the rule gives, unless another instance is at that time already: they are one then.
 *   In an overlap it comes once, with the first reading.
 * - COUNT counts local times, also those that are one instant. None comes before the start: what a
 *   rule gives right after a gap in which the start lies is counted and left out.
 * - Hours, minutes and seconds are stepped on the wall clock too.
 * - A start that no rule gives is an instance, and the first that COUNT counts.
 * - FREQ=YEARLY with BYMONTHDAY and no BYMONTH means every month; BYWEEKNO without a day means all
 *   days of the week; a week's days count in the calendar year that they lie in.
 * - BYSETPOS picks from the whole period, also where the period begins before the start.
 * - UNTIL as a date means all of that day; UNTIL in UTC is compared as an instant, so it leaves out
 *   what a gap moves past it, but not what follows the gap and lies before it.
 * - RSCALE names a calendar of CLDR; CHINESE, HEBREW and the like are those of ICU. SKIP moves days
 *   of the month or year that YEARLY and MONTHLY rules do not find, and leap months that YEARLY
 *   ones do not find, to the next or the last that is there; what is moved onto another instance
 *   comes once and counts once. What is moved still belongs to its own month or year: there
 *   BYSETPOS picks, and COUNT counts what it picked. Weeks, days of the year and months by which
 *   finer rules are limited are the calendar's.
 *
 * What it forbids but is written is read leniently: COUNT with UNTIL (both end the rule), SKIP
 * without RSCALE (the calendar is the Gregorian), BYWEEKNO or BYYEARDAY at other frequencies (they
 * limit), a number before the weekday of a weekly or finer rule (it is passed over), times of day
 * for a date (passed over). */
#ifndef CONVOKE_RECUR_H
#define CONVOKE_RECUR_H

#include "base.h"
#include "zone.h"

struct recurrence;

enum recur_answer {
    RECUR_NONE,      /* there is no (further) instance */
    RECUR_FOUND,     /* here it is */
    RECUR_EXHAUSTED, /* the budget is used up; nothing is known */
};

/* Steps that suffice for every sensible rule; to use them up takes a few milliseconds, in calendars
 * of ICU some 15. Pass less where many events are asked at once, or by strangers. EXHAUSTED leaves
 * open whether there is an instance: a caller takes it as "perhaps", never as "none" (an event of
 * which no end is found may go on for ever); what a window gave before is right. */
#define RECUR_BUDGET 100000

/* The set that begins at start. zone: NULL for floating and date values, which are then counted as
 * if in UTC. is_date: whole days. */
struct recurrence *recurrence_new(wall start, bool is_date, const struct zone *zone);
void recurrence_free(struct recurrence *r);
OWNABLE(recurrence)

/* The start is an instance only when a rule gives it, and COUNT counts what the rule gives. Without
 * this call the start always is the first instance, counted by COUNT, whether the rule gives it or
 * not. To be called before anything is asked. RFC 5545, 3.8.5.3 */
void recurrence_start_by_rule(struct recurrence *r);

/* RRULE and EXRULE as they stand after the colon. FAULT_INVALID names the part that is wrong, for a
 * calendar that is not known with the precondition "supported-rscale". Several of each may be
 * added. RFC 5545, 3.3.10; RFC 7529 */
bool recurrence_add_rule(struct recurrence *r, struct span rule, struct error *err) MUST_USE;
bool recurrence_exclude_rule(struct recurrence *r, struct span rule, struct error *err) MUST_USE;
/* RDATE and EXDATE values. A wall is read in the set's zone; an instant is a UTC value. */
void recurrence_add_wall(struct recurrence *r, wall at);
void recurrence_add_instant(struct recurrence *r, instant at);
void recurrence_exclude_wall(struct recurrence *r, wall at);
void recurrence_exclude_instant(struct recurrence *r, instant at);
void recurrence_exclude_day(struct recurrence *r,
                            int64_t day); /* EXDATE;VALUE=DATE: days since 1970 */

struct instance {
    wall local; /* as its RECURRENCE-ID names it */
    instant at; /* the same as an instant */
};

/* The first instance that starts at or after an instant. */
enum recur_answer recurrence_next(const struct recurrence *r, instant from, int64_t budget,
                                  struct instance *out);
/* Instances with from <= at < to, in order, each once; at most `most` of them. *count_out says how
 * many were written; RECUR_FOUND when the window is complete, RECUR_EXHAUSTED when cut short. */
enum recur_answer recurrence_window(const struct recurrence *r, instant from, instant to,
                                    int64_t budget, struct instance *out, size_t most,
                                    size_t *count_out);
/* The last one: RECUR_NONE when the set is endless or empty (recurrence_is_endless tells). */
enum recur_answer recurrence_last(const struct recurrence *r, int64_t budget, struct instance *out);
bool recurrence_is_endless(const struct recurrence *r);
/* Whether an instance starts at this local time (a RECURRENCE-ID is a real occurrence). */
enum recur_answer recurrence_has(const struct recurrence *r, wall local, int64_t budget);
/* How many there are, counted up to `most`. */
enum recur_answer recurrence_count(const struct recurrence *r, size_t most, int64_t budget,
                                   size_t *count_out);

/* "every second Tuesday until 3 March 2027, except on 5 January 2027": what the set is in words, as
 * a part of a sentence without a full stop. What the rule leaves to the start is said too; days are
 * those of the set's zone. Few dates are named, of more the number is given. language: NULL is
 * English. false, and nothing added, when the set has no instance that could be named. */
bool recurrence_add_words(const struct recurrence *r, const struct language *language,
                          struct text *out);
/* NULL when Exchange and Outlook can hold the set; otherwise why not, a constant sentence. */
const char *recurrence_exchange_problem(const struct recurrence *r);

#endif
