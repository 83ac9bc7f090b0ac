/* Ranges of time in requests, and the zone in which floating times are. RFC 4791, 7.3 and 9.9 */
#include "query.h"

static bool read_bound(const char *value, instant open, const char *rule, instant *out,
                       struct error *err)
{
    struct written_time t;
    *out = open;
    if (!value)
        return true;
    if (span_starts(span_of(value), "0000"))
        return fail(err, FAULT_INVALID, "min-date-time", "There are no times before the year 1.");
    if (!written_time_parse(span_of(value), &t) || !t.is_utc)
        return fail(err, FAULT_INVALID, rule,
                    "A time range has a start and an end in UTC: \"%.40s\" is none.", value);
    *out = t.local;
    return true;
}

bool time_range_read(const struct xml_element *e, const char *rule, struct time_range *out,
                     struct error *err)
{
    const char *start = xml_attribute(e, "start"), *end = xml_attribute(e, "end");
    TRY(read_bound(start, INSTANT_FIRST, rule, &out->from, err));
    TRY(read_bound(end, INSTANT_NEVER, rule, &out->to, err));
    if (!start && !end)
        return fail(err, FAULT_INVALID, rule, "A time range needs a start, an end or both.");
    return out->from < out->to ||
           fail(err, FAULT_INVALID, rule, "A time range ends after it starts.");
}

bool time_range_read_closed(const struct xml_element *e, struct time_range *out, struct error *err)
{
    TRY(time_range_read(e, NULL, out, err));
    return (out->from != INSTANT_FIRST && out->to != INSTANT_NEVER) ||
           fail(err, FAULT_INVALID, NULL, "C:%s needs a start and an end.", e->name);
}

bool time_range_has(const struct time_range *r, instant at)
{
    return r->from <= at && at < r->to;
}

bool time_range_overlaps(const struct time_range *r, instant start, instant end)
{
    return start < r->to && (end > r->from || (start == end && start >= r->from));
}

static bool period_end(struct span end, instant start, instant *out)
{
    struct written_time t;
    int64_t days, seconds;
    if (duration_value_parse(end, &days, &seconds)) {
        *out = start + days * 86400 + seconds;
        return true;
    }
    *out = written_time_parse(end, &t) ? t.local : start;
    return *out >= start;
}

bool period_read(struct span value, struct time_range *out)
{
    struct span end;
    struct span start = span_cut(value, '/', &end);
    struct written_time t;
    TRY(written_time_parse(start, &t));
    out->from = t.local;
    return period_end(end, out->from, &out->to);
}

/* --- floating times --------------------------------------------------------------------------- */

/* As the request says: its C:timezone or C:timezone-id; *zone_out stays NULL without one. */
static bool zone_of_request(const struct ask *a, const struct zone **zone_out, struct error *err)
{
    struct zones *zones = a->dav->pipeline->zones;
    const struct xml_element *root = a->body ? xml_root(a->body) : NULL;
    const struct xml_element *text = xml_child(root, NS_CAL, "timezone");
    const struct xml_element *id = xml_child(root, NS_CAL, "timezone-id");
    struct error why = {0};
    if (text) {
        *zone_out = timezone_in(zones, span_of(text->text), &why);
        return *zone_out ||
               fail(err, FAULT_INVALID, "valid-calendar-data",
                    "C:timezone has to hold a calendar with one VTIMEZONE: %s", why.said);
    }
    if (!id)
        return true;
    *zone_out = timezone_of_id(zones, xml_trimmed(id), err);
    return *zone_out;
}

static bool zone_of_owner(struct ask *a, const struct calendar *c, const struct zone **zone_out,
                          struct error *err)
{
    OWN(account) owner = store_account(a->tx, c->account, err);
    TRY(owner);
    *zone_out = account_zone(a->dav->pipeline, owner);
    return true;
}

static bool find_zones(struct ask *a, const struct calendar *c, struct floating *out,
                       struct error *err)
{
    *out = (struct floating){.account = c->account, .calendar = c->id};
    TRY(zone_of_owner(a, c, &out->index, err));
    TRY(zone_of_request(a, &out->zone, err));
    if (!out->zone && c->timezone)
        out->zone = timezone_in(a->dav->pipeline->zones, span_of(c->timezone), NULL);
    if (!out->zone)
        out->zone = out->index;
    return true;
}

/* Once for all objects of a calendar, which come one after the other. */
bool floating_zones(struct ask *a, const struct calendar *c, const struct zone **floating_out,
                    const struct zone **index_out, struct error *err)
{
    struct floating *f = &a->floating;
    if (!f->zone || f->account != c->account || f->calendar != c->id)
        TRY(find_zones(a, c, f, err));
    *floating_out = f->zone;
    *index_out = f->index;
    return true;
}
