/* Has anything been committed since? For caches that must not serve what is outdated. */
#include "internal.h"

bool store_mark(const struct store *s, struct store_mark *out)
{
    return s->committed && s->driver->mark(s->committed, out);
}

bool store_mark_equal(const struct store_mark *a, const struct store_mark *b)
{
    return memcmp(a->words, b->words, sizeof a->words) == 0;
}
