#include "convoke/base.h"
#include "test.h"

typedef void adder(struct text *t, struct span s);

TEST(each_target_makes_text_safe_in_its_own_way)
{
    static const struct {
        adder *add;
        const char *in, *out;
    } cases[] = {
        {text_add_html, "<b a=\"x\">&'\x01", "&lt;b a=&quot;x&quot;&gt;&amp;&#39;"},
        {text_add_html, "two\nlines\tkept", "two\nlines\tkept"},
        {text_add_header, "Subject\r\nBcc: all@example.org", "Subject  Bcc: all@example.org"},
        {text_add_json, "\"a\\b\"\n\x01\x7F\xC3\xA4",
         "\"\\\"a\\\\b\\\"\\n\\u0001\\u007f\xC3\xA4\""},
        {text_add_json, "a\xE4", "\"a?\""},
        {text_add_uri, "a b/\xC3\xA4~", "a%20b%2F%C3%A4~"},
        {text_add_ical, "a,b;c\\d\ne\rf", "a\\,b\\;c\\\\d\\nef"},
        {text_add_log, "plain", "plain"},
        {text_add_log, "two \"words\"", "\"two \\\"words\\\"\""},
        {text_add_log, "", "\"\""},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        OWN(text) t = text_new();
        cases[i].add(t, span_of(cases[i].in));
        CHECK_STR(text_str(t), cases[i].out);
    }
}

TEST(formatted_text_grows_as_it_needs)
{
    OWN(text) t = text_new();
    char many[3000];
    memset(many, 'x', sizeof many - 1);
    many[sizeof many - 1] = 0;
    text_addf(t, "%s-%d", many, 7);
    CHECK_INT(text_len(t), 3001);
    CHECK(span_ends_nocase(text_span(t), "x-7"));
}

TEST(taking_a_text_leaves_it_empty_and_usable)
{
    OWN(text) t = text_new();
    text_add_str(t, "one");
    OWN_CHARS one = text_take(t);
    text_add_str(t, "two");
    CHECK_STR(one, "one");
    CHECK_STR(text_str(t), "two");
    OWN_CHARS none = text_take(NULL);
    CHECK_STR(none, "");
}

TEST(a_text_can_be_cut_short)
{
    OWN(text) t = text_new();
    text_add_str(t, "abcdef");
    text_cut(t, 3);
    text_cut(t, 10);
    CHECK_STR(text_str(t), "abc");
}

TEST(spans_compare_and_split)
{
    struct span rest;
    CHECK(span_is_nocase(span_of("Summary"), "SUMMARY"));
    CHECK(!span_is_nocase(span_of("Summary"), "SUMMAR"));
    CHECK(span_equal(span_trim(span_of(" \t a b\r\n")), span_of("a b")));
    CHECK(span_is(span_cut(span_of("key=value=more"), '=', &rest), "key"));
    CHECK(span_is(rest, "value=more"));
    CHECK(span_is(span_cut(span_of("alone"), '=', &rest), "alone"));
    CHECK(rest.at == NULL && rest.len == 0);
    CHECK(span_compare(span_of("a"), span_of("ab")) < 0);
    CHECK(span_has_nocase(span_of("Meet on JITSI now"), span_of("jitsi")));
    CHECK(!span_has(span_of("abc"), span_of("abcd")));
}

TEST(numbers_are_read_whole_or_not)
{
    static const struct {
        const char *in;
        bool ok;
        int64_t out;
    } cases[] = {
        {"0", true, 0},
        {"-12", true, -12},
        {"+7", true, 7},
        {"", false, 0},
        {" 1", false, 0},
        {"1x", false, 0},
        {"9223372036854775807", true, INT64_MAX},
        {"9223372036854775808", false, 0},
        {"-", false, 0},
        {"0x10", false, 0},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        int64_t got = 0;
        CHECK_INT(span_number(span_of(cases[i].in), &got), cases[i].ok);
        CHECK_INT(got, cases[i].out);
    }
}

TEST(utf8_is_told_from_what_is_not)
{
    static const struct {
        const char *in;
        bool ok;
    } cases[] = {
        {"plain ascii, longer than eight", true},
        {"\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80", true},
        {"\xC0\x80", false},         /* overlong */
        {"\xED\xA0\x80", false},     /* a surrogate */
        {"\xF4\x90\x80\x80", false}, /* beyond Unicode */
        {"\xE2\x82", false},         /* cut off */
        {"caf\xE9", false},          /* Latin-1 */
        {"\x80", false},
    };
    for (size_t i = 0; i < LENGTH(cases); i++)
        CHECK_INT(span_is_utf8(span_of(cases[i].in)), cases[i].ok);
}

RUN_TESTS(CASE(each_target_makes_text_safe_in_its_own_way), CASE(formatted_text_grows_as_it_needs),
          CASE(taking_a_text_leaves_it_empty_and_usable), CASE(a_text_can_be_cut_short),
          CASE(spans_compare_and_split), CASE(numbers_are_read_whole_or_not),
          CASE(utf8_is_told_from_what_is_not))
