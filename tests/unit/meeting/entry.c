#include "scene.h"

static char *entered(const struct scene *s, const char *title, const struct caller *c)
{
    struct error err = {0};
    struct entry e = {.config = s->config,
                      .meeting = s->meeting,
                      .key = "",
                      .title = title,
                      .caller = c,
                      .at = s->at,
                      .closes = s->at + 3600};
    char *url = meeting_entry(&e, &err);
    CHECK_OK(url, &err);
    return url;
}

/* What follows the room's URL. */
static const char *fragment(const struct scene *s, const char *url)
{
    size_t len = strlen(s->meeting->url);
    CHECK(strncmp(url, s->meeting->url, len) == 0);
    return url + len;
}

TEST(who_is_unknown_goes_to_the_room_itself)
{
    struct scene s;
    scene_begin(&s, "");
    scene_put(&s, CALENDAR(VEVENT(GUESTS)));
    OWN_CHARS url = entered(&s, NULL, NULL);
    CHECK_STR(url, s.meeting->url);
    scene_end(&s);
}

TEST(title_and_name_are_json_and_percent_encoded_in_the_fragment)
{
    struct scene s;
    scene_begin(&s, "");
    scene_put(&s, CALENDAR(VEVENT(GUESTS)));
    struct caller ann = {CALLER_PARTICIPANT, "ann@example.com", "Ann \"A\" Example & Co"};
    OWN_CHARS url = entered(&s, "Q3 plan: review", &ann);
    CHECK_STR(fragment(&s, url),
              "#config.subject=%22Q3%20plan%3A%20review%22"
              "&userInfo.displayName=%22Ann%20%5C%22A%5C%22%20Example%20%26%20Co%22"
              "&userInfo.email=%22ann%40example.com%22");
    scene_end(&s);
}

TEST(a_guest_brings_the_name_that_he_gave)
{
    struct scene s;
    scene_begin(&s, "");
    scene_put(&s, CALENDAR(VEVENT(GUESTS)));
    struct caller guest = {CALLER_GUEST, NULL, "a=b#c\n"};
    OWN_CHARS url = entered(&s, "", &guest);
    CHECK_STR(fragment(&s, url), "#userInfo.displayName=%22a%3Db%23c%5Cn%22");
    scene_end(&s);
}

TEST(a_client_gets_its_own_options_and_its_own_scheme_back)
{
    struct scene s;
    struct error err = {0};
    scene_begin(&s, "");
    scene_put(&s, CALENDAR(VEVENT(GUESTS)));
    char options[] = "config.startWithAudioMuted=true";
    struct client_state client = {CLIENT_BROWSER, options};
    struct entry e = {.config = s.config, .meeting = s.meeting, .key = "", .client = &client};
    OWN_CHARS browser = meeting_entry(&e, &err);
    CHECK_STR(fragment(&s, browser), "#config.startWithAudioMuted=true");
    client.app = CLIENT_DESKTOP;
    e.title = "x";
    OWN_CHARS desktop = meeting_entry(&e, &err);
    OWN_CHARS wanted =
        mem_strf("jitsi-meet%s#config.subject=%%22x%%22&config.startWithAudioMuted=true",
                 s.meeting->url + strlen("https"));
    CHECK_STR(desktop, wanted);
    client.app = CLIENT_IOS;
    OWN_CHARS phone = meeting_entry(&e, &err);
    CHECK(strncmp(phone, "org.jitsi.meet://meet.jit.si/", 29) == 0);
    client.app = CLIENT_ANDROID;
    OWN_CHARS android = meeting_entry(&e, &err);
    OWN_CHARS intent = mem_strf("intent%s#config.subject=%%22x%%22&config.startWithAudioMuted=true"
                                "#Intent;scheme=org.jitsi.meet;package=org.jitsi.meet;end",
                                s.meeting->url + strlen("https"));
    CHECK_STR(android, intent);
    scene_end(&s);
}

TEST(a_room_that_is_not_there_yet_cannot_be_entered)
{
    struct scene s;
    struct error err = {0};
    scene_begin(&s, "");
    char code[] = "c";
    struct meeting none = {.code = code};
    struct entry e = {.config = s.config, .meeting = &none, .key = ""};
    CHECK(!meeting_entry(&e, &err));
    CHECK_INT(err.kind, FAULT_UNAVAILABLE);
    scene_end(&s);
}

RUN_TESTS(CASE(who_is_unknown_goes_to_the_room_itself),
          CASE(title_and_name_are_json_and_percent_encoded_in_the_fragment),
          CASE(a_guest_brings_the_name_that_he_gave),
          CASE(a_client_gets_its_own_options_and_its_own_scheme_back),
          CASE(a_room_that_is_not_there_yet_cannot_be_entered))
