/* What calendars (and inboxes) say of themselves, and what clients may set. RFC 4791, 5.2 */
#include "query.h"

static enum found add_text(struct text *t, const char *s)
{
    xml_add_text(t, span_of(s));
    return s ? FOUND : FOUND_NONE;
}

static bool take_text(char **into, const struct xml_element *value)
{
    free(*into);
    *into = value && *value->text ? mem_str(value->text) : NULL;
    return true;
}

#define ADDER(name)                                                                 \
    static enum found name(struct ask *a, const struct resource *r, struct text *t, \
                           struct error *err)
#define UNUSED(x) (void)(x)

ADDER(add_description)
{
    UNUSED(a);
    UNUSED(err);
    add_language(t, r->calendar->description_language);
    return add_text(t, r->calendar->description);
}

static bool set_description(struct ask *a, struct calendar *c, const struct xml_element *value,
                            struct error *err)
{
    UNUSED(a);
    UNUSED(err);
    free(c->description_language);
    c->description_language = language_of(value);
    return take_text(&c->description, value);
}

ADDER(add_color)
{
    UNUSED(a);
    UNUSED(err);
    return add_text(t, r->calendar->color);
}

/* #RRGGBB, or with two more digits for how opaque it is. */
static bool set_color(struct ask *a, struct calendar *c, const struct xml_element *value,
                      struct error *err)
{
    UNUSED(a);
    struct span color = value ? xml_trimmed(value) : (struct span){0};
    bool ok = color.len == 0 || ((color.len == 7 || color.len == 9) && color.at[0] == '#');
    for (size_t i = 1; i < color.len && ok; i++)
        ok = strchr("0123456789abcdefABCDEF", color.at[i]);
    if (!ok)
        return fail(err, FAULT_INVALID, NULL, "A colour is written #RRGGBB.");
    free(c->color);
    c->color = color.len ? span_copy(color) : NULL;
    return true;
}

ADDER(add_order)
{
    UNUSED(a);
    UNUSED(err);
    if (r->calendar->position < 0)
        return FOUND_NONE;
    text_addf(t, "%lld", (long long)r->calendar->position);
    return FOUND;
}

static bool set_order(struct ask *a, struct calendar *c, const struct xml_element *value,
                      struct error *err)
{
    UNUSED(a);
    int64_t position = -1;
    if (value && (!span_number(xml_trimmed(value), &position) || position < 0))
        return fail(err, FAULT_INVALID, NULL, "An order is a number from 0.");
    c->position = position;
    return true;
}

ADDER(add_timezone)
{
    UNUSED(a);
    UNUSED(err);
    return add_text(t, r->calendar->timezone);
}

static bool set_timezone(struct ask *a, struct calendar *c, const struct xml_element *value,
                         struct error *err)
{
    struct error why = {0};
    if (value && !timezone_in(a->dav->pipeline->zones, span_of(value->text), &why))
        return fail(err, FAULT_INVALID, "valid-calendar-data",
                    "A calendar's time zone is a VCALENDAR with one VTIMEZONE: %s", why.said);
    return take_text(&c->timezone, value);
}

ADDER(add_timezone_id)
{
    UNUSED(err);
    return add_text(t, timezone_id(a->dav->pipeline->zones, r->calendar->timezone));
}

/* The one says what the other says. RFC 7809, 5.2 */
static bool set_timezone_id(struct ask *a, struct calendar *c, const struct xml_element *value,
                            struct error *err)
{
    const struct zone *z = NULL;
    if (value) {
        z = timezone_of_id(a->dav->pipeline->zones, xml_trimmed(value), err);
        TRY(z);
    }
    free(c->timezone);
    c->timezone = z ? timezone_text(z) : NULL;
    return true;
}

static const struct {
    enum component bit;
    const char *name;
} components[] = {
    {COMPONENT_EVENT, "VEVENT"},
    {COMPONENT_TODO, "VTODO"},
    {COMPONENT_JOURNAL, "VJOURNAL"},
};

ADDER(add_components)
{
    UNUSED(a);
    UNUSED(err);
    for (size_t i = 0; i < LENGTH(components); i++)
        if (r->calendar->components & components[i].bit)
            text_addf(t, "<C:comp name=\"%s\"/>", components[i].name);
    return FOUND;
}

/* While a calendar is made; afterwards it is protected. RFC 4791, 5.2.3 */
bool calendar_set_components(struct calendar *c, const struct xml_element *value, struct error *err)
{
    c->components = 0;
    for (const struct xml_element *e = value->first; e; e = e->next) {
        const char *name = xml_is(e, NS_CAL, "comp") ? xml_attribute(e, "name") : NULL;
        for (size_t i = 0; name && i < LENGTH(components); i++)
            if (span_is_nocase(span_of(name), components[i].name))
                c->components |= components[i].bit;
    }
    return c->components || fail(err, FAULT_INVALID, "supported-calendar-component",
                                 "A calendar takes VEVENT, VTODO or VJOURNAL.");
}

ADDER(add_data_types)
{
    UNUSED(a);
    UNUSED(r);
    UNUSED(err);
    text_add_str(t, "<C:calendar-data content-type=\"text/calendar\" version=\"2.0\"/>");
    return FOUND;
}

ADDER(add_collations)
{
    static const char *const names[] = {"i;ascii-casemap", "i;octet", "i;unicode-casemap"};
    UNUSED(a);
    UNUSED(r);
    UNUSED(err);
    for (size_t i = 0; i < LENGTH(names); i++)
        text_addf(t, "<C:supported-collation>%s</C:supported-collation>", names[i]);
    return FOUND;
}

ADDER(add_max_size)
{
    UNUSED(r);
    UNUSED(err);
    text_addf(t, "%zu", a->dav->pipeline->config->limits.object_bytes);
    return FOUND;
}

ADDER(add_max_attendees)
{
    UNUSED(r);
    UNUSED(err);
    text_addf(t, "%d", a->dav->pipeline->config->limits.attendees);
    return FOUND;
}

ADDER(add_first_date)
{
    UNUSED(a);
    UNUSED(r);
    UNUSED(err);
    return add_text(t, "00010101T000000Z");
}

ADDER(add_last_date)
{
    UNUSED(a);
    UNUSED(r);
    UNUSED(err);
    return add_text(t, "99991231T235959Z");
}

/* --- changes ---------------------------------------------------------------------------------- */

bool add_sync_token(struct tx *tx, const struct calendar *c, int64_t number, struct text *t,
                    struct error *err)
{
    int64_t epoch;
    TRY(store_epoch(tx, &epoch, err));
    text_addf(t, "urn:convoke:sync:%lld-%lld-%lld", (long long)epoch, (long long)c->id,
              (long long)number);
    return true;
}

ADDER(add_token)
{
    bool ok = add_sync_token(a->tx, r->calendar, r->calendar->change_number, t, err);
    return ok ? FOUND : FOUND_FAILED;
}

/* No max-instances: a series may be endless here. RFC 4791, 5.2.8 */
const struct property calendar_properties[] = {
    {NS_CAL, "calendar-description", IN(PLACE_CALENDAR), false, add_description, set_description},
    {NS_APPLE, "calendar-color", IN(PLACE_CALENDAR), false, add_color, set_color},
    {NS_APPLE, "calendar-order", IN(PLACE_CALENDAR), false, add_order, set_order},
    {NS_CAL, "calendar-timezone", IN(PLACE_CALENDAR), false, add_timezone, set_timezone},
    {NS_CAL, "calendar-timezone-id", IN(PLACE_CALENDAR), false, add_timezone_id, set_timezone_id},
    {NS_CAL, "supported-calendar-component-set", IN_COLLECTIONS, false, add_components, NULL},
    {NS_CAL, "supported-calendar-data", IN_COLLECTIONS, false, add_data_types, NULL},
    {NS_CAL, "supported-collation-set", IN_COLLECTIONS, false, add_collations, NULL},
    {NS_CAL, "max-resource-size", IN_COLLECTIONS, false, add_max_size, NULL},
    {NS_CAL, "max-attendees-per-instance", IN_COLLECTIONS, false, add_max_attendees, NULL},
    {NS_CAL, "min-date-time", IN_COLLECTIONS, false, add_first_date, NULL},
    {NS_CAL, "max-date-time", IN_COLLECTIONS, false, add_last_date, NULL},
    {NS_CS, "getctag", IN_COLLECTIONS, false, add_token, NULL},
    {NS_DAV, "sync-token", IN_COLLECTIONS, false, add_token, NULL},
};
const size_t ncalendar_properties = LENGTH(calendar_properties);
