/* Random rules: the same ones for the same seed. */
#ifndef CONVOKE_TEST_ANY_RULE_H
#define CONVOKE_TEST_ANY_RULE_H

#include "convoke/base.h"

static uint64_t any_rule_seed;

static inline int roll(int least, int most)
{
    any_rule_seed = any_rule_seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return least + (int)((any_rule_seed >> 33) % (uint64_t)(most - least + 1));
}

/* Some numbers of a BYxxx part; those below 0 where the part has them. */
static inline void add_part(struct text *t, const char *name, int least, int most)
{
    if (roll(0, 3))
        return;
    text_addf(t, ";%s=", name);
    for (int left = roll(1, 8); left > 0; left--) {
        int n = roll(least, most);
        text_addf(t, "%d%s", n ? n : most, left > 1 ? "," : "");
    }
}

static inline void add_weekdays(struct text *t)
{
    static const char *const names[] = {"SU", "MO", "TU", "WE", "TH", "FR", "SA"};
    if (roll(0, 1))
        return;
    text_add_str(t, ";BYDAY=");
    for (int left = roll(1, 8); left > 0; left--) {
        if (!roll(0, 2))
            text_addf(t, "%d", roll(0, 1) ? roll(1, 53) : roll(-5, -1));
        text_addf(t, "%s%s", names[roll(0, 6)], left > 1 ? "," : "");
    }
    if (!roll(0, 2))
        text_addf(t, ";WKST=%s", names[roll(0, 6)]);
}

/* An RRULE of random parts, which not always go together. Yours: free(). */
static inline char *any_rule(void)
{
    static const char *const names[] = {"SECONDLY", "MINUTELY", "HOURLY", "DAILY",
                                        "WEEKLY",   "MONTHLY",  "YEARLY"};
    static const char *const scales[] = {"GREGORIAN", "HEBREW", "PERSIAN", "COPTIC"};
    static const char *const skips[] = {"OMIT", "BACKWARD", "FORWARD"};
    OWN(text) t = text_new();
    text_addf(t, "FREQ=%s", names[roll(0, 6)]);
    if (roll(0, 1))
        text_addf(t, ";INTERVAL=%d", roll(1, 4));
    add_weekdays(t);
    add_part(t, "BYMONTH", 1, 12);
    add_part(t, "BYMONTHDAY", -31, 31);
    add_part(t, "BYYEARDAY", -366, 366);
    add_part(t, "BYWEEKNO", -53, 53);
    add_part(t, "BYHOUR", 0, 23);
    add_part(t, "BYMINUTE", 0, 59);
    add_part(t, "BYSECOND", 0, 60);
    add_part(t, "BYSETPOS", -366, 366);
    if (!roll(0, 3))
        text_addf(t, ";COUNT=%d", roll(1, 20));
    if (!roll(0, 3))
        text_addf(t, ";UNTIL=%d%02d%02dT%02d0000%s", roll(2026, 2030), roll(1, 12), roll(1, 28),
                  roll(0, 23), roll(0, 1) ? "Z" : "");
    if (!roll(0, 9))
        text_addf(t, ";RSCALE=%s;SKIP=%s", scales[roll(0, 3)], skips[roll(0, 2)]);
    return text_take(t);
}

#endif
