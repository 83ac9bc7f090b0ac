/* Sittings: what was held of a meeting, and until when. */
#include "internal.h"

void sitting_free(struct sitting *s)
{
    if (!s)
        return;
    free(s->uid);
    free(s);
}

#define SITTING_COLUMNS                                                         \
    "account, uid, starts, key, ends, opens, closes, planned, state, by_clock," \
    " started, ended, last_start, last_end, last_end_of"

static struct sitting *read_sitting(const struct rows *r)
{
    struct sitting *s = mem_new(sizeof *s);
    s->account = rows_int(r, 0);
    s->uid = rows_str(r, 1);
    s->starts = rows_int(r, 2);
    struct span key = rows_span(r, 3);
    if (key.len < sizeof s->key)
        memcpy(s->key, key.at, key.len);
    s->ends = rows_int(r, 4);
    s->opens = rows_int(r, 5);
    s->closes = rows_int(r, 6);
    s->planned = rows_int(r, 7) != 0;
    s->state = (enum sitting_state)rows_int(r, 8);
    s->by_clock = rows_int(r, 9) != 0;
    s->started = rows_int(r, 10);
    s->ended = rows_int(r, 11);
    s->last_start = rows_int(r, 12);
    s->last_end = rows_int(r, 13);
    s->last_end_of = rows_int(r, 14);
    return s;
}

struct sitting *store_sitting_at(struct tx *tx, int64_t account, const char *uid, instant at,
                                 struct error *err)
{
    static const char sql[] =
        "SELECT " SITTING_COLUMNS " FROM sittings WHERE account = $1 AND uid = $2 AND opens <= $3"
        " AND closes > $3 ORDER BY planned DESC, starts DESC LIMIT 1";
    OWN(rows) r = tx_rows(tx, sql, BIND(val_int(account), val_str(uid), val_int(at)), err);
    TRY(r);
    if (rows_next(r, err))
        return read_sitting(r);
    if (rows_ok(r))
        fail(err, FAULT_NOT_FOUND, NULL, "The meeting was not held then.");
    return NULL;
}

bool store_sitting_save(struct tx *tx, const struct sitting *s, struct error *err)
{
    static const char sql[] =
        "INSERT INTO sittings (" SITTING_COLUMNS ")"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"
        " ON CONFLICT (account, uid, starts, key) DO UPDATE SET ends = excluded.ends,"
        " opens = excluded.opens, closes = excluded.closes, planned = excluded.planned,"
        " state = excluded.state, by_clock = excluded.by_clock, started = excluded.started,"
        " ended = excluded.ended, last_start = excluded.last_start,"
        " last_end = excluded.last_end, last_end_of = excluded.last_end_of";
    return tx_run(tx, sql,
                  BIND(val_int(s->account), val_str(s->uid), val_int(s->starts), val_str(s->key),
                       val_int(s->ends), val_int(s->opens), val_int(s->closes), val_int(s->planned),
                       val_int(s->state), val_int(s->by_clock), val_int(s->started),
                       val_int(s->ended), val_int(s->last_start), val_int(s->last_end),
                       val_int(s->last_end_of)),
                  err);
}

bool store_sittings(struct tx *tx, int64_t account, const char *uid,
                    bool (*each)(const struct sitting *s, void *with), void *with,
                    struct error *err)
{
    static const char sql[] = "SELECT " SITTING_COLUMNS
                              " FROM sittings WHERE account = $1 AND uid = $2 ORDER BY starts, key";
    OWN(rows) r = tx_rows(tx, sql, BIND(val_int(account), val_str(uid)), err);
    TRY(r);
    while (rows_next(r, err)) {
        OWN(sitting) s = read_sitting(r);
        if (!each(s, with))
            return true;
    }
    return rows_ok(r);
}

bool store_sittings_overdue(struct tx *tx, instant now, size_t most, struct sitting ***sittings_out,
                            size_t *count_out, struct error *err)
{
    static const char sql[] =
        "SELECT " SITTING_COLUMNS " FROM sittings WHERE state = 0 AND closes <= $1"
        " ORDER BY closes LIMIT $2";
    OWN(rows) r = tx_rows(tx, sql, BIND(val_int(now), val_int((int64_t)most)), err);
    TRY(r);
    struct sitting **list = mem_array(most, sizeof *list);
    *count_out = 0;
    while (*count_out < most && rows_next(r, err))
        list[(*count_out)++] = read_sitting(r);
    *sittings_out = list;
    if (rows_ok(r))
        return true;
    for (size_t i = 0; i < *count_out; i++)
        sitting_free(list[i]);
    free(list);
    return false;
}
