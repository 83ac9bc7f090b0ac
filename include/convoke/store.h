/* What is kept, and the only folder that knows SQL. Design: SQLite now, PostgreSQL as a second
 * driver; every table that belongs to an account has the account first in its key.
 *
 * All reads and writes happen in a tx. Readers see one snapshot; writes go through store_write,
 * which joins what arrives together into one commit. */
#ifndef CONVOKE_STORE_H
#define CONVOKE_STORE_H

#include "base.h"

struct store;
struct tx;

/* --- opening ---------------------------------------------------------------------------------- */

struct store_options {
    bool create;     /* make it when it is not there; otherwise FAULT_NOT_FOUND */
    const char *vfs; /* SQLite VFS by name; NULL: the default. Tests and benchmarks */
    int busy_s;      /* how long a busy store is retried; 0: 10 s */
};
/* url: sqlite:/path. Migrates to the newest schema in one transaction. FAULT_CONFIG for a URL that
 * it does not understand (the path is absolute), FAULT_IO, FAULT_PERMISSION, FAULT_CONFLICT when a
 * newer Convoke made it, FAULT_INVALID when it is another program's. */
struct store *store_open(const char *url, const struct store_options *options, struct error *err)
    MUST_USE;
/* For commands, before store_open and before there are threads: a process of root's becomes the
 * owner of the store's file (or of the directory that it will stand in), so that no file of the
 * store is ever root's. Does nothing for anybody else, and where the owner is root. */
bool store_become_owner(const char *url, struct error *err) MUST_USE;
void store_free(struct store *s);
OWNABLE(store)
const char *store_path(const struct store *s);

/* --- transactions ----------------------------------------------------------------------------- */

/* A read snapshot; tx_free gives it back. From any thread; connections are pooled. FAULT_BUSY. */
struct tx *store_read(struct store *s, struct error *err) MUST_USE;
void tx_free(struct tx *tx);
OWNABLE(tx)

/* What is committed, by whatever process, as a mark: two equal ones mean that nothing was committed
 * between them. Costs no statement and no lock. false: it cannot be told just now; read instead. */
struct store_mark {
    uint32_t words[12];
};
bool store_mark(const struct store *s, struct store_mark *out);
bool store_mark_equal(const struct store_mark *a, const struct store_mark *b);

struct job {
    bool (*run)(struct tx *tx, void *with, struct error *err); /* must not wait for others */
    void *with;
    bool ok;          /* out: ran and is committed and on disk */
    struct error err; /* out: why not */
};
/* Runs the jobs in order, each in its own savepoint, together with whatever other threads have
 * queued, and returns when they are committed and on disk. A job that fails is undone alone. When
 * the commit fails all of the batch have failed. Returns true when all are ok. */
bool store_write(struct store *s, struct job *jobs, size_t njobs);
/* The same for one. */
bool store_write_one(struct store *s, bool (*run)(struct tx *, void *, struct error *), void *with,
                     struct error *err) MUST_USE;
/* A part of a transaction that can be undone alone: what was done since is undone when the
 * savepoint is freed without having been kept. They nest. */
struct savepoint;
struct savepoint *tx_savepoint(struct tx *tx, struct error *err) MUST_USE;
bool savepoint_keep(struct savepoint *sp, struct error *err) MUST_USE;
void savepoint_free(struct savepoint *sp);
OWNABLE(savepoint)
/* Tests: the n-th statement from now fails with FAULT_IO (1: the next); 0: none. Beginning, keeping
 * and committing count, undoing does not. store_fail_reached: whether it came to that. */
void store_fail_at(struct store *s, int64_t statement);
bool store_fail_reached(const struct store *s);

bool store_backup(struct store *s, const char *path, struct error *err) MUST_USE;
/* Puts a backup in place of the store at url (which nobody may have open), its outbox held with
 * the reason "restored". FAULT_INVALID when it is no intact store of Convoke. */
bool store_restore(const char *url, const char *backup, struct error *err) MUST_USE;
/* Integrity, foreign keys, turns in the outbox: true when sound; FAULT_INVALID says what is not. */
bool store_check(struct store *s, struct error *err) MUST_USE;

/* --- accounts --------------------------------------------------------------------------------- */

struct account {
    int64_t id;
    char *name;          /* [a-z0-9._-]+, or an e-mail address */
    char *display;       /* may be NULL */
    char *tz;            /* IANA name; NULL: UTC */
    char *password_hash; /* NULL: cannot sign in */
    char **addresses;    /* lower case; the first is the main one */
    size_t naddresses;
    bool by_mail;       /* also mailed what is delivered locally */
    instant held_since; /* INSTANT_FIRST: its outbox goes */
    char *held_why;
};
void account_free(struct account *a);
OWNABLE(account)
bool account_has_address(const struct account *a, const char *address); /* a normal one */
/* id_out: the new one, with the calendar "default". FAULT_CONFLICT: name or address is taken. */
bool store_account_add(struct tx *tx, const struct account *a, int64_t *id_out, struct error *err)
    MUST_USE;
/* NULL with FAULT_NOT_FOUND when there is none. */
struct account *store_account_named(struct tx *tx, const char *name, struct error *err) MUST_USE;
struct account *store_account(struct tx *tx, int64_t id, struct error *err) MUST_USE;
/* *id_out 0 when the address belongs to nobody here; false only when the store failed. */
bool store_account_of_address(struct tx *tx, const char *address, int64_t *id_out,
                              struct error *err) MUST_USE;
/* Another password ends the account's sessions. */
bool store_account_save(struct tx *tx, const struct account *a, struct error *err) MUST_USE;
bool store_account_remove(struct tx *tx, int64_t id, struct error *err)
    MUST_USE; /* and all of it */
bool store_accounts(struct tx *tx, bool (*each)(const struct account *a, void *with), void *with,
                    struct error *err) MUST_USE; /* by name; each returns false to stop */

/* --- calendars -------------------------------------------------------------------------------- */

/* What kinds of things an object can be, and a calendar can hold: bits. RFC 4791, 5.2.3 */
enum component {
    COMPONENT_EVENT = 1,
    COMPONENT_TODO = 2,
    COMPONENT_JOURNAL = 4,
    COMPONENT_FREEBUSY = 8,
};
enum calendar_kind {
    CALENDAR_OWN,   /* one that people see */
    CALENDAR_INBOX, /* what came for the account by scheduling: not in lists, feeds or queries over
                       all calendars. RFC 6638, 2.2 */
};
struct calendar {
    int64_t account, id;
    enum calendar_kind kind;
    char *name; /* the last part of its path: [a-z0-9._-]+ */
    char *display, *description, *color;
    char *display_language, *description_language; /* BCP 47, as clients say it; NULL: unsaid */
    int policy;                                    /* enum room_policy; -1: as configured */
    int64_t min_duration_s;                        /* -1: as configured */
    int all_day;                                   /* 0, 1; -1: as configured */
    int rooms;                                     /* enum rooms_per; -1: as configured */
    char *provider;                                /* of its rooms; NULL: as configured */
    int guests;                                    /* enum guests; -1: as configured */
    int lobby_page;        /* a checklist before the room: 0, 1; -1: as configured */
    unsigned components;   /* which it takes; 0: all but VFREEBUSY */
    char *timezone;        /* a VCALENDAR with one VTIMEZONE, RFC 4791, 5.2.2; NULL: unset */
    int64_t position;      /* Apple's calendar-order; -1: unset */
    bool is_transparent;   /* counts as free. RFC 6638, 9.1 */
    int64_t change_number; /* grows with every change of its objects or its settings */
    int64_t forgotten;     /* what was removed up to this change number is not known any more */
    instant changed;
};
/* Every setting as configured, nothing else set. Yours. */
struct calendar *calendar_new(int64_t account, const char *name);
void calendar_free(struct calendar *c);
OWNABLE(calendar)
bool store_calendar_add(struct tx *tx, const struct calendar *c, int64_t *id_out, struct error *err)
    MUST_USE;
struct calendar *store_calendar_named(struct tx *tx, int64_t account, const char *name,
                                      struct error *err) MUST_USE;
struct calendar *store_calendar(struct tx *tx, int64_t account, int64_t id, struct error *err)
    MUST_USE;
bool store_calendar_save(struct tx *tx, const struct calendar *c, struct error *err) MUST_USE;
bool store_calendar_remove(struct tx *tx, int64_t account, int64_t id, struct error *err) MUST_USE;
bool store_calendars(struct tx *tx, int64_t account,
                     bool (*each)(const struct calendar *c, void *with), void *with,
                     struct error *err) MUST_USE;
/* The account's inbox; made when there is none, so tx has to be one that writes. */
#define INBOX_NAME "/inbox" /* no name that somebody could give */
struct calendar *store_calendar_inbox(struct tx *tx, int64_t account, struct error *err) MUST_USE;
/* The oldest messages go until no more than this many are left. */
bool store_inbox_trim(struct tx *tx, const struct calendar *inbox, int64_t most, struct error *err)
    MUST_USE;
/* Which calendar takes invitations: *id_out 0 when none is chosen, or the chosen one is gone; then
 * it is "default". RFC 6638, 9.2 */
bool store_calendar_default(struct tx *tx, int64_t account, int64_t *id_out, struct error *err)
    MUST_USE;
bool store_calendar_set_default(struct tx *tx, int64_t account, int64_t calendar, struct error *err)
    MUST_USE; /* calendar 0: none is chosen */
/* One indexed look-up, for caches. */
bool store_calendar_change_number(struct tx *tx, int64_t account, int64_t id, int64_t *number_out,
                                  struct error *err) MUST_USE;

/* --- objects ---------------------------------------------------------------------------------- */

struct object {
    int64_t account, calendar, id; /* id 0: not stored yet */
    char *name;                    /* of the resource: "<something>.ics" */
    char *uid;
    char *etag; /* hex of the text's digest, without quotes */
    char *text; /* the bytes, ended by NUL */
    size_t text_len;
    struct digest hash; /* ical_hash: is it the same event? */
    int64_t change_number;
    instant created, changed;
    instant starts, ends;       /* event_span; INSTANT_NEVER when endless */
    bool is_recurring, is_ours; /* is_ours: organized by the account, or by nobody */
    enum component component;   /* 0 is COMPONENT_EVENT */
    char *schedule_tag;         /* without quotes; NULL: no scheduling object. RFC 6638, 3.2.10 */
};
void object_free(struct object *o);
OWNABLE(object)
/* Tasks and journal entries have no room, are in no feed, and nobody is told or reminded of them.
 */
static inline bool object_is_event(const struct object *o)
{
    return o->component <= COMPONENT_EVENT;
}
/* NULL with FAULT_NOT_FOUND. calendar 0: in any of the account's calendars. */
struct object *store_object_by_uid(struct tx *tx, int64_t account, int64_t calendar,
                                   const char *uid, struct error *err) MUST_USE;
/* By the last part of its path. NULL with FAULT_NOT_FOUND. */
struct object *store_object_named(struct tx *tx, int64_t account, int64_t calendar,
                                  const char *name, struct error *err) MUST_USE;
/* Inserts or replaces (by account, calendar, uid), raises the calendar's change number and puts id,
 * etag, change_number, created and changed into o. An object keeps its name: that of the stored one
 * replaces o's. FAULT_CONFLICT "no-uid-conflict" for a taken name. */
bool store_object_save(struct tx *tx, struct object *o, struct error *err) MUST_USE;
/* Replaces the text of a stored object by one that says the same of the event: etag and change
 * number are new, all else is as it was. */
bool store_object_note(struct tx *tx, struct object *o, struct error *err) MUST_USE;
/* Leaves a tombstone for sync. */
bool store_object_remove(struct tx *tx, int64_t account, int64_t calendar, const char *uid,
                         struct error *err) MUST_USE;
/* Objects of a calendar (0: of the account) whose span overlaps [from, to), by (starts, id).
 * account 0: of all, one account after the other. The object is borrowed. What recurs is given too
 * when its span ends where the range begins. */
struct object_query {
    int64_t account, calendar;
    instant from, to; /* INSTANT_FIRST and INSTANT_NEVER: all */
};
bool store_objects(struct tx *tx, const struct object_query *q,
                   bool (*each)(const struct object *o, void *with), void *with, struct error *err)
    MUST_USE;

/* What a listing says of an object, without its text. Strings are borrowed. */
struct object_listed {
    const char *name, *uid, *etag, *schedule_tag; /* etag NULL: it was removed */
    int64_t id, change_number;
    instant created, changed;
    size_t text_len;
    enum component component;
};
/* All objects of a calendar by change number, those after `since` alone; with what was removed
 * since when since > 0. The cost follows what is given. each returns false to stop. */
bool store_objects_changed(struct tx *tx, int64_t account, int64_t calendar, int64_t since,
                           bool (*each)(const struct object_listed *o, void *with), void *with,
                           struct error *err) MUST_USE;
bool store_objects_count(struct tx *tx, int64_t account, int64_t calendar, int64_t *count_out,
                         struct error *err) MUST_USE;
/* Another name or another calendar of the same account for an object; a tombstone stays behind.
 * FAULT_CONFLICT when the name is taken there, or the UID. */
bool store_object_move(struct tx *tx, int64_t account, int64_t calendar, const char *uid,
                       int64_t to_calendar, const char *to_name, struct error *err) MUST_USE;
/* What a restored store differs in from the one before it: part of sync tokens. */
bool store_epoch(struct tx *tx, int64_t *epoch_out, struct error *err) MUST_USE;

/* --- dead properties: what clients keep at a resource. RFC 4918, 4.2 -------------------------- */

struct property_place {
    int64_t account, calendar; /* calendar 0: the account's home */
    const char *object;        /* its UID; "": the calendar itself */
};
/* value: the element as XML, with its namespaces; NULL removes it. */
bool store_property_save(struct tx *tx, const struct property_place *at, const char *ns,
                         const char *name, const char *value, struct error *err) MUST_USE;
bool store_properties(struct tx *tx, const struct property_place *at,
                      bool (*each)(const char *ns, const char *name, const char *value, void *with),
                      void *with, struct error *err) MUST_USE;
/* They go with their resource. */
bool store_properties_remove(struct tx *tx, const struct property_place *at, struct error *err)
    MUST_USE;
/* Bytes of all values at a place, for the cap. */
bool store_properties_bytes(struct tx *tx, const struct property_place *at, int64_t *bytes_out,
                            struct error *err) MUST_USE;

/* --- shares: who else reads or writes a calendar ---------------------------------------------- */

struct share {
    int64_t account, calendar; /* whose, and which */
    int64_t reader;            /* the account that it is shared with */
    bool may_write;
};
/* Adds it, or sets may_write of the one that is there. */
bool store_share_save(struct tx *tx, const struct share *s, struct error *err) MUST_USE;
bool store_share_remove(struct tx *tx, const struct share *s, struct error *err) MUST_USE;
/* Of one calendar (reader 0), or all that a reader has been given (account and calendar 0). */
bool store_shares(struct tx *tx, const struct share *of,
                  bool (*each)(const struct share *s, void *with), void *with, struct error *err)
    MUST_USE;
/* *share_out reader 0 when this calendar is not shared with the reader; false: the store failed. */
bool store_share(struct tx *tx, int64_t account, int64_t calendar, int64_t reader,
                 struct share *share_out, struct error *err) MUST_USE;

/* --- app passwords ---------------------------------------------------------------------------- */

struct app_password { /* random, so a plain hash of it is kept, which costs microseconds to check */
    int64_t account, id;
    char *name; /* "phone" */
    struct digest hash;
    instant created, last_used; /* INSTANT_FIRST: never */
};
void app_password_free(struct app_password *p);
OWNABLE(app_password)
bool store_app_password_add(struct tx *tx, const struct app_password *p, int64_t *id_out,
                            struct error *err) MUST_USE;
/* NULL with FAULT_NOT_FOUND. */
struct app_password *store_app_password(struct tx *tx, int64_t account, const struct digest *hash,
                                        struct error *err) MUST_USE;
bool store_app_password_remove(struct tx *tx, int64_t account, int64_t id, struct error *err)
    MUST_USE;
bool store_app_password_used(struct tx *tx, int64_t account, int64_t id, instant at,
                             struct error *err) MUST_USE;
bool store_app_passwords(struct tx *tx, int64_t account,
                         bool (*each)(const struct app_password *p, void *with), void *with,
                         struct error *err) MUST_USE;

/* --- sessions: who has signed in to the pages ------------------------------------------------- */

struct session { /* its token is random, so a plain hash of it is kept */
    int64_t account;
    struct digest hash;
    instant created, last_used, expires;
};
/* Of one account the 64 that were used last stay; the others end. */
bool store_session_add(struct tx *tx, const struct session *s, struct error *err) MUST_USE;
/* FAULT_NOT_FOUND: there is none, or it has expired at `now`. */
bool store_session(struct tx *tx, const struct digest *hash, instant now, struct session *out,
                   struct error *err) MUST_USE;
bool store_session_used(struct tx *tx, const struct session *s, struct error *err)
    MUST_USE; /* last_used and expires; one that has ended meanwhile stays so */
bool store_session_remove(struct tx *tx, const struct digest *hash, struct error *err) MUST_USE;

/* --- meetings --------------------------------------------------------------------------------- */

enum meeting_state {
    MEETING_NONE,     /* has had no room yet: its code is for answers alone */
    MEETING_OPEN,     /* has its room */
    MEETING_DETACHED, /* the user wants none */
    MEETING_ENDED, /* cancelled or deleted; the room is kept for undo and for the link's answer */
};
struct meeting { /* the room life of one event: (account of the organizer, uid) */
    int64_t account;
    char *uid;
    char *code;     /* of /j/<code>; 26 base32 characters, unguessable */
    char *provider; /* "jitsi"; NULL with MEETING_NONE, as are room, url and link */
    char *room;     /* the name on the video server; of a meeting per occurrence: its root */
    char *url;      /* the room's own URL */
    char *link;     /* what stands in the event: url or public_url/j/code */
    bool per_occurrence;
    enum meeting_state state;
    instant starts, ends; /* of the event, for listing */
    instant created;
    instant was_starts, was_ends; /* before it was last moved; 0: it was not, or it recurs */
    char *room_told;  /* digest of what a service that makes rooms knows of it; NULL: nothing */
    char *room_fault; /* why that failed last; NULL: it did not */
};
void meeting_free(struct meeting *m);
OWNABLE(meeting)
struct meeting *store_meeting(struct tx *tx, int64_t account, const char *uid, struct error *err)
    MUST_USE; /* NULL with FAULT_NOT_FOUND */
struct meeting *store_meeting_by_code(struct tx *tx, const char *code, struct error *err) MUST_USE;
/* By the name of its room, or of its root; NULL with FAULT_NOT_FOUND. */
struct meeting *store_meeting_by_room(struct tx *tx, const char *room, struct error *err) MUST_USE;
bool store_meeting_save(struct tx *tx, const struct meeting *m, struct error *err) MUST_USE;
bool store_meeting_remove(struct tx *tx, int64_t account, const char *uid, struct error *err)
    MUST_USE;
bool store_meetings(struct tx *tx, int64_t account, /* 0: all */
                    bool (*each)(const struct meeting *m, void *with), void *with,
                    struct error *err) MUST_USE;

/* What somebody set for the room of a meeting; the rest is as its event says. */
struct room_wishes {
    int lobby;      /* 0, 1; -1: as the event says */
    char *password; /* "": none; NULL: as the event says */
    int64_t seats;  /* 0: any number; -1: as the event says */
};
void room_wishes_clear(struct room_wishes *w);
/* room_wishes_clear either way. */
bool store_room_wishes(struct tx *tx, int64_t account, const char *uid, struct room_wishes *out,
                       struct error *err) MUST_USE;
bool store_room_wishes_save(struct tx *tx, int64_t account, const char *uid,
                            const struct room_wishes *w, struct error *err) MUST_USE;

/* How often somebody's personal link of a meeting was revoked: part of what it is made of. Those
 * that are 0 are not kept. */
struct link_counter {
    char *address; /* normal */
    int64_t counter;
};
struct link_counters {
    struct link_counter *rows;
    size_t count;
};
void link_counters_free(struct link_counters *c);
OWNABLE(link_counters)
int64_t link_counter_of(const struct link_counters *c, const char *address); /* c NULL: 0 */
struct link_counters *store_link_counters(struct tx *tx, int64_t account, const char *uid,
                                          struct error *err) MUST_USE;
/* From now on his links to this meeting are other ones. */
bool store_link_revoke(struct tx *tx, int64_t account, const char *uid, const char *address,
                       struct error *err) MUST_USE;

/* --- sittings: what was held of a meeting ---------------------------------------------------- */

enum sitting_state { SITTING_RUNS, SITTING_COMPLETED };
/* One occurrence that was held. Instants that are not known are INSTANT_FIRST. */
struct sitting {
    int64_t account;
    char *uid;
    char key[20];          /* of the occurrence */
    instant starts, ends;  /* as it was planned when it began */
    instant opens, closes; /* what happens in between belongs to it */
    bool planned;          /* false: it was held at no time of its event's */
    enum sitting_state state;
    bool by_clock;          /* nobody said that it ended: its time was over */
    instant started, ended; /* the first start; when it ended last, with SITTING_COMPLETED */
    instant last_start;     /* what was told: somebody was there then */
    instant last_end;       /* the room was empty then, */
    instant last_end_of;    /* which had been opened then */
};
void sitting_free(struct sitting *s);
OWNABLE(sitting)
/* The one that an instant belongs to. NULL with FAULT_NOT_FOUND. */
struct sitting *store_sitting_at(struct tx *tx, int64_t account, const char *uid, instant at,
                                 struct error *err) MUST_USE;
bool store_sitting_save(struct tx *tx, const struct sitting *s, struct error *err) MUST_USE;
/* Of a meeting, by start; borrowed. each returns false to stop. */
bool store_sittings(struct tx *tx, int64_t account, const char *uid,
                    bool (*each)(const struct sitting *s, void *with), void *with,
                    struct error *err) MUST_USE;
/* Those that run though they should have closed at or before now, at most `most`. sittings_out:
 * yours, each and the array. */
bool store_sittings_overdue(struct tx *tx, instant now, size_t most, struct sitting ***sittings_out,
                            size_t *count_out, struct error *err) MUST_USE;

/* --- attendance: who came and went ------------------------------------------------------------ */

enum sighting_kind { SIGHTING_JOINED, SIGHTING_LEFT };
struct sighting {
    char *who; /* what the video server calls this one visit: not a person's name */
    instant at;
    enum sighting_kind kind;
    char *token, *address, *name; /* what it said of the person; each may be NULL */
    char *role;                   /* "moderator", as it said; NULL */
    char *how;                    /* who told: "jitsi", "jaas", ... */
};
void sighting_clear(struct sighting *m);
/* The same one again changes nothing. */
bool store_sighting_add(struct tx *tx, const struct sitting *s, const struct sighting *m,
                        struct error *err) MUST_USE;
/* One visit to a room, of what was seen of it. */
struct visit_seen {
    bool is_there;
    char *address; /* that was told first; NULL: none. Yours: free() */
};
bool store_visit(struct tx *tx, const struct sitting *s, const char *who, struct visit_seen *out,
                 struct error *err) MUST_USE;
struct sightings { /* a list */
    struct sighting *rows;
    size_t count;
};
void sightings_free(struct sightings *m);
OWNABLE(sightings)
/* Of one sitting, by who and when. */
struct sightings *store_sightings(struct tx *tx, const struct sitting *s, struct error *err)
    MUST_USE;

/* --- signals: what people in a room show ------------------------------------------------------ */

enum signal_kind {
    SIGNAL_MICROPHONE,
    SIGNAL_CAMERA,
    SIGNAL_SCREEN, /* which is shared */
    SIGNAL_HAND,   /* which is raised */
    SIGNAL_RECORDING,
    SIGNALS,
};
struct signal {
    char *who; /* as in struct sighting */
    enum signal_kind kind;
    instant at; /* when it was told; since then it is so */
    bool is_on;
};
/* The newest stands. */
bool store_signal_save(struct tx *tx, const struct sitting *s, const struct signal *g,
                       struct error *err) MUST_USE;
/* This visit is over: it shows nothing any more. */
bool store_signals_remove(struct tx *tx, const struct sitting *s, const char *who,
                          struct error *err) MUST_USE;
struct signals { /* a list */
    struct signal *rows;
    size_t count;
};
void signals_free(struct signals *g);
OWNABLE(signals)
/* Of one sitting, by who and kind. */
struct signals *store_signals(struct tx *tx, const struct sitting *s, struct error *err) MUST_USE;

/* --- recordings ------------------------------------------------------------------------------- */

struct recording {
    int64_t account;
    char *uid, *url;
    instant at;             /* when it was begun or, if that is not known, told of */
    int64_t bytes, seconds; /* -1: unknown */
    char *format;           /* "mp4"; NULL: unknown */
};
void recording_clear(struct recording *r);
/* Replaces the one with this URL. FAULT_FORBIDDEN when the meeting is not to be recorded. */
bool store_recording_save(struct tx *tx, const struct recording *r, struct error *err) MUST_USE;
/* Oldest first; borrowed. */
bool store_recordings(struct tx *tx, int64_t account, const char *uid,
                      bool (*each)(const struct recording *r, void *with), void *with,
                      struct error *err) MUST_USE;
/* Whether recordings of a meeting are kept: yes, unless somebody said no. */
bool store_recordings_allowed(struct tx *tx, int64_t account, const char *uid, bool *allowed_out,
                              struct error *err) MUST_USE;
bool store_recordings_allow(struct tx *tx, int64_t account, const char *uid, bool allowed,
                            struct error *err) MUST_USE;

/* What a server told before: *first_out false when this id of this source has been seen. */
bool store_hook_seen(struct tx *tx, const char *source, const char *id, instant at, bool *first_out,
                     struct error *err) MUST_USE;

/* --- knocks: who is not invited and asks to be let in ----------------------------------------- */

enum knock_state { KNOCK_WAITING, KNOCK_LET_IN, KNOCK_REFUSED };
struct knock { /* the guest's browser has a random token, of which a plain hash is kept */
    int64_t account;
    char *uid;
    struct digest hash;
    char *key;  /* of the occurrence that he came to; "": of the series */
    char *name; /* as he gave it */
    instant at;
    enum knock_state state;
};
void knock_free(struct knock *k);
OWNABLE(knock)
struct knocks { /* a list */
    struct knock *rows;
    size_t count;
};
void knocks_free(struct knocks *k);
OWNABLE(knocks)
/* For an occurrence at most KNOCKS_WAITING wait: FAULT_TOO_MANY. Those of the day before are gone,
 * and of those that were answered the oldest, where there are too many. */
enum { KNOCKS_WAITING = 50 };
bool store_knock_add(struct tx *tx, const struct knock *k, struct error *err) MUST_USE;
struct knock *store_knock(struct tx *tx, int64_t account, const char *uid,
                          const struct digest *hash, struct error *err)
    MUST_USE; /* NULL with FAULT_NOT_FOUND */
/* Who waits for one occurrence, in the order in which they came. */
struct knocks *store_knocks(struct tx *tx, int64_t account, const char *uid, const char *key,
                            struct error *err) MUST_USE;
/* FAULT_NOT_FOUND when he does not wait: somebody has answered him, or he is forgotten. */
bool store_knock_answer(struct tx *tx, int64_t account, const char *uid, const struct digest *hash,
                        enum knock_state state, struct error *err) MUST_USE;

/* --- told states
 * ---------------------------------------------------------------------------------- */

/* What an attendee was told last of one occurrence (key "": of the series or the single event). */
struct told {
    int64_t account;
    char *uid, *key, *attendee; /* key as vevent_key; attendee: normal address */
    int64_t sequence;
    struct digest revision; /* of what was told: equal means there is nothing to tell */
    bool is_cancelled;      /* the last message was a CANCEL */
    char *text;             /* the iCalendar text told (one VEVENT), stored once per content */
    char *thread_id;        /* Message-ID of the first mail about this event to this attendee */
    instant at;
};
struct tolds { /* a list */
    struct told *rows;
    size_t count;
};
void tolds_free(struct tolds *t);
OWNABLE(tolds)
/* attendee NULL: of all; ordered by attendee, key. */
struct tolds *store_told(struct tx *tx, int64_t account, const char *uid, const char *attendee,
                         struct error *err) MUST_USE;
bool store_told_save(struct tx *tx, const struct told *t, struct error *err) MUST_USE;
/* key NULL: every key of the attendee; attendee NULL: everybody. */
bool store_told_remove(struct tx *tx, int64_t account, const char *uid, const char *attendee,
                       const char *key, struct error *err) MUST_USE;

/* --- outbox ----------------------------------------------------------------------------------- */

enum parcel_state {
    PARCEL_PENDING, /* still to be composed: later changes make it truer */
    PARCEL_READY,   /* composed; bytes and Message-ID never change again */
    PARCEL_SENT,
    PARCEL_FAILED,  /* refused for good, or too late */
    PARCEL_DROPPED, /* there was nothing (left) to say, or somebody dropped it */
};
struct parcel {
    int64_t account, id;
    char *kind;      /* "itip", "reminder", "notice", "link", "local", ... */
    char *uid;       /* NULL when about no event */
    char *key;       /* of the occurrence; "" the series */
    char *recipient; /* normal address; "local:<account id>" for local delivery */
    char *line;      /* rows of one line leave strictly in order */
    char *facts;     /* what the kind needs besides, "name=value" lines; may be NULL */
    enum parcel_state state;
    instant created, due, expires; /* expires: no retry after it; INSTANT_NEVER */
    instant leased_until;          /* INSTANT_FIRST: nobody has it */
    int attempts;
    char *sender;     /* envelope */
    char *message_id; /* with its <> ; NULL while pending */
    char *bytes;      /* NULL while pending and after it was sent */
    size_t bytes_len;
    char *answer; /* the last answer of the peer, or why it was dropped */
};
void parcel_free(struct parcel *p);
OWNABLE(parcel)
/* Adds a pending row, or finds the one that waits (same account, line, kind, key, still pending):
 * *added_out says which. due of a waiting row stays. */
bool store_parcel_add(struct tx *tx, const struct parcel *p, bool *added_out, struct error *err)
    MUST_USE;
struct parcel *store_parcel(struct tx *tx, int64_t id, struct error *err) MUST_USE;
/* State, due, expires, lease, attempts, facts, sender, message_id and answer, and the bytes when it
 * is pending no more; the rest of a row stays as it was added, the bytes as they were composed. A
 * finished one has no lease, a sent one no bytes. */
bool store_parcel_save(struct tx *tx, const struct parcel *p, struct error *err) MUST_USE;
/* Up to `most` rows that are due, not leased, whose account is not held (nor the whole outbox) and
 * that no older unfinished row of their line precedes; leased until `until`. Oldest due first.
 * kinds "notice" go in spite of a held account. parcels_out: yours, each and the array. */
bool store_parcels_claim(struct tx *tx, instant now, instant until, size_t most,
                         struct parcel ***parcels_out, size_t *count_out, struct error *err)
    MUST_USE;
struct parcel_query {
    int64_t account; /* 0: all */
    const char *uid; /* NULL: any */
    bool unfinished; /* pending and ready only */
    size_t most;     /* newest first; 0: no bound */
};
/* Without their bytes. */
bool store_parcels(struct tx *tx, const struct parcel_query *q,
                   bool (*each)(const struct parcel *p, void *with), void *with, struct error *err)
    MUST_USE;
/* Whether rows about an event wait for their first try. */
bool store_parcels_untried(struct tx *tx, int64_t account, const char *uid, bool *are_out,
                           struct error *err) MUST_USE;
/* When the next row falls due; INSTANT_NEVER when none waits. */
bool store_parcels_next_due(struct tx *tx, instant *due_out, struct error *err) MUST_USE;
/* Finished rows older than this go; decisions, ledger rows, messages in inboxes and sittings (with
 * who was there) of that age, and sessions that ended before. */
bool store_prune(struct tx *tx, instant older_than, struct error *err) MUST_USE;
/* The whole outbox, after a restore. why NULL: it goes. */
bool store_outbox_hold(struct tx *tx, const char *why, struct error *err) MUST_USE;
char *store_outbox_held(struct tx *tx, struct error *err); /* NULL: it goes; yours: free() */
/* Caps: notes that a change told this many recipients, and sums what was told since. */
bool store_telling_add(struct tx *tx, int64_t account, instant at, int64_t recipients,
                       struct error *err) MUST_USE;
bool store_tellings_since(struct tx *tx, int64_t account, instant since, int64_t *changes_out,
                          int64_t *recipients_out, struct error *err) MUST_USE;

/* Somebody has looked at what was told: the caps count anew. */
bool store_tellings_forget(struct tx *tx, int64_t account, struct error *err) MUST_USE;

/* --- outcomes: what became of messages, until their event says so ---------------------------- */

struct outcome {
    int64_t account;
    char *uid, *key, *address; /* key: of the occurrence; address: who was told or answered */
    char *status;              /* as SCHEDULE-STATUS. RFC 6638, 3.2.9 */
};
struct outcomes { /* a list */
    struct outcome *rows;
    size_t count;
};
void outcomes_free(struct outcomes *o);
OWNABLE(outcomes)
/* Replaces that of the same message before. */
bool store_outcome_save(struct tx *tx, const struct outcome *o, struct error *err) MUST_USE;
/* All of an event, which are gone then. Never NULL but for a failure. */
struct outcomes *store_outcomes_take(struct tx *tx, int64_t account, const char *uid,
                                     struct error *err) MUST_USE;

/* --- decisions: why something was sent or not ------------------------------------------------- */

struct decision {
    int64_t account, id;
    const char *uid, *key, *recipient; /* borrowed, as all here; key and recipient may be NULL */
    const char *rule;                  /* a word: "declined", "past", "import", "same", "cap" */
    const char *said;                  /* one sentence */
    instant at;
};
bool store_decision_add(struct tx *tx, const struct decision *d, struct error *err) MUST_USE;
bool store_decisions(struct tx *tx, int64_t account, const char *uid,
                     bool (*each)(const struct decision *d, void *with), void *with,
                     struct error *err) MUST_USE; /* oldest first */

/* --- reminders -------------------------------------------------------------------------------- */

struct reminder { /* the next that an event owes; one row an event */
    int64_t account;
    char *uid;
    char *key;     /* occurrence */
    instant start; /* of the occurrence */
    int64_t before_s;
    instant due;
};
void reminder_free(struct reminder *r);
OWNABLE(reminder)
/* r->due INSTANT_NEVER removes the row. */
bool store_reminder_save(struct tx *tx, const struct reminder *r, struct error *err) MUST_USE;
struct reminder *store_reminder(struct tx *tx, int64_t account, const char *uid, struct error *err)
    MUST_USE; /* NULL with FAULT_NOT_FOUND */
/* Due at or before now, by due; at most `most`. reminders_out: yours, each and the array. */
bool store_reminders_due(struct tx *tx, instant now, size_t most, struct reminder ***reminders_out,
                         size_t *count_out, struct error *err) MUST_USE;
bool store_reminders_next_due(struct tx *tx, instant *due_out, struct error *err) MUST_USE;
/* The ledger: *first_out false when this recipient was reminded of exactly this before. */
bool store_reminded(struct tx *tx, const struct reminder *r, const char *recipient, bool *first_out,
                    struct error *err) MUST_USE;
/* Addresses that want no reminders (List-Unsubscribe). */
bool store_unsubscribed(struct tx *tx, const char *address, bool *is_out, struct error *err)
    MUST_USE;
bool store_unsubscribe(struct tx *tx, const char *address, bool on, struct error *err) MUST_USE;

/* --- feeds ------------------------------------------------------------------------------------ */

enum feed_scope { FEED_FULL, FEED_BUSY };
struct feed {
    int64_t account, calendar, id;
    struct digest token_hash;
    enum feed_scope scope;
    char *label;
    instant created, revoked; /* revoked INSTANT_FIRST: it serves */
    instant last_used;
};
void feed_free(struct feed *f);
OWNABLE(feed)
bool store_feed_add(struct tx *tx, const struct feed *f, int64_t *id_out, struct error *err)
    MUST_USE;
struct feed *store_feed_by_token(struct tx *tx, const struct digest *token_hash, struct error *err)
    MUST_USE; /* revoked ones too */
bool store_feed_revoke(struct tx *tx, int64_t account, int64_t id, instant at, struct error *err)
    MUST_USE;
bool store_feed_used(struct tx *tx, int64_t account, int64_t id, instant at, struct error *err)
    MUST_USE;
bool store_feeds(struct tx *tx, int64_t account, bool (*each)(const struct feed *f, void *with),
                 void *with, struct error *err) MUST_USE;

/* Secrets that belong to the installation and live beside the database, not in it: 32 bytes in
 * <store>.key, mode 0600, made at first use and read once. From any thread. */
bool store_key(struct store *s, unsigned char key_out[32], struct error *err) MUST_USE;

/* Rows by table, for /metrics. */
bool store_counts(struct tx *tx, bool (*each)(const char *what, int64_t count, void *with),
                  void *with, struct error *err) MUST_USE;

#endif
