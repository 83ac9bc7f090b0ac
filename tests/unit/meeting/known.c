#include "scene.h"

/* Links that an event may come with; and what looks like one and is none. */
static const struct {
    const char *url;
    bool is_known;
} links[] = {
    {"https://zoom.us/j/123456789?pwd=abc", true},
    {"https://us02web.zoom.us/j/123", true},
    {"https://teams.microsoft.com/l/meetup-join/19%3ameeting_x", true},
    {"https://teams.live.com/meet/123", true},
    {"https://meet.google.com/abc-defg-hij", true},
    {"https://acme.webex.com/meet/ann", true},
    {"https://whereby.com/acme", true},
    {"https://global.gotomeeting.com/join/1", true},
    {"https://bluejeans.com/123/456", true},
    {"https://8x8.vc/vpaas-magic-cookie/room", true},
    {"https://meet.jit.si/OurWeekly", true},
    {"https://jitsi.example.edu/lecture", true},
    {"https://meet.example.edu/lecture", true},
    {"https://cloud.example.net/call/x8d7f3", true},
    {"https://cloud.example.net/index.php/call/x8d7f3", true},
    {"https://bbb.example.edu/b/ann-abc-def", true},
    {"https://conf.example.edu/bigbluebutton/api/join?x", true},
    {"https://join.skype.com/abc", true},
    {"https://chime.aws/123", true},
    {"https://v.ringcentral.com/join/1", true},
    {"https://facetime.apple.com/join#v=1", true},
    {"https://discord.gg/abc", true},
    {"ftp://zoom.us/j/1", false},
    {"://zoom.us/j/1", false},
    {"ttps://zoom.us/j/1", false},
    {"https:/", false},
    {"https:", false},
    {"https://video.example.org/HandMade", true}, /* a room of our own server, made by hand */
    {"https://zoom.us/", false},
    {"https://notzoom.us/j/1", false},
    {"https://zoom.us.evil.example/j/1", false},
    {"https://discord.com/blog", false},
    {"https://meet.example.edu/about/us", false},
    {"https://meet.example.edu/index.html", false},
    {"https://www.example.org/room", false},
    {"https://maps.example.org/?q=zoom.us/j/1", false},
};

static char *foreign(struct scene *s, const char *text)
{
    OWN(event) e = scene_read(s, text);
    return meeting_foreign_link(s->config, NULL, e);
}

TEST(links_of_video_services_are_known_wherever_they_stand)
{
    static const char *const places[] = {
        CALENDAR(VEVENT(L("LOCATION:%s"))),
        CALENDAR(VEVENT(L("URL:%s"))),
        CALENDAR(VEVENT(L("DESCRIPTION:Join: <%s> now"))),
        CALENDAR(VEVENT(L("DESCRIPTION:Join %s."))),
        CALENDAR(VEVENT(L("X-GOOGLE-CONFERENCE:%s"))),
    };
    struct scene s;
    scene_begin(&s, "[jitsi]\ndomain = https://video.example.org\n");
    for (size_t i = 0; i < LENGTH(links); i++)
        for (size_t p = 0; p < LENGTH(places); p++) {
            OWN_CHARS text = edited(places[p], "%s", links[i].url);
            OWN_CHARS found = foreign(&s, text);
            if ((found != NULL) != links[i].is_known)
                fail_msg("%s: found %s", links[i].url, found ? found : "nothing");
            if (found)
                CHECK_STR(found, links[i].url);
        }
    scene_end(&s);
}

TEST(a_link_is_found_behind_other_colons)
{
    struct scene s;
    scene_begin(&s, "");
    OWN_CHARS loud =
        foreign(&s, CALENDAR(VEVENT(L("DESCRIPTION:at 10:30: sip:1 :// HTTPS://zoom.us/j/1"))));
    CHECK_STR(loud, "HTTPS://zoom.us/j/1");
    OWN_CHARS inner = foreign(&s, CALENDAR(VEVENT(L("LOCATION:webcal://http://zoom.us/j/1"))));
    CHECK_STR(inner, "http://zoom.us/j/1");
    scene_end(&s);
}

TEST(any_web_address_in_conference_is_a_link_and_a_telephone_is_none)
{
    struct scene s;
    scene_begin(&s, "");
    OWN_CHARS web =
        foreign(&s, CALENDAR(VEVENT(L("CONFERENCE;VALUE=URI:https://x.example.org/a/b"))));
    CHECK_STR(web, "https://x.example.org/a/b");
    OWN_CHARS phone = foreign(&s, CALENDAR(VEVENT(L("CONFERENCE;VALUE=URI:tel:+4930123"))));
    CHECK(!phone);
    scene_end(&s);
}

TEST(an_event_with_a_link_of_its_own_keeps_it_as_it_is)
{
    struct scene s;
    scene_begin(&s, "");
    for (size_t i = 0; i < LENGTH(links); i++) {
        if (!links[i].is_known || strstr(links[i].url, "video.example.org"))
            continue;
        OWN_CHARS text = edited(CALENDAR(VEVENT(GUESTS L("LOCATION:%s"))), "%s", links[i].url);
        scene_put(&s, text);
        CHECK(!s.meeting);
        CHECK_STR(s.text, text);
        CHECK_STR(s.rule, "foreign-link: the event has a video link of its own");
    }
    scene_end(&s);
}

TEST(one_occurrence_with_a_link_of_its_own_keeps_it)
{
    struct scene s;
    scene_begin(&s, "");
    scene_put(&s,
              CALENDAR(VEVENT(GUESTS WEEKLY) OVERRIDE(GUESTS L("LOCATION:https://zoom.us/j/1"))));
    OWN(event) e = scene_read(&s, s.text);
    CHECK_INT(e->master->nconferences, 1);
    CHECK_INT(e->overrides[0].nconferences, 0);
    CHECK(!e->overrides[0].description);
    scene_end(&s);
}

TEST(another_link_put_in_place_of_ours_stays_alone)
{
    struct scene s;
    scene_begin(&s, "");
    scene_put(&s, CALENDAR(VEVENT(GUESTS)));
    scene_put(&s, CALENDAR(VEVENT(GUESTS L("LOCATION:https://zoom.us/j/1"))));
    CHECK_STR(s.text, CALENDAR(VEVENT(GUESTS L("LOCATION:https://zoom.us/j/1"))));
    scene_put(&s, CALENDAR(VEVENT(GUESTS))); /* and when it goes, ours is there again */
    CHECK(strstr(s.text, "LOCATION:https://meet.jit.si/"));
    scene_end(&s);
}

RUN_TESTS(CASE(links_of_video_services_are_known_wherever_they_stand),
          CASE(a_link_is_found_behind_other_colons),
          CASE(any_web_address_in_conference_is_a_link_and_a_telephone_is_none),
          CASE(an_event_with_a_link_of_its_own_keeps_it_as_it_is),
          CASE(one_occurrence_with_a_link_of_its_own_keeps_it),
          CASE(another_link_put_in_place_of_ours_stays_alone))
