#include "scene.h"

#define AT(text) instant_at(text)

static instant instant_at(const char *text)
{
    instant i;
    CHECK(instant_parse(span_of(text), &i));
    return i;
}

/* What the door says at an instant; the occurrence's text is gone by then. */
static struct doorway door_at(const struct scene *s, const char *at)
{
    struct doorway way;
    OWN(event) e = s->text ? scene_read(s, s->text) : NULL;
    struct door_facts f = {.config = s->config,
                           .meeting = s->meeting,
                           .event = e,
                           .floating = zone_utc(),
                           .at = AT(at)};
    meeting_door(&f, &way);
    way.occurrence.from = NULL;
    return way;
}

struct case_of_door {
    const char *at;
    enum door door;
    const char *key; /* NULL: no occurrence */
};

static void check_cases(const struct scene *s, const struct case_of_door *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct doorway way = door_at(s, cases[i].at);
        const char *key = way.has_occurrence ? way.occurrence.key : NULL;
        bool as_wanted = cases[i].key ? key && strcmp(key, cases[i].key) == 0 : !key;
        if (way.door != cases[i].door || !as_wanted)
            fail_msg("%s: door %d, occurrence %s", cases[i].at, (int)way.door, key ? key : "none");
    }
}
#define CHECK_CASES(s, cases) check_cases(s, cases, LENGTH(cases))

TEST(it_opens_a_while_before_and_closes_a_while_after)
{
    static const struct case_of_door cases[] = {
        {"2026-03-03T08:44:59Z", DOOR_EARLY, ""},  {"2026-03-03T08:45:00Z", DOOR_OPEN, ""},
        {"2026-03-03T09:30:00Z", DOOR_OPEN, ""},   {"2026-03-03T10:59:59Z", DOOR_OPEN, ""},
        {"2026-03-03T11:00:00Z", DOOR_OVER, NULL},
    };
    struct scene s;
    scene_begin(&s, "");
    scene_put(&s, CALENDAR(VEVENT(GUESTS)));
    CHECK_CASES(&s, cases);
    struct doorway way = door_at(&s, "2026-03-01T00:00:00Z");
    CHECK_INT(way.opens, AT("2026-03-03T08:45:00Z"));
    CHECK_INT(way.closes, AT("2026-03-03T11:00:00Z"));
    scene_end(&s);
}

TEST(how_long_before_and_after_is_configured)
{
    static const struct case_of_door cases[] = {
        {"2026-03-03T08:58:59Z", DOOR_EARLY, ""},
        {"2026-03-03T08:59:00Z", DOOR_OPEN, ""},
        {"2026-03-03T10:00:00Z", DOOR_OVER, NULL},
    };
    struct scene s;
    scene_begin(&s, "[meetings]\nopens = 1m\ncloses = 0\n");
    scene_put(&s, CALENDAR(VEVENT(GUESTS)));
    CHECK_CASES(&s, cases);
    scene_end(&s);
}

/* The second is two hours later, the third is off. */
TEST(of_a_series_the_clock_picks_the_occurrence)
{
    static const struct case_of_door cases[] = {
        {"2026-03-01T00:00:00Z", DOOR_EARLY, "20260303T090000Z"},
        {"2026-03-03T09:30:00Z", DOOR_OPEN, "20260303T090000Z"},
        {"2026-03-03T10:59:00Z", DOOR_OPEN, "20260303T090000Z"},
        {"2026-03-03T11:01:00Z", DOOR_EARLY, "20260310T090000Z"},
        {"2026-03-10T09:10:00Z", DOOR_MOVED, "20260310T090000Z"},
        {"2026-03-10T10:50:00Z", DOOR_OPEN, "20260310T090000Z"},
        {"2026-03-17T08:44:59Z", DOOR_EARLY, "20260324T090000Z"},
        {"2026-03-17T08:45:00Z", DOOR_CANCELLED, "20260317T090000Z"},
        {"2026-03-17T10:59:59Z", DOOR_CANCELLED, "20260317T090000Z"},
        {"2026-03-17T11:00:00Z", DOOR_EARLY, "20260324T090000Z"},
        {"2027-01-01T00:00:00Z", DOOR_OVER, NULL},
    };
    struct scene s;
    scene_begin(&s, "");
    scene_put(&s, CALENDAR(VEVENT(GUESTS WEEKLY L("EXDATE:20260317T090000Z")) OVERRIDE(GUESTS)));
    CHECK_CASES(&s, cases);
    scene_end(&s);
}

TEST(the_next_one_that_opens_ends_the_overrun_of_the_last_but_not_the_one_that_runs)
{
    static const struct case_of_door cases[] = {
        {"2026-03-03T09:50:00Z", DOOR_OPEN, "20260303T090000Z"},
        {"2026-03-03T10:00:00Z", DOOR_OPEN, "20260303T100000Z"},
        {"2026-03-03T12:30:00Z", DOOR_OPEN, "20260303T110000Z"},
        {"2026-03-03T13:00:00Z", DOOR_OVER, NULL},
    };
    struct scene s;
    scene_begin(&s, "");
    scene_put(&s, CALENDAR(VEVENT(GUESTS L("RRULE:FREQ=HOURLY;COUNT=3"))));
    CHECK_CASES(&s, cases);
    scene_end(&s);
}

TEST(a_cancelled_occurrence_says_so_in_its_time)
{
    static const struct case_of_door cases[] = {
        {"2026-03-10T10:30:00Z", DOOR_EARLY, "20260317T090000Z"},
        {"2026-03-10T11:10:00Z", DOOR_CANCELLED, "20260310T090000Z"},
        {"2026-03-10T12:30:00Z", DOOR_CANCELLED, "20260310T090000Z"},
        {"2026-03-11T00:00:00Z", DOOR_EARLY, "20260317T090000Z"},
    };
    struct scene s;
    scene_begin(&s, "");
    scene_put(&s, CALENDAR(VEVENT(GUESTS WEEKLY) OVERRIDE(GUESTS L("STATUS:CANCELLED"))));
    CHECK_CASES(&s, cases);
    scene_end(&s);
}

TEST(who_comes_at_the_old_time_of_a_meeting_is_told_that_it_was_moved)
{
    static const struct case_of_door cases[] = {
        {"2026-03-03T08:00:00Z", DOOR_EARLY, ""},
        {"2026-03-03T09:05:00Z", DOOR_MOVED, ""},
        {"2026-03-03T12:00:00Z", DOOR_EARLY, ""},
        {"2026-03-05T09:05:00Z", DOOR_OPEN, ""},
    };
    struct scene s;
    scene_begin(&s, "");
    scene_put(&s, CALENDAR(VEVENT(GUESTS)));
    OWN_CHARS start = edited(s.text, "DTSTART:20260303", "DTSTART:20260305");
    OWN_CHARS moved = edited(start, "DTEND:20260303", "DTEND:20260305");
    scene_put(&s, moved);
    CHECK_CASES(&s, cases);
    scene_end(&s);
}

TEST(what_is_cancelled_or_deleted_or_detached_is_closed_at_any_time)
{
    static const char at[] = "2026-03-03T09:05:00Z";
    struct scene s;
    scene_begin(&s, "");
    scene_put(&s, CALENDAR(VEVENT(GUESTS)));
    CHECK_INT(door_at(&s, at).door, DOOR_OPEN);
    scene_put(&s, CALENDAR(VEVENT(GUESTS L("STATUS:CANCELLED"))));
    CHECK_INT(door_at(&s, at).door, DOOR_CANCELLED);
    scene_put(&s, CALENDAR(VEVENT(GUESTS)));
    CHECK_INT(door_at(&s, at).door, DOOR_OPEN);
    s.wish = MEETING_DETACH;
    scene_put(&s, s.text);
    CHECK_INT(door_at(&s, at).door, DOOR_ROOMLESS);
    scene_end(&s);
}

TEST(an_event_that_cannot_be_read_has_the_meetings_times)
{
    static const struct case_of_door cases[] = {
        {"2026-03-03T08:00:00Z", DOOR_EARLY, ""},
        {"2026-03-03T09:05:00Z", DOOR_OPEN, ""},
        {"2026-03-03T12:00:00Z", DOOR_OVER, NULL},
    };
    struct scene s;
    scene_begin(&s, "");
    scene_put(&s, CALENDAR(VEVENT(GUESTS)));
    free(s.text);
    s.text = NULL;
    CHECK_CASES(&s, cases);
    s.meeting->ends = INSTANT_NEVER;
    CHECK_INT(door_at(&s, "2040-01-01T00:00:00Z").door, DOOR_OPEN);
    scene_end(&s);
}

/* For one person only what he is invited to is held. */
static struct doorway door_of(const struct scene *s, const char *address, const char *at)
{
    struct doorway way;
    OWN(event) e = scene_read(s, s->text);
    struct door_facts f = {.config = s->config,
                           .meeting = s->meeting,
                           .event = e,
                           .floating = zone_utc(),
                           .at = AT(at),
                           .address = address,
                           .owner = &s->owner};
    meeting_door(&f, &way);
    way.occurrence.from = NULL;
    return way;
}

TEST(for_one_person_the_occurrences_count_that_he_is_invited_to)
{
    static const struct {
        const char *address, *at;
        enum door door;
        const char *key;
    } cases[] = {
        {"ann@example.com", "2026-03-03T09:00:00Z", DOOR_OPEN, "20260303T090000Z"},
        {"dee@example.com", "2026-03-03T09:00:00Z", DOOR_EARLY, "20260310T090000Z"},
        {"dee@example.com", "2026-03-10T09:10:00Z", DOOR_MOVED, "20260310T090000Z"},
        {"ann@example.com", "2026-03-10T09:10:00Z", DOOR_EARLY, "20260317T090000Z"},
        {"dee@example.com", "2026-03-10T11:00:00Z", DOOR_OPEN, "20260310T090000Z"},
        {"dee@example.com", "2026-03-10T12:30:00Z", DOOR_OPEN, "20260310T090000Z"},
        {"ann@example.com", "2026-03-10T11:00:00Z", DOOR_EARLY, "20260317T090000Z"},
        {"ann@example.com", "2026-03-10T12:30:00Z", DOOR_EARLY, "20260317T090000Z"},
        {"olga@example.org", "2026-03-10T11:00:00Z", DOOR_OPEN, "20260310T090000Z"},
        {"dee@example.com", "2026-03-11T00:00:00Z", DOOR_OVER, "none"},
    };
    struct scene s;
    scene_begin(&s, "");
    scene_put(&s, CALENDAR(VEVENT(GUESTS WEEKLY)
                               OVERRIDE(ORGANIZER L("ATTENDEE:mailto:dee@example.com"))));
    for (size_t i = 0; i < LENGTH(cases); i++) {
        struct doorway way = door_of(&s, cases[i].address, cases[i].at);
        const char *key = way.has_occurrence ? way.occurrence.key : "none";
        if (way.door != cases[i].door || strcmp(key, cases[i].key) != 0)
            fail_msg("%s %s: door %d, %s", cases[i].address, cases[i].at, (int)way.door, key);
    }
    scene_end(&s);
}

RUN_TESTS(CASE(it_opens_a_while_before_and_closes_a_while_after),
          CASE(how_long_before_and_after_is_configured),
          CASE(of_a_series_the_clock_picks_the_occurrence),
          CASE(the_next_one_that_opens_ends_the_overrun_of_the_last_but_not_the_one_that_runs),
          CASE(a_cancelled_occurrence_says_so_in_its_time),
          CASE(who_comes_at_the_old_time_of_a_meeting_is_told_that_it_was_moved),
          CASE(what_is_cancelled_or_deleted_or_detached_is_closed_at_any_time),
          CASE(an_event_that_cannot_be_read_has_the_meetings_times),
          CASE(for_one_person_the_occurrences_count_that_he_is_invited_to))
