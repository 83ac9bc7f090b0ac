/* A room moves to another name; the stable link stays. */
#include "scene.h"

#define PUBLIC "[server]\npublic_url = https://cal.example.org\n"
#define MOVES  PUBLIC "[meetings]\nrotate = on-removal\n"
#define BO     L("ATTENDEE:mailto:bo@example.com")

/* What becomes of the room when this event is changed to that one. */
static bool moves(const char *ini, const char *from, const char *to)
{
    struct scene s;
    struct error err = {0};
    const char *rule;
    scene_begin(&s, ini);
    scene_put(&s, from);
    OWN(event) old = scene_read(&s, s.text);
    OWN(event) now = scene_read(&s, to);
    OWN(splice) edits = splice_new(now);
    OWN(meeting) m = NULL;
    struct meeting_facts f = {.config = s.config,
                              .owner = &s.owner,
                              .calendar = &s.calendar,
                              .old = old,
                              .now = now,
                              .had = s.meeting,
                              .floating = zone_utc(),
                              .at = s.at};
    CHECK_OK(meeting_follow(&f, edits, &m, &rule, &err), &err);
    bool moved = strcmp(m->room, s.meeting->room) != 0;
    CHECK_INT(moved, strcmp(m->url, s.meeting->url) != 0);
    CHECK_INT(moved, strncmp(rule, "rotated:", 8) == 0);
    CHECK_STR(m->link, s.meeting->link);
    CHECK_STR(m->code, s.meeting->code);
    scene_end(&s);
    return moved;
}

TEST(a_room_moves_when_somebody_is_removed_and_stays_otherwise)
{
    const char *both = CALENDAR(VEVENT(GUESTS BO)), *ann = CALENDAR(VEVENT(GUESTS));
    CHECK(moves(MOVES, both, ann));
    CHECK(!moves(MOVES, ann, both));
    CHECK(!moves(MOVES, both, both));
    CHECK(!moves(MOVES, both, CALENDAR(VEVENT(GUESTS BO L("LOCATION:Elsewhere")))));
    CHECK(!moves(PUBLIC, both, ann));
}

TEST(who_is_still_invited_to_one_occurrence_is_not_removed)
{
    const char *was = CALENDAR(VEVENT(GUESTS BO WEEKLY));
    CHECK(!moves(MOVES, was, CALENDAR(VEVENT(GUESTS WEEKLY) OVERRIDE(GUESTS BO))));
    CHECK(moves(MOVES, CALENDAR(VEVENT(GUESTS WEEKLY) OVERRIDE(GUESTS BO)),
                CALENDAR(VEVENT(GUESTS WEEKLY) OVERRIDE(GUESTS))));
}

TEST(a_room_whose_own_url_stands_in_the_event_stays)
{
    CHECK(!moves("[meetings]\nrotate = on-removal\n", CALENDAR(VEVENT(GUESTS BO)),
                 CALENDAR(VEVENT(GUESTS))));
}

static void check_refused(const char *ini, enum meeting_state state, const char *provider,
                          const char *said)
{
    struct scene s;
    struct error err = {0};
    scene_begin(&s, ini);
    scene_put(&s, CALENDAR(VEVENT(GUESTS)));
    s.meeting->state = state;
    free(s.meeting->provider);
    s.meeting->provider = mem_str(provider);
    OWN_CHARS room = mem_str(s.meeting->room);
    CHECK(!meeting_rotate(s.config, NULL, s.meeting, &err));
    CHECK_INT(err.kind, FAULT_CONFLICT);
    if (!strstr(err.said, said))
        fail_msg("%s", err.said);
    CHECK_STR(s.meeting->room, room);
    scene_end(&s);
}

TEST(rotating_by_hand_says_why_it_cannot)
{
    check_refused(PUBLIC, MEETING_DETACHED, "jitsi", "has no room");
    check_refused("", MEETING_OPEN, "jitsi", "public_url");
    check_refused(PUBLIC, MEETING_OPEN, "zoom", "made by a service");
}

RUN_TESTS(CASE(a_room_moves_when_somebody_is_removed_and_stays_otherwise),
          CASE(who_is_still_invited_to_one_occurrence_is_not_removed),
          CASE(a_room_whose_own_url_stands_in_the_event_stays),
          CASE(rotating_by_hand_says_why_it_cannot))
