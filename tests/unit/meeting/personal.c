#include "scene.h"

#define PUBLIC "[server]\npublic_url = https://cal.example.org\n"

static const unsigned char secret[32] = "a key that a test knows, 32 byte";
static const struct personal_key door = {secret, PERSONAL_DOOR};

static const char *whose(const struct scene *s, const struct event *e,
                         const struct link_counters *counters, const char *token)
{
    return personal_whose(door, s->meeting, e, &s->owner, counters, span_of(token));
}

TEST(a_token_is_26_characters_and_names_one_person)
{
    struct scene s;
    scene_begin(&s, PUBLIC);
    scene_put(&s, CALENDAR(VEVENT(GUESTS)));
    OWN(event) e = scene_read(&s, s.text);
    OWN_CHARS ann = personal_token(door, s.meeting, "ann@example.com", 0);
    OWN_CHARS olga = personal_token(door, s.meeting, "olga@example.org", 0);
    CHECK_INT(strlen(ann), 26);
    CHECK_INT(strspn(ann, "abcdefghijklmnopqrstuvwxyz234567"), 26);
    CHECK_STR(whose(&s, e, NULL, ann), "ann@example.com");
    CHECK_STR(whose(&s, e, NULL, olga), "olga@example.org");
    OWN_CHARS link = personal_link(s.config, s.meeting, ann, PERSONAL_DOOR);
    OWN_CHARS wanted = mem_strf("https://cal.example.org/j/%s/%s", s.meeting->code, ann);
    CHECK_STR(link, wanted);
    scene_end(&s);
}

TEST(a_token_is_of_one_meeting_one_purpose_one_key_and_one_counter)
{
    static const unsigned char other_secret[32] = "another key that a test knows 32";
    struct scene s;
    scene_begin(&s, PUBLIC);
    scene_put(&s, CALENDAR(VEVENT(GUESTS)));
    OWN(event) e = scene_read(&s, s.text);
    char code[] = "zzzzzzzzzzzzzzzzzzzzzzzzzz";
    struct meeting other = {.code = code};
    OWN_CHARS elsewhere = personal_token(door, &other, "ann@example.com", 0);
    OWN_CHARS answer = personal_token((struct personal_key){secret, PERSONAL_ANSWER}, s.meeting,
                                      "ann@example.com", 0);
    OWN_CHARS forged = personal_token((struct personal_key){other_secret, PERSONAL_DOOR}, s.meeting,
                                      "ann@example.com", 0);
    OWN_CHARS later = personal_token(door, s.meeting, "ann@example.com", 1);
    const char *const none[] = {elsewhere, answer, forged, later, "", "aaaa"};
    for (size_t i = 0; i < LENGTH(none); i++)
        CHECK(!whose(&s, e, NULL, none[i]));
    scene_end(&s);
}

TEST(a_revoked_link_is_dead_and_its_successor_opens)
{
    struct scene s;
    scene_begin(&s, PUBLIC);
    scene_put(&s, CALENDAR(VEVENT(GUESTS)));
    OWN(event) e = scene_read(&s, s.text);
    char address[] = "ann@example.com";
    struct link_counter row = {address, 3};
    struct link_counters counters = {&row, 1};
    OWN_CHARS old = personal_token(door, s.meeting, address, 2);
    OWN_CHARS now = personal_token(door, s.meeting, address, 3);
    OWN_CHARS olga = personal_token(door, s.meeting, "olga@example.org", 0);
    CHECK(!whose(&s, e, &counters, old));
    CHECK_STR(whose(&s, e, &counters, now), address);
    CHECK_STR(whose(&s, e, &counters, olga), "olga@example.org");
    scene_end(&s);
}

TEST(who_is_removed_from_the_event_has_a_link_no_more)
{
    struct scene s;
    scene_begin(&s, PUBLIC);
    scene_put(&s, CALENDAR(VEVENT(GUESTS L("ATTENDEE:mailto:bo@example.com"))));
    OWN_CHARS ann = personal_token(door, s.meeting, "ann@example.com", 0);
    scene_put(&s, CALENDAR(VEVENT(ORGANIZER L("ATTENDEE:mailto:bo@example.com"))));
    OWN(event) e = scene_read(&s, s.text);
    CHECK(!whose(&s, e, NULL, ann));
    scene_end(&s);
}

TEST(who_is_invited_to_one_occurrence_has_a_link)
{
    struct scene s;
    scene_begin(&s, PUBLIC);
    scene_put(&s,
              CALENDAR(VEVENT(GUESTS WEEKLY) OVERRIDE(GUESTS L("ATTENDEE:mailto:bo@example.com"))));
    OWN(event) e = scene_read(&s, s.text);
    OWN_CHARS bo = personal_token(door, s.meeting, "bo@example.com", 0);
    CHECK_STR(whose(&s, e, NULL, bo), "bo@example.com");
    scene_end(&s);
}

TEST(without_a_public_address_there_are_no_personal_links)
{
    struct scene s;
    scene_begin(&s, "");
    scene_put(&s, CALENDAR(VEVENT(GUESTS)));
    CHECK(!personal_link(s.config, s.meeting, "abc", PERSONAL_DOOR));
    scene_end(&s);
}

/* --- what comes back -------------------------------------------------------------------------- */

TEST(a_personal_link_that_comes_back_in_a_text_becomes_the_stable_one)
{
    struct scene s;
    scene_begin(&s, PUBLIC);
    scene_put(&s, CALENDAR(VEVENT(GUESTS)));
    OWN_CHARS token = personal_token(door, s.meeting, "ann@example.com", 0);
    OWN_CHARS own = personal_link(s.config, s.meeting, token, PERSONAL_DOOR);
    OWN_CHARS stable = mem_strf("https://cal.example.org/j/%s", s.meeting->code);
    static const struct {
        const char *before, *behind;
    } lines[] = {
        {"LOCATION:", ""},
        {"LOCATION:Room 5\\, or ", "?a=b"},
        {"URL:", "#x"},
        {"DESCRIPTION:Come: ", ".\\nBye"},
        {"CONFERENCE;VALUE=URI;FEATURE=VIDEO:", ""},
        {"X-ALT-DESC;FMTTYPE=text/html:<a href=\"", "\">in</a>"},
    };
    for (size_t i = 0; i < LENGTH(lines); i++) {
        OWN_CHARS event =
            mem_strf(CALENDAR(VEVENT(GUESTS "%s%s%s\r\n")), lines[i].before, own, lines[i].behind);
        scene_put(&s, event);
        if (strstr(s.text, token) || !strstr(s.text, stable))
            fail_msg("%s", s.text);
    }
    scene_end(&s);
}

RUN_TESTS(CASE(a_token_is_26_characters_and_names_one_person),
          CASE(a_token_is_of_one_meeting_one_purpose_one_key_and_one_counter),
          CASE(a_revoked_link_is_dead_and_its_successor_opens),
          CASE(who_is_removed_from_the_event_has_a_link_no_more),
          CASE(who_is_invited_to_one_occurrence_has_a_link),
          CASE(without_a_public_address_there_are_no_personal_links),
          CASE(a_personal_link_that_comes_back_in_a_text_becomes_the_stable_one))
