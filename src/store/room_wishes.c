/* What somebody set for the room of a meeting. */
#include "internal.h"

void room_wishes_clear(struct room_wishes *w)
{
    free(w->password);
    *w = (struct room_wishes){.lobby = -1, .seats = -1};
}

bool store_room_wishes(struct tx *tx, int64_t account, const char *uid, struct room_wishes *out,
                       struct error *err)
{
    static const char sql[] =
        "SELECT lobby, password, seats FROM meetings WHERE account = $1 AND uid = $2";
    *out = (struct room_wishes){.lobby = -1, .seats = -1};
    OWN(rows) r = tx_rows(tx, sql, BIND(val_int(account), val_str(uid)), err);
    TRY(r);
    if (rows_next(r, err))
        *out = (struct room_wishes){(int)rows_int(r, 0), rows_str(r, 1), rows_int(r, 2)};
    return rows_ok(r);
}

bool store_room_wishes_save(struct tx *tx, int64_t account, const char *uid,
                            const struct room_wishes *w, struct error *err)
{
    static const char sql[] = "UPDATE meetings SET lobby = $3, password = $4, seats = $5"
                              " WHERE account = $1 AND uid = $2";
    return tx_run(tx, sql,
                  BIND(val_int(account), val_str(uid), val_int(w->lobby), val_str(w->password),
                       val_int(w->seats)),
                  err);
}
