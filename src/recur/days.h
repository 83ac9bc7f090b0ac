/* A day as the BYxxx parts look at it. */
#ifndef CONVOKE_RECUR_DAYS_H
#define CONVOKE_RECUR_DAYS_H

#include "rule.h"

struct date {
    int64_t day; /* since 1970-01-01 */
    int64_t year;
    int month, month_day, month_length;
    int weekday;
};

/* In the calendar that the rule counts in. */
struct date date_of(const struct rule *r, int64_t day);

/* Whether the rule's part leaves this day in. BYDAY; BYWEEKNO; BYYEARDAY; BYMONTH. */
bool weekday_fits(const struct rule *r, const struct date *d);
bool week_fits(const struct rule *r, const struct date *d);
bool yearday_fits(const struct rule *r, const struct date *d);
bool month_fits(const struct rule *r, int month);
/* Whether there ever is a day that all parts leave in; true where that is not known. */
bool some_day_fits(const struct rule *r);

/* --- skip.c --- */

/* As period_days, for a MONTHLY or YEARLY rule that does not omit days that are not there. */
int period_days_skipping(const struct rule *r, int64_t period, int32_t *days_out);

#endif
