#include "story.h"

#define EVE     L("ORGANIZER:mailto:eve@example.net")
#define OLGA    L("ATTENDEE:mailto:olga@example.org")
#define THEIRS  START HOUR TITLE EVE OLGA ANN
#define STORED  CALENDAR(VEVENT(THEIRS L("SEQUENCE:2")))
#define SERIES2 START HOUR WEEKLY TITLE EVE OLGA ANN L("SEQUENCE:2")
#define ALL     CALENDAR(VEVENT(SERIES2))
#define MOVED \
    VEVENT(ON("20260310") AT("20260310", "120000", "130000") TITLE EVE OLGA ANN L("SEQUENCE:3"))
#define CANCEL(...)                                                                             \
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//EN\r\nMETHOD:CANCEL\r\nBEGIN:VEVENT\r\n" \
    "UID:meet@example.org\r\n" __VA_ARGS__ "END:VEVENT\r\nEND:VCALENDAR\r\n"
#define STAMP    L("DTSTAMP:20260302T080000Z")
#define OFF      L("STATUS:CANCELLED")
#define THIS(at) L("RECURRENCE-ID:" at)

static const struct {
    const char *name, *stored, *cancel;
    enum itip_outcome outcome;
    const char *has, *lacks;
} cases[] = {
    {"the organizer cancels", STORED, CANCEL(STAMP L("SEQUENCE:3") EVE OLGA OFF), ITIP_APPLIED,
     "STATUS:CANCELLED\r\n"},
    {"and his number is taken over", STORED, CANCEL(STAMP L("SEQUENCE:3") EVE OLGA OFF),
     ITIP_APPLIED, "SEQUENCE:3\r\n"},
    {"Google's equal number does", STORED, CANCEL(STAMP L("SEQUENCE:2") EVE OLGA OFF), ITIP_APPLIED,
     "STATUS:CANCELLED\r\n"},
    {"a lower number is stale", STORED, CANCEL(STAMP L("SEQUENCE:1") EVE OLGA OFF), ITIP_STALE},
    {"an equal one of before is stale", STORED,
     CANCEL(L("DTSTAMP:20260101T000000Z") L("SEQUENCE:2") EVE OLGA OFF), ITIP_STALE},
    {"who is not the organizer cannot", STORED,
     CANCEL(STAMP L("SEQUENCE:3") L("ORGANIZER:mailto:ann@example.com") OLGA OFF), ITIP_NO_FIT},
    {"nor can nobody", STORED, CANCEL(STAMP L("SEQUENCE:3") OLGA OFF), ITIP_NO_FIT},
    {"once is enough", CALENDAR(VEVENT(THEIRS OFF)), CANCEL(STAMP L("SEQUENCE:3") EVE OLGA OFF),
     ITIP_UNCHANGED},
    {"without STATUS the one it names is meant", STORED, CANCEL(STAMP L("SEQUENCE:3") EVE OLGA),
     ITIP_APPLIED, "STATUS:CANCELLED\r\n"},
    {"and if it names somebody else, he alone goes", STORED, CANCEL(STAMP L("SEQUENCE:3") EVE ANN),
     ITIP_APPLIED, "olga@example.org", "ann@example.com"},
    {"who is gone already changes nothing", STORED,
     CANCEL(STAMP L("SEQUENCE:3") EVE L("ATTENDEE:mailto:cyd@example.com")), ITIP_UNCHANGED},
    {"a series with its overrides", CALENDAR(VEVENT(SERIES2) MOVED),
     CANCEL(STAMP L("SEQUENCE:4") EVE OLGA OFF), ITIP_APPLIED, "SEQUENCE:4", "SEQUENCE:3"},
    {"one occurrence that has no override is left out", ALL,
     CANCEL(STAMP L("SEQUENCE:3") THIS("20260310T090000Z") EVE OLGA OFF), ITIP_APPLIED,
     "EXDATE;TZID=Europe/Berlin:20260310T100000\r\n", "CANCELLED"},
    {"whatever its form", ALL,
     CANCEL(STAMP L("SEQUENCE:3") L("RECURRENCE-ID;TZID=W. Europe Standard Time:20260310T100000")
                EVE OLGA OFF),
     ITIP_APPLIED, "EXDATE;TZID=Europe/Berlin:20260310T100000\r\n"},
    {"one with an override keeps it", CALENDAR(VEVENT(SERIES2) MOVED),
     CANCEL(STAMP L("SEQUENCE:4") THIS("20260310T090000Z") EVE OLGA OFF), ITIP_APPLIED,
     "STATUS:CANCELLED", "EXDATE"},
    {"one that is none of the series harms nothing", ALL,
     CANCEL(STAMP L("SEQUENCE:3") THIS("20260311T090000Z") EVE OLGA OFF), ITIP_UNCHANGED},
    {"one that is left out already is known",
     CALENDAR(VEVENT(SERIES2 L("EXDATE;TZID=Europe/Berlin:20260310T100000"))),
     CANCEL(STAMP L("SEQUENCE:3") THIS("20260310T090000Z") EVE OLGA OFF), ITIP_UNCHANGED},
    {"a stale one of one", CALENDAR(VEVENT(SERIES2) MOVED),
     CANCEL(STAMP L("SEQUENCE:2") THIS("20260310T090000Z") EVE OLGA OFF), ITIP_STALE},
    {"this and all that follow is refused", ALL,
     CANCEL(STAMP L("SEQUENCE:3") L("RECURRENCE-ID;RANGE=THISANDFUTURE:20260310T090000Z")
                EVE OLGA OFF),
     ITIP_NO_FIT},
    {"a whole day of a series",
     CALENDAR(VEVENT(L("DTSTART;VALUE=DATE:20260303") L("RRULE:FREQ=DAILY") TITLE EVE OLGA)),
     CANCEL(STAMP L("SEQUENCE:3") L("RECURRENCE-ID;VALUE=DATE:20260305") EVE OLGA OFF),
     ITIP_APPLIED, "EXDATE;VALUE=DATE:20260305\r\n"},
    {"another event", STORED,
     "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nMETHOD:CANCEL\r\nBEGIN:VEVENT\r\nUID:other\r\n" EVE
     "END:VEVENT\r\nEND:VCALENDAR\r\n",
     ITIP_NO_FIT},
};

TEST(a_cancel_is_taken_from_the_organizer_where_its_number_fits)
{
    for (size_t i = 0; i < LENGTH(cases); i++) {
        struct story s;
        struct error err = {0};
        story_begin(&s);
        OWN(event) stored = story_read(&s, cases[i].stored);
        OWN(event) cancel = story_read(&s, cases[i].cancel);
        OWN(splice) edits = splice_new(stored);
        enum itip_outcome outcome =
            itip_apply_cancel(stored, cancel, &s.owner, s.floating, edits, &err);
        size_t len;
        OWN_CHARS text = splice_done(edits, &len);
        if (outcome != cases[i].outcome)
            fail_msg("%s: outcome %d (%s)\n%s", cases[i].name, (int)outcome, err.said, text);
        CHECK(outcome == ITIP_APPLIED || splice_is_empty(edits));
        if (cases[i].has && !strstr(text, cases[i].has))
            fail_msg("%s: \"%s\" does not stand in\n%s", cases[i].name, cases[i].has, text);
        if (cases[i].lacks && strstr(text, cases[i].lacks))
            fail_msg("%s: \"%s\" stands in\n%s", cases[i].name, cases[i].lacks, text);
        event_free(story_read(&s, text));
        story_end(&s);
    }
}

RUN_TESTS(CASE(a_cancel_is_taken_from_the_organizer_where_its_number_fits))
