#include "scene.h"

TEST(a_name_is_decoded_composed_lowered_and_encoded_as_clients_do)
{
    static const struct {
        const char *name, *safe;
    } rows[] = {
        {"TeamSync", "teamsync"},
        {"T\xC3\xA4t", "t%c3%a4t"},
        {"T%C3%A4t", "t%c3%a4t"},
        {"Ta\xCC\x88t", "t%c3%a4t"}, /* two characters that compose */
        {"T\xC3\x84T", "t%c3%a4t"},
        {"\xEF\xAC\x81x", "fix"}, /* a ligature */
        {"\xD0\x94\xD0\x9E\xD0\x9C", "%d0%b4%d0%be%d0%bc"},
        {"\xE6\x97\xA5\xE6\x9C\xAC", "%e6%97%a5%e6%9c%ac"},
        {"a.b-c_d", "a.b-c_d"},
        {"100%25", "100%25"},
        {"100%", "100%25"},
        {"50%zz%41", "50%25zz%2541"}, /* what does not decode is taken as it is */
        {"a/b c", "a%2fb%20c"},
        {"it's(!)~*", "it's(!)~*"},
    };
    for (size_t i = 0; i < LENGTH(rows); i++) {
        OWN_CHARS safe = meeting_room_safe(span_of(rows[i].name));
        CHECK_STR(safe, rows[i].safe);
    }
}

TEST(a_safe_name_stays_as_it_is)
{
    OWN_CHARS once = meeting_room_safe(SPAN("\xD0\x94\xD0\x9E\xD0\x9C 7"));
    OWN_CHARS twice = meeting_room_safe(span_of(once));
    CHECK_STR(twice, once);
}

TEST(what_can_be_no_room_has_no_name)
{
    OWN(text) t = text_new();
    for (int i = 0; i < 1023; i++)
        text_add_char(t, 'A');
    OWN_CHARS longest = meeting_room_safe(text_span(t));
    CHECK_INT(strlen(longest), 1023);
    text_add_char(t, 'A');
    CHECK(!meeting_room_safe(text_span(t)));
    CHECK(!meeting_room_safe(SPAN("")));
    CHECK(!meeting_room_safe(SPAN("a%00b")));
    CHECK(!meeting_room_safe(SPAN("a\xFF")));
    text_cut(t, 0);
    for (int i = 0; i < 300; i++)
        text_add_str(t, "\xC3\xA4"); /* six bytes each, encoded */
    CHECK(!meeting_room_safe(text_span(t)));
}

RUN_TESTS(CASE(a_name_is_decoded_composed_lowered_and_encoded_as_clients_do),
          CASE(a_safe_name_stays_as_it_is), CASE(what_can_be_no_room_has_no_name))
