/* A calendar of many objects: what is written splits into the same objects again; with nothing but
 * times, it says the same times. */
#include "reading.h"

#define MOST_OBJECTS 60
#define MOST_TIMES   40
#define BUDGET       2000

struct object {
    char *uid;
    struct digest hash;
    bool is_all_lines;
};

struct objects {
    struct object list[MOST_OBJECTS];
    size_t count;
};

static void objects_end(struct objects *o)
{
    for (size_t i = 0; i < o->count; i++)
        free(o->list[i].uid);
}

/* --- in full --------------------------------------------------------------------------------- */

/* What is no content line, and what stands outside the calendar, may be left out. */
static bool is_all_lines(struct span text)
{
    OWN(ical_reader) r = ical_reader_new(text, NULL);
    struct ical_line l;
    int got, depth = 0;
    while ((got = ical_reader_next(r, &l, NULL)) > 0) {
        depth += span_is_nocase(l.name, "BEGIN");
        if (depth <= 0)
            return false;
        depth -= span_is_nocase(l.name, "END");
    }
    return got == 0;
}

static void check_whole(const struct objects *o, struct span written)
{
    struct error err = {0};
    struct ical_part p;
    MUST(span_is_utf8(written));
    if (o->count == 0)
        return;
    OWN(ical_split) s = ical_split_new(written, &wide_limits, &err);
    MUST(s && ical_split_count(s) == o->count);
    for (size_t i = 0; i < o->count; i++) {
        MUST(ical_split_next(s, &p, &err) == 1);
        MUST(span_is(p.uid, o->list[i].uid) && p.left_out == 0);
        struct digest hash = ical_hash(p.text);
        MUST(!o->list[i].is_all_lines || digest_equal(&hash, &o->list[i].hash));
        OWN(event) e = event_read(p.text, the_zones(), &wide_limits, &err);
        MUST(e && strcmp(e->uid, o->list[i].uid) == 0);
    }
    MUST(ical_split_next(s, &p, &err) == 0);
}

/* --- nothing but times ----------------------------------------------------------------------- */

struct times {
    struct occurrence list[MOST_TIMES];
    size_t count;
    bool is_complete;
};

static void times_of(const struct event *e, instant from, instant to, struct times *t)
{
    size_t count = 0, kept = 0;
    enum recur_answer answer =
        event_window(e, zone_utc(), from, to, BUDGET, t->list, MOST_TIMES, &count);
    for (size_t i = 0; i < count; i++)
        if (!t->list[i].is_cancelled && !t->list[i].from->is_transparent)
            t->list[kept++] = t->list[i];
    t->count = kept;
    t->is_complete = answer == RECUR_FOUND;
}

static void check_busy(const struct event *e, instant from)
{
    static struct times was, is;
    struct error err = {0};
    size_t len;
    OWN(ical_writer) w = ical_writer_new(NULL);
    ical_writer_add_busy(w, e, SPAN("key"));
    OWN_CHARS text = ical_writer_done(w, &len);
    MUST(span_is_utf8(span_make(text, len)));
    times_of(e, from, from + INT64_C(200) * 86400, &was);
    OWN(event) busy = event_read(span_make(text, len), the_zones(), &wide_limits, &err);
    if (!busy) {
        MUST(was.count == 0 || !was.is_complete);
        return;
    }
    MUST(strcmp(busy->uid, e->uid) != 0);
    times_of(busy, from, from + INT64_C(200) * 86400, &is);
    if (!was.is_complete || !is.is_complete)
        return;
    MUST(was.count == is.count);
    for (size_t i = 0; i < is.count; i++)
        MUST(was.list[i].start == is.list[i].start && was.list[i].end == is.list[i].end);
}

/* ------------------------------------------------------------------------------------------------
 */

/* Events that say the same and have no UID get the same one. */
static bool is_added(const struct objects *o, const char *uid)
{
    for (size_t i = 0; i < o->count; i++)
        if (strcmp(o->list[i].uid, uid) == 0)
            return true;
    return false;
}

static void add_part(struct ical_writer *w, struct objects *o, struct span text)
{
    OWN(event) e = event_read(text, the_zones(), NULL, NULL);
    instant start, end;
    if (!e || e->method != METHOD_ABSENT || o->count == MOST_OBJECTS || is_added(o, e->uid))
        return;
    o->list[o->count++] = (struct object){mem_str(e->uid), ical_hash(text), is_all_lines(text)};
    ical_writer_add(w, text);
    event_span(e, zone_utc(), &start, &end);
    check_busy(e, start);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct objects o;
    struct span file = input_of(data, size);
    struct ical_part p;
    size_t len;
    int got;
    const struct ical_writer_head head = {
        .name = "A, b; c", .method = "PUBLISH", .refresh_s = 3600, .zones = the_zones()};
    OWN(ical_writer) w = ical_writer_new(&head);
    random_seed(1);
    OWN(ical_split) s = ical_split_new(file, NULL, NULL);
    o.count = 0;
    while (s && (got = ical_split_next(s, &p, NULL)) != 0)
        if (got > 0)
            add_part(w, &o, p.text);
    OWN_CHARS text = ical_writer_done(w, &len);
    check_whole(&o, span_make(text, len));
    objects_end(&o);
    return 0;
}
