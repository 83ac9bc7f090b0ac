/* Random walks: an event takes any shape after any other, and after each step every guest has been
 * told exactly what is so, whatever the order in which it came about. */
#include "story.h"

#define STEPS 12
#define WALKS 3

static const char *const people[] = {"ann", "bob", "cyd"};
static const char *const dates[] = {"20260310", "20260317", "20260324"};

struct dice {
    uint64_t state;
};

static unsigned throw_dice(struct dice *d, unsigned sides)
{
    d->state = d->state * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(d->state >> 33) % sides;
}

/* --- shapes ---------------------------------------------------------------------------------- */

static void add_people(struct text *t, unsigned who)
{
    text_add_str(t, ORGANIZER);
    for (size_t i = 0; i < LENGTH(people); i++)
        if (who & (1u << i))
            text_addf(t, "ATTENDEE:mailto:%s@example.com\r\n", people[i]);
}

static void add_words(struct text *t, struct dice *d)
{
    text_addf(t, "SUMMARY:%s\r\n", throw_dice(d, 3) ? "Weekly" : "Other");
    if (throw_dice(d, 4) == 0)
        text_add_str(t, "LOCATION:Room 4\r\n");
}

static unsigned some_people(struct dice *d)
{
    return throw_dice(d, 3) ? 3 + 4 * throw_dice(d, 2) : throw_dice(d, 8);
}

static void add_series(struct text *t, struct dice *d, const char *from)
{
    text_addf(t, "BEGIN:VEVENT\r\nUID:meet@example.org\r\nDTSTAMP:20260201T080000Z\r\n");
    text_addf(t, "DTSTART;TZID=Europe/Berlin:20260303T%s\r\nDURATION:PT1H\r\n", from);
    text_addf(t, "RRULE:FREQ=WEEKLY;COUNT=%s\r\n", throw_dice(d, 6) ? "8" : "3");
    for (size_t i = 0; i < LENGTH(dates); i++)
        if (throw_dice(d, 4) == 0)
            text_addf(t, "EXDATE;TZID=Europe/Berlin:%sT%s\r\n", dates[i], from);
    if (throw_dice(d, 10) == 0)
        text_add_str(t, "STATUS:CANCELLED\r\n");
    add_words(t, d);
    add_people(t, some_people(d));
    text_add_str(t, "END:VEVENT\r\n");
}

static void add_override(struct text *t, struct dice *d, const char *date, const char *from)
{
    static const char *const starts[] = {"120000", "150000"};
    text_addf(t, "BEGIN:VEVENT\r\nUID:meet@example.org\r\nDTSTAMP:20260201T080000Z\r\n");
    text_addf(t, "RECURRENCE-ID;TZID=Europe/Berlin:%sT%s\r\n", date, from);
    text_addf(t, "DTSTART;TZID=Europe/Berlin:%sT%s\r\nDURATION:PT1H\r\n", date,
              throw_dice(d, 2) ? from : starts[throw_dice(d, 2)]);
    if (throw_dice(d, 4) == 0)
        text_add_str(t, "STATUS:CANCELLED\r\n");
    add_words(t, d);
    add_people(t, some_people(d));
    text_add_str(t, "END:VEVENT\r\n");
}

/* An override may name what an EXDATE leaves out: programs write that. NULL: it is deleted. */
static char *some_event(struct dice *d)
{
    OWN(text) t = text_new();
    const char *from = throw_dice(d, 5) ? "100000" : "110000";
    if (throw_dice(d, 12) == 0)
        return NULL;
    text_add_str(t, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//EN\r\n");
    add_series(t, d, from);
    for (size_t i = 0; i < LENGTH(dates); i++)
        if (throw_dice(d, 3) == 0)
            add_override(t, d, dates[i], from);
    text_add_str(t, "END:VCALENDAR\r\n");
    return text_take(t);
}

/* --- what is so, and what a guest believes --------------------------------------------------- */

static struct digest seen(const struct story *s, const struct event *from, const char *who,
                          const char *key)
{
    struct itip_message m = {.method = METHOD_REQUEST, .attendee = who};
    snprintf(m.key, sizeof m.key, "%s", key);
    OWN_CHARS text = story_write(s, from, &m);
    return itip_revision(text, strlen(text));
}

static bool is_so(const struct story *s, const struct event *now, const char *who, const char *key,
                  struct digest *what)
{
    struct occurrence o;
    if (!now || now->master->status == EVENT_CANCELLED ||
        event_occurrence(now, s->floating, key, &o) != RECUR_FOUND || o.is_cancelled ||
        !vevent_attendee(o.from, who))
        return false;
    *what = seen(s, now, who, key);
    return true;
}

/* A word about the series that came later than one about an occurrence goes before it only where
 * it takes the occurrence away, or brings it back. */
static bool is_believed(struct story *s, const char *who, const char *key, struct digest *what)
{
    const struct told *one = story_row(s, who, key), *series = story_row(s, who, "");
    struct occurrence o;
    bool knows = series && !series->is_cancelled;
    OWN(event) told = knows ? story_read(s, series->text) : NULL;
    bool in_series = told && event_occurrence(told, s->floating, key, &o) == RECUR_FOUND;
    if (one && one->is_cancelled && !(in_series && series->at > one->at))
        return false;
    if (one && series && series->is_cancelled && series->at > one->at)
        return false;
    if (one && !one->is_cancelled) {
        *what = one->revision;
        return true;
    }
    if (in_series)
        *what = seen(s, told, who, key);
    return in_series;
}

static void check_guest(struct story *s, const struct event *now, const char *who, const char *key)
{
    struct digest is = {{0}}, believed = {{0}};
    bool so = is_so(s, now, who, key, &is), told = is_believed(s, who, key, &believed);
    if (so != told)
        fail_msg("%s %s: %s, but was told it is %s\n%s", who, key, so ? "on" : "off",
                 told ? "on" : "off", s->text ? s->text : "(deleted)");
    if (so && !digest_equal(&is, &believed))
        fail_msg("%s %s: was told something else\n%s", who, key, s->text);
}

static void check_all_guests(struct story *s)
{
    OWN(event) now = s->text ? story_read(s, s->text) : NULL;
    for (size_t p = 0; p < LENGTH(people); p++)
        for (int day = 3; day < 32; day += 7)
            for (int hour = 9; hour < 11; hour++) {
                OWN_CHARS who = mem_strf("%s@example.com", people[p]);
                /* summer time begins on the 29th */
                OWN_CHARS key = mem_strf("202603%02dT%02d0000Z", day, day > 29 ? hour - 1 : hour);
                check_guest(s, now, who, key);
            }
}

TEST(whatever_happens_every_guest_knows_what_is_so)
{
    for (unsigned walk = 0; walk < WALKS; walk++) {
        struct dice d = {walk + 1};
        struct story s;
        story_begin(&s);
        for (int step = 0; step < STEPS; step++) {
            OWN_CHARS text = some_event(&d);
            free(story_step(&s, text, NULL));
            check_all_guests(&s);
            s.at += 5;
        }
        story_end(&s);
    }
}

RUN_TESTS(CASE(whatever_happens_every_guest_knows_what_is_so))
