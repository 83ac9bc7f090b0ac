/* What the tests of remind share: an event of the owner in Berlin, and offsets of 24 h and 1 h. */
#ifndef CONVOKE_TEST_DIARY_H
#define CONVOKE_TEST_DIARY_H

#include "convoke/remind.h"
#include "test.h"

#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

#define L(line) line "\r\n"
#define CALENDAR(...) \
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//EN\r\n" __VA_ARGS__ "END:VCALENDAR\r\n"
#define VEVENT(...)                                                                       \
    "BEGIN:VEVENT\r\nUID:meet@example.org\r\nDTSTAMP:20260201T080000Z\r\n" __VA_ARGS__ L( \
        "ATTENDEE:mailto:ann@example.com") "END:VEVENT\r\n"
#define AT(start)   L("DTSTART;TZID=Europe/Berlin:" start) L("DURATION:PT1H")
#define ON(date)    L("RECURRENCE-ID;TZID=Europe/Berlin:" date "T100000")
#define WEEKLY(end) L("RRULE:FREQ=WEEKLY;" end)

struct diary {
    struct zones *zones;
    struct event *event;
    struct remind_facts facts;
};

static const int64_t day_and_hour[] = {86400, 3600};

static inline instant at(const char *rfc3339)
{
    instant i;
    if (!instant_parse(span_of(rfc3339), &i))
        fail_msg("%s", rfc3339);
    return i;
}

static inline void diary_begin(struct diary *d, const char *text)
{
    struct error err = {0};
    *d = (struct diary){.zones = zones_open(NULL, &err)};
    CHECK_OK(d->zones, &err);
    d->event = text ? event_read(span_of(text), d->zones, &ical_limits_default, &err) : NULL;
    if (text && !d->event)
        fail_msg("%s\n%s", err.said, text);
    d->facts = (struct remind_facts){
        .event = d->event,
        .floating = zone_named(d->zones, SPAN("Europe/Berlin")),
        .before_s = day_and_hour,
        .nbefore = 2,
        .all_day_at_s = 9 * 3600,
    };
}

static inline void diary_end(struct diary *d)
{
    event_free(d->event);
    zones_free(d->zones);
}

static inline void reminder_clear(struct reminder *r)
{
    free(r->uid);
    free(r->key);
    *r = (struct reminder){0};
}

/* "2026-03-02T09:00:00Z 86400 20260303T090000Z"; "none" when nothing is owed. */
static inline char *said(const struct reminder *r)
{
    OWN(text) t = text_new();
    if (r->due == INSTANT_NEVER)
        return mem_str("none");
    text_add_instant(t, r->due);
    text_addf(t, " %lld %s", (long long)r->before_s, r->key);
    return text_take(t);
}

static inline char *next_after(const struct diary *d, instant after, struct reminder *r)
{
    struct error err = {0};
    CHECK_OK(remind_plan(&d->facts, after, r, &err), &err);
    return said(r);
}

#endif
