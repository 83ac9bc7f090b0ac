/* What the files of http share. Three kinds of threads: the event threads (libmicrohttpd's: every
 * callback, and handlers in place), the workers, and the one that watches deadlines. */
#ifndef CONVOKE_HTTP_INTERNAL_H
#define CONVOKE_HTTP_INTERNAL_H

#include "convoke/http.h"

#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

/* --- deadlines: who has to be done by when ---------------------------------------------------- */

struct connection { /* one TCP connection; in the list from its start to its end */
    struct http_server *server;
    struct connection *before, *after;
    int fd;
    _Atomic int64_t deadline_ms; /* INT64_MAX: it waits for us */
    _Atomic uint64_t to_send;    /* of an answer; 0: it is the peer that sends */
    uint64_t acknowledged;       /* bytes, when the deadline passed last */
};

struct deadlines {
    pthread_mutex_t lock;
    pthread_cond_t wake;
    pthread_t thread;
    struct connection *first;
    bool stop;
    int64_t request_s;
    _Atomic int64_t cut; /* connections */
};
void deadlines_start(struct deadlines *d, int64_t request_s);
void deadlines_stop(struct deadlines *d);
struct connection *connection_open(struct http_server *s, int fd);
void connection_close(struct deadlines *d, struct connection *c);
/* The peer has request_s for what comes next (a head, a body, reading an answer), and more while
 * at least 4 kB/s pass: it may fall behind by request_s, never by more. */
void connection_expect(const struct deadlines *d, struct connection *c);
void connection_passed(const struct deadlines *d, struct connection *c, size_t bytes); /* came */
void connection_send(const struct deadlines *d, struct connection *c, uint64_t bytes);
void connection_rest(struct connection *c); /* it waits for us: no deadline */

/* --- the way a request came ------------------------------------------------------------------ */

/* *user_out: who has signed in at a trusted proxy, which says so in the configured field; len 0:
 * nobody, or another peer says it. FAULT_INVALID when it names several. Borrowed from the request.
 */
bool request_user(const struct http_request *r, struct span *user_out, struct error *err) MUST_USE;

/* --- workers: what may block ------------------------------------------------------------------ */

struct workers {
    pthread_mutex_t lock;
    pthread_cond_t wake;
    pthread_t *threads;
    size_t nthreads;
    struct http_request *first, *last; /* suspended, and to be served */
    size_t suspended;                  /* these, those being served and those that wait */
    bool draining;                     /* ends when none is suspended */
    bool closing;                      /* patience is over: 503 for all that has not begun */
};
void workers_start(struct workers *w, size_t count);
void workers_close(struct workers *w); /* nothing new is taken; queued requests get 503 */
void workers_stop(struct workers *w);  /* waits for what is suspended */

/* --- metrics ---------------------------------------------------------------------------------- */

#define METRICS_BUCKETS 12
struct route_metrics {
    _Atomic uint64_t by_class[6];                  /* 1xx to 5xx; 0: cut before an answer */
    _Atomic uint64_t by_duration[METRICS_BUCKETS]; /* the last one: longer */
    _Atomic uint64_t duration_ms;
};
void metrics_count(struct route_metrics *m, int status, int64_t took_ms);

/* --- requests --------------------------------------------------------------------------------- */

#define MOST_HEADERS 12
struct http_request {
    struct http_server *server;
    struct MHD_Connection *peer;
    struct connection *connection;
    const char *method; /* of libmicrohttpd's memory, as all headers */
    const char
        *target; /* as it came; libmicrohttpd puts NULs where the query and its parts begin */
    char *query; /* a copy, before that; NULL: none */
    size_t target_len, path_len;
    char *path;
    const char *rest;
    const struct served *served;    /* NULL: no route fits */
    const struct http_route *route; /* its route */
    struct text *body;
    uint64_t expected; /* Content-Length */
    bool is_chunked;
    size_t drained; /* bytes of a body that is too large, thrown away */
    struct {
        const char *name;
        char *value;
    } headers[MOST_HEADERS];
    size_t nheaders;
    struct MHD_Response *answer;
    uint64_t answer_bytes;
    int status;
    bool has_begun;    /* the head was looked at */
    bool is_too_large; /* answered with 413 once the rest of the body has passed */
    bool has_no_room;  /* or with 503: other bodies fill the memory */
    uint64_t held;     /* of the memory for bodies */
    bool is_suspended; /* event thread's */
    bool close;        /* the connection ends with the answer */
    int64_t began_ms;
    http_handler *next; /* for a worker */
    bool *handed_on;    /* of the thread that runs its handler; NULL: none does */
    struct http_request *after;
};
struct http_request *request_new(struct http_server *s, struct MHD_Connection *peer,
                                 const char *target);
void request_free(struct http_request *r);
/* Runs a handler. true: it handed the request on, which is no longer this thread's. */
bool request_serve(struct http_request *r, http_handler *handler);
void request_refuse(struct http_request *r, const struct error *err); /* answers and closes */
void request_unavailable(struct http_request *r);                     /* 503, and closes */

/* Bodies come before anybody has signed in, so together they are bounded. Memory for this many
 * bytes of r's; false: there is none. */
bool body_hold(struct http_request *r, uint64_t bytes);
/* false: more has come than anybody sends by mistake; cut the connection. */
bool body_add(struct http_request *r, const char *data, size_t bytes);
void body_free(struct http_request *r);

struct served { /* a route, and what its handler is given */
    struct http_route route;
    void *with;
    bool (*is_there)(const void *with);
};

#define MOST_LISTENERS 8
struct listener { /* one address, with event threads of its own */
    struct MHD_Daemon *daemon;
    int fd;
    bool is_tls;
    char *unix_path; /* removed at the end */
};

struct http_server {
    struct listener listeners[MOST_LISTENERS];
    size_t nlisteners;
    int deaf; /* a socket that takes the place of those that listen */
    struct certificate *_Atomic certificate; /* with those before it; NULL: no TLS */
    struct network *trusted;
    size_t ntrusted;
    char *user_header;
    struct served *served;
    size_t nserved;
    http_handler *nothing; /* for what none of them serves; or NULL */
    void *nothing_with;
    struct deadlines deadlines;
    struct workers workers;
    struct route_metrics *metrics; /* nserved + 1: what fits no route */
    _Atomic int64_t connections, running;
    _Atomic uint64_t bodies; /* bytes that all but small ones may take, or take */
    _Atomic bool stopping;
};

/* --- libmicrohttpd's callbacks ---------------------------------------------------------------- */

enum MHD_Result dispatch(void *with, struct MHD_Connection *peer, const char *url,
                         const char *method, const char *version, const char *data, size_t *bytes,
                         void **request);
size_t dispatch_unescape(void *with, struct MHD_Connection *peer, char *text);
void *dispatch_target(void *with, const char *target, struct MHD_Connection *peer);
void dispatch_completed(void *with, struct MHD_Connection *peer, void **request,
                        enum MHD_RequestTerminationCode how);
void dispatch_connection(void *with, struct MHD_Connection *peer, void **context,
                         enum MHD_ConnectionNotificationCode what);

/* --- routes ----------------------------------------------------------------------------------- */

/* The row for method and path; NULL: none. *rest_out: behind the prefix. */
const struct served *route_find(const struct http_server *s, const char *method, const char *path,
                                const char **rest_out);
/* Adds "GET, HEAD" and so on of all rows for the path; false when there are none. */
bool route_methods(const struct http_server *s, const char *path, struct text *t);

/* Listens on all addresses of a list, or on a socket that was lent; what was opened before one
 * failed is closed by listeners_close. */
bool listeners_open(struct http_server *s, const struct http_options *o, struct error *err);
/* Nobody is let in any more. What waits at a socket that was lent is for whoever listens on it
 * next. */
void listeners_deafen(struct http_server *s);
void listeners_close(struct http_server *s);

#endif
