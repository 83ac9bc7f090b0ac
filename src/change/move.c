/* MOVE: another name, another calendar or another account for an event that stays as it is. Its
 * room, its reminder and what was told belong to the account and the UID, so within an account they
 * stay with it, and there is nothing to tell. */
#include "internal.h"

static bool check_component(const struct object *o, const struct calendar *to, struct error *err)
{
    unsigned taken =
        to->components ? to->components : COMPONENT_EVENT | COMPONENT_TODO | COMPONENT_JOURNAL;
    unsigned is = o->component ? o->component : COMPONENT_EVENT;
    return (taken & is) || fail(err, FAULT_FORBIDDEN, "supported-calendar-component",
                                "Calendar %s does not take this kind of object.", to->name);
}

/* Another event never makes room for this one. RFC 4791, 5.3.2.1 */
static bool check_name_is_free(const struct work *w, struct tx *tx, const struct calendar *to,
                               struct error *err)
{
    OWN(object) there = store_object_named(tx, to->account, to->id, w->c->name, err);
    if (!there)
        return err->kind == FAULT_NOT_FOUND;
    if (!w->c->to.overwrite)
        return fail(err, FAULT_PRECONDITION, NULL, "There is an object of this name already.");
    w->c->in_the_way = mem_strf("%s/%s", to->name, there->name);
    return fail(err, FAULT_CONFLICT, "no-uid-conflict",
                "Another object has this name there already.");
}

static bool move_within(struct work *w, struct tx *tx, const struct calendar *to, struct error *err)
{
    const struct object *o = w->old;
    TRY(check_name_is_free(w, tx, to, err));
    TRY(store_object_move(tx, o->account, o->calendar, o->uid, to->id, w->c->name, err));
    w->c->outcome = CHANGE_CREATED;
    w->c->etag = mem_str(o->etag);
    w->c->schedule_tag = mem_str(o->schedule_tag);
    return true;
}

static bool has_attendees(const struct event *e)
{
    bool has = e->master && e->master->nattendees > 0;
    for (size_t i = 0; i < e->noverrides && !has; i++)
        has = e->overrides[i].nattendees > 0;
    return has;
}

/* Whoever organizes a meeting does so with his account: elsewhere it would be another's. */
static bool check_stays_whole(const struct work *w, struct error *err)
{
    bool has_room = w->had && w->had->state == MEETING_OPEN;
    if (!has_room && !has_attendees(w->before))
        return true;
    return fail(err, FAULT_FORBIDDEN,
                w->old->is_ours ? "allowed-organizer-scheduling-object-change"
                                : "allowed-attendee-scheduling-object-change",
                "An event with attendees or a room stays in the account that it is in.");
}

static void take_outs(struct change *into, struct change *from)
{
    into->outcome = from->outcome == CHANGE_CREATED ? CHANGE_CREATED : CHANGE_UPDATED;
    into->etag = GIVE(from->etag);
    into->schedule_tag = GIVE(from->schedule_tag);
    into->in_the_way = GIVE(from->in_the_way);
    into->text_changed = from->text_changed;
}

static bool put_there(struct work *w, struct tx *tx, const struct calendar *to, struct error *err)
{
    struct change put = {
        .kind = CHANGE_PUT,
        .account = to->account,
        .calendar = to->id,
        .text = span_make(w->old->text, w->old->text_len),
        .name = w->c->name,
        .at_name = true,
        .exact = true,
        .if_none_match = !w->c->to.overwrite,
    };
    bool ok = change_apply(w->p, tx, &put, err);
    take_outs(w->c, &put);
    change_clear(&put);
    return ok;
}

static bool move_across(struct work *w, struct tx *tx, const struct calendar *to, struct error *err)
{
    struct change gone = {
        .kind = CHANGE_DELETE,
        .account = w->old->account,
        .calendar = w->old->calendar,
        .uid = w->old->uid,
    };
    TRY(check_stays_whole(w, err));
    TRY(put_there(w, tx, to, err));
    bool ok = change_apply(w->p, tx, &gone, err);
    change_clear(&gone);
    return ok;
}

bool work_move(struct work *w, struct tx *tx, struct error *err)
{
    OWN(calendar) to = store_calendar(tx, w->c->to.account, w->c->to.calendar, err);
    TRY(to);
    TRY(work_check_share(w, tx, to, err));
    TRY(check_component(w->old, to, err));
    return to->account == w->old->account ? move_within(w, tx, to, err)
                                          : move_across(w, tx, to, err);
}
