/* What the files that put a set into words share. Every sentence is made of whole phrases with
 * named places, so that another language may order them as it likes; whoever adds one fills
 * "{sentence}". Strings that are returned non-const are the caller's. */
#ifndef CONVOKE_RECUR_WORDS_H
#define CONVOKE_RECUR_WORDS_H

#include "set.h"

#define ALL_DAYS  0x7fu
#define WORK_DAYS 0x3eu

/* --- words_names.c --- */

enum weekday_use { WEEKDAY_EVERY, WEEKDAY_ON, WEEKDAY_NTH }; /* every, on, the second Monday */
const char *weekday_word(const struct language *l, enum weekday_use use, int weekday);
/* "June", as in "in June". */
const char *month_word(const struct language *l, int month);
/* "3 March", "3 March 2027", "3 March 2027 at 09:30". */
char *date_word(const struct language *l, int day, int month);
char *full_date_word(const struct language *l, wall at);
char *date_and_time_word(const struct language *l, wall at);
/* "09:30", "09:30:15"; the seconds only where they are asked for. */
char *time_word(const struct language *l, wall of_day, bool with_seconds);
/* "first", "second last"; "the 21st" or "the last day" of a month, "the 100th day" of a year,
 * "week 20" or "the last week of the year". */
char *place_word(const struct language *l, int place);
char *monthday_word(const struct language *l, int day);
char *yearday_word(const struct language *l, int day);
char *week_word(const struct language *l, int week);
char *number_word(const struct language *l, int number);
/* Months of other calendars have numbers: "month 8", "leap month 5". RFC 7529, 4.2 */
char *month_number_word(const struct language *l, int month);
/* "Chinese", as in "the Chinese calendar". */
const char *calendar_word(const struct language *l, const struct scale *s);

/* --- words_lists.c --- */

enum joined { JOINED_AND, JOINED_OR };

struct phrases {
    char **list;
    size_t count, capacity;
};
void phrases_add(struct phrases *p, char *phrase); /* takes it over */
/* "a", "a and b", "a, b and c". */
char *phrases_join(const struct language *l, const struct phrases *p, enum joined how);
void phrases_drop(struct phrases *p);
#define OWN_PHRASES __attribute__((cleanup(phrases_drop))) struct phrases

/* A set of numbers, each as a word; four and more in a row as "the 2nd to the 8th". */
char *numbers_join(const struct language *l, const struct numbers *n,
                   char *(*word)(const struct language *l, int number), enum joined how);
/* The bits of weekdays from the week's first on. */
char *weekdays_join(const struct language *l, const struct rule *r, enum weekday_use use,
                    enum joined how);
char *months_join(const struct language *l, const struct rule *r);

/* *sentence becomes this phrase, with what it was as {sentence} and value as {name}. name may be
 * NULL. */
void sentence_extend(char **sentence, const char *phrase, const char *name, const char *value);

/* --- words_days.c --- */

/* Whether months are named by their numbers in another calendar. */
bool has_other_months(const struct rule *r);

/* "the last Friday", "3 March"; NULL when the rule leaves all days in, or all of some weeks.
 * *says_months: the rule's months stand in it; *says_positions: BYSETPOS does. */
char *days_words(const struct language *l, const struct rule *r, bool *says_months,
                 bool *says_positions);
/* "week 20 and the last week of the year" */
char *weeks_words(const struct language *l, const struct rule *r);

/* --- words_rule.c --- */

bool rule_says_times(const struct recurrence *set, const struct rule *r);
/* A rule by itself. given: what COUNT counts besides the rule's own, less than COUNT. */
char *rule_words(const struct language *l, const struct recurrence *set, const struct rule *r,
                 int64_t given);

#endif
