/* Which reminders an event owes, and when. Pure. */
#ifndef CONVOKE_REMIND_H
#define CONVOKE_REMIND_H

#include "base.h"
#include "ical.h"
#include "store.h"
#include "zone.h"

struct remind_facts {
    const struct event *event;   /* NULL: deleted */
    const struct zone *floating; /* of the owner */
    const int64_t *before_s;     /* offsets, 0 to 4 weeks each */
    size_t nbefore;
    int all_day_at_s; /* hour of all-day events, seconds after midnight, below 86400 */
};

/* When a reminder for this start is due. All-day: whole days before (rounded up, so that 1h and 24h
 * are both the day before), at the set hour. RFC 5545, 3.8.6.3 for the sense of the offset. */
instant remind_due(const struct remind_facts *f, const struct occurrence *o, int64_t before_s);

/* The next reminder that falls due strictly after `after`: a meeting made later than an offset owes
 * none for that offset, so `after` is the time of the change, or the due of the one just sent.
 * Cancelled occurrences and events owe none, nor do events without attendees, nor those
 * that recur more often than hourly. Where two offsets
 * fall due at one instant, the smaller stands for both. *next_out: due INSTANT_NEVER when none is
 * owed; account is 0, uid NULL when the event is; its strings are yours. */
bool remind_plan(const struct remind_facts *f, instant after, struct reminder *next_out,
                 struct error *err) MUST_USE;

/* The one that follows a reminder that was handled at `at`, also where it is due at the same
 * instant or was due long ago: after a pause nothing is passed over that can still be of use. As
 * above. */
bool remind_next(const struct remind_facts *f, const struct reminder *done, instant at,
                 struct reminder *next_out, struct error *err) MUST_USE;

/* Whether a due reminder still says what is so at `at`: the occurrence is there with that start,
 * not cancelled, not begun (an all-day one has begun when its first day is over; a reminder for
 * the start itself holds five minutes longer). rule_out: a
 * constant word when not ("deleted", "gone", "moved", "cancelled", "begun"). */
bool remind_holds(const struct remind_facts *f, const struct reminder *r, instant at,
                  const char **rule_out);

/* Of several missed reminders of one occurrence only the last is sent: the reminder to send when
 * `first` is due and the clock shows `at` (the latest of the same occurrence that is due by then);
 * skipped ones count as sent. */
bool remind_catch_up(const struct remind_facts *f, const struct reminder *first, instant at,
                     struct reminder *send_out, struct error *err) MUST_USE;

/* Whether this person is to be reminded of the occurrence: not declined, not delegated, not a room
 * or resource, with an address that mail can go to; a constant word otherwise ("declined",
 * "delegated", "room", "no-address"). NULL: remind. */
const char *remind_skip(const struct person *p);

#endif
