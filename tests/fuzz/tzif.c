/* A TZif file of hostile bytes: it is no zone, or one whose look-ups agree with each other and that
 * can be written as a VTIMEZONE. */
#include "../../src/zone/internal.h"
#include "fuzz.h"

static void check_zone(struct zone *z)
{
    instant at = -INT64_C(5000000000);
    for (int i = 0; i < 200 && zone_next_change(z, at, &at); i++) {
        MUST(zone_offset(z, at) != zone_offset(z, at - 1));
        MUST(span_is_utf8(span_of(zone_abbreviation(z, at))));
    }
    for (instant t = -INT64_C(5000000000); t < INT64_C(200000000000); t += 1234567891) {
        instant again = zone_instant(z, zone_wall(z, t));
        MUST(again <= t + 2 * 26 * 3600 && again >= t - 2 * 26 * 3600);
    }
}

/* What is written is a VTIMEZONE that is read again, unless it has too many changes. One whose last
 * years are those of a zone that the world knows is that zone, in the years before too. */
static void check_written(const struct zone *z)
{
    struct error err = {0};
    OWN(zones) zones = zones_open(NULL, &err);
    OWN(text) t = text_new();
    zone_add_vtimezone(z, "Fuzzed", 2020, 2030, t);
    const struct zone *again = zone_from_vtimezone(zones, text_span(t), &err);
    MUST(again || err.kind == FAULT_TOO_LARGE);
    if (!again || zone_named(zones, span_of(zone_name(again))) == again)
        return;
    instant to = days_from_civil(2031, 1, 1) * 86400;
    for (instant at = days_from_civil(2020, 1, 1) * 86400; at < to; at += 400009)
        MUST(zone_offset(z, at) == zone_offset(again, at));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct zone *z = zone_from_tzif("Made", span_make((const char *)data, size));
    if (!z)
        return 0;
    check_zone(z);
    check_written(z);
    zone_drop(z);
    return 0;
}
