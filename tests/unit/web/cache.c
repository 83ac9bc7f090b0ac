/* The cache by itself: copies made by hand, no store. */
#include "../../../src/web/internal.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "test.h"

static struct edition edition(int64_t calendar, int64_t change_number, bool gzip)
{
    return (struct edition){.account = 1,
                            .calendar = calendar,
                            .scope = FEED_FULL,
                            .change_number = change_number,
                            .since = INSTANT_FIRST,
                            .gzip = gzip};
}

static struct copy *copy_of(int64_t change_number, size_t bytes)
{
    struct copy *c = mem_new(sizeof *c);
    c->change_number = change_number;
    c->since = INSTANT_FIRST;
    c->fd = memfd_create("test", MFD_CLOEXEC);
    c->gzip_fd = -1;
    c->bytes = bytes;
    c->users = 1;
    return c;
}

/* Takes its turn, makes the copy and puts it in. */
static void put(struct cache *c, const struct edition *e, size_t bytes)
{
    struct copy *had = NULL;
    CHECK_INT(cache_turn(c, e, NULL, &had), TURN_BUILD);
    struct copy *made = had ? had : copy_of(e->change_number, bytes);
    int gzip_fd = e->gzip ? memfd_create("gzip", MFD_CLOEXEC) : -1;
    cache_put(c, e, made, gzip_fd, e->gzip ? 10 : 0, NULL, NULL);
    cache_release(c, made);
}

static bool has(struct cache *c, const struct edition *e)
{
    struct copy *copy = cache_take(c, e);
    if (copy)
        cache_release(c, copy);
    return copy != NULL;
}

TEST(a_copy_serves_its_version_and_older_ones_but_no_newer_one)
{
    struct cache *c = cache_new(10, 1000);
    struct edition now = edition(1, 5, false), older = edition(1, 4, false);
    struct edition newer = edition(1, 6, false), other = edition(2, 5, false);
    put(c, &now, 100);
    CHECK(has(c, &now));
    CHECK(has(c, &older));
    CHECK(!has(c, &newer));
    CHECK(!has(c, &other));
    struct copy *any = cache_take_any(c, &newer);
    assert_non_null(any);
    cache_release(c, any);
    cache_free(c);
}

TEST(a_copy_of_another_scope_or_an_earlier_day_is_not_served)
{
    struct cache *c = cache_new(10, 1000);
    struct edition e = edition(1, 5, false), busy = e, day = e;
    busy.scope = FEED_BUSY;
    day.since = 86400;
    put(c, &e, 100);
    CHECK(!has(c, &busy));
    CHECK(!has(c, &day));
    cache_free(c);
}

TEST(the_gzip_is_added_to_the_copy_that_is_there)
{
    struct cache *c = cache_new(10, 1000);
    struct edition plain = edition(1, 5, false), gzip = edition(1, 5, true);
    struct copy *had = NULL;
    put(c, &plain, 100);
    CHECK(!has(c, &gzip));
    CHECK_INT(cache_turn(c, &gzip, NULL, &had), TURN_BUILD);
    assert_non_null(had);
    cache_put(c, &gzip, had, memfd_create("gzip", MFD_CLOEXEC), 10, NULL, NULL);
    cache_release(c, had);
    CHECK(has(c, &gzip));
    CHECK(has(c, &plain));
    size_t copies, bytes;
    cache_size(c, &copies, &bytes);
    CHECK_INT(copies, 1);
    CHECK_INT(bytes, 110);
    cache_free(c);
}

TEST(a_new_version_takes_the_place_of_the_old_one)
{
    struct cache *c = cache_new(10, 1000);
    struct edition old = edition(1, 5, true), new = edition(1, 6, true);
    size_t copies, bytes;
    put(c, &old, 100);
    put(c, &new, 200);
    cache_size(c, &copies, &bytes);
    CHECK_INT(copies, 1);
    CHECK_INT(bytes, 210);
    cache_free(c);
}

TEST(the_copies_used_longest_ago_go_first)
{
    struct cache *c = cache_new(3, 10000);
    struct edition e[4];
    for (int i = 0; i < 4; i++)
        e[i] = edition(i + 1, 1, false);
    for (int i = 0; i < 3; i++)
        put(c, &e[i], 100);
    CHECK(has(c, &e[0]));
    put(c, &e[3], 100);
    CHECK(has(c, &e[0]));
    CHECK(!has(c, &e[1]));
    CHECK(has(c, &e[2]) && has(c, &e[3]));
    cache_free(c);
}

TEST(copies_beyond_the_bytes_go_but_never_the_newest)
{
    struct cache *c = cache_new(10, 1000);
    struct edition one = edition(1, 1, false), two = edition(2, 1, false);
    struct edition large = edition(3, 1, false);
    put(c, &one, 600);
    put(c, &two, 600);
    CHECK(!has(c, &one));
    CHECK(has(c, &two));
    put(c, &large, 5000);
    CHECK(!has(c, &two));
    CHECK(has(c, &large));
    cache_free(c);
}

TEST(a_copy_in_use_outlives_its_place_in_the_cache)
{
    struct cache *c = cache_new(1, 1000);
    struct edition one = edition(1, 1, false), two = edition(2, 1, false);
    put(c, &one, 100);
    struct copy *copy = cache_take(c, &one);
    put(c, &two, 100);
    CHECK(!has(c, &one));
    CHECK(fcntl(copy->fd, F_GETFD) >= 0);
    cache_release(c, copy);
    cache_free(c);
}

TEST(what_could_not_be_made_may_be_tried_again)
{
    struct cache *c = cache_new(10, 1000);
    struct edition e = edition(1, 1, false);
    struct copy *had = NULL;
    CHECK_INT(cache_turn(c, &e, NULL, &had), TURN_BUILD);
    cache_give_up(c, &e, NULL);
    put(c, &e, 100);
    CHECK(has(c, &e));
    cache_free(c);
}

RUN_TESTS(CASE(a_copy_serves_its_version_and_older_ones_but_no_newer_one),
          CASE(a_copy_of_another_scope_or_an_earlier_day_is_not_served),
          CASE(the_gzip_is_added_to_the_copy_that_is_there),
          CASE(a_new_version_takes_the_place_of_the_old_one),
          CASE(the_copies_used_longest_ago_go_first),
          CASE(copies_beyond_the_bytes_go_but_never_the_newest),
          CASE(a_copy_in_use_outlives_its_place_in_the_cache),
          CASE(what_could_not_be_made_may_be_tried_again))
