/* The HTTP server: connections, routes, limits. libmicrohttpd stays behind it. RFC 9110, 9112
 *
 * Framing that libmicrohttpd lets pass is refused before a handler runs: two lengths, length and
 * chunked, two Hosts, NUL or controls in the path: 400 and close. */
#ifndef CONVOKE_HTTP_H
#define CONVOKE_HTTP_H

#include "base.h"
#include "store.h"

/* --- what was asked --------------------------------------------------------------------------- */

struct http_request; /* borrowed while its handler runs */

const char *http_method(const struct http_request *r);
const char *http_path(const struct http_request *r);   /* decoded, starts with / */
struct span http_target(const struct http_request *r); /* the path as it came, still encoded */
struct span http_query(const struct http_request *r);  /* behind the '?', still encoded */
const char *http_header(const struct http_request *r, const char *name); /* NULL: absent */
const char *http_cookie(const struct http_request *r, const char *name); /* NULL: absent */
/* The name of the first of those whose names begin so: browsers send the oldest first (RFC 6265,
 * 5.4). NULL: there is none; borrowed. *count_out: how many there are. */
const char *http_first_cookie(const struct http_request *r, const char *beginning,
                              size_t *count_out);
struct span http_body(const struct http_request *r);
/* The rest of the path where the route ends in '*'. */
const char *http_rest(const struct http_request *r);
/* The peer is this machine, and says of nobody else that he asks (X-Forwarded-For, Forwarded,
 * X-Real-IP: a proxy in between, whose client may be anywhere). */
bool http_is_loopback(const struct http_request *r);
bool http_is_tls(const struct http_request *r); /* it came to this server itself by TLS */
/* It came by TLS, to this server or to a proxy that is trusted or on this machine. */
bool http_is_https(const struct http_request *r);
/* Nobody can listen on the way here: the request came by TLS, or from this machine, or a proxy that
 * is trusted or on this machine says that it came to it by https (X-Forwarded-Proto, Forwarded). */
bool http_is_secret(const struct http_request *r);
/* Who asks, for slowing down who guesses; not for trust: what proxies that are trusted or on this
 * machine say (X-Forwarded-For, else Forwarded; the last of these that is no such proxy itself),
 * else the peer. An IPv4 address; of IPv6 its network, "2001:db8:0:1::/64"; "local" for a unix
 * socket. */
void http_add_client(const struct http_request *r, struct text *t);
/* true when If-None-Match or If-Modified-Since say that the client has it: answer 304.
 * etag: with its quotes. RFC 9110, 13.1.2 and 13.1.3 */
bool http_is_fresh(const struct http_request *r, const char *etag, instant modified);
/* A list of If-Match or If-None-Match names this entity tag (with its quotes), or is "*". */
bool http_etag_is_listed(struct span list, struct span etag);
bool http_accepts_gzip(const struct http_request *r); /* RFC 9110, 12.5.3 */

/* --- what is answered ------------------------------------------------------------------------- */

/* Exactly one answer a request; content_type NULL: none. Every answer carries Referrer-Policy:
 * no-referrer and X-Content-Type-Options: nosniff. HEAD gets the header alone. */
void http_answer(struct http_request *r, int status, const char *content_type, struct span body);
/* The same without a copy: t is empty afterwards. */
void http_answer_text(struct http_request *r, int status, const char *content_type, struct text *t);
void http_answer_error(struct http_request *r, const struct error *err); /* text/plain sentence */
/* Before the answer; at most 12. name: a constant; value is copied. */
void http_answer_header(struct http_request *r, const char *name, const char *value);
/* A file by descriptor (sent by sendfile; the server duplicates it), for large cached answers. */
void http_answer_file(struct http_request *r, int status, const char *content_type, int fd,
                      size_t bytes);
void text_add_http_date(struct text *t, instant i); /* RFC 9110, 5.6.7 */

/* --- routes ----------------------------------------------------------------------------------- */

typedef void http_handler(struct http_request *r, void *with);
struct http_route {
    const char *method;  /* "GET" serves HEAD too */
    const char *path;    /* exact, or a prefix that ends in '*' */
    http_handler *serve; /* answers before it returns, unless it called one of those below */
    bool may_block;      /* runs on a worker while the connection is suspended */
    size_t most_body;    /* 0: none is taken */
};

/* Instead of an answer: `serve` runs on a worker and answers. From a handler, or from any thread
 * for a request that waits. The caller does not touch r afterwards. */
void http_continue(struct http_request *r, http_handler *serve);
/* Instead of an answer: the request waits until http_continue or http_resume. false: the server
 * closes and has answered for it (503); forget r. Only from a handler. */
bool http_wait(struct http_request *r) MUST_USE;
/* For a request that waits: `serve`, which must not block, answers here and now. */
void http_resume(struct http_request *r, http_handler *serve);

/* --- who asks --------------------------------------------------------------------------------- */

/* Checks passwords by Basic authentication (RFC 7617) against the accounts of a store: a password
 * costs its 50 ms once and is then remembered as a keyed hash until it is changed; an app password
 * is looked up by its hash. Who guesses is slowed down, per account and per address; for a name
 * that nobody has, answer and time are the same. Nothing is remembered for a connection. */
struct doorkeeper;
/* store is borrowed. */
struct doorkeeper *doorkeeper_new(struct store *store);
void doorkeeper_free(struct doorkeeper *k);
OWNABLE(doorkeeper)
/* The account that asks; NULL: err says why not. A trusted proxy that names a user (user_header)
 * has checked him: no password is asked for. FAULT_UNAUTHORIZED: no or wrong credentials;
 * FAULT_FORBIDDEN: the way here is not secret (neither TLS, nor this machine, nor a proxy that says
 * https), or the proxy's user has no account; FAULT_INVALID: the proxy names several;
 * FAULT_TOO_MANY: too many wrong ones lately. tx is a read of the same store. May take 50 ms: on a
 * worker. */
struct account *http_sign_in(const struct http_request *r, struct doorkeeper *k, struct tx *tx,
                             struct error *err) MUST_USE;
/* Whom a trusted proxy has signed in (user_header); nothing else is looked at. NULL: as there, and
 * FAULT_UNAUTHORIZED when it names nobody. */
struct account *http_sign_in_at_proxy(const struct http_request *r, struct doorkeeper *k,
                                      struct tx *tx, struct error *err) MUST_USE;
/* The same checks for a name (or an address) and a password typed into a page; app passwords are
 * for programs and do not count. */
struct account *http_sign_in_typed(const struct http_request *r, struct doorkeeper *k,
                                   struct tx *tx, struct span name, struct span password,
                                   struct error *err) MUST_USE;
/* A new app password, for showing once ("xxxx-xxxx-…", yours: free()), and what is stored of it;
 * dashes and blanks in one that is given back do not count. */
char *app_password_new(struct digest *hash_out);
struct digest app_password_hash(struct span password);
/* Answers the error of http_sign_in: 401 with WWW-Authenticate, 400, 403, 429 with Retry-After. */
void http_answer_stranger(struct http_request *r, const struct error *err);
/* Sign-ins by how they were decided, and slow password hashes computed: Prometheus text. */
void doorkeeper_add_metrics(const struct doorkeeper *k, struct text *t);

/* --- guesses: who tries things out ------------------------------------------------------------ */

/* A bounded table of wrong tries, by key: an address, an account, a word that they are about. */
struct guesses;
/* Each try is forgotten after leak_s, one after the other. */
struct guesses *guesses_new(int64_t leak_s);
void guesses_free(struct guesses *g);
OWNABLE(guesses)
/* Whether this key may try once more; *wait_s_out: when not, how long until then. `most` are free.
 */
bool guesses_allow(struct guesses *g, struct span key, int most, int64_t *wait_s_out);
void guesses_note(struct guesses *g, struct span key); /* one more */

/* --- certificates ----------------------------------------------------------------------------- */

/* What a server shows by TLS: its certificate, those that lead to the issuer's, and the key. */
struct certificate;
/* Of two PEM files, the server's own certificate first. FAULT_CONFIG with the file and the reason:
 * unreadable, not in PEM, with a password, a key of another certificate. */
struct certificate *certificate_open(const char *path, const char *key_path, struct error *err)
    MUST_USE;
void certificate_free(struct certificate *c);
OWNABLE(certificate)
instant certificate_end(const struct certificate *c); /* valid until then */
/* It is valid now; FAULT_CONFIG says since when it is not, or not before when. */
bool certificate_in_time(const struct certificate *c, const char *path, struct error *err) MUST_USE;
/* It is for this host, a name or an address. RFC 9525, 6 */
bool certificate_names(const struct certificate *c, const char *host);

/* --- the server ------------------------------------------------------------------------------- */

/* The routes of one part of the program, and what its handlers are given. */
struct http_part {
    const struct http_route *routes;
    size_t nroutes;
    void *with;
    bool (*is_there)(const void *with); /* asked at each request; NULL: it is always there */
};

struct http_server;
struct http_options {
    /* 127.0.0.1:8080, [::1]:8080, unix:/path; up to 8 with commas between. http:// or https:// may
     * stand before each; without, it is https where there is a certificate, but for unix sockets.
     */
    const char *listen;
    int listen_fd;                 /* a socket of systemd's in its place; -1: none */
    const char *certificate, *key; /* PEM files; NULL: no TLS */
    const struct network *trusted; /* proxies that are believed, besides this machine */
    size_t ntrusted;
    const char *user_header;           /* by which these say who has signed in; NULL: none */
    int threads, workers, connections; /* threads and connections: of each address */
    int idle_s;                        /* a silent connection is closed after; 0: 30 */
    int request_s;                     /* a peer may fall behind 4 kB/s by so much; 0: 60 */
    const struct http_part *parts;     /* the first route that fits serves */
    size_t nparts;
    http_handler *nothing; /* answers a GET that no route fits; NULL: a sentence does */
    void *nothing_with;
};
/* FAULT_CONFLICT when an address is taken, FAULT_CONFIG when it is none of this machine's or as for
 * certificate_open, FAULT_PERMISSION. Its threads take no signals. */
struct http_server *http_start(const struct http_options *o, struct error *err) MUST_USE;
/* New connections are shown what the files hold now; those that are open go on. false: as for
 * certificate_open, and the certificate before stays. Only for a server that has one. */
bool http_renew(struct http_server *s, const char *certificate, const char *key, struct error *err)
    MUST_USE;
/* Takes no more connections, waits for running requests up to patience_s, closes and frees s. A
 * handler that blocks for longer is waited for all the same. */
void http_stop(struct http_server *s, int64_t patience_s);
/* Bound at the first address; for port 0; 0 for a unix socket. */
int http_port(const struct http_server *s);
const struct http_server *http_server_of(const struct http_request *r);
/* Requests by route and status class, durations, connections: Prometheus text. */
void http_add_metrics(const struct http_server *s, struct text *t);

#endif
