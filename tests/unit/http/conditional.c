#include "../../../src/http/framing.h"
#include "convoke/http.h"

#include "test.h"

#define SAMPLE 784111777 /* 1994-11-06T08:49:37Z, the date of RFC 9110, 5.6.7 */

TEST(dates_are_written_as_imf_fixdate)
{
    OWN(text) t = text_new();
    text_add_http_date(t, SAMPLE);
    CHECK_STR(text_str(t), "Sun, 06 Nov 1994 08:49:37 GMT");
}

TEST(dates_are_read_in_their_three_forms)
{
    static const char *const dates[] = {
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
    };
    for (size_t i = 0; i < LENGTH(dates); i++) {
        instant got = 0;
        if (!http_date_parse(span_of(dates[i]), &got))
            fail_msg("%s: refused", dates[i]);
        CHECK_INT(got, SAMPLE);
    }
}

TEST(what_is_no_date_is_refused)
{
    static const char *const dates[] = {
        "",
        "yesterday",
        "Sun, 06 Nov 1994 08:49:37",
        "Sun, 06 Nov 1994 08:49:37 CET",
        "Sun, 06 Nov 1994 08:49:37 GMT+1",
        "Sun, 06 Nov 1994 24:49:37 GMT",
        "Sun, 00 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nix 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:-9:37 GMT",
    };
    for (size_t i = 0; i < LENGTH(dates); i++) {
        instant got = 0;
        if (http_date_parse(span_of(dates[i]), &got))
            fail_msg("%s: taken", dates[i]);
    }
}

TEST(an_entity_tag_is_found_in_a_list)
{
    static const struct {
        const char *list;
        bool found;
    } cases[] = {
        {"\"a\"", true},
        {"W/\"a\"", true},
        {"*", true},
        {" \"b\", \"a\"", true},
        {"\"b\",W/\"a\",\"c\"", true},
        {"\"b, \", \"a\"", true},
        {"\"ab\"", false},
        {"a", false},
        {"\"A\"", false},
        {"", false},
        {"\"", false},
        {"\"b\" \"a", false},
        {"\"b\\\"a\"", false},
    };
    for (size_t i = 0; i < LENGTH(cases); i++)
        if (http_etag_is_listed(span_of(cases[i].list), SPAN("\"a\"")) != cases[i].found)
            fail_msg("%s: found should be %d", cases[i].list, cases[i].found);
}

TEST(gzip_is_used_only_where_it_is_accepted)
{
    static const struct {
        const char *accepted;
        bool allowed;
    } cases[] = {
        {"gzip", true},
        {"GZIP", true},
        {"x-gzip", true},
        {"deflate, gzip;q=0.5", true},
        {"br;q=1.0, gzip;q=0.001", true},
        {"*", true},
        {"*;q=0, gzip", true},
        {"*, gzip;q=0", false},
        {"gzip;q=0", false},
        {"gzip; q=0.000", false},
        {"identity", false},
        {"", false},
        {"agzip", false},
        {"*;q=0", false},
    };
    for (size_t i = 0; i < LENGTH(cases); i++)
        if (http_encoding_allowed(span_of(cases[i].accepted)) != cases[i].allowed)
            fail_msg("%s: allowed should be %d", cases[i].accepted, cases[i].allowed);
}

RUN_TESTS(CASE(dates_are_written_as_imf_fixdate), CASE(dates_are_read_in_their_three_forms),
          CASE(what_is_no_date_is_refused), CASE(an_entity_tag_is_found_in_a_list),
          CASE(gzip_is_used_only_where_it_is_accepted))
