/* What the two files of the SQLite driver share. */
#ifndef CONVOKE_STORE_SQLITE_H
#define CONVOKE_STORE_SQLITE_H

#include <sqlite3.h>

#include "internal.h"

/* Fills err from the result of a call and returns false. FULL and the like: FAULT_IO. */
bool sqlite_fail(sqlite3 *db, int result, struct error *err);
/* Runs one statement that gives no rows, or whose rows do not matter. */
bool sqlite_command(sqlite3 *db, const char *sql, struct error *err) MUST_USE;
/* A busy database is asked again for so long. */
void sqlite_wait_busy(sqlite3 *db, int busy_s);

const volatile void *sqlite_committed(void *handle);
bool sqlite_mark(const volatile void *committed, struct store_mark *out);
bool sqlite_version(void *handle, int64_t *version_out, struct error *err);
bool sqlite_check(void *handle, struct error *err);
bool sqlite_backup(const struct place *from, const char *path, struct error *err);
bool sqlite_restore(const struct place *to, const char *backup,
                    bool (*prepare)(struct conn *c, struct error *err), struct error *err);

#endif
