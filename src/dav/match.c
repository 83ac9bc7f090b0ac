/* Whether an object is what a filter asks for: on its content lines, and in time on the facts of
 * its events. RFC 4791, 9.7 and 9.9 */
#include "match.h"

static bool part_matches(struct match *m, const struct filter *f, size_t part);

/* --- properties and their parameters ---------------------------------------------------------- */

/* What a comparison costs grows with the text, and with the letters of all languages much more. */
static bool holds(const struct match *m, const struct text_match *t, struct span text)
{
    enum { TIMES_UNICODE = 20 };
    int64_t *left = m->with->left;
    if (left)
        *left -= (int64_t)text.len * (t->collation == COLLATION_UNICODE ? TIMES_UNICODE : 1);
    return (!left || *left >= 0) && text_match_holds(t, text);
}

static bool parameter_matches(const struct match *m, const struct filter *f,
                              const struct ical_line *l)
{
    OWN(text) value = text_new();
    bool is_there = ical_param(l->params, f->name, value, NULL);
    if (!is_there || f->is_absent)
        return is_there != f->is_absent;
    return !f->has_text || holds(m, &f->text, text_span(value));
}

static bool text_holds(const struct match *m, const struct filter *f, const struct ical_line *l)
{
    OWN(text) value = text_new();
    ical_add_unescaped(value, l->value);
    return holds(m, &f->text, text_span(value));
}

/* One value of several is enough; of a period its start counts. */
static bool value_in_range(const struct match *m, const struct filter *f, const struct ical_line *l)
{
    struct span tzid, rest = l->value, end;
    const struct zone *zone = m->with->floating;
    if (ical_param(l->params, "TZID", NULL, &tzid)) {
        const struct zone *named = zone_named(m->with->zones, tzid);
        zone = named ? named : zone;
    }
    while (rest.len > 0) {
        struct written_time t;
        struct span value = span_cut(span_cut(rest, ',', &rest), '/', &end);
        if (!written_time_parse(value, &t))
            continue;
        if (time_range_has(&f->range, t.is_utc ? t.local : zone_instant(zone, t.local)))
            return true;
    }
    return false;
}

static bool line_matches(const struct match *m, const struct filter *f, const struct ical_line *l)
{
    if (f->has_text && !text_holds(m, f, l))
        return false;
    if (f->has_range && !value_in_range(m, f, l))
        return false;
    for (const struct filter *k = f->first; k; k = k->next)
        if (!parameter_matches(m, k, l))
            return false;
    return true;
}

/* One property of the name that is all that is asked for; or none of the name at all. */
static bool property_matches(const struct match *m, const struct filter *f, size_t part)
{
    const struct outline_part *p = &m->outline->parts[part];
    struct span name = span_of(f->name);
    for (size_t i = p->begin + 1; i < p->end; i++) {
        const struct outline_line *l = &m->outline->lines[i];
        if (l->part != part || !span_equal_nocase(l->line.name, name))
            continue;
        if (f->is_absent || line_matches(m, f, &l->line))
            return !f->is_absent;
    }
    return f->is_absent;
}

/* --- components ------------------------------------------------------------------------------- */

static bool component_matches(struct match *m, const struct filter *f, size_t parent)
{
    struct span name = span_of(f->name);
    for (size_t at = SIZE_MAX; outline_next_part(m->outline, parent, &at);)
        if (span_equal_nocase(m->outline->parts[at].name, name) &&
            (f->is_absent || part_matches(m, f, at)))
            return !f->is_absent;
    return f->is_absent;
}

static bool part_matches(struct match *m, const struct filter *f, size_t part)
{
    if (f->has_range && !match_in_time(m, &f->range, part))
        return false;
    for (const struct filter *k = f->first; k; k = k->next) {
        bool ok = k->kind == FILTER_PROPERTY ? property_matches(m, k, part)
                                             : component_matches(m, k, part);
        if (!ok)
            return false;
    }
    return true;
}

bool filter_matches(const struct filter *f, struct span text, const struct matching *with)
{
    OWN(outline) o = outline_new(text);
    struct match m = {.outline = o, .with = with};
    bool ok = o->nparts > 0 && span_is_nocase(o->parts[0].name, f->name) && part_matches(&m, f, 0);
    event_free(m.event);
    return ok;
}
