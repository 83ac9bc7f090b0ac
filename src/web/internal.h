/* What the files of web share. */
#ifndef CONVOKE_WEB_INTERNAL_H
#define CONVOKE_WEB_INTERNAL_H

#include "convoke/web.h"

#include <pthread.h>
#include <stdatomic.h>

/* --- copies: a calendar as a feed, at one version --------------------------------------------- */

struct edition { /* which copy is asked for */
    int64_t account, calendar;
    enum feed_scope scope;
    int64_t change_number;
    instant since; /* events that ended before are left out */
    bool gzip;
};

struct copy { /* immutable, but for the gzip that is added once */
    int64_t change_number;
    instant since, changed;
    char etag[40]; /* of the identity form, without quotes */
    int fd, gzip_fd;
    size_t bytes, gzip_bytes;
    int users; /* the cache's business; 1: the one who made it */
};

/* e's scope, since and calendar count; the version is the newest. Writes the calendar's events into
 * an unlinked file in memory. From any thread that may block. */
struct copy *copy_build(const struct pipeline *p, const struct edition *e, struct error *err)
    MUST_USE;
bool copy_compress(const struct copy *c, int *fd_out, size_t *bytes_out, struct error *err)
    MUST_USE;
void copy_free(struct copy *c);
OWNABLE(copy)

/* --- the cache of copies ---------------------------------------------------------------------- */

struct cache;
struct cache *cache_new(size_t most_copies, size_t most_bytes);
void cache_free(struct cache *c);

/* The copy, if there is one as new as the edition (gzip included where asked for); cache_release
 * gives it back. */
struct copy *cache_take(struct cache *c, const struct edition *e);
/* The newest there is, whatever its version. */
struct copy *cache_take_any(struct cache *c, const struct edition *e);
void cache_release(struct cache *c, struct copy *copy);

enum cache_turn {
    TURN_READY, /* *copy_out is there by now */
    TURN_BUILD, /* the caller is to make it, then calls cache_put or cache_give_up; *copy_out: the
                   copy that lacks only its gzip, or NULL */
    TURN_WAIT,  /* somebody does: the request waits, and goes on by itself */
};
enum cache_turn cache_turn(struct cache *c, const struct edition *e, struct http_request *r,
                           struct copy **copy_out);
/* What was made, and its gzip (fd -1: none). made stays the caller's until cache_release. The
 * requests that waited go on: with `ready` where this is new enough, with `again` elsewhere. */
void cache_put(struct cache *c, const struct edition *e, struct copy *made, int gzip_fd,
               size_t gzip_bytes, http_handler *ready, http_handler *again);
void cache_give_up(struct cache *c, const struct edition *e, http_handler *again);
void cache_size(struct cache *c, size_t *copies_out, size_t *bytes_out);

/* --- what the store said ---------------------------------------------------------------------- */

struct feed_facts { /* of a token that serves */
    int64_t account, calendar, id;
    enum feed_scope scope;
    int64_t change_number;
    instant last_used;
};
struct known_mark { /* when it was asked */
    struct store_mark mark;
    bool is_there;
};

struct known;
struct known *known_new(struct store *s);
void known_free(struct known *k);
/* true: *out holds as of now. false: ask the store, and add the answer with the mark given here. */
bool known_find(struct known *k, const struct digest *token, struct known_mark *mark_out,
                struct feed_facts *out);
void known_add(struct known *k, const struct digest *token, const struct known_mark *mark,
               const struct feed_facts *facts);

/* --- notes: when a feed was last used --------------------------------------------------------- */

struct notes;
struct notes *notes_new(struct store *s);
void notes_free(struct notes *n);
/* At most once an hour for each feed; written by a thread of its own. */
void notes_used(struct notes *n, const struct feed_facts *f);

/* --- pages ------------------------------------------------------------------------------------ */

/* A page with one heading and one paragraph, neither of them from outside. */
void page_answer(struct http_request *r, int status, const char *heading, const char *paragraph);

/* --- all of it -------------------------------------------------------------------------------- */

struct web {
    const struct pipeline *pipeline;
    struct cache *cache;
    struct known *known;
    struct notes *notes;
    void (*add_metrics)(struct text *t, void *with);
    void *metrics_with;
    _Atomic uint64_t served, fresh, built, refused;
};

http_handler serve_feed, serve_join, serve_home, serve_health, serve_metrics;

#endif
