/* The calendars that rules may count in: their years, months and leap months. RFC 7529 */
#ifndef CONVOKE_RECUR_SCALE_H
#define CONVOKE_RECUR_SCALE_H

#include "convoke/zone.h"

#define LEAP_MONTH  32 /* added to a month's number: the leap month after it, BYMONTH=5L */
#define MOST_MONTHS 13

struct scale_month {
    int16_t number; /* 1 to 13; a leap month's is that of the month before it + LEAP_MONTH */
    int16_t first;  /* day of the year, from 0 */
    int16_t length; /* days */
};

struct scale_year {
    int64_t year;      /* as the calendar counts them, without eras */
    int64_t first_day; /* since 1970-01-01 */
    int length, nmonths;
    struct scale_month months[MOST_MONTHS];
};

/* One calendar. Safe from any thread. */
struct scale;

/* CLDR's names of calendars in any case. FAULT_INVALID when the name is none of them. */
struct scale *scale_open(struct span name, struct error *err) MUST_USE;
void scale_free(struct scale *s);
OWNABLE(scale)
const char *scale_name(const struct scale *s); /* of CLDR, in capitals */
/* Whether its years and months are the Gregorian ones, whatever they are called. */
bool scale_is_gregorian(const struct scale *s);

void scale_year(struct scale *s, int64_t year, struct scale_year *out);
void scale_year_of_day(struct scale *s, int64_t day, struct scale_year *out);
/* Which month of the year (its index) a day of that year lies in. */
int scale_month_of_day(const struct scale_year *y, int64_t day);

/* Months numbered one after the other, whatever year they are in, from an arbitrary one on. */
int64_t scale_month_number(struct scale *s, int64_t day);
int64_t scale_month_first_day(struct scale *s, int64_t number);

/* What reading a year about this day costs, in steps of a budget. */
int64_t scale_steps(const struct scale *s, int64_t day);

/* --- lunar.c --- */

/* Chinese and Korean years that begin in 1900 to 2199; false for others. Reading one from ICU
 * takes more than a millisecond. gregorian: the year in which it begins. */
enum lunar { LUNAR_NONE, LUNAR_CHINESE, LUNAR_DANGI };
bool lunar_has(int64_t gregorian);
void lunar_year(enum lunar which, int64_t gregorian, struct scale_year *out);

#endif
