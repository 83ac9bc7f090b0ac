/* How the parts of an event go together: start and end, series and overrides, people. Nothing here
 * is refused, and only findings ask. */
#include "findings.h"

static bool has_value(const struct kept_line *l)
{
    return l && span_trim(l->line.value).len > 0;
}

static void relate_length(struct reading *r, const struct draft *d)
{
    const struct kept_line *duration = draft_first(r, d, PROP_DURATION);
    if (has_value(draft_first(r, d, PROP_DTEND)) && has_value(duration))
        reading_report(r, RULE_DTEND_AND_DURATION, duration, duration->line.value);
}

static int by_address(const void *a, const void *b)
{
    const struct person *const *x = a, *const *y = b;
    int order = strcmp((*x)->address, (*y)->address);
    return order ? order : (*x)->line < (*y)->line ? -1 : (*x)->line > (*y)->line;
}

static const struct kept_line *line_of_person(const struct reading *r, const struct draft *d,
                                              const struct person *p)
{
    for (size_t i = d->first; i < d->end; i++)
        if (r->lines[i].index == p->line)
            return &r->lines[i];
    return NULL;
}

static void relate_people(struct reading *r, const struct draft *d)
{
    const struct vevent *v = &d->v;
    const struct kept_line *first = draft_first(r, d, PROP_ATTENDEE);
    if (!first || v->nattendees == 0)
        return;
    if (!v->has_organizer)
        reading_report(r, RULE_ORGANIZER_MISSING, first, (struct span){0});
    const struct person **sorted = arena_array(r->arena, v->nattendees, sizeof(const void *));
    for (size_t i = 0; i < v->nattendees; i++)
        sorted[i] = &v->attendees[i];
    qsort(sorted, v->nattendees, sizeof(const void *), by_address);
    for (size_t i = 1; i < v->nattendees; i++)
        if (*sorted[i]->address && strcmp(sorted[i - 1]->address, sorted[i]->address) == 0)
            reading_report(r, RULE_ATTENDEE_TWICE, line_of_person(r, d, sorted[i]),
                           span_of(sorted[i]->address));
}

static void relate_override(struct reading *r, const struct event *e, const struct draft *d)
{
    enum prop own = d->count[PROP_RRULE] ? PROP_RRULE : PROP_RDATE;
    const struct kept_line *l = draft_first(r, d, own);
    if (!d->v.is_override)
        return;
    if (l && has_value(l))
        reading_report(r, RULE_OVERRIDE_RECURS, l, l->line.value);
    l = draft_first(r, d, PROP_RECURRENCE_ID);
    if (e->master && e->master->recurrence &&
        recurrence_has(e->master->recurrence, d->v.recurrence_id.local, RECUR_BUDGET) == RECUR_NONE)
        reading_report(r, RULE_OVERRIDE_OF_NONE, l, l->line.value);
}

static void relate_zone(struct reading *r, const struct draft *d)
{
    const struct kept_line *l = draft_first(r, d, PROP_DTSTART);
    bool floats = d->v.has_start && !d->v.start.is_date && !d->v.start.zone && !d->v.start.tzid;
    if (floats && r->default_tzid)
        reading_report(r, RULE_X_WR_TIMEZONE, l, span_of(r->default_tzid));
}

void event_relate(struct reading *r, const struct event *e)
{
    for (size_t i = 0; i < r->ndrafts; i++) {
        const struct draft *d = &r->drafts[i];
        relate_length(r, d);
        relate_people(r, d);
        relate_override(r, e, d);
        relate_zone(r, d);
    }
}
