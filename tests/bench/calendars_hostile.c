/* Texts that are made to cost: each is refused or read within a bound, whichever way it comes in.
 */
#include "calendars.h"

#include <stdio.h>

#define WANTED_MS 50

struct shape { /* before, count times each (empty: a NUL byte), after */
    const char *name, *before, *each, *after;
    size_t count;
};

#define BEGIN "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n"
#define EVENT BEGIN "BEGIN:VEVENT\r\nUID:a\r\nDTSTART:20300101T100000Z\r\n"
#define END   "END:VEVENT\r\nEND:VCALENDAR\r\n"

static const struct shape shapes[] = {
    {"a line of 5 MB", EVENT "SUMMARY:", "x", "\r\n" END, 5000000},
    {"a line of 20 MB", EVENT "SUMMARY:", "x", "\r\n" END, 20000000},
    {"a line of 1 MB", EVENT "SUMMARY:", "x", "\r\n" END, 1000000},
    {"a line of 20 MB in folds of one byte", EVENT "SUMMARY:", "\r\n x", "\r\n" END, 5000000},
    {"a BEGIN line of 20 MB in folds", EVENT "BEGIN:", "\r\n x", "\r\n" END, 5000000},
    {"a line of 1 MB in folds of one byte", EVENT "SUMMARY:", "\r\n x", "\r\n" END, 250000},
    {"a line of 1 MB in folds of nothing", EVENT "SUMMARY:", "\n ", "\r\n" END, 500000},
    {"1,000,000 nested components", EVENT, "BEGIN:X\r\n", "", 1000000},
    {"100,000 nested components", EVENT, "BEGIN:X\r\n", "", 100000},
    {"100,000 components side by side", EVENT, "BEGIN:X\r\nEND:X\r\n", END, 60000},
    {"1,000,000 ENDs", EVENT, "END:X\r\n", "", 1000000},
    {"300,000 garbage lines", EVENT, "garbage\r\n", END, 300000},
    {"300,000 garbage lines outside", "", "garbage\r\n", "", 300000},
    {"300,000 garbage lines with bare CR", EVENT, "garbage\r", END, 300000},
    {"1,000,000 blank lines", EVENT, "\r\n", END, 1000000},
    {"1 MB of CR", EVENT, "\r", END, 1000000},
    {"20 MB of CR", EVENT, "\r", END, 20000000},
    {"300,000 lines of one letter and a CR", EVENT, "A:\r", END, 300000},
    {"100,000 attendees", EVENT, "ATTENDEE:mailto:guest@example.org\r\n", END, 100000},
    {"30,000 attendees", EVENT, "ATTENDEE:mailto:guest@example.org\r\n", END, 29000},
    {"60,000 EXDATEs", EVENT "RRULE:FREQ=DAILY\r\n", "EXDATE:20300101T100000Z\r\n", END, 60000},
    {"40,000 EXDATEs", EVENT "RRULE:FREQ=DAILY\r\n", "EXDATE:20300101T100000Z\r\n", END, 40000},
    {"60,000 dates in one EXDATE", EVENT "RRULE:FREQ=DAILY\r\nEXDATE:20300101T100000Z",
     ",20300101T100000Z", "\r\n" END, 60000},
    {"60,000 dates in one RDATE", EVENT "RDATE:20300101T100000Z", ",20300101T100000Z", "\r\n" END,
     60000},
    {"30,000 periods in one RDATE", EVENT "RDATE;VALUE=PERIOD:20300101T100000Z/PT1H",
     ",20300101T100000Z/PT1H", "\r\n" END, 30000},
    {"100,000 RRULEs", EVENT, "RRULE:FREQ=DAILY\r\n", END, 55000},
    {"an RRULE of 1 MB", EVENT "RRULE:FREQ=DAILY;BYDAY=MO", ",MO", "\r\n" END, 300000},
    {"500,000 categories", EVENT "CATEGORIES:a", ",a", "\r\n" END, 500000},
    {"500,000 parameters", EVENT "ATTENDEE", ";A", ":mailto:a@b.c\r\n" END, 500000},
    {"1 MB of quotes", EVENT "ATTENDEE", ";A=\"", ":mailto:a@b.c\r\n" END, 250000},
    {"1 MB of carets", EVENT "ATTENDEE;CN=", "^n", ":mailto:a@b.c\r\n" END, 500000},
    {"1 MB of backslashes", EVENT "SUMMARY:", "\\n", "\r\n" END, 500000},
    {"1 MB of NUL bytes", EVENT "SUMMARY:", "", "\r\n" END, 1000000},
    {"20 MB of NUL bytes", EVENT "SUMMARY:", "", "\r\n" END, 20000000},
    {"1 MB that is no UTF-8", EVENT "SUMMARY:", "\xE4", "\r\n" END, 1000000},
    {"30,000 lines that are no UTF-8", EVENT, "SUMMARY:\xE4\r\n", END, 30000},
    {"20,000 calendars", "", EVENT END, "", 20000},
    {"20,000 empty calendars", "", BEGIN "END:VCALENDAR\r\n", "", 20000},
    {"100,000 BEGIN:VCALENDAR", "", "BEGIN:VCALENDAR\r\n", "", 100000},
    {"100,000 events of one UID", BEGIN,
     "BEGIN:VEVENT\r\nUID:a\r\nDTSTART:20300101\r\nEND:VEVENT\r\n", "END:VCALENDAR\r\n", 100000},
    {"15,000 events of one UID", BEGIN,
     "BEGIN:VEVENT\r\nUID:a\r\nDTSTART:20300101\r\nEND:VEVENT\r\n", "END:VCALENDAR\r\n", 15000},
    {"20,000 events without UID", BEGIN, "BEGIN:VEVENT\r\nDTSTART:20300101\r\nEND:VEVENT\r\n",
     "END:VCALENDAR\r\n", 20000},
    {"20,000 zones of one name", BEGIN, "BEGIN:VTIMEZONE\r\nTZID:X\r\nEND:VTIMEZONE\r\n",
     "BEGIN:VEVENT\r\nUID:a\r\nDTSTART;TZID=X:20300101T100000\r\n" END, 20000},
    {"20,000 lines that name a zone", EVENT, "EXDATE;TZID=Nowhere:20300101T100000\r\n", END, 20000},
};

static char *shape_make(const struct shape *s, size_t *len_out)
{
    OWN(text) t = text_new();
    text_add_str(t, s->before);
    for (size_t i = 0; i < s->count; i++)
        text_add(t, *s->each ? span_of(s->each) : SPAN("\0"));
    text_add_str(t, s->after);
    *len_out = text_len(t);
    return text_take(t);
}

/* --- the ways in ----------------------------------------------------------------------------- */

struct given {
    const struct bench *b;
    struct span text;
};

static void as_event(const struct given *g)
{
    OWN(event) e = event_read(g->text, g->b->zones, NULL, NULL);
    if (!e)
        return;
    struct occurrence o;
    instant start, end;
    event_span(e, NULL, &start, &end);
    event_next(e, NULL, 2000000000, RECUR_BUDGET, &o);
}

static void as_edit(const struct given *g)
{
    OWN(event) e = event_read(g->text, g->b->zones, NULL, NULL);
    if (!e)
        return;
    OWN(splice) s = splice_new(e);
    const struct vevent *v = event_main(e);
    splice_set(s, v, "LOCATION", "", SPAN("https://meet.example.org/x"));
    splice_remove(s, v, "X-GONE");
    if (v->nattendees > 0)
        splice_set_param(s, v, &v->attendees[v->nattendees - 1], "PARTSTAT", "ACCEPTED");
    free(splice_is_empty(s) ? NULL : splice_done(s, NULL));
}

static void as_lines(const struct given *g)
{
    OWN(ical_reader) r = ical_reader_new(g->text, NULL);
    struct ical_line l;
    while (ical_reader_next(r, &l, NULL) != 0)
        ;
}

static void as_hash(const struct given *g)
{
    ical_hash(g->text);
}

/* Taken apart, as a feed or a file is; its parts come in as events. */
static void as_file(const struct given *g)
{
    OWN(ical_split) s = ical_split_new(g->text, NULL, NULL);
    struct ical_part p;
    while (s && ical_split_next(s, &p, NULL) != 0)
        ;
}

static void as_feed(const struct given *g)
{
    OWN(ical_writer) w = ical_writer_new(&(struct ical_writer_head){.zones = g->b->zones});
    ical_writer_add(w, g->text);
    free(ical_writer_done(w, NULL));
}

/* Files of any size come in by lines and split; the others only ever get what was read as an event,
 * and are given four times as much as that may have. */
static const struct {
    const char *name;
    void (*run)(const struct given *g);
    bool takes_files;
} ways[] = {
    {"read", as_event, true}, {"edit", as_edit, true},  {"lines", as_lines, true},
    {"hash", as_hash, false}, {"split", as_file, true}, {"write", as_feed, false},
};

static double milliseconds(void (*run)(const struct given *g), const struct given *g)
{
    double least = 1e9;
    for (int turn = 0; turn < 3; turn++) {
        double began = bench_seconds();
        run(g);
        double took = (bench_seconds() - began) * 1e3;
        least = took < least ? took : least;
    }
    return least;
}

bool row_hostile(const struct bench *b)
{
    bool reached = true;
    printf("  %-40s %9s", "milliseconds", "MB");
    for (size_t j = 0; j < LENGTH(ways); j++)
        printf(" %7s", ways[j].name);
    printf("   wanted: at most %d\n", WANTED_MS);
    for (size_t i = 0; i < LENGTH(shapes); i++) {
        size_t len;
        bool within = true;
        OWN_CHARS made = shape_make(&shapes[i], &len);
        struct given g = {b, span_make(made, len)};
        printf("  %-40s %9.2f", shapes[i].name, (double)len / 1e6);
        for (size_t j = 0; j < LENGTH(ways); j++) {
            if (!ways[j].takes_files && len > 4 * ical_limits_default.object_bytes) {
                printf(" %7s", "-");
                continue;
            }
            double ms = milliseconds(ways[j].run, &g);
            within = within && ms <= WANTED_MS;
            printf(" %7.2f", ms);
        }
        printf("   %s\n", within ? "reached" : "NOT REACHED");
        fflush(stdout);
        reached = reached && within;
    }
    return reached;
}
