/* A notice into the store. */
#include "internal.h"

/* A room that is closed when its time is over tells so a little later; and one is opened a little
 * earlier than its door. */
enum { LATE_S = 120 };

static const enum life_kind lives[] = {
    [NOTICE_STARTED] = LIFE_STARTED,
    [NOTICE_ENDED] = LIFE_ENDED,
    [NOTICE_JOINED] = LIFE_JOINED,
    [NOTICE_LEFT] = LIFE_LEFT,
};

/* *m_out NULL: it is about no meeting of ours. */
static bool find_meeting(struct tx *tx, const struct roster *roster, const struct notice *n,
                         struct meeting **m_out, struct error *err)
{
    *m_out = n->code ? store_meeting_by_code(tx, n->code, err)
                     : meeting_in_room(tx, roster, n->room, err);
    return *m_out || err->kind == FAULT_NOT_FOUND;
}

static struct sitting *sitting_stored(struct tx *tx, const struct meeting *m, instant at,
                                      struct error *err)
{
    return at == INSTANT_FIRST ? NULL : store_sitting_at(tx, m->account, m->uid, at, err);
}

/* What ends belongs to where it began. */
static struct sitting *sitting_known(struct tx *tx, const struct meeting *m, const struct notice *n,
                                     struct error *err)
{
    bool ends = n->kind == NOTICE_ENDED || n->kind == NOTICE_LEFT;
    struct sitting *s = ends ? sitting_stored(tx, m, n->of, err) : NULL;
    if (!s)
        s = sitting_stored(tx, m, n->at, err);
    if (!s && ends && err->kind == FAULT_NOT_FOUND)
        s = sitting_stored(tx, m, n->at - LATE_S, err);
    return s;
}

static struct sitting *sitting_of(struct door_facts f, const struct notice *n)
{
    static const int64_t shifts_s[] = {0, LATE_S, -LATE_S}; /* a little early, a little late */
    struct sitting *s = NULL;
    for (size_t i = 0; i < LENGTH(shifts_s); i++) {
        f.at = n->at + shifts_s[i];
        OWN(sitting) near = sitting_new(&f);
        if (s && !near->planned)
            continue;
        sitting_free(s);
        s = GIVE(near);
        if (s->planned)
            break;
    }
    if (s->opens > n->at)
        s->opens = n->at;
    return s;
}

/* What came a little early, or late, may be of a sitting that is stored. */
static struct sitting *sitting_begun(const struct pipeline *p, struct tx *tx,
                                     const struct meeting *m, const struct notice *n,
                                     struct error *err)
{
    OWN(account) owner = store_account(tx, m->account, err);
    TRY(owner);
    OWN(event) e = event_of(p, tx, m);
    struct door_facts f = {
        .config = p->config, .meeting = m, .event = e, .floating = account_zone(p, owner)};
    OWN(sitting) fresh = sitting_of(f, n);
    OWN(sitting) had = sitting_stored(tx, m, fresh->starts, err);
    if (!had)
        return err->kind == FAULT_NOT_FOUND ? GIVE(fresh) : NULL;
    if (!had->planned || strcmp(had->key, fresh->key) != 0)
        return GIVE(fresh);
    had->opens = fresh->opens < had->opens ? fresh->opens : had->opens;
    return GIVE(had);
}

static bool take_life(const struct pipeline *p, struct tx *tx, const struct meeting *m,
                      const struct notice *n, struct error *err)
{
    OWN(sitting) s = sitting_known(tx, m, n, err);
    bool is_new = !s;
    if (is_new) {
        TRY(err->kind == FAULT_NOT_FOUND);
        s = sitting_begun(p, tx, m, n, err);
        TRY(s);
    }
    struct sitting had;
    memcpy(&had, s, sizeof had);
    sitting_apply(s, &(struct life_event){lives[n->kind], n->at, n->of});
    if (is_new || memcmp(&had, s, sizeof had) != 0) /* who leaves changes nothing of it */
        TRY(store_sitting_save(tx, s, err));
    return !n->who.who || store_sighting_add(tx, s, &n->who, err);
}

static bool take_recording(struct tx *tx, const struct meeting *m, const struct notice *n,
                           struct error *err)
{
    const struct recording r = {.account = m->account,
                                .uid = m->uid,
                                .url = n->recording.url,
                                .at = n->at,
                                .bytes = n->recording.bytes,
                                .seconds = n->recording.seconds,
                                .format = n->recording.format};
    if (store_recording_save(tx, &r, err))
        return true;
    if (err->kind != FAULT_FORBIDDEN)
        return false;
    log_info("hook.recording", "account=%lld kept=no", (long long)m->account);
    return true;
}

static bool is_first(struct tx *tx, const struct notice *n, bool *first_out, struct error *err)
{
    *first_out = true;
    return !n->id || store_hook_seen(tx, n->source, n->id, clock_now(), first_out, err);
}

bool notice_store(const struct pipeline *p, const struct roster *roster, struct tx *tx,
                  const struct notice *n, struct error *err)
{
    bool first;
    struct meeting *found;
    TRY(is_first(tx, n, &first, err));
    if (!first || n->kind == NOTICE_NONE)
        return true;
    TRY(find_meeting(tx, roster, n, &found, err));
    OWN(meeting) m = found;
    if (!m)
        return true;
    return n->kind == NOTICE_RECORDED ? take_recording(tx, m, n, err) : take_life(p, tx, m, n, err);
}
