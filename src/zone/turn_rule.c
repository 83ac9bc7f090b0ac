#include "turn_rule.h"

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

static bool part_freq(struct span item, struct turn_rule *r)
{
    static const char *const names[] = {"YEARLY", "MONTHLY", "WEEKLY", "DAILY"};
    for (size_t i = 0; i < LENGTH(names); i++)
        if (span_is_nocase(item, names[i])) {
            r->freq = (enum turn_freq)i;
            return true;
        }
    return false;
}

static bool part_months(struct span item, struct turn_rule *r)
{
    int month;
    TRY(read_number(item, 1, 12, &month));
    r->months |= 1u << month;
    return true;
}

static bool part_monthdays(struct span item, struct turn_rule *r)
{
    int day;
    TRY(read_number(item, -31, 31, &day) && day != 0);
    *(day > 0 ? &r->monthdays : &r->from_end) |= 1u << abs(day);
    return true;
}

static bool read_weekday(struct span s, int *out)
{
    static const char names[] = "SUMOTUWETHFRSA";
    for (int i = 0; i < 7; i++)
        if (span_equal_nocase(s, span_make(names + i * 2, 2))) {
            *out = i;
            return true;
        }
    return false;
}

static bool part_days(struct span item, struct turn_rule *r)
{
    int nth = 0, weekday;
    if (item.len < 2 || r->ndays == TURN_MOST_PARTS)
        return false;
    TRY(read_weekday(span_make(item.at + item.len - 2, 2), &weekday));
    if (item.len > 2)
        TRY(read_number(span_make(item.at, item.len - 2), -53, 53, &nth) && nth != 0);
    r->days[r->ndays].nth = nth;
    r->days[r->ndays++].weekday = weekday;
    return true;
}

static bool part_yeardays(struct span item, struct turn_rule *r)
{
    int day;
    TRY(r->nyeardays < TURN_MOST_PARTS && read_number(item, -366, 366, &day) && day != 0);
    r->yeardays[r->nyeardays++] = day;
    return true;
}

static bool part_positions(struct span item, struct turn_rule *r)
{
    int position;
    TRY(r->npositions < TURN_MOST_PARTS && read_number(item, -366, 366, &position) &&
        position != 0);
    r->positions[r->npositions++] = position;
    return true;
}

static bool part_interval(struct span item, struct turn_rule *r)
{
    return read_number(item, 1, 1000, &r->interval);
}

static bool part_count(struct span item, struct turn_rule *r)
{
    return read_number(item, 1, 100000, &r->count);
}

static bool part_until(struct span item, struct turn_rule *r)
{
    r->has_until = true;
    TRY(wall_parse(item, &r->until, &r->until_is_instant));
    if (item.len == 8)
        r->until += 86399; /* a date means all of the day */
    return true;
}

/* A clock is turned once on a day: of these, one value each. */
static bool part_hour(struct span item, struct turn_rule *r)
{
    return r->hour < 0 && read_number(item, 0, 23, &r->hour);
}

static bool part_minute(struct span item, struct turn_rule *r)
{
    return r->minute < 0 && read_number(item, 0, 59, &r->minute);
}

static bool part_second(struct span item, struct turn_rule *r)
{
    return r->second < 0 && read_number(item, 0, 60, &r->second);
}

static bool part_week_start(struct span item, struct turn_rule *r)
{
    return read_weekday(item, &r->week_start);
}

static const struct {
    const char *name;
    bool (*read)(struct span item, struct turn_rule *r);
} parts[] = {
    {"FREQ", part_freq},          {"INTERVAL", part_interval},    {"COUNT", part_count},
    {"UNTIL", part_until},        {"BYMONTH", part_months},       {"BYDAY", part_days},
    {"BYHOUR", part_hour},        {"BYMONTHDAY", part_monthdays}, {"BYMINUTE", part_minute},
    {"BYSECOND", part_second},    {"BYYEARDAY", part_yeardays},   {"WKST", part_week_start},
    {"BYSETPOS", part_positions},
};

static bool read_part(struct span part, struct turn_rule *out, struct error *err)
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

bool turn_rule_parse(struct span value, struct turn_rule *out, struct error *err)
{
    *out =
        (struct turn_rule){.interval = 1, .hour = -1, .minute = -1, .second = -1, .week_start = 1};
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

bool turn_rule_is_endless(const struct turn_rule *r)
{
    static const int periods[] = {CYCLE_YEARS, CYCLE_YEARS * 12, 146097 / 7, 146097};
    return !r->count && !r->has_until && periods[r->freq] % r->interval == 0;
}

static int64_t day_of(wall w)
{
    return w / 86400 - (w % 86400 < 0);
}

struct turn_rule turn_rule_completed(const struct turn_rule *r, wall start)
{
    struct turn_rule done = *r;
    struct civil c = civil_of(start);
    bool by_day = r->ndays || r->monthdays || r->from_end || r->nyeardays;
    if (r->freq == TURN_YEARLY && !r->months && !by_day)
        done.months = 1u << c.month;
    if (r->freq <= TURN_MONTHLY && !by_day)
        done.monthdays = 1u << c.day;
    if (r->freq == TURN_WEEKLY && !by_day)
        done.days[done.ndays++].weekday = weekday_of_days(day_of(start));
    for (int i = 0; i < done.ndays; i++)
        done.weekdays |= 1u << done.days[i].weekday;
    if (!done.ndays)
        done.weekdays = 0x7f;
    done.hour = r->hour < 0 ? c.hour : r->hour;
    done.minute = r->minute < 0 ? c.minute : r->minute;
    done.second = r->second < 0 ? c.second : r->second;
    return done;
}

/* --- days --- */

void turn_rule_period(const struct turn_rule *r, wall start, int64_t nth, int64_t *first_out,
                      int64_t *last_out)
{
    struct civil c = civil_of(start);
    int64_t day = day_of(start), month = c.month - 1 + nth * r->interval;
    int64_t year = c.year + nth * r->interval;
    switch (r->freq) {
    case TURN_YEARLY:
        *first_out = days_from_civil(year, 1, 1);
        *last_out = days_from_civil(year, 12, 31);
        break;
    case TURN_MONTHLY:
        year = c.year + month / 12;
        *first_out = days_from_civil(year, (int)(month % 12) + 1, 1);
        *last_out = *first_out + days_in_month(year, (int)(month % 12) + 1) - 1;
        break;
    case TURN_WEEKLY:
        *first_out = day - (weekday_of_days(day) - r->week_start + 7) % 7 + nth * r->interval * 7;
        *last_out = *first_out + 6;
        break;
    case TURN_DAILY:
        *first_out = *last_out = day + nth * r->interval;
        break;
    }
}

/* Where a day stands in its month and its year. */
struct place {
    int weekday, month_day, month_length, year_day, year_length;
};

static bool weekday_fits(const struct turn_rule *r, const struct place *p)
{
    bool in_year = r->freq == TURN_YEARLY && !r->months;
    bool is_counted = r->freq <= TURN_MONTHLY;
    int day = in_year ? p->year_day : p->month_day;
    int length = in_year ? p->year_length : p->month_length;
    for (int i = 0; i < r->ndays; i++) {
        int nth = is_counted ? r->days[i].nth : 0;
        int is = nth < 0 ? -((length - day) / 7 + 1) : (day - 1) / 7 + 1;
        if (r->days[i].weekday == p->weekday && (nth == 0 || nth == is))
            return true;
    }
    return r->ndays == 0;
}

static bool yearday_fits(const struct turn_rule *r, const struct place *p)
{
    for (int i = 0; i < r->nyeardays; i++)
        if (r->yeardays[i] == p->year_day || r->yeardays[i] == p->year_day - p->year_length - 1)
            return true;
    return r->nyeardays == 0;
}

static bool monthday_fits(const struct turn_rule *r, const struct place *p)
{
    bool any = r->monthdays || r->from_end;
    return !any || r->monthdays >> p->month_day & 1 ||
           r->from_end >> (p->month_length - p->month_day + 1) & 1;
}

/* Those of the days that BYSETPOS names. */
static void choose_positions(const struct turn_rule *r, struct turn_days *d)
{
    struct turn_days all = *d;
    d->count = 0;
    for (size_t i = 0; i < all.count; i++)
        for (int p = 0; p < r->npositions; p++) {
            int from_end = (int)i - (int)all.count;
            if (r->positions[p] == (int)i + 1 || r->positions[p] == from_end) {
                d->list[d->count++] = all.list[i];
                break;
            }
        }
}

/* Of one month, what of it lies in the period. Gives how many days were looked at. */
static int days_of_month(const struct turn_rule *r, int64_t first, int64_t last, struct place p,
                         struct turn_days *out)
{
    p.weekday = weekday_of_days(first);
    for (int64_t day = first; day <= last; day++, p.month_day++, p.year_day++) {
        if (r->weekdays >> p.weekday & 1 && monthday_fits(r, &p) && yearday_fits(r, &p) &&
            weekday_fits(r, &p))
            out->list[out->count++] = day;
        p.weekday = p.weekday == 6 ? 0 : p.weekday + 1;
    }
    return (int)(last - first) + 1;
}

int turn_rule_days(const struct turn_rule *r, int64_t first, int64_t last, struct turn_days *out)
{
    int looked_at = 0;
    int64_t year;
    int month, day;
    civil_from_days(first, &year, &month, &day);
    int64_t january = days_from_civil(year, 1, 1);
    out->count = 0;
    while (first <= last) {
        struct place p = {.month_day = day,
                          .month_length = days_in_month(year, month),
                          .year_day = (int)(first - january) + 1,
                          .year_length = 337 + days_in_month(year, 2)};
        int64_t ends = first + p.month_length - day;
        looked_at += !r->months || r->months >> month & 1
                         ? days_of_month(r, first, ends < last ? ends : last, p, out)
                         : 1;
        first = ends + 1;
        day = 1;
        month = month % 12 + 1;
        year += month == 1;
        january = month == 1 ? first : january;
    }
    if (r->npositions)
        choose_positions(r, out);
    return looked_at;
}
