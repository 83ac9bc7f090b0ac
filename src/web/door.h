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
    const char *invited;     /* the address of a nobody who is invited to other occurrences; NULL */
    struct doorway own;      /* what the door says of those; while it is not open way says it too */
    struct account *visitor; /* has signed in; NULL: nobody has */
    struct caller caller;   /* CALLER_NOBODY: somebody unknown, or not invited to this occurrence */
    bool is_dead;           /* the token is nobody's, or nobody's any more */
    struct knock *knock;    /* of a nobody, at this occurrence; NULL: he has not knocked */
    struct knocks *waiting; /* for who leads the meeting: who knocks; NULL: he does not lead it */
};
/* What stands behind a code, what its door says now, and who asks: by the token of his personal
 * link, if one is given; else signed in; else by the personal link that his browser remembers.
 * FAULT_NOT_FOUND. arrival_clear either way. */
bool arrive(const struct web *w, const struct http_request *r, const char *code, struct span token,
            struct arrival *a, struct error *err) MUST_USE;
void arrival_clear(struct arrival *a);
/* His browser remembers the token of his personal link: the stable link knows him then. */
void remember_link(struct http_request *r, const struct arrival *a, struct span token);
/* The checklist before the room, where the calendar asks for it: true: it is the answer; false: he
 * goes straight on, or has come from there. */
bool answer_checklist(const struct web *w, struct http_request *r, const struct arrival *a)
    MUST_USE;
/* The room on our own page, where embed is on and the room can stand in a frame: true: he is sent
 * there; false: he has to go to the room itself. */
bool answer_embedded(const struct web *w, struct http_request *r, const struct arrival *a) MUST_USE;
/* Redirects into the room, as the caller, or sends him to the checklist first. */
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
/* 303 to the stable link, or what stands behind it ("/guests"), after a form. */
void back_to_door(struct http_request *r, const struct arrival *a, const char *behind);
/* Why it is not open, when, and what to do. */
void answer_closed(const struct web *w, struct http_request *r, const struct arrival *a);

/* --- guests: who is not invited -------------------------------------------------------------- */

/* What becomes of a nobody: he goes in as a guest, waits, is asked who he is, or is told no. */
void answer_stranger(const struct web *w, struct http_request *r, struct arrival *a);
/* What becomes of him here: the calendar's setting, else the configuration's; where the video
 * server has lobbies, who knocks goes in. */
enum guests guests_of(const struct web *w, const struct arrival *a);
/* He has given his name, or an address that he says is invited. */
void take_knock(const struct web *w, struct http_request *r, const struct arrival *a,
                const char *given);
void take_address(const struct web *w, struct http_request *r, const struct arrival *a,
                  const char *given);
/* How the cookie is called that holds the token of his knock. Yours: free(). */
char *knock_cookie(const struct meeting *m);
/* Mails whoever organizes the meeting that this guest waits. */
bool parcel_for_host(struct tx *tx, const struct arrival *a, const char *guest, struct error *err)
    MUST_USE;
/* 429 when this key asked for mails more than `most` times lately; then it is answered. Else it is
 * noted as one more. */
bool may_ask(const struct web *w, struct http_request *r, struct span key, int most);

/* The page of who leads the meeting, and what he answers to who knocks. */
void serve_guests(const struct web *w, struct http_request *r, const struct arrival *a);
void take_guest(const struct web *w, struct http_request *r, const struct arrival *a,
                const struct form *f);

#endif
