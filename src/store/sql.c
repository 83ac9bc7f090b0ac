/* The one SQL layer: statements are prepared once for each connection and kept. */
#include "internal.h"

struct conn *conn_open(const struct driver *driver, const struct place *at, enum conn_use use,
                       struct error *err)
{
    void *db = driver->open(at, use, err);
    TRY(db);
    struct conn *c = mem_new(sizeof *c);
    c->driver = driver;
    c->db = db;
    return c;
}

void conn_forget_statements(struct conn *c)
{
    for (size_t i = 0; i < STATEMENTS_MOST; i++)
        if (c->kept[i].stmt)
            c->driver->finalize(c->kept[i].stmt);
    memset(c->kept, 0, sizeof c->kept);
}

void conn_free(struct conn *c)
{
    if (!c)
        return;
    conn_forget_statements(c);
    c->driver->close(c->db);
    free(c);
}

/* Tests let the n-th statement of a store fail. Rolling back is never made to fail. */
static bool fails_now(struct conn *c, struct error *err)
{
    struct store *s = c->store;
    if (!s || atomic_load_explicit(&s->fail_at, memory_order_relaxed) == 0)
        return false;
    if (atomic_fetch_sub(&s->fail_at, 1) != 1)
        return false;
    atomic_store(&s->fail_reached, true);
    fail(err, FAULT_IO, NULL, "A statement of the store was made to fail.");
    return true;
}

bool conn_begin(struct conn *c, enum conn_use use, struct error *err)
{
    if (fails_now(c, err))
        return false;
    return c->driver->begin(c->db, use, err);
}

bool conn_commit(struct conn *c, struct error *err)
{
    if (fails_now(c, err)) {
        c->driver->rollback(c->db);
        return false;
    }
    return c->driver->commit(c->db, err);
}

void conn_rollback(struct conn *c)
{
    c->driver->rollback(c->db);
}

/* The place of a statement in the table of those kept; NULL when the table is full. */
static struct rows *kept_place(struct conn *c, const char *sql)
{
    size_t at = (size_t)((uintptr_t)sql >> 3) * 0x9E3779B1u;
    for (size_t tried = 0; tried < STATEMENTS_MOST; tried++, at++) {
        struct rows *r = &c->kept[at % STATEMENTS_MOST];
        if (r->sql == sql || !r->sql)
            return r;
    }
    return NULL;
}

/* The kept statement, or a second one of the same text while the first is being read (a callback
 * that asks the same question). */
static struct rows *statement(struct conn *c, const char *sql, struct error *err)
{
    struct rows *r = kept_place(c, sql);
    if (r && r->sql && !r->in_use)
        return r;
    void *stmt = c->driver->prepare(c->db, sql, err);
    TRY(stmt);
    bool is_kept = r && !r->sql;
    if (!is_kept)
        r = mem_new(sizeof *r);
    *r = (struct rows){.conn = c, .sql = sql, .stmt = stmt, .is_kept = is_kept};
    return r;
}

static struct rows *conn_rows(struct conn *c, const char *sql, struct binds binds,
                              struct error *err)
{
    struct rows *r = statement(c, sql, err);
    TRY(r);
    r->in_use = true;
    r->failed = false;
    if (c->driver->bind(r->stmt, binds, err))
        return r;
    rows_free(r);
    return NULL;
}

struct rows *tx_rows(struct tx *tx, const char *sql, struct binds binds, struct error *err)
{
    if (fails_now(tx->conn, err))
        return NULL;
    return conn_rows(tx->conn, sql, binds, err);
}

void rows_free(struct rows *r)
{
    if (!r)
        return;
    r->conn->driver->reset(r->stmt);
    r->in_use = false;
    if (r->is_kept)
        return;
    r->conn->driver->finalize(r->stmt);
    free(r);
}

bool rows_next(struct rows *r, struct error *err)
{
    int got = r->conn->driver->step(r->stmt, err);
    r->failed = got < 0;
    return got > 0;
}

bool rows_ok(const struct rows *r)
{
    return !r->failed;
}

bool rows_is_null(const struct rows *r, int column)
{
    return r->conn->driver->is_null(r->stmt, column);
}

int64_t rows_int(const struct rows *r, int column)
{
    return r->conn->driver->number(r->stmt, column);
}

struct span rows_span(const struct rows *r, int column)
{
    return r->conn->driver->bytes(r->stmt, column);
}

char *rows_str(const struct rows *r, int column)
{
    struct span s = rows_span(r, column);
    return s.at ? span_copy(s) : NULL;
}

char *rows_lend(const struct rows *r, int column)
{
    struct span lent = rows_span(r, column);
    char *at;
    memcpy(&at, &lent.at, sizeof at); /* without its const: nobody writes through it */
    return at;
}

struct digest rows_digest(const struct rows *r, int column)
{
    struct digest d = {{0}};
    struct span s = rows_span(r, column);
    if (s.len)
        memcpy(d.bytes, s.at, s.len < sizeof d.bytes ? s.len : sizeof d.bytes);
    return d;
}

bool tx_run(struct tx *tx, const char *sql, struct binds binds, struct error *err)
{
    OWN(rows) r = tx_rows(tx, sql, binds, err);
    TRY(r);
    while (rows_next(r, err))
        ;
    return rows_ok(r);
}

int tx_number(struct tx *tx, const char *sql, struct binds binds, int64_t *number_out,
              struct error *err)
{
    OWN(rows) r = tx_rows(tx, sql, binds, err);
    if (!r)
        return -1;
    if (!rows_next(r, err))
        return rows_ok(r) ? 0 : -1;
    *number_out = rows_int(r, 0);
    return 1;
}

/* Read and written, since the one writer is alone: SQLite makes a table for what RETURNING gives.
 */
bool tx_next_number(struct tx *tx, const char *series, int64_t *number_out, struct error *err)
{
    static const char last[] = "SELECT last FROM numbers WHERE series = $1";
    static const char first[] = "INSERT INTO numbers (series, last) VALUES ($1, $2)";
    static const char next[] = "UPDATE numbers SET last = $2 WHERE series = $1";
    *number_out = 0;
    int known = tx_number(tx, last, BIND(val_str(series)), number_out, err);
    TRY(known >= 0);
    return tx_run(tx, known ? next : first, BIND(val_str(series), val_int(++*number_out)), err);
}

/* --- savepoints ------------------------------------------------------------------------------- */

struct savepoint {
    struct tx *tx;
};

static const char savepoint_set[] = "SAVEPOINT here";
static const char savepoint_back[] = "ROLLBACK TO here";
static const char savepoint_release[] = "RELEASE here";

struct savepoint *tx_savepoint(struct tx *tx, struct error *err)
{
    TRY(tx_run(tx, savepoint_set, BIND_NONE, err));
    struct savepoint *sp = mem_new(sizeof *sp);
    sp->tx = tx;
    return sp;
}

bool savepoint_keep(struct savepoint *sp, struct error *err)
{
    TRY(tx_run(sp->tx, savepoint_release, BIND_NONE, err));
    sp->tx = NULL;
    return true;
}

/* Without the test's failures: undoing is what they are there to prove. */
static bool run_surely(struct conn *c, const char *sql)
{
    OWN(rows) r = conn_rows(c, sql, BIND_NONE, NULL);
    TRY(r);
    rows_next(r, NULL);
    return rows_ok(r);
}

/* Where undoing alone is not possible, the whole transaction goes; the writer sees that it did. */
void savepoint_free(struct savepoint *sp)
{
    if (!sp)
        return;
    struct conn *c = sp->tx ? sp->tx->conn : NULL;
    if (c && c->driver->in_transaction(c->db) &&
        (!run_surely(c, savepoint_back) || !run_surely(c, savepoint_release)))
        conn_rollback(c);
    free(sp);
}
