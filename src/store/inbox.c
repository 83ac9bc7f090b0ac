/* Where invitations go, and the messages about them that stay for programs to see. */
#include "internal.h"

bool store_calendar_default(struct tx *tx, int64_t account, int64_t *id_out, struct error *err)
{
    static const char sql[] = "SELECT id FROM calendars WHERE account = $1 AND kind = 0"
                              " AND id = (SELECT default_calendar FROM accounts WHERE id = $1)";
    *id_out = 0;
    return tx_number(tx, sql, BIND(val_int(account)), id_out, err) >= 0;
}

bool store_calendar_set_default(struct tx *tx, int64_t account, int64_t calendar, struct error *err)
{
    static const char sql[] = "UPDATE accounts SET default_calendar = $2 WHERE id = $1";
    return tx_run(tx, sql, BIND(val_int(account), val_int(calendar)), err);
}

/* The UID of the oldest that the statement finds; NULL: none is left, or the store failed. */
static char *oldest(struct tx *tx, const char *sql, int64_t account, int64_t calendar,
                    instant older_than, bool *ok_out, struct error *err)
{
    OWN(rows)
    r = tx_rows(tx, sql, BIND(val_int(account), val_int(calendar), val_int(older_than)), err);
    *ok_out = r;
    TRY(r);
    char *uid = rows_next(r, err) ? rows_str(r, 0) : NULL;
    *ok_out = uid || rows_ok(r);
    return uid;
}

bool store_inbox_trim(struct tx *tx, const struct calendar *inbox, int64_t most, struct error *err)
{
    static const char sql[] = "SELECT uid FROM objects WHERE account = $1 AND calendar = $2"
                              " AND change_number < $3 ORDER BY change_number LIMIT 1";
    int64_t count;
    bool ok = true;
    TRY(store_objects_count(tx, inbox->account, inbox->id, &count, err));
    for (; count > most; count--) {
        OWN_CHARS uid = oldest(tx, sql, inbox->account, inbox->id, INSTANT_NEVER, &ok, err);
        if (!uid)
            return ok;
        TRY(store_object_remove(tx, inbox->account, inbox->id, uid, err));
    }
    return true;
}

static bool prune_one(struct tx *tx, int64_t account, int64_t inbox, instant older_than,
                      struct error *err)
{
    static const char sql[] = "SELECT uid FROM objects WHERE account = $1 AND calendar = $2"
                              " AND changed < $3 ORDER BY change_number LIMIT 1";
    for (;;) {
        bool ok;
        OWN_CHARS uid = oldest(tx, sql, account, inbox, older_than, &ok, err);
        if (!uid)
            return ok;
        TRY(store_object_remove(tx, account, inbox, uid, err));
    }
}

bool inboxes_prune(struct tx *tx, instant older_than, struct error *err)
{
    static const char sql[] = "SELECT account, id FROM calendars WHERE kind = 1 ORDER BY account";
    OWN(rows) r = tx_rows(tx, sql, BIND_NONE, err);
    TRY(r);
    while (rows_next(r, err))
        TRY(prune_one(tx, rows_int(r, 0), rows_int(r, 1), older_than, err));
    return rows_ok(r);
}
