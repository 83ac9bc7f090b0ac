#include "coming.h"

#include <unistd.h>

enum { PIECE = 64, PATIENCE_S = 60 };

void uids_free(struct uids *u)
{
    for (size_t i = 0; u && i < u->count; i++)
        free(u->at[i]);
    if (u)
        free(u->at);
    free(u);
}

void uids_add(struct uids *u, const char *uid)
{
    u->at = mem_grow(u->at, u->count, &u->room, sizeof *u->at);
    u->at[u->count++] = mem_str(uid);
}

struct search {
    const struct program *program;
    const struct account *owner;
    struct uids *found;
};

static bool has_others(const struct event *e, const struct account *owner)
{
    const struct vevent *v = event_main(e);
    for (size_t i = 0; i < v->nattendees; i++)
        if (!account_has_address(owner, v->attendees[i].address))
            return true;
    return false;
}

/* Whether an occurrence that takes place is still to end. */
static bool is_to_come(const struct event *e, const struct zone *zone, instant now)
{
    enum { MOST_CANCELLED = 1000 };
    struct occurrence o;
    for (int i = 0; i < MOST_CANCELLED; i++) {
        if (event_next(e, zone, now, RECUR_BUDGET, &o) != RECUR_FOUND)
            return false;
        if (!o.is_cancelled)
            return true;
        now = o.end > now ? o.end : now + 1;
    }
    return true;
}

static bool look_at(const struct object *o, void *with)
{
    struct search *s = with;
    struct error err = {0};
    if (!o->is_ours || !object_is_event(o))
        return true;
    OWN(event) e = event_stored(s->program, o, &err);
    const struct zone *zone = zone_of_user(s->program->zones, s->owner);
    if (e && has_others(e, s->owner) && is_to_come(e, zone, clock_now()))
        uids_add(s->found, o->uid);
    return true;
}

struct uids *coming_meetings(const struct program *p, struct tx *tx, const struct account *owner,
                             int64_t calendar, struct error *err)
{
    OWN(uids) found = mem_new(sizeof *found);
    struct search s = {p, owner, found};
    struct object_query q = {owner->id, calendar, clock_now(), INSTANT_NEVER};
    TRY(store_objects(tx, &q, look_at, &s, err));
    return GIVE(found);
}

static bool take_uid(const struct object *o, void *with)
{
    uids_add(with, o->uid);
    return true;
}

struct uids *events_of(struct tx *tx, int64_t account, int64_t calendar, struct error *err)
{
    OWN(uids) found = mem_new(sizeof *found);
    struct object_query q = {account, calendar, INSTANT_FIRST, INSTANT_NEVER};
    TRY(store_objects(tx, &q, take_uid, found, err));
    return GIVE(found);
}

static bool delete_piece(const struct program *p, struct change *changes, size_t count,
                         struct error *err)
{
    bool ok = change_submit(&p->pipeline, changes, count);
    for (size_t i = 0; i < count; i++) {
        if (changes[i].outcome == CHANGE_FAILED && err->kind == FAULT_NONE)
            *err = changes[i].err;
        change_clear(&changes[i]);
    }
    return ok;
}

bool delete_events(const struct program *p, int64_t account, int64_t calendar,
                   const struct uids *which, bool tell, struct error *err)
{
    for (size_t done = 0; done < which->count;) {
        struct change changes[PIECE] = {0};
        size_t count = 0;
        for (; count < PIECE && done < which->count; count++, done++)
            changes[count] = (struct change){.kind = CHANGE_DELETE,
                                             .account = account,
                                             .calendar = calendar,
                                             .uid = which->at[done],
                                             .tell = tell};
        TRY(delete_piece(p, changes, count, err));
        progress_show("%zu of %zu events removed", done, which->count);
    }
    progress_clear();
    return true;
}

struct waiting {
    int64_t *ids;
    size_t count, room;
    bool is_leased; /* somebody else is delivering one of them */
};

static bool note_waiting(const struct parcel *p, void *with)
{
    struct waiting *w = with;
    w->ids = mem_grow(w->ids, w->count, &w->room, sizeof *w->ids);
    w->ids[w->count++] = p->id;
    w->is_leased |= p->leased_until > clock_now();
    return true;
}

static bool find_waiting(struct tx *tx, int64_t account, struct waiting *w, struct error *err)
{
    struct parcel_query q = {.account = account, .unfinished = true};
    w->count = 0;
    w->is_leased = false;
    return store_parcels(tx, &q, note_waiting, w, err);
}

struct hurry {
    int64_t account;
    struct waiting *waiting;
};

static bool make_due(struct tx *tx, void *with, struct error *err)
{
    struct hurry *h = with;
    TRY(find_waiting(tx, h->account, h->waiting, err));
    for (size_t i = 0; i < h->waiting->count; i++) {
        OWN(parcel) p = store_parcel(tx, h->waiting->ids[i], err);
        TRY(p);
        p->due = clock_now();
        TRY(store_parcel_save(tx, p, err));
    }
    return true;
}

static bool deliver_now(const struct program *p, int64_t account, struct waiting *w,
                        struct error *err)
{
    struct outbox_report report;
    struct hurry hurry = {account, w};
    TRY(store_write_one(p->store, make_due, &hurry, err));
    if (!w->count)
        return true;
    OWN(mailroom) d = mailroom_new(&p->pipeline, err);
    TRY(d);
    TRY(outbox_pass(mailroom_outbox(d), &report, err));
    OWN(tx) tx = store_read(p->store, err);
    TRY(tx);
    return find_waiting(tx, account, w, err);
}

bool empty_outbox(const struct program *p, const struct account *owner, struct error *err)
{
    struct waiting w = {0};
    bool ok = deliver_now(p, owner->id, &w, err);
    for (int i = 0; ok && w.is_leased && i < PATIENCE_S; i++) {
        progress_show("waiting for %zu mails on their way", w.count);
        sleep(1);
        OWN(tx) tx = store_read(p->store, err);
        ok = tx && find_waiting(tx, owner->id, &w, err);
    }
    progress_clear();
    free(w.ids);
    if (ok && w.count)
        return fail(err, FAULT_UNAVAILABLE, NULL,
                    "%zu mails of %s could not go out yet (see \"convoke outbox list\"); try again "
                    "later, or give them up with \"convoke outbox drop --user %s\".",
                    w.count, owner->name, owner->name);
    return ok;
}
