/* Files: what a URL means, who may read them, backups, what is put back, the key, migrations. */
#include <sqlite3.h>

#include "../../../src/store/internal.h"
#include "fixture.h"

static unsigned mode_of(const char *path)
{
    struct stat st;
    CHECK_INT(stat(path, &st), 0);
    return st.st_mode & 07777;
}
static void overwrite(const char *path, const char *bytes, long at)
{
    FILE *f = fopen(path, access(path, F_OK) == 0 ? "r+b" : "wb");
    CHECK(f && fseek(f, at, SEEK_SET) == 0);
    CHECK(fwrite(bytes, 1, strlen(bytes), f) == strlen(bytes));
    CHECK_INT(fclose(f), 0);
}

/* --- opening -------------------------------------------------------------------------------- */

TEST(a_url_that_names_no_absolute_file_is_refused)
{
    static const char *const urls[] = {
        "",          "/var/lib/convoke.db",    "sqlite:",
        "sqlite:/",  "sqlite:convoke.db",      "postgresql://host/db",
        "sqlitee:/", "SQLITE:/tmp/convoke.db", "sqlite"};
    for (size_t i = 0; i < LENGTH(urls); i++) {
        struct error err = {0};
        CHECK(!store_open(urls[i], &(struct store_options){.create = true}, &err));
        CHECK_INT(err.kind, FAULT_CONFIG);
        CHECK(strstr(err.said, "sqlite:/path/to/convoke.db"));
    }
}

TEST(a_store_that_is_not_there_is_made_only_when_asked_for)
{
    OWN_PLACE p = place_new();
    struct error err = {0};
    CHECK(!store_open(p->url, NULL, &err));
    CHECK_INT(err.kind, FAULT_NOT_FOUND);
    CHECK(access(p->path, F_OK) != 0);
    overwrite(p->path, "", 0);
    CHECK(!store_open(p->url, NULL, &err));
    CHECK_INT(err.kind, FAULT_NOT_FOUND);
    OWN(store) s = open_new(p);
    CHECK_STR(store_path(s), p->path);
}

TEST(only_the_owner_reads_the_files_of_a_store)
{
    OWN_PLACE p = place_new();
    OWN_CHARS url = mem_strf("sqlite:%s/deep/down/convoke.db", p->dir);
    struct error err = {0};
    OWN(store) s = store_open(url, &(struct store_options){.create = true}, &err);
    CHECK_OK(s, &err);
    add_account(s, "ada");
    OWN_CHARS dir = mem_strf("%s/deep/down", p->dir);
    OWN_CHARS log = mem_strf("%s-wal", store_path(s));
    CHECK_INT(mode_of(dir), 0700);
    CHECK_INT(mode_of(store_path(s)), 0600);
    CHECK_INT(mode_of(log), 0600);
}

TEST(what_is_no_store_is_refused_and_left_alone)
{
    OWN_PLACE p = place_new();
    struct error err = {0};
    overwrite(p->path,
              "This is a letter, not a database, and long enough to be read as one."
              " It goes on for more than a hundred bytes, so that there is a header.",
              0);
    CHECK(!store_open(p->url, &(struct store_options){.create = true}, &err));
    CHECK_INT(err.kind, FAULT_IO);
    unlink(p->path);
    sqlite3 *db = NULL;
    CHECK_INT(sqlite3_open(p->path, &db), SQLITE_OK);
    CHECK_INT(sqlite3_exec(db, "CREATE TABLE letters (a)", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    CHECK(!store_open(p->url, &(struct store_options){.create = true}, &err));
    CHECK_INT(err.kind, FAULT_INVALID);
    OWN_CHARS dir = mem_strf("sqlite:%s", p->dir);
    CHECK(!store_open(dir, &(struct store_options){.create = true}, &err));
    CHECK_INT(err.kind, FAULT_CONFIG);
}

/* --- migrations ----------------------------------------------------------------------------- */

static const char *const second_step[] = {"CREATE TABLE letters (account INTEGER NOT NULL) STRICT",
                                          "INSERT INTO letters SELECT id FROM accounts", NULL};
static const char *const broken_step[] = {"CREATE TABLE cards (account INTEGER NOT NULL) STRICT",
                                          "CREATE TABLE", NULL};

static struct migration *steps_and(const char *const *more)
{
    struct migration *steps = mem_array(store_nmigrations + 1, sizeof *steps);
    memcpy(steps, store_migrations, store_nmigrations * sizeof *steps);
    steps[store_nmigrations].statements = more;
    return steps;
}

static int64_t ask(struct conn *c, const char *sql)
{
    struct error err = {0};
    struct tx tx = {.conn = c};
    int64_t number = -1;
    return tx_number(&tx, sql, BIND_NONE, &number, &err) > 0 ? number : -1;
}

TEST(an_older_store_gets_the_new_tables_with_what_it_holds)
{
    OWN_PLACE p = place_new();
    struct error err = {0};
    struct store *old = open_new(p);
    add_account(old, "ada");
    store_free(old);
    struct place at = {.path = p->path, .busy_s = 1};
    OWN(conn) c = conn_open(&sqlite_driver, &at, CONN_WRITE, &err);
    CHECK_OK(c, &err);
    struct migration *steps = steps_and(second_step);
    for (int again = 0; again < 2; again++)
        CHECK_OK(store_migrate(c, steps, store_nmigrations + 1, false, &err), &err);
    CHECK_INT(ask(c, "SELECT count(*) FROM letters"), 1);
    free(steps);
    CHECK(!store_open(p->url, NULL, &err)); /* for this version it is too new now */
    CHECK_INT(err.kind, FAULT_CONFLICT);
}

TEST(a_migration_that_fails_leaves_the_store_as_it_was)
{
    OWN_PLACE p = place_new();
    struct error err = {0};
    store_free(open_new(p));
    struct place at = {.path = p->path, .busy_s = 1};
    struct conn *c = conn_open(&sqlite_driver, &at, CONN_WRITE, &err);
    CHECK_OK(c, &err);
    struct migration *steps = steps_and(broken_step);
    CHECK(!store_migrate(c, steps, store_nmigrations + 1, false, &err));
    CHECK_INT(ask(c, "SELECT count(*) FROM sqlite_schema WHERE name = 'cards'"), 0);
    free(steps);
    conn_free(c);
    OWN(store) s = open_new(p);
    CHECK_OK(store_check(s, &err), &err);
}

/* --- copies --------------------------------------------------------------------------------- */

static bool account_is_there(struct store *s, const char *name)
{
    struct error err = {0};
    OWN(tx) tx = read_ok(s);
    OWN(account) a = store_account_named(tx, name, &err);
    return a != NULL;
}

struct backup_job {
    struct store *store;
    const char *path;
};
static bool backup_job(struct tx *tx, void *with, struct error *err)
{
    const struct backup_job *j = with;
    struct account_job a = {.name = "cyd", .address = "cyd@example.org"};
    TRY(add_account_job(tx, &a, err));
    return store_backup(j->store, j->path, err); /* in use as it can be: in the middle of a write */
}

TEST(a_backup_of_a_store_in_use_is_whole_and_private)
{
    OWN_PLACE p = place_new();
    OWN_CHARS path = mem_strf("%s/backup.db", p->dir);
    OWN_CHARS url = mem_strf("sqlite:%s", path);
    struct error err = {0};
    OWN(store) s = open_new(p);
    add_account(s, "ada");
    struct backup_job j = {s, path};
    write_ok(s, backup_job, &j);
    CHECK_INT(mode_of(path), 0600);
    OWN(store) copy = store_open(url, NULL, &err);
    CHECK_OK(copy, &err);
    CHECK(account_is_there(copy, "ada") && !account_is_there(copy, "cyd"));
    CHECK_OK(store_check(copy, &err), &err);
    CHECK(!store_backup(s, p->path, &err));
    CHECK_INT(err.kind, FAULT_USAGE);
    CHECK(!store_backup(s, "/nonexistent/backup.db", &err));
    CHECK_INT(err.kind, FAULT_NOT_FOUND);
}

static bool release_job(struct tx *tx, void *with, struct error *err)
{
    (void)with;
    return store_outbox_hold(tx, NULL, err);
}

TEST(a_restored_store_is_the_backup_with_its_outbox_held)
{
    OWN_PLACE p = place_new();
    OWN_CHARS path = mem_strf("%s/backup.db", p->dir);
    struct error err = {0};
    struct store *s = open_new(p);
    add_account(s, "ada");
    CHECK_OK(store_backup(s, path, &err), &err);
    add_account(s, "bob");
    CHECK(!store_restore(p->url, path, &err));
    CHECK_INT(err.kind, FAULT_BUSY);
    CHECK(account_is_there(s, "bob"));
    store_free(s);
    CHECK_OK(store_restore(p->url, path, &err), &err);
    CHECK_INT(mode_of(p->path), 0600);
    OWN(store) restored = open_new(p);
    CHECK(account_is_there(restored, "ada") && !account_is_there(restored, "bob"));
    OWN(tx) tx = read_ok(restored);
    OWN_CHARS why = store_outbox_held(tx, &err);
    CHECK_STR(why, "restored");
    write_ok(restored, release_job, NULL);
}

TEST(a_backup_is_restored_where_there_was_nothing_or_something_broken)
{
    OWN_PLACE p = place_new();
    OWN_PLACE other = place_new();
    OWN_CHARS path = mem_strf("%s/backup.db", p->dir);
    struct error err = {0};
    struct store *s = open_new(p);
    add_account(s, "ada");
    CHECK_OK(store_backup(s, path, &err), &err);
    store_free(s);
    overwrite(p->path, "broken broken broken", 0);
    CHECK_OK(store_restore(p->url, path, &err), &err);
    CHECK_OK(store_restore(other->url, path, &err), &err);
    OWN(store) here = open_new(p);
    OWN(store) there = open_new(other);
    CHECK(account_is_there(here, "ada") && account_is_there(there, "ada"));
}

TEST(what_is_no_intact_backup_is_refused_and_the_store_stays)
{
    OWN_PLACE p = place_new();
    OWN_CHARS path = mem_strf("%s/backup.db", p->dir);
    struct error err = {0};
    struct store *s = open_new(p);
    add_account(s, "ada");
    CHECK_OK(store_backup(s, path, &err), &err);
    store_free(s);
    CHECK(!store_restore(p->url, "/nonexistent/backup.db", &err));
    CHECK_INT(err.kind, FAULT_NOT_FOUND);
    CHECK(!store_restore(p->url, p->path, &err));
    CHECK_INT(err.kind, FAULT_USAGE);
    overwrite(path, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", 4096 * 3);
    CHECK(!store_restore(p->url, path, &err));
    CHECK_INT(err.kind, FAULT_INVALID);
    overwrite(path, "This is not a database at all.", 0);
    CHECK(!store_restore(p->url, path, &err));
    CHECK_INT(err.kind, FAULT_INVALID);
    OWN(store) still = open_new(p);
    CHECK(account_is_there(still, "ada"));
}

/* --- soundness ------------------------------------------------------------------------------ */

TEST(a_check_finds_rows_that_belong_to_nothing_and_parcels_before_their_turn)
{
    static const char *const harms[] = {
        "PRAGMA foreign_keys = OFF; DELETE FROM accounts",
        "INSERT INTO parcels (account, id, kind, key, recipient, line, state, turn, created, due,"
        " expires, leased_until, finished, attempts) VALUES (1, 1, 'itip', '', 'x', 'l', 2, 1, 0, 0,"
        " 0, 0, 0, 0)",
    };
    for (size_t i = 0; i < LENGTH(harms); i++) {
        OWN_PLACE p = place_new();
        struct error err = {0};
        OWN(store) s = open_new(p);
        add_account(s, "ada");
        CHECK_OK(store_check(s, &err), &err);
        sqlite3 *db = NULL;
        CHECK_INT(sqlite3_open(p->path, &db), SQLITE_OK);
        CHECK_INT(sqlite3_exec(db, harms[i], NULL, NULL, NULL), SQLITE_OK);
        sqlite3_close(db);
        CHECK(!store_check(s, &err));
        CHECK_INT(err.kind, FAULT_INVALID);
    }
}

/* --- the key -------------------------------------------------------------------------------- */

TEST(the_key_is_made_once_and_stands_beside_the_store)
{
    OWN_PLACE p = place_new();
    OWN_CHARS path = mem_strf("%s.key", p->path);
    struct error err = {0};
    OWN(store) s = open_new(p);
    unsigned char first[32], again[32], none[32] = {0};
    CHECK_OK(store_key(s, first, &err), &err);
    CHECK_OK(store_key(s, again, &err), &err);
    CHECK(memcmp(first, again, sizeof first) == 0 && memcmp(first, none, sizeof first) != 0);
    CHECK_INT(mode_of(path), 0600);
    CHECK_INT(truncate(path, 31), 0);
    CHECK_OK(store_key(s, again, &err), &err);
    CHECK(memcmp(first, again, sizeof first) == 0);
    OWN(store) later = open_new(p);
    CHECK(!store_key(later, again, &err));
    CHECK_INT(err.kind, FAULT_IO);
}

RUN_TESTS(CASE(a_url_that_names_no_absolute_file_is_refused),
          CASE(a_store_that_is_not_there_is_made_only_when_asked_for),
          CASE(only_the_owner_reads_the_files_of_a_store),
          CASE(what_is_no_store_is_refused_and_left_alone),
          CASE(an_older_store_gets_the_new_tables_with_what_it_holds),
          CASE(a_migration_that_fails_leaves_the_store_as_it_was),
          CASE(a_backup_of_a_store_in_use_is_whole_and_private),
          CASE(a_restored_store_is_the_backup_with_its_outbox_held),
          CASE(a_backup_is_restored_where_there_was_nothing_or_something_broken),
          CASE(what_is_no_intact_backup_is_refused_and_the_store_stays),
          CASE(a_check_finds_rows_that_belong_to_nothing_and_parcels_before_their_turn),
          CASE(the_key_is_made_once_and_stands_beside_the_store))
