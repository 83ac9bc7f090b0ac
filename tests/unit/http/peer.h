/* A client of raw sockets, and the server under test on a free port. */
#ifndef CONVOKE_TEST_PEER_H
#define CONVOKE_TEST_PEER_H

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "convoke/http.h"
#include "test.h"

static inline int peer_connect(int port)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
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
    char *got = peer_rest(fd, 5000);
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

static inline struct http_server *serve_on(const char *listen, const struct http_route *routes,
                                           size_t nroutes, void *with)
{
    struct error err;
    struct http_part part = {routes, nroutes, with};
    struct http_options o = {.listen = listen,
                             .listen_fd = -1,
                             .threads = 2,
                             .workers = 3,
                             .connections = 300,
                             .idle_s = 2,
                             .request_s = 3,
                             .parts = &part,
                             .nparts = 1};
    struct http_server *s = http_start(&o, &err);
    CHECK_OK(s, &err);
    return s;
}

#endif
