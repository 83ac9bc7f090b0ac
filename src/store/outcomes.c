/* What became of messages about an event while others are still on their way: written into the
 * event with the last, so that one with many attendees is not written once for each. */
#include "internal.h"

void outcomes_free(struct outcomes *o)
{
    if (!o)
        return;
    for (size_t i = 0; i < o->count; i++) {
        free(o->rows[i].uid);
        free(o->rows[i].key);
        free(o->rows[i].address);
        free(o->rows[i].status);
    }
    free(o->rows);
    free(o);
}

bool store_outcome_save(struct tx *tx, const struct outcome *o, struct error *err)
{
    static const char sql[] =
        "INSERT INTO outcomes (account, uid, address, key, status) VALUES ($1, $2, $3, $4, $5)"
        " ON CONFLICT (account, uid, address, key) DO UPDATE SET status = excluded.status";
    return tx_run(tx, sql,
                  BIND(val_int(o->account), val_str(o->uid), val_str(o->address), val_str(o->key),
                       val_str(o->status)),
                  err);
}

static bool forget(struct tx *tx, int64_t account, const char *uid, struct error *err)
{
    return tx_run(tx, "DELETE FROM outcomes WHERE account = $1 AND uid = $2",
                  BIND(val_int(account), val_str(uid)), err);
}

struct outcomes *store_outcomes_take(struct tx *tx, int64_t account, const char *uid,
                                     struct error *err)
{
    static const char sql[] =
        "SELECT address, key, status FROM outcomes WHERE account = $1 AND uid = $2";
    OWN(outcomes) all = mem_new(sizeof *all);
    size_t capacity = 0;
    OWN(rows) r = tx_rows(tx, sql, BIND(val_int(account), val_str(uid)), err);
    TRY(r);
    while (rows_next(r, err)) {
        all->rows = mem_grow(all->rows, all->count, &capacity, sizeof *all->rows);
        all->rows[all->count++] = (struct outcome){
            .account = account,
            .uid = mem_str(uid),
            .address = rows_str(r, 0),
            .key = rows_str(r, 1),
            .status = rows_str(r, 2),
        };
    }
    TRY(rows_ok(r));
    return !all->count || forget(tx, account, uid, err) ? GIVE(all) : NULL;
}
