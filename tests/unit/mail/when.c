#include "convoke/mail.h"

#include "test.h"

static struct zones *zones;

static char *when(const char *start, const char *end, const char *reader)
{
    OWN_CHARS text = mem_strf("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//Test//EN\r\n"
                              "BEGIN:VEVENT\r\nUID:when@example.org\r\n"
                              "DTSTAMP:20260301T080000Z\r\nDTSTART%s\r\n%s%s%s"
                              "END:VEVENT\r\nEND:VCALENDAR\r\n",
                              start, end ? "DTEND" : "", end ? end : "", end ? "\r\n" : "");
    struct error err = {0};
    OWN(event) e = event_read(span_of(text), zones, &ical_limits_default, &err);
    CHECK_OK(e, &err);
    OWN(text) t = text_new();
    mail_add_when(t, event_main(e), NULL, reader ? zone_named(zones, span_of(reader)) : NULL,
                  zone_named(zones, SPAN("Europe/Berlin")));
    return text_take(t);
}

TEST(times_are_written_with_the_name_of_the_zone_that_is_meant)
{
    static const struct {
        const char *start, *end, *reader, *wanted;
    } cases[] = {
        {";TZID=Europe/Berlin:20260303T100000", ";TZID=Europe/Berlin:20260303T110000", NULL,
         "Tue 3 March 2026, 10:00 – 11:00 CET (Europe/Berlin)"},
        {";TZID=Europe/Berlin:20260703T100000", ";TZID=Europe/Berlin:20260703T110000", NULL,
         "Fri 3 July 2026, 10:00 – 11:00 CEST (Europe/Berlin)"},
        {";TZID=Europe/Berlin:20260303T003000", ";TZID=Europe/Berlin:20260303T013000",
         "America/New_York", "Mon 2 March 2026, 18:30 – 19:30 EST (America/New_York)"},
        {":20260303T100000Z", ":20260303T110000Z", NULL, "Tue 3 March 2026, 10:00 – 11:00 UTC"},
        {":20260303T100000Z", ":20260303T110000Z", "Europe/Istanbul",
         "Tue 3 March 2026, 13:00 – 14:00 UTC+03 (Europe/Istanbul)"},
        {":20260303T100000", ":20260303T110000", NULL,
         "Tue 3 March 2026, 10:00 – 11:00 CET (Europe/Berlin)"},
        {";TZID=Europe/Berlin:20260303T230000", ";TZID=Europe/Berlin:20260304T010000", NULL,
         "Tue 3 March 2026, 23:00 – Wed 4 March 2026, 01:00 CET (Europe/Berlin)"},
        {";TZID=Europe/Berlin:20260329T010000", ";TZID=Europe/Berlin:20260329T040000", NULL,
         "Sun 29 March 2026, 01:00 CET – 04:00 CEST (Europe/Berlin)"},
        {";TZID=Europe/Berlin:20260303T100000", NULL, NULL,
         "Tue 3 March 2026, 10:00 CET (Europe/Berlin)"},
        {";VALUE=DATE:20260303", NULL, NULL, "Tue 3 March 2026, all day"},
        {";VALUE=DATE:20260303", ";VALUE=DATE:20260304", "Pacific/Auckland",
         "Tue 3 March 2026, all day"},
        {";VALUE=DATE:20261230", ";VALUE=DATE:20270102", NULL,
         "Wed 30 December 2026 – Fri 1 January 2027, all day"},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        OWN_CHARS got = when(cases[i].start, cases[i].end, cases[i].reader);
        CHECK_STR(got, cases[i].wanted);
    }
}

TEST(an_occurrence_stands_at_its_own_time)
{
    static const char text[] = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//Test//EN\r\n"
                               "BEGIN:VEVENT\r\nUID:when@example.org\r\n"
                               "DTSTAMP:20260301T080000Z\r\nDTSTART;VALUE=DATE:20260303\r\n"
                               "RRULE:FREQ=DAILY;COUNT=5\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    const struct zone *berlin = zone_named(zones, SPAN("Europe/Berlin"));
    struct error err = {0};
    struct occurrence o;
    OWN(event) e = event_read(span_of(text), zones, &ical_limits_default, &err);
    CHECK_OK(e, &err);
    CHECK_INT(event_occurrence(e, berlin, "20260305", &o), RECUR_FOUND);
    OWN(text) t = text_new();
    mail_add_when(t, event_main(e), &o, zone_named(zones, SPAN("America/New_York")), berlin);
    CHECK_STR(text_str(t), "Thu 5 March 2026, all day");
}

int main(void)
{
    zones = zones_open(NULL, NULL);
    const struct CMUnitTest tests[] = {
        CASE(times_are_written_with_the_name_of_the_zone_that_is_meant),
        CASE(an_occurrence_stands_at_its_own_time),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    zones_free(zones);
    return failed;
}
