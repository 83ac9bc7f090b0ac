/* Rooms: which events get one, what it is called, how its link stands in the event, and how it
 * follows the event's life. Pure: everything it decides it decides from its arguments, but for the
 * randomness of new rooms. Link forms: RFC 7986, 5.11 (CONFERENCE); LOCATION, URL, DESCRIPTION. */
#ifndef CONVOKE_MEETING_H
#define CONVOKE_MEETING_H

#include "base.h"
#include "ical.h"
#include "store.h"
#include "zone.h"

/* Providers are a table: a new one is a row and a file. */
struct provider {
    const char *name;
    /* Makes room name and URL of a new meeting. title may be NULL. None: there are no rooms. */
    bool (*create)(const struct config *c, const char *title, struct meeting *m, struct error *err);
    /* The URL of a room; occurrence key "" for the series. Yours: free(). */
    char *(*url)(const struct config *c, const struct meeting *m, const char *key);
    /* FAULT_CONFIG when what it needs is not configured. */
    bool (*check)(const struct config *c, struct error *err);
    const struct room_service *service; /* makes the rooms elsewhere when it is asked; NULL: a room
                                           is there as soon as it has a name */
    bool is_jitsi;                      /* its rooms take options and tokens in the fragment */
};
const struct provider *provider_named(const char *name); /* NULL: unknown */
const char *provider_names(void);                        /* "jitsi, jaas, none, ..." */

enum meeting_wish {
    MEETING_FOLLOW, /* what an event going in asks for */
    MEETING_ATTACH, /* the same, and a room whatever the policy says */
    MEETING_DETACH, /* every trace of the link goes, and stays away */
    MEETING_RELINK, /* the link is written anew after domain or public_url changed */
};

struct meeting_facts {
    const struct config *config;
    const struct account *owner;     /* of the calendar */
    const struct calendar *calendar; /* its settings go before the configuration's */
    const struct event *old;         /* as stored; NULL: it is new */
    const struct event *now;         /* as it came in; NULL: it is deleted */
    const struct meeting *had;       /* as stored; NULL: none */
    const struct zone *floating;
    instant at;
    bool saw_link; /* the request proves that its sender saw the text that held the link */
    enum meeting_wish wish;
};

/* What to do about the room, with the edits of now's text gathered in `edits` (may be NULL when now
 * is NULL). *meeting_out: the row to be saved, yours; NULL when there is none (and none before).
 * With public_url an event that invites somebody has one without a room, too (MEETING_NONE).
 * *rule_out: a constant word and sentence for explain ("policy: nobody to meet"). Follows the
 * design: only events of the owner (or of nobody) and not over get a room; somebody else's are
 * never touched; a move, a title, an attendee keep it; a missing link is written again, unless
 * saw_link; a link of ours in a copy with another UID is replaced by its own room. A cancelled or
 * deleted event keeps its row as MEETING_ENDED and has the same room when it comes back.
 * Run again on its own result it edits nothing.
 *
 * The link stands in LOCATION and URL where they are empty, in CONFERENCE, and in a block of
 * DESCRIPTION between marker lines of its own. What was there and empty is noted in
 * X-CONVOKE-EMPTY, so that detaching puts it back. */
bool meeting_follow(const struct meeting_facts *f, struct splice *edits,
                    struct meeting **meeting_out, const char **rule_out, struct error *err)
    MUST_USE;

/* Whether the event is the account's to organize: ORGANIZER is one of its addresses, or absent. */
bool meeting_is_ours(const struct event *e, const struct account *owner);
/* The video link that an event carries beside ours, of any known provider (Zoom, Teams, ... or a
 * room on our own server that somebody made by hand). m may be NULL. Yours: free(); NULL: none. */
char *meeting_foreign_link(const struct config *c, const struct meeting *m, const struct event *e);
/* The link to click for one occurrence: the meeting's link, or the room's own URL when the rooms
 * are per occurrence. Yours: free(). */
char *meeting_link_for(const struct config *c, const struct meeting *m, const char *key);
/* The URL of the room of one occurrence; key "" for the series. NULL: its provider is unknown or
 * has made none yet. Yours: free(). */
char *meeting_room(const struct config *c, const struct meeting *m, const char *key);
/* The room gets another name; the stable link stays. title may be NULL. FAULT_CONFLICT says why it
 * cannot: it has none, its events carry its own URL, or a service elsewhere made it. */
bool meeting_rotate(const struct config *c, const char *title, struct meeting *m, struct error *err)
    MUST_USE;
/* The description without our block, for mails that show the link themselves. Yours: free(). */
char *meeting_plain_description(const char *description);

/* --- the door: when the room is open ---------------------------------------------------------- */

enum door {
    DOOR_OPEN,
    DOOR_EARLY,     /* opens later */
    DOOR_MOVED,     /* whoever comes now comes at the time that it was moved away from */
    DOOR_OVER,      /* nothing follows */
    DOOR_CANCELLED, /* this occurrence, or all of it */
    DOOR_ROOMLESS,  /* it has no room, or none any more */
};
struct door_facts {
    const struct config *config;
    const struct meeting *meeting;
    const struct event *event; /* as stored; NULL: gone, then the meeting's own times count */
    const struct zone *floating;
    instant at;
    /* NULL: whatever is held; else occurrences that this address is not of do not count. */
    const char *address;
    const struct account *owner; /* of the event, where an address is given */
};
struct doorway {
    enum door door;
    bool has_occurrence;          /* what it is about is known */
    struct occurrence occurrence; /* OPEN: where it leads; EARLY, MOVED: when it is; CANCELLED:
                                     which is not. Borrows from the event */
    instant opens, closes; /* of that occurrence: from a while before it until a while after */
};
/* What the link of a meeting answers at an instant. Of a series the clock picks the occurrence: the
 * one that runs; else the one that is about to begin; else the one that has just ended. Looks at a
 * bounded number of occurrences. */
void meeting_door(const struct door_facts *f, struct doorway *out);

/* --- callers: who comes, and as what ---------------------------------------------------------- */

enum caller_role {
    CALLER_NOBODY,      /* not of this meeting */
    CALLER_GUEST,       /* let in by a host, or by `guests = allow` */
    CALLER_PARTICIPANT, /* an attendee */
    CALLER_MODERATOR,   /* an attendee with ROLE=CHAIR */
    CALLER_HOST,        /* the organizer */
};
struct caller {
    enum caller_role role;
    const char *address; /* normal; NULL: unknown. Borrowed from the event or the account */
    const char *name;    /* NULL: unknown; borrowed */
};
/* What an address is in one occurrence (from: its VEVENT). The organizer, and every address of the
 * account that it is the event of, is the host; who is not named there is nobody. */
struct caller meeting_caller(const struct vevent *from, const struct account *owner,
                             const char *address);

/* Whether it is anybody in any occurrence. */
bool meeting_invites(const struct event *e, const struct account *owner, const char *address);

/* --- personal links -------------------------------------------------------------------------- */

/* Personal links are made, not stored: a MAC over (purpose, meeting, address, counter) with the
 * key of store_key. Raising the counter revokes one. */
enum personal {
    PERSONAL_DOOR,   /* /j/<code>/<token>: enters as that person */
    PERSONAL_ANSWER, /* /r/<code>/<token>: answers as that person */
    PERSONAL_ID,     /* how a video server calls that person: proves nothing, opens nothing, and is
                        never revoked (made with counter 0, asked for with counters NULL) */
};
struct personal_key {
    const unsigned char *bytes; /* 32 */
    enum personal purpose;
};
/* 26 characters of base32. Yours: free(). */
char *personal_token(struct personal_key key, const struct meeting *m, const char *address,
                     int64_t counter);
/* The address, among those of the event and of its owner, whose token this is; NULL: nobody's (any
 * more). counters: those that are not 0, as store_link_counters gives them. Takes the same time for
 * each address; borrowed from e or owner. */
const char *personal_whose(struct personal_key key, const struct meeting *m, const struct event *e,
                           const struct account *owner, const struct link_counters *counters,
                           struct span token);
/* URL/j/CODE/TOKEN; NULL without public_url. Yours: free(). */
char *personal_link(const struct config *c, const struct meeting *m, const char *token,
                    enum personal purpose);
/* A text that comes in, folded or not, with each link that is somebody's own (to enter, to answer,
 * out of reminders), of whatever host, turned into the plain link of its meeting. Ends of folded
 * lines stay. NULL: there is none. Yours: free(). */
char *personal_made_plain(struct span text, size_t *len_out);

/* --- keys that sign tokens ------------------------------------------------------------------- */

/* The RSA keys of an installation: private keys, each a file of mode 0600 in <store>.keys, never
 * in the database. The newest signs, but not before servers that ask for the list now and then had
 * KEY_RESTS_S to learn of it, unless all are that young. Any thread; other processes' changes are
 * noticed. */
struct keyring;
enum { KEY_RESTS_S = 600 };
struct keyring *keyring_new(const char *store_path); /* reads nothing yet */
void keyring_free(struct keyring *k);
OWNABLE(keyring)
/* A new key, its kid is yours: free(). FAULT_INVALID: bits are not 2048 to 8192, or the PEM holds
 * no such key; FAULT_TOO_LARGE: too many are there; FAULT_IO. */
char *keyring_make(struct keyring *k, int bits, instant at, struct error *err) MUST_USE;
char *keyring_add(struct keyring *k, struct span pem, instant at, struct error *err) MUST_USE;
/* It signs no more and is not handed out any more; the private half is deleted. FAULT_NOT_FOUND */
bool keyring_retire(struct keyring *k, const char *kid, struct error *err) MUST_USE;
struct keyring_key { /* borrowed */
    const char *kid, *public_pem;
    instant made; /* 0: unknown */
    int bits;
    bool signs;
};
/* In place of an instant: who was given a key by hand, as JaaS is, knows the oldest until that is
 * retired, however old others are. */
#define KEY_OF_OTHERS INSTANT_FIRST
/* The oldest first; at: which of them signs then. each may not call the ring. */
void keyring_each(struct keyring *k, instant at,
                  void (*each)(const struct keyring_key *key, void *with), void *with);
bool keyring_each_retired(const struct keyring *k, void (*each)(const char *kid, void *with),
                          void *with);
/* "hex(SHA-256(kid)).pem": as servers ask for a key. Yours: free(). */
char *keyring_file_name(const char *kid);
/* The public key that an ASAP key server gives for "hex(SHA-256(kid)).pem"; NULL: none. And all of
 * them as a JSON Web Key Set, RFC 7517, 5. Yours: free(). */
char *keyring_pem(struct keyring *k, struct span file_name);
char *keyring_jwks(struct keyring *k);

/* --- entering -------------------------------------------------------------------------------- */

/* What a client of Jitsi gives along when it sends somebody to tokenAuthUrl: its own options, and
 * what kind of program it is. Public: jitsi-meet, react/features/authentication. */
enum client_app { CLIENT_BROWSER, CLIENT_DESKTOP, CLIENT_IOS, CLIENT_ANDROID };
struct client_state {
    enum client_app app;
    char *options; /* config.a=JSON&config.b=JSON, percent-encoded; NULL: none */
};
/* Of the JSON text; client_state_clear either way. What is no option of the client is left out.
 * FAULT_INVALID: no object, or one of too many members; FAULT_TOO_LARGE. */
bool client_state_read(struct span json, struct client_state *out, struct error *err) MUST_USE;
void client_state_clear(struct client_state *s);

/* Somebody goes in; all of it is borrowed. */
struct entry {
    const struct config *config;
    const struct meeting *meeting;
    struct keyring *keys;        /* NULL: none; algorithm = RS256 and JaaS need them */
    const unsigned char *secret; /* 32 bytes of store_key: callbacks know him by an id made with
                                    it. NULL: he gets no id */
    const char *key;             /* of the occurrence; "": of the series */
    const char *title;           /* NULL: none */
    const struct caller *caller; /* NULL: nobody known; a guest may have a name alone */
    const struct client_state *client; /* NULL: a browser without wishes */
    instant at, closes;                /* now, and when the door closes */
};
/* The URL that a click leads to: the room's, with the title, the name and, where the server has
 * tokens, one of some minutes in the fragment, which browsers do not send on. Never to be stored,
 * mailed or logged. NULL: FAULT_UNAVAILABLE when the room is not there yet, FAULT_CONFIG when
 * tokens cannot be made, or the room is on another Jitsi server than the configured one. Yours:
 * free(). */
char *meeting_entry(const struct entry *e, struct error *err) MUST_USE;
/* The token alone, for pages that hold the room. *token_out: yours, free(); NULL when the server
 * has none, or nobody is known, or the room is not on the configured server. */
bool meeting_token(const struct entry *e, char **token_out, struct error *err) MUST_USE;
bool meeting_needs_keys(const struct config *c); /* nobody gets in without one in the ring */
/* Whether rooms of this provider are entered by tokens. */
bool meeting_has_tokens(const struct config *c, const char *provider);

/* A room's name as tokens, callbacks and reservations call it, from what stands in a URL or was
 * given by a client: percent-decoded, NFKC, lower case, encoded as encodeURIComponent does, lower
 * case again. NULL: no name of a room (empty, too long, not UTF-8). Yours: free(). Names made here
 * are their own safe form. */
char *meeting_room_safe(struct span name);

/* --- the life of a meeting: what was held, and who was there --------------------------------- */

enum life_kind { LIFE_STARTED, LIFE_ENDED, LIFE_JOINED, LIFE_LEFT };
struct life_event {
    enum life_kind kind;
    instant at;
    instant of; /* ENDED: when what ended had been opened; INSTANT_FIRST: unknown */
};
/* The sitting that what happened at f->at belongs to, if none is stored that does: that of the
 * occurrence whose door was open then; else one outside the event's times, of half a day, that ends
 * where the next occurrence opens. Nothing has happened in it yet. Yours. */
struct sitting *sitting_new(const struct door_facts *f);
/* Takes in what happened, in whatever order it is told, as often as it is told. */
void sitting_apply(struct sitting *s, const struct life_event *e);
/* Ends one whose time is over though nobody said that it ended: with the planned end, or with what
 * happened last if that was later. false: it is not over, or has ended. */
bool sitting_close(struct sitting *s, instant now);

enum life { LIFE_SCHEDULED, LIFE_IN_PROGRESS, LIFE_COMPLETED, LIFE_CANCELLED };
const char *life_name(enum life l); /* "in progress" */
/* Of one occurrence. s: NULL: it was not held (yet). What was completed stays so. */
enum life life_of(const struct sitting *s, bool is_cancelled, instant now);

struct stay {
    instant joined, left; /* left INSTANT_NEVER: is still there */
};
enum showing { SHOWING_UNKNOWN, SHOWING_OFF, SHOWING_ON };
struct attendant {         /* one person, by whatever and however many devices */
    char *address;         /* of an attendee or host; NULL: a guest */
    char *name;            /* NULL: none was said */
    enum caller_role role; /* in the event, or moderator as the video server said */
    char *how;             /* who told: "jitsi", "jaas", ... */
    struct stay *stays;    /* by time; they do not touch */
    size_t nstays;
    int64_t seconds;             /* all of them, until now for who is still there */
    enum showing shows[SIGNALS]; /* while he is there; on, where one of his devices says so */
};
struct attendants { /* a list, by when they came first */
    struct attendant *rows;
    size_t count;
};
void attendants_free(struct attendants *a);
OWNABLE(attendants)
struct attendance_facts {
    const struct sitting *sitting;
    const struct sightings *seen;
    const struct signals *shown; /* NULL: not looked at */
    const struct meeting *meeting;
    const struct event *event; /* NULL: gone; then nobody's role is known */
    const struct account *owner;
    const unsigned char *secret; /* 32 bytes of store_key; NULL: tokens are not looked at */
    const struct zone *floating;
    instant at;
};
/* Who was there and how long: joins and leaves matched to the event's people by the token's id or
 * by address; guests are told apart by their names, those without by their visits. A visit whose
 * end was not told ends with the sitting. Yours. */
struct attendants *attendance_of(const struct attendance_facts *f);

/* --- rooms that a service elsewhere makes -------------------------------------------------------
 *
 * What it is to be asked, and what its answers mean; no network here. When an event changes, an
 * order is written; later a talk is led about it: room_talk_ask gives a request, room_talk_hear
 * takes its answer, until that returns something else than ROOM_ASKS. Repeated after a crash, a
 * talk makes no second room. */

bool room_is_asked_for(const struct meeting *m); /* its provider is such a service */
bool room_is_awaited(const struct meeting *m);   /* and has not made it yet */

struct room_facts {
    const struct config *config;
    const struct meeting *meeting; /* NULL: there was none */
    const struct event *event;     /* NULL: gone */
    const struct zone *floating;
};
/* Whether the service has to hear of it. */
bool room_differs(const struct room_facts *before, const struct room_facts *now);
enum room_wish { ROOM_CREATE, ROOM_UPDATE, ROOM_REMOVE };
/* What the service has to be asked for, as a text for room_talk_new, without secrets; NULL: it
 * knows all. parcel: a number that no other order has. *id_out: the room's id there, as far as it
 * is known; NULL: not. Until a room is removed its id stays. Both are yours: free(). */
char *room_order(const struct room_facts *f, int64_t parcel, char **id_out);

struct room_call { /* a request; room_call_clear */
    const char *method;
    char *url;
    char *authorization; /* the value of that header; a secret */
    char *body;          /* NULL: none */
    const char *content_type;
};
void room_call_clear(struct room_call *c);
struct room_answer {
    int status;
    struct span body;
};
struct room_token { /* room_token_clear */
    char *access;   /* NULL: none yet */
    instant until;
};
void room_token_clear(struct room_token *t);
/* The path of a file whose content room_ask_token needs; NULL: none. Borrowed. */
const char *room_key_file(const struct provider *p, const struct config *c);
/* How to get a token of the service. key_file: the content of google.service_account; others need
 * none. FAULT_CONFIG, also where its settings are not there (any more). RFC 6749, 4.4; RFC
 * 7523, 2.1 */
bool room_ask_token(const struct provider *p, const struct config *c, struct span key_file,
                    instant at, struct room_call *out, struct error *err) MUST_USE;
/* FAULT_UNAVAILABLE says what came instead. RFC 6749, 5 */
bool room_hear_token(const struct provider *p, const struct room_answer *a, instant at,
                     struct room_token *out, struct error *err) MUST_USE;

/* A request that changes nothing, by which it shows whether rooms can be made. */
void room_ask_reach(const struct provider *p, const struct config *c, const char *access,
                    struct room_call *out);
/* FAULT_UNAVAILABLE with the service's words when they cannot. */
bool room_hear_reach(const struct provider *p, const struct room_answer *a, struct error *err)
    MUST_USE;

struct room_talk;
/* NULL: FAULT_BUG, it is no order. */
struct room_talk *room_talk_new(const struct config *c, struct span order, struct error *err)
    MUST_USE;
void room_talk_free(struct room_talk *t);
OWNABLE(room_talk)
const struct provider *room_talk_provider(const struct room_talk *t);
void room_talk_ask(const struct room_talk *t, const char *access, struct room_call *out);
enum room_turn {
    ROOM_ASKS,        /* there is more to ask */
    ROOM_DONE,        /* room_talk_result */
    ROOM_NEEDS_TOKEN, /* the token is not taken (any more); ask the same with another */
    ROOM_FAILED,      /* err: FAULT_UNAVAILABLE: later; FAULT_REFUSED: never */
};
enum room_turn room_talk_hear(struct room_talk *t, const struct room_answer *a, struct error *err);
struct room_result { /* borrowed from the talk */
    enum room_wish wish;
    const char *room, *url; /* NULL: unchanged, or removed */
    const char *told;       /* for meeting.room_told; NULL: removed */
};
void room_talk_result(const struct room_talk *t, struct room_result *out);

/* FAULT_CONFIG when provider, domain, pattern and public_url do not fit together. */
bool meeting_check_config(const struct config *c, struct error *err) MUST_USE;
/* The same for a calendar with a provider of its own. */
bool meeting_check_provider(const struct config *c, const char *name, struct error *err) MUST_USE;

#endif
