#include "reading.h"

TEST(an_event_says_what_it_says)
{
    OWN(event)
    e = event_of(SIMPLE("DTEND:20260303T100000Z\r\nSUMMARY:Tea\\, and cake\r\n"
                        "DESCRIPTION:one\\ntwo\r\nLOCATION:Room\r\n"
                        "URL: https://example.org/ \r\nSTATUS:confirmed\r\n"
                        "SEQUENCE:3\r\nDTSTAMP:20260101T000000Z\r\n"
                        "LAST-MODIFIED:20260102T000000Z\r\nTRANSP:TRANSPARENT\r\n"
                        "CLASS:PRIVATE\r\nCATEGORIES:a,b\\,c\r\nCATEGORIES:d\r\n"
                        "CONFERENCE;VALUE=URI;FEATURE=\"AUDIO,VIDEO\";LABEL=Join:"
                        "https://meet.example.org/x\r\n"));
    const struct vevent *v = e->master;
    CHECK_STR(e->uid, "a@example.org");
    CHECK_STR(v->summary, "Tea, and cake");
    CHECK_STR(v->description, "one\ntwo");
    CHECK_STR(v->location, "Room");
    CHECK_STR(v->url, "https://example.org/");
    CHECK_INT(v->status, EVENT_CONFIRMED);
    CHECK_INT(v->sequence, 3);
    check_at(v->dtstamp, "2026-01-01T00:00:00Z");
    check_at(v->last_modified, "2026-01-02T00:00:00Z");
    CHECK(v->is_transparent && v->is_private && v->has_end && v->has_start);
    CHECK_INT(v->duration_s, 3600);
    CHECK_INT(v->ncategories, 3);
    CHECK_STR(v->categories[1], "b,c");
    CHECK_INT(v->nconferences, 1);
    CHECK_STR(v->conferences[0].uri, "https://meet.example.org/x");
    CHECK_STR(v->conferences[0].feature, "AUDIO,VIDEO");
    CHECK_STR(v->conferences[0].label, "Join");
    CHECK(!event_is_recurring(e) && event_main(e) == v && !v->has_organizer);
    CHECK(span_starts(vevent_text(e, v), "BEGIN:VEVENT\r\nUID:"));
    CHECK(span_ends_nocase(vevent_text(e, v), "END:VEVENT\r\n"));
}

TEST(what_is_not_said_is_absent)
{
    OWN(event) e = event_of(SIMPLE(""));
    const struct vevent *v = e->master;
    CHECK(!v->summary && !v->description && !v->location && !v->url && !v->recurrence);
    CHECK(v->dtstamp == INSTANT_FIRST && v->last_modified == INSTANT_FIRST);
    CHECK(!v->has_end && v->duration_s == 0 && v->sequence == 0 && v->status == EVENT_NO_STATUS);
    CHECK_INT(e->method, METHOD_ABSENT);
}

TEST(an_end_comes_from_dtend_duration_or_the_default)
{
    static const struct {
        const char *lines;
        int64_t duration_s;
        bool has_end;
    } cases[] = {
        {"DTSTART:20260303T090000Z\r\nDTEND:20260303T093000Z\r\n", 1800, true},
        {"DTSTART:20260303T090000Z\r\nDURATION:PT1H30M\r\n", 5400, true},
        {"DTSTART:20260303T090000Z\r\nDURATION:P1DT1H\r\n", 90000, true},
        {"DTSTART:20260303T090000Z\r\nDURATION:+P1W\r\n", 604800, true},
        {"DTSTART:20260303T090000Z\r\n", 0, false},
        {"DTSTART:20260303T090000Z\r\nDTEND:\r\n", 0, false},
        {"DTSTART:20260303T090000Z\r\nDTEND:20260303T080000Z\r\n", 0, false},
        {"DTSTART:20260303T090000Z\r\nDURATION:-PT1H\r\n", 0, true},
        {"DTSTART:20260303T090000Z\r\nDURATION:soon\r\n", 0, false},
        {"DTSTART:20260303T090000Z\r\nDURATION:P99999999999999999999W\r\n", 0, false},
        {"DTSTART;VALUE=DATE:20260303\r\n", 86400, false},
        {"DTSTART;VALUE=DATE:20260303\r\nDTEND;VALUE=DATE:20260305\r\n", 2 * 86400, true},
        {"DTSTART;VALUE=DATE:20260303\r\nDTEND;VALUE=DATE:20260303\r\n", 86400, false},
        {"DTSTART;VALUE=DATE:20260303\r\nDURATION:P3D\r\n", 3 * 86400, true},
        {"DTSTART;VALUE=DATE:20260303\r\nDURATION:PT1H\r\n", 86400, true},
        {"DTSTART:20260303\r\nDTEND:20260304T120000\r\n", 86400, true},
        {"DTSTART:20260303T230000\r\nDTEND;VALUE=DATE:20260304\r\n", 3600, true},
        /* the clock goes forward in between */
        {"DTSTART;TZID=Europe/Berlin:20260328T120000\r\nDTEND;TZID=Europe/Berlin:20260329T120000"
         "\r\n",
         82800, true},
        {"DTSTART;TZID=Europe/Berlin:20260328T120000\r\nDURATION:P1D\r\n", 82800, true},
        {"DTSTART;TZID=Europe/Berlin:20260328T120000\r\nDURATION:PT24H\r\n", 86400, true},
        {"DTSTART;TZID=Europe/Berlin:20260303T120000\r\nDTEND;TZID=Europe/London:20260303T120000"
         "\r\n",
         3600, true},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        OWN_CHARS text = mem_strf(CALENDAR(VEVENT("%s")), cases[i].lines);
        OWN(event) e = event_of(text);
        CHECK_INT(e->master->duration_s, cases[i].duration_s);
        CHECK_INT(e->master->has_end, cases[i].has_end);
        CHECK_INT(moment_instant(&e->master->end, NULL) - moment_instant(&e->master->start, NULL),
                  cases[i].duration_s);
    }
}

TEST(times_are_read_as_programs_write_them)
{
    static const struct {
        const char *start, *at; /* at: floating times in New York */
    } cases[] = {
        {"DTSTART:20260303T090000Z", "2026-03-03T09:00:00Z"},
        {"DTSTART:20260303T090000", "2026-03-03T14:00:00Z"},
        {"DTSTART;VALUE=DATE:20260303", "2026-03-03T05:00:00Z"},
        {"DTSTART:20260303", "2026-03-03T05:00:00Z"},
        {"DTSTART;VALUE=DATE:20260303T000000", "2026-03-03T05:00:00Z"},
        {"DTSTART;TZID=Europe/Berlin:20260303T090000", "2026-03-03T08:00:00Z"},
        {"DTSTART;TZID=\"Europe/Berlin\":20260303T090000", "2026-03-03T08:00:00Z"},
        {"DTSTART;TZID=W. Europe Standard Time:20260703T090000", "2026-07-03T07:00:00Z"},
        {"DTSTART;TZID=/freeassociation.sourceforge.net/Europe/Berlin:20260703T090000",
         "2026-07-03T07:00:00Z"},
        {"DTSTART;TZID=Nowhere/Atall:20260303T090000", "2026-03-03T14:00:00Z"},
        {"DTSTART;TZID=Europe/Berlin:20260303T090000Z", "2026-03-03T09:00:00Z"},
        {"DTSTART;TZID=Europe/Berlin;VALUE=DATE:20260303", "2026-03-03T05:00:00Z"},
        {"DTSTART:2026-03-03T09:00:00Z", "2026-03-03T09:00:00Z"},
        {"DTSTART:20260303T0900Z", "2026-03-03T09:00:00Z"},
        {"DTSTART:20260303t090000z", "2026-03-03T09:00:00Z"},
        {"DTSTART: 20260303T090000Z ", "2026-03-03T09:00:00Z"},
        {"DTSTART:20260303T240000Z", "2026-03-04T00:00:00Z"},
        {"DTSTART:20161231T235960Z", "2016-12-31T23:59:59Z"},
        {"DTSTART;TZID=Europe/Berlin:20260329T023000", "2026-03-29T01:30:00Z"}, /* in the gap */
        {"DTSTART;TZID=Europe/Berlin:20261025T023000", "2026-10-25T00:30:00Z"}, /* the first */
    };
    const struct zone *new_york = zone_of_name("America/New_York");
    for (size_t i = 0; i < LENGTH(cases); i++) {
        OWN_CHARS text = mem_strf(CALENDAR(VEVENT("%s\r\n")), cases[i].start);
        OWN(event) e = event_of(text);
        check_at(moment_instant(&e->master->start, new_york), cases[i].at);
    }
}

#define OWN_ZONE                                                                          \
    "BEGIN:VTIMEZONE\r\nTZID:Our Office\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n" \
    "TZOFFSETFROM:+0512\r\nTZOFFSETTO:+0512\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"

TEST(a_zone_that_only_the_text_knows_is_obeyed_wherever_it_stands)
{
    static const char before[] =
        CALENDAR(OWN_ZONE VEVENT("DTSTART;TZID=Our Office:20260303T051200\r\n"));
    static const char after[] =
        CALENDAR(VEVENT("DTSTART;TZID=Our Office:20260303T051200\r\n") OWN_ZONE);
    OWN(event) first = event_of(before);
    OWN(event) second = event_of(after);
    check_at(moment_instant(&first->master->start, NULL), "2026-03-03T00:00:00Z");
    check_at(moment_instant(&second->master->start, NULL), "2026-03-03T00:00:00Z");
    CHECK_STR(first->master->start.tzid, "Our Office");
}

TEST(a_foreign_vtimezone_does_not_change_a_zone_that_the_world_knows)
{
    OWN(event)
    e = event_of(CALENDAR(
        "BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
        "TZOFFSETFROM:+0900\r\nTZOFFSETTO:+0900\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n" VEVENT(
            "DTSTART;TZID=Europe/Berlin:20260303T090000\r\n")));
    check_at(moment_instant(&e->master->start, NULL), "2026-03-03T08:00:00Z");
}

TEST(a_name_of_a_product_is_not_believed_against_the_text)
{
    OWN(event)
    e = event_of(CALENDAR(
        "BEGIN:VTIMEZONE\r\nTZID:Central\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
        "TZOFFSETFROM:+0930\r\nTZOFFSETTO:+0930\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n" VEVENT(
            "DTSTART;TZID=Central:20260303T093000\r\n")));
    check_at(moment_instant(&e->master->start, NULL), "2026-03-03T00:00:00Z");
}

TEST(a_windows_name_is_the_zone_that_the_calendar_names_where_the_clocks_agree)
{
    OWN(event)
    e = event_of(CALENDAR("X-WR-TIMEZONE:Europe/Zurich\r\n" VEVENT(
        "DTSTART;TZID=W. Europe Standard Time:20260303T090000\r\n")));
    CHECK_STR(zone_name(e->master->start.zone), "Europe/Zurich");
    check_at(moment_instant(&e->master->start, NULL), "2026-03-03T08:00:00Z");
}

TEST(a_calendar_may_name_the_zone_of_unknown_ones)
{
    OWN(event)
    e = event_of(
        CALENDAR("X-WR-TIMEZONE:Asia/Tokyo\r\n" VEVENT("DTSTART;TZID=Local:20260303T090000\r\n")));
    check_at(moment_instant(&e->master->start, NULL), "2026-03-03T00:00:00Z");
}

TEST(a_sequence_is_a_number_or_none)
{
    static const struct {
        const char *value;
        int64_t sequence;
    } cases[] = {{"7", 7},
                 {" 7 ", 7},
                 {"-1", 0},
                 {"abc", 0},
                 {"1772528400000", 1772528400000},
                 {"", 0},
                 {"99999999999999999999", 0}};
    for (size_t i = 0; i < LENGTH(cases); i++) {
        OWN_CHARS text = mem_strf(SIMPLE("SEQUENCE:%s\r\n"), cases[i].value);
        OWN(event) e = event_of(text);
        CHECK_INT(e->master->sequence, cases[i].sequence);
    }
}

TEST(what_cannot_be_an_event_is_refused_by_line_and_property)
{
    static const struct {
        const char *text, *rule, *said;
    } cases[] = {
        {"", "valid-calendar-data", "There is no BEGIN:VCALENDAR; this is no iCalendar text."},
        {"<html>", "valid-calendar-data",
         "Line 1: it stands before BEGIN:VCALENDAR; this is no iCalendar text."},
        {CALENDAR(""), "valid-calendar-object-resource",
         "There is no event (VEVENT) in this calendar."},
        {CALENDAR("BEGIN:VAVAILABILITY\r\nEND:VAVAILABILITY\r\n"), "supported-calendar-component",
         "There is no event (VEVENT) in this calendar."},
        {CALENDAR(CALENDAR("")), "valid-calendar-data",
         "Line 4: a calendar begins inside the calendar of line 1."},
        {CALENDAR("BEGIN:VTODO\r\nUID:a\r\nEND:VTODO\r\n"), "supported-calendar-component",
         "Line 4: a VTODO is not kept here; only events (VEVENT) are."},
        {CALENDAR("BEGIN:VEVENT\r\nDTSTART:20260303\r\nEND:VEVENT\r\n"),
         "valid-calendar-object-resource", "Line 4: the event has no UID."},
        {CALENDAR(VEVENT("SUMMARY:x\r\n")), "valid-calendar-object-resource",
         "Line 4: the event has no DTSTART."},
        {CALENDAR(VEVENT("DTSTART:20260230\r\n")), "valid-calendar-data",
         "Line 6, DTSTART: \"20260230\" is no date or time."},
        {CALENDAR(VEVENT("DTSTART:20261701T000000\r\n")), "valid-calendar-data",
         "Line 6, DTSTART: \"20261701T000000\" is no date or time."},
        {CALENDAR(VEVENT("DTSTART:00000101\r\n")), "min-date-time",
         "Line 6, DTSTART: \"00000101\" is no date or time."},
        {SIMPLE("DTEND:tomorrow\r\n"), "valid-calendar-data",
         "Line 7, DTEND: \"tomorrow\" is no date or time."},
        {SIMPLE("RECURRENCE-ID:first\r\n"), "valid-calendar-data",
         "Line 7, RECURRENCE-ID: \"first\" is no date or time."},
        {CALENDAR(VEVENT("DTSTART:20260303\r\n") VEVENT("DTSTART:20260303\r\n")),
         "valid-calendar-object-resource",
         "Line 8: the event of line 4 comes a second time, without RECURRENCE-ID."},
        {CALENDAR(VEVENT("DTSTART:20260303\r\n") "BEGIN:VEVENT\r\nUID:b\r\nDTSTART:20260303\r\n"
                                                 "END:VEVENT\r\n"),
         "valid-calendar-object-resource",
         "Line 9, UID: \"b\" is another event than \"a@example.org\"; one object holds one."},
        {CALENDAR(VEVENT("DTSTART:20260303T090000Z\r\nRECURRENCE-ID:20260303T090000Z\r\n")
                      VEVENT("DTSTART:20260303T100000Z\r\nRECURRENCE-ID;TZID=Europe/Berlin:"
                             "20260303T100000\r\n")),
         "valid-calendar-object-resource",
         "Line 9, RECURRENCE-ID: line 4 names the same occurrence."},
        {"BEGIN:VCALENDAR\r\nVERSION:1.0\r\nEND:VCALENDAR\r\n", "supported-calendar-data",
         "Line 2: this is vCalendar 1.0; iCalendar (VERSION:2.0) is needed."},
        {"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\n", "valid-calendar-data",
         "The text ends before END:VCALENDAR; it was cut off."},
        {"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR\r\n", "valid-calendar-data",
         "Line 3: END:VCALENDAR, but the VEVENT of line 2 is still open."},
        {"END:VCALENDAR\r\n", "valid-calendar-data", "Line 1: END without BEGIN."},
        {"BEGIN:VEVENT\r\nEND:VEVENT\r\n", "valid-calendar-data",
         "Line 1: BEGIN:VCALENDAR is expected before BEGIN:VEVENT."},
        {SIMPLE("") SIMPLE(""), "valid-calendar-object-resource",
         "Line 9: a second calendar begins; one event has one."},
        {SIMPLE("SUMMARY:\xFF\r\n"), "valid-calendar-data",
         "Line 7: it is not UTF-8; iCalendar is written in UTF-8."},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        struct error err = refusal_of(cases[i].text);
        CHECK_STR(err.said, cases[i].said);
        CHECK_STR(err.rule, cases[i].rule);
        CHECK_INT(err.kind, FAULT_INVALID);
    }
}

TEST(an_illegal_rule_is_refused_by_line)
{
    struct error err = refusal_of(SIMPLE("RRULE:FREQ=SOMETIMES\r\n"));
    CHECK_INT(err.kind, FAULT_INVALID);
    CHECK(strncmp(err.said, "Line 7, RRULE: ", 15) == 0);
}

TEST(a_nul_byte_is_refused)
{
    static const char text[] = SIMPLE("SUMMARY:a\0b\r\n");
    struct error err = {0};
    OWN(event) e = event_read(span_make(text, sizeof(text) - 1), the_zones(), NULL, &err);
    CHECK(!e);
    CHECK_STR(err.said, "Line 7: it holds a NUL byte; iCalendar is text.");
}

TEST(a_utf8_sequence_that_a_fold_splits_is_whole)
{
    OWN(event) e = event_of(SIMPLE("SUMMARY:K\xC3\r\n \xA4se\r\n"));
    CHECK_STR(e->master->summary, "K\xC3\xA4se");
}

TEST(bounds_hold_before_anything_is_read)
{
    static const struct {
        struct ical_limits limits;
        const char *text, *said;
    } cases[] = {
        {{10, 1000, 8, 100, 10, 10}, SIMPLE(""), "The event has 139 bytes; at most 10 are taken."},
        {{1000, 30, 8, 100, 10, 10},
         SIMPLE("SUMMARY:0123456789012345678901234567890\r\n"),
         "Line 7: it has 39 bytes; a line may have 30."},
        {{1000, 100, 2, 100, 10, 10},
         SIMPLE("BEGIN:VALARM\r\nEND:VALARM\r\n"),
         "Line 7: components are nested more than 2 deep."},
        {{1000, 100, 8, 6, 10, 10}, SIMPLE(""), "Line 7: the event has more than 6 lines."},
        {{1000, 100, 8, 100, 2, 10},
         SIMPLE("X;A=1;B=2;C=3:x\r\n"),
         "Line 7, X: more than 2 parameters."},
        {{1000, 100, 8, 100, 9, 1},
         SIMPLE("ATTENDEE:mailto:a@b\r\nATTENDEE:mailto:c@d\r\n"),
         "Line 8, ATTENDEE: more than 1 attendees."},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        struct error err = {0};
        OWN(event) e = event_read(span_of(cases[i].text), the_zones(), &cases[i].limits, &err);
        CHECK(!e);
        CHECK_STR(err.said, cases[i].said);
        CHECK_INT(err.kind, FAULT_TOO_LARGE);
    }
}

TEST(a_message_may_lack_what_an_event_may_not)
{
    OWN(event) reply = event_of(CALENDAR("METHOD:REPLY\r\n" VEVENT("")));
    CHECK_INT(reply->method, METHOD_REPLY);
    CHECK(!reply->master->has_start);
    OWN(event)
    cancel = event_of(CALENDAR("method:cancel\r\n" VEVENT("RECURRENCE-ID:20260303T090000Z\r\n")));
    CHECK_INT(cancel->method, METHOD_CANCEL);
    check_at(moment_instant(&cancel->overrides[0].start, NULL), "2026-03-03T09:00:00Z");
    struct error err = refusal_of(CALENDAR("METHOD:REQUEST\r\n" VEVENT("")));
    CHECK_STR(err.said, "Line 5: the event has no DTSTART.");
}

TEST(methods_have_names)
{
    for (int m = METHOD_ABSENT; m < METHOD_OTHER; m++) {
        OWN_CHARS text = mem_strf(
            "BEGIN:VCALENDAR\r\nMETHOD:%s\r\n" VEVENT("DTSTART:20260303\r\n") "END:VCALENDAR\r\n",
            ical_method_name((enum ical_method)m));
        OWN(event) e = event_of(text);
        CHECK_INT(e->method, m);
    }
    OWN(event) e = event_of(CALENDAR("METHOD:POLLSTATUS\r\n" VEVENT("DTSTART:20260303\r\n")));
    CHECK_INT(e->method, METHOD_OTHER);
}

TEST(keys_name_occurrences)
{
    static const struct {
        const char *start, *id, *key;
    } cases[] = {
        {"DTSTART;TZID=Europe/Berlin:20260303T100000",
         "RECURRENCE-ID;TZID=Europe/Berlin:"
         "20260310T100000",
         "20260310T090000Z"},
        {"DTSTART;TZID=Europe/Berlin:20260303T100000", "RECURRENCE-ID:20260310T090000Z",
         "20260310T090000Z"},
        {"DTSTART;TZID=Europe/Berlin:20260303T100000", "RECURRENCE-ID:20260310T100000",
         "20260310T090000Z"},
        {"DTSTART;TZID=Europe/Berlin:20260303T100000", "RECURRENCE-ID;VALUE=DATE:20260310",
         "20260310T090000Z"},
        {"DTSTART:20260303T100000", "RECURRENCE-ID:20260310T100000", "20260310T100000"},
        {"DTSTART;VALUE=DATE:20260303", "RECURRENCE-ID;VALUE=DATE:20260310", "20260310"},
        {"DTSTART;VALUE=DATE:20260303", "RECURRENCE-ID:20260310T000000", "20260310"},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        OWN_CHARS text =
            mem_strf(CALENDAR(VEVENT("%s\r\nRRULE:FREQ=WEEKLY\r\n") VEVENT("%s\r\n%s\r\n")),
                     cases[i].start, cases[i].id, cases[i].start);
        OWN(event) e = event_of(text);
        char key[20];
        vevent_key(&e->overrides[0], key);
        CHECK_STR(key, cases[i].key);
        CHECK(event_override(e, cases[i].key) == &e->overrides[0]);
        CHECK(!event_override(e, "20990101"));
        vevent_key(e->master, key);
        CHECK_STR(key, "");
    }
}

TEST(overrides_are_in_order_whatever_order_they_come_in)
{
    OWN(event)
    e = event_of(
        CALENDAR(VEVENT("RECURRENCE-ID:20260317T090000Z\r\nDTSTART:20260317T100000Z\r\n") VEVENT(
            "RECURRENCE-ID;RANGE=THISANDFUTURE:20260310T090000Z\r\nDTSTART:20260310T100000Z\r\n")
                     VEVENT("DTSTART:20260303T090000Z\r\nRRULE:FREQ=WEEKLY;\r\n")));
    CHECK_INT(e->noverrides, 2);
    CHECK(e->overrides[0].and_future && !e->overrides[1].and_future);
    CHECK_INT(e->overrides[0].line, 9);
    CHECK(event_is_recurring(e) && e->master->recurrence);
    CHECK_STR(e->master->rrules[0], ":FREQ=WEEKLY;");
}

TEST(overrides_may_stand_alone)
{
    OWN(event)
    e = event_of(CALENDAR(VEVENT("RECURRENCE-ID:20260317T090000Z\r\n"
                                 "DTSTART:20260317T100000Z\r\n")));
    CHECK(!e->master && event_main(e) == &e->overrides[0] && event_is_recurring(e));
}

TEST(the_text_is_kept_byte_for_byte)
{
    static const char text[] = "\xEF\xBB\xBF" SIMPLE("x-Odd;P=\"1\":\t z \r\n\r\n Q\r\nno colon\n");
    OWN(event) e = event_of(text);
    CHECK(span_is(e->text, text));
}

RUN_TESTS(CASE(an_event_says_what_it_says), CASE(what_is_not_said_is_absent),
          CASE(an_end_comes_from_dtend_duration_or_the_default),
          CASE(times_are_read_as_programs_write_them),
          CASE(a_zone_that_only_the_text_knows_is_obeyed_wherever_it_stands),
          CASE(a_foreign_vtimezone_does_not_change_a_zone_that_the_world_knows),
          CASE(a_name_of_a_product_is_not_believed_against_the_text),
          CASE(a_windows_name_is_the_zone_that_the_calendar_names_where_the_clocks_agree),
          CASE(a_calendar_may_name_the_zone_of_unknown_ones), CASE(a_sequence_is_a_number_or_none),
          CASE(what_cannot_be_an_event_is_refused_by_line_and_property),
          CASE(an_illegal_rule_is_refused_by_line), CASE(a_nul_byte_is_refused),
          CASE(a_utf8_sequence_that_a_fold_splits_is_whole),
          CASE(bounds_hold_before_anything_is_read), CASE(a_message_may_lack_what_an_event_may_not),
          CASE(methods_have_names), CASE(keys_name_occurrences),
          CASE(overrides_are_in_order_whatever_order_they_come_in), CASE(overrides_may_stand_alone),
          CASE(the_text_is_kept_byte_for_byte))
