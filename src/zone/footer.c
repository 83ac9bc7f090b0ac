/* The POSIX TZ string at the end of a TZif file: "CET-1CEST,M3.5.0,M10.5.0/3". */
#include "internal.h"

struct day_rule { /* the day and time of a change, on the clock that it ends */
    char kind; /* 'M' month.week.weekday, 'J' day 1 to 365 without 29 February, '0' day 0 to 365 */
    int month, week, weekday, day;
    int32_t time_s; /* -167 to 167 hours */
};

struct footer {
    struct span standard, daylight;
    int32_t standard_s, daylight_s; /* seconds east of UTC */
    bool has_daylight;
    struct day_rule start, end;
};

static bool eat(struct span *s, char c)
{
    if (!s->len || s->at[0] != c)
        return false;
    s->at++, s->len--;
    return true;
}

static bool eat_number(struct span *s, int most, int *out)
{
    int n = 0;
    size_t digits = 0;
    while (digits < s->len && digits < 4 && s->at[digits] >= '0' && s->at[digits] <= '9')
        n = n * 10 + (s->at[digits++] - '0');
    *s = span_make(s->at + digits, s->len - digits);
    *out = n;
    return digits > 0 && n <= most;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool eat_name(struct span *s, struct span *out)
{
    bool quoted = eat(s, '<');
    size_t len = 0;
    while (len < s->len && (quoted ? s->at[len] != '>' : is_letter(s->at[len])))
        len++;
    *out = span_make(s->at, len);
    *s = span_make(s->at + len, s->len - len);
    return len >= 3 && (!quoted || eat(s, '>'));
}

/* hh[:mm[:ss]] with a sign. */
static bool eat_time(struct span *s, int most_hours, int32_t *out)
{
    bool negative = eat(s, '-');
    int hours = 0, minutes = 0, seconds = 0;
    if (!negative)
        eat(s, '+');
    TRY(eat_number(s, most_hours, &hours));
    if (eat(s, ':'))
        TRY(eat_number(s, 59, &minutes));
    if (eat(s, ':'))
        TRY(eat_number(s, 59, &seconds));
    *out = (hours * 3600 + minutes * 60 + seconds) * (negative ? -1 : 1);
    return true;
}

static bool eat_month_rule(struct span *s, struct day_rule *out)
{
    TRY(eat_number(s, 12, &out->month) && out->month >= 1 && eat(s, '.'));
    TRY(eat_number(s, 5, &out->week) && out->week >= 1 && eat(s, '.'));
    return eat_number(s, 6, &out->weekday);
}

static bool eat_rule(struct span *s, struct day_rule *out)
{
    TRY(eat(s, ','));
    out->kind = eat(s, 'M') ? 'M' : eat(s, 'J') ? 'J' : '0';
    out->time_s = 2 * 3600;
    if (out->kind == 'M')
        TRY(eat_month_rule(s, out));
    else
        TRY(eat_number(s, 365, &out->day) && (out->kind == '0' || out->day >= 1));
    return !eat(s, '/') || eat_time(s, 167, &out->time_s);
}

static bool footer_parse(struct span s, struct footer *f)
{
    int32_t west;
    TRY(eat_name(&s, &f->standard) && eat_time(&s, 24, &west));
    f->standard_s = -west;
    f->has_daylight = s.len > 0;
    if (!f->has_daylight)
        return true;
    TRY(eat_name(&s, &f->daylight));
    f->daylight_s = f->standard_s + 3600;
    if (s.len && s.at[0] != ',') {
        TRY(eat_time(&s, 24, &west));
        f->daylight_s = -west;
    }
    return eat_rule(&s, &f->start) && eat_rule(&s, &f->end) && s.len == 0;
}

static int64_t rule_day(const struct day_rule *r, int64_t year)
{
    if (r->kind != 'M') {
        int64_t day = r->kind == 'J' ? r->day - 1 : r->day;
        bool after_leap_day = r->kind == 'J' && r->day >= 60 && days_in_month(year, 2) == 29;
        return days_from_civil(year, 1, 1) + day + after_leap_day;
    }
    int64_t first = days_from_civil(year, r->month, 1);
    int64_t day = (r->weekday - weekday_of_days(first) + 7) % 7 + 7 * (r->week - 1);
    int64_t length = days_in_month(year, r->month);
    return first + (day < length ? day : day - 7);
}

static instant rule_instant(const struct day_rule *r, int64_t year, int32_t offset_before)
{
    return rule_day(r, year) * 86400 + r->time_s - offset_before;
}

/* What does not lie after last is told by the times before the footer. */
static bool add_year(struct zone *z, const struct footer *f, int64_t year, instant last)
{
    instant start = rule_instant(&f->start, year, f->standard_s);
    instant end = rule_instant(&f->end, year, f->daylight_s);
    for (int i = 0; i < 2; i++) {
        bool is_dst = (i == 0) == (start <= end);
        instant at = is_dst ? start : end;
        if (at > last)
            TRY(zone_add_period(z, at, is_dst ? f->daylight_s : f->standard_s, is_dst,
                                is_dst ? f->daylight : f->standard));
    }
    return true;
}

#define FIRST_YEAR 1 /* of a rule before which there is no time */

bool zone_add_footer(struct zone *z, struct span footer, instant last)
{
    struct footer f = {0};
    TRY(footer_parse(footer, &f));
    if (!f.has_daylight || last == INSTANT_FIRST)
        TRY(zone_add_period(z, last, f.standard_s, false, f.standard));
    if (!f.has_daylight)
        return true;
    zone_reserve(z, z->nperiods + 2 * (CYCLE_YEARS + 4));
    bool is_old = last < wall_of((struct civil){FIRST_YEAR, 1, 2, 0, 0, 0});
    int64_t first_year = is_old ? FIRST_YEAR : civil_of(last).year;
    /* A year more on both sides, so that no look-up near the seam meets the table's end. */
    for (int64_t year = first_year - 1; year <= first_year + CYCLE_YEARS + 2; year++)
        TRY(add_year(z, &f, year, last));
    z->cycle_end = wall_of((struct civil){(int32_t)(first_year + CYCLE_YEARS + 1), 1, 1, 12, 0, 0});
    return true;
}
