/* Tokens, read again by libjwt as a server would. */
#include "scene.h"

#include <jwt.h>

#include "../../../src/meeting/internal.h"

#define SECRET "a secret of thirty-two bytes, ok"
#define SERVER "[jitsi]\ndomain = https://meet.example.org\napp_id = calsvc\n"
#define SIGNED SERVER "app_secret = " SECRET "\n"

static const unsigned char store_secret[32] = "a key that a test knows, 32 byte";
static const struct caller host = {CALLER_HOST, "olga@example.org", "Olga"};
static const struct caller ann = {CALLER_PARTICIPANT, "ann@example.com", "Ann \"A\""};

static struct entry entry_in(const struct scene *s, const struct caller *c)
{
    return (struct entry){.config = s->config,
                          .meeting = s->meeting,
                          .secret = store_secret,
                          .key = "",
                          .title = "Weekly sync",
                          .caller = c,
                          .at = s->at,
                          .closes = s->at + 7200};
}

static char *token_of(const struct entry *e)
{
    struct error err = {0};
    char *token = NULL;
    CHECK_OK(meeting_token(e, &token, &err), &err);
    return token;
}

/* The payload's JSON, compact and sorted; NULL when the key does not fit. Yours: free(). */
static char *read_with(const char *token, const char *key)
{
    jwt_t *jwt = NULL;
    if (jwt_decode(&jwt, token, (const unsigned char *)key, (int)strlen(key)) != 0)
        return NULL;
    CHECK_STR(jwt_get_header(jwt, "typ"), "JWT");
    char *json = jwt_get_grants_json(jwt, NULL);
    jwt_free(jwt);
    return json;
}

TEST(the_published_vector_is_one_that_its_key_opens)
{
    static const char header[] = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
    static const char payload[] =
        "{\"aud\":\"jitsi\",\"iss\":\"calsvc\",\"sub\":\"meet.example.org\",\"room\":\"r7k2m9p4x1\","
        "\"nbf\":1790000000,\"exp\":1790007200,\"context\":{\"user\":{\"id\":\"u1\","
        "\"name\":\"Organizer Name\",\"email\":\"organizer@example.org\","
        "\"affiliation\":\"owner\"}}}";
    OWN(text) t = text_new();
    text_add_base64url(t, header, strlen(header));
    text_add_char(t, '.');
    text_add_base64url(t, payload, strlen(payload));
    text_add_str(t, ".pitF18dm36Of89s97zKKYcykZMXcwWyH--fwtz7abjA");
    OWN_CHARS read = read_with(text_str(t), "example-secret-0123456789abcdef01");
    CHECK(read && strstr(read, "\"room\":\"r7k2m9p4x1\""));
    CHECK(!read_with(text_str(t), "example-secret-0123456789abcdef02"));
}

/* The claims of that vector in the order in which libjwt writes them; signed by Python's hmac. */
TEST(claims_are_signed_as_another_library_signs_them)
{
    static const char claims[] =
        "{\"aud\":\"jitsi\",\"context\":{\"user\":{\"affiliation\":\"owner\","
        "\"email\":\"organizer@example.org\",\"id\":\"u1\",\"name\":\"Organizer Name\"}},"
        "\"exp\":1790007200,\"iss\":\"calsvc\",\"nbf\":1790000000,\"room\":\"r7k2m9p4x1\","
        "\"sub\":\"meet.example.org\"}";
    static const struct {
        const char *algorithm, *signature;
    } rows[] = {
        {"HS256", "9sZdjZ_-aQAw3bUgEAzxrK8QD_H70Xj0vu69e1qVKds"},
        {"HS384", "6DluLNSp5MA7npcGCD9wFjpp37pc--WSq5VLtCkGKxlNHN59vwm-vijlrkNTqqSi"},
        {"HS512", "WHK0N86Qhy-8mi3uuS3KrtfzmJM92c71zTMda7oa6hNGVubyXTr53NCSgpBDziO0sGafTK0KbVEUzYmd"
                  "TqBxLQ"},
    };
    for (size_t i = 0; i < LENGTH(rows); i++) {
        struct error err = {0};
        OWN_CHARS header = mem_strf("{\"alg\":\"%s\",\"typ\":\"JWT\"}", rows[i].algorithm);
        OWN(text) wanted = text_new();
        text_add_base64url(wanted, header, strlen(header));
        text_add_char(wanted, '.');
        text_add_base64url(wanted, claims, strlen(claims));
        text_addf(wanted, ".%s", rows[i].signature);
        OWN_CHARS token =
            token_sign(rows[i].algorithm, SPAN("example-secret-0123456789abcdef01"), claims, &err);
        CHECK_OK(token, &err);
        CHECK_STR(token, text_str(wanted));
    }
}

TEST(what_is_no_algorithm_of_a_secret_or_no_object_makes_no_token)
{
    static const char *const rows[][2] = {
        {"none", "{}"}, {"RS256", "{}"}, {"", "{}"}, {"HS256", "{"}, {"HS256", "[]"}};
    for (size_t i = 0; i < LENGTH(rows); i++) {
        struct error err = {0};
        CHECK(!token_sign(rows[i][0], SPAN("s3cret"), rows[i][1], &err));
        CHECK_INT(err.kind, FAULT_CONFIG);
        CHECK(!strstr(err.said, "s3cret"));
    }
}

TEST(a_token_says_what_the_server_asks_for_and_nothing_more)
{
    struct scene s;
    scene_begin(&s, SIGNED);
    scene_put(&s, CALENDAR(VEVENT(GUESTS)));
    struct entry e = entry_in(&s, &ann);
    OWN_CHARS token = token_of(&e);
    OWN_CHARS read = read_with(token, SECRET);
    OWN_CHARS id =
        personal_token((struct personal_key){store_secret, PERSONAL_ID}, s.meeting, ann.address, 0);
    OWN_CHARS wanted = mem_strf(
        "{\"aud\":\"jitsi\",\"context\":{\"user\":{\"affiliation\":\"member\","
        "\"email\":\"ann@example.com\",\"id\":\"%s\",\"moderator\":\"false\","
        "\"name\":\"Ann \\\"A\\\"\"}},\"exp\":%lld,\"iat\":%lld,\"iss\":\"calsvc\",\"nbf\":%lld,"
        "\"room\":\"%s\",\"sub\":\"meet.example.org\"}",
        id, (long long)s.at + 600, (long long)s.at, (long long)s.at - 60, s.meeting->room);
    CHECK_STR(read, wanted);
    scene_end(&s);
}

TEST(who_leads_owns_the_room_and_others_are_members)
{
    static const struct {
        enum caller_role role;
        const char *affiliation, *moderator;
    } rows[] = {{CALLER_HOST, "\"owner\"", "\"true\""},
                {CALLER_MODERATOR, "\"owner\"", "\"true\""},
                {CALLER_PARTICIPANT, "\"member\"", "\"false\""},
                {CALLER_GUEST, "\"member\"", "\"false\""}};
    struct scene s;
    scene_begin(&s, SIGNED);
    scene_put(&s, CALENDAR(VEVENT(GUESTS)));
    for (size_t i = 0; i < LENGTH(rows); i++) {
        struct caller c = {rows[i].role, NULL, "Somebody"};
        struct entry e = entry_in(&s, &c);
        OWN_CHARS token = token_of(&e);
        OWN_CHARS read = read_with(token, SECRET);
        OWN_CHARS wanted = mem_strf("\"user\":{\"affiliation\":%s,\"moderator\":%s,",
                                    rows[i].affiliation, rows[i].moderator);
        CHECK(read && strstr(read, wanted));
        CHECK(!strstr(read, "null") && !strstr(read, "features") && !strstr(read, "\"id\""));
    }
    scene_end(&s);
}

TEST(nobody_gets_no_token_and_neither_does_a_room_elsewhere)
{
    struct scene s;
    scene_begin(&s, SIGNED);
    scene_put(&s, CALENDAR(VEVENT(GUESTS)));
    struct caller nobody = {.role = CALLER_NOBODY};
    struct entry strangers[] = {entry_in(&s, NULL), entry_in(&s, &nobody)};
    for (size_t i = 0; i < LENGTH(strangers); i++)
        CHECK(!token_of(&strangers[i]));
    static const char *const elsewhere[] = {
        "https://meet.example.org.evil.example/room", "https://meet.example.org/tenant/room",
        "https://other.example/room", "https://meet.example.org/", "https://meet.example.org"};
    for (size_t i = 0; i < LENGTH(elsewhere); i++) {
        struct meeting m = *s.meeting;
        char *url = m.url = mem_str(elsewhere[i]);
        struct entry e = entry_in(&s, &host);
        e.meeting = &m;
        CHECK(!token_of(&e));
        free(url);
    }
    scene_end(&s);
}

TEST(a_server_without_a_secret_has_no_tokens)
{
    struct scene s;
    scene_begin(&s, SERVER);
    scene_put(&s, CALENDAR(VEVENT(GUESTS)));
    struct entry e = entry_in(&s, &host);
    CHECK(!token_of(&e));
    CHECK(!meeting_has_tokens(s.config, "jitsi"));
    scene_end(&s);
}

TEST(longer_hashes_subject_audience_and_times_are_by_setting)
{
    static const char *const names[] = {"HS256", "HS384", "HS512"};
    for (size_t i = 0; i < LENGTH(names); i++) {
        struct scene s;
        OWN_CHARS ini = mem_strf(SIGNED "algorithm = %s\nsubject = *\naudience = calls\n"
                                        "token_life = 2m\ntoken_leeway = 5s\n",
                                 names[i]);
        scene_begin(&s, ini);
        scene_put(&s, CALENDAR(VEVENT(GUESTS)));
        struct entry e = entry_in(&s, &host);
        OWN_CHARS token = token_of(&e);
        OWN_CHARS read = read_with(token, SECRET);
        OWN_CHARS times = mem_strf("\"exp\":%lld,\"iat\":%lld,\"iss\":\"calsvc\",\"nbf\":%lld,",
                                   (long long)s.at + 120, (long long)s.at, (long long)s.at - 5);
        CHECK(read && strstr(read, times));
        CHECK(strstr(read, "\"aud\":\"calls\"") && strstr(read, "\"sub\":\"*\""));
        OWN(text) head = text_new();
        OWN_CHARS plain = mem_strf("{\"alg\":\"%s\",\"typ\":\"JWT\"}", names[i]);
        text_add_base64url(head, plain, strlen(plain));
        CHECK(strncmp(token, text_str(head), text_len(head)) == 0);
        scene_end(&s);
    }
}

TEST(a_token_ends_with_the_door_when_that_is_sooner)
{
    struct scene s;
    scene_begin(&s, SIGNED);
    scene_put(&s, CALENDAR(VEVENT(GUESTS)));
    struct entry e = entry_in(&s, &host);
    e.closes = s.at + 100;
    OWN_CHARS token = token_of(&e);
    OWN_CHARS read = read_with(token, SECRET);
    OWN_CHARS wanted = mem_strf("\"exp\":%lld,", (long long)s.at + 100);
    CHECK(read && strstr(read, wanted));
    scene_end(&s);
}

TEST(features_stand_in_tokens_of_who_leads_when_they_are_set)
{
    struct scene s;
    scene_begin(&s, SIGNED "features = recording, send-groupchat\n");
    scene_put(&s, CALENDAR(VEVENT(GUESTS)));
    struct entry leads = entry_in(&s, &host), follows = entry_in(&s, &ann);
    OWN_CHARS first = token_of(&leads);
    OWN_CHARS second = token_of(&follows);
    OWN_CHARS read = read_with(first, SECRET);
    OWN_CHARS other = read_with(second, SECRET);
    CHECK(strstr(read, "\"features\":{\"recording\":\"true\",\"send-groupchat\":\"true\"}"));
    CHECK(!strstr(other, "features"));
    scene_end(&s);
}

TEST(the_token_stands_in_the_fragment_with_its_quotes)
{
    struct scene s;
    struct error err = {0};
    scene_begin(&s, SIGNED);
    scene_put(&s, CALENDAR(VEVENT(GUESTS)));
    struct entry e = entry_in(&s, &host);
    OWN_CHARS token = token_of(&e);
    OWN_CHARS url = meeting_entry(&e, &err);
    OWN_CHARS wanted =
        mem_strf("%s#jwt=%%22%s%%22&config.subject=%%22Weekly%%20sync%%22"
                 "&userInfo.displayName=%%22Olga%%22&userInfo.email=%%22olga%%40example.org%%22",
                 s.meeting->url, token);
    CHECK_STR(url, wanted);
    scene_end(&s);
}

TEST(a_name_of_a_megabyte_makes_a_short_token)
{
    struct scene s;
    scene_begin(&s, SIGNED);
    scene_put(&s, CALENDAR(VEVENT(GUESTS)));
    OWN(text) name = text_new();
    for (int i = 0; i < 500000; i++)
        text_add_str(name, "\xC3\xA4");
    struct caller c = {CALLER_GUEST, NULL, text_str(name)};
    struct entry e = entry_in(&s, &c);
    OWN_CHARS token = token_of(&e);
    CHECK(strlen(token) < 2000);
    OWN_CHARS read = read_with(token, SECRET);
    CHECK(read != NULL);
    scene_end(&s);
}

TEST(settings_that_make_no_token_are_refused)
{
    static const struct {
        const char *ini, *part;
    } rows[] = {
        {"[jitsi]\napp_secret = x\n", "app_id"},
        {"[jitsi]\nalgorithm = RS256\n", "app_id"},
        {SIGNED "features = recording, cooking\n", "\"cooking\""},
        {"[jitsi]\nprovider = jaas\n", "AppID"},
        {"[jitsi]\nprovider = jaas\napp_id = calsvc\n", "AppID"},
        {"[jitsi]\nprovider = jaas\napp_id = vpaas-magic-cookie-1\n", "key_id"},
    };
    for (size_t i = 0; i < LENGTH(rows); i++) {
        struct error err = {0};
        OWN(config) c = config_parse(span_of(rows[i].ini), "test", &err);
        CHECK_OK(c, &err);
        CHECK(!meeting_check_config(c, &err));
        CHECK_INT(err.kind, FAULT_CONFIG);
        CHECK(strstr(err.said, rows[i].part) != NULL);
    }
}

RUN_TESTS(CASE(the_published_vector_is_one_that_its_key_opens),
          CASE(claims_are_signed_as_another_library_signs_them),
          CASE(what_is_no_algorithm_of_a_secret_or_no_object_makes_no_token),
          CASE(a_token_says_what_the_server_asks_for_and_nothing_more),
          CASE(who_leads_owns_the_room_and_others_are_members),
          CASE(nobody_gets_no_token_and_neither_does_a_room_elsewhere),
          CASE(a_server_without_a_secret_has_no_tokens),
          CASE(longer_hashes_subject_audience_and_times_are_by_setting),
          CASE(a_token_ends_with_the_door_when_that_is_sooner),
          CASE(features_stand_in_tokens_of_who_leads_when_they_are_set),
          CASE(the_token_stands_in_the_fragment_with_its_quotes),
          CASE(a_name_of_a_megabyte_makes_a_short_token),
          CASE(settings_that_make_no_token_are_refused))
