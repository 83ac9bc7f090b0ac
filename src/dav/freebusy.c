/* REPORT free-busy-query: when the owner of a calendar is busy, and nothing else. RFC 4791, 7.10 */
#include "query.h"

struct period {
    instant from, to;
    bool is_tentative;
};

enum { MOST_PERIODS = 20000 };

struct busy {
    struct ask *ask;
    const struct zone *floating;
    struct time_range range;
    struct period *periods;
    size_t count, capacity;
    bool ok;
    struct error *err;
};

/* --- gathering -------------------------------------------------------------------------------- */

static bool add_period(struct busy *b, const struct occurrence *o)
{
    bool is_free = o->is_cancelled || o->from->is_transparent || o->start == o->end;
    if (is_free)
        return true;
    if (b->count == MOST_PERIODS)
        return fail(b->err, FAULT_TOO_LARGE, "number-of-matches-within-limits",
                    "There are more than %d busy times; ask for a shorter time.", MOST_PERIODS);
    b->periods = mem_grow(b->periods, b->count, &b->capacity, sizeof *b->periods);
    b->periods[b->count++] =
        (struct period){.from = o->start > b->range.from ? o->start : b->range.from,
                        .to = o->end < b->range.to ? o->end : b->range.to,
                        .is_tentative = o->from->status == EVENT_TENTATIVE};
    return true;
}

static bool add_event(struct busy *b, const struct event *e)
{
    struct occurrence *found = mem_array(MOST_INSTANCES, sizeof *found);
    size_t count = 0;
    enum recur_answer answer = event_window(e, b->floating, b->range.from, b->range.to,
                                            RECUR_BUDGET, found, MOST_INSTANCES, &count);
    bool ok = answer != RECUR_EXHAUSTED || count < MOST_INSTANCES ||
              fail(b->err, FAULT_TOO_LARGE, "number-of-matches-within-limits",
                   "An event comes more than %d times; ask for a shorter time.", MOST_INSTANCES);
    for (size_t i = 0; i < count && ok; i++)
        ok = add_period(b, &found[i]);
    free(found);
    return ok;
}

static bool look_at(const struct object *o, void *with)
{
    struct busy *b = with;
    OWN(event)
    e = event_read(span_make(o->text, o->text_len), b->ask->dav->pipeline->zones,
                   &ical_limits_stored, NULL);
    b->ok = !e || add_event(b, e); /* tasks and journal entries take no time */
    return b->ok;
}

static bool gather(struct busy *b)
{
    enum { FARTHEST_S = 27 * 3600 }; /* where what floats may lie in another zone */
    const struct calendar *c = b->ask->at.calendar;
    const struct zone *index;
    TRY(floating_zones(b->ask, c, &b->floating, &index, b->err));
    int64_t aside_s = index == b->floating ? 0 : FARTHEST_S;
    struct object_query all = {.account = c->account,
                               .calendar = c->id,
                               .from = b->range.from - aside_s,
                               .to = b->range.to + aside_s};
    b->ok = true;
    return store_objects(b->ask->tx, &all, look_at, b, b->err) && b->ok;
}

/* --- saying ----------------------------------------------------------------------------------- */

static int by_start(const void *a, const void *b)
{
    const struct period *x = a, *y = b;
    if (x->is_tentative != y->is_tentative)
        return x->is_tentative ? 1 : -1;
    return (x->from > y->from) - (x->from < y->from);
}

/* Those that touch are one. */
static void join(struct busy *b)
{
    size_t kept = 0;
    if (b->count > 1)
        qsort(b->periods, b->count, sizeof *b->periods, by_start);
    for (size_t i = 0; i < b->count; i++) {
        struct period *last = kept > 0 ? &b->periods[kept - 1] : NULL, *p = &b->periods[i];
        if (!last || last->is_tentative != p->is_tentative || p->from > last->to)
            b->periods[kept++] = *p;
        else
            last->to = p->to > last->to ? p->to : last->to;
    }
    b->count = kept;
}

static void add_utc(struct text *t, instant at)
{
    struct moment m = {.local = at, .zone = zone_utc()};
    char key[20];
    moment_key(&m, key);
    text_add_str(t, key);
}

static void add_moment(struct text *t, const char *name, instant at)
{
    text_addf(t, "%s:", name);
    add_utc(t, at);
    text_add_str(t, "\r\n");
}

static void add_uid(struct text *t)
{
    unsigned char bytes[16];
    random_bytes(bytes, sizeof bytes);
    text_add_str(t, "UID:");
    text_add_base32(t, bytes, sizeof bytes);
    text_add_str(t, "\r\n");
}

static void add_times(struct text *t, const struct busy *b)
{
    for (size_t i = 0; i < b->count; i++) {
        const struct period *p = &b->periods[i];
        text_add_str(t, p->is_tentative ? "FREEBUSY;FBTYPE=BUSY-TENTATIVE:" : "FREEBUSY:");
        add_utc(t, p->from);
        text_add_char(t, '/');
        add_utc(t, p->to);
        text_add_str(t, "\r\n");
    }
}

static void answer(struct ask *a, const struct busy *b)
{
    OWN(text) t = text_new();
    text_add_str(t, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:" ICAL_PRODID "\r\n"
                    "BEGIN:VFREEBUSY\r\n");
    add_uid(t);
    add_moment(t, "DTSTAMP", clock_now());
    add_moment(t, "DTSTART", b->range.from);
    add_moment(t, "DTEND", b->range.to);
    add_times(t, b);
    text_add_str(t, "END:VFREEBUSY\r\nEND:VCALENDAR\r\n");
    http_answer(a->http, 200, "text/calendar; charset=utf-8", text_span(t));
}

bool report_freebusy(struct ask *a, struct error *err)
{
    const struct xml_element *range = xml_child(xml_root(a->body), NS_CAL, "time-range");
    struct busy b = {.ask = a, .err = err};
    if (!range)
        return fail(err, FAULT_INVALID, NULL, "A free-busy-query needs a C:time-range.");
    TRY(time_range_read_closed(range, &b.range, err));
    bool ok = gather(&b);
    if (ok) {
        join(&b);
        answer(a, &b);
    }
    free(b.periods);
    return ok;
}
