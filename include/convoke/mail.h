/* Mail: composing and submitting (libesmtp, libcurl, Maildir, sendmail). RFC 5322, 6047 */
#ifndef CONVOKE_MAIL_H
#define CONVOKE_MAIL_H

#include "base.h"
#include "ical.h"
#include "outbox.h"
#include "store.h"
#include "zone.h"

/* Once per process, before threads: GMime and libesmtp. */
void mail_start(void);

enum mail_kind {
    MAIL_INVITATION,
    MAIL_UPDATE,
    MAIL_CANCELLATION,
    MAIL_REMINDER,
    MAIL_REPLY,
    MAIL_NOTICE,
    MAIL_HOST, /* to the organizer: his meeting has its room */
};
enum letter_answer { ANSWER_ACCEPT, ANSWER_TENTATIVE, ANSWER_DECLINE, ANSWERS };

/* Everything that a mail says. Pure input of mail_compose; all borrowed. */
struct letter {
    enum mail_kind kind;
    const struct config *config;
    const char *to_address, *to_name;
    const char *organizer_address, *organizer_name; /* Reply-To and display name */
    const struct person *guest;  /* MAIL_REPLY: who answers what, Reply-To and display name; NULL */
    const struct event *event;   /* as it is told: one VEVENT */
    const struct event *before;  /* as it was told before; NULL */
    int changed;                 /* enum itip_change bits against before */
    const struct zone *zone;     /* of the recipient; NULL: the event's own */
    const struct zone *floating; /* of floating times and dates */
    const char *link;            /* to click; NULL: none */
    bool is_personal;            /* link enters as the recipient */
    bool is_of_knocks;           /* and leads first to who waits to be let in */
    const char *answers[ANSWERS]; /* links that answer as the recipient; NULL: none */
    struct span calendar;         /* the text/calendar body; empty: none (reminder, notice) */
    const char *method;           /* "REQUEST"; NULL without calendar */
    const struct occurrence *occurrence; /* a reminder's */
    const char *message_id;              /* with <> */
    const char *thread_id;               /* of the first mail to this recipient; NULL: this is it */
    const char *unsubscribe;             /* mailto: URI of List-Unsubscribe; NULL: none */
    const char *one_click;               /* https URI of the same, RFC 8058; NULL: none */
    instant date;
    const char *subject, *body; /* a notice's own words */
};
/* The whole message with CRLF line ends; yours: free(). */
char *mail_compose(const struct letter *l, size_t *len_out, struct error *err) MUST_USE;
/* "Tue 3 March 2026, 10:00 – 11:00 CET (Europe/Berlin)": used by mails and the command line. */
void mail_add_when(struct text *t, const struct vevent *v, const struct occurrence *o,
                   const struct zone *zone, const struct zone *floating);

/* The link by which an address ends its reminders: URL/u/ADDRESS/MAC, with the key of store_key.
 * NULL where public_url is not https; yours: free(). RFC 8058, 3.1 */
char *unsubscribe_link(const struct config *c, const unsigned char key[32], const char *address);
/* The address whose link this is, from what stands behind /u/; NULL: nobody's. Yours: free(). */
char *unsubscribe_whose(const unsigned char key[32], struct span path);

/* An address that can stand in an envelope and a header: no controls, no blanks, one @, UTF-8.
 * RFC 5321, 4.1.2 */
bool mail_address_ok(const char *address);
/* "Name <address>" or an address, taken apart; false when there is none. Yours: free(). */
bool mail_mailbox(const char *mailbox, char **name_out, char **address_out);

/* The carrier that mail.transport names; settings borrow c. FAULT_CONFIG. */
bool mail_carrier(const struct config *c, struct carrier *carrier_out, struct error *err) MUST_USE;
/* Whether the transport can be reached: connects, greets, authenticates, sends nothing. */
bool mail_reach(const struct config *c, struct error *err) MUST_USE;

/* The kinds of parcels that are mails: "itip", "reply", "reminder", "notice", "host", "link",
 * "knock". with: struct pipeline. What an attendee is to be told comes from telling_open of
 * change.h, told states are written by its telling_note, so that mail and local delivery cannot
 * differ. */
enum composed mail_compose_itip(void *pipeline, struct tx *tx, struct parcel *p, struct error *err);
enum composed mail_compose_reply(void *pipeline, struct tx *tx, struct parcel *p,
                                 struct error *err);
enum composed mail_compose_reminder(void *pipeline, struct tx *tx, struct parcel *p,
                                    struct error *err);
enum composed mail_compose_link(void *pipeline, struct tx *tx, struct parcel *p, struct error *err);
enum composed mail_compose_knock(void *pipeline, struct tx *tx, struct parcel *p,
                                 struct error *err);
enum composed mail_compose_notice(void *pipeline, struct tx *tx, struct parcel *p,
                                  struct error *err);
enum composed mail_compose_host(void *pipeline, struct tx *tx, struct parcel *p, struct error *err);

#endif
