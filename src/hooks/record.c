/* A notice into the store. */
#include "internal.h"

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

static bool take_life(const struct pipeline *p, struct tx *tx, const struct meeting *m,
                      const struct notice *n, struct error *err)
{
    const struct life_event e = {lives[n->kind], n->at, n->of};
    return change_held(p, tx, m, &e, n->who.who ? &n->who : NULL, err);
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
