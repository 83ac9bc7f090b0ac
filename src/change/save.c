#include "internal.h"

/* "<uid>.ics" where the UID can stand in a path, else a name made of its digest. */
static char *resource_name(const char *uid)
{
    size_t fine = strspn(uid, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.@");
    if (uid[fine] == 0 && fine <= 120 && uid[0] != '.')
        return mem_strf("%s.ics", uid);
    struct digest d = digest_of(span_of(uid));
    OWN_CHARS hex = digest_hex(&d);
    return mem_strf("%.32s.ics", hex);
}

enum component component_of(const struct event *e)
{
    static const enum component components[ITEM_KINDS] = {COMPONENT_EVENT, COMPONENT_TODO,
                                                          COMPONENT_JOURNAL};
    return components[e->kind];
}

static void fill_object(const struct work *w, struct object *o)
{
    o->account = w->c->account;
    o->calendar = w->calendar->id;
    o->uid = mem_str(w->now->uid);
    o->name = w->old       ? mem_str(w->old->name)
              : w->c->name ? mem_str(w->c->name)
                           : resource_name(w->now->uid);
    o->text = span_copy(w->now->text);
    o->text_len = w->now->text.len;
    o->hash = w->hash;
    o->created = w->old ? w->old->created : w->at;
    o->changed = w->at;
    o->is_recurring = event_is_recurring(w->now);
    o->is_ours = meeting_is_ours(w->now, w->owner);
    o->component = component_of(w->now);
    o->schedule_tag = work_schedule_tag(w);
    item_span(w->now, w->floating, &o->starts, &o->ends);
}

static bool save_object(struct work *w, struct tx *tx, struct error *err)
{
    OWN(object) o = mem_new(sizeof *o);
    if (w->old)
        o->id = w->old->id;
    fill_object(w, o);
    TRY(store_object_save(tx, o, err));
    w->c->etag = mem_str(o->etag);
    w->c->schedule_tag = mem_str(o->schedule_tag);
    w->c->text_changed = !span_equal(w->c->text, w->now->text);
    w->c->outcome = w->old ? CHANGE_UPDATED : CHANGE_CREATED;
    if (w->meeting) {
        w->meeting->starts = o->starts;
        w->meeting->ends = o->ends;
    }
    return true;
}

static bool remove_object(struct work *w, struct tx *tx, struct error *err)
{
    TRY(store_object_remove(tx, w->c->account, w->old->calendar, w->old->uid, err));
    w->c->outcome = CHANGE_DELETED;
    return true;
}

static bool save_reminder(struct work *w, struct tx *tx, struct error *err)
{
    if (!w->old && w->reminder.due == INSTANT_NEVER)
        return true; /* a new event that owes none has no row to remove */
    w->reminder.account = w->c->account;
    if (!w->reminder.uid)
        w->reminder.uid = mem_str(w->now ? w->now->uid : w->old->uid);
    return store_reminder_save(tx, &w->reminder, err);
}

bool work_save(struct work *w, struct tx *tx, struct error *err)
{
    TRY(w->now ? save_object(w, tx, err) : remove_object(w, tx, err));
    if (w->meeting)
        TRY(store_meeting_save(tx, w->meeting, err));
    return save_reminder(w, tx, err);
}
