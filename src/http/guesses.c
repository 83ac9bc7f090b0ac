/* A bounded table of tries: each key leaks one every leak_s seconds. Two keys that meet in one slot
 * share it, which can only slow down. */
#include "internal.h"

enum { SLOTS = 4096, MOST = 360 /* that are remembered of one key */ };

struct guesses {
    pthread_mutex_t lock;
    int64_t leak_s;
    unsigned char key[32]; /* so that nobody can choose his slot */
    struct {
        int64_t tries, since_ms;
    } slots[SLOTS];
};

struct guesses *guesses_new(int64_t leak_s)
{
    struct guesses *g = mem_new(sizeof *g);
    g->leak_s = leak_s;
    pthread_mutex_init(&g->lock, NULL);
    random_bytes(g->key, sizeof g->key);
    return g;
}

void guesses_free(struct guesses *g)
{
    if (!g)
        return;
    pthread_mutex_destroy(&g->lock);
    free(g);
}

/* What has leaked since is gone. Called with the lock. */
static int64_t tries_of(struct guesses *g, size_t slot)
{
    int64_t now = clock_ticks_ms(), leaked = (now - g->slots[slot].since_ms) / (g->leak_s * 1000);
    if (leaked >= g->slots[slot].tries) {
        g->slots[slot].tries = 0;
        g->slots[slot].since_ms = now;
    } else if (leaked > 0) {
        g->slots[slot].tries -= leaked;
        g->slots[slot].since_ms += leaked * g->leak_s * 1000;
    }
    return g->slots[slot].tries;
}

static size_t slot_of(const struct guesses *g, struct span key)
{
    struct digest d = digest_keyed(span_make((const char *)g->key, sizeof g->key), key);
    return (d.bytes[0] | (size_t)d.bytes[1] << 8) % SLOTS;
}

bool guesses_allow(struct guesses *g, struct span key, int most, int64_t *wait_s_out)
{
    size_t slot = slot_of(g, key);
    pthread_mutex_lock(&g->lock);
    int64_t over = tries_of(g, slot) - most + 1;
    pthread_mutex_unlock(&g->lock);
    *wait_s_out = over > 0 ? over * g->leak_s : 0;
    return over <= 0;
}

void guesses_note(struct guesses *g, struct span key)
{
    size_t slot = slot_of(g, key);
    pthread_mutex_lock(&g->lock);
    if (tries_of(g, slot) < MOST)
        g->slots[slot].tries++;
    pthread_mutex_unlock(&g->lock);
}
