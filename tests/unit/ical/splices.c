#include "reading.h"

static void check_done(struct splice *s, const char *wanted)
{
    size_t len = 0;
    OWN_CHARS got = splice_done(s, &len);
    CHECK_STR(got, wanted);
    CHECK_INT(len, strlen(wanted));
}

#define MEETING                                                                                    \
    SIMPLE("SUMMARY:Tea\r\nSEQUENCE:1\r\nx-Odd : y\r\nATTENDEE;CN=\"A, B\";PARTSTAT=NEEDS-ACTION;" \
           "X-P=1:mailto:a@b\r\n"                                                                  \
           "BEGIN:VALARM\r\nSUMMARY:Ring\r\nATTENDEE:mailto:x@y\r\nEND:VALARM\r\n")

TEST(without_an_edit_every_byte_stays)
{
    static const char *const texts[] = {
        MEETING,
        ("\xEF\xBB\xBF\n\nBEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nDTSTART:20260303\nno colon\n\n"
         "END:VEVENT\nEND:VCALENDAR\n\n \n"),
        "BEGIN:VCALENDAR\rBEGIN:VEVENT\rUID:a\rDTSTART:20260303\rEND:VEVENT\rEND:VCALENDAR",
    };
    for (size_t i = 0; i < LENGTH(texts); i++) {
        OWN(event) e = event_of(texts[i]);
        OWN(splice) s = splice_new(e);
        CHECK(splice_is_empty(s));
        check_done(s, texts[i]);
    }
}

TEST(a_property_is_replaced_where_it_stands)
{
    OWN(event) e = event_of(MEETING);
    OWN(splice) s = splice_new(e);
    splice_set(s, e->master, "summary", "", SPAN("Coffee"));
    CHECK(!splice_is_empty(s));
    check_done(s, SIMPLE("summary:Coffee\r\nSEQUENCE:1\r\nx-Odd : y\r\nATTENDEE;CN=\"A, B\";"
                         "PARTSTAT=NEEDS-ACTION;X-P=1:mailto:a@b\r\nBEGIN:VALARM\r\nSUMMARY:Ring"
                         "\r\nATTENDEE:mailto:x@y\r\nEND:VALARM\r\n"));
}

TEST(a_new_property_stands_before_the_first_component_inside)
{
    OWN(event) e = event_of(SIMPLE("BEGIN:VALARM\r\nEND:VALARM\r\n"));
    OWN(splice) s = splice_new(e);
    splice_set(s, e->master, "LOCATION", ";LANGUAGE=en", SPAN("Room"));
    splice_add(s, e->master, "COMMENT", "", SPAN("one"));
    splice_add(s, e->master, "COMMENT", "", SPAN("two"));
    check_done(s, SIMPLE("LOCATION;LANGUAGE=en:Room\r\nCOMMENT:one\r\nCOMMENT:two\r\n"
                         "BEGIN:VALARM\r\nEND:VALARM\r\n"));
}

TEST(setting_what_is_there_already_changes_nothing)
{
    OWN(event) e = event_of(SIMPLE("SUMMARY;LANGUAGE=en:T\r\n ea\r\nSEQUENCE:1\r\n"));
    OWN(splice) s = splice_new(e);
    splice_set(s, e->master, "SUMMARY", ";LANGUAGE=en", SPAN("Tea"));
    splice_set(s, e->master, "SEQUENCE", NULL, SPAN("2"));
    CHECK(!splice_is_empty(s));
    splice_set(s, e->master, "SEQUENCE", NULL, SPAN("1"));
    CHECK(splice_is_empty(s));
    splice_remove(s, e->master, "LOCATION");
    CHECK(splice_is_empty(s));
}

TEST(new_lines_use_the_line_ends_of_the_file_and_are_folded)
{
    static const char *const ends[] = {"\r\n", "\n", "\r"};
    for (size_t i = 0; i < LENGTH(ends); i++) {
        const char *n = ends[i];
        OWN_CHARS text = mem_strf("BEGIN:VCALENDAR%sBEGIN:VEVENT%sUID:a%sDTSTART:20260303%s"
                                  "END:VEVENT%sEND:VCALENDAR",
                                  n, n, n, n, n);
        OWN(event) e = event_of(text);
        OWN(splice) s = splice_new(e);
        splice_set(
            s, e->master, "LOCATION", "",
            SPAN("https://meet.example.org/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"));
        OWN_CHARS wanted = mem_strf(
            "BEGIN:VCALENDAR%sBEGIN:VEVENT%sUID:a%sDTSTART:20260303%s"
            "LOCATION:https://meet.example.org/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa%s aaaaaab%s"
            "END:VEVENT%sEND:VCALENDAR",
            n, n, n, n, n, n, n);
        check_done(s, wanted);
    }
}

TEST(properties_go_all_or_some)
{
    OWN(event) e = event_of(SIMPLE("COMMENT:a\r\nSUMMARY:x\r\ncomment:b\r\n c\r\n"));
    OWN(splice) all = splice_new(e);
    splice_remove(all, e->master, "COMMENT");
    check_done(all, SIMPLE("SUMMARY:x\r\n"));
}

static bool value_is(const struct ical_line *line, void *with)
{
    return span_is(line->value, with);
}

TEST(only_those_that_match_go)
{
    char bc[] = "bc";
    OWN(event) e = event_of(SIMPLE("COMMENT:a\r\nCOMMENT:b\r\n c\r\n"));
    OWN(splice) s = splice_new(e);
    splice_remove_if(s, e->master, "COMMENT", value_is, bc);
    check_done(s, SIMPLE("COMMENT:a\r\n"));
}

TEST(one_parameter_changes_and_the_others_stay)
{
    OWN(event) e = event_of(MEETING);
    const struct person *p = &e->master->attendees[0];
    OWN(splice) s = splice_new(e);
    splice_set_param(s, e->master, p, "PARTSTAT", "ACCEPTED");
    splice_set_param(s, e->master, p, "SCHEDULE-STATUS", "2.0;ok");
    splice_set_param(s, e->master, p, "X-P", NULL);
    check_done(s, SIMPLE("SUMMARY:Tea\r\nSEQUENCE:1\r\nx-Odd : y\r\nATTENDEE;CN=\"A, B\";"
                         "PARTSTAT=ACCEPTED;SCHEDULE-STATUS=\"2.0;ok\":mailto:a@b\r\n"
                         "BEGIN:VALARM\r\nSUMMARY:Ring\r\nATTENDEE:mailto:x@y\r\nEND:VALARM\r\n"));
    OWN(splice) none = splice_new(e);
    splice_set_param(none, e->master, p, "PARTSTAT", "NEEDS-ACTION");
    splice_set_param(none, e->master, p, "RSVP", NULL);
    CHECK(splice_is_empty(none));
}

TEST(a_parameter_cannot_end_its_line)
{
    OWN(event) e = event_of(MEETING);
    OWN(splice) s = splice_new(e);
    splice_set_param(s, e->master, &e->master->attendees[0], "CN",
                     "x\r\nATTACH:file:///etc/passwd");
    OWN_CHARS got = splice_done(s, NULL);
    OWN(event) again = event_of(got);
    CHECK_INT(again->master->nattendees, 1);
    CHECK_STR(again->master->attendees[0].name, "x\nATTACH:file:///etc/passwd");
}

#define MASTER VEVENT("DTSTART:20260303T090000Z\r\nRRULE:FREQ=WEEKLY\r\nATTENDEE:mailto:a@b\r\n")
#define OVERRIDE                                                            \
    VEVENT("RECURRENCE-ID:20260310T090000Z\r\nDTSTART:20260310T100000Z\r\n" \
           "ATTENDEE:mailto:c@d\r\nATTENDEE:mailto:a@b\r\n")

TEST(each_vevent_is_edited_by_itself)
{
    OWN(event) e = event_of(CALENDAR(OVERRIDE MASTER));
    OWN(splice) s = splice_new(e);
    splice_set(s, e->master, "SEQUENCE", "", SPAN("2"));
    splice_set(s, &e->overrides[0], "SEQUENCE", "", SPAN("3"));
    splice_remove_person(s, &e->overrides[0], &e->overrides[0].attendees[0]);
    splice_set(s, NULL, "METHOD", "", SPAN("PUBLISH"));
    check_done(s, CALENDAR("METHOD:PUBLISH\r\n" VEVENT(
                      "RECURRENCE-ID:20260310T090000Z\r\nDTSTART:20260310T100000Z\r\n"
                      "ATTENDEE:mailto:a@b\r\nSEQUENCE:3\r\n")
                               VEVENT("DTSTART:20260303T090000Z\r\nRRULE:FREQ=WEEKLY\r\n"
                                      "ATTENDEE:mailto:a@b\r\nSEQUENCE:2\r\n")));
}

TEST(components_come_and_go_whole)
{
    OWN(event) e = event_of(CALENDAR(MASTER OVERRIDE));
    OWN(splice) s = splice_new(e);
    splice_remove_component(s, &e->overrides[0]);
    splice_add_component(s, SPAN("BEGIN:VEVENT\r\nUID:a@example.org\r\nEND:VEVENT\r\n"));
    check_done(s, CALENDAR(MASTER "BEGIN:VEVENT\r\nUID:a@example.org\r\nEND:VEVENT\r\n"));
}

TEST(a_component_is_added_in_the_line_ends_of_the_file)
{
    OWN(event)
    e = event_of("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nDTSTART:20260303\nEND:VEVENT\n"
                 "END:VCALENDAR\n");
    OWN(splice) s = splice_new(e);
    splice_add_component(s, SPAN("BEGIN:X\r\nA:1\r\nEND:X\r\n"));
    check_done(s, "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nDTSTART:20260303\nEND:VEVENT\n"
                  "BEGIN:X\nA:1\nEND:X\nEND:VCALENDAR\n");
}

TEST(edits_of_what_was_edited_add_up)
{
    OWN(event) e = event_of(SIMPLE(""));
    OWN(splice) s = splice_new(e);
    splice_set(s, e->master, "LOCATION", "", SPAN("A"));
    splice_set(s, e->master, "LOCATION", "", SPAN("B"));
    splice_remove(s, e->master, "DTSTART");
    splice_add(s, e->master, "DTSTART", "", SPAN("20260304T090000Z"));
    check_done(s, CALENDAR(VEVENT("LOCATION:B\r\nDTSTART:20260304T090000Z\r\n")));
}

/* Folds in the name, blank lines, other line ends than those of the first line: what is not meant
 * keeps all of it. */
TEST(a_line_is_found_however_it_is_written_and_its_neighbours_stay)
{
    static const struct {
        const char *line, *after;
    } cases[] = {
        {"LOCATION:a\n", "LOCATION:b\r\n"},
        {"location;X=1:a\r", "LOCATION:b\r\n"},
        {"LOC\r\n ATION:a\r\n", "LOCATION:b\r\n"},
        {"\r\n LOCATION:a\r\n", "LOCATION:b\r\n"},
        {"\r\nLOCATION\r\n\t:a\r\n", "\r\nLOCATION:b\r\n"},
        {"LOCATION:\r\n\r\n", "LOCATION:b\r\n\r\n"},
        {"LOCATION:a\r\nLOCATION:c\r\n", "LOCATION:b\r\nLOCATION:c\r\n"},
        {"XLOCATION:a\r\n", "XLOCATION:a\r\nLOCATION:b\r\n"},
        {"BEGIN:X\r\nLOCATION:a\r\nEND:X\r\nLOCATION:c\r\n",
         "BEGIN:X\r\nLOCATION:a\r\nEND:X\r\nLOCATION:b\r\n"},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        OWN_CHARS text = mem_strf(SIMPLE("A:\xC3\r\n \xA4\r\n%s"), cases[i].line);
        OWN_CHARS wanted = mem_strf(SIMPLE("A:\xC3\r\n \xA4\r\n%s"), cases[i].after);
        OWN(event) e = event_of(text);
        OWN(splice) s = splice_new(e);
        splice_set(s, e->master, "LOCATION", "", SPAN("b"));
        check_done(s, wanted);
    }
}

TEST(people_are_found_in_whatever_order_they_are_asked_for)
{
    OWN(event)
    e = event_of(SIMPLE("ATTENDEE:mailto:a@x\r\nBEGIN:VALARM\r\nATTENDEE:mailto:no@x\r\n"
                        "END:VALARM\r\nno colon\r\nATTENDEE:mailto:b@x\r\n\r\n"
                        "ATTEN\r\n DEE:mailto:c@x\r\n"));
    const struct person *all = e->master->attendees;
    static const int order[] = {2, 0, 1, 1, 2, 0};
    OWN(splice) s = splice_new(e);
    for (size_t i = 0; i < LENGTH(order); i++) {
        OWN_CHARS name = mem_strf("X-%zu", i);
        splice_set_param(s, e->master, &all[order[i]], name, all[order[i]].address);
    }
    check_done(s, SIMPLE("ATTENDEE;X-1=a@x;X-5=a@x:mailto:a@x\r\nBEGIN:VALARM\r\n"
                         "ATTENDEE:mailto:no@x\r\nEND:VALARM\r\nno colon\r\n"
                         "ATTENDEE;X-2=b@x;X-3=b@x:mailto:b@x\r\n\r\n"
                         "ATTENDEE;X-0=c@x;X-4=c@x:mailto:c@x\r\n"));
}

TEST(what_is_edited_in_a_component_goes_with_it)
{
    OWN(event) e = event_of(CALENDAR(OVERRIDE MASTER));
    const struct vevent *o = &e->overrides[0];
    OWN(splice) s = splice_new(e);
    splice_set(s, o, "SEQUENCE", "", SPAN("1"));
    splice_set(s, o, "DTSTART", "", SPAN("20260310T110000Z"));
    splice_remove_component(s, o);
    splice_set(s, o, "SEQUENCE", "", SPAN("2"));
    splice_set(s, NULL, "METHOD", "", SPAN("REQUEST"));
    splice_add_component(s, SPAN("BEGIN:X\r\nEND:X\r\n"));
    splice_add_component(s, SPAN("BEGIN:Y\r\nEND:Y\r\n"));
    check_done(s, CALENDAR("METHOD:REQUEST\r\n" MASTER "BEGIN:X\r\nEND:X\r\nBEGIN:Y\r\nEND:Y\r\n"));
}

TEST(a_component_that_goes_and_comes_back_changes_nothing)
{
    OWN(event) e = event_of(CALENDAR(MASTER OVERRIDE));
    OWN(splice) s = splice_new(e);
    splice_set(s, &e->overrides[0], "SEQUENCE", "", SPAN("1"));
    splice_remove_component(s, &e->overrides[0]);
    CHECK(!splice_is_empty(s));
    splice_add_component(s, SPAN(OVERRIDE));
    CHECK(splice_is_empty(s));
}

/* What the service writes: the lines that it means and no other byte, in all line ends. */
TEST(edits_of_the_service_touch_their_lines_alone)
{
    static const char *const ends[] = {"\r\n", "\n", "\r"};
    for (size_t i = 0; i < LENGTH(ends); i++) {
        const char *n = ends[i];
        OWN_CHARS before = mem_strf(
            "BEGIN:VCALENDAR%1$sx-lower:\\,%1$sBEGIN:VEVENT%1$sUID:a%1$sDTSTART:20260303%1$s"
            "DESCRIPTION:old%1$s  text%1$sURL:%1$sATTENDEE;x=\"a:b\":mailto:a@b%1$s%1$s"
            "SEQUENCE:1%1$sGEO:1.0000000001;2%1$sEND:VEVENT%1$sEND:VCALENDAR%1$s",
            n);
        OWN_CHARS after = mem_strf(
            "BEGIN:VCALENDAR%1$sx-lower:\\,%1$sBEGIN:VEVENT%1$sUID:a%1$sDTSTART:20260303%1$s"
            "DESCRIPTION:old text\\n\\nhttps://meet.example.org/aaaaaaaaaaaaaaaaaaaaaaaa\xC3\xA4%1$s "
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa%1$s a%1$s"
            "URL:%1$sATTENDEE;x=\"a:b\";PARTSTAT=ACCEPTED;SCHEDULE-STATUS=2.0:mailto:a@b%1$s%1$s"
            "SEQUENCE:2%1$sGEO:1.0000000001;2%1$sLOCATION:Room%1$s"
            "CONFERENCE;VALUE=URI:https://meet.example.org/a%1$sEND:VEVENT%1$sEND:VCALENDAR%1$s",
            n);
        OWN(event) e = event_of(before);
        OWN(splice) s = splice_new(e);
        OWN_CHARS block = mem_strf(
            "old text\\n\\nhttps://meet.example.org/aaaaaaaaaaaaaaaaaaaaaaaa\xC3\xA4%075d", 0);
        for (char *c = block; *c; c++)
            *c = *c == '0' ? 'a' : *c;
        splice_set(s, e->master, "LOCATION", "", SPAN("Room"));
        splice_set(s, e->master, "CONFERENCE", ";VALUE=URI", SPAN("https://meet.example.org/a"));
        splice_set(s, e->master, "DESCRIPTION", "", span_of(block));
        splice_set(s, e->master, "SEQUENCE", "", SPAN("2"));
        splice_set_param(s, e->master, &e->master->attendees[0], "PARTSTAT", "ACCEPTED");
        splice_set_param(s, e->master, &e->master->attendees[0], "SCHEDULE-STATUS", "2.0");
        check_done(s, after);
    }
}

RUN_TESTS(CASE(without_an_edit_every_byte_stays), CASE(a_property_is_replaced_where_it_stands),
          CASE(a_new_property_stands_before_the_first_component_inside),
          CASE(setting_what_is_there_already_changes_nothing),
          CASE(new_lines_use_the_line_ends_of_the_file_and_are_folded),
          CASE(properties_go_all_or_some), CASE(only_those_that_match_go),
          CASE(one_parameter_changes_and_the_others_stay), CASE(a_parameter_cannot_end_its_line),
          CASE(each_vevent_is_edited_by_itself), CASE(components_come_and_go_whole),
          CASE(a_component_is_added_in_the_line_ends_of_the_file),
          CASE(edits_of_what_was_edited_add_up),
          CASE(a_line_is_found_however_it_is_written_and_its_neighbours_stay),
          CASE(people_are_found_in_whatever_order_they_are_asked_for),
          CASE(what_is_edited_in_a_component_goes_with_it),
          CASE(a_component_that_goes_and_comes_back_changes_nothing),
          CASE(edits_of_the_service_touch_their_lines_alone))
