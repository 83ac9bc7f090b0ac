#include "scene.h"

#include "convoke/itip.h"

#define MEET        "[jitsi]\ndomain = https://meet.example.org\nroom_prefix = team\n"
#define MEET_PUBLIC MEET "[server]\npublic_url = https://cal.example.org\n"

TEST(an_event_with_somebody_to_meet_gets_its_room_in_all_four_places)
{
    struct scene s;
    scene_begin(&s, MEET);
    scene_put(&s, CALENDAR(VEVENT(GUESTS)));
    const struct meeting *m = s.meeting;
    CHECK_INT(m->state, MEETING_OPEN);
    CHECK_INT(m->account, 7);
    CHECK_STR(m->uid, "meet@example.org");
    CHECK_STR(m->provider, "jitsi");
    CHECK(strncmp(m->room, "team-", 5) == 0 && strlen(m->room) == 31 && strlen(m->code) == 26);
    OWN(event) e = scene_read(&s, s.text);
    OWN_CHARS url = mem_strf("https://meet.example.org/%s", m->room);
    CHECK_STR(m->link, url);
    CHECK_STR(e->master->location, url);
    CHECK_STR(e->master->url, url);
    CHECK_INT(e->master->nconferences, 1);
    CHECK_STR(e->master->conferences[0].uri, url);
    CHECK_STR(e->master->conferences[0].feature, "AUDIO,VIDEO");
    CHECK_STR(e->master->conferences[0].label, "Join the video meeting");
    CHECK(strstr(e->master->description, url));
    OWN_CHARS flat = unfolded(s.text);
    CHECK(
        strstr(flat, "CONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO;LABEL=\"Join the video meeting\":"));
    scene_end(&s);
}

TEST(with_a_public_url_the_link_is_the_stable_one)
{
    struct scene s;
    scene_begin(&s, MEET_PUBLIC);
    scene_put(&s, CALENDAR(VEVENT(GUESTS)));
    OWN_CHARS link = mem_strf("https://cal.example.org/j/%s", s.meeting->code);
    CHECK_STR(s.meeting->link, link);
    CHECK(!strstr(s.text, "meet.example.org/"));
    scene_end(&s);
}

TEST(a_move_a_title_and_another_attendee_keep_the_room)
{
    struct scene s;
    scene_begin(&s, MEET);
    scene_put(&s, CALENDAR(VEVENT(GUESTS)));
    OWN_CHARS room = mem_str(s.meeting->room);
    OWN_CHARS moved = edited(s.text, "20260303T090000Z", "20260304T090000Z");
    OWN_CHARS longer = edited(moved, "20260303T100000Z", "20260304T100000Z");
    OWN_CHARS renamed = edited(longer, "Weekly sync", "Other");
    OWN_CHARS more = edited(renamed, ANN, ANN L("ATTENDEE:mailto:bob@example.com"));
    scene_put(&s, more);
    CHECK_STR(s.meeting->room, room);
    CHECK_STR(s.text, more); /* not a byte more is touched */
    CHECK_STR(s.rule, "room: keeps its room");
    OWN_CHARS alone = edited(more, ANN L("ATTENDEE:mailto:bob@example.com"), "");
    scene_put(&s, alone);
    CHECK_STR(s.meeting->room, room);
    scene_end(&s);
}

TEST(what_the_user_wrote_stays)
{
    struct scene s;
    scene_begin(&s, MEET);
    scene_put(&s, CALENDAR(VEVENT(GUESTS L("LOCATION;LANGUAGE=en:Room 4")
                                      L("URL:https://wiki.example.org/notes")
                                          L("DESCRIPTION;LANGUAGE=en:Bring cake\\, please"))));
    OWN(event) e = scene_read(&s, s.text);
    CHECK_STR(e->master->location, "Room 4");
    CHECK_STR(e->master->url, "https://wiki.example.org/notes");
    CHECK(strncmp(e->master->description, "---- ", 5) == 0); /* the link stands at the top */
    CHECK(strstr(e->master->description, "----\n\nBring cake, please"));
    OWN_CHARS plain = meeting_plain_description(e->master->description);
    CHECK_STR(plain, "Bring cake, please");
    CHECK(strstr(s.text, "\r\nDESCRIPTION;LANGUAGE=en:---- "));
    scene_end(&s);
}

TEST(overrides_carry_the_link_too)
{
    struct scene s;
    scene_begin(&s, MEET);
    scene_put(&s, CALENDAR(VEVENT(GUESTS WEEKLY) OVERRIDE(GUESTS L("LOCATION:Room 4"))));
    OWN(event) e = scene_read(&s, s.text);
    CHECK_STR(e->overrides[0].location, "Room 4");
    CHECK_STR(e->overrides[0].url, s.meeting->link);
    CHECK_INT(e->overrides[0].nconferences, 1);
    CHECK_INT(occurrences_of(s.text, itip_block_begin), 2);
    scene_end(&s);
}

TEST(an_override_that_came_without_gets_it)
{
    struct scene s;
    scene_begin(&s, MEET);
    scene_put(&s, CALENDAR(VEVENT(GUESTS WEEKLY)));
    OWN_CHARS with = edited(s.text, "END:VCALENDAR", OVERRIDE(GUESTS) "END:VCALENDAR");
    scene_put(&s, with);
    OWN(event) e = scene_read(&s, s.text);
    CHECK_STR(e->overrides[0].location, s.meeting->link);
    scene_end(&s);
}

TEST(a_cancelled_occurrence_gets_none)
{
    struct scene s;
    scene_begin(&s, MEET);
    scene_put(&s, CALENDAR(VEVENT(GUESTS WEEKLY) OVERRIDE(GUESTS L("STATUS:CANCELLED"))));
    OWN(event) e = scene_read(&s, s.text);
    CHECK_INT(e->overrides[0].nconferences, 0);
    CHECK(!e->overrides[0].location);
    scene_end(&s);
}

/* What clients drop: everything they do not know, or a single place. */
TEST(a_link_that_is_missing_is_written_again)
{
    static const char *const dropped[] = {"LOCATION", "URL", "CONFERENCE", "DESCRIPTION"};
    struct scene s;
    scene_begin(&s, MEET);
    scene_put(&s, CALENDAR(VEVENT(GUESTS)));
    OWN_CHARS room = mem_str(s.meeting->room);
    for (size_t i = 0; i < LENGTH(dropped); i++) {
        OWN(event) e = scene_read(&s, s.text);
        OWN(splice) edits = splice_new(e);
        splice_remove(edits, e->master, dropped[i]);
        size_t len;
        OWN_CHARS without = splice_done(edits, &len);
        scene_put(&s, without);
        CHECK(strstr(s.text, dropped[i]));
        CHECK_STR(s.meeting->room, room);
    }
    scene_put(&s, CALENDAR(VEVENT(GUESTS))); /* all of it, by a source that never had it */
    CHECK_STR(s.meeting->room, room);
    CHECK_INT(occurrences_of(s.text, itip_block_begin), 1);
    scene_end(&s);
}

TEST(who_saw_the_link_and_took_it_out_everywhere_wants_none)
{
    struct scene s;
    scene_begin(&s, MEET);
    scene_put(&s, CALENDAR(VEVENT(GUESTS)));
    s.saw_link = true;
    scene_put(&s, CALENDAR(VEVENT(GUESTS)));
    CHECK_INT(s.meeting->state, MEETING_DETACHED);
    CHECK_STR(s.text, CALENDAR(VEVENT(GUESTS)));
    s.saw_link = false;
    scene_put(&s, CALENDAR(VEVENT(GUESTS L("LOCATION:Room 4")))); /* and it stays away */
    CHECK_INT(s.meeting->state, MEETING_DETACHED);
    CHECK(!strstr(s.text, "https://"));
    scene_end(&s);
}

TEST(who_took_it_out_of_one_place_gets_it_back)
{
    struct scene s;
    scene_begin(&s, MEET);
    scene_put(&s, CALENDAR(VEVENT(GUESTS)));
    s.saw_link = true;
    OWN_CHARS line = mem_strf("LOCATION:%s\r\n", s.meeting->link);
    OWN_CHARS without = edited(s.text, line, "");
    scene_put(&s, without);
    CHECK_INT(s.meeting->state, MEETING_OPEN);
    CHECK(strstr(s.text, line));
    scene_end(&s);
}

TEST(the_marks_of_a_block_whose_link_is_gone_go_too)
{
    struct scene s;
    scene_begin(&s, MEET);
    scene_put(&s, CALENDAR(VEVENT(GUESTS)));
    s.saw_link = true;
    OWN_CHARS emptied = mem_strf(CALENDAR(VEVENT(GUESTS L("DESCRIPTION:Cake\\n\\n%s\\n%s"))),
                                 itip_block_begin, itip_block_end);
    scene_put(&s, emptied);
    CHECK_STR(s.text, CALENDAR(VEVENT(GUESTS L("DESCRIPTION:Cake"))));
    scene_end(&s);
}

TEST(a_block_is_replaced_and_never_repeated)
{
    struct scene s;
    scene_begin(&s, MEET);
    scene_put(&s, CALENDAR(VEVENT(GUESTS L("DESCRIPTION:Cake"))));
    OWN(event) e = scene_read(&s, s.text);
    OWN(text) doubled = text_new();
    text_addf(doubled, "%s\n\n%s\nmore", e->master->description, e->master->description);
    OWN(text) value = text_new();
    text_add_ical(value, text_span(doubled));
    OWN(splice) edits = splice_new(e);
    splice_set(edits, e->master, "DESCRIPTION", "", text_span(value));
    size_t len;
    OWN_CHARS twice = splice_done(edits, &len);
    CHECK_INT(occurrences_of(twice, itip_block_begin), 2);
    scene_put(&s, twice);
    OWN_CHARS flat = unfolded(s.text);
    CHECK_INT(occurrences_of(flat, itip_block_begin), 1);
    CHECK_INT(occurrences_of(flat, itip_block_end), 1);
    CHECK(strstr(flat, "Cake") && strstr(flat, "more"));
    scene_end(&s);
}

TEST(a_block_whose_end_was_cut_off_is_made_whole)
{
    struct scene s;
    scene_begin(&s, MEET);
    scene_put(&s, CALENDAR(VEVENT(GUESTS)));
    OWN_CHARS cut = mem_strf(CALENDAR(VEVENT(GUESTS L("DESCRIPTION:Cake\\n%s\\nJoin: %s"))),
                             itip_block_begin, s.meeting->link);
    scene_put(&s, cut);
    OWN_CHARS flat = unfolded(s.text);
    CHECK_INT(occurrences_of(flat, itip_block_begin), 1);
    CHECK_INT(occurrences_of(flat, itip_block_end), 1);
    CHECK(strstr(flat, "DESCRIPTION:Cake\\n----"));
    scene_end(&s);
}

TEST(a_personal_form_of_the_link_becomes_the_plain_one)
{
    struct scene s;
    scene_begin(&s, MEET);
    scene_put(&s, CALENDAR(VEVENT(GUESTS)));
    OWN_CHARS personal = mem_strf(
        CALENDAR(VEVENT(GUESTS L("LOCATION:Room 4\\; %s?jwt=abc#config.x=1"))), s.meeting->link);
    scene_put(&s, personal);
    OWN(event) e = scene_read(&s, s.text);
    OWN_CHARS wanted = mem_strf("Room 4; %s", s.meeting->link);
    CHECK_STR(e->master->location, wanted);
    scene_end(&s);
}

TEST(the_room_itself_in_place_of_the_stable_link_becomes_the_stable_link)
{
    struct scene s;
    scene_begin(&s, MEET_PUBLIC);
    scene_put(&s, CALENDAR(VEVENT(GUESTS)));
    OWN_CHARS pasted = mem_strf(CALENDAR(VEVENT(GUESTS L("LOCATION:%s"))), s.meeting->url);
    scene_put(&s, pasted);
    OWN(event) e = scene_read(&s, s.text);
    CHECK_STR(e->master->location, s.meeting->link);
    scene_end(&s);
}

TEST(a_copy_with_another_uid_gets_a_room_of_its_own)
{
    static const char *const settings[] = {MEET, MEET_PUBLIC};
    for (size_t i = 0; i < LENGTH(settings); i++) {
        struct scene s;
        scene_begin(&s, settings[i]);
        scene_put(&s, CALENDAR(VEVENT(GUESTS L("DESCRIPTION:Cake"))));
        OWN_CHARS old = mem_str(s.meeting->link);
        OWN_CHARS copy = edited(s.text, "UID:meet@example.org", "UID:copy@example.org");
        OWN_CHARS alone = edited(copy, ANN, "");
        meeting_drop_all(&s);
        scene_put(&s, alone); /* the link in it shows that it is to have one, guests or not */
        CHECK_STR(s.meeting->uid, "copy@example.org");
        OWN_CHARS flat = unfolded(s.text);
        CHECK_INT(occurrences_of(flat, old), 0);
        CHECK_INT(occurrences_of(flat, s.meeting->link), 4);
        CHECK_INT(occurrences_of(flat, "CONFERENCE"), 1);
        scene_end(&s);
    }
}

TEST(somebody_elses_event_is_never_touched)
{
    struct scene s;
    scene_begin(&s, MEET);
    scene_put(&s, CALENDAR(VEVENT(L("ORGANIZER:mailto:eve@example.net") ANN)));
    CHECK(!s.meeting);
    CHECK_STR(s.rule, "not-ours: somebody else organizes it");
    CHECK_STR(s.text, CALENDAR(VEVENT(L("ORGANIZER:mailto:eve@example.net") ANN)));
    s.wish = MEETING_DETACH;
    scene_put(&s, CALENDAR(VEVENT(L("ORGANIZER:mailto:eve@example.net") L(
                      "LOCATION:https://meet.example.org/abcdefghijklmnopqrstuvwxyz"))));
    CHECK(strstr(s.text, "LOCATION:https://"));
    scene_end(&s);
}

TEST(an_event_of_nobody_is_ours)
{
    struct scene s;
    scene_begin(&s, MEET);
    scene_put(&s, CALENDAR(VEVENT(ANN)));
    CHECK(s.meeting);
    scene_end(&s);
}

TEST(a_cancelled_event_keeps_its_row_and_has_its_room_again_when_it_comes_back)
{
    struct scene s;
    scene_begin(&s, MEET);
    scene_put(&s, CALENDAR(VEVENT(GUESTS)));
    OWN_CHARS room = mem_str(s.meeting->room);
    OWN_CHARS off = edited(s.text, "SUMMARY", "STATUS:CANCELLED\r\nSUMMARY");
    OWN_CHARS on = mem_str(s.text);
    scene_put(&s, off);
    CHECK_INT(s.meeting->state, MEETING_ENDED);
    CHECK_STR(s.meeting->room, room);
    CHECK_STR(s.text, off);
    scene_put(&s, on);
    CHECK_INT(s.meeting->state, MEETING_OPEN);
    CHECK_STR(s.meeting->room, room);
    scene_put(&s, NULL);
    CHECK_INT(s.meeting->state, MEETING_ENDED);
    CHECK_STR(s.rule, "deleted: the event is gone");
    scene_put(&s, on); /* undone */
    CHECK_STR(s.meeting->room, room);
    CHECK_INT(s.meeting->state, MEETING_OPEN);
    scene_end(&s);
}

TEST(an_event_that_is_cancelled_from_the_start_gets_none)
{
    struct scene s;
    scene_begin(&s, MEET);
    scene_put(&s, CALENDAR(VEVENT(GUESTS L("STATUS:CANCELLED"))));
    CHECK(!s.meeting);
    scene_end(&s);
}

TEST(a_detached_event_stays_detached_when_it_is_deleted)
{
    struct scene s;
    scene_begin(&s, MEET);
    scene_put(&s, CALENDAR(VEVENT(GUESTS)));
    s.wish = MEETING_DETACH;
    scene_put(&s, s.text ? CALENDAR(VEVENT(GUESTS)) : NULL);
    s.wish = MEETING_FOLLOW;
    scene_put(&s, NULL);
    CHECK_INT(s.meeting->state, MEETING_DETACHED);
    scene_end(&s);
}

TEST(times_of_the_meeting_are_those_of_the_event)
{
    struct scene s;
    instant start, end;
    scene_begin(&s, MEET);
    scene_put(&s, CALENDAR(VEVENT(GUESTS)));
    CHECK(instant_parse(SPAN("2026-03-03T09:00:00Z"), &start));
    CHECK(instant_parse(SPAN("2026-03-03T10:00:00Z"), &end));
    CHECK_INT(s.meeting->starts, start);
    CHECK_INT(s.meeting->ends, end);
    CHECK_INT(s.meeting->created, s.at);
    scene_end(&s);
}

TEST(line_ends_of_the_file_are_kept)
{
    struct scene s;
    scene_begin(&s, MEET);
    OWN(text) unix_ends = text_new();
    for (const char *at = CALENDAR(VEVENT(GUESTS)); *at; at++)
        if (*at != '\r')
            text_add_char(unix_ends, *at);
    scene_put(&s, text_str(unix_ends));
    CHECK(!strchr(s.text, '\r'));
    CHECK(strstr(s.text, "LOCATION:https://"));
    scene_end(&s);
}

/* Thunderbird shows the HTML twin of a description in its place. */
TEST(a_twin_that_shows_an_old_link_goes)
{
    struct scene s;
    scene_begin(&s, MEET);
    scene_put(&s, CALENDAR(VEVENT(GUESTS)));
    OWN_CHARS twin =
        mem_strf(CALENDAR(VEVENT(GUESTS L(
                     "DESCRIPTION;ALTREP=\"data:text/html,%%3Ca%%20href%%3Dhttps%%3A%%2F%%2F"
                     "meet.example.org%%2F%s%%3E\":Cake"))),
                 s.meeting->room);
    scene_put(&s, twin);
    CHECK(!strstr(s.text, "ALTREP"));
    scene_put(&s, CALENDAR(VEVENT(GUESTS L("DESCRIPTION;ALTREP=\"data:text/html,Cake\":Cake"))));
    CHECK(strstr(s.text, "DESCRIPTION;ALTREP="));
    scene_end(&s);
}

RUN_TESTS(CASE(an_event_with_somebody_to_meet_gets_its_room_in_all_four_places),
          CASE(with_a_public_url_the_link_is_the_stable_one),
          CASE(a_move_a_title_and_another_attendee_keep_the_room), CASE(what_the_user_wrote_stays),
          CASE(overrides_carry_the_link_too), CASE(an_override_that_came_without_gets_it),
          CASE(a_cancelled_occurrence_gets_none), CASE(a_link_that_is_missing_is_written_again),
          CASE(who_saw_the_link_and_took_it_out_everywhere_wants_none),
          CASE(who_took_it_out_of_one_place_gets_it_back),
          CASE(the_marks_of_a_block_whose_link_is_gone_go_too),
          CASE(a_block_is_replaced_and_never_repeated),
          CASE(a_block_whose_end_was_cut_off_is_made_whole),
          CASE(a_personal_form_of_the_link_becomes_the_plain_one),
          CASE(the_room_itself_in_place_of_the_stable_link_becomes_the_stable_link),
          CASE(a_copy_with_another_uid_gets_a_room_of_its_own),
          CASE(somebody_elses_event_is_never_touched), CASE(an_event_of_nobody_is_ours),
          CASE(a_cancelled_event_keeps_its_row_and_has_its_room_again_when_it_comes_back),
          CASE(an_event_that_is_cancelled_from_the_start_gets_none),
          CASE(a_detached_event_stays_detached_when_it_is_deleted),
          CASE(times_of_the_meeting_are_those_of_the_event), CASE(line_ends_of_the_file_are_kept),
          CASE(a_twin_that_shows_an_old_link_goes))
