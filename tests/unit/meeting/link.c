#include "scene.h"

#define PUBLIC "[server]\npublic_url = https://cal.example.org\n"
#define EACH   PUBLIC "[jitsi]\nrooms = occurrence\n"

TEST(the_link_of_a_series_is_the_stable_one_and_of_an_occurrence_its_room)
{
    struct scene s;
    scene_begin(&s, EACH);
    scene_put(&s, CALENDAR(VEVENT(GUESTS WEEKLY)));
    OWN_CHARS series = meeting_link_for(s.config, s.meeting, "");
    OWN_CHARS one = meeting_link_for(s.config, s.meeting, "20260303T090000Z");
    CHECK_STR(series, s.meeting->link);
    CHECK(strncmp(one, "https://meet.jit.si/", 20) == 0);
    scene_end(&s);
}

TEST(a_description_without_our_block_is_what_the_user_wrote)
{
    OWN_CHARS none = meeting_plain_description("Cake\nand tea");
    CHECK_STR(none, "Cake\nand tea");
    CHECK(!meeting_plain_description(NULL));
    OWN_CHARS empty = meeting_plain_description("");
    CHECK_STR(empty, "");
}

TEST(the_room_is_that_of_the_series_or_of_the_occurrence)
{
    struct scene one, each;
    scene_begin(&one, PUBLIC);
    scene_put(&one, CALENDAR(VEVENT(GUESTS WEEKLY)));
    OWN_CHARS a = meeting_room(one.config, one.meeting, "20260303T090000Z");
    CHECK_STR(a, one.meeting->url);
    scene_end(&one);
    scene_begin(&each, EACH);
    scene_put(&each, CALENDAR(VEVENT(GUESTS WEEKLY)));
    OWN_CHARS first = meeting_room(each.config, each.meeting, "20260303T090000Z");
    OWN_CHARS second = meeting_room(each.config, each.meeting, "20260310T090000Z");
    CHECK(strcmp(first, second) != 0);
    CHECK(strncmp(first, "https://meet.jit.si/", 20) == 0);
    scene_end(&each);
}

RUN_TESTS(CASE(the_room_is_that_of_the_series_or_of_the_occurrence),
          CASE(the_link_of_a_series_is_the_stable_one_and_of_an_occurrence_its_room),
          CASE(a_description_without_our_block_is_what_the_user_wrote))
