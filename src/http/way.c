/* The way a request came: from where, and whether somebody could listen. */
#include "internal.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

static bool address_is_loopback(const struct sockaddr *at)
{
    if (at->sa_family == AF_UNIX)
        return true;
    if (at->sa_family == AF_INET) {
        const struct sockaddr_in *v4 = (const void *)at;
        return ntohl(v4->sin_addr.s_addr) >> 24 == 127;
    }
    const struct sockaddr_in6 *v6 = (const void *)at;
    const struct in6_addr *a = &v6->sin6_addr;
    return at->sa_family == AF_INET6 &&
           (IN6_IS_ADDR_LOOPBACK(a) || (IN6_IS_ADDR_V4MAPPED(a) && a->s6_addr[12] == 127));
}

static const struct sockaddr *peer_address(const struct http_request *r)
{
    return MHD_get_connection_info(r->peer, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr;
}

/* Into 16 bytes, IPv4 as ::ffff:a.b.c.d; NULL: a unix socket. */
static const unsigned char *address_bytes(const struct sockaddr *at, unsigned char *into)
{
    if (at->sa_family == AF_INET6) {
        memcpy(into, &((const struct sockaddr_in6 *)(const void *)at)->sin6_addr, 16);
        return into;
    }
    if (at->sa_family != AF_INET)
        return NULL;
    memset(into, 0, 10);
    memset(into + 10, 0xff, 2);
    memcpy(into + 12, &((const struct sockaddr_in *)(const void *)at)->sin_addr, 4);
    return into;
}

static bool peer_is_trusted(const struct http_request *r)
{
    unsigned char room[16];
    const unsigned char *address = address_bytes(peer_address(r), room);
    for (size_t i = 0; i < r->server->ntrusted; i++)
        if (network_has(&r->server->trusted[i], address))
            return true;
    return false;
}

/* What it says of who asks through it counts. */
static bool peer_is_proxy(const struct http_request *r)
{
    return address_is_loopback(peer_address(r)) || peer_is_trusted(r);
}

/* --- what proxies say ------------------------------------------------------------------------- */

struct said {
    const char *name, *last;
    size_t count;
};

static enum MHD_Result said_add(void *with, enum MHD_ValueKind kind, const char *name,
                                const char *value)
{
    struct said *s = with;
    (void)kind;
    if (strcasecmp(name, s->name) == 0) {
        s->last = value;
        s->count++;
    }
    return MHD_YES;
}

/* Some proxies add a line of their own behind what the client has sent: the last one is theirs. */
static struct said said_of(const struct http_request *r, const char *name)
{
    struct said s = {.name = name};
    (void)MHD_get_connection_values(r->peer, MHD_HEADER_KIND, said_add, &s);
    return s;
}

static struct span last_of(const char *list)
{
    const char *comma = list ? strrchr(list, ',') : NULL;
    return span_trim(span_of(comma ? comma + 1 : list));
}

bool http_is_loopback(const struct http_request *r)
{
    static const char *const of_proxies[] = {"X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"};
    for (size_t i = 0; i < LENGTH(of_proxies); i++)
        if (http_header(r, of_proxies[i]))
            return false;
    return address_is_loopback(peer_address(r));
}

/* The last element speaks of the hop to the proxy that is asked. RFC 7239, 4 */
static bool forwarded_is_https(const char *forwarded)
{
    struct span pairs = last_of(forwarded);
    while (pairs.len > 0) {
        struct span value, name = span_cut(span_cut(pairs, ';', &pairs), '=', &value);
        value = span_trim(value);
        if (span_is_nocase(span_trim(name), "proto"))
            return span_is_nocase(value, "https") || span_is_nocase(value, "\"https\"");
    }
    return false;
}

bool http_is_tls(const struct http_request *r)
{
    return MHD_get_connection_info(r->peer, MHD_CONNECTION_INFO_PROTOCOL) != NULL;
}

bool http_is_https(const struct http_request *r)
{
    if (http_is_tls(r))
        return true;
    struct said proto = said_of(r, "X-Forwarded-Proto");
    bool says_https = proto.last ? span_is_nocase(last_of(proto.last), "https")
                                 : forwarded_is_https(said_of(r, "Forwarded").last);
    return says_https && peer_is_proxy(r);
}

bool http_is_secret(const struct http_request *r)
{
    return http_is_loopback(r) || http_is_https(r);
}

static void add_address(struct text *t, const struct sockaddr *at)
{
    char name[INET6_ADDRSTRLEN] = "local";
    if (at->sa_family == AF_INET)
        inet_ntop(AF_INET, &((const struct sockaddr_in *)(const void *)at)->sin_addr, name,
                  sizeof name);
    if (at->sa_family == AF_INET6)
        inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)(const void *)at)->sin6_addr, name,
                  sizeof name);
    text_add_str(t, name);
}

void http_add_client(const struct http_request *r, struct text *t)
{
    struct span last = last_of(said_of(r, "X-Forwarded-For").last);
    if (last.len > 0 && peer_is_proxy(r))
        text_add(t, last);
    else
        add_address(t, peer_address(r));
}

bool request_user(const struct http_request *r, struct span *user_out, struct error *err)
{
    *user_out = SPAN("");
    if (!r->server->user_header || !peer_is_trusted(r))
        return true;
    struct said user = said_of(r, r->server->user_header);
    if (user.count > 1 || (user.last && strchr(user.last, ',')))
        return fail(err, FAULT_INVALID, NULL,
                    "The proxy names several users in %s; it has to name one.",
                    r->server->user_header);
    *user_out = span_trim(span_of(user.last));
    return true;
}
