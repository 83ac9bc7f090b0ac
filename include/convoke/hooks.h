/* What video servers ask and tell: may this room open (the reservation API of Jitsi), who came and
 * went (event_sync, JaaS, any server that signs). The server asks at /jitsi/reservation, and tells
 * at /jitsi/events, /hooks/jaas and /hooks/meeting.
 * https://jitsi.github.io/handbook/docs/devops-guide/reservation/
 *
 * An outage of the store does not stop meetings: what is coming up is also known in memory. */
#ifndef CONVOKE_HOOKS_H
#define CONVOKE_HOOKS_H

#include "base.h"
#include "change.h"
#include "http.h"

struct hooks;
/* Borrows p. NULL: its threads cannot be started. */
struct hooks *hooks_new(const struct pipeline *p, struct error *err) MUST_USE;
/* After http_stop: requests may wait in it. What was told is in the store by then. */
void hooks_free(struct hooks *h);
OWNABLE(hooks)
/* Its rows for the server's table; with is the struct hooks. */
const struct http_route *hooks_routes(size_t *count_out);

/* The meeting of a room, by whatever way it is written; of a room of one occurrence while that is
 * at most a week over. NULL with FAULT_NOT_FOUND. Yours. */
struct meeting *hooks_meeting_in_room(const struct pipeline *p, struct tx *tx, const char *room,
                                      struct error *err) MUST_USE;

/* The room that Jibri's metadata.json is about. FAULT_INVALID. Yours: free(). */
char *hooks_room_recorded(struct span metadata, struct error *err) MUST_USE;
/* It is a URL that a recording may have. FAULT_INVALID; NULL is none. */
bool hooks_recording_check(const char *url, struct error *err) MUST_USE;

#endif
