/* The first page after signing in. */
#include "browser.h"

#define EVIL     "<script>alert(1)</script>"
#define HEAD     "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\nBEGIN:VEVENT\r\n"
#define TAIL     "END:VEVENT\r\nEND:VCALENDAR\r\n"
#define AT(time) "DTSTAMP:20260101T000000Z\r\nDTSTART:" time "\r\nDURATION:PT1H\r\n"
#define PEOPLE                                                       \
    "ORGANIZER;CN=Ann:mailto:ann@example.org\r\n"                    \
    "ATTENDEE;CN=Bo Lee;PARTSTAT=ACCEPTED:mailto:bo@example.com\r\n" \
    "ATTENDEE;CN=Cy;PARTSTAT=DECLINED:mailto:cy@example.com\r\n"     \
    "ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:dee@example.com\r\n"

static void put(struct world *w, const char *uid, const char *lines, instant starts)
{
    OWN_CHARS text = mem_strf(HEAD "UID:%s\r\n%s" TAIL, uid, lines);
    struct put p = {
        .calendar = w->calendar, .uid = uid, .text = text, .starts = starts, .ends = starts + 3600};
    put_into(w, w->store, &p);
}

static bool save_meeting(struct tx *tx, void *with, struct error *err)
{
    return store_meeting_save(tx, with, err);
}

static void give_room(struct world *w, const char *uid, const char *code)
{
    struct error err;
    OWN(meeting) m = mem_new(sizeof *m);
    m->account = w->account;
    m->uid = mem_str(uid);
    m->code = mem_str(code);
    m->provider = mem_str("jitsi");
    m->room = mem_str(code);
    m->url = mem_strf("https://meet.example.org/%s", code);
    m->link = mem_strf("https://cal.example.org/j/%s", code);
    m->state = MEETING_OPEN;
    m->starts = m->created = NOW;
    m->ends = NOW + DAY;
    CHECK_OK(store_write_one(w->store, save_meeting, m, &err), &err);
}

static char *home_of(struct world *w)
{
    OWN(browser) b = browser_new(w);
    browser_sign_in(b);
    char *got = browser_get(b, "/");
    CHECK_INT(status_of(got), 200);
    CHECK(strstr(got, "\r\nCache-Control: no-store\r\n"));
    return got;
}

static void check_order(const char *page, const char *const *said, size_t count)
{
    const char *at = body_of(page);
    for (size_t i = 0; i < count; i++) {
        const char *found = strstr(at, said[i]);
        if (!found)
            fail_msg("%s is missing, or at another place, in %s", said[i], page);
        at = found;
    }
}

TEST(the_first_page_lists_what_is_coming_by_day_with_start_and_who_answered_what)
{
    OWN(world) w = world_with_password("");
    put(w, "two", AT("20260303T140000Z") "SUMMARY:Second\r\n" PEOPLE, NOW + 2 * DAY);
    put(w, "one", AT("20260302T090000Z") "SUMMARY:First\r\n" PEOPLE, NOW + DAY);
    give_room(w, "one", "onecode");
    OWN_CHARS page = home_of(w);
    static const char *const said[] = {
        "<h2>Mon 2 March 2026</h2>",
        "data-start=\"2026-03-02T09:00:00Z\" data-end=\"2026-03-02T10:00:00Z\"><span>10:00",
        "First",
        "1 comes, 1 does not come, 1 has not answered",
        "href=\"https://cal.example.org/j/onecode\" aria-label=\"Start: First\">Start</a>",
        "data-copy=\"https://cal.example.org/j/onecode\"",
        "<li class=\"yes\"><strong dir=\"auto\">Bo Lee</strong> comes</li>",
        "<li class=\"no\"><strong dir=\"auto\">Cy</strong> does not come</li>",
        "<li class=\"open\"><strong dir=\"auto\">dee@example.com</strong> has not answered</li>",
        "<h2>Tue 3 March 2026</h2>",
        "Second",
        "action=\"/sign-out\"",
    };
    check_order(page, said, LENGTH(said));
}

TEST(an_invitation_is_joined_and_what_was_declined_or_cancelled_is_left_out)
{
    OWN(world) w = world_with_password("");
#define FROM_BO(answer)                   \
    "ORGANIZER:mailto:bo@example.com\r\n" \
    "ATTENDEE;PARTSTAT=" answer ":mailto:ann@example.org\r\n"
    put(w, "yes",
        AT("20260302T090000Z") "SUMMARY:Theirs\r\n" FROM_BO(
            "TENTATIVE") "LOCATION:https://meet.example.com/theirs\r\n",
        NOW + DAY);
    put(w, "no", AT("20260302T090000Z") "SUMMARY:Declined\r\n" FROM_BO("DECLINED"), NOW + DAY);
    put(w, "off", AT("20260302T090000Z") "SUMMARY:Off\r\nSTATUS:CANCELLED\r\n" PEOPLE, NOW + DAY);
    put(w, "alone", AT("20260302T090000Z") "SUMMARY:Alone\r\n", NOW + DAY);
    put(w, "late", AT("20260415T090000Z") "SUMMARY:Late\r\n" PEOPLE, NOW + 45 * DAY);
    OWN_CHARS page = home_of(w);
    CHECK(strstr(page,
                 "href=\"https://meet.example.com/theirs\" aria-label=\"Join: Theirs\">Join</a>"));
    static const char *const absent[] = {"Declined", "Off", "Alone", "Late"};
    for (size_t i = 0; i < LENGTH(absent); i++)
        CHECK(!strstr(page, absent[i]));
}

TEST(of_a_series_each_occurrence_stands_there)
{
    OWN(world) w = world_with_password("");
    put(w, "series", AT("20260302T090000Z") "RRULE:FREQ=DAILY;COUNT=3\r\nSUMMARY:Daily\r\n" PEOPLE,
        NOW + DAY);
    OWN_CHARS page = home_of(w);
    static const char *const said[] = {"<h2>Mon 2 March 2026</h2>", "Daily",
                                       "<h2>Tue 3 March 2026</h2>", "Daily",
                                       "<h2>Wed 4 March 2026</h2>", "Daily"};
    check_order(page, said, LENGTH(said));
}

static bool split(struct tx *tx, void *with, struct error *err)
{
    OWN(meeting) m = store_meeting_by_code(tx, with, err);
    TRY(m);
    m->per_occurrence = true;
    return store_meeting_save(tx, m, err);
}

TEST(rooms_of_single_occurrences_are_behind_the_door_too)
{
    struct error err;
    char code[] = "abcdefghijklmnopqrstuvwxyz";
    OWN(world) w = world_with_password("");
    put(w, "series", AT("20260302T090000Z") "RRULE:FREQ=DAILY;COUNT=3\r\nSUMMARY:Daily\r\n" PEOPLE,
        NOW + DAY);
    give_room(w, "series", code);
    CHECK_OK(store_write_one(w->store, split, code, &err), &err);
    OWN_CHARS page = home_of(w);
    CHECK(strstr(page, "href=\"https://cal.example.org/j/abcdefghijklmnopqrstuvwxyz\""));
    CHECK(!strstr(page, "https://meet.example.org/"));
    CHECK(!strstr(page, "https://meet.jit.si/"));
}

TEST(where_nothing_is_coming_the_page_says_so)
{
    OWN(world) w = world_with_password("");
    OWN_CHARS page = home_of(w);
    CHECK(strstr(page, "Nothing in the next four weeks."));
}

TEST(without_a_session_the_page_leads_to_signing_in)
{
    OWN(world) w = world_with_password("");
    put(w, "one", AT("20260302T090000Z") "SUMMARY:First\r\n" PEOPLE, NOW + DAY);
    OWN_CHARS page = world_get(w, "/");
    CHECK_INT(status_of(page), 200);
    CHECK(strstr(page, "href=\"/sign-in\""));
    CHECK(!strstr(page, "First"));
}

TEST(nothing_of_an_event_is_html)
{
    OWN(world) w = world_with_password("");
    put(w, "evil",
        AT("20260302T090000Z") "SUMMARY:" EVIL "\r\nDESCRIPTION:" EVIL
                               "\r\nLOCATION:https://x/\"" EVIL "\r\nURL:https://x/" EVIL "\r\n"
                               "CONFERENCE;VALUE=URI:https://x/" EVIL "\r\n"
                               "ORGANIZER;CN=\"" EVIL "\":mailto:ann@example.org\r\n"
                               "ATTENDEE;CN=\"" EVIL "\":mailto:" EVIL "@example.com\r\n",
        NOW + DAY);
    OWN_CHARS page = home_of(w);
    CHECK(strstr(page, "&lt;script&gt;alert(1)"));
    CHECK(!strstr(page, "<script>"));
    CHECK(!strstr(page, "/\"<"));
}

TEST(a_link_that_is_no_web_address_is_none)
{
    OWN(world) w = world_with_password("");
    put(w, "evil",
        AT("20260302T090000Z") "SUMMARY:Odd\r\nLOCATION:javascript:alert(1)\r\n"
                               "URL:javascript:alert(1)\r\n"
                               "CONFERENCE;VALUE=URI:javascript:alert(1)\r\n" PEOPLE,
        NOW + DAY);
    OWN_CHARS page = home_of(w);
    CHECK(strstr(page, "Odd"));
    CHECK(!strstr(page, "javascript:"));
}

RUN_TESTS(CASE(the_first_page_lists_what_is_coming_by_day_with_start_and_who_answered_what),
          CASE(an_invitation_is_joined_and_what_was_declined_or_cancelled_is_left_out),
          CASE(of_a_series_each_occurrence_stands_there),
          CASE(rooms_of_single_occurrences_are_behind_the_door_too),
          CASE(where_nothing_is_coming_the_page_says_so),
          CASE(without_a_session_the_page_leads_to_signing_in), CASE(nothing_of_an_event_is_html),
          CASE(a_link_that_is_no_web_address_is_none))
