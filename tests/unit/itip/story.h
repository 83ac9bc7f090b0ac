/* What a test of itip tells: an event changes step by step, each change is told, and what is said
 * is compared as one line: "REQUEST ann 0 new; CANCEL bob 20260310T090000Z 1 removed". */
#ifndef CONVOKE_TEST_STORY_H
#define CONVOKE_TEST_STORY_H

#include "convoke/itip.h"
#include "test.h"

#define CALENDAR(...) \
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//EN\r\n" __VA_ARGS__ "END:VCALENDAR\r\n"
#define VEVENT(...)                                                                    \
    "BEGIN:VEVENT\r\nUID:meet@example.org\r\nDTSTAMP:20260201T080000Z\r\n" __VA_ARGS__ \
    "END:VEVENT\r\n"
#define L(line)   line "\r\n"
#define ORGANIZER L("ORGANIZER;CN=Olga:mailto:olga@example.org")
#define ANN       L("ATTENDEE;RSVP=TRUE:mailto:ann@example.com")
#define BOB       L("ATTENDEE;RSVP=TRUE:mailto:bob@example.com")
#define CYD       L("ATTENDEE;RSVP=TRUE:mailto:cyd@example.com")
/* Tuesdays at 10:00 in Berlin, 09:00 UTC until the end of March 2026. */
#define START    L("DTSTART;TZID=Europe/Berlin:20260303T100000")
#define HOUR     L("DTEND;TZID=Europe/Berlin:20260303T110000")
#define WEEKLY   L("RRULE:FREQ=WEEKLY;BYDAY=TU;UNTIL=20261231T235959Z")
#define TITLE    L("SUMMARY:Weekly")
#define SINGLE   START HOUR TITLE ORGANIZER
#define SERIES   START HOUR WEEKLY TITLE ORGANIZER
#define ON(date) L("RECURRENCE-ID;TZID=Europe/Berlin:" date "T100000")
#define AT(date, from, to) \
    L("DTSTART;TZID=Europe/Berlin:" date "T" from) L("DTEND;TZID=Europe/Berlin:" date "T" to)

struct story {
    struct zones *zones;
    const struct zone *floating;
    struct account owner;
    char *addresses[2];
    struct tolds told, gone;
    size_t capacity, gone_capacity;
    instant at;
    char *text; /* of the event, with the sequences that were written into it; NULL: deleted */
};

static inline instant moment_of(const char *rfc3339)
{
    instant i;
    assert_true(instant_parse(span_of(rfc3339), &i));
    return i;
}

static inline void story_begin(struct story *s)
{
    struct error err = {0};
    *s = (struct story){.at = moment_of("2026-03-01T00:00:00Z")};
    s->zones = zones_open(NULL, &err);
    CHECK_OK(s->zones, &err);
    s->floating = zone_named(s->zones, SPAN("Europe/Berlin"));
    s->addresses[0] = mem_str("olga@example.org");
    s->addresses[1] = mem_str("olga@home.example.net");
    s->owner = (struct account){
        .id = 1, .name = s->addresses[0], .addresses = s->addresses, .naddresses = 2};
}

static inline void told_drop(struct told *t)
{
    free(t->uid);
    free(t->key);
    free(t->attendee);
    free(t->text);
}

static inline void story_end(struct story *s)
{
    for (size_t i = 0; i < s->told.count; i++)
        told_drop(&s->told.rows[i]);
    for (size_t i = 0; i < s->gone.count; i++)
        told_drop(&s->gone.rows[i]);
    free(s->told.rows);
    free(s->gone.rows);
    free(s->addresses[0]);
    free(s->addresses[1]);
    free(s->text);
    zones_free(s->zones);
}

static inline struct event *story_read(const struct story *s, const char *text)
{
    struct error err = {0};
    struct event *e = event_read(span_of(text), s->zones, &ical_limits_default, &err);
    if (!e)
        fail_msg("%s\n%s", err.said, text);
    return e;
}

static inline struct itip_plan *story_diff(const struct story *s, const struct event *now,
                                           const char *only)
{
    struct error err = {0};
    struct itip_facts f = {
        .now = now,
        .told = &s->told,
        .owner = &s->owner,
        .floating = s->floating,
        .zones = s->zones,
        .at = s->at,
        .only = only,
    };
    struct itip_plan *p = itip_diff(&f, &err);
    CHECK_OK(p, &err);
    return p;
}

static inline struct told *story_row(struct story *s, const char *attendee, const char *key)
{
    for (size_t i = 0; i < s->told.count; i++)
        if (!strcmp(s->told.rows[i].attendee, attendee) && !strcmp(s->told.rows[i].key, key))
            return &s->told.rows[i];
    return NULL;
}

static inline struct told *story_new_row(struct story *s, const char *attendee, const char *key)
{
    s->told.rows = mem_grow(s->told.rows, s->told.count, &s->capacity, sizeof *s->told.rows);
    struct told *t = &s->told.rows[s->told.count++];
    *t = (struct told){
        .uid = mem_str("meet@example.org"), .key = mem_str(key), .attendee = mem_str(attendee)};
    return t;
}

/* What every mail has to fulfil, whatever it is about. */
static inline void check_text(const struct story *s, const struct itip_message *m, const char *text)
{
    OWN(event) e = story_read(s, text);
    CHECK_INT(e->method, m->method == METHOD_CANCEL ? METHOD_CANCEL : METHOD_REQUEST);
    CHECK_INT((e->master != NULL) + e->noverrides, 1);
    const struct vevent *v = event_main(e);
    char key[20];
    vevent_key(v, key);
    CHECK_STR(key, m->key);
    CHECK_INT(v->sequence, m->sequence);
    CHECK(v->has_organizer && v->has_end);
    CHECK(vevent_attendee(v, m->attendee));
    CHECK_INT(v->dtstamp, s->at);
    CHECK(!strstr(text, "VALARM") && !strstr(text, "SCHEDULE-") && !strstr(text, "X-CONVOKE"));
    if (m->method == METHOD_CANCEL)
        CHECK(v->status == EVENT_CANCELLED && v->nattendees == 1);
}

static inline char *story_write(const struct story *s, const struct event *from,
                                const struct itip_message *m)
{
    struct error err = {0};
    struct itip_write w = {
        .from = from, .message = m, .owner = &s->owner, .floating = s->floating, .at = s->at};
    size_t len;
    char *text = itip_text(&w, &len, &err);
    CHECK_OK(text, &err);
    CHECK_INT(strlen(text), len);
    check_text(s, m, text);
    return text;
}

/* A CANCEL is written from what was told. */
static inline void story_tell(struct story *s, const struct event *now,
                              const struct itip_message *m)
{
    struct told *row = story_row(s, m->attendee, m->key);
    struct told *series = story_row(s, m->attendee, "");
    bool is_cancel = m->method == METHOD_CANCEL;
    const char *before = row ? row->text : series ? series->text : NULL;
    OWN(event) told = is_cancel && before ? story_read(s, before) : NULL;
    char *text = story_write(s, told ? told : now, m);
    if (!row)
        row = story_new_row(s, m->attendee, m->key);
    free(row->text);
    row->text = text;
    row->sequence = m->sequence;
    row->is_cancelled = is_cancel;
    row->revision = itip_revision(text, strlen(text));
    row->at = m->method == METHOD_ABSENT ? row->at : s->at;
}

static inline void story_silent(struct story *s, const struct event *now,
                                const struct itip_message *m)
{
    struct told *row = story_row(s, m->attendee, m->key);
    if (m->changed == 0) {
        story_tell(s, now, m);
        return;
    }
    s->gone.rows = mem_grow(s->gone.rows, s->gone.count, &s->gone_capacity, sizeof *row);
    s->gone.rows[s->gone.count++] = *row; /* plans borrow from it */
    *row = s->told.rows[--s->told.count];
}

/* As the outbox does: one parcel after the other, each by what is so when its turn comes; what
 * needs no mail is noted with the last of them. */
static inline void story_deliver(struct story *s, const struct event *now,
                                 const struct itip_message *parcel)
{
    OWN_CHARS to = mem_str(parcel->attendee);
    OWN(itip_plan) p = story_diff(s, now, to);
    const struct itip_message *m = NULL;
    for (size_t i = 0; i < p->nmessages; i++)
        if (strcmp(p->messages[i].key, parcel->key) == 0)
            m = &p->messages[i];
    if (!m)
        fail_msg("%s %s is forgotten when its turn comes", to, parcel->key);
    if (m->method != parcel->method || m->sequence != parcel->sequence)
        fail_msg("%s %s: planned as %s %d, is %s %d", to, parcel->key,
                 ical_method_name(parcel->method), (int)parcel->sequence,
                 ical_method_name(m->method), (int)m->sequence);
    story_tell(s, now, m);
    for (size_t i = 0; i < p->nsilent; i++)
        if (itip_goes_with(p, m, &p->silent[i]))
            story_silent(s, now, &p->silent[i]);
    s->at++;
}

static inline void add_message(struct text *t, const struct itip_message *m)
{
    struct span rest;
    struct span name = span_cut(span_of(m->attendee), '@', &rest);
    text_addf(t, "%s%s %.*s %s%s%lld %s", text_len(t) ? "; " : "", ical_method_name(m->method),
              (int)name.len, name.at, m->key, *m->key ? " " : "", (long long)m->sequence, m->rule);
}

static inline char *with_sequences(const struct event *now, const struct itip_plan *p)
{
    OWN(splice) edits = splice_new(now);
    for (size_t i = 0; i < p->nsequences; i++) {
        OWN_CHARS n = mem_strf("%lld", (long long)p->sequences[i].sequence);
        splice_set(edits, p->sequences[i].of, "SEQUENCE", "", span_of(n));
    }
    size_t len;
    return splice_done(edits, &len);
}

/* The same again: nothing to say, nothing to write. */
static inline void check_settled(const struct story *s, const struct event *now)
{
    OWN(itip_plan) again = story_diff(s, now, NULL);
    OWN(text) said = text_new();
    for (size_t i = 0; i < again->nmessages; i++)
        add_message(said, &again->messages[i]);
    if (text_len(said) || again->nsequences)
        fail_msg("not settled: %s\n%s", text_str(said), s->text ? s->text : "(deleted)");
}

/* The event becomes this (NULL: it is deleted), and everybody is told. What was said, and what was
 * not and why, is yours. */
static inline char *story_step(struct story *s, const char *text, char **skipped_out)
{
    OWN(event) came = text ? story_read(s, text) : NULL;
    OWN(itip_plan) first = story_diff(s, came, NULL);
    free(s->text);
    s->text = came ? with_sequences(came, first) : NULL;
    OWN(event) now = s->text ? story_read(s, s->text) : NULL;
    OWN(itip_plan) plan = story_diff(s, now, NULL);
    OWN(text) said = text_new();
    OWN(text) skipped = text_new();
    CHECK_INT(plan->nsequences, 0);
    CHECK_INT(plan->nmessages, first->nmessages);
    for (size_t i = 0; i < plan->nskipped; i++) {
        CHECK(strlen(plan->skipped[i].said) > strlen(plan->skipped[i].rule));
        text_addf(skipped, "%s%s", text_len(skipped) ? "; " : "", plan->skipped[i].rule);
    }
    for (size_t i = 0; i < plan->nmessages; i++) {
        add_message(said, &plan->messages[i]);
        story_deliver(s, now, &plan->messages[i]);
    }
    if (getenv("TRACE")) {
        fprintf(stderr, "=== %s\nSAID %s\n", s->text, text_str(said));
        for (size_t i = 0; i < plan->nsilent; i++)
            fprintf(stderr, "SILENT %s %s %d\n", plan->silent[i].attendee, plan->silent[i].key,
                    plan->silent[i].changed);
        for (size_t i = 0; i < s->told.count; i++)
            fprintf(stderr, "ROW %s %s cancelled=%d seq %d at %d\n", s->told.rows[i].attendee,
                    s->told.rows[i].key, s->told.rows[i].is_cancelled,
                    (int)s->told.rows[i].sequence, (int)s->told.rows[i].at % 100000);
    }
    check_settled(s, now);
    if (skipped_out)
        *skipped_out = text_take(skipped);
    return text_take(said);
}

/* Rows name what they need. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

/* Steps one after the other; only what the last says counts. */
struct steps {
    const char *name;
    const char *step[4]; /* "": it is deleted */
    const char *said;    /* by the last */
    const char *skipped; /* NULL: not asked */
    const char *at;      /* of the last; NULL: before all of it */
};
static inline int differs(const char *name, const char *what, const char *is, const char *wanted)
{
    if (!wanted || strcmp(is, wanted) == 0)
        return 0;
    print_error("%s:\n  %s %s\n  wanted %s\n", name, what, is, wanted);
    return 1;
}
static inline int check_steps(const struct steps *c)
{
    struct story s;
    int wrong = 0;
    story_begin(&s);
    for (size_t i = 0; i < LENGTH(c->step) && c->step[i]; i++) {
        bool is_last = i + 1 == LENGTH(c->step) || !c->step[i + 1];
        if (is_last && c->at)
            s.at = moment_of(c->at);
        OWN_CHARS skipped = NULL;
        OWN_CHARS said = story_step(&s, *c->step[i] ? c->step[i] : NULL, &skipped);
        if (is_last)
            wrong = differs(c->name, "said", said, c->said) +
                    differs(c->name, "left out", skipped, c->skipped);
        s.at += 60;
    }
    story_end(&s);
    return wrong;
}
static inline void check_all(const struct steps *rows, size_t count)
{
    int wrong = 0;
    for (size_t i = 0; i < count; i++)
        wrong += check_steps(&rows[i]);
    CHECK_INT(wrong, 0);
}

#endif
