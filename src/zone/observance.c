#include "observance.h"

#define FOREVER_YEAR 2500 /* an UNTIL from here on stands for none */

static bool refuse(struct error *err, const char *why, struct span what)
{
    return fail(err, FAULT_INVALID, NULL, "The time zone's rule has %s: %.*s.", why,
                (int)(what.len < 60 ? what.len : 60), what.at);
}

static bool digits(struct span s, size_t at, size_t count, int *out)
{
    int64_t n;
    if (s.len < at + count || s.at[at] < '0' || s.at[at] > '9')
        return false;
    TRY(span_number(span_make(s.at + at, count), &n));
    *out = (int)n;
    return true;
}

bool wall_parse(struct span s, wall *out, bool *utc_out)
{
    struct civil c = {0};
    s = span_trim(s);
    *utc_out = s.len == 16 && (s.at[15] == 'Z' || s.at[15] == 'z');
    if (s.len != 8 && s.len != 15 && !*utc_out)
        return false;
    TRY(digits(s, 0, 4, &c.year) && digits(s, 4, 2, &c.month) && digits(s, 6, 2, &c.day));
    if (s.len > 8)
        TRY((s.at[8] == 'T' || s.at[8] == 't') && digits(s, 9, 2, &c.hour) &&
            digits(s, 11, 2, &c.minute) && digits(s, 13, 2, &c.second));
    if (c.year < 1 || c.month < 1 || c.month > 12 || c.day < 1 ||
        c.day > days_in_month(c.year, c.month) || c.hour > 23 || c.minute > 59 || c.second > 60)
        return false;
    *out = wall_of(c);
    return true;
}

/* --- the parts of a rule --- */

static bool read_number(struct span s, int64_t least, int64_t most, int *out)
{
    int64_t n;
    if (s.len && s.at[0] == '+')
        s = span_make(s.at + 1, s.len - 1);
    if (!span_number(s, &n) || n < least || n > most)
        return false;
    *out = (int)n;
    return true;
}

static bool part_months(struct span item, struct yearly *y)
{
    int month;
    TRY(read_number(item, 1, 12, &month));
    y->months |= 1u << month;
    return true;
}

static bool part_monthdays(struct span item, struct yearly *y)
{
    int day;
    TRY(read_number(item, -31, 31, &day) && day != 0);
    *(day > 0 ? &y->monthdays : &y->from_end) |= 1u << abs(day);
    return true;
}

static bool part_days(struct span item, struct yearly *y)
{
    static const char names[] = "SUMOTUWETHFRSA";
    if (item.len < 2 || y->ndays == (int)LENGTH(y->days))
        return false;
    struct span name = span_make(item.at + item.len - 2, 2);
    int weekday = -1;
    for (int i = 0; i < 7; i++)
        if (span_equal_nocase(name, span_make(names + i * 2, 2)))
            weekday = i;
    int nth = 0;
    if (item.len > 2)
        TRY(read_number(span_make(item.at, item.len - 2), -53, 53, &nth) && nth != 0);
    y->days[y->ndays].nth = nth;
    y->days[y->ndays++].weekday = weekday;
    return weekday >= 0;
}

static bool part_interval(struct span item, struct yearly *y)
{
    return read_number(item, 1, 1000, &y->interval);
}

static bool part_count(struct span item, struct yearly *y)
{
    return read_number(item, 1, 100000, &y->count);
}

static bool part_until(struct span item, struct yearly *y)
{
    y->has_until = true;
    TRY(wall_parse(item, &y->until, &y->until_is_instant));
    if (item.len == 8)
        y->until += 86399; /* a date means all of the day */
    return true;
}

static bool part_freq(struct span item, struct yearly *y)
{
    (void)y;
    return span_is_nocase(item, "YEARLY");
}

/* Written by some programs with the values of DTSTART. */
static bool part_ignored(struct span item, struct yearly *y)
{
    (void)item, (void)y;
    return true;
}

static const struct {
    const char *name;
    bool (*read)(struct span item, struct yearly *y);
} parts[] = {
    {"FREQ", part_freq},        {"INTERVAL", part_interval},    {"COUNT", part_count},
    {"UNTIL", part_until},      {"BYMONTH", part_months},       {"BYDAY", part_days},
    {"BYHOUR", part_ignored},   {"BYMONTHDAY", part_monthdays}, {"BYMINUTE", part_ignored},
    {"BYSECOND", part_ignored}, {"WKST", part_ignored},
};

static bool read_part(struct span part, struct yearly *out, struct error *err)
{
    struct span values, name = span_cut(part, '=', &values);
    for (size_t i = 0; i < LENGTH(parts); i++) {
        if (!span_is_nocase(name, parts[i].name))
            continue;
        do {
            struct span item = span_cut(values, ',', &values);
            if (!parts[i].read(item, out))
                return refuse(err, "a value that cannot be followed", part);
        } while (values.len);
        return true;
    }
    return refuse(err, "a part that cannot be followed", part);
}

bool yearly_parse(struct span value, struct yearly *out, struct error *err)
{
    *out = (struct yearly){.interval = 1};
    if (!span_has_nocase(value, SPAN("FREQ=")))
        return refuse(err, "no FREQ", value);
    while (value.len) {
        struct span part = span_cut(value, ';', &value);
        if (part.len)
            TRY(read_part(part, out, err));
    }
    if (out->has_until && civil_of(out->until).year >= FOREVER_YEAR)
        out->has_until = false;
    return true;
}

bool yearly_is_endless(const struct yearly *y)
{
    return !y->count && !y->has_until && CYCLE_YEARS % y->interval == 0;
}

/* --- expanding --- */

/* Where a day stands in its month, or in its year when the rule names no month. */
struct place {
    int day, length, weekday, month_day, month_length;
};

static bool weekday_fits(const struct yearly *y, const struct place *p)
{
    for (int i = 0; i < y->ndays; i++) {
        int nth = y->days[i].nth;
        int is = nth < 0 ? -((p->length - p->day) / 7 + 1) : (p->day - 1) / 7 + 1;
        if (y->days[i].weekday == p->weekday && (nth == 0 || nth == is))
            return true;
    }
    return y->ndays == 0;
}

static bool day_fits(const struct yearly *y, const struct place *p)
{
    bool by_monthday = y->monthdays || y->from_end;
    if (by_monthday && !(y->monthdays >> p->month_day & 1) &&
        !(y->from_end >> (p->month_length - p->month_day + 1) & 1))
        return false;
    return weekday_fits(y, p);
}

/* What the rule leaves open is taken from the start. */
static struct yearly completed(const struct observance *o)
{
    struct yearly y = o->rule;
    struct civil start = civil_of(o->start);
    bool by_day = y.ndays || y.monthdays || y.from_end;
    if (!y.months && !by_day)
        y.months = 1u << start.month;
    if (!by_day)
        y.monthdays = 1u << start.day;
    return y;
}

static bool add_onset(struct onsets *out, const struct observance *o, wall local, struct error *err)
{
    if (out->count >= ZONE_MOST_CHANGES)
        return fail(err, FAULT_TOO_LARGE, NULL, "The time zone describes more than %d changes.",
                    ZONE_MOST_CHANGES);
    out->list = mem_grow(out->list, out->count, &out->capacity, sizeof *out->list);
    out->list[out->count++] = (struct onset){local - o->from_s, o};
    return true;
}

struct walk { /* through the onsets of one rule */
    const struct observance *o;
    struct yearly rule;
    wall time; /* of day, at which it turns */
    int found;
    bool is_over;
};

static bool take(struct walk *w, wall local, struct onsets *out, struct error *err)
{
    const struct yearly *y = &w->rule;
    if (local < w->o->start)
        return true;
    int64_t key = y->until_is_instant ? local - w->o->from_s : local;
    w->is_over = (y->has_until && key > y->until) || (y->count && w->found >= y->count);
    w->found++;
    return w->is_over || add_onset(out, w->o, local, err);
}

static bool walk_month(struct walk *w, int64_t year, int month, struct onsets *out,
                       struct error *err)
{
    int64_t january = days_from_civil(year, 1, 1), first = days_from_civil(year, month, 1);
    int length = days_in_month(year, month);
    out->steps -= length;
    if (out->steps < 0)
        return fail(err, FAULT_TOO_LARGE, NULL, "The time zone's rules are too many to follow.");
    for (int day = 1; day <= length && !w->is_over; day++) {
        int64_t days = first + day - 1;
        struct place p = {day, length, weekday_of_days(days), day, length};
        if (!w->rule.months) {
            p.day = (int)(days - january) + 1;
            p.length = 337 + days_in_month(year, 2);
        }
        if (day_fits(&w->rule, &p))
            TRY(take(w, days * 86400 + w->time, out, err));
    }
    return true;
}

static bool expand_rule(const struct observance *o, int64_t last_year, struct onsets *out,
                        struct error *err)
{
    struct walk w = {.o = o, .rule = completed(o)};
    struct civil start = civil_of(o->start);
    w.time = start.hour * 3600 + start.minute * 60 + start.second;
    int64_t year = start.year;
    for (; year <= last_year && !w.is_over; year += w.rule.interval)
        for (int month = 1; month <= 12 && !w.is_over; month++)
            if (!w.rule.months || w.rule.months >> month & 1)
                TRY(walk_month(&w, year, month, out, err));
    return true;
}

bool observance_expand(const struct observance *o, int64_t last_year, struct onsets *out,
                       struct error *err)
{
    TRY(add_onset(out, o, o->start, err));
    for (size_t i = 0; i < o->ndates; i++)
        TRY(add_onset(out, o, o->dates[i], err));
    return !o->has_rule || expand_rule(o, last_year, out, err);
}
