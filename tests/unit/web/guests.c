/* Who is not invited: knocks, comes in as a guest, or is mailed his link if he is invited. */
#include "browser.h"
#include "door.h"

#define REFUSE PUBLIC "[meetings]\nguests = refuse\n"

/* A form of a page is sent back; cookies: "Cookie: ..." or "". Yours: free(). */
static char *send_form(const struct world *w, const char *path, const char *fields,
                       const char *cookies)
{
    OWN_CHARS page = world_ask(w, "GET", path, cookies);
    OWN_CHARS set = field_of(page, "Set-Cookie");
    const char *guard = strstr(page, "name=\"guard\" value=\"");
    OWN_CHARS body = mem_strf("guard=%.64s&%s", guard ? guard + 20 : "", fields);
    const char *kept = strncmp(cookies, "Cookie: ", 8) == 0 ? cookies + 8 : "";
    OWN_CHARS head =
        mem_strf("Cookie: %.*s; %.*s\r\nContent-Length: %zu\r\n"
                 "Content-Type: application/x-www-form-urlencoded\r\n",
                 (int)strcspn(set, ";"), set, (int)strcspn(kept, "\r"), kept, strlen(body));
    OWN_CHARS request = mem_strf("POST %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                                 "%s\r\n%s",
                                 path, head, body);
    return peer_ask(w->port, request);
}

static char *cookie_line(const char *answer)
{
    OWN_CHARS set = field_of(answer, "Set-Cookie");
    return mem_strf("Cookie: %.*s\r\n", (int)strcspn(set, ";"), set);
}

/* The cookie line of somebody who has knocked. */
static char *knocks(const struct world *w, const char *name)
{
    OWN_CHARS fields = mem_strf("name=%s", name);
    OWN_CHARS got = send_form(w, "/j/" CODE, fields, "");
    check_status(got, 303);
    OWN_CHARS location = field_of(got, "Location");
    CHECK_STR(location, "/j/" CODE);
    return cookie_line(got);
}

static char *leads(const struct world *w, const char *address)
{
    OWN_CHARS got = world_come(w, address);
    return cookie_line(got);
}

/* Presses a button behind the name of the only guest. */
static void press(const struct world *w, const char *host, const char *answer, int status)
{
    OWN_CHARS page = world_ask(w, "GET", "/j/" CODE "/guests", host);
    const char *who = strstr(page, "name=\"who\" value=\"");
    OWN_CHARS fields = mem_strf("answer=%s&who=%.64s", answer, who ? who + 18 : "");
    OWN_CHARS got = send_form(w, "/j/" CODE "/guests", fields, host);
    check_status(got, status);
}

/* --- knocking --------------------------------------------------------------------------------- */

TEST(a_stranger_is_asked_his_name_and_sees_nothing_of_the_meeting)
{
    OWN(world) w = door_new(PUBLIC);
    OWN_CHARS got = world_get(w, "/j/" CODE);
    check_says(got, 200, "Your name<input");
    CHECK(!strstr(got, "Plan") && !strstr(got, "team-room") && !strstr(got, "Ann"));
}

TEST(who_knocks_waits_until_the_host_lets_him_in_by_the_name_he_gave)
{
    OWN(world) w = door_new(PUBLIC);
    OWN_CHARS guest = knocks(w, "Eve+%3Cb%3E");
    OWN_CHARS waits = world_ask(w, "GET", "/j/" CODE, guest);
    check_says(waits, 200, "You come in as <strong dir=\"auto\">Eve &lt;b&gt;</strong>");
    CHECK(strstr(waits, "<noscript><meta http-equiv=\"refresh\" content=\"5\"></noscript>"));
    OWN_CHARS host = leads(w, "ann@example.org");
    OWN_CHARS page = world_ask(w, "GET", "/j/" CODE "/guests", host);
    check_says(page, 200, "<strong dir=\"auto\">Eve &lt;b&gt;</strong> has knocked just now");
    CHECK(strstr(page, "Plan &lt;i&gt;"));
    press(w, host, "let-in", 303);
    OWN_CHARS in = world_ask(w, "GET", "/j/" CODE, guest);
    OWN_CHARS location = field_of(in, "Location");
    check_status(in, 302);
    CHECK(strstr(location, "userInfo.displayName=%22Eve%20%3Cb%3E%22"));
    OWN_CHARS none = world_ask(w, "GET", "/j/" CODE "/guests", host);
    check_says(none, 200, "Nobody waits");
}

TEST(who_is_refused_is_told_and_does_not_knock_again)
{
    OWN(world) w = door_new(PUBLIC);
    OWN_CHARS guest = knocks(w, "Eve");
    OWN_CHARS host = leads(w, "bo@example.com");
    press(w, host, "refuse", 303);
    OWN_CHARS got = world_ask(w, "GET", "/j/" CODE, guest);
    check_says(got, 403, "You were not let in");
    OWN_CHARS enter = world_ask(w, "GET", "/j/" CODE "/enter", guest);
    check_status(enter, 403);
}

TEST(who_leads_the_meeting_sees_first_who_waits_and_others_go_straight_in)
{
    OWN(world) w = door_new(PUBLIC);
    OWN_CHARS before = world_come(w, "ann@example.org");
    check_status(before, 302);
    OWN_CHARS guest = knocks(w, "Eve");
    CHECK(*guest);
    OWN_CHARS host = world_come(w, "ann@example.org");
    check_status(host, 303);
    OWN_CHARS location = field_of(host, "Location");
    CHECK_STR(location, "/j/" CODE "/guests");
    OWN_CHARS cookie = cookie_line(host);
    OWN_CHARS past = world_ask(w, "GET", "/j/" CODE "/enter", cookie);
    check_status(past, 302);
    OWN_CHARS cy = world_come(w, "cy@example.com");
    check_status(cy, 302);
}

TEST(nobody_else_sees_or_answers_who_knocks)
{
    OWN(world) w = door_new(PUBLIC);
    OWN_CHARS guest = knocks(w, "Eve");
    OWN_CHARS cy = leads(w, "cy@example.com");
    const char *const others[] = {"", guest, cy};
    for (size_t i = 0; i < LENGTH(others); i++) {
        OWN_CHARS got = world_ask(w, "GET", "/j/" CODE "/guests", others[i]);
        check_status(got, 403);
        CHECK(!strstr(got, "Eve"));
    }
    OWN_CHARS forged = send_form(w, "/j/" CODE, "answer=let-in", cy);
    check_status(forged, 403);
    OWN_CHARS still = world_ask(w, "GET", "/j/" CODE, guest);
    check_says(still, 200, "You have knocked");
}

TEST(a_form_without_the_guard_of_its_page_is_not_taken)
{
    OWN(world) w = door_new(PUBLIC);
    OWN_CHARS got = peer_ask(w->port, "POST /j/" CODE " HTTP/1.1\r\nHost: localhost\r\n"
                                      "Connection: close\r\nContent-Length: 8\r\n"
                                      "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
                                      "name=Eve");
    check_status(got, 403);
}

TEST(a_name_is_one_line_of_bounded_length_and_not_empty)
{
    OWN(world) w = door_new(PUBLIC);
    OWN_CHARS empty = send_form(w, "/j/" CODE, "name=+%0A+", "");
    check_status(empty, 303);
    CHECK(!strstr(empty, "Set-Cookie: knock"));
    OWN(text) fields = text_new();
    text_add_str(fields, "name=+A%0D%0Ab");
    for (int i = 0; i < 100; i++)
        text_add_str(fields, "%C3%A4");
    OWN_CHARS got = send_form(w, "/j/" CODE, text_str(fields), "");
    OWN_CHARS cookie = cookie_line(got);
    OWN_CHARS page = world_ask(w, "GET", "/j/" CODE, cookie);
    const char *from = strstr(page, "<strong dir=\"auto\">A");
    assert_true(from);
    from = strchr(from, '>') + 1;
    size_t len = strcspn(from, "<");
    CHECK(len > 60 && len <= 120 && !memchr(from, '\n', len));
    CHECK(span_is_utf8(span_make(from, len)));
}

TEST(who_knocked_at_one_occurrence_knocks_anew_at_the_next)
{
    OWN(world) w = door_new(PUBLIC);
    OWN_CHARS guest = knocks(w, "Eve");
    OWN_CHARS host = leads(w, "ann@example.org");
    press(w, host, "let-in", 303);
    clock_set(NOW + DAY);
    OWN_CHARS then = world_ask(w, "GET", "/j/" CODE, guest);
    check_says(then, 200, "Your name<input");
    clock_set(NOW);
}

TEST(who_is_invited_to_another_occurrence_alone_is_told_of_his_own)
{
    OWN(world) w = door_new(REFUSE);
    OWN_CHARS got = world_come(w, "dee@example.com");
    check_says(got, 200, "the next of yours is on");
    CHECK(strstr(got, "2026-03-02T09:00:00Z") && !strstr(got, "name=\"address\""));
}

TEST(who_is_invited_to_another_occurrence_alone_knocks_at_this_one)
{
    OWN(world) w = door_new(PUBLIC);
    OWN_CHARS now = world_come(w, "dee@example.com");
    check_says(now, 200, "Your name<input");
    clock_set(NOW + DAY);
    OWN_CHARS then = world_come(w, "dee@example.com");
    check_status(then, 302);
    clock_set(NOW);
}

TEST(who_knocks_again_and_again_has_to_wait)
{
    OWN(world) w = door_new(PUBLIC);
    for (int i = 0; i < 10; i++) {
        OWN_CHARS guest = knocks(w, "Eve");
        CHECK(strstr(guest, "knock-"));
    }
    OWN_CHARS got = send_form(w, "/j/" CODE, "name=Eve", "");
    check_says(got, 429, "Asked for too often");
    CHECK(strstr(got, "\r\nRetry-After: "));
}

/* --- other settings --------------------------------------------------------------------------- */

TEST(guests_go_in_where_they_may_or_where_the_video_server_has_a_lobby)
{
    static const char *const settings[] = {PUBLIC ALLOW, PUBLIC "[jitsi]\nlobby = yes\n"};
    for (size_t i = 0; i < LENGTH(settings); i++) {
        OWN(world) w = door_new(settings[i]);
        OWN_CHARS got = world_get(w, "/j/" CODE);
        OWN_CHARS location = field_of(got, "Location");
        check_status(got, 302);
        CHECK(starts_with(location, ROOM "#") && !strstr(location, "userInfo"));
    }
}

static bool set_guests(struct tx *tx, void *with, struct error *err)
{
    const struct world *w = with;
    OWN(calendar) c = store_calendar(tx, w->account, w->calendar, err);
    TRY(c);
    c->guests = GUESTS_ALLOW;
    return store_calendar_save(tx, c, err);
}

TEST(the_calendars_setting_goes_before_the_configurations)
{
    struct error err;
    OWN(world) w = door_new(REFUSE);
    OWN_CHARS before = world_get(w, "/j/" CODE);
    check_says(before, 200, "For people who are invited");
    CHECK_OK(store_write_one(w->store, set_guests, w, &err), &err);
    OWN_CHARS after = world_get(w, "/j/" CODE);
    check_status(after, 302);
}

/* --- links that are mailed anew --------------------------------------------------------------- */

static bool note_parcel(const struct parcel *p, void *with)
{
    text_addf(with, "%s %s [%s];", p->kind, p->recipient, p->facts ? p->facts : "");
    return true;
}

/* Yours: free(). */
static char *parcels(const struct world *w)
{
    struct error err;
    struct parcel_query q = {.account = w->account};
    OWN(text) t = text_new();
    OWN(tx) tx = store_read(w->store, &err);
    CHECK_OK(store_parcels(tx, &q, note_parcel, t, &err), &err);
    return text_take(t);
}

TEST(a_link_is_asked_for_alike_in_words_and_work_by_who_is_invited_and_who_is_not)
{
    OWN(world) w = door_new(REFUSE);
    OWN_CHARS yes = send_form(w, "/j/" CODE, "address=Cy%40example.com", "");
    OWN_CHARS no = send_form(w, "/j/" CODE, "address=eve%40example.com", "");
    OWN_CHARS none = send_form(w, "/j/" CODE, "address=cy%40example.com%2Ceve%40example.com", "");
    check_says(yes, 200, "If this address is invited");
    CHECK_STR(body_of(yes), body_of(no));
    CHECK_STR(body_of(yes), body_of(none));
    OWN_CHARS asked = parcels(w); /* who is not invited is found out when they are written */
    CHECK(strstr(asked, "link cy@example.com [];") && strstr(asked, "link eve@example.com [];"));
    CHECK(!strchr(asked, ','));
}

TEST(a_link_is_not_mailed_to_one_address_again_and_again)
{
    OWN(world) w = door_new(REFUSE);
    for (int i = 0; i < 3; i++) {
        OWN_CHARS got = send_form(w, "/j/" CODE, "address=eve%40example.com", "");
        check_status(got, 200);
    }
    OWN_CHARS got = send_form(w, "/j/" CODE, "address=eve%40example.com", "");
    check_status(got, 429);
    OWN_CHARS other = send_form(w, "/j/" CODE, "address=cy%40example.com", "");
    check_status(other, 200);
}

TEST(the_organizer_is_mailed_of_the_first_who_waits)
{
    OWN(world) w = door_new(PUBLIC);
    OWN_CHARS eve = knocks(w, "Eve");
    OWN_CHARS zoe = knocks(w, "Zoe");
    CHECK(*eve && *zoe);
    OWN_CHARS sent = parcels(w);
    CHECK_STR(sent, "knock ann@example.org [name=Eve\n];");
}

RUN_TESTS(CASE(a_stranger_is_asked_his_name_and_sees_nothing_of_the_meeting),
          CASE(who_knocks_waits_until_the_host_lets_him_in_by_the_name_he_gave),
          CASE(who_is_refused_is_told_and_does_not_knock_again),
          CASE(who_leads_the_meeting_sees_first_who_waits_and_others_go_straight_in),
          CASE(nobody_else_sees_or_answers_who_knocks),
          CASE(a_form_without_the_guard_of_its_page_is_not_taken),
          CASE(a_name_is_one_line_of_bounded_length_and_not_empty),
          CASE(who_knocked_at_one_occurrence_knocks_anew_at_the_next),
          CASE(who_is_invited_to_another_occurrence_alone_is_told_of_his_own),
          CASE(who_is_invited_to_another_occurrence_alone_knocks_at_this_one),
          CASE(who_knocks_again_and_again_has_to_wait),
          CASE(guests_go_in_where_they_may_or_where_the_video_server_has_a_lobby),
          CASE(the_calendars_setting_goes_before_the_configurations),
          CASE(a_link_is_asked_for_alike_in_words_and_work_by_who_is_invited_and_who_is_not),
          CASE(a_link_is_not_mailed_to_one_address_again_and_again),
          CASE(the_organizer_is_mailed_of_the_first_who_waits))
