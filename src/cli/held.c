#include "held.h"

#include "convoke/hooks.h"

enum { MOST_COMING = 50 };

struct meeting *meeting_meant(const struct program *p, struct tx *tx, const char *said,
                              struct error *err)
{
    struct span name = span_of(said);
    const char *slash = strrchr(said, '/');
    if (slash)
        name = span_of(slash + 1);
    struct span rest;
    name = span_cut(name, '#', &rest);
    name = span_cut(name, '?', &rest);
    OWN_CHARS word = span_copy(name);
    struct meeting *m = store_meeting_by_code(tx, word, err);
    if (m || err->kind != FAULT_NOT_FOUND)
        return m;
    m = hooks_meeting_in_room(&p->pipeline, tx, word, err);
    if (m || err->kind != FAULT_NOT_FOUND)
        return m;
    fail(err, FAULT_NOT_FOUND, NULL, "There is no meeting with the code or room \"%.80s\".", word);
    return NULL;
}

const char *caller_role_name(enum caller_role r)
{
    static const char *const names[] = {
        [CALLER_NOBODY] = "nobody",
        [CALLER_GUEST] = "guest",
        [CALLER_PARTICIPANT] = "participant",
        [CALLER_MODERATOR] = "moderator",
        [CALLER_HOST] = "host",
    };
    return names[r];
}

int64_t sitting_seconds(const struct sitting *s)
{
    return s->state == SITTING_COMPLETED && s->ended > s->started ? s->ended - s->started : -1;
}

void held_free(struct held *h)
{
    if (!h)
        return;
    for (size_t i = 0; i < h->count; i++) {
        sitting_free(h->rows[i].sitting);
        attendants_free(h->rows[i].people);
    }
    free(h->rows);
    room_wishes_clear(&h->wishes);
    meeting_free(h->meeting);
    account_free(h->owner);
    event_free(h->event);
    free(h);
}

/* --- what was held ---------------------------------------------------------------------------- */

static struct held_row *add_row(struct held *h, const char *key, instant starts, instant ends)
{
    h->rows = mem_grow(h->rows, h->count, &h->capacity, sizeof *h->rows);
    struct held_row *r = &h->rows[h->count++];
    *r = (struct held_row){.starts = starts, .ends = ends};
    memcpy(r->key, key, sizeof r->key);
    return r;
}

static bool is_off(const struct held *h, const char *key)
{
    struct occurrence o;
    if (h->meeting->state == MEETING_ENDED)
        return true;
    return h->event && *key && event_occurrence(h->event, h->zone, key, &o) == RECUR_FOUND &&
           o.is_cancelled;
}

static bool add_sitting(const struct sitting *s, void *with)
{
    struct held *h = with;
    struct held_row *r = add_row(h, s->key, s->starts, s->ends);
    r->sitting = mem_new(sizeof *s);
    *r->sitting = *s;
    r->sitting->uid = mem_str(s->uid);
    (void)sitting_close(r->sitting, clock_now());
    r->life = life_of(r->sitting, is_off(h, s->key), clock_now());
    return true;
}

static bool read_people(const struct program *p, struct tx *tx, struct held *h, struct error *err)
{
    unsigned char secret[32];
    TRY(store_key(p->store, secret, err));
    for (size_t i = 0; i < h->count; i++) {
        OWN(sightings) seen = store_sightings(tx, h->rows[i].sitting, err);
        OWN(signals) shown = store_signals(tx, h->rows[i].sitting, err);
        TRY(seen && shown);
        struct attendance_facts f = {.sitting = h->rows[i].sitting,
                                     .seen = seen,
                                     .shown = shown,
                                     .meeting = h->meeting,
                                     .event = h->event,
                                     .owner = h->owner,
                                     .secret = secret,
                                     .floating = h->zone,
                                     .at = clock_now()};
        h->rows[i].people = attendance_of(&f);
    }
    explicit_bzero(secret, sizeof secret);
    return true;
}

/* --- what is to come -------------------------------------------------------------------------- */

static bool was_held(const struct held *h, const struct occurrence *o, size_t nheld)
{
    for (size_t i = 0; i < nheld; i++)
        if (h->rows[i].starts == o->start && strcmp(h->rows[i].key, o->key) == 0)
            return true;
    return false;
}

static void add_coming(struct held *h, instant to)
{
    struct occurrence coming[MOST_COMING];
    size_t count = 0, nheld = h->count;
    instant now = clock_now();
    if (!h->event || h->meeting->state == MEETING_NONE)
        return;
    (void)event_window(h->event, h->zone, now, to, RECUR_BUDGET, coming, LENGTH(coming), &count);
    for (size_t i = 0; i < count; i++) {
        if (was_held(h, &coming[i], nheld))
            continue;
        struct held_row *r = add_row(h, coming[i].key, coming[i].start, coming[i].end);
        r->life = life_of(NULL, coming[i].is_cancelled || is_off(h, r->key), now);
    }
}

static int by_start(const void *a, const void *b)
{
    const struct held_row *x = a, *y = b;
    return (x->starts > y->starts) - (x->starts < y->starts);
}

static bool read_event(const struct program *p, struct tx *tx, struct held *h, struct error *err)
{
    OWN(object) o = store_object_by_uid(tx, h->meeting->account, 0, h->meeting->uid, err);
    if (!o)
        return err->kind == FAULT_NOT_FOUND;
    h->event = object_is_event(o) ? event_stored(p, o, err) : NULL;
    return true;
}

struct held *held_read(const struct program *p, struct tx *tx, const char *said, instant to,
                       struct error *err)
{
    OWN(held) h = mem_new(sizeof *h);
    h->meeting = meeting_meant(p, tx, said, err);
    TRY(h->meeting);
    h->owner = store_account(tx, h->meeting->account, err);
    TRY(h->owner && read_event(p, tx, h, err));
    h->zone = zone_of_user(p->zones, h->owner);
    int64_t account = h->meeting->account;
    TRY(store_recordings_allowed(tx, account, h->meeting->uid, &h->may_record, err));
    TRY(store_room_wishes(tx, account, h->meeting->uid, &h->wishes, err));
    TRY(store_sittings(tx, account, h->meeting->uid, add_sitting, h, err));
    TRY(read_people(p, tx, h, err));
    add_coming(h, to);
    if (h->count)
        qsort(h->rows, h->count, sizeof *h->rows, by_start);
    return GIVE(h);
}
