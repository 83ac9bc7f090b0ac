#include "scene.h"

#define PUBLIC    "[server]\npublic_url = https://cal.example.org\n"
#define POLICY(p) "[meetings]\npolicy = " p "\n"
#define DAY(...)                                                                                     \
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//EN\r\nBEGIN:VEVENT\r\n"                       \
    "UID:day@example.org\r\nDTSTAMP:20260201T080000Z\r\nDTSTART;VALUE=DATE:20260303\r\n" __VA_ARGS__ \
    "END:VEVENT\r\nEND:VCALENDAR\r\n"

/* Which events get a room. */
static const struct {
    const char *ini, *text;
    const char *refused; /* the word; NULL: it gets one */
    const char *at;      /* NULL: before */
} cases[] = {
    {POLICY("attendees"), CALENDAR(VEVENT(GUESTS))},
    {POLICY("attendees"), CALENDAR(VEVENT(ORGANIZER)), "policy"},
    {POLICY("attendees"), CALENDAR(VEVENT(ORGANIZER L("ATTENDEE:mailto:olga@example.org"))),
     "policy"},
    {POLICY("attendees"),
     CALENDAR(VEVENT(ORGANIZER L("ATTENDEE;CUTYPE=ROOM:mailto:room4@example.org"))), "policy"},
    {POLICY("attendees"), CALENDAR(VEVENT(ORGANIZER WEEKLY) OVERRIDE(GUESTS))},
    {POLICY("always"), CALENDAR(VEVENT())},
    {POLICY("marked"), CALENDAR(VEVENT(GUESTS)), "policy"},
    {POLICY("marked"), CALENDAR(VEVENT(L("LOCATION:Jitsi")))},
    {POLICY("marked"), CALENDAR(VEVENT(L("LOCATION:per JITSI\\, please")))},
    {POLICY("marked"), CALENDAR(VEVENT(L("CATEGORIES:Work,jitsi")))},
    {POLICY("marked"), CALENDAR(VEVENT(L("CATEGORIES:Work,nojitsi"))), "policy"},
    {POLICY("never"), CALENDAR(VEVENT(GUESTS)), "policy"},
    {"", CALENDAR(VEVENT(GUESTS))},
    {"", DAY(GUESTS), "all-day"},
    {"[meetings]\nall_day = yes\n", DAY(GUESTS)},
    {"[meetings]\nmin_duration = 60m\n", CALENDAR(VEVENT(GUESTS))},
    {"[meetings]\nmin_duration = 61m\n", CALENDAR(VEVENT(GUESTS)), "short"},
    {"[jitsi]\nprovider = none\n", CALENDAR(VEVENT(GUESTS)), "provider"},
    {"", CALENDAR(VEVENT(GUESTS)), "over", "2026-03-03T10:00:00Z"},
    {"", CALENDAR(VEVENT(GUESTS)), NULL, "2026-03-03T09:59:59Z"},
    {"", CALENDAR(VEVENT(GUESTS WEEKLY)), NULL, "2026-04-01T00:00:00Z"},
    {"", CALENDAR(VEVENT(GUESTS WEEKLY)), "over", "2026-12-01T00:00:00Z"},
};

TEST(the_policy_says_which_events_get_a_room)
{
    for (size_t i = 0; i < LENGTH(cases); i++) {
        struct scene s;
        scene_begin(&s, cases[i].ini);
        if (cases[i].at)
            CHECK(instant_parse(span_of(cases[i].at), &s.at));
        scene_put(&s, cases[i].text);
        if ((s.meeting == NULL) != (cases[i].refused != NULL) ||
            (cases[i].refused && strncmp(s.rule, cases[i].refused, strlen(cases[i].refused))))
            fail_msg("row %zu: %s", i, s.rule);
        if (!s.meeting)
            CHECK_STR(s.text, cases[i].text);
        scene_end(&s);
    }
}

TEST(the_calendars_settings_go_before_the_configurations)
{
    struct scene s;
    scene_begin(&s, POLICY("never"));
    s.calendar.policy = POLICY_ALWAYS;
    s.calendar.all_day = 1;
    scene_put(&s, DAY());
    CHECK(s.meeting);
    meeting_drop_all(&s);
    s.calendar.all_day = 0;
    scene_put(&s, DAY());
    CHECK(!s.meeting);
    s.calendar.min_duration_s = 7200;
    scene_put(&s, CALENDAR(VEVENT(GUESTS)));
    CHECK(!s.meeting);
    scene_end(&s);
}

TEST(a_room_per_occurrence_needs_the_stable_link)
{
    struct scene s;
    scene_begin(&s, "");
    s.calendar.rooms = ROOMS_PER_OCCURRENCE;
    scene_put(&s, CALENDAR(VEVENT(GUESTS WEEKLY)));
    CHECK(!s.meeting->per_occurrence);
    scene_end(&s);
    scene_begin(&s, "[server]\npublic_url = https://cal.example.org\n");
    s.calendar.rooms = ROOMS_PER_OCCURRENCE;
    scene_put(&s, CALENDAR(VEVENT(GUESTS WEEKLY)));
    CHECK(s.meeting->per_occurrence);
    CHECK(strncmp(s.meeting->link, "https://cal.example.org/j/", 26) == 0);
    scene_end(&s);
}

TEST(a_copy_in_a_calendar_without_rooms_loses_the_link_of_the_other_meeting)
{
    struct scene s;
    scene_begin(&s, "");
    scene_put(&s, CALENDAR(VEVENT(GUESTS)));
    OWN_CHARS copy = edited(s.text, "UID:meet", "UID:copy");
    meeting_drop_all(&s);
    s.calendar.policy = POLICY_NEVER;
    scene_put(&s, copy);
    CHECK(!s.meeting);
    CHECK(!strstr(s.text, "https://"));
    scene_end(&s);
}

TEST(a_room_that_is_there_stays_when_the_policy_would_give_none)
{
    struct scene s;
    scene_begin(&s, "");
    scene_put(&s, CALENDAR(VEVENT(GUESTS)));
    OWN_CHARS with = mem_str(s.text);
    s.calendar.policy = POLICY_NEVER;
    scene_put(&s, with);
    CHECK_INT(s.meeting->state, MEETING_OPEN);
    CHECK_STR(s.text, with);
    scene_end(&s);
}

TEST(without_a_room_a_meeting_has_a_code_to_answer_by_and_its_room_keeps_it)
{
    struct scene s;
    scene_begin(&s, PUBLIC POLICY("marked"));
    scene_put(&s, CALENDAR(VEVENT(ORGANIZER)));
    CHECK(!s.meeting); /* nobody is invited */
    scene_put(&s, CALENDAR(VEVENT(GUESTS)));
    CHECK_INT(s.meeting->state, MEETING_NONE);
    CHECK(!s.meeting->link && !s.meeting->room && !s.meeting->provider);
    CHECK_STR(s.text, CALENDAR(VEVENT(GUESTS)));
    OWN_CHARS code = mem_str(s.meeting->code);
    OWN_CHARS pasted =
        mem_strf(CALENDAR(VEVENT(GUESTS "DESCRIPTION:https://cal.example.org/j/%s\r\n")), code);
    scene_put(&s, pasted);
    CHECK_INT(s.meeting->state, MEETING_NONE);
    CHECK_STR(s.meeting->code, code);
    scene_put(&s, CALENDAR(VEVENT(GUESTS "CATEGORIES:jitsi\r\n")));
    CHECK_INT(s.meeting->state, MEETING_OPEN);
    CHECK_STR(s.meeting->code, code);
    CHECK(strstr(s.text, code));
    scene_end(&s);
}

TEST(what_is_over_or_not_reached_from_outside_gets_no_code)
{
    struct scene s;
    scene_begin(&s, POLICY("never"));
    scene_put(&s, CALENDAR(VEVENT(GUESTS)));
    CHECK(!s.meeting);
    scene_end(&s);
    scene_begin(&s, PUBLIC POLICY("never"));
    CHECK(instant_parse(SPAN("2026-03-04T00:00:00Z"), &s.at));
    scene_put(&s, CALENDAR(VEVENT(GUESTS)));
    CHECK(!s.meeting);
    scene_end(&s);
}

RUN_TESTS(CASE(the_policy_says_which_events_get_a_room),
          CASE(the_calendars_settings_go_before_the_configurations),
          CASE(a_room_per_occurrence_needs_the_stable_link),
          CASE(a_copy_in_a_calendar_without_rooms_loses_the_link_of_the_other_meeting),
          CASE(a_room_that_is_there_stays_when_the_policy_would_give_none),
          CASE(without_a_room_a_meeting_has_a_code_to_answer_by_and_its_room_keeps_it),
          CASE(what_is_over_or_not_reached_from_outside_gets_no_code))
