/* Events for tests: written as literals, read with the system's zones. */
#ifndef CONVOKE_TEST_READING_H
#define CONVOKE_TEST_READING_H

#include "test.h"

#include "convoke/ical.h"

/* A calendar around lines; the lines of one event; what nearly every event needs. */
#define CALENDAR(lines) \
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Example//EN\r\n" lines "END:VCALENDAR\r\n"
#define VEVENT(lines) "BEGIN:VEVENT\r\nUID:a@example.org\r\n" lines "END:VEVENT\r\n"
#define SIMPLE(lines) CALENDAR(VEVENT("DTSTART:20260303T090000Z\r\n" lines))

static inline struct zones *the_zones(void)
{
    static struct zones *zones;
    struct error err = {0};
    if (!zones)
        zones = zones_open(NULL, &err);
    if (!zones)
        fail_msg("%s", err.said);
    return zones;
}

static inline const struct zone *zone_of_name(const char *name)
{
    const struct zone *z = zone_named(the_zones(), span_of(name));
    if (!z)
        fail_msg("no zone %s", name);
    return z;
}

static inline struct event *event_of(const char *text)
{
    struct error err = {0};
    struct event *e = event_read(span_of(text), the_zones(), NULL, &err);
    if (!e)
        fail_msg("%s", err.said);
    return e;
}

/* Why a text is refused; fails when it is read. */
static inline struct error refusal_of(const char *text)
{
    struct error err = {0};
    OWN(event) e = event_read(span_of(text), the_zones(), NULL, &err);
    if (e)
        fail_msg("it was read: %s", text);
    return err;
}

static inline instant at(const char *rfc3339)
{
    instant i = 0;
    if (!instant_parse(span_of(rfc3339), &i))
        fail_msg("no instant: %s", rfc3339);
    return i;
}

static inline void check_at(instant got, const char *wanted)
{
    OWN(text) t = text_new();
    text_add_instant(t, got);
    CHECK_STR(text_str(t), wanted);
}

#endif
