/* Recurrence: windows far away, many exclusions and overrides, and the memory of the calls. */
#include "calendars.h"

#include <stdio.h>

#define FOUND    64
#define RUNS     100
#define YEAR_S   (INT64_C(31556952))
#define MONTH_S  (30 * INT64_C(86400))
#define EXCLUDED 60000
#define CALENDAR "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Convoke//Bench//EN\r\n"
#define MASTER                                                                                   \
    "BEGIN:VEVENT\r\nUID:a\r\nDTSTAMP:20260101T000000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY\r\n" \
    "DTSTART;TZID=Europe/Berlin:20260101T100000\r\n"

/* --- windows of a set, and of an event ------------------------------------------------------- */

struct asked {
    const struct recurrence *set;
    const struct event *event;
    instant from, to;
};

static void ask_set(const struct bench *b, void *with)
{
    const struct asked *a = with;
    struct instance found[FOUND];
    size_t count;
    (void)b;
    for (int i = 0; i < RUNS; i++)
        if (recurrence_window(a->set, a->from, a->to, RECUR_BUDGET, found, FOUND, &count) !=
                RECUR_FOUND ||
            count == 0)
            abort();
}

static void ask_event(const struct bench *b, void *with)
{
    const struct asked *a = with;
    struct occurrence found[FOUND];
    size_t count;
    for (int i = 0; i < RUNS; i++)
        if (event_window(a->event, zone_named(b->zones, SPAN("Europe/Berlin")), a->from, a->to,
                         RECUR_BUDGET, found, FOUND, &count) != RECUR_FOUND ||
            count == 0)
            abort();
}

static struct event *read_event(const struct bench *b, const struct text *t)
{
    struct error err;
    struct event *e = event_read(text_span(t), b->zones, NULL, &err);
    if (!e)
        fprintf(stderr, "%s\n", err.said);
    return e;
}

/* EXDATEs of every second day from 2026 on, in order or back from the last. */
static void add_excluded(struct text *t, int count, bool backwards)
{
    for (int i = 0; i < count; i++) {
        int64_t year, day = days_from_civil(2026, 1, 1) + (backwards ? count - i : i) * INT64_C(2);
        int month, month_day;
        civil_from_days(day, &year, &month, &month_day);
        text_add_str(t, i % 50 ? ","
                        : i    ? "\r\nEXDATE;TZID=Europe/Berlin:"
                               : "EXDATE;TZID=Europe/Berlin:");
        text_addf(t, "%04d%02d%02dT100000", (int)year, month, month_day);
    }
    text_add_str(t, count ? "\r\n" : "");
}

static bool month_in_ten_years(const struct bench *b, int excluded, double wanted_us)
{
    OWN(text) t = text_new();
    OWN_CHARS what = mem_strf("a month of a daily rule in 2036, %d EXDATEs", excluded);
    text_add_str(t, CALENDAR MASTER);
    add_excluded(t, excluded, false);
    text_add_str(t, "END:VEVENT\r\nEND:VCALENDAR\r\n");
    OWN(event) e = read_event(b, t);
    instant from = days_from_civil(2036, 5, 1) * 86400;
    struct asked a = {e ? e->master->recurrence : NULL, e, from, from + MONTH_S};
    return e && bench_at_most(what, bench_least(ask_set, b, &a) / RUNS * 1e6, "us", wanted_us);
}

/* A window at which all exclusions lie too. */
static bool month_among_excluded(const struct bench *b)
{
    OWN(text) t = text_new();
    text_add_str(t, CALENDAR MASTER);
    add_excluded(t, 500, true);
    text_add_str(t, "END:VEVENT\r\nEND:VCALENDAR\r\n");
    OWN(event) e = read_event(b, t);
    instant from = days_from_civil(2027, 5, 1) * 86400;
    struct asked a = {e ? e->master->recurrence : NULL, e, from, from + MONTH_S};
    return e && bench_at_most("a month among 500 EXDATEs", bench_least(ask_set, b, &a) / RUNS * 1e6,
                              "us", 20);
}

static bool month_in_2500(const struct bench *b, int overrides)
{
    OWN(text) t = text_new();
    OWN_CHARS what = mem_strf("a month in 2500, %d overrides", overrides);
    text_add_str(t, CALENDAR MASTER "END:VEVENT\r\n");
    for (int i = 0; i < overrides; i++)
        bench_add_override(t, "a", i);
    text_add_str(t, "END:VCALENDAR\r\n");
    OWN(event) e = read_event(b, t);
    instant from = days_from_civil(2500, 5, 1) * 86400;
    struct asked a = {NULL, e, from, from + MONTH_S};
    return e && bench_at_most(what, bench_least(ask_event, b, &a) / RUNS * 1e6, "us", 10);
}

/* --- reading --------------------------------------------------------------------------------- */

static void read_text(const struct bench *b, void *with)
{
    OWN(event) e = read_event(b, with);
    if (!e)
        abort();
}

static bool read_excluded(const struct bench *b, bool backwards)
{
    OWN(text) t = text_new();
    OWN_CHARS what =
        mem_strf("reading %d EXDATEs%s", EXCLUDED, backwards ? ", the last first" : "");
    text_add_str(t, CALENDAR MASTER);
    add_excluded(t, EXCLUDED, backwards);
    text_add_str(t, "END:VEVENT\r\nEND:VCALENDAR\r\n");
    return bench_at_most(what, bench_least(read_text, b, t) * 1e3, "ms", 50);
}

bool row_recurrence(const struct bench *b)
{
    bool all = month_in_ten_years(b, 0, 2);
    all &= month_in_ten_years(b, 500, 20);
    all &= month_among_excluded(b);
    all &= month_in_2500(b, 0);
    all &= month_in_2500(b, 30);
    all &= month_in_2500(b, 500);
    all &= read_excluded(b, false);
    all &= read_excluded(b, true);
    return all;
}
