/* What the kinds of parcels share on their way to being mails. */
#ifndef MAIL_PARCEL_H
#define MAIL_PARCEL_H

#include "internal.h"

#include "convoke/change.h"

/* "<hash@own.domain>": the same for the same identity, and nobody can make one up. Yours: free().
 */
char *message_id_of(const struct pipeline *line, struct span identity, struct error *err);
/* The mail becomes the parcel's: sender, Message-ID and bytes. */
bool parcel_fill(const struct pipeline *line, struct parcel *p, struct letter *l,
                 struct error *err);
/* COMPOSED_NOTHING, with the reason as the answer. */
enum composed parcel_has_nothing(struct parcel *p, const char *reason);

/* The zone of a recipient who has an account here; *zone_out NULL for everybody else. */
bool zone_of_recipient(const struct pipeline *line, struct tx *tx, const char *address,
                       const struct zone **zone_out, struct error *err);
/* What to click for an occurrence: our room, or the video link that the event carries. *link_out
 * NULL when there is none; yours: free(). */
bool link_for(const struct pipeline *line, struct tx *tx, int64_t account, const struct event *e,
              const char *key, char **link_out, struct error *err);
/* Who invites, and how the recipient is called there. Borrowed from v and owner. */
void letter_add_people(struct letter *l, const struct vevent *v, const struct account *owner,
                       const char *recipient);

#endif
