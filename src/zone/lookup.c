#include "internal.h"

/* Whole cycles to take off before looking up; 0 within the table. */
static int64_t cycles_beyond(const struct zone *z, int64_t at)
{
    return at < z->cycle_end ? 0 : (at - z->cycle_end) / CYCLE_S + 1;
}

static inline bool begins(const struct period *p, int64_t key, bool by_wall)
{
    return (by_wall ? p->from : p->at) <= key;
}

/* The last period that has begun at the key. Without branches: random keys are not predictable. */
static inline size_t search(const struct zone *z, int64_t key, bool by_wall)
{
    const struct period *base = z->periods;
    for (size_t n = z->nperiods; n > 1;) {
        size_t half = n / 2;
        base = begins(base + half, key, by_wall) ? base + half : base;
        n -= half;
    }
    return (size_t)(base - z->periods);
}

static inline const struct period *find(const struct zone *z, int64_t key, bool by_wall)
{
    uint32_t hint = atomic_load_explicit(z->hint, memory_order_relaxed);
    if (begins(&z->periods[hint], key, by_wall) &&
        (hint + 1 == z->nperiods || !begins(&z->periods[hint + 1], key, by_wall)))
        return &z->periods[hint];
    size_t found = search(z, key, by_wall);
    /* Only a hint: races cost a search, never an answer. */
    atomic_store_explicit(z->hint, (uint32_t)found, memory_order_relaxed);
    return &z->periods[found];
}

static int64_t sum(int64_t a, int64_t b)
{
    int64_t s;
    return __builtin_add_overflow(a, b, &s) ? (b < 0 ? INT64_MIN : INT64_MAX) : s;
}

const struct period *zone_period_at(const struct zone *z, instant at)
{
    return find(z, at - cycles_beyond(z, at) * CYCLE_S, false);
}

instant zone_instant(const struct zone *z, wall local)
{
    int64_t key = local - cycles_beyond(z, local) * CYCLE_S;
    return sum(local, -find(z, key, true)->offset);
}

wall zone_wall(const struct zone *z, instant at)
{
    return sum(at, zone_period_at(z, at)->offset);
}

int32_t zone_offset(const struct zone *z, instant at)
{
    return zone_period_at(z, at)->offset;
}

const char *zone_abbreviation(const struct zone *z, instant at)
{
    return z->abbreviations[zone_period_at(z, at)->abbreviation];
}

const char *zone_name(const struct zone *z)
{
    return z->name;
}

bool zone_next_change(const struct zone *z, instant after, instant *at_out)
{
    int64_t beyond = cycles_beyond(z, after) * CYCLE_S;
    size_t i = (size_t)(find(z, after - beyond, false) - z->periods) + 1;
    while (i < z->nperiods && z->periods[i].offset == z->periods[i - 1].offset)
        i++; /* a new name alone is no change of offset */
    /* The table goes on after the cycle's end, so there always is a next one in a cycle. */
    return i < z->nperiods && !__builtin_add_overflow(z->periods[i].at, beyond, at_out);
}

static char utc_name[] = "UTC";
static char utc_abbreviation[1][ZONE_ABBREVIATION] = {"UTC"};
static struct period utc_period = {.at = INSTANT_FIRST, .from = INT64_MIN};
static _Atomic uint32_t utc_hint;
static const struct zone utc = {.name = utc_name,
                                .periods = &utc_period,
                                .nperiods = 1,
                                .abbreviations = utc_abbreviation,
                                .nabbreviations = 1,
                                .cycle_end = INSTANT_NEVER,
                                .hint = &utc_hint};

const struct zone *zone_utc(void)
{
    return &utc;
}
