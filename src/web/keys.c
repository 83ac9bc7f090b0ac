/* GET /jitsi/asap/<sha256 of a kid>.pem and /jitsi/jwks.json: by which a video server checks tokens
 * that are signed by RS256. */
#include "internal.h"

/* Below the time that a new key rests before it signs. */
#define MAX_AGE "public, max-age=300"

void serve_asap(struct http_request *r, void *with)
{
    struct web *w = with;
    OWN_CHARS pem = keyring_pem(w->keys, span_of(http_rest(r)));
    http_answer_header(r, "Cache-Control", pem ? MAX_AGE : "no-store");
    if (pem)
        http_answer(r, 200, "application/x-pem-file", span_of(pem));
    else
        http_answer(r, 404, "text/plain; charset=utf-8", SPAN("There is no such key.\n"));
}

void serve_jwks(struct http_request *r, void *with)
{
    struct web *w = with;
    OWN_CHARS keys = keyring_jwks(w->keys);
    http_answer_header(r, "Cache-Control", MAX_AGE);
    http_answer(r, 200, "application/json", span_of(keys));
}
