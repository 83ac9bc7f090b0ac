/* What is fetched or pushed over libcurl, within bounds: mail submission over implicit TLS,
 * requests to services over HTTP, and whether a page is there. */
#ifndef CONVOKE_FETCH_H
#define CONVOKE_FETCH_H

#include "base.h"

/* Once per process, before threads. */
void fetch_start(void);

/* Whether http(s)://... answers within timeout_s to a HEAD with a status below 400; redirects count
 * as answers. FAULT_UNAVAILABLE says what came instead. RFC 9110, 9.3.2 */
bool fetch_reach(const char *url, int64_t timeout_s, struct error *err) MUST_USE;

struct fetch_request {      /* all of it borrowed */
    const char *method;     /* GET, POST, ... */
    const char *url;        /* https://, or http:// on this machine */
    const char *headers[4]; /* "Name: value" */
    size_t nheaders;
    struct span body; /* at NULL: none */
    int64_t timeout_s;
    size_t most_bytes; /* of the answer's body */
};
struct fetch_answer { /* fetch_answer_clear */
    int status;
    char *body; /* ended by NUL */
    size_t body_len;
    char *retry_after; /* as it was said; NULL: it was not. RFC 9110, 10.2.3 */
};
/* Asks and takes the answer, whatever its status; follows no redirect, uses no proxy, TLS 1.2 or
 * newer with the certificate checked. FAULT_UNAVAILABLE: there was no whole answer in time;
 * FAULT_TOO_LARGE; FAULT_CONFIG for another kind of URL. The sentence names the host alone. */
bool fetch_exchange(const struct fetch_request *q, struct fetch_answer *out, struct error *err)
    MUST_USE;
void fetch_answer_clear(struct fetch_answer *a);

struct smtps;
struct smtps_settings { /* borrowed: outlives the smtps made with it */
    const char *url;    /* smtps://host:465; smtp://host:587 for smtps_reach */
    const char *username, *password, *ca_file;
    int64_t timeout_s; /* of connecting and of each answer */
    bool require_tls;  /* of smtp://: STARTTLS has to be offered; it is used whenever it is */
};
/* One kept connection, made at the first message; not to be used by two threads at once. TLS 1.2
 * or newer, certificate and name checked. FAULT_CONFIG for another scheme or a broken URL. */
struct smtps *smtps_new(const struct smtps_settings *s, struct error *err) MUST_USE;
void smtps_free(struct smtps *s);
OWNABLE(smtps)
/* One recipient, one message with CRLF line ends. FAULT_REFUSED: 5xx to sender, recipient or
 * message; FAULT_UNAVAILABLE: 4xx, or with the rule "connection" everything that concerns the
 * session and not this message (no connection, TLS, sign-in). The sentence holds the server's
 * words, never the password; answer_out (once accepted) too. RFC 5321 */
bool smtps_send(struct smtps *s, const char *sender, const char *recipient, struct span message,
                char answer_out[200], struct error *err) MUST_USE;
/* Connects, greets, starts TLS, signs in, and quits; sends nothing. */
bool smtps_reach(const struct smtps_settings *s, struct error *err) MUST_USE;

#endif
