#include "internal.h"

enum { PLACES = 8192 };

struct pace {
    pthread_mutex_t lock;
    unsigned char key[32]; /* so that nobody can choose his place */
    struct {
        int64_t level_ms, at_ms; /* how much of the burst was used; it shrinks with time */
    } places[PLACES];
};

struct pace *pace_new(void)
{
    struct pace *p = mem_new(sizeof *p);
    pthread_mutex_init(&p->lock, NULL);
    random_bytes(p->key, sizeof p->key);
    return p;
}

void pace_free(struct pace *p)
{
    if (!p)
        return;
    pthread_mutex_destroy(&p->lock);
    free(p);
}

bool pace_allows(struct pace *p, struct span room, int64_t ticks_ms)
{
    enum { ONE_MS = 1000 / PACE_S };
    struct digest d = digest_keyed(span_make((const char *)p->key, sizeof p->key), room);
    size_t at = (d.bytes[0] | (size_t)d.bytes[1] << 8) % PLACES;
    pthread_mutex_lock(&p->lock);
    int64_t level = p->places[at].level_ms - (ticks_ms - p->places[at].at_ms);
    level = level < 0 ? 0 : level;
    bool ok = level + ONE_MS <= (int64_t)PACE_BURST * ONE_MS;
    p->places[at].level_ms = ok ? level + ONE_MS : level;
    p->places[at].at_ms = ticks_ms;
    pthread_mutex_unlock(&p->lock);
    return ok;
}
