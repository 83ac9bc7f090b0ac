/* expand-property: properties, and those of the resources that they name. RFC 3253, 3.8 */
#include "internal.h"

enum { MOST_PROPERTIES = 5000 }; /* of all resources that it leads to */

struct expanding {
    struct ask *ask;
    struct error *err;
    int properties;
};

static bool add_response(struct expanding *x, const struct xml_element *properties,
                         const struct resource *r, struct text *t);

/* --- the hrefs of a value --------------------------------------------------------------------- */

static bool add_of_href(struct expanding *x, const struct xml_element *properties, struct span href,
                        struct text *t)
{
    struct path path;
    struct resource r = {0};
    struct error why = {0};
    bool ok = path_read(href, &path, &why) && resource_find(x->ask, &path, &r, &why) &&
              access_check(&r, RIGHT_READ, &why);
    path_clear(&path);
    if (ok)
        ok = add_response(x, properties, &r, t);
    else if ((ok = fault_http_status(why.kind) < 500)) /* nothing to look into: it stays */
        text_addf(t, "<D:href>%.*s</D:href>", (int)href.len, href.at);
    else
        *x->err = why;
    resource_clear(&r);
    return ok;
}

/* Where `part` begins in s; s.len: nowhere. */
static size_t find(struct span s, struct span part)
{
    const char *at = s.len ? memmem(s.at, s.len, part.at, part.len) : NULL;
    return at ? (size_t)(at - s.at) : s.len;
}

static struct span behind(struct span s, size_t count)
{
    return count < s.len ? span_make(s.at + count, s.len - count) : SPAN("");
}

/* The value as it is, its hrefs replaced by what they lead to. It is of our own making. */
static bool add_value(struct expanding *x, const struct xml_element *properties, struct span value,
                      struct text *t)
{
    while (value.len > 0) {
        size_t start = find(value, SPAN("<D:href"));
        text_add(t, span_make(value.at, start));
        value = behind(value, start);
        value = behind(value, find(value, SPAN(">")) + 1);
        size_t end = find(value, SPAN("</D:href>"));
        if (value.len > 0)
            TRY(add_of_href(x, properties, span_make(value.at, end), t));
        value = behind(value, end + strlen("</D:href>"));
    }
    return true;
}

/* --- one property ----------------------------------------------------------------------------- */

struct dead_search {
    const char *ns, *name;
    struct text *t;
    bool found;
};

static bool add_dead(const char *ns, const char *name, const char *value, void *with)
{
    struct dead_search *s = with;
    if (strcmp(ns, s->ns) != 0 || strcmp(name, s->name) != 0)
        return true;
    text_add_str(s->t, value);
    s->found = true;
    return false;
}

static enum found add_stored(struct expanding *x, const struct resource *r, const char *ns,
                             const char *name, struct text *t)
{
    struct dead_search s = {.ns = ns, .name = name, .t = t};
    struct property_place at;
    if (!dead_place(r, &at))
        return FOUND_NONE;
    if (!store_properties(x->ask->tx, &at, add_dead, &s, x->err))
        return FOUND_FAILED;
    return s.found ? FOUND : FOUND_NONE;
}

static enum found add_live(struct expanding *x, const struct property *p,
                           const struct xml_element *e, const struct resource *r, struct text *t)
{
    OWN(text) value = text_new();
    enum found found =
        p->places & IN(r->path.place) ? p->add(x->ask, r, value, x->err) : FOUND_NONE;
    if (found != FOUND)
        return found;
    add_tag(t, TAG_START, p->ns, p->name);
    if (!e->first)
        text_add(t, text_span(value));
    else if (!add_value(x, e, text_span(value), t))
        return FOUND_FAILED;
    add_tag(t, TAG_END, p->ns, p->name);
    return FOUND;
}

/* It came as an attribute, which holds any text; letters of ASCII are all that properties have. */
static bool is_element_name(const char *name)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
    static const char others[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-.0123456789";
    return name && *name && strchr(letters, *name) && name[strspn(name, others)] == 0;
}

static bool add_property(struct expanding *x, const struct xml_element *e, const struct resource *r,
                         struct text *found, struct text *missing)
{
    const char *name = xml_attribute(e, "name"), *ns = xml_attribute(e, "namespace");
    ns = ns ? ns : NS_DAV;
    if (!is_element_name(name))
        return fail(x->err, FAULT_INVALID, NULL,
                    "A DAV:property of a report has the name of a property.");
    if (++x->properties > MOST_PROPERTIES)
        return fail(x->err, FAULT_TOO_LARGE, "number-of-matches-within-limits",
                    "This expands to more than %d properties.", MOST_PROPERTIES);
    const struct property *p = property_named(ns, name);
    enum found is = p ? add_live(x, p, e, r, found) : add_stored(x, r, ns, name, found);
    if (is == FOUND_NONE && !x->ask->minimal)
        add_tag(missing, TAG_EMPTY, ns, name);
    return is != FOUND_FAILED;
}

static void add_propstat(struct text *t, struct span props, int status)
{
    text_add_str(t, "<D:propstat><D:prop>");
    text_add(t, props);
    text_addf(t, "</D:prop><D:status>HTTP/1.1 %d %s</D:status></D:propstat>", status,
              status_phrase(status));
}

static bool add_response(struct expanding *x, const struct xml_element *properties,
                         const struct resource *r, struct text *t)
{
    OWN(text) found = text_new();
    OWN(text) missing = text_new();
    for (const struct xml_element *e = properties->first; e; e = e->next)
        if (xml_is(e, NS_DAV, "property"))
            TRY(add_property(x, e, r, found, missing));
    text_add_str(t, "<D:response><D:href>");
    resource_add_href(r, t);
    text_add_str(t, "</D:href>");
    if (text_len(found) > 0 || text_len(missing) == 0)
        add_propstat(t, text_span(found), 200);
    if (text_len(missing) > 0)
        add_propstat(t, text_span(missing), 404);
    text_add_str(t, "</D:response>");
    return true;
}

bool report_expand_property(struct ask *a, struct error *err)
{
    struct expanding x = {.ask = a, .err = err};
    OWN(text) t = multistatus_start();
    TRY(add_response(&x, xml_root(a->body), &a->at, t));
    multistatus_answer(a, t);
    return true;
}
