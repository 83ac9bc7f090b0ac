/* What an object says of itself, and what collections say in the same words. RFC 4918, 15 */
#include "calendar_data.h"

static void add_quoted(struct text *t, const char *tag)
{
    text_add(t, SPAN("&quot;"));
    text_add_str(t, tag);
    text_add(t, SPAN("&quot;"));
}

static enum found add_etag(struct ask *a, const struct resource *r, struct text *t,
                           struct error *err)
{
    (void)a;
    (void)err;
    add_quoted(t, r->object->etag);
    return FOUND;
}

static enum found add_type(struct ask *a, const struct resource *r, struct text *t,
                           struct error *err)
{
    (void)a;
    (void)err;
    text_add(t, SPAN("text/calendar; charset=utf-8; component="));
    text_add_str(t, r->object->component == COMPONENT_TODO      ? "vtodo"
                    : r->object->component == COMPONENT_JOURNAL ? "vjournal"
                                                                : "vevent");
    return FOUND;
}

static enum found add_length(struct ask *a, const struct resource *r, struct text *t,
                             struct error *err)
{
    (void)a;
    (void)err;
    text_addf(t, "%zu", r->object->text_len);
    return FOUND;
}

static enum found add_modified(struct ask *a, const struct resource *r, struct text *t,
                               struct error *err)
{
    (void)a;
    (void)err;
    text_add_http_date(t, r->object ? r->object->changed : r->calendar->changed);
    return FOUND;
}

static enum found add_created(struct ask *a, const struct resource *r, struct text *t,
                              struct error *err)
{
    (void)a;
    (void)err;
    text_add_instant(t, r->object->created);
    return FOUND;
}

static enum found add_schedule_tag(struct ask *a, const struct resource *r, struct text *t,
                                   struct error *err)
{
    (void)a;
    (void)err;
    if (!r->object->schedule_tag)
        return FOUND_NONE;
    add_quoted(t, r->object->schedule_tag);
    return FOUND;
}

const struct property object_properties[] = {
    {NS_CAL, "calendar-data", IN_OBJECTS, false, calendar_data_add, NULL},
    {NS_DAV, "getetag", IN_OBJECTS, true, add_etag, NULL},
    {NS_DAV, "getcontenttype", IN_OBJECTS, true, add_type, NULL},
    {NS_DAV, "getcontentlength", IN_OBJECTS, true, add_length, NULL},
    {NS_DAV, "getlastmodified", IN_OBJECTS | IN_COLLECTIONS, true, add_modified, NULL},
    {NS_DAV, "creationdate", IN_OBJECTS, true, add_created, NULL},
    {NS_CAL, "schedule-tag", IN_OBJECTS, false, add_schedule_tag, NULL},
};
const size_t nobject_properties = LENGTH(object_properties);
