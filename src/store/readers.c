/* Read snapshots on connections that are kept for the next reader. */
#include "internal.h"

#include <time.h>

enum { READERS_MOST = 64, READERS_IDLE = 4 };

/* Waits while as many read as may; the lock is held. */
static bool wait_for_place(struct store *s, struct error *err)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += s->place.busy_s;
    while (s->nread >= READERS_MOST)
        if (pthread_cond_timedwait(&s->read_returned, &s->lock, &until) != 0)
            return fail(err, FAULT_BUSY, NULL, "The store is busy: %d snapshots are being read.",
                        READERS_MOST);
    return true;
}

/* *conn_out NULL: none is idle, one has to be opened. */
static bool take_place(struct store *s, struct conn **conn_out, struct error *err)
{
    pthread_mutex_lock(&s->lock);
    bool ok = wait_for_place(s, err);
    if (ok) {
        s->nread++;
        *conn_out = s->idle;
        if (s->idle) {
            s->idle = s->idle->next;
            s->nidle--;
        }
    }
    pthread_mutex_unlock(&s->lock);
    return ok;
}

static void give_place(struct store *s, struct conn *c)
{
    pthread_mutex_lock(&s->lock);
    s->nread--;
    if (c && s->nidle < READERS_IDLE) {
        c->next = s->idle;
        s->idle = GIVE(c);
        s->nidle++;
    }
    pthread_cond_signal(&s->read_returned);
    pthread_mutex_unlock(&s->lock);
    conn_free(c);
}

struct tx *store_read(struct store *s, struct error *err)
{
    struct conn *c = NULL;
    TRY(take_place(s, &c, err));
    if (!c)
        c = conn_open(s->driver, &s->place, CONN_READ, err);
    if (c)
        c->store = s;
    if (!c || !conn_begin(c, CONN_READ, err)) {
        give_place(s, c);
        return NULL;
    }
    struct tx *tx = mem_new(sizeof *tx);
    *tx = (struct tx){.conn = c, .store = s, .use = CONN_READ};
    return tx;
}

void tx_free(struct tx *tx)
{
    if (!tx)
        return;
    conn_rollback(tx->conn);
    give_place(tx->store, tx->conn);
    free(tx);
}
