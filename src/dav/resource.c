#include "internal.h"

void resource_clear(struct resource *r)
{
    path_clear(&r->path);
    account_free(r->home);
    calendar_free(r->calendar);
    object_free(r->object);
    *r = (struct resource){0};
}

bool resource_exists(const struct resource *r)
{
    switch (r->path.place) {
    case PLACE_NONE:
    case PLACES:
        return false;
    case PLACE_CALENDAR:
        return r->calendar;
    case PLACE_OBJECT:
    case PLACE_ITEM:
        return r->object;
    default:
        return true;
    }
}

bool resource_is_collection(const struct resource *r)
{
    return r->path.place != PLACE_OBJECT && r->path.place != PLACE_ITEM;
}

void resource_add_href(const struct resource *r, struct text *t)
{
    path_add(t, r->path.place, r->path.user, r->path.collection, r->path.name);
}

/* --- finding ---------------------------------------------------------------------------------- */

static bool not_here(struct error *err)
{
    return fail(err, FAULT_NOT_FOUND, NULL, "There is nothing here.");
}

/* Users are called by their names; a path with one of their addresses is answered as well. */
static bool find_home(struct ask *a, struct resource *r, struct error *err)
{
    if (strcmp(r->path.user, a->actor->name) == 0) {
        r->home = store_account(a->tx, a->actor->id, err);
        return r->home;
    }
    r->home = store_account_named(a->tx, r->path.user, err);
    return r->home || (err->kind == FAULT_NOT_FOUND && not_here(err));
}

/* What is not there is no error: *found_out is NULL then. */
static bool or_none(const void *found, const struct error *err)
{
    return found || err->kind == FAULT_NOT_FOUND;
}

/* What is not shared with who asks is, in his home, as what nobody has. */
static bool keep_shared(struct ask *a, struct resource *r, struct error *err)
{
    struct share s = {0};
    if (r->calendar && r->home->id == a->actor->id)
        TRY(store_share(a->tx, r->calendar->account, r->calendar->id, a->actor->id, &s, err));
    if (s.reader)
        return true;
    calendar_free(r->calendar);
    r->calendar = NULL;
    return true;
}

/* OWNER~CALENDAR in one's own home: shared with him. */
static bool find_shared(struct ask *a, struct resource *r, const char *mark, struct error *err)
{
    OWN_CHARS owner = span_copy(span_make(r->path.collection, (size_t)(mark - r->path.collection)));
    OWN(account) from = store_account_named(a->tx, owner, err);
    if (!from)
        return err->kind == FAULT_NOT_FOUND;
    r->calendar = store_calendar_named(a->tx, from->id, mark + 1, err);
    return or_none(r->calendar, err) && keep_shared(a, r, err);
}

static bool find_calendar(struct ask *a, struct resource *r, struct error *err)
{
    const char *mark = strchr(r->path.collection, '~');
    if (mark)
        return find_shared(a, r, mark, err);
    r->calendar = store_calendar_named(a->tx, r->home->id, r->path.collection, err);
    return or_none(r->calendar, err);
}

static bool make_inbox(struct tx *tx, void *with, struct error *err)
{
    const struct account *home = with;
    OWN(calendar) c = store_calendar_inbox(tx, home->id, err);
    return c;
}

/* Made when it is first asked for by its owner; anybody else cannot tell whether it is there. */
static bool find_inbox(struct ask *a, struct resource *r, struct error *err)
{
    if (r->home->id != a->actor->id)
        return true;
    r->calendar = store_calendar_named(a->tx, r->home->id, INBOX_NAME, err);
    if (r->calendar || err->kind != FAULT_NOT_FOUND)
        return r->calendar;
    TRY(store_write_one(a->dav->pipeline->store, make_inbox, r->home, err));
    tx_free(GIVE(a->tx));
    TRY(a->tx = store_read(a->dav->pipeline->store, err));
    r->calendar = store_calendar_named(a->tx, r->home->id, INBOX_NAME, err);
    return r->calendar;
}

static bool find_object(struct ask *a, struct resource *r, struct error *err)
{
    if (!r->calendar)
        return true;
    r->object = store_object_named(a->tx, r->calendar->account, r->calendar->id, r->path.name, err);
    return or_none(r->object, err);
}

static bool find_rights(struct ask *a, struct resource *r, struct error *err)
{
    if (r->calendar)
        return access_rights(a->tx, a->actor, r->calendar, &r->rights, err);
    bool is_own = r->home && r->home->id == a->actor->id;
    bool is_public =
        r->path.place < PLACE_HOME; /* who there is may be known to those who sign in */
    r->rights = is_own ? RIGHT_ALL : is_public ? RIGHT_READ : 0;
    return true;
}

bool resource_find(struct ask *a, const struct path *path, struct resource *out, struct error *err)
{
    *out = (struct resource){.path = {.place = path->place,
                                      .user = mem_str(path->user),
                                      .collection = mem_str(path->collection),
                                      .name = mem_str(path->name)}};
    enum place at = path->place;
    if (at == PLACE_NONE)
        return not_here(err);
    if (path->user)
        TRY(find_home(a, out, err));
    if (at == PLACE_CALENDAR || at == PLACE_OBJECT)
        TRY(find_calendar(a, out, err));
    if (at == PLACE_INBOX || at == PLACE_ITEM)
        TRY(find_inbox(a, out, err));
    if (at == PLACE_OBJECT || at == PLACE_ITEM)
        TRY(find_object(a, out, err));
    return find_rights(a, out, err);
}
