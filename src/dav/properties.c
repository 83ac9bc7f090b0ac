/* The live properties: one row each, in tables by what they belong to. */
#include "internal.h"

static const struct {
    const struct property *rows;
    const size_t *count;
} tables[] = {
    {object_properties, &nobject_properties}, /* what is asked for most comes first */
    {calendar_properties, &ncalendar_properties},
    {scheduling_properties, &nscheduling_properties},
    {principal_properties, &nprincipal_properties},
    {access_properties, &naccess_properties},
};

const struct property *property_named(const char *ns, const char *name)
{
    for (size_t i = 0; i < LENGTH(tables); i++)
        for (size_t k = 0; k < *tables[i].count; k++) {
            const struct property *p = &tables[i].rows[k];
            if (strcmp(p->name, name) == 0 && strcmp(p->ns, ns) == 0)
                return p;
        }
    return NULL;
}

bool properties_each(bool (*each)(const struct property *p, void *with), void *with)
{
    for (size_t i = 0; i < LENGTH(tables); i++)
        for (size_t k = 0; k < *tables[i].count; k++)
            if (!each(&tables[i].rows[k], with))
                return false;
    return true;
}

enum found add_empty(struct ask *a, const struct resource *r, struct text *t, struct error *err)
{
    (void)a;
    (void)r;
    (void)t;
    (void)err;
    return FOUND;
}

/* --- elements --------------------------------------------------------------------------------- */

static char prefix_of(const char *ns)
{
    return strcmp(ns, NS_DAV) == 0 ? 'D' : strcmp(ns, NS_CAL) == 0 ? 'C' : 0;
}

void add_tag(struct text *t, enum tag tag, const char *ns, const char *name)
{
    char prefix = prefix_of(ns);
    const char *end = tag == TAG_EMPTY ? "/>" : ">", *slash = tag == TAG_END ? "/" : "";
    text_add_char(t, '<');
    text_add_str(t, slash);
    if (prefix) {
        text_add_char(t, prefix);
        text_add_char(t, ':');
    }
    text_add_str(t, name);
    if (prefix) {
        text_add_str(t, end);
        return;
    }
    if (tag != TAG_END) {
        text_add_str(t, " xmlns=\"");
        xml_add_text(t, span_of(ns));
        text_add_char(t, '"');
    }
    text_add_str(t, end);
}

void add_href(struct text *t, enum place place, const char *user, const char *collection,
              const char *name)
{
    text_add_str(t, "<D:href>");
    path_add(t, place, user, collection, name);
    text_add_str(t, "</D:href>");
}
