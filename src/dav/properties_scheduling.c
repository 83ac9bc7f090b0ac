/* What calendars and inboxes say of scheduling, and where new objects go. RFC 6638, 9; RFC 5995 */
#include "query.h"

static enum found add_transparency(struct ask *a, const struct resource *r, struct text *t,
                                   struct error *err)
{
    (void)a;
    (void)err;
    text_add_str(t, r->calendar->is_transparent ? "<C:transparent/>" : "<C:opaque/>");
    return FOUND;
}

static bool set_transparency(struct ask *a, struct calendar *c, const struct xml_element *value,
                             struct error *err)
{
    (void)a;
    bool is_transparent = xml_child(value, NS_CAL, "transparent");
    if (value && !is_transparent && !xml_child(value, NS_CAL, "opaque"))
        return fail(err, FAULT_INVALID, NULL, "A calendar is opaque or transparent.");
    c->is_transparent = is_transparent;
    return true;
}

/* Where a POST makes an object: the calendar itself. RFC 5995, 3.2.1 */
static enum found add_member(struct ask *a, const struct resource *r, struct text *t,
                             struct error *err)
{
    (void)a;
    (void)err;
    add_href(t, PLACE_CALENDAR, r->path.user, r->path.collection, NULL);
    return FOUND;
}

static enum found add_default_calendar(struct ask *a, const struct resource *r, struct text *t,
                                       struct error *err)
{
    OWN(calendar) c = inbox_default(a->tx, r->home, err);
    if (!c)
        return FOUND_FAILED;
    add_href(t, PLACE_CALENDAR, r->home->name, c->name, NULL);
    return FOUND;
}

struct free_busy_set {
    struct text *t;
    const char *home;
};

static bool add_opaque(const struct calendar *c, void *with)
{
    const struct free_busy_set *s = with;
    if (!c->is_transparent)
        add_href(s->t, PLACE_CALENDAR, s->home, c->name, NULL);
    return true;
}

/* For programs from before schedule-calendar-transp. RFC 6638, appendix A */
static enum found add_free_busy_set(struct ask *a, const struct resource *r, struct text *t,
                                    struct error *err)
{
    struct free_busy_set s = {t, r->home->name};
    return store_calendars(a->tx, r->home->id, add_opaque, &s, err) ? FOUND : FOUND_FAILED;
}

const struct property scheduling_properties[] = {
    {NS_CAL, "schedule-calendar-transp", IN(PLACE_CALENDAR), false, add_transparency,
     set_transparency},
    {NS_CAL, "schedule-default-calendar-URL", IN(PLACE_INBOX), false, add_default_calendar, NULL},
    {NS_CAL, "calendar-free-busy-set", IN(PLACE_INBOX), false, add_free_busy_set, NULL},
    {NS_DAV, "add-member", IN(PLACE_CALENDAR), false, add_member, NULL},
};
const size_t nscheduling_properties = LENGTH(scheduling_properties);
