/* What TZIDs have turned out to mean: the same few are asked for with every event. */
#include "internal.h"

#define BUCKETS 1024
#define MOST    4096 /* what is spelled in yet another way is looked up each time */

struct spelling {
    struct spelling *next;
    const struct zone *zone; /* NULL: it means nothing */
    uint32_t hash;
    uint16_t tzid_bytes, near_bytes;
    char text[]; /* one behind the other */
};

struct spelled {
    _Atomic(struct spelling *) buckets[BUCKETS]; /* spellings are only ever put in front */
    size_t count;
};

struct spelled *spelled_new(void)
{
    return mem_new(sizeof(struct spelled));
}

void spelled_free(struct spelled *s)
{
    for (size_t i = 0; s && i < BUCKETS; i++)
        for (struct spelling *one = atomic_load(&s->buckets[i]), *next; one; one = next) {
            next = one->next;
            free(one);
        }
    free(s);
}

static uint32_t hash_of(struct span tzid, struct span near)
{
    uint32_t hash = 2166136261u; /* FNV-1a */
    for (size_t i = 0; i < tzid.len; i++)
        hash = (hash ^ (unsigned char)tzid.at[i]) * 16777619u;
    for (size_t i = 0; i < near.len; i++)
        hash = (hash ^ (unsigned char)near.at[i]) * 16777619u;
    return hash;
}

static bool is_spelling(const struct spelling *one, struct span tzid, struct span near)
{
    return span_equal(span_make(one->text, one->tzid_bytes), tzid) &&
           span_equal(span_make(one->text + one->tzid_bytes, one->near_bytes), near);
}

bool spelled_find(struct spelled *s, struct span tzid, struct span near,
                  const struct zone **zone_out)
{
    uint32_t hash = hash_of(tzid, near);
    const struct spelling *one =
        atomic_load_explicit(&s->buckets[hash % BUCKETS], memory_order_acquire);
    while (one && (one->hash != hash || !is_spelling(one, tzid, near)))
        one = one->next;
    *zone_out = one ? one->zone : NULL;
    return one != NULL;
}

static void put(char *into, struct span s)
{
    if (s.len)
        memcpy(into, s.at, s.len);
}

void spelled_keep(struct spelled *s, struct span tzid, struct span near, const struct zone *zone)
{
    if (s->count >= MOST)
        return;
    uint32_t hash = hash_of(tzid, near);
    struct spelling *one = mem_new(sizeof *one + tzid.len + near.len);
    *one = (struct spelling){.next = atomic_load(&s->buckets[hash % BUCKETS]),
                             .zone = zone,
                             .hash = hash,
                             .tzid_bytes = (uint16_t)tzid.len,
                             .near_bytes = (uint16_t)near.len};
    put(one->text, tzid);
    put(one->text + tzid.len, near);
    s->count++;
    atomic_store_explicit(&s->buckets[hash % BUCKETS], one, memory_order_release);
}
