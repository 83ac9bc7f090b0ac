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
void html_wide(struct html *p); /* it holds a list */
void html_heading(struct html *p, const char *said);
void html_paragraph(struct html *p, const char *said);
/* When an event (o NULL: its first time) or an occurrence is, on the clock of this zone; scripts
 * show it on the visitor's. v NULL: o says what it is of. */
void html_when(struct html *p, const struct vevent *v, const struct occurrence *o,
               const struct zone *zone);
/* The same of one instant, and of one that stands beside another. */
void html_moment(struct html *p, instant at, const struct zone *zone);
void html_clock(struct html *p, instant at, instant beside, const struct zone *zone);
/* What pages call it; v NULL: nothing is known of it. Borrowed. */
const char *title_of(const struct vevent *v);
/* Its body, for what the others do not make; text_add_html for every word from outside. */
struct text *html_text(struct html *p);
void html_script(struct html *p, const char *asset); /* one of assets/, once, and fetches to us */
/* The page is a room: it fills the window, with a script and a frame of the video server. origin is
 * borrowed. */
void html_room(struct html *p, const char *origin, const char *script_url);
void html_refresh(struct html *p, int64_t seconds);
/* Goes on to a path of ours by itself, or by a click. */
void html_lead_on(struct html *p, const char *path, const char *said);
void html_refresh_plainly(struct html *p, int64_t seconds); /* where scripts do not run */
void html_send(struct html *p, struct http_request *r, int status);
/* Who is invited, and who answered what. */
void html_people(struct html *p, const struct vevent *v);
enum { MOST_PEOPLE = 100 }; /* of them are named */
/* A page with one heading and one paragraph. */
void answer_page(const struct web *w, struct http_request *r, int status, const char *heading,
                 const char *paragraph);
/* A page that says what went wrong; what is ours is logged, and no more is said of it. */
void answer_fault(const struct web *w, struct http_request *r, const struct error *err);

/* --- forms: what a page sends back ---------------------------------------------------------- */

/* The hidden field of every form of a page: it binds the form to the browser that the page is made
 * for, which gets a cookie where it has none. Once for each page, before its answer. Yours: free().
 */
char *form_guard(const struct web *w, struct http_request *r);
/* The only way to the fields of a POST of a page: the form, if a page of ours sent it from the same
 * browser (Sec-Fetch-Site, Origin, form_guard). NULL: answered, with 403 or 400. */
struct form;
struct form *form_take(const struct web *w, struct http_request *r) MUST_USE;
/* The fields behind the '?' of a GET; guarded by nothing. FAULT_INVALID: not well formed. */
struct form *form_of_query(const struct http_request *r, struct error *err) MUST_USE;
/* The same of any text that is written so: a=1&b=2. */
struct form *form_read(struct span s, struct error *err) MUST_USE;
void form_free(struct form *f);
OWNABLE(form)
/* Decoded UTF-8; the first of the name. NULL: absent; borrowed from the form. */
const char *form_field(const struct form *f, const char *name);
/* 303 to a path of ours. */
void see_other(struct http_request *r, const char *path);
/* A path of ours with its query, such as a page may lead back to; else "/". Borrowed. */
const char *path_of_ours(const char *given);

/* --- sessions: who has signed in -------------------------------------------------------- */

/* The account whose session (or whom a trusted proxy has signed in) asks; NULL: nobody has signed
 * in. tx is a read of the web's store; on a worker. Yours. */
struct account *web_session_account(const struct web *w, const struct http_request *r,
                                    struct tx *tx);
/* A new session of the account, in a cookie of the answer to come; the one before ends. */
bool session_start(const struct web *w, struct http_request *r, int64_t account, struct error *err)
    MUST_USE;
/* The page to sign in at, which leads on to next, a path of ours. */
void answer_sign_in(const struct web *w, struct http_request *r, const char *next);
/* It ends here and in the store. */
bool session_end(const struct web *w, struct http_request *r, struct error *err) MUST_USE;
/* What the browser presents as its session, checked or not; NULL: nothing. Borrowed. */
const char *session_cookie(const struct http_request *r);
/* Adds a cookie of this name and value to the answer, as strict as this way here allows. age_s: 0
 * removes it. */
void cookie_set(struct http_request *r, const char *name, const char *value, int64_t age_s);
/* The value that cookie_set gave; NULL: none. Borrowed. */
const char *cookie_get(const struct http_request *r, const char *name);
/* The name of the one that this browser has had longest, of those whose names begin so, and how
 * many they are. NULL: none. Yours: free(). */
char *cookie_first(const struct http_request *r, const char *beginning, size_t *count_out);

/* --- who tries things out --------------------------------------------------- */

/* Codes and tokens are not tried out: 429 when this client has tried too many; then it is answered.
 */
bool may_try(const struct web *w, struct http_request *r);
void note_try(const struct web *w, const struct http_request *r); /* it was wrong */

/* --- all of it -------------------------------------------------------------------------------- */

struct web {
    const struct pipeline *pipeline;
    struct doorkeeper *keeper;
    struct keyring *keys; /* of tokens */
    struct cache *cache;
    struct known *known;
    struct notes *notes;
    struct standings *standings;
    struct guesses *tries;   /* of codes and tokens, by client */
    struct guesses *asked;   /* for what mails somebody: by client, by whom */
    struct guesses *answers; /* by link: by meeting and who answers */
    struct guesses *told;    /* of rooms on our page, by who tells */
    struct digest assets_version;
    void (*add_metrics)(struct text *t, void *with);
    void *metrics_with;
    _Atomic uint64_t served, fresh, built, refused;
};

http_handler serve_sign_in, take_sign_in, take_sign_out, serve_embedded, take_room_event;
http_handler serve_asap, serve_jwks, serve_jitsi_auth;
http_handler serve_answer_page, serve_answer, serve_unsubscribe_page, serve_unsubscribe;
http_handler serve_asset, serve_feed, serve_join, take_join, serve_home, serve_health,
    serve_metrics;

#endif
