/* What a request's head has to be before anything else looks at it. Plain data, no I/O. */
#ifndef CONVOKE_HTTP_FRAMING_H
#define CONVOKE_HTTP_FRAMING_H

#include "convoke/base.h"

struct http_field {
    struct span name, value;
};
struct http_head {
    struct span method, target, version; /* "GET", "/", "HTTP/1.1" */
    const struct http_field *fields;
    size_t nfields;
};

/* FAULT_INVALID for what lets two programs disagree on where a request ends or for whom it is: two
 * lengths, a length and chunked, another transfer coding, two Hosts or none, a field name that is
 * no token, a control byte in a value. RFC 9112, 3.2 and 6; RFC 9110, 5.5 and 8.6 */
bool http_head_check(const struct http_head *h, struct error *err) MUST_USE;

/* Do these spans account for every byte of the head? libmicrohttpd reads in place and puts a NUL
 * where a part ends, so a byte between two parts that is no line end, colon or blank was lost: a
 * NUL that was sent (it ends what C sees of a name, a value or the whole head), or a folded line
 * (0.9.75 takes "Content-Length:<CR><LF> 5" for a field "Content-Length5"). */
bool http_head_is_whole(struct span head, const struct http_head *h);

/* The path of a request target (origin or absolute form), decoded, without the query. Yours:
 * free(). FAULT_INVALID for a control byte, written or encoded, and for a broken %. RFC 9112, 3.2
 */
char *http_target_path(struct span target, struct error *err) MUST_USE;

/* The three forms of a date. RFC 9110, 5.6.7 */
bool http_date_parse(struct span s, instant *out);
/* Does an Accept-Encoding allow gzip? RFC 9110, 12.5.3 */
bool http_encoding_allowed(struct span accept_encoding);

#endif
