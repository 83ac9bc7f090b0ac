/* What lives elsewhere and is reached over the network: so far the rooms that services make. */
#ifndef CONVOKE_REMOTE_H
#define CONVOKE_REMOTE_H

#include "base.h"
#include "change.h"
#include "outbox.h"

/* Parcels of the kind "room": a service has to hear of a meeting. Composed, a parcel is the order
 * for a talk (meeting.h); with: the pipeline. */
enum composed remote_compose_room(void *pipeline, struct tx *tx, struct parcel *p,
                                  struct error *err);
/* The carrier "provider" of these parcels: leads the talk over HTTP and notes the room in its
 * meeting before the parcel counts as delivered. A token is kept for its life; a service that
 * cannot be reached, answers slowly or asks for patience is left alone for a while, so that a batch
 * never outlives its lease. The pipeline is borrowed. */
struct carrier remote_room_carrier(const struct pipeline *p);
/* Whether rooms can be made with what is configured: a token is got, and the service asked a
 * question that changes nothing. provider: the name of one that is asked for rooms. FAULT_CONFIG,
 * FAULT_UNAVAILABLE with the service's words. */
bool remote_room_reach(const struct config *c, const char *provider, struct error *err) MUST_USE;
/* For outbox_options.settled: a room that could not be made is noted in its meeting, and its
 * organizer is told by a notice, unless a newer order for it waits. */
bool remote_rooms_settled(void *pipeline, struct tx *tx, struct parcel *const *parcels,
                          size_t count, struct error *err) MUST_USE;

/* A parcel was given up by hand: its meeting does not wait for a room any more. Parcels of other
 * kinds are none of its business. */
bool remote_room_dropped(struct tx *tx, const struct parcel *p, struct error *err) MUST_USE;

/* How long a service asks to be left alone, in seconds from now, at most a day: a number of
 * seconds, or a date as RFC 9110, 5.6.7 or RFC 3339 writes it. 0: it says nothing that can be read.
 * RFC 9110, 10.2.3 */
int64_t remote_retry_after(const char *said, instant now);

#endif
