/* Copies of feeds, the newest used first, bounded by number and bytes. Requests for an edition that
 * is being made wait for it without holding a worker. */
#include "internal.h"

struct waiting {
    struct http_request *request;
    int64_t change_number;
};

struct slot { /* of one calendar in one scope */
    struct slot *before, *after;
    int64_t account, calendar;
    enum feed_scope scope;
    struct copy *copy; /* NULL: none yet */
    bool is_building;
    struct waiting *waiting;
    size_t nwaiting, capacity;
};

struct cache {
    pthread_mutex_t lock;
    struct slot *first, *last; /* by use */
    size_t copies, bytes, most_copies, most_bytes;
};

struct cache *cache_new(size_t most_copies, size_t most_bytes)
{
    struct cache *c = mem_new(sizeof *c);
    pthread_mutex_init(&c->lock, NULL);
    c->most_copies = most_copies;
    c->most_bytes = most_bytes;
    return c;
}

/* --- the list --------------------------------------------------------------------------------- */

static void slot_unlink(struct cache *c, struct slot *s)
{
    *(s->before ? &s->before->after : &c->first) = s->after;
    *(s->after ? &s->after->before : &c->last) = s->before;
}

static void slot_push(struct cache *c, struct slot *s)
{
    s->before = NULL;
    s->after = c->first;
    *(c->first ? &c->first->before : &c->last) = s;
    c->first = s;
}

static struct slot *slot_find(struct cache *c, const struct edition *e)
{
    for (struct slot *s = c->first; s; s = s->after) {
        if (s->calendar != e->calendar || s->account != e->account || s->scope != e->scope)
            continue;
        if (s != c->first) {
            slot_unlink(c, s);
            slot_push(c, s);
        }
        return s;
    }
    return NULL;
}

static struct slot *slot_make(struct cache *c, const struct edition *e)
{
    struct slot *s = slot_find(c, e);
    if (s)
        return s;
    s = mem_new(sizeof *s);
    s->account = e->account;
    s->calendar = e->calendar;
    s->scope = e->scope;
    slot_push(c, s);
    return s;
}

/* --- copies and their users ------------------------------------------------------------------- */

static size_t copy_bytes(const struct copy *copy)
{
    return copy->bytes + copy->gzip_bytes;
}

static void copy_give_back(struct copy *copy)
{
    if (--copy->users == 0)
        copy_free(copy);
}

static struct copy *copy_lend(struct copy *copy)
{
    copy->users++;
    return copy;
}

static void slot_drop_copy(struct cache *c, struct slot *s)
{
    if (!s->copy)
        return;
    c->copies--;
    c->bytes -= copy_bytes(s->copy);
    copy_give_back(GIVE(s->copy));
}

static void slot_free(struct cache *c, struct slot *s)
{
    slot_drop_copy(c, s);
    slot_unlink(c, s);
    free(s->waiting);
    free(s);
}

/* The one used last stays, however large. */
static void evict(struct cache *c)
{
    struct slot *s = c->last;
    while (s && s != c->first && (c->copies > c->most_copies || c->bytes > c->most_bytes)) {
        struct slot *before = s->before;
        if (!s->is_building)
            slot_free(c, s);
        s = before;
    }
}

void cache_free(struct cache *c)
{
    for (struct slot *s = c->first, *after; s; s = after) {
        after = s->after;
        slot_free(c, s);
    }
    pthread_mutex_destroy(&c->lock);
    free(c);
}

static bool is_new_enough(const struct copy *copy, const struct edition *e)
{
    return copy && copy->change_number >= e->change_number && copy->since >= e->since;
}

static bool is_ready(const struct copy *copy, const struct edition *e)
{
    return is_new_enough(copy, e) && (!e->gzip || copy->gzip_fd >= 0);
}

struct copy *cache_take(struct cache *c, const struct edition *e)
{
    pthread_mutex_lock(&c->lock);
    struct slot *s = slot_find(c, e);
    struct copy *copy = s && is_ready(s->copy, e) ? copy_lend(s->copy) : NULL;
    pthread_mutex_unlock(&c->lock);
    return copy;
}

struct copy *cache_take_any(struct cache *c, const struct edition *e)
{
    struct edition any = *e;
    any.change_number = INT64_MIN;
    any.since = INSTANT_FIRST;
    return cache_take(c, &any);
}

void cache_release(struct cache *c, struct copy *copy)
{
    pthread_mutex_lock(&c->lock);
    copy_give_back(copy);
    pthread_mutex_unlock(&c->lock);
}

/* --- turns ------------------------------------------------------------------------------------ */

/* A request that the closing server has answered is not kept. */
static void slot_wait(struct slot *s, const struct edition *e, struct http_request *r)
{
    if (!http_wait(r))
        return;
    s->waiting = mem_grow(s->waiting, s->nwaiting, &s->capacity, sizeof *s->waiting);
    s->waiting[s->nwaiting++] = (struct waiting){r, e->change_number};
}

enum cache_turn cache_turn(struct cache *c, const struct edition *e, struct http_request *r,
                           struct copy **copy_out)
{
    enum cache_turn turn = TURN_BUILD;
    pthread_mutex_lock(&c->lock);
    struct slot *s = slot_make(c, e);
    if (is_ready(s->copy, e)) {
        *copy_out = copy_lend(s->copy);
        turn = TURN_READY;
    } else if (s->is_building) {
        slot_wait(s, e, r);
        turn = TURN_WAIT;
    } else {
        *copy_out = is_new_enough(s->copy, e) ? copy_lend(s->copy) : NULL;
        s->is_building = true;
    }
    pthread_mutex_unlock(&c->lock);
    return turn;
}

static void go_on(struct slot *s, const struct copy *made, http_handler *ready, http_handler *again)
{
    for (size_t i = 0; i < s->nwaiting; i++) {
        bool is_served = made && made->change_number >= s->waiting[i].change_number;
        http_continue(s->waiting[i].request, is_served ? ready : again);
    }
    s->nwaiting = 0;
    s->is_building = false;
}

void cache_put(struct cache *c, const struct edition *e, struct copy *made, int gzip_fd,
               size_t gzip_bytes, http_handler *ready, http_handler *again)
{
    pthread_mutex_lock(&c->lock);
    struct slot *s = slot_make(c, e);
    if (made != s->copy) {
        slot_drop_copy(c, s);
        s->copy = copy_lend(made);
        c->copies++;
        c->bytes += copy_bytes(made);
    }
    if (gzip_fd >= 0) {
        made->gzip_fd = gzip_fd;
        made->gzip_bytes = gzip_bytes;
        c->bytes += gzip_bytes;
    }
    go_on(s, made, ready, again);
    evict(c);
    pthread_mutex_unlock(&c->lock);
}

void cache_give_up(struct cache *c, const struct edition *e, http_handler *again)
{
    pthread_mutex_lock(&c->lock);
    struct slot *s = slot_make(c, e);
    go_on(s, NULL, again, again);
    if (!s->copy)
        slot_free(c, s);
    pthread_mutex_unlock(&c->lock);
}

void cache_size(struct cache *c, size_t *copies_out, size_t *bytes_out)
{
    pthread_mutex_lock(&c->lock);
    *copies_out = c->copies;
    *bytes_out = c->bytes;
    pthread_mutex_unlock(&c->lock);
}
