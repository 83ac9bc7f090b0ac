/* GnuTLS's side of a certificate, for certificate.c and the server that shows it. */
#ifndef CONVOKE_HTTP_CERTIFICATE_H
#define CONVOKE_HTTP_CERTIFICATE_H

#include "internal.h"

#include <gnutls/abstract.h>

/* What is spoken: TLS 1.2 and 1.3, keys that are agreed on anew for each connection, and ciphers
 * that authenticate what they hide. RFC 9325, 3.1.1 and 4.2 */
#define TLS_SPOKEN                                                                       \
    "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-RSA:-DHE-RSA:-CIPHER-ALL:+AES-256-GCM:" \
    "+CHACHA20-POLY1305:+AES-128-GCM:%SERVER_PRECEDENCE"

/* GnuTLS asks at each handshake: the certificate that the server of this session shows now. */
int certificate_shown(gnutls_session_t session, const gnutls_datum_t *issuers, int nissuers,
                      const gnutls_pk_algorithm_t *algorithms, int nalgorithms,
                      gnutls_pcert_st **chain_out, unsigned *count_out, gnutls_privkey_t *key_out);

/* A server's certificates: the one that is shown, and those before it, which handshakes may still
 * hold. Given back together at the end. */
void certificate_replace(struct http_server *s, struct certificate *c); /* takes c */
void certificates_free(struct http_server *s);

#endif
