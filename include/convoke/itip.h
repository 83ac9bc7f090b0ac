/* Who has to be told what when an event changes, and what an incoming message changes. RFC 5546
 *
 * Pure: a function from (event now, told states) to messages. One message holds one VEVENT (the
 * series, the single event, or one occurrence): that is what every receiver understands. */
#ifndef CONVOKE_ITIP_H
#define CONVOKE_ITIP_H

#include "base.h"
#include "ical.h"
#include "store.h"
#include "zone.h"

enum itip_change { /* what differs from what was told; bits */
                   ITIP_NEW = 1 << 0,
                   ITIP_WHEN = 1 << 1,   /* DTSTART, DTEND, RRULE, RDATE, EXDATE: significant */
                   ITIP_STATUS = 1 << 2, /* significant */
                   ITIP_WHAT = 1 << 3,   /* SUMMARY */
                   ITIP_WHERE = 1 << 4,  /* LOCATION, apart from our link */
                   ITIP_LINK = 1 << 5,   /* the join link */
                   ITIP_TEXT = 1 << 6,   /* DESCRIPTION, apart from our block */
                   ITIP_ORGANIZER = 1 << 7,
                   ITIP_OTHER = 1 << 8,      /* CLASS, CATEGORIES, PRIORITY, ... */
                   ITIP_REMOVED = 1 << 9,    /* the attendee is no longer invited */
                   ITIP_CANCELLED = 1 << 10, /* the occurrence, the event or the series is off */
};

struct itip_message {
    enum ical_method method; /* METHOD_REQUEST, METHOD_CANCEL, or METHOD_REPLY of itip_answers */
    const char *attendee;    /* normal address */
    char key[20];            /* "" the series or single event; else the occurrence */
    int changed;             /* enum itip_change bits */
    int64_t sequence;        /* that this message carries */
    const char *rule;        /* a constant word for explain: "new", "moved", "removed", ... */
    enum partstat answer;    /* of a REPLY */
};
struct itip_skip {        /* somebody who is not told, and why */
    const char *attendee; /* may be NULL: nobody is */
    char key[20];
    const char *rule; /* "past", "same", "agent", "organizer", "not-ours", ... */
    const char *said; /* constant sentence */
};
/* SEQUENCE that a VEVENT must have after this change: max(what came in, last told + 1) where time,
 * recurrence or status changed, otherwise what it has (never lower than told). */
struct itip_sequence {
    const struct vevent *of;
    int64_t sequence;
};
struct itip_plan {
    struct itip_message *messages;
    size_t nmessages;
    struct itip_skip *skipped;
    size_t nskipped;
    struct itip_sequence *sequences; /* only those that have to be written */
    size_t nsequences;
    /* Told states that change without a mail, as messages with method ABSENT. changed 0, key "":
     * the row is brought up to date, with the sequence and the itip_text of this very message (the
     * series after one occurrence was cancelled by EXDATE). changed ITIP_REMOVED: the row goes, for
     * what is told of the series holds for this occurrence too (all overrides when the series is
     * cancelled). See itip_goes_with. */
    struct itip_message *silent;
    size_t nsilent;
};
/* Whether a silent row of the plan changes when this message of it is told: rows of occurrences
 * with the message about their series, all that is left with the last message. */
bool itip_goes_with(const struct itip_plan *p, const struct itip_message *told,
                    const struct itip_message *silent);
void itip_plan_free(struct itip_plan *p);
OWNABLE(itip_plan)

struct itip_facts {
    const struct event *now;     /* NULL: deleted. Attendee strings of the plan are borrowed from
                                    it and from told */
    const struct tolds *told;    /* of this event, all attendees (or the one asked about) */
    const struct account *owner; /* whose event it is; its addresses are not told */
    const struct zone *floating;
    struct zones *zones; /* to read told texts */
    instant at;
    const char *only; /* NULL: all; else the plan for this attendee alone */
};
/* The rules, RFC 5546, 3.2.2 and 3.2.5. New event: REQUEST to each; time, recurrence
 * or status: REQUEST, SEQUENCE raised; title, text or link: REQUEST, SEQUENCE as it is; attendee
 * added or removed: that one alone; one occurrence moved or cancelled: that one alone; deleted:
 * CANCEL to all who were told; nothing for the past, for SCHEDULE-AGENT other than SERVER, for
 * PARTSTAT changes, and for what equals the told state. Occurrences taken out by EXDATE are CANCELs
 * of their own, unless the times of the whole series change with them or there are more than ten.
 * After the sequences are written into the event, the same call gives the same messages and no
 * sequences. A plan without messages is a plan. */
struct itip_plan *itip_diff(const struct itip_facts *f, struct error *err) MUST_USE;

/* The text told to an attendee: one VEVENT with its VTIMEZONEs in a VCALENDAR with METHOD, by the
 * rules of scheduling in mail: ATTENDEE complete for the recipient, VALARM and private properties
 * stripped, DTEND always, one DTSTAMP, SEQUENCE as given. Method ABSENT is written like REQUEST.
 * The series that an attendee is told leaves out, by EXDATE, the occurrences that are cancelled or
 * that he is not invited to. A REPLY names its one attendee with his answer. An occurrence that has
 * no override is made from the series; its key need not be an occurrence any more. Yours: free();
 * ended by NUL. FAULT_NOT_FOUND when `from` holds neither the key nor a series. RFC 5546, 3.2; RFC
 * 6047 */
struct itip_write {
    const struct event
        *from; /* of a CANCEL: what was told of the key, else of the series, or now */
    const struct itip_message *message;
    const struct account *owner;
    const struct zone *floating;
    instant at; /* DTSTAMP */
};
char *itip_text(const struct itip_write *w, size_t *len_out, struct error *err) MUST_USE;
/* What told->revision holds of such a text: equal when a receiver would see no difference. Left
 * out: SEQUENCE, stamps, METHOD, attendees and their answers, TRANSP, zones' text. */
struct digest itip_revision(const char *itip_text, size_t len);
/* The bits of enum itip_change between two told texts (event_read of them), for words in a mail.
 * told NULL: ITIP_NEW. */
int itip_changes(const struct event *told, const struct event *now);

/* The block that shows the join link in a DESCRIPTION, between marker lines of its own. `meeting`
 * writes it; texts are compared without it. Finds the first, in plain text and in iCalendar form
 * alike; one whose end was cut off ends behind its link. */
extern const char itip_block_begin[], itip_block_end[];
bool itip_block_find(struct span description, struct span *block_out);

/* --- an attendee's own copy ------------------------------------------------------------------- */

/* The copy of an event that somebody else organizes, before and after a change by its owner. */
struct itip_copy {
    const struct event *before, *now; /* before NULL: it is new; now NULL: it goes */
    const struct account *owner;
    const struct zone *floating;
    instant at;
    bool by_sequence; /* the organizer's own changes come this way too, with a higher SEQUENCE */
    bool forced;      /* what he answered before is answered again. RFC 6638, 7.2 */
};
struct itip_answer {
    struct itip_message message; /* METHOD_REPLY; attendee borrowed from the owner */
    enum partstat was;        /* what the organizer knows; NEEDS-ACTION: asked and not answered */
    const struct event *from; /* what itip_text makes it of: before or now */
};
struct itip_answers {
    struct itip_answer *rows;
    size_t count;
    const char *rule, *said; /* why an answer is not told: "past", "agent", "off"; NULL: nothing */
};
void itip_answers_free(struct itip_answers *a);
OWNABLE(itip_answers)
/* What the owner answers by this change: another PARTSTAT of his own, of the series or of one
 * occurrence (an override, or an EXDATE that is new, which declines), or all of it declined when
 * the copy goes. Occurrences that the answer to the series covers have none of their own. Nothing
 * for what is over or cancelled, nor with SCHEDULE-AGENT other than SERVER on the ORGANIZER. Never
 * NULL. RFC 6638, 3.2.2; RFC 5546, 3.2.3 */
struct itip_answers *itip_answers(const struct itip_copy *c);
/* Whether a VEVENT of the event has an ATTENDEE with an address of the account. */
bool itip_invites(const struct event *e, const struct account *who);
/* An attendee changes his PARTSTAT, TRANSP, alarms, CATEGORIES, COMMENT and private properties, and
 * leaves occurrences out. FAULT_FORBIDDEN "allowed-attendee-scheduling-object-change" for what is
 * the organizer's. Whoever is no attendee of `before` may do as he likes. RFC 6638, 3.2.2.1 */
bool itip_check_copy(const struct itip_copy *c, struct error *err) MUST_USE;
/* Whether an EXDATE of the series takes out this occurrence, which has no override. */
bool itip_leaves_out(const struct event *e, const char *key);
/* The first occurrence that is taken out so and would have begun in [from, to). false: none. */
bool itip_left_out_in(const struct event *e, const struct zone *floating, instant from, instant to,
                      struct occurrence *out);

/* --- incoming ------------------------------------------------------------------------------- */

enum itip_outcome {
    ITIP_APPLIED,   /* the splice holds the change */
    ITIP_UNCHANGED, /* known already */
    ITIP_STALE,     /* older SEQUENCE or DTSTAMP than what is known */
    ITIP_NO_FIT,    /* UID, organizer or attendee do not fit; err says which */
};
/* A REPLY sets the PARTSTAT of its attendee in the stored event (of one occurrence when it has a
 * RECURRENCE-ID: an override is made where there is none). An answer to the series is one for the
 * overrides too that have no answer of their own. A lower SEQUENCE is stale unless the reply names
 * the time that still holds: taking out one occurrence raises the SEQUENCE of a series that its
 * attendees keep under the old number. Answers to what is cancelled change nothing.
 * RFC 5546, 3.2.3 */
enum itip_outcome itip_apply_reply(const struct event *stored, const struct event *reply,
                                   const struct account *owner, const struct zone *floating,
                                   struct splice *edits, struct error *err);
/* The answer that `was` has given on the stored VEVENT is written on p's line of the new one too,
 * so that an older file does not take it back. */
void itip_keep_answer(struct splice *edits, const struct vevent *v, const struct person *p,
                      const struct vevent *before, const struct person *was);
/* A CANCEL from the organizer: STATUS:CANCELLED, or EXDATE / a cancelled override for one
 * occurrence; organizer and SEQUENCE have to fit. One that uninvites somebody else takes out his
 * ATTENDEE line. RFC 5546, 3.2.5 */
enum itip_outcome itip_apply_cancel(const struct event *stored, const struct event *cancel,
                                    const struct account *owner, const struct zone *floating,
                                    struct splice *edits, struct error *err);

/* The answers of the others, from the organizer's event into an attendee's copy of it: PARTSTATs,
 * and one answer for each occurrence that got a VEVENT of its own by being answered; the rest of
 * its answers follow when the same is done again with the copy that this gave. The owner's own
 * answers stay. RFC 6638, 3.2.6 */
void itip_share_answers(const struct event *copy, const struct event *theirs,
                        const struct account *owner, const struct zone *floating,
                        struct splice *edits);

#endif
