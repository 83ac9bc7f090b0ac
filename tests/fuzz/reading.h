/* Events and zones for targets that read calendars. */
#ifndef CONVOKE_FUZZ_READING_H
#define CONVOKE_FUZZ_READING_H

#include "convoke/ical.h"
#include "fuzz.h"

/* For text that was made from text within the usual limits, and is longer than that. */
static const struct ical_limits wide_limits = {
    .object_bytes = 1 << 26,
    .line_bytes = 1 << 26,
    .depth = 32,
    .properties = 1 << 26,
    .parameters = 1 << 26,
    .attendees = 1 << 26,
};

/* Opened anew now and then: zones of their own rules stay until then, and only so many may. */
static inline struct zones *the_zones(void)
{
    static struct zones *zones;
    static int used;
    struct error err = {0};
    if (zones && ++used % 300 == 0) {
        zones_free(zones);
        zones = NULL;
    }
    if (!zones)
        zones = zones_open(NULL, &err);
    MUST(zones);
    return zones;
}

static inline struct span input_of(const uint8_t *data, size_t size)
{
    return span_make((const char *)data, size);
}

#endif
