#include "story.h"

struct asked { /* one message about one event */
    const char *from, *attendee, *key;
    enum ical_method method;
    int changed;
};

static char *written(const struct asked *a)
{
    struct story s;
    story_begin(&s);
    OWN(event) e = story_read(&s, a->from);
    struct itip_message m = {.method = a->method,
                             .attendee = a->attendee ? a->attendee : "ann@example.com",
                             .changed = a->changed,
                             .sequence = 3};
    snprintf(m.key, sizeof m.key, "%s", a->key ? a->key : "");
    char *folded = story_write(&s, e, &m);
    OWN(text) t = text_new();
    for (const char *at = folded; *at; at++)
        if (strncmp(at, "\r\n ", 3) == 0)
            at += 2;
        else
            text_add_char(t, *at);
    free(folded);
    story_end(&s);
    return text_take(t);
}

static char *request(const char *from)
{
    struct asked a = {.from = from, .method = METHOD_REQUEST, .changed = ITIP_NEW};
    return written(&a);
}

#define RICH                                                                                              \
    CALENDAR(VEVENT(                                                                                      \
        SERIES L("ATTENDEE;CN=\"Berg, Ann\";PARTSTAT=ACCEPTED:mailto:ann@example.com") L(                 \
            "ATTENDEE;PARTSTAT=DECLINED;X-NUM-GUESTS=0;SCHEDULE-STATUS=1.2:"                              \
            "mailto:bob@example.com") L("LOCATION:Room 4\\, first floor")                                 \
            L("DESCRIPTION:Cake\\nand tea") L("X-ALT-DESC:<b>Cake</b>") L("COLOR:red") L(                 \
                "CATEGORIES:Work,A")                                                                      \
                L("CONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO;LABEL=\"Join, now\":https://m.example.org/a") \
                    L("CONFERENCE;VALUE=URI;FEATURE=MODERATOR:https://m.example.org/host")                \
                        L("BEGIN:VALARM") L("ACTION:EMAIL") L("TRIGGER:-PT5M") L("SUMMARY:Alarm")         \
                            L("END:VALARM")))

/* One rule a row: what has to stand in the text, and what may not. Reference of mails, B1 to B16.
 */
static const struct {
    const char *rule, *from, *has, *lacks;
} rules[] = {
    {"B1: head first", RICH,
     "BEGIN:VCALENDAR\r\nPRODID:-//Convoke//Convoke//EN\r\nVERSION:2.0\r\nCALSCALE:GREGORIAN\r\n"
     "METHOD:REQUEST\r\n"},
    {"B1: what every component has", RICH,
     "BEGIN:VEVENT\r\nUID:meet@example.org\r\nDTSTAMP:20260301T000000Z\r\nSEQUENCE:3\r\n"
     "DTSTART;TZID=Europe/Berlin:20260303T100000\r\nDTEND;TZID=Europe/Berlin:20260303T110000\r\n"},
    {"B2: a VTIMEZONE for the zone", RICH, "BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\n"},
    {"B2: under its IANA name",
     CALENDAR(VEVENT(L("DTSTART;TZID=W. Europe Standard Time:20260303T100000") L("DURATION:PT1H")
                         TITLE ORGANIZER ANN)),
     "DTSTART;TZID=Europe/Berlin:20260303T100000\r\n", "Standard Time"},
    {"B2: both zones of a flight",
     CALENDAR(VEVENT(START L("DTEND;TZID=America/New_York:20260303T120000") TITLE ORGANIZER ANN)),
     "DTEND;TZID=America/New_York:20260303T120000\r\n"},
    {"B2: and none for UTC",
     CALENDAR(VEVENT(L("DTSTART:20260303T100000Z") L("DURATION:PT1H") TITLE ORGANIZER ANN)),
     "DTEND:20260303T110000Z\r\n", "VTIMEZONE"},
    {"B4: no alarms", RICH, "SUMMARY:Weekly", "Alarm"},
    {"B5: the organizer with his name", RICH, "ORGANIZER;CN=Olga:mailto:olga@example.org\r\n"},
    {"B6: the recipient is asked", RICH,
     "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN=\"Berg, "
     "Ann\":mailto:ann@example.com\r\n"},
    {"B6: others are shown as they are, without what is ours", RICH,
     "PARTSTAT=DECLINED;RSVP=TRUE:mailto:bob@example.com\r\n", "X-NUM-GUESTS"},
    {"B6: capitals are not kept", CALENDAR(VEVENT(SINGLE L("ATTENDEE:MAILTO:Ann@Example.com"))),
     ":mailto:ann@example.com\r\n", "MAILTO"},
    {"B7: the recipient is among the attendees", CALENDAR(VEVENT(SINGLE BOB)),
     ":mailto:ann@example.com\r\n"},
    {"B8: private properties stay here", RICH, "CATEGORIES:Work,A\r\n", "X-ALT-DESC"},
    {"B8: colours too", RICH, "CATEGORIES", "COLOR"},
    {"B8: and how it was sent", RICH, "CATEGORIES", "SCHEDULE-STATUS"},
    {"B9: DTEND in place of DURATION",
     CALENDAR(VEVENT(START L("DURATION:PT90M") TITLE ORGANIZER ANN)),
     "DTEND;TZID=Europe/Berlin:20260303T113000\r\n", "DURATION"},
    {"B9: DTEND where there is neither", CALENDAR(VEVENT(START TITLE ORGANIZER ANN)),
     "DTEND;TZID=Europe/Berlin:20260303T100000\r\n"},
    {"B10: whole days", CALENDAR(VEVENT(L("DTSTART;VALUE=DATE:20260303") TITLE ORGANIZER ANN)),
     "DTSTART;VALUE=DATE:20260303\r\nDTEND;VALUE=DATE:20260304\r\n", "TZID"},
    {"B10: said to Outlook", CALENDAR(VEVENT(L("DTSTART;VALUE=DATE:20260303") TITLE ORGANIZER ANN)),
     "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE\r\n"},
    {"B10: and only then", RICH, "SUMMARY", "ALLDAYEVENT"},
    {"B11: floating stays floating",
     CALENDAR(VEVENT(L("DTSTART:20260303T100000") L("DTEND:20260303T110000") TITLE ORGANIZER ANN)),
     "DTSTART:20260303T100000\r\nDTEND:20260303T110000\r\n", "TZID"},
    {"B12: no proposals, for nobody would read them", RICH,
     "X-MICROSOFT-DISALLOW-COUNTER:TRUE\r\n"},
    {"B14: UNTIL in UTC", RICH, "RRULE:FREQ=WEEKLY;BYDAY=TU;UNTIL=20261231T235959Z\r\n"},
    {"B14: a local UNTIL too",
     CALENDAR(VEVENT(START HOUR L("RRULE:FREQ=DAILY;UNTIL=20260401T100000") TITLE ORGANIZER ANN)),
     "UNTIL=20260401T080000Z\r\n"},
    {"B14: a day is meant to its end",
     CALENDAR(VEVENT(START HOUR L("RRULE:FREQ=DAILY;UNTIL=20260310") TITLE ORGANIZER ANN)),
     "UNTIL=20260310T225959Z\r\n"},
    {"B14: of whole days it is a day",
     CALENDAR(VEVENT(L("DTSTART;VALUE=DATE:20260303") L("RRULE:FREQ=DAILY;UNTIL=20260310T000000Z")
                         TITLE ORGANIZER ANN)),
     "UNTIL=20260310\r\n"},
    {"B15: the link in CONFERENCE", RICH,
     "CONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO;LABEL=\"Join, now\":https://m.example.org/a\r\n"},
    {"B15: but not the host's", RICH, "CONFERENCE", "m.example.org/host"},
    {"B16: values are written anew", RICH, "LOCATION:Room 4\\, first floor\r\n"},
    {"B16: line breaks stay where lines may break", RICH, "DESCRIPTION:Cake\\nand tea\r\n"},
    {"B16: and nowhere else", CALENDAR(VEVENT(START HOUR L("SUMMARY:a\\nb") ORGANIZER ANN)),
     "SUMMARY:a b\r\n"},
    {"B16: names cannot break out of their quotes",
     CALENDAR(VEVENT(SINGLE L("ATTENDEE;CN=\"x^'y^nz\":mailto:ann@example.com"))),
     ";CN=x^'y^nz:mailto:ann@example.com\r\n"},
    {"attachments by address go along, inline ones do not",
     CALENDAR(VEVENT(SINGLE ANN L("ATTACH;FMTTYPE=text/plain:https://x.example.org/a.txt")
                         L("ATTACH;ENCODING=BASE64;VALUE=BINARY:AAAA"))),
     "ATTACH;FMTTYPE=text/plain:https://x.example.org/a.txt\r\n", "BASE64"},
    {"a status there always is", CALENDAR(VEVENT(SINGLE ANN)), "STATUS:CONFIRMED\r\n"},
    {"an attendee stands once", CALENDAR(VEVENT(SINGLE BOB BOB ANN)), "mailto:bob@example.com"},
    {"RDATE and EXDATE in the form of the start",
     CALENDAR(VEVENT(SERIES ANN L("RDATE:20260305T090000Z") L("EXDATE:20260310T090000Z"))),
     "RDATE;TZID=Europe/Berlin:20260305T100000\r\nEXDATE;TZID=Europe/Berlin:20260310T100000\r\n"},
    {"RDATE of its own length",
     CALENDAR(VEVENT(SERIES ANN L("RDATE;VALUE=PERIOD:20260305T090000Z/PT3H"))),
     "RDATE;VALUE=PERIOD;TZID=Europe/Berlin:20260305T100000/PT3H\r\n"},
};

TEST(a_request_keeps_the_rules_of_scheduling_in_mail)
{
    for (size_t i = 0; i < LENGTH(rules); i++) {
        OWN_CHARS text = request(rules[i].from);
        if (!strstr(text, rules[i].has))
            fail_msg("%s: \"%s\" does not stand in\n%s", rules[i].rule, rules[i].has, text);
        if (rules[i].lacks && strstr(text, rules[i].lacks))
            fail_msg("%s: \"%s\" stands in\n%s", rules[i].rule, rules[i].lacks, text);
    }
}

TEST(no_zone_is_named_without_being_described)
{
    OWN_CHARS text = request(CALENDAR(
        VEVENT(START L("DTEND;TZID=America/New_York:20260303T120000") TITLE ORGANIZER ANN)));
    CHECK(strstr(text, "TZID:Europe/Berlin\r\n") && strstr(text, "TZID:America/New_York\r\n"));
}

TEST(an_answer_is_kept_unless_he_is_asked_anew)
{
    struct asked a = {.from = RICH, .method = METHOD_REQUEST, .changed = ITIP_WHAT};
    OWN_CHARS title = written(&a);
    CHECK(strstr(title, "PARTSTAT=ACCEPTED;RSVP=TRUE;CN=\"Berg, Ann\""));
    a.changed = ITIP_WHEN;
    OWN_CHARS moved = written(&a);
    CHECK(strstr(moved, "PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN=\"Berg, Ann\""));
}

TEST(a_cancel_names_what_is_off_and_the_one_it_is_for)
{
    struct asked a = {.from = RICH, .method = METHOD_CANCEL, .changed = ITIP_CANCELLED};
    OWN_CHARS text = written(&a);
    CHECK(strstr(text, "METHOD:CANCEL\r\n") && strstr(text, "STATUS:CANCELLED\r\n"));
    CHECK(strstr(text, "DTSTART") && strstr(text, "DTEND") && strstr(text, "SUMMARY:Weekly"));
    CHECK(strstr(text, "mailto:ann@example.com") && !strstr(text, "mailto:bob@example.com"));
    CHECK(!strstr(text, "CONFERENCE") && !strstr(text, "DESCRIPTION") && !strstr(text, "PARTSTAT"));
}

#define LATER \
    VEVENT(ON("20260310") AT("20260310", "120000", "130000") L("SUMMARY:Later") ORGANIZER ANN)

TEST(one_occurrence_is_its_override_or_made_from_the_series)
{
    struct asked a = {.from = CALENDAR(VEVENT(SERIES ANN) LATER),
                      .key = "20260310T090000Z",
                      .method = METHOD_REQUEST};
    OWN_CHARS own = written(&a);
    CHECK(strstr(own, "RECURRENCE-ID;TZID=Europe/Berlin:20260310T100000\r\n"
                      "DTSTART;TZID=Europe/Berlin:20260310T120000\r\n"));
    CHECK(strstr(own, "SUMMARY:Later") && !strstr(own, "RRULE:FREQ=WEEKLY"));
    a.key = "20260331T080000Z"; /* in summer time */
    OWN_CHARS made = written(&a);
    CHECK(strstr(made, "RECURRENCE-ID;TZID=Europe/Berlin:20260331T100000\r\n"
                       "DTSTART;TZID=Europe/Berlin:20260331T100000\r\n"
                       "DTEND;TZID=Europe/Berlin:20260331T110000\r\n"));
    CHECK(strstr(made, "SUMMARY:Weekly") && !strstr(made, "RRULE:FREQ=WEEKLY"));
}

TEST(an_override_in_another_form_is_named_in_that_of_the_series)
{
    struct asked a = {.from =
                          CALENDAR(VEVENT(SERIES ANN) VEVENT(L("RECURRENCE-ID:20260310T090000Z") L(
                              "DTSTART:20260310T110000Z") L("DURATION:PT1H") TITLE ORGANIZER ANN)),
                      .key = "20260310T090000Z",
                      .method = METHOD_REQUEST};
    OWN_CHARS text = written(&a);
    CHECK(strstr(text, "RECURRENCE-ID;TZID=Europe/Berlin:20260310T100000\r\n"));
}

TEST(days_of_an_occurrence_are_counted_on_the_wall)
{
    struct asked a = {.from = CALENDAR(VEVENT(L("DTSTART;TZID=Europe/Berlin:20260301T120000") L(
                          "DURATION:P1D") L("RRULE:FREQ=WEEKLY") TITLE ORGANIZER ANN)),
                      .key = "20260329T100000Z", /* the Sunday after the change */
                      .method = METHOD_REQUEST};
    OWN_CHARS on_wall = written(&a);
    CHECK(strstr(on_wall, "DTEND;TZID=Europe/Berlin:20260330T120000\r\n"));
    a.from = CALENDAR(VEVENT(L("DTSTART;TZID=Europe/Berlin:20260228T120000") L("DURATION:PT24H")
                                 L("RRULE:FREQ=WEEKLY") TITLE ORGANIZER ANN));
    a.key = "20260328T110000Z"; /* the Saturday before it */
    OWN_CHARS exact = written(&a);
    CHECK(strstr(exact, "DTEND;TZID=Europe/Berlin:20260329T130000\r\n"));
}

TEST(what_is_neither_there_nor_of_a_series_is_refused)
{
    struct story s;
    struct error err = {0};
    story_begin(&s);
    OWN(event) e = story_read(&s, CALENDAR(LATER));
    struct itip_message m = {.method = METHOD_REQUEST, .attendee = "ann@example.com"};
    struct itip_write w = {
        .from = e, .message = &m, .owner = &s.owner, .floating = s.floating, .at = s.at};
    size_t len;
    CHECK(!itip_text(&w, &len, &err));
    CHECK_INT(err.kind, FAULT_NOT_FOUND);
    story_end(&s);
}

RUN_TESTS(CASE(a_request_keeps_the_rules_of_scheduling_in_mail),
          CASE(no_zone_is_named_without_being_described),
          CASE(an_answer_is_kept_unless_he_is_asked_anew),
          CASE(a_cancel_names_what_is_off_and_the_one_it_is_for),
          CASE(one_occurrence_is_its_override_or_made_from_the_series),
          CASE(an_override_in_another_form_is_named_in_that_of_the_series),
          CASE(days_of_an_occurrence_are_counted_on_the_wall),
          CASE(what_is_neither_there_nor_of_a_series_is_refused))
