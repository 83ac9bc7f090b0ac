/* An event as it was and as it is, told to a guest: what the tests compose mails from. Every mail
 * that goes through here is kept in a directory and held against the linter at the end. */
#ifndef TESTS_MAIL_SCENE_H
#define TESTS_MAIL_SCENE_H

#include "convoke/itip.h"
#include "convoke/mail.h"

#include "test.h"

#include <gmime/gmime.h>

#define GUEST     "guest@example.net"
#define SCENE_NOW "2026-03-01T09:00:00Z"

#define BERLIN                                    \
    "BEGIN:VTIMEZONE\r\n"                         \
    "TZID:Europe/Berlin\r\n"                      \
    "BEGIN:STANDARD\r\n"                          \
    "DTSTART:19701025T030000\r\n"                 \
    "TZOFFSETFROM:+0200\r\n"                      \
    "TZOFFSETTO:+0100\r\n"                        \
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\n" \
    "END:STANDARD\r\n"                            \
    "BEGIN:DAYLIGHT\r\n"                          \
    "DTSTART:19700329T020000\r\n"                 \
    "TZOFFSETFROM:+0100\r\n"                      \
    "TZOFFSETTO:+0200\r\n"                        \
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\n"  \
    "END:DAYLIGHT\r\n"                            \
    "END:VTIMEZONE\r\n"
#define PEOPLE                                                                \
    "ORGANIZER;CN=\"Berg, Anna\":mailto:anna@example.com\r\n"                 \
    "ATTENDEE;CN=Gästin;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:" GUEST "\r\n" \
    "ATTENDEE;CN=Bob:mailto:bob@example.net\r\n"
#define HEAD(uid)          "UID:" uid "@example.com\r\nDTSTAMP:20260301T080000Z\r\n"
#define VEVENT(uid, lines) "BEGIN:VEVENT\r\n" HEAD(uid) PEOPLE lines "END:VEVENT\r\n"
#define CALENDAR(vevents)                                                           \
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//Test//EN\r\n" BERLIN vevents \
    "END:VCALENDAR\r\n"
#define EVENT(uid, lines) CALENDAR(VEVENT(uid, lines))

#define LINK              "https://meet.example.org/team-abc234"
#define WITH_LINK                                                         \
    "LOCATION:" LINK "\r\nURL:" LINK "\r\n"                               \
    "CONFERENCE;VALUE=URI;FEATURE=VIDEO;LABEL=Video meeting:" LINK "\r\n" \
    "DESCRIPTION:Join: " LINK "\r\n"
#define AT_TEN                                       \
    "DTSTART;TZID=Europe/Berlin:20260303T100000\r\n" \
    "DTEND;TZID=Europe/Berlin:20260303T110000\r\n"

struct scene {
    struct zones *zones;
    struct config config;
    struct account owner;
    const struct zone *floating;
    char *kept; /* the directory of the mails */
    int count;
};

static inline void scene_open(struct scene *s)
{
    static char anna[] = "anna@example.com", from[] = "Convoke <calendar@example.org>";
    static char *addresses[] = {anna};
    struct error err = {0};
    instant now;
    CHECK(instant_parse(SPAN(SCENE_NOW), &now));
    clock_set(now);
    s->zones = zones_open(NULL, &err);
    CHECK_OK(s->zones, &err);
    s->floating = zone_named(s->zones, SPAN("Europe/Berlin"));
    s->config.mail.from = from;
    s->owner = (struct account){.id = 1, .addresses = addresses, .naddresses = 1};
    s->kept = mem_str(getenv("CONVOKE_TEST_MAILS"));
    if (!s->kept) {
        s->kept = mem_str("/tmp/convoke-mails-XXXXXX");
        CHECK(mkdtemp(s->kept));
    }
}

/* Every mail that was composed passes the linter. */
static inline void scene_lint(struct scene *s)
{
    OWN_CHARS command = mem_strf(MAIL_LINT " '%s'", s->kept);
    CHECK_INT(system(command), 0);
}

static inline void scene_close(struct scene *s)
{
    if (!getenv("CONVOKE_TEST_MAILS")) {
        OWN_CHARS command = mem_strf("rm -r '%s'", s->kept);
        CHECK_INT(system(command), 0);
    }
    zones_free(s->zones);
    free(s->kept);
}

/* --- one mail ------------------------------------------------------------------------------- */

/* The guest was told `before` (NULL: nothing); now it is as in `now` (NULL: deleted). */
struct change_told {
    const char *before, *now;
    const char *key; /* which occurrence; NULL: the series or single event */
    const char *link, *zone;
    bool removed;               /* the guest is no longer invited */
    bool is_personal;           /* link is the guest's own */
    const char *const *answers; /* ANSWERS links; NULL: none */
};
struct told_mail {
    enum mail_kind kind;
    char *subject, *text, *html, *bytes;
};

static inline void told_mail_clear(struct told_mail *m)
{
    free(m->subject);
    free(m->text);
    free(m->html);
    free(m->bytes);
}

static inline struct event *scene_read(struct scene *s, const char *text)
{
    struct error err = {0};
    struct event *e = event_read(span_of(text), s->zones, &ical_limits_default, &err);
    CHECK_OK(e, &err);
    return e;
}

static inline char *scene_words(GMimeMessage *m, const char *subtype)
{
    GMimePartIter *parts = g_mime_part_iter_new(GMIME_OBJECT(m));
    char *words = NULL;
    do {
        GMimeObject *part = g_mime_part_iter_get_current(parts);
        if (!GMIME_IS_TEXT_PART(part) || words)
            continue;
        GMimeContentType *type = g_mime_object_get_content_type(part);
        if (!g_mime_content_type_is_type(type, "text", subtype))
            continue;
        char *found = g_mime_text_part_get_text(GMIME_TEXT_PART(part));
        OWN(text) lines = text_new();
        for (const char *at = found; *at; at++)
            if (*at != '\r')
                text_add_char(lines, *at);
        words = text_take(lines);
        g_free(found);
    } while (g_mime_part_iter_next(parts));
    g_mime_part_iter_free(parts);
    CHECK(words);
    return words;
}

/* Composes, keeps the mail for the linter, and takes it apart again. */
static inline struct told_mail scene_compose(struct scene *s, struct letter *l)
{
    struct error err = {0};
    struct told_mail m = {.kind = l->kind};
    size_t len;
    OWN_CHARS id = mem_strf("<%d.test@example.org>", ++s->count);
    l->config = &s->config;
    l->to_address = l->to_address ? l->to_address : GUEST;
    l->floating = s->floating;
    l->message_id = id;
    l->date = clock_now();
    m.bytes = mail_compose(l, &len, &err);
    CHECK_OK(m.bytes, &err);
    OWN_CHARS path = mem_strf("%s/%02d.eml", s->kept, s->count);
    CHECK_OK(file_replace(path, span_make(m.bytes, len), 0600, &err), &err);
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(m.bytes, len);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    GMimeMessage *parsed = g_mime_parser_construct_message(parser, NULL);
    m.subject = mem_str(g_mime_message_get_subject(parsed));
    m.text = scene_words(parsed, "plain");
    m.html = scene_words(parsed, "html");
    g_object_unref(parsed);
    g_object_unref(parser);
    g_object_unref(stream);
    return m;
}

static inline const struct itip_message *scene_message(const struct itip_plan *plan,
                                                       const char *key)
{
    for (size_t i = 0; i < plan->nmessages; i++)
        if (!strcmp(plan->messages[i].key, key ? key : ""))
            return &plan->messages[i];
    fail_msg("of %zu messages none has the key \"%s\"", plan->nmessages, key ? key : "");
    return NULL;
}

static inline struct itip_plan *scene_plan(struct scene *s, const struct event *now,
                                           const struct tolds *told)
{
    struct error err = {0};
    struct itip_facts facts = {.now = now,
                               .told = told,
                               .owner = &s->owner,
                               .floating = s->floating,
                               .zones = s->zones,
                               .at = clock_now(),
                               .only = GUEST};
    struct itip_plan *plan = itip_diff(&facts, &err);
    CHECK_OK(plan, &err);
    return plan;
}

static inline char *scene_text(struct scene *s, const struct event *from,
                               const struct itip_message *message, size_t *len_out)
{
    struct error err = {0};
    struct itip_write write = {from, message, &s->owner, s->floating, clock_now()};
    char *text = itip_text(&write, len_out, &err);
    CHECK_OK(text, &err);
    return text;
}

/* What the guest knows: the series or single event of `before`. */
static inline struct tolds *scene_told(struct scene *s, const char *before)
{
    static const struct tolds nothing;
    OWN(event) e = scene_read(s, before);
    OWN(itip_plan) plan = scene_plan(s, e, &nothing);
    const struct itip_message *message = scene_message(plan, NULL);
    struct tolds *t = mem_new(sizeof *t);
    size_t len;
    t->count = 1;
    t->rows = mem_new(sizeof *t->rows);
    t->rows[0] = (struct told){.account = 1,
                               .uid = mem_str(e->uid),
                               .key = mem_str(""),
                               .attendee = mem_str(GUEST),
                               .sequence = message->sequence,
                               .text = scene_text(s, e, message, &len),
                               .thread_id = mem_str("<first@example.org>"),
                               .at = clock_now()};
    t->rows[0].revision = itip_revision(t->rows[0].text, len);
    return t;
}

static inline void scene_told_free(struct tolds *t)
{
    for (size_t i = 0; i < t->count; i++) {
        free(t->rows[i].uid);
        free(t->rows[i].key);
        free(t->rows[i].attendee);
        free(t->rows[i].text);
        free(t->rows[i].thread_id);
    }
    free(t->rows);
    free(t);
}

static inline struct told_mail scene_tell(struct scene *s, const struct change_told *c)
{
    static const struct tolds nothing;
    struct tolds *told = c->before ? scene_told(s, c->before) : NULL;
    OWN(event) now = c->now ? scene_read(s, c->now) : NULL;
    OWN(itip_plan) plan = scene_plan(s, now, told ? told : &nothing);
    const struct itip_message *message = scene_message(plan, c->key);
    OWN(event) before = told ? scene_read(s, told->rows[0].text) : NULL;
    bool cancels = message->method == METHOD_CANCEL;
    size_t len;
    OWN_CHARS text = scene_text(s, cancels && before ? before : now, message, &len);
    OWN(event) shown = scene_read(s, text);
    const struct vevent *v = event_main(shown);
    const struct person *guest = vevent_attendee(v, GUEST);
    struct letter l = {
        .kind = cancels  ? MAIL_CANCELLATION
                : before ? MAIL_UPDATE
                         : MAIL_INVITATION,
        .event = shown,
        .before = before,
        .changed = message->changed,
        .organizer_address = v->organizer.address,
        .organizer_name = v->organizer.name,
        .to_name = guest ? guest->name : NULL,
        .calendar = span_make(text, len),
        .method = ical_method_name(message->method),
        .link = c->link,
        .is_personal = c->is_personal,
        .zone = c->zone ? zone_named(s->zones, span_of(c->zone)) : NULL,
        .thread_id = told ? told->rows[0].thread_id : NULL,
    };
    for (size_t i = 0; c->answers && i < ANSWERS; i++)
        l.answers[i] = c->answers[i];
    struct told_mail m = scene_compose(s, &l);
    if (told)
        scene_told_free(told);
    return m;
}

#define CHECK_HAS(words, part)                                  \
    do {                                                        \
        if (!strstr(words, part))                               \
            fail_msg("\"%s\" is missing in:\n%s", part, words); \
    } while (0)
#define CHECK_LACKS(words, part)                            \
    do {                                                    \
        if (strstr(words, part))                            \
            fail_msg("\"%s\" stands in:\n%s", part, words); \
    } while (0)

#endif
