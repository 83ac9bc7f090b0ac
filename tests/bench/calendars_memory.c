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

/* --- the functions ------------------------------------------------------------------------------
 */

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
    return live - before;
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

/* --- those that work on an event ----------------------------------------------------------------
 */

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

/* --- those that work on a value -----------------------------------------------------------------
 */

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
} functions[] = {
    {"ical_reader_next to the end", all_lines},
    {"ical_hash", hashed},
    {"event_read", an_event},
    {"ical_split_next to the end", parts},
    {"ical_writer_add and done", written},
    {"splice_set and splice_done", spliced},
    {"ical_writer_add_busy and done", busy},
    {"ical_add_unescaped", unescaped},
    {"ical_add_line", a_line},
    {"ical_add_param_value", a_param_value},
    {"ical_param", a_param},
    {"address_normal", an_address},
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
        if (!e && (functions[i].run == spliced || functions[i].run == busy))
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
