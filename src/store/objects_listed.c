/* Listings for those who synchronise: what there is and what changed, without reading texts. */
#include "internal.h"

#define LISTED_COLUMNS \
    "name, uid, etag, schedule_tag, id, change_number, created, changed, size_bytes, component"

static struct object_listed lend_listed(const struct rows *r)
{
    return (struct object_listed){
        .name = rows_lend(r, 0),
        .uid = rows_lend(r, 1),
        .etag = rows_lend(r, 2),
        .schedule_tag = rows_lend(r, 3),
        .id = rows_int(r, 4),
        .change_number = rows_int(r, 5),
        .created = rows_int(r, 6),
        .changed = rows_int(r, 7),
        .text_len = (size_t)rows_int(r, 8),
        .component = (enum component)rows_int(r, 9),
    };
}

static const char all_of_them[] = "SELECT " LISTED_COLUMNS " FROM objects WHERE account = $1"
                                  " AND calendar = $2 AND change_number > $3"
                                  " ORDER BY change_number";
/* Merged in the order of changes, so that a listing can stop anywhere and go on from there. */
static const char with_removed[] =
    "SELECT " LISTED_COLUMNS " FROM objects WHERE account = $1 AND calendar = $2"
    " AND change_number > $3"
    " UNION ALL SELECT name, uid, NULL, NULL, 0, change_number, removed, removed, 0, 0"
    " FROM tombstones WHERE account = $1 AND calendar = $2 AND change_number > $3"
    " ORDER BY 6";

bool store_objects_changed(struct tx *tx, int64_t account, int64_t calendar, int64_t since,
                           bool (*each)(const struct object_listed *o, void *with), void *with,
                           struct error *err)
{
    OWN(rows)
    r = tx_rows(tx, since > 0 ? with_removed : all_of_them,
                BIND(val_int(account), val_int(calendar), val_int(since)), err);
    TRY(r);
    while (rows_next(r, err)) {
        struct object_listed lent = lend_listed(r);
        if (!each(&lent, with))
            return true;
    }
    return rows_ok(r);
}

bool store_objects_count(struct tx *tx, int64_t account, int64_t calendar, int64_t *count_out,
                         struct error *err)
{
    static const char sql[] = "SELECT count(*) FROM objects WHERE account = $1 AND calendar = $2";
    return tx_number(tx, sql, BIND(val_int(account), val_int(calendar)), count_out, err) > 0;
}

/* --- the epoch -------------------------------------------------------------------------------- */

bool store_epoch(struct tx *tx, int64_t *epoch_out, struct error *err)
{
    static const char sql[] = "SELECT value FROM settings WHERE name = 'epoch'";
    *epoch_out = 0; /* of a store that was never restored */
    OWN(rows) r = tx_rows(tx, sql, BIND_NONE, err);
    TRY(r);
    if (rows_next(r, err))
        return span_number(rows_span(r, 0), epoch_out) ||
               fail(err, FAULT_IO, NULL, "The store's epoch is no number.");
    return rows_ok(r);
}

bool store_epoch_renew(struct tx *tx, struct error *err)
{
    static const char sql[] = "INSERT INTO settings (name, value) VALUES ('epoch', $1)"
                              " ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    uint32_t fresh;
    random_bytes(&fresh, sizeof fresh);
    OWN_CHARS number = mem_strf("%u", fresh);
    return tx_run(tx, sql, BIND(val_str(number)), err);
}
