#include "reading.h"

static bool same(const char *a, const char *b)
{
    struct digest da = ical_hash(span_of(a)), db = ical_hash(span_of(b));
    return digest_equal(&da, &db);
}

#define BODY "SUMMARY:Tea\r\nATTENDEE;CN=\"A\";RSVP=TRUE:mailto:a@b\r\n"

TEST(the_same_event_is_the_same_however_it_is_written_down)
{
    static const char *const others[] = {
        SIMPLE("ATTENDEE;CN=\"A\";RSVP=TRUE:mailto:a@b\r\nSUMMARY:Tea\r\n"), /* order */
        SIMPLE("SUMMARY:T\r\n ea\r\nATTENDEE;RSVP=TRUE;CN=A:\r\n mailto:a@b\r\n"),
        SIMPLE("summary:Tea\nattendee;cn=A;rsvp=TRUE:mailto:a@b\n"),
        SIMPLE(BODY "DTSTAMP:20260101T000000Z\r\nLAST-MODIFIED:20260101T000000Z\r\n"
                    "CREATED:20260101T000000Z\r\nX-CONVOKE-ROOM:x\r\n"),
        CALENDAR("METHOD:REQUEST\r\nX-WR-CALNAME:x\r\nBEGIN:VTIMEZONE\r\nTZID:x\r\n"
                 "END:VTIMEZONE\r\n" VEVENT("DTSTART:20260303T090000Z\r\n" BODY)),
        "BEGIN:VCALENDAR\nbegin:vevent\nUID:a@example.org\n\nDTSTART:20260303T090000Z\n" BODY
        "END:VEVENT\nEND:VCALENDAR",
    };
    for (size_t i = 0; i < LENGTH(others); i++)
        CHECK(same(SIMPLE(BODY), others[i]));
}

TEST(another_event_is_another)
{
    static const char *const others[] = {
        SIMPLE(""),
        SIMPLE(BODY BODY),
        SIMPLE("SUMMARY:tea\r\nATTENDEE;CN=\"A\";RSVP=TRUE:mailto:a@b\r\n"),
        SIMPLE("SUMMARY:Tea\r\nATTENDEE;CN=\"A\";RSVP=FALSE:mailto:a@b\r\n"),
        SIMPLE("SUMMARY:Tea\r\nATTENDEE;CN=\"A\":mailto:a@b\r\n"),
        SIMPLE(BODY "SEQUENCE:1\r\n"),
        SIMPLE(BODY "BEGIN:VALARM\r\nTRIGGER:-PT5M\r\nEND:VALARM\r\n"),
        SIMPLE("BEGIN:VALARM\r\nSUMMARY:Tea\r\nEND:VALARM\r\n"
               "ATTENDEE;CN=\"A\";RSVP=TRUE:mailto:a@b\r\n"),
        CALENDAR("BEGIN:VTODO\r\nUID:a@example.org\r\nDTSTART:20260303T090000Z\r\n" BODY
                 "END:VTODO\r\n"),
    };
    for (size_t i = 0; i < LENGTH(others); i++)
        CHECK(!same(SIMPLE(BODY), others[i]));
}

TEST(how_a_message_went_is_no_part_of_the_event)
{
    const char *plain = SIMPLE("ATTENDEE:mailto:a@b\r\nORGANIZER;CN=C:mailto:c@d\r\n");
    CHECK(same(plain, SIMPLE("ATTENDEE;SCHEDULE-STATUS=\"1.1\":mailto:a@b\r\n"
                             "ORGANIZER;schedule-status=5.1;CN=C:mailto:c@d\r\n")));
    CHECK(!same(plain, SIMPLE("ATTENDEE;SCHEDULE-AGENT=NONE:mailto:a@b\r\n"
                              "ORGANIZER;CN=C:mailto:c@d\r\n")));
}

static bool same_but_answers(const char *a, const char *b)
{
    struct digest da = ical_hash_but_answers(span_of(a)), db = ical_hash_but_answers(span_of(b));
    return digest_equal(&da, &db);
}

/* RFC 6638, 3.2.10 */
TEST(answers_alone_can_be_left_out)
{
    const char *asked = SIMPLE("ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN=A:mailto:a@b\r\n");
    const char *answered =
        SIMPLE("ATTENDEE;CN=A;PARTSTAT=ACCEPTED;X-CONVOKE-REPLIED=20260101T000000Z:mailto:a@b\r\n");
    const char *other = SIMPLE("ATTENDEE;CN=A;ROLE=CHAIR;PARTSTAT=ACCEPTED:mailto:a@b\r\n");
    CHECK(same_but_answers(asked, answered) && !same(asked, answered));
    CHECK(!same_but_answers(asked, other));
}

TEST(the_order_of_components_does_not_matter_but_what_is_in_them_does)
{
    const char *one = CALENDAR(VEVENT("A:1\r\n") VEVENT("B:2\r\n"));
    CHECK(same(one, CALENDAR(VEVENT("B:2\r\n") VEVENT("A:1\r\n"))));
    CHECK(!same(one, CALENDAR(VEVENT("A:1\r\nB:2\r\n") VEVENT(""))));
}

TEST(one_value_cannot_pass_for_two_lines)
{
    CHECK(!same(SIMPLE("X:a\r\nY:b\r\n"), SIMPLE("X:aY:b\r\n")));
    CHECK(!same(SIMPLE("X;A=1:b\r\n"), SIMPLE("X:A=1:b\r\n")));
}

TEST(any_text_has_a_hash)
{
    OWN(text) deep = text_new();
    for (int i = 0; i < 5000; i++)
        text_add_str(deep, "BEGIN:X\r\n");
    static const char *const odd[] = {"", "\r\n", "END:X\r\nEND:Y\r\n", "BEGIN:VEVENT", "no colon"};
    for (size_t i = 0; i < LENGTH(odd); i++)
        CHECK(same(odd[i], odd[i]));
    CHECK(same(text_str(deep), text_str(deep)));
}

RUN_TESTS(CASE(the_same_event_is_the_same_however_it_is_written_down),
          CASE(another_event_is_another), CASE(how_a_message_went_is_no_part_of_the_event),
          CASE(answers_alone_can_be_left_out),
          CASE(the_order_of_components_does_not_matter_but_what_is_in_them_does),
          CASE(one_value_cannot_pass_for_two_lines), CASE(any_text_has_a_hash))
