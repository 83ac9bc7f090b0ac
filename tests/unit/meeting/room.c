#include "scene.h"

static struct meeting *make(const char *ini, const char *title, bool per_occurrence)
{
    struct error err = {0};
    OWN(config) c = config_parse(span_of(ini), "test", &err);
    CHECK_OK(c, &err);
    OWN(meeting) m = mem_new(sizeof *m);
    m->provider = mem_str("jitsi");
    m->code = mem_str("abcdefghijklmnopqrstuvwxyz");
    m->per_occurrence = per_occurrence;
    CHECK_OK(provider_named("jitsi")->create(c, title, m, &err), &err);
    return GIVE(m);
}

/* What stands before the 26 random characters. */
static const struct {
    const char *ini, *title, *head;
} names[] = {
    {"", "Weekly", ""},
    {"[jitsi]\nroom_prefix = team\n", "Weekly", "team-"},
    {"[jitsi]\nroom_pattern = {slug}{random}\n", "Weekly Sync: Ops & Dev", "weekly-sync-ops-dev-"},
    {"[jitsi]\nroom_pattern = {slug}{random}\n", "  -- Jour fixe!", "jour-fixe-"},
    {"[jitsi]\nroom_pattern = {slug}{random}\n", "\xd0\x94\xd0\xbe\xd0\xbc", ""},
    {"[jitsi]\nroom_pattern = {slug}{random}\n", NULL, ""},
    {"[jitsi]\nroom_pattern = {slug}{random}\n", "A title that goes on and on and on",
     "a-title-that-goes-on-and-"},
    {"[jitsi]\nroom_prefix = team\nroom_pattern = {prefix}meet-{slug}{random}\n", "X",
     "team-meet-x-"},
};

TEST(a_room_is_named_by_the_pattern_with_26_random_characters_at_its_end)
{
    for (size_t i = 0; i < LENGTH(names); i++) {
        OWN(meeting) m = make(names[i].ini, names[i].title, false);
        size_t head = strlen(names[i].head);
        CHECK_INT(strlen(m->room), head + 26);
        CHECK(strncmp(m->room, names[i].head, head) == 0);
        CHECK_INT(strspn(m->room + head, "abcdefghijklmnopqrstuvwxyz234567"), 26);
        OWN_CHARS url = mem_strf("https://meet.jit.si/%s", m->room);
        CHECK_STR(m->url, url);
    }
}

TEST(no_two_rooms_are_alike)
{
    OWN(meeting) a = make("", "Weekly", false);
    OWN(meeting) b = make("", "Weekly", false);
    CHECK(strcmp(a->room, b->room) != 0);
}

TEST(each_occurrence_has_a_room_that_only_the_root_can_tell)
{
    const char *ini = "[server]\npublic_url = https://cal.example.org\n"
                      "[jitsi]\nrooms = occurrence\nroom_prefix = team\n";
    OWN(config) c = config_parse(span_of(ini), "test", NULL);
    OWN(meeting) m = make(ini, "Weekly", true);
    const struct provider *p = provider_named("jitsi");
    OWN_CHARS first = p->url(c, m, "20260303T090000Z");
    OWN_CHARS again = p->url(c, m, "20260303T090000Z");
    OWN_CHARS second = p->url(c, m, "20260310T090000Z");
    OWN_CHARS none = p->url(c, m, "");
    CHECK_STR(first, again);
    CHECK(strcmp(first, second) != 0 && strcmp(first, none) != 0);
    CHECK_INT(strlen(first), strlen(second));
    CHECK(strncmp(first, "https://meet.jit.si/team-", 25) == 0);
    CHECK(!strstr(first, m->room + 5) && !strstr(none, m->room + 5)); /* the root stays secret */
    CHECK_STR(m->url, none);
}

TEST(providers_are_known_by_name)
{
    CHECK(provider_named("jitsi") && provider_named("none"));
    CHECK(!provider_named("skype") && !provider_named(NULL));
    CHECK_STR(provider_names(), "jitsi, jaas, zoom, google-meet, url, none");
}

#define PUBLIC "[server]\npublic_url = https://cal.example.org\n"
#define ZOOM   "[jitsi]\nprovider = zoom\n[zoom]\naccount_id = a\nclient_id = c\nclient_secret = s\n"
#define GOOGLE \
    "[jitsi]\nprovider = google-meet\n[google]\nservice_account = /k.json\nuser = o@example.org\n"
#define URL(pattern) "[jitsi]\nprovider = url\n[url]\npattern = " pattern "\n"

/* What does not fit together is refused with a sentence that says what to do. */
static const struct {
    const char *ini, *said; /* NULL: it is fine */
} configs[] = {
    {"", NULL},
    {"[jitsi]\nprovider = none\n", NULL},
    {"[jitsi]\nroom_pattern = {random}\n", NULL},
    {"[jitsi]\nroom_pattern = {prefix}{slug}\n", "has to end with {random}"},
    {"[jitsi]\nroom_pattern = {random}{slug}\n", "has to end with {random}"},
    {"[jitsi]\nroom_pattern = {random}-{random}\n", "has to end with {random}"},
    {"[jitsi]\nroom_pattern = a/{random}\n", "letters, digits"},
    {"[jitsi]\nroom_pattern = {title}{random}\n", "letters, digits"},
    {"[jitsi]\nrooms = occurrence\n", "needs public_url"},
    {"[jitsi]\nrooms = occurrence\n[server]\npublic_url = https://cal.example.org\n", NULL},
    {"[jitsi]\nprovider = zoom\n", "needs account_id, client_id and client_secret"},
    {ZOOM, "provider = zoom needs public_url"},
    {ZOOM PUBLIC, NULL},
    {"[jitsi]\nprovider = google-meet\n[google]\nservice_account = /etc/key.json\n",
     "needs service_account (the key file of a service account) and user"},
    {GOOGLE, "provider = google-meet needs public_url"},
    {GOOGLE PUBLIC, NULL},
    {"[jitsi]\nprovider = url\n", "needs pattern in section [url]"},
    {URL("https://v.example.org/{room}"), NULL},
    {URL("https://v.example.org/x?m={code}&on={date}#{slug}"), NULL},
    {URL("https://v.example.org/{slug}{date}"), "has to hold {room} or {code}"},
    {URL("https://{slug}.example.org/{room}"), "has to name the server itself"},
    {URL("https:///{room}"), "has to name the server itself"},
    {URL("https://v.example.org/{room}{uid}"), "can hold {code}, {room}, {slug} and {date} only"},
    {URL("https://v.example.org/a b/{room}"), "has to be a URL"},
    {URL("https://v.example.org/{room}{"), "has to be a URL"},
    {URL("ftp://v.example.org/{room}"), "has to begin with https://"},
};

TEST(settings_that_do_not_fit_together_are_refused)
{
    for (size_t i = 0; i < LENGTH(configs); i++) {
        struct error err = {0};
        OWN(config) c = config_parse(span_of(configs[i].ini), "test", &err);
        if (!c && configs[i].said) /* refused before */
            continue;
        CHECK_OK(c, &err);
        bool ok = meeting_check_config(c, &err);
        CHECK_INT(ok, configs[i].said == NULL);
        if (!ok && (err.kind != FAULT_CONFIG || !strstr(err.said, configs[i].said)))
            fail_msg("\"%s\" says: %s", configs[i].ini, err.said);
    }
}

RUN_TESTS(CASE(a_room_is_named_by_the_pattern_with_26_random_characters_at_its_end),
          CASE(no_two_rooms_are_alike),
          CASE(each_occurrence_has_a_room_that_only_the_root_can_tell),
          CASE(providers_are_known_by_name), CASE(settings_that_do_not_fit_together_are_refused))
