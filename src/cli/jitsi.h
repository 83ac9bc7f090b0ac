/* What the commands about the video server share. */
#ifndef CONVOKE_CLI_JITSI_H
#define CONVOKE_CLI_JITSI_H

#include "convoke/meeting.h"
#include "internal.h"

enum setup {
    SETUP_PUBLIC, /* meet.jit.si: somebody else's, no tokens of ours */
    SETUP_OPEN,   /* a server of one's own that lets in everybody */
    SETUP_SECRET, /* one that checks tokens by a shared secret */
    SETUP_KEYS,   /* one that checks them by keys which it asks us for */
    SETUP_JAAS,
};
enum setup setup_of(const struct config *c);
const char *setup_said(enum setup s); /* a sentence without its full stop */
/* Prints what has to stand in the video server's configuration. */
void settings_print(const struct config *c, bool with_secret);

/* By which XMPP domain its web client calls a server: what its config.js says, else its host.
 * Yours: free(). */
char *bosh_domain(const struct config *c);
/* Opens a BOSH session with a token (NULL: without) for a room, signs in as the client does, and
 * closes it. FAULT_UNAVAILABLE: there is no BOSH; FAULT_REFUSED: with the server's words. XEP-0124,
 * XEP-0206; SASL ANONYMOUS: RFC 4505 */
bool bosh_sign_in(const struct config *c, const char *xmpp_domain, const char *room,
                  const char *token, struct error *err) MUST_USE;

#endif
