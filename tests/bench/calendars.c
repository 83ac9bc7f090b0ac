/* Measures reading, comparing, editing and splitting calendars: one row for each claim, in a table.
 *
 * usage: calendars [ROW...] */
#include "calendars.h"

#include <stdio.h>
#include <time.h>

#define EVENTS    10000
#define OVERRIDES 500

static const struct {
    const char *name;
    bench_row *run;
} rows[] = {
    {"scan", row_scan},
    {"event", row_event},
    {"splice", row_splice},
    {"hostile", row_hostile},
    {"memory", row_memory},
    {"zones", row_zones},
    {"recurrence", row_recurrence},
};

/* --- clock and paper ------------------------------------------------------------------------- */

double bench_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

double bench_least(void (*run)(const struct bench *b, void *with), const struct bench *b,
                   void *with)
{
    double least = 1e9;
    for (int turn = 0; turn < 9; turn++) {
        size_t runs = 0;
        double began = bench_seconds(), took;
        do {
            run(b, with);
            runs++;
        } while ((took = bench_seconds() - began) < 0.03);
        if (took / (double)runs < least)
            least = took / (double)runs;
    }
    return least;
}

static bool say(const char *what, double got, const char *unit, const char *bound, double wanted,
                bool reached)
{
    printf("  %-44s %10.2f %-12s wanted: %s %g   %s\n", what, got, unit, bound, wanted,
           reached ? "reached" : "NOT REACHED");
    return reached;
}

bool bench_at_least(const char *what, double got, const char *unit, double wanted)
{
    return say(what, got, unit, "at least", wanted, got >= wanted);
}

bool bench_at_most(const char *what, double got, const char *unit, double wanted)
{
    return say(what, got, unit, "at most", wanted, got <= wanted);
}

/* --- texts ----------------------------------------------------------------------------------- */

static const char head[] = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Convoke//Bench//EN\r\n";
static const char berlin[] =
    "BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\nBEGIN:DAYLIGHT\r\nTZOFFSETFROM:+0100\r\n"
    "TZOFFSETTO:+0200\r\nTZNAME:CEST\r\nDTSTART:19700329T020000\r\n"
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\nEND:DAYLIGHT\r\nBEGIN:STANDARD\r\n"
    "TZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nTZNAME:CET\r\nDTSTART:19701025T030000\r\n"
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n";

static void add_body(struct text *t, int number)
{
    text_add_str(t, "DURATION:PT1H\r\nDTSTAMP:20260101T000000Z\r\n"
                    "ORGANIZER;CN=Bench:mailto:bench@example.org\r\n");
    for (int i = 0; i < 4; i++)
        text_addf(t,
                  "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP="
                  "TRUE\r\n ;CN=Guest %d;X-NUM-GUESTS=0:mailto:guest%d@example.net\r\n",
                  i, number + i);
    text_add_str(t, "CREATED:20260101T000000Z\r\nDESCRIPTION:");
    for (int i = 0; i < 9; i++)
        text_addf(t, "%sNumbers\\, plans\\, and whoever has something to say about them\\n",
                  i ? "\r\n " : "");
    text_addf(t,
              "\r\nLAST-MODIFIED:20260101T000000Z\r\nLOCATION:Room 4\r\nSEQUENCE:1\r\n"
              "STATUS:CONFIRMED\r\nSUMMARY:Meeting number %d\r\nTRANSP:OPAQUE\r\n"
              "BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:This is an event reminder\r\n"
              "TRIGGER:-P0DT0H30M0S\r\nEND:VALARM\r\nEND:VEVENT\r\n",
              number);
}

void bench_add_event(struct text *t, int number)
{
    text_addf(t,
              "BEGIN:VEVENT\r\nDTSTART;TZID=Europe/Berlin:2030%02d%02dT%02d0000\r\n"
              "UID:%08d-bench-full@example.org\r\n",
              number % 12 + 1, number % 28 + 1, number % 24, number);
    add_body(t, number);
}

void bench_add_override(struct text *t, const char *uid, int day)
{
    int month = day / 28 % 12 + 1, year = 2030 + day / 336;
    text_addf(t,
              "BEGIN:VEVENT\r\nUID:%s\r\nRECURRENCE-ID;TZID=Europe/Berlin:%d%02d%02dT100000\r\n"
              "DTSTART;TZID=Europe/Berlin:%d%02d%02dT110000\r\n",
              uid, year, month, day % 28 + 1, year, month, day % 28 + 1);
    add_body(t, day);
}

static char *make_feed(int events, size_t *len_out)
{
    OWN(text) t = text_new();
    text_add_str(t, head);
    text_add_str(t, berlin);
    for (int i = 0; i < events; i++)
        bench_add_event(t, i);
    text_add_str(t, "END:VCALENDAR\r\n");
    *len_out = text_len(t);
    return text_take(t);
}

static char *make_series(int overrides, size_t *len_out)
{
    OWN(text) t = text_new();
    text_add_str(t, head);
    text_add_str(t, berlin);
    text_add_str(t, "BEGIN:VEVENT\r\nUID:series\r\nRRULE:FREQ=DAILY\r\n"
                    "DTSTART;TZID=Europe/Berlin:20300101T100000\r\n");
    add_body(t, 0);
    for (int i = 0; i < overrides; i++)
        bench_add_override(t, "series", i);
    text_add_str(t, "END:VCALENDAR\r\n");
    *len_out = text_len(t);
    return text_take(t);
}

/* --- rows ------------------------------------------------------------------------------------ */

static bool is_asked_for(const char *name, int argc, char **argv)
{
    bool asked = argc == 1;
    for (int i = 1; i < argc; i++)
        asked = asked || strcmp(argv[i], name) == 0;
    return asked;
}

int main(int argc, char **argv)
{
    struct error err = {0};
    struct bench b = {.zones = zones_open(NULL, &err)};
    bool reached = true;
    if (!b.zones) {
        fprintf(stderr, "%s\n", err.said);
        return fault_exit_code(err.kind);
    }
    b.event = make_feed(1, &b.event_len);
    b.feed = make_feed(EVENTS, &b.feed_len);
    b.series = make_series(OVERRIDES, &b.series_len);
    for (size_t i = 0; i < LENGTH(rows); i++) {
        if (!is_asked_for(rows[i].name, argc, argv))
            continue;
        printf("%s\n", rows[i].name);
        reached = rows[i].run(&b) && reached;
        fflush(stdout);
    }
    free(b.event);
    free(b.feed);
    free(b.series);
    zones_free(b.zones);
    return !reached;
}
