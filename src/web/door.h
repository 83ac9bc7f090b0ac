/* Somebody at the door of a meeting: what the files of /j/ share. */
#ifndef CONVOKE_WEB_DOOR_H
#define CONVOKE_WEB_DOOR_H

#include "standing.h"

struct arrival {
    struct standing *standing; /* whose are the next four */
    const struct meeting *meeting;
    const struct account *owner;
    const struct event *event; /* NULL: gone */
    const struct zone *zone;   /* the owner's */
    instant at;
    struct doorway way;
    /* who comes: */
    struct account *visitor; /* has signed in; NULL: nobody has */
    struct caller caller; /* CALLER_NOBODY: somebody unknown, or not invited to this occurrence */
    bool is_dead;         /* the token is nobody's, or nobody's any more */
};
/* What stands behind a code, what its door says now, and who asks: by the token of his personal
 * link, if one is given; else signed in; else by the personal link that his browser remembers.
 * FAULT_NOT_FOUND. arrival_clear either way. */
bool arrive(const struct web *w, const struct http_request *r, const char *code, struct span token,
            struct arrival *a, struct error *err) MUST_USE;
void arrival_clear(struct arrival *a);
/* His browser remembers the token of his personal link: the stable link knows him then. */
void remember_link(struct http_request *r, const struct arrival *a, struct span token);
/* Redirects into the room, as the caller. */
void answer_room(const struct web *w, struct http_request *r, const struct arrival *a);
/* Instead of it, while the room is not there. */
void answer_awaited(const struct web *w, struct http_request *r, const struct meeting *m);
/* The same for a client that wants its own options back; NULL: none. */
void answer_entry(const struct web *w, struct http_request *r, const struct arrival *a,
                  const struct client_state *client);
/* What the caller goes in with. secret: room for the installation's, to be wiped when out is done
 * with; out borrows it, and from a. */
void entry_of(const struct web *w, const struct arrival *a, unsigned char secret[32],
              struct entry *out);
/* Why it is not open, when, and what to do. */
void answer_closed(const struct web *w, struct http_request *r, const struct arrival *a);

#endif
