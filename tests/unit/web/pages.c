#include "door.h"

/* --- /j/<code> -------------------------------------------------------------------------------- */

static int status_at(const struct world *w, const char *path)
{
    OWN_CHARS got = world_get(w, path);
    return status_of(got);
}

TEST(without_public_url_there_are_no_pages)
{
    OWN(world) closed = world_with("[meetings]\nguests = allow\n");
    OWN(world) open = world_new(ALLOW);
    put_meeting(closed, MEETING_OPEN, NOW + 60);
    put_meeting(open, MEETING_OPEN, NOW + 60);
    CHECK_INT(status_at(open, "/j/" CODE), 302);
    CHECK_INT(status_at(closed, "/j/" CODE), 404);
    CHECK_INT(status_at(open, "/sign-in"), 200);
    CHECK_INT(status_at(closed, "/sign-in"), 404);
    CHECK_INT(status_at(closed, "/healthz"), 200);
    OWN_CHARS shut = world_get(closed, "/");
    OWN_CHARS home = world_get(open, "/");
    CHECK(strstr(shut, "<h1") && !strstr(shut, "/sign-in"));
    CHECK(strstr(home, "/sign-in"));
}

TEST(a_join_link_leads_to_the_room)
{
    OWN(world) w = world_new(ALLOW);
    world_put(w, w->calendar, "one@example.org", "First", NOW);
    put_meeting(w, MEETING_OPEN, NOW + 3600);
    static const char *const methods[] = {"GET", "HEAD"};
    for (size_t i = 0; i < LENGTH(methods); i++) {
        OWN_CHARS got = world_ask(w, methods[i], "/j/" CODE, "");
        CHECK_INT(status_of(got), 302);
        OWN_CHARS location = field_of(got, "Location");
        CHECK(starts_with(location, ROOM "#config.subject=%22First%22"));
        CHECK(strstr(got, "\r\nReferrer-Policy: no-referrer\r\n"));
        CHECK(strstr(got, "\r\nCache-Control: no-store\r\n"));
    }
}

TEST(the_door_of_a_meeting_whose_event_is_gone_follows_the_meetings_times)
{
    OWN(world) w = world_new(ALLOW);
    put_meeting(w, MEETING_OPEN, NOW - 3600 + 60);
    OWN_CHARS soon = world_get(w, "/j/" CODE);
    CHECK_INT(status_of(soon), 302);
    put_meeting(w, MEETING_OPEN, INSTANT_NEVER);
    OWN_CHARS endless = world_get(w, "/j/" CODE);
    CHECK_INT(status_of(endless), 302);
}

TEST(who_comes_early_sees_when_it_opens_and_is_led_there_then)
{
    OWN(world) w = world_new(ALLOW);
    world_put(w, w->calendar, "one@example.org", "First", NOW + DAY);
    put_meeting(w, MEETING_OPEN, NOW + DAY + 3600);
    OWN_CHARS got = world_get(w, "/j/" CODE);
    CHECK_INT(status_of(got), 200);
    static const char *const said[] = {
        "This meeting has not begun",
        "<time datetime=\"2026-03-02T09:00:00Z\" data-end=\"2026-03-02T10:00:00Z\">Mon 2 March 2026, ",
        "<time datetime=\"2026-03-02T08:45:00Z\" data-beside=\"2026-03-02T09:00:00Z\">09:45</time>",
        "data-opens-in=\"85500\"",
        "http-equiv=\"refresh\" content=\"3600\"",
        "15 minutes before"};
    for (size_t i = 0; i < LENGTH(said); i++)
        if (!strstr(body_of(got), said[i]))
            fail_msg("%s is missing in %s", said[i], got);
    CHECK(!strstr(got, "team-room"));
    clock_set(NOW + DAY - 900);
    OWN_CHARS then = world_get(w, "/j/" CODE);
    CHECK_INT(status_of(then), 302);
    clock_set(NOW);
}

TEST(what_a_meeting_is_called_is_for_whom_the_door_knows_or_would_let_in)
{
    static const struct {
        const char *ini, *address; /* NULL: a stranger */
        bool knows;
    } cases[] = {{"", NULL, false}, {ALLOW, NULL, true}, {"", "cy@example.com", true}};
    for (size_t i = 0; i < LENGTH(cases); i++) {
        OWN(world) w = door_new(cases[i].ini);
        clock_set(NOW - DAY);
        OWN_CHARS got =
            cases[i].address ? world_come(w, cases[i].address) : world_get(w, "/j/" CODE);
        clock_set(NOW);
        check_says(got, 200, "This meeting has not begun");
        CHECK_INT(strstr(got, "Plan &lt;i&gt;") != NULL, cases[i].knows);
    }
}

TEST(of_a_series_the_page_of_one_that_was_called_off_says_when_the_next_is)
{
    OWN(world) w = world_new("");
    put_text(w, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\nBEGIN:VEVENT\r\nUID:" UID
                "\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20260301T090000Z\r\nDURATION:PT1H\r\n"
                "RRULE:FREQ=DAILY;COUNT=4\r\nEXDATE:20260302T090000Z\r\nSUMMARY:Plan\r\n"
                "END:VEVENT\r\nEND:VCALENDAR\r\n");
    put_meeting(w, MEETING_OPEN, NOW + 3 * DAY + 3600);
    clock_set(NOW + DAY);
    OWN_CHARS got = world_get(w, "/j/" CODE);
    clock_set(NOW);
    static const char *const said[] = {
        "This meeting was cancelled",
        "It would have been on <time datetime=\"2026-03-02T09:00:00Z\"",
        "The next one is on <time datetime=\"2026-03-03T09:00:00Z\"", "the same as this one"};
    for (size_t i = 0; i < LENGTH(said); i++)
        check_says(got, 410, said[i]);
}

TEST(what_is_over_says_since_when_on_the_visitors_clock)
{
    OWN(world) w = world_new("");
    put_meeting(w, MEETING_OPEN, NOW - DAY);
    OWN_CHARS got = world_get(w, "/j/" CODE);
    check_says(got, 410,
               "It ended on <time datetime=\"2026-02-28T09:00:00Z\">Sat 28 February 2026, ");
    CHECK(strstr(got, "door.js"));
}

TEST(a_date_is_the_same_date_everywhere)
{
    OWN(world) w = world_new("");
    put_text(w, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\nBEGIN:VEVENT\r\nUID:" UID
                "\r\nDTSTAMP:20260101T000000Z\r\nDTSTART;VALUE=DATE:20260305\r\nSUMMARY:Plan\r\n"
                "END:VEVENT\r\nEND:VCALENDAR\r\n");
    put_meeting(w, MEETING_OPEN, NOW + 5 * DAY);
    OWN_CHARS got = world_get(w, "/j/" CODE);
    check_says(got, 200, "It is on <strong>Thu 5 March 2026, all day</strong>.");
}

TEST(whose_meeting_it_is_can_sign_in_at_the_door)
{
    static const char *const inis[] = {"", "[meetings]\nguests = refuse\n"};
    for (size_t i = 0; i < LENGTH(inis); i++) {
        OWN(world) w = door_new(inis[i]);
        OWN_CHARS got = world_get(w, "/j/" CODE);
        check_says(got, 200, "<a href=\"/sign-in?next=/j/" CODE "\">Sign in</a>");
    }
}

TEST(a_meeting_that_is_no_more_says_so)
{
    static const struct {
        enum meeting_state state;
        instant ends;
        const char *said;
    } cases[] = {
        {MEETING_ENDED, NOW + 3600, "was cancelled"},
        {MEETING_OPEN, NOW - 3601, "is over"},
        {MEETING_DETACHED, NOW + 3600, "no video room"},
        {MEETING_NONE, NOW + 3600, "no video room"},
    };
    OWN(world) w = world_new("");
    for (size_t i = 0; i < LENGTH(cases); i++) {
        put_meeting(w, cases[i].state, cases[i].ends);
        OWN_CHARS got = world_get(w, "/j/" CODE);
        CHECK_INT(status_of(got), 410);
        CHECK(strstr(body_of(got), cases[i].said));
        CHECK(!strstr(got, "team-room"));
    }
}

TEST(unknown_codes_are_a_404_page)
{
    static const char *const paths[] = {
        "/j/zzzzzzzzzzzzzzzzzzzzzzzzzz", "/j/", "/j/%3Cscript%3E",
        "/j/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};
    OWN(world) w = world_new("");
    for (size_t i = 0; i < LENGTH(paths); i++) {
        OWN_CHARS got = world_get(w, paths[i]);
        CHECK_INT(status_of(got), 404);
        CHECK(strstr(got, "\r\nContent-Type: text/html; charset=utf-8\r\n"));
        CHECK(!strstr(got, "<script"));
    }
}

TEST(what_is_not_there_is_a_page_for_people_and_a_sentence_for_programs)
{
    OWN(world) w = world_new("");
    OWN_CHARS page = world_ask(w, "GET", "/nothing", "Accept: text/html,*/*\r\n");
    check_says(page, 404, "<h1 dir=\"auto\">There is nothing here</h1>");
    OWN_CHARS plain = world_ask(w, "GET", "/nothing", "");
    check_status(plain, 404);
    CHECK_STR(body_of(plain), "There is nothing here.\n");
    OWN_CHARS posted =
        world_ask(w, "POST", "/nothing", "Accept: text/html\r\nContent-Length: 0\r\n");
    check_status(posted, 404);
}

/* --- pages ------------------------------------------------------------------------------------ */

static char *policy_of(const char *path)
{
    OWN(world) w = world_new("");
    OWN_CHARS got = world_get(w, path);
    CHECK(strstr(body_of(got), "width=device-width"));
    CHECK(!strstr(body_of(got), "<style") && !strstr(body_of(got), " style="));
    return field_of(got, "Content-Security-Policy");
}

TEST(pages_allow_what_they_bring_and_nothing_else)
{
    static const char *const paths[] = {"/", "/j/none"};
    for (size_t i = 0; i < LENGTH(paths); i++) {
        OWN_CHARS policy = policy_of(paths[i]);
        CHECK_STR(policy, "default-src 'none'; style-src 'self'; img-src 'self'; base-uri "
                          "'none'; form-action 'self'; frame-ancestors 'none'");
    }
}

TEST(files_of_pages_are_kept_by_browsers_under_the_version_that_the_page_names)
{
    OWN(world) w = world_new("");
    OWN_CHARS page = world_get(w, "/");
    const char *from = strstr(page, "href=\"/assets/");
    assert_true(from);
    OWN_CHARS path = mem_strf("%.*s", (int)strcspn(from + 6, "\""), from + 6);
    OWN_CHARS got = world_get(w, path);
    CHECK_INT(status_of(got), 200);
    CHECK(strstr(got, "\r\nContent-Type: text/css; charset=utf-8\r\n"));
    CHECK(strstr(got, "immutable"));
    OWN_CHARS old = world_get(w, "/assets/0000/style.css");
    CHECK_INT(status_of(old), 200);
    CHECK(strstr(old, "\r\nCache-Control: no-store\r\n"));
    OWN_CHARS none = world_get(w, "/assets/0000/../../etc/passwd");
    CHECK_INT(status_of(none), 404);
}

TEST(the_home_page_says_what_this_is)
{
    OWN(world) w = world_new("");
    OWN_CHARS got = world_get(w, "/");
    CHECK_INT(status_of(got), 200);
    CHECK(strstr(body_of(got), "calendar service"));
}

/* --- health and metrics ----------------------------------------------------------------------- */

TEST(what_is_our_fault_is_a_page_that_says_no_more_than_that)
{
    static const char *const paths[] = {"/", "/j/" CODE, "/sign-in", "/r/" CODE "/x"};
    OWN(world) w = door_new("");
    for (size_t i = 0; i < LENGTH(paths); i++) {
        store_fail_at(w->store, 1);
        OWN_CHARS got = world_get(w, paths[i]);
        store_fail_at(w->store, 0);
        check_says(got, 500, "<h1 dir=\"auto\">Something went wrong here</h1>");
        CHECK(!strstr(got, "statement"));
    }
}

TEST(health_is_the_stores)
{
    OWN(world) w = world_new("");
    OWN_CHARS good = world_get(w, "/healthz");
    CHECK_INT(status_of(good), 200);
    CHECK_STR(body_of(good), "ok\n");
    for (int n = 1; n <= 2; n++) {
        store_fail_at(w->store, n);
        OWN_CHARS bad = world_get(w, "/healthz");
        CHECK_INT(status_of(bad), 503);
    }
    store_fail_at(w->store, 0);
    OWN_CHARS again = world_get(w, "/healthz");
    CHECK_INT(status_of(again), 200);
}

static void add_own(struct text *t, void *with)
{
    text_addf(t, "convoke_outbox_%s 7\n", (const char *)with);
}

TEST(metrics_tell_of_http_feeds_and_what_was_added)
{
    OWN(world) w = world_new("");
    char what[] = "waiting";
    web_set_metrics(w->web, add_own, what);
    world_visit(w, w->token);
    world_visit(w, w->token);
    OWN_CHARS got = world_get(w, "/metrics");
    CHECK_INT(status_of(got), 200);
    static const char *const lines[] = {
        "convoke_http_requests_total{route=\"/feed/*\",method=\"GET\",status=\"2xx\"}",
        "\nconvoke_feed_answers_total{answer=\"sent\"} 2\n",
        "\nconvoke_feed_made_total 1\n",
        "\nconvoke_feed_copies 1\n",
        "\nconvoke_outbox_waiting 7\n",
    };
    for (size_t i = 0; i < LENGTH(lines); i++)
        if (!strstr(got, lines[i]))
            fail_msg("%s is missing in %s", lines[i], got);
    CHECK(!strstr(got, w->token));
}

TEST(metrics_are_for_this_machine_or_for_who_has_the_token)
{
#define FAR "X-Forwarded-For: 192.0.2.1\r\n"
    static const struct {
        const char *fields;
        int with_token, without_token;
    } cases[] = {
        {"", 200, 200},
        {FAR, 403, 403},
        {FAR "Authorization: Bearer s3cret\r\n", 200, 403},
        {FAR "Authorization: bearer  s3cret\r\n", 200, 403},
        {FAR "Authorization: Bearer wrong\r\n", 403, 403},
        {FAR "Authorization: Bearer \r\n", 403, 403},
        {FAR "Authorization: Basic s3cret\r\n", 403, 403},
    };
    OWN(world) with = world_new("[server]\nmetrics_token = s3cret\n");
    OWN(world) without = world_new("");
    for (size_t i = 0; i < LENGTH(cases); i++) {
        OWN_CHARS one = world_ask(with, "GET", "/metrics", cases[i].fields);
        CHECK_INT(status_of(one), cases[i].with_token);
        OWN_CHARS two = world_ask(without, "GET", "/metrics", cases[i].fields);
        CHECK_INT(status_of(two), cases[i].without_token);
    }
}

RUN_TESTS(CASE(without_public_url_there_are_no_pages), CASE(a_join_link_leads_to_the_room),
          CASE(the_door_of_a_meeting_whose_event_is_gone_follows_the_meetings_times),
          CASE(who_comes_early_sees_when_it_opens_and_is_led_there_then),
          CASE(what_a_meeting_is_called_is_for_whom_the_door_knows_or_would_let_in),
          CASE(of_a_series_the_page_of_one_that_was_called_off_says_when_the_next_is),
          CASE(what_is_over_says_since_when_on_the_visitors_clock),
          CASE(a_date_is_the_same_date_everywhere),
          CASE(whose_meeting_it_is_can_sign_in_at_the_door),
          CASE(what_is_not_there_is_a_page_for_people_and_a_sentence_for_programs),
          CASE(a_meeting_that_is_no_more_says_so), CASE(unknown_codes_are_a_404_page),
          CASE(pages_allow_what_they_bring_and_nothing_else),
          CASE(files_of_pages_are_kept_by_browsers_under_the_version_that_the_page_names),
          CASE(the_home_page_says_what_this_is),
          CASE(what_is_our_fault_is_a_page_that_says_no_more_than_that), CASE(health_is_the_stores),
          CASE(metrics_tell_of_http_feeds_and_what_was_added),
          CASE(metrics_are_for_this_machine_or_for_who_has_the_token))
