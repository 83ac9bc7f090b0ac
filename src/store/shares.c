/* Shares: whose calendars an account may read or write besides its own. */
#include "internal.h"

bool store_share_save(struct tx *tx, const struct share *s, struct error *err)
{
    static const char sql[] =
        "INSERT INTO shares (account, calendar, reader, may_write) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (account, calendar, reader) DO UPDATE SET may_write = excluded.may_write";
    if (s->reader == s->account)
        return fail(err, FAULT_CONFLICT, NULL, "A calendar is its owner's without being shared.");
    return tx_run(
        tx, sql,
        BIND(val_int(s->account), val_int(s->calendar), val_int(s->reader), val_int(s->may_write)),
        err);
}

bool store_share_remove(struct tx *tx, const struct share *s, struct error *err)
{
    static const char sql[] = "DELETE FROM shares WHERE account = $1 AND calendar = $2"
                              " AND reader = $3 RETURNING reader";
    int64_t reader;
    int got = tx_number(
        tx, sql, BIND(val_int(s->account), val_int(s->calendar), val_int(s->reader)), &reader, err);
    return got > 0 || (got == 0 && fail(err, FAULT_NOT_FOUND, NULL,
                                        "The calendar is not shared with this user."));
}

static struct share read_share(const struct rows *r)
{
    return (struct share){
        .account = rows_int(r, 0),
        .calendar = rows_int(r, 1),
        .reader = rows_int(r, 2),
        .may_write = rows_int(r, 3) != 0,
    };
}

#define SHARE_COLUMNS "account, calendar, reader, may_write"

bool store_shares(struct tx *tx, const struct share *of,
                  bool (*each)(const struct share *s, void *with), void *with, struct error *err)
{
    static const char given[] = "SELECT " SHARE_COLUMNS " FROM shares WHERE account = $1"
                                " AND calendar = $2 ORDER BY reader";
    static const char got[] =
        "SELECT " SHARE_COLUMNS " FROM shares WHERE reader = $1 ORDER BY account, calendar";
    OWN(rows)
    r = of->reader ? tx_rows(tx, got, BIND(val_int(of->reader)), err)
                   : tx_rows(tx, given, BIND(val_int(of->account), val_int(of->calendar)), err);
    TRY(r);
    while (rows_next(r, err)) {
        struct share s = read_share(r);
        if (!each(&s, with))
            return true;
    }
    return rows_ok(r);
}

bool store_share(struct tx *tx, int64_t account, int64_t calendar, int64_t reader,
                 struct share *share_out, struct error *err)
{
    static const char sql[] = "SELECT " SHARE_COLUMNS " FROM shares WHERE account = $1"
                              " AND calendar = $2 AND reader = $3";
    *share_out = (struct share){0};
    OWN(rows)
    r = tx_rows(tx, sql, BIND(val_int(account), val_int(calendar), val_int(reader)), err);
    TRY(r);
    if (rows_next(r, err))
        *share_out = read_share(r);
    return rows_ok(r);
}
