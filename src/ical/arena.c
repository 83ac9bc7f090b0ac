/* Memory that goes with its event: taken piece by piece, freed at once. */
#include "internal.h"

#include <stdalign.h>

struct chunk {
    struct chunk *older;
    alignas(max_align_t) char bytes[];
};

static void arena_grow(struct arena *a, size_t bytes)
{
    struct chunk *c = mem_resize(NULL, sizeof(*c) + bytes, 1);
    c->older = a->chunks;
    a->chunks = c;
    a->at = c->bytes;
    a->end = c->bytes + bytes;
}

void arena_start(struct arena *a, size_t bytes)
{
    *a = (struct arena){0};
    arena_grow(a, bytes);
}

char *arena_room(struct arena *a, size_t bytes)
{
    if ((size_t)(a->end - a->at) < bytes)
        arena_grow(a, bytes < 2000 ? 4000 : bytes + 2000);
    char *room = a->at;
    a->at += bytes;
    return room;
}

void arena_return(struct arena *a, const char *unused)
{
    a->at -= a->at - unused;
}

void *arena_take(struct arena *a, size_t bytes)
{
    const size_t align = alignof(max_align_t);
    char *room = arena_room(a, bytes + align - 1);
    return room + (align - (uintptr_t)room % align) % align;
}

void *arena_array(struct arena *a, size_t count, size_t bytes_each)
{
    if (count == 0)
        return NULL;
    void *array = arena_take(a, count * bytes_each);
    memset(array, 0, count * bytes_each);
    return array;
}

const char *arena_str(struct arena *a, struct span s)
{
    char *copy = arena_room(a, s.len + 1);
    if (s.len > 0)
        memcpy(copy, s.at, s.len);
    copy[s.len] = '\0';
    return copy;
}

void arena_free(struct arena *a)
{
    for (struct chunk *c = a->chunks, *older; c; c = older) {
        older = c->older;
        free(c);
    }
    *a = (struct arena){0};
}
