/* A calendar being written. */
#ifndef CONVOKE_ICAL_WRITER_H
#define CONVOKE_ICAL_WRITER_H

#include "internal.h"

struct ical_writer {
    struct text *text, *unfolded;
    struct digest *zones; /* of the TZIDs that are written; sorted by insertion in a table */
    uint32_t *zone_slots;
    size_t nzones, zones_capacity, zone_slots_size;
};

/* The VTIMEZONEs of an object that are not written yet. */
void writer_add_zones(struct ical_writer *w, struct span object);

#endif
