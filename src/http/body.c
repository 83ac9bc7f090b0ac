#include "internal.h"

#define SMALL_BODY  65536       /* these are held in any case */
#define MOST_BODIES (128 << 20) /* of all the others at once, whoever sends them */

bool body_hold(struct http_request *r, uint64_t bytes)
{
    if (bytes <= SMALL_BODY || bytes <= r->held)
        return true;
    uint64_t more = bytes - r->held;
    if (atomic_fetch_add(&r->server->bodies, more) + more > MOST_BODIES) {
        atomic_fetch_sub(&r->server->bodies, more);
        return false;
    }
    r->held = bytes;
    return true;
}

static bool has_room(struct http_request *r, size_t bytes)
{
    size_t len = text_len(r->body);
    if (bytes > r->route->most_body - len)
        r->is_too_large = true;
    else if (!body_hold(r, len + bytes))
        r->has_no_room = true;
    return !r->is_too_large && !r->has_no_room;
}

/* A chunked body does not say how long it is: what goes beyond the limit is thrown away up to twice
 * the limit, so that the refusal can be read; then the connection is cut. */
bool body_add(struct http_request *r, const char *data, size_t bytes)
{
    if (!r->body)
        r->body = text_new();
    if (!r->is_too_large && !r->has_no_room && has_room(r, bytes)) {
        text_add(r->body, span_make(data, bytes));
        return true;
    }
    r->drained += bytes;
    return r->drained <= r->route->most_body + 65536;
}

void body_free(struct http_request *r)
{
    atomic_fetch_sub(&r->server->bodies, r->held);
    text_free(r->body);
}
