#include "set.h"

static size_t lower_bound(const struct instance *list, size_t count, int64_t at)
{
    size_t low = 0;
    while (low < count) {
        size_t middle = low + (count - low) / 2;
        if (list[middle].at < at)
            low = middle + 1;
        else
            count = middle;
    }
    return low;
}

static void merge(struct run *into, const struct instance *list, size_t count)
{
    size_t a = into->count, b = count;
    into->list = mem_resize(into->list, a + b, sizeof *into->list);
    into->count = a + b;
    /* From the end, so that nothing is overwritten before it is moved. */
    for (size_t to = a + b; b > 0; to--) {
        bool from_into = a > 0 && into->list[a - 1].at > list[b - 1].at;
        into->list[to - 1] = from_into ? into->list[--a] : list[--b];
    }
}

static void empty_tail(struct dates *d)
{
    struct run *runs = d->runs;
    merge(&runs[d->nruns++], d->tail, d->ntail);
    d->ntail = 0;
    for (size_t n; (n = d->nruns) > 1 && runs[n - 2].count < 2 * runs[n - 1].count; d->nruns--) {
        merge(&runs[n - 2], runs[n - 1].list, runs[n - 1].count);
        free(runs[n - 1].list);
        runs[n - 1] = (struct run){0};
    }
}

static void add_to_tail(struct dates *d, struct instance i)
{
    if (d->ntail == DATES_TAIL)
        empty_tail(d);
    size_t place = lower_bound(d->tail, d->ntail, i.at);
    memmove(d->tail + place + 1, d->tail + place, (d->ntail - place) * sizeof *d->tail);
    d->tail[place] = i;
    d->ntail++;
}

void dates_add(struct dates *d, struct instance i)
{
    struct run *list = &d->list;
    if (list->count && i.at == list->list[list->count - 1].at)
        return;
    if (list->count && i.at < list->list[list->count - 1].at) {
        add_to_tail(d, i);
        return;
    }
    list->list = mem_grow(list->list, list->count, &list->capacity, sizeof *list->list);
    list->list[list->count++] = i;
}

static void keep_earlier(const struct instance *list, size_t count, int64_t at,
                         const struct instance **best)
{
    size_t i = lower_bound(list, count, at);
    if (i < count && (!*best || list[i].at < (*best)->at))
        *best = &list[i];
}

bool dates_from(const struct dates *d, int64_t at, struct instance *out)
{
    const struct instance *best = NULL;
    keep_earlier(d->list.list, d->list.count, at, &best);
    keep_earlier(d->tail, d->ntail, at, &best);
    for (size_t i = 0; i < d->nruns; i++)
        keep_earlier(d->runs[i].list, d->runs[i].count, at, &best);
    if (best)
        *out = *best;
    return best != NULL;
}

bool dates_have(const struct dates *d, int64_t at)
{
    struct instance found;
    return dates_any(d) && dates_from(d, at, &found) && found.at == at;
}

/* What came out of order came before the end of the list. */
bool dates_last(const struct dates *d, struct instance *out)
{
    if (dates_any(d))
        *out = d->list.list[d->list.count - 1];
    return dates_any(d);
}

void dates_drop(struct dates *d)
{
    free(d->list.list);
    for (size_t i = 0; i < d->nruns; i++)
        free(d->runs[i].list);
}
