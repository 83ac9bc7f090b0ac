/* What the files of remind share. */
#ifndef CONVOKE_REMIND_INTERNAL_H
#define CONVOKE_REMIND_INTERNAL_H

#include "convoke/remind.h"

#define DAY_S 86400

/* Whole days that an offset stands for in an all-day event, rounded up. */
int64_t days_before(int64_t before_s);
/* Until when a reminder of this occurrence is of use: its start, of an all-day one the end of its
 * first day. */
instant begins_at(const struct remind_facts *f, const struct occurrence *o);
bool event_has_guests(const struct event *e);

#endif
