/* A recurrence set from hostile text: the first line is the start, the others are rules. Whatever
 * it says, searches are bounded, a window and a walk agree, and what is found is in order. */
#include <stdint.h>
#include <stdlib.h>

#include "convoke/recur.h"

#define BUDGET 3000
#define MOST   40

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Holds in release builds too, unlike assert. */
static void must(bool truth)
{
    if (!truth)
        abort();
}

static struct zones *zones(void)
{
    static struct zones *opened;
    struct error err;
    if (!opened)
        opened = zones_open(NULL, &err);
    must(opened);
    return opened;
}

/* The first byte chooses the start, the zone and whether it is a date. */
static struct recurrence *set_of(struct span text)
{
    static const char *const names[] = {"", "Europe/Berlin", "America/New_York", "Pacific/Apia"};
    unsigned choice = text.len ? (unsigned char)text.at[0] : 0;
    const struct zone *zone = zone_named(zones(), span_of(names[choice & 3]));
    wall start = INT64_C(500000000) + (choice >> 3) * INT64_C(100000000) + choice * 1801;
    bool is_date = choice & 4;
    struct recurrence *r = recurrence_new(is_date ? start / 86400 * 86400 : start, is_date, zone);
    while (text.len) {
        struct error err;
        struct span line = span_cut(text, '\n', &text);
        bool excludes = span_starts(line, "-");
        if (excludes)
            line = span_make(line.at + 1, line.len - 1);
        bool taken =
            excludes ? recurrence_exclude_rule(r, line, &err) : recurrence_add_rule(r, line, &err);
        if (!taken)
            must(err.kind != FAULT_NONE && err.said[0]);
    }
    return r;
}

static void check_search(const struct recurrence *r, const struct instance *found, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct instance next;
        must(i == 0 || found[i].at > found[i - 1].at);
        instant from = i ? found[i - 1].at + 1 : found[0].at;
        if (recurrence_next(r, from, BUDGET, &next) == RECUR_FOUND)
            must(next.at == found[i].at && next.local == found[i].local);
    }
}

static void check_last(const struct recurrence *r)
{
    struct instance last, next;
    if (recurrence_last(r, BUDGET, &last) != RECUR_FOUND)
        return;
    must(!recurrence_is_endless(r));
    must(recurrence_next(r, last.at + 1, BUDGET, &next) != RECUR_FOUND);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const instant from[] = {INSTANT_FIRST, 0, INT64_C(1800000000), INT64_C(20000000000)};
    struct instance found[MOST];
    size_t count;
    OWN(recurrence) r = set_of(span_make((const char *)data, size));
    for (size_t i = 0; i < LENGTH(from); i++) {
        recurrence_window(r, from[i], INSTANT_NEVER, BUDGET, found, MOST, &count);
        check_search(r, found, count);
    }
    check_last(r);
    recurrence_count(r, MOST, BUDGET, &count);
    OWN(text) words = text_new();
    recurrence_add_words(r, words);
    recurrence_exchange_problem(r);
    return 0;
}
