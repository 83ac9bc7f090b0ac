/* Where a COPY or a MOVE leads: RFC 4918, 10.3 */
#include "internal.h"

/* "host" or "host:port" of an address; empty for a path alone. is_web: its scheme is one of ours.
 */
static struct span authority_of(struct span address, bool *is_web_out)
{
    bool is_tls = span_starts_nocase(address, "https://");
    bool is_plain = span_starts_nocase(address, "http://");
    struct span rest;
    *is_web_out = is_tls || is_plain;
    if (!*is_web_out)
        return SPAN("");
    size_t scheme = is_tls ? 8 : 7;
    return span_cut(span_make(address.at + scheme, address.len - scheme), '/', &rest);
}

static bool ends(struct span s, struct span end)
{
    return s.len > end.len && span_equal(span_make(s.at + s.len - end.len, end.len), end);
}

/* The port that a scheme has anyhow says nothing. */
static struct span without_port(struct span authority)
{
    size_t port = ends(authority, SPAN(":80")) ? 3 : ends(authority, SPAN(":443")) ? 4 : 0;
    return span_make(authority.at, authority.len - port);
}

static bool is_same(struct span authority, struct span other)
{
    return other.len > 0 && span_equal_nocase(without_port(authority), without_port(other));
}

/* By one of the names that this request knows of us: a proxy may have put another one into Host. */
static bool is_ours(const struct ask *a, struct span authority)
{
    bool is_web;
    struct span rest;
    struct span forwarded = span_of(http_header(a->http, "X-Forwarded-Host"));
    struct span public = span_of(a->dav->pipeline->config->server.public_url);
    return is_same(authority, span_trim(span_of(http_header(a->http, "Host")))) ||
           is_same(authority, span_trim(span_cut(forwarded, ',', &rest))) ||
           is_same(authority, authority_of(public, &is_web));
}

static bool check_server(const struct ask *a, struct span said, struct error *err)
{
    bool is_web;
    struct span authority = authority_of(said, &is_web);
    if (span_starts(said, "/") || (is_web && is_ours(a, authority)))
        return true;
    if (!is_web && !span_has(said, SPAN("://")))
        return fail(err, FAULT_INVALID, NULL,
                    "A Destination is a whole address, or begins with a slash.");
    return fail(err, FAULT_REFUSED, NULL,
                "The Destination is at another server than this one; if that is its name, set "
                "public_url.");
}

bool destination_find(struct ask *a, struct destination *to, struct error *err)
{
    struct path path;
    struct span said = span_trim(span_of(http_header(a->http, "Destination")));
    struct span overwrite = span_trim(span_of(http_header(a->http, "Overwrite")));
    to->overwrite = !span_is_nocase(overwrite, "F");
    if (overwrite.len > 0 && to->overwrite && !span_is_nocase(overwrite, "T"))
        return fail(err, FAULT_INVALID, NULL, "Overwrite is T or F.");
    if (said.len == 0)
        return fail(err, FAULT_INVALID, NULL, "COPY and MOVE need a Destination.");
    TRY(check_server(a, said, err));
    TRY(path_read(said, &path, err));
    bool is_one = path.place == a->at.path.place;
    bool ok = is_one && resource_find(a, &path, &to->at, err);
    path_clear(&path);
    return ok || (is_one ? false
                         : fail(err, FAULT_FORBIDDEN, "calendar-collection-location-ok",
                                "Objects go into calendars alone, and calendars into homes."));
}
