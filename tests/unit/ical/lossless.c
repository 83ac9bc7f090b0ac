/* Over every calendar of fixtures: what is read and written without a change is the same bytes, an
 * edit changes its own lines, and how a text is folded and ended says nothing about what it is. */
#include "reading.h"

#include <ftw.h>

static struct {
    void (*check)(struct span text, const char *name);
    int checked;
} walk;

static int take_file(const char *path, const struct stat *s, int type, struct FTW *at)
{
    size_t len;
    struct error err = {0};
    (void)s;
    if (type != FTW_F || !span_ends_nocase(span_of(path + at->base), ".ics"))
        return 0;
    OWN_CHARS text = file_read(path, 1 << 22, &len, &err);
    if (!text)
        fail_msg("%s", err.said);
    walk.check(span_make(text, len), path);
    walk.checked++;
    return 0;
}

static void over_all(void (*check)(struct span text, const char *name))
{
    walk.check = check;
    walk.checked = 0;
    CHECK_INT(nftw(FIXTURES, take_file, 16, FTW_PHYS), 0);
    CHECK(walk.checked >= 90);
}

/* --- lines ----------------------------------------------------------------------------------- */

static void check_is_blank(const char *from, const char *to, const char *name)
{
    for (; from < to; from++)
        if (*from != '\r' && *from != '\n')
            fail_msg("%s: \"%.*s\" is part of no line", name, (int)(to - from), from);
}

static void check_lines(struct span text, const char *name)
{
    OWN(ical_reader) r = ical_reader_new(text, NULL);
    struct ical_line l;
    const char *done = text.at + (span_starts(text, "\xEF\xBB\xBF") ? 3 : 0);
    while (ical_reader_next(r, &l, NULL) != 0) {
        check_is_blank(done, l.raw.at, name);
        done = l.raw.at + l.raw.len;
    }
    check_is_blank(done, text.at + text.len, name);
}

TEST(every_byte_stands_in_a_line_or_is_a_line_end)
{
    over_all(check_lines);
}

/* --- how it is written down ------------------------------------------------------------------ */

/* All lines anew, folded elsewhere, in other line ends; blank lines go. */
static char *written_anew(struct span text, const char *end, size_t octets)
{
    OWN(ical_reader) r = ical_reader_new(text, NULL);
    OWN(text) t = text_new();
    struct ical_line l;
    while (ical_reader_next(r, &l, NULL) != 0) {
        OWN(text) one = text_new();
        text_add(one, l.name);
        text_add_str(one, l.params.len > 0 ? ";" : "");
        text_add(one, l.params);
        text_add_str(one, ":"); /* what is no content line has none, or no name before it */
        text_add(one, l.value);
        struct span rest = text_span(one);
        for (; rest.len > octets; rest = span_make(rest.at + octets, rest.len - octets)) {
            text_add(t, span_make(rest.at, octets));
            text_addf(t, "%s%c", end, octets % 2 ? ' ' : '\t');
        }
        text_add(t, rest);
        text_add_str(t, end);
    }
    return text_take(t);
}

static void check_forms(struct span text, const char *name)
{
    static const char *const ends[] = {"\r\n", "\n", "\r", "\r\r\n"};
    static const size_t octets[] = {1, 2, 7, 74, 1 << 20};
    struct digest before = ical_hash(text);
    if (text.len > 0 && memchr(text.at, '\0', text.len))
        return; /* no text */
    for (size_t i = 0; i < LENGTH(ends) * LENGTH(octets); i++) {
        size_t at = octets[i / LENGTH(ends)];
        OWN_CHARS anew = written_anew(text, ends[i % LENGTH(ends)], at);
        struct digest after = ical_hash(span_of(anew));
        if (!digest_equal(&before, &after))
            fail_msg("%s is another event when it is folded at %zu:\n%s", name, at, anew);
    }
}

TEST(folds_and_line_ends_say_nothing)
{
    over_all(check_forms);
}

/* --- whole objects --------------------------------------------------------------------------- */

static void check_event(struct span text, const char *name)
{
    struct error err = {0};
    OWN(event) e = event_read(text, the_zones(), NULL, &err);
    if (!e)
        return;
    if (!span_equal(e->text, text))
        fail_msg("%s: the event's text is another", name);
    OWN(ical_split) s = ical_split_new(text, NULL, &err);
    struct ical_part part;
    if (!s || ical_split_count(s) != 1)
        return;
    CHECK_INT(ical_split_next(s, &part, &err), 1);
    if (!part.was_converted && part.left_out == 0 && !span_equal(part.text, text))
        fail_msg("%s: a file of one event is given as something else", name);
}

TEST(an_event_that_is_read_keeps_its_bytes)
{
    over_all(check_event);
}

TEST(what_is_odd_and_legal_is_read_as_it_is_meant)
{
    size_t len;
    OWN_CHARS text = file_read(FIXTURES "/ical/no-two-lines-alike.ics", 1 << 20, &len, NULL);
    CHECK(text);
    OWN(event) e = event_of(text);
    CHECK_STR(e->uid, "no-two-lines-alike@example.org");
    CHECK_STR(e->master->summary, "Gr\xC3\xBC\xC3\x9F"
                                  "e \xE2\x82\xAC");
    CHECK_STR(e->master->location, "");
    CHECK_STR(e->master->description, "");
    CHECK_INT(e->master->ncategories, 3);
    CHECK_STR(e->master->categories[1], "b,c");
    CHECK_INT(e->master->nattendees, 1);
    CHECK_STR(e->master->attendees[0].address, "c@example.org");
}

/* The edits that the service makes, one at a time, and the same taken back. */
static char *edited(const struct event *e, const char *name, struct span value)
{
    OWN(splice) s = splice_new(e);
    const struct vevent *v = event_main(e);
    if (strcmp(name, "PARTSTAT") != 0)
        splice_set(s, v, name, "", value);
    else if (v->nattendees > 0)
        splice_set_param(s, v, &v->attendees[v->nattendees - 1], name, "DELEGATED");
    return splice_done(s, NULL);
}

/* Where two texts part, and where they meet again. */
static void check_one_line_differs(const char *was, const char *is, const char *edit,
                                   const char *name)
{
    size_t from = 0, was_end = strlen(was), is_end = strlen(is);
    while (was[from] && was[from] == is[from])
        from++;
    while (was_end > from && is_end > from && was[was_end - 1] == is[is_end - 1]) {
        was_end--;
        is_end--;
    }
    OWN(ical_reader) r = ical_reader_new(span_make(was, strlen(was)), NULL);
    struct ical_line l;
    size_t touched = 0;
    while (ical_reader_next(r, &l, NULL) != 0) {
        size_t begin = (size_t)(l.raw.at - was), end = begin + l.raw.len;
        touched += begin < was_end && end > from;
    }
    if (touched > 1)
        fail_msg("%s: %s touched %zu lines", name, edit, touched);
}

static void check_edits(struct span text, const char *name)
{
    static const char *const names[] = {"LOCATION", "CONFERENCE", "DESCRIPTION", "SEQUENCE",
                                        "PARTSTAT"};
    OWN(event) e = event_read(text, the_zones(), NULL, NULL);
    if (!e)
        return;
    for (size_t i = 0; i < LENGTH(names); i++) {
        OWN_CHARS was = span_copy(text);
        OWN_CHARS is = edited(e, names[i], SPAN("4711"));
        check_one_line_differs(was, is, names[i], name);
        OWN(event) again = event_of(is);
        OWN_CHARS twice = edited(again, names[i], SPAN("4711"));
        CHECK_STR(twice, is);
    }
}

TEST(an_edit_touches_one_line)
{
    over_all(check_edits);
}

RUN_TESTS(CASE(every_byte_stands_in_a_line_or_is_a_line_end), CASE(folds_and_line_ends_say_nothing),
          CASE(an_event_that_is_read_keeps_its_bytes),
          CASE(what_is_odd_and_legal_is_read_as_it_is_meant), CASE(an_edit_touches_one_line))
