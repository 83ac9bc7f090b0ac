/* What is read and written without a change is the same bytes: content lines one after the other,
 * a file of one object that is split, an event that is spliced without an edit. */
#include "reading.h"

/* --- content lines: what stands between them is nothing but line ends ------------------------ */

static bool is_blank(const char *at, const char *end)
{
    while (at < end && (*at == '\r' || *at == '\n'))
        at++;
    return at == end;
}

/* RFC 5545, 3.1, as naively as can be: a line end before a blank goes with the blank. */
static char *unfolded(struct span raw, size_t *len_out)
{
    char *to = mem_resize(NULL, raw.len + 1, 1);
    size_t len = 0;
    for (size_t i = 0; i < raw.len;) {
        size_t end = i;
        while (end < raw.len && raw.at[end] == '\r')
            end++;
        if (end < raw.len && raw.at[end] == '\n')
            end++;
        else if (end > i)
            end = i + 1;
        if (end == i)
            to[len++] = raw.at[i++];
        else
            i = end + (end < raw.len); /* the blank goes; at the very end there is none */
    }
    *len_out = len;
    return to;
}

/* Name, parameters and value are what the unfolded line says, in this order. */
static void check_parts(const struct ical_line *l)
{
    size_t len;
    OWN_CHARS whole = unfolded(l->raw, &len);
    struct span rest = span_make(whole, len);
    MUST(len > l->value.len && whole[len - l->value.len - 1] == ':');
    MUST(span_equal(span_make(whole + len - l->value.len, l->value.len), l->value));
    struct span head = span_make(whole, len - l->value.len - 1);
    MUST(l->params.len <= head.len);
    MUST(span_equal(span_make(head.at + head.len - l->params.len, l->params.len), l->params));
    MUST(span_has(rest, l->name) && l->name.len > 0);
}

static void check_lines(struct span text)
{
    OWN(ical_reader) r = ical_reader_new(text, &wide_limits);
    struct ical_line l;
    struct error err = {0};
    const char *done = text.at + (span_starts(text, "\xEF\xBB\xBF") ? 3 : 0);
    size_t number = 0;
    int got;
    while ((got = ical_reader_next(r, &l, &err)) != 0) {
        MUST(l.raw.at >= done && l.number > number && is_blank(done, l.raw.at));
        done = l.raw.at + l.raw.len;
        number = l.number;
        if (got > 0)
            check_parts(&l);
        else
            MUST(is_refusal(&err));
    }
    MUST(done <= text.at + text.len && is_blank(done, text.at + text.len));
}

/* --- objects --------------------------------------------------------------------------------- */

/* A file of one object is handed out as it is. */
static void check_split(struct span text)
{
    struct ical_part part;
    struct error err = {0};
    OWN(ical_split) s = ical_split_new(text, &wide_limits, &err);
    MUST(s);
    if (ical_split_count(s) != 1)
        return; /* there is something else beside the event */
    MUST(ical_split_next(s, &part, &err) == 1);
    if (part.left_out == 0 && !part.was_converted)
        MUST(span_equal(part.text, text) && !part.uid_was_made && part.line_shift == 0);
    MUST(ical_split_next(s, &part, &err) == 0);
}

/* The components are cut out where they stand. */
static void check_events(const struct event *e)
{
    for (size_t i = 0; i <= e->noverrides; i++) {
        const struct vevent *v = i < e->noverrides ? &e->overrides[i] : e->master;
        if (!v)
            continue;
        struct span part = vevent_text(e, v);
        MUST(part.at >= e->text.at && part.at + part.len <= e->text.at + e->text.len);
        struct digest whole = ical_hash(part), again = ical_hash(v->text);
        MUST(digest_equal(&whole, &again));
    }
}

static void check_event(const struct event *e, struct span text)
{
    OWN(splice) s = splice_new(e);
    size_t len;
    OWN_CHARS written = splice_done(s, &len);
    MUST(span_equal(e->text, text));
    MUST(splice_is_empty(s) && span_equal(span_make(written, len), text));
    check_events(e);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = input_of(data, size);
    struct error err = {0};
    if (size == 0)
        return 0;
    check_lines(text);
    OWN(event) e = event_read(text, the_zones(), &wide_limits, &err);
    MUST(e || is_refusal(&err));
    if (!e)
        return 0;
    check_event(e, text);
    check_split(text);
    return 0;
}
