/* Why something was sent or not. */
#include "internal.h"

bool store_decision_add(struct tx *tx, const struct decision *d, struct error *err)
{
    static const char sql[] =
        "INSERT INTO decisions (account, uid, id, key, recipient, rule, said, at)"
        " VALUES ($1, $2, (SELECT coalesce(max(id), 0) + 1 FROM decisions"
        " WHERE account = $1 AND uid = $2), $3, $4, $5, $6, $7)";
    return tx_run(tx, sql,
                  BIND(val_int(d->account), val_str(d->uid), val_str(d->key), val_str(d->recipient),
                       val_str(d->rule), val_str(d->said), val_int(d->at)),
                  err);
}

bool store_decisions(struct tx *tx, int64_t account, const char *uid,
                     bool (*each)(const struct decision *d, void *with), void *with,
                     struct error *err)
{
    static const char sql[] = "SELECT account, uid, id, key, recipient, rule, said, at"
                              " FROM decisions WHERE account = $1 AND uid = $2 ORDER BY id";
    OWN(rows) r = tx_rows(tx, sql, BIND(val_int(account), val_str(uid)), err);
    TRY(r);
    while (rows_next(r, err)) {
        struct decision lent = {
            .account = rows_int(r, 0),
            .uid = rows_lend(r, 1),
            .id = rows_int(r, 2),
            .key = rows_lend(r, 3),
            .recipient = rows_lend(r, 4),
            .rule = rows_lend(r, 5),
            .said = rows_lend(r, 6),
            .at = rows_int(r, 7),
        };
        if (!each(&lent, with))
            return true;
    }
    return rows_ok(r);
}
