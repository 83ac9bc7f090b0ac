/* What is older than it is to be kept. */
#include "internal.h"

struct pruning {
    const struct pipeline *pipeline;
    instant now;
};

static bool prune(struct tx *tx, void *with, struct error *err)
{
    const struct pruning *p = with;
    return store_prune(tx, p->now - p->pipeline->config->store.keep_s, err);
}

bool change_prune(const struct pipeline *p, instant now, struct error *err)
{
    struct pruning pruning = {p, now};
    return store_write_one(p->store, prune, &pruning, err);
}
