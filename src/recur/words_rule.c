/* One rule as a sentence: how often, on which days, in which months, when, which of them, how long.
 */
#include "words.h"

#define MOST_TIMES 12

static int count_weekdays(const struct rule *r)
{
    return __builtin_popcount(r->weekdays);
}

/* --- the same rule in its plainest form: people mean one thing by many rules --- */

/* Then the first and the last of each period are all there are. */
static bool has_one_a_period(const struct rule *r)
{
    bool is_day = r->freq <= DAILY;
    bool is_weekday = r->freq == WEEKLY && count_weekdays(r) == 1 && !r->yeardays.count &&
                      !r->monthdays.count && !r->weeks.count;
    return r->times == 1 && (is_day || is_weekday);
}

static enum freq plainest_freq(const struct rule *r)
{
    if (r->nnth_days)
        return r->months.count == 12 ? MONTHLY : r->months.count ? YEARLY : r->freq;
    if (r->yeardays.count || r->weeks.count)
        return YEARLY;
    if (r->monthdays.count)
        return r->months.count && r->months.count < 12 ? YEARLY : MONTHLY;
    return r->weekdays && r->weekdays != ALL_DAYS ? WEEKLY : DAILY;
}

static void drop_all_days(struct rule *r)
{
    if (r->weekdays != ALL_DAYS)
        return;
    r->nnth_days = 0;
    if (r->freq <= DAILY || r->monthdays.count || r->yeardays.count)
        r->weekdays = 0;
}

/* Every interval of 1 gives the same days, whatever its period, unless positions are picked. */
static struct rule plainest(const struct rule *r)
{
    struct rule p = *r;
    if (p.positions.count && has_one_a_period(&p) &&
        (numbers_have(&p.positions, 1) || numbers_have(&p.positions, -1)))
        p.positions = (struct numbers){0};
    drop_all_days(&p);
    if (has_other_months(r))
        return p;
    if (p.interval == 1 && p.freq == MONTHLY && p.months.count == 1)
        p.freq = YEARLY;
    if (p.interval == 1 && p.freq >= DAILY && !p.positions.count)
        p.freq = plainest_freq(&p);
    if (p.months.count == 12 && !(p.freq == YEARLY && p.nnth_days))
        p.months = (struct numbers){0};
    if (p.freq == DAILY && p.weekdays == ALL_DAYS)
        p.weekdays = 0;
    return p;
}

/* --- how often --- */

static char *every(const struct language *l, const struct rule *r)
{
    int64_t n = r->interval;
    const char *const once[] = {phrase(l, "every second"), phrase(l, "every minute"),
                                phrase(l, "every hour"),   phrase(l, "every day"),
                                phrase(l, "every week"),   phrase(l, "every month"),
                                phrase(l, "every year")};
    const char *const twice[] = {NULL,
                                 NULL,
                                 NULL,
                                 phrase(l, "every second day"),
                                 phrase(l, "every second week"),
                                 phrase(l, "every second month"),
                                 phrase(l, "every second year")};
    const char *const often[] = {phrase_of(l, "every {number} second", "every {number} seconds", n),
                                 phrase_of(l, "every {number} minute", "every {number} minutes", n),
                                 phrase_of(l, "every {number} hour", "every {number} hours", n),
                                 phrase_of(l, "every {number} day", "every {number} days", n),
                                 phrase_of(l, "every {number} week", "every {number} weeks", n),
                                 phrase_of(l, "every {number} month", "every {number} months", n),
                                 phrase_of(l, "every {number} year", "every {number} years", n)};
    if (n == 1)
        return mem_str(once[r->freq]);
    if (n == 2 && twice[r->freq])
        return mem_str(twice[r->freq]);
    OWN_CHARS number = mem_strf("%lld", (long long)n);
    return phrase_fill(often[r->freq], "number", number, NULL);
}

/* "every Monday and Thursday", "every weekday", "every second Tuesday"; NULL: said otherwise. */
static char *every_weekday(const struct language *l, const struct rule *r)
{
    if (r->freq != WEEKLY || r->positions.count || r->monthdays.count || r->yeardays.count ||
        r->weeks.count || r->interval > 2 || (r->interval == 2 && count_weekdays(r) > 1))
        return NULL;
    if (r->weekdays == WORK_DAYS)
        return mem_str(phrase(l, "every weekday"));
    OWN_CHARS days = weekdays_join(l, r, WEEKDAY_EVERY, JOINED_AND);
    return phrase_fill(r->interval == 2 ? phrase(l, "every second {weekday}")
                                        : phrase(l, "every {weekdays}"),
                       "weekday", days, "weekdays", days, NULL);
}

static void add_months(const struct language *l, char **sentence, const struct rule *r)
{
    OWN_CHARS months = months_join(l, r);
    bool is_plain = r->interval == 1 && (r->freq == DAILY || r->freq == WEEKLY);
    sentence_extend(sentence,
                    is_plain ? phrase(l, "{sentence} in {months}")
                             : phrase(l, "{sentence}, only in {months}"),
                    "months", months);
}

static char *every_on_days(const struct language *l, const struct rule *r, bool *says_positions)
{
    bool says_months;
    OWN_CHARS sentence = every(l, r);
    OWN_CHARS days = days_words(l, r, &says_months, says_positions);
    if (days)
        sentence_extend(&sentence,
                        r->freq <= DAILY ? phrase(l, "{sentence}, only on {days}")
                                         : phrase(l, "{sentence} on {days}"),
                        "days", days);
    if (!days && r->weeks.count) {
        OWN_CHARS weeks = weeks_words(l, r);
        sentence_extend(&sentence, phrase(l, "{sentence}, only in {weeks}"), "weeks", weeks);
    }
    if (r->months.count && !says_months)
        add_months(l, &sentence, r);
    return GIVE(sentence);
}

/* RFC 7529: in which calendar days are counted, and what becomes of those that are not there. */
static void add_calendar(const struct language *l, char **sentence, const struct rule *r)
{
    bool by_date = r->monthdays.count || r->yeardays.count;
    bool counts = by_date || r->months.count || r->weeks.count || r->freq >= MONTHLY;
    if (has_other_months(r) && counts)
        sentence_extend(sentence, phrase(l, "{sentence} (in the {calendar} calendar)"), "calendar",
                        calendar_word(l, r->scale));
    if (r->skip != SKIP_OMIT && (by_date || (has_other_months(r) && r->months.count)))
        sentence_extend(sentence,
                        r->skip == SKIP_BACKWARD
                            ? phrase(l, "{sentence}, or earlier where there is no such day")
                            : phrase(l, "{sentence}, or later where there is no such day"),
                        NULL, NULL);
}

/* --- times of day --- */

bool rule_says_times(const struct recurrence *set, const struct rule *r)
{
    return !set->is_date && (rule_says(r, PART_BYHOUR) || rule_says(r, PART_BYMINUTE) ||
                             rule_says(r, PART_BYSECOND));
}

static void add_times(const struct language *l, char **sentence, const struct rule *r)
{
    OWN_PHRASES times = {0};
    bool with_seconds = r->nseconds > 1 || r->second[0];
    if (r->times > MOST_TIMES) {
        OWN_CHARS number = mem_strf("%lld", (long long)r->times);
        sentence_extend(sentence,
                        phrase_of(l, "{sentence} at one time of the day",
                                  "{sentence} at {number} times of the day", r->times),
                        "number", number);
        return;
    }
    for (int hour = 0; hour < r->nhours; hour++)
        for (int minute = 0; minute < r->nminutes; minute++)
            for (int second = 0; second < r->nseconds; second++)
                phrases_add(&times,
                            time_word(l,
                                      r->hour[hour] * INT64_C(3600) +
                                          r->minute[minute] * INT64_C(60) + r->second[second],
                                      with_seconds));
    OWN_CHARS joined = phrases_join(l, &times, JOINED_AND);
    sentence_extend(sentence, phrase(l, "{sentence} at {times}"), "times", joined);
}

/* What is written limits the units that are not shorter than the rule's, and names the shorter. */
static void add_parts_of_day(const struct language *l, char **sentence, const struct rule *r)
{
    OWN_CHARS hours = numbers_join(l, &r->hours, number_word, JOINED_AND);
    OWN_CHARS minutes = numbers_join(l, &r->minutes, number_word, JOINED_AND);
    OWN_CHARS seconds = numbers_join(l, &r->seconds, number_word, JOINED_AND);
    if (rule_says(r, PART_BYHOUR))
        sentence_extend(sentence,
                        phrase_of(l, "{sentence}, only in the hour {hours} of the day",
                                  "{sentence}, only in the hours {hours} of the day",
                                  r->hours.count),
                        "hours", hours);
    if (rule_says(r, PART_BYMINUTE))
        sentence_extend(sentence,
                        r->freq == HOURLY
                            ? phrase_of(l, "{sentence} at the minute {minutes}",
                                        "{sentence} at the minutes {minutes}", r->minutes.count)
                            : phrase_of(l, "{sentence}, only in the minute {minutes} of the hour",
                                        "{sentence}, only in the minutes {minutes} of the hour",
                                        r->minutes.count),
                        "minutes", minutes);
    if (rule_says(r, PART_BYSECOND))
        sentence_extend(sentence,
                        r->freq > SECONDLY
                            ? phrase_of(l, "{sentence} at the second {seconds}",
                                        "{sentence} at the seconds {seconds}", r->seconds.count)
                            : phrase_of(l, "{sentence}, only in the second {seconds} of the minute",
                                        "{sentence}, only in the seconds {seconds} of the minute",
                                        r->seconds.count),
                        "seconds", seconds);
}

/* --- which of them, and how long --- */

static void add_positions(const struct language *l, char **sentence, const struct rule *r)
{
    const char *const pick[] = {
        phrase(l, "{sentence}, of these only the {ordinals} in each second"),
        phrase(l, "{sentence}, of these only the {ordinals} in each minute"),
        phrase(l, "{sentence}, of these only the {ordinals} in each hour"),
        phrase(l, "{sentence}, of these only the {ordinals} in each day"),
        phrase(l, "{sentence}, of these only the {ordinals} in each week"),
        phrase(l, "{sentence}, of these only the {ordinals} in each month"),
        phrase(l, "{sentence}, of these only the {ordinals} in each year")};
    OWN_CHARS places = numbers_join(l, &r->positions, place_word, JOINED_AND);
    sentence_extend(sentence, pick[r->freq], "ordinals", places);
}

/* The last day that the rule may still have, and the time where the day alone would say too much.
 */
static char *last_moment(const struct language *l, const struct recurrence *set,
                         const struct rule *r)
{
    wall until = r->until_is_utc ? recurrence_wall(set, r->until) : r->until;
    wall of_day = until - floor_div(until, DAY_S) * DAY_S;
    bool is_short = r->freq < DAILY;
    wall first = is_short ? 0 : r->first_time;
    wall last = is_short
                    ? DAY_S - 60
                    : r->hour[r->nhours - 1] * INT64_C(3600) +
                          r->minute[r->nminutes - 1] * INT64_C(60) + r->second[r->nseconds - 1];
    if (of_day < first)
        return full_date_word(l, until - DAY_S);
    return set->is_date || of_day >= last ? full_date_word(l, until) : date_and_time_word(l, until);
}

static void add_count(const struct language *l, char **sentence, const struct rule *r,
                      int64_t count)
{
    OWN_CHARS number = mem_strf("%lld", (long long)count);
    if (r->has_until)
        sentence_extend(
            sentence,
            phrase_of(l, "{sentence}, at most once", "{sentence}, at most {number} times", count),
            "number", number);
    else
        sentence_extend(sentence,
                        phrase_of(l, "{sentence}, once", "{sentence}, {number} times", count),
                        "number", number);
}

char *rule_words(const struct language *l, const struct recurrence *set, const struct rule *r,
                 int64_t given)
{
    struct rule plain = plainest(r);
    bool says_positions = false;
    OWN_CHARS sentence = every_weekday(l, &plain);
    if (sentence && plain.months.count)
        add_months(l, &sentence, &plain);
    if (!sentence)
        sentence = every_on_days(l, &plain, &says_positions);
    add_calendar(l, &sentence, &plain);
    if (rule_says_times(set, r) && r->freq < DAILY)
        add_parts_of_day(l, &sentence, r);
    else if (rule_says_times(set, r))
        add_times(l, &sentence, r);
    if (plain.positions.count && !says_positions)
        add_positions(l, &sentence, &plain);
    if (r->has_until) {
        OWN_CHARS until = last_moment(l, set, r);
        sentence_extend(&sentence, phrase(l, "{sentence} until {date}"), "date", until);
    }
    if (r->count)
        add_count(l, &sentence, r, r->count - given);
    return GIVE(sentence);
}
