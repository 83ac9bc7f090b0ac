#include "internal.h"

struct zone *zone_make(const char *name)
{
    struct zone *z = mem_new(sizeof *z);
    z->name = mem_str(name);
    z->hint = mem_new(sizeof *z->hint);
    z->written = written_new();
    z->cycle_end = INSTANT_NEVER;
    return z;
}

void zone_drop(struct zone *z)
{
    if (!z)
        return;
    free(z->name);
    free(z->hint);
    written_free(z->written);
    free(z->periods);
    free(z->abbreviations);
    free(z);
}

static bool same_period(const struct period *a, const struct period *b)
{
    return a->offset == b->offset && a->is_dst == b->is_dst && a->abbreviation == b->abbreviation;
}

void zone_reserve(struct zone *z, size_t periods)
{
    if (z->capacity >= periods)
        return;
    z->periods = mem_resize(z->periods, periods, sizeof *z->periods);
    z->capacity = periods;
}

/* The first that counts begins at INSTANT_FIRST, so that every instant has its period. */
static struct period *place_for(struct zone *z, instant at)
{
    struct period *last = z->nperiods ? &z->periods[z->nperiods - 1] : NULL;
    if (last && at < last->at)
        return NULL;
    if (last && at == last->at)
        return last;
    z->periods = mem_grow(z->periods, z->nperiods, &z->capacity, sizeof *z->periods);
    return &z->periods[z->nperiods++];
}

/* It is text of others: what is too long or no plain text is as good as none. */
static bool is_writable(struct span s)
{
    if (s.len >= ZONE_ABBREVIATION || !span_is_utf8(s))
        return false;
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.at[i] < ' ' || s.at[i] == 0x7f)
            return false;
    return true;
}

#define MOST_ABBREVIATIONS 256 /* zones of the world have a handful */

static uint16_t abbreviation_of(struct zone *z, struct span s)
{
    char padded[ZONE_ABBREVIATION] = {0};
    if (s.len && is_writable(s))
        memcpy(padded, s.at, s.len);
    for (size_t i = z->nabbreviations; i-- > 0;)
        if (memcmp(z->abbreviations[i], padded, sizeof padded) == 0)
            return (uint16_t)i;
    if (z->nabbreviations == MOST_ABBREVIATIONS)
        return 0;
    z->abbreviations = mem_grow(z->abbreviations, z->nabbreviations, &z->abbreviations_capacity,
                                sizeof *z->abbreviations);
    memcpy(z->abbreviations[z->nabbreviations], padded, sizeof padded);
    return (uint16_t)z->nabbreviations++;
}

bool zone_add_period(struct zone *z, instant at, int32_t offset, bool is_dst,
                     struct span abbreviation)
{
    if (z->nperiods >= ZONE_MOST_CHANGES)
        return false;
    struct period p = {.at = z->nperiods ? at : INSTANT_FIRST, .offset = offset, .is_dst = is_dst};
    p.abbreviation = abbreviation_of(z, abbreviation);
    bool repeats = z->nperiods && p.at > z->periods[z->nperiods - 1].at &&
                   same_period(&z->periods[z->nperiods - 1], &p);
    struct period *place = repeats ? NULL : place_for(z, p.at);
    if (place)
        *place = p;
    return true;
}

/* In a gap and in an overlap alike the offset before the change is used for the longer time: a
 * local time belongs to the new period once it lies after both readings of the change. */
void zone_finish(struct zone *z)
{
    z->periods = mem_resize(z->periods, z->nperiods, sizeof *z->periods);
    z->periods[0].from = INT64_MIN;
    for (size_t i = 1; i < z->nperiods; i++) {
        int32_t before = z->periods[i - 1].offset, after = z->periods[i].offset;
        wall from = z->periods[i].at + (before > after ? before : after);
        z->periods[i].from = from > z->periods[i - 1].from ? from : z->periods[i - 1].from;
    }
}

bool zone_agrees(const struct zone *a, const struct zone *b, instant from, instant to,
                 size_t *changes_out)
{
    *changes_out = 0;
    for (instant at = from; zone_offset(a, at) == zone_offset(b, at); ++*changes_out) {
        instant next_a = INSTANT_NEVER, next_b = INSTANT_NEVER;
        zone_next_change(a, at, &next_a);
        zone_next_change(b, at, &next_b);
        if (next_a >= to && next_b >= to)
            return true;
        if (next_a != next_b)
            return false;
        at = next_a;
    }
    return false;
}
