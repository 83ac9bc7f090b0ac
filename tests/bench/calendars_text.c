/* How fast texts are scanned, read and edited, against libical where it does the same. */
#include "calendars.h"

#include <libical/ical.h>
#include <stdio.h>

/* --- scan ------------------------------------------------------------------------------------ */

static void scan_feed(const struct bench *b, void *with)
{
    OWN(ical_reader) r = ical_reader_new(span_make(b->feed, b->feed_len), NULL);
    struct ical_line l;
    size_t *lines = with;
    for (*lines = 0; ical_reader_next(r, &l, NULL) == 1;)
        ++*lines;
}

bool row_scan(const struct bench *b)
{
    size_t lines = 0;
    double took = bench_least(scan_feed, b, &lines);
    printf("  %.1f MB, %zu content lines: names, parameters and values, unfolded\n",
           (double)b->feed_len / 1e6, lines);
    return bench_at_least("content lines", (double)b->feed_len / took / 1e9, "GB/s", 1);
}

/* --- event ----------------------------------------------------------------------------------- */

static void read_event(const struct bench *b, void *with)
{
    OWN(event) e = event_read(span_make(b->event, b->event_len), b->zones, NULL, with);
    instant start, end;
    if (e)
        event_span(e, NULL, &start, &end);
}

static void check_event(const struct bench *b, void *with)
{
    OWN(findings) f = findings_new(10);
    event_free(event_check(span_make(b->event, b->event_len), b->zones, NULL, f, with));
}

static void parse_event(const struct bench *b, void *with)
{
    (void)with;
    icalcomponent *c = icalparser_parse_string(b->event);
    icalcomponent_free(c);
}

static void hash_event(const struct bench *b, void *with)
{
    *(struct digest *)with = ical_hash(span_make(b->event, b->event_len));
}

bool row_event(const struct bench *b)
{
    struct error err = {0};
    struct digest d;
    double ours = bench_least(read_event, b, &err), theirs = bench_least(parse_event, b, NULL);
    double hash = bench_least(hash_event, b, &d), check = bench_least(check_event, b, &err);
    if (err.kind != FAULT_NONE) {
        printf("  %s\n", err.said);
        return false;
    }
    printf("  %zu bytes: read and its span found %.2f us; checked by every rule, with findings "
           "%.2f us; hashed %.2f us; libical's parse and free %.2f us\n",
           b->event_len, ours * 1e6, check * 1e6, hash * 1e6, theirs * 1e6);
    return bench_at_least("libical's parse alone / event_read", theirs / ours, "", 5);
}

/* --- splice ---------------------------------------------------------------------------------- */

/* Everybody's answer in every override, as when somebody accepts a series. */
static void answer_all(const struct bench *b, void *with)
{
    (void)b;
    const struct event *e = with;
    OWN(splice) s = splice_new(e);
    for (size_t i = 0; i < e->noverrides; i++)
        splice_set_param(s, &e->overrides[i], &e->overrides[i].attendees[0], "PARTSTAT",
                         "ACCEPTED");
    free(splice_done(s, NULL));
}

static void walk_series(const struct bench *b, void *with)
{
    OWN(ical_reader) r = ical_reader_new(span_make(b->series, b->series_len), NULL);
    struct ical_line l;
    (void)with;
    while (ical_reader_next(r, &l, NULL) == 1)
        ;
}

static void locate_all(const struct bench *b, void *with)
{
    (void)b;
    const struct event *e = with;
    OWN(splice) s = splice_new(e);
    for (size_t i = 0; i < e->noverrides; i++) {
        splice_set(s, &e->overrides[i], "LOCATION", "", SPAN("https://meet.example.org/x"));
        splice_set(s, &e->overrides[i], "CONFERENCE", ";VALUE=URI", SPAN("https://example.org/x"));
        splice_set(s, &e->overrides[i], "SEQUENCE", "", SPAN("7"));
    }
    free(splice_done(s, NULL));
}

bool row_splice(const struct bench *b)
{
    OWN(event) e = event_read(span_make(b->series, b->series_len), b->zones, NULL, NULL);
    if (!e)
        return false;
    double walk = bench_least(walk_series, b, NULL), all = bench_least(answer_all, b, e);
    double located = bench_least(locate_all, b, e);
    printf("  a series with %zu overrides (%.1f kB): a walk over its lines %.0f us, one answer in "
           "each override %.0f us, a place, a conference and a number in each %.0f us\n",
           e->noverrides, (double)b->series_len / 1e3, walk * 1e6, all * 1e6, located * 1e6);
    bool reached = bench_at_most("an answer in each / a walk", all / walk, "", 4);
    return bench_at_most("three lines in each / a walk", located / walk, "", 6) && reached;
}
