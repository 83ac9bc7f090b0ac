/* Splices: without an edit no byte changes; with one, the lines that are meant change, in the
 * file's own line ends and folded, and every other byte stays. */
#include "reading.h"

#define LOCATION "https://meet.example.org/\xC3\xA4\xE2\x82\xAC-a-room-with-a-long-name, a;b\\c"

static void no_edit(const struct event *e)
{
    OWN(splice) s = splice_new(e);
    size_t len;
    OWN_CHARS text = splice_done(s, &len);
    MUST(splice_is_empty(s) && span_equal(span_make(text, len), e->text));
}

/* --- what stays ------------------------------------------------------------------------------ */

/* Where two texts part and where they meet again. */
struct difference {
    struct span was, is; /* what stands there */
    size_t at;           /* from where on */
};

static struct difference difference_of(struct span was, struct span is)
{
    size_t head = 0, tail = 0, least = was.len < is.len ? was.len : is.len;
    while (head < least && was.at[head] == is.at[head])
        head++;
    while (tail < least - head && was.at[was.len - tail - 1] == is.at[is.len - tail - 1])
        tail++;
    return (struct difference){
        .was = span_make(was.at + head, was.len - tail - head),
        .is = span_make(is.at + head, is.len - tail - head),
        .at = head,
    };
}

/* The lines that are not of this name, as they stand, one after the other. */
static struct text *without(struct span text, const char *name)
{
    struct text *t = text_new();
    OWN(ical_reader) r = ical_reader_new(text, &wide_limits);
    struct ical_line l;
    const char *done = text.at;
    int got;
    while ((got = ical_reader_next(r, &l, NULL)) != 0) {
        text_add(t, span_make(done, (size_t)(l.raw.at - done)));
        if (got < 0 || !span_is_nocase(l.name, name))
            text_add(t, l.raw);
        done = l.raw.at + l.raw.len;
    }
    text_add(t, span_make(done, (size_t)(text.at + text.len - done)));
    return t;
}

/* Every physical line of what is new fits and ends as the lines of the file do. */
static void check_written(struct span text, size_t from, size_t len)
{
    size_t begin = from, end;
    while (begin > 0 && text.at[begin - 1] != '\n' && text.at[begin - 1] != '\r')
        begin--;
    for (; begin < from + len; begin = end + 1) {
        end = begin;
        while (end < text.len && text.at[end] != '\n' && text.at[end] != '\r')
            end++;
        bool is_new = begin >= from && end <= from + len;
        MUST(!is_new || end - begin <= 75);
    }
}

/* --- edits ----------------------------------------------------------------------------------- */

static bool same_str(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static void check_facts(const struct event *e, const struct event *again)
{
    const struct vevent *was = event_main(e), *is = event_main(again);
    MUST(same_str(is->location, LOCATION) && same_str(is->summary, was->summary));
    MUST(same_str(is->description, was->description) && is->nattendees == was->nattendees);
    MUST(is->start.local == was->start.local && is->end.local == was->end.local);
    MUST(again->noverrides == e->noverrides && strcmp(again->uid, e->uid) == 0);
}

static void set_location(const struct event *e)
{
    OWN(splice) s = splice_new(e);
    OWN(text) escaped = text_new();
    size_t len;
    text_add_ical(escaped, SPAN(LOCATION));
    splice_set(s, event_main(e), "LOCATION", "", text_span(escaped));
    OWN_CHARS text = splice_done(s, &len);
    OWN(event) again = event_read(span_make(text, len), the_zones(), &wide_limits, NULL);
    MUST(again);
    check_facts(e, again);
    OWN(text) was = without(e->text, "LOCATION");
    OWN(text) is = without(again->text, "LOCATION");
    MUST(span_equal(text_span(was), text_span(is)));
    struct difference d = difference_of(e->text, again->text);
    check_written(again->text, d.at, d.is.len);
    OWN(splice) twice = splice_new(again); /* the same again changes nothing */
    splice_set(twice, event_main(again), "LOCATION", "", text_span(escaped));
    MUST(splice_is_empty(twice));
}

static void set_calendar(const struct event *e)
{
    OWN(splice) s = splice_new(e);
    size_t len;
    splice_set(s, NULL, "X-MADE", ";X-A=b", SPAN("c"));
    MUST(!splice_is_empty(s));
    OWN_CHARS text = splice_done(s, &len);
    OWN(event) again = event_read(span_make(text, len), the_zones(), &wide_limits, NULL);
    MUST(again && again->method == e->method);
    struct digest a = ical_hash(e->text), b = ical_hash(again->text);
    MUST(digest_equal(&a, &b)); /* what a calendar says of itself is not the event's */
}

/* A quote that is never closed makes of a line what nobody meant: no parameter of it is sure. */
static bool has_odd_quotes(struct span text)
{
    OWN(ical_reader) r = ical_reader_new(text, &wide_limits);
    struct ical_line l;
    int got;
    while ((got = ical_reader_next(r, &l, NULL)) != 0) {
        size_t quotes = 0;
        for (size_t i = 0; got > 0 && i < l.raw.len; i++)
            quotes += l.raw.at[i] == '"';
        if (quotes % 2 && span_is_nocase(l.name, "ATTENDEE"))
            return true;
    }
    return false;
}

static void set_partstats(const struct event *e)
{
    const struct vevent *v = event_main(e);
    OWN(splice) s = splice_new(e);
    size_t len;
    for (size_t i = 0; i < v->nattendees; i++)
        splice_set_param(s, v, &v->attendees[i], "PARTSTAT", i % 2 ? "ACCEPTED" : NULL);
    OWN_CHARS text = splice_done(s, &len);
    OWN(event) again = event_read(span_make(text, len), the_zones(), &wide_limits, NULL);
    MUST(again && event_main(again)->nattendees == v->nattendees);
    for (size_t i = 0; i < v->nattendees; i++) {
        const struct person *was = &v->attendees[i], *is = &event_main(again)->attendees[i];
        MUST(is->partstat == (i % 2 ? PARTSTAT_ACCEPTED : PARTSTAT_NEEDS_ACTION));
        MUST(strcmp(is->uri, was->uri) == 0 && same_str(is->name, was->name));
        MUST(is->role == was->role && is->rsvp == was->rsvp && is->agent == was->agent);
    }
    OWN(text) before = without(e->text, "ATTENDEE");
    OWN(text) after = without(again->text, "ATTENDEE");
    MUST(span_equal(text_span(before), text_span(after)));
}

static void remove_all(const struct event *e)
{
    const struct vevent *v = event_main(e);
    OWN(splice) s = splice_new(e);
    size_t len;
    for (size_t i = 0; i < v->nattendees; i += 3)
        splice_remove_person(s, v, &v->attendees[i]);
    splice_remove(s, v, "SUMMARY");
    splice_add_component(s, SPAN("BEGIN:X\r\nEND:X\r\n"));
    for (size_t i = 0; e->master && i < e->noverrides; i++)
        splice_remove_component(s, &e->overrides[i]);
    OWN_CHARS text = splice_done(s, &len);
    OWN(event) again = event_read(span_make(text, len), the_zones(), &wide_limits, NULL);
    MUST(strlen(text) == len && again);
    MUST(event_main(again)->nattendees == v->nattendees - (v->nattendees + 2) / 3);
    MUST(!event_main(again)->summary && (!e->master || again->noverrides == 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = input_of(data, size);
    OWN(event) e = event_read(text, the_zones(), NULL, NULL);
    if (!e)
        return 0;
    no_edit(e);
    set_location(e);
    set_calendar(e);
    if (!has_odd_quotes(e->text))
        set_partstats(e);
    remove_all(e);
    return 0;
}
