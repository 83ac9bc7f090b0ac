/* The driver for SQLite: copies of a store in use, putting one back, and looking whether it is
 * sound. */
#include "sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

static sqlite3 *open_file(const char *path, int flags, const char *vfs, int busy_s,
                          struct error *err)
{
    sqlite3 *db = NULL;
    int result = sqlite3_open_v2(path, &db, flags | SQLITE_OPEN_NOMUTEX, vfs);
    if (result != SQLITE_OK) {
        sqlite_fail(db, result, err);
        sqlite3_close(db);
        return NULL;
    }
    sqlite_wait_busy(db, busy_s);
    return db;
}

/* An empty file that only its owner reads, before anything stands in it. */
static bool make_private(const char *path, struct error *err)
{
    unlink(path);
    int fd = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
    if (fd < 0)
        return path_fail(path, "written", err);
    close(fd);
    return true;
}

/* All pages in one step, so that no writer makes it start again. */
static bool copy_pages(sqlite3 *from, sqlite3 *to, struct error *err)
{
    sqlite3_backup *b = sqlite3_backup_init(to, "main", from, "main");
    if (!b)
        return sqlite_fail(to, sqlite3_errcode(to), err);
    int result = sqlite3_backup_step(b, -1);
    sqlite3_backup_finish(b);
    return result == SQLITE_DONE || sqlite_fail(to, result, err);
}

/* One file, without a log beside it, synced. */
static bool copy_into(sqlite3 *from, const char *path, const char *vfs, struct error *err)
{
    TRY(make_private(path, err));
    sqlite3 *to = open_file(path, SQLITE_OPEN_READWRITE, vfs, 1, err);
    TRY(to);
    bool ok = sqlite_command(to, "PRAGMA synchronous = EXTRA", err) && copy_pages(from, to, err) &&
              sqlite_command(to, "PRAGMA journal_mode = DELETE", err);
    sqlite3_close(to);
    return ok;
}

static bool rename_over(const char *from, const char *to, struct error *err)
{
    if (rename(from, to) != 0)
        return path_fail(to, "written", err);
    return path_sync_directory(to, err);
}

static bool same_file(const char *a, const char *b)
{
    OWN_CHARS real_a = realpath(a, NULL);
    OWN_CHARS real_b = realpath(b, NULL);
    return real_a && real_b && strcmp(real_a, real_b) == 0;
}

bool sqlite_backup(const struct place *from, const char *path, struct error *err)
{
    if (same_file(from->path, path))
        return fail(err, FAULT_USAGE, NULL, "The backup cannot be the store itself: %s.", path);
    sqlite3 *db = open_file(from->path, SQLITE_OPEN_READWRITE, from->vfs, from->busy_s, err);
    TRY(db);
    OWN_CHARS beside = mem_strf("%s.part", path);
    bool ok = copy_into(db, beside, NULL, err) && rename_over(beside, path, err);
    sqlite3_close(db);
    if (!ok)
        unlink(beside);
    return ok;
}

/* --- soundness -------------------------------------------------------------------------------- */

/* The statement gives no rows, or the one row "ok". */
static bool says_sound(sqlite3 *db, const char *sql, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    int result = sqlite3_prepare_v2(db, sql, -1, &stmt, NULL);
    if (result == SQLITE_OK)
        result = sqlite3_step(stmt);
    bool ok = result == SQLITE_DONE;
    if (result == SQLITE_ROW) {
        const char *said = (const char *)sqlite3_column_text(stmt, 0);
        ok = said && strcmp(said, "ok") == 0;
        if (!ok)
            fail(err, FAULT_INVALID, NULL, "The store is not sound: %s.", said ? said : "unknown");
    } else if (!ok) {
        sqlite_fail(db, result, err);
    }
    sqlite3_finalize(stmt);
    return ok;
}

bool sqlite_check(void *handle, struct error *err)
{
    TRY(says_sound(handle, "PRAGMA integrity_check(1)", err));
    return says_sound(handle,
                      "SELECT 'a row of ' || \"table\" || ' belongs to nothing in ' || parent"
                      " FROM pragma_foreign_key_check",
                      err);
}

/* --- putting a copy back ---------------------------------------------------------------------- */

static bool intact(sqlite3 *db, const char *path, struct error *err)
{
    int64_t version = 0;
    struct error why = {0};
    if (!sqlite_version(db, &version, &why) || version <= 0 || !sqlite_check(db, &why))
        return fail(err, FAULT_INVALID, NULL, "%s is no intact store of Convoke%s%s", path,
                    why.said[0] ? ": " : ".", why.said);
    return true;
}

static bool copy_checked(const char *backup, const char *beside, struct error *err)
{
    sqlite3 *db = open_file(backup, SQLITE_OPEN_READONLY, NULL, 1, err);
    TRY(db);
    bool ok = intact(db, backup, err) && copy_into(db, beside, NULL, err);
    sqlite3_close(db);
    return ok;
}

static bool prepare_copy(const char *beside, bool (*prepare)(struct conn *c, struct error *err),
                         struct error *err)
{
    char path[4096];
    snprintf(path, sizeof path, "%s", beside);
    struct place at = {.path = path, .busy_s = 1};
    OWN(conn) c = conn_open(&sqlite_driver, &at, CONN_WRITE, err);
    TRY(c);
    TRY(prepare(c, err));
    return sqlite_command(c->db, "PRAGMA journal_mode = DELETE", err);
}

/* Leaving WAL needs the store to itself, and puts all of the log into the file: nothing of it can
 * be taken for the log of the copy. A file that is no database any more has nobody to ask. */
static bool take_for_itself(const struct place *at, struct error *err)
{
    if (access(at->path, F_OK) != 0)
        return true;
    sqlite3 *db = open_file(at->path, SQLITE_OPEN_READWRITE, at->vfs, 0, err);
    TRY(db);
    int result = sqlite3_exec(db, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL);
    sqlite3_close(db);
    if ((result & 0xff) == SQLITE_BUSY || (result & 0xff) == SQLITE_LOCKED)
        return fail(err, FAULT_BUSY, NULL,
                    "The store %s is in use; stop every convoke that has it open first.", at->path);
    bool damaged = (result & 0xff) == SQLITE_NOTADB || (result & 0xff) == SQLITE_CORRUPT;
    return result == SQLITE_OK || damaged || sqlite_fail(NULL, result, err);
}

static void remove_beside(const char *path, const char *suffix)
{
    OWN_CHARS name = mem_strf("%s%s", path, suffix);
    unlink(name);
}

bool sqlite_restore(const struct place *to, const char *backup,
                    bool (*prepare)(struct conn *c, struct error *err), struct error *err)
{
    if (same_file(to->path, backup))
        return fail(err, FAULT_USAGE, NULL, "The backup cannot be the store itself: %s.", backup);
    OWN_CHARS beside = mem_strf("%s.restoring", to->path);
    bool ok = copy_checked(backup, beside, err) && prepare_copy(beside, prepare, err) &&
              take_for_itself(to, err);
    if (!ok) {
        unlink(beside);
        remove_beside(beside, "-wal");
        remove_beside(beside, "-shm");
        return false;
    }
    remove_beside(to->path, "-wal");
    remove_beside(to->path, "-shm");
    return rename_over(beside, to->path, err);
}
