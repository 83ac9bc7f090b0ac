/* The days of a rule: "the last Friday of March", "any Friday that falls on the 13th". */
#include "words.h"

#define MOST_DATES 6

bool has_other_months(const struct rule *r)
{
    return r->scale && (r->foreign || !scale_is_gregorian(r->scale));
}

/* "the first and third Monday" */
static bool add_places(const struct language *l, const struct rule *r, int weekday,
                       struct phrases *groups)
{
    struct numbers places = {0};
    for (int i = 0; i < r->nnth_days; i++)
        if (r->nth_days[i].weekday == weekday)
            numbers_add(&places, r->nth_days[i].nth);
    if (!places.count)
        return false;
    OWN_CHARS which = numbers_join(l, &places, place_word, JOINED_AND);
    phrases_add(groups, phrase_fill(phrase(l, "the {ordinals} {weekday}"), "ordinals", which,
                                    "weekday", weekday_word(l, WEEKDAY_NTH, weekday), NULL));
    return true;
}

/* "every Monday and Thursday", "every weekday" */
static char *every_weekday(const struct language *l, const struct rule *r)
{
    if (r->weekdays == WORK_DAYS)
        return mem_str(phrase(l, "every weekday"));
    if (r->weekdays == ALL_DAYS)
        return mem_str(phrase(l, "every day"));
    OWN_CHARS days = weekdays_join(l, r, WEEKDAY_EVERY, JOINED_AND);
    return phrase_fill(phrase(l, "every {weekdays}"), "weekdays", days, NULL);
}

/* Where each comes at most once: "Monday and Thursday", "weekdays". */
static char *plain_weekdays(const struct language *l, const struct rule *r)
{
    if (r->weekdays == WORK_DAYS)
        return mem_str(phrase_in(l, "on", "weekdays"));
    if (r->weekdays == ALL_DAYS)
        return mem_str(phrase(l, "every day"));
    return weekdays_join(l, r, WEEKDAY_ON, JOINED_AND);
}

/* Days that are counted in the month or year, with what they are counted in. */
static char *within(const struct language *l, const struct rule *r, char *counted,
                    bool *says_months)
{
    OWN_CHARS days = counted;
    if (r->freq != YEARLY)
        return GIVE(days);
    *says_months = true;
    if (!r->months.count)
        return phrase_fill(phrase(l, "{days} of the year"), "days", days, NULL);
    if (r->months.count == 12 && !has_other_months(r))
        return phrase_fill(phrase(l, "{days} of every month"), "days", days, NULL);
    OWN_CHARS months = months_join(l, r);
    return phrase_fill(phrase(l, "{days} of {months}"), "days", days, "months", months, NULL);
}

static char *kind_of_day(const struct language *l, const struct rule *r)
{
    if (r->weekdays == ALL_DAYS)
        return mem_str(phrase_in(l, "kind", "day"));
    if (r->weekdays == WORK_DAYS)
        return mem_str(phrase_in(l, "kind", "working day"));
    return weekdays_join(l, r, WEEKDAY_NTH, JOINED_OR);
}

static char *any_weekday(const struct language *l, const struct rule *r)
{
    OWN_CHARS kind = kind_of_day(l, r);
    return phrase_fill(phrase(l, "a {weekday}"), "weekday", kind, NULL);
}

static char *nth_weekdays(const struct language *l, const struct rule *r, enum joined how,
                          bool *says_months)
{
    OWN_PHRASES groups = {0};
    for (int step = 0; step < 7; step++)
        add_places(l, r, (r->first_weekday + step) % 7, &groups);
    if (r->weekdays)
        phrases_add(&groups, how == JOINED_AND ? every_weekday(l, r) : any_weekday(l, r));
    return within(l, r, phrases_join(l, &groups, how), says_months);
}

static char *weekdays_words(const struct language *l, const struct rule *r, bool *says_months)
{
    if (r->nnth_days)
        return nth_weekdays(l, r, JOINED_AND, says_months);
    if (r->freq < MONTHLY || r->weeks.count)
        return plain_weekdays(l, r);
    OWN_CHARS days = every_weekday(l, r);
    if (r->freq != YEARLY || !r->months.count)
        return GIVE(days);
    OWN_CHARS months = months_join(l, r);
    *says_months = true;
    return phrase_fill(phrase(l, "{days} in {months}"), "days", days, "months", months, NULL);
}

/* --- dates --- */

static bool counts_from_end(const struct numbers *days)
{
    for (int day = -31; day < 0; day++)
        if (numbers_have(days, day))
            return true;
    return false;
}

/* "1 March, 15 March and 1 June" */
static char *dates_one_by_one(const struct language *l, const struct rule *r, enum joined how)
{
    OWN_PHRASES dates = {0};
    for (int month = 1; month <= 12; month++)
        for (int day = 1; day <= 31; day++)
            if (numbers_have(&r->months, month) && numbers_have(&r->monthdays, day))
                phrases_add(&dates, date_word(l, day, month));
    return phrases_join(l, &dates, how);
}

static char *dates_words(const struct language *l, const struct rule *r, enum joined how,
                         bool *says_months)
{
    if (r->freq == YEARLY && r->months.count && !has_other_months(r) &&
        !counts_from_end(&r->monthdays) && r->months.count * r->monthdays.count <= MOST_DATES) {
        *says_months = true;
        return dates_one_by_one(l, r, how);
    }
    OWN_CHARS days = numbers_join(l, &r->monthdays, monthday_word, how);
    if (r->freq != YEARLY || r->months.count)
        return within(l, r, GIVE(days), says_months);
    return phrase_fill(phrase(l, "{days} of every month"), "days", days, NULL);
}

static char *yeardays_words(const struct language *l, const struct rule *r, enum joined how)
{
    OWN_CHARS days = numbers_join(l, &r->yeardays, yearday_word, how);
    return phrase_fill(phrase(l, "{days} of the year"), "days", days, NULL);
}

/* --- several conditions at once --- */

static char *weekday_on_date(const struct language *l, const struct rule *r, bool *says_months)
{
    OWN_CHARS kind = kind_of_day(l, r);
    OWN_CHARS dates = dates_words(l, r, JOINED_OR, says_months);
    return phrase_fill(phrase(l, "any {weekday} that falls on {dates}"), "weekday", kind, "dates",
                       dates, NULL);
}

static void add_condition(const struct language *l, char **all, char *more)
{
    OWN_CHARS also = more;
    if (*all)
        sentence_extend(all, phrase(l, "{sentence} and also {condition}"), "condition", also);
    else
        *all = GIVE(also);
}

static char *crossing(const struct language *l, const struct rule *r, bool *says_months)
{
    bool by_weekday = r->weekdays || r->nnth_days;
    OWN_CHARS all = NULL;
    if (r->weekdays && !r->nnth_days && r->monthdays.count && !r->yeardays.count)
        return weekday_on_date(l, r, says_months);
    if (by_weekday)
        add_condition(
            l, &all, r->nnth_days ? nth_weekdays(l, r, JOINED_OR, says_months) : any_weekday(l, r));
    if (r->monthdays.count)
        add_condition(l, &all, dates_words(l, r, JOINED_OR, says_months));
    if (r->yeardays.count)
        add_condition(l, &all, yeardays_words(l, r, JOINED_OR));
    return phrase_fill(phrase(l, "any day that is {conditions}"), "conditions", all, NULL);
}

/* --- BYSETPOS as people say it --- */

/* Days alone are picked, from a month, or from a year that has one or all of them. */
static bool is_plain_place(const struct rule *r)
{
    bool by_month = r->freq == MONTHLY || (r->freq == YEARLY && r->months.count <= 1);
    return r->positions.count && r->times == 1 && by_month && !r->nnth_days && r->weekdays &&
           !r->monthdays.count && !r->yeardays.count && !r->weeks.count;
}

static char *plain_place(const struct language *l, const struct rule *r, bool *says_months)
{
    OWN_CHARS places = numbers_join(l, &r->positions, place_word, JOINED_AND);
    OWN_CHARS kind = kind_of_day(l, r);
    char *days = phrase_fill(phrase(l, "the {ordinals} {weekday}"), "ordinals", places, "weekday",
                             kind, NULL);
    return within(l, r, days, says_months);
}

/* Weeks are numbered by the day that they begin with. */
char *weeks_words(const struct language *l, const struct rule *r)
{
    OWN_CHARS weeks = numbers_join(l, &r->weeks, week_word, JOINED_AND);
    if (r->first_weekday == 1)
        return GIVE(weeks);
    return phrase_fill(phrase(l, "{weeks} (weeks begin on {weekday})"), "weeks", weeks, "weekday",
                       weekday_word(l, WEEKDAY_ON, r->first_weekday), NULL);
}

char *days_words(const struct language *l, const struct rule *r, bool *says_months,
                 bool *says_positions)
{
    bool by_weekday = r->weekdays || r->nnth_days;
    int kinds = by_weekday + (r->monthdays.count > 0) + (r->yeardays.count > 0);
    *says_months = false;
    *says_positions = is_plain_place(r);
    if (*says_positions)
        return plain_place(l, r, says_months);
    if (!kinds && (!r->weeks.count || r->freq <= DAILY))
        return NULL;
    OWN_CHARS days = !kinds              ? mem_str(phrase(l, "every day"))
                     : kinds > 1         ? crossing(l, r, says_months)
                     : by_weekday        ? weekdays_words(l, r, says_months)
                     : r->yeardays.count ? yeardays_words(l, r, JOINED_AND)
                                         : dates_words(l, r, JOINED_AND, says_months);
    if (!r->weeks.count)
        return GIVE(days);
    OWN_CHARS weeks = weeks_words(l, r);
    return phrase_fill(phrase(l, "{days} in {weeks}"), "days", days, "weeks", weeks, NULL);
}
