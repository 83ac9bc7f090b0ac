/* The page before the room. */
#include "door.h"

#define LOBBY ALLOW "lobby_page = on\n"

static struct world *lobby_new(const char *ini, const char *lines)
{
    struct world *w = world_new(ini);
    OWN_CHARS text =
        mem_strf("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\nBEGIN:VEVENT\r\n"
                 "UID:" UID "\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20260301T090000Z\r\n"
                 "DURATION:PT1H\r\n%s" PEOPLE "END:VEVENT\r\nEND:VCALENDAR\r\n",
                 lines);
    put_text(w, text);
    put_meeting(w, MEETING_OPEN, NOW + 3600);
    return w;
}

#define ABOUT "SUMMARY:Plan <i>\r\nDESCRIPTION:Read https://example.org/a?b=1&c\\, please.\r\n"

TEST(before_the_room_stand_a_test_what_it_is_about_and_who_is_invited)
{
    OWN(world) w = lobby_new(LOBBY, ABOUT);
    OWN_CHARS got = world_come(w, "bo@example.com");
    static const char *const said[] = {
        "<h1 dir=\"auto\">Plan &lt;i&gt;</h1>",
        "<time datetime=\"2026-03-01T09:00:00Z\" data-end=\"2026-03-01T10:00:00Z\">",
        "<section class=\"test\" aria-label=\"Camera and microphone\" hidden data-test>",
        "<a class=\"button join\" href=\"?ready=1\">",
        "Read <a rel=\"noreferrer noopener nofollow\" target=\"_blank\" href=\"https://",
        "href=\"https://example.org/a?b=1&amp;c\">",
        "</a>, please.",
        "<strong dir=\"auto\">Bo Lee</strong>",
        "lobby.js",
    };
    for (size_t i = 0; i < LENGTH(said); i++)
        check_says(got, 200, said[i]);
    CHECK(!strstr(got, "team-room"));
}

TEST(who_comes_from_there_goes_on_to_the_room)
{
    OWN(world) w = lobby_new(LOBBY, ABOUT);
    OWN_CHARS path = path_of(w, "bo@example.com", 0);
    OWN_CHARS ready = mem_strf("%s?ready=1", path);
    OWN_CHARS got = world_get(w, ready);
    check_status(got, 302);
    OWN_CHARS to = field_of(got, "Location");
    CHECK(starts_with(to, ROOM));
}

static bool set_lobby(struct tx *tx, void *with, struct error *err)
{
    struct world *w = with;
    OWN(calendar) c = store_calendar(tx, w->account, w->calendar, err);
    TRY(c);
    c->lobby_page = !w->config->meetings.lobby_page;
    return store_calendar_save(tx, c, err);
}

TEST(a_calendar_may_want_it_or_not_whatever_is_configured)
{
    static const struct {
        const char *ini;
        int before, after;
    } cases[] = {{LOBBY, 200, 302}, {ALLOW, 302, 200}};
    for (size_t i = 0; i < LENGTH(cases); i++) {
        struct error err;
        OWN(world) w = lobby_new(cases[i].ini, ABOUT);
        OWN_CHARS before = world_come(w, "bo@example.com");
        check_status(before, cases[i].before);
        CHECK_OK(store_write_one(w->store, set_lobby, w, &err), &err);
        OWN_CHARS after = world_come(w, "bo@example.com");
        check_status(after, cases[i].after);
    }
}

TEST(nothing_of_an_event_is_html_there)
{
#define EVIL "<script>alert(1)</script>"
    OWN(world)
    w = lobby_new(LOBBY, "SUMMARY:" EVIL "\r\nDESCRIPTION:" EVIL " https://x/\"" EVIL
                         " javascript:alert(1) https://x/y'onclick=z\r\nLOCATION:" EVIL "\r\n"
                         "ATTENDEE;CN=\"" EVIL "\":mailto:" EVIL "@example.com\r\n");
    OWN_CHARS got = world_come(w, "bo@example.com");
    check_says(got, 200, "&lt;script&gt;alert(1)");
    CHECK(!strstr(got, "<script>"));
    CHECK(!strstr(got, "href=\"javascript"));
    CHECK(!strstr(got, "'onclick"));
}

RUN_TESTS(CASE(before_the_room_stand_a_test_what_it_is_about_and_who_is_invited),
          CASE(who_comes_from_there_goes_on_to_the_room),
          CASE(a_calendar_may_want_it_or_not_whatever_is_configured),
          CASE(nothing_of_an_event_is_html_there))
