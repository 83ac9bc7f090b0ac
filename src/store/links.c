/* How often personal links were revoked. */
#include "internal.h"

void link_counters_free(struct link_counters *c)
{
    if (!c)
        return;
    for (size_t i = 0; i < c->count; i++)
        free(c->rows[i].address);
    free(c->rows);
    free(c);
}

int64_t link_counter_of(const struct link_counters *c, const char *address)
{
    for (size_t i = 0; c && i < c->count; i++)
        if (strcmp(c->rows[i].address, address) == 0)
            return c->rows[i].counter;
    return 0;
}

struct link_counters *store_link_counters(struct tx *tx, int64_t account, const char *uid,
                                          struct error *err)
{
    static const char sql[] =
        "SELECT address, counter FROM link_counters WHERE account = $1 AND uid = $2";
    OWN(rows) r = tx_rows(tx, sql, BIND(val_int(account), val_str(uid)), err);
    TRY(r);
    OWN(link_counters) c = mem_new(sizeof *c);
    size_t capacity = 0;
    while (rows_next(r, err)) {
        c->rows = mem_grow(c->rows, c->count, &capacity, sizeof *c->rows);
        c->rows[c->count++] = (struct link_counter){rows_str(r, 0), rows_int(r, 1)};
    }
    TRY(rows_ok(r));
    return GIVE(c);
}

bool store_link_revoke(struct tx *tx, int64_t account, const char *uid, const char *address,
                       struct error *err)
{
    static const char sql[] =
        "INSERT INTO link_counters (account, uid, address, counter) VALUES ($1, $2, $3, 1)"
        " ON CONFLICT (account, uid, address) DO UPDATE SET counter = counter + 1";
    return tx_run(tx, sql, BIND(val_int(account), val_str(uid), val_str(address)), err);
}
