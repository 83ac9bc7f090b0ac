#include "reading.h"

static struct ical_split *split_of(struct span text)
{
    struct error err = {0};
    struct ical_split *s = ical_split_new(text, NULL, &err);
    if (!s)
        fail_msg("%s", err.said);
    return s;
}

/* What a file gives, one a line: UID, components, line; or why it is broken. */
static char *parts_of(const char *file)
{
    OWN(ical_split) s = split_of(span_of(file));
    OWN(text) t = text_new();
    struct ical_part p;
    struct error err = {0};
    int got;
    while ((got = ical_split_next(s, &p, &err)) != 0) {
        text_add(t, p.uid);
        if (got < 0)
            text_addf(t, " ! %s\n", err.said);
        else
            text_addf(t, " %zu %zu\n", p.components, p.line);
    }
    return text_take(t);
}

#define NAMED(uid, lines) "BEGIN:VEVENT\r\nUID:" uid "\r\n" lines "END:VEVENT\r\n"
#define BERLIN            "BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\nX:1\r\nEND:VTIMEZONE\r\n"
#define TOKYO             "BEGIN:VTIMEZONE\r\nTZID:Asia/Tokyo\r\nEND:VTIMEZONE\r\n"

TEST(a_file_falls_into_its_uids)
{
    static const struct {
        const char *file, *parts;
    } cases[] = {
        {CALENDAR(""), ""},
        {CALENDAR(NAMED("a", "") NAMED("b", "") NAMED("a", "RECURRENCE-ID:1\r\n") NAMED("c", "")),
         "a 2 4\nb 1 7\nc 1 14\n"},
        {CALENDAR(NAMED("a", "")) CALENDAR(NAMED("b", "") NAMED("a", "RECURRENCE-ID:1\r\n")),
         "a 2 4\nb 1 11\n"},
        {CALENDAR("BEGIN:VTODO\r\nUID:a\r\nEND:VTODO\r\n" NAMED("a", "")), "a 0 4\na 1 7\n"},
        {CALENDAR(NAMED("a\\,b", "BEGIN:VALARM\r\nUID:c\r\nEND:VALARM\r\n")), "a,b 1 4\n"},
        {CALENDAR("BEGIN:VEVENT\r\nBEGIN:VALARM\r\nUID:c\r\nEND:VALARM\r\nUID:d\r\nEND:VEVENT\r\n"),
         "d 1 4\n"},
        {CALENDAR("BEG\r\n IN:VEVENT\r\nU\r\n ID:fo\r\n lded\r\nEN\r\n D:VEVENT\r\n"),
         "folded 1 4\n"},
        {NAMED("bare", ""), "bare 1 1\n"},
        {CALENDAR(NAMED("a", "") "BEGIN:VEVENT\r\nUID:cut\r\n" NAMED("b", "")),
         "a 1 4\ncut ! Line 7: what begins here has no END; it was cut off.\nb 1 9\n"},
        {CALENDAR(NAMED("a", "")) "BEGIN:VCALENDAR\r\n" NAMED("b", "") "BEGIN:VEVENT\r\nUID:c\r\n",
         "a 1 4\nb 1 9\nc ! Line 12: what begins here has no END; it was cut off.\n"
         " ! Line 14: the file ends before END:VCALENDAR; it was cut off.\n"},
        {NAMED("a", "") "END:VCALENDAR\r\n",
         "a 1 1\n ! Line 4: END:VCALENDAR without its BEGIN.\n"},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        OWN_CHARS got = parts_of(cases[i].file);
        CHECK_STR(got, cases[i].parts);
    }
}

static void check_part(struct ical_split *s, const char *text)
{
    struct ical_part p;
    struct error err = {0};
    CHECK_INT(ical_split_next(s, &p, &err), 1);
    OWN_CHARS got = span_copy(p.text);
    CHECK_STR(got, text);
}

TEST(a_file_of_one_event_is_given_as_it_is)
{
    static const char text[] =
        "BEGIN:VCALENDAR\nX-WR-CALNAME:x\nBEGIN:VEVENT\nUID:a\nEND:VEVENT\n\nEND:VCALENDAR\n \n";
    OWN(ical_split) s = split_of(span_of(text));
    struct ical_part p;
    CHECK_INT(ical_split_next(s, &p, NULL), 1);
    CHECK(p.text.at == text && p.text.len == strlen(text));
    CHECK(span_is(ical_split_name(s), "x"));
}

TEST(a_part_takes_its_zones_its_method_and_no_others)
{
    OWN(ical_split)
    s = split_of(
        span_of("BEGIN:VCALENDAR\nMETHOD:PUBLISH\nPRODID:p\nX-WR-CALNAME:Work\nNAME:Work\\, too\n"
                "VERSION:2.0\nX-WR-TIMEZONE:Asia/Tokyo\n" BERLIN NAMED(
                    "a", "DTSTART;TZID=Europe/Berlin:1\r\nDTEND;TZID=\"Asia/Tokyo\":2\r\n"
                         "DTSTART;TZID=Europe/Berlin:1\r\n") NAMED("b", "") TOKYO "END:VCALENDAR"));
    CHECK_INT(ical_split_method(s), METHOD_PUBLISH);
    CHECK_INT(ical_split_count(s), 2);
    CHECK(span_is(ical_split_name(s), "Work, too"));
    check_part(s, "BEGIN:VCALENDAR\nMETHOD:PUBLISH\nPRODID:p\nVERSION:2.0\n"
                  "X-WR-TIMEZONE:Asia/Tokyo\n" BERLIN TOKYO NAMED(
                      "a", "DTSTART;TZID=Europe/Berlin:1\r\nDTEND;TZID=\"Asia/Tokyo\":2\r\n"
                           "DTSTART;TZID=Europe/Berlin:1\r\n") "END:VCALENDAR\n");
    check_part(s, "BEGIN:VCALENDAR\nMETHOD:PUBLISH\nPRODID:p\nVERSION:2.0\n"
                  "X-WR-TIMEZONE:Asia/Tokyo\n" NAMED("b", "") "END:VCALENDAR\n");
}

TEST(a_zone_is_that_of_its_own_calendar)
{
    OWN(ical_split)
    s = split_of(
        SPAN("BEGIN:VCALENDAR\r\nBEGIN:VTIMEZONE\r\nTZID:Z\r\nX:1\r\nEND:VTIMEZONE\r\n" NAMED(
            "a",
            "") "END:VCALENDAR\r\n"
                "BEGIN:VCALENDAR\r\nBEGIN:VTIMEZONE\r\nTZID:Z\r\nX:2\r\nEND:VTIMEZONE\r\n" NAMED(
                    "b", "DTSTART;TZID=Z:1\r\n") "END:VCALENDAR\r\n"));
    struct ical_part p;
    CHECK_INT(ical_split_next(s, &p, NULL), 1);
    CHECK_INT(ical_split_next(s, &p, NULL), 1);
    CHECK(span_has(p.text, SPAN("X:2")) && !span_has(p.text, SPAN("X:1")));
}

TEST(of_two_versions_the_newer_one_stays)
{
    static const struct {
        const char *first, *second;
        bool second_wins;
    } cases[] = {
        {"SEQUENCE:2\r\n", "SEQUENCE:1\r\n", false},
        {"SEQUENCE:1\r\n", "SEQUENCE:2\r\n", true},
        {"DTSTAMP:20260102T000000Z\r\n", "DTSTAMP:20260101T000000Z\r\n", false},
        {"", "", true},
        {"SEQUENCE:5\r\nRECURRENCE-ID:1\r\n", "SEQUENCE:1\r\nRECURRENCE-ID:1\r\n", false},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        OWN_CHARS file = mem_strf(CALENDAR(NAMED("a", "%sX:first\r\n") NAMED("a", "%sX:second\r\n")
                                               NAMED("a", "RECURRENCE-ID:20260101\r\n")),
                                  cases[i].first, cases[i].second);
        OWN(ical_split) s = split_of(span_of(file));
        struct ical_part p;
        CHECK_INT(ical_split_next(s, &p, NULL), 1);
        CHECK_INT(p.components, 2);
        CHECK_INT(p.left_out, 1);
        CHECK(span_has(p.text, SPAN("X:second")) == cases[i].second_wins);
        CHECK(span_has(p.text, SPAN("X:first")) != cases[i].second_wins);
        CHECK(span_has(p.text, SPAN("RECURRENCE-ID:20260101")));
    }
}

TEST(an_event_without_uid_gets_the_same_one_each_time)
{
    const char *file = CALENDAR("BEGIN:VEVENT\r\nDTSTART:20260303\r\nSUMMARY:x\r\nEND:VEVENT\r\n"
                                "BEGIN:VEVENT\r\nDTSTART:20260304\r\nSUMMARY:x\r\nEND:VEVENT\r\n");
    OWN(ical_split) one = split_of(span_of(file));
    OWN(ical_split) two = split_of(span_of(file));
    struct ical_part p, q;
    CHECK_INT(ical_split_next(one, &p, NULL), 1);
    CHECK_INT(ical_split_next(two, &q, NULL), 1);
    CHECK(p.uid_was_made && span_starts(p.uid, "made-") && span_equal(p.uid, q.uid));
    OWN_CHARS first = span_copy(p.text);
    OWN_CHARS uid = span_copy(p.uid);
    OWN(event) e = event_of(first);
    CHECK_STR(e->uid, uid);
    CHECK_INT(ical_split_next(one, &p, NULL), 1);
    CHECK(!span_is(p.uid, uid));
}

TEST(old_encodings_become_utf8)
{
    OWN(ical_split)
    s = split_of(
        SPAN(CALENDAR(NAMED("k\xE4se", "DTSTART:20260303\r\nSUMMARY:K\xE4se \x80 \x93x\x94 \x81\r\n"
                                       "LOCATION:K\xC3\xA4se\r\nDESCRIPTION:\xC3\r\n \xA4\r\n"))));
    struct ical_part p;
    CHECK_INT(ical_split_next(s, &p, NULL), 1);
    CHECK(p.was_converted);
    OWN_CHARS text = span_copy(p.text);
    OWN(event) e = event_of(text);
    CHECK_STR(e->uid, "k\xC3\xA4se");
    CHECK(span_is(p.uid, e->uid));
    CHECK_STR(e->master->summary,
              "K\xC3\xA4se \xE2\x82\xAC \xE2\x80\x9Cx\xE2\x80\x9D \xEF\xBF\xBD");
    CHECK_STR(e->master->location, "K\xC3\xA4se");
    CHECK_STR(e->master->description, "\xC3\xA4");
}

TEST(an_end_of_nothing_does_not_hide_the_uid)
{
    OWN(ical_split)
    s = split_of(SPAN(CALENDAR("BEGIN:VEVENT\r\nEND:X\r\nUID:a\r\nEND:VEVENT\r\n"
                               "BEGIN:VEVENT\r\nEND:X\r\nUID:b\r\nEND:VEVENT\r\n")));
    struct ical_part p;
    CHECK_INT(ical_split_next(s, &p, NULL), 1);
    CHECK(span_is(p.uid, "a"));
    CHECK_INT(ical_split_next(s, &p, NULL), 1);
    CHECK(span_is(p.uid, "b"));
}

/* The first line ends with a CR alone, so that line end before a blank line would be one of both.
 */
TEST(a_uid_that_is_made_is_a_line_of_its_own)
{
    OWN(ical_split)
    s = split_of(SPAN("BEGIN:VCALENDAR\rVERSION:2.0\rBEGIN:VEVENT\r\n\r\n X:fold\r\n"
                      "DTSTART:20260303\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"));
    struct ical_part p;
    CHECK_INT(ical_split_next(s, &p, NULL), 1);
    CHECK(p.uid_was_made);
    OWN_CHARS text = span_copy(p.text);
    OWN(event) e = event_of(text);
    CHECK(span_is(p.uid, e->uid));
}

TEST(an_empty_uid_before_another_is_none)
{
    OWN(ical_split)
    s = split_of(SPAN(CALENDAR("BEGIN:VEVENT\r\nUID:\r\nUID:a\r\nEND:VEVENT\r\n"
                               "BEGIN:VEVENT\r\nUID: \r\nUID:b\r\nEND:VEVENT\r\n")));
    struct ical_part p;
    CHECK_INT(ical_split_next(s, &p, NULL), 1);
    CHECK(span_is(p.uid, "a"));
    CHECK_INT(ical_split_next(s, &p, NULL), 1);
    CHECK(span_is(p.uid, "b"));
}

/* The fold stands inside a character, and the line holds a byte of Latin-1 besides. */
TEST(the_uid_of_a_part_is_that_of_its_converted_text)
{
    OWN(ical_split)
    s = split_of(SPAN(CALENDAR("BEGIN:VEVENT\r\nUID:\xE4\xC3\r\n \xA4\r\n"
                               "DTSTART:20260303\r\nEND:VEVENT\r\n")));
    struct ical_part p;
    CHECK_INT(ical_split_next(s, &p, NULL), 1);
    CHECK(p.was_converted);
    OWN_CHARS text = span_copy(p.text);
    OWN(event) e = event_of(text);
    CHECK(span_is(p.uid, e->uid));
}

TEST(what_is_converted_keeps_its_byte_order_mark_and_its_blank_lines)
{
    OWN(ical_split)
    s = split_of(SPAN("\xEF\xBB\xBF" CALENDAR(
        NAMED("a", "\r\nDTSTART:20260303\r\n\n\nSUMMARY:\xE4\r\n\r\n")) "\r\n\r\n"));
    struct ical_part p;
    CHECK_INT(ical_split_next(s, &p, NULL), 1);
    CHECK(p.was_converted);
    CHECK(span_equal(
        p.text, SPAN("\xEF\xBB\xBF" CALENDAR(NAMED(
                    "a", "\r\nDTSTART:20260303\r\n\n\nSUMMARY:\xC3\xA4\r\n\r\n")) "\r\n\r\n")));
}

TEST(utf8_that_a_fold_splits_is_left_alone)
{
    OWN(ical_split)
    s = split_of(SPAN(CALENDAR(NAMED("a", "DTSTART:20260303\r\nSUMMARY:\xC3\r\n \xA4\r\n"))));
    struct ical_part p;
    CHECK_INT(ical_split_next(s, &p, NULL), 1);
    CHECK(!p.was_converted && span_has(p.text, SPAN("\xC3\r\n \xA4")));
}

TEST(a_broken_part_is_named_and_the_others_go_on)
{
    struct ical_limits limits = ical_limits_default;
    limits.line_bytes = 40;
    limits.object_bytes = 200;
    limits.depth = 3;
    static const char file[] = CALENDAR(
        NAMED("long", "SUMMARY:0123456789012345678901234567890123456789\r\n") NAMED(
            "nul", "SUMMARY:\0\r\n") NAMED("deep", "BEGIN:A\r\nBEGIN:B\r\nEND:B\r\nEND:A\r\n")
            NAMED("big", "A:012345678901234567890123456789\r\nA:012345678901234567890123456789\r\n"
                         "A:012345678901234567890123456789\r\nA:012345678901234567890123456789\r\n"
                         "A:012345678901234567890123456789\r\nA:012345678901234567890123456789\r\n")
                NAMED("good", ""));
    static const struct {
        const char *uid, *said;
        size_t line;
    } wanted[] = {
        {"long", "Line 6: it has 48 bytes; a line may have 40.", 4},
        {"nul", "Line 10: it holds a NUL byte; iCalendar is text.", 8},
        {"deep", "Line 15: components are nested more than 3 deep.", 12},
        {"big", "Line 19: the event has more than 200 bytes.", 19},
    };
    OWN(ical_split) s = ical_split_new(span_make(file, sizeof(file) - 1), &limits, NULL);
    struct ical_part p;
    for (size_t i = 0; i < LENGTH(wanted); i++) {
        struct error err = {0};
        CHECK_INT(ical_split_next(s, &p, &err), -1);
        CHECK_STR(err.said, wanted[i].said);
        CHECK(span_is(p.uid, wanted[i].uid));
        CHECK_INT(p.line, wanted[i].line);
    }
    CHECK_INT(ical_split_next(s, &p, NULL), 1);
    CHECK(span_is(p.uid, "good"));
    CHECK_INT(ical_split_next(s, &p, NULL), 0);
}

TEST(a_fault_of_a_part_is_told_by_the_line_of_the_file)
{
    const char *file = CALENDAR(NAMED("a", "DTSTART:20260303\r\n") BERLIN NAMED(
        "b", "DTSTART;TZID=Europe/Berlin:x\r\n") "BEGIN:VEVENT\r\nDTSTART:y\r\nEND:VEVENT\r\n"
                                                 "BEGIN:VEVENT\r\nSUMMARY:z\r\nEND:VEVENT\r\n");
    static const char *const said[] = {
        "Line 14, DTSTART: \"x\" is no date or time.",
        "Line 17, DTSTART: \"y\" is no date or time.",
        "Line 19: the event has no DTSTART.",
    };
    OWN(ical_split) s = split_of(span_of(file));
    struct ical_part p;
    CHECK_INT(ical_split_next(s, &p, NULL), 1);
    for (size_t i = 0; i < LENGTH(said); i++) {
        struct error err = {0};
        CHECK_INT(ical_split_next(s, &p, NULL), 1);
        CHECK(!event_read(p.text, the_zones(), NULL, &err));
        ical_error_shift(&err, p.line_shift, p.line);
        CHECK_STR(err.said, said[i]);
    }
}

TEST(what_is_no_calendar_is_refused)
{
    static const struct {
        const char *file, *said;
    } cases[] = {
        {"", "The file is empty."},
        {" \r\n\r\n", "The file is empty."},
        {"<!DOCTYPE html><html>", "This is HTML or XML, no iCalendar file."},
        {"\xFF\xFE"
         "B",
         "The file is UTF-16; iCalendar is written in UTF-8."},
        {"Dear Anna,\r\nhello: you\r\n", "There is no BEGIN:VCALENDAR; this is no iCalendar file."},
        {"BEGIN:VCARD\r\nEND:VCARD\r\n", "There is no BEGIN:VCALENDAR; this is no iCalendar file."},
        {"BEGIN:VCALENDAR\r\nVERSION:1.0\r\nEND:VCALENDAR\r\n",
         "Line 2: this is vCalendar 1.0; iCalendar (VERSION:2.0) is needed."},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        struct error err = {0};
        CHECK(!ical_split_new(span_of(cases[i].file), NULL, &err));
        CHECK_STR(err.said, cases[i].said);
        CHECK_INT(err.kind, FAULT_INVALID);
    }
}

TEST(utf16_is_refused_with_and_without_its_mark)
{
    static const struct span texts[] = {
        SPAN("\xFF\xFE"
             "B\0E\0"),
        SPAN("\xFE\xFF\0B\0E"),
        SPAN("B\0E\0G\0"),
        SPAN("\0B\0E\0G"),
    };
    for (size_t i = 0; i < LENGTH(texts); i++) {
        struct error err = {0};
        CHECK(!ical_split_new(texts[i], NULL, &err));
        CHECK_STR(err.said, "The file is UTF-16; iCalendar is written in UTF-8.");
    }
}

TEST(many_events_are_all_found_and_none_twice)
{
    OWN(text) file = text_new();
    enum { EVENTS = 20000 };
    text_add_str(file, "BEGIN:VCALENDAR\r\n");
    for (int i = 0; i < EVENTS; i++)
        text_addf(file, "BEGIN:VEVENT\r\nUID:%d\r\nSUMMARY:%d\r\n%sEND:VEVENT\r\n", i % 15000, i,
                  i < 15000 ? "" : "RECURRENCE-ID:20260101\r\n");
    text_add_str(file, "END:VCALENDAR\r\n");
    OWN(ical_split) s = split_of(text_span(file));
    CHECK_INT(ical_split_count(s), 15000);
    struct ical_part p;
    size_t parts = 0, components = 0;
    for (; ical_split_next(s, &p, NULL) == 1; parts++) {
        OWN_CHARS uid = mem_strf("%zu", parts);
        CHECK(span_is(p.uid, uid));
        components += p.components;
    }
    CHECK_INT(parts, 15000);
    CHECK_INT(components, EVENTS);
}

RUN_TESTS(CASE(a_file_falls_into_its_uids), CASE(a_file_of_one_event_is_given_as_it_is),
          CASE(a_part_takes_its_zones_its_method_and_no_others),
          CASE(a_zone_is_that_of_its_own_calendar), CASE(of_two_versions_the_newer_one_stays),
          CASE(an_event_without_uid_gets_the_same_one_each_time), CASE(old_encodings_become_utf8),
          CASE(an_end_of_nothing_does_not_hide_the_uid),
          CASE(a_uid_that_is_made_is_a_line_of_its_own), CASE(an_empty_uid_before_another_is_none),
          CASE(the_uid_of_a_part_is_that_of_its_converted_text),
          CASE(what_is_converted_keeps_its_byte_order_mark_and_its_blank_lines),
          CASE(utf8_that_a_fold_splits_is_left_alone),
          CASE(a_broken_part_is_named_and_the_others_go_on),
          CASE(a_fault_of_a_part_is_told_by_the_line_of_the_file),
          CASE(what_is_no_calendar_is_refused), CASE(utf16_is_refused_with_and_without_its_mark),
          CASE(many_events_are_all_found_and_none_twice))
