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

/* From the end, so that nothing is overwritten before it is moved. */
static void merge_tail(struct dates *d)
{
    size_t count = d->count + d->ntail;
    if (count > d->capacity) {
        d->capacity = count * 2;
        d->list = mem_resize(d->list, d->capacity, sizeof *d->list);
    }
    size_t a = d->count, b = d->ntail;
    for (size_t to = count; b > 0; to--) {
        bool from_list = a > 0 && d->list[a - 1].at > d->tail[b - 1].at;
        d->list[to - 1] = from_list ? d->list[--a] : d->tail[--b];
    }
    d->count = count;
    d->ntail = 0;
}

void dates_add(struct dates *d, struct instance i)
{
    if (dates_have(d, i.at))
        return;
    if (!d->count || i.at > d->list[d->count - 1].at) {
        d->list = mem_grow(d->list, d->count, &d->capacity, sizeof *d->list);
        d->list[d->count++] = i;
        return;
    }
    if (d->ntail == DATES_TAIL)
        merge_tail(d);
    size_t place = lower_bound(d->tail, d->ntail, i.at);
    memmove(d->tail + place + 1, d->tail + place, (d->ntail - place) * sizeof *d->tail);
    d->tail[place] = i;
    d->ntail++;
}

bool dates_from(const struct dates *d, int64_t at, struct instance *out)
{
    size_t in_list = lower_bound(d->list, d->count, at);
    size_t in_tail = lower_bound(d->tail, d->ntail, at);
    const struct instance *a = in_list < d->count ? &d->list[in_list] : NULL;
    const struct instance *b = in_tail < d->ntail ? &d->tail[in_tail] : NULL;
    if (!a && !b)
        return false;
    *out = !b || (a && a->at <= b->at) ? *a : *b;
    return true;
}

bool dates_have(const struct dates *d, int64_t at)
{
    struct instance found;
    return d->count && dates_from(d, at, &found) && found.at == at;
}

/* What is in the tail came before the end of the list. */
bool dates_last(const struct dates *d, struct instance *out)
{
    if (d->count)
        *out = d->list[d->count - 1];
    return d->count > 0;
}
