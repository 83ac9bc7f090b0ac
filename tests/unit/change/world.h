/* A small world for tests: one clock, one store, users, and a way out that keeps what it is given.
 * alice@example.org (Europe/Berlin, also a.smith@example.org) and bob@example.org live here;
 * everybody else is outside. */
#ifndef CONVOKE_TEST_WORLD_H
#define CONVOKE_TEST_WORLD_H

#include "convoke/change.h"
#include "convoke/meeting.h"
#include "test.h"

struct world;
struct world *world_at(const char *now);
/* more: lines of configuration besides, as in a file. */
struct world *world_with(const char *now, const char *more);
void world_free(struct world *w);
OWNABLE(world)

/* Lets go of the store and takes it up again, as another process would. */
void world_close(struct world *w);
void world_open(struct world *w);
/* What leaves is written to this file too, a line a mail: Message-ID, digest, recipient. */
void world_log_sent(struct world *w, const char *path);

const struct pipeline *world_pipeline(const struct world *w);
struct store *world_store(const struct world *w);
int64_t world_alice(const struct world *w);
int64_t world_bob(const struct world *w);
void world_clock(struct world *w, const char *now);

/* A VEVENT of alice's in a VCALENDAR: lines end with \n in lines and are made CRLF; UID is
 * "meeting@example.org" unless the lines say one. Yours: free(). */
char *world_event(const char *lines);

/* One change by alice that tells people; the outcome. A failure is CHANGE_FAILED and world_said. */
enum change_outcome world_put(struct world *w, const char *ics);
enum change_outcome world_do(struct world *w, struct change *c); /* account 0: alice */
enum change_outcome world_delete(struct world *w, const char *uid);
const char *world_said(const struct world *w);

/* Delivers what is due an hour's merge window from now on; answers one line a message, sorted as
 * sent: "bob@example.net REQUEST 0 -" (recipient, method, SEQUENCE, occurrence or -). Local
 * deliveries happen too and stand as "local bob@example.org REQUEST 0 -". Yours: free(). */
char *world_sent(struct world *w);
/* The same where the store may fail: what left before it did. */
char *world_try_to_send(struct world *w, struct error *err);
/* Pending and ready rows. */
size_t world_waiting(struct world *w);

char *world_text(struct world *w, int64_t account, const char *uid); /* NULL: none; yours */
struct meeting *world_meeting(struct world *w, const char *uid);     /* NULL: none; yours */

#endif
