/* Sessions: a browser that has signed in to the pages, by the hash of its token. */
#include "internal.h"

/* The oldest of too many go: whoever signs in again and again fills nothing. */
static bool trim(struct tx *tx, int64_t account, struct error *err)
{
    static const char sql[] =
        "DELETE FROM sessions WHERE account = $1 AND hash NOT IN (SELECT hash FROM sessions"
        " WHERE account = $1 ORDER BY last_used DESC, created DESC LIMIT 64)";
    return tx_run(tx, sql, BIND(val_int(account)), err);
}

bool store_session_add(struct tx *tx, const struct session *s, struct error *err)
{
    static const char sql[] = "INSERT INTO sessions (account, hash, created, last_used, expires)"
                              " VALUES ($1, $2, $3, $4, $5)";
    TRY(tx_run(tx, sql,
               BIND(val_int(s->account), val_digest(&s->hash), val_int(s->created),
                    val_int(s->last_used), val_int(s->expires)),
               err));
    return trim(tx, s->account, err);
}

bool store_session(struct tx *tx, const struct digest *hash, instant now, struct session *out,
                   struct error *err)
{
    static const char sql[] = "SELECT account, hash, created, last_used, expires FROM sessions"
                              " WHERE hash = $1 AND expires > $2";
    OWN(rows) r = tx_rows(tx, sql, BIND(val_digest(hash), val_int(now)), err);
    TRY(r);
    if (!rows_next(r, err))
        return rows_ok(r) && fail(err, FAULT_NOT_FOUND, NULL, "There is no such session.");
    *out = (struct session){rows_int(r, 0), rows_digest(r, 1), rows_int(r, 2), rows_int(r, 3),
                            rows_int(r, 4)};
    return true;
}

bool store_session_used(struct tx *tx, const struct session *s, struct error *err)
{
    static const char sql[] =
        "UPDATE sessions SET last_used = $3, expires = $4 WHERE account = $1 AND hash = $2";
    return tx_run(
        tx, sql,
        BIND(val_int(s->account), val_digest(&s->hash), val_int(s->last_used), val_int(s->expires)),
        err);
}

bool store_session_remove(struct tx *tx, const struct digest *hash, struct error *err)
{
    static const char sql[] = "DELETE FROM sessions WHERE hash = $1";
    return tx_run(tx, sql, BIND(val_digest(hash)), err);
}
