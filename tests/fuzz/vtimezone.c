/* A VTIMEZONE of hostile text: refused with a sentence, or a zone that can be written and read
 * again with the same offsets. */
#include "reading.h"

#define FIRST_YEAR 2020
#define LAST_YEAR  2026

static void check_same(const struct zone *a, const struct zone *b)
{
    instant to = days_from_civil(LAST_YEAR + 1, 1, 1) * 86400;
    for (instant at = days_from_civil(FIRST_YEAR, 1, 1) * 86400; at < to; at += 40009)
        MUST(zone_offset(a, at) == zone_offset(b, at));
}

static bool is_of_the_world(struct zones *zones, const struct zone *z)
{
    return zone_named(zones, span_of(zone_name(z))) == z;
}

/* One whose last years are those of a zone that the world knows is taken for that zone. */
static void check_again(struct zones *zones, const struct zone *zone)
{
    struct error err;
    OWN(text) t = text_new();
    zone_add_vtimezone(zone, "A copy with a name of its own", FIRST_YEAR, LAST_YEAR, t);
    const struct zone *again = zone_from_vtimezone(zones, text_span(t), &err);
    MUST(again || err.kind == FAULT_TOO_LARGE);
    if (again && (is_of_the_world(zones, zone) || !is_of_the_world(zones, again)))
        check_same(zone, again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct error err = {0};
    struct span text = input_of(data, size);
    struct zones *zones = the_zones();
    const struct zone *zone = zone_from_vtimezone(zones, text, &err);
    if (zone)
        check_again(zones, zone);
    else
        MUST(is_refusal(&err));
    return 0;
}
