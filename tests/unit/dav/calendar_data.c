#include "../../../src/dav/calendar_data.h"
#include "test.h"

#define DATA(in)                  "<C:calendar-data xmlns:C='" NS_CAL "'>" in "</C:calendar-data>"
#define BETWEEN(name, start, end) "<C:" name " start='" start "' end='" end "'/>"

#define HEAD                      "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//EN\r\n"
#define END                       "END:VCALENDAR\r\n"
#define ZONE                                                                                 \
    "BEGIN:VTIMEZONE\r\nTZID:Europe/Zurich\r\nBEGIN:STANDARD\r\nDTSTART:19961027T030000\r\n" \
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\n"  \
    "END:STANDARD\r\nBEGIN:DAYLIGHT\r\nDTSTART:19810329T020000\r\n"                          \
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\n"   \
    "END:DAYLIGHT\r\nEND:VTIMEZONE\r\n"

/* Each morning; that of 28 March comes an hour later, that of the 30th is long over there. */
static const char daily[] = HEAD ZONE
    "BEGIN:VEVENT\r\nUID:daily\r\nDTSTAMP:20260101T000000Z\r\n"
    "DTSTART;TZID=Europe/Zurich:20260327T090000\r\nDURATION:PT30M\r\nRRULE:FREQ=DAILY\r\n"
    "EXDATE;TZID=Europe/Zurich:20260331T090000\r\nSUMMARY:Walk\r\n"
    "BEGIN:VALARM\r\nACTION:AUDIO\r\nTRIGGER:-PT5M\r\nREPEAT:1\r\nDURATION:PT1M\r\nEND:VALARM\r\n"
    "END:VEVENT\r\n"
    "BEGIN:VEVENT\r\nUID:daily\r\nDTSTAMP:20260101T000000Z\r\n"
    "RECURRENCE-ID;TZID=Europe/Zurich:20260328T090000\r\n"
    "DTSTART;TZID=Europe/Zurich:20260328T100000\r\nDURATION:PT30M\r\nSUMMARY:Late walk\r\n"
    "END:VEVENT\r\n"
    "BEGIN:VEVENT\r\nUID:daily\r\nDTSTAMP:20260101T000000Z\r\n"
    "RECURRENCE-ID;TZID=Europe/Zurich:20260410T090000\r\n"
    "DTSTART;TZID=Europe/Zurich:20260501T090000\r\nDURATION:PT30M\r\nSUMMARY:May walk\r\n"
    "END:VEVENT\r\n" END;

struct made {
    struct text *text;
    struct error err;
    bool ok;
};

static struct made make(const char *request, const char *object)
{
    struct made m = {.text = text_new()};
    OWN(xml) x = xml_read(span_of(request), NULL, &m.err);
    CHECK_OK(x, &m.err);
    OWN(zones) zones = zones_open(NULL, &m.err);
    CHECK_OK(zones, &m.err);
    struct data_zones z = {zones, zone_named(zones, SPAN("Europe/Zurich"))};
    m.ok = calendar_data_make(xml_root(x), span_of(object), &z, m.text, &m.err);
    return m;
}

static void check(const char *request, const char *object, const char *wanted)
{
    struct made m = make(request, object);
    CHECK_OK(m.ok, &m.err);
    CHECK_STR(text_str(m.text), wanted);
    text_free(m.text);
}

static void check_refused(const char *request, const char *object, const char *rule)
{
    struct made m = make(request, object);
    CHECK(!m.ok);
    if (rule)
        CHECK_STR(m.err.rule, rule);
    else
        CHECK(!m.err.rule);
    text_free(m.text);
}

#define ALARM                                                                        \
    "BEGIN:VALARM\r\nACTION:AUDIO\r\nTRIGGER:-PT5M\r\nREPEAT:1\r\nDURATION:PT1M\r\n" \
    "END:VALARM\r\n"
#define WALK(start, end)                                                      \
    "BEGIN:VEVENT\r\nUID:daily\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:" start \
    "\r\nRECURRENCE-ID:" start "\r\nDTEND:" end "\r\nSUMMARY:Walk\r\n" ALARM "END:VEVENT\r\n"

TEST(a_series_is_expanded_to_instances_in_utc_across_the_change_of_clocks)
{
    check(
        DATA(BETWEEN("expand", "20260327T000000Z", "20260330T000000Z")), daily,
        HEAD WALK(
            "20260327T080000Z",
            "20260327T083000Z") "BEGIN:VEVENT\r\nUID:daily\r\nDTSTAMP:20260101T000000Z\r\n"
                                "DTSTART:20260328T090000Z\r\nRECURRENCE-ID:20260328T080000Z\r\n"
                                "DTEND:20260328T093000Z\r\nSUMMARY:Late walk\r\nEND:VEVENT\r\n" WALK(
                                    "20260329T070000Z", "20260329T073000Z") END);
}

TEST(instances_that_are_out_or_were_moved_away_do_not_come)
{
    check(DATA(BETWEEN("expand", "20260331T000000Z", "20260402T000000Z")), daily,
          HEAD WALK("20260401T070000Z", "20260401T073000Z") END);
    check(DATA(BETWEEN("expand", "20260410T000000Z", "20260411T000000Z")), daily, HEAD END);
}

TEST(dates_stay_dates_and_what_floats_goes_on_floating)
{
    check(DATA(BETWEEN("expand", "20260302T000000Z", "20260303T000000Z")),
          HEAD
          "BEGIN:VEVENT\r\nUID:d\r\nDTSTAMP:20260101T000000Z\r\nDTSTART;VALUE=DATE:20260301\r\n"
          "DTEND;VALUE=DATE:20260302\r\nRRULE:FREQ=DAILY;COUNT=2\r\nEND:VEVENT\r\n" END,
          HEAD
          "BEGIN:VEVENT\r\nUID:d\r\nDTSTAMP:20260101T000000Z\r\nDTSTART;VALUE=DATE:20260302\r\n"
          "RECURRENCE-ID;VALUE=DATE:20260302\r\nDTEND;VALUE=DATE:20260303\r\nEND:VEVENT\r\n" END);
    check(DATA(BETWEEN("expand", "20260302T000000Z", "20260303T000000Z")),
          HEAD "BEGIN:VEVENT\r\nUID:f\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20260301T070000\r\n"
               "RRULE:FREQ=DAILY;COUNT=2\r\nEND:VEVENT\r\n" END,
          HEAD "BEGIN:VEVENT\r\nUID:f\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20260302T070000\r\n"
               "RECURRENCE-ID:20260302T070000\r\nEND:VEVENT\r\n" END);
}

TEST(a_single_event_is_given_in_utc_without_its_zone)
{
    check(DATA(BETWEEN("expand", "20260101T000000Z", "20270101T000000Z")),
          HEAD ZONE "BEGIN:VEVENT\r\nUID:s\r\nDTSTAMP:20260101T000000Z\r\n"
                    "DTSTART;TZID=Europe/Zurich:20260701T120000\r\n"
                    "DTEND;TZID=Europe/Zurich:20260701T130000\r\nEND:VEVENT\r\n" END,
          HEAD "BEGIN:VEVENT\r\nUID:s\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20260701T100000Z\r\n"
               "DTEND:20260701T110000Z\r\nEND:VEVENT\r\n" END);
}

TEST(an_instance_has_the_length_that_its_rdate_gives)
{
    check(DATA(BETWEEN("expand", "20260701T000000Z", "20260705T000000Z")),
          HEAD "BEGIN:VEVENT\r\nUID:s\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20260701T120000Z\r\n"
               "RDATE;VALUE=PERIOD:20260703T120000Z/PT15M\r\nEND:VEVENT\r\n" END,
          HEAD "BEGIN:VEVENT\r\nUID:s\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20260701T120000Z\r\n"
               "RECURRENCE-ID:20260701T120000Z\r\nEND:VEVENT\r\n"
               "BEGIN:VEVENT\r\nUID:s\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20260703T120000Z\r\n"
               "RECURRENCE-ID:20260703T120000Z\r\nDTEND:20260703T121500Z\r\nEND:VEVENT\r\n" END);
}

#define TODO_HEAD "BEGIN:VTODO\r\nUID:t\r\nDTSTAMP:20260101T000000Z\r\n"
#define TODO_END  "SUMMARY:Rent\r\nEND:VTODO\r\n"
#define RENT(start, due) \
    TODO_HEAD "DTSTART:" start "\r\nRECURRENCE-ID:" start "\r\nDUE:" due "\r\n" TODO_END

/* Due an hour after 09:00 in Zurich on the first of each month; in April on the 2nd. */
static const char rent[] = HEAD ZONE TODO_HEAD
    "DTSTART;TZID=Europe/Zurich:20260301T090000\r\nDUE;TZID=Europe/Zurich:20260301T100000\r\n"
    "RRULE:FREQ=MONTHLY\r\n" TODO_END TODO_HEAD
    "RECURRENCE-ID;TZID=Europe/Zurich:20260401T090000\r\n"
    "DTSTART;TZID=Europe/Zurich:20260402T090000\r\nDURATION:PT2H\r\n" TODO_END END;

TEST(recurring_tasks_are_expanded_with_what_is_due_when)
{
    check(DATA(BETWEEN("expand", "20260301T000000Z", "20260502T000000Z")), rent,
          HEAD RENT("20260301T080000Z", "20260301T090000Z") TODO_HEAD
          "DTSTART:20260402T070000Z\r\nRECURRENCE-ID:20260401T070000Z\r\n"
          "DUE:20260402T090000Z\r\n" TODO_END RENT("20260501T070000Z", "20260501T080000Z") END);
}

TEST(a_task_belongs_to_a_range_that_ends_when_it_is_due)
{
    static const char call[] = HEAD TODO_HEAD "DTSTART:20260601T120000Z\r\nDUE:20260601T120000Z\r\n"
                                              "RRULE:FREQ=DAILY;COUNT=3\r\n" TODO_END END;
#define CALL(start) RENT(start, start)
    check(DATA(BETWEEN("expand", "20260602T110000Z", "20260602T120000Z")), call,
          HEAD CALL("20260602T120000Z") END);
    check(DATA(BETWEEN("expand", "20260602T110000Z", "20260602T115959Z")), call, HEAD END);
    check(DATA(BETWEEN("expand", "20260602T120001Z", "20260602T130000Z")), call, HEAD END);
}

TEST(tasks_without_a_start_and_journal_entries_are_given_in_utc)
{
    check(DATA(BETWEEN("expand", "20260101T000000Z", "20270101T000000Z")),
          HEAD ZONE TODO_HEAD "DUE;TZID=Europe/Zurich:20260701T120000\r\n" TODO_END END,
          HEAD TODO_HEAD "DUE:20260701T100000Z\r\n" TODO_END END);
    check(DATA(BETWEEN("expand", "20260101T000000Z", "20270101T000000Z")),
          HEAD TODO_HEAD "DUE;VALUE=DATE:20260701\r\n" TODO_END END,
          HEAD TODO_HEAD "DUE;VALUE=DATE:20260701\r\n" TODO_END END);
    check(DATA(BETWEEN("expand", "20260302T000000Z", "20260302T230000Z")),
          HEAD "BEGIN:VJOURNAL\r\nUID:j\r\nDTSTAMP:20260101T000000Z\r\n"
               "DTSTART;VALUE=DATE:20260301\r\nRRULE:FREQ=DAILY\r\nEND:VJOURNAL\r\n" END,
          HEAD "BEGIN:VJOURNAL\r\nUID:j\r\nDTSTAMP:20260101T000000Z\r\n"
               "DTSTART;VALUE=DATE:20260302\r\nRECURRENCE-ID;VALUE=DATE:20260302\r\n"
               "END:VJOURNAL\r\n" END);
}

static size_t tasks_in(const char *request)
{
    struct made m = make(request, rent);
    CHECK_OK(m.ok, &m.err);
    size_t count = 0;
    for (const char *at = text_str(m.text); (at = strstr(at, "BEGIN:VTODO")); at++)
        count++;
    text_free(m.text);
    return count;
}

TEST(changed_tasks_are_left_out_where_they_do_not_matter)
{
#define LIMIT_TASKS(start, end) tasks_in(DATA(BETWEEN("limit-recurrence-set", start, end)))
    CHECK_INT(LIMIT_TASKS("20260401T000000Z", "20260402T000000Z"), 2);
    CHECK_INT(LIMIT_TASKS("20260402T000000Z", "20260403T000000Z"), 2);
    CHECK_INT(LIMIT_TASKS("20260501T000000Z", "20260502T000000Z"), 1);
}

TEST(too_many_instances_are_refused)
{
    check_refused(DATA(BETWEEN("expand", "20260101T000000Z", "20360101T000000Z")), daily,
                  "max-instances");
}

TEST(ranges_are_needed_whole)
{
    check_refused(DATA("<C:expand start='20260101T000000Z'/>"), daily, NULL);
    check_refused(DATA("<C:limit-recurrence-set/>"), daily, NULL);
    check_refused(DATA("<C:comp name='VEVENT'/>"), daily, NULL);
}

static size_t events_in(const char *request)
{
    struct made m = make(request, daily);
    CHECK_OK(m.ok, &m.err);
    size_t count = 0;
    for (const char *at = text_str(m.text); (at = strstr(at, "BEGIN:VEVENT")); at++)
        count++;
    CHECK(strstr(text_str(m.text), "RRULE:FREQ=DAILY\r\n"));
    CHECK(strstr(text_str(m.text), "TZID:Europe/Zurich\r\n"));
    text_free(m.text);
    return count;
}

TEST(changed_instances_are_given_where_they_are_and_where_they_would_have_been)
{
#define LIMIT(start, end) events_in(DATA(BETWEEN("limit-recurrence-set", start, end)))
    CHECK_INT(LIMIT("20260327T000000Z", "20260330T000000Z"), 2);
    CHECK_INT(LIMIT("20260330T000000Z", "20260331T000000Z"), 1);
    CHECK_INT(LIMIT("20260410T070000Z", "20260410T070001Z"), 2);
    CHECK_INT(LIMIT("20260501T000000Z", "20260502T000000Z"), 2);
    CHECK_INT(LIMIT("20260101T000000Z", "20270101T000000Z"), 3);
}

TEST(parts_are_chosen_by_their_names)
{
    static const char single[] =
        HEAD "BEGIN:VEVENT\r\nUID:s\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20260701T120000Z\r\n"
             "SUMMARY;LANGUAGE=de:Ein\r\n  Tag\r\n" ALARM "END:VEVENT\r\n" END;
    check(DATA("<C:comp name='VCALENDAR'><C:prop name='VERSION'/><C:comp name='VEVENT'>"
               "<C:prop name='summary'/><C:prop name='DTSTART' novalue='yes'/></C:comp></C:comp>"),
          single,
          "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nDTSTART:\r\n"
          "SUMMARY;LANGUAGE=de:Ein\r\n  Tag\r\nEND:VEVENT\r\n" END);
    check(DATA("<C:comp name='VCALENDAR'><C:allprop/><C:comp name='VEVENT'><C:prop name='UID'/>"
               "<C:allcomp/></C:comp></C:comp>"),
          single, HEAD "BEGIN:VEVENT\r\nUID:s\r\n" ALARM "END:VEVENT\r\n" END);
    check(DATA("<C:comp name='VCALENDAR'><C:comp name='VEVENT'><C:prop name='SUMMARY' novalue='yes'"
               "/></C:comp></C:comp>"),
          single, "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY;LANGUAGE=de:\r\nEND:VEVENT\r\n" END);
    check(DATA("<C:comp name='VCALENDAR'/>"), single, single);
}

TEST(instances_can_be_chosen_from_too)
{
    check(
        DATA(BETWEEN(
            "expand", "20260327T000000Z",
            "20260328T000000Z") "<C:comp name='VCALENDAR'><C:comp name='VEVENT'><C:prop name='DTSTART'/></C:comp>"
                                "</C:comp>"),
        daily, "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20260327T080000Z\r\nEND:VEVENT\r\n" END);
}

TEST(free_busy_times_are_limited_to_a_range)
{
    check(DATA(BETWEEN("limit-freebusy-set", "20260102T000000Z", "20260103T000000Z")),
          HEAD "BEGIN:VFREEBUSY\r\nUID:b\r\nFREEBUSY:20260101T100000Z/PT1H,\r\n"
               " 20260102T100000Z/20260102T110000Z,20260101T230000Z/PT2H\r\n"
               "FREEBUSY;FBTYPE=FREE:20260105T100000Z/PT1H\r\nEND:VFREEBUSY\r\n" END,
          HEAD "BEGIN:VFREEBUSY\r\nUID:b\r\n"
               "FREEBUSY:20260102T100000Z/20260102T110000Z,20260101T230000Z/PT2H\r\n"
               "END:VFREEBUSY\r\n" END);
}

RUN_TESTS(CASE(a_series_is_expanded_to_instances_in_utc_across_the_change_of_clocks),
          CASE(instances_that_are_out_or_were_moved_away_do_not_come),
          CASE(dates_stay_dates_and_what_floats_goes_on_floating),
          CASE(a_single_event_is_given_in_utc_without_its_zone),
          CASE(an_instance_has_the_length_that_its_rdate_gives),
          CASE(recurring_tasks_are_expanded_with_what_is_due_when),
          CASE(a_task_belongs_to_a_range_that_ends_when_it_is_due),
          CASE(tasks_without_a_start_and_journal_entries_are_given_in_utc),
          CASE(changed_tasks_are_left_out_where_they_do_not_matter),
          CASE(too_many_instances_are_refused), CASE(ranges_are_needed_whole),
          CASE(changed_instances_are_given_where_they_are_and_where_they_would_have_been),
          CASE(parts_are_chosen_by_their_names), CASE(instances_can_be_chosen_from_too),
          CASE(free_busy_times_are_limited_to_a_range))
