/* Taking what is due out of the outbox, and holding the whole of it. */
#include "internal.h"

/* --- the whole outbox ------------------------------------------------------------------------- */

bool store_outbox_hold(struct tx *tx, const char *why, struct error *err)
{
    static const char hold[] = "INSERT INTO settings (name, value) VALUES ('outbox_held', $1)"
                               " ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    static const char release[] = "DELETE FROM settings WHERE name = 'outbox_held'";
    return why ? tx_run(tx, hold, BIND(val_str(why)), err) : tx_run(tx, release, BIND_NONE, err);
}

char *store_outbox_held(struct tx *tx, struct error *err)
{
    static const char sql[] = "SELECT value FROM settings WHERE name = 'outbox_held'";
    if (err)
        *err = (struct error){0};
    OWN(rows) r = tx_rows(tx, sql, BIND_NONE, err);
    TRY(r);
    return rows_next(r, err) ? rows_str(r, 0) : NULL;
}

/* --- claiming --------------------------------------------------------------------------------- */

static int by_due(const void *a, const void *b)
{
    const struct parcel *p = *(struct parcel *const *)a, *q = *(struct parcel *const *)b;
    if (p->due != q->due)
        return p->due < q->due ? -1 : 1;
    return (p->id > q->id) - (p->id < q->id);
}

static void free_all(struct parcel **parcels, size_t count)
{
    for (size_t i = 0; i < count; i++)
        parcel_free(parcels[i]);
    free(parcels);
}

static bool read_all_bytes(struct tx *tx, struct parcel *const *parcels, size_t count,
                           struct error *err)
{
    for (size_t i = 0; i < count; i++)
        if (parcels[i]->state != PARCEL_PENDING)
            TRY(parcel_read_bytes(tx, parcels[i], err));
    return true;
}

bool store_parcels_claim(struct tx *tx, instant now, instant until, size_t most,
                         struct parcel ***parcels_out, size_t *count_out, struct error *err)
{
    static const char sql[] =
        "UPDATE parcels SET leased_until = $2 WHERE id IN (SELECT id FROM parcels WHERE turn = 1"
        " AND due <= $1 AND leased_until <= $1 ORDER BY due, id LIMIT $3)"
        " AND NOT EXISTS (SELECT 1 FROM settings WHERE name = 'outbox_held')"
        " RETURNING " PARCEL_COLUMNS;
    OWN(rows) r = tx_rows(tx, sql, BIND(val_int(now), val_int(until), val_int((int64_t)most)), err);
    TRY(r);
    struct parcel **parcels = NULL;
    size_t count = 0, capacity = 0;
    while (rows_next(r, err)) {
        parcels = mem_grow(parcels, count, &capacity, sizeof(struct parcel *));
        parcels[count++] = parcel_read(r);
    }
    if (!rows_ok(r) || !read_all_bytes(tx, parcels, count, err)) {
        free_all(parcels, count);
        return false;
    }
    if (count)
        qsort(parcels, count, sizeof(struct parcel *), by_due); /* RETURNING has no order */
    *parcels_out = parcels;
    *count_out = count;
    return true;
}

bool store_parcels_next_due(struct tx *tx, instant *due_out, struct error *err)
{
    static const char waiting[] = "SELECT due FROM parcels WHERE turn = 1 AND leased_until = $1"
                                  " AND NOT EXISTS"
                                  " (SELECT 1 FROM settings WHERE name = 'outbox_held')"
                                  " ORDER BY due, id LIMIT 1";
    static const char leased[] =
        "SELECT leased_until FROM parcels WHERE leased_until > 0 AND turn = 1 AND NOT EXISTS"
        " (SELECT 1 FROM settings WHERE name = 'outbox_held') ORDER BY leased_until LIMIT 1";
    int64_t first = INSTANT_NEVER, lapses = INSTANT_NEVER;
    TRY(tx_number(tx, waiting, BIND(val_int(INSTANT_FIRST)), &first, err) >= 0);
    TRY(tx_number(tx, leased, BIND_NONE, &lapses, err) >= 0);
    *due_out = first < lapses ? first : lapses;
    return true;
}
