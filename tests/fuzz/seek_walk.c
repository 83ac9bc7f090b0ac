/* A window far ahead finds what a walk from the start, or from some way before it, comes by. */
#include "sets.h"

#define BUDGET      4000
#define WALK_BUDGET 20000
#define MOST        50
#define MOST_WALKED 1000

static bool same(const struct instance *a, const struct instance *b, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (a[i].at != b[i].at || a[i].local != b[i].local)
            return false;
    return true;
}

/* [look, look + length) is asked for by itself, and as the end of a walk that begins earlier. */
static void check(const struct set *s, instant begin, instant look)
{
    static struct instance walked[MOST_WALKED];
    struct instance found[MOST];
    size_t nwalked, nfound, first = 0;
    instant to = look + s->length_s;
    enum recur_answer walk =
        recurrence_window(s->recurrence, begin, to, WALK_BUDGET, walked, MOST_WALKED, &nwalked);
    enum recur_answer seek =
        recurrence_window(s->recurrence, look, to, BUDGET, found, MOST, &nfound);
    while (first < nwalked && walked[first].at < look)
        first++;
    size_t count = nwalked - first;
    if (walk == RECUR_FOUND && seek == RECUR_FOUND)
        MUST(count == nfound);
    else if (walk == RECUR_FOUND)
        MUST(nfound <= count);
    else if (seek == RECUR_FOUND)
        MUST(count <= nfound);
    MUST(same(walked + first, found, count < nfound ? count : nfound));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    OWN_SET s;
    set_read(&s, span_make((const char *)data, size));
    check(&s, INSTANT_FIRST, s.look);
    check(&s, s.look - 30 * s.length_s, s.look);
    check(&s, s.look - 1, s.look);
    for (int64_t year = 2100; year < 9999; year += 2700) {
        instant look = days_from_civil(year, 1 + (int)(year / 100 % 12), 1) * 86400;
        check(&s, look - 40 * s.length_s, look);
    }
    return 0;
}
