/* A window and a walk from one instance to the next find the same; count, has and last agree. */
#include "sets.h"

#define BUDGET 3000
#define MOST   30

struct found {
    struct instance list[MOST];
    size_t count;
    bool is_complete;
};

static void find(const struct recurrence *r, instant from, instant to, struct found *f)
{
    f->is_complete =
        recurrence_window(r, from, to, BUDGET, f->list, MOST, &f->count) == RECUR_FOUND;
}

/* Each is the next after the one before; where the window is complete, none is missing. */
static void check_next(const struct recurrence *r, instant from, instant to, const struct found *f)
{
    struct instance next;
    for (size_t i = 0; i < f->count; i++) {
        enum recur_answer answer = recurrence_next(r, from, BUDGET, &next);
        MUST(answer != RECUR_NONE);
        if (answer == RECUR_EXHAUSTED)
            return;
        MUST(next.at == f->list[i].at && next.local == f->list[i].local);
        from = next.at + 1;
    }
    if (f->is_complete && recurrence_next(r, from, BUDGET, &next) == RECUR_FOUND)
        MUST(next.at >= to);
}

static bool found_has(const struct found *f, instant at)
{
    for (size_t i = 0; i < f->count; i++)
        if (f->list[i].at == at)
            return true;
    return false;
}

/* From the first that was found to the last nothing is missing, so both answers are known. */
static void check_has(const struct set *s, const struct found *f)
{
    static const int64_t beside_s[] = {0, 1, -3600, 86400};
    for (size_t i = 0; i < f->count * LENGTH(beside_s); i++) {
        wall local = f->list[i / LENGTH(beside_s)].local + beside_s[i % LENGTH(beside_s)];
        instant at = s->zone ? zone_instant(s->zone, local) : local;
        if (at < f->list[0].at || at > f->list[f->count - 1].at)
            continue;
        enum recur_answer answer = recurrence_has(s->recurrence, local, BUDGET);
        MUST(answer == RECUR_EXHAUSTED || (answer == RECUR_FOUND) == found_has(f, at));
    }
}

/* Of all that there is. */
static void check_whole(const struct recurrence *r)
{
    struct found all;
    struct instance last;
    size_t count = 0;
    find(r, INSTANT_FIRST, INSTANT_NEVER, &all);
    enum recur_answer answer = recurrence_count(r, MOST, BUDGET, &count);
    MUST(count <= MOST && (answer != RECUR_FOUND || count == all.count || !all.is_complete));
    if (!all.is_complete)
        return;
    MUST(answer != RECUR_NONE);
    answer = recurrence_last(r, BUDGET, &last);
    if (answer == RECUR_FOUND)
        MUST(all.count > 0 && last.at == all.list[all.count - 1].at);
    else
        MUST(answer == RECUR_EXHAUSTED || all.count == 0 || recurrence_is_endless(r));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    OWN_SET s;
    set_read(&s, span_make((const char *)data, size));
    const instant from[] = {INSTANT_FIRST, s.start, s.look};
    for (size_t i = 0; i < LENGTH(from); i++) {
        struct found f;
        instant to = i == 2 ? s.look + s.length_s : INSTANT_NEVER;
        find(s.recurrence, from[i], to, &f);
        check_next(s.recurrence, from[i], to, &f);
        check_has(&s, &f);
    }
    check_whole(s.recurrence);
    return 0;
}
