/* What servers tell goes into the store: in any order, and twice, it is the same. */
#include "world.h"

#define TELLING "Authorization: Bearer telling\r\nContent-Type: application/json\r\n"
#define LATER   (NOW + 600)

static void tell(const struct world *w, const char *path, const char *body, int status)
{
    OWN_CHARS where = mem_strf("/jitsi/events/%s", path);
    OWN_CHARS got = world_ask(w, "POST", where, TELLING, body);
    if (atoi(got) != status)
        fail_msg("%s %s: %s", path, body, got);
}

/* "runs 20260303T..: a@x/1 joined 1772528400, ..." of what belongs to an instant. */
static char *held_at(const struct world *w, const char *uid, instant at)
{
    struct error err = {0};
    OWN(text) t = text_new();
    OWN(tx) tx = store_read(w->store, &err);
    CHECK_OK(tx, &err);
    OWN(sitting) s = store_sitting_at(tx, w->account, uid, at, &err);
    if (!s)
        return mem_str("nothing");
    text_addf(t, "%s from %lld", s->state == SITTING_RUNS ? "runs" : "over",
              (long long)(s->started - NOW));
    if (s->state == SITTING_COMPLETED)
        text_addf(t, " to %lld", (long long)(s->ended - NOW));
    OWN(sightings) seen = store_sightings(tx, s, &err);
    CHECK_OK(seen, &err);
    for (size_t i = 0; i < seen->count; i++)
        text_addf(t, ", %s %s %lld", seen->rows[i].name ? seen->rows[i].name : seen->rows[i].who,
                  seen->rows[i].kind == SIGHTING_LEFT ? "left" : "joined",
                  (long long)(seen->rows[i].at - NOW));
    return text_take(t);
}
#define CHECK_HELD(w, uid, at, wanted)         \
    do {                                       \
        OWN_CHARS held_ = held_at(w, uid, at); \
        CHECK_STR(held_, wanted);              \
    } while (0)

static const struct {
    const char *path, *body;
} story[] = {
    {"room/created", "{\"room_name\":\"" ROOM "\",\"created_at\":1772528460}"},
    {"occupant/joined", "{\"room_name\":\"" ROOM "\",\"occupant\":{\"occupant_jid\":\"a@x/1\","
                        "\"name\":\"Ann\",\"joined_at\":1772528461}}"},
    {"occupant/left", "{\"room_name\":\"" ROOM "\",\"occupant\":{\"occupant_jid\":\"a@x/1\","
                      "\"name\":\"Ann\",\"joined_at\":1772528461,\"left_at\":1772528560}}"},
    {"room/destroyed",
     "{\"room_name\":\"" ROOM "\",\"created_at\":1772528460,\"destroyed_at\":1772528561}"},
};

TEST(a_meeting_is_known_from_its_first_word_to_its_last)
{
    static const char *const wanted[] = {
        "runs from 60",
        "runs from 60, Ann joined 61",
        "runs from 60, Ann joined 61, Ann left 160",
        "over from 60 to 161, Ann joined 61, Ann left 160",
    };
    OWN(world) w = world_new(INI);
    clock_set(LATER);
    for (size_t i = 0; i < LENGTH(story); i++) {
        tell(w, story[i].path, story[i].body, 200);
        CHECK_HELD(w, "one", NOW + 60, wanted[i]);
    }
}

TEST(what_is_told_backwards_and_twice_is_the_same)
{
    OWN(world) w = world_new(INI);
    clock_set(LATER);
    for (size_t i = 2 * LENGTH(story); i > 0; i--)
        tell(w, story[(i - 1) % LENGTH(story)].path, story[(i - 1) % LENGTH(story)].body, 200);
    CHECK_HELD(w, "one", NOW + 60, "over from 60 to 161, Ann joined 61, Ann left 160");
}

TEST(what_is_about_no_meeting_changes_nothing)
{
    OWN(world) w = world_new(INI);
    tell(w, "room/created", "{\"room_name\":\"nobodys\"}", 200);
    tell(w, "occupant/joined",
         "{\"room_name\":\"" ROOM "\",\"occupant\":{\"occupant_jid\":\"r@recorder.x/1\"}}", 200);
    CHECK_HELD(w, "one", NOW, "nothing");
}

TEST(what_is_refused_says_why)
{
    OWN(world) w = world_new(INI);
    tell(w, "room/created", "{}", 400);
    tell(w, "room/created", "no", 400);
    OWN_CHARS got = world_ask(w, "POST", "/jitsi/events/room/created", "", story[0].body);
    CHECK_INT(atoi(got), 401);
}

/* --- who may tell, and how much -------------------------------------------------------------- */

static const char *const hooks_paths[] = {"/jitsi/events/room/created", "/hooks/jaas",
                                          "/hooks/meeting"};

TEST(what_others_could_hear_is_refused)
{
    OWN(world) w = world_new(INI);
    for (size_t i = 0; i < LENGTH(hooks_paths); i++) {
        OWN_CHARS got =
            world_ask(w, "POST", hooks_paths[i], TELLING "X-Forwarded-For: 192.0.2.1\r\n", "{}");
        CHECK_INT(atoi(got), 403);
    }
}

TEST(what_has_no_secret_is_off)
{
    OWN(world) w = world_new("");
    for (size_t i = 0; i < LENGTH(hooks_paths); i++) {
        OWN_CHARS got = world_ask(w, "POST", hooks_paths[i], TELLING, "{}");
        CHECK_INT(atoi(got), 404);
    }
}

TEST(a_body_that_is_too_large_is_not_read)
{
    OWN(world) w = world_new(INI);
    OWN_CHARS large = mem_new(NOTICE_BYTES + 2);
    memset(large, ' ', NOTICE_BYTES + 1);
    for (size_t i = 0; i < LENGTH(hooks_paths); i++) {
        OWN_CHARS got = world_ask(w, "POST", hooks_paths[i], TELLING, large);
        CHECK_INT(atoi(got), 413);
    }
}

TEST(who_guesses_a_signature_is_slowed_down)
{
    OWN(world) w = world_new(INI);
    for (int i = 0; i < 20; i++) {
        OWN_CHARS got = world_ask(w, "POST", hooks_paths[i % LENGTH(hooks_paths)], "", "{}");
        CHECK_INT(atoi(got), 401);
    }
    tell(w, story[0].path, story[0].body, 429);
}

/* Of a series the clock tells which occurrence it was; the end comes a little after the door. */
TEST(each_occurrence_is_held_by_itself)
{
    OWN(world) w = world_new(INI);
    world_put(w, (struct put){
                     .uid = "all", .room = "all", .starts = NOW, .more = "RRULE:FREQ=DAILY\r\n"});
    clock_set(NOW + 2 * 86400 + 7300);
    tell(w, "room/created", "{\"room_name\":\"all\",\"created_at\":1772528400}", 200);
    tell(w, "room/destroyed", "{\"room_name\":\"all\",\"destroyed_at\":1772528500}", 200);
    tell(w, "room/created", "{\"room_name\":\"all\",\"created_at\":1772614740}", 200);
    tell(w, "room/destroyed", "{\"room_name\":\"all\",\"destroyed_at\":1772622030}", 200);
    tell(w, "room/created", "{\"room_name\":\"all\",\"created_at\":1772660000}", 200);
    CHECK_HELD(w, "all", NOW, "over from 0 to 100");
    CHECK_HELD(w, "all", NOW + 86400, "over from 86340 to 93630");
    CHECK_HELD(w, "all", NOW + 2 * 86400, "nothing");
    CHECK_HELD(w, "all", 1772660000, "runs from 131600"); /* at none of its times */
}

/* Prosody asks a little before the door opens; that is of the same sitting. */
TEST(what_begins_a_little_early_is_of_the_occurrence)
{
    OWN(world) w = world_new(INI);
    clock_set(LATER);
    tell(w, "room/created", "{\"room_name\":\"" ROOM "\",\"created_at\":1772528460}", 200);
    tell(w, "room/created", "{\"room_name\":\"" ROOM "\",\"created_at\":1772527440}", 200);
    CHECK_HELD(w, "one", NOW, "runs from -960");
}

TEST(the_reservation_tells_the_life_of_a_meeting_too)
{
    OWN(world) w = world_new(INI);
    OWN_CHARS opened = world_ask(w, "POST", "/jitsi/reservation/conference",
                                 "Authorization: Bearer letmein\r\n", "name=" ROOM);
    CHECK_INT(atoi(opened), 201);
    tell(w, "room/created", "{\"room_name\":\"nobodys\"}", 200); /* it was written before this */
    CHECK_HELD(w, "one", NOW, "runs from 0");
    clock_set(NOW + 100);
    OWN_CHARS emptied = world_ask(w, "DELETE", "/jitsi/reservation/conference/" ROOM,
                                  "Authorization: Bearer letmein\r\n", "");
    CHECK_INT(atoi(emptied), 200);
    tell(w, "room/created", "{\"room_name\":\"nobodys\"}", 200);
    CHECK_HELD(w, "one", NOW, "over from 0 to 100");
}

/* --- signed ----------------------------------------------------------------------------------- */

static char *signed_ask(const struct world *w, const char *path, const char *header,
                        const char *secret, instant at, const char *body)
{
    OWN_CHARS text = mem_strf("%lld.%s", (long long)at, body);
    struct digest d = digest_hmac_sha256(span_of(secret), span_of(text));
    OWN_CHARS hex = digest_hex(&d);
    OWN_CHARS fields =
        mem_strf("%s: t=%lld,v1=%s\r\nX-Provider: other\r\n", header, (long long)at, hex);
    return world_ask(w, "POST", path, fields, body);
}
static int signed_post(const struct world *w, const char *path, const char *header,
                       const char *secret, instant at, const char *body)
{
    OWN_CHARS got = signed_ask(w, path, header, secret, at, body);
    return atoi(got);
}

TEST(jaas_and_others_sign_what_they_tell)
{
    static const struct {
        const char *path, *header, *secret, *body;
    } cases[] = {
        {"/hooks/jaas", "X-Jaas-Signature", "whsec_example",
         "{\"idempotencyKey\":\"k1\",\"eventType\":\"ROOM_CREATED\",\"fqn\":\"a/" ROOM "\","
         "\"data\":{}}"},
        {"/hooks/meeting", "X-Webhook-Signature", "sesame",
         "{\"event\":\"meeting.started\",\"code\":\"code-" ROOM "\",\"id\":\"k1\"}"},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        OWN(world) w = world_new(INI);
        const char *path = cases[i].path, *header = cases[i].header, *body = cases[i].body;
        CHECK_INT(signed_post(w, path, header, "wrong", NOW, body), 401);
        CHECK_INT(signed_post(w, path, header, cases[i].secret, NOW - 301, body), 401);
        CHECK_INT(signed_post(w, path, header, cases[i].secret, NOW, "{}x"), 400);
        CHECK_HELD(w, "one", NOW, "nothing");
        CHECK_INT(signed_post(w, path, header, cases[i].secret, NOW, body), 200);
        CHECK_HELD(w, "one", NOW, "runs from 0");
        clock_set(NOW + 60); /* the same key again, without a time of its own: a replay */
        CHECK_INT(signed_post(w, path, header, cases[i].secret, NOW, body), 200);
        CHECK_HELD(w, "one", NOW, "runs from 0");
    }
}

/* Who listened can send it again for five minutes; it has no id and no time of its own. */
TEST(what_is_sent_again_as_it_was_signed_is_the_same)
{
    OWN(world) w = world_new(INI);
    const char *body = "{\"event\":\"participant.joined\",\"room\":\"" ROOM "\","
                       "\"participant\":{\"name\":\"Eve\"}}";
    for (int i = 0; i < 3; i++) {
        clock_set(NOW + 60 + i * 60);
        CHECK_INT(signed_post(w, "/hooks/meeting", "X-Webhook-Signature", "sesame", NOW + 30, body),
                  200);
        CHECK_HELD(w, "one", NOW, "runs from 30, Eve joined 30");
    }
}

TEST(one_room_tells_so_much_and_no_more)
{
    struct pace *p = pace_new();
    for (int i = 0; i < PACE_BURST; i++)
        CHECK(pace_allows(p, SPAN("one"), 1000));
    CHECK(!pace_allows(p, SPAN("one"), 1000));
    CHECK(pace_allows(p, SPAN("two"), 1000));
    for (int i = 0; i < PACE_S; i++)
        CHECK(pace_allows(p, SPAN("one"), 2000));
    CHECK(!pace_allows(p, SPAN("one"), 2000));
    pace_free(p);
}

TEST(a_room_that_tells_too_much_is_to_tell_it_later)
{
    OWN(world) w = world_new(INI);
    for (int i = 0; i < PACE_BURST; i++)
        CHECK(pace_allows(w->hooks->pace, SPAN(ROOM), clock_ticks_ms() + 3600 * 1000));
    tell(w, story[0].path, story[0].body, 503);
    CHECK_HELD(w, "one", NOW, "nothing");
}

/* --- asked by JaaS ---------------------------------------------------------------------------- */

TEST(jaas_is_told_what_a_room_is_to_be_like)
{
    static const struct {
        const char *room, *wanted;
    } cases[] = {
        {"two", "200 {\"lobbyEnabled\":true,\"lobbyType\":\"WAIT_FOR_APPROVAL\","
                "\"passcode\":\"4711\",\"maxOccupants\":25}"},
        {"words", "200 {\"maxOccupants\":2}"}, /* a passcode is of digits */
        {ROOM, "200 {}"},
        {"nobodys", "200 {}"},
    };
    OWN(world) w = world_new(INI);
    world_put(w, (struct put){.uid = "two",
                              .room = "two",
                              .starts = NOW,
                              .more = "X-CONVOKE-LOBBY:TRUE\r\nX-CONVOKE-PASSWORD:4711\r\n"
                                      "X-CONVOKE-SEATS:25\r\n"});
    world_put(w, (struct put){.uid = "words",
                              .room = "words",
                              .starts = NOW,
                              .more = "X-CONVOKE-PASSWORD:open\r\nX-CONVOKE-SEATS:1\r\n"});
    for (size_t i = 0; i < LENGTH(cases); i++) {
        OWN_CHARS body = mem_strf("{\"fqn\":\"app/%s\"}", cases[i].room);
        OWN_CHARS got =
            signed_ask(w, "/hooks/jaas", "X-Jaas-Signature", "whsec_example", NOW, body);
        if (strncmp(got, cases[i].wanted, strlen(cases[i].wanted)) != 0)
            fail_msg("%s\ninstead of\n%s", got, cases[i].wanted);
    }
    CHECK_INT(
        signed_post(w, "/hooks/jaas", "X-Jaas-Signature", "wrong", NOW, "{\"fqn\":\"a/two\"}"),
        401);
}

static bool refuse_run(struct tx *tx, void *with, struct error *err)
{
    const struct world *w = with;
    return store_recordings_allow(tx, w->account, "one", false, err);
}
static bool count_recording(const struct recording *r, void *with)
{
    (void)r;
    ++*(int *)with;
    return true;
}

TEST(recordings_are_kept_once_unless_they_are_not_allowed)
{
    OWN(world) w = world_new(INI);
    struct error err = {0};
    int count = 0;
    for (int i = 0; i < 4; i++) {
        OWN_CHARS body = mem_strf("{\"event\":\"recording.completed\",\"room\":\"" ROOM "\","
                                  "\"recording\":{\"url\":\"https://x/%d\"}}",
                                  i / 2);
        if (i == 2)
            CHECK_OK(store_write_one(w->store, refuse_run, w, &err), &err);
        CHECK_INT(signed_post(w, "/hooks/meeting", "X-Webhook-Signature", "sesame", NOW, body),
                  200);
    }
    OWN(tx) tx = store_read(w->store, &err);
    CHECK_OK(store_recordings(tx, w->account, "one", count_recording, &count, &err), &err);
    CHECK_INT(count, 1);
}

/* --- the clock, and the disk ------------------------------------------------------------------ */

TEST(the_clock_ends_what_nobody_ended)
{
    OWN(world) w = world_new(INI);
    struct error err = {0};
    size_t closed;
    clock_set(LATER);
    tell(w, story[0].path, story[0].body, 200);
    CHECK_OK(change_close_overdue(&w->pipeline, NOW + 7199, &closed, &err), &err);
    CHECK_INT(closed, 0);
    CHECK_OK(change_close_overdue(&w->pipeline, NOW + 7200, &closed, &err), &err);
    CHECK_INT(closed, 1);
    CHECK_HELD(w, "one", NOW, "over from 60 to 3600");
}

TEST(what_cannot_be_kept_is_to_be_told_again)
{
    OWN(world) w = world_new(INI);
    clock_set(LATER);
    int refused = 0;
    for (int64_t n = 1;; n++) {
        store_fail_at(w->store, n);
        OWN_CHARS got = world_ask(w, "POST", "/jitsi/events/room/created", TELLING, story[0].body);
        if (!store_fail_reached(w->store))
            break;
        CHECK(atoi(got) == 503 || atoi(got) == 200);
        refused += atoi(got) == 503;
    }
    store_fail_at(w->store, 0);
    CHECK(refused > 3);
    CHECK_HELD(w, "one", NOW, "runs from 60");
}

RUN_TESTS(CASE(a_meeting_is_known_from_its_first_word_to_its_last),
          CASE(what_is_told_backwards_and_twice_is_the_same),
          CASE(what_is_about_no_meeting_changes_nothing), CASE(what_is_refused_says_why),
          CASE(what_others_could_hear_is_refused), CASE(what_has_no_secret_is_off),
          CASE(a_body_that_is_too_large_is_not_read), CASE(who_guesses_a_signature_is_slowed_down),
          CASE(each_occurrence_is_held_by_itself),
          CASE(what_begins_a_little_early_is_of_the_occurrence),
          CASE(the_reservation_tells_the_life_of_a_meeting_too),
          CASE(jaas_and_others_sign_what_they_tell),
          CASE(what_is_sent_again_as_it_was_signed_is_the_same),
          CASE(one_room_tells_so_much_and_no_more),
          CASE(a_room_that_tells_too_much_is_to_tell_it_later),
          CASE(jaas_is_told_what_a_room_is_to_be_like),
          CASE(recordings_are_kept_once_unless_they_are_not_allowed),
          CASE(the_clock_ends_what_nobody_ended), CASE(what_cannot_be_kept_is_to_be_told_again))
