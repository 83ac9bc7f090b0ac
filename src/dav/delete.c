/* DELETE of an object, or of a calendar with all that is in it. RFC 4918, 9.6 */
#include "internal.h"

/* RFC 6638, 8.1 */
static bool wants_no_answer(const struct ask *a)
{
    const char *reply = http_header(a->http, "Schedule-Reply");
    return reply && span_is_nocase(span_trim(span_of(reply)), "F");
}

static bool delete_object(struct ask *a, struct error *err)
{
    struct change c = {
        .kind = CHANGE_DELETE,
        .account = a->at.calendar->account,
        .calendar = a->at.calendar->id,
        .by = a->actor->id,
        .uid = a->at.object->uid,
        .from = a->at.object->name,
        .tell = true,
        .no_answer = wants_no_answer(a),
    };
    TRY(conditions_read(a, &c, err));
    tx_free(GIVE(a->tx));
    bool ok = change_submit(a->dav->pipeline, &c, 1);
    if (!ok)
        *err = c.err;
    change_clear(&c);
    return ok;
}

struct removal {
    int64_t account, calendar;
    const char *uid;
};

static bool remove_item(struct tx *tx, void *with, struct error *err)
{
    const struct removal *r = with;
    return store_object_remove(tx, r->account, r->calendar, r->uid, err);
}

/* An item of the inbox is a message, not an event: it goes without anybody being told. */
static bool delete_item(struct ask *a, struct error *err)
{
    struct removal r = {a->at.calendar->account, a->at.calendar->id, a->at.object->uid};
    struct change unused = {0};
    TRY(conditions_read(a, &unused, err));
    tx_free(GIVE(a->tx));
    return store_write_one(a->dav->pipeline->store, remove_item, &r, err);
}

/* --- a calendar ------------------------------------------------------------------------------- */

struct uids {
    char **all;
    size_t count, capacity;
};

static bool keep_uid(const struct object_listed *o, void *with)
{
    struct uids *u = with;
    u->all = mem_grow(u->all, u->count, &u->capacity, sizeof *u->all);
    u->all[u->count++] = mem_str(o->uid);
    return true;
}

static void uids_clear(struct uids *u)
{
    for (size_t i = 0; i < u->count; i++)
        free(u->all[i]);
    free(u->all);
}

static bool delete_uid(const struct ask *a, const char *uid, struct error *err)
{
    struct change c = {
        .kind = CHANGE_DELETE,
        .account = a->at.calendar->account,
        .calendar = a->at.calendar->id,
        .uid = uid,
        .tell = true,
        .no_answer = wants_no_answer(a),
    };
    bool ok = change_submit(a->dav->pipeline, &c, 1);
    if (!ok)
        *err = c.err;
    change_clear(&c);
    return ok || err->kind == FAULT_NOT_FOUND; /* somebody else was faster */
}

static bool remove_calendar(struct tx *tx, void *with, struct error *err)
{
    const struct removal *r = with;
    struct property_place at = {r->account, r->calendar, ""};
    int64_t left = 0;
    TRY(store_objects_count(tx, r->account, r->calendar, &left, err));
    if (left > 0)
        return fail(err, FAULT_CONFLICT, NULL,
                    "An event came into the calendar while it was removed; try again.");
    TRY(store_properties_remove(tx, &at, err));
    return store_calendar_remove(tx, r->account, r->calendar, err);
}

/* Each event goes by the pipeline, so that its attendees are told; what was done stays done when
 * one cannot go, and the calendar stays then. */
static bool delete_calendar(struct ask *a, struct error *err)
{
    struct uids uids = {0};
    struct removal r = {a->at.calendar->account, a->at.calendar->id, NULL};
    int64_t chosen;
    TRY(store_calendar_default(a->tx, a->at.calendar->account, &chosen, err));
    if (strcmp(a->at.calendar->name, "default") == 0 || a->at.calendar->id == chosen)
        return fail(err, FAULT_FORBIDDEN, "default-calendar-needed",
                    "The calendar that invitations go to cannot be removed.");
    bool ok = store_objects_changed(a->tx, r.account, r.calendar, 0, keep_uid, &uids, err);
    tx_free(GIVE(a->tx));
    for (size_t i = 0; i < uids.count && ok; i++)
        ok = delete_uid(a, uids.all[i], err);
    uids_clear(&uids);
    return ok && store_write_one(a->dav->pipeline->store, remove_calendar, &r, err);
}

/* One with whom a calendar is shared gives it back by deleting it. */
static bool drop_share(struct tx *tx, void *with, struct error *err)
{
    return store_share_remove(tx, with, err);
}

static bool give_back(struct ask *a, struct error *err)
{
    struct share share = {
        .account = a->at.calendar->account, .calendar = a->at.calendar->id, .reader = a->actor->id};
    tx_free(GIVE(a->tx));
    return store_write_one(a->dav->pipeline->store, drop_share, &share, err);
}

static bool delete_own_or_shared(struct ask *a, struct error *err)
{
    const struct calendar *c = a->at.calendar;
    if (!c)
        return access_check(&a->at, RIGHT_MANAGE, err); /* which says that there is none */
    bool is_shared = c->account != a->actor->id && strchr(a->at.path.collection, '~');
    TRY(access_check(&a->at, is_shared ? RIGHT_READ : RIGHT_MANAGE, err));
    return is_shared ? give_back(a, err) : delete_calendar(a, err);
}

static bool delete_whatever(struct ask *a, struct error *err)
{
    switch (a->at.path.place) {
    case PLACE_OBJECT:
        TRY(access_check(&a->at, RIGHT_WRITE, err));
        return delete_object(a, err);
    case PLACE_ITEM:
        TRY(access_check(&a->at, RIGHT_MANAGE, err));
        return delete_item(a, err);
    case PLACE_CALENDAR:
        return delete_own_or_shared(a, err);
    default:
        return fail(err, FAULT_FORBIDDEN, NULL, "This cannot be removed.");
    }
}

bool dav_delete(struct ask *a, struct error *err)
{
    TRY(delete_whatever(a, err));
    http_answer(a->http, 204, NULL, SPAN(""));
    return true;
}
