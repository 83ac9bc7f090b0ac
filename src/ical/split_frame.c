/* What stands around the components of one UID in a file of their own: the head of the calendar
 * that they were in, and the zones that they name. */
#include "split.h"

static struct calendar_extent *calendar_of(struct ical_split *s, const struct piece *p)
{
    size_t low = 0, high = s->ncalendars;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (s->calendars[mid].at <= p->at)
            low = mid + 1;
        else
            high = mid;
    }
    if (low == 0 || (s->calendars[low - 1].end && s->calendars[low - 1].end <= p->at))
        return NULL;
    return &s->calendars[low - 1];
}

static bool span_lies_in(struct span part, const struct ical_split *s,
                         const struct calendar_extent *c)
{
    uint64_t at = (uint64_t)(part.at - s->text.at);
    return c && at >= c->at && (c->end == 0 || at < c->end);
}

/* The VTIMEZONE of this TZID: of the same calendar if it has one, else the first of the file. */
static struct file_zone *zone_of(struct ical_split *s, const struct piece *p, struct span tzid)
{
    size_t low = 0, high = s->nzones;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (span_compare(s->zones[mid].tzid, tzid) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    const struct calendar_extent *calendar = calendar_of(s, p);
    struct file_zone *first = NULL;
    for (; low < s->nzones && span_equal(s->zones[low].tzid, tzid); low++) {
        first = first ? first : &s->zones[low];
        if (span_lies_in(s->zones[low].text, s, calendar))
            return &s->zones[low];
        if (s->ncalendars <= 1)
            break;
    }
    return first;
}

void split_add_zone_of_line(struct ical_split *s, const struct piece *p,
                            const struct ical_line *line, struct text *zones)
{
    struct span tzid;
    if (line->params.len == 0 || s->nzones == 0 || !ical_param(line->params, "TZID", NULL, &tzid))
        return;
    struct file_zone *zone = zone_of(s, p, tzid);
    uint32_t part = (uint32_t)s->given;
    if (!zone || zone->part == part)
        return;
    zone->part = part;
    text_add(zones, zone->text);
}

void split_add_line_end(const struct ical_split *s, struct text *t)
{
    struct span so_far = text_span(t);
    if (so_far.len > 0 && so_far.at[so_far.len - 1] != '\n' && so_far.at[so_far.len - 1] != '\r')
        text_add_str(t, line_end_of(s->text));
}

void split_add_head(struct ical_split *s, const struct piece *p, struct text *to)
{
    static const char *const kept[] = {"VERSION", "PRODID", "CALSCALE", "METHOD", "X-WR-TIMEZONE"};
    const struct calendar_extent *c = calendar_of(s, p);
    bool found[LENGTH(kept)] = {false};
    const char *end = line_end_of(s->text);
    text_add_str(to, "BEGIN:VCALENDAR");
    text_add_str(to, end);
    struct scan scan =
        scan_of(c ? span_make(s->text.at + c->at, s->text.len - c->at) : (struct span){0});
    struct scanned l;
    struct ical_line line;
    for (size_t lines = 0; lines < 1000 && scan_next(&scan, &l); lines++) {
        line_peek(&l, s->unfolded, &line);
        if (lines > 0 && NAME_IS(line.name, "BEGIN"))
            break;
        for (size_t i = 0; i < LENGTH(kept); i++)
            if (!found[i] && span_is_nocase(line.name, kept[i])) {
                found[i] = true;
                text_add(to, l.raw);
            }
    }
    text_add_str(to, found[0] ? "" : "VERSION:2.0");
    text_add_str(to, found[0] ? "" : end);
    text_add_str(to, found[1] ? "" : "PRODID:" ICAL_PRODID);
    text_add_str(to, found[1] ? "" : end);
}
