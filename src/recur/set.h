/* The recurrence set as its files share it. */
#ifndef CONVOKE_RECUR_SET_H
#define CONVOKE_RECUR_SET_H

#include "rule.h"

/* Ascending instances. What comes out of order waits in a short tail, so that adding many costs
 * little. */
#define DATES_TAIL 64
struct dates {
    struct instance *list;
    size_t count, capacity;
    struct instance tail[DATES_TAIL];
    size_t ntail;
};

void dates_add(struct dates *d, struct instance i);
bool dates_have(const struct dates *d, int64_t at);
/* The first at or after an instant; false when there is none. */
bool dates_from(const struct dates *d, int64_t at, struct instance *out);
bool dates_last(const struct dates *d, struct instance *out);

struct recurrence {
    struct instance start;
    bool is_date;
    bool start_by_rule;      /* the start is an instance only when a rule says so */
    bool start_is_given;     /* some rule gives the start */
    const struct zone *zone; /* NULL: floating */
    struct rule *rules, *exrules;
    size_t nrules, rules_capacity, nexrules, exrules_capacity;
    struct dates dates, exdates, exdays; /* exdays: at is a day since 1970-01-01 */
};

instant recurrence_instant(const struct recurrence *r, wall local);
wall recurrence_wall(const struct recurrence *r, instant at);

#endif
