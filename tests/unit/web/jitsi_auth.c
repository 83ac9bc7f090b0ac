/* Who comes to a room without a token is sent here, and goes back with one. */
#include "browser.h"
#include "door.h"

#define TOKENS PUBLIC "[jitsi]\napp_id = calsvc\napp_secret = a secret of thirty-two bytes, ok\n"
#define ROOT   "team-aaaaaaaaaaaaaaaaaaaaaaaaaa"
#define TODAY  "20260301T090000Z"
#define LATER  "20260303T090000Z"

static bool split(struct tx *tx, void *with, struct error *err)
{
    OWN(meeting) m = store_meeting_by_code(tx, CODE, err);
    (void)with;
    TRY(m);
    free(m->room);
    m->room = mem_str(ROOT);
    m->per_occurrence = true;
    return store_meeting_save(tx, m, err);
}

/* The daily meeting, with a room for each day. */
static struct world *split_new(const char *ini)
{
    struct error err;
    struct world *w = world_with_password(ini);
    put_text(w, DAILY);
    put_meeting(w, MEETING_OPEN, NOW + 2 * DAY + 3600);
    CHECK_OK(store_write_one(w->store, split, NULL, &err), &err);
    return w;
}

static char *room_on(const struct world *w, const char *day)
{
    char provider[] = "jitsi", room[] = ROOT;
    struct meeting m = {.provider = provider, .room = room, .per_occurrence = true};
    return meeting_room(w->config, &m, day);
}

static char *auth_path(const char *room)
{
    return mem_strf("/jitsi/auth?room=%s&state=%%7B%%7D", strrchr(room, '/') + 1);
}

static void check_leads(const char *got, const char *room)
{
    check_status(got, 302);
    OWN_CHARS to = field_of(got, "Location");
    OWN_CHARS wanted = mem_strf("%s#jwt=%%22", room);
    if (!starts_with(to, wanted))
        fail_msg("%s does not lead to %s with a token", to, room);
}

TEST(who_has_gone_in_comes_back_by_the_room_of_that_day)
{
    OWN(world) w = split_new(TOKENS);
    OWN(browser) bo = browser_new(w);
    OWN_CHARS link = path_of(w, "bo@example.com", 0);
    OWN_CHARS room = room_on(w, TODAY);
    OWN_CHARS auth = auth_path(room);
    OWN_CHARS unknown = browser_get(bo, auth);
    check_status(unknown, 404);
    OWN_CHARS first = browser_get(bo, link);
    check_leads(first, room);
    OWN_CHARS again = browser_get(bo, auth);
    check_leads(again, room);
    OWN_CHARS other = room_on(w, LATER);
    OWN_CHARS none = auth_path(other);
    OWN_CHARS elsewhere = browser_get(bo, none);
    check_status(elsewhere, 404);
}

TEST(who_has_signed_in_is_known_in_the_room_that_is_on)
{
    OWN(world) w = split_new(TOKENS);
    OWN(browser) ann = browser_new(w);
    browser_sign_in(ann);
    OWN_CHARS room = room_on(w, TODAY);
    OWN_CHARS auth = auth_path(room);
    OWN_CHARS got = browser_get(ann, auth);
    check_leads(got, room);
    OWN_CHARS later = room_on(w, LATER);
    OWN_CHARS none = auth_path(later);
    OWN_CHARS early = browser_get(ann, none);
    check_status(early, 404);
    CHECK(!strstr(early, "/sign-in"));
}

/* Zed's meeting, which Ann has an invitation to. */
static bool give_to_zed(struct tx *tx, void *with, struct error *err)
{
    struct world *w = with;
    char name[] = "zed", address[] = "zed@example.org", zone[] = "Europe/Berlin";
    char *addresses[] = {address};
    struct account a = {.name = name,
                        .tz = zone,
                        .addresses = addresses,
                        .naddresses = 1,
                        .held_since = INSTANT_FIRST};
    TRY(store_account_add(tx, &a, &w->account, err));
    OWN(calendar) c = store_calendar_named(tx, w->account, "default", err);
    TRY(c);
    w->calendar = c->id;
    return true;
}

TEST(who_is_invited_by_another_account_is_known_there_too)
{
#define ZEDS(more)                                                                            \
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\nBEGIN:VEVENT\r\nUID:" UID "\r\n" \
    "DTSTAMP:20260101T000000Z\r\nDTSTART:20260301T090000Z\r\nDURATION:PT1H\r\n"               \
    "RRULE:FREQ=DAILY;COUNT=3\r\nORGANIZER:mailto:zed@example.org\r\n"                        \
    "ATTENDEE:mailto:ann@example.org\r\n" more "END:VEVENT\r\nEND:VCALENDAR\r\n"
    static const char *const copies[] = {
        ZEDS("CONFERENCE;VALUE=URI:https://cal.example.org/j/" CODE "\r\n"),
        ZEDS("LOCATION:https://cal.example.org/j/" CODE "\r\n")};
    for (size_t i = 0; i < LENGTH(copies); i++) {
        struct error err;
        OWN(world) w = world_with_password(TOKENS);
        put_text(w, copies[i]);
        CHECK_OK(store_write_one(w->store, give_to_zed, w, &err), &err);
        put_text(w, copies[i]);
        put_meeting(w, MEETING_OPEN, NOW + 2 * DAY + 3600);
        CHECK_OK(store_write_one(w->store, split, NULL, &err), &err);
        OWN(browser) ann = browser_new(w);
        browser_sign_in(ann);
        OWN_CHARS room = room_on(w, TODAY);
        OWN_CHARS auth = auth_path(room);
        OWN_CHARS got = browser_get(ann, auth);
        check_leads(got, room);
    }
}

TEST(a_stranger_to_a_room_that_is_not_known_may_sign_in)
{
    OWN(world) w = split_new(TOKENS);
    OWN_CHARS room = room_on(w, TODAY);
    OWN_CHARS auth = auth_path(room);
    OWN_CHARS got = world_get(w, auth);
    check_says(got, 404, "/sign-in?next=%2Fjitsi%2Fauth%3Froom%3D");
    CHECK(!strstr(got, CODE) && !strstr(got, "jwt"));
}

TEST(the_checklist_stands_before_the_room_and_leads_on_with_the_options_of_the_client)
{
    OWN(world) w = door_new(TOKENS "[meetings]\nlobby_page = on\n");
    OWN(browser) bo = browser_new(w);
    OWN_CHARS link = path_of(w, "bo@example.com", 0);
    free(browser_get(bo, link));
#define STATE "%7B%22config.startAudioOnly%22%3Atrue%2C%22electron%22%3Atrue%7D"
    OWN_CHARS page = browser_get(bo, "/jitsi/auth?room=team-room&state=" STATE);
    check_says(page, 200,
               "<a class=\"button join\" href=\"?room=team-room&amp;state=" STATE
               "&amp;ready=1\">Join now</a>");
    OWN_CHARS got = browser_get(bo, "/jitsi/auth?room=team-room&state=" STATE "&ready=1");
    OWN_CHARS to = field_of(got, "Location");
    CHECK(starts_with(to, "jitsi-meet://meet.jit.si/team-room#jwt=%22"));
    CHECK(strstr(to, "&config.startAudioOnly=true"));
}

TEST(what_comes_in_the_query_is_no_html_of_the_checklist)
{
    OWN(world) w = door_new(TOKENS "[meetings]\nlobby_page = on\n");
    OWN(browser) bo = browser_new(w);
    OWN_CHARS link = path_of(w, "bo@example.com", 0);
    free(browser_get(bo, link));
    OWN_CHARS page = browser_get(bo, "/jitsi/auth?room=team-room&x='\"><script>");
    CHECK(!strstr(body_of(page), "><script>"));
}

TEST(a_room_of_a_server_without_tokens_leads_nowhere)
{
    OWN(world) w = door_new(PUBLIC);
    OWN_CHARS got = world_get(w, "/jitsi/auth?room=team-room");
    check_says(got, 404, "has no tokens");
}

RUN_TESTS(CASE(who_has_gone_in_comes_back_by_the_room_of_that_day),
          CASE(who_has_signed_in_is_known_in_the_room_that_is_on),
          CASE(who_is_invited_by_another_account_is_known_there_too),
          CASE(a_stranger_to_a_room_that_is_not_known_may_sign_in),
          CASE(the_checklist_stands_before_the_room_and_leads_on_with_the_options_of_the_client),
          CASE(what_comes_in_the_query_is_no_html_of_the_checklist),
          CASE(a_room_of_a_server_without_tokens_leads_nowhere))
