/* What the rows of calendars share: the texts that they measure with, the clock, the paper. */
#ifndef CONVOKE_BENCH_CALENDARS_H
#define CONVOKE_BENCH_CALENDARS_H

#include "convoke/ical.h"

/* What every row may use; made once. */
struct bench {
    struct zones *zones;
    char *event; /* one object of 1.75 kB, with its zone: what a program PUTs */
    size_t event_len;
    char *feed; /* 10,000 such events in one calendar, 17.5 MB */
    size_t feed_len;
    char *series; /* one object: a series with 500 overrides */
    size_t series_len;
};

/* A row measures, prints what it measured and says whether that is what is wanted. */
typedef bool bench_row(const struct bench *b);
bench_row row_scan, row_event, row_splice, row_hostile, row_memory, row_zones, row_recurrence;

double bench_seconds(void); /* of the processor: what else runs here does not count */
/* The shortest of several runs, in seconds; a run lasts long enough to be read on the clock. */
double bench_least(void (*run)(const struct bench *b, void *with), const struct bench *b,
                   void *with);
/* One line of a row: what was measured, its unit, what is wanted of it. */
bool bench_at_least(const char *what, double got, const char *unit, double wanted);
bool bench_at_most(const char *what, double got, const char *unit, double wanted);

/* An event as a program writes one that people work with: some 1,750 bytes with CRLF. */
void bench_add_event(struct text *t, int number);
/* The same as one occurrence of the series `uid` that was changed. */
void bench_add_override(struct text *t, const char *uid, int day);

#endif
