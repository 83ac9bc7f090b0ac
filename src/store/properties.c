/* Dead properties: kept for clients, as they were sent. RFC 4918, 4.2 */
#include "internal.h"

#define AT(at) val_int((at)->account), val_int((at)->calendar), val_str((at)->object)

bool store_property_save(struct tx *tx, const struct property_place *at, const char *ns,
                         const char *name, const char *value, struct error *err)
{
    static const char drop[] = "DELETE FROM properties WHERE account = $1 AND calendar = $2"
                               " AND object = $3 AND ns = $4 AND name = $5";
    static const char keep[] =
        "INSERT INTO properties (account, calendar, object, ns, name, value)"
        " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (account, calendar, object, ns, name)"
        " DO UPDATE SET value = excluded.value";
    if (!value)
        return tx_run(tx, drop, BIND(AT(at), val_str(ns), val_str(name)), err);
    return tx_run(tx, keep, BIND(AT(at), val_str(ns), val_str(name), val_str(value)), err);
}

bool store_properties(struct tx *tx, const struct property_place *at,
                      bool (*each)(const char *ns, const char *name, const char *value, void *with),
                      void *with, struct error *err)
{
    static const char sql[] = "SELECT ns, name, value FROM properties WHERE account = $1"
                              " AND calendar = $2 AND object = $3 ORDER BY ns, name";
    OWN(rows) r = tx_rows(tx, sql, BIND(AT(at)), err);
    TRY(r);
    while (rows_next(r, err))
        if (!each(rows_lend(r, 0), rows_lend(r, 1), rows_lend(r, 2), with))
            return true;
    return rows_ok(r);
}

bool store_properties_remove(struct tx *tx, const struct property_place *at, struct error *err)
{
    static const char one[] = "DELETE FROM properties WHERE account = $1 AND calendar = $2"
                              " AND object = $3";
    static const char all[] = "DELETE FROM properties WHERE account = $1 AND calendar = $2";
    if (*at->object)
        return tx_run(tx, one, BIND(AT(at)), err);
    return tx_run(tx, all, BIND(val_int(at->account), val_int(at->calendar)), err);
}

bool store_properties_bytes(struct tx *tx, const struct property_place *at, int64_t *bytes_out,
                            struct error *err)
{
    static const char sql[] = "SELECT coalesce(sum(length(value)), 0) FROM properties"
                              " WHERE account = $1 AND calendar = $2 AND object = $3";
    return tx_number(tx, sql, BIND(AT(at)), bytes_out, err) > 0;
}
