/* What the files of hooks share. */
#ifndef CONVOKE_HOOKS_INTERNAL_H
#define CONVOKE_HOOKS_INTERNAL_H

#include <pthread.h>
#include <stdatomic.h>

#include "convoke/hooks.h"
#include "convoke/meeting.h"

enum {
    ASKING_BYTES = 8 * 1024, /* the largest bodies */
    NOTICE_BYTES = 256 * 1024,
    NOTICE_DEPTH = 12,
    WORD_BYTES = 200,  /* the longest name, address or id that is kept of one */
    NAME_BYTES = 1023, /* of a room, with its tenant */
};

/* --- rooms ------------------------------------------------------------------------------------ */

/* The name of a room as it is stored (meeting_room_safe), of "[tenant]name", "name@domain" or
 * ".../name". NULL when there is none. Yours: free(). */
char *room_named(struct span said);

/* --- what stands behind a room ---------------------------------------------------------------- */

struct booking { /* of one room at one instant */
    enum door door;
    bool has_time; /* of the occurrence that it is about */
    instant starts, opens, closes;
    const struct zone *zone; /* its owner's */
    char *address;           /* the organizer's */
    bool lobby;              /* what the event asks for: X-CONVOKE-LOBBY, -PASSWORD, -SEATS */
    char *password;          /* NULL: none */
    int64_t seats;           /* 0: not said */
};
void booking_clear(struct booking *b);

struct roster;
/* The meeting of a room, or of a room of one of its occurrences. NULL with FAULT_NOT_FOUND. */
struct meeting *meeting_in_room(struct tx *tx, const struct roster *roster, const char *room,
                                struct error *err) MUST_USE;
/* What the store knows. FAULT_NOT_FOUND: it is no room of ours. */
bool booking_read(const struct pipeline *p, const struct roster *roster, const char *room,
                  instant at, struct booking *out, struct error *err) MUST_USE;
/* What the lines of an event ask for, and what somebody set, which goes before it. */
void booking_take_wishes(struct booking *b, struct span vevent, const struct room_wishes *set);

/* --- the roster: rooms of what is coming up, in memory ---------------------------------------- */

/* Read anew by a thread of its own, every few seconds when something was committed. */
struct roster *roster_new(const struct pipeline *p, struct error *err) MUST_USE;
void roster_free(struct roster *r);
bool roster_read(struct roster *r, struct error *err) MUST_USE; /* now; for tests and the start */
enum memory {
    MEMORY_NONE,  /* nothing was read yet, or what was does not reach until now */
    MEMORY_OLD,   /* something was committed since it was read */
    MEMORY_EXACT, /* a room that it does not know is not to be open now */
};
/* false: it knows of no such room. */
bool roster_find(const struct roster *r, const char *room, instant at, struct booking *out,
                 enum memory *memory_out);
/* Whose the room of an occurrence is. uid_out: yours. */
bool roster_owner(const struct roster *r, const char *room, int64_t *account_out, char **uid_out);

/* --- notices: one thing that a server told ---------------------------------------------------- */

enum notice_kind {
    NOTICE_NONE, /* nothing that is kept */
    NOTICE_STARTED,
    NOTICE_ENDED,
    NOTICE_JOINED,
    NOTICE_LEFT,
    NOTICE_RECORDED,
    NOTICE_ASKS, /* what the room is to be like */
};
struct notice {
    enum notice_kind kind;
    char *room, *code; /* one of them, but for NONE */
    instant at;
    instant of;          /* ENDED, LEFT: when what ended began; INSTANT_FIRST: unknown */
    struct sighting who; /* JOINED, LEFT */
    struct {
        char *url, *format;
        int64_t bytes, seconds;
    } recording;  /* RECORDED */
    char *source; /* "jitsi", "jaas", ... */
    char *id;     /* by which the source would say it again; NULL: it has none */
};
void notice_clear(struct notice *n);
/* Each reads a body of at most NOTICE_BYTES. now: for what has no time of its own; nothing lies
 * after it, or 400 days before it. FAULT_INVALID. What nobody asks for is NOTICE_NONE.
 * event_sync: path is "room/created" and the like. recorder: as configured, or NULL. */
bool esync_read(struct span body, const char *path, const char *recorder, instant now,
                struct notice *out, struct error *err) MUST_USE;
bool jaas_read(struct span body, instant now, struct notice *out, struct error *err) MUST_USE;
bool meeting_notice_read(struct span body, const char *provider, instant now, struct notice *out,
                         struct error *err) MUST_USE;
/* Takes it into the store. What is about no meeting of ours changes nothing. */
bool notice_store(const struct pipeline *p, const struct roster *roster, struct tx *tx,
                  const struct notice *n, struct error *err) MUST_USE;
/* It is whole: it has a room and a time that may be. */
bool notice_check(struct notice *n, instant now, struct error *err) MUST_USE;

/* --- the intake: notices into the store, many by one commit ----------------------------------- */

struct intake;
struct intake *intake_new(const struct pipeline *p, const struct roster *roster, struct error *err)
    MUST_USE;
/* What was taken is written first. */
void intake_free(struct intake *i);
/* Takes n's content; n is empty then. r (NULL: nobody waits): goes on with `taken` when it is on
 * disk, with `refused` when it could not be written. false: too many wait, r is still the
 * caller's. */
bool intake_take(struct intake *i, struct notice *n, struct http_request *r, http_handler *taken,
                 http_handler *refused) MUST_USE;

/* --- forms ------------------------------------------------------------------------------------ */

/* The value of a field of application/x-www-form-urlencoded, decoded once. NULL: it is not there,
 * or is no text. Yours: free(). */
char *asked_field(struct span form, const char *name);

struct asking {  /* may this room open? */
    char *name;  /* as it was said */
    char *room;  /* as it is stored */
    char *id;    /* of the booking: the name, fit for a path */
    char *owner; /* mail_owner; "" when it was not said */
};
void asking_clear(struct asking *a);
/* Takes name, NULL too; asking_clear either way. false: it is no room's. */
bool asking_named(char *name, struct asking *out);
bool asking_read(struct span form, struct asking *out, struct error *err) MUST_USE;

/* --- who asks --------------------------------------------------------------------------------- */

/* t=SECONDS,v1=MAC[,v1=MAC]: one MAC is that of "SECONDS.BODY", in base64 or in hex, and now is
 * within five minutes of *at_out, these seconds. */
bool signature_holds(const char *header, struct span secret, struct span body, instant now,
                     instant *at_out);

/* --- how much is told ------------------------------------------------------------------------- */

/* A room may tell PACE_BURST things at once and then PACE_S a second, so that what is kept of one
 * meeting is bounded. From any thread. Rooms that meet in one place of the table share it. */
enum { PACE_BURST = 2000, PACE_S = 5 };
struct pace;
struct pace *pace_new(void);
void pace_free(struct pace *p);
/* One more. ticks_ms: as clock_ticks_ms. */
bool pace_allows(struct pace *p, struct span room, int64_t ticks_ms) MUST_USE;

/* --- all of it -------------------------------------------------------------------------------- */

struct hooks {
    const struct pipeline *pipeline;
    struct roster *roster;
    struct intake *intake;
    struct guesses *tries;
    struct pace *pace;
    _Atomic int64_t reading_since_ms; /* 0: nobody reads the store */
    _Atomic int64_t failed_at_ms;     /* INT64_MIN: never */
    pthread_mutex_t lock;             /* guards: */
    struct digest granted[4096];      /* rooms that were opened, by their digests */
};

/* The way here is secret, who asks has not guessed too often, and he holds the secret; otherwise
 * it has answered. */
bool hook_bearer(struct hooks *h, struct http_request *r, const char *secret);
/* at_out: when it was signed, which is the time of what has none of its own: told again it is the
 * same. */
bool hook_signature(struct hooks *h, struct http_request *r, const char *name, const char *secret,
                    instant *at_out);

http_handler ask_conference, show_conference, end_conference;
/* What the store says of a room, or memory when it is slow. false: it is no room of ours. */
bool hooks_booking(struct hooks *h, const char *room, instant at, struct booking *out);
http_handler hear_esync, hear_jaas, hear_meeting, answer_settings;

#endif
