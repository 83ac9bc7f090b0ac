/* What the files of change share: one change on its way through the pipeline. */
#ifndef CONVOKE_CHANGE_INTERNAL_H
#define CONVOKE_CHANGE_INTERNAL_H

#include "convoke/change.h"
#include "convoke/itip.h"
#include "convoke/meeting.h"
#include "convoke/remind.h"

/* What neighbouring changes of one submission share: they are mostly one person's, in one calendar.
 */
struct desk {
    struct account *owner;
    const struct zone *floating;
    struct calendar *calendar;
};
void desk_clear(struct desk *d);

struct work {
    const struct pipeline *p;
    struct change *c;
    struct desk *desk;
    instant at;

    /* read: before the writer is asked */
    struct event *came; /* as it came in, an item; NULL when the change has no text */

    /* loaded: inside the transaction */
    const struct account *owner;     /* on the desk */
    const struct calendar *calendar; /* on the desk */
    struct object *old;              /* NULL: it is new */
    struct event *before;            /* of old */
    struct meeting *had;
    struct tolds *told;
    const struct zone *floating;

    /* decided */
    const struct event *now; /* as it is to be; NULL: deleted */
    struct event *made;      /* owns now, when it is not what came in */
    struct digest hash;      /* of now's text */
    struct meeting *meeting;
    struct itip_plan *plan;
    struct reminder reminder;
    bool reply_forced; /* the organizer hears again what is answered. RFC 6638, 7.2 */
};
void work_clear(struct work *w);

/* Changes on their way: read before the writer is asked, so that others write meanwhile. The
 * changes stay the caller's and outlive it. */
struct submission;
struct submission *submission_read(const struct pipeline *p, struct change *changes, size_t count);
bool submission_write(struct submission *s); /* as change_submit; once, on any one thread */
void submission_free(struct submission *s);
OWNABLE(submission)

bool work_read(struct work *w, struct error *err) MUST_USE;
bool work_load(struct work *w, struct tx *tx, struct error *err) MUST_USE;
/* Whether who asks may write in a calendar now, which a moment ago he might. */
bool work_check_share(const struct work *w, struct tx *tx, const struct calendar *c,
                      struct error *err) MUST_USE;
/* The rest of the pipeline, in order. */
bool work_apply(struct work *w, struct tx *tx, struct error *err) MUST_USE;

/* The text of w->now with edits becomes w->now, read again. An empty splice changes nothing. */
bool work_edit(struct work *w, struct splice *edits, struct error *err) MUST_USE;

/* Incoming REPLY and CANCEL: makes w->now of what is stored. *go_on_out false: outcome is set. */
bool work_incoming(struct work *w, bool *go_on_out, struct error *err) MUST_USE;
/* A REQUEST of somebody else that is older than the copy: *go_on_out false, outcome CHANGE_STALE.
 */
bool work_check_age(struct work *w, bool *go_on_out) MUST_USE;
/* Edits that stand before everything else: METHOD out, the owner as organizer, answers kept. */
bool work_prepare(struct work *w, struct error *err) MUST_USE;
/* The component of e for the same occurrence, or the series; NULL: it has none. */
const struct vevent *vevent_in(const struct event *e, const struct vevent *v);
/* Start, length and rules of two VEVENTs. */
bool vevent_same_time(const struct vevent *a, const struct vevent *b, const struct zone *floating);
/* Whoever goes by the schedule tag has not seen the answers that came since: they stay. RFC 6638,
 * 3.2.10 */
bool work_merge_answers(struct work *w, struct error *err) MUST_USE;
/* SCHEDULE-STATUS is ours to say: what is stored stays, what comes in is not believed. RFC 6638,
 * 3.2.9 */
bool work_keep_statuses(struct work *w, struct error *err) MUST_USE;
/* Of w->now, which is about to be stored: the etag of the last text that somebody wrote, so that it
 * outlives answers and statuses. NULL: no scheduling object. Yours: free(). RFC 6638, 3.2.10 */
char *work_schedule_tag(const struct work *w);
/* Who is asked by w->plan for another time is shown as not having answered. RFC 6638, 3.2.8 */
void work_ask_anew(const struct work *w, struct splice *edits);
/* Local delivery: the occurrence or series that was told is joined with the stored copy. */
bool work_merge_delivery(struct work *w, bool *go_on_out, struct error *err) MUST_USE;

/* Telling by one change. */
struct tell {
    struct work *w;
    struct tx *tx;
    size_t recipients; /* told anew: rows that were not waiting already */
    const char *last;  /* to count a recipient of several messages once */
};
/* A meeting that has got its room: a parcel with the organizer's own link. */
bool tell_host(struct tell *t, struct error *err) MUST_USE;
/* Beyond the caps the parcels stay, but nothing leaves until somebody has looked. */
bool tell_check_caps(struct tell *t, struct error *err) MUST_USE;
/* Why somebody is told or not; key and recipient may be NULL. */
bool tell_decide(struct tell *t, const char *key, const char *recipient, const char *rule,
                 const char *said, struct error *err) MUST_USE;

/* Whoever organizes a meeting goes on to do so. RFC 6638, 3.2.4.3 */
bool work_check_organizer(const struct work *w, struct error *err) MUST_USE;
/* An attendee's own copy: what he must not change is refused, and SEQUENCE stays the organizer's.
 */
bool work_keep_copy(struct work *w, struct tx *tx, struct error *err) MUST_USE;
/* Parcels of what he answers by the change. */
bool work_answer(struct work *w, struct tx *tx, struct error *err) MUST_USE;

/* Parcels, caps and decisions of w->plan. */
bool work_tell(struct work *w, struct tx *tx, struct error *err) MUST_USE;
/* A change that tells nobody says so where somebody would have been told. */
bool work_tell_nobody(struct work *w, struct tx *tx, struct error *err) MUST_USE;
/* What was left out because it is older than what is known is said where one asks for reasons. */
bool work_note_stale(struct work *w, struct tx *tx, struct error *err) MUST_USE;
bool work_save(struct work *w, struct tx *tx, struct error *err) MUST_USE;
/* A parcel for the service that makes the room, where it has to hear of the change. */
bool work_order_room(struct work *w, struct tx *tx, struct error *err) MUST_USE;
/* All of CHANGE_MOVE, with its outcome. */
bool work_move(struct work *w, struct tx *tx, struct error *err) MUST_USE;
/* SCHEDULE-FORCE-SEND is obeyed and taken out: who is named knows nothing any more. RFC 6638, 7.2
 */
bool work_force(struct work *w, struct tx *tx, struct error *err) MUST_USE;
bool work_load_told(struct work *w, struct tx *tx, struct error *err) MUST_USE;
/* Parcels for the copies here of an event whose attendee has answered. RFC 6638, 3.2.6 */
bool work_share_answers(const struct work *w, struct tx *tx, struct error *err) MUST_USE;
/* CHANGE_SHARE: the others' answers in this copy; go_on_out false when it has them. */
bool work_take_answers(struct work *w, bool *go_on_out, struct error *err) MUST_USE;
/* A delivery that changed something stays as a message in the inbox. RFC 6638, 4 */
bool work_leave_message(struct work *w, struct tx *tx, struct error *err) MUST_USE;

enum component component_of(const struct event *e);

struct ical_limits limits_of(const struct config *c);
void remind_facts_of(struct remind_facts *f, const struct pipeline *p, const struct event *e,
                     const struct zone *floating);

/* "local:<account> <address>": a recipient and told state of local delivery. NULL: it is none. */
const char *local_address(const char *recipient);
int64_t local_account(const char *recipient);
/* Told states of both ways, by address: where somebody has both, the mailed one counts. */
void tolds_by_address(struct tolds *t);

#endif
