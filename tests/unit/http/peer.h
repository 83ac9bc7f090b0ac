/* A client of raw sockets, and the server under test on a free port. */
#ifndef CONVOKE_TEST_PEER_H
#define CONVOKE_TEST_PEER_H

#include <arpa/inet.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "convoke/http.h"
#include "test.h"

/* from, to: IPv4 addresses as numbers. */
static inline int peer_connect_from(uint32_t from, uint32_t to, int port)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(from)};
    at.sin_addr.s_addr = htonl(to);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&here, sizeof here), 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof at), 0);
    return fd;
}

static inline int peer_connect(int port)
{
    return peer_connect_from(INADDR_LOOPBACK, INADDR_LOOPBACK, port);
}

static inline int peer_connect_unix(const char *path)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    snprintf(at.sun_path, sizeof at.sun_path, "%s", path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof at), 0);
    return fd;
}

static inline void peer_send_span(int fd, struct span s)
{
    while (s.len > 0) {
        ssize_t n = send(fd, s.at, s.len, MSG_NOSIGNAL);
        if (n <= 0)
            return; /* cut: the answer tells */
        s = span_make(s.at + n, s.len - (size_t)n);
    }
}

static inline void peer_send(int fd, const char *s)
{
    peer_send_span(fd, span_of(s));
}

static inline bool peer_add(int fd, struct text *t, int wait_ms)
{
    char some[65536];
    struct pollfd p = {.fd = fd, .events = POLLIN};
    if (poll(&p, 1, wait_ms) <= 0)
        return false;
    ssize_t n = recv(fd, some, sizeof some, 0);
    if (n > 0)
        text_add(t, span_make(some, (size_t)n));
    return n > 0;
}

/* For what has to come some day: an answer may cost seconds of hashing on a machine that is busy.
 */
enum { LONG_MS = 60000 };

/* All that comes until the server closes, or is silent for wait_ms. Yours: free(). */
static inline char *peer_rest(int fd, int wait_ms)
{
    OWN(text) t = text_new();
    while (peer_add(fd, t, wait_ms)) {
    }
    return text_take(t);
}

/* true when the server has closed (or closes within wait_ms), whatever it sent before. */
static inline bool peer_is_closed(int fd, int wait_ms)
{
    OWN(text) t = text_new();
    while (peer_add(fd, t, wait_ms)) {
    }
    struct pollfd p = {.fd = fd, .events = POLLIN};
    return poll(&p, 1, 0) == 1;
}

/* One request on its own connection, which the server is asked to close. Yours: free(). */
static inline char *peer_ask(int port, const char *request)
{
    int fd = peer_connect(port);
    peer_send(fd, request);
    char *got = peer_rest(fd, LONG_MS);
    close(fd);
    return got;
}

static inline size_t count_of(const char *in, const char *what)
{
    size_t count = 0;
    for (const char *at = in; (at = strstr(at, what)) != NULL; at += strlen(what))
        count++;
    return count;
}

static inline bool starts_with(const char *s, const char *prefix)
{
    return strncmp(s, prefix, strlen(prefix)) == 0;
}

/* o: what is not set is filled in. */
static inline struct http_server *serve_parts(struct http_options o, const struct http_part *parts,
                                              size_t nparts)
{
    struct error err;
    o.listen = o.listen ? o.listen : "127.0.0.1:0";
    o.listen_fd = -1;
    o.threads = 2;
    o.workers = 3;
    o.connections = 300;
    o.idle_s = o.idle_s ? o.idle_s : 2;
    o.request_s = o.request_s ? o.request_s : 3;
    o.parts = parts;
    o.nparts = nparts;
    struct http_server *s = http_start(&o, &err);
    CHECK_OK(s, &err);
    return s;
}

static inline struct http_server *serve_with(struct http_options o, const struct http_route *routes,
                                             size_t nroutes, void *with)
{
    struct http_part part = {.routes = routes, .nroutes = nroutes, .with = with};
    return serve_parts(o, &part, 1);
}

static inline struct http_server *serve_on(const char *listen, const struct http_route *routes,
                                           size_t nroutes, void *with)
{
    return serve_with((struct http_options){.listen = listen}, routes, nroutes, with);
}

#endif
