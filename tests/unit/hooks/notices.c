/* What servers tell, read from their bodies. */
#include "../../../src/hooks/internal.h"
#include "test.h"

#define NOW INT64_C(1790000100)

/* "joined weekly-abc 1790000012 of - who=a@x/1 token=u1 ..." */
static char *shown(const struct notice *n)
{
    static const char *const kinds[] = {"none", "started",  "ended", "joined",
                                        "left", "recorded", "asks"};
    OWN(text) t = text_new();
    text_addf(t, "%s %s %lld", kinds[n->kind], n->room ? n->room : "-", (long long)n->at);
    if (n->of != INSTANT_FIRST)
        text_addf(t, " of %lld", (long long)n->of);
    const struct {
        const char *name, *value;
    } rest[] = {{"who", n->who.who},
                {"token", n->who.token},
                {"address", n->who.address},
                {"name", n->who.name},
                {"role", n->who.role},
                {"how", n->who.how},
                {"url", n->recording.url},
                {"id", n->id},
                {"source", n->source},
                {"format", n->recording.format},
                {"code", n->code}};
    for (size_t i = 0; i < LENGTH(rest); i++)
        if (rest[i].value)
            text_addf(t, " %s=%s", rest[i].name, rest[i].value);
    if (n->recording.url)
        text_addf(t, " %lld bytes %lld s", (long long)n->recording.bytes,
                  (long long)n->recording.seconds);
    return text_take(t);
}

static void check(bool read, struct notice *n, const struct error *err, const char *wanted)
{
    OWN_CHARS got = read ? shown(n) : mem_str(err->said);
    if (strncmp(got, wanted, read ? strlen(got) + 1 : strlen(wanted)) != 0)
        fail_msg("%s\ninstead of\n%s", got, wanted);
    notice_clear(n);
}

#define ROOM "\"room_name\":\"Weekly-abc\",\"room_jid\":\"weekly-abc@muc.meet.example\""

TEST(event_sync_tells_of_rooms_and_people)
{
    static const struct {
        const char *path, *body, *wanted;
    } cases[] = {
        {"room/created", "{" ROOM ",\"created_at\":1790000000}",
         "started weekly-abc 1790000000 source=jitsi"},
        {"room/destroyed",
         "{" ROOM ",\"created_at\":1790000000,\"destroyed_at\":1790000050,\"all_occupants\":[]}",
         "ended weekly-abc 1790000050 of 1790000000 source=jitsi"},
        {"occupant/joined",
         "{" ROOM ",\"occupant\":{\"occupant_jid\":\"a@meet.example/1\",\"joined_at\":1790000012,"
         "\"id\":\"u1\",\"name\":\"Ann\",\"email\":\"ann@example.org\",\"moderator\":\"true\"}}",
         "joined weekly-abc 1790000012 who=a@meet.example/1 token=u1 address=ann@example.org "
         "name=Ann role=moderator how=jitsi source=jitsi"},
        {"occupant/left",
         "{" ROOM ",\"occupant\":{\"occupant_jid\":\"a@meet.example/1\",\"joined_at\":1790000012,"
         "\"left_at\":1790000020}}",
         "left weekly-abc 1790000020 of 1790000012 who=a@meet.example/1 how=jitsi source=jitsi"},
        {"occupant/joined",
         "{\"room_jid\":\"[team]weekly-abc@muc.meet.example\",\"occupant\":{\"occupant_jid\":\"b\"}}",
         "joined weekly-abc 1790000100 who=b how=jitsi source=jitsi"},
        {"room/created", "{" ROOM ",\"is_breakout\":true}", "none weekly-abc 1790000100"},
        {"occupant/joined", "{" ROOM ",\"occupant\":{\"occupant_jid\":\"r@recorder.x/1\"}}",
         "none"},
        {"occupant/joined", "{" ROOM ",\"occupant\":{\"occupant_jid\":\"r@hidden.x/1\"}}", "none"},
        {"occupant/joined", "{" ROOM ",\"occupant\":{\"occupant_jid\":\"r@Rec.example/1\"}}",
         "none"},
        {"something/else", "{" ROOM "}", "none weekly-abc 1790000100 source=jitsi"},
        {"occupant/joined", "{" ROOM "}", "It is not said who"},
        {"room/created", "{}", "It is not said which room"},
        {"room/created", "{" ROOM ",\"created_at\":1890000000}", "The time that this happened"},
        {"room/created", "{" ROOM ",\"created_at\":1}", "The time that this happened"},
        {"room/created", "[]", "The body is no JSON object"},
        {"room/created", "{\"a\":1,\"a\":2}", "The body is no JSON object"},
        {"room/created", "{\"a\":[[[[[[[[[[[[1]]]]]]]]]]]]}", "The body is larger"},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        struct notice n;
        struct error err = {0};
        bool read = esync_read(span_of(cases[i].body), cases[i].path, "rec.example", NOW, &n, &err);
        OWN_CHARS got = read ? shown(&n) : mem_str(err.said);
        if (strncmp(got, cases[i].wanted, strlen(cases[i].wanted)) != 0)
            fail_msg("%s\ninstead of\n%s", got, cases[i].wanted);
        notice_clear(&n);
    }
}

#define JAAS(type, data)                                                                 \
    "{\"idempotencyKey\":\"k1\",\"eventType\":\"" type "\",\"timestamp\":1790000013000," \
    "\"fqn\":\"vpaas-magic-cookie-1/Weekly-abc\",\"data\":{" data "}}"

TEST(jaas_tells_by_milliseconds_and_keys)
{
    static const struct {
        const char *body, *wanted;
    } cases[] = {
        {JAAS("ROOM_CREATED", "\"isBreakout\":false"),
         "started weekly-abc 1790000013 id=k1 source=jaas"},
        {JAAS("ROOM_DESTROYED", ""), "ended weekly-abc 1790000013 id=k1 source=jaas"},
        {JAAS("PARTICIPANT_JOINED",
              "\"moderator\":\"true\",\"name\":\"Ann\",\"email\":\"a@x.org\",\"id\":\"u1\","
              "\"participantId\":\"p1\""),
         "joined weekly-abc 1790000013 who=p1 token=u1 address=a@x.org name=Ann role=moderator "
         "how=jaas id=k1 source=jaas"},
        {JAAS("PARTICIPANT_LEFT", "\"moderator\":false,\"participantJid\":\"j1\""),
         "left weekly-abc 1790000013 who=j1 how=jaas id=k1 source=jaas"},
        {JAAS("RECORDING_UPLOADED", "\"preAuthenticatedLink\":\"https://s3/x\",\"durationSec\":61,"
                                    "\"startTimestamp\":1790000001000"),
         "recorded weekly-abc 1790000001 url=https://s3/x id=k1 source=jaas -1 bytes 61 s"},
        {JAAS("RECORDING_UPLOADED", ""), "A recording needs a URL"},
        {JAAS("ROOM_CREATED", "\"isBreakout\":true"),
         "none weekly-abc 1790000013 id=k1 source=jaas"},
        {"{\"fqn\":\"vpaas-magic-cookie-1/Weekly-abc\"}", "asks weekly-abc 1790000100 source=jaas"},
        {JAAS("SETTINGS_PROVISIONING", ""), "asks weekly-abc 1790000013 id=k1 source=jaas"},
        {"{}", "It is not said which room"},
        {JAAS("USAGE", ""), "none weekly-abc 1790000013 id=k1 source=jaas"},
        {"{\"eventType\":\"USAGE\",\"data\":[1,2]}", "none - 1790000100 source=jaas"},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        struct notice n;
        struct error err = {0};
        bool read = jaas_read(span_of(cases[i].body), NOW, &n, &err);
        check(read, &n, &err, cases[i].wanted);
    }
}

TEST(any_other_server_tells_in_the_form_of_the_manual)
{
    static const struct {
        const char *body, *wanted;
    } cases[] = {
        {"{\"event\":\"meeting.started\",\"id\":\"e1\",\"room\":\"weekly-abc\","
         "\"at\":\"2026-09-21T14:13:20Z\"}",
         "started weekly-abc 1790000000 id=e1 source=hook zoom"},
        {"{\"event\":\"meeting.ended\",\"code\":\"abc\",\"at\":1790000050,\"of\":1790000000}",
         "ended - 1790000050 of 1790000000 source=hook zoom code=abc"},
        {"{\"event\":\"participant.joined\",\"room\":\"weekly-abc\",\"participant\":{\"id\":\"p\","
         "\"name\":\"Ann\",\"email\":\"a@x.org\",\"role\":\"moderator\"}}",
         "joined weekly-abc 1790000100 who=p token=p address=a@x.org name=Ann role=moderator "
         "how=zoom source=hook zoom"},
        {"{\"event\":\"participant.left\",\"room\":\"weekly-abc\",\"participant\":{\"name\":\"Eve\"}}",
         "left weekly-abc 1790000100 who=Eve name=Eve how=zoom source=hook zoom"},
        {"{\"event\":\"recording.completed\",\"room\":\"weekly-abc\",\"recording\":{"
         "\"url\":\"https://x/1\",\"bytes\":5,\"seconds\":\"7\",\"format\":\"mp4\"}}",
         "recorded weekly-abc 1790000100 url=https://x/1 source=hook zoom format=mp4 5 bytes 7 s"},
        {"{\"event\":\"recording.started\",\"room\":\"weekly-abc\"}",
         "none weekly-abc 1790000100 source=hook zoom"},
        {"{\"event\":\"meeting.paused\",\"room\":\"weekly-abc\"}", "\"event\" is one of"},
        {"{\"event\":\"participant.left\",\"room\":\"weekly-abc\"}", "It is not said who"},
        {"{\"event\":\"recording.completed\",\"room\":\"r\",\"recording\":{\"url\":\"javascript:1\"}}",
         "A recording needs a URL"},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        struct notice n;
        struct error err = {0};
        bool read = meeting_notice_read(span_of(cases[i].body), "zoom", NOW, &n, &err);
        check(read, &n, &err, cases[i].wanted);
    }
}

TEST(a_provider_is_a_name)
{
    static const char *const no[] = {"two words", "\033[2J", "a\"b",
                                     "a-name-of-more-than-thirty-two-bytes"};
    for (size_t i = 0; i < LENGTH(no); i++) {
        struct notice n;
        struct error err = {0};
        CHECK(!meeting_notice_read(SPAN("{\"event\":\"meeting.started\",\"room\":\"r\"}"), no[i],
                                   NOW, &n, &err));
        CHECK_INT(err.kind, FAULT_INVALID);
    }
}

TEST(long_words_are_cut_between_their_characters)
{
    OWN(text) t = text_new();
    struct notice n;
    struct error err = {0};
    text_add_str(t, "{" ROOM ",\"occupant\":{\"occupant_jid\":\"b\",\"name\":\"a");
    for (int i = 0; i < 300; i++)
        text_add_str(t, "\303\244");
    text_add_str(t, "\"}}");
    CHECK_OK(esync_read(text_span(t), "occupant/joined", NULL, NOW, &n, &err), &err);
    CHECK_INT(strlen(n.who.name), WORD_BYTES - 1);
    CHECK(span_is_utf8(span_of(n.who.name)));
    notice_clear(&n);
}

TEST(the_room_of_a_recording_is_the_last_part_of_its_address)
{
    struct error err = {0};
    OWN_CHARS room = hooks_room_recorded(
        SPAN("{\"meeting_url\":\"https://meet.example/Team/Weekly-abc#config.x=1\","
             "\"participants\":[]}"),
        &err);
    CHECK_OK(room, &err);
    CHECK_STR(room, "weekly-abc");
    CHECK(!hooks_room_recorded(SPAN("{}"), &err));
    CHECK_INT(err.kind, FAULT_INVALID);
}

RUN_TESTS(CASE(event_sync_tells_of_rooms_and_people), CASE(jaas_tells_by_milliseconds_and_keys),
          CASE(any_other_server_tells_in_the_form_of_the_manual), CASE(a_provider_is_a_name),
          CASE(long_words_are_cut_between_their_characters),
          CASE(the_room_of_a_recording_is_the_last_part_of_its_address))
