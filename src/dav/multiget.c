/* REPORT calendar-multiget: the objects that the request names. RFC 4791, 7.9 */
#include "internal.h"

enum { MOST_HREFS = 10000 };

struct getting {
    struct ask *ask;
    const struct wanted *wanted;
    const struct xml_element *href;
    struct text *t;
    struct error *err;
};

static bool add_failed(struct getting *g, const struct error *why)
{
    int status = fault_http_status(why->kind);
    if (status < 500)
        return multistatus_add_status_of(g->t, g->href, status, why->rule);
    *g->err = *why;
    return false;
}

/* In the calendar that was asked, which may be read. */
static bool is_beside(const struct resource *at, const struct path *path)
{
    return at->path.place == PLACE_CALENDAR && path->place == PLACE_OBJECT && at->calendar &&
           strcmp(path->collection, at->path.collection) == 0 &&
           strcmp(path->user, at->path.user) == 0;
}

static bool add_beside(struct getting *g, const char *name)
{
    struct ask *a = g->ask;
    struct error why = {0};
    OWN(object)
    o = store_object_named(a->tx, a->at.calendar->account, a->at.calendar->id, name, &why);
    if (!o)
        return add_failed(g, &why);
    struct resource r = listed_child(&a->at, o);
    return wanted_add_response(a, g->wanted, &r, g->t, g->err);
}

/* By its own path, so rights are looked at for each. */
static bool add_elsewhere(struct getting *g, const struct path *path)
{
    struct resource r = {0};
    struct error why = {0};
    bool ok = resource_find(g->ask, path, &r, &why) && access_check(&r, RIGHT_READ, &why);
    ok = ok ? wanted_add_response(g->ask, g->wanted, &r, g->t, g->err) : add_failed(g, &why);
    resource_clear(&r);
    return ok;
}

static bool add_named(struct getting *g)
{
    struct path path;
    struct error why = {0};
    if (!path_read(xml_trimmed(g->href), &path, &why))
        return add_failed(g, &why);
    bool ok = is_beside(&g->ask->at, &path) ? add_beside(g, path.name) : add_elsewhere(g, &path);
    path_clear(&path);
    return ok;
}

bool report_multiget(struct ask *a, struct error *err)
{
    const struct xml_element *root = xml_root(a->body);
    OWN(wanted) w = report_wanted(a, root);
    OWN(text) t = multistatus_start();
    struct getting g = {.ask = a, .wanted = w, .t = t, .err = err};
    size_t count = 0;
    for (const struct xml_element *e = root->first; e; e = e->next) {
        if (!xml_is(e, NS_DAV, "href"))
            continue;
        if (++count > MOST_HREFS)
            return fail(err, FAULT_TOO_LARGE, "number-of-matches-within-limits",
                        "A multiget names at most %d objects.", MOST_HREFS);
        g.href = e;
        TRY(add_named(&g));
    }
    multistatus_answer(a, t);
    return true;
}
