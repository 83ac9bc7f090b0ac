/* kill -9 at random points, a hundred times: every acknowledged event is there, every mail went at
 * least once, and none differs under the same Message-ID. */
#include "world.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROUNDS = 100, FIRST = 1772355600 };

struct acknowledged {
    int *numbers;
    size_t count, capacity;
};

static void put_number(struct world *w, int number)
{
    OWN_CHARS lines =
        mem_strf("UID:%d@example.org\nSUMMARY:Plan %d\nDTSTART:20261210T100000Z\n"
                 "DURATION:PT1H\nORGANIZER:mailto:alice@example.org\n"
                 "ATTENDEE:mailto:guest@example.net\nATTENDEE:mailto:bob@example.org\n",
                 number, number);
    OWN_CHARS ics = world_event(lines);
    CHECK(world_put(w, ics) == CHANGE_CREATED || world_put(w, ics) == CHANGE_UNCHANGED);
}

/* Until it is killed: puts, says so, and sends now and then. */
static void work(struct world *w, int from, int to)
{
    world_open(w);
    for (int number = from;; number++) {
        put_number(w, number);
        if (write(to, &number, sizeof number) != sizeof number)
            _exit(0);
        if (number % 3 == 0) {
            struct error err;
            free(world_try_to_send(w, &err));
        }
    }
}

static void read_acknowledged(int from, struct acknowledged *a)
{
    int number;
    while (read(from, &number, sizeof number) == sizeof number) {
        a->numbers = mem_grow(a->numbers, a->count, &a->capacity, sizeof *a->numbers);
        a->numbers[a->count++] = number;
    }
}

static void round_of(struct world *w, int round, struct acknowledged *a)
{
    int pipe_of[2];
    unsigned wait_us;
    CHECK_INT(pipe(pipe_of), 0);
    random_seed(0);
    random_bytes(&wait_us, sizeof wait_us);
    clock_set(FIRST + round * 1000); /* the leases of those who were killed are over */
    pid_t child = fork();
    if (child == 0) {
        close(pipe_of[0]);
        work(w, round * 100000, pipe_of[1]);
        _exit(0);
    }
    close(pipe_of[1]);
    usleep(wait_us % 200000);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    read_acknowledged(pipe_of[0], a);
    close(pipe_of[0]);
}

static void check_there(struct world *w, const struct acknowledged *a)
{
    for (size_t i = 0; i < a->count; i++) {
        OWN_CHARS uid = mem_strf("%d@example.org", a->numbers[i]);
        OWN_CHARS mine = world_text(w, world_alice(w), uid);
        OWN_CHARS bobs = world_text(w, world_bob(w), uid);
        CHECK(mine && bobs);
    }
}

static void check_sent(const char *log, const struct acknowledged *a)
{
    for (size_t i = 0; i < a->count; i++) {
        OWN_CHARS end = mem_strf(" guest@example.net %d@example.org\n", a->numbers[i]);
        CHECK(strstr(log, end));
    }
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Lines sorted, those of one Message-ID are neighbours, and have to be equal. */
static void check_same_bytes(char *log)
{
    char **lines = NULL, *rest;
    size_t count = 0, capacity = 0;
    for (char *line = strtok_r(log, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        lines = mem_grow(lines, count, &capacity, sizeof *lines);
        lines[count++] = line;
    }
    CHECK(count > 0);
    qsort(lines, count, sizeof *lines, by_text);
    for (size_t i = 1; i < count; i++) {
        size_t id = strcspn(lines[i], " ");
        if (strncmp(lines[i], lines[i - 1], id + 1) == 0)
            CHECK_STR(lines[i], lines[i - 1]);
    }
    free(lines);
}

TEST(what_was_acknowledged_survives_kill_nine)
{
    OWN(world)
    w = world_with("2026-03-01T09:00:00Z",
                   "merge_window = 0s\n[limits]\nrecipients_per_hour = 1000000\n"
                   "changes_per_ten_minutes = 1000000\n");
    struct acknowledged a = {0};
    OWN_CHARS path = mem_strf("/tmp/convoke-killed-%d", (int)getpid());
    world_log_sent(w, path);
    world_close(w);
    for (int round = 0; round < ROUNDS; round++)
        round_of(w, round, &a);
    clock_set(FIRST + (ROUNDS + 1) * 1000);
    world_open(w);
    free(world_sent(w));
    CHECK_INT(world_waiting(w), 0);
    struct error err;
    OWN_CHARS log = file_read(path, 1 << 28, NULL, &err);
    CHECK_OK(log, &err);
    CHECK(a.count > 0);
    print_message("%zu events were acknowledged\n", a.count);
    check_there(w, &a);
    check_sent(log, &a);
    check_same_bytes(log);
    unlink(path);
    free(a.numbers);
}

RUN_TESTS(CASE(what_was_acknowledged_survives_kill_nine))
