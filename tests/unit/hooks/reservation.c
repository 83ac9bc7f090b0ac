/* The reservation API: may this room open? */
#include "world.h"

#define PATH   "/jitsi/reservation/conference"
#define BEARER "Authorization: Bearer letmein\r\n"

static char *post_as(const struct world *w, const char *room, const char *fields)
{
    OWN_CHARS form = mem_strf("name=%s&start_time=2026-03-03T09%%3A00%%3A00.000Z&"
                              "mail_owner=6f0c%%40meet.example.org",
                              room);
    return world_ask(w, "POST", PATH, fields, form);
}
static char *post(const struct world *w, const char *room)
{
    return post_as(w, room, BEARER);
}

#define CHECK_ANSWER(call, wanted)                                   \
    do {                                                             \
        OWN_CHARS got_ = call;                                       \
        if (strncmp(got_, wanted, strlen(wanted)) != 0)              \
            fail_msg("%s: %s\ninstead of\n%s", #call, got_, wanted); \
    } while (0)

TEST(a_room_opens_for_its_slot_and_ends_where_the_calendar_says)
{
    OWN(world) w = world_new(INI);
    CHECK_ANSWER(post(w, ROOM), "201 {\"id\":\"" ROOM "\",\"name\":\"" ROOM "\","
                                "\"mail_owner\":\"6f0c@meet.example.org\","
                                "\"start_time\":\"2026-03-03T09:00:00Z\",\"duration\":7200}");
    clock_set(NOW + 3600 + 3599);
    CHECK_ANSWER(world_ask(w, "GET", PATH "/" ROOM, BEARER, ""),
                 "200 {\"id\":\"" ROOM "\",\"name\":\"" ROOM
                 "\",\"mail_owner\":\"ann@example.org\",\"start_time\":\"2026-03-03T09:00:00Z\","
                 "\"duration\":7200}");
}

TEST(a_tenant_and_its_letter_case_stand_in_the_answer_as_they_were_said)
{
    OWN(world) w = world_new(INI);
    CHECK_ANSWER(post(w, "%5bTeam%5d" ROOM),
                 "201 {\"id\":\"%5BTeam%5D" ROOM "\",\"name\":\"[Team]" ROOM "\"");
}

/* The id leads back to the very name that the server asked by, which it compares. */
TEST(a_booking_is_found_by_its_id_whatever_its_room_is_called)
{
    static const struct {
        const char *form, *id, *name;
    } cases[] = {
        {"%5bteam%5d" ROOM, "%5Bteam%5D" ROOM, "[team]" ROOM},
        {"%5bother%5d" ROOM, "%5Bother%5D" ROOM, "[other]" ROOM},
        {"caf%25c3%25a9", "caf%25c3%25a9", "caf%c3%a9"},
        {ROOM, ROOM, ROOM},
    };
    OWN(world) w = world_new(INI);
    for (size_t i = 0; i < LENGTH(cases); i++) {
        OWN_CHARS path = mem_strf(PATH "/%s", cases[i].id);
        OWN_CHARS conflict = mem_strf("409 {\"conflict_id\":\"%s\"}", cases[i].id);
        OWN_CHARS shown =
            mem_strf("200 {\"id\":\"%s\",\"name\":\"%s\",", cases[i].id, cases[i].name);
        CHECK_ANSWER(post(w, cases[i].form), "201 ");
        CHECK_ANSWER(post(w, cases[i].form), conflict);
        CHECK_ANSWER(world_ask(w, "GET", path, BEARER, ""), shown);
        CHECK_ANSWER(world_ask(w, "DELETE", path, BEARER, ""), "200 ");
        CHECK_ANSWER(post(w, cases[i].form), "201 ");
    }
}

TEST(a_room_that_is_open_conflicts_until_it_is_empty)
{
    OWN(world) w = world_new(INI);
    CHECK_ANSWER(post(w, ROOM), "201 ");
    CHECK_ANSWER(post(w, ROOM), "409 {\"conflict_id\":\"" ROOM "\"}");
    CHECK_ANSWER(world_ask(w, "DELETE", PATH "/" ROOM, BEARER, ""), "200 ");
    CHECK_ANSWER(post(w, ROOM), "201 ");
}

TEST(what_the_event_asks_for_stands_in_the_answer)
{
    OWN(world) w = world_new(INI);
    world_put(w, (struct put){.uid = "two",
                              .room = "two",
                              .starts = NOW,
                              .more = "X-CONVOKE-LOBBY:TRUE\r\nX-CONVOKE-PASSWORD:open\r\n"
                                      "X-CONVOKE-SEATS:25\r\n"});
    CHECK_ANSWER(post(w, "two"),
                 "201 {\"id\":\"two\",\"name\":\"two\",\"mail_owner\":\"6f0c@meet.example.org\","
                 "\"start_time\":\"2026-03-03T09:00:00Z\",\"duration\":7200,\"max_occupants\":25,"
                 "\"lobby\":true,\"password\":\"open\"}");
}

static bool set_run(struct tx *tx, void *with, struct error *err)
{
    const struct world *w = with;
    char password[] = "";
    struct room_wishes set = {.lobby = 0, .password = password, .seats = 7};
    return store_room_wishes_save(tx, w->account, "two", &set, err);
}

TEST(what_was_set_goes_before_what_the_event_asks_for)
{
    OWN(world) w = world_new(INI);
    struct error err = {0};
    world_put(w, (struct put){.uid = "two",
                              .room = "two",
                              .starts = NOW,
                              .more = "X-CONVOKE-LOBBY:TRUE\r\nX-CONVOKE-PASSWORD:open\r\n"});
    CHECK_OK(store_write_one(w->store, set_run, w, &err), &err);
    CHECK_ANSWER(world_ask(w, "GET", PATH "/two", BEARER, ""),
                 "200 {\"id\":\"two\",\"name\":\"two\",\"mail_owner\":\"ann@example.org\","
                 "\"start_time\":\"2026-03-03T09:00:00Z\",\"duration\":7200,"
                 "\"max_occupants\":7}");
    CHECK_OK(roster_read(w->hooks->roster, &err), &err);
    CHECK_ANSWER(world_ask(w, "GET", PATH "/two", BEARER, ""),
                 "200 {\"id\":\"two\",\"name\":\"two\",\"mail_owner\":\"ann@example.org\","
                 "\"start_time\":\"2026-03-03T09:00:00Z\",\"duration\":7200,"
                 "\"max_occupants\":7}");
}

TEST(a_closed_door_says_why_and_when_it_opens)
{
    static const struct {
        instant starts;
        enum meeting_state state;
        const char *more, *wanted;
    } cases[] = {
        {NOW + 7200, MEETING_OPEN, "",
         "403 {\"message\":\"This meeting has not begun. Its room opens on 2026-03-03 at 11:45 "
         "(Europe/Berlin).\"}"},
        {NOW - 7200, MEETING_OPEN, "", "403 {\"message\":\"This meeting is over"},
        {NOW, MEETING_ENDED, "", "403 {\"message\":\"This meeting was cancelled"},
        {NOW, MEETING_OPEN, "STATUS:CANCELLED\r\n",
         "403 {\"message\":\"This meeting was cancelled"},
        {NOW, MEETING_DETACHED, "", "403 {\"message\":\"This meeting has no room any more"},
        {NOW + 900 + 90, MEETING_OPEN, "", "201 "}, /* refusals last that long */
        {NOW + 900 + 91, MEETING_OPEN, "", "403 "},
    };
    OWN(world) w = world_new(INI);
    struct error err = {0};
    for (int remembered = 0; remembered < 2; remembered++) {
        for (size_t i = 0; i < LENGTH(cases); i++) {
            OWN_CHARS room = mem_strf("room%zu-%d", i, remembered);
            OWN_CHARS uid = mem_strf("uid%zu-%d", i, remembered);
            world_put(w, (struct put){.uid = uid,
                                      .room = room,
                                      .starts = cases[i].starts,
                                      .state = cases[i].state,
                                      .more = cases[i].more});
            if (remembered)
                CHECK_OK(roster_read(w->hooks->roster, &err), &err);
            CHECK_ANSWER(post(w, room), cases[i].wanted);
        }
    }
}

TEST(unknown_rooms_open_unless_they_are_refused)
{
    OWN(world) open = world_new(INI);
    CHECK_ANSWER(post(open, "nobodys"), "201 {\"id\":\"nobodys\"");
    OWN(world) closed = world_new(INI "unknown_rooms = refuse\n");
    CHECK_ANSWER(post(closed, "nobodys"), "403 {\"message\":\"There is no meeting in this room.");
    CHECK_ANSWER(world_ask(closed, "GET", PATH "/nobodys", BEARER, ""), "403 ");
}

TEST(who_asks_shows_the_token_by_a_way_that_is_secret)
{
    OWN(world) w = world_new(INI);
    CHECK_ANSWER(post_as(w, ROOM, ""), "401 ");
    CHECK_ANSWER(post_as(w, ROOM, "Authorization: Bearer letmeout\r\n"), "401 ");
    CHECK_ANSWER(post_as(w, ROOM, "Authorization: Basic letmein\r\n"), "401 ");
    CHECK_ANSWER(post_as(w, ROOM, BEARER "X-Forwarded-For: 192.0.2.1\r\n"), "403 ");
    CHECK_ANSWER(world_ask(w, "DELETE", PATH "/" ROOM, "", ""), "401 ");
    CHECK_ANSWER(world_ask(w, "GET", PATH "/" ROOM, "", ""), "401 ");
    OWN(world) off = world_new("");
    CHECK_ANSWER(post(off, ROOM), "404 ");
}

TEST(who_guesses_the_token_is_slowed_down)
{
    OWN(world) w = world_new(INI);
    for (int i = 0; i < 20; i++)
        CHECK_ANSWER(post_as(w, ROOM, ""), "401 ");
    CHECK_ANSWER(post(w, ROOM), "429 ");
}

TEST(a_form_without_a_room_is_refused)
{
    OWN(world) w = world_new(INI);
    CHECK_ANSWER(world_ask(w, "POST", PATH, BEARER, "start_time=1"), "400 ");
    CHECK_ANSWER(world_ask(w, "POST", PATH, BEARER, ""), "400 ");
    OWN_CHARS large = mem_new(ASKING_BYTES + 2);
    memset(large, 'a', ASKING_BYTES + 1);
    CHECK_ANSWER(world_ask(w, "POST", PATH, BEARER, large), "413 ");
}

/* --- without the store ------------------------------------------------------------------------ */

static void hang(const struct world *w, bool on)
{
    w->hooks->reading_since_ms = on ? clock_ticks_ms() - 1000 : 0;
}

TEST(meetings_go_on_when_the_store_does_not)
{
    OWN(world) w = world_new(INI "unknown_rooms = refuse\n");
    struct error err = {0};
    world_put(w, (struct put){.uid = "two", .room = "two", .starts = NOW + 7200});
    CHECK_OK(roster_read(w->hooks->roster, &err), &err);
    hang(w, true);
    CHECK_ANSWER(post(w, "two"), "403 {\"message\":\"This meeting has not begun");
    CHECK_ANSWER(post(w, "nobodys"), "403 {\"message\":\"There is no meeting in this room");
    CHECK_ANSWER(post(w, ROOM), "201 {\"id\":\"" ROOM "\""); /* which is noted, and commits */
    hang(w, false);
    CHECK_ANSWER(post(w, "nobodys"), "403 ");
}

/* What was made since memory was read it cannot know: the server asks again, and memory is read. */
TEST(of_what_memory_may_have_missed_it_is_asked_again)
{
    OWN(world) w = world_new(INI "unknown_rooms = refuse\n");
    struct error err = {0};
    CHECK_OK(roster_read(w->hooks->roster, &err), &err);
    world_put(w, (struct put){.uid = "late", .room = "late", .starts = NOW});
    hang(w, true);
    CHECK_ANSWER(post(w, "late"), "503 ");
    CHECK_OK(roster_read(w->hooks->roster, &err), &err);
    CHECK_ANSWER(post(w, "late"), "201 ");
}

TEST(where_memory_ends_nothing_is_refused)
{
    OWN(world) w = world_new(INI "unknown_rooms = refuse\n");
    hang(w, true);
    clock_set(NOW + 25 * 3600);
    CHECK_ANSWER(post(w, "nobodys"), "403 ");
    clock_set(NOW + 27 * 3600); /* it was read for 26 hours */
    CHECK_ANSWER(post(w, "nobodys"), "201 ");
}

TEST(unknown_rooms_that_are_allowed_open_without_the_store_too)
{
    OWN(world) w = world_new(INI);
    hang(w, true);
    CHECK_ANSWER(post(w, "nobodys"), "201 ");
}

TEST(the_next_time_of_what_was_held_today_is_the_store_s_to_say)
{
    OWN(world) w = world_new(INI);
    struct error err = {0};
    world_put(w, (struct put){.uid = "weekly",
                              .room = "weekly",
                              .starts = NOW - 4 * 3600,
                              .more = "RRULE:FREQ=WEEKLY\r\n"});
    CHECK_OK(roster_read(w->hooks->roster, &err), &err);
    CHECK_ANSWER(post(w, "weekly"), "403 {\"message\":\"This meeting has not begun. Its room opens "
                                    "on 2026-03-10 at 05:45");
}

TEST(a_store_that_fails_is_answered_for_from_memory)
{
    OWN(world) w = world_new(INI);
    struct error err = {0};
    CHECK_OK(roster_read(w->hooks->roster, &err), &err);
    world_put(w, (struct put){.uid = "two", .room = "two", .starts = NOW});
    store_fail_at(w->store, 1);
    CHECK_ANSWER(post(w, ROOM), "201 {\"id\":\"" ROOM "\"");
    CHECK(store_fail_reached(w->store));
}

RUN_TESTS(CASE(a_room_opens_for_its_slot_and_ends_where_the_calendar_says),
          CASE(a_tenant_and_its_letter_case_stand_in_the_answer_as_they_were_said),
          CASE(a_booking_is_found_by_its_id_whatever_its_room_is_called),
          CASE(a_room_that_is_open_conflicts_until_it_is_empty),
          CASE(what_the_event_asks_for_stands_in_the_answer),
          CASE(what_was_set_goes_before_what_the_event_asks_for),
          CASE(a_closed_door_says_why_and_when_it_opens),
          CASE(unknown_rooms_open_unless_they_are_refused),
          CASE(who_asks_shows_the_token_by_a_way_that_is_secret),
          CASE(who_guesses_the_token_is_slowed_down), CASE(a_form_without_a_room_is_refused),
          CASE(meetings_go_on_when_the_store_does_not),
          CASE(of_what_memory_may_have_missed_it_is_asked_again),
          CASE(where_memory_ends_nothing_is_refused),
          CASE(unknown_rooms_that_are_allowed_open_without_the_store_too),
          CASE(the_next_time_of_what_was_held_today_is_the_store_s_to_say),
          CASE(a_store_that_fails_is_answered_for_from_memory))
