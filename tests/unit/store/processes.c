/* Several processes on one store, one of them killed in the middle, and one that was root's. */
#include <signal.h>
#include <sys/wait.h>

#include "fixture.h"

/* What a child does; it ends with 0 when all went well. Children never share an open store. */
static pid_t child(int (*run)(const struct place_of_test *p, int number),
                   const struct place_of_test *p, int number)
{
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0)
        _exit(run(p, number));
    CHECK(pid > 0);
    return pid;
}
static int status_of(pid_t pid)
{
    int status = 0;
    CHECK_INT(waitpid(pid, &status, 0), pid);
    return status;
}

/* --- two that write ------------------------------------------------------------------------- */

enum { CHILDREN = 3, WRITES = 150 };

struct note_job {
    int64_t account;
    char word[32];
};
static bool note_job(struct tx *tx, void *with, struct error *err)
{
    struct note_job *j = with;
    struct decision d = {.account = j->account, .uid = "one", .rule = "r", .said = j->word};
    return store_decision_add(tx, &d, err);
}

static int write_notes(const struct place_of_test *p, int number)
{
    struct error err = {0};
    OWN(store) s = store_open(p->url, NULL, &err);
    if (!s)
        return 1;
    for (int i = 0; i < WRITES; i++) {
        struct note_job j = {.account = 1};
        snprintf(j.word, sizeof j.word, "%d %d", number, i);
        if (!store_write_one(s, note_job, &j, &err))
            return 2;
    }
    return 0;
}

static bool count_in_order(const struct decision *d, void *with)
{
    int *counts = with, number = 0, i = 0;
    CHECK_INT(sscanf(d->said, "%d %d", &number, &i), 2);
    CHECK_INT(counts[number]++, i); /* each child's own in the order of its writes */
    return true;
}

TEST(several_processes_write_at_once_and_nothing_is_lost)
{
    OWN_PLACE p = place_new();
    struct error err = {0};
    struct store *s = open_new(p);
    add_account(s, "ada");
    store_free(s);
    pid_t pids[CHILDREN];
    for (int i = 0; i < CHILDREN; i++)
        pids[i] = child(write_notes, p, i);
    for (int i = 0; i < CHILDREN; i++)
        CHECK_INT(status_of(pids[i]), 0);
    int counts[CHILDREN] = {0};
    OWN(store) after = open_new(p);
    OWN(tx) tx = read_ok(after);
    CHECK_OK(store_decisions(tx, 1, "one", count_in_order, counts, &err), &err);
    for (int i = 0; i < CHILDREN; i++)
        CHECK_INT(counts[i], WRITES);
    CHECK_OK(store_check(after, &err), &err);
}

/* --- two that make the same store ----------------------------------------------------------- */

static int make_store(const struct place_of_test *p, int number)
{
    struct error err = {0};
    OWN_CHARS name = mem_strf("user%d", number);
    OWN_CHARS address = mem_strf("user%d@example.org", number);
    struct account_job j = {.name = name, .address = address};
    OWN(store) s = store_open(p->url, &(struct store_options){.create = true}, &err);
    unsigned char key[32];
    return s && store_write_one(s, add_account_job, &j, &err) && store_key(s, key, &err)
               ? key[0] & 1
               : 99;
}

static bool count_account(const struct account *a, void *with)
{
    (void)a;
    ++*(int *)with;
    return true;
}

TEST(processes_that_make_a_store_at_once_make_one)
{
    for (int round = 0; round < 10; round++) {
        OWN_PLACE p = place_new();
        struct error err = {0};
        pid_t pids[CHILDREN];
        int count = 0, first = -1;
        for (int i = 0; i < CHILDREN; i++)
            pids[i] = child(make_store, p, i);
        for (int i = 0; i < CHILDREN; i++) {
            int status = status_of(pids[i]);
            CHECK(WIFEXITED(status) && WEXITSTATUS(status) <= 1);
            first = first < 0 ? status : first;
            CHECK_INT(status, first); /* all read the same key */
        }
        OWN(store) s = open_new(p);
        OWN(tx) tx = read_ok(s);
        CHECK_OK(store_accounts(tx, count_account, &count, &err), &err);
        CHECK_INT(count, CHILDREN);
    }
}

/* --- kill -9 -------------------------------------------------------------------------------- */

static int answers; /* the pipe on which a child says what was answered */

static bool pair_job(struct tx *tx, void *with, struct error *err)
{
    struct note_job *j = with;
    struct object_job o = {.account = j->account, .calendar = 1, .uid = j->word, .text = j->word};
    return note_job(tx, j, err) && save_object_job(tx, &o, err);
}

static int write_until_killed(const struct place_of_test *p, int number)
{
    struct error err = {0};
    OWN(store) s = store_open(p->url, NULL, &err);
    for (int i = 0; s; i++) {
        struct note_job j = {.account = 1};
        snprintf(j.word, sizeof j.word, "%d-%d", number, i);
        if (!store_write_one(s, pair_job, &j, &err) ||
            write(answers, &i, sizeof i) != (ssize_t)sizeof i)
            break;
    }
    return 1;
}

/* The last number that the killed child said was answered; `last` when none came after it. */
static int last_answer(int from, int last)
{
    int i;
    while (read(from, &i, sizeof i) == (ssize_t)sizeof i)
        last = i;
    return last;
}

static bool find_word(const struct decision *d, void *with)
{
    struct note_job *j = with;
    if (strcmp(d->said, j->word) != 0)
        return true;
    j->account = 0;
    return false;
}

/* 0: neither object nor note; 2: both. */
static int parts_of(struct store *s, int number, int i)
{
    struct error err = {0};
    struct note_job j = {.account = 1};
    snprintf(j.word, sizeof j.word, "%d-%d", number, i);
    OWN(tx) tx = read_ok(s);
    OWN(object) o = store_object_by_uid(tx, 1, 0, j.word, &err);
    CHECK_OK(store_decisions(tx, 1, "one", find_word, &j, &err), &err);
    return (o != NULL) + (j.account == 0);
}

/* Every third one is killed while it starts, the others after their first answer. */
static int kill_after(const struct place_of_test *p, int number, unsigned wait_us)
{
    int ends[2], last = -1;
    CHECK_INT(pipe(ends), 0);
    answers = ends[1];
    pid_t pid = child(write_until_killed, p, number);
    close(ends[1]);
    if (number % 3)
        CHECK_INT(read(ends[0], &last, sizeof last), sizeof last);
    usleep(wait_us);
    CHECK_INT(kill(pid, SIGKILL), 0);
    CHECK(WIFSIGNALED(status_of(pid)));
    last = last_answer(ends[0], last);
    close(ends[0]);
    return last;
}

TEST(what_was_answered_survives_kill_9_and_the_rest_is_whole_or_absent)
{
    OWN_PLACE p = place_new();
    struct store *first = open_new(p);
    add_account(first, "ada");
    store_free(first);
    int total = 0;
    for (int number = 0; number < 30; number++) {
        int last = kill_after(p, number, (unsigned)number * 2711 % 20000);
        struct error err = {0};
        OWN(store) s = open_new(p);
        for (int i = 0; i <= last; i++)
            CHECK_INT(parts_of(s, number, i), 2);
        CHECK(parts_of(s, number, last + 1) % 2 == 0);
        CHECK_INT(parts_of(s, number, last + 2), 0);
        CHECK_OK(store_check(s, &err), &err);
        total += last + 1;
    }
    CHECK(total >= 20); /* they did write */
}

/* --- root
 * -----------------------------------------------------------------------------------------------
 */

enum { NOBODY = 65534 };

static int open_as_root(const struct place_of_test *p, int number)
{
    struct error err = {0};
    (void)number;
    if (!store_become_owner(p->url, &err) || geteuid() != NOBODY || getuid() != NOBODY)
        return 1;
    if (setuid(0) == 0 || getegid() == 0)
        return 2; /* there is no way back */
    OWN(store) s = store_open(p->url, &(struct store_options){.create = true}, &err);
    unsigned char key[32];
    return s && store_key(s, key, &err) ? 0 : 3;
}

TEST(a_command_of_roots_leaves_no_file_of_roots)
{
    if (geteuid() != 0)
        skip();
    OWN_PLACE p = place_new();
    CHECK_INT(chown(p->dir, NOBODY, NOBODY), 0);
    CHECK_INT(status_of(child(open_as_root, p, 0)), 0); /* the directory's owner makes it */
    CHECK_INT(chown(p->dir, 0, 0), 0);
    CHECK_INT(chmod(p->dir, 0777), 0);
    CHECK_INT(status_of(child(open_as_root, p, 0)), 0); /* the file's owner opens it */
    OWN_CHARS command = mem_strf("test -z \"$(find '%s' -type f -user root)\"", p->dir);
    CHECK_INT(system(command), 0);
}

static int open_as_stranger(const struct place_of_test *p, int number)
{
    struct error err = {0};
    (void)number;
    if (setgid(NOBODY) != 0 || setuid(NOBODY) != 0)
        return 1;
    OWN(store) s = store_open(p->url, &(struct store_options){.create = true}, &err);
    return !s && err.kind == FAULT_PERMISSION ? 0 : 2;
}

TEST(a_store_of_somebody_else_cannot_be_opened)
{
    if (geteuid() != 0)
        skip();
    OWN_PLACE p = place_new();
    store_free(open_new(p));
    CHECK_INT(status_of(child(open_as_stranger, p, 0)), 0); /* the directory is closed */
    CHECK_INT(chmod(p->dir, 0755), 0);
    CHECK_INT(status_of(child(open_as_stranger, p, 0)), 0); /* the file is */
    CHECK_INT(chmod(p->path, 0644), 0);
    CHECK_INT(status_of(child(open_as_stranger, p, 0)), 0); /* it cannot be written */
    unlink(p->path);
    CHECK_INT(status_of(child(open_as_stranger, p, 0)), 0); /* nor made */
}

TEST(who_is_not_root_or_owns_the_store_stays_who_he_is)
{
    struct error err = {0};
    OWN_PLACE p = place_new();
    uid_t before = geteuid();
    CHECK_OK(store_become_owner(p->url, &err), &err);
    CHECK_OK(store_become_owner("nonsense", &err), &err);
    CHECK_INT(geteuid(), before);
}

RUN_TESTS(CASE(several_processes_write_at_once_and_nothing_is_lost),
          CASE(processes_that_make_a_store_at_once_make_one),
          CASE(what_was_answered_survives_kill_9_and_the_rest_is_whole_or_absent),
          CASE(a_command_of_roots_leaves_no_file_of_roots),
          CASE(a_store_of_somebody_else_cannot_be_opened),
          CASE(who_is_not_root_or_owns_the_store_stays_who_he_is))
