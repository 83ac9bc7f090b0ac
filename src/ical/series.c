/* The recurrence set of a master: RRULE, EXRULE, RDATE, EXDATE. RFC 5545, 3.8.5 */
#include "findings.h"

#define DAY_S 86400

struct series {
    struct reading *r;
    struct draft *d;
    struct recurrence *set;
    struct own_length *lengths;
    size_t nlengths;
    bool any; /* a rule or date that makes it recur */
};

static wall day_begin(wall local)
{
    return local - ((local % DAY_S) + DAY_S) % DAY_S;
}

/* Some leave a semicolon at the end, and blanks around. */
static struct span rule_trimmed(struct span rule)
{
    rule = span_trim(rule);
    while (rule.len > 0 && rule.at[rule.len - 1] == ';')
        rule = span_trim(span_make(rule.at, rule.len - 1));
    return rule;
}

static bool add_rule(struct series *s, const struct kept_line *l, struct error *err)
{
    struct error why = {0};
    struct span rule = rule_trimmed(l->line.value);
    if (rule.len == 0)
        return true;
    bool is_rule = l->prop == PROP_RRULE;
    if (is_rule ? recurrence_add_rule(s->set, rule, &why)
                : recurrence_exclude_rule(s->set, rule, &why)) {
        s->any = s->any || is_rule;
        if (s->r->findings)
            rule_report(s->r, l, &s->d->v.start);
        return true;
    }
    return reading_refuse(s->r, err, RULE_RULE_UNREADABLE, l->line.number, prop_name(l->prop), "%s",
                          why.said);
}

/* --- dates ----------------------------------------------------------------------------------- */

/* How a written date names an instance of the set: a wall time of its zone, or an instant. */
struct named_instance {
    bool is_instant;
    instant at; /* as recurrence_next gives it */
    wall local;
};

static struct named_instance name_instance(const struct moment *start, const struct moment *m)
{
    struct named_instance n = {.local = m->local, .at = m->local};
    if (start->is_date) {
        n.local = day_begin(m->local);
    } else if (m->is_date) { /* a day alone: its instance is at the usual time */
        n.local = m->local + (start->local - day_begin(start->local));
    } else if (m->zone && start->zone && m->zone != start->zone) {
        n.is_instant = true;
        n.at = moment_instant(m, NULL);
        return n;
    }
    n.at = start->zone ? zone_instant(start->zone, n.local) : (instant)n.local;
    return n;
}

static void add_date(struct series *s, const struct moment *m)
{
    struct named_instance n = name_instance(&s->d->v.start, m);
    if (n.is_instant)
        recurrence_add_instant(s->set, n.at);
    else
        recurrence_add_wall(s->set, n.local);
    s->any = true;
}

static void exclude_date(struct series *s, const struct moment *m)
{
    struct named_instance n = name_instance(&s->d->v.start, m);
    if (m->is_date && !s->d->v.start.is_date)
        recurrence_exclude_day(s->set, m->local / DAY_S - (m->local % DAY_S < 0));
    else if (n.is_instant)
        recurrence_exclude_instant(s->set, n.at);
    else
        recurrence_exclude_wall(s->set, n.local);
}

/* START/END or START/DURATION. RFC 5545, 3.3.9 */
static bool add_period(struct series *s, const struct ical_line *l, struct span value)
{
    struct moment from, to;
    struct span end, start = span_cut(value, '/', &end);
    int64_t days, seconds;
    if (!moment_read(s->r, l, start, &from) || from.is_date)
        return false;
    add_date(s, &from);
    if (duration_value_parse(end, &days, &seconds))
        seconds += days * DAY_S;
    else if (moment_read(s->r, l, end, &to) && !to.is_date)
        seconds = moment_instant(&to, NULL) - moment_instant(&from, NULL);
    else
        return false;
    if (seconds < 0)
        return false;
    s->lengths[s->nlengths++] =
        (struct own_length){name_instance(&s->d->v.start, &from).at, seconds};
    return true;
}

/* false: nobody can read it; then it names no instance, but the others of its line do. */
static bool read_date(struct series *s, const struct kept_line *l, struct span value)
{
    struct moment m;
    bool adds = l->prop == PROP_RDATE;
    if (adds && value.len > 0 && memchr(value.at, '/', value.len))
        return add_period(s, &l->line, value);
    TRY(moment_read(s->r, &l->line, value, &m));
    if (m.is_date != s->d->v.start.is_date)
        reading_report(s->r, adds ? RULE_RDATE_OTHER_TYPE : RULE_EXDATE_OTHER_TYPE, l, value);
    if (adds)
        add_date(s, &m);
    else
        exclude_date(s, &m);
    return true;
}

static void read_dates(struct series *s, const struct kept_line *l)
{
    struct span rest = l->line.value, value;
    bool adds = l->prop == PROP_RDATE;
    while (list_next(&rest, &value))
        if (!read_date(s, l, value) && value.len > 0)
            reading_report(s->r, adds ? RULE_RDATE_UNREADABLE : RULE_EXDATE_UNREADABLE, l, value);
}

static size_t count_periods(const struct series *s)
{
    size_t count = 0;
    for (size_t i = s->d->first; i < s->d->end; i++) {
        const struct kept_line *l = &s->r->lines[i];
        for (size_t c = 0; l->prop == PROP_RDATE && c < l->line.value.len; c++)
            count += l->line.value.at[c] == '/';
    }
    return count;
}

static bool read_lines(struct series *s, struct error *err)
{
    for (size_t i = s->d->first; i < s->d->end; i++) {
        const struct kept_line *l = &s->r->lines[i];
        if (l->prop == PROP_RRULE || l->prop == PROP_EXRULE)
            TRY(add_rule(s, l, err));
        if (l->prop == PROP_RDATE || l->prop == PROP_EXDATE)
            read_dates(s, l);
    }
    return true;
}

static int by_instant(const void *a, const void *b)
{
    const struct own_length *x = a, *y = b;
    return x->at < y->at ? -1 : x->at > y->at;
}

static void lengths_settle(struct series *s)
{
    struct vevent *v = &s->d->v;
    if (s->nlengths > 1)
        qsort(s->lengths, s->nlengths, sizeof(*s->lengths), by_instant);
    for (size_t i = 0; i < s->nlengths; i++)
        if (s->lengths[i].duration_s > v->longest_s)
            v->longest_s = s->lengths[i].duration_s;
    v->own_lengths = s->lengths;
    v->nown_lengths = s->nlengths;
}

bool series_read(struct reading *r, struct draft *d, struct recurrence **recurrence,
                 struct error *err)
{
    struct vevent *v = &d->v;
    if (d->count[PROP_RRULE] + d->count[PROP_RDATE] == 0 || !v->has_start)
        return true;
    OWN(recurrence) set = recurrence_new(v->start.local, v->start.is_date, v->start.zone);
    struct series s = {.r = r, .d = d, .set = set};
    s.lengths = arena_array(r->arena, count_periods(&s), sizeof(*s.lengths));
    TRY(read_lines(&s, err));
    if (!s.any)
        return true;
    lengths_settle(&s);
    v->recurrence = *recurrence = GIVE(set);
    return true;
}
