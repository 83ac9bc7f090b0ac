/* The recurrence set as its files share it. */
#ifndef CONVOKE_RECUR_SET_H
#define CONVOKE_RECUR_SET_H

#include "rule.h"

/* Instances to be looked up. Those that come in order make the list; what comes out of order waits
 * in a short tail, then in runs of which each is at least twice as long as the next, so that adding
 * many in any order costs little. All are ascending; an instance may stand there twice. */
#define DATES_TAIL 32
#define DATES_RUNS 24
struct run {
    struct instance *list;
    size_t count, capacity; /* of the list only: runs are as large as they are */
};
struct dates {
    struct run list, runs[DATES_RUNS];
    size_t nruns;
    struct instance tail[DATES_TAIL];
    size_t ntail;
};

static inline bool dates_any(const struct dates *d)
{
    return d->list.count > 0;
}

void dates_add(struct dates *d, struct instance i);
bool dates_have(const struct dates *d, int64_t at);
/* The first at or after an instant; false when there is none. */
bool dates_from(const struct dates *d, int64_t at, struct instance *out);
bool dates_last(const struct dates *d, struct instance *out);
void dates_drop(struct dates *d); /* what it holds */

struct recurrence {
    struct instance start;
    bool is_date;
    bool start_by_rule;      /* the start is an instance only when a rule says so */
    bool start_is_given;     /* some rule gives the start */
    const struct zone *zone; /* NULL: floating */
    struct rule *rules, *exrules;
    size_t nrules, nexrules;
    struct dates dates, exdates, exdays; /* exdays: at is a day since 1970-01-01 */
};

instant recurrence_instant(const struct recurrence *r, wall local);
wall recurrence_wall(const struct recurrence *r, instant at);

#endif
