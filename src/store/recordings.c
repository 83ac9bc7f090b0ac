/* Recordings of meetings: where they are, not what they hold. */
#include "internal.h"

void recording_clear(struct recording *r)
{
    free(r->uid);
    free(r->url);
    free(r->format);
    *r = (struct recording){0};
}

bool store_recordings_allowed(struct tx *tx, int64_t account, const char *uid, bool *allowed_out,
                              struct error *err)
{
    static const char sql[] = "SELECT recordings FROM meetings WHERE account = $1 AND uid = $2";
    int64_t number = 0;
    int found = tx_number(tx, sql, BIND(val_int(account), val_str(uid)), &number, err);
    *allowed_out = found > 0 && number != 0;
    return found >= 0;
}

bool store_recordings_allow(struct tx *tx, int64_t account, const char *uid, bool allowed,
                            struct error *err)
{
    static const char sql[] = "UPDATE meetings SET recordings = $3 WHERE account = $1 AND uid = $2";
    return tx_run(tx, sql, BIND(val_int(account), val_str(uid), val_int(allowed)), err);
}

bool store_recording_save(struct tx *tx, const struct recording *r, struct error *err)
{
    static const char sql[] =
        "INSERT INTO recordings (account, uid, url, at, size_bytes, seconds, format)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7)"
        " ON CONFLICT (account, uid, url) DO UPDATE SET at = excluded.at,"
        " size_bytes = excluded.size_bytes, seconds = excluded.seconds, format = excluded.format";
    bool allowed;
    TRY(store_recordings_allowed(tx, r->account, r->uid, &allowed, err));
    if (!allowed)
        return fail(err, FAULT_FORBIDDEN, NULL,
                    "This meeting is not to be recorded; \"convoke recording allow\" lets it be.");
    return tx_run(tx, sql,
                  BIND(val_int(r->account), val_str(r->uid), val_str(r->url), val_int(r->at),
                       val_int(r->bytes), val_int(r->seconds), val_str(r->format)),
                  err);
}

bool store_recordings(struct tx *tx, int64_t account, const char *uid,
                      bool (*each)(const struct recording *r, void *with), void *with,
                      struct error *err)
{
    static const char sql[] = "SELECT url, at, size_bytes, seconds, format FROM recordings"
                              " WHERE account = $1 AND uid = $2 ORDER BY at, url";
    OWN(rows) r = tx_rows(tx, sql, BIND(val_int(account), val_str(uid)), err);
    TRY(r);
    OWN_CHARS own = mem_str(uid);
    while (rows_next(r, err)) {
        struct recording one = {.account = account,
                                .uid = own,
                                .url = rows_lend(r, 0),
                                .at = rows_int(r, 1),
                                .bytes = rows_int(r, 2),
                                .seconds = rows_int(r, 3),
                                .format = rows_lend(r, 4)};
        if (!each(&one, with))
            return true;
    }
    return rows_ok(r);
}
