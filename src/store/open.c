/* Opening a store: what its URL means, its directory and file, the newest schema. */
#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BUSY_DEFAULT_S = 10 };

static const struct driver *const drivers[] = {&sqlite_driver};

static const struct driver *driver_of(const char *url, const char **path_out, struct error *err)
{
    for (size_t i = 0; url && i < LENGTH(drivers); i++) {
        size_t len = strlen(drivers[i]->scheme);
        if (strncmp(url, drivers[i]->scheme, len) != 0 || url[len] != '/' || url[len + 1] == '\0')
            continue;
        *path_out = url + len;
        return drivers[i];
    }
    fail(err, FAULT_CONFIG, NULL,
         "The store's URL \"%s\" is not understood; write sqlite:/path/to/convoke.db.",
         url ? url : "");
    return NULL;
}

/* --- the file --------------------------------------------------------------------------------- */

/* Never opens a file that is there: closing it would drop the locks that this process has on it. */
static bool make_file(const char *path, struct error *err)
{
    TRY(path_make_directories(path, err));
    int fd = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0)
        return errno == EEXIST || path_fail(path, "made", err);
    close(fd);
    return path_sync_directory(path, err);
}

static bool find_file(const char *path, bool create, struct error *err)
{
    struct stat st;
    if (stat(path, &st) == 0)
        return S_ISREG(st.st_mode) ||
               fail(err, FAULT_CONFIG, NULL, "The store %s is no file.", path);
    if (errno != ENOENT)
        return path_fail(path, "opened", err);
    if (create)
        return make_file(path, err);
    return fail(err, FAULT_NOT_FOUND, NULL,
                "There is no store at %s; \"convoke user add\" makes one.", path);
}

/* --- the store -------------------------------------------------------------------------------- */

static struct store *store_new(const struct driver *driver, const char *path,
                               const struct store_options *options)
{
    struct store *s = mem_new(sizeof *s);
    s->driver = driver;
    s->place = (struct place){
        .path = mem_str(path),
        .vfs = options && options->vfs ? mem_str(options->vfs) : NULL,
        .busy_s = options && options->busy_s > 0 ? options->busy_s : BUSY_DEFAULT_S,
    };
    s->queue_end = &s->queue;
    pthread_mutex_init(&s->lock, NULL);
    pthread_mutex_init(&s->key_lock, NULL);
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&s->read_returned, &monotonic);
    pthread_condattr_destroy(&monotonic);
    return s;
}

struct store *store_open(const char *url, const struct store_options *options, struct error *err)
{
    bool create = options && options->create;
    const char *path = NULL;
    const struct driver *driver = driver_of(url, &path, err);
    TRY(driver);
    TRY(find_file(path, create, err));
    OWN(store) s = store_new(driver, path, options);
    s->writer = conn_open(driver, &s->place, CONN_WRITE, err);
    TRY(s->writer);
    s->writer->store = s;
    TRY(store_migrate(s->writer, store_migrations, store_nmigrations, create, err));
    s->committed = driver->committed(s->writer->db);
    return GIVE(s);
}

void store_free(struct store *s)
{
    if (!s)
        return;
    while (s->idle) {
        struct conn *c = s->idle;
        s->idle = c->next;
        conn_free(c);
    }
    conn_free(s->writer);
    pthread_cond_destroy(&s->read_returned);
    pthread_mutex_destroy(&s->lock);
    pthread_mutex_destroy(&s->key_lock);
    explicit_bzero(s->key, sizeof s->key);
    free(s->place.path);
    free(s->place.vfs);
    free(s);
}

const char *store_path(const struct store *s)
{
    return s->place.path;
}

void store_fail_at(struct store *s, int64_t statement)
{
    atomic_store(&s->fail_reached, false);
    atomic_store(&s->fail_at, statement);
}

bool store_fail_reached(const struct store *s)
{
    return atomic_load(&s->fail_reached);
}

/* --- copies ----------------------------------------------------------------------------------- */

bool store_backup(struct store *s, const char *path, struct error *err)
{
    return s->driver->backup(&s->place, path, err);
}

static bool hold_copy(struct conn *c, struct error *err)
{
    TRY(store_migrate(c, store_migrations, store_nmigrations, false, err));
    TRY(conn_begin(c, CONN_WRITE, err));
    struct tx tx = {.conn = c, .use = CONN_WRITE};
    if (store_outbox_hold(&tx, "restored", err) && store_epoch_renew(&tx, err))
        return conn_commit(c, err);
    conn_rollback(c);
    return false;
}

bool store_restore(const char *url, const char *backup, struct error *err)
{
    const char *path = NULL;
    const struct driver *driver = driver_of(url, &path, err);
    TRY(driver);
    if (access(backup, R_OK) != 0)
        return path_fail(backup, "read", err);
    TRY(path_make_directories(path, err));
    OWN_CHARS mine = mem_str(path);
    struct place to = {.path = mine, .busy_s = BUSY_DEFAULT_S};
    return driver->restore(&to, backup, hold_copy, err);
}

bool store_check(struct store *s, struct error *err)
{
    static const char turns[] =
        "SELECT count(*) FROM parcels AS p WHERE turn = 1 AND (state >= 2 OR EXISTS"
        " (SELECT 1 FROM parcels AS older WHERE older.account = p.account AND older.line = p.line"
        "  AND older.id < p.id AND older.state < 2))";
    OWN(tx) tx = store_read(s, err);
    TRY(tx);
    TRY(s->driver->check(tx->conn->db, err));
    int64_t wrong = 0;
    TRY(tx_number(tx, turns, BIND_NONE, &wrong, err) > 0);
    return wrong == 0 ||
           fail(err, FAULT_INVALID, NULL,
                "The store is not sound: %lld parcels are before their turn.", (long long)wrong);
}
