/* The HTTP server: connections, routes, limits. libmicrohttpd stays behind it. RFC 9110, 9112
 *
 * Framing that libmicrohttpd lets pass is refused before a handler runs: two lengths, length and
 * chunked, two Hosts, NUL or controls in the path: 400 and close. */
#ifndef CONVOKE_HTTP_H
#define CONVOKE_HTTP_H

#include "base.h"

struct http_request; /* borrowed while its handler runs */

const char *http_method(const struct http_request *r);
const char *http_path(const struct http_request *r); /* decoded, starts with / */
const char *http_header(const struct http_request *r, const char *name); /* NULL: absent */
struct span http_body(const struct http_request *r);
/* The rest of the path where the route ends in '*'. */
const char *http_rest(const struct http_request *r);
bool http_is_loopback(const struct http_request *r); /* the peer's address */

/* Exactly one answer a request. */
void http_answer(struct http_request *r, int status, const char *content_type, struct span body);
void http_answer_error(struct http_request *r, const struct error *err); /* text/plain sentence */
void http_answer_header(struct http_request *r, const char *name, const char *value); /* before */
/* A file by descriptor (sent by sendfile; the server duplicates it), for large cached answers. */
void http_answer_file(struct http_request *r, int status, const char *content_type, int fd,
                      size_t bytes);
/* true when If-None-Match or If-Modified-Since say that the client has it: answer 304. */
bool http_is_fresh(const struct http_request *r, const char *etag, instant modified);
bool http_accepts_gzip(const struct http_request *r);
void text_add_http_date(struct text *t, instant i); /* RFC 9110, 5.6.7 */

typedef void http_handler(struct http_request *r, void *with);
struct http_route {
    const char *method; /* "GET" serves HEAD too */
    const char *path;   /* exact, or a prefix that ends in '*' */
    http_handler *serve;
    bool may_block;   /* runs on a worker while the connection is suspended */
    size_t most_body; /* 0: none is taken */
};

struct http_server;
struct http_options {
    const char *listen; /* 127.0.0.1:8080, [::1]:8080, unix:/path */
    int listen_fd;      /* a socket of systemd's; -1: none */
    int threads, workers, connections;
    const struct http_route *routes;
    size_t nroutes;
    void *with; /* given to every handler */
};
/* FAULT_CONFLICT when the address is taken. */
struct http_server *http_start(const struct http_options *o, struct error *err) MUST_USE;
/* Takes no more connections, waits for running requests up to patience_s, closes. */
void http_stop(struct http_server *s, int64_t patience_s);
int http_port(const struct http_server *s);                         /* bound; for port 0 */
void http_add_metrics(const struct http_server *s, struct text *t); /* Prometheus text */

#endif
