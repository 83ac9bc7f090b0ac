/* A calendar being written. */
#ifndef CONVOKE_ICAL_WRITER_H
#define CONVOKE_ICAL_WRITER_H

#include "internal.h"

struct ical_writer {
    struct text *text, *unfolded;
    struct zones *known;  /* NULL: what an object lacks stays lacking */
    struct digest *zones; /* of the TZIDs that are written; sorted by insertion in a table */
    uint32_t *zone_slots;
    size_t nzones, zones_capacity, zone_slots_size;
};

/* The VTIMEZONEs of an object that are not written yet. */
void writer_add_zones(struct ical_writer *w, struct span object);

/* A VTIMEZONE for this TZID before the text that begins at `before`, if none is written yet and the
 * world knows one. year: of a time that names it. */
void writer_add_lacking_zone(struct ical_writer *w, struct span tzid, int year, size_t before);

#endif
