/* One libesmtp session as its callbacks see it: shared by smtp.c, smtp_watch.c and smtp_tls.c. */
#ifndef MAIL_SMTP_SESSION_H
#define MAIL_SMTP_SESSION_H

#include "internal.h"

#include <openssl/ssl.h>

struct watch {
    int port;     /* of the server */
    bool *trusts; /* whether the context knows the system's certificates; NULL: it needs none */
    /* the reply that is being read */
    char line[256];
    size_t line_len;
    bool replied;    /* the reply to what was written last is complete */
    bool early;      /* clear text came that nobody had asked for */
    bool signing_in; /* the last command was AUTH */
    /* TLS */
    int socket;
    bool begun, secure, held_back;
    /* what to tell */
    bool auth_refused, no_tls, injected;
    char refused[200];     /* the last reply of 400 and above */
    char auth_answer[200]; /* the reply that refused the sign-in */
    char certificate[120]; /* what is wrong with it */
};

/* What goes over the wire, in libesmtp's monitor callback. Passwords pass here: nothing but
 * replies is kept. */
void watch_wire(const char *bytes, int len, int writing, void *watch);

/* Tells the sockets that lead to this port to send what they are given at once. */
void sockets_send_at_once(int port);

/* A context for this host: TLS 1.2 at least, chain and name checked against mail.ca_file, or else
 * the system's certificates, which a session's watch has to ask for. FAULT_CONFIG: ca_file. */
SSL_CTX *tls_context(const struct config *c, const char *host, struct error *err);
/* The session that the context is used for from now on. */
void tls_watch(SSL_CTX *tls, struct watch *w);
/* Just before a write: see smtp_tls.c. */
void tls_before_write(struct watch *w);

#endif
