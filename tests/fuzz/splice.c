/* Splices: without an edit no byte changes; with one, the rest of the event says what it said. */
#include "convoke/ical.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

static bool same_str(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static void no_edit(const struct event *e)
{
    OWN(splice) s = splice_new(e);
    size_t len;
    OWN_CHARS text = splice_done(s, &len);
    must(splice_is_empty(s) && span_equal(span_make(text, len), e->text));
}

static void set_location(const struct event *e, struct zones *zones, const char *location)
{
    OWN(splice) s = splice_new(e);
    OWN(text) escaped = text_new();
    size_t len;
    struct ical_limits wide = {1 << 26, 1 << 26, 32, 1 << 26, 1 << 26, 1 << 26};
    const struct vevent *was = event_main(e);
    text_add_ical(escaped, span_of(location));
    splice_set(s, was, "LOCATION", "", text_span(escaped));
    OWN_CHARS text = splice_done(s, &len);
    OWN(event) again = event_read(span_make(text, len), zones, &wide, NULL);
    must(again);
    const struct vevent *is = event_main(again);
    must(same_str(is->location, location) && same_str(is->summary, was->summary));
    must(same_str(is->description, was->description) && is->nattendees == was->nattendees);
    must(is->start.local == was->start.local && again->noverrides == e->noverrides);
}

static void edit_people(const struct event *e)
{
    const struct vevent *v = event_main(e);
    OWN(splice) s = splice_new(e);
    for (size_t i = 0; i < v->nattendees; i++) {
        splice_set_param(s, v, &v->attendees[i], "PARTSTAT", i % 2 ? "ACCEPTED" : NULL);
        if (i % 3 == 0)
            splice_remove_person(s, v, &v->attendees[i]);
    }
    splice_remove(s, v, "SUMMARY");
    splice_add_component(s, SPAN("BEGIN:X\r\nEND:X\r\n"));
    for (size_t i = 0; i < e->noverrides; i++)
        splice_remove_component(s, &e->overrides[i]);
    size_t len;
    OWN_CHARS text = splice_done(s, &len);
    must(strlen(text) == len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct zones *zones;
    if (!zones)
        zones = zones_open(NULL, NULL);
    OWN(event) e = event_read(span_make((const char *)data, size), zones, NULL, NULL);
    if (!e)
        return 0;
    no_edit(e);
    set_location(e, zones,
                 "https://meet.example.org/\xC3\xA4\xE2\x82\xAC-a-room-with-a-long-name, a;b\\c");
    edit_people(e);
    return 0;
}
