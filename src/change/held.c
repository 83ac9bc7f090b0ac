/* What happens in rooms, whoever tells of it: the sitting that it belongs to, and who was seen. */
#include "internal.h"

/* A room that is closed when its time is over tells so a little later; and one is opened a little
 * earlier than its door. */
enum { LATE_S = 120 };

struct event *event_behind(const struct pipeline *p, struct tx *tx, const struct meeting *m)
{
    OWN(object) o = store_object_by_uid(tx, m->account, 0, m->uid, NULL);
    TRY(o && object_is_event(o));
    return event_read(span_make(o->text, o->text_len), p->zones, &ical_limits_stored, NULL);
}

static struct sitting *sitting_stored(struct tx *tx, const struct meeting *m, instant at,
                                      struct error *err)
{
    return at == INSTANT_FIRST ? NULL : store_sitting_at(tx, m->account, m->uid, at, err);
}

/* What ends belongs to where it began. */
static struct sitting *sitting_known(struct tx *tx, const struct meeting *m,
                                     const struct life_event *e, struct error *err)
{
    bool ends = e->kind == LIFE_ENDED || e->kind == LIFE_LEFT;
    struct sitting *s = ends ? sitting_stored(tx, m, e->of, err) : NULL;
    if (!s)
        s = sitting_stored(tx, m, e->at, err);
    if (!s && ends && err->kind == FAULT_NOT_FOUND)
        s = sitting_stored(tx, m, e->at - LATE_S, err);
    return s;
}

static struct sitting *sitting_near(struct door_facts f, instant at)
{
    static const int64_t shifts_s[] = {0, LATE_S, -LATE_S}; /* a little early, a little late */
    struct sitting *s = NULL;
    for (size_t i = 0; i < LENGTH(shifts_s); i++) {
        f.at = at + shifts_s[i];
        OWN(sitting) near = sitting_new(&f);
        if (s && !near->planned)
            continue;
        sitting_free(s);
        s = GIVE(near);
        if (s->planned)
            break;
    }
    if (s->opens > at)
        s->opens = at;
    return s;
}

/* What came a little early, or late, may be of a sitting that is stored. */
static struct sitting *sitting_begun(const struct pipeline *p, struct tx *tx,
                                     const struct meeting *m, instant at, struct error *err)
{
    OWN(account) owner = store_account(tx, m->account, err);
    TRY(owner);
    OWN(event) e = event_behind(p, tx, m);
    struct door_facts f = {
        .config = p->config, .meeting = m, .event = e, .floating = account_zone(p, owner)};
    OWN(sitting) fresh = sitting_near(f, at);
    OWN(sitting) had = sitting_stored(tx, m, fresh->starts, err);
    if (!had)
        return err->kind == FAULT_NOT_FOUND ? GIVE(fresh) : NULL;
    if (!had->planned || strcmp(had->key, fresh->key) != 0)
        return GIVE(fresh);
    had->opens = fresh->opens < had->opens ? fresh->opens : had->opens;
    return GIVE(had);
}

bool change_held(const struct pipeline *p, struct tx *tx, const struct meeting *m,
                 const struct life_event *e, const struct sighting *who, struct error *err)
{
    OWN(sitting) s = sitting_known(tx, m, e, err);
    bool is_new = !s;
    if (is_new) {
        TRY(err->kind == FAULT_NOT_FOUND);
        s = sitting_begun(p, tx, m, e->at, err);
        TRY(s);
    }
    struct sitting had;
    memcpy(&had, s, sizeof had);
    sitting_apply(s, e);
    if (is_new || memcmp(&had, s, sizeof had) != 0) /* who leaves changes nothing of it */
        TRY(store_sitting_save(tx, s, err));
    return !who || store_sighting_add(tx, s, who, err);
}
