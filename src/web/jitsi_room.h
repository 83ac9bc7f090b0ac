/* Rooms, by the names that Jitsi has for them. */
#ifndef CONVOKE_WEB_JITSI_ROOM_H
#define CONVOKE_WEB_JITSI_ROOM_H

#include "door.h"

/* The code of the meeting that is held in a room; name: as meeting_room_safe gives it. The room of
 * one occurrence is found for whom remember_room has given its cookie, and for who has signed in
 * and is invited to what is on now. Looks at a bounded number of events. Yours: free().
 * FAULT_NOT_FOUND; FAULT_UNAUTHORIZED: it may be found for somebody who has signed in. */
char *code_of_room(const struct web *w, const struct http_request *r, const char *room,
                   struct error *err) MUST_USE;
/* Whether it is the room of this occurrence. */
bool room_is(const struct config *c, const struct meeting *m, const char *key, const char *room);
/* He goes in: until the door closes, his browser finds back to the meeting by the room's name. */
void remember_room(const struct web *w, struct http_request *r, const struct arrival *a);

#endif
