#include "story.h"

#define STORED(...) CALENDAR(VEVENT(SINGLE L("SEQUENCE:2") __VA_ARGS__))
#define REPLY(...)                                                                             \
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//EN\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\n" \
    "UID:meet@example.org\r\n" __VA_ARGS__ "END:VEVENT\r\nEND:VCALENDAR\r\n"
#define YES     L("ATTENDEE;PARTSTAT=ACCEPTED:mailto:ann@example.com")
#define NO      L("ATTENDEE;PARTSTAT=DECLINED:mailto:ann@example.com")
#define STAMP   L("DTSTAMP:20260302T080000Z")
#define EARLIER L("DTSTAMP:20260301T080000Z")
#define NUMBER  L("SEQUENCE:2")
#define K10     "20260310T090000Z"

/* One REPLY and the stored event: the outcome, and what has to stand in the text afterwards. */
struct replied {
    const char *name, *stored, *reply;
    enum itip_outcome outcome;
    const char *has, *lacks;
};

static char *flat(const char *text)
{
    OWN(text) t = text_new();
    for (const char *at = text; *at; at++)
        if (strncmp(at, "\r\n ", 3) == 0)
            at += 2;
        else
            text_add_char(t, *at);
    return text_take(t);
}

static void check_reply(const struct replied *r)
{
    struct story s;
    struct error err = {0};
    story_begin(&s);
    OWN(event) stored = story_read(&s, r->stored);
    OWN(event) reply = story_read(&s, r->reply);
    OWN(splice) edits = splice_new(stored);
    enum itip_outcome outcome = itip_apply_reply(stored, reply, &s.owner, s.floating, edits, &err);
    size_t len;
    OWN_CHARS folded = splice_done(edits, &len);
    OWN_CHARS text = flat(folded);
    if (outcome != r->outcome)
        fail_msg("%s: outcome %d (%s)\n%s", r->name, (int)outcome, err.said, text);
    if (outcome != ITIP_APPLIED)
        CHECK(splice_is_empty(edits));
    if (outcome == ITIP_NO_FIT)
        CHECK(strlen(err.said) > 20 && err.rule);
    if (r->has && !strstr(text, r->has))
        fail_msg("%s: \"%s\" does not stand in\n%s", r->name, r->has, text);
    if (r->lacks && strstr(text, r->lacks))
        fail_msg("%s: \"%s\" stands in\n%s", r->name, r->lacks, text);
    event_free(story_read(&s, folded)); /* and it is an event still */
    story_end(&s);
}

static const struct replied replies[] = {
    {"an answer is set", STORED(ANN BOB), REPLY(STAMP NUMBER ORGANIZER YES), ITIP_APPLIED,
     "ATTENDEE;RSVP=TRUE;PARTSTAT=ACCEPTED;X-CONVOKE-REPLIED=20260302T080000Z:"
     "mailto:ann@example.com\r\nATTENDEE;RSVP=TRUE:mailto:bob@example.com\r\n"},
    {"the same answer again is known", STORED(YES), REPLY(STAMP NUMBER ORGANIZER YES),
     ITIP_UNCHANGED},
    {"another answer of later replaces it",
     STORED(L("ATTENDEE;PARTSTAT=ACCEPTED;X-CONVOKE-REPLIED=20260301T080000Z:mailto:"
              "ann@example.com")),
     REPLY(STAMP NUMBER ORGANIZER NO), ITIP_APPLIED,
     "PARTSTAT=DECLINED;X-CONVOKE-REPLIED=20260302T080000Z"},
    {"one that was overtaken is stale",
     STORED(L("ATTENDEE;PARTSTAT=ACCEPTED;X-CONVOKE-REPLIED=20260302T080000Z:mailto:"
              "ann@example.com")),
     REPLY(EARLIER NUMBER ORGANIZER NO), ITIP_STALE},
    {"a number below is stale", STORED(ANN), REPLY(STAMP L("SEQUENCE:1") ORGANIZER YES),
     ITIP_STALE},
    {"none is below", STORED(ANN), REPLY(STAMP ORGANIZER YES), ITIP_STALE},
    {"but not with the time that still holds", STORED(ANN),
     REPLY(STAMP L("SEQUENCE:1") L("DTSTART:20260303T090000Z") ORGANIZER YES), ITIP_APPLIED,
     "PARTSTAT=ACCEPTED"},
    {"with another time it is", STORED(ANN),
     REPLY(STAMP L("SEQUENCE:1") L("DTSTART:20260303T100000Z") ORGANIZER YES), ITIP_STALE},
    {"a number above is taken", STORED(ANN), REPLY(STAMP L("SEQUENCE:1772000000000") ORGANIZER YES),
     ITIP_APPLIED, "PARTSTAT=ACCEPTED", "1772000000000"},
    {"Exchange leaves out the organizer", STORED(ANN), REPLY(STAMP NUMBER YES), ITIP_APPLIED,
     "PARTSTAT=ACCEPTED"},
    {"he may be named by another of his addresses", STORED(ANN),
     REPLY(STAMP NUMBER L("ORGANIZER:mailto:olga@home.example.net") YES), ITIP_APPLIED,
     "PARTSTAT=ACCEPTED"},
    {"but by none of somebody else", STORED(ANN),
     REPLY(STAMP NUMBER L("ORGANIZER:mailto:eve@example.net") YES), ITIP_NO_FIT},
    {"somebody else's event is not answered here",
     CALENDAR(VEVENT(START HOUR TITLE L("ORGANIZER:mailto:eve@example.net") ANN)),
     REPLY(STAMP NUMBER YES), ITIP_NO_FIT},
    {"spelling of addresses does not matter", STORED(ANN),
     REPLY(STAMP NUMBER L("ATTENDEE;PARTSTAT=TENTATIVE:MAILTO:Ann%40Example.COM")), ITIP_APPLIED,
     "PARTSTAT=TENTATIVE"},
    {"who is not invited does not get in", STORED(ANN),
     REPLY(STAMP NUMBER L("ATTENDEE;PARTSTAT=ACCEPTED:mailto:eve@example.net")), ITIP_NO_FIT, NULL,
     "eve@"},
    {"nobody answers", STORED(ANN), REPLY(STAMP NUMBER), ITIP_NO_FIT},
    {"of several the one who is invited is meant", STORED(ANN),
     REPLY(STAMP NUMBER L("ATTENDEE;PARTSTAT=DECLINED:mailto:eve@example.net") YES), ITIP_APPLIED,
     "PARTSTAT=ACCEPTED"},
    {"two who are, and nobody can tell", STORED(ANN BOB),
     REPLY(STAMP NUMBER YES L("ATTENDEE;PARTSTAT=DECLINED:mailto:bob@example.com")), ITIP_NO_FIT},
    {"another event", STORED(ANN),
     "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:other\r\n" YES
     "END:VEVENT\r\nEND:VCALENDAR\r\n",
     ITIP_NO_FIT},
    {"what is cancelled is not changed", STORED(ANN L("STATUS:CANCELLED")), REPLY(STAMP NUMBER YES),
     ITIP_UNCHANGED},
    {"an answer to nothing that recurs", STORED(ANN),
     REPLY(STAMP NUMBER L("RECURRENCE-ID:20260310T090000Z") YES), ITIP_NO_FIT},
    {"words of the answer do not get into the event", STORED(ANN),
     REPLY(STAMP NUMBER L("COMMENT:late") L("SUMMARY:Accepted: Weekly") YES), ITIP_APPLIED,
     "SUMMARY:Weekly", "late"},
};

#define ALL        CALENDAR(VEVENT(SERIES ANN BOB L("X-OWN:kept")))
#define LATER(who) VEVENT(ON("20260310") AT("20260310", "120000", "130000") TITLE ORGANIZER who)
#define MADE                                               \
    "RECURRENCE-ID;TZID=Europe/Berlin:20260310T100000\r\n" \
    "DTSTART;TZID=Europe/Berlin:20260310T100000\r\n"       \
    "DTEND;TZID=Europe/Berlin:20260310T110000\r\n"
#define DAYS                                                                       \
    CALENDAR(VEVENT(L("DTSTART;VALUE=DATE:20260303") L("RRULE:FREQ=DAILY;COUNT=9") \
                        TITLE ORGANIZER ANN))

static const struct replied occurrences[] = {
    {"one occurrence gets an override", ALL, REPLY(STAMP L("RECURRENCE-ID:20260310T090000Z") NO),
     ITIP_APPLIED, MADE},
    {"which holds the answer", ALL, REPLY(STAMP L("RECURRENCE-ID:20260310T090000Z") NO),
     ITIP_APPLIED,
     "ATTENDEE;PARTSTAT=DECLINED;RSVP=TRUE;X-CONVOKE-REPLIED=20260302T080000Z:"
     "mailto:ann@example.com"},
    {"in any zone", ALL, REPLY(STAMP L("RECURRENCE-ID;TZID=America/New_York:20260310T050000") NO),
     ITIP_APPLIED, MADE},
    {"in Windows' words", ALL,
     REPLY(STAMP L("RECURRENCE-ID;TZID=W. Europe Standard Time:20260310T100000") NO), ITIP_APPLIED,
     MADE},
    {"as a date", ALL, REPLY(STAMP L("RECURRENCE-ID;VALUE=DATE:20260310") NO), ITIP_APPLIED, MADE},
    {"without a zone", ALL, REPLY(STAMP L("RECURRENCE-ID:20260310T100000") NO), ITIP_APPLIED, MADE},
    {"of whole days", DAYS, REPLY(STAMP L("RECURRENCE-ID;VALUE=DATE:20260305") NO), ITIP_APPLIED,
     "RECURRENCE-ID;VALUE=DATE:20260305\r\nDTSTART;VALUE=DATE:20260305\r\n"},
    {"of whole days by an hour", DAYS, REPLY(STAMP L("RECURRENCE-ID:20260305T000000") NO),
     ITIP_APPLIED, "RECURRENCE-ID;VALUE=DATE:20260305"},
    {"a day that is none of the series", ALL, REPLY(STAMP L("RECURRENCE-ID:20260311T090000Z") NO),
     ITIP_NO_FIT},
    {"the answer of the series for one is known", CALENDAR(VEVENT(SERIES NO)),
     REPLY(STAMP L("RECURRENCE-ID:20260310T090000Z") NO), ITIP_UNCHANGED},
    {"an override there is gets it", CALENDAR(VEVENT(SERIES ANN) LATER(ANN)),
     REPLY(STAMP L("RECURRENCE-ID:20260310T090000Z") NO), ITIP_APPLIED, "PARTSTAT=DECLINED",
     "DTSTART;TZID=Europe/Berlin:20260310T100000"},
    {"a cancelled one is not changed",
     CALENDAR(VEVENT(SERIES ANN) LATER(ANN L("STATUS:CANCELLED"))),
     REPLY(STAMP L("RECURRENCE-ID:20260310T090000Z") NO), ITIP_UNCHANGED},
    {"who is invited to one alone answers that one", CALENDAR(VEVENT(SERIES BOB) LATER(ANN)),
     REPLY(STAMP L("RECURRENCE-ID:20260310T090000Z") NO), ITIP_APPLIED, "PARTSTAT=DECLINED"},
    {"and no other", CALENDAR(VEVENT(SERIES BOB) LATER(ANN)),
     REPLY(STAMP L("RECURRENCE-ID:20260317T090000Z") NO), ITIP_NO_FIT},
    {"nor the series", CALENDAR(VEVENT(SERIES BOB) LATER(ANN)), REPLY(STAMP NO), ITIP_NO_FIT},
    {"the rules of the series stay with the series", ALL,
     REPLY(STAMP L("RECURRENCE-ID:20260310T090000Z") NO), ITIP_APPLIED,
     "X-OWN:kept\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"},
};

static void check_replies(const struct replied *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        check_reply(&rows[i]);
}

TEST(an_answer_is_set_where_event_organizer_and_number_fit)
{
    check_replies(replies, LENGTH(replies));
}

TEST(an_answer_to_one_occurrence_stands_in_that_one_alone)
{
    check_replies(occurrences, LENGTH(occurrences));
}

static char *answered(struct story *s, const char *text, const char *reply)
{
    OWN(event) stored = story_read(s, text);
    OWN(event) answer = story_read(s, reply);
    OWN(splice) edits = splice_new(stored);
    size_t len;
    CHECK_INT(itip_apply_reply(stored, answer, &s->owner, s->floating, edits, NULL), ITIP_APPLIED);
    return splice_done(edits, &len);
}

static enum partstat answer_of(struct story *s, const char *text, const char *key)
{
    OWN(event) e = story_read(s, text);
    const struct vevent *v = *key ? event_override(e, key) : e->master;
    return vevent_attendee(v, "ann@example.com")->partstat;
}

TEST(an_answer_to_the_series_is_one_for_occurrences_without_an_own)
{
    struct story s;
    story_begin(&s);
    OWN_CHARS open = answered(&s, CALENDAR(VEVENT(SERIES ANN) LATER(ANN)), REPLY(STAMP YES));
    CHECK_INT(answer_of(&s, open, K10), PARTSTAT_ACCEPTED);
    OWN_CHARS own = answered(&s, CALENDAR(VEVENT(SERIES ANN) LATER(NO)), REPLY(STAMP YES));
    CHECK_INT(answer_of(&s, own, ""), PARTSTAT_ACCEPTED);
    CHECK_INT(answer_of(&s, own, K10), PARTSTAT_DECLINED);
    OWN_CHARS older =
        answered(&s,
                 CALENDAR(VEVENT(SERIES ANN) LATER(
                     L("ATTENDEE;PARTSTAT=DECLINED;X-CONVOKE-REPLIED=20260301T080000Z:mailto:"
                       "ann@example.com"))),
                 REPLY(STAMP YES));
    CHECK_INT(answer_of(&s, older, K10), PARTSTAT_ACCEPTED);
    story_end(&s);
}

TEST(an_answer_that_made_an_override_tells_nobody)
{
    struct story s;
    story_begin(&s);
    free(story_step(&s, ALL, NULL));
    OWN_CHARS text = answered(&s, ALL, REPLY(STAMP L("RECURRENCE-ID:20260310T090000Z") NO));
    OWN_CHARS said = story_step(&s, text, NULL);
    CHECK_STR(said, "");
    story_end(&s);
}

RUN_TESTS(CASE(an_answer_is_set_where_event_organizer_and_number_fit),
          CASE(an_answer_to_one_occurrence_stands_in_that_one_alone),
          CASE(an_answer_to_the_series_is_one_for_occurrences_without_an_own),
          CASE(an_answer_that_made_an_override_tells_nobody))
