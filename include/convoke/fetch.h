/* What is fetched or pushed over libcurl, within bounds: now mail submission over implicit TLS. */
#ifndef CONVOKE_FETCH_H
#define CONVOKE_FETCH_H

#include "base.h"

struct smtps;
struct smtps_settings {
    const char *url; /* smtps://host:465 */
    const char *username, *password, *ca_file;
    int64_t timeout_s;
};
/* One kept connection; not to be used by two threads at once. */
struct smtps *smtps_new(const struct smtps_settings *s, struct error *err) MUST_USE;
void smtps_free(struct smtps *s);
OWNABLE(smtps)
/* One recipient, one message with CRLF line ends. FAULT_REFUSED: 5xx; FAULT_UNAVAILABLE: 4xx or no
 * connection; the sentence holds the server's words. RFC 5321 */
bool smtps_send(struct smtps *s, const char *sender, const char *recipient, struct span message,
                char answer_out[200], struct error *err) MUST_USE;

#endif
