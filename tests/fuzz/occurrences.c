/* The occurrences of a whole event, overrides and all: a window, a walk from one to the next and
 * the look-up by name agree. */
#include "reading.h"

#define BUDGET 2000
#define MOST   50
#define DAY_S  86400

struct found {
    struct occurrence list[MOST];
    size_t count;
    bool is_complete;
    instant from, to;
};

static void check_order(const struct found *f)
{
    for (size_t i = 0; i < f->count; i++) {
        const struct occurrence *o = &f->list[i];
        MUST(o->start < f->to && o->end >= f->from && o->end >= o->start);
        MUST(i == 0 || f->list[i - 1].start <= o->start);
        for (size_t n = 0; n < i && o->key[0]; n++)
            MUST(strcmp(f->list[n].key, o->key) != 0); /* each once */
    }
}

static const struct occurrence *found_named(const struct found *f, const char *key)
{
    for (size_t i = 0; i < f->count; i++)
        if (strcmp(f->list[i].key, key) == 0)
            return &f->list[i];
    return NULL;
}

static void same(const struct occurrence *a, const struct occurrence *b)
{
    MUST(a->start == b->start && a->end == b->end && strcmp(a->key, b->key) == 0);
    MUST(a->from == b->from && a->is_cancelled == b->is_cancelled);
}

static void check_names(const struct event *e, const struct zone *floating, const struct found *f)
{
    for (size_t i = 0; i < f->count; i++) {
        struct occurrence named;
        enum recur_answer answer = event_occurrence(e, floating, f->list[i].key, &named);
        MUST(answer != RECUR_NONE);
        if (answer == RECUR_FOUND)
            same(&named, &f->list[i]);
    }
}

/* Every start that the walk comes by is in the window, and every start of the window is met. */
static void check_starts(const struct event *e, const struct zone *floating, const struct found *f)
{
    size_t i = 0;
    for (instant from = f->from;; i++) {
        struct occurrence next;
        while (i < f->count && f->list[i].start < from)
            i++;
        enum recur_answer answer = event_next_start(e, floating, from, BUDGET, &next);
        if (answer == RECUR_EXHAUSTED)
            return;
        if (answer == RECUR_NONE || next.start >= f->to) {
            MUST(i == f->count);
            return;
        }
        MUST(i < f->count && f->list[i].start == next.start);
        const struct occurrence *o = found_named(f, next.key);
        MUST(o);
        same(o, &next);
        from = next.start + 1;
    }
}

/* The first that ends after the begin of the window is the first of it that does. */
static void check_next(const struct event *e, const struct zone *floating, const struct found *f)
{
    struct occurrence next;
    enum recur_answer answer = event_next(e, floating, f->from, BUDGET, &next);
    size_t first = 0;
    while (first < f->count && f->list[first].end <= f->from)
        first++;
    if (answer == RECUR_EXHAUSTED)
        return;
    if (answer == RECUR_FOUND && next.start < f->to)
        MUST(first < f->count && f->list[first].start == next.start && next.end > f->from);
    else
        MUST(first == f->count);
}

static void check_window(const struct event *e, const struct zone *floating, instant from,
                         int64_t length_s)
{
    struct found f = {.from = from, .to = from + length_s};
    f.is_complete =
        event_window(e, floating, f.from, f.to, BUDGET, f.list, MOST, &f.count) == RECUR_FOUND;
    MUST(f.count <= MOST);
    check_order(&f);
    check_names(e, floating, &f);
    if (!f.is_complete)
        return;
    check_starts(e, floating, &f);
    check_next(e, floating, &f);
}

/* Nothing lies outside the span. */
static void check_span(const struct event *e, const struct zone *floating, instant *start_out)
{
    struct occurrence o[2];
    size_t count;
    instant end;
    event_span(e, floating, start_out, &end);
    MUST(*start_out <= end);
    const instant long_ago = *start_out - INT64_C(40000) * DAY_S;
    if (event_window(e, floating, long_ago, *start_out, BUDGET, o, 1, &count) == RECUR_FOUND)
        MUST(count == 0);
    if (end != INSTANT_NEVER && event_next_start(e, floating, end + 1, BUDGET, o) == RECUR_FOUND)
        MUST(false);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = input_of(data, size);
    struct zones *zones = the_zones();
    OWN(event) e = event_read(text, zones, NULL, NULL);
    if (!e)
        return 0;
    const struct zone *floating[] = {zone_utc(), zone_named(zones, SPAN("Europe/Berlin"))};
    for (size_t i = 0; i < LENGTH(floating); i++) {
        instant start;
        check_span(e, floating[i], &start);
        check_window(e, floating[i], start, 20 * DAY_S);
        check_window(e, floating[i], start + 200 * DAY_S, 40 * DAY_S);
        check_window(e, floating[i], INT64_C(16000000000), 400 * DAY_S);
    }
    return 0;
}
