/* MOVE of a calendar: it gets another name in the home that it is in. Whatever belongs to it does
 * so by its number, so events, rooms, shares, feeds and sync tokens stay as they are, and nobody is
 * told. RFC 4918, 9.9.2 */
#include "internal.h"

static bool check_source(const struct ask *a, struct error *err)
{
    if (a->depth != DEPTH_INFINITY)
        return fail(err, FAULT_INVALID, NULL, "A calendar is moved whole, with Depth: infinity.");
    if (strchr(a->at.path.collection, '~'))
        return fail(err, FAULT_FORBIDDEN, NULL,
                    "A calendar that is shared with you has the name that its owner gave it.");
    return strcmp(a->at.calendar->name, "default") != 0 ||
           fail(err, FAULT_FORBIDDEN, "default-calendar-needed",
                "The calendar that invitations go to keeps its name.");
}

static bool check_target(const struct ask *a, const struct destination *to, struct error *err)
{
    if (to->at.home->id != a->at.home->id || strchr(to->at.path.collection, '~'))
        return fail(err, FAULT_FORBIDDEN, "calendar-collection-location-ok",
                    "A calendar is moved within its home; its events can be moved to others.");
    if (!to->at.calendar)
        return true;
    if (to->at.calendar->id == a->at.calendar->id)
        return fail(err, FAULT_FORBIDDEN, NULL, "The calendar has this name already.");
    if (!to->overwrite)
        return fail(err, FAULT_PRECONDITION, NULL, "There is a calendar of this name already.");
    return fail(err, FAULT_FORBIDDEN, "resource-must-be-null",
                "There is a calendar of this name already; its events are not thrown away for "
                "another. Remove it first.");
}

struct renaming {
    int64_t account, calendar;
    const char *name;
};

static bool rename_it(struct tx *tx, void *with, struct error *err)
{
    const struct renaming *r = with;
    OWN(calendar) c = store_calendar(tx, r->account, r->calendar, err);
    TRY(c);
    free(c->name);
    c->name = mem_str(r->name);
    return store_calendar_save(tx, c, err);
}

static bool run(struct ask *a, const struct destination *to, struct error *err)
{
    struct renaming r = {a->at.calendar->account, a->at.calendar->id, to->at.path.collection};
    TRY(check_target(a, to, err));
    tx_free(GIVE(a->tx));
    TRY(store_write_one(a->dav->pipeline->store, rename_it, &r, err));
    OWN(text) location = text_new();
    resource_add_href(&to->at, location);
    http_answer_header(a->http, "Location", text_str(location));
    http_answer(a->http, 201, NULL, SPAN(""));
    return true;
}

bool move_calendar(struct ask *a, struct error *err)
{
    struct destination to = {0};
    TRY(check_source(a, err));
    bool ok = destination_find(a, &to, err) && run(a, &to, err);
    resource_clear(&to.at);
    return ok;
}
