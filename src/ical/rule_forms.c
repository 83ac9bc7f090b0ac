/* How a recurrence rule that can be followed is written. RFC 5545, 3.3.10 */
#include "findings.h"

struct rule_form {
    struct span freq, until, count;
    bool byday_numbered, byweekno, byyearday, bymonthday, bysetpos, by_other, times;
    bool has_empty, has_blanks, has_small;
};

static bool has_number(struct span days)
{
    for (size_t i = 0; i < days.len; i++)
        if (days.at[i] >= '0' && days.at[i] <= '9')
            return true;
    return false;
}

static void take_part(struct rule_form *f, struct span name, struct span value)
{
    if (NAME_IS(name, "FREQ"))
        f->freq = value;
    else if (NAME_IS(name, "UNTIL"))
        f->until = value;
    else if (NAME_IS(name, "COUNT"))
        f->count = value;
    else if (NAME_IS(name, "BYDAY"))
        f->byday_numbered = has_number(value);
    f->byweekno |= NAME_IS(name, "BYWEEKNO");
    f->byyearday |= NAME_IS(name, "BYYEARDAY");
    f->bymonthday |= NAME_IS(name, "BYMONTHDAY");
    f->bysetpos |= NAME_IS(name, "BYSETPOS");
    f->times |= NAME_IS(name, "BYHOUR") || NAME_IS(name, "BYMINUTE") || NAME_IS(name, "BYSECOND");
    f->by_other |= span_starts_nocase(name, "BY") && !NAME_IS(name, "BYSETPOS");
}

static struct rule_form rule_form_of(struct span rule)
{
    struct rule_form f = {0};
    for (size_t i = 0; i < rule.len; i++) {
        f.has_blanks |= rule.at[i] == ' ' || rule.at[i] == '\t';
        f.has_small |= rule.at[i] >= 'a' && rule.at[i] <= 'z';
    }
    f.has_empty = rule.len > 0 && rule.at[rule.len - 1] == ';';
    while (rule.len > 0) {
        struct span value, part = span_trim(span_cut(rule, ';', &rule));
        f.has_empty |= part.len == 0;
        struct span name = span_trim(span_cut(part, '=', &value));
        take_part(&f, name, span_trim(value));
    }
    return f;
}

/* Parts that a frequency must not have. */
static bool is_misplaced(const struct rule_form *f)
{
    bool yearly = NAME_IS(f->freq, "YEARLY"), monthly = NAME_IS(f->freq, "MONTHLY");
    bool weekly = NAME_IS(f->freq, "WEEKLY"), daily = NAME_IS(f->freq, "DAILY");
    return (f->byweekno && !yearly) || (f->byyearday && (daily || weekly || monthly)) ||
           (f->bymonthday && weekly) || (f->bysetpos && !f->by_other);
}

static void until_report(struct reading *r, const struct kept_line *l, struct span until,
                         const struct moment *start)
{
    bool is_date = until.len == 8;
    bool is_utc = until.len > 0 && (until.at[until.len - 1] | 0x20) == 'z';
    if (is_date != start->is_date)
        reading_report(r, RULE_UNTIL_OTHER_TYPE, l, until);
    else if (!is_date && !is_utc && (start->zone || start->tzid))
        reading_report(r, RULE_UNTIL_NOT_UTC, l, until);
    else if (is_utc && !start->zone && !start->tzid)
        reading_report(r, RULE_UNTIL_UTC_OF_FLOATING, l, until);
}

void rule_report(struct reading *r, const struct kept_line *l, const struct moment *start)
{
    struct span rule = span_trim(l->line.value);
    struct rule_form f = rule_form_of(rule);
    const struct {
        bool holds;
        enum rule rule;
    } rows[] = {
        {f.has_empty, RULE_RULE_EMPTY_PART},
        {f.has_blanks, RULE_RULE_BLANKS},
        {f.has_small, RULE_LOWER_CASE},
        {f.count.len > 0 && f.until.len > 0, RULE_RULE_COUNT_AND_UNTIL},
        {f.byday_numbered && !NAME_IS(f.freq, "YEARLY") && !NAME_IS(f.freq, "MONTHLY"),
         RULE_RULE_NUMBERED_DAY},
        {is_misplaced(&f), RULE_RULE_PART_MISPLACED},
        {f.times && start->is_date, RULE_RULE_TIME_OF_DATE},
    };
    for (size_t i = 0; i < LENGTH(rows); i++)
        if (rows[i].holds)
            reading_report(r, rows[i].rule, l, rule);
    if (f.until.len > 0)
        until_report(r, l, f.until, start);
}
