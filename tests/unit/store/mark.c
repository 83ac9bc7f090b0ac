/* The mark of what is committed. */
#include "fixture.h"

#include <sys/wait.h>

static bool unsubscribe(struct tx *tx, void *address, struct error *err)
{
    return store_unsubscribe(tx, address, true, err);
}

static bool unsubscribe_and_fail(struct tx *tx, void *address, struct error *err)
{
    return store_unsubscribe(tx, address, true, err) &&
           fail(err, FAULT_INVALID, NULL, "This was not meant to be.");
}

static void write_address(struct store *s, const char *address)
{
    struct error err;
    OWN_CHARS copy = mem_str(address);
    CHECK_OK(store_write_one(s, unsubscribe, copy, &err), &err);
}

static void read_something(struct store *s)
{
    struct error err;
    bool is = false;
    OWN(tx) tx = store_read(s, &err);
    CHECK_OK(tx && store_unsubscribed(tx, "a@example.org", &is, &err), &err);
}

static struct store_mark mark_of(const struct store *s)
{
    struct store_mark m;
    CHECK(store_mark(s, &m));
    return m;
}

static bool is_still(const struct store *s, const struct store_mark *before)
{
    struct store_mark now = mark_of(s);
    return store_mark_equal(&now, before);
}

TEST(the_mark_stays_while_nothing_is_committed)
{
    OWN_PLACE place = place_new();
    OWN(store) s = open_new(place);
    write_address(s, "a@example.org");
    struct store_mark before = mark_of(s);
    read_something(s);
    struct error err;
    CHECK(!store_write_one(s, unsubscribe_and_fail, (char[]){"b@example.org"}, &err));
    CHECK(is_still(s, &before));
}

TEST(every_commit_changes_the_mark)
{
    OWN_PLACE place = place_new();
    OWN(store) s = open_new(place);
    for (int i = 0; i < 200; i++) {
        struct store_mark before = mark_of(s);
        OWN_CHARS address = mem_strf("a%d@example.org", i);
        write_address(s, address);
        CHECK(!is_still(s, &before));
    }
}

TEST(commits_over_another_opening_of_the_store_change_the_mark)
{
    OWN_PLACE place = place_new();
    OWN(store) s = open_new(place);
    OWN(store) other = open_new(place);
    struct store_mark before = mark_of(s);
    write_address(other, "a@example.org");
    CHECK(!is_still(s, &before));
}

/* The child is made before the store is opened: SQLite's handles do not survive a fork. */
static pid_t process_that_writes(const struct place_of_test *place, int *go_out)
{
    int go[2];
    assert_int_equal(pipe(go), 0);
    pid_t child = fork();
    if (child == 0) {
        char c;
        struct error err;
        bool ok = read(go[0], &c, 1) == 1;
        struct store *s = ok ? store_open(place->url, NULL, &err) : NULL;
        ok = s && store_write_one(s, unsubscribe, (char[]){"a@example.org"}, &err);
        store_free(s);
        _exit(ok ? 0 : 1);
    }
    close(go[0]);
    *go_out = go[1];
    return child;
}

TEST(commits_of_other_processes_change_the_mark)
{
    OWN_PLACE place = place_new();
    int go, status = -1;
    pid_t child = process_that_writes(place, &go);
    OWN(store) s = open_new(place);
    struct store_mark before = mark_of(s);
    CHECK(is_still(s, &before));
    assert_int_equal(write(go, "!", 1), 1);
    assert_int_equal(waitpid(child, &status, 0), child);
    close(go);
    CHECK_INT(status, 0);
    CHECK(!is_still(s, &before));
}

RUN_TESTS(CASE(the_mark_stays_while_nothing_is_committed), CASE(every_commit_changes_the_mark),
          CASE(commits_over_another_opening_of_the_store_change_the_mark),
          CASE(commits_of_other_processes_change_the_mark))
