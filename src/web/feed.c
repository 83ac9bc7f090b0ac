/* GET /feed/<token>.ics. What is at hand is answered in place; what has to be made goes to a
 * worker, where the look-up is repeated: between the two the calendar may have changed again. */
#include "internal.h"

enum { DAY_S = 86400 };

static http_handler make_feed, take_feed;

/* --- which ------------------------------------------------------------------------------------ */

static bool token_of(const struct http_request *r, struct span *token_out)
{
    struct span name = span_of(http_rest(r));
    TRY(span_ends_nocase(name, ".ics"));
    *token_out = span_make(name.at, name.len - 4);
    return token_out->len > 0 && token_out->len <= 128;
}

static bool no_such_feed(struct error *err)
{
    return fail(err, FAULT_NOT_FOUND, NULL, "There is no such feed.");
}

/* The day's beginning so long ago, so that a copy serves a day. */
static instant since_of(const struct config *c)
{
    if (c->feed.past_days < 0)
        return INSTANT_FIRST;
    return (clock_now() / DAY_S - c->feed.past_days) * DAY_S;
}

static bool facts_ask(const struct web *w, const struct digest *token, struct feed_facts *out,
                      struct error *err)
{
    OWN(tx) tx = store_read(w->pipeline->store, err);
    TRY(tx);
    OWN(feed) f = store_feed_by_token(tx, token, err);
    TRY(f);
    if (f->revoked != INSTANT_FIRST)
        return fail(err, FAULT_GONE, NULL, "This feed was revoked; ask for a new address.");
    *out = (struct feed_facts){.account = f->account,
                               .calendar = f->calendar,
                               .id = f->id,
                               .scope = f->scope,
                               .last_used = f->last_used};
    return store_calendar_change_number(tx, f->account, f->calendar, &out->change_number, err);
}

static bool facts_find(const struct web *w, const struct digest *token, struct feed_facts *out,
                       struct error *err)
{
    struct known_mark mark;
    if (known_find(w->known, token, &mark, out))
        return true;
    TRY(facts_ask(w, token, out, err));
    known_add(w->known, token, &mark, out);
    return true;
}

static bool edition_find(const struct web *w, const struct http_request *r, struct edition *out,
                         struct error *err)
{
    struct span token;
    struct feed_facts f = {0};
    if (!token_of(r, &token))
        return no_such_feed(err);
    struct digest hash = feed_token_hash(token);
    TRY(facts_find(w, &hash, &f, err));
    *out = (struct edition){.account = f.account,
                            .calendar = f.calendar,
                            .scope = f.scope,
                            .change_number = f.change_number,
                            .since = since_of(w->pipeline->config),
                            .gzip = http_accepts_gzip(r)};
    notes_used(w->notes, &f);
    return true;
}

static bool edition_of(struct web *w, struct http_request *r, struct edition *out)
{
    struct error err;
    if (edition_find(w, r, out, &err))
        return true;
    w->refused++;
    http_answer_error(r, &err);
    return false;
}

/* --- answering -------------------------------------------------------------------------------- */

/* Within the second of the last change another one may follow that a date cannot tell apart: the
 * client gets a date that will not do for If-Modified-Since. RFC 9110, 8.8.2.2 */
static void add_last_modified(struct http_request *r, const struct copy *copy)
{
    OWN(text) date = text_new();
    text_add_http_date(date, clock_now() > copy->changed ? copy->changed : copy->changed - 1);
    http_answer_header(r, "Last-Modified", text_str(date));
}

static void answer_copy(struct web *w, struct http_request *r, const struct copy *copy, bool gzip)
{
    OWN_CHARS etag = mem_strf("\"%s%s\"", copy->etag, gzip ? "-gzip" : "");
    http_answer_header(r, "ETag", etag);
    add_last_modified(r, copy);
    http_answer_header(r, "Cache-Control", "private");
    http_answer_header(r, "Vary", "Accept-Encoding");
    if (http_is_fresh(r, etag, copy->changed)) {
        w->fresh++;
        http_answer(r, 304, NULL, SPAN(""));
        return;
    }
    w->served++;
    if (gzip)
        http_answer_header(r, "Content-Encoding", "gzip");
    http_answer_file(r, 200, "text/calendar; charset=utf-8", gzip ? copy->gzip_fd : copy->fd,
                     gzip ? copy->gzip_bytes : copy->bytes);
}

static void answer_and_release(struct web *w, struct http_request *r, struct copy *copy, bool gzip)
{
    answer_copy(w, r, copy, gzip);
    cache_release(w->cache, copy);
}

/* --- making ----------------------------------------------------------------------------------- */

/* copy: what lacks only its gzip; NULL: all has to be made. */
static struct copy *make(struct web *w, const struct edition *e, struct copy *copy,
                         struct error *err)
{
    int gzip_fd = -1;
    size_t gzip_bytes = 0;
    bool ok = copy || (copy = copy_build(w->pipeline, e, err));
    ok = ok && (!e->gzip || copy_compress(copy, &gzip_fd, &gzip_bytes, err));
    if (ok) {
        w->built++;
        cache_put(w->cache, e, copy, gzip_fd, gzip_bytes, take_feed, make_feed);
        return copy;
    }
    cache_give_up(w->cache, e, make_feed);
    if (copy)
        cache_release(w->cache, copy);
    return NULL;
}

static void make_and_answer(struct web *w, struct http_request *r, const struct edition *e,
                            struct copy *copy)
{
    struct error err;
    copy = make(w, e, copy, &err);
    if (copy)
        answer_and_release(w, r, copy, e->gzip);
    else
        http_answer_error(r, &err);
}

static void make_feed(struct http_request *r, void *with)
{
    struct web *w = with;
    struct edition e = {0};
    struct copy *copy = NULL;
    if (!edition_of(w, r, &e))
        return;
    switch (cache_turn(w->cache, &e, r, &copy)) {
    case TURN_READY:
        answer_and_release(w, r, copy, e.gzip);
        return;
    case TURN_BUILD:
        make_and_answer(w, r, &e, copy);
        return;
    case TURN_WAIT:
        return; /* and r is somebody else's */
    }
}

/* It waited for an edition that is there now, though the calendar may have changed since. */
static void take_feed(struct http_request *r, void *with)
{
    struct web *w = with;
    struct edition e = {0};
    if (!edition_of(w, r, &e))
        return;
    struct copy *copy = cache_take_any(w->cache, &e);
    if (copy)
        answer_and_release(w, r, copy, e.gzip);
    else
        make_feed(r, with);
}

void serve_feed(struct http_request *r, void *with)
{
    struct web *w = with;
    struct edition e = {0};
    if (!edition_of(w, r, &e))
        return;
    struct copy *copy = cache_take(w->cache, &e);
    if (copy)
        answer_and_release(w, r, copy, e.gzip);
    else
        http_continue(r, make_feed);
}
