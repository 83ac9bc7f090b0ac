#include "reading.h"

TEST(an_address_is_the_same_however_it_is_written)
{
    static const struct {
        const char *uri, *address;
    } cases[] = {
        {"mailto:anna@example.org", "anna@example.org"},
        {"MAILTO:Anna@Example.ORG", "anna@example.org"},
        {"anna@example.org", "anna@example.org"},
        {" mailto: anna@example.org ", "anna@example.org"},
        {"mailto:anna%40example.org", "anna@example.org"},
        {"mailto:an%6Ea@example.org", "anna@example.org"},
        {"mailto:mailto:anna@example.org", "anna@example.org"},
        {"mailto:<anna@example.org>", "anna@example.org"},
        {"mailto:anna@example.org?subject=x", "anna@example.org"},
        {"mailto:100%@example.org", "100%@example.org"},
        {"urn:uuid:1234", ""},
        {"invalid:nomail", ""},
        {"mailto:", ""},
        {"", ""},
        {"mailto:a%0D%0ABcc:b@example.org", ""},
        {"mailto:a%00@example.org", ""},
        {"mailto:a b@example.org", ""},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        OWN_CHARS address = address_normal(span_of(cases[i].uri));
        CHECK_STR(address, cases[i].address);
    }
}

TEST(an_attendee_says_who_and_what)
{
    OWN(event)
    e = event_of(SIMPLE(
        "ORGANIZER;CN=\"Boss, the\";SENT-BY=\"mailto:Aide@example.org\":mailto:b@example.org\r\n"
        "ATTENDEE;CN=Anna;PARTSTAT=accepted;ROLE=CHAIR;RSVP=true;CUTYPE=ROOM;LANGUAGE=de;\r\n"
        " SCHEDULE-AGENT=CLIENT:mailto:Anna@example.org\r\n"
        "ATTENDEE:mailto:carl@example.org\r\n"));
    const struct vevent *v = e->master;
    CHECK(v->has_organizer);
    CHECK_STR(v->organizer.name, "Boss, the");
    CHECK_STR(v->organizer.sent_by, "aide@example.org");
    CHECK_INT(v->nattendees, 2);
    const struct person *p = &v->attendees[0];
    CHECK_STR(p->address, "anna@example.org");
    CHECK_STR(p->uri, "mailto:Anna@example.org");
    CHECK_STR(p->name, "Anna");
    CHECK_STR(p->language, "de");
    CHECK_INT(p->partstat, PARTSTAT_ACCEPTED);
    CHECK_INT(p->role, ROLE_CHAIR);
    CHECK_INT(p->cutype, CUTYPE_ROOM);
    CHECK_INT(p->agent, SCHEDULE_CLIENT);
    CHECK(p->rsvp);
    CHECK(vevent_attendee(v, "carl@example.org") == &v->attendees[1]);
    CHECK(!vevent_attendee(v, "nobody@example.org") && !vevent_attendee(v, ""));
}

TEST(an_attendee_who_says_nothing_has_the_defaults)
{
    OWN(event)
    e = event_of(SIMPLE("ATTENDEE;PARTSTAT=X-SLEEPY;SCHEDULE-AGENT=X-OWL:mailto:c@d\r\n"
                        "ATTENDEE:mailto:c@d\r\n"));
    const struct person *odd = &e->master->attendees[0], *p = &e->master->attendees[1];
    CHECK_INT(odd->partstat, PARTSTAT_NEEDS_ACTION);
    CHECK_INT(odd->agent, SCHEDULE_NONE); /* RFC 6638, 7.1 */
    CHECK_INT(p->partstat, PARTSTAT_NEEDS_ACTION);
    CHECK_INT(p->role, ROLE_REQUIRED);
    CHECK_INT(p->cutype, CUTYPE_INDIVIDUAL);
    CHECK_INT(p->agent, SCHEDULE_SERVER);
    CHECK(!p->rsvp && !p->name && !p->sent_by && !p->language);
}

TEST(an_opaque_uri_gives_way_to_email)
{
    OWN(event)
    e = event_of(SIMPLE("ATTENDEE;EMAIL=Anna@example.org:/aMTY5/principal/\r\n"
                        "ATTENDEE;EMAIL=other@example.org:mailto:x@example.org\r\n"
                        "ATTENDEE:urn:uuid:5\r\n"));
    CHECK_STR(e->master->attendees[0].address, "anna@example.org");
    CHECK_STR(e->master->attendees[1].address, "x@example.org");
    CHECK_STR(e->master->attendees[2].address, "");
}

TEST(an_empty_organizer_is_none)
{
    OWN(event) e = event_of(SIMPLE("ORGANIZER:\r\n"));
    CHECK(!e->master->has_organizer);
}

TEST(words_have_names)
{
    CHECK_STR(partstat_name(PARTSTAT_NEEDS_ACTION), "NEEDS-ACTION");
    CHECK_STR(partstat_name(PARTSTAT_DELEGATED), "DELEGATED");
    CHECK_STR(role_name(ROLE_REQUIRED), "REQ-PARTICIPANT");
    CHECK_STR(role_name(ROLE_NON), "NON-PARTICIPANT");
}

RUN_TESTS(CASE(an_address_is_the_same_however_it_is_written), CASE(an_attendee_says_who_and_what),
          CASE(an_attendee_who_says_nothing_has_the_defaults),
          CASE(an_opaque_uri_gives_way_to_email), CASE(an_empty_organizer_is_none),
          CASE(words_have_names))
