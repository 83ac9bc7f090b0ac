/* The inbox says where invitations go. RFC 6638, 9.2 */
#include "internal.h"

static bool not_fit(struct error *err)
{
    return fail(err, FAULT_FORBIDDEN, "valid-schedule-default-calendar-URL",
                "Invitations go into a calendar of one's own that takes events.");
}

/* *c_out NULL: the path names no calendar of this home. */
static bool find_own(const struct account *home, struct tx *tx, struct span href,
                     struct calendar **c_out, struct error *err)
{
    struct path path;
    *c_out = NULL;
    if (!path_read(href, &path, NULL))
        return true;
    OWN(account)
    owner = path.place == PLACE_CALENDAR ? store_account_named(tx, path.user, err) : NULL;
    if (owner && owner->id == home->id)
        *c_out = store_calendar_named(tx, home->id, path.collection, err);
    bool is_asked = path.place == PLACE_CALENDAR;
    path_clear(&path);
    return *c_out || !is_asked || (owner && owner->id != home->id) || err->kind == FAULT_NOT_FOUND;
}

bool inbox_set_default(struct ask *a, struct tx *tx, const struct xml_element *value,
                       struct error *err)
{
    const struct xml_element *href = xml_child(value, NS_DAV, "href");
    const struct account *home = a->at.home;
    if (!value)
        return store_calendar_set_default(tx, home->id, 0, err);
    OWN(calendar) c = NULL;
    if (href)
        TRY(find_own(home, tx, xml_trimmed(href), &c, err));
    if (!c || (c->components && !(c->components & COMPONENT_EVENT)))
        return not_fit(err);
    return store_calendar_set_default(tx, home->id, c->id, err);
}

struct calendar *inbox_default(struct tx *tx, const struct account *home, struct error *err)
{
    int64_t id;
    TRY(store_calendar_default(tx, home->id, &id, err));
    return id ? store_calendar(tx, home->id, id, err)
              : store_calendar_named(tx, home->id, "default", err);
}
