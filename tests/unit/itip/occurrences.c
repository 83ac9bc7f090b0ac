#include "story.h"

#define ALL          CALENDAR(VEVENT(SERIES ANN BOB))
#define K10          "20260310T090000Z"
#define K17          "20260317T090000Z"
#define EXDATE(date) L("EXDATE;TZID=Europe/Berlin:" date "T100000")
/* The second Tuesday, two hours later. */
#define LATER(who) VEVENT(ON("20260310") AT("20260310", "120000", "130000") TITLE ORGANIZER who)
#define LATER_STILL(who) \
    VEVENT(ON("20260310") AT("20260310", "150000", "160000") TITLE ORGANIZER who)
#define PLAIN(who) VEVENT(ON("20260310") AT("20260310", "100000", "110000") TITLE ORGANIZER who)
#define OFF(who)                                             \
    VEVENT(ON("20260310") AT("20260310", "100000", "110000") \
               TITLE ORGANIZER who L("STATUS:CANCELLED"))

static const struct steps series[] = {
    {"a series is one REQUEST to each", {ALL}, "REQUEST ann 0 new; REQUEST bob 0 new"},
    {"another rule is a change of time",
     {ALL,
      CALENDAR(VEVENT(START HOUR L("RRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=5") TITLE ORGANIZER ANN BOB))},
     "REQUEST ann 1 moved; REQUEST bob 1 moved"},
    {"the same rule in another order is none",
     {ALL, CALENDAR(VEVENT(
               START HOUR L("RRULE:UNTIL=20261231T235959Z;INTERVAL=1;BYDAY=TU;FREQ=WEEKLY;WKST=MO")
                   TITLE ORGANIZER ANN BOB))},
     ""},
    {"a date more is one",
     {ALL, CALENDAR(VEVENT(SERIES L("RDATE;TZID=Europe/Berlin:20260305T100000") ANN BOB))},
     "REQUEST ann 1 moved; REQUEST bob 1 moved"},
    {"deleted: one CANCEL for all of it",
     {ALL, ""},
     "CANCEL ann 1 cancelled; CANCEL bob 1 cancelled"},
    {"deleted with moved occurrences: still one",
     {CALENDAR(VEVENT(SERIES ANN) LATER(ANN)), ""},
     "CANCEL ann 1 cancelled"},
    {"STATUS:CANCELLED of the series covers its occurrences",
     {CALENDAR(VEVENT(SERIES ANN) LATER(ANN)),
      CALENDAR(VEVENT(SERIES ANN L("STATUS:CANCELLED")) LATER(ANN))},
     "CANCEL ann 1 cancelled"},
    {"this and following: the old series ends, which is a change of time",
     {ALL, CALENDAR(VEVENT(START HOUR L("RRULE:FREQ=WEEKLY;BYDAY=TU;UNTIL=20260331T235959Z")
                               TITLE ORGANIZER ANN BOB))},
     "REQUEST ann 1 moved; REQUEST bob 1 moved"},
};

/* One occurrence, and whom it concerns. */
static const struct steps ones[] = {
    {"one moved is a REQUEST for that one",
     {ALL, CALENDAR(VEVENT(SERIES ANN BOB) LATER(ANN BOB))},
     "REQUEST ann " K10 " 1 occurrence-moved; REQUEST bob " K10 " 1 occurrence-moved"},
    {"moved again",
     {ALL, CALENDAR(VEVENT(SERIES ANN BOB) LATER(ANN BOB)),
      CALENDAR(VEVENT(SERIES ANN BOB) LATER_STILL(ANN BOB))},
     "REQUEST ann " K10 " 2 occurrence-moved; REQUEST bob " K10 " 2 occurrence-moved"},
    {"moved back by taking the override away",
     {ALL, CALENDAR(VEVENT(SERIES ANN BOB) LATER(ANN BOB)), ALL},
     "REQUEST ann " K10 " 2 occurrence-moved; REQUEST bob " K10 " 2 occurrence-moved"},
    {"another title of one",
     {ALL, CALENDAR(VEVENT(SERIES ANN BOB) VEVENT(ON("20260310") AT("20260310", "100000", "110000")
                                                      L("SUMMARY:Special") ORGANIZER ANN BOB))},
     "REQUEST ann " K10 " 0 occurrence-changed; REQUEST bob " K10 " 0 occurrence-changed"},
    {"an override that says what the series says is no change",
     {ALL, CALENDAR(VEVENT(SERIES ANN BOB) PLAIN(ANN BOB))},
     ""},
    {"nor is one that holds an answer",
     {ALL, CALENDAR(VEVENT(SERIES ANN BOB)
                        PLAIN(L("ATTENDEE;PARTSTAT=DECLINED:mailto:ann@example.com") BOB))},
     ""},
    {"one taken out by EXDATE is a CANCEL for that one",
     {ALL, CALENDAR(VEVENT(SERIES EXDATE("20260310") ANN BOB))},
     "CANCEL ann " K10 " 1 occurrence-cancelled; CANCEL bob " K10 " 1 occurrence-cancelled"},
    {"EXDATE in UTC is the same",
     {ALL, CALENDAR(VEVENT(SERIES L("EXDATE:20260310T090000Z") ANN BOB))},
     "CANCEL ann " K10 " 1 occurrence-cancelled; CANCEL bob " K10 " 1 occurrence-cancelled"},
    {"two in one line are two",
     {ALL,
      CALENDAR(VEVENT(SERIES L("EXDATE;TZID=Europe/Berlin:20260310T100000,20260317T100000") ANN))},
     "CANCEL ann " K10 " 1 occurrence-cancelled; CANCEL ann " K17
     " 1 occurrence-cancelled; CANCEL bob 1 removed"},
    {"a second one later",
     {ALL, CALENDAR(VEVENT(SERIES EXDATE("20260310") ANN BOB)),
      CALENDAR(VEVENT(SERIES EXDATE("20260310") EXDATE("20260317") ANN BOB L("SEQUENCE:1")))},
     "CANCEL ann " K17 " 2 occurrence-cancelled; CANCEL bob " K17 " 2 occurrence-cancelled"},
    {"an EXDATE that is no occurrence is nothing",
     {ALL, CALENDAR(VEVENT(SERIES EXDATE("20260311") ANN BOB))},
     ""},
    {"one cancelled by an override",
     {ALL, CALENDAR(VEVENT(SERIES ANN BOB) OFF(ANN BOB))},
     "CANCEL ann " K10 " 1 occurrence-cancelled; CANCEL bob " K10 " 1 occurrence-cancelled"},
    {"a moved one cancelled",
     {ALL, CALENDAR(VEVENT(SERIES ANN BOB) LATER(ANN BOB)),
      CALENDAR(VEVENT(SERIES ANN BOB) OFF(ANN BOB))},
     "CANCEL ann " K10 " 2 occurrence-cancelled; CANCEL bob " K10 " 2 occurrence-cancelled"},
    {"a moved one taken out by EXDATE",
     {ALL, CALENDAR(VEVENT(SERIES ANN BOB) LATER(ANN BOB)),
      CALENDAR(VEVENT(SERIES EXDATE("20260310") ANN BOB))},
     "CANCEL ann " K10 " 2 occurrence-cancelled; CANCEL bob " K10 " 2 occurrence-cancelled"},
    {"a cancelled one comes back",
     {ALL, CALENDAR(VEVENT(SERIES ANN BOB) OFF(ANN BOB)), ALL},
     "REQUEST ann " K10 " 2 occurrence-again; REQUEST bob " K10 " 2 occurrence-again"},
    {"one taken out by EXDATE comes back",
     {ALL, CALENDAR(VEVENT(SERIES EXDATE("20260310") ANN)), CALENDAR(VEVENT(SERIES ANN))},
     "REQUEST ann " K10 " 2 occurrence-again"},
    {"an EXDATE that was there from the start and goes is a change of the series",
     {CALENDAR(VEVENT(SERIES EXDATE("20260310") ANN)), CALENDAR(VEVENT(SERIES ANN))},
     "REQUEST ann 1 moved"},
    {"who is added to one is told of that one",
     {ALL, CALENDAR(VEVENT(SERIES ANN BOB) PLAIN(ANN BOB CYD))},
     "REQUEST cyd " K10 " 0 occurrence-only"},
    {"who is taken from one is told of that one",
     {ALL, CALENDAR(VEVENT(SERIES ANN BOB) PLAIN(ANN))},
     "CANCEL bob " K10 " 0 occurrence-removed"},
    {"and comes to it again",
     {ALL, CALENDAR(VEVENT(SERIES ANN BOB) PLAIN(ANN)),
      CALENDAR(VEVENT(SERIES ANN BOB) PLAIN(ANN BOB))},
     "REQUEST bob " K10 " 1 occurrence-again"},
    {"a guest of one occurrence is told when the series goes",
     {CALENDAR(VEVENT(SERIES ANN) PLAIN(ANN CYD)), ""},
     "CANCEL ann 1 cancelled; CANCEL cyd " K10 " 1 occurrence-cancelled"},
    {"or is cancelled",
     {CALENDAR(VEVENT(SERIES ANN) PLAIN(ANN CYD)),
      CALENDAR(VEVENT(SERIES ANN L("STATUS:CANCELLED")) PLAIN(ANN CYD))},
     "CANCEL ann 1 cancelled; CANCEL cyd " K10 " 1 occurrence-cancelled"},
    {"or when he is taken out",
     {CALENDAR(VEVENT(SERIES ANN) PLAIN(ANN CYD)), CALENDAR(VEVENT(SERIES ANN) PLAIN(ANN))},
     "CANCEL cyd " K10 " 0 occurrence-removed"},
    {"or when the override goes",
     {CALENDAR(VEVENT(SERIES ANN) PLAIN(ANN CYD)), CALENDAR(VEVENT(SERIES ANN))},
     "CANCEL cyd " K10 " 0 occurrence-removed"},
    {"a guest of one is not told of the series' new title",
     {CALENDAR(VEVENT(SERIES ANN) PLAIN(ANN CYD)),
      CALENDAR(VEVENT(START HOUR WEEKLY L("SUMMARY:Other") ORGANIZER ANN) PLAIN(ANN CYD))},
     "REQUEST ann 0 title; REQUEST ann " K10 " 0 occurrence-changed"},
    {"who is taken from the series stays with what he is still invited to",
     {ALL, CALENDAR(VEVENT(SERIES ANN) PLAIN(ANN BOB))},
     "CANCEL bob 0 removed; REQUEST bob " K10 " 1 occurrence-only"},
    {"a new guest gets the series and what differs from it",
     {CALENDAR(VEVENT(SERIES ANN) LATER(ANN)),
      CALENDAR(VEVENT(SERIES ANN BOB) LATER(ANN BOB) VEVENT(
          ON("20260317") AT("20260317", "100000", "110000") TITLE ORGANIZER ANN BOB))},
     "REQUEST bob 0 new; REQUEST bob " K10 " 1 occurrence-moved"},
    {"a new guest is not told of what is off",
     {ALL, CALENDAR(VEVENT(SERIES ANN BOB) OFF(ANN BOB)),
      CALENDAR(VEVENT(SERIES ANN BOB CYD) OFF(ANN BOB CYD))},
     "REQUEST cyd 0 new"},
    {"the series gets another title, a moved one keeps its own",
     {CALENDAR(VEVENT(SERIES ANN) LATER(ANN)),
      CALENDAR(VEVENT(START HOUR WEEKLY L("SUMMARY:Other") ORGANIZER ANN) LATER(ANN))},
     "REQUEST ann 0 title"},
    {"title of all and one taken out: the series says both",
     {ALL, CALENDAR(VEVENT(START HOUR WEEKLY L("SUMMARY:Other") ORGANIZER EXDATE("20260310") ANN))},
     "REQUEST ann 1 moved; CANCEL bob 1 removed"},
    {"a new rule covers what it leaves out",
     {CALENDAR(VEVENT(SERIES ANN) LATER(ANN)),
      CALENDAR(VEVENT(START HOUR L("RRULE:FREQ=MONTHLY;COUNT=6") TITLE ORGANIZER ANN))},
     "REQUEST ann 1 moved"},
    {"the whole series moves, and the override with it",
     {CALENDAR(VEVENT(SERIES ANN) LATER(ANN)),
      CALENDAR(VEVENT(AT("20260303", "110000", "120000") WEEKLY TITLE ORGANIZER ANN)
                   VEVENT(L("RECURRENCE-ID;TZID=Europe/Berlin:20260310T110000")
                              AT("20260310", "120000", "130000") TITLE ORGANIZER ANN))},
     "REQUEST ann 1 moved; REQUEST ann 20260310T100000Z 2 occurrence-moved"},
    {"a single event becomes a series",
     {CALENDAR(VEVENT(SINGLE ANN)), CALENDAR(VEVENT(SERIES ANN))},
     "REQUEST ann 1 moved"},
    {"a past occurrence that moves is not told",
     {ALL, CALENDAR(VEVENT(SERIES ANN BOB) LATER(ANN BOB))},
     "",
     "past; past",
     "2026-03-11T00:00:00Z"},
    {"a past occurrence taken out is not told",
     {ALL, CALENDAR(VEVENT(SERIES EXDATE("20260310") ANN BOB))},
     "",
     "past; past",
     "2026-03-11T00:00:00Z"},
    {"a past occurrence cancelled is not told",
     {CALENDAR(VEVENT(SERIES ANN) LATER(ANN)), CALENDAR(VEVENT(SERIES ANN) OFF(ANN))},
     "",
     "past",
     "2026-03-11T00:00:00Z"},
    {"one moved out of the past is told",
     {ALL, CALENDAR(VEVENT(SERIES ANN BOB) VEVENT(ON("20260310") AT("20260312", "100000", "110000")
                                                      TITLE ORGANIZER ANN BOB))},
     "REQUEST ann " K10 " 1 occurrence-moved; REQUEST bob " K10 " 1 occurrence-moved",
     NULL,
     "2026-03-11T00:00:00Z"},
    {"a series that is over tells nobody", {ALL, ""}, "", "past; past", "2027-01-05T00:00:00Z"},
    {"but for the occurrence that was put off beyond its end",
     {CALENDAR(VEVENT(SERIES ANN BOB)
                   VEVENT(ON("20261229") AT("20270112", "100000", "110000") TITLE ORGANIZER ANN)),
      ""},
     "CANCEL ann 20261229T090000Z 2 occurrence-cancelled",
     NULL,
     "2027-01-05T00:00:00Z"},
};

#define DAY(date) L("DTSTART;VALUE=DATE:" date) L("RRULE:FREQ=DAILY;COUNT=40") TITLE ORGANIZER

static const struct steps days[] = {
    {"whole days", {CALENDAR(VEVENT(DAY("20260303") ANN))}, "REQUEST ann 0 new"},
    {"one whole day taken out",
     {CALENDAR(VEVENT(DAY("20260303") ANN)),
      CALENDAR(VEVENT(DAY("20260303") L("EXDATE;VALUE=DATE:20260305") ANN))},
     "CANCEL ann 20260305 1 occurrence-cancelled"},
    {"one whole day with another title",
     {CALENDAR(VEVENT(DAY("20260303") ANN)),
      CALENDAR(VEVENT(DAY("20260303") ANN) VEVENT(L("RECURRENCE-ID;VALUE=DATE:20260305") L(
          "DTSTART;VALUE=DATE:20260305") L("SUMMARY:Other") ORGANIZER ANN))},
     "REQUEST ann 20260305 0 occurrence-changed"},
    {"more than ten days taken out at once are told as a new series",
     {CALENDAR(VEVENT(DAY("20260303") ANN)),
      CALENDAR(VEVENT(DAY("20260303") L(
          "EXDATE;VALUE=DATE:20260305,20260306,20260307,20260308,20260309,20260310,20260311,"
          "20260312,20260313,20260314,20260315") ANN))},
     "REQUEST ann 1 moved"},
    {"floating times are those of the owner",
     {CALENDAR(VEVENT(L("DTSTART:20260303T100000") L("DTEND:20260303T110000")
                          WEEKLY TITLE ORGANIZER ANN)),
      CALENDAR(VEVENT(L("DTSTART:20260303T100000") L("DTEND:20260303T110000")
                          WEEKLY TITLE ORGANIZER L("EXDATE:20260310T100000") ANN))},
     "CANCEL ann 20260310T100000 1 occurrence-cancelled"},
};

TEST(a_series_is_told_as_a_whole)
{
    check_all(series, LENGTH(series));
}

TEST(one_occurrence_is_told_alone_to_whom_it_concerns)
{
    check_all(ones, LENGTH(ones));
}

TEST(days_and_floating_times_have_occurrences_too)
{
    check_all(days, LENGTH(days));
}

TEST(a_cancelled_occurrence_is_left_out_of_later_words_about_the_series)
{
    struct story s;
    story_begin(&s);
    free(story_step(&s, ALL, NULL));
    free(story_step(&s, CALENDAR(VEVENT(SERIES ANN BOB) OFF(ANN BOB)), NULL));
    OWN_CHARS said = story_step(
        &s, CALENDAR(VEVENT(START HOUR WEEKLY L("SUMMARY:Other") ORGANIZER ANN BOB) OFF(ANN BOB)),
        NULL);
    CHECK_STR(said, "REQUEST ann 0 title; REQUEST bob 0 title");
    const struct told *row = story_row(&s, "ann@example.com", "");
    CHECK(strstr(row->text, "EXDATE;TZID=Europe/Berlin:20260310T100000\r\n"));
    story_end(&s);
}

TEST(who_is_taken_from_one_has_it_left_out_of_his_series_alone)
{
    struct story s;
    story_begin(&s);
    free(story_step(&s, ALL, NULL));
    free(story_step(&s, CALENDAR(VEVENT(SERIES ANN BOB) PLAIN(ANN)), NULL));
    CHECK(strstr(story_row(&s, "bob@example.com", "")->text, "EXDATE"));
    CHECK(!strstr(story_row(&s, "ann@example.com", "")->text, "EXDATE"));
    CHECK(!strstr(s.text, "SEQUENCE:1"));
    story_end(&s);
}

/* Programs write both: EXDATE and an override of the same date. */
TEST(what_he_is_invited_to_by_name_is_not_left_out_of_his_series)
{
    struct story s;
    story_begin(&s);
    OWN_CHARS said =
        story_step(&s, CALENDAR(VEVENT(SERIES EXDATE("20260310") ANN) LATER(ANN)), NULL);
    CHECK_STR(said, "REQUEST ann 0 new; REQUEST ann " K10 " 1 occurrence-moved");
    CHECK(!strstr(story_row(&s, "ann@example.com", "")->text, "EXDATE"));
    story_end(&s);
}

RUN_TESTS(CASE(a_series_is_told_as_a_whole), CASE(one_occurrence_is_told_alone_to_whom_it_concerns),
          CASE(days_and_floating_times_have_occurrences_too),
          CASE(a_cancelled_occurrence_is_left_out_of_later_words_about_the_series),
          CASE(who_is_taken_from_one_has_it_left_out_of_his_series_alone),
          CASE(what_he_is_invited_to_by_name_is_not_left_out_of_his_series))
