/* How much was told lately, for the caps. */
#include "internal.h"

enum { TELLINGS_KEPT_S = 86400 }; /* longer than any cap looks back */

bool store_telling_add(struct tx *tx, int64_t account, instant at, int64_t recipients,
                       struct error *err)
{
    static const char forget[] = "DELETE FROM tellings WHERE account = $1 AND at < $2";
    static const char add[] =
        "INSERT INTO tellings (account, at, changes, recipients) VALUES ($1, $2, 1, $3)"
        " ON CONFLICT (account, at) DO UPDATE SET changes = tellings.changes + 1,"
        " recipients = tellings.recipients + excluded.recipients";
    TRY(tx_run(tx, forget, BIND(val_int(account), val_int(at - TELLINGS_KEPT_S)), err));
    return tx_run(tx, add, BIND(val_int(account), val_int(at), val_int(recipients)), err);
}

bool store_tellings_since(struct tx *tx, int64_t account, instant since, int64_t *changes_out,
                          int64_t *recipients_out, struct error *err)
{
    static const char sql[] = "SELECT coalesce(sum(changes), 0), coalesce(sum(recipients), 0)"
                              " FROM tellings WHERE account = $1 AND at >= $2";
    OWN(rows) r = tx_rows(tx, sql, BIND(val_int(account), val_int(since)), err);
    TRY(r && rows_next(r, err));
    *changes_out = rows_int(r, 0);
    *recipients_out = rows_int(r, 1);
    return true;
}

bool store_tellings_forget(struct tx *tx, int64_t account, struct error *err)
{
    return tx_run(tx, "DELETE FROM tellings WHERE account = $1", BIND(val_int(account)), err);
}
