/* The one way in. Every source of events makes a change; nothing else writes events. */
#ifndef CONVOKE_CHANGE_H
#define CONVOKE_CHANGE_H

#include "base.h"
#include "ical.h"
#include "itip.h"
#include "meeting.h"
#include "outbox.h"
#include "store.h"
#include "zone.h"

/* What a pipeline works with; borrowed, kept by main. The service puts another configuration in
 * place while requests run; the one before stays until the service ends. */
struct pipeline {
    struct store *store;
    struct zones *zones;
    const struct config *_Atomic config;
};

/* What an account's floating times and dates are read in: its zone, UTC without one. Borrowed. */
const struct zone *account_zone(const struct pipeline *p, const struct account *a);
/* The event of a meeting, as it is stored. NULL when it is gone, or cannot be read: then the
 * meeting's own times count. Yours. */
struct event *event_behind(const struct pipeline *p, struct tx *tx, const struct meeting *m);

enum change_kind {
    CHANGE_PUT,    /* text is the event, task or journal entry as it is to be */
    CHANGE_DELETE, /* the event goes */
    CHANGE_REPLY,  /* text is a METHOD:REPLY */
    CHANGE_CANCEL, /* text is a METHOD:CANCEL */
    CHANGE_DETACH, /* every trace of the link goes */
    CHANGE_RELINK, /* the link is written anew */
    CHANGE_SHARE,  /* text is the organizer's event: what the others answered goes into the copy */
    CHANGE_MOVE,   /* the event goes to `to`, by `name`, as it is; nobody is told */
};

struct change {
    enum change_kind kind;
    int64_t account, calendar; /* calendar 0: wherever the UID is, else "default" */
    int64_t by;                /* whose share has to let him write there still; 0, or the account
                                  itself: none is needed. FAULT_FORBIDDEN "need-privileges" */
    const char *uid;           /* DELETE, DETACH, RELINK, MOVE; otherwise text says it */
    struct span text;          /* borrowed until the call returns */
    const char *name;          /* of the resource; NULL: made from the UID */
    bool at_name;              /* name is the one place where the event may be: another event there,
                                  or this one elsewhere, is in the way. RFC 4791, 5.3.2.1 */
    bool exact;                /* other bytes for the same event are stored too */
    const char *from;          /* DELETE, MOVE: the name that it has to have still, else
                                  FAULT_NOT_FOUND; NULL: any */
    const char *if_match;      /* etag that has to hold; "*": there is one; NULL: any */
    bool if_none_match;        /* there must be none */
    const char *if_schedule_tag; /* schedule tag that has to hold; NULL: any. What others answered
                                    since stays in what is PUT. RFC 6638, 3.2.10 */
    bool wants_room;             /* PUT: a room, whatever the policy says of such events */
    bool tell;                   /* attendees are told; false: an import */
    bool adopt;                  /* attendees and no ORGANIZER: the owner becomes it, spliced in */
    bool is_delivery;            /* made by the service for a local attendee or organizer */
    bool no_answer;              /* an attendee's copy changes without an answer. RFC 6638, 8.1 */
    struct {
        int64_t account, calendar;
        bool overwrite; /* the same event may be there already */
    } to;               /* MOVE. Into another account goes what has neither attendees nor a room */
    /* out: */
    enum change_outcome {
        CHANGE_FAILED,
        CHANGE_CREATED,
        CHANGE_UPDATED,
        CHANGE_UNCHANGED,
        CHANGE_DELETED,
        CHANGE_STALE, /* an incoming message older than what is known */
    } outcome;
    struct error err;      /* when FAILED */
    char *etag;            /* of what is stored now; NULL when it was deleted */
    char *schedule_tag;    /* the same; NULL: no scheduling object */
    char *in_the_way;      /* at_name, MOVE: "CALENDAR/NAME" of what is in the way; NULL: nothing */
    bool text_changed;     /* stored bytes differ from text: send no ETag */
    size_t told;           /* parcels added */
    const char *room_rule; /* why it has a room or none */
};
void change_clear(struct change *c); /* frees what the outs hold */

/* Reads and checks before the writer is asked, then runs all in order as one submission: each is
 * whole or not there. true when none failed. Thread-safe. */
bool change_submit(const struct pipeline *p, struct change *changes, size_t count);

/* Inside a transaction of the caller (local delivery): the same for one. */
bool change_apply(const struct pipeline *p, struct tx *tx, struct change *c, struct error *err)
    MUST_USE;

/* What one attendee is to be told now: where what he was told last and what is so now differ. */
struct telling {
    struct account *owner; /* whose event it is */
    struct event *now;     /* as it is stored; NULL: deleted */
    struct event *before;  /* what was told before of this occurrence or series; NULL: nothing */
    struct event *told;    /* what is told now: text, read */
    struct itip_message message; /* attendee borrowed from the parcel */
    char *text;                  /* iCalendar with METHOD; ended by NUL */
    size_t text_len;
    struct digest revision;
    char *thread_id; /* of the first mail about this event; NULL: this is it */
    const struct zone *floating;
    /* private to telling_note: */
    struct itip_plan *plan;
    struct tolds *tolds;
};
/* For a pending parcel of kind "itip" or "local", inside the claiming transaction. COMPOSED_NOTHING
 * puts the reason into p->answer. *telling_out is yours. */
enum composed telling_open(const struct pipeline *pipeline, struct tx *tx, struct parcel *p,
                           struct telling **telling_out, struct error *err);
void telling_free(struct telling *t);
OWNABLE(telling)
/* Writes down that it is told: a delivery in doubt counts as told. message_id: of this message. */
bool telling_note(const struct telling *t, struct tx *tx, const struct parcel *p,
                  const char *message_id, struct error *err) MUST_USE;

/* What an attendee of ours answers an organizer. */
struct rsvp {
    char *text; /* iCalendar with METHOD:REPLY; ended by NUL */
    size_t text_len;
    struct event *told; /* text, read */
    enum partstat answer;
};
/* For a pending parcel of kind "reply" (an organizer outside) or "answer" (one of ours).
 * COMPOSED_NOTHING when he is again where the organizer knows him, with the reason in p->answer.
 * *rsvp_out is yours. */
enum composed rsvp_open(const struct pipeline *pipeline, struct parcel *p, struct rsvp **rsvp_out,
                        struct error *err);
void rsvp_free(struct rsvp *a);
OWNABLE(rsvp)

/* Delivery into the calendars of local attendees and organizers: the kinds "local", "answer" and
 * "partstat" (what others answered, for a copy), and their carrier. */
enum composed change_compose_partstat(void *pipeline, struct tx *tx, struct parcel *p,
                                      struct error *err);
enum composed change_compose_answer(void *pipeline, struct tx *tx, struct parcel *p,
                                    struct error *err);
enum composed change_compose_local(void *pipeline, struct tx *tx, struct parcel *p,
                                   struct error *err);
struct carrier change_local_carrier(const struct pipeline *p); /* borrows p */
/* Of outbox_options: writes into the events how their messages went, once none of an event waits
 * for its first try. pipeline: a struct pipeline. RFC 6638, 3.2.9 */
bool change_settled(void *pipeline, struct tx *tx, struct parcel *const *parcels, size_t count,
                    struct error *err) MUST_USE;

/* Takes in what happened in the room of a meeting, told by whomever: into the sitting that it
 * belongs to (of the occurrence whose door was open then, or two minutes before or after), which is
 * begun where there is none. who: whom it was seen of; NULL: nobody. In any order, and again, it is
 * the same. */
bool change_held(const struct pipeline *p, struct tx *tx, const struct meeting *m,
                 const struct life_event *e, const struct sighting *who, struct error *err)
    MUST_USE;
/* What store.keep does not want any longer goes. */
bool change_prune(const struct pipeline *p, instant now, struct error *err) MUST_USE;
/* Ends the sittings whose time is over though nobody said that they ended. *closed_out: how many.
 */
bool change_close_overdue(const struct pipeline *p, instant now, size_t *closed_out,
                          struct error *err) MUST_USE;

/* A file of events: one change for each UID, in batches, so that others' writes go on. */
struct import {
    int64_t account, calendar;
    struct span text; /* may be a mapped file */
    const char *file; /* its name, for errors */
    bool invite;
    bool (*progress)(size_t done, size_t of, void *with); /* may be NULL; false stops */
    void (*broken)(const char *file, size_t line, const char *uid, const struct error *why,
                   void *with); /* may be NULL */
    void *with;
    /* out: */
    size_t created, updated, unchanged, removed, failed, left_out, told;
};
bool change_import(const struct pipeline *p, struct import *i, struct error *err) MUST_USE;

/* One reminder pass: claims what is due at `at`, writes ledger and parcels in one transaction each.
 * dry_run: counts and reports, changes nothing. */
struct remind_report {
    size_t reminders, recipients, skipped;
};
bool change_remind(const struct pipeline *p, instant at, bool dry_run,
                   bool (*each)(const struct reminder *r, const char *recipient, const char *skip,
                                void *with),
                   void *with, struct remind_report *report_out, struct error *err) MUST_USE;

#endif
