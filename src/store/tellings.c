/* How much was told lately, for the caps. */
#include "internal.h"

enum { TELLINGS_KEPT_S = 86400 }; /* longer than any cap looks back */

/* 1: something was told in this second already. Busy seconds cost one update and no more. */
static int is_known(struct tx *tx, int64_t account, instant at, struct error *err)
{
    static const char sql[] = "SELECT changes FROM tellings WHERE account = $1 AND at = $2";
    int64_t changes;
    return tx_number(tx, sql, BIND(val_int(account), val_int(at)), &changes, err);
}

bool store_telling_add(struct tx *tx, int64_t account, instant at, int64_t recipients,
                       struct error *err)
{
    static const char forget[] = "DELETE FROM tellings WHERE account = $1 AND at < $2";
    static const char first[] =
        "INSERT INTO tellings (account, at, changes, recipients) VALUES ($1, $2, 1, $3)";
    static const char more[] = "UPDATE tellings SET changes = changes + 1,"
                               " recipients = recipients + $3 WHERE account = $1 AND at = $2";
    struct val a = val_int(account), now = val_int(at), sum = val_int(recipients);
    int known = is_known(tx, account, at, err);
    TRY(known >= 0);
    if (known)
        return tx_run(tx, more, BIND(a, now, sum), err);
    TRY(tx_run(tx, forget, BIND(a, val_int(at - TELLINGS_KEPT_S)), err));
    return tx_run(tx, first, BIND(a, now, sum), err);
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
