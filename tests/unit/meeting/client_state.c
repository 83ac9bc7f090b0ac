#include "scene.h"

static struct client_state read_state(const char *json)
{
    struct client_state s;
    struct error err = {0};
    CHECK_OK(client_state_read(span_of(json), &s, &err), &err);
    return s;
}

TEST(options_of_the_client_come_back_as_they_were)
{
    struct client_state s = read_state(
        "{\"room\":\"x\",\"roomSafe\":\"x\",\"tenant\":\"\",\"config.startWithAudioMuted\":true,"
        "\"config.prejoinConfig.enabled\":false,\"config.subject\":\"Q3 plan: a=b&c#d\","
        "\"config.startAudioMuted\":5,\"config.toolbarButtons\":[\"chat\",\"hangup\"]}");
    CHECK_STR(s.options, "config.startWithAudioMuted=true&config.prejoinConfig.enabled=false"
                         "&config.subject=%22Q3%20plan%3A%20a%3Db%26c%23d%22"
                         "&config.startAudioMuted=5"
                         "&config.toolbarButtons=%5B%22chat%22%2C%22hangup%22%5D");
    CHECK_INT(s.app, CLIENT_BROWSER);
    client_state_clear(&s);
}

TEST(what_is_no_option_of_the_client_is_left_out)
{
    static const char *const rows[] = {
        "{}",
        "{\"jwt\":\"x\"}",
        "{\"iceServers.replace\":[]}",
        "{\"interfaceConfig.x\":true}",
        "{\"userInfo.displayName\":\"Mallory\"}",
        "{\"config.__proto__.x\":true}",
        "{\"config.constructor\":true}",
        "{\"config.a&jwt\":true}",
        "{\"config.a=b\":true}",
        "{\"config.a#b\":true}",
        "{\"config.a\":null}",
        "{\"config.a\":{\"b\":1}}",
        "{\"config.a\":[[1]]}",
        "{\"CONFIG.a\":1}",
        "{\"config.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\":1}",
    };
    for (size_t i = 0; i < LENGTH(rows); i++) {
        struct client_state s = read_state(rows[i]);
        CHECK(!s.options);
        client_state_clear(&s);
    }
}

TEST(the_kind_of_program_is_told)
{
    static const struct {
        const char *json;
        enum client_app app;
    } rows[] = {{"{\"electron\":true}", CLIENT_DESKTOP},
                {"{\"ios\":true}", CLIENT_IOS},
                {"{\"android\":true}", CLIENT_ANDROID},
                {"{\"ios\":\"true\"}", CLIENT_BROWSER}};
    for (size_t i = 0; i < LENGTH(rows); i++) {
        struct client_state s = read_state(rows[i].json);
        CHECK_INT(s.app, rows[i].app);
        client_state_clear(&s);
    }
}

TEST(what_is_no_state_is_refused)
{
    static const char *const rows[] = {
        "", "[]", "\"config.a\"", "{", "{}x", "{\"a\":1,\"a\":2}", "{\"a\":\"\xFF\"}"};
    struct client_state s;
    for (size_t i = 0; i < LENGTH(rows); i++) {
        struct error err = {0};
        CHECK(!client_state_read(span_of(rows[i]), &s, &err));
        CHECK_INT(err.kind, FAULT_INVALID);
        CHECK(!s.options);
    }
    OWN(text) many = text_new();
    for (int i = 0; i < 65; i++)
        text_addf(many, "%c\"config.a%d\":1", i ? ',' : '{', i);
    text_add_char(many, '}');
    CHECK(!client_state_read(text_span(many), &s, NULL));
    text_cut(many, 0);
    text_add_str(many, "{\"a\":\"");
    for (int i = 0; i < 4096; i++)
        text_add_char(many, 'a');
    text_add_str(many, "\"}");
    struct error err = {0};
    CHECK(!client_state_read(text_span(many), &s, &err));
    CHECK_INT(err.kind, FAULT_TOO_LARGE);
}

TEST(deep_nesting_is_refused_or_left_out)
{
    struct client_state s;
    OWN(text) deep = text_new();
    text_add_str(deep, "{\"config.a\":");
    for (int i = 0; i < 1500; i++)
        text_add_char(deep, '[');
    for (int i = 0; i < 1500; i++)
        text_add_char(deep, ']');
    text_add_char(deep, '}');
    if (client_state_read(text_span(deep), &s, NULL))
        CHECK(!s.options);
    client_state_clear(&s);
}

RUN_TESTS(CASE(options_of_the_client_come_back_as_they_were),
          CASE(what_is_no_option_of_the_client_is_left_out), CASE(the_kind_of_program_is_told),
          CASE(what_is_no_state_is_refused), CASE(deep_nesting_is_refused_or_left_out))
