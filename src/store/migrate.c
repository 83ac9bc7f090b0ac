/* From the schema that is there to the newest, in one transaction. */
#include "internal.h"

static bool run_steps(struct conn *c, const struct migration *steps, size_t from, size_t to,
                      struct error *err)
{
    struct tx tx = {.conn = c, .store = c->store, .use = CONN_WRITE};
    for (size_t i = from; i < to; i++)
        for (const char *const *sql = steps[i].statements; *sql; sql++)
            TRY(tx_run(&tx, *sql, BIND_NONE, err));
    return c->driver->set_version(c->db, (int64_t)to, err);
}

static bool version_fits(int64_t version, size_t nsteps, bool create, struct error *err)
{
    if (version < 0)
        return fail(err, FAULT_INVALID, NULL, "The file is a database, but no store of Convoke.");
    if (version > (int64_t)nsteps)
        return fail(err, FAULT_CONFLICT, NULL,
                    "A newer Convoke made this store (schema %lld; this one knows up to %zu);"
                    " install that version.",
                    (long long)version, nsteps);
    if (version == 0 && !create)
        return fail(err, FAULT_NOT_FOUND, NULL, "The store's file is empty.");
    return true;
}

/* Asked for again inside the transaction: another process may have been faster. */
static bool migrate_inside(struct conn *c, const struct migration *steps, size_t nsteps,
                           bool create, struct error *err)
{
    int64_t version = 0;
    TRY(c->driver->version(c->db, &version, err));
    TRY(version_fits(version, nsteps, create, err));
    return run_steps(c, steps, (size_t)version, nsteps, err);
}

bool store_migrate(struct conn *c, const struct migration *steps, size_t nsteps, bool create,
                   struct error *err)
{
    int64_t version = 0;
    TRY(c->driver->version(c->db, &version, err));
    TRY(version_fits(version, nsteps, create, err));
    if (version == (int64_t)nsteps)
        return true;
    TRY(conn_begin(c, CONN_WRITE, err));
    bool ok = migrate_inside(c, steps, nsteps, create, err);
    conn_forget_statements(c);
    if (ok)
        return conn_commit(c, err);
    conn_rollback(c);
    return false;
}
