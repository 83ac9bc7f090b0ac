/* What the store said of a token, for as long as nothing is committed: most requests for feeds come
 * again and again, and ask no statement then. */
#include "internal.h"

enum { PLACES = 1024 };

struct place {
    uint64_t epoch; /* of another one: empty */
    struct digest token;
    struct feed_facts facts;
};

struct known {
    struct store *store;
    pthread_mutex_t lock;
    struct store_mark mark; /* that what is known holds for */
    uint64_t epoch;         /* counts the marks there were */
    struct place places[PLACES];
};

struct known *known_new(struct store *s)
{
    struct known *k = mem_new(sizeof *k);
    k->store = s;
    pthread_mutex_init(&k->lock, NULL);
    return k;
}

void known_free(struct known *k)
{
    pthread_mutex_destroy(&k->lock);
    free(k);
}

static struct place *place_of(struct known *k, const struct digest *token)
{
    return &k->places[(token->bytes[0] | token->bytes[1] << 8) % PLACES];
}

bool known_find(struct known *k, const struct digest *token, struct known_mark *mark_out,
                struct feed_facts *out)
{
    mark_out->is_there = store_mark(k->store, &mark_out->mark);
    TRY(mark_out->is_there);
    pthread_mutex_lock(&k->lock);
    if (k->epoch == 0 || !store_mark_equal(&k->mark, &mark_out->mark)) {
        k->mark = mark_out->mark;
        k->epoch++;
    }
    const struct place *p = place_of(k, token);
    bool found = p->epoch == k->epoch && digest_equal(&p->token, token);
    if (found)
        *out = p->facts;
    pthread_mutex_unlock(&k->lock);
    return found;
}

/* The facts were read after the mark was: they are as new as it, or newer, and then the next look
 * at the mark forgets them. */
void known_add(struct known *k, const struct digest *token, const struct known_mark *mark,
               const struct feed_facts *facts)
{
    if (!mark->is_there)
        return;
    pthread_mutex_lock(&k->lock);
    if (k->epoch > 0 && store_mark_equal(&k->mark, &mark->mark))
        *place_of(k, token) = (struct place){k->epoch, *token, *facts};
    pthread_mutex_unlock(&k->lock);
}
