/* Who tries things out is slowed down. */
#include "convoke/http.h"
#include "test.h"

TEST(so_many_tries_are_free_and_then_one_has_to_wait)
{
    random_seed(1);
    OWN(guesses) g = guesses_new(3600);
    int64_t wait_s = 0;
    for (int i = 0; i < 3; i++) {
        CHECK(guesses_allow(g, SPAN("192.0.2.1"), 3, &wait_s));
        CHECK_INT(wait_s, 0);
        guesses_note(g, SPAN("192.0.2.1"));
    }
    CHECK(!guesses_allow(g, SPAN("192.0.2.1"), 3, &wait_s));
    CHECK_INT(wait_s, 3600);
    CHECK(guesses_allow(g, SPAN("192.0.2.1"), 4, &wait_s));
    CHECK(guesses_allow(g, SPAN("192.0.2.2"), 3, &wait_s));
    random_seed(0);
}

TEST(who_never_stops_waits_for_a_bounded_time)
{
    random_seed(1);
    OWN(guesses) g = guesses_new(10);
    int64_t wait_s = 0;
    for (int i = 0; i < 1000; i++)
        guesses_note(g, SPAN("192.0.2.1"));
    CHECK(!guesses_allow(g, SPAN("192.0.2.1"), 1, &wait_s));
    CHECK(wait_s <= 3600);
    random_seed(0);
}

RUN_TESTS(CASE(so_many_tries_are_free_and_then_one_has_to_wait),
          CASE(who_never_stops_waits_for_a_bounded_time))
