#include "scene.h"

#define INI "[jitsi]\nprovider = url\nroom_prefix = team\n[url]\npattern = "

TEST(a_link_is_made_by_the_pattern_and_stays_when_the_event_changes)
{
    struct scene s;
    scene_begin(&s, INI "https://v.example.org/{date}/{slug}{room}?m={code}\n");
    scene_put(&s, CALENDAR(VEVENT(GUESTS)));
    OWN_CHARS url = mem_strf("https://v.example.org/2026-03-03/weekly-sync-%s?m=%s",
                             s.meeting->room, s.meeting->code);
    CHECK_STR(s.meeting->url, url);
    CHECK_STR(s.meeting->link, url);
    CHECK(!room_is_asked_for(s.meeting));
    OWN_CHARS titled = edited(s.text, "SUMMARY:Weekly sync", "SUMMARY:Daily");
    scene_put(&s, titled);
    CHECK_STR(s.meeting->url, url);
    s.wish = MEETING_RELINK;
    scene_put(&s, s.text);
    CHECK_STR(s.meeting->url, url);
    scene_end(&s);
}

TEST(whoever_enters_goes_to_the_link_alone)
{
    struct scene s;
    scene_begin(&s, INI "https://v.example.org/{room}\n"
                        "[server]\npublic_url = https://cal.example.org\n"
                        "[jitsi]\napp_id = a\napp_secret = s3cret\n");
    scene_put(&s, CALENDAR(VEVENT(GUESTS)));
    struct error err = {0};
    struct caller ann = {CALLER_PARTICIPANT, "ann@example.com", "Ann"};
    struct entry e = {.config = s.config,
                      .meeting = s.meeting,
                      .key = "",
                      .title = "Weekly sync",
                      .caller = &ann,
                      .at = s.at,
                      .closes = s.at + 60};
    OWN_CHARS url = meeting_entry(&e, &err);
    CHECK_STR(url, s.meeting->url);
    CHECK(strstr(s.meeting->link, "https://cal.example.org/j/"));
    scene_end(&s);
}

TEST(rooms_per_occurrence_are_for_servers_that_know_them)
{
    struct scene s;
    scene_begin(&s, "[server]\npublic_url = https://cal.example.org\n" INI
                    "https://v.example.org/{room}\n[jitsi]\nrooms = occurrence\n");
    scene_put(&s, CALENDAR(VEVENT(GUESTS WEEKLY)));
    CHECK(!s.meeting->per_occurrence);
    scene_end(&s);
}

RUN_TESTS(CASE(a_link_is_made_by_the_pattern_and_stays_when_the_event_changes),
          CASE(whoever_enters_goes_to_the_link_alone),
          CASE(rooms_per_occurrence_are_for_servers_that_know_them))
