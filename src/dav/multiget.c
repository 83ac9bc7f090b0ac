/* REPORT calendar-multiget: the objects that the request names. RFC 4791, 7.9 */
#include "internal.h"

enum { MOST_HREFS = 10000 };

/* The object is asked for by its own path, so rights are looked at for each. */
static bool add_named(struct ask *a, const struct wanted *w, const struct xml_element *href,
                      struct text *t, struct error *err)
{
    struct path path;
    struct resource r = {0};
    struct error why = {0};
    bool ok = path_read(xml_trimmed(href), &path, &why) && resource_find(a, &path, &r, &why) &&
              access_check(&r, RIGHT_READ, &why);
    path_clear(&path);
    if (ok)
        ok = wanted_add_response(a, w, &r, t, err);
    else if (fault_http_status(why.kind) < 500)
        ok = multistatus_add_status_of(t, href, fault_http_status(why.kind), why.rule);
    else
        *err = why;
    resource_clear(&r);
    return ok;
}

bool report_multiget(struct ask *a, struct error *err)
{
    const struct xml_element *root = xml_root(a->body);
    OWN(wanted) w = report_wanted(a, root);
    OWN(text) t = multistatus_start();
    size_t count = 0;
    for (const struct xml_element *e = root->first; e; e = e->next) {
        if (!xml_is(e, NS_DAV, "href"))
            continue;
        if (++count > MOST_HREFS)
            return fail(err, FAULT_TOO_LARGE, "number-of-matches-within-limits",
                        "A multiget names at most %d objects.", MOST_HREFS);
        TRY(add_named(a, w, e, t, err));
    }
    multistatus_answer(a, t);
    return true;
}
