/* A zone of a TZif file or a VTIMEZONE of hostile bytes: local times and instants lead to each
 * other as RFC 5545, 3.3.5 says, everywhere around its changes. */
#include "../../src/zone/internal.h"
#include "fuzz.h"

#define DAY_S        86400
#define FARTHEST_S   (2 * 26 * 3600) /* what two offsets can differ by */
#define MOST_CHANGES 40
#define MOST_NEAR    64

/* The changes that can matter to a local time. */
struct near {
    const struct zone *zone;
    instant changes[MOST_NEAR];
    size_t count;
};

/* false: there are too many to look at. */
static bool near_fill(struct near *n, wall local)
{
    instant at = local - FARTHEST_S;
    n->count = 0;
    while (zone_next_change(n->zone, at, &at) && at <= local + FARTHEST_S) {
        if (n->count == MOST_NEAR)
            return false;
        n->changes[n->count++] = at;
    }
    return true;
}

static int32_t near_offset(const struct near *n, size_t period)
{
    return zone_offset(n->zone, period == 0 ? n->changes[0] - 1 : n->changes[period - 1]);
}

/* A clock that changes again before it has run through what it jumped over is no real one: the
 * order of its local times is not that of its changes. */
static bool near_is_sane(const struct near *n)
{
    for (size_t i = 0; i + 1 < n->count; i++) {
        int64_t jumps_s = llabs((long long)near_offset(n, i + 1) - near_offset(n, i)) +
                          llabs((long long)near_offset(n, i + 2) - near_offset(n, i + 1));
        if (n->changes[i + 1] - n->changes[i] < jumps_s)
            return false;
    }
    return true;
}

/* The first instant that a wall clock shows this time at; false: it shows it never. */
static bool near_first(const struct near *n, wall local, instant *at_out)
{
    for (size_t i = 0; i <= n->count; i++) {
        instant at = local - near_offset(n, i);
        bool begun = i == 0 || at >= n->changes[i - 1], over = i < n->count && at >= n->changes[i];
        if (begun && !over) {
            *at_out = at;
            return true;
        }
    }
    return false;
}

/* It lies in a gap: one that jumps over it is passed with the offset before. */
static bool near_gap(const struct near *n, wall local, instant at)
{
    for (size_t i = 0; i < n->count; i++) {
        int32_t before = near_offset(n, i), after = near_offset(n, i + 1);
        bool jumps = n->changes[i] + before <= local && local < n->changes[i] + after;
        if (jumps && at == local - before)
            return true;
    }
    return false;
}

static void check_local(const struct zone *z, wall local)
{
    struct near n = {.zone = z};
    instant at = zone_instant(z, local), first;
    if (!near_fill(&n, local) || !near_is_sane(&n))
        return;
    if (n.count == 0)
        MUST(at == local - zone_offset(z, local) && zone_wall(z, at) == local);
    else if (near_first(&n, local, &first))
        MUST(at == first && zone_wall(z, at) == local);
    else
        MUST(near_gap(&n, local, at) && zone_wall(z, at) > local);
}

static void check_around(const struct zone *z, instant change)
{
    static const int64_t away_s[] = {-DAY_S, -3600, -1, 0, 1, 1800, 3600, 7200, DAY_S};
    int32_t before = zone_offset(z, change - 1), after = zone_offset(z, change);
    MUST(before != after);
    for (size_t i = 0; i < LENGTH(away_s); i++) {
        check_local(z, change + before + away_s[i]);
        check_local(z, change + after + away_s[i]);
    }
}

/* Between two changes nothing changes. */
static void check_changes(const struct zone *z, instant at)
{
    instant next;
    for (int i = 0; i < MOST_CHANGES && zone_next_change(z, at, &next); i++, at = next) {
        MUST(next > at && zone_offset(z, next - 1) == zone_offset(z, at));
        MUST(zone_offset(z, at + (next - at) / 2) == zone_offset(z, at));
        MUST(zone_wall(z, next) == next + zone_offset(z, next));
        MUST(zone_abbreviation(z, next));
        check_around(z, next);
    }
}

static void check_zone(const struct zone *z)
{
    static const instant from[] = {-INT64_C(100000000000), 0, INT64_C(1700000000),
                                   INT64_C(30000000000), INT64_C(250000000000)};
    for (size_t i = 0; i < LENGTH(from); i++)
        check_changes(z, from[i]);
    for (wall local = -INT64_C(5000000000); local < INT64_C(20000000000); local += 123456789)
        check_local(z, local);
}

static void check_vtimezone(struct span text)
{
    struct error err = {0};
    OWN(zones) zones = zones_open(NULL, &err);
    const struct zone *z = zone_from_vtimezone(zones, text, &err);
    if (z)
        check_zone(z);
    else
        MUST(err.kind != FAULT_NONE && err.said[0]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span bytes = span_make((const char *)data, size);
    if (span_starts(bytes, "BEGIN")) {
        check_vtimezone(bytes);
        return 0;
    }
    struct zone *z = zone_from_tzif("Made", bytes);
    if (z)
        check_zone(z);
    if (z)
        zone_drop(z);
    return 0;
}
