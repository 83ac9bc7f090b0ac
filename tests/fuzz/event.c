/* Files and events: any bytes give events or one sentence, and every question has its answer. */
#include "reading.h"

static void ask(const struct event *e)
{
    struct occurrence o[20];
    size_t count = 0;
    instant start, end;
    const instant from = 1770000000, to = from + 30 * 86400;
    event_span(e, zone_utc(), &start, &end);
    event_next(e, NULL, from, 2000, o);
    event_next_start(e, zone_utc(), from, 2000, o);
    event_window(e, zone_utc(), from, to, 2000, o, 20, &count);
    for (size_t i = 0; i < count; i++) {
        MUST(o[i].start < to && o[i].end >= from && (i == 0 || o[i - 1].start <= o[i].start));
        struct occurrence named;
        MUST(event_occurrence(e, zone_utc(), o[i].key, &named) != RECUR_FOUND ||
             strcmp(named.key, o[i].key) == 0);
    }
}

/* What is written is read again. */
static void write_and_read(const struct event *e, struct zones *zones)
{
    OWN(ical_writer) full = ical_writer_new(&(struct ical_writer_head){.zones = zones});
    OWN(ical_writer) busy = ical_writer_new(NULL);
    size_t len;
    ical_writer_add(full, e->text);
    ical_writer_add_busy(busy, e, SPAN("key"));
    OWN_CHARS text = ical_writer_done(full, &len);
    struct error err = {0};
    OWN(event) again = event_read(span_make(text, len), zones, &wide_limits, &err);
    if (e->method == METHOD_ABSENT) /* with METHOD, DTSTART may be missing */
        MUST(again && strcmp(again->uid, e->uid) == 0 && again->noverrides == e->noverrides);
    OWN_CHARS times = ical_writer_done(busy, &len);
    MUST(span_is_utf8(span_make(times, len)));
}

static void read_part(struct span text, struct zones *zones)
{
    struct error err = {0};
    OWN(event) e = event_read(text, zones, NULL, &err);
    MUST(e || is_refusal(&err));
    if (!e)
        return;
    MUST(e->uid[0] && (e->master || e->noverrides > 0));
    ask(e);
    write_and_read(e, zones);
}

/* Every event is an item; tasks and journal entries have answers to the same questions. */
static void read_item(struct span text, struct zones *zones)
{
    struct error err = {0};
    instant start, end;
    OWN(event) e = event_read(text, zones, NULL, NULL);
    OWN(event) item = item_read(text, zones, NULL, &err);
    MUST(item || is_refusal(&err));
    MUST(!e || (item && item->kind == ITEM_EVENT && strcmp(item->uid, e->uid) == 0));
    if (!item || e)
        return;
    MUST(item->kind != ITEM_EVENT && item->uid[0]);
    ask(item);
    item_span(item, zone_utc(), &start, &end);
    MUST(start <= end);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = input_of(data, size);
    struct error err = {0};
    struct ical_part p;
    int got;
    struct zones *zones = the_zones();
    read_part(text, zones);
    read_item(text, zones);
    OWN(ical_split) s = ical_split_new(text, NULL, &err);
    MUST(s || err.said[0]);
    while (s && (got = ical_split_next(s, &p, &err)) != 0)
        if (got > 0)
            read_part(p.text, zones);
    return 0;
}
