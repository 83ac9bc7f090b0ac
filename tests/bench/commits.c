/* How many events a second are stored and on disk, against the raw commit rate of SQLite on the
 * same file system: rows of the same size, WAL, synchronous=FULL. Prints one line a figure:
 * name, what was reached, the raw rate, the ratio, the target. Usage: commits [DIRECTORY [MS]];
 * the directory is $TMPDIR or /tmp, each of the measurements takes 1000 ms. */
#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "convoke/store.h"
#include "vfs.h"

enum { ROW_BYTES = 2048, THREADS = 32, ROUNDS = 5, SYNC_MS = 10 };

static void give_up(const char *why)
{
    fprintf(stderr, "commits: %s\n", why);
    exit(1);
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static char *row_text(void)
{
    char *text = mem_new(ROW_BYTES + 1);
    random_bytes(text, ROW_BYTES);
    for (int i = 0; i < ROW_BYTES; i++)
        text[i] = (char)('a' + (text[i] & 15));
    return text;
}

/* --- SQLite alone -------------------------------------------------------------------------------
 */

static sqlite3 *raw_open(const char *path, const char *vfs)
{
    sqlite3 *db = NULL;
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                        vfs) ||
        sqlite3_exec(db,
                     "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                     "PRAGMA cache_size = -8000; PRAGMA foreign_keys = ON;"
                     "PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 8000;"
                     "CREATE TABLE rows (id INTEGER PRIMARY KEY, text BLOB NOT NULL) STRICT",
                     NULL, NULL, NULL))
        give_up(sqlite3_errmsg(db));
    return db;
}

static double raw_rate(sqlite3 *db, double for_s)
{
    sqlite3_stmt *insert = NULL;
    OWN_CHARS text = row_text();
    if (sqlite3_prepare_v2(db, "INSERT INTO rows (text) VALUES ($1)", -1, &insert, NULL))
        give_up(sqlite3_errmsg(db));
    double start = seconds();
    int64_t commits = 0;
    while (seconds() < start + for_s) {
        sqlite3_bind_blob(insert, 1, text, ROW_BYTES, SQLITE_STATIC);
        if (sqlite3_step(insert) != SQLITE_DONE)
            give_up(sqlite3_errmsg(db));
        sqlite3_reset(insert);
        commits++;
    }
    sqlite3_finalize(insert);
    return (double)commits / (seconds() - start);
}

/* --- the store ----------------------------------------------------------------------------------
 */

struct run {
    struct store *store;
    int64_t account, calendar;
    double until;
    atomic_llong commits;
};

static bool account_job(struct tx *tx, void *with, struct error *err)
{
    struct run *r = with;
    char name[] = "ada", address[] = "ada@example.org", *addresses[] = {address};
    struct account a = {
        .name = name, .addresses = addresses, .naddresses = 1, .held_since = INSTANT_FIRST};
    TRY(store_account_add(tx, &a, &r->account, err));
    OWN(calendar) c = store_calendar_named(tx, r->account, "default", err);
    TRY(c);
    r->calendar = c->id;
    return true;
}

static bool object_job(struct tx *tx, void *with, struct error *err)
{
    return store_object_save(tx, with, err);
}

static void *write_until(void *with)
{
    struct run *r = with;
    OWN(object) o = mem_new(sizeof *o);
    o->account = r->account;
    o->calendar = r->calendar;
    o->text = row_text();
    o->text_len = ROW_BYTES;
    o->starts = 1800000000;
    o->ends = o->starts + 3600;
    while (seconds() < r->until) {
        unsigned char bytes[16];
        random_bytes(bytes, sizeof bytes);
        OWN(text) uid = text_new();
        text_add_base32(uid, bytes, sizeof bytes);
        free(o->uid);
        free(o->name);
        o->uid = mem_strf("%s@example.org", text_str(uid));
        o->name = mem_strf("%s.ics", text_str(uid));
        struct error err = {0};
        if (!store_write_one(r->store, object_job, o, &err))
            give_up(err.said);
        atomic_fetch_add(&r->commits, 1);
    }
    return NULL;
}

static double store_rate(struct run *r, int threads, double for_s)
{
    pthread_t ids[THREADS];
    atomic_store(&r->commits, 0);
    double start = seconds();
    r->until = start + for_s;
    for (int i = 0; i < threads; i++)
        if (pthread_create(&ids[i], NULL, write_until, r))
            give_up("no thread");
    for (int i = 0; i < threads; i++)
        pthread_join(ids[i], NULL);
    return (double)atomic_load(&r->commits) / (seconds() - start);
}

/* --- side by side -------------------------------------------------------------------------------
 */

struct figure {
    const char *name;
    int threads, sync_ms;
    double target;
};
static const struct figure figures[] = {
    {"commits.one_writer", 1, 0, 0.6},
    {"commits.32_threads", THREADS, 0, 1.5},
    {"commits.32_threads_sync_10ms", THREADS, SYNC_MS, 10},
};

/* The index of the middle one. */
static int middle_of(const double ratios[ROUNDS])
{
    for (int i = 0; i < ROUNDS; i++) {
        int below = 0;
        for (int j = 0; j < ROUNDS; j++)
            below += ratios[j] < ratios[i] || (ratios[j] == ratios[i] && j < i);
        if (below == ROUNDS / 2)
            return i;
    }
    return 0;
}

/* In turns, so that a busy moment of the machine hits both; the middle of the ratios counts. */
static void compare(const struct figure *f, sqlite3 *raw, struct run *r, double for_s)
{
    double raw_rates[ROUNDS], rates[ROUNDS], ratios[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
        raw_rates[i] = raw_rate(raw, for_s);
        rates[i] = store_rate(r, f->threads, for_s);
        ratios[i] = rates[i] / raw_rates[i];
    }
    int middle = middle_of(ratios);
    printf("%-30s store %8.0f/s   sqlite %8.0f/s   ratio %6.2f   target >= %-4g %s\n", f->name,
           rates[middle], raw_rates[middle], ratios[middle], f->target,
           ratios[middle] >= f->target ? "reached" : "not reached");
    fflush(stdout);
}

static void measure(const struct figure *f, const char *dir, double for_s)
{
    OWN_CHARS raw_path = mem_strf("%s/raw-%s.db", dir, f->name);
    OWN_CHARS url = mem_strf("sqlite:%s/store-%s.db", dir, f->name);
    const char *vfs = f->sync_ms ? vfs_name() : NULL;
    struct error err = {0};
    sqlite3 *raw = raw_open(raw_path, vfs);
    OWN(store) s = store_open(url, &(struct store_options){.create = true, .vfs = vfs}, &err);
    struct run r = {.store = s};
    if (!s || !store_write_one(s, account_job, &r, &err))
        give_up(err.said);
    vfs_set_sync_ms(f->sync_ms);
    compare(f, raw, &r, for_s);
    vfs_set_sync_ms(0);
    sqlite3_close(raw);
}

int main(int argc, char **argv)
{
    const char *tmp = getenv("TMPDIR");
    OWN_CHARS dir = mem_strf("%s/convoke-commits-XXXXXX", argc > 1 ? argv[1] : tmp ? tmp : "/tmp");
    double for_s = argc > 2 ? atof(argv[2]) / 1000 : 1;
    if (!mkdtemp(dir))
        give_up("no directory for the stores");
    printf("store: store_write of one event of %d bytes; sqlite: INSERT of a row of %d bytes;"
           " both WAL, synchronous=FULL, in %s\n",
           ROW_BYTES, ROW_BYTES, dir);
    for (size_t i = 0; i < LENGTH(figures); i++)
        measure(&figures[i], dir, for_s);
    OWN_CHARS remove = mem_strf("rm -rf '%s'", dir);
    return system(remove) == 0 ? 0 : 1;
}
