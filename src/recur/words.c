/* A rule as an English sentence part: "every second Tuesday until 3 March 2027". */
#include "set.h"

static const char *const weekday_names[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                            "Thursday", "Friday", "Saturday"};
static const char *const month_names[] = {"",        "January",  "February", "March",  "April",
                                          "May",     "June",     "July",     "August", "September",
                                          "October", "November", "December"};
static const char *const units[] = {"second", "minute", "hour", "day", "week", "month", "year"};

#define ALL_DAYS  0x7fu
#define WORK_DAYS 0x3eu

/* "a", "a and b", "a, b and c": what to put before item i of n. */
static const char *separator(int i, int n)
{
    return i == 0 ? "" : i == n - 1 ? " and " : ", ";
}

static void add_ordinal(struct text *out, int n)
{
    static const char *const words[] = {"first", "second", "third", "fourth", "fifth"};
    static const char *const ends[] = {"th", "st", "nd", "rd"};
    int tens = n / 10 % 10, ones = n % 10;
    if (n >= 1 && n <= (int)LENGTH(words))
        text_add_str(out, words[n - 1]);
    else
        text_addf(out, "%d%s", n, tens != 1 && ones < 4 ? ends[ones] : "th");
}

static void add_day_ordinal(struct text *out, int n)
{
    static const char *const ends[] = {"th", "st", "nd", "rd"};
    text_addf(out, "%d%s", n, n / 10 != 1 && n % 10 < 4 ? ends[n % 10] : "th");
}

/* "second", "last", "second last" */
static void add_place(struct text *out, int n)
{
    if (n < -1) {
        add_ordinal(out, -n);
        text_add_char(out, ' ');
    }
    if (n < 0)
        text_add_str(out, "last");
    else
        add_ordinal(out, n);
}

static int count_days(unsigned days)
{
    return __builtin_popcount(days);
}

/* From the week's first day on. */
static void add_weekdays(struct text *out, const struct rule *r)
{
    int n = count_days(r->weekdays), i = 0;
    for (int step = 0; step < 7; step++) {
        int day = (r->first_weekday + step) % 7;
        if (r->weekdays >> day & 1)
            text_addf(out, "%s%s", separator(i++, n), weekday_names[day]);
    }
}

static void add_every(struct text *out, const struct rule *r, const char *unit)
{
    if (r->interval == 1)
        text_addf(out, "every %s", unit);
    else if (r->interval == 2)
        text_addf(out, "every second %s", unit);
    else
        text_addf(out, "every %lld %ss", (long long)r->interval, unit);
}

/* --- which days --- */

/* The numbers of a list in order, the positive ones first. */
static void add_numbers(struct text *out, const struct numbers *list, int most,
                        void (*add)(struct text *out, int number))
{
    int i = 0;
    for (int n = 1; n <= most; n++)
        if (numbers_have(list, n)) {
            text_add_str(out, separator(i++, list->count));
            add(out, n);
        }
    for (int n = -1; n >= -most; n--)
        if (numbers_have(list, n)) {
            text_add_str(out, separator(i++, list->count));
            add(out, n);
        }
}

/* Months are never negative, which the compiler does not see at -O3. */
static void add_month(struct text *out, int month)
{
    text_add_str(out, month_names[month > 0 ? month : 0]);
}

static void add_monthday(struct text *out, int day)
{
    if (day > 0) {
        add_day_ordinal(out, day);
        return;
    }
    add_place(out, day);
    text_add_str(out, " day");
}

static void add_plain_number(struct text *out, int n)
{
    if (n < 0) {
        add_place(out, n);
        return;
    }
    text_addf(out, "%d", n);
}

static void add_nth_days(struct text *out, const struct rule *r)
{
    int n = r->nnth_days + count_days(r->weekdays);
    for (int i = 0; i < r->nnth_days; i++) {
        text_addf(out, "%sthe ", separator(i, n));
        add_place(out, r->nth_days[i].nth);
        text_addf(out, " %s", weekday_names[r->nth_days[i].weekday]);
    }
    for (int day = 0, i = r->nnth_days; day < 7; day++)
        if (r->weekdays >> day & 1)
            text_addf(out, "%severy %s", separator(i++, n), weekday_names[day]);
}

/* BYDAY with BYSETPOS: "the last weekday", "the second Tuesday". */
static void add_positions(struct text *out, const struct rule *r)
{
    text_add_str(out, "the ");
    add_numbers(out, &r->positions, MOST_POSITION, add_place);
    if (r->weekdays == ALL_DAYS || !r->weekdays)
        text_add_str(out, " day");
    else if (r->weekdays == WORK_DAYS)
        text_add_str(out, " weekday");
    else
        text_add_char(out, ' ');
    if (r->weekdays && r->weekdays != ALL_DAYS && r->weekdays != WORK_DAYS) {
        text_add_str(out, count_days(r->weekdays) > 1 ? "of " : "");
        add_weekdays(out, r);
    }
}

static void add_date_list(struct text *out, const struct rule *r)
{
    text_add_str(out, "the ");
    add_numbers(out, &r->monthdays, 31, add_monthday);
}

static bool is_one_date(const struct rule *r)
{
    return r->months.count == 1 && r->monthdays.count == 1 && !r->nnth_days && !r->weekdays &&
           !r->positions.count;
}

static void add_one_date(struct text *out, const struct rule *r)
{
    int day = 0, month = 0;
    for (int n = -31; n <= 31; n++)
        day = n && numbers_have(&r->monthdays, n) ? n : day;
    for (int n = 1; n <= 12; n++)
        month = numbers_have(&r->months, n) ? n : month;
    if (day > 0) {
        text_addf(out, " on %d %s", day, month_names[month]);
        return;
    }
    text_add_str(out, " on the ");
    add_monthday(out, day);
    text_addf(out, " of %s", month_names[month]);
}

static void add_selected_days(struct text *out, const struct rule *r)
{
    if (r->positions.count && r->freq > WEEKLY && !r->nnth_days && !r->monthdays.count) {
        text_add_str(out, " on ");
        add_positions(out, r);
    } else if (r->nnth_days) {
        text_add_str(out, " on ");
        add_nth_days(out, r);
    } else if (r->weekdays) {
        text_add_str(out, " on ");
        add_weekdays(out, r);
    }
    if (r->monthdays.count) {
        text_add_str(out, r->weekdays || r->nnth_days ? " that is " : " on ");
        add_date_list(out, r);
    }
}

static void add_days(struct text *out, const struct rule *r)
{
    if (r->freq == YEARLY && is_one_date(r)) {
        add_one_date(out, r);
        return;
    }
    add_selected_days(out, r);
    if (r->yeardays.count) {
        text_add_str(out, " on day ");
        add_numbers(out, &r->yeardays, 366, add_plain_number);
        text_add_str(out, " of the year");
    }
    if (r->weeks.count) {
        text_add_str(out, " in week ");
        add_numbers(out, &r->weeks, 53, add_plain_number);
    }
    if (r->months.count) {
        text_add_str(out,
                     r->freq == YEARLY && (r->nnth_days || r->monthdays.count) ? " of " : " in ");
        add_numbers(out, &r->months, 12, add_month);
    }
}

/* "every Monday and Thursday", "every weekday", "every second Tuesday" */
static bool add_weekly(struct text *out, const struct rule *r)
{
    bool is_week = r->freq == WEEKLY || (r->freq == DAILY && r->interval == 1);
    bool one = count_days(r->weekdays) == 1;
    if (!is_week || !r->weekdays || r->positions.count || (r->interval > 1 && !one) ||
        r->interval > 2 || r->monthdays.count || r->yeardays.count || r->weeks.count)
        return false;
    text_add_str(out, r->interval == 2 ? "every second " : "every ");
    if (r->weekdays == ALL_DAYS || r->weekdays == WORK_DAYS)
        text_add_str(out, r->weekdays == ALL_DAYS ? "day" : "weekday");
    else
        add_weekdays(out, r);
    if (r->months.count) {
        text_add_str(out, " in ");
        add_numbers(out, &r->months, 12, add_month);
    }
    return true;
}

/* --- times and the end --- */

static void add_times(struct text *out, const struct rule *r)
{
    bool says = rule_says(r, PART_BYHOUR) || rule_says(r, PART_BYMINUTE);
    int n = r->nhours * r->nminutes;
    if (!says || r->freq < DAILY || n > 12)
        return;
    text_add_str(out, " at ");
    for (int i = 0; i < n; i++)
        text_addf(out, "%s%02d:%02d", separator(i, n), r->hour[i / r->nminutes],
                  r->minute[i % r->nminutes]);
}

static void add_end(struct text *out, const struct recurrence *set, const struct rule *r)
{
    if (r->count == 1)
        text_add_str(out, ", once");
    else if (r->count)
        text_addf(out, ", %lld times", (long long)r->count);
    if (!r->has_until)
        return;
    struct civil c = civil_of(r->until_is_utc ? recurrence_wall(set, r->until) : r->until);
    text_addf(out, " until %d %s %d", c.day, month_names[c.month], c.year);
}

bool recurrence_add_words(const struct recurrence *set, struct text *out)
{
    if (!set->nrules)
        return false;
    const struct rule *r = &set->rules[0];
    if (!add_weekly(out, r)) {
        add_every(out, r, units[r->freq]);
        add_days(out, r);
    }
    add_times(out, r);
    add_end(out, set, r);
    return true;
}
