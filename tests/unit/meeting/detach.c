#include "scene.h"

#define MEET        "[jitsi]\ndomain = https://meet.example.org\n"
#define MEET_MOVED  "[jitsi]\ndomain = https://video.example.net\n"
#define MEET_PUBLIC MEET "[server]\npublic_url = https://cal.example.org\n"

/* Events as they are before a room is attached: detaching gives exactly these back. */
static const char *const befores[] = {
    CALENDAR(VEVENT(GUESTS)),
    CALENDAR(VEVENT(GUESTS L("LOCATION:"))),
    CALENDAR(VEVENT(GUESTS L("LOCATION;LANGUAGE=de:") L("URL:"))),
    CALENDAR(VEVENT(GUESTS L("DESCRIPTION:"))),
    CALENDAR(VEVENT(GUESTS L("DESCRIPTION:Cake\\, coffee\\; and more"))),
    CALENDAR(VEVENT(GUESTS L("DESCRIPTION:Cake\\n"))),
    CALENDAR(VEVENT(GUESTS L("DESCRIPTION:Cake\\nwith \\Nupper N\\n\\n"))),
    CALENDAR(VEVENT(GUESTS L("LOCATION:Room 4") L("URL:https://wiki.example.org/x"))),
    CALENDAR(VEVENT(L("LOCATION:Room 4\\, first floor") GUESTS L(
        "CONFERENCE;VALUE=URI;FEATURE=PHONE:tel:+49-30-123456") L("X-OWN;PARAM=1:kept"))),
    CALENDAR(VEVENT(GUESTS WEEKLY) OVERRIDE(GUESTS L("LOCATION:"))),
    CALENDAR(VEVENT(GUESTS L("BEGIN:VALARM") L("ACTION:DISPLAY") L("DESCRIPTION:Soon")
                        L("TRIGGER:-PT10M") L("END:VALARM"))),
};

TEST(detaching_gives_back_what_was_there_before)
{
    static const char *const settings[] = {MEET, MEET_PUBLIC};
    for (size_t c = 0; c < LENGTH(settings); c++)
        for (size_t i = 0; i < LENGTH(befores); i++) {
            struct scene s;
            scene_begin(&s, settings[c]);
            scene_put(&s, befores[i]);
            CHECK(s.meeting && strcmp(s.text, befores[i]) != 0);
            s.wish = MEETING_DETACH;
            OWN_CHARS with = mem_str(s.text);
            scene_put(&s, with);
            CHECK_STR(s.text, befores[i]);
            CHECK_INT(s.meeting->state, MEETING_DETACHED);
            scene_end(&s);
        }
}

TEST(detaching_leaves_no_trace_wherever_the_link_was_put)
{
    struct scene s;
    scene_begin(&s, MEET_PUBLIC);
    scene_put(&s, CALENDAR(VEVENT(GUESTS)));
    s.wish = MEETING_DETACH;
    OWN_CHARS spread = mem_strf(
        CALENDAR(VEVENT(GUESTS L("LOCATION:Room 4\\; %s") L("DESCRIPTION:see %s.") L(
            "X-ALT-DESC;FMTTYPE=text/html:<a href=\"%s\">join</a>") L("CONFERENCE;VALUE=URI:%s"))),
        s.meeting->link, s.meeting->link, s.meeting->link, s.meeting->url);
    scene_put(&s, spread);
    CHECK_STR(s.text, CALENDAR(VEVENT(GUESTS L("LOCATION:Room 4") L("DESCRIPTION:see ."))));
    scene_end(&s);
}

TEST(detaching_what_has_no_link_does_nothing)
{
    struct scene s;
    scene_begin(&s, MEET);
    s.wish = MEETING_DETACH;
    scene_put(&s, CALENDAR(VEVENT(GUESTS L("LOCATION:https://zoom.us/j/1"))));
    CHECK(!s.meeting);
    CHECK_STR(s.text, CALENDAR(VEVENT(GUESTS L("LOCATION:https://zoom.us/j/1"))));
    scene_end(&s);
}

TEST(detaching_what_has_lost_its_row_takes_the_link_out_and_remembers)
{
    struct scene s;
    scene_begin(&s, MEET);
    scene_put(&s, CALENDAR(VEVENT(GUESTS)));
    OWN_CHARS with = mem_str(s.text);
    meeting_drop_all(&s);
    s.wish = MEETING_DETACH;
    scene_put(&s, with);
    CHECK_STR(s.text, CALENDAR(VEVENT(GUESTS)));
    CHECK_INT(s.meeting->state, MEETING_DETACHED);
    scene_end(&s);
}

TEST(relinking_writes_the_new_link_everywhere_and_keeps_the_room)
{
    struct scene s;
    scene_begin(&s, MEET);
    scene_put(&s, CALENDAR(VEVENT(GUESTS WEEKLY L("DESCRIPTION:Cake"))
                               OVERRIDE(GUESTS L("LOCATION:Room 4"))));
    OWN_CHARS room = mem_str(s.meeting->room);
    OWN_CHARS with = mem_str(s.text);
    config_free(s.config);
    s.config = config_parse(SPAN(MEET_MOVED), "test", NULL);
    scene_put(&s, with); /* a change of configuration alone changes nothing */
    CHECK_STR(s.text, with);
    s.wish = MEETING_RELINK;
    scene_put(&s, with);
    OWN_CHARS wanted = mem_strf("https://video.example.net/%s", room);
    CHECK_STR(s.meeting->link, wanted);
    OWN_CHARS flat = unfolded(s.text);
    CHECK_INT(occurrences_of(flat, "meet.example.org"), 0);
    CHECK_INT(occurrences_of(flat, wanted), 7);
    CHECK_INT(occurrences_of(flat, "CONFERENCE"), 2);
    scene_end(&s);
}

TEST(relinking_after_public_url_was_set_writes_the_stable_link)
{
    struct scene s;
    scene_begin(&s, MEET);
    scene_put(&s, CALENDAR(VEVENT(GUESTS)));
    OWN_CHARS with = mem_str(s.text);
    config_free(s.config);
    s.config = config_parse(SPAN(MEET_PUBLIC), "test", NULL);
    s.wish = MEETING_RELINK;
    scene_put(&s, with);
    OWN_CHARS wanted = mem_strf("https://cal.example.org/j/%s", s.meeting->code);
    CHECK_STR(s.meeting->link, wanted);
    CHECK(!strstr(s.text, "meet.example.org"));
    scene_end(&s);
}

TEST(what_is_detached_is_not_relinked)
{
    struct scene s;
    scene_begin(&s, MEET);
    scene_put(&s, CALENDAR(VEVENT(GUESTS)));
    s.wish = MEETING_DETACH;
    OWN_CHARS with = mem_str(s.text);
    scene_put(&s, with);
    s.wish = MEETING_RELINK;
    scene_put(&s, CALENDAR(VEVENT(GUESTS)));
    CHECK_STR(s.text, CALENDAR(VEVENT(GUESTS)));
    CHECK_INT(s.meeting->state, MEETING_DETACHED);
    scene_end(&s);
}

RUN_TESTS(CASE(detaching_gives_back_what_was_there_before),
          CASE(detaching_leaves_no_trace_wherever_the_link_was_put),
          CASE(detaching_what_has_no_link_does_nothing),
          CASE(detaching_what_has_lost_its_row_takes_the_link_out_and_remembers),
          CASE(relinking_writes_the_new_link_everywhere_and_keeps_the_room),
          CASE(relinking_after_public_url_was_set_writes_the_stable_link),
          CASE(what_is_detached_is_not_relinked))
