/* Zones: instants of local times, names, files and VTIMEZONEs. */
#include "calendars.h"

#include <stdio.h>

#define WALLS 4096

struct asked { /* of one zone */
    const struct zone *zone;
    wall walls[WALLS];
    int64_t sum; /* so that nothing is left out */
};

static void ask_all(const struct bench *b, void *with)
{
    struct asked *a = with;
    (void)b;
    for (size_t i = 0; i < WALLS; i++)
        a->sum += zone_instant(a->zone, a->walls[i]);
}

/* Local times of 1970 to 2070, in their order or in none; a step that is prime to their number. */
static bool instants(const struct bench *b, const char *name, bool sorted)
{
    static struct asked a;
    OWN_CHARS what = mem_strf("instants of %s times, %s", sorted ? "sorted" : "random", name);
    a.zone = zone_named(b->zones, span_of(name));
    for (size_t i = 0; i < WALLS; i++)
        a.walls[i] = (int64_t)(sorted ? i : i * 2731 % WALLS) * 770000;
    return bench_at_least(what, WALLS / bench_least(ask_all, b, &a) / 1e6, "million/s", 20);
}

static void name_zone(const struct bench *b, void *with)
{
    const char *name = with;
    struct span s = span_of(name);
    for (int i = 0; i < 1000; i++)
        if (!zone_named(b->zones, s))
            abort();
}

static bool naming(const struct bench *b, const char *name)
{
    static char text[100];
    OWN_CHARS what = mem_strf("a name: %s", name);
    snprintf(text, sizeof text, "%s", name);
    return bench_at_most(what, bench_least(name_zone, b, text) / 1000 * 1e9, "ns", 100);
}

static void read_places(const struct bench *b, void *with)
{
    static const char *const names[] = {"Europe/Berlin", "America/New_York", "Asia/Tokyo",
                                        "Australia/Sydney", "America/Sao_Paulo"};
    OWN(zones) z = zones_open(NULL, NULL);
    (void)b, (void)with;
    for (size_t i = 0; z && i < LENGTH(names); i++)
        if (!zone_named(z, span_of(names[i])))
            abort();
}

/* Rules that no place has, so that every place is compared; the number makes each a new text. */
static void read_text(const struct bench *b, void *with)
{
    static int number;
    struct error err;
    struct zones **z = with;
    OWN(text) t = text_new();
    (void)b;
    if (number++ % 1000 == 0) { /* they are kept until then */
        zones_free(*z);
        *z = zones_open(NULL, &err);
    }
    text_addf(
        t,
        "BEGIN:VTIMEZONE\r\nTZID:Own %d\r\nBEGIN:STANDARD\r\nDTSTART:16010101T030000\r\n"
        "TZOFFSETFROM:+0220\r\nTZOFFSETTO:+0120\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r\n"
        "END:STANDARD\r\nBEGIN:DAYLIGHT\r\nDTSTART:16010101T020000\r\n"
        "TZOFFSETFROM:+0120\r\nTZOFFSETTO:+0220\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\r\n"
        "END:DAYLIGHT\r\nEND:VTIMEZONE\r\n",
        number);
    if (!zone_from_vtimezone(*z, text_span(t), &err))
        abort();
}

static bool reading(const struct bench *b)
{
    struct zones *z = zones_open(NULL, NULL);
    bool read =
        bench_at_most("a zone's file", bench_least(read_places, b, NULL) / 6 * 1e6, "us", 100);
    read &= bench_at_most("a VTIMEZONE of its own rules", bench_least(read_text, b, &z) * 1e6, "us",
                          1000);
    zones_free(z);
    return read;
}

static void write_text(const struct bench *b, void *with)
{
    static int year;
    OWN(text) t = text_new();
    (void)with;
    year = (year + 1) % 20; /* more than are kept as they were written */
    zone_add_vtimezone(zone_named(b->zones, SPAN("Europe/Berlin")), "Europe/Berlin", 2000 + year,
                       2030, t);
}

bool row_zones(const struct bench *b)
{
    bool all = instants(b, "Europe/Berlin", false);
    all &= instants(b, "Europe/Berlin", true);
    all &= instants(b, "Asia/Tokyo", false);
    all &= naming(b, "Europe/Berlin");
    all &= naming(b, "W. Europe Standard Time");
    all &= naming(b, "/mozilla.org/20070129_1/Europe/Berlin");
    all &= reading(b);
    all &= bench_at_most("writing a VTIMEZONE", bench_least(write_text, b, NULL) * 1e6, "us", 1000);
    return all;
}
