/* How much memory each function asks for, against what it was given and what it gives. The linker
 * leads every malloc, calloc, realloc, reallocarray and free of the program through here. */
#include "calendars.h"

#include <malloc.h>
#include <stdio.h>

#define WANTED 3

static size_t live, peak, asked; /* bytes; asked: of all calls together */

void *__real_malloc(size_t bytes);
void *__real_calloc(size_t count, size_t bytes);
void *__real_realloc(void *old, size_t bytes);
void __real_free(void *at);
void *__wrap_malloc(size_t bytes);
void *__wrap_calloc(size_t count, size_t bytes);
void *__wrap_realloc(void *old, size_t bytes);
void *__wrap_reallocarray(void *old, size_t count, size_t bytes);
void __wrap_free(void *at);

static void *counted(void *at, size_t bytes)
{
    asked += bytes;
    live += at ? malloc_usable_size(at) : 0;
    peak = live > peak ? live : peak;
    return at;
}

void *__wrap_malloc(size_t bytes)
{
    return counted(__real_malloc(bytes), bytes);
}

void *__wrap_calloc(size_t count, size_t bytes)
{
    return counted(__real_calloc(count, bytes), count * bytes);
}

/* What grows is not asked for twice; while it is copied it may stand twice, which nobody sees. */
void *__wrap_realloc(void *old, size_t bytes)
{
    size_t was = old ? malloc_usable_size(old) : 0;
    void *at = __real_realloc(old, bytes);
    live -= was;
    counted(at, bytes);
    asked -= was < bytes ? was : bytes;
    return at;
}

void *__wrap_reallocarray(void *old, size_t count, size_t bytes)
{
    return __wrap_realloc(old, count * bytes);
}

void __wrap_free(void *at)
{
    live -= at ? malloc_usable_size(at) : 0;
    __real_free(at);
}

/* --- the functions --------------------------------------------------------------------------- */

/* Each gives how many bytes it hands out; what the caller keeps counts as that, an event too. */
typedef size_t measured(const struct bench *b, struct span text);

static size_t all_lines(const struct bench *b, struct span text)
{
    (void)b;
    OWN(ical_reader) r = ical_reader_new(text, NULL);
    struct ical_line l;
    while (ical_reader_next(r, &l, NULL) == 1)
        ;
    return 0;
}

static size_t hashed(const struct bench *b, struct span text)
{
    (void)b;
    return sizeof(struct digest) + 0 * ical_hash(text).bytes[0];
}

static size_t an_event(const struct bench *b, struct span text)
{
    size_t before = live;
    OWN(event) e = event_read(text, b->zones, NULL, NULL);
    return e ? live - before : 0;
}

static size_t parts(const struct bench *b, struct span text)
{
    (void)b;
    size_t given = 0;
    OWN(ical_split) s = ical_split_new(text, NULL, NULL);
    struct ical_part p;
    while (s && ical_split_next(s, &p, NULL) == 1)
        given += p.text.at >= text.at && p.text.at < text.at + text.len ? 0 : p.text.len;
    return given;
}

static size_t written(const struct bench *b, struct span text)
{
    size_t len;
    OWN(ical_writer) w = ical_writer_new(&(struct ical_writer_head){.zones = b->zones});
    ical_writer_add(w, text);
    free(ical_writer_done(w, &len));
    return len;
}

/* --- those that work on an event ------------------------------------------------------------- */

static const struct event *edited;

static size_t spliced(const struct bench *b, struct span text)
{
    (void)b;
    (void)text;
    size_t len;
    OWN(splice) s = splice_new(edited);
    const struct vevent *v = event_main(edited);
    splice_set(s, v, "LOCATION", "", SPAN("https://meet.example.org/x"));
    splice_set_param(s, v, &v->attendees[0], "PARTSTAT", "ACCEPTED");
    for (size_t i = 0; i < edited->noverrides; i++)
        splice_set(s, &edited->overrides[i], "SEQUENCE", "", SPAN("7"));
    if (splice_is_empty(s))
        return 0;
    free(splice_done(s, &len));
    return len;
}

static size_t busy(const struct bench *b, struct span text)
{
    (void)text;
    size_t len;
    OWN(ical_writer) w = ical_writer_new(&(struct ical_writer_head){.zones = b->zones});
    ical_writer_add_busy(w, edited, SPAN("key"));
    free(ical_writer_done(w, &len));
    return len;
}

/* --- recurrence ------------------------------------------------------------------------------ */

#define DATES 5000

static const instant first_at = 1893456000, last_at = 1893456000 + DATES * INT64_C(86400);

/* In no order, so that they have to be sorted. */
static size_t a_set(const struct bench *b, struct span text)
{
    (void)text;
    size_t before = live;
    OWN(recurrence)
    r = recurrence_new(first_at, false, zone_named(b->zones, SPAN("Europe/Berlin")));
    if (!recurrence_add_rule(r, SPAN("FREQ=DAILY;BYHOUR=9,10"), NULL))
        abort();
    for (int i = 0; i < DATES; i++) {
        recurrence_add_instant(r, first_at + i * 1777 % DATES * INT64_C(86400));
        recurrence_exclude_wall(r, first_at + i * 1777 % DATES * INT64_C(86400));
    }
    return live - before;
}

static size_t instances(const struct bench *b, struct span text)
{
    static struct instance found[DATES + 1];
    size_t count = 0;
    (void)b, (void)text;
    if (edited->master->recurrence)
        (void)!recurrence_window(edited->master->recurrence, first_at, last_at, INT64_MAX, found,
                                 LENGTH(found), &count);
    return count * sizeof *found;
}

static size_t occurrences(const struct bench *b, struct span text)
{
    static struct occurrence found[DATES + 1];
    size_t count = 0;
    (void)b, (void)text;
    (void)!event_window(edited, NULL, first_at, last_at, INT64_MAX, found, LENGTH(found), &count);
    return count * sizeof *found;
}

static size_t words(const struct bench *b, struct span text)
{
    (void)b, (void)text;
    OWN(text) t = text_new();
    if (edited->master->recurrence)
        recurrence_add_words(edited->master->recurrence, NULL, t);
    return text_len(t);
}

/* --- those that work on a value -------------------------------------------------------------- */

static size_t unescaped(const struct bench *b, struct span text)
{
    (void)b;
    OWN(text) t = text_new();
    ical_add_unescaped(t, text);
    return text_len(t);
}

static size_t a_line(const struct bench *b, struct span text)
{
    (void)b;
    OWN(text) t = text_new();
    ical_add_line(t, "DESCRIPTION", SPAN(""), text);
    return text_len(t);
}

static size_t a_param_value(const struct bench *b, struct span text)
{
    (void)b;
    OWN(text) t = text_new();
    ical_add_param_value(t, text);
    return text_len(t);
}

static size_t a_param(const struct bench *b, struct span text)
{
    (void)b;
    OWN(text) t = text_new();
    ical_param(text, "X", t, NULL);
    return text_len(t);
}

static size_t an_address(const struct bench *b, struct span text)
{
    (void)b;
    OWN_CHARS address = address_normal(text);
    return strlen(address);
}

static const struct {
    const char *name;
    measured *run;
    bool of_event;
} functions[] = {
    {"ical_reader_next to the end", all_lines, false},
    {"ical_hash", hashed, false},
    {"event_read", an_event, false},
    {"ical_split_next to the end", parts, false},
    {"ical_writer_add and done", written, false},
    {"splice_set and splice_done", spliced, true},
    {"ical_writer_add_busy and done", busy, true},
    {"a set of 10,000 dates", a_set, false},
    {"recurrence_window", instances, true},
    {"event_window", occurrences, true},
    {"recurrence_add_words", words, true},
    {"ical_add_unescaped", unescaped, false},
    {"ical_add_line", a_line, false},
    {"ical_add_param_value", a_param_value, false},
    {"ical_param", a_param, false},
    {"address_normal", an_address, false},
};

static bool measure(const struct bench *b, const char *what, struct span text)
{
    bool reached = true;
    OWN(event) e = event_read(text, b->zones, NULL, NULL);
    edited = e;
    printf("  %s (%zu bytes): all that is asked for, and the most at once, as multiples of input "
           "and output\n",
           what, text.len);
    for (size_t i = 0; i < LENGTH(functions); i++) {
        if (!e && functions[i].of_event)
            continue;
        size_t before = live;
        peak = live;
        asked = 0;
        double both = (double)(functions[i].run(b, text) + text.len);
        double at_once = (double)(peak - before) / both;
        printf("    %-40s %6.2f %6.2f   %s\n", functions[i].name, (double)asked / both, at_once,
               at_once <= WANTED ? "reached" : "NOT REACHED");
        reached = reached && at_once <= WANTED;
    }
    return reached;
}

bool row_memory(const struct bench *b)
{
    OWN(text) folded = text_new();
    text_add_str(folded, "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTART:20300101\r\n");
    for (int i = 0; i < 5000; i++)
        text_add_str(folded, "A;B=1;C:\r\n \r\n x\r\n");
    text_add_str(folded, "ATTENDEE:mailto:a@example.org\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
    bool reached = measure(b, "an event", span_make(b->event, b->event_len));
    reached = measure(b, "a series", span_make(b->series, b->series_len)) && reached;
    reached = measure(b, "folds and short lines", text_span(folded)) && reached;
    reached = measure(b, "a feed", span_make(b->feed, b->feed_len)) && reached;
    printf("  wanted: at most %d at once\n", WANTED);
    return reached;
}
