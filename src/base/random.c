#include "convoke/base.h"

#include <pthread.h>

#include <sodium.h>

static pthread_once_t started = PTHREAD_ONCE_INIT;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static uint64_t seed, drawn;

static void start(void)
{
    if (sodium_init() < 0)
        abort();
}

/* Tests: block number `drawn` of the stream that the seed names. */
static bool draw_seeded(void *into, size_t bytes)
{
    pthread_mutex_lock(&lock);
    bool is_seeded = seed != 0;
    if (is_seeded) {
        unsigned char key[randombytes_SEEDBYTES] = {0};
        memcpy(key, &seed, sizeof seed);
        memcpy(key + sizeof seed, &drawn, sizeof drawn);
        drawn++;
        randombytes_buf_deterministic(into, bytes, key);
    }
    pthread_mutex_unlock(&lock);
    return is_seeded;
}

void random_bytes(void *into, size_t bytes)
{
    pthread_once(&started, start);
    if (!draw_seeded(into, bytes))
        randombytes_buf(into, bytes);
}

void random_seed(uint64_t to)
{
    pthread_mutex_lock(&lock);
    seed = to;
    drawn = 0;
    pthread_mutex_unlock(&lock);
}
