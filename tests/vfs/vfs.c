#include "vfs.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "convoke/base.h"
#include "survive.h"

/* --- the disk -------------------------------------------------------------------------------- */

static struct {
    pthread_mutex_t lock;
    sqlite3_vfs *real;
    int sync_ms;
    int64_t syncs, log_syncs;
    int64_t room;      /* -1: no bound */
    int64_t fail_sync; /* counts down; 0: not armed */
    int64_t power;     /* counts down; 0: not armed */
    bool is_watched, is_off;
    struct disk *disk;
} d = {.lock = PTHREAD_MUTEX_INITIALIZER, .room = -1};

struct file {
    sqlite3_file base;
    struct disk_file *watched;
    bool is_log;
    sqlite3_file *real; /* behind this struct */
};

static sqlite3_file *real_of(sqlite3_file *f)
{
    return ((struct file *)f)->real;
}

/* Whether the power goes with this operation, or is gone. Under the lock. */
static bool power_is_off(void)
{
    if (d.power > 0 && --d.power == 0)
        d.is_off = true;
    return d.is_off;
}

/* --- what changes a file --------------------------------------------------------------------- */

/* SQLITE_FULL with half of it written, as disks do. Under the lock. */
static int write_within_room(struct file *f, const void *bytes, int len, sqlite3_int64 at)
{
    sqlite3_int64 size = 0;
    int result = f->real->pMethods->xFileSize(f->real, &size);
    sqlite3_int64 growth = at + len > size ? at + len - size : 0;
    bool fits = d.room < 0 || growth <= d.room;
    if (result != SQLITE_OK || (d.room >= 0 && !fits && growth > len))
        return result != SQLITE_OK ? result : SQLITE_FULL;
    if (d.room >= 0)
        d.room = fits ? d.room - growth : 0;
    int put = fits ? len : (int)(len - growth / 2 - 1);
    if (put > 0)
        result = f->real->pMethods->xWrite(f->real, bytes, put, at);
    if (put > 0 && result == SQLITE_OK && f->watched)
        disk_file_written(f->watched, bytes, (size_t)put, at);
    return fits ? result : SQLITE_FULL;
}

static int vfs_write(sqlite3_file *file, const void *bytes, int len, sqlite3_int64 at)
{
    struct file *f = (struct file *)file;
    pthread_mutex_lock(&d.lock);
    int result = power_is_off() ? SQLITE_IOERR_WRITE : write_within_room(f, bytes, len, at);
    pthread_mutex_unlock(&d.lock);
    return result;
}

static int vfs_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    struct file *f = (struct file *)file;
    pthread_mutex_lock(&d.lock);
    int result = SQLITE_IOERR_TRUNCATE;
    if (!power_is_off()) {
        result = f->real->pMethods->xTruncate(f->real, size);
        if (result == SQLITE_OK && f->watched)
            disk_file_truncated(f->watched, size);
    }
    pthread_mutex_unlock(&d.lock);
    return result;
}

/* Under the lock. */
static int sync_counted(struct file *f)
{
    d.syncs++;
    d.log_syncs += f->is_log;
    if (power_is_off())
        return SQLITE_IOERR_FSYNC;
    if (d.fail_sync > 0 && --d.fail_sync == 0)
        return SQLITE_IOERR_FSYNC;
    if (f->watched)
        disk_file_synced(f->watched);
    return SQLITE_OK;
}

static int vfs_sync(sqlite3_file *file, int flags)
{
    struct file *f = (struct file *)file;
    pthread_mutex_lock(&d.lock);
    int result = sync_counted(f), sync_ms = d.sync_ms;
    bool is_watched = d.is_watched;
    pthread_mutex_unlock(&d.lock);
    if (sync_ms > 0)
        usleep((useconds_t)sync_ms * 1000);
    if (result != SQLITE_OK || is_watched || sync_ms > 0)
        return result; /* pretended disks need no real one */
    return f->real->pMethods->xSync(f->real, flags);
}

static int vfs_delete(sqlite3_vfs *vfs, const char *path, int sync_dir)
{
    (void)vfs;
    pthread_mutex_lock(&d.lock);
    int result = SQLITE_IOERR_DELETE;
    if (!power_is_off()) {
        result = d.real->xDelete(d.real, path, sync_dir);
        struct disk_file *f = disk_file_find(d.disk, path);
        if (result == SQLITE_OK && f)
            disk_file_deleted(f);
    }
    pthread_mutex_unlock(&d.lock);
    return result;
}

/* --- what is passed on ----------------------------------------------------------------------- */

static int vfs_read(sqlite3_file *f, void *into, int len, sqlite3_int64 at)
{
    return vfs_is_off() ? SQLITE_IOERR_READ
                        : real_of(f)->pMethods->xRead(real_of(f), into, len, at);
}
static int vfs_close(sqlite3_file *f)
{
    return real_of(f)->pMethods->xClose(real_of(f));
}
static int vfs_size(sqlite3_file *f, sqlite3_int64 *size)
{
    return real_of(f)->pMethods->xFileSize(real_of(f), size);
}
static int vfs_lock(sqlite3_file *f, int level)
{
    return real_of(f)->pMethods->xLock(real_of(f), level);
}
static int vfs_unlock(sqlite3_file *f, int level)
{
    return real_of(f)->pMethods->xUnlock(real_of(f), level);
}
static int vfs_check_lock(sqlite3_file *f, int *is_locked)
{
    return real_of(f)->pMethods->xCheckReservedLock(real_of(f), is_locked);
}
static int vfs_control(sqlite3_file *f, int op, void *with)
{
    return real_of(f)->pMethods->xFileControl(real_of(f), op, with);
}
static int vfs_sector(sqlite3_file *f)
{
    return real_of(f)->pMethods->xSectorSize(real_of(f));
}
static int vfs_traits(sqlite3_file *f)
{
    return real_of(f)->pMethods->xDeviceCharacteristics(real_of(f));
}
static int vfs_shm_map(sqlite3_file *f, int page, int size, int extend, void volatile **at)
{
    return real_of(f)->pMethods->xShmMap(real_of(f), page, size, extend, at);
}
static int vfs_shm_lock(sqlite3_file *f, int offset, int n, int flags)
{
    return real_of(f)->pMethods->xShmLock(real_of(f), offset, n, flags);
}
static void vfs_shm_barrier(sqlite3_file *f)
{
    real_of(f)->pMethods->xShmBarrier(real_of(f));
}
static int vfs_shm_unmap(sqlite3_file *f, int with_file)
{
    return real_of(f)->pMethods->xShmUnmap(real_of(f), with_file);
}

static const sqlite3_io_methods methods = {
    .iVersion = 2, /* no memory mapped files: what is written is seen here */
    .xClose = vfs_close,
    .xRead = vfs_read,
    .xWrite = vfs_write,
    .xTruncate = vfs_truncate,
    .xSync = vfs_sync,
    .xFileSize = vfs_size,
    .xLock = vfs_lock,
    .xUnlock = vfs_unlock,
    .xCheckReservedLock = vfs_check_lock,
    .xFileControl = vfs_control,
    .xSectorSize = vfs_sector,
    .xDeviceCharacteristics = vfs_traits,
    .xShmMap = vfs_shm_map,
    .xShmLock = vfs_shm_lock,
    .xShmBarrier = vfs_shm_barrier,
    .xShmUnmap = vfs_shm_unmap,
};

/* --- opening --------------------------------------------------------------------------------- */

enum { LASTING = SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_WAL };

static int vfs_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags,
                    int *flags_out)
{
    (void)vfs;
    struct file *f = (struct file *)file;
    *f = (struct file){.real = (sqlite3_file *)(f + 1), .is_log = flags & SQLITE_OPEN_WAL};
    pthread_mutex_lock(&d.lock);
    bool is_new = path && access(path, F_OK) != 0;
    int result = d.is_off && is_new ? SQLITE_CANTOPEN
                                    : d.real->xOpen(d.real, path, f->real, flags, flags_out);
    if (result == SQLITE_OK && path && d.is_watched && (flags & LASTING))
        f->watched = disk_file_watch(&d.disk, path);
    pthread_mutex_unlock(&d.lock);
    f->base.pMethods = result == SQLITE_OK ? &methods : NULL;
    return result;
}

const char *vfs_name(void)
{
    static sqlite3_vfs vfs;
    pthread_mutex_lock(&d.lock);
    if (!d.real) {
        d.real = sqlite3_vfs_find(NULL);
        vfs = *d.real;
        vfs.pNext = NULL;
        vfs.zName = "convoke-test";
        vfs.szOsFile = (int)sizeof(struct file) + d.real->szOsFile;
        vfs.xOpen = vfs_open;
        vfs.xDelete = vfs_delete;
        sqlite3_vfs_register(&vfs, 0);
    }
    pthread_mutex_unlock(&d.lock);
    return vfs.zName;
}

/* --- settings -------------------------------------------------------------------------------- */

#define UNDER_LOCK(statement)          \
    do {                               \
        pthread_mutex_lock(&d.lock);   \
        statement;                     \
        pthread_mutex_unlock(&d.lock); \
    } while (0)

static void forget(void)
{
    disk_free(d.disk);
    d.disk = NULL;
    d.sync_ms = 0;
    d.syncs = d.log_syncs = d.fail_sync = d.power = 0;
    d.room = -1;
    d.is_watched = d.is_off = false;
}

void vfs_reset(void)
{
    UNDER_LOCK(forget());
}
void vfs_set_sync_ms(int ms)
{
    UNDER_LOCK(d.sync_ms = ms);
}
void vfs_set_room(int64_t bytes)
{
    UNDER_LOCK(d.room = bytes);
}
void vfs_fail_sync_at(int64_t n)
{
    UNDER_LOCK(d.fail_sync = n);
}
void vfs_watch(void)
{
    UNDER_LOCK(d.is_watched = true);
}
void vfs_power_off_at(int64_t n)
{
    UNDER_LOCK(d.power = n);
}

int64_t vfs_syncs(void)
{
    int64_t n;
    UNDER_LOCK(n = d.syncs);
    return n;
}
int64_t vfs_log_syncs(void)
{
    int64_t n;
    UNDER_LOCK(n = d.log_syncs);
    return n;
}
bool vfs_is_off(void)
{
    bool is_off;
    UNDER_LOCK(is_off = d.is_off);
    return is_off;
}

void vfs_power_on(uint64_t seed)
{
    pthread_mutex_lock(&d.lock);
    disk_survive(d.disk, seed);
    forget();
    d.is_watched = true;
    pthread_mutex_unlock(&d.lock);
}
