#include "words.h"

#define LEAST_RUN 4

void phrases_add(struct phrases *p, char *phrase)
{
    p->list = mem_grow(p->list, p->count, &p->capacity, sizeof *p->list);
    p->list[p->count++] = phrase;
}

void phrases_drop(struct phrases *p)
{
    for (size_t i = 0; i < p->count; i++)
        free(p->list[i]);
    free(p->list);
}

static const char *joint(const struct language *l, bool is_last, enum joined how)
{
    if (!is_last)
        return phrase_in(l, "list", "{list}, {item}");
    return how == JOINED_AND ? phrase_in(l, "list", "{list} and {item}")
                             : phrase_in(l, "list", "{list} or {item}");
}

char *phrases_join(const struct language *l, const struct phrases *p, enum joined how)
{
    char *joined = mem_str(p->count ? p->list[0] : "");
    for (size_t i = 1; i < p->count; i++) {
        OWN_CHARS before = joined;
        joined =
            phrase_fill(joint(l, i + 1 == p->count, how), "list", before, "item", p->list[i], NULL);
    }
    return joined;
}

/* The last number of those that follow each other from n on. */
static int run_end(const struct numbers *list, int n)
{
    while (n < MOST_POSITION && numbers_have(list, n + 1))
        n++;
    return n;
}

static char *run_word(const struct language *l, char *(*word)(const struct language *l, int number),
                      int first, int last)
{
    OWN_CHARS from = word(l, first);
    OWN_CHARS to = word(l, last);
    return phrase_fill(phrase_in(l, "range", "{first} to {last}"), "first", from, "last", to, NULL);
}

char *numbers_join(const struct language *l, const struct numbers *n,
                   char *(*word)(const struct language *l, int number), enum joined how)
{
    OWN_PHRASES items = {0};
    for (int at = 0; at <= MOST_POSITION; at++) {
        if (!numbers_have(n, at))
            continue;
        int end = run_end(n, at);
        bool is_run = end - at + 1 >= LEAST_RUN;
        phrases_add(&items, is_run ? run_word(l, word, at, end) : word(l, at));
        at = is_run ? end : at;
    }
    for (int at = -MOST_POSITION; at < 0; at++)
        if (numbers_have(n, at))
            phrases_add(&items, word(l, at));
    return phrases_join(l, &items, how);
}

char *weekdays_join(const struct language *l, const struct rule *r, enum weekday_use use,
                    enum joined how)
{
    OWN_PHRASES items = {0};
    for (int step = 0; step < 7; step++) {
        int day = (r->first_weekday + step) % 7;
        if (r->weekdays >> day & 1)
            phrases_add(&items, mem_str(weekday_word(l, use, day)));
    }
    return phrases_join(l, &items, how);
}

char *months_join(const struct language *l, const struct rule *r)
{
    OWN_PHRASES items = {0};
    bool by_number = has_other_months(r);
    int last = by_number ? LEAP_MONTH + MOST_MONTHS : 12;
    for (int month = 1; month <= last; month++)
        if (numbers_have(&r->months, month))
            phrases_add(&items,
                        by_number ? month_number_word(l, month) : mem_str(month_word(l, month)));
    return phrases_join(l, &items, JOINED_AND);
}

void sentence_extend(char **sentence, const char *phrase, const char *name, const char *value)
{
    OWN_CHARS before = *sentence;
    *sentence = phrase_fill(phrase, "sentence", before, name, value, NULL);
}
