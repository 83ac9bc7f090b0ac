/* The writer: what arrives together is committed together, and each job stands or falls alone. */
#include <dirent.h>
#include <pthread.h>
#include <stdatomic.h>

#include "fixture.h"
#include "vfs.h"

enum { THREADS = 32, ROUNDS = 20 };

/* --- jobs that are told what to do ---------------------------------------------------------- */

struct step {
    const char *name; /* of an address that is added */
    bool fails;
    int ran;
};
static bool step_job(struct tx *tx, void *with, struct error *err)
{
    struct step *step = with;
    step->ran++;
    TRY(store_unsubscribe(tx, step->name, true, err));
    return !step->fails || fail(err, FAULT_PRECONDITION, "etag", "Somebody was faster.");
}

static bool is_there(struct store *s, const char *name)
{
    struct error err = {0};
    bool is = false;
    OWN(tx) tx = read_ok(s);
    CHECK_OK(store_unsubscribed(tx, name, &is, &err), &err);
    return is;
}

TEST(a_job_that_fails_is_undone_alone)
{
    OWN_PLACE p = place_new();
    OWN(store) s = open_new(p);
    struct step steps[] = {{"a", false, 0}, {"b", true, 0}, {"c", false, 0}};
    struct job jobs[LENGTH(steps)];
    memset(jobs, 0xff, sizeof jobs); /* the outs are the callee's to fill */
    for (size_t i = 0; i < LENGTH(jobs); i++) {
        jobs[i].run = step_job;
        jobs[i].with = &steps[i];
    }
    CHECK(!store_write(s, jobs, LENGTH(jobs)));
    CHECK(jobs[0].ok && !jobs[1].ok && jobs[2].ok);
    CHECK_INT(jobs[1].err.kind, FAULT_PRECONDITION);
    CHECK_STR(jobs[1].err.rule, "etag");
    CHECK(is_there(s, "a") && !is_there(s, "b") && is_there(s, "c"));
}

TEST(a_single_job_that_fails_leaves_nothing)
{
    OWN_PLACE p = place_new();
    OWN(store) s = open_new(p);
    struct error err = {0};
    struct step step = {"a", true, 0};
    CHECK(!store_write_one(s, step_job, &step, &err));
    CHECK_INT(err.kind, FAULT_PRECONDITION);
    CHECK(!is_there(s, "a"));
    step.fails = false;
    write_ok(s, step_job, &step);
    CHECK(is_there(s, "a"));
    CHECK(store_write(s, NULL, 0));
}

/* --- savepoints ----------------------------------------------------------------------------- */

static bool nested_job(struct tx *tx, void *with, struct error *err)
{
    (void)with;
    TRY(store_unsubscribe(tx, "outer", true, err));
    OWN(savepoint) kept = tx_savepoint(tx, err);
    TRY(kept);
    TRY(store_unsubscribe(tx, "kept", true, err));
    {
        OWN(savepoint) dropped = tx_savepoint(tx, err);
        TRY(dropped);
        TRY(store_unsubscribe(tx, "dropped", true, err));
    }
    TRY(store_unsubscribe(tx, "after", true, err));
    return savepoint_keep(kept, err);
}

TEST(a_savepoint_that_is_not_kept_is_undone_alone)
{
    OWN_PLACE p = place_new();
    OWN(store) s = open_new(p);
    write_ok(s, nested_job, NULL);
    CHECK(is_there(s, "outer") && is_there(s, "kept") && is_there(s, "after"));
    CHECK(!is_there(s, "dropped"));
}

/* --- together ------------------------------------------------------------------------------- */

struct crowd {
    struct store *store;
    atomic_int waiting; /* threads that are inside store_write, or about to be */
    atomic_bool go;
    atomic_int refused;
};

static char state_of_task(const char *id)
{
    char line[512];
    OWN_CHARS path = mem_strf("/proc/self/task/%s/stat", id);
    FILE *f = fopen(path, "r");
    if (!f)
        return 'X'; /* it has ended */
    const char *name_end = fgets(line, sizeof line, f) ? strrchr(line, ')') : NULL;
    fclose(f);
    return name_end ? name_end[2] : 'X';
}

/* All threads but this one sleep: who was about to be in store_write has queued there. */
static bool others_sleep(void)
{
    int awake = 0;
    DIR *tasks = opendir("/proc/self/task");
    CHECK(tasks);
    for (const struct dirent *e; (e = readdir(tasks));)
        awake += e->d_name[0] != '.' && !strchr("SX", state_of_task(e->d_name));
    closedir(tasks);
    return awake <= 1;
}

/* The first job stays until all the others have queued. */
static bool wait_job(struct tx *tx, void *with, struct error *err)
{
    struct crowd *c = with;
    (void)tx;
    (void)err;
    atomic_store(&c->go, true);
    while (atomic_load(&c->waiting) < THREADS || !others_sleep())
        usleep(1000);
    return true;
}

static void *leader(void *with)
{
    struct crowd *c = with;
    write_ok(c->store, wait_job, c);
    return NULL;
}

static void *follower(void *with)
{
    struct crowd *c = with;
    char name[32];
    struct error err = {0};
    while (!atomic_load(&c->go))
        usleep(1000);
    int number = atomic_fetch_add(&c->waiting, 1);
    snprintf(name, sizeof name, "%d", number);
    struct step step = {name, number % 4 == 3, 0};
    if (!store_write_one(c->store, step_job, &step, &err))
        atomic_fetch_add(&c->refused, 1);
    CHECK_INT(step.ran, 1);
    return NULL;
}

static void run_crowd(struct crowd *c)
{
    pthread_t first, ids[THREADS];
    CHECK_INT(pthread_create(&first, NULL, leader, c), 0);
    for (int i = 0; i < THREADS; i++)
        CHECK_INT(pthread_create(&ids[i], NULL, follower, c), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(ids[i], NULL);
    pthread_join(first, NULL);
}

TEST(what_queues_while_one_commits_goes_with_one_commit)
{
    vfs_reset();
    OWN_PLACE p = place_new();
    OWN(store) s = open_with(p, vfs_name());
    struct crowd c = {.store = s};
    int64_t before = vfs_log_syncs();
    run_crowd(&c);
    CHECK(vfs_log_syncs() - before <= 2); /* the leader wrote nothing, all others one commit */
    CHECK_INT(c.refused, THREADS / 4);
    for (int i = 0; i < THREADS; i++) {
        char name[32];
        snprintf(name, sizeof name, "%d", i);
        CHECK_INT(is_there(s, name), i % 4 != 3);
    }
}

TEST(when_the_commit_fails_every_job_of_the_batch_fails)
{
    vfs_reset();
    OWN_PLACE p = place_new();
    OWN(store) s = open_with(p, vfs_name());
    struct crowd c = {.store = s};
    vfs_fail_sync_at(1);
    run_crowd(&c);
    CHECK_INT(c.refused, THREADS);
    for (int i = 0; i < THREADS; i++) {
        char name[32];
        snprintf(name, sizeof name, "%d", i);
        CHECK(!is_there(s, name));
    }
}

/* --- many writers for a while, with a disk that takes its time ------------------------------ */

struct swarm {
    struct store *store;
    atomic_int next;
};
static void *write_many(void *with)
{
    struct swarm *w = with;
    for (int i = 0; i < ROUNDS; i++) {
        char name[32];
        snprintf(name, sizeof name, "%d", atomic_fetch_add(&w->next, 1));
        struct step step = {name, false, 0};
        write_ok(w->store, step_job, &step);
        CHECK(is_there(w->store, name)); /* what was answered is seen by every reader */
    }
    return NULL;
}

TEST(a_slow_disk_is_asked_at_most_once_for_ten_writes_of_32_threads)
{
    vfs_reset();
    OWN_PLACE p = place_new();
    OWN(store) s = open_with(p, vfs_name());
    struct swarm w = {.store = s};
    pthread_t ids[THREADS];
    vfs_set_sync_ms(50); /* time enough for all to come back, on a busy machine too */
    int64_t before = vfs_syncs();
    for (int i = 0; i < THREADS; i++)
        CHECK_INT(pthread_create(&ids[i], NULL, write_many, &w), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(ids[i], NULL);
    CHECK((vfs_syncs() - before) * 10 <= THREADS * ROUNDS);
}

TEST(a_single_writer_costs_one_sync_a_commit)
{
    vfs_reset();
    OWN_PLACE p = place_new();
    OWN(store) s = open_with(p, vfs_name());
    struct step step = {"first", false, 0};
    write_ok(s, step_job, &step);
    int64_t before = vfs_syncs();
    for (int i = 0; i < ROUNDS; i++) {
        char name[32];
        snprintf(name, sizeof name, "%d", i);
        step.name = name;
        write_ok(s, step_job, &step);
    }
    CHECK_INT(vfs_syncs() - before, ROUNDS);
}

/* --- bounds --------------------------------------------------------------------------------- */

static bool sees_late(struct tx *tx)
{
    struct error err = {0};
    bool is = false;
    CHECK_OK(store_unsubscribed(tx, "late", &is, &err), &err);
    return is;
}

static void *hold_snapshot(void *with)
{
    struct crowd *c = with;
    OWN(tx) tx = read_ok(c->store);
    CHECK(!sees_late(tx));
    atomic_fetch_add(&c->waiting, 1);
    while (!atomic_load(&c->go))
        usleep(1000);
    CHECK(!sees_late(tx));
    return NULL;
}

TEST(a_snapshot_stays_as_it_was_while_somebody_writes)
{
    OWN_PLACE p = place_new();
    OWN(store) s = open_new(p);
    struct crowd c = {.store = s};
    pthread_t ids[8];
    for (size_t i = 0; i < LENGTH(ids); i++)
        CHECK_INT(pthread_create(&ids[i], NULL, hold_snapshot, &c), 0);
    while (atomic_load(&c.waiting) < (int)LENGTH(ids))
        usleep(1000);
    struct step step = {"late", false, 0};
    write_ok(s, step_job, &step);
    atomic_store(&c.go, true);
    for (size_t i = 0; i < LENGTH(ids); i++)
        pthread_join(ids[i], NULL);
    CHECK(is_there(s, "late"));
}

TEST(too_many_snapshots_are_refused_as_busy)
{
    OWN_PLACE p = place_new();
    store_free(open_new(p));
    struct error err = {0};
    OWN(store) s = store_open(p->url, &(struct store_options){.busy_s = 1}, &err);
    CHECK_OK(s, &err);
    struct tx *held[64];
    for (size_t i = 0; i < LENGTH(held); i++)
        held[i] = read_ok(s);
    CHECK(!store_read(s, &err));
    CHECK_INT(err.kind, FAULT_BUSY);
    for (size_t i = 0; i < LENGTH(held); i++)
        tx_free(held[i]);
    OWN(tx) again = read_ok(s);
    CHECK(again);
}

TEST(a_store_that_stays_busy_is_given_up)
{
    OWN_PLACE p = place_new();
    OWN(store) first = open_new(p);
    struct error err = {0};
    OWN(store) second = store_open(p->url, &(struct store_options){.busy_s = 1}, &err);
    CHECK_OK(second, &err);
    struct crowd c = {.store = first};
    pthread_t id;
    CHECK_INT(pthread_create(&id, NULL, leader, &c), 0);
    while (!atomic_load(&c.go))
        usleep(1000);
    struct step step = {"a", false, 0};
    CHECK(!store_write_one(second, step_job, &step, &err));
    CHECK_INT(err.kind, FAULT_BUSY);
    CHECK_INT(step.ran, 0);
    atomic_store(&c.waiting, THREADS);
    pthread_join(id, NULL);
    write_ok(second, step_job, &step);
}

RUN_TESTS(CASE(a_job_that_fails_is_undone_alone), CASE(a_single_job_that_fails_leaves_nothing),
          CASE(a_savepoint_that_is_not_kept_is_undone_alone),
          CASE(what_queues_while_one_commits_goes_with_one_commit),
          CASE(when_the_commit_fails_every_job_of_the_batch_fails),
          CASE(a_slow_disk_is_asked_at_most_once_for_ten_writes_of_32_threads),
          CASE(a_single_writer_costs_one_sync_a_commit),
          CASE(a_snapshot_stays_as_it_was_while_somebody_writes),
          CASE(too_many_snapshots_are_refused_as_busy), CASE(a_store_that_stays_busy_is_given_up))
