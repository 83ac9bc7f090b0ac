#include "reading.h"

/* All lines as "name|params|value\n". */
static char *lines_of(const char *text, size_t len)
{
    OWN(ical_reader) r = ical_reader_new(span_make(text, len), NULL);
    OWN(text) t = text_new();
    struct ical_line l;
    struct error err = {0};
    int got;
    while ((got = ical_reader_next(r, &l, &err)) != 0) {
        if (got < 0)
            text_addf(t, "! %s\n", err.said);
        else
            text_addf(t, "%.*s|%.*s|%.*s\n", (int)l.name.len, l.name.at, (int)l.params.len,
                      l.params.at, (int)l.value.len, l.value.at);
    }
    return text_take(t);
}

TEST(a_line_is_the_same_whatever_ends_and_folds_it)
{
    static const struct {
        const char *text, *lines;
    } cases[] = {
        {"SUMMARY:Tea\r\nURL:x\r\n", "SUMMARY||Tea\nURL||x\n"},
        {"SUMMARY:Tea\nURL:x", "SUMMARY||Tea\nURL||x\n"},
        {"SUMMARY:Tea\rURL:x\r", "SUMMARY||Tea\nURL||x\n"},
        {"SUMMARY:Tea\r\r\nURL:x\r\r\n", "SUMMARY||Tea\nURL||x\n"},
        {"\xEF\xBB\xBFSUMMARY:Tea\r\n", "SUMMARY||Tea\n"},
        {"SUMMARY:Te\r\n a\r\n", "SUMMARY||Tea\n"},
        {"SUMMARY:Te\n\ta\n", "SUMMARY||Tea\n"},
        {"SUMMARY:Te\r a\r", "SUMMARY||Tea\n"},
        {"SU\r\n MMARY:Tea\r\n", "SUMMARY||Tea\n"},
        {"SUMMARY\r\n :Tea\r\n", "SUMMARY||Tea\n"},
        {"SUMMARY:Te\r\n \r\n  \r\n a\r\n", "SUMMARY||Te a\n"},
        {"SUMMARY:\xC3\r\n \xA4\r\n", "SUMMARY||\xC3\xA4\n"},
        {"\r\n\r\nSUMMARY:Tea\r\n\r\n\nURL:x\n\n", "SUMMARY||Tea\nURL||x\n"},
        {"SUMMARY:\r\n", "SUMMARY||\n"},
        {"summary;Language=de:a:b;c\r\n", "summary|Language=de|a:b;c\n"},
        {"X;A=\"b:c;d\":e\r\n", "X|A=\"b:c;d\"|e\n"},
        {"X;A=\"b:c\",\"d;e\";F=^'^n:g\r\n", "X|A=\"b:c\",\"d;e\";F=^'^n|g\n"},
        {"item1.X-aBc:d\r\n", "item1.X-aBc||d\n"},
        {"X;A=;B:\r\n", "X|A=;B|\n"},
        {"A:1\rB:2\nC:3\r\nD:\r 4\n\t5\r\r\n 6\r\n", "A||1\nB||2\nC||3\nD||456\n"},
        {"A:\xE2\r\n \x82\r\t\xAC\n", "A||\xE2\x82\xAC\n"},
        {"A:\xF0\n \x9F\n \x98\n \x80\n", "A||\xF0\x9F\x98\x80\n"},
        {"A:\xEF\xBB\xBF\r\n", "A||\xEF\xBB\xBF\n"},
        {"A:x\r\n\t y\r\n", "A||x y\n"},
        {"X;A=\"b;c:d\r\n", "X|A=\"b;c|d\n"},
        {"", ""},
        {"\r\n", ""},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        OWN_CHARS got = lines_of(cases[i].text, strlen(cases[i].text));
        CHECK_STR(got, cases[i].lines);
    }
}

/* As many line ends as there may be: that this ends at all shows that none is looked at often. */
TEST(blank_lines_cost_a_step_each_whatever_ends_them)
{
    static const char *const ends[] = {"\r", "\n", "\r\n", "\r\r\n", "\n\r"};
    enum { BLANKS = 2000000 };
    for (size_t i = 0; i < LENGTH(ends); i++) {
        OWN(text) t = text_new();
        text_add_str(t, "A:1");
        for (size_t j = 0; j < BLANKS; j++)
            text_add_str(t, ends[i]);
        text_add_str(t, "B:2");
        OWN(ical_reader) r = ical_reader_new(text_span(t), NULL);
        struct ical_line l;
        CHECK_INT(ical_reader_next(r, &l, NULL), 1);
        CHECK_INT(ical_reader_next(r, &l, NULL), 1);
        CHECK(span_is(l.raw, "B:2"));
        CHECK_INT(l.number, BLANKS + 1 + (i == 4));
    }
}

TEST(a_line_after_blank_ones_knows_its_number)
{
    static const struct {
        const char *text, *raw;
        size_t number;
    } cases[] = {
        {"\r\r\r\nA:1", "A:1", 2},           {"\n\r\rA:1", "A:1", 4},
        {"\r\n\r\n A:1", "\r\n A:1", 2},     {"\n\r\r A:1", "\r A:1", 3},
        {"\n\r\r\n\tA:1", "\r\r\n\tA:1", 2}, {"\n\n", "", 0},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        OWN(ical_reader) r = ical_reader_new(span_of(cases[i].text), NULL);
        struct ical_line l;
        CHECK_INT(ical_reader_next(r, &l, NULL), cases[i].number > 0);
        if (cases[i].number == 0)
            continue;
        CHECK(span_is(l.raw, cases[i].raw) && span_is(l.value, "1"));
        CHECK_INT(l.number, cases[i].number);
    }
}

TEST(what_is_no_content_line_is_named_and_the_next_one_is_read)
{
    const char text[] = "SUMMARY:Tea\r\nno colon here\r\n:empty\r\nURL:x\r\n";
    OWN_CHARS got = lines_of(text, sizeof(text) - 1);
    CHECK_STR(got, "SUMMARY||Tea\n"
                   "! Line 2 is no content line: a name, a colon and a value are expected.\n"
                   "! Line 3 is no content line: a name, a colon and a value are expected.\n"
                   "URL||x\n");
}

TEST(lines_know_their_number_and_their_bytes)
{
    const char text[] = "A:1\r\nB:2\r\n 2\r\n\r\nC:3";
    OWN(ical_reader) r = ical_reader_new(SPAN("A:1\r\nB:2\r\n 2\r\n\r\nC:3"), NULL);
    struct ical_line l;
    CHECK_INT(ical_reader_next(r, &l, NULL), 1);
    CHECK_INT(ical_reader_next(r, &l, NULL), 1);
    CHECK_INT(l.number, 2);
    CHECK(span_is(l.raw, "B:2\r\n 2\r\n"));
    CHECK(span_is(l.value, "22"));
    CHECK_INT(ical_reader_next(r, &l, NULL), 1);
    CHECK_INT(l.number, 5);
    CHECK(span_is(l.raw, "C:3"));
    CHECK_INT(ical_reader_next(r, &l, NULL), 0);
    CHECK_INT(strlen(text), 19);
}

TEST(lines_of_every_length_end_where_they_end)
{
    static const char *const ends[] = {"\r\n", "\n", "\r"};
    for (size_t at = 0; at < 100 * LENGTH(ends); at++) {
        const char *end = ends[at % LENGTH(ends)];
        OWN(text) t = text_new();
        text_addf(t, "A:%0*d%sB:\t%sC:3", (int)(at / LENGTH(ends)) + 1, 7, end, end);
        OWN(ical_reader) r = ical_reader_new(text_span(t), NULL);
        struct ical_line l;
        CHECK_INT(ical_reader_next(r, &l, NULL), 1);
        CHECK_INT(l.value.len, at / LENGTH(ends) + 1);
        CHECK_INT(ical_reader_next(r, &l, NULL), 1);
        CHECK(span_is(l.value, "\t"));
        CHECK_INT(ical_reader_next(r, &l, NULL), 1);
        CHECK(span_is(l.raw, "C:3"));
    }
}

TEST(a_line_beyond_the_bound_is_refused)
{
    struct ical_limits limits = ical_limits_default;
    struct ical_line l;
    struct error err = {0};
    limits.line_bytes = 20;
    OWN(ical_reader)
    r = ical_reader_new(SPAN("A:short\r\nB:more than\r\n  twenty bytes\r\n"), &limits);
    CHECK_INT(ical_reader_next(r, &l, &err), 1);
    CHECK_INT(ical_reader_next(r, &l, &err), -1);
    CHECK_INT(err.kind, FAULT_TOO_LARGE);
    CHECK(strstr(err.said, "Line 2 "));
    CHECK_INT(l.number, 2);
    CHECK(span_is(l.raw, "B:more than\r\n  twenty bytes\r\n"));
}

TEST(a_parameter_is_found_unquoted_and_decoded)
{
    static const struct {
        const char *params, *name, *raw, *decoded;
    } cases[] = {
        {"CN=Anna", "CN", "Anna", "Anna"},
        {"A=1;cn=\"Doe, John\";B=2", "CN", "Doe, John", "Doe, John"},
        {"CN=a^nb^^c^'d^x", "CN", "a^nb^^c^'d^x", "a\nb^c\"d^x"},
        {"CN=\"a;b:c\"", "CN", "a;b:c", "a;b:c"},
        {"MEMBER=\"mailto:a\",\"mailto:b\"", "MEMBER", "\"mailto:a\",\"mailto:b\"",
         "mailto:a,mailto:b"},
        {"CN=", "CN", "", ""},
        {"RSVP", "RSVP", "", ""},
        {"; CN = x ", "CN", "x", " x "},
        {"CN=\"open;TZID=x", "TZID", "x", "x"},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        OWN(text) decoded = text_new();
        struct span raw;
        CHECK(ical_param(span_of(cases[i].params), cases[i].name, decoded, &raw));
        CHECK(span_is(raw, cases[i].raw));
        CHECK_STR(text_str(decoded), cases[i].decoded);
    }
    CHECK(!ical_param(SPAN("XCN=1;CNX=2;A=\"CN=3\""), "CN", NULL, NULL));
}

TEST(text_loses_its_escapes_and_its_control_characters)
{
    static const struct {
        const char *value, *text;
    } cases[] = {
        {"a\\nb\\Nc", "a\nb\nc"},
        {"a\\,b\\;c\\\\d", "a,b;c\\d"},
        {"C:\\temp\\x", "C:\\temp\\x"},
        {"a\x01\x1f\x7f\tb", "a\tb"},
        {"end\\", "end\\"},
        {"say \\\"hi\\\"", "say \"hi\""},
        {"\xC3\xA4\\n\xE2\x82\xAC", "\xC3\xA4\n\xE2\x82\xAC"},
        {"", ""},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        OWN(text) t = text_new();
        ical_add_unescaped(t, span_of(cases[i].value));
        CHECK_STR(text_str(t), cases[i].text);
    }
}

TEST(a_written_line_is_folded_at_75_octets_and_read_again)
{
    OWN(text) value = text_new();
    for (int i = 0; i < 120; i++)
        text_add_str(value, i % 3 ? "\xE2\x82\xAC" : "x");
    OWN(text) t = text_new();
    ical_add_line(t, "SUMMARY", SPAN(";LANGUAGE=de"), text_span(value));
    struct span rest = text_span(t), line;
    while (rest.len > 0) {
        line = span_cut(rest, '\n', &rest);
        CHECK(line.len <= 76); /* with its CR */
        CHECK(line.at[line.len - 1] == '\r');
        CHECK(span_is_utf8(line));
    }
    OWN(ical_reader) r = ical_reader_new(text_span(t), NULL);
    struct ical_line l;
    CHECK_INT(ical_reader_next(r, &l, NULL), 1);
    CHECK(span_is(l.params, "LANGUAGE=de"));
    CHECK(span_equal(l.value, text_span(value)));
}

TEST(a_written_line_stays_one_line)
{
    OWN(text) t = text_new();
    ical_add_line(t, "URL", SPAN(""), SPAN("x\r\nATTENDEE:mailto:evil@example.org\n\0y"));
    CHECK_STR(text_str(t), "URL:xATTENDEE:mailto:evil@example.orgy\r\n");
}

TEST(bytes_that_are_no_utf8_are_folded_too)
{
    char bytes[200];
    memset(bytes, 0x80, sizeof(bytes));
    OWN(text) t = text_new();
    ical_add_line(t, "X", SPAN(""), span_make(bytes, sizeof(bytes)));
    OWN(ical_reader) r = ical_reader_new(text_span(t), NULL);
    struct ical_line l;
    CHECK_INT(ical_reader_next(r, &l, NULL), 1);
    CHECK_INT(l.value.len, 200);
}

TEST(a_parameter_value_is_quoted_and_encoded_where_it_has_to_be)
{
    static const struct {
        const char *value, *written;
    } cases[] = {
        {"Anna", "Anna"},       {"Doe, John", "\"Doe, John\""},
        {"a;b:c", "\"a;b:c\""}, {"say \"hi\"", "say ^'hi^'"},
        {"a^b\nc", "a^^b^nc"},  {"x\r\nY:1", "\"x^nY:1\""},
        {"a\x01\x02z", "az"},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        OWN(text) t = text_new();
        ical_add_param_value(t, span_of(cases[i].value));
        CHECK_STR(text_str(t), cases[i].written);
    }
}

RUN_TESTS(CASE(a_line_is_the_same_whatever_ends_and_folds_it),
          CASE(what_is_no_content_line_is_named_and_the_next_one_is_read),
          CASE(lines_know_their_number_and_their_bytes),
          CASE(blank_lines_cost_a_step_each_whatever_ends_them),
          CASE(a_line_after_blank_ones_knows_its_number),
          CASE(lines_of_every_length_end_where_they_end), CASE(a_line_beyond_the_bound_is_refused),
          CASE(a_parameter_is_found_unquoted_and_decoded),
          CASE(text_loses_its_escapes_and_its_control_characters),
          CASE(a_written_line_is_folded_at_75_octets_and_read_again),
          CASE(a_written_line_stays_one_line), CASE(bytes_that_are_no_utf8_are_folded_too),
          CASE(a_parameter_value_is_quoted_and_encoded_where_it_has_to_be))
