/* What a test of meeting plays: an event goes in, gets its room, changes, and is read again. After
 * every scene the same is asked once more, and nothing may be left to do. */
#ifndef CONVOKE_TEST_SCENE_H
#define CONVOKE_TEST_SCENE_H

#include "convoke/meeting.h"
#include "test.h"

#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

#define L(line) line "\r\n"
#define CALENDAR(...) \
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//EN\r\n" __VA_ARGS__ "END:VCALENDAR\r\n"
#define VEVENT(...)                                                                             \
    "BEGIN:VEVENT\r\nUID:meet@example.org\r\nDTSTAMP:20260201T080000Z\r\n"                      \
    "DTSTART:20260303T090000Z\r\nDTEND:20260303T100000Z\r\nSUMMARY:Weekly sync\r\n" __VA_ARGS__ \
    "END:VEVENT\r\n"
#define ORGANIZER L("ORGANIZER:mailto:olga@example.org")
#define ANN       L("ATTENDEE:mailto:ann@example.com")
#define GUESTS    ORGANIZER ANN
#define OVERRIDE(...)                                                                          \
    "BEGIN:VEVENT\r\nUID:meet@example.org\r\nDTSTAMP:20260201T080000Z\r\n"                     \
    "RECURRENCE-ID:20260310T090000Z\r\nDTSTART:20260310T110000Z\r\nDTEND:20260310T120000Z\r\n" \
    "SUMMARY:Weekly sync\r\n" __VA_ARGS__ "END:VEVENT\r\n"
#define WEEKLY L("RRULE:FREQ=WEEKLY;COUNT=20")

struct scene {
    struct config *config;
    struct zones *zones;
    struct account owner;
    char *addresses[1];
    struct calendar calendar;
    instant at;
    bool saw_link;
    enum meeting_wish wish;
    /* what came out of the last: */
    struct meeting *meeting;
    char *text;
    const char *rule;
};

static inline void scene_begin(struct scene *s, const char *ini)
{
    struct error err = {0};
    *s = (struct scene){
        .calendar = {.policy = -1, .min_duration_s = -1, .all_day = -1, .rooms = -1, .guests = -1}};
    s->config = config_parse(span_of(ini), "test", &err);
    CHECK_OK(s->config, &err);
    s->zones = zones_open(NULL, &err);
    CHECK_OK(s->zones, &err);
    s->addresses[0] = mem_str("olga@example.org");
    s->owner = (struct account){.id = 7, .addresses = s->addresses, .naddresses = 1};
    CHECK(instant_parse(SPAN("2026-03-01T00:00:00Z"), &s->at));
}

static inline void meeting_drop_all(struct scene *s)
{
    meeting_free(s->meeting);
    s->meeting = NULL;
    free(s->text);
    s->text = NULL;
}

static inline void scene_end(struct scene *s)
{
    meeting_drop_all(s);
    config_free(s->config);
    zones_free(s->zones);
    free(s->addresses[0]);
}

static inline struct event *scene_read(const struct scene *s, const char *text)
{
    struct error err = {0};
    struct event *e = event_read(span_of(text), s->zones, &ical_limits_default, &err);
    if (!e)
        fail_msg("%s\n%s", err.said, text);
    return e;
}

static inline struct meeting *scene_ask(struct scene *s, const struct event *now,
                                        const struct meeting *had, struct splice *edits)
{
    struct error err = {0};
    struct meeting *m;
    struct meeting_facts f = {
        .config = s->config,
        .owner = &s->owner,
        .calendar = &s->calendar,
        .now = now,
        .had = had,
        .floating = zone_utc(),
        .at = s->at,
        .saw_link = s->saw_link,
        .wish = s->wish,
    };
    CHECK_OK(meeting_follow(&f, edits, &m, &s->rule, &err), &err);
    CHECK(s->rule && strchr(s->rule, ':'));
    return m;
}

static inline void check_settled(struct scene *s)
{
    const char *rule = s->rule;
    OWN(event) now = scene_read(s, s->text);
    OWN(splice) edits = splice_new(now);
    OWN(meeting) again = scene_ask(s, now, s->meeting, edits);
    if (!splice_is_empty(edits)) {
        size_t len;
        OWN_CHARS made = splice_done(edits, &len);
        fail_msg("not settled:\n%s\nbecomes\n%s", s->text, made);
    }
    CHECK_INT(again != NULL, s->meeting != NULL);
    CHECK(!again || again->state == s->meeting->state);
    s->rule = rule;
}

/* The event goes in as this (NULL: it is deleted). */
static inline void scene_put(struct scene *s, const char *text)
{
    OWN(event) now = text ? scene_read(s, text) : NULL;
    OWN(splice) edits = now ? splice_new(now) : NULL;
    struct meeting *m = scene_ask(s, now, s->meeting, edits);
    size_t len;
    char *made = now ? splice_done(edits, &len) : NULL;
    meeting_drop_all(s);
    s->meeting = m;
    s->text = made;
    if (now)
        check_settled(s);
}

static inline size_t occurrences_of(const char *text, const char *part)
{
    size_t count = 0;
    for (const char *at = text; (at = strstr(at, part)); at += strlen(part))
        count++;
    return count;
}

/* The event's text with one part replaced, as an editor would. Yours: free(). */
static inline char *edited(const char *text, const char *part, const char *by)
{
    const char *at = strstr(text, part);
    if (!at)
        fail_msg("\"%s\" does not stand in\n%s", part, text);
    return mem_strf("%.*s%s%s", (int)(at - text), text, by, at + strlen(part));
}

/* Without folds, so that long lines can be searched. */
static inline char *unfolded(const char *text)
{
    OWN(text) t = text_new();
    for (const char *at = text; *at; at++)
        if (strncmp(at, "\r\n ", 3) == 0)
            at += 2;
        else
            text_add_char(t, *at);
    return text_take(t);
}

#endif
