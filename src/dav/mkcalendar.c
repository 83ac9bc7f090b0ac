/* MKCALENDAR, and MKCOL that makes a calendar. RFC 4791, 5.3.1; RFC 5689 */
#include "internal.h"

enum { MOST_CALENDARS = 1000 };

struct making {
    struct ask *ask;
    struct calendar *calendar;
    const struct xml_element *root; /* NULL: no properties */
};

static bool set_one(struct making *m, struct tx *tx, const struct property_place *at,
                    const struct xml_element *e, struct error *err)
{
    const struct property *live = property_named(e->ns, e->name);
    if (xml_is(e, NS_DAV, "resourcetype"))
        return true;
    if (xml_is(e, NS_CAL, "supported-calendar-component-set"))
        return calendar_set_components(m->calendar, e, err);
    if (live && live->set)
        return live->set(m->calendar, e, err);
    if (live)
        return fail(err, FAULT_FORBIDDEN, "cannot-modify-protected-property",
                    "The property %s cannot be set.", e->name);
    if (!tx)
        return true;
    OWN(text) value = text_new();
    xml_add_element(value, e);
    return store_property_save(tx, at, e->ns, e->name, text_str(value), err);
}

/* tx NULL: the live ones alone, which have to be there before the calendar is added. */
static bool set_all(struct making *m, struct tx *tx, const struct property_place *at,
                    struct error *err)
{
    for (const struct xml_element *set = m->root ? m->root->first : NULL; set; set = set->next) {
        const struct xml_element *prop = xml_child(set, NS_DAV, "prop");
        if (!xml_is(set, NS_DAV, "set") || !prop)
            continue;
        for (const struct xml_element *e = prop->first; e; e = e->next)
            TRY(set_one(m, tx, at, e, err));
    }
    return true;
}

static bool count_one(const struct calendar *c, void *with)
{
    (void)c;
    ++*(int *)with;
    return true;
}

static bool make(struct tx *tx, void *with, struct error *err)
{
    struct making *m = with;
    struct property_place at = {.account = m->calendar->account, .object = ""};
    int count = 0;
    TRY(store_calendars(tx, m->calendar->account, count_one, &count, err));
    if (count >= MOST_CALENDARS)
        return fail(err, FAULT_FORBIDDEN, "quota-not-exceeded",
                    "An account has at most %d calendars.", MOST_CALENDARS);
    TRY(set_all(m, NULL, NULL, err));
    TRY(store_calendar_add(tx, m->calendar, &at.calendar, err));
    return set_all(m, tx, &at, err);
}

static bool check_making(struct ask *a, struct error *err)
{
    const struct resource *r = &a->at;
    bool is_own = r->home && r->home->id == a->actor->id;
    if (r->path.place != PLACE_CALENDAR || (is_own && strchr(r->path.collection, '~')))
        return fail(err, FAULT_FORBIDDEN, "calendar-collection-location-ok",
                    "Calendars stand in a home, /dav/calendars/USER/NAME/.");
    if (!is_own)
        return access_check(r, RIGHT_ALL, err);
    return !r->calendar ||
           fail(err, FAULT_FORBIDDEN, "resource-must-be-null", "There is such a calendar already.");
}

static bool run(struct ask *a, const struct xml_element *root, struct error *err)
{
    OWN(calendar) c = mem_new(sizeof *c);
    *c = (struct calendar){.account = a->at.home->id,
                           .name = mem_str(a->at.path.collection),
                           .policy = -1,
                           .min_duration_s = -1,
                           .all_day = -1,
                           .rooms = -1,
                           .position = -1};
    struct making m = {.ask = a, .calendar = c, .root = root};
    tx_free(GIVE(a->tx));
    TRY(store_write_one(a->dav->pipeline->store, make, &m, err));
    http_answer_header(a->http, "Cache-Control", "no-cache");
    http_answer(a->http, 201, NULL, SPAN(""));
    return true;
}

bool dav_mkcalendar(struct ask *a, struct error *err)
{
    TRY(check_making(a, err));
    TRY(ask_read_body(a, err));
    const struct xml_element *root = a->body ? xml_root(a->body) : NULL;
    if (root && !xml_is(root, NS_CAL, "mkcalendar"))
        return fail(err, FAULT_INVALID, NULL,
                    "The body of a MKCALENDAR is a CALDAV:mkcalendar element.");
    return run(a, root, err);
}

/* A plain collection inside a home would hold what no calendar program looks for. */
bool dav_mkcol(struct ask *a, struct error *err)
{
    TRY(check_making(a, err));
    TRY(ask_read_body(a, err));
    const struct xml_element *root = a->body ? xml_root(a->body) : NULL;
    if (root && !xml_is(root, NS_DAV, "mkcol"))
        return fail(err, FAULT_INVALID, NULL, "The body of a MKCOL is a DAV:mkcol element.");
    const struct xml_element *prop = xml_child(xml_child(root, NS_DAV, "set"), NS_DAV, "prop");
    if (!xml_child(xml_child(prop, NS_DAV, "resourcetype"), NS_CAL, "calendar"))
        return fail(err, FAULT_FORBIDDEN, "valid-resourcetype",
                    "Only calendars are made here: name CALDAV:calendar as resource type.");
    return run(a, root, err);
}
