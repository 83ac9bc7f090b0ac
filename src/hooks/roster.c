/* The rooms of what is coming up, so that meetings go on when the store does not. */
#include "internal.h"

#include <time.h>

enum {
    BACK_S = 6 * 3600, /* doors that were open that far back, and will be that far ahead */
    AHEAD_S = 26 * 3600,
    WEEK_S = 7 * 86400,
    LOOK_S = 5,     /* how often it is looked whether something was committed */
    OLDEST_S = 900, /* and how often it is read in any case: time goes on */
    MOST_OF_ONE = 64,
    MOST_SLOTS = 500000,
    PAUSE_TIMES = 20, /* reading it takes at most this part of the time */
};

struct slot { /* one occurrence */
    char *room, *uid;
    int64_t account;
    struct booking booking; /* door: OPEN or CANCELLED */
};

struct slots {
    struct slot *rows; /* by room, then start */
    size_t count, capacity;
};

struct roster {
    const struct pipeline *pipeline;
    pthread_t thread;
    pthread_mutex_t *lock; /* guards what follows */
    pthread_cond_t called;
    bool stopping, has_mark;
    struct store_mark mark; /* what it was read after */
    instant until;          /* it reaches that far */
    struct slots slots;
};

static void slots_clear(struct slots *s)
{
    for (size_t i = 0; i < s->count; i++) {
        free(s->rows[i].room);
        free(s->rows[i].uid);
        booking_clear(&s->rows[i].booking);
    }
    free(s->rows);
    *s = (struct slots){0};
}

/* --- reading ---------------------------------------------------------------------------------- */

struct reading {
    const struct pipeline *pipeline;
    struct tx *tx;
    const struct account *owner;
    const struct zone *zone;
    instant from, to;
    struct slots slots;
    struct error *err;
    bool ok;
};

static char *room_of(const struct reading *g, const struct meeting *m, const char *key)
{
    if (!m->per_occurrence)
        return mem_str(m->room);
    OWN_CHARS url = meeting_room(g->pipeline->config, m, key);
    const char *slash = url ? strrchr(url, '/') : NULL;
    return slash ? mem_str(slash + 1) : NULL;
}

static void add_slot(struct reading *g, const struct event *e, const struct meeting *m,
                     const struct occurrence *o, const struct room_wishes *set)
{
    const struct config *c = g->pipeline->config;
    char *room = room_of(g, m, o->key);
    if (!room || g->slots.count >= MOST_SLOTS) {
        free(room);
        return;
    }
    struct slots *s = &g->slots;
    s->rows = mem_grow(s->rows, s->count, &s->capacity, sizeof *s->rows);
    struct slot *slot = &s->rows[s->count++];
    *slot = (struct slot){.room = room, .uid = mem_str(m->uid), .account = m->account};
    bool is_off = o->is_cancelled || m->state == MEETING_ENDED;
    slot->booking = (struct booking){.door = is_off ? DOOR_CANCELLED : DOOR_OPEN,
                                     .has_time = true,
                                     .starts = o->start,
                                     .opens = o->start - c->meetings.opens_s,
                                     .closes = o->end + c->meetings.closes_s,
                                     .zone = g->zone};
    slot->booking.address = mem_str(g->owner->naddresses ? g->owner->addresses[0] : g->owner->name);
    booking_take_wishes(&slot->booking, vevent_text(e, o->from), set);
}

/* NULL: it has no room. */
static struct meeting *meeting_of(struct reading *g, const struct object *o)
{
    struct error none = {0};
    if (!object_is_event(o) || !o->is_ours)
        return NULL;
    OWN(meeting) m = store_meeting(g->tx, o->account, o->uid, &none);
    return m && (m->state == MEETING_OPEN || m->state == MEETING_ENDED) ? GIVE(m) : NULL;
}

static bool add_object(const struct object *o, void *with)
{
    struct reading *g = with;
    struct occurrence found[MOST_OF_ONE];
    size_t count = 0;
    OWN(meeting) m = meeting_of(g, o);
    OWN(event)
    e = m ? event_read(span_make(o->text, o->text_len), g->pipeline->zones, &ical_limits_stored,
                       NULL)
          : NULL;
    if (!e)
        return true;
    struct room_wishes set;
    g->ok = store_room_wishes(g->tx, m->account, m->uid, &set, g->err);
    (void)event_window(e, g->zone, g->from, g->to, RECUR_BUDGET, found, LENGTH(found), &count);
    for (size_t i = 0; i < count; i++)
        if (found[i].end != INSTANT_NEVER)
            add_slot(g, e, m, &found[i], &set);
    room_wishes_clear(&set);
    return g->ok;
}

static bool add_account(const struct account *a, void *with)
{
    struct reading *g = with;
    struct object_query q = {a->id, 0, g->from, g->to};
    g->owner = a;
    g->zone = account_zone(g->pipeline, a);
    g->ok = store_objects(g->tx, &q, add_object, g, g->err) && g->ok;
    return g->ok;
}

static int by_room(const void *a, const void *b)
{
    const struct slot *x = a, *y = b;
    int order = strcmp(x->room, y->room);
    return order
               ? order
               : (x->booking.starts > y->booking.starts) - (x->booking.starts < y->booking.starts);
}

static bool read_slots(struct reading *g, instant now, int64_t back_s)
{
    const struct config *c = g->pipeline->config;
    g->from = now - back_s - c->meetings.closes_s;
    g->to = now + AHEAD_S + c->meetings.opens_s;
    g->ok = true;
    TRY(store_accounts(g->tx, add_account, g, g->err) && g->ok);
    if (g->slots.count)
        qsort(g->slots.rows, g->slots.count, sizeof *g->slots.rows, by_room);
    return true;
}

bool roster_read(struct roster *r, struct error *err)
{
    struct store_mark mark;
    struct reading g = {.pipeline = r->pipeline, .err = err};
    instant now = clock_now();
    bool has_mark = store_mark(r->pipeline->store, &mark);
    OWN(tx) tx = store_read(r->pipeline->store, err);
    TRY(tx);
    g.tx = tx;
    if (!read_slots(&g, now, BACK_S)) {
        slots_clear(&g.slots);
        return false;
    }
    pthread_mutex_lock(r->lock);
    struct slots before = r->slots;
    r->slots = g.slots;
    r->mark = mark;
    r->has_mark = has_mark;
    r->until = g.slots.count < MOST_SLOTS ? now + AHEAD_S : INSTANT_FIRST;
    pthread_mutex_unlock(r->lock);
    slots_clear(&before);
    return true;
}

/* --- asking ----------------------------------------------------------------------------------- */

static const struct slot *first_slot(const struct slots *s, const char *room)
{
    size_t low = 0, high = s->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(s->rows[middle].room, room) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < s->count && strcmp(s->rows[low].room, room) == 0 ? &s->rows[low] : NULL;
}

/* As meeting_door does: what is open goes before what was called off, and that before what comes.
 */
static const struct slot *slot_at(const struct slots *s, const struct slot *first, instant at,
                                  enum door *door_out)
{
    const struct slot *end = s->rows + s->count, *open = NULL, *off = NULL, *next = NULL;
    for (const struct slot *i = first; i < end && strcmp(i->room, first->room) == 0; i++) {
        bool is_in = i->booking.opens <= at && at < i->booking.closes;
        if (is_in && i->booking.door == DOOR_OPEN && (!open || i->booking.starts <= at))
            open = i;
        else if (is_in && i->booking.door == DOOR_CANCELLED)
            off = i;
        else if (i->booking.opens > at && i->booking.door == DOOR_OPEN && !next)
            next = i;
    }
    *door_out = open ? DOOR_OPEN : off ? DOOR_CANCELLED : next ? DOOR_EARLY : DOOR_OVER;
    return open ? open : off ? off : next ? next : first;
}

static bool is_exact(const struct roster *r)
{
    struct store_mark now;
    return r->has_mark && store_mark(r->pipeline->store, &now) && store_mark_equal(&now, &r->mark);
}

struct meeting *hooks_meeting_in_room(const struct pipeline *p, struct tx *tx, const char *room,
                                      struct error *err)
{
    OWN_CHARS name = room_named(span_of(room));
    struct meeting *m = store_meeting_by_room(tx, name ? name : "", err);
    if (m || err->kind != FAULT_NOT_FOUND)
        return m;
    struct reading g = {.pipeline = p, .tx = tx, .err = err};
    bool ok = name && read_slots(&g, clock_now(), WEEK_S);
    const struct slot *first = ok ? first_slot(&g.slots, name) : NULL;
    if (first)
        m = store_meeting(tx, first->account, first->uid, err);
    slots_clear(&g.slots);
    return m;
}

bool roster_find(const struct roster *r, const char *room, instant at, struct booking *out,
                 enum memory *memory_out)
{
    pthread_mutex_lock(r->lock);
    const struct slot *first = first_slot(&r->slots, room);
    *memory_out = r->until <= at ? MEMORY_NONE : is_exact(r) ? MEMORY_EXACT : MEMORY_OLD;
    if (first) {
        enum door door;
        const struct slot *slot = slot_at(&r->slots, first, at, &door);
        *out = slot->booking;
        out->door = door;
        out->address = mem_str(slot->booking.address);
        out->password = mem_str(slot->booking.password);
    }
    pthread_mutex_unlock(r->lock);
    return first != NULL;
}

bool roster_owner(const struct roster *r, const char *room, int64_t *account_out, char **uid_out)
{
    pthread_mutex_lock(r->lock);
    const struct slot *first = first_slot(&r->slots, room);
    if (first) {
        *account_out = first->account;
        *uid_out = mem_str(first->uid);
    }
    pthread_mutex_unlock(r->lock);
    return first != NULL;
}

/* --- its thread ------------------------------------------------------------------------------- */

static bool nap(struct roster *r, int64_t seconds)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += seconds;
    int timed_out = 0;
    pthread_mutex_lock(r->lock);
    while (!r->stopping && !timed_out)
        timed_out = pthread_cond_timedwait(&r->called, r->lock, &until);
    bool go_on = !r->stopping;
    pthread_mutex_unlock(r->lock);
    return go_on;
}

/* Nobody asks where there is no token. */
static bool is_asked(const struct roster *r)
{
    const struct config *c = r->pipeline->config;
    return c->jitsi.reservation_token || c->jitsi.events_token || c->jitsi.hook_secret ||
           c->jitsi.jaas_hook_secret;
}

static void *run(void *with)
{
    struct roster *r = with;
    int64_t read_ms = INT64_MIN, took_ms = 0;
    do {
        struct error err = {0};
        int64_t now_ms = clock_ticks_ms();
        bool is_old = read_ms == INT64_MIN || now_ms - read_ms > (int64_t)OLDEST_S * 1000;
        if (!is_asked(r) || (!is_old && (is_exact(r) || now_ms - read_ms < took_ms * PAUSE_TIMES)))
            continue;
        if (!roster_read(r, &err))
            log_warning("hooks.roster", "fault=%d said=\"%s\"", (int)err.kind, err.said);
        read_ms = now_ms;
        took_ms = clock_ticks_ms() - now_ms;
    } while (nap(r, LOOK_S));
    return NULL;
}

struct roster *roster_new(const struct pipeline *p, struct error *err)
{
    struct roster *r = mem_new(sizeof *r);
    pthread_condattr_t monotonic;
    r->pipeline = p;
    r->until = INSTANT_FIRST;
    r->lock = mem_new(sizeof *r->lock);
    pthread_mutex_init(r->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&r->called, &monotonic);
    pthread_condattr_destroy(&monotonic);
    if (pthread_create(&r->thread, NULL, run, r) == 0)
        return r;
    free(r->lock);
    free(r);
    fail(err, FAULT_UNAVAILABLE, NULL, "The list of coming rooms cannot start its thread.");
    return NULL;
}

void roster_free(struct roster *r)
{
    if (!r)
        return;
    pthread_mutex_lock(r->lock);
    r->stopping = true;
    pthread_cond_signal(&r->called);
    pthread_mutex_unlock(r->lock);
    pthread_join(r->thread, NULL);
    pthread_cond_destroy(&r->called);
    pthread_mutex_destroy(r->lock);
    slots_clear(&r->slots);
    free(r->lock);
    free(r);
}
