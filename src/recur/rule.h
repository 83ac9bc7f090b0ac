/* What the files of this folder share: a parsed rule, and walking through its local times. */
#ifndef CONVOKE_RECUR_RULE_H
#define CONVOKE_RECUR_RULE_H

#include "convoke/recur.h"
#include "scale.h"

#define DAY_S         86400
#define LAST_YEAR     9999
#define LAST_WALL     INT64_C(253402300799) /* 9999-12-31T23:59:59 */
#define MOST_DAYS     387 /* of a Hebrew leap year, and those that SKIP moves there */
#define MOST_POSITION 366
#define MOST_YEARDAY  385
#define FARTHEST_S    (26 * 3600) /* no zone's offset changes by more */

enum freq { SECONDLY, MINUTELY, HOURLY, DAILY, WEEKLY, MONTHLY, YEARLY };

/* A set of the numbers -385 to 385: the list of a BYxxx part, duplicates merged. */
struct numbers {
    uint64_t positive[7], negative[7];
    int count;
};

struct nth_day { /* 2TU, -1FR */
    int nth, weekday;
};

enum part {
    PART_FREQ,
    PART_INTERVAL,
    PART_COUNT,
    PART_UNTIL,
    PART_WKST,
    PART_BYMONTH,
    PART_BYMONTHDAY,
    PART_BYYEARDAY,
    PART_BYWEEKNO,
    PART_BYDAY,
    PART_BYHOUR,
    PART_BYMINUTE,
    PART_BYSECOND,
    PART_BYSETPOS,
    PART_RSCALE,
    PART_SKIP,
};

/* Seconds of a day or week, the last one included. */
#define MOST_RANGES 64
struct range {
    int from, to;
};

enum skip { SKIP_OMIT, SKIP_BACKWARD, SKIP_FORWARD };

struct rule {
    enum freq freq;
    int64_t interval;
    int64_t count; /* 0: none */
    bool has_until, until_is_utc, until_is_date;
    wall until;        /* the last local time, or UTC time, that may be */
    int first_weekday; /* WKST */
    struct numbers months, monthdays, yeardays, weeks, positions, hours, minutes, seconds;
    unsigned weekdays; /* bit: every such day */
    struct nth_day nth_days[64];
    int nnth_days;
    uint32_t written; /* bits of enum part */
    enum skip skip;
    const char *foreign;    /* the part that has what only other calendars' years have; or NULL */
    struct span scale_name; /* RSCALE, in the text that was parsed */

    /* Completed from the start, ready for walking: */
    wall start;
    struct scale *scale; /* NULL: the Gregorian calendar, and nothing is skipped */
    int64_t first_unit;  /* the start's day, month or year: see unit_of_day */
    uint8_t hour[24], minute[60], second[60]; /* ascending */
    int nhours, nminutes, nseconds;
    int64_t times;   /* of day that a day has, or the rule's period where that is shorter */
    wall first_time; /* the first of them, from the begin of the day or period */
    int16_t position[2 * MOST_POSITION]; /* BYSETPOS */
    int npositions;
    int early_s;     /* how long before its first day a period may have an instance: SKIP */
    bool is_never;   /* no day or no time of day fits, ever */
    int64_t repeat;  /* so many periods always have equally many instances; 0: not known */
    int nranges;     /* times that the limits leave to strides: see stride.c */
    int range_cycle; /* seconds of a day or week */
    struct range ranges[MOST_RANGES];
    int64_t cycle; /* after so many periods the calendar repeats; 0: not known */
};

static inline bool rule_says(const struct rule *r, enum part p)
{
    return r->written >> p & 1;
}

static inline int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

static inline int64_t greatest_divisor(int64_t a, int64_t b)
{
    while (b) {
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* --- parse.c --- */

/* The text has to stay until rule_complete. */
bool rule_parse(struct span text, struct rule *out, struct error *err);
bool numbers_have(const struct numbers *n, int number);
void numbers_add(struct numbers *n, int number);

/* --- rule.c --- */

/* Fills in what the rule leaves to the start. is_date: times of day do not count.
 * FAULT_INVALID when rule and start do not go together. */
bool rule_complete(struct rule *r, wall start, bool is_date, struct error *err);
void rule_drop(struct rule *r); /* what a complete rule holds */

/* --- stride.c: rules finer than a day, of which INTERVAL units are a stride --- */

static inline int64_t unit_s(const struct rule *r)
{
    return r->freq == SECONDLY ? 1 : r->freq == MINUTELY ? 60 : 3600;
}

static inline int64_t stride_s(const struct rule *r)
{
    return unit_s(r) * r->interval;
}

static inline wall first_stride(const struct rule *r)
{
    return floor_div(r->start, unit_s(r)) * unit_s(r);
}

/* Finds the times of day that the rule's limits leave in; false when no stride ever reaches one. */
bool stride_complete(struct rule *r);
/* Of a rule with ranges: how many strides from a time to the first that its limits may leave in. */
int64_t strides_until(const struct rule *r, wall time);

/* --- days.c: which days a rule has --- */

/* The days of a WEEKLY, MONTHLY or YEARLY period, ascending; at most MOST_DAYS. */
int period_days(const struct rule *r, int64_t period, int32_t *days_out);
/* The day, or the number of the week, month or year that it lies in: what FREQ counts. */
int64_t unit_of_day(const struct rule *r, int64_t day);
/* Periods are counted from that of the start, INTERVAL of them apart. */
int64_t period_first_day(const struct rule *r, int64_t period);
int64_t period_of_day(const struct rule *r, int64_t day); /* the one at or before this day */
/* DAILY and finer: whether the BYxxx parts leave this day in; if not, *next_out is a later day
 * before which none is. */
bool day_passes(const struct rule *r, int64_t day, int64_t *next_out);

/* --- cursor.c: one rule's local times, ascending, COUNT and UNTIL obeyed --- */

struct cursor {
    const struct rule *rule;
    const struct zone *zone; /* for an UNTIL in UTC; may be NULL */
    wall stop;               /* nothing later is asked for */
    int64_t period;          /* the one that is loaded */
    int64_t given;           /* instances before the next, when the rule has a COUNT */
    int64_t index, total;    /* within the period, BYSETPOS applied */
    int64_t dropped;         /* of the period: SKIP made the period before give them already */
    int64_t paid_day;        /* up to here the calendar's years are paid for */
    wall begin;              /* of the period */
    bool is_over;
    int ndays, npositions;
    int32_t days[MOST_DAYS];
    int32_t picked[4 * MOST_POSITION]; /* by BYSETPOS: seconds from the begin of the period */
};

/* Stands before the first local time at or after from. counted: instances that COUNT takes as
 * given before the rule's first. false: the budget is used up. */
bool cursor_start(struct cursor *c, const struct rule *r, const struct zone *zone, wall from,
                  wall stop, int64_t counted, int64_t *budget);
enum recur_answer cursor_next(struct cursor *c, wall *out, int64_t *budget);
/* The last local time of a rule with a COUNT. */
enum recur_answer cursor_last_counted(struct cursor *c, const struct rule *r,
                                      const struct zone *zone, int64_t counted, wall *out,
                                      int64_t *budget);
/* Whether the rule without COUNT and UNTIL has an instance here. */
bool rule_gives(const struct rule *r, wall local);

#endif
