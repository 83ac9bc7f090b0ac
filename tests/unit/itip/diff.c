#include "story.h"

#define ONE CALENDAR(VEVENT(SINGLE ANN BOB))
#define MOVED                                       \
    L("DTSTART;TZID=Europe/Berlin:20260303T140000") \
    L("DTEND;TZID=Europe/Berlin:20260303T150000") TITLE ORGANIZER
#define CONFERENCE(url) L("CONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO;LABEL=Join:https://" url)

#define BY_CLIENT       L("ATTENDEE;SCHEDULE-AGENT=CLIENT:mailto:ann@example.com")
#define TAKEN_OVER      CALENDAR(VEVENT(SINGLE BY_CLIENT BOB))

/* RFC 5546, 3.2.2 and 3.2.5: who is told what of a single event. */
static const struct steps singles[] = {
    {"a new event is a REQUEST to each", {ONE}, "REQUEST ann 0 new; REQUEST bob 0 new"},
    {"the same again says nothing", {ONE, ONE}, "", "same; same"},
    {"a new one with a SEQUENCE keeps it",
     {CALENDAR(VEVENT(SINGLE ANN L("SEQUENCE:7")))},
     "REQUEST ann 7 new"},
    {"another time raises the SEQUENCE",
     {ONE, CALENDAR(VEVENT(MOVED ANN BOB))},
     "REQUEST ann 1 moved; REQUEST bob 1 moved"},
    {"a client that raised it itself is not raised again",
     {ONE, CALENDAR(VEVENT(MOVED ANN BOB L("SEQUENCE:1")))},
     "REQUEST ann 1 moved; REQUEST bob 1 moved"},
    {"a higher one that came in is kept",
     {ONE, CALENDAR(VEVENT(MOVED ANN BOB L("SEQUENCE:9")))},
     "REQUEST ann 9 moved; REQUEST bob 9 moved"},
    {"a client that forgets the SEQUENCE does not lower it",
     {CALENDAR(VEVENT(SINGLE ANN L("SEQUENCE:4"))),
      CALENDAR(VEVENT(START HOUR L("SUMMARY:Other") ORGANIZER ANN))},
     "REQUEST ann 4 title"},
    {"another end is another time",
     {ONE, CALENDAR(VEVENT(START L("DTEND;TZID=Europe/Berlin:20260303T113000")
                               TITLE ORGANIZER ANN BOB))},
     "REQUEST ann 1 moved; REQUEST bob 1 moved"},
    {"DTEND and DURATION of one length are one time",
     {ONE, CALENDAR(VEVENT(START L("DURATION:PT1H") TITLE ORGANIZER ANN BOB))},
     ""},
    {"a title keeps the SEQUENCE",
     {ONE, CALENDAR(VEVENT(START HOUR L("SUMMARY:Other") ORGANIZER ANN BOB))},
     "REQUEST ann 0 title; REQUEST bob 0 title"},
    {"a place keeps the SEQUENCE",
     {ONE, CALENDAR(VEVENT(SINGLE ANN BOB L("LOCATION:Room 4")))},
     "REQUEST ann 0 place; REQUEST bob 0 place"},
    {"a text keeps the SEQUENCE",
     {ONE, CALENDAR(VEVENT(SINGLE ANN BOB L("DESCRIPTION:Bring cake")))},
     "REQUEST ann 0 text; REQUEST bob 0 text"},
    {"a link keeps the SEQUENCE",
     {ONE, CALENDAR(VEVENT(SINGLE ANN BOB CONFERENCE("meet.example.org/a")))},
     "REQUEST ann 0 link; REQUEST bob 0 link"},
    {"another link is one change, wherever it stands",
     {CALENDAR(VEVENT(SINGLE ANN CONFERENCE("meet.example.org/a") L(
          "LOCATION:https://meet.example.org/a") L("URL:https://meet.example.org/a"))),
      CALENDAR(VEVENT(SINGLE ANN CONFERENCE("meet.example.org/b") L(
          "LOCATION:https://meet.example.org/b") L("URL:https://meet.example.org/b")))},
     "REQUEST ann 0 link"},
    {"tentative to confirmed is a change of status",
     {CALENDAR(VEVENT(SINGLE ANN L("STATUS:TENTATIVE"))),
      CALENDAR(VEVENT(SINGLE ANN L("STATUS:CONFIRMED")))},
     "REQUEST ann 1 status"},
    {"no status and confirmed are the same",
     {ONE, CALENDAR(VEVENT(SINGLE ANN BOB L("STATUS:CONFIRMED")))},
     ""},
    {"an added attendee alone is told",
     {ONE, CALENDAR(VEVENT(SINGLE ANN BOB CYD))},
     "REQUEST cyd 0 new",
     "same; same"},
    {"a removed attendee alone is told, and nobody's SEQUENCE is raised",
     {ONE, CALENDAR(VEVENT(SINGLE ANN))},
     "CANCEL bob 0 removed"},
    {"one removed, one added",
     {ONE, CALENDAR(VEVENT(SINGLE BOB CYD))},
     "CANCEL ann 0 removed; REQUEST cyd 0 new"},
    {"invited again is a REQUEST with a raised SEQUENCE",
     {ONE, CALENDAR(VEVENT(SINGLE ANN)), ONE},
     "REQUEST bob 1 again"},
    {"removed for the second time",
     {ONE, CALENDAR(VEVENT(SINGLE ANN)), ONE, CALENDAR(VEVENT(SINGLE ANN))},
     "CANCEL bob 1 removed"},
    {"whom a program takes over is told by us no more",
     {ONE, TAKEN_OVER, CALENDAR(VEVENT(START HOUR L("SUMMARY:Talk") ORGANIZER BY_CLIENT BOB))},
     "REQUEST bob 0 title",
     "agent"},
    {"and hears that once", {ONE, TAKEN_OVER}, "CANCEL ann 0 removed"},
    {"who comes back to us is invited again", {ONE, TAKEN_OVER, ONE}, "REQUEST ann 1 again"},
    {"a deleted event is a CANCEL to all who were told",
     {ONE, ""},
     "CANCEL ann 1 cancelled; CANCEL bob 1 cancelled"},
    {"STATUS:CANCELLED is one too",
     {ONE, CALENDAR(VEVENT(SINGLE ANN BOB L("STATUS:CANCELLED")))},
     "CANCEL ann 1 cancelled; CANCEL bob 1 cancelled"},
    {"deleting what was cancelled says nothing",
     {ONE, CALENDAR(VEVENT(SINGLE ANN BOB L("STATUS:CANCELLED"))), ""},
     ""},
    {"taking a cancellation back is a REQUEST with a raised SEQUENCE",
     {ONE, CALENDAR(VEVENT(SINGLE ANN BOB L("STATUS:CANCELLED"))), ONE},
     "REQUEST ann 2 again; REQUEST bob 2 again"},
    {"what was never told is not cancelled",
     {CALENDAR(VEVENT(SINGLE ANN BOB L("STATUS:CANCELLED")))},
     "",
     "cancelled; cancelled"},
    {"who was removed is not told of the end",
     {ONE, CALENDAR(VEVENT(SINGLE ANN)), ""},
     "CANCEL ann 1 cancelled"},
    {"an event without attendees tells nobody", {CALENDAR(VEVENT(SINGLE))}, "", ""},
};

/* What is no change, and who is never told. */
static const struct steps silences[] = {
    {"an answer is no change",
     {ONE, CALENDAR(VEVENT(SINGLE L("ATTENDEE;PARTSTAT=ACCEPTED:mailto:ann@example.com") BOB))},
     ""},
    {"a role is no change",
     {ONE, CALENDAR(VEVENT(SINGLE L("ATTENDEE;ROLE=OPT-PARTICIPANT:mailto:ann@example.com") BOB))},
     ""},
    {"stamps, alarms and properties of programs are no change",
     {ONE, CALENDAR(VEVENT(SINGLE ANN BOB L("LAST-MODIFIED:20260205T080000Z") L("X-MOZ-LASTACK:x")
                               L("X-CONVOKE-EMPTY:LOCATION") L("TRANSP:TRANSPARENT")
                                   L("BEGIN:VALARM") L("ACTION:DISPLAY") L("TRIGGER:-PT5M")
                                       L("DESCRIPTION:x") L("END:VALARM")))},
     ""},
    {"the order of attendees and the spelling of their addresses are no change",
     {ONE, CALENDAR(VEVENT(SINGLE BOB L("ATTENDEE:MAILTO:Ann@Example.com")))},
     ""},
    {"the organizer is not told, by none of his addresses",
     {CALENDAR(VEVENT(SINGLE ANN L("ATTENDEE:mailto:olga@example.org")
                          L("ATTENDEE:mailto:Olga@Home.example.net")))},
     "REQUEST ann 0 new",
     "organizer; organizer"},
    {"nobody is told of somebody else's event",
     {CALENDAR(VEVENT(START HOUR TITLE L("ORGANIZER:mailto:eve@example.net") ANN BOB))},
     "",
     "not-ours"},
    {"who is told by the client is not told by us",
     {CALENDAR(VEVENT(SINGLE L("ATTENDEE;SCHEDULE-AGENT=CLIENT:mailto:ann@example.com")
                          L("ATTENDEE;SCHEDULE-AGENT=NONE:mailto:bob@example.com") CYD))},
     "REQUEST cyd 0 new",
     "agent; agent"},
    {"who has no address cannot be told",
     {CALENDAR(VEVENT(SINGLE L("ATTENDEE:urn:uuid:3fa1") ANN))},
     "REQUEST ann 0 new",
     "no-address"},
    {"an attendee listed twice is told once",
     {CALENDAR(VEVENT(SINGLE ANN ANN))},
     "REQUEST ann 0 new"},
    {"an event that is over tells nobody", {ONE}, "", "past; past", "2026-03-03T10:00:00Z"},
    {"one that runs does",
     {ONE},
     "REQUEST ann 0 new; REQUEST bob 0 new",
     "",
     "2026-03-03T09:59:00Z"},
    {"a change of what is over tells nobody",
     {ONE, CALENDAR(VEVENT(START HOUR L("SUMMARY:Minutes") ORGANIZER ANN BOB))},
     "",
     "past; past",
     "2026-03-04T00:00:00Z"},
    {"deleting what is over tells nobody", {ONE, ""}, "", "past; past", "2026-03-04T00:00:00Z"},
    {"removing from what is over tells nobody",
     {ONE, CALENDAR(VEVENT(SINGLE ANN))},
     "",
     "past; past",
     "2026-03-04T00:00:00Z"},
};

TEST(a_single_event_is_told_as_the_standard_says)
{
    check_all(singles, LENGTH(singles));
}

TEST(what_changes_nothing_for_a_guest_is_not_told)
{
    check_all(silences, LENGTH(silences));
}

TEST(an_event_without_organizer_is_told_in_the_name_of_its_owner)
{
    struct story s;
    story_begin(&s);
    OWN_CHARS said = story_step(&s, CALENDAR(VEVENT(START HOUR TITLE ANN)), NULL);
    CHECK_STR(said, "REQUEST ann 0 new");
    CHECK(strstr(s.told.rows[0].text, "ORGANIZER:mailto:olga@example.org\r\n"));
    story_end(&s);
}

TEST(two_quick_changes_need_one_number)
{
    struct story s;
    story_begin(&s);
    free(story_step(&s, ONE, NULL));
    OWN(event) moved = story_read(&s, CALENDAR(VEVENT(MOVED ANN BOB)));
    OWN(itip_plan) first = story_diff(&s, moved, NULL); /* written into the event, not told yet */
    CHECK_INT(first->nsequences, 1);
    CHECK_INT(first->sequences[0].sequence, 1);
    OWN_CHARS said = story_step(&s,
                                CALENDAR(VEVENT(AT("20260303", "160000", "170000")
                                                    TITLE ORGANIZER ANN BOB L("SEQUENCE:1"))),
                                NULL);
    CHECK_STR(said, "REQUEST ann 1 moved; REQUEST bob 1 moved");
    story_end(&s);
}

TEST(there_and_back_before_anybody_was_told_says_nothing)
{
    struct story s;
    story_begin(&s);
    free(story_step(&s, ONE, NULL));
    OWN_CHARS said = story_step(&s, CALENDAR(VEVENT(SINGLE ANN BOB L("SEQUENCE:1"))), NULL);
    CHECK_STR(said, "");
    story_end(&s);
}

TEST(a_plan_for_one_speaks_of_him_alone)
{
    struct story s;
    story_begin(&s);
    OWN(event) e = story_read(&s, ONE);
    struct itip_facts f = {.now = e,
                           .told = &s.told,
                           .owner = &s.owner,
                           .floating = s.floating,
                           .zones = s.zones,
                           .at = s.at,
                           .only = "bob@example.com"};
    OWN(itip_plan) p = itip_diff(&f, NULL);
    CHECK_INT(p->nmessages, 1);
    CHECK_STR(p->messages[0].attendee, "bob@example.com");
    CHECK_INT(p->messages[0].changed, ITIP_NEW);
    f.told = NULL;
    OWN(itip_plan) untold = itip_diff(&f, NULL);
    CHECK_INT(untold->nmessages, 1);
    story_end(&s);
}

TEST(a_message_names_what_changed)
{
    struct story s;
    story_begin(&s);
    free(story_step(&s, ONE, NULL));
    OWN(event)
    e = story_read(&s, CALENDAR(VEVENT(AT("20260304", "100000", "110000") L("SUMMARY:Other") L(
                           "LOCATION:Room 4") L("PRIORITY:1") ORGANIZER ANN BOB)));
    OWN(itip_plan) p = story_diff(&s, e, NULL);
    CHECK_INT(p->messages[0].changed, ITIP_WHEN | ITIP_WHAT | ITIP_WHERE | ITIP_OTHER);
    story_end(&s);
}

RUN_TESTS(CASE(a_single_event_is_told_as_the_standard_says),
          CASE(what_changes_nothing_for_a_guest_is_not_told),
          CASE(an_event_without_organizer_is_told_in_the_name_of_its_owner),
          CASE(two_quick_changes_need_one_number),
          CASE(there_and_back_before_anybody_was_told_says_nothing),
          CASE(a_plan_for_one_speaks_of_him_alone), CASE(a_message_names_what_changed))
