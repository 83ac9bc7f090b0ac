#include "reading.h"

#define HEAD              "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:" ICAL_PRODID "\r\nCALSCALE:GREGORIAN\r\n"
#define NAMED(uid, lines) "BEGIN:VEVENT\r\nUID:" uid "\r\n" lines "END:VEVENT\r\n"
#define ZONE(tzid, lines) "BEGIN:VTIMEZONE\r\nTZID:" tzid "\r\n" lines "END:VTIMEZONE\r\n"

static void check_done(struct ical_writer *w, const char *wanted)
{
    size_t len;
    OWN_CHARS got = ical_writer_done(w, &len);
    CHECK_STR(got, wanted);
    CHECK_INT(len, strlen(wanted));
}

TEST(a_calendar_says_what_it_is)
{
    OWN(ical_writer)
    w = ical_writer_new(&(struct ical_writer_head){
        .name = "Work, and more",
        .description = "two\nlines",
        .color = "blue",
        .method = "PUBLISH",
        .refresh_s = 5400,
        .source = "https://example.org/feed/x.ics",
    });
    check_done(w,
               HEAD "METHOD:PUBLISH\r\nNAME:Work\\, and more\r\nX-WR-CALNAME:Work\\, and more\r\n"
                    "DESCRIPTION:two\\nlines\r\nX-WR-CALDESC:two\\nlines\r\nCOLOR:blue\r\n"
                    "REFRESH-INTERVAL;VALUE=DURATION:PT90M\r\nX-PUBLISHED-TTL:PT90M\r\n"
                    "SOURCE;VALUE=URI:https://example.org/feed/x.ics\r\nEND:VCALENDAR\r\n");
    OWN(ical_writer) empty = ical_writer_new(NULL);
    check_done(empty, HEAD "END:VCALENDAR\r\n");
}

TEST(objects_are_joined_as_they_are_with_each_zone_once)
{
    OWN(ical_writer) w = ical_writer_new(NULL);
    ical_writer_add(w, SPAN(CALENDAR("METHOD:REQUEST\r\n" ZONE("A", "X:1\r\n")
                                         NAMED("a", "SUMMARY:fol\r\n ded\r\nx-odd: y\r\n"))));
    ical_writer_add(w, SPAN(CALENDAR(NAMED("b", "") ZONE("A", "X:2\r\n") ZONE("B", ""))));
    ical_writer_add(w,
                    SPAN(CALENDAR(ZONE("", "X:3\r\n") "BEGIN:X-THING\r\nA:1\r\nEND:X-THING\r\n")));
    check_done(w, HEAD ZONE("A", "X:1\r\n") NAMED("a", "SUMMARY:fol\r\n ded\r\nx-odd: y\r\n")
                      NAMED("b", "") ZONE("B", "") "BEGIN:X-THING\r\nA:1\r\nEND:X-THING\r\n"
                                                   "END:VCALENDAR\r\n");
}

TEST(a_fold_inside_a_character_is_moved)
{
    OWN(ical_writer) w = ical_writer_new(NULL);
    ical_writer_add(w, SPAN(CALENDAR(NAMED("a", "SUMMARY;LANGUAGE=de:Gr\xC3\r\n \xBC\xC3\x9F"
                                                "e\r\n"))));
    check_done(w, HEAD NAMED("a", "SUMMARY;LANGUAGE=de:Gr\xC3\xBC\xC3\x9F"
                                  "e\r\n") "END:VCALENDAR\r\n");
}

TEST(a_fold_after_a_blank_line_does_not_join_the_line_before)
{
    OWN(ical_writer) w = ical_writer_new(NULL);
    ical_writer_add(
        w, SPAN(CALENDAR(NAMED("a", "SUMMARY:one\r\n\r\n two\r\nLOCATION:x\r\n\r\n URL:y\r\n"))));
    check_done(w, HEAD NAMED("a", "SUMMARY:one\r\nLOCATION:x\r\nURL:y\r\n") "END:VCALENDAR\r\n");
}

TEST(other_line_ends_become_crlf)
{
    static const char *const objects[] = {
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nSUMMARY:fol\n ded\n\nEND:VEVENT\nEND:VCALENDAR\n",
        "BEGIN:VCALENDAR\rBEGIN:VEVENT\rUID:a\rSUMMARY:fol\r ded\rEND:VEVENT\rEND:VCALENDAR",
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\nSUMMARY:fol\n ded\r\n\r\nEND:VEVENT\nEND:"
        "VCALENDAR",
        "\xEF\xBB\xBF"
        "BEGIN:VCALENDAR\r\r\nBEGIN:VEVENT\r\r\nUID:a\r\r\nSUMMARY:fol\r\r\n ded\r\n"
        "END:VEVENT\r\nEND:VCALENDAR",
    };
    for (size_t i = 0; i < LENGTH(objects); i++) {
        OWN(ical_writer) w = ical_writer_new(NULL);
        ical_writer_add(w, span_of(objects[i]));
        check_done(w, HEAD NAMED("a", "SUMMARY:fol\r\n ded\r\n") "END:VCALENDAR\r\n");
    }
}

TEST(what_is_cut_off_does_not_swallow_the_rest)
{
    OWN(ical_writer) w = ical_writer_new(NULL);
    ical_writer_add(w, SPAN("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:cut\r\n"));
    ical_writer_add(w, SPAN(""));
    ical_writer_add(w, SPAN(CALENDAR(NAMED("a", ""))));
    check_done(w, HEAD NAMED("a", "") "END:VCALENDAR\r\n");
}

TEST(a_large_calendar_is_handed_out_in_pieces)
{
    OWN(ical_writer) w = ical_writer_new(NULL);
    size_t len;
    ical_writer_add(w, SPAN(CALENDAR(ZONE("A", "") NAMED("a", ""))));
    OWN_CHARS first = ical_writer_take(w, &len);
    CHECK_STR(first, HEAD ZONE("A", "") NAMED("a", ""));
    ical_writer_add(w, SPAN(CALENDAR(ZONE("A", "") NAMED("b", ""))));
    check_done(w, NAMED("b", "") "END:VCALENDAR\r\n");
}

TEST(a_zone_that_an_object_lacks_is_written_before_it)
{
    OWN(ical_writer) w = ical_writer_new(&(struct ical_writer_head){.zones = the_zones()});
    ical_writer_add(w,
                    SPAN(CALENDAR(NAMED("a", "DTSTART;TZID=Europe/Berlin:20260303T100000\r\n"))));
    ical_writer_add(w, SPAN(CALENDAR(NAMED("b", "DTSTART;TZID=Europe/Berlin:20260303T100000\r\n"
                                                "EXDATE;TZID=Nowhere:20260303T100000\r\n"))));
    ical_writer_add(w, SPAN(CALENDAR(NAMED("c", "DTSTART;TZID=Asia/Tokyo:20260303T100000\r\n")
                                         ZONE("Asia/Tokyo", "X-OWN:1\r\n"))));
    OWN_CHARS got = ical_writer_done(w, NULL);
    const char *zone = strstr(got, "BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\n");
    CHECK(zone && zone < strstr(got, "UID:a"));
    CHECK(!strstr(zone + 20, "TZID:Europe/Berlin\r\n"));
    const char *tokyo = strstr(got, "TZID:Asia/Tokyo\r\n");
    CHECK(tokyo && strstr(tokyo, "X-OWN:1") && !strstr(tokyo + 1, "TZID:Asia/Tokyo\r\n"));
    CHECK(!strstr(got, "TZID:Nowhere"));
}

/* --- the busy scope ------------------------------------------------------------------------- */

static char *busy_of(const char *text)
{
    OWN(event) e = event_of(text);
    OWN(ical_writer) w = ical_writer_new(NULL);
    ical_writer_add_busy(w, e, SPAN("key"));
    return ical_writer_done(w, NULL);
}

TEST(busy_tells_times_and_nothing_else)
{
    OWN_CHARS got = busy_of(CALENDAR(ZONE("Europe/Berlin", "") NAMED(
        "secret@example.org",
        "DTSTAMP:20260101T000000Z\r\nDTSTART;TZID=Europe/Berlin:20260303T100000\r\n"
        "DTEND;TZID=Europe/Berlin:20260303T110000\r\nSUMMARY:secret\r\nDESCRIPTION:secret\r\n"
        "LOCATION:secret\r\nATTENDEE;CN=secret:mailto:secret@example.org\r\nCATEGORIES:secret\r\n"
        "RRULE:FREQ=WEEKLY;COUNT=3\r\nEXDATE;TZID=Europe/Berlin:20260310T100000\r\n"
        "BEGIN:VALARM\r\nDESCRIPTION:secret\r\nEND:VALARM\r\n")));
    CHECK(!strstr(got, "secret"));
    OWN(event) e = event_of(got);
    CHECK_STR(e->master->summary, "Busy");
    CHECK_STR(e->master->start.tzid, "Europe/Berlin");
    check_at(moment_instant(&e->master->start, NULL), "2026-03-03T09:00:00Z");
    CHECK_INT(e->master->duration_s, 3600);
    check_at(e->master->dtstamp, "2026-01-01T00:00:00Z");
    CHECK_STR(e->master->rrules[0], ":FREQ=WEEKLY;COUNT=3");
    CHECK_STR(e->master->exdates[0], "TZID=Europe/Berlin:20260310T100000");
    CHECK(strstr(got, "BEGIN:VTIMEZONE"));
}

TEST(busy_uids_stay_the_same_and_tell_nothing)
{
    OWN_CHARS one = busy_of(SIMPLE("SUMMARY:a\r\n"));
    OWN_CHARS two = busy_of(SIMPLE("SUMMARY:b\r\n"));
    CHECK_STR(one, two);
    OWN(event) e = event_of(SIMPLE(""));
    OWN(ical_writer) w = ical_writer_new(NULL);
    ical_writer_add_busy(w, e, SPAN("another key"));
    OWN_CHARS other = ical_writer_done(w, NULL);
    CHECK(strcmp(one, other) != 0);
}

TEST(every_form_of_time_is_written_as_it_was)
{
    static const struct {
        const char *start, *line;
    } cases[] = {
        {"DTSTART:20260303T100000Z", "DTSTART:20260303T100000Z\r\n"},
        {"DTSTART:20260303T100000", "DTSTART:20260303T100000\r\n"},
        {"DTSTART:20260303", "DTSTART;VALUE=DATE:20260303\r\n"},
        {"DTSTART;TZID=Asia/Tokyo:20260303T100000", "DTSTART;TZID=Asia/Tokyo:20260303T100000\r\n"},
        {"DTSTART;TZID=Asia/Tokyo:40540812T093000", "DTSTART;TZID=Asia/Tokyo:40540812T093000\r\n"},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        OWN_CHARS text = mem_strf(CALENDAR(NAMED("a", "%s\r\n")), cases[i].start);
        OWN_CHARS got = busy_of(text);
        CHECK(strstr(got, cases[i].line));
    }
}

TEST(free_and_cancelled_events_are_left_out)
{
    OWN_CHARS clear = busy_of(SIMPLE("TRANSP:TRANSPARENT\r\n"));
    OWN_CHARS cancelled = busy_of(SIMPLE("STATUS:CANCELLED\r\n"));
    CHECK_STR(clear, HEAD "END:VCALENDAR\r\n");
    CHECK_STR(cancelled, HEAD "END:VCALENDAR\r\n");
}

TEST(a_cancelled_occurrence_is_no_longer_busy)
{
    OWN_CHARS got = busy_of(CALENDAR(
        VEVENT("DTSTART:20260303T090000Z\r\nDTEND:20260303T100000Z\r\nRRULE:FREQ=DAILY;COUNT=3\r\n")
            VEVENT(
                "RECURRENCE-ID:20260304T090000Z\r\nDTSTART:20260304T090000Z\r\nSTATUS:CANCELLED\r\n")
                VEVENT("RECURRENCE-ID:20260305T090000Z\r\nDTSTART:20260305T120000Z\r\n")));
    OWN(event) e = event_of(got);
    struct occurrence found[5];
    size_t count;
    CHECK_INT(event_window(e, NULL, 0, at("2027-01-01T00:00:00Z"), RECUR_BUDGET, found, 5, &count),
              RECUR_FOUND);
    CHECK_INT(count, 2);
    check_at(found[0].start, "2026-03-03T09:00:00Z");
    check_at(found[1].start, "2026-03-05T12:00:00Z");
}

/* The starts of what is busy, in the first days of March 2026. */
static void check_busy(const char *text, const char *const *starts, size_t count)
{
    OWN_CHARS got = busy_of(text);
    OWN(event) e = event_of(got);
    struct occurrence found[20];
    size_t n, busy = 0;
    event_window(e, zone_utc(), at("2026-03-01T00:00:00Z"), at("2026-03-07T00:00:00Z"),
                 RECUR_BUDGET, found, LENGTH(found), &n);
    for (size_t i = 0; i < n; i++)
        if (!found[i].from->is_transparent) {
            CHECK(busy < count);
            check_at(found[i].start, starts[busy++]);
        }
    CHECK_INT(busy, count);
}

#define DAILY_FROM(day, more) \
    VEVENT("DTSTART:202603" day "T090000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY\r\n" more)
#define FROM_THE_FOURTH(more) VEVENT("RECURRENCE-ID;RANGE=THISANDFUTURE:20260304T090000Z\r\n" more)

TEST(what_is_moved_from_some_day_on_is_busy_where_it_is)
{
    static const char *const starts[] = {"2026-03-03T09:00:00Z", "2026-03-04T12:00:00Z",
                                         "2026-03-05T12:00:00Z", "2026-03-06T12:00:00Z"};
    check_busy(CALENDAR(DAILY_FROM("03", "") FROM_THE_FOURTH("DTSTART:20260304T120000Z\r\n")),
               starts, LENGTH(starts));
}

TEST(what_is_free_from_some_day_on_is_busy_until_then)
{
    static const char *const starts[] = {"2026-03-02T09:00:00Z", "2026-03-03T09:00:00Z"};
    check_busy(CALENDAR(DAILY_FROM("02", "")
                            FROM_THE_FOURTH("DTSTART:20260304T090000Z\r\nTRANSP:TRANSPARENT\r\n")),
               starts, LENGTH(starts));
    check_busy(CALENDAR(DAILY_FROM("02", "")
                            FROM_THE_FOURTH("DTSTART:20260304T090000Z\r\nSTATUS:CANCELLED\r\n")),
               starts, LENGTH(starts));
}

TEST(what_is_busy_from_some_day_on_is_free_until_then)
{
    static const char *const starts[] = {"2026-03-04T09:00:00Z", "2026-03-05T09:00:00Z",
                                         "2026-03-06T09:00:00Z"};
    check_busy(CALENDAR(DAILY_FROM("02", "TRANSP:TRANSPARENT\r\n")
                            FROM_THE_FOURTH("DTSTART:20260304T090000Z\r\n")),
               starts, LENGTH(starts));
}

TEST(what_happens_once_and_is_cancelled_is_not_busy)
{
    OWN_CHARS got = busy_of(CALENDAR(VEVENT("DTSTART:20260304T090000Z\r\nDURATION:PT1H\r\n") VEVENT(
        "RECURRENCE-ID:20260304T090000Z\r\nDTSTART:20260304T090000Z\r\n"
        "STATUS:CANCELLED\r\n")));
    CHECK(!strstr(got, "BEGIN:VEVENT"));
}

TEST(a_length_in_days_stays_one_where_the_clocks_change)
{
    OWN_CHARS got = busy_of(SIMPLE("DURATION:P1DT2H3M4S\r\n"));
    CHECK(strstr(got, "DURATION:P1DT7384S\r\n"));
}

RUN_TESTS(CASE(a_calendar_says_what_it_is),
          CASE(objects_are_joined_as_they_are_with_each_zone_once),
          CASE(a_fold_inside_a_character_is_moved),
          CASE(a_fold_after_a_blank_line_does_not_join_the_line_before),
          CASE(other_line_ends_become_crlf), CASE(what_is_cut_off_does_not_swallow_the_rest),
          CASE(a_large_calendar_is_handed_out_in_pieces),
          CASE(a_zone_that_an_object_lacks_is_written_before_it),
          CASE(busy_tells_times_and_nothing_else), CASE(busy_uids_stay_the_same_and_tell_nothing),
          CASE(every_form_of_time_is_written_as_it_was),
          CASE(free_and_cancelled_events_are_left_out),
          CASE(a_cancelled_occurrence_is_no_longer_busy),
          CASE(what_is_moved_from_some_day_on_is_busy_where_it_is),
          CASE(what_is_free_from_some_day_on_is_busy_until_then),
          CASE(what_is_busy_from_some_day_on_is_free_until_then),
          CASE(what_happens_once_and_is_cancelled_is_not_busy),
          CASE(a_length_in_days_stays_one_where_the_clocks_change))
