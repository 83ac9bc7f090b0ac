/* A set in words: its rules, the dates besides them, what is left out. */
#include "words.h"

enum { MOST_RULES_SAID = 4, MOST_DATES_SAID = 3, MOST_LOOKED_AT = 100, LOOK_BUDGET = 2000 };

/* --- days to name, or how many there are where they are many --- */

struct days {
    wall list[MOST_DATES_SAID + 1];
    size_t count;     /* beyond MOST_DATES_SAID they are counted alone */
    bool has_unnamed; /* a day does not say it: only a part of it is meant */
    bool are_many;    /* more than are looked at */
};

static void days_add(struct days *d, wall at)
{
    if (d->count < LENGTH(d->list))
        d->list[d->count] = at;
    d->count++;
}

static bool says_times(const struct recurrence *set)
{
    for (size_t i = 0; i < set->nrules; i++)
        if (set->rules[i].freq < DAILY || rule_says_times(set, &set->rules[i]))
            return true;
    return false;
}

/* The time stands with the day where it is not the start's, or the rules speak of others. */
static char *day_word(const struct language *l, const struct recurrence *set, wall at)
{
    wall since_start = at - set->start.local;
    if (set->is_date || (since_start % DAY_S == 0 && !says_times(set)))
        return full_date_word(l, at);
    return date_and_time_word(l, at);
}

static char *days_join(const struct language *l, const struct recurrence *set, const struct days *d)
{
    OWN_PHRASES items = {0};
    for (size_t i = 0; i < d->count; i++)
        phrases_add(&items, day_word(l, set, d->list[i]));
    return phrases_join(l, &items, JOINED_AND);
}

/* --- the rules --- */

/* A start that no rule gives is one of those that COUNT counts. */
static int64_t given_to(const struct recurrence *set)
{
    return set->nrules && !set->start_by_rule && !set->start_is_given;
}

static char *rules_join(const struct language *l, const struct recurrence *set)
{
    OWN_CHARS all = NULL;
    size_t said = 0, more = 0;
    for (size_t i = 0; i < set->nrules; i++) {
        const struct rule *r = &set->rules[i];
        if (r->is_never || (r->count && r->count <= given_to(set)))
            continue;
        if (said++ >= MOST_RULES_SAID) {
            more++;
            continue;
        }
        OWN_CHARS one = rule_words(l, set, r, given_to(set));
        if (all)
            sentence_extend(&all, phrase(l, "{sentence}, and also {rule}"), "rule", one);
        else
            all = GIVE(one);
    }
    OWN_CHARS number = mem_strf("%zu", more);
    if (more)
        sentence_extend(&all,
                        phrase_of(l, "{sentence}, and by {number} more rule",
                                  "{sentence}, and by {number} more rules", (int64_t)more),
                        "number", number);
    return GIVE(all);
}

/* --- dates besides the rules --- */

static struct days other_days(const struct recurrence *set)
{
    struct days d = {0};
    struct recurrence rules = *set;
    struct instance date;
    rules.dates = rules.exdates = rules.exdays = (struct dates){0};
    rules.nexrules = 0;
    if (given_to(set))
        days_add(&d, set->start.local);
    size_t looked = 0;
    for (int64_t at = INSTANT_FIRST; dates_from(&set->dates, at, &date); at = date.at + 1)
        if (looked++ >= MOST_LOOKED_AT ||
            recurrence_has(&rules, date.local, LOOK_BUDGET) != RECUR_FOUND)
            days_add(&d, date.local);
    return d;
}

static void add_other_days(const struct language *l, char **sentence, const struct recurrence *set)
{
    struct days d = other_days(set);
    if (!d.count)
        return;
    if (d.count <= MOST_DATES_SAID) {
        OWN_CHARS dates = days_join(l, set, &d);
        sentence_extend(sentence, phrase(l, "{sentence}, and on {dates}"), "dates", dates);
        return;
    }
    OWN_CHARS number = mem_strf("%zu", d.count);
    sentence_extend(sentence,
                    phrase_of(l, "{sentence}, and on {number} other date",
                              "{sentence}, and on {number} other dates", (int64_t)d.count),
                    "number", number);
}

/* --- what is left out --- */

static size_t count_between(const struct recurrence *r, instant from, instant to)
{
    struct instance found[2];
    size_t count;
    return recurrence_window(r, from, to, LOOK_BUDGET, found, LENGTH(found), &count) ==
                   RECUR_EXHAUSTED
               ? LENGTH(found)
               : count;
}

static bool days_have(const struct days *d, wall day)
{
    for (size_t i = 0; i < d->count && i < LENGTH(d->list); i++)
        if (d->list[i] == day)
            return true;
    return false;
}

static char *whole_days_join(const struct language *l, const struct days *d)
{
    OWN_PHRASES items = {0};
    for (size_t i = 0; i < d->count; i++)
        phrases_add(&items, full_date_word(l, d->list[i]));
    return phrases_join(l, &items, JOINED_AND);
}

/* A day says what is left out where it has nothing else. */
static void look_at_day(struct days *d, const struct recurrence *whole, wall at, bool is_hit)
{
    wall day = floor_div(at, DAY_S) * DAY_S;
    size_t there = count_between(whole, recurrence_instant(whole, day),
                                 recurrence_instant(whole, day + DAY_S));
    if ((!is_hit && !there) || (there == 1 && days_have(d, day)))
        return;
    d->has_unnamed |= there != 1;
    days_add(d, day);
}

static struct days left_out(const struct recurrence *set)
{
    struct days d = {0};
    struct recurrence whole = *set;
    struct instance date;
    size_t looked = 0;
    whole.exdates = whole.exdays = (struct dates){0};
    for (int64_t at = INSTANT_FIRST; dates_from(&set->exdates, at, &date) && !d.are_many;
         at = date.at + 1) {
        if (count_between(&whole, date.at, date.at + 1))
            look_at_day(&d, &whole, date.local, true);
        d.are_many = ++looked > MOST_LOOKED_AT;
    }
    for (int64_t at = INSTANT_FIRST; dates_from(&set->exdays, at, &date) && !d.are_many;
         at = date.at + 1) {
        look_at_day(&d, &whole, date.at * DAY_S, false);
        d.are_many = ++looked > MOST_LOOKED_AT;
    }
    return d;
}

static void add_exrules(const struct language *l, char **sentence, const struct recurrence *set)
{
    for (size_t i = 0; i < set->nexrules && i < MOST_RULES_SAID; i++) {
        if (set->exrules[i].is_never)
            continue;
        OWN_CHARS rule = rule_words(l, set, &set->exrules[i], 0);
        sentence_extend(sentence, phrase(l, "{sentence}, except {rule}"), "rule", rule);
    }
    if (set->nexrules > MOST_RULES_SAID)
        sentence_extend(sentence, phrase(l, "{sentence}, with further exceptions"), NULL, NULL);
}

static void add_exceptions(const struct language *l, char **sentence, const struct recurrence *set)
{
    struct days d = left_out(set);
    add_exrules(l, sentence, set);
    if (d.are_many) {
        sentence_extend(sentence, phrase(l, "{sentence}, with many exceptions"), NULL, NULL);
        return;
    }
    OWN_CHARS number = mem_strf("%zu", d.count);
    if (d.count > MOST_DATES_SAID || d.has_unnamed) {
        sentence_extend(sentence,
                        phrase_of(l, "{sentence}, with {number} exception",
                                  "{sentence}, with {number} exceptions", (int64_t)d.count),
                        "number", number);
    } else if (d.count) {
        OWN_CHARS dates = whole_days_join(l, &d);
        sentence_extend(sentence, phrase(l, "{sentence}, except on {dates}"), "dates", dates);
    }
}

/* --- sets of dates alone --- */

/* The rules, if there are any, give nothing. What is left out is not there to be said. */
static char *dates_alone(const struct language *l, const struct recurrence *set)
{
    struct instance found[MOST_LOOKED_AT];
    size_t count = 0;
    struct days d = {0};
    struct recurrence dates = *set;
    dates.nrules = 0;
    bool is_whole = recurrence_window(&dates, INSTANT_FIRST, INSTANT_NEVER, RECUR_BUDGET, found,
                                      LENGTH(found), &count) == RECUR_FOUND;
    for (size_t i = 0; i < count; i++)
        days_add(&d, found[i].local);
    if (!count)
        return NULL;
    if (!is_whole)
        return mem_str(phrase(l, "on many dates"));
    OWN_CHARS number = mem_strf("%zu", d.count);
    OWN_CHARS last = full_date_word(l, found[count - 1].local);
    OWN_CHARS list = d.count <= MOST_DATES_SAID ? days_join(l, set, &d) : NULL;
    if (list)
        return phrase_fill(phrase(l, "on {dates}"), "dates", list, NULL);
    return phrase_fill(phrase_of(l, "on {number} date until {date}",
                                 "on {number} dates until {date}", (int64_t)d.count),
                       "number", number, "date", last, NULL);
}

bool recurrence_add_words(const struct recurrence *set, const struct language *l, struct text *out)
{
    OWN_CHARS sentence = rules_join(l, set);
    if (sentence) {
        add_other_days(l, &sentence, set);
        add_exceptions(l, &sentence, set);
    } else {
        sentence = dates_alone(l, set);
    }
    text_add_str(out, sentence);
    return sentence != NULL;
}
