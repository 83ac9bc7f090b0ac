/* The XML of a hostile report: refused with a sentence, or a filter that is held against objects
 * without harm, the same way twice; what it wants of texts is made or refused. */
#include "../../src/dav/calendar_data.h"
#include "reading.h"

static const char object[] =
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//EN\r\nBEGIN:VEVENT\r\nUID:fuzz\r\n"
    "DTSTAMP:20260101T000000Z\r\nDTSTART;TZID=Europe/Zurich:20260327T090000\r\nDURATION:PT1H\r\n"
    "RRULE:FREQ=DAILY;INTERVAL=3\r\nSUMMARY;LANGUAGE=en:Lunch\\, with\r\n  everybody\r\n"
    "ATTENDEE;PARTSTAT=ACCEPTED:mailto:ruth@example.org\r\nBEGIN:VALARM\r\nACTION:AUDIO\r\n"
    "TRIGGER:-PT5M\r\nREPEAT:3\r\nDURATION:PT1M\r\nEND:VALARM\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\n"
    "UID:fuzz\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20260330T120000Z\r\n"
    "RECURRENCE-ID;TZID=Europe/Zurich:20260330T090000\r\nSUMMARY:Late lunch\r\nEND:VEVENT\r\n"
    "END:VCALENDAR\r\n";

static void hold(const struct filter *f)
{
    struct matching with = {the_zones(), zone_utc(), NULL};
    bool matches = filter_matches(f, span_of(object), &with);
    struct time_range r = filter_range(f);
    MUST(matches == filter_matches(f, span_of(object), &with));
    MUST(r.from < r.to);
    if (matches)
        MUST(filter_takes(f, COMPONENT_EVENT));
}

static void make(const struct xml_element *wanted)
{
    struct error err = {0};
    struct data_zones z = {the_zones(), zone_utc()};
    OWN(text) t = text_new();
    if (!calendar_data_make(wanted, span_of(object), &z, t, &err))
        MUST(is_refusal(&err));
}

/* Each element may be what a report has somewhere. */
static void try_element(const struct xml_element *e)
{
    struct error err = {0};
    if (xml_is(e, NS_CAL, "filter")) {
        OWN(filter) f = filter_read(e, &err);
        if (f)
            hold(f);
        else
            MUST(is_refusal(&err));
    }
    if (xml_is(e, NS_CAL, "calendar-data"))
        make(e);
    for (const struct xml_element *c = e->first; c; c = c->next)
        try_element(c);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct error err = {0};
    OWN(xml) x = xml_read(span_make((const char *)data, size), NULL, &err);
    if (x)
        try_element(xml_root(x));
    else
        MUST(is_refusal(&err));
    return 0;
}
