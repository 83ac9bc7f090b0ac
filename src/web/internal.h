/* What the files of web share. */
#ifndef CONVOKE_WEB_INTERNAL_H
#define CONVOKE_WEB_INTERNAL_H

#include "convoke/meeting.h"
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

struct web;

/* Files that pages need, part of the program. */
struct asset {
    const char *name;
    const unsigned char *bytes;
    size_t len;
};
extern const struct asset assets[];
extern const size_t nassets;
struct digest assets_version(void);
void asset_add_path(const struct web *w, const char *name, struct text *t);

/* A page being made: body is filled, then it is sent. What is said is text, never HTML. */
struct html;
struct html *html_new(const struct web *w, const char *title);
void html_free(struct html *p);
OWNABLE(html)
void html_heading(struct html *p, const char *said);
void html_paragraph(struct html *p, const char *said);
/* <time>: scripts show it in the visitor's zone; without them it stands as it is said. */
void html_time(struct html *p, instant at, const char *said);
/* Its body, for what the others do not make; text_add_html for every word from outside. */
struct text *html_text(struct html *p);
void html_script(struct html *p, const char *asset); /* one of assets/, and fetches to us */
void html_refresh(struct html *p, int64_t seconds);
void html_send(struct html *p, struct http_request *r, int status);
/* A page with one heading and one paragraph. */
void answer_page(const struct web *w, struct http_request *r, int status, const char *heading,
                 const char *paragraph);

/* --- somebody at the door --------------------------------------------------------------------- */

struct arrival {
    struct meeting *meeting;
    struct account *owner;
    struct event *event;     /* NULL: gone */
    const struct zone *zone; /* the owner's */
    instant at;
    struct doorway way;
};
/* What stands behind a code, and what its door says now. FAULT_NOT_FOUND. arrival_clear either way.
 */
bool arrive(const struct pipeline *p, const char *code, struct arrival *a, struct error *err)
    MUST_USE;
void arrival_clear(struct arrival *a);
/* Why it is not open, when, and what to do. */
void answer_closed(const struct web *w, struct http_request *r, const struct arrival *a);

/* --- all of it -------------------------------------------------------------------------------- */

struct web {
    const struct pipeline *pipeline;
    struct cache *cache;
    struct known *known;
    struct notes *notes;
    struct digest assets_version;
    void (*add_metrics)(struct text *t, void *with);
    void *metrics_with;
    _Atomic uint64_t served, fresh, built, refused;
};

http_handler serve_asset, serve_feed, serve_join, serve_home, serve_health, serve_metrics;

#endif
