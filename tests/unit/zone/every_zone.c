/* What is written for every zone of the system, over several spans of years, is read back as the
 * same offsets at every change: by its rules alone, and by libical. */
#include <ftw.h>
#include <libical/ical.h>

#include "times.h"

#define MOST_NAMES 1000
static char *names[MOST_NAMES];
static size_t nnames;

static int add_name(const char *path, const struct stat *s, int kind, struct FTW *at)
{
    const char *name = path + strlen("/usr/share/zoneinfo/");
    (void)s;
    bool is_link_of_system = strcmp(name, "localtime") == 0;
    bool is_copy = strncmp(name, "posix", 5) == 0 || strncmp(name, "right", 5) == 0;
    if (kind == FTW_F && at->level && !is_copy && !is_link_of_system && !strchr(name, '.') &&
        strcmp(name, "leapseconds") != 0 && nnames < MOST_NAMES)
        names[nnames++] = mem_str(name);
    return 0;
}

static int list_names(void **state)
{
    (void)state;
    return nftw("/usr/share/zoneinfo", add_name, 16, FTW_PHYS); /* each zone once */
}

static int free_names(void **state)
{
    (void)state;
    for (size_t i = 0; i < nnames; i++)
        free(names[i]);
    return 0;
}

static const struct {
    int first, last;
} spans[] = {
    {2026, 2026}, {1970, 2037}, {1900, 1945}, {2036, 2042}, {2400, 2401},
};

static instant begin_of(int year)
{
    return days_from_civil(year, 1, 1) * 86400;
}

/* A second further east, so that no zone of the world is recognised: what is read is the text. */
static char *moved_east(const char *vtimezone)
{
    OWN(text) t = text_new();
    struct span rest = span_of(vtimezone);
    while (rest.len) {
        struct span value, line = span_cut(rest, '\n', &rest);
        struct span name = span_cut(line, ':', &value);
        int h, m, s = 0;
        char sign;
        OWN_CHARS number = span_copy(span_trim(value));
        bool is_offset =
            span_starts(name, "TZOFFSET") && sscanf(number, "%c%2d%2d%2d", &sign, &h, &m, &s) >= 3;
        int all = is_offset ? (h * 3600 + m * 60 + s) * (sign == '-' ? -1 : 1) + 1 : 0;
        text_add(t, is_offset ? name : line);
        if (is_offset)
            text_addf(t, ":%c%02d%02d%02d", all < 0 ? '-' : '+', abs(all) / 3600,
                      abs(all) / 60 % 60, abs(all) % 60);
        text_add_char(t, '\n');
    }
    return text_take(t);
}

static instant next_change(const struct zone *z, instant after)
{
    instant at;
    return zone_next_change(z, after, &at) ? at : INSTANT_NEVER;
}

static void check_read_back(struct zones *z, const struct zone *zone, const char *text, int first,
                            int last)
{
    struct error err;
    OWN_CHARS moved = moved_east(text);
    const struct zone *copy = zone_from_vtimezone(z, span_of(moved), &err);
    CHECK_OK(copy, &err);
    CHECK_STR(zone_name(copy), "A copy");
    for (instant at = begin_of(first) - 43200; at < begin_of(last + 1);) {
        if (zone_offset(copy, at - 1) != zone_offset(zone, at) + 1)
            fail_msg("%s is %d, not %d, at %s of %d to %d:\n%s", zone_name(zone),
                     zone_offset(copy, at - 1) - 1, zone_offset(zone, at), text_of_wall(at), first,
                     last, text);
        instant next = next_change(zone, at), other = next_change(copy, at - 1);
        at = other < INSTANT_NEVER && other + 1 < next ? other + 1 : next;
    }
}

TEST(every_zone_is_read_back_by_its_rules_alone)
{
    CHECK(nnames > 300);
    for (size_t s = 0; s < LENGTH(spans); s++) {
        OWN(zones) z = open_zones();
        for (size_t i = 0; i < nnames; i++) {
            const struct zone *zone = zone_named(z, span_of(names[i]));
            if (!zone)
                fail_msg("%s is not known", names[i]);
            OWN(text) t = text_new();
            zone_add_vtimezone(zone, "A copy", spans[s].first, spans[s].last, t);
            check_read_back(z, zone, text_str(t), spans[s].first, spans[s].last);
        }
    }
}

static int libical_offset(icaltimezone *zone, instant at)
{
    int is_daylight;
    struct civil c = civil_of(at);
    struct icaltimetype t = {.year = c.year,
                             .month = c.month,
                             .day = c.day,
                             .hour = c.hour,
                             .minute = c.minute,
                             .second = c.second,
                             .zone = icaltimezone_get_utc_timezone()};
    return icaltimezone_get_utc_offset_of_utc_time(zone, &t, &is_daylight);
}

static size_t check_libical(const struct zone *zone, const char *text, int first, int last)
{
    size_t compared = 0;
    icaltimezone *theirs = icaltimezone_new();
    CHECK(icaltimezone_set_component(theirs, icalcomponent_new_from_string(text)));
    for (instant at = begin_of(first) - 43200; at < begin_of(last + 1); compared++) {
        if (libical_offset(theirs, at) != zone_offset(zone, at))
            fail_msg("libical has %d, not %d, for %s at %s of %d to %d:\n%s",
                     libical_offset(theirs, at), zone_offset(zone, at), zone_name(zone),
                     text_of_wall(at), first, last, text);
        instant next = next_change(zone, at);
        at = next < INSTANT_NEVER && at < next - 1 ? next - 1 : next;
    }
    icaltimezone_free(theirs, 1);
    return compared;
}

TEST(libical_reads_every_zone_as_we_mean_it)
{
    OWN(zones) z = open_zones();
    size_t compared = 0;
    for (size_t s = 0; s < LENGTH(spans); s++)
        for (size_t i = 0; i < nnames && spans[s].last < 2400; i++) {
            const struct zone *zone = zone_named(z, span_of(names[i]));
            OWN(text) t = text_new();
            zone_add_vtimezone(zone, "A copy", spans[s].first, spans[s].last, t);
            compared += check_libical(zone, text_str(t), spans[s].first, spans[s].last);
        }
    CHECK(compared > 10000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(every_zone_is_read_back_by_its_rules_alone),
        CASE(libical_reads_every_zone_as_we_mean_it),
    };
    return cmocka_run_group_tests(tests, list_names, free_names);
}
