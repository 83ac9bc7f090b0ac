/* What the files of mail share. */
#ifndef MAIL_INTERNAL_H
#define MAIL_INTERNAL_H

#include "convoke/mail.h"

/* --- transports ------------------------------------------------------------------------------ */

/* mail.transport taken apart. Yours: transport_clear. */
struct transport {
    const struct transport_kind *kind;
    char *host, *port; /* of a server */
    char *path;        /* of a Maildir or a program */
};
struct transport_kind {
    const char *scheme, *default_port; /* default_port NULL: a path follows */
    struct carrier carrier;            /* its settings are the configuration */
    bool (*reach)(const struct config *c, const struct transport *t, struct error *err);
};
/* FAULT_CONFIG when it names none. */
bool transport_read(const char *url, struct transport *t_out, struct error *err);
void transport_clear(struct transport *t);
/* A password goes over TLS, or to this machine. */
bool transport_needs_tls(const struct config *c, const struct transport *t);

void *smtp_open(const void *settings, struct error *err);
void smtp_close(void *state);
void smtp_deliver(void *state, struct parcel *const *parcels, size_t count,
                  struct delivery_result *results_out);
bool smtp_reach(const struct config *c, const struct transport *t, struct error *err);

void *smtps_carrier_open(const void *settings, struct error *err);
void smtps_carrier_close(void *state);
void smtps_carrier_deliver(void *state, struct parcel *const *parcels, size_t count,
                           struct delivery_result *results_out);

void *maildir_open(const void *settings, struct error *err);
void maildir_close(void *state);
void maildir_deliver(void *state, struct parcel *const *parcels, size_t count,
                     struct delivery_result *results_out);
bool maildir_reach(const struct config *c, const struct transport *t, struct error *err);

void *sendmail_open(const void *settings, struct error *err);
void sendmail_close(void *state);
void sendmail_deliver(void *state, struct parcel *const *parcels, size_t count,
                      struct delivery_result *results_out);
bool sendmail_reach(const struct config *c, const struct transport *t, struct error *err);

/* The answer as one line of at most 199 bytes. */
void delivery_say(struct delivery_result *r, enum delivery how, const char *format, ...)
    PRINTF(3, 4);
/* Whether the envelope is sound; if not, r says so. */
bool delivery_can_go(const struct parcel *p, struct delivery_result *r);
/* The message with LF line ends, as files and local programs have it. */
void text_add_unix_lines(struct text *t, struct span message);

/* --- words ----------------------------------------------------------------------------------- */

/* "Tue 3 Mar 2026 10:00 CET" */
void when_add_short(struct text *t, const struct vevent *v, const struct occurrence *o,
                    const struct zone *zone, const struct zone *floating);
/* The leaf of a calendar. */
struct when_tile {
    const char *month, *weekday;
    int day;
};
struct when_tile when_tile(const struct vevent *v, const struct occurrence *o,
                           const struct zone *zone, const struct zone *floating);

#endif
