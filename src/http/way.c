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

static bool network_is_trusted(const struct http_request *r, const unsigned char *address)
{
    for (size_t i = 0; i < r->server->ntrusted; i++)
        if (network_has(&r->server->trusted[i], address))
            return true;
    return false;
}

static bool peer_is_trusted(const struct http_request *r)
{
    unsigned char room[16];
    return network_is_trusted(r, address_bytes(peer_address(r), room));
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

/* Of an element of Forwarded; without its quotes. RFC 7239, 4 */
static struct span pair_of(struct span pairs, const char *wanted)
{
    while (pairs.len > 0) {
        struct span value, name = span_cut(span_cut(pairs, ';', &pairs), '=', &value);
        value = span_trim(value);
        bool is_quoted = value.len > 1 && value.at[0] == '"' && value.at[value.len - 1] == '"';
        if (span_is_nocase(span_trim(name), wanted))
            return is_quoted ? span_make(value.at + 1, value.len - 2) : value;
    }
    return SPAN("");
}

/* The last element speaks of the hop to the proxy that is asked. RFC 7239, 4 */
static bool forwarded_is_https(const char *forwarded)
{
    return span_is_nocase(pair_of(last_of(forwarded), "proto"), "https");
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

/* --- who asks -------------------------------------------------------------------------------- */

static bool address_is_v4(const unsigned char address[16])
{
    static const unsigned char mapped[12] = {[10] = 0xff, [11] = 0xff};
    return memcmp(address, mapped, sizeof mapped) == 0;
}

/* Itself of IPv4. Of IPv6 the network of 64 bits: whoever has one has all that begin alike, and
 * would ask from another each time. */
static void add_network(struct text *t, const unsigned char address[16])
{
    char name[INET6_ADDRSTRLEN];
    struct in6_addr network = {{{0}}};
    memcpy(&network, address, 8);
    if (address_is_v4(address))
        text_add_str(t, inet_ntop(AF_INET, address + 12, name, sizeof name));
    else
        text_addf(t, "%s/64", inet_ntop(AF_INET6, &network, name, sizeof name));
}

/* 192.0.2.1, 192.0.2.1:4711, 2001:db8::1 or [2001:db8::1]:4711. RFC 7239, 6 */
static bool address_read(struct span said, unsigned char out[16])
{
    struct network n;
    struct span port, host = span_cut(said, ':', &port);
    if (said.len > 0 && said.at[0] == '[')
        host = span_cut(span_make(said.at + 1, said.len - 1), ']', &port);
    else if (memchr(port.at ? port.at : "", ':', port.len))
        host = said;
    TRY(network_parse(host, &n) && n.bits == 128);
    memcpy(out, n.address, sizeof n.address);
    return true;
}

static bool is_believed(const struct http_request *r, const unsigned char address[16])
{
    static const struct in6_addr loopback = IN6ADDR_LOOPBACK_INIT;
    return (address_is_v4(address) && address[12] == 127) ||
           memcmp(address, &loopback, sizeof loopback) == 0 || network_is_trusted(r, address);
}

static struct span cut_last(struct span *list)
{
    const char *comma = memrchr(list->at, ',', list->len);
    size_t before = comma ? (size_t)(comma - list->at) : 0, skip = comma ? before + 1 : 0;
    struct span last = span_make(list->at + skip, list->len - skip);
    list->len = before;
    return span_trim(last);
}

/* Each proxy says who asked it: from the last one on, as far as they are believed. */
static bool read_client(const struct http_request *r, unsigned char out[16])
{
    const char *addresses = said_of(r, "X-Forwarded-For").last;
    struct span list = span_of(addresses ? addresses : said_of(r, "Forwarded").last);
    bool is_known = false;
    while (list.len > 0) {
        unsigned char address[16];
        struct span one = cut_last(&list);
        if (!address_read(addresses ? one : pair_of(one, "for"), address))
            break;
        memcpy(out, address, sizeof address);
        is_known = true;
        if (!is_believed(r, address))
            break;
    }
    return is_known;
}

void http_add_client(const struct http_request *r, struct text *t)
{
    unsigned char said[16], room[16];
    const unsigned char *peer = address_bytes(peer_address(r), room);
    if (peer_is_proxy(r) && read_client(r, said))
        add_network(t, said);
    else if (peer)
        add_network(t, peer);
    else
        text_add_str(t, "local");
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
