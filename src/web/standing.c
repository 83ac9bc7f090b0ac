#include "standing.h"

enum { PLACES = 2048, MOST_TEXT_BYTES = 16384 };

struct standings {
    const struct pipeline *pipeline;
    pthread_mutex_t lock;
    struct store_mark mark; /* that what is kept holds for */
    struct standing *places[PLACES];
};

void standing_free(struct standing *s)
{
    if (!s || atomic_fetch_sub(&s->users, 1) > 1)
        return;
    link_counters_free(s->counters);
    event_free(s->event);
    account_free(s->owner);
    meeting_free(s->meeting);
    free(s);
}

/* --- reading ---------------------------------------------------------------------------------- */

/* What the calendar of its event says. */
static void read_wishes(struct standing *s, struct tx *tx, const struct object *o)
{
    OWN(calendar) c = o ? store_calendar(tx, o->account, o->calendar, NULL) : NULL;
    s->guests = c ? c->guests : -1;
    s->lobby_page = c ? c->lobby_page : -1;
}

/* When the event is gone, or not to be read, the room does without. */
static void read_event(const struct pipeline *p, struct tx *tx, struct standing *s,
                       size_t *bytes_out)
{
    const struct meeting *m = s->meeting;
    OWN(object) o = store_object_by_uid(tx, m->account, 0, m->uid, NULL);
    read_wishes(s, tx, o);
    if (!o || !object_is_event(o))
        return;
    *bytes_out = o->text_len;
    s->event = event_read(span_make(o->text, o->text_len), p->zones, &ical_limits_stored, NULL);
}

static struct standing *read_now(const struct pipeline *p, const char *code, size_t *bytes_out,
                                 struct error *err)
{
    OWN(tx) tx = store_read(p->store, err);
    TRY(tx);
    OWN(standing) s = mem_new(sizeof *s);
    s->users = 1;
    s->meeting = store_meeting_by_code(tx, code, err);
    TRY(s->meeting);
    s->owner = store_account(tx, s->meeting->account, err);
    TRY(s->owner);
    s->counters = store_link_counters(tx, s->meeting->account, s->meeting->uid, err);
    TRY(s->counters);
    s->zone = account_zone(p, s->owner);
    read_event(p, tx, s, bytes_out);
    return GIVE(s);
}

/* --- keeping ---------------------------------------------------------------------------------- */

struct standings *standings_new(const struct pipeline *p)
{
    struct standings *s = mem_new(sizeof *s);
    s->pipeline = p;
    pthread_mutex_init(&s->lock, NULL);
    return s;
}

static void forget_all(struct standings *s)
{
    for (size_t i = 0; i < PLACES; i++)
        standing_free(GIVE(s->places[i]));
}

void standings_free(struct standings *s)
{
    if (!s)
        return;
    forget_all(s);
    pthread_mutex_destroy(&s->lock);
    free(s);
}

/* Nobody gives codes that exist a place of his choice: they are random. FNV-1a. */
static struct standing **place_of(struct standings *s, const char *code)
{
    uint32_t sum = 2166136261;
    for (; *code; code++)
        sum = (sum ^ (unsigned char)*code) * 16777619;
    return &s->places[sum % PLACES];
}

static struct standing *find(struct standings *s, const char *code, const struct store_mark *mark)
{
    pthread_mutex_lock(&s->lock);
    if (!store_mark_equal(&s->mark, mark)) {
        forget_all(s);
        s->mark = *mark;
    }
    struct standing *found = *place_of(s, code);
    if (found && strcmp(found->meeting->code, code) != 0)
        found = NULL;
    if (found)
        atomic_fetch_add(&found->users, 1);
    pthread_mutex_unlock(&s->lock);
    return found;
}

/* It was read after the mark was: it is as new, or newer, and then the next look forgets it. */
static void keep(struct standings *s, struct standing *made, const struct store_mark *mark)
{
    pthread_mutex_lock(&s->lock);
    if (store_mark_equal(&s->mark, mark)) {
        struct standing **place = place_of(s, made->meeting->code);
        standing_free(*place);
        atomic_fetch_add(&made->users, 1);
        *place = made;
    }
    pthread_mutex_unlock(&s->lock);
}

struct standing *standings_take(struct standings *s, const char *code, struct error *err)
{
    struct store_mark mark;
    size_t bytes = 0;
    bool has_mark = store_mark(s->pipeline->store, &mark);
    struct standing *found = has_mark ? find(s, code, &mark) : NULL;
    if (found)
        return found;
    OWN(standing) made = read_now(s->pipeline, code, &bytes, err);
    TRY(made);
    if (has_mark && bytes <= MOST_TEXT_BYTES)
        keep(s, made, &mark);
    return GIVE(made);
}
