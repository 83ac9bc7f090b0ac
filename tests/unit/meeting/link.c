#include "scene.h"

#define PUBLIC "[server]\npublic_url = https://cal.example.org\n"
#define EACH   PUBLIC "[jitsi]\nrooms = occurrence\n"

static char *room_at(const struct scene *s, const char *at, bool with_event)
{
    instant i;
    CHECK(instant_parse(span_of(at), &i));
    OWN(event) e = with_event ? scene_read(s, s->text) : NULL;
    return meeting_room_at(s->config, s->meeting, e, zone_utc(), i);
}

TEST(one_room_for_the_series_is_the_same_at_any_time)
{
    struct scene s;
    scene_begin(&s, PUBLIC);
    scene_put(&s, CALENDAR(VEVENT(GUESTS WEEKLY)));
    OWN_CHARS a = room_at(&s, "2026-03-03T09:00:00Z", true);
    OWN_CHARS b = room_at(&s, "2026-03-10T09:00:00Z", true);
    OWN_CHARS gone = room_at(&s, "2026-03-10T09:00:00Z", false);
    CHECK_STR(a, s.meeting->url);
    CHECK_STR(b, s.meeting->url);
    CHECK_STR(gone, s.meeting->url);
    scene_end(&s);
}

/* The second occurrence is two hours later, the third is off. Half an hour of overrun is granted,
 * unless the next one begins within a quarter. */
static const struct {
    const char *at, *key;
} finds[] = {
    {"2026-03-01T00:00:00Z", "20260303T090000Z"}, {"2026-03-03T08:55:00Z", "20260303T090000Z"},
    {"2026-03-03T09:30:00Z", "20260303T090000Z"}, {"2026-03-03T10:20:00Z", "20260303T090000Z"},
    {"2026-03-03T10:31:00Z", "20260310T090000Z"}, {"2026-03-10T11:30:00Z", "20260310T090000Z"},
    {"2026-03-12T00:00:00Z", "20260324T090000Z"}, {"2027-01-01T00:00:00Z", ""},
};

TEST(the_stable_link_finds_the_room_of_the_occurrence_by_the_clock)
{
    struct scene s;
    scene_begin(&s, EACH);
    scene_put(&s, CALENDAR(VEVENT(GUESTS WEEKLY L("EXDATE:20260317T090000Z")) OVERRIDE(GUESTS)));
    for (size_t i = 0; i < LENGTH(finds); i++) {
        OWN_CHARS found = room_at(&s, finds[i].at, true);
        OWN_CHARS wanted = *finds[i].key ? meeting_link_for(s.config, s.meeting, finds[i].key)
                                         : mem_str(s.meeting->url);
        if (strcmp(found, wanted) != 0)
            fail_msg("%s: %s", finds[i].at, found);
    }
    scene_end(&s);
}

TEST(a_next_occurrence_that_is_about_to_begin_ends_the_overrun_of_the_last)
{
    struct scene s;
    scene_begin(&s, EACH);
    scene_put(&s, CALENDAR(VEVENT(GUESTS L("RRULE:FREQ=HOURLY;COUNT=3"))));
    OWN_CHARS found = room_at(&s, "2026-03-03T10:00:00Z", true);
    OWN_CHARS wanted = meeting_link_for(s.config, s.meeting, "20260303T100000Z");
    CHECK_STR(found, wanted);
    scene_end(&s);
}

TEST(a_cancelled_occurrence_is_passed_over)
{
    struct scene s;
    scene_begin(&s, EACH);
    scene_put(&s, CALENDAR(VEVENT(GUESTS WEEKLY) OVERRIDE(GUESTS L("STATUS:CANCELLED"))));
    OWN_CHARS found = room_at(&s, "2026-03-10T10:50:00Z", true);
    OWN_CHARS wanted = meeting_link_for(s.config, s.meeting, "20260317T090000Z");
    CHECK_STR(found, wanted);
    scene_end(&s);
}

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

RUN_TESTS(CASE(one_room_for_the_series_is_the_same_at_any_time),
          CASE(the_stable_link_finds_the_room_of_the_occurrence_by_the_clock),
          CASE(a_next_occurrence_that_is_about_to_begin_ends_the_overrun_of_the_last),
          CASE(a_cancelled_occurrence_is_passed_over),
          CASE(the_link_of_a_series_is_the_stable_one_and_of_an_occurrence_its_room),
          CASE(a_description_without_our_block_is_what_the_user_wrote))
