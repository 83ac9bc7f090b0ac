/* VTIMEZONE from the table of changes: what repeats in successive years becomes a rule. */
#include <limits.h>

#include "internal.h"

static const char *const weekdays[] = {"SU", "MO", "TU", "WE", "TH", "FR", "SA"};

/* One change, on the clock that it ends. */
struct change {
    const struct period *to;
    int32_t from_s;
    struct civil local;
    int weekday;
    bool is_daylight;
};

/* A TZif file may say that something holds since before all years that a calendar can write. */
static wall writable(wall local)
{
    wall first = wall_of((struct civil){1, 1, 1, 0, 0, 0});
    return local < first ? first : local;
}

/* What held before all changes has to begin somewhere: in 1970, or before the first of them. */
static wall begin_of_first(const struct zone *z)
{
    int year = z->nperiods > 1 ? civil_of(z->periods[1].at).year - 1 : 1970;
    year = year > 1970 ? 1970 : year < 1 ? 1 : year;
    return wall_of((struct civil){year, 1, 1, 0, 0, 0});
}

static struct change change_at(const struct zone *z, size_t i)
{
    struct change c = {.to = &z->periods[i], .from_s = z->periods[i ? i - 1 : 0].offset};
    bool was_dst = i && z->periods[i - 1].is_dst;
    wall local = i ? writable(z->periods[i].at + c.from_s) : begin_of_first(z);
    c.local = civil_of(local);
    c.weekday = weekday_of_days(days_from_civil(c.local.year, c.local.month, c.local.day));
    /* Where winter is the exception (Dublin), readers still expect summer to be DAYLIGHT. */
    c.is_daylight = was_dst != c.to->is_dst ? c.to->offset > c.from_s : c.to->is_dst;
    return c;
}

static int32_t time_of_day(const struct change *c)
{
    return c->local.hour * 3600 + c->local.minute * 60 + c->local.second;
}

/* The same turn of the clock, in any year. */
static bool same_turn(const struct change *a, const struct change *b)
{
    return a->from_s == b->from_s && a->to->offset == b->to->offset &&
           a->is_daylight == b->is_daylight && a->to->abbreviation == b->to->abbreviation;
}

/* --- runs: one change in each of many years that follows one yearly rule --- */

struct run {
    size_t first, last; /* periods */
    int years;
    bool is_endless;
    int nth;              /* "the second Sunday", -1 the last; 0: not so */
    int from_day, to_day; /* the days of the month it fell on */
    bool on_one_weekday;  /* all on the weekday of the first */
};

static int nth_of(const struct change *c)
{
    return (c->local.day - 1) / 7 + 1;
}

static bool is_last_of_month(const struct change *c)
{
    return c->local.day + 7 > days_in_month(c->local.year, c->local.month);
}

struct shape { /* which rules still fit all changes of a run */
    bool nth, last, weekday, day;
    int least, most;
};

static struct shape shape_with(struct shape s, const struct change *first, const struct change *c)
{
    s.weekday = s.weekday && c->weekday == first->weekday;
    s.nth = s.nth && s.weekday && nth_of(c) == nth_of(first) && nth_of(c) < 5;
    s.last = s.last && s.weekday && is_last_of_month(c);
    s.day = s.day && c->local.day == first->local.day;
    s.least = c->local.day < s.least ? c->local.day : s.least;
    s.most = c->local.day > s.most ? c->local.day : s.most;
    return s;
}

static bool shape_holds(const struct shape *s)
{
    return s->nth || s->last || s->day || (s->weekday && s->most - s->least < 7);
}

static bool continues(const struct change *first, const struct change *c, int years)
{
    return same_turn(first, c) && c->local.year == first->local.year + years &&
           c->local.month == first->local.month && time_of_day(first) == time_of_day(c);
}

static size_t next_of_year(const struct zone *z, size_t i, const struct change *first, int years)
{
    for (; i < z->nperiods; i++) {
        struct change c = change_at(z, i);
        if (c.local.year > first->local.year + years || continues(first, &c, years))
            return i;
    }
    return z->nperiods;
}

/* The table ends in the middle of a cycle that goes on: a change of this year would stand there. */
static bool is_beyond_table(const struct zone *z, size_t i, int year)
{
    if (z->cycle_end == INSTANT_NEVER)
        return false;
    if (i < z->nperiods)
        return z->periods[i].at > z->cycle_end;
    return year >= civil_of(z->cycle_end).year;
}

/* From one change on, over as many years as it holds, or as are enough. */
static struct run run_from(const struct zone *z, size_t i, int enough_years)
{
    struct change first = change_at(z, i);
    struct shape shape = {true, true, true, true, 31, 1};
    shape = shape_with(shape, &first, &first);
    struct run r = {.first = i, .last = i, .years = 1};
    for (; r.years < enough_years; r.years++) {
        i = next_of_year(z, i + 1, &first, r.years);
        r.is_endless = is_beyond_table(z, i, first.local.year + r.years);
        if (i == z->nperiods || r.is_endless)
            break;
        struct change c = change_at(z, i);
        struct shape wider = shape_with(shape, &first, &c);
        if (!continues(&first, &c, r.years) || !shape_holds(&wider))
            break;
        shape = wider;
        r.last = i;
    }
    r.on_one_weekday = shape.weekday && !shape.day;
    r.nth = shape.last ? -1 : shape.nth ? nth_of(&first) : 0;
    r.from_day = shape.least;
    r.to_day = shape.most;
    return r;
}

/* --- writing --- */

struct writer {
    const struct zone *zone;
    struct text *out;
    size_t first, last; /* the periods to be told */
    bool *done;         /* one for each of them */
    bool may_be_endless;
    int rules_from;  /* the year from which on rules tell all, if they may be endless */
    int shift_years; /* whole cycles between the table and the years asked for */
};

static void add_wall(const struct writer *w, struct civil c)
{
    text_addf(w->out, "%04d%02d%02dT%02d%02d%02d", c.year + w->shift_years, c.month, c.day, c.hour,
              c.minute, c.second);
}

static void add_offset(struct text *out, const char *name, int32_t offset)
{
    int32_t size = abs(offset);
    text_addf(out, "%s:%c%02d%02d", name, offset < 0 ? '-' : '+', size / 3600, size / 60 % 60);
    if (size % 60)
        text_addf(out, "%02d", size % 60);
    text_add_str(out, "\r\n");
}

static void add_begin(const struct writer *w, const struct change *c)
{
    text_addf(w->out, "BEGIN:%s\r\nDTSTART:", c->is_daylight ? "DAYLIGHT" : "STANDARD");
    add_wall(w, c->local);
    text_add_str(w->out, "\r\n");
}

static void add_end(const struct writer *w, const struct change *c)
{
    struct text *out = w->out;
    add_offset(out, "TZOFFSETFROM", c->from_s);
    add_offset(out, "TZOFFSETTO", c->to->offset);
    const char *name = w->zone->abbreviations[c->to->abbreviation];
    if (*name)
        text_addf(out, "TZNAME:%s\r\n", name);
    text_addf(out, "END:%s\r\n", c->is_daylight ? "DAYLIGHT" : "STANDARD");
}

static void add_rule_days(struct text *out, const struct run *r, const struct change *first)
{
    if (r->nth) {
        text_addf(out, ";BYDAY=%d%s", r->nth, weekdays[first->weekday]);
        return;
    }
    text_addf(out, ";BYMONTHDAY=%d", r->from_day);
    for (int day = r->from_day + 1; r->on_one_weekday && day <= r->to_day; day++)
        text_addf(out, ",%d", day);
    if (r->on_one_weekday)
        text_addf(out, ";BYDAY=%s", weekdays[first->weekday]);
}

static void add_run(const struct writer *w, const struct run *r)
{
    struct text *out = w->out;
    struct change first = change_at(w->zone, r->first);
    add_begin(w, &first);
    text_addf(out, "RRULE:FREQ=YEARLY;BYMONTH=%d", first.local.month);
    add_rule_days(out, r, &first);
    if (!r->is_endless) {
        text_add_str(out, ";UNTIL=");
        add_wall(w, civil_of(w->zone->periods[r->last].at));
        text_add_str(out, "Z");
    }
    text_add_str(out, "\r\n");
    add_end(w, &first);
}

static bool is_of_run(const struct zone *z, const struct run *r, size_t i)
{
    struct change first = change_at(z, r->first), c = change_at(z, i);
    return continues(&first, &c, c.local.year - first.local.year);
}

/* What cannot go on for ever together ends together; and what cannot, ends before the year from
 * which on everything can. */
static struct run run_of(const struct writer *w, size_t i)
{
    struct run r = run_from(w->zone, i, INT_MAX);
    int years_before = w->rules_from - change_at(w->zone, i).local.year;
    if (w->may_be_endless && !r.is_endless && years_before > 0)
        return run_from(w->zone, i, years_before);
    if (!r.is_endless || w->may_be_endless)
        return r;
    r.is_endless = false;
    size_t end = r.last < w->last ? r.last : w->last;
    r.years = 0;
    for (size_t j = i; j <= end; j++)
        if (is_of_run(w->zone, &r, j)) {
            r.last = j;
            r.years++;
        }
    return r;
}

#define LEAST_YEARS 3 /* fewer are told one by one */

/* Single changes of one turn share an observance. */
static void add_singles(struct writer *w, size_t i)
{
    struct change c = change_at(w->zone, i);
    add_begin(w, &c);
    for (size_t j = i + 1; j <= w->last; j++) {
        struct change other = change_at(w->zone, j);
        if (w->done[j - w->first] || !same_turn(&c, &other) ||
            run_from(w->zone, j, LEAST_YEARS).years >= LEAST_YEARS)
            continue;
        w->done[j - w->first] = true;
        text_add_str(w->out, "RDATE:");
        add_wall(w, other.local);
        text_add_str(w->out, "\r\n");
    }
    add_end(w, &c);
}

static void mark_run(struct writer *w, const struct run *r)
{
    for (size_t i = r->first; i <= r->last && i <= w->last; i++)
        w->done[i - w->first] |= is_of_run(w->zone, r, i);
}

static void add_observances(struct writer *w)
{
    for (size_t i = w->first; i <= w->last; i++) {
        if (w->done[i - w->first])
            continue;
        struct run r = run_of(w, i);
        if (r.years >= LEAST_YEARS || r.is_endless) {
            add_run(w, &r);
            mark_run(w, &r);
        } else {
            add_singles(w, i);
        }
    }
}

static size_t period_at_or_before(const struct zone *z, instant at)
{
    size_t i = 0;
    while (i + 1 < z->nperiods && z->periods[i + 1].at <= at)
        i++;
    return i;
}

/* The period that holds when a year begins where it begins first. */
static size_t period_of_year(const struct zone *z, int year)
{
    return period_at_or_before(z, wall_of((struct civil){year, 1, 1, 0, 0, 0}) - 86400);
}

/* The last period that begins before a year is over everywhere. */
static size_t last_period_of_year(const struct zone *z, int year)
{
    return period_at_or_before(z, wall_of((struct civil){year + 1, 1, 1, 0, 0, 0}) + 86400);
}

/* In the end rules hold for ever, if a yearly rule can say every one of them: "the day after the
 * last Thursday" leaves its month in some years. */
static bool may_be_endless(const struct zone *z, int rules_from_year)
{
    struct run runs[8];
    size_t nruns = 0;
    size_t first = period_of_year(z, rules_from_year) + 1;
    /* Rules of every second year and the like do not show in one. */
    size_t end = period_of_year(z, rules_from_year + 10);
    for (size_t i = first; i <= end; i++) {
        size_t known = 0;
        while (known < nruns && !is_of_run(z, &runs[known], i))
            known++;
        if (known < nruns)
            continue;
        if (nruns == LENGTH(runs))
            return false;
        runs[nruns] = run_from(z, i, INT_MAX);
        if (!runs[nruns++].is_endless)
            return false;
    }
    return period_of_year(z, rules_from_year + 1) >= first;
}

/* Years beyond the table are those of whole cycles earlier. */
static int cycles_to_shift(int last_year, int most)
{
    return last_year <= most ? 0 : ((last_year - most - 1) / CYCLE_YEARS + 1) * CYCLE_YEARS;
}

/* Years of the table that tell all that is asked for. */
static void choose_years(struct writer *w, int first_year, int last_year)
{
    const struct zone *z = w->zone;
    bool has_rules = z->cycle_end != INSTANT_NEVER;
    int rules_from = has_rules ? civil_of(z->cycle_end - CYCLE_S).year : 9998;
    int most = rules_from + CYCLE_YEARS - 1;
    w->rules_from = rules_from;
    /* Endless rules tell all that comes after. */
    if (w->may_be_endless) {
        w->shift_years = cycles_to_shift(first_year, most);
        first_year -= w->shift_years;
        last_year -= w->shift_years;
        most = first_year > rules_from ? first_year : rules_from + 1;
    }
    w->first = period_of_year(z, first_year < most ? first_year : most);
    w->last = last_period_of_year(z, last_year < most ? last_year : most);
    w->last = w->last > w->first ? w->last : w->first;
}

static void write_table(const struct zone *z, bool may_be_endless, int first_year, int last_year,
                        struct text *out)
{
    struct writer w = {.zone = z, .out = out, .may_be_endless = may_be_endless};
    choose_years(&w, first_year, last_year);
    w.done = mem_array(w.last - w.first + 1, sizeof *w.done);
    add_observances(&w);
    free(w.done);
}

/* What no rule says for ever, and goes on behind the table: the changes of these years alone. */
static struct zone *excerpt_of(const struct zone *z, int first_year, int last_year)
{
    struct zone *e = zone_make("");
    instant at = wall_of((struct civil){first_year, 1, 1, 0, 0, 0}) - 86400;
    instant end = wall_of((struct civil){last_year + 1, 1, 1, 0, 0, 0}) + 86400;
    bool fits = true;
    do {
        const struct period *p = zone_period_at(z, at);
        fits = zone_add_period(e, at, p->offset, p->is_dst,
                               span_of(z->abbreviations[p->abbreviation]));
    } while (fits && zone_next_change(z, at, &at) && at < end);
    zone_finish(e);
    return e;
}

static void write_vtimezone(const struct zone *z, const char *tzid, int first_year, int last_year,
                            struct text *out)
{
    bool has_rules = z->cycle_end != INSTANT_NEVER;
    int rules_from = has_rules ? civil_of(z->cycle_end - CYCLE_S).year : 0;
    bool is_endless = has_rules && may_be_endless(z, rules_from);
    bool is_behind = has_rules && !is_endless && last_year >= rules_from + CYCLE_YEARS;
    struct zone *excerpt = is_behind ? excerpt_of(z, first_year, last_year) : NULL;
    text_add_str(out, "BEGIN:VTIMEZONE\r\nTZID:");
    text_add_header(out, span_of(tzid));
    text_add_str(out, "\r\n");
    write_table(excerpt ? excerpt : z, is_endless, first_year, last_year, out);
    text_add_str(out, "END:VTIMEZONE\r\n");
    zone_drop(excerpt);
}

void zone_add_vtimezone(const struct zone *z, const char *tzid, int first_year, int last_year,
                        struct text *out)
{
    if (z->written && written_find(z->written, tzid, first_year, last_year, out))
        return;
    size_t before = text_len(out);
    write_vtimezone(z, tzid, first_year, last_year, out);
    struct span all = text_span(out);
    if (z->written)
        written_keep(z->written, tzid, first_year, last_year,
                     span_make(all.at + before, all.len - before));
}
