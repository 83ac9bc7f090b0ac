/* How many changes a second go through the whole pipeline (read, room, link, comparison, reminder,
 * store, outbox row) and are on disk, against the raw commit rate of SQLite on the same file
 * system: rows of the same size, WAL, synchronous=FULL. Prints one line a figure: name, what was
 * reached, the raw rate, the ratio, the target. Usage: commits [DIRECTORY [MS [NAME]]]; the
 * directory is $TMPDIR or /tmp, each of the measurements takes 1000 ms, all figures or that of the
 * name; the name raw prints the raw rate alone. */
#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "convoke/change.h"
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

/* --- SQLite alone ---------------------------------------------------------------------------- */

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

/* --- the pipeline ----------------------------------------------------------------------------- */

struct run {
    struct pipeline pipeline;
    int64_t account;
    bool invites;
    double until;
    atomic_llong commits;
};

static bool account_job(struct tx *tx, void *with, struct error *err)
{
    struct run *r = with;
    char name[] = "ada", address[] = "ada@example.org", *addresses[] = {address};
    struct account a = {
        .name = name, .addresses = addresses, .naddresses = 1, .held_since = INSTANT_FIRST};
    return store_account_add(tx, &a, &r->account, err);
}

/* An event of ROW_BYTES, with a guest or without. Everything but its UID is always the same. */
static char *event_text(bool invites)
{
    unsigned char bytes[16];
    OWN(text) t = text_new();
    random_bytes(bytes, sizeof bytes);
    text_add_str(t, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Convoke//Bench//EN\r\n"
                    "BEGIN:VEVENT\r\nUID:");
    text_add_base32(t, bytes, sizeof bytes);
    text_add_str(t, "@example.org\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20360310T100000Z\r\n"
                    "DTEND:20360310T110000Z\r\nSUMMARY:Planning\r\n"
                    "ORGANIZER:mailto:ada@example.org\r\n");
    if (invites)
        text_add_str(t, "ATTENDEE;RSVP=TRUE:mailto:guest@example.net\r\n");
    static const char end[] = "END:VEVENT\r\nEND:VCALENDAR\r\n";
    while (text_len(t) + 75 + sizeof end < ROW_BYTES)
        text_add_str(t, "COMMENT:What we talk about is numbers and plans and who will do them\r\n");
    text_add_str(t, end);
    return text_take(t);
}

static void *write_until(void *with)
{
    struct run *r = with;
    while (seconds() < r->until) {
        OWN_CHARS text = event_text(r->invites);
        struct change c = {
            .kind = CHANGE_PUT, .account = r->account, .text = span_of(text), .tell = true};
        if (!change_submit(&r->pipeline, &c, 1))
            give_up(c.err.said);
        change_clear(&c);
        atomic_fetch_add(&r->commits, 1);
    }
    return NULL;
}

static double pipeline_rate(struct run *r, int threads, double for_s)
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

/* --- side by side ---------------------------------------------------------------------------- */

struct figure {
    const char *name;
    int threads, sync_ms;
    bool invites; /* a guest: room, link, reminder, outbox row and caps besides the event */
    double target;
};
static const struct figure figures[] = {
    {"event.one_writer", 1, 0, false, 0.6},
    {"event.32_threads", THREADS, 0, false, 1.5},
    {"event.32_threads_sync_10ms", THREADS, SYNC_MS, false, 10},
    {"invitation.one_writer", 1, 0, true, 0.6},
    {"invitation.32_threads", THREADS, 0, true, 1.5},
    {"invitation.32_threads_sync_10ms", THREADS, SYNC_MS, true, 10},
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
        rates[i] = pipeline_rate(r, f->threads, for_s);
        ratios[i] = rates[i] / raw_rates[i];
    }
    int middle = middle_of(ratios);
    printf("%-32s pipeline %8.0f/s   sqlite %8.0f/s   ratio %6.2f   target >= %-4g %s\n", f->name,
           rates[middle], raw_rates[middle], ratios[middle], f->target,
           ratios[middle] >= f->target ? "reached" : "not reached");
    fflush(stdout);
}

/* Nothing is held back: what is measured is the way in. */
static const char settings[] = "[jitsi]\ndomain = https://meet.example.org\n"
                               "[mail]\nfrom = calendar@example.org\ntransport = maildir:/nowhere\n"
                               "[limits]\nrecipients_per_hour = 100000000\n"
                               "changes_per_ten_minutes = 100000000\n";

static void measure(const struct figure *f, const char *dir, double for_s)
{
    OWN_CHARS raw_path = mem_strf("%s/raw-%s.db", dir, f->name);
    OWN_CHARS url = mem_strf("sqlite:%s/store-%s.db", dir, f->name);
    const char *vfs = f->sync_ms ? vfs_name() : NULL;
    struct error err = {0};
    sqlite3 *raw = raw_open(raw_path, vfs);
    OWN(store) s = store_open(url, &(struct store_options){.create = true, .vfs = vfs}, &err);
    OWN(zones) zones = zones_open(NULL, &err);
    OWN(config) config = config_parse(span_of(settings), "commits", &err);
    struct run r = {.pipeline = {s, zones, config}, .invites = f->invites};
    if (!s || !zones || !config || !store_write_one(s, account_job, &r, &err))
        give_up(err.said);
    vfs_set_sync_ms(f->sync_ms);
    compare(f, raw, &r, for_s);
    vfs_set_sync_ms(0);
    sqlite3_close(raw);
}

static void measure_all(const char *name, const char *dir, double for_s)
{
    printf(
        "pipeline: change_submit of a new event or of a new meeting with a guest, %d bytes; sqlite: INSERT of a row of %d bytes;"
        " both WAL, synchronous=FULL, in %s\n",
        ROW_BYTES, ROW_BYTES, dir);
    for (size_t i = 0; i < LENGTH(figures); i++)
        if (!name || strcmp(name, figures[i].name) == 0)
            measure(&figures[i], dir, for_s);
}

static void measure_raw(const char *dir, double for_s)
{
    OWN_CHARS path = mem_strf("%s/raw.db", dir);
    sqlite3 *raw = raw_open(path, NULL);
    printf("raw %.0f/s\n", raw_rate(raw, for_s));
    sqlite3_close(raw);
}

int main(int argc, char **argv)
{
    const char *tmp = getenv("TMPDIR");
    OWN_CHARS dir = mem_strf("%s/convoke-commits-XXXXXX", argc > 1 ? argv[1] : tmp ? tmp : "/tmp");
    double for_s = argc > 2 ? atof(argv[2]) / 1000 : 1;
    if (!mkdtemp(dir))
        give_up("no directory for the stores");
    const char *name = argc > 3 ? argv[3] : NULL;
    if (name && strcmp(name, "raw") == 0)
        measure_raw(dir, for_s);
    else
        measure_all(name, dir, for_s);
    OWN_CHARS remove = mem_strf("rm -rf '%s'", dir);
    return system(remove) == 0 ? 0 : 1;
}
