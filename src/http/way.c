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
    const char *last = forwarded ? strrchr(forwarded, ',') : NULL;
    struct span pairs = span_of(last ? last + 1 : forwarded);
    while (pairs.len > 0) {
        struct span value, name = span_cut(span_cut(pairs, ';', &pairs), '=', &value);
        value = span_trim(value);
        if (span_is_nocase(span_trim(name), "proto"))
            return span_is_nocase(value, "https") || span_is_nocase(value, "\"https\"");
    }
    return false;
}

bool http_is_secret(const struct http_request *r)
{
    if (MHD_get_connection_info(r->peer, MHD_CONNECTION_INFO_PROTOCOL) || http_is_loopback(r))
        return true;
    const char *proto = http_header(r, "X-Forwarded-Proto");
    bool says_https = proto ? span_is_nocase(span_trim(span_of(proto)), "https")
                            : forwarded_is_https(http_header(r, "Forwarded"));
    return says_https && address_is_loopback(peer_address(r));
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
    const char *list = http_header(r, "X-Forwarded-For");
    const char *last = list ? strrchr(list, ',') : NULL;
    if (list && address_is_loopback(peer_address(r)))
        text_add(t, span_trim(span_of(last ? last + 1 : list)));
    else
        add_address(t, peer_address(r));
}
