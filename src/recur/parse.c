#include "rule.h"

bool numbers_have(const struct numbers *n, int number)
{
    unsigned size = (unsigned)abs(number);
    return (number < 0 ? n->negative : n->positive)[size / 64] >> size % 64 & 1;
}

void numbers_add(struct numbers *n, int number)
{
    unsigned size = (unsigned)abs(number);
    n->count += !numbers_have(n, number);
    (number < 0 ? n->negative : n->positive)[size / 64] |= UINT64_C(1) << size % 64;
}

static bool read_number(struct span s, int64_t least, int64_t most, int64_t *out)
{
    if (s.len > 1 && s.at[0] == '+' && s.at[1] != '-')
        s = span_make(s.at + 1, s.len - 1);
    return span_number(s, out) && *out >= least && *out <= most;
}

/* Which list a BYxxx part fills, and from where to where its numbers go; most_plain: without
 * RSCALE, in the Gregorian calendar. */
static const struct list {
    enum part part;
    const char *name;
    size_t at;
    int least, most, most_plain;
} lists[] = {
    {PART_BYMONTH, "BYMONTH", offsetof(struct rule, months), 1, MOST_MONTHS, 12},
    {PART_BYMONTHDAY, "BYMONTHDAY", offsetof(struct rule, monthdays), -31, 31, 31},
    {PART_BYYEARDAY, "BYYEARDAY", offsetof(struct rule, yeardays), -MOST_YEARDAY, MOST_YEARDAY,
     366},
    {PART_BYWEEKNO, "BYWEEKNO", offsetof(struct rule, weeks), -55, 55, 53},
    {PART_BYSETPOS, "BYSETPOS", offsetof(struct rule, positions), -MOST_POSITION, MOST_POSITION,
     MOST_POSITION},
    {PART_BYHOUR, "BYHOUR", offsetof(struct rule, hours), 0, 23, 23},
    {PART_BYMINUTE, "BYMINUTE", offsetof(struct rule, minutes), 0, 59, 59},
    {PART_BYSECOND, "BYSECOND", offsetof(struct rule, seconds), 0, 60, 60},
};

static bool read_list_item(struct rule *r, enum part part, struct span item)
{
    for (size_t i = 0; i < LENGTH(lists); i++) {
        const struct list *l = &lists[i];
        int64_t number;
        if (l->part != part)
            continue;
        /* A leap month is named by the month before it: 5L. RFC 7529, 4.2 */
        bool is_leap = part == PART_BYMONTH && span_ends_nocase(item, "L");
        item.len -= is_leap;
        if (!read_number(item, l->least, l->most, &number) || (number == 0 && l->least < 0))
            return false;
        /* Second 60 stands for 59 where leap seconds are not counted. RFC 5545, 3.3.12 */
        number -= part == PART_BYSECOND && number == 60;
        number += is_leap ? LEAP_MONTH : 0;
        if (llabs(number) > l->most_plain)
            r->foreign = l->name;
        numbers_add((struct numbers *)(void *)((char *)r + l->at), (int)number);
        return true;
    }
    return false;
}

static int weekday_of_name(struct span s)
{
    static const char names[] = "SUMOTUWETHFRSA";
    for (int i = 0; i < 7; i++)
        if (span_equal_nocase(s, span_make(names + i * 2, 2)))
            return i;
    return -1;
}

static bool read_day(struct rule *r, enum part part, struct span item)
{
    (void)part;
    if (item.len < 2)
        return false;
    int weekday = weekday_of_name(span_make(item.at + item.len - 2, 2));
    if (weekday < 0)
        return false;
    if (item.len == 2) {
        r->weekdays |= 1u << weekday;
        return true;
    }
    int64_t nth;
    if (!read_number(span_make(item.at, item.len - 2), -53, 53, &nth) || nth == 0 ||
        r->nnth_days == (int)LENGTH(r->nth_days))
        return false;
    r->nth_days[r->nnth_days++] = (struct nth_day){(int)nth, weekday};
    return true;
}

static bool read_first_weekday(struct rule *r, enum part part, struct span item)
{
    (void)part;
    r->first_weekday = weekday_of_name(item);
    return r->first_weekday >= 0;
}

static bool read_freq(struct rule *r, enum part part, struct span item)
{
    static const char *const names[] = {"SECONDLY", "MINUTELY", "HOURLY", "DAILY",
                                        "WEEKLY",   "MONTHLY",  "YEARLY"};
    (void)part;
    for (size_t i = 0; i < LENGTH(names); i++) {
        r->freq = (enum freq)i;
        if (span_is_nocase(item, names[i]))
            return true;
    }
    return false;
}

static bool read_interval(struct rule *r, enum part part, struct span item)
{
    (void)part;
    return read_number(item, 1, INT32_MAX, &r->interval);
}

static bool read_count(struct rule *r, enum part part, struct span item)
{
    (void)part;
    return read_number(item, 1, INT64_C(1) << 40, &r->count);
}

static bool read_digits(struct span s, size_t at, size_t count, int *out)
{
    int64_t n;
    if (s.len < at + count || s.at[at] < '0' || s.at[at] > '9')
        return false;
    TRY(span_number(span_make(s.at + at, count), &n));
    *out = (int)n;
    return true;
}

static bool read_until(struct rule *r, enum part part, struct span s)
{
    struct civil c = {0};
    (void)part;
    r->has_until = true;
    r->until_is_date = s.len == 8;
    r->until_is_utc = s.len == 16 && (s.at[15] == 'Z' || s.at[15] == 'z');
    if (!r->until_is_date && !r->until_is_utc && s.len != 15)
        return false;
    TRY(read_digits(s, 0, 4, &c.year) && read_digits(s, 4, 2, &c.month) &&
        read_digits(s, 6, 2, &c.day));
    if (!r->until_is_date)
        TRY((s.at[8] == 'T' || s.at[8] == 't') && read_digits(s, 9, 2, &c.hour) &&
            read_digits(s, 11, 2, &c.minute) && read_digits(s, 13, 2, &c.second));
    if (c.year < 1 || c.month < 1 || c.month > 12 || c.day < 1 ||
        c.day > days_in_month(c.year, c.month) || c.hour > 23 || c.minute > 59 || c.second > 60)
        return false;
    r->until = wall_of(c);
    return true;
}

static bool read_scale(struct rule *r, enum part part, struct span item)
{
    (void)part;
    r->scale_name = item;
    return item.len > 0;
}

static bool read_skip(struct rule *r, enum part part, struct span item)
{
    static const char *const names[] = {
        [SKIP_OMIT] = "OMIT", [SKIP_BACKWARD] = "BACKWARD", [SKIP_FORWARD] = "FORWARD"};
    (void)part;
    for (size_t i = 0; i < LENGTH(names); i++) {
        r->skip = (enum skip)i;
        if (span_is_nocase(item, names[i]))
            return true;
    }
    return false;
}

static const struct {
    const char *name;
    enum part part;
    bool (*read)(struct rule *r, enum part part, struct span item);
    bool is_list;
    const char *allowed;
} parts[] = {
    {"FREQ", PART_FREQ, read_freq, false, "SECONDLY to YEARLY"},
    {"INTERVAL", PART_INTERVAL, read_interval, false, "1 to 2147483647"},
    {"COUNT", PART_COUNT, read_count, false, "a number from 1 on"},
    {"UNTIL", PART_UNTIL, read_until, false, "a date or a date and time"},
    {"WKST", PART_WKST, read_first_weekday, false, "SU to SA"},
    {"BYMONTH", PART_BYMONTH, read_list_item, true, "1 to 12, and with RSCALE up to 13 and 5L"},
    {"BYMONTHDAY", PART_BYMONTHDAY, read_list_item, true, "1 to 31 and -31 to -1"},
    {"BYYEARDAY", PART_BYYEARDAY, read_list_item, true, "1 to 366 and -366 to -1"},
    {"BYWEEKNO", PART_BYWEEKNO, read_list_item, true, "1 to 53 and -53 to -1"},
    {"BYDAY", PART_BYDAY, read_day, true, "SU to SA, with -53 to 53 before it"},
    {"BYHOUR", PART_BYHOUR, read_list_item, true, "0 to 23"},
    {"BYMINUTE", PART_BYMINUTE, read_list_item, true, "0 to 59"},
    {"BYSECOND", PART_BYSECOND, read_list_item, true, "0 to 60"},
    {"BYSETPOS", PART_BYSETPOS, read_list_item, true, "1 to 366 and -366 to -1"},
    {"RSCALE", PART_RSCALE, read_scale, false, "the name of a calendar"},
    {"SKIP", PART_SKIP, read_skip, false, "OMIT, BACKWARD or FORWARD"},
};

static bool read_values(struct rule *r, size_t which, struct span values)
{
    do {
        struct span item =
            span_trim(parts[which].is_list ? span_cut(values, ',', &values) : values);
        TRY(parts[which].read(r, parts[which].part, item));
    } while (parts[which].is_list && values.at);
    return true;
}

static bool read_part(struct rule *r, struct span part, struct error *err)
{
    struct span values, name = span_trim(span_cut(part, '=', &values));
    int shown = (int)(part.len < 60 ? part.len : 60);
    if (span_starts_nocase(name, "X-"))
        return true;
    for (size_t i = 0; i < LENGTH(parts); i++) {
        if (!span_is_nocase(name, parts[i].name))
            continue;
        if (rule_says(r, parts[i].part))
            return fail(err, FAULT_INVALID, NULL, "%s stands twice in the rule.", parts[i].name);
        r->written |= 1u << parts[i].part;
        return read_values(r, i, values) ||
               fail(err, FAULT_INVALID, NULL, "The rule's %.*s is not legal; %s takes %s.", shown,
                    part.at, parts[i].name, parts[i].allowed);
    }
    return fail(err, FAULT_INVALID, NULL, "The rule has a part that is not known: %.*s.", shown,
                part.at);
}

bool rule_parse(struct span text, struct rule *out, struct error *err)
{
    *out = (struct rule){.interval = 1, .first_weekday = 1};
    while (text.len) {
        struct span part = span_trim(span_cut(text, ';', &text));
        if (part.len)
            TRY(read_part(out, part, err));
    }
    if (!rule_says(out, PART_FREQ))
        return fail(err, FAULT_INVALID, NULL, "The rule has no FREQ.");
    if (out->foreign && !rule_says(out, PART_RSCALE))
        return fail(err, FAULT_INVALID, NULL,
                    "The rule's %s is not legal: the Gregorian year has no such.", out->foreign);
    return true;
}
