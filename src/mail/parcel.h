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

/* What one recipient may click. */
struct links {
    char *join;             /* our room, or the video link that the event carries; NULL: none */
    bool is_personal;       /* join enters as the recipient */
    char *answers[ANSWERS]; /* NULL: none */
    char *unsubscribe;      /* https; NULL: none */
};
struct links_facts {
    const struct pipeline *line;
    struct tx *tx;
    int64_t account; /* of the event */
    const struct event *event;
    const struct vevent *from; /* who is invited */
    const char *key, *recipient;
    bool asks; /* the mail asks for an answer */
};
/* Without public_url a link is what everybody clicks, and none answers. links_clear either way. */
bool links_open(const struct links_facts *f, struct links *out, struct error *err);
void links_clear(struct links *l);
#define OWN_LINKS __attribute__((cleanup(links_clear))) struct links
/* *link_out NULL when public_url is not https; yours: free(). */
bool unsubscribing_link_for(const struct pipeline *line, const char *address, char **link_out,
                            struct error *err);
void letter_add_links(struct letter *l, const struct links *from); /* borrowed */
/* Who invites, and how the recipient is called there. Borrowed from v and owner. */
void letter_add_people(struct letter *l, const struct vevent *v, const struct account *owner,
                       const char *recipient);

#endif
