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

static inline struct zones **zones_place(void)
{
    static struct zones *zones;
    return &zones;
}

static inline struct zones *the_zones(void)
{
    struct zones **zones = zones_place();
    struct error err = {0};
    if (!*zones)
        *zones = zones_open(NULL, &err);
    MUST(*zones);
    return *zones;
}

/* One sentence for somebody who may see it on a terminal or in JSON. */
static inline bool is_sentence(const char *said)
{
    for (const char *c = said; *c; c++)
        if ((unsigned char)*c < ' ' || *c == 0x7f)
            return false;
    return said[0] && span_is_utf8(span_of(said));
}

static inline bool is_refusal(const struct error *err)
{
    return err->kind != FAULT_NONE && is_sentence(err->said);
}

/* The input of a run. Now and then zones are opened anew before: those that a VTIMEZONE describes
 * stay until then, and only so many may. */
static inline struct span input_of(const uint8_t *data, size_t size)
{
    static int runs;
    if (++runs % 300 == 0) {
        zones_free(*zones_place());
        *zones_place() = NULL;
    }
    return span_make((const char *)data, size);
}

#endif
