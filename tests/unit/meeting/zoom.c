#include "talk.h"

#define API "https://api.zoom.us/v2"
#define INI                                                                      \
    "[server]\npublic_url = https://cal.example.org\n[jitsi]\nprovider = zoom\n" \
    "[zoom]\naccount_id = A+1\nclient_id = cid\nclient_secret = s3cret\nuser = o@x.org\n"
#define LIST   "GET " API "/users/o%40x.org/meetings?type=scheduled&page_size=300"
#define CREATE "POST " API "/users/o%40x.org/meetings"
#define QUIET  "?schedule_for_reminder=false"
#define MADE   "{\"id\":85746065432,\"join_url\":\"https://us02web.zoom.us/j/857?pwd=x.1\"}"
#define EMPTY  "{\"page_size\":300,\"next_page_token\":\"\",\"meetings\":[]}"
#define GONE   "{\"code\":3001,\"message\":\"Meeting does not exist: 857.\"}"

static void begin(struct scene *s)
{
    scene_begin(s, INI);
    scene_put(s, CALENDAR(VEVENT(GUESTS)));
}

static void make(struct scene *s)
{
    struct error err;
    OWN_CHARS order = order_of(s, s->text, 1);
    LEAD(s, order, &err, {LIST, NULL, 200, EMPTY, ROOM_ASKS},
         {CREATE, "\"topic\":\"Weekly sync\"", 201, MADE, ROOM_DONE});
}

TEST(the_event_has_its_link_at_once_and_the_room_follows)
{
    struct scene s;
    begin(&s);
    OWN_CHARS link = mem_strf("https://cal.example.org/j/%s", s.meeting->code);
    CHECK_STR(s.meeting->link, link);
    CHECK(!s.meeting->url && room_is_awaited(s.meeting));
    OWN_CHARS plain = unfolded(s.text);
    CHECK(strstr(plain, link));
    make(&s);
    CHECK_STR(s.meeting->url, "https://us02web.zoom.us/j/857?pwd=x.1");
    CHECK_STR(s.meeting->room, "85746065432");
    CHECK(!room_is_awaited(s.meeting) && s.meeting->room_told);
    OWN_CHARS again = order_of(&s, s.text, 2);
    CHECK(!again);
    scene_end(&s);
}

TEST(a_meeting_is_described_as_zoom_documents_it)
{
    struct scene s;
    begin(&s);
    OWN_CHARS order = order_of(&s, s.text, 1);
    OWN_CHARS body =
        mem_strf("{\"topic\":\"Weekly sync\",\"type\":2,\"start_time\":\"2026-03-03T09:00:00Z\","
                 "\"duration\":60,\"timezone\":\"UTC\",\"agenda\":\"%s\","
                 "\"settings\":{\"join_before_host\":true,\"waiting_room\":false}}",
                 s.meeting->link);
    CHECK_STR(strstr(order, "\n\n") + 2, body);
    CHECK(!strstr(order, "s3cret"));
    scene_end(&s);
}

TEST(a_series_has_no_fixed_time_and_a_private_title_stays_here)
{
    struct scene s;
    scene_begin(&s, INI "join_before_host = no\n");
    scene_put(&s, CALENDAR(VEVENT(GUESTS WEEKLY L("CLASS:PRIVATE"))));
    OWN_CHARS order = order_of(&s, s.text, 1);
    OWN_CHARS body =
        mem_strf("{\"topic\":\"Private meeting\",\"type\":3,\"agenda\":\"%s\"}", s.meeting->link);
    CHECK_STR(strstr(order, "\n\n") + 2, body);
    scene_end(&s);
}

TEST(one_that_was_made_before_a_crash_is_found_on_whatever_page)
{
    struct scene s;
    struct error err;
    begin(&s);
    OWN_CHARS order = order_of(&s, s.text, 1);
    OWN_CHARS found = mem_strf("{\"meetings\":[{\"id\":1,\"agenda\":\"lunch\"},{\"id\":77,"
                               "\"join_url\":\"https://zoom.us/j/77\",\"agenda\":\"%s\"}]}",
                               s.meeting->link);
    LEAD(&s, order, &err,
         {LIST, NULL, 200, "{\"next_page_token\":\"a/b\",\"meetings\":[{\"id\":5}]}", ROOM_ASKS},
         {LIST "&next_page_token=a%2Fb", NULL, 200, found, ROOM_ASKS},
         {"PATCH " API "/meetings/77", "\"type\":2", 204, "", ROOM_DONE});
    CHECK_STR(s.meeting->url, "https://zoom.us/j/77");
    CHECK_STR(s.meeting->room, "77");
    scene_end(&s);
}

TEST(a_move_or_a_new_title_updates_and_an_attendee_does_not)
{
    struct scene s;
    struct error err;
    begin(&s);
    make(&s);
    OWN_CHARS url = mem_str(s.meeting->url);
    OWN_CHARS more = edited(s.text, "ATTENDEE:", "ATTENDEE:mailto:bob@example.com\r\nATTENDEE:");
    scene_put(&s, more);
    OWN_CHARS none = order_of(&s, s.text, 2);
    CHECK(!none);
    OWN_CHARS later = edited(s.text, "DTEND:20260303T100000Z", "DTEND:20260303T103000Z");
    scene_put(&s, later);
    OWN_CHARS order = order_of(&s, s.text, 3);
    LEAD(&s, order, &err,
         {"PATCH " API "/meetings/85746065432", "\"duration\":90", 204, "", ROOM_DONE});
    CHECK_STR(s.meeting->url, url);
    scene_end(&s);
}

TEST(a_meeting_that_somebody_removed_at_zoom_is_made_anew)
{
    struct scene s;
    struct error err;
    begin(&s);
    make(&s);
    OWN_CHARS titled = edited(s.text, "SUMMARY:Weekly sync", "SUMMARY:Daily");
    scene_put(&s, titled);
    OWN_CHARS order = order_of(&s, s.text, 2);
    LEAD(&s, order, &err, {"PATCH " API "/meetings/85746065432", "Daily", 404, GONE, ROOM_ASKS},
         {CREATE, "Daily", 201, "{\"id\":9,\"join_url\":\"https://zoom.us/j/9\"}", ROOM_DONE});
    CHECK_STR(s.meeting->url, "https://zoom.us/j/9");
    scene_end(&s);
}

TEST(a_cancelled_event_removes_the_meeting_and_one_that_comes_back_has_another)
{
    struct scene s;
    struct error err;
    begin(&s);
    make(&s);
    OWN_CHARS off = edited(s.text, "SUMMARY:", "STATUS:CANCELLED\r\nSUMMARY:");
    OWN_CHARS on = mem_str(s.text);
    scene_put(&s, off);
    OWN_CHARS order = order_of(&s, s.text, 2);
    LEAD(&s, order, &err,
         {"DELETE " API "/meetings/85746065432" QUIET, NULL, 404, GONE, ROOM_DONE});
    CHECK(!s.meeting->url && !s.meeting->room && !s.meeting->room_told);
    OWN_CHARS nothing = order_of(&s, s.text, 3);
    CHECK(!nothing);
    scene_put(&s, on);
    CHECK(room_is_awaited(s.meeting));
    OWN_CHARS again = order_of(&s, s.text, 4);
    LEAD(&s, again, &err, {LIST, NULL, 200, EMPTY, ROOM_ASKS},
         {CREATE, "Weekly sync", 201, MADE, ROOM_DONE});
    scene_end(&s);
}

TEST(a_meeting_that_runs_is_removed_later)
{
    struct scene s;
    struct error err;
    begin(&s);
    make(&s);
    scene_put(&s, NULL);
    OWN_CHARS order = order_of(&s, NULL, 2);
    LEAD(&s, order, &err,
         {"DELETE " API "/meetings/85746065432" QUIET, NULL, 400,
          "{\"code\":3002,\"message\":\"in progress\"}", ROOM_FAILED});
    CHECK_INT(err.kind, FAULT_UNAVAILABLE);
    scene_end(&s);
}

/* Answers that are no room: whether they are tried again, and what is said. */
static const struct {
    int status;
    const char *answer;
    enum fault kind;
    const char *said;
} faults[] = {
    {429, "{\"code\":429,\"message\":\"daily rate limit (100)\"}", FAULT_UNAVAILABLE,
     "Zoom answers 429: daily rate limit (100)"},
    {500, "<html>", FAULT_UNAVAILABLE, "Zoom answers 500."},
    {408, "", FAULT_UNAVAILABLE, "Zoom answers 408."},
    {201, "{\"id\":", FAULT_UNAVAILABLE, "no JSON object"},
    {201, "[]", FAULT_UNAVAILABLE, "no JSON object"},
    {400, "{\"code\":300,\"message\":\"bad\\r\\nX: start_time\"}", FAULT_REFUSED,
     "Zoom answers 400: bad"},
    {404, "{\"code\":1001,\"message\":\"User does not exist: o@x.org.\"}", FAULT_REFUSED,
     "User does not exist"},
    {302, "", FAULT_REFUSED, "Zoom answers 302."},
    {201, "{\"id\":1}", FAULT_REFUSED, "without a link to zoom.us"},
    {201, "{\"id\":1,\"join_url\":\"https://zoom.us.evil.org/j/1\"}", FAULT_REFUSED,
     "without a link"},
    {201, "{\"id\":1,\"join_url\":\"https://evilzoom.us/j/1\"}", FAULT_REFUSED, "without a link"},
    {201, "{\"id\":1,\"join_url\":\"http://zoom.us/j/1\"}", FAULT_REFUSED, "without a link"},
    {201, "{\"id\":1,\"join_url\":\"https://zoom.us@evil.org/j/1\"}", FAULT_REFUSED,
     "without a link"},
    {201, "{\"id\":1,\"join_url\":\"https://zoom.us/j/1\\r\\nX: y\"}", FAULT_REFUSED,
     "without a link"},
};

TEST(answers_that_are_no_room_are_tried_again_or_said)
{
    for (size_t i = 0; i < LENGTH(faults); i++) {
        struct scene s;
        struct error err;
        begin(&s);
        OWN_CHARS order = order_of(&s, s.text, 1);
        LEAD(&s, order, &err, {LIST, NULL, 200, EMPTY, ROOM_ASKS},
             {CREATE, "topic", faults[i].status, faults[i].answer, ROOM_FAILED});
        CHECK_INT(err.kind, faults[i].kind);
        if (!strstr(err.said, faults[i].said) || strpbrk(err.said, "\r\n"))
            fail_msg("%zu says: %s", i, err.said);
        CHECK(room_is_awaited(s.meeting));
        scene_end(&s);
    }
}

TEST(an_old_token_is_asked_for_once_more_with_the_same_request)
{
    struct scene s;
    struct error err;
    begin(&s);
    OWN_CHARS order = order_of(&s, s.text, 1);
    LEAD(&s, order, &err, {LIST, NULL, 401, "{\"code\":124}", ROOM_NEEDS_TOKEN},
         {LIST, NULL, 200, EMPTY, ROOM_ASKS}, {CREATE, "topic", 201, MADE, ROOM_DONE});
    scene_end(&s);
}

TEST(a_token_comes_by_account_credentials)
{
    struct scene s;
    struct error err = {0};
    struct room_call call;
    struct room_token t = {0};
    const struct provider *zoom = provider_named("zoom");
    scene_begin(&s, INI);
    CHECK_OK(room_ask_token(zoom, s.config, span_of(NULL), s.at, &call, &err), &err);
    CHECK_STR(call.method, "POST");
    CHECK_STR(call.url, "https://zoom.us/oauth/token");
    CHECK_STR(call.authorization, "Basic Y2lkOnMzY3JldA==");
    CHECK_STR(call.body, "grant_type=account_credentials&account_id=A%2B1");
    CHECK_STR(call.content_type, "application/x-www-form-urlencoded");
    room_call_clear(&call);
    struct room_answer ok = {200, SPAN("{\"access_token\":\"ey.1\",\"token_type\":\"bearer\","
                                       "\"expires_in\":3600}")};
    CHECK_OK(room_hear_token(zoom, &ok, s.at, &t, &err), &err);
    CHECK_STR(t.access, "ey.1");
    CHECK_INT(t.until, s.at + 3540);
    struct room_answer no = {400, SPAN("{\"reason\":\"Invalid client_id or client_secret\","
                                       "\"error\":\"invalid_client\"}")};
    CHECK(!room_hear_token(zoom, &no, s.at, &t, &err));
    CHECK_INT(err.kind, FAULT_UNAVAILABLE);
    CHECK_STR(err.said, "Zoom answers 400: Invalid client_id or client_secret");
    struct room_answer bad = {200, SPAN("{\"access_token\":\"a\\r\\nX: y\"}")};
    CHECK(!room_hear_token(zoom, &bad, s.at, &t, &err));
    room_token_clear(&t);
    scene_end(&s);
}

/* A meeting keeps its provider when the section goes. */
TEST(a_service_whose_settings_have_gone_is_not_asked)
{
    struct scene s;
    struct error err = {0};
    struct room_call call;
    scene_begin(&s, "[server]\npublic_url = https://cal.example.org\n");
    CHECK(!room_ask_token(provider_named("zoom"), s.config, span_of(NULL), s.at, &call, &err));
    CHECK_INT(err.kind, FAULT_CONFIG);
    CHECK(strstr(err.said, "account_id, client_id and client_secret"));
    scene_end(&s);
}

TEST(whether_rooms_can_be_made_is_asked_without_making_one)
{
    struct scene s;
    struct error err = {0};
    struct room_call call;
    const struct provider *zoom = provider_named("zoom");
    scene_begin(&s, INI);
    room_ask_reach(zoom, s.config, "t0p", &call);
    CHECK_STR(call.method, "GET");
    CHECK_STR(call.url, API "/users/o%40x.org/meetings?type=scheduled&page_size=1");
    CHECK_STR(call.authorization, "Bearer t0p");
    CHECK(!call.body);
    room_call_clear(&call);
    struct room_answer yes = {200, SPAN(EMPTY)};
    struct room_answer no = {
        400, SPAN("{\"code\":4711,\"message\":\"Invalid access token, does not contain scopes\"}")};
    CHECK_OK(room_hear_reach(zoom, &yes, &err), &err);
    CHECK(!room_hear_reach(zoom, &no, &err));
    CHECK_STR(err.said, "Zoom answers 400: Invalid access token, does not contain scopes");
    scene_end(&s);
}

TEST(what_is_no_order_is_refused)
{
    static const char *const orders[] = {
        "",
        "create zoom",
        "create jitsi\nroom=\nmark=\ntold=\n\n{}",
        "make zoom\nroom=\nmark=\ntold=\n\n{}",
        "create zoom\nroom=\nmark=\n\n{}",
        "create zoom\nroom=\nmark=\ntold=\nmore=\n\n{}",
    };
    struct scene s;
    scene_begin(&s, INI);
    for (size_t i = 0; i < LENGTH(orders); i++) {
        struct error err = {0};
        CHECK(!room_talk_new(s.config, span_of(orders[i]), &err));
        CHECK_INT(err.kind, FAULT_BUG);
    }
    scene_end(&s);
}

TEST(a_calendar_chooses_and_a_meeting_keeps_its_provider)
{
    struct scene s;
    scene_begin(&s, INI);
    char jitsi[] = "jitsi";
    s.calendar.provider = jitsi;
    scene_put(&s, CALENDAR(VEVENT(GUESTS)));
    CHECK_STR(s.meeting->provider, "jitsi");
    CHECK(s.meeting->url && !room_is_asked_for(s.meeting));
    s.calendar.provider = NULL;
    OWN_CHARS later = edited(s.text, "DTEND:20260303T100000Z", "DTEND:20260303T103000Z");
    scene_put(&s, later);
    CHECK_STR(s.meeting->provider, "jitsi");
    scene_end(&s);
}

RUN_TESTS(CASE(the_event_has_its_link_at_once_and_the_room_follows),
          CASE(a_meeting_is_described_as_zoom_documents_it),
          CASE(a_series_has_no_fixed_time_and_a_private_title_stays_here),
          CASE(one_that_was_made_before_a_crash_is_found_on_whatever_page),
          CASE(a_move_or_a_new_title_updates_and_an_attendee_does_not),
          CASE(a_meeting_that_somebody_removed_at_zoom_is_made_anew),
          CASE(a_cancelled_event_removes_the_meeting_and_one_that_comes_back_has_another),
          CASE(a_meeting_that_runs_is_removed_later),
          CASE(answers_that_are_no_room_are_tried_again_or_said),
          CASE(an_old_token_is_asked_for_once_more_with_the_same_request),
          CASE(a_token_comes_by_account_credentials),
          CASE(a_service_whose_settings_have_gone_is_not_asked),
          CASE(whether_rooms_can_be_made_is_asked_without_making_one),
          CASE(what_is_no_order_is_refused),
          CASE(a_calendar_chooses_and_a_meeting_keeps_its_provider))
