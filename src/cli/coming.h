/* Events of an account or a calendar that somebody is still going to meet for, and what cancelling
 * them takes. */
#ifndef CONVOKE_CLI_COMING_H
#define CONVOKE_CLI_COMING_H

#include "internal.h"

struct uids { /* a list */
    char **at;
    size_t count, room;
};
void uids_free(struct uids *u);
OWNABLE(uids)
void uids_add(struct uids *u, const char *uid);

/* Meetings that the account organizes, with somebody else and an end to come. calendar 0: of all
 * calendars. */
struct uids *coming_meetings(const struct program *p, struct tx *tx, const struct account *owner,
                             int64_t calendar, struct error *err) MUST_USE;
/* Every event of a calendar. */
struct uids *events_of(struct tx *tx, int64_t account, int64_t calendar, struct error *err)
    MUST_USE;
/* Deletes events in pieces, so that others' writes go on. */
bool delete_events(const struct program *p, int64_t account, int64_t calendar,
                   const struct uids *which, bool tell, struct error *err) MUST_USE;
/* Delivers what the account's outbox holds, without waiting for the merge window.
 * FAULT_UNAVAILABLE when something is left. */
bool empty_outbox(const struct program *p, const struct account *owner, struct error *err) MUST_USE;

#endif
