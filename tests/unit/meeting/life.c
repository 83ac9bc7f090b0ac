/* The life of a meeting: what was told, in any order, and what follows from it. */
#include "scene.h"

static instant at(const char *text)
{
    instant i;
    CHECK(instant_parse(span_of(text), &i));
    return i;
}

static struct sitting *sitting_at(const struct scene *s, const char *when)
{
    OWN(event) e = scene_read(s, s->text);
    struct door_facts f = {.config = s->config,
                           .meeting = s->meeting,
                           .event = e,
                           .floating = zone_utc(),
                           .at = at(when)};
    return sitting_new(&f);
}

TEST(what_happens_while_the_door_is_open_belongs_to_the_occurrence)
{
    static const struct {
        const char *at, *key, *starts, *closes;
        bool planned;
    } cases[] = {
        {"2026-03-03T08:45:00Z", "20260303T090000Z", "2026-03-03T09:00:00Z", "2026-03-03T11:00:00Z",
         true},
        {"2026-03-10T12:59:59Z", "20260310T090000Z", "2026-03-10T11:00:00Z", "2026-03-10T13:00:00Z",
         true},
        {"2026-03-03T03:00:00Z", "", "2026-03-03T03:00:00Z", "2026-03-03T08:45:00Z", false},
        {"2026-03-05T03:00:00Z", "", "2026-03-05T03:00:00Z", "2026-03-05T15:00:00Z", false},
    };
    struct scene s;
    scene_begin(&s, "");
    scene_put(&s, CALENDAR(VEVENT(GUESTS WEEKLY) OVERRIDE(GUESTS)));
    for (size_t i = 0; i < LENGTH(cases); i++) {
        OWN(sitting) got = sitting_at(&s, cases[i].at);
        CHECK_STR(got->key, cases[i].key);
        CHECK_INT(got->starts, at(cases[i].starts));
        CHECK_INT(got->closes, at(cases[i].closes));
        CHECK_INT(got->planned, cases[i].planned);
        CHECK_INT(got->started, INSTANT_FIRST);
    }
    scene_end(&s);
}

/* --- in any order --------------------------------------------------------------------------- */

static struct sitting sitting_begin(void)
{
    return (struct sitting){.starts = 1000,
                            .ends = 2000,
                            .opens = 900,
                            .closes = 2100,
                            .planned = true,
                            .state = SITTING_COMPLETED,
                            .started = INSTANT_FIRST,
                            .ended = INSTANT_FIRST,
                            .last_start = INSTANT_FIRST,
                            .last_end = INSTANT_FIRST,
                            .last_end_of = INSTANT_FIRST};
}

struct story {
    const char *what;
    struct life_event events[5];
    size_t count;
    enum sitting_state state;
    instant started, ended;
};
#define NONE INSTANT_FIRST
static const struct story stories[] = {
    {"it began", {{LIFE_STARTED, 1001, NONE}}, 1, SITTING_RUNS, 1001, NONE},
    {"it ended",
     {{LIFE_STARTED, 1001, NONE}, {LIFE_JOINED, 1002, NONE}, {LIFE_ENDED, 1500, 1001}},
     3,
     SITTING_COMPLETED,
     1001,
     1500},
    {"who was alone loaded the page again",
     {{LIFE_STARTED, 1001, NONE},
      {LIFE_ENDED, 1200, 1001},
      {LIFE_STARTED, 1200, NONE},
      {LIFE_JOINED, 1200, NONE}},
     4,
     SITTING_RUNS,
     1001,
     NONE},
    {"it was opened and left within a second",
     {{LIFE_STARTED, 1001, NONE}, {LIFE_ENDED, 1001, 1001}},
     2,
     SITTING_COMPLETED,
     1001,
     1001},
    {"the start was not told",
     {{LIFE_LEFT, 1400, NONE}, {LIFE_ENDED, 1401, 1003}},
     2,
     SITTING_COMPLETED,
     1003,
     1401},
    {"an end that does not say of what, and a later one",
     {{LIFE_STARTED, 1001, NONE},
      {LIFE_ENDED, 1300, NONE},
      {LIFE_JOINED, 1310, NONE},
      {LIFE_ENDED, 1400, NONE}},
     4,
     SITTING_COMPLETED,
     1001,
     1400},
};

static void check_story(const struct story *y, const size_t *order, size_t count)
{
    struct sitting s = sitting_begin();
    for (size_t i = 0; i < count; i++)
        sitting_apply(&s, &y->events[order[i]]);
    if (s.state != y->state || s.started != y->started || s.ended != y->ended)
        fail_msg("%s: state %d, %lld to %lld", y->what, (int)s.state, (long long)s.started,
                 (long long)s.ended);
}

/* Every order, and every one of them told twice. */
static void check_orders(const struct story *y, size_t *order, size_t placed)
{
    if (placed == 2 * y->count) {
        check_story(y, order, placed);
        return;
    }
    for (size_t i = 0; i < y->count; i++) {
        size_t times = 0;
        for (size_t j = 0; j < placed; j++)
            times += order[j] == i;
        if (times == 2 || (placed >= y->count && i != order[placed - y->count]))
            continue;
        if (placed < y->count && times)
            continue;
        order[placed] = i;
        check_orders(y, order, placed + 1);
    }
}

TEST(what_is_told_in_any_order_and_twice_is_the_same)
{
    for (size_t i = 0; i < LENGTH(stories); i++) {
        size_t order[10];
        check_orders(&stories[i], order, 0);
    }
}

/* --- the clock ------------------------------------------------------------------------------ */

TEST(the_clock_ends_what_nobody_ended)
{
    struct sitting s = sitting_begin();
    sitting_apply(&s, &(struct life_event){LIFE_STARTED, 1001, NONE});
    CHECK(!sitting_close(&s, 2099));
    CHECK(sitting_close(&s, 2100));
    CHECK_INT(s.state, SITTING_COMPLETED);
    CHECK(s.by_clock);
    CHECK_INT(s.ended, 2000);
    CHECK(!sitting_close(&s, 2100));
    sitting_apply(&s, &(struct life_event){LIFE_JOINED, 2050, NONE}); /* told late */
    CHECK_INT(s.state, SITTING_COMPLETED);
    CHECK_INT(s.ended, 2050);
    sitting_apply(&s, &(struct life_event){LIFE_ENDED, 2060, 1001});
    CHECK_INT(s.ended, 2060);
    CHECK(!s.by_clock);
}

TEST(an_end_that_was_told_is_not_changed_by_the_clock)
{
    struct sitting s = sitting_begin();
    sitting_apply(&s, &(struct life_event){LIFE_STARTED, 1001, NONE});
    sitting_apply(&s, &(struct life_event){LIFE_ENDED, 1200, 1001});
    CHECK(!sitting_close(&s, 9999));
    CHECK_INT(s.ended, 1200);
    CHECK(!s.by_clock);
}

TEST(outside_its_times_it_ends_with_what_happened_last)
{
    struct sitting s = sitting_begin();
    s.planned = false;
    sitting_apply(&s, &(struct life_event){LIFE_STARTED, 1001, NONE});
    sitting_apply(&s, &(struct life_event){LIFE_JOINED, 1300, NONE});
    CHECK(sitting_close(&s, 2100));
    CHECK_INT(s.ended, 1300);
}

/* --- states --------------------------------------------------------------------------------- */

TEST(it_is_cancelled_from_before_and_from_within_but_not_afterwards)
{
    struct sitting s = sitting_begin();
    CHECK_STR(life_name(life_of(NULL, false, 5)), "scheduled");
    CHECK_STR(life_name(life_of(NULL, true, 5)), "cancelled");
    CHECK_STR(life_name(life_of(&s, false, 5)), "scheduled");
    sitting_apply(&s, &(struct life_event){LIFE_STARTED, 1001, NONE});
    CHECK_STR(life_name(life_of(&s, false, 1002)), "in progress");
    CHECK_STR(life_name(life_of(&s, true, 1002)), "cancelled");
    CHECK_STR(life_name(life_of(&s, false, 2100)), "completed"); /* nobody has run a pass */
    sitting_apply(&s, &(struct life_event){LIFE_ENDED, 1500, 1001});
    CHECK_STR(life_name(life_of(&s, false, 1501)), "completed");
    CHECK_STR(life_name(life_of(&s, true, 1501)), "completed");
}

RUN_TESTS(CASE(what_happens_while_the_door_is_open_belongs_to_the_occurrence),
          CASE(what_is_told_in_any_order_and_twice_is_the_same),
          CASE(the_clock_ends_what_nobody_ended),
          CASE(an_end_that_was_told_is_not_changed_by_the_clock),
          CASE(outside_its_times_it_ends_with_what_happened_last),
          CASE(it_is_cancelled_from_before_and_from_within_but_not_afterwards))
