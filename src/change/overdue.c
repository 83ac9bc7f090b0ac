/* Meetings whose end nobody told. */
#include "internal.h"

enum { MOST_AT_ONCE = 500 };

struct closing {
    instant now;
    size_t closed;
};

static bool close_all(struct tx *tx, struct sitting **list, size_t count, struct closing *c,
                      struct error *err)
{
    for (size_t i = 0; i < count; i++) {
        if (!sitting_close(list[i], c->now))
            continue;
        TRY(store_sitting_save(tx, list[i], err));
        c->closed++;
    }
    return true;
}

static bool close_some(struct tx *tx, void *with, struct error *err)
{
    struct closing *c = with;
    struct sitting **list = NULL;
    size_t count = 0;
    c->closed = 0;
    TRY(store_sittings_overdue(tx, c->now, MOST_AT_ONCE, &list, &count, err));
    bool ok = close_all(tx, list, count, c, err);
    for (size_t i = 0; i < count; i++)
        sitting_free(list[i]);
    free(list);
    return ok;
}

/* Whether there is one is asked without the writer: mostly there is none. */
static bool is_any(const struct pipeline *p, instant now, bool *is_out, struct error *err)
{
    struct sitting **list = NULL;
    size_t count = 0;
    OWN(tx) tx = store_read(p->store, err);
    TRY(tx);
    TRY(store_sittings_overdue(tx, now, 1, &list, &count, err));
    *is_out = count > 0;
    if (count)
        sitting_free(list[0]);
    free(list);
    return true;
}

bool change_close_overdue(const struct pipeline *p, instant now, size_t *closed_out,
                          struct error *err)
{
    bool is = false;
    *closed_out = 0;
    TRY(is_any(p, now, &is, err));
    while (is) {
        struct closing c = {.now = now};
        TRY(store_write_one(p->store, close_some, &c, err));
        *closed_out += c.closed;
        is = c.closed == MOST_AT_ONCE;
    }
    return true;
}
