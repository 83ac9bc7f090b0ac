/* The driver for SQLite: connections, transactions, statements. */
#include "sqlite.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

/* --- failures --------------------------------------------------------------------------------- */

static enum fault fault_of(sqlite3 *db, int result)
{
    switch (result & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
        return FAULT_BUSY;
    case SQLITE_CONSTRAINT:
        return FAULT_CONFLICT;
    case SQLITE_TOOBIG:
        return FAULT_TOO_LARGE;
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_AUTH:
        return FAULT_PERMISSION;
    case SQLITE_CANTOPEN:
        return db && sqlite3_system_errno(db) == EACCES ? FAULT_PERMISSION : FAULT_IO;
    case SQLITE_MISUSE:
    case SQLITE_RANGE:
    case SQLITE_ERROR:
        return FAULT_BUG;
    default:
        return FAULT_IO;
    }
}

static const char *sentence_of(int result)
{
    switch (result & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
        return "The store is busy; try again in a moment";
    case SQLITE_FULL:
        return "The disk of the store is full; make room and try again";
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return "The store's file is damaged; restore a backup";
    case SQLITE_CONSTRAINT:
        return "This contradicts what is stored";
    case SQLITE_CANTOPEN:
        return "The store's file cannot be opened";
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_AUTH:
        return "The store's file cannot be written by this user";
    default:
        return "The store failed";
    }
}

bool sqlite_fail(sqlite3 *db, int result, struct error *err)
{
    int extended = db ? sqlite3_extended_errcode(db) : result;
    if ((extended & 0xff) != (result & 0xff))
        extended = result;
    return fail(err, fault_of(db, result), NULL, "%s (%s, %d).", sentence_of(result),
                db ? sqlite3_errmsg(db) : sqlite3_errstr(result), extended);
}

bool sqlite_command(sqlite3 *db, const char *sql, struct error *err)
{
    int result = sqlite3_exec(db, sql, NULL, NULL, NULL);
    return result == SQLITE_OK || sqlite_fail(db, result, err);
}

/* --- waiting ---------------------------------------------------------------------------------- */

/* Short naps, so that two processes that write all the time take turns; the bound is on the number
 * of naps, which the deadline of the call is made into. */
enum { NAPS_SHORT = 8, NAP_SHORT_MS = 1, NAP_MS = 5 };

static int nap(void *most, int napped)
{
    if (napped >= (int)(intptr_t)most)
        return 0;
    sqlite3_sleep(napped < NAPS_SHORT ? NAP_SHORT_MS : NAP_MS);
    return 1;
}

void sqlite_wait_busy(sqlite3 *db, int busy_s)
{
    intptr_t most = (intptr_t)busy_s * 1000 / NAP_MS;
    sqlite3_busy_handler(db, nap, (void *)most); /* NOLINT(performance-no-int-to-ptr) a number */
}

/* --- opening ---------------------------------------------------------------------------------- */

/* Changing to WAL does not wait by itself when two processes make one store at once. */
static bool use_wal(sqlite3 *db, int busy_s, struct error *err)
{
    int64_t until = clock_ticks_ms() + (int64_t)busy_s * 1000;
    for (;;) {
        int result = sqlite3_exec(db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
        if (result == SQLITE_OK)
            return true;
        if ((result & 0xff) != SQLITE_BUSY || clock_ticks_ms() > until)
            return sqlite_fail(db, result, err);
        sqlite3_sleep(NAP_MS);
    }
}

/* secure_delete: Debian's SQLite overwrites all that is freed, pages that would not be written
 * otherwise too; FAST leaves those, which makes a sent mail a fifth cheaper. temp_store: what
 * savepoints keep stays in memory; in files it would cost more than the writes. A log of 32 MB
 * before it is put into the file: pages that are written again and again meanwhile (a large
 * import's indexes) go there once. */
static const char writer_settings[] = "PRAGMA synchronous = FULL;"
                                      "PRAGMA foreign_keys = ON;"
                                      "PRAGMA secure_delete = FAST;"
                                      "PRAGMA temp_store = MEMORY;"
                                      "PRAGMA cache_size = -8000;"
                                      "PRAGMA wal_autocheckpoint = 8000;"
                                      "PRAGMA journal_size_limit = 67108864";

static bool set_up(sqlite3 *db, const struct place *at, enum conn_use use, struct error *err)
{
    sqlite_wait_busy(db, at->busy_s);
    sqlite3_extended_result_codes(db, 1);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    TRY(sqlite_command(db, "PRAGMA trusted_schema = OFF", err));
    if (use == CONN_READ)
        return sqlite_command(db, "PRAGMA query_only = ON", err);
    TRY(use_wal(db, at->busy_s, err));
    return sqlite_command(db, writer_settings, err);
}

static void *sqlite_open(const struct place *at, enum conn_use use, struct error *err)
{
    sqlite3 *db = NULL;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
    int result = sqlite3_open_v2(at->path, &db, flags, at->vfs);
    if (result != SQLITE_OK)
        sqlite_fail(db, result, err);
    if (result == SQLITE_OK && set_up(db, at, use, err))
        return db;
    sqlite3_close(db);
    return NULL;
}

static void sqlite_close(void *handle)
{
    sqlite3_close(handle);
}

/* --- transactions ----------------------------------------------------------------------------- */

static bool sqlite_begin(void *handle, enum conn_use use, struct error *err)
{
    return sqlite_command(handle, use == CONN_WRITE ? "BEGIN IMMEDIATE" : "BEGIN", err);
}

static bool sqlite_in_transaction(void *handle)
{
    return !sqlite3_get_autocommit(handle);
}

static void sqlite_rollback(void *handle)
{
    if (sqlite_in_transaction(handle))
        sqlite3_exec(handle, "ROLLBACK", NULL, NULL, NULL);
}

/* A commit whose sync failed has left its frames, end mark and all, in the log. Nobody reads them
 * as long as a process knows better, but recovery after a crash would, and what was refused would
 * be there. Writing the next frames over their start breaks the chain of checksums. */
static void overwrite_refused(sqlite3 *db)
{
    int64_t version = 0;
    if (!sqlite_version(db, &version, NULL))
        return;
    char sql[64];
    snprintf(sql, sizeof sql, "PRAGMA user_version = %lld", (long long)version);
    sqlite3_exec(db, sql, NULL, NULL, NULL);
}

static bool sqlite_commit(void *handle, struct error *err)
{
    int result = sqlite3_exec(handle, "COMMIT", NULL, NULL, NULL);
    if (result == SQLITE_OK)
        return true;
    sqlite_fail(handle, result, err);
    sqlite_rollback(handle);
    if ((result & 0xff) == SQLITE_IOERR)
        overwrite_refused(handle);
    return false;
}

/* --- statements ------------------------------------------------------------------------------- */

/* $2 may stand before $1, so the place of each name in SQLite's own numbering is looked up once. */
enum { PARAMETERS_MOST = 32 };
struct sqlite_statement {
    sqlite3 *db;
    sqlite3_stmt *stmt;
    int places[PARAMETERS_MOST]; /* of $1, $2, ... */
    size_t nplaces;
};

static void *sqlite_prepare(void *handle, const char *sql, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    int result = sqlite3_prepare_v3(handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL);
    if (result != SQLITE_OK) {
        sqlite_fail(handle, result, err);
        return NULL;
    }
    struct sqlite_statement *s = mem_new(sizeof *s);
    s->db = handle;
    s->stmt = stmt;
    for (int place = 0; s->nplaces < PARAMETERS_MOST; s->nplaces++) {
        char name[16];
        snprintf(name, sizeof name, "$%u", (unsigned)s->nplaces + 1);
        place = sqlite3_bind_parameter_index(stmt, name);
        if (place == 0)
            break;
        s->places[s->nplaces] = place;
    }
    return s;
}

static void sqlite_finalize(void *statement)
{
    struct sqlite_statement *s = statement;
    sqlite3_finalize(s->stmt);
    free(s);
}

static int bind_one(sqlite3_stmt *stmt, int place, const struct val *v)
{
    const char *at = v->bytes.at ? v->bytes.at : "";
    switch (v->kind) {
    case VAL_INT:
        return sqlite3_bind_int64(stmt, place, v->number);
    case VAL_TEXT:
        return sqlite3_bind_text64(stmt, place, at, v->bytes.len, SQLITE_STATIC, SQLITE_UTF8);
    case VAL_BLOB:
        return sqlite3_bind_blob64(stmt, place, at, v->bytes.len, SQLITE_STATIC);
    default:
        return sqlite3_bind_null(stmt, place);
    }
}

static bool sqlite_bind(void *statement, struct binds binds, struct error *err)
{
    struct sqlite_statement *s = statement;
    if (binds.count != s->nplaces)
        return fail(err, FAULT_BUG, NULL, "A statement takes %zu values and got %zu.", s->nplaces,
                    binds.count);
    for (size_t i = 0; i < binds.count; i++) {
        int result = bind_one(s->stmt, s->places[i], &binds.at[i]);
        if (result != SQLITE_OK)
            return sqlite_fail(s->db, result, err);
    }
    return true;
}

static int sqlite_step(void *statement, struct error *err)
{
    struct sqlite_statement *s = statement;
    int result = sqlite3_step(s->stmt);
    if (result == SQLITE_ROW)
        return 1;
    if (result == SQLITE_DONE)
        return 0;
    sqlite_fail(s->db, result, err);
    return -1;
}

static void sqlite_reset(void *statement)
{
    struct sqlite_statement *s = statement;
    sqlite3_reset(s->stmt);
    sqlite3_clear_bindings(s->stmt);
}

static bool sqlite_is_null(void *statement, int column)
{
    struct sqlite_statement *s = statement;
    return sqlite3_column_type(s->stmt, column) == SQLITE_NULL;
}

static int64_t sqlite_number(void *statement, int column)
{
    struct sqlite_statement *s = statement;
    return sqlite3_column_int64(s->stmt, column);
}

static struct span sqlite_bytes(void *statement, int column)
{
    struct sqlite_statement *s = statement;
    const char *at = (const char *)sqlite3_column_text(s->stmt, column); /* puts the NUL there */
    if (!at)
        return (struct span){0};
    return span_make(at, (size_t)sqlite3_column_bytes(s->stmt, column));
}

/* --- the schema's number ---------------------------------------------------------------------- */

enum { APPLICATION_ID = 0x436e766b }; /* "Cnvk" */

static bool ask_number(sqlite3 *db, const char *sql, int64_t *number_out, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    int result = sqlite3_prepare_v2(db, sql, -1, &stmt, NULL);
    if (result == SQLITE_OK)
        result = sqlite3_step(stmt);
    if (result == SQLITE_ROW)
        *number_out = sqlite3_column_int64(stmt, 0);
    else
        sqlite_fail(db, result, err);
    sqlite3_finalize(stmt);
    return result == SQLITE_ROW;
}

bool sqlite_version(void *handle, int64_t *version_out, struct error *err)
{
    int64_t application = 0, tables = 0;
    TRY(ask_number(handle, "PRAGMA application_id", &application, err));
    TRY(ask_number(handle, "SELECT count(*) FROM sqlite_schema", &tables, err));
    TRY(ask_number(handle, "PRAGMA user_version", version_out, err));
    if (application != APPLICATION_ID && (tables > 0 || application != 0 || *version_out != 0))
        *version_out = -1;
    return true;
}

static bool sqlite_set_version(void *handle, int64_t version, struct error *err)
{
    char sql[96];
    snprintf(sql, sizeof sql, "PRAGMA application_id = %d; PRAGMA user_version = %lld",
             APPLICATION_ID, (long long)version);
    return sqlite_command(handle, sql, err);
}

const struct driver sqlite_driver = {
    .scheme = "sqlite:",
    .open = sqlite_open,
    .close = sqlite_close,
    .begin = sqlite_begin,
    .commit = sqlite_commit,
    .rollback = sqlite_rollback,
    .in_transaction = sqlite_in_transaction,
    .prepare = sqlite_prepare,
    .finalize = sqlite_finalize,
    .bind = sqlite_bind,
    .step = sqlite_step,
    .reset = sqlite_reset,
    .is_null = sqlite_is_null,
    .number = sqlite_number,
    .bytes = sqlite_bytes,
    .committed = sqlite_committed,
    .mark = sqlite_mark,
    .version = sqlite_version,
    .set_version = sqlite_set_version,
    .check = sqlite_check,
    .backup = sqlite_backup,
    .restore = sqlite_restore,
};
