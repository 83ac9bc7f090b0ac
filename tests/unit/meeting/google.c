#include "talk.h"

#include <jwt.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#define API "https://www.googleapis.com/calendar/v3/calendars/team%40x.org/events"
#define INI                                                                             \
    "[server]\npublic_url = https://cal.example.org\n[jitsi]\nprovider = google-meet\n" \
    "[google]\nservice_account = /k.json\nuser = o@x.org\ncalendar = team@x.org\n"
#define DONE                                                                                      \
    "{\"id\":\"x\",\"hangoutLink\":\"https://meet.google.com/aaa-bbbb-ccc\",\"conferenceData\":{" \
    "\"createRequest\":{\"status\":{\"statusCode\":\"success\"}},\"entryPoints\":["               \
    "{\"entryPointType\":\"phone\",\"uri\":\"tel:+1\"},"                                          \
    "{\"entryPointType\":\"video\",\"uri\":\"https://meet.google.com/aaa-bbbb-ccc\"}]}}"
#define PENDING \
    "{\"id\":\"x\",\"conferenceData\":{\"createRequest\":{\"status\":{\"statusCode\":\"pending\"}}}}"
#define CONFLICT \
    "{\"error\":{\"code\":409,\"message\":\"The requested identifier already exists.\"}}"
#define QUERY "?conferenceDataVersion=1&sendUpdates=none"

#define FAILED \
    "{\"id\":\"x\",\"conferenceData\":{\"createRequest\":{\"status\":{\"statusCode\":\"failure\"}}}}"

static char *begin(struct scene *s, char **patch_out)
{
    scene_begin(s, INI);
    scene_put(s, CALENDAR(VEVENT(GUESTS)));
    char *order = order_of(s, s->text, 1);
    *patch_out = mem_strf("PATCH %s/%s" QUERY, API, s->meeting->room);
    return order;
}

/* How the conference of this order is called. */
static char *request_of(const char *order)
{
    struct span room, told, rest = span_of(order);
    span_cut(rest, '\n', &rest);
    span_cut(span_cut(rest, '\n', &rest), '=', &room);
    span_cut(rest, '\n', &rest);
    span_cut(span_cut(rest, '\n', &rest), '=', &told);
    OWN_CHARS what = mem_strf("%.*s %.*s", (int)room.len, room.at, (int)told.len, told.at);
    struct digest d = digest_of(span_of(what));
    OWN_CHARS hex = digest_hex(&d);
    return mem_strf("%.32s", hex);
}

TEST(an_event_with_a_conference_is_inserted_as_google_documents_it)
{
    struct scene s;
    struct error err;
    OWN_CHARS patch = NULL;
    OWN_CHARS order = begin(&s, &patch);
    CHECK_INT(strspn(s.meeting->room, "0123456789abcdefghijklmnopqrstuv"), 32);
    OWN_CHARS request = request_of(order);
    OWN_CHARS body =
        mem_strf("{\"id\":\"%s\",\"conferenceData\":{\"createRequest\":{\"requestId\":\"%s\","
                 "\"conferenceSolutionKey\":{\"type\":\"hangoutsMeet\"}}},\"status\":\"confirmed\","
                 "\"summary\":\"Weekly sync\",\"description\":\"%s\","
                 "\"start\":{\"dateTime\":\"2026-03-03T09:00:00Z\"},"
                 "\"end\":{\"dateTime\":\"2026-03-03T10:00:00Z\"}}",
                 s.meeting->room, request, s.meeting->link);
    LEAD(&s, order, &err, {"POST " API QUERY, body, 200, DONE, ROOM_DONE});
    CHECK_STR(s.meeting->url, "https://meet.google.com/aaa-bbbb-ccc");
    OWN_CHARS again = order_of(&s, s.text, 2);
    CHECK(!again);
    scene_end(&s);
}

TEST(a_conference_that_is_not_made_yet_is_asked_for_by_the_same_name)
{
    struct scene s;
    struct error err;
    OWN_CHARS patch = NULL;
    OWN_CHARS order = begin(&s, &patch);
    LEAD(&s, order, &err, {"POST " API QUERY, "hangoutsMeet", 200, PENDING, ROOM_FAILED});
    CHECK_INT(err.kind, FAULT_UNAVAILABLE);
    OWN_CHARS request = request_of(order);
    LEAD(&s, order, &err, {"POST " API QUERY, request, 409, CONFLICT, ROOM_ASKS},
         {patch, request, 200, DONE, ROOM_DONE});
    CHECK_STR(s.meeting->url, "https://meet.google.com/aaa-bbbb-ccc");
    scene_end(&s);
}

/* Nothing is left behind: the event that has no conference yet is the one that gets it. */
TEST(after_a_failure_the_same_event_is_asked_for_another_conference)
{
    struct scene s;
    struct error err;
    OWN_CHARS patch = NULL;
    OWN_CHARS order = begin(&s, &patch);
    OWN_CHARS first = request_of(order);
    LEAD(&s, order, &err, {"POST " API QUERY, first, 200, FAILED, ROOM_FAILED});
    CHECK_INT(err.kind, FAULT_REFUSED);
    CHECK_STR(err.said, "Google could not make the conference.");
    OWN_CHARS id = mem_str(s.meeting->room);
    OWN_CHARS titled = edited(s.text, "SUMMARY:Weekly sync", "SUMMARY:Daily");
    scene_put(&s, titled);
    OWN_CHARS next = order_of(&s, s.text, 2);
    OWN_CHARS second = request_of(next);
    CHECK(strcmp(first, second) != 0);
    LEAD(&s, next, &err, {"POST " API QUERY, second, 409, CONFLICT, ROOM_ASKS},
         {patch, second, 200, DONE, ROOM_DONE});
    CHECK_STR(s.meeting->room, id);
    CHECK_STR(s.meeting->url, "https://meet.google.com/aaa-bbbb-ccc");
    scene_end(&s);
}

TEST(an_event_keeps_its_id_until_it_is_removed)
{
    struct scene s;
    struct error err;
    OWN_CHARS patch = NULL;
    OWN_CHARS first = begin(&s, &patch);
    OWN_CHARS again = order_of(&s, s.text, 2);
    CHECK_STR(first, again);
    OWN_CHARS id = mem_str(s.meeting->room);
    OWN_CHARS gone = mem_strf("DELETE %s/%s?sendUpdates=none", API, id);
    s.meeting->state = MEETING_ENDED;
    OWN_CHARS removal = order_of(&s, NULL, 3);
    LEAD(&s, removal, &err, {gone, NULL, 410, "{}", ROOM_DONE});
    s.meeting->state = MEETING_OPEN;
    free(order_of(&s, s.text, 4));
    CHECK(strcmp(s.meeting->room, id) != 0);
    scene_end(&s);
}

TEST(an_event_that_somebody_removed_is_made_anew_by_the_next_id)
{
    struct scene s;
    struct error err;
    OWN_CHARS patch = NULL;
    OWN_CHARS order = begin(&s, &patch);
    LEAD(&s, order, &err, {"POST " API QUERY, "hangoutsMeet", 200, DONE, ROOM_DONE});
    OWN_CHARS titled = edited(s.text, "SUMMARY:Weekly sync", "SUMMARY:Daily");
    scene_put(&s, titled);
    OWN_CHARS next = mem_strf("\"id\":\"%sr\"", s.meeting->room);
    OWN_CHARS update = order_of(&s, s.text, 2);
    LEAD(&s, update, &err, {patch, "\"summary\":\"Daily\"", 410, "{}", ROOM_ASKS},
         {"POST " API QUERY, next, 200, DONE, ROOM_DONE});
    CHECK_INT(strlen(s.meeting->room), 33);
    scene_end(&s);
}

TEST(an_update_patches_and_a_detached_event_is_deleted)
{
    struct scene s;
    struct error err;
    OWN_CHARS patch = NULL;
    OWN_CHARS order = begin(&s, &patch);
    LEAD(&s, order, &err, {"POST " API QUERY, "hangoutsMeet", 200, DONE, ROOM_DONE});
    OWN_CHARS moved = edited(s.text, "DTEND:20260303T100000Z", "DTEND:20260303T103000Z");
    scene_put(&s, moved);
    OWN_CHARS update = order_of(&s, s.text, 2);
    LEAD(&s, update, &err,
         {patch, "\"end\":{\"dateTime\":\"2026-03-03T10:30:00Z\"}", 200, DONE, ROOM_DONE});
    OWN_CHARS remove = mem_strf("DELETE %s/%s?sendUpdates=none", API, s.meeting->room);
    s.wish = MEETING_DETACH;
    scene_put(&s, s.text);
    OWN_CHARS removal = order_of(&s, s.text, 3);
    LEAD(&s, removal, &err, {remove, NULL, 204, "", ROOM_DONE});
    CHECK(!s.meeting->url && !s.meeting->room_told);
    scene_end(&s);
}

static const struct {
    int status;
    const char *answer;
    enum fault kind;
    const char *said;
} faults[] = {
    {403,
     "{\"error\":{\"code\":403,\"message\":\"Slow down\",\"errors\":[{\"domain\":\"usageLimits\","
     "\"reason\":\"userRateLimitExceeded\"}]}}",
     FAULT_UNAVAILABLE, "Google answers 403: Slow down"},
    {403,
     "{\"error\":{\"code\":403,\"message\":\"Forbidden\",\"errors\":[{\"reason\":\"forbidden\"}]}}",
     FAULT_REFUSED, "Google answers 403: Forbidden"},
    {404, "{\"error\":{\"code\":404,\"message\":\"Not Found\"}}", FAULT_REFUSED, "Not Found"},
    {200, "{\"id\":\"x\"}", FAULT_REFUSED, "without a link to meet.google.com"},
    {200, FAILED, FAULT_REFUSED, "Google could not make the conference."},
    {200, "{\"hangoutLink\":\"https://meet.google.com.evil.org/a\"}", FAULT_REFUSED,
     "without a link"},
    {200, "nonsense", FAULT_UNAVAILABLE, "no JSON object"},
    {503, "", FAULT_UNAVAILABLE, "Google answers 503."},
};

TEST(answers_that_are_no_room_are_tried_again_or_said)
{
    for (size_t i = 0; i < LENGTH(faults); i++) {
        struct scene s;
        struct error err;
        OWN_CHARS patch = NULL;
        OWN_CHARS order = begin(&s, &patch);
        LEAD(&s, order, &err,
             {"POST " API QUERY, "id", faults[i].status, faults[i].answer, ROOM_FAILED});
        CHECK_INT(err.kind, faults[i].kind);
        if (!strstr(err.said, faults[i].said))
            fail_msg("%zu says: %s", i, err.said);
        scene_end(&s);
    }
}

/* --- tokens ---------------------------------------------------------------------------------- */

static void make_key(char **private_out, char **public_out)
{
    EVP_PKEY *key = EVP_RSA_gen(2048);
    BIO *secret = BIO_new(BIO_s_mem());
    BIO *open = BIO_new(BIO_s_mem());
    char *at;
    CHECK(PEM_write_bio_PrivateKey(secret, key, NULL, NULL, 0, NULL, NULL));
    CHECK(PEM_write_bio_PUBKEY(open, key));
    long len = BIO_get_mem_data(secret, &at);
    *private_out = span_copy(span_make(at, (size_t)len));
    len = BIO_get_mem_data(open, &at);
    *public_out = span_copy(span_make(at, (size_t)len));
    BIO_free(secret);
    BIO_free(open);
    EVP_PKEY_free(key);
}

static void check_assertion(const char *assertion, const char *public, instant at)
{
    jwt_t *jwt = NULL;
    CHECK_INT(jwt_decode(&jwt, assertion, (const unsigned char *)public, (int)strlen(public)), 0);
    CHECK_INT(jwt_get_alg(jwt), JWT_ALG_RS256);
    CHECK_STR(jwt_get_header(jwt, "kid"), "k1");
    CHECK_STR(jwt_get_header(jwt, "typ"), "JWT");
    CHECK_STR(jwt_get_grant(jwt, "iss"), "svc@p.iam.gserviceaccount.com");
    CHECK_STR(jwt_get_grant(jwt, "sub"), "o@x.org");
    CHECK_STR(jwt_get_grant(jwt, "scope"), "https://www.googleapis.com/auth/calendar.events");
    CHECK_STR(jwt_get_grant(jwt, "aud"), "https://oauth2.googleapis.com/token");
    CHECK_INT(jwt_get_grant_int(jwt, "iat"), at);
    CHECK_INT(jwt_get_grant_int(jwt, "exp"), at + 3600);
    jwt_free(jwt);
}

TEST(a_token_comes_by_an_assertion_that_the_service_account_signs)
{
    static const char grant[] =
        "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=";
    struct scene s;
    struct error err = {0};
    struct room_call call;
    char *secret, *public;
    scene_begin(&s, INI);
    make_key(&secret, &public);
    OWN(text) file = text_new();
    text_add_str(file, "{\"type\":\"service_account\",\"private_key_id\":\"k1\","
                       "\"client_email\":\"svc@p.iam.gserviceaccount.com\","
                       "\"token_uri\":\"https://oauth2.googleapis.com/token\",\"private_key\":");
    text_add_json(file, span_of(secret));
    text_add_char(file, '}');
    CHECK_OK(
        room_ask_token(provider_named("google-meet"), s.config, text_span(file), s.at, &call, &err),
        &err);
    CHECK_STR(call.url, "https://oauth2.googleapis.com/token");
    CHECK(!call.authorization && span_starts(span_of(call.body), grant));
    check_assertion(call.body + strlen(grant), public, s.at);
    room_call_clear(&call);
    free(secret);
    free(public);
    scene_end(&s);
}

TEST(what_is_no_key_file_is_said_without_its_content)
{
    static const char *const files[] = {
        "", "{", "[]", "{\"client_email\":\"a\",\"token_uri\":\"https://x\"}",
        "{\"client_email\":\"a\",\"token_uri\":\"https://x\",\"private_key\":\"s3cret\"}"};
    struct scene s;
    scene_begin(&s, INI);
    for (size_t i = 0; i < LENGTH(files); i++) {
        struct error err = {0};
        struct room_call call;
        CHECK(!room_ask_token(provider_named("google-meet"), s.config, span_of(files[i]), s.at,
                              &call, &err));
        CHECK_INT(err.kind, FAULT_CONFIG);
        CHECK(!strstr(err.said, "s3cret"));
        room_call_clear(&call);
    }
    CHECK_STR(room_key_file(provider_named("google-meet"), s.config), "/k.json");
    CHECK(!room_key_file(provider_named("zoom"), s.config));
    scene_end(&s);
}

RUN_TESTS(CASE(an_event_with_a_conference_is_inserted_as_google_documents_it),
          CASE(a_conference_that_is_not_made_yet_is_asked_for_by_the_same_name),
          CASE(after_a_failure_the_same_event_is_asked_for_another_conference),
          CASE(an_event_keeps_its_id_until_it_is_removed),
          CASE(an_event_that_somebody_removed_is_made_anew_by_the_next_id),
          CASE(an_update_patches_and_a_detached_event_is_deleted),
          CASE(answers_that_are_no_room_are_tried_again_or_said),
          CASE(a_token_comes_by_an_assertion_that_the_service_account_signs),
          CASE(what_is_no_key_file_is_said_without_its_content))
