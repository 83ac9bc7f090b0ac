/* A meeting of Ann's in the world of pages: Bo leads it, Cy comes, and Dee to its second day. */
#ifndef CONVOKE_TEST_WEB_DOOR_H
#define CONVOKE_TEST_WEB_DOOR_H

#include "world.h"

#define CODE   "abcdefghijklmnopqrstuvwxyz"
#define UID    "one@example.org"
#define ROOM   "https://meet.jit.si/team-room"
#define PUBLIC "[server]\npublic_url = https://cal.example.org\n"
#define ALLOW  "[meetings]\nguests = allow\n"
#define PEOPLE                                                \
    "ORGANIZER;CN=Ann Berg:mailto:ann@example.org\r\n"        \
    "ATTENDEE;CN=Bo Lee;ROLE=CHAIR:mailto:bo@example.com\r\n" \
    "ATTENDEE;CN=\"Cy <b>&\";PARTSTAT=ACCEPTED:mailto:cy@example.com\r\n"
#define DAILY                                                                                  \
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\nBEGIN:VEVENT\r\nUID:" UID "\r\n"  \
    "DTSTAMP:20260101T000000Z\r\nDTSTART:20260301T090000Z\r\nDURATION:PT1H\r\n"                \
    "RRULE:FREQ=DAILY;COUNT=3\r\nSUMMARY:Plan <i>\r\n" PEOPLE "END:VEVENT\r\nBEGIN:VEVENT\r\n" \
    "UID:" UID "\r\nDTSTAMP:20260101T000000Z\r\nRECURRENCE-ID:20260302T090000Z\r\n"            \
    "DTSTART:20260302T090000Z\r\nDURATION:PT1H\r\nSUMMARY:Plan\r\n" PEOPLE                     \
    "ATTENDEE;CN=Dee:mailto:dee@example.com\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

static inline bool meeting_run(struct tx *tx, void *with, struct error *err)
{
    return store_meeting_save(tx, with, err);
}

static inline void put_meeting(struct world *w, enum meeting_state state, instant ends)
{
    struct error err;
    char uid[] = UID, code[] = CODE, provider[] = "jitsi", room[] = "team-room";
    char url[] = ROOM, link[] = "https://cal.example.org/j/" CODE;
    struct meeting m = {.account = w->account,
                        .uid = uid,
                        .code = code,
                        .provider = provider,
                        .room = room,
                        .url = url,
                        .link = link,
                        .state = state,
                        .starts = NOW,
                        .ends = ends,
                        .created = NOW - DAY};
    CHECK_OK(store_write_one(w->store, meeting_run, &m, &err), &err);
}

static inline void put_text(struct world *w, const char *text)
{
    struct put p = {.calendar = w->calendar,
                    .uid = UID,
                    .text = text,
                    .starts = NOW,
                    .ends = NOW + 2 * DAY + 3600};
    put_into(w, w->store, &p);
}

static inline struct world *door_new(const char *ini)
{
    struct world *w = world_new(ini);
    put_text(w, DAILY);
    put_meeting(w, MEETING_OPEN, NOW + 2 * DAY + 3600);
    return w;
}

/* Yours: free(). */
static inline char *token_of(const struct world *w, const char *address, int64_t counter)
{
    struct error err;
    unsigned char secret[32];
    char code[] = CODE;
    struct meeting m = {.code = code};
    CHECK_OK(store_key(w->store, secret, &err), &err);
    return personal_token((struct personal_key){secret, PERSONAL_DOOR}, &m, address, counter);
}

static inline char *path_of(const struct world *w, const char *address, int64_t counter)
{
    OWN_CHARS token = token_of(w, address, counter);
    return mem_strf("/j/" CODE "/%s", token);
}

/* What somebody's personal link answers. */
static inline char *world_come(const struct world *w, const char *address)
{
    OWN_CHARS path = path_of(w, address, 0);
    return world_get(w, path);
}

static inline void check_status(const char *answer, int status)
{
    if (status_of(answer) != status)
        fail_msg("%d expected: %s", status, answer);
}

static inline void check_says(const char *answer, int status, const char *said)
{
    check_status(answer, status);
    if (!strstr(body_of(answer), said))
        fail_msg("%s is missing in %s", said, answer);
}

#endif
