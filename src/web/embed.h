/* The room on our own page: what the files of /m/ share. */
#ifndef CONVOKE_WEB_EMBED_H
#define CONVOKE_WEB_EMBED_H

#include "door.h"

/* The caller, in a cookie of the answer to come, until the door closes. */
bool ticket_give(const struct web *w, struct http_request *r, const struct arrival *a,
                 struct error *err) MUST_USE;
/* What it says: until, role, revoked, key, address, name. NULL: there is none that is ours. Yours.
 */
struct form *ticket_take(const struct web *w, const struct http_request *r, const char *code);
/* His personal link was revoked since it was given. */
bool ticket_is_revoked(const struct form *ticket, const struct arrival *a);

/* Who asks for /m/CODE, let in before: the meeting, with the caller of his ticket, whose role is
 * that of the event as it is now. false: he has to come through the door, or err says why not.
 * ticket_out keeps what a->caller borrows; arrival_clear and form_free either way. */
bool arrive_in_room(const struct web *w, const struct http_request *r, const char *code,
                    struct arrival *a, struct form **ticket_out, struct error *err) MUST_USE;

#endif
