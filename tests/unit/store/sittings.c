/* What was held, who came, what was recorded. */
#include "fixture.h"

static char uid[] = "one";

static bool add_meeting_job(struct tx *tx, void *with, struct error *err)
{
    char code[] = "abc", room[] = "weekly-abc";
    struct meeting m = {
        .account = *(int64_t *)with, .uid = uid, .code = code, .room = room, .state = MEETING_OPEN};
    return store_meeting_save(tx, &m, err);
}

static int64_t add_meeting(struct store *s)
{
    int64_t account = add_account(s, "ada");
    write_ok(s, add_meeting_job, &account);
    return account;
}

static bool save_sitting_job(struct tx *tx, void *with, struct error *err)
{
    return store_sitting_save(tx, with, err);
}

static struct sitting sitting_of(int64_t account, instant starts)
{
    return (struct sitting){.account = account,
                            .uid = uid,
                            .key = "20260303T090000Z",
                            .starts = starts,
                            .ends = starts + 60,
                            .opens = starts - 15,
                            .closes = starts + 90,
                            .planned = true,
                            .started = starts + 1,
                            .ended = INSTANT_FIRST,
                            .last_start = starts + 2,
                            .last_end = INSTANT_FIRST,
                            .last_end_of = INSTANT_FIRST};
}

TEST(a_sitting_is_found_by_an_instant_that_belongs_to_it)
{
    static const struct {
        instant at, starts;
    } cases[] = {{1000 - 16, 0}, {1000 - 15, 1000}, {1089, 1000}, {1090, 0}, {2000, 2000}};
    OWN_PLACE p = place_new();
    OWN(store) s = open_new(p);
    int64_t account = add_meeting(s);
    struct sitting one = sitting_of(account, 1000), two = sitting_of(account, 2000);
    write_ok(s, save_sitting_job, &one);
    write_ok(s, save_sitting_job, &two);
    OWN(tx) tx = read_ok(s);
    for (size_t i = 0; i < LENGTH(cases); i++) {
        struct error err = {0};
        OWN(sitting) found = store_sitting_at(tx, account, uid, cases[i].at, &err);
        CHECK_INT(found ? found->starts : 0, cases[i].starts);
        if (!found)
            CHECK_INT(err.kind, FAULT_NOT_FOUND);
    }
}

TEST(a_sitting_is_kept_as_it_was_saved_last)
{
    OWN_PLACE p = place_new();
    OWN(store) s = open_new(p);
    struct error err = {0};
    struct sitting one = sitting_of(add_meeting(s), 1000);
    write_ok(s, save_sitting_job, &one);
    one.state = SITTING_COMPLETED;
    one.by_clock = true;
    one.ended = one.last_end = 1060;
    one.last_end_of = 1001;
    write_ok(s, save_sitting_job, &one);
    OWN(tx) tx = read_ok(s);
    OWN(sitting) got = store_sitting_at(tx, one.account, uid, 1000, &err);
    CHECK_OK(got, &err);
    CHECK_STR(got->key, one.key);
    CHECK(got->planned && got->by_clock);
    CHECK_INT(got->state, SITTING_COMPLETED);
    CHECK_INT(got->started, 1001);
    CHECK_INT(got->ended, 1060);
    CHECK_INT(got->last_start, 1002);
    CHECK_INT(got->last_end, 1060);
    CHECK_INT(got->last_end_of, 1001);
    CHECK_INT(got->ends, 1060);
}

TEST(those_that_run_beyond_their_time_are_overdue)
{
    OWN_PLACE p = place_new();
    OWN(store) s = open_new(p);
    struct error err = {0};
    int64_t account = add_meeting(s);
    struct sitting one = sitting_of(account, 1000), two = sitting_of(account, 2000);
    struct sitting done = sitting_of(account, 500);
    done.state = SITTING_COMPLETED;
    write_ok(s, save_sitting_job, &one);
    write_ok(s, save_sitting_job, &two);
    write_ok(s, save_sitting_job, &done);
    OWN(tx) tx = read_ok(s);
    static const struct {
        instant now;
        size_t count;
    } cases[] = {{1089, 0}, {1090, 1}, {5000, 2}};
    for (size_t i = 0; i < LENGTH(cases); i++) {
        struct sitting **late = NULL;
        size_t count = 0;
        CHECK_OK(store_sittings_overdue(tx, cases[i].now, 9, &late, &count, &err), &err);
        CHECK_INT(count, cases[i].count);
        for (size_t j = 0; j < count; j++)
            sitting_free(late[j]);
        free(late);
    }
}

struct seeing {
    struct sitting sitting;
    struct sighting sighting;
};
static bool add_sighting_job(struct tx *tx, void *with, struct error *err)
{
    struct seeing *j = with;
    return store_sitting_save(tx, &j->sitting, err) &&
           store_sighting_add(tx, &j->sitting, &j->sighting, err);
}

TEST(who_was_seen_is_kept_once_in_the_order_of_time)
{
    OWN_PLACE p = place_new();
    OWN(store) s = open_new(p);
    struct error err = {0};
    char who[] = "a@x/1", name[] = "Ann", how[] = "jitsi";
    struct seeing j = {.sitting = sitting_of(add_meeting(s), 1000),
                       .sighting = {.who = who, .name = name, .how = how}};
    static const struct {
        instant at;
        enum sighting_kind kind;
    } told[] = {{1050, SIGHTING_LEFT}, {1001, SIGHTING_JOINED}, {1050, SIGHTING_LEFT}};
    for (size_t i = 0; i < LENGTH(told); i++) {
        j.sighting.at = told[i].at;
        j.sighting.kind = told[i].kind;
        write_ok(s, add_sighting_job, &j);
    }
    OWN(tx) tx = read_ok(s);
    OWN(sightings) seen = store_sightings(tx, &j.sitting, &err);
    CHECK_OK(seen, &err);
    CHECK_INT(seen->count, 2);
    CHECK_INT(seen->rows[0].kind, SIGHTING_JOINED);
    CHECK_INT(seen->rows[1].at, 1050);
    CHECK_STR(seen->rows[0].name, "Ann");
    CHECK(!seen->rows[0].address);
}

/* --- recordings ----------------------------------------------------------------------------- */

struct taping {
    struct recording recording;
    bool allowed;
};
static bool allow_job(struct tx *tx, void *with, struct error *err)
{
    const struct taping *j = with;
    return store_recordings_allow(tx, j->recording.account, uid, j->allowed, err);
}
static bool save_recording_job(struct tx *tx, void *with, struct error *err)
{
    const struct taping *j = with;
    return store_recording_save(tx, &j->recording, err);
}
static bool list_recording(const struct recording *r, void *with)
{
    text_addf(with, "%s %lld %lld %s;", r->url, (long long)r->bytes, (long long)r->seconds,
              r->format ? r->format : "-");
    return true;
}

TEST(recordings_are_listed_once_by_their_url_unless_they_are_not_allowed)
{
    OWN_PLACE p = place_new();
    OWN(store) s = open_new(p);
    struct error err = {0};
    char first[] = "https://x/1", second[] = "https://x/2", format[] = "mp4";
    struct taping j = {
        {.account = add_meeting(s), .uid = uid, .url = first, .bytes = -1, .seconds = -1}, false};
    write_ok(s, save_recording_job, &j);
    j.recording.bytes = 5;
    j.recording.format = format;
    write_ok(s, save_recording_job, &j);
    write_ok(s, allow_job, &j);
    j.recording.url = second;
    CHECK(!store_write_one(s, save_recording_job, &j, &err));
    CHECK_INT(err.kind, FAULT_FORBIDDEN);
    j.allowed = true;
    write_ok(s, allow_job, &j);
    write_ok(s, add_meeting_job, &j.recording.account);
    j.recording.at = 7;
    write_ok(s, save_recording_job, &j);
    OWN(tx) tx = read_ok(s);
    OWN(text) t = text_new();
    CHECK_OK(store_recordings(tx, j.recording.account, uid, list_recording, t, &err), &err);
    CHECK_STR(text_str(t), "https://x/1 5 -1 mp4;https://x/2 5 -1 mp4;");
}

/* --- what was told before ------------------------------------------------------------------- */

struct told_before {
    const char *source, *id;
    bool first;
};
static bool seen_job(struct tx *tx, void *with, struct error *err)
{
    struct told_before *j = with;
    return store_hook_seen(tx, j->source, j->id, 100, &j->first, err);
}
static bool prune_job(struct tx *tx, void *with, struct error *err)
{
    (void)with;
    return store_prune(tx, 101, err);
}

static bool count_sitting(const struct sitting *held, void *with)
{
    (void)held;
    ++*(int *)with;
    return true;
}

TEST(what_a_source_told_before_is_known_until_it_is_pruned)
{
    OWN_PLACE p = place_new();
    OWN(store) s = open_new(p);
    struct told_before a = {"jaas", "k1", false}, other = {"zoom", "k1", false};
    write_ok(s, seen_job, &a);
    CHECK(a.first);
    write_ok(s, seen_job, &a);
    CHECK(!a.first);
    write_ok(s, seen_job, &other);
    CHECK(other.first);
    write_ok(s, prune_job, NULL);
    write_ok(s, seen_job, &a);
    CHECK(a.first);
}

TEST(what_was_held_is_known_until_it_is_pruned_with_who_was_there)
{
    OWN_PLACE p = place_new();
    OWN(store) s = open_new(p);
    struct error err = {0};
    int64_t account = add_meeting(s);
    struct seeing old = {.sitting = sitting_of(account, 10)},
                  fresh = {.sitting = sitting_of(account, 11)};
    struct sitting runs = sitting_of(account, 9);
    old.sitting.state = fresh.sitting.state = SITTING_COMPLETED; /* closed at 100, and 101 */
    old.sighting = fresh.sighting = (struct sighting){.who = uid, .at = 20, .how = uid};
    write_ok(s, add_sighting_job, &old);
    write_ok(s, add_sighting_job, &fresh);
    write_ok(s, save_sitting_job, &runs);
    write_ok(s, prune_job, NULL);
    static const struct {
        instant starts;
        size_t seen;
    } left[] = {{9, 0}, {10, 0}, {11, 1}};
    OWN(tx) tx = read_ok(s);
    for (size_t i = 0; i < LENGTH(left); i++) {
        struct sitting which = sitting_of(account, left[i].starts);
        OWN(sightings) seen = store_sightings(tx, &which, &err);
        CHECK_OK(seen, &err);
        CHECK_INT(seen->count, left[i].seen);
    }
    int count = 0;
    CHECK_OK(store_sittings(tx, account, uid, count_sitting, &count, &err), &err);
    CHECK_INT(count, 2);
}

struct showing {
    struct sitting sitting;
    struct signal signal;
};
static bool show_job(struct tx *tx, void *with, struct error *err)
{
    const struct showing *w = with;
    return store_signal_save(tx, &w->sitting, &w->signal, err);
}

static bool leave_job(struct tx *tx, void *with, struct error *err)
{
    const struct showing *w = with;
    return store_signals_remove(tx, &w->sitting, w->signal.who, err);
}

TEST(what_a_visit_shows_is_what_was_told_last_until_it_is_over)
{
    OWN_PLACE p = place_new();
    OWN(store) s = open_new(p);
    struct error err = {0};
    char bo[] = "page b", cy[] = "page c";
    struct showing w = {.sitting = sitting_of(add_meeting(s), 1000)};
    write_ok(s, save_sitting_job, &w.sitting);
    static const struct {
        enum signal_kind kind;
        instant at;
        bool is_on;
    } told[] = {{SIGNAL_HAND, 1010, true},
                {SIGNAL_HAND, 1020, false},
                {SIGNAL_HAND, 1015, true}, /* late */
                {SIGNAL_SCREEN, 1020, true}};
    for (size_t i = 0; i < LENGTH(told); i++) {
        w.signal = (struct signal){bo, told[i].kind, told[i].at, told[i].is_on};
        write_ok(s, show_job, &w);
    }
    w.signal = (struct signal){cy, SIGNAL_RECORDING, 1030, true};
    write_ok(s, show_job, &w);
    OWN(tx) tx = read_ok(s);
    OWN(signals) seen = store_signals(tx, &w.sitting, &err);
    CHECK_OK(seen, &err);
    CHECK_INT(seen->count, 3);
    CHECK_INT(seen->rows[0].kind, SIGNAL_SCREEN);
    CHECK_INT(seen->rows[1].kind, SIGNAL_HAND);
    CHECK(!seen->rows[1].is_on);
    CHECK_INT(seen->rows[1].at, 1020);
    CHECK_STR(seen->rows[2].who, "page c");
    write_ok(s, leave_job, &w);
    OWN(tx) then = read_ok(s);
    OWN(signals) left = store_signals(then, &w.sitting, &err);
    CHECK_OK(left, &err);
    CHECK_INT(left->count, 2);
}

TEST(a_meeting_is_found_by_its_room)
{
    OWN_PLACE p = place_new();
    OWN(store) s = open_new(p);
    struct error err = {0};
    add_meeting(s);
    OWN(tx) tx = read_ok(s);
    OWN(meeting) m = store_meeting_by_room(tx, "weekly-abc", &err);
    CHECK_OK(m, &err);
    CHECK_STR(m->uid, "one");
    OWN(meeting) none = store_meeting_by_room(tx, "weekly", &err);
    CHECK(!none);
    CHECK_INT(err.kind, FAULT_NOT_FOUND);
}

RUN_TESTS(CASE(a_sitting_is_found_by_an_instant_that_belongs_to_it),
          CASE(a_sitting_is_kept_as_it_was_saved_last),
          CASE(those_that_run_beyond_their_time_are_overdue),
          CASE(who_was_seen_is_kept_once_in_the_order_of_time),
          CASE(recordings_are_listed_once_by_their_url_unless_they_are_not_allowed),
          CASE(what_a_source_told_before_is_known_until_it_is_pruned),
          CASE(what_was_held_is_known_until_it_is_pruned_with_who_was_there),
          CASE(what_a_visit_shows_is_what_was_told_last_until_it_is_over),
          CASE(a_meeting_is_found_by_its_room))
