/* A parcel of the kind "room" becomes an order: what the service has to be asked for by now. */
#include "convoke/remote.h"

#include "convoke/meeting.h"

/* What the order is about, as stored; event NULL when it is gone. */
struct stored {
    struct meeting *meeting;
    struct event *event;
    const struct zone *floating;
};

static void stored_clear(struct stored *s)
{
    meeting_free(s->meeting);
    event_free(s->event);
}

static bool load_zone(const struct pipeline *p, struct tx *tx, int64_t account, struct stored *s,
                      struct error *err)
{
    OWN(account) a = store_account(tx, account, err);
    TRY(a);
    s->floating = account_zone(p, a);
    return true;
}

static bool load_event(const struct pipeline *p, struct tx *tx, const struct parcel *parcel,
                       struct stored *s, struct error *err)
{
    OWN(object) o = store_object_by_uid(tx, parcel->account, 0, parcel->uid, err);
    if (!o)
        return err->kind == FAULT_NOT_FOUND;
    s->event = event_read(span_make(o->text, o->text_len), p->zones, &ical_limits_stored, err);
    return s->event;
}

static bool load(const struct pipeline *p, struct tx *tx, const struct parcel *parcel,
                 struct stored *s, struct error *err)
{
    s->meeting = store_meeting(tx, parcel->account, parcel->uid, err);
    return s->meeting && load_zone(p, tx, parcel->account, s, err) &&
           load_event(p, tx, parcel, s, err);
}

/* An id that is ours to give is kept before the service hears it, so that it is never forgotten;
 * and what went wrong before does not hold any more. */
static bool note_order(struct tx *tx, struct meeting *m, const char *id, struct error *err)
{
    bool is_new = id && (!m->room || strcmp(m->room, id) != 0);
    if (!is_new && !m->room_fault)
        return true;
    if (is_new) {
        free(m->room);
        m->room = mem_str(id);
    }
    free(m->room_fault);
    m->room_fault = NULL;
    return store_meeting_save(tx, m, err);
}

static enum composed compose(const struct pipeline *pipeline, struct tx *tx, struct parcel *p,
                             struct stored *s, struct error *err)
{
    struct room_facts f = {pipeline->config, s->meeting, s->event, s->floating};
    if (!room_is_asked_for(s->meeting)) {
        p->answer = mem_str("same: no service has to be asked for this room");
        return COMPOSED_NOTHING;
    }
    OWN_CHARS id = NULL;
    OWN_CHARS order = room_order(&f, p->id, &id);
    if (!order) {
        p->answer = mem_str("same: the service knows all of it");
        return COMPOSED_NOTHING;
    }
    if (!note_order(tx, s->meeting, id, err))
        return COMPOSED_FAILED;
    p->sender = mem_str("");
    p->message_id = mem_strf("<room-%lld@local>", (long long)p->id);
    p->bytes_len = strlen(order);
    p->bytes = GIVE(order);
    return COMPOSED_READY;
}

enum composed remote_compose_room(void *pipeline, struct tx *tx, struct parcel *p,
                                  struct error *err)
{
    struct stored s __attribute__((cleanup(stored_clear))) = {0};
    free(p->answer);
    p->answer = NULL;
    return load(pipeline, tx, p, &s, err) ? compose(pipeline, tx, p, &s, err) : COMPOSED_FAILED;
}
