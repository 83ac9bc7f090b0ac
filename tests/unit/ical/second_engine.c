/* What libical and we both read of the fixtures is the same. */
#include "reading.h"

#include <dirent.h>
#include <libical/ical.h>

struct tally {
    size_t files, events, times, texts;
};

static icalcomponent *same_component(icalcomponent *calendar, const struct vevent *v)
{
    char key[20];
    icalcomponent *c = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);
    for (; c; c = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT)) {
        icalproperty *id = icalcomponent_get_first_property(c, ICAL_RECURRENCEID_PROPERTY);
        vevent_key(v, key);
        if ((id != NULL) != v->is_override)
            continue;
        if (!id || icaltime_compare_date_only(icalproperty_get_recurrenceid(id),
                                              icaltime_from_day_of_year(1, 1970)) == 0)
            return c;
        struct icaltimetype t = icalproperty_get_recurrenceid(id);
        struct civil mine = civil_of(v->recurrence_id.local);
        if (t.year == mine.year && t.month == mine.month && t.day == mine.day)
            return c;
    }
    return NULL;
}

static void check_time(struct tally *n, const char *file, struct icaltimetype t,
                       const struct moment *m)
{
    struct civil c = civil_of(m->local);
    if (icaltime_is_null_time(t))
        return;
    if (t.is_date != m->is_date || t.year != c.year || t.month != c.month || t.day != c.day ||
        (!t.is_date && (t.hour != c.hour || t.minute != c.minute || t.second != c.second)) ||
        icaltime_is_utc(t) != (m->zone == zone_utc() && !m->tzid))
        fail_msg("%s: %d-%d-%d %d:%d, %d-%d-%d %d:%d", file, t.year, t.month, t.day, t.hour,
                 t.minute, c.year, c.month, c.day, c.hour, c.minute);
    n->times++;
}

/* libical drops empty values and keeps control characters; both are known of it. */
static void check_text(struct tally *n, const char *file, icalproperty *p, const char *mine)
{
    if (!p || !mine || !*mine)
        return;
    const char *theirs = icalvalue_get_text(icalproperty_get_value(p));
    if (!theirs || strpbrk(theirs, "\x01\x02\x7f"))
        return;
    if (strcmp(theirs, mine) != 0)
        fail_msg("%s: \"%s\" and \"%s\"", file, theirs, mine);
    n->texts++;
}

static void check_vevent(struct tally *n, const char *file, icalcomponent *calendar,
                         const struct event *e, const struct vevent *v)
{
    icalcomponent *c = same_component(calendar, v);
    if (!c)
        fail_msg("%s: libical does not find line %zu", file, v->line);
    icalproperty *uid = icalcomponent_get_first_property(c, ICAL_UID_PROPERTY);
    check_text(n, file, uid, e->uid);
    check_text(n, file, icalcomponent_get_first_property(c, ICAL_SUMMARY_PROPERTY), v->summary);
    check_text(n, file, icalcomponent_get_first_property(c, ICAL_LOCATION_PROPERTY), v->location);
    icalproperty *start = icalcomponent_get_first_property(c, ICAL_DTSTART_PROPERTY);
    icalproperty *end = icalcomponent_get_first_property(c, ICAL_DTEND_PROPERTY);
    if (start)
        check_time(n, file, icalproperty_get_dtstart(start), &v->start);
    if (end && v->has_end && v->end.is_date == v->start.is_date)
        check_time(n, file, icalproperty_get_dtend(end), &v->end);
    n->events++;
}

static void check_part(struct tally *n, const char *file, const struct ical_part *p)
{
    struct error err = {0};
    OWN(event) e = event_read(p->text, the_zones(), NULL, &err);
    if (!e)
        return;
    OWN_CHARS text = span_copy(p->text);
    icalcomponent *calendar = icalparser_parse_string(text);
    if (!calendar)
        fail_msg("%s: libical reads nothing", file);
    if (e->master)
        check_vevent(n, file, calendar, e, e->master);
    for (size_t i = 0; i < e->noverrides; i++)
        check_vevent(n, file, calendar, e, &e->overrides[i]);
    icalcomponent_free(calendar);
}

static void check_file(struct tally *n, const char *folder, const char *name)
{
    size_t len;
    struct error err = {0};
    struct ical_part p;
    int got;
    OWN_CHARS path = mem_strf(FIXTURES "/%s/%s", folder, name);
    OWN_CHARS text = file_read(path, 1 << 24, &len, &err);
    CHECK_OK(text, &err);
    OWN(ical_split) s = ical_split_new(span_make(text, len), NULL, &err);
    if (!s)
        return;
    while ((got = ical_split_next(s, &p, &err)) != 0)
        if (got > 0)
            check_part(n, name, &p);
    n->files++;
}

static void check_folder(struct tally *n, const char *folder)
{
    OWN_CHARS path = mem_strf(FIXTURES "/%s", folder);
    DIR *d = opendir(path);
    if (!d)
        fail_msg("no folder %s", path);
    for (struct dirent *entry; (entry = readdir(d));)
        if (span_ends_nocase(span_of(entry->d_name), ".ics"))
            check_file(n, folder, entry->d_name);
    closedir(d);
}

TEST(libical_and_we_agree_on_what_both_read)
{
    struct tally n = {0};
    check_folder(&n, "shapes");
    check_folder(&n, "lenient");
    printf("%zu files, %zu events, %zu times, %zu texts compared\n", n.files, n.events, n.times,
           n.texts);
    CHECK(n.files >= 40 && n.events >= 50 && n.times >= 80 && n.texts >= 100);
}

RUN_TESTS(CASE(libical_and_we_agree_on_what_both_read))
