/* What the files of store share: connections, transactions and the one SQL layer.
 *
 * SQL text is the common subset of SQLite and PostgreSQL (RETURNING, ON CONFLICT, $1), a constant
 * beside the function that runs it. What differs stands in the driver: sqlite.c, sqlite_copy.c.
 * Instants go in as they are; INSTANT_FIRST and INSTANT_NEVER are the least and the greatest. */
#ifndef CONVOKE_STORE_INTERNAL_H
#define CONVOKE_STORE_INTERNAL_H

#include <pthread.h>
#include <stdatomic.h>

#include "convoke/store.h"

/* --- values that are bound -------------------------------------------------------------------- */

enum val_kind { VAL_NULL, VAL_INT, VAL_TEXT, VAL_BLOB };
struct val {
    enum val_kind kind;
    int64_t number;
    struct span bytes; /* borrowed until the rows are freed */
};
static inline struct val val_int(int64_t n)
{
    return (struct val){.kind = VAL_INT, .number = n};
}
static inline struct val val_str(const char *s) /* NULL is NULL */
{
    return (struct val){.kind = s ? VAL_TEXT : VAL_NULL, .bytes = span_of(s)};
}
static inline struct val val_blob(const void *at, size_t len) /* NULL is NULL */
{
    return (struct val){.kind = at ? VAL_BLOB : VAL_NULL, .bytes = span_make(at, len)};
}
static inline struct val val_digest(const struct digest *d)
{
    return val_blob(d->bytes, sizeof d->bytes);
}

struct binds {
    const struct val *at;
    size_t count;
};
#define BIND(...)                                      \
    ((struct binds){(const struct val[]){__VA_ARGS__}, \
                    sizeof((const struct val[]){__VA_ARGS__}) / sizeof(struct val)})
#define BIND_NONE ((struct binds){NULL, 0})

/* --- the driver seam -------------------------------------------------------------------------- */

struct conn;
enum conn_use { CONN_WRITE, CONN_READ };

struct place { /* where a store is: what a URL says, and how it is opened */
    char *path;
    char *vfs; /* NULL: the default */
    int busy_s;
};

/* One kind of database. Handles are the driver's own; a connection is used by one thread at a
 * time. All but the frees fill err. */
struct driver {
    const char *scheme; /* of the URL, with its colon */
    void *(*open)(const struct place *at, enum conn_use use, struct error *err);
    void (*close)(void *db);
    bool (*begin)(void *db, enum conn_use use, struct error *err);
    bool (*commit)(void *db, struct error *err); /* on disk when true; rolled back when false */
    void (*rollback)(void *db);
    bool (*in_transaction)(void *db); /* a full disk or a lost server ends it by itself */
    void *(*prepare)(void *db, const char *sql, struct error *err);
    void (*finalize)(void *stmt);
    bool (*bind)(void *stmt, struct binds binds, struct error *err);
    int (*step)(void *stmt, struct error *err); /* 1: a row; 0: the end; -1: failed */
    void (*reset)(void *stmt);
    bool (*is_null)(void *stmt, int column);
    int64_t (*number)(void *stmt, int column);
    struct span (*bytes)(void *stmt, int column); /* a NUL follows the last byte; NULL for NULL */
    /* Where what is committed can be told without a statement, as long as db is open; NULL: cannot.
     * And the mark that stands there. */
    const volatile void *(*committed)(void *db);
    bool (*mark)(const volatile void *committed, struct store_mark *out);
    /* The schema's number, 0 for an empty database; -1 when it is not ours. */
    bool (*version)(void *db, int64_t *version_out, struct error *err);
    bool (*set_version)(void *db, int64_t version, struct error *err);
    bool (*check)(void *db, struct error *err);
    bool (*backup)(const struct place *from, const char *path, struct error *err);
    bool (*restore)(const struct place *to, const char *backup,
                    bool (*prepare)(struct conn *c, struct error *err), struct error *err);
};
extern const struct driver sqlite_driver;

/* --- connections and statements --------------------------------------------------------------- */

struct rows { /* a statement that runs, or waits to be run again */
    struct conn *conn;
    const char *sql;
    void *stmt;
    bool in_use, is_kept, failed;
};

#define STATEMENTS_MOST 256 /* a power of 2, well above the number of statements there are */

struct conn {
    const struct driver *driver;
    void *db;
    struct store *store;               /* NULL while a file is prepared that is no open store */
    struct conn *next;                 /* in the pool */
    struct rows kept[STATEMENTS_MOST]; /* by the address of the text */
};
struct conn *conn_open(const struct driver *driver, const struct place *at, enum conn_use use,
                       struct error *err) MUST_USE;
void conn_free(struct conn *c);
void conn_forget_statements(struct conn *c); /* after what runs only once */
OWNABLE(conn)

/* --- the store -------------------------------------------------------------------------------- */

struct ticket;

struct store {
    const struct driver *driver;
    struct place place;
    pthread_mutex_t lock;           /* guards what follows, up to the atomics */
    const volatile void *committed; /* of the writer's handle */
    struct conn *writer;            /* used by the leader alone, without the lock */
    bool is_led;                    /* some thread is leader */
    pthread_t leader;
    struct ticket *queue, **queue_end;
    size_t last_batch; /* how many tickets went together last */
    struct conn *idle; /* read connections that wait */
    size_t nidle, nread;
    pthread_cond_t read_returned;
    _Atomic int64_t fail_at; /* 0: not armed */
    atomic_bool fail_reached;
    pthread_mutex_t key_lock;
    bool has_key; /* read once; under key_lock */
    unsigned char key[32];
};

struct tx {
    struct conn *conn;
    struct store *store;
    enum conn_use use;
};

/* --- the SQL layer ---------------------------------------------------------------------------- */

/* Runs a statement; its rows are read with rows_next until it says false, then rows_ok tells an end
 * from a failure. Text of a column is borrowed until the next call. */
struct rows *tx_rows(struct tx *tx, const char *sql, struct binds binds, struct error *err)
    MUST_USE;
void rows_free(struct rows *r);
OWNABLE(rows)
bool rows_next(struct rows *r, struct error *err);
bool rows_ok(const struct rows *r);
bool rows_is_null(const struct rows *r, int column);
int64_t rows_int(const struct rows *r, int column);
struct span rows_span(const struct rows *r, int column);
/* A copy, yours: free(); NULL for NULL. */
char *rows_str(const struct rows *r, int column);
/* Borrowed like rows_span, for a struct that is lent to a callback; NULL for NULL. */
char *rows_lend(const struct rows *r, int column);
struct digest rows_digest(const struct rows *r, int column);

/* A statement without rows, or whose rows nobody reads. */
bool tx_run(struct tx *tx, const char *sql, struct binds binds, struct error *err) MUST_USE;
/* The number in the first column of the first row: 1: there; 0: no row; -1: failed. */
int tx_number(struct tx *tx, const char *sql, struct binds binds, int64_t *number_out,
              struct error *err) MUST_USE;
/* The next of a series that never gives a number twice ("account", "parcel", ...). */
bool tx_next_number(struct tx *tx, const char *series, int64_t *number_out, struct error *err)
    MUST_USE;

bool conn_begin(struct conn *c, enum conn_use use, struct error *err) MUST_USE;
bool conn_commit(struct conn *c, struct error *err) MUST_USE;
void conn_rollback(struct conn *c);

/* --- migrations ------------------------------------------------------------------------------- */

/* The steps from nothing to the newest schema; each is the statements that make version n from
 * n - 1, ended by NULL. Types are INTEGER, TEXT and BLOB; a driver for PostgreSQL reads BIGINT and
 * BYTEA for them and leaves STRICT and WITHOUT ROWID out. */
struct migration {
    const char *const *statements;
};
extern const struct migration store_migrations[];
extern const size_t store_nmigrations;
/* FAULT_CONFLICT when the database is newer than the steps, FAULT_INVALID when it is not ours,
 * FAULT_NOT_FOUND when it is empty and must not be made. All in one transaction. */
bool store_migrate(struct conn *c, const struct migration *steps, size_t nsteps, bool create,
                   struct error *err) MUST_USE;

/* --- files ------------------------------------------------------------------------------------ */

/* Says what cannot be done to the file, from errno. Returns false. */
bool path_fail(const char *path, const char *what, struct error *err);
/* Every directory above the file that is missing; only the owner gets in. */
bool path_make_directories(const char *path, struct error *err) MUST_USE;
/* That the file is there, or is gone, survives power loss. */
bool path_sync_directory(const char *path, struct error *err) MUST_USE;

/* --- shared by nouns -------------------------------------------------------------------------- */

/* Parcels of an account that is held or goes again: whose turn it is. */
bool parcels_hold(struct tx *tx, int64_t account, bool held, struct error *err) MUST_USE;
#define PARCEL_COLUMNS                                                                   \
    "account, id, kind, uid, key, recipient, line, facts, state, created, due, expires," \
    " leased_until, attempts, sender, message_id, answer"
struct parcel *parcel_read(const struct rows *r); /* a copy of a row of these columns */
/* And what it says, where it was composed and not sent. */
bool parcel_read_bytes(struct tx *tx, struct parcel *p, struct error *err) MUST_USE;

/* Sync tokens of the store before hold no more. */
bool store_epoch_renew(struct tx *tx, struct error *err) MUST_USE;

/* Messages in inboxes that are older than this go. */
bool inboxes_prune(struct tx *tx, instant older_than, struct error *err) MUST_USE;

#endif
