/* Moments: a time as it is written, and the zone that it means. RFC 5545, 3.3.5 */
#include "findings.h"

static const struct zone *zone_of_text(struct reading *r, struct span tzid)
{
    for (size_t i = 0; i < r->nwritten_zones; i++)
        if (span_equal(tzid, r->written_zones[i].tzid))
            return zone_from_vtimezone_near(r->zones, r->written_zones[i].text,
                                            span_of(r->default_tzid), NULL);
    return NULL;
}

/* A name of the tz database goes before what the text says of it: foreign VTIMEZONEs are often out
 * of date. A product's name may mean another zone than we think, which the text then tells. */
const struct zone *zone_for_tzid(struct reading *r, struct span tzid)
{
    if (r->last_tzid.at && span_equal(tzid, r->last_tzid))
        return r->last_zone;
    const struct zone *zone = zone_named_near(r->zones, tzid, span_of(r->default_tzid));
    bool is_sure = zone && span_has_nocase(tzid, span_of(zone_name(zone)));
    const struct zone *told = is_sure ? NULL : zone_of_text(r, tzid);
    if (told)
        zone = told;
    if (!zone && r->default_tzid)
        zone = zone_named(r->zones, span_of(r->default_tzid));
    r->last_tzid = tzid;
    r->last_zone = zone;
    return zone;
}

static bool is_written(const struct reading *r, struct span tzid)
{
    for (size_t i = 0; i < r->nwritten_zones; i++)
        if (span_equal(tzid, r->written_zones[i].tzid))
            return true;
    return false;
}

/* No IANA name has a blank or begins with a slash. */
static bool is_other_name(struct span tzid)
{
    return memchr(tzid.at, ' ', tzid.len) || tzid.at[0] == '/' || tzid.at[0] == '(';
}

static bool is_told(struct reading *r, struct span tzid)
{
    for (size_t i = 0; i < r->ntold_tzids; i++)
        if (span_equal(tzid, r->told_tzids[i]))
            return true;
    if (r->ntold_tzids < LENGTH(r->told_tzids))
        r->told_tzids[r->ntold_tzids++] = tzid;
    return false;
}

static void zone_report(struct reading *r, const struct ical_line *l, struct span tzid,
                        const struct zone *zone)
{
    struct place at = {l->number, "VEVENT", l->name};
    bool written = is_written(r, tzid), named = zone_named(r->zones, tzid) != NULL;
    if (!named && (!written || !zone))
        report(r->findings, zone ? RULE_TZID_BY_X_WR_TIMEZONE : RULE_TZID_UNKNOWN, at, tzid);
    if (!named)
        return;
    if (is_other_name(tzid) && !span_is(tzid, zone_name(zone)))
        report_with(r->findings, RULE_TZID_OTHER_NAME, at, "\"%.60s\" is %s", tzid.at,
                    zone_name(zone));
    if (!written && zone != zone_utc())
        report(r->findings, RULE_VTIMEZONE_MISSING, at, tzid);
}

/* VALUE=DATE before a value that has a time of day all the same: the day is meant. */
static bool is_called_date(const struct ical_line *l)
{
    struct span value;
    return l->params.len > 0 && ical_param(l->params, "VALUE", NULL, &value) &&
           NAME_IS(value, "DATE");
}

bool moment_read(struct reading *r, const struct ical_line *l, struct span value,
                 struct moment *out)
{
    struct written_time t;
    TRY(written_time_parse(value, &t));
    *out = (struct moment){.local = t.local, .is_date = t.is_date || is_called_date(l)};
    if (out->is_date) {
        out->local -= ((t.local % 86400) + 86400) % 86400;
        return true;
    }
    if (t.is_utc) {
        out->zone = zone_utc();
        return true;
    }
    out->tzid = param_str(r->arena, l->params, "TZID");
    if (out->tzid && *out->tzid)
        out->zone = zone_for_tzid(r, span_of(out->tzid));
    if (r->findings && out->tzid && *out->tzid && !is_told(r, span_of(out->tzid)))
        zone_report(r, l, span_of(out->tzid), out->zone);
    return true;
}

instant moment_instant(const struct moment *m, const struct zone *floating)
{
    const struct zone *zone = m->zone ? m->zone : floating;
    return zone ? zone_instant(zone, m->local) : (instant)m->local;
}

static char *put_number(char *to, int32_t number, int digits)
{
    unsigned left = (unsigned)number;
    for (int i = digits; i-- > 0; left /= 10)
        to[i] = (char)('0' + left % 10);
    return to + digits;
}

void moment_key(const struct moment *m, char key_out[20])
{
    struct civil c = civil_of(m->zone ? zone_instant(m->zone, m->local) : m->local);
    char *end = put_number(key_out, c.year, 4);
    end = put_number(end, c.month, 2);
    end = put_number(end, c.day, 2);
    if (!m->is_date) {
        *end++ = 'T';
        end = put_number(end, c.hour, 2);
        end = put_number(end, c.minute, 2);
        end = put_number(end, c.second, 2);
        if (m->zone)
            *end++ = 'Z';
    }
    *end = '\0';
}

void vevent_key(const struct vevent *v, char key_out[20])
{
    key_out[0] = '\0';
    if (v->is_override)
        moment_key(&v->recurrence_id, key_out);
}
