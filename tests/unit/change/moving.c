/* CHANGE_MOVE: another place for the same event. */
#include "world.h"

#define MEETING                                               \
    "SUMMARY:Plan\nDTSTART:20260310T100000Z\nDURATION:PT1H\n" \
    "ORGANIZER:mailto:alice@example.org\nATTENDEE:mailto:guest@example.net\n"
#define ALONE "SUMMARY:Think\nDTSTART:20260310T100000Z\nDURATION:PT1H\n"

static bool add_calendar(struct tx *tx, void *with, struct error *err)
{
    struct calendar *c = with;
    return store_calendar_add(tx, c, &c->id, err);
}

/* A second calendar of alice's. */
static int64_t world_calendar(struct world *w, enum component takes)
{
    struct error err;
    OWN(calendar) c = calendar_new(world_alice(w), "work");
    c->components = takes;
    CHECK(store_write_one(world_store(w), add_calendar, c, &err));
    return c->id;
}

static int64_t calendar_of(struct world *w, int64_t account)
{
    struct error err;
    OWN(tx) tx = store_read(world_store(w), &err);
    OWN(object) o = store_object_by_uid(tx, account, 0, "meeting@example.org", &err);
    return o ? o->calendar : 0;
}

static int64_t default_of(struct world *w, int64_t account)
{
    struct error err;
    OWN(tx) tx = store_read(world_store(w), &err);
    OWN(calendar) c = store_calendar_named(tx, account, "default", &err);
    return c->id;
}

static struct change moving_to(int64_t account, int64_t calendar)
{
    return (struct change){.kind = CHANGE_MOVE,
                           .uid = "meeting@example.org",
                           .name = "there.ics",
                           .to = {account, calendar, true}};
}

TEST(another_calendar_leaves_text_room_reminder_and_what_was_told)
{
    struct error err;
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    OWN_CHARS ics = world_event(MEETING);
    world_put(w, ics);
    free(world_sent(w));
    OWN_CHARS before = world_text(w, world_alice(w), "meeting@example.org");
    struct change c = moving_to(world_alice(w), world_calendar(w, COMPONENT_EVENT));
    CHECK_INT(world_do(w, &c), CHANGE_CREATED);
    CHECK_INT(calendar_of(w, world_alice(w)), c.to.calendar);
    OWN_CHARS after = world_text(w, world_alice(w), "meeting@example.org");
    CHECK_STR(after, before);
    OWN(meeting) m = world_meeting(w, "meeting@example.org");
    CHECK_INT(m->state, MEETING_OPEN);
    OWN(tx) tx = store_read(world_store(w), &err);
    OWN(reminder) r = store_reminder(tx, world_alice(w), "meeting@example.org", &err);
    CHECK(r);
    OWN_CHARS more = world_sent(w);
    CHECK_STR(more, "");
}

TEST(a_condition_on_the_moved_event_has_to_hold)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    OWN_CHARS ics = world_event(MEETING);
    world_put(w, ics);
    struct change c = moving_to(world_alice(w), world_calendar(w, COMPONENT_EVENT));
    c.if_match = "other";
    CHECK_INT(world_do(w, &c), CHANGE_FAILED);
    CHECK_INT(calendar_of(w, world_alice(w)), default_of(w, world_alice(w)));
}

TEST(who_moves_or_deletes_a_name_finds_the_event_by_that_name_alone)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    OWN_CHARS ics = world_event(ALONE);
    world_put(w, ics);
    struct change first = moving_to(world_alice(w), default_of(w, world_alice(w)));
    first.from = "meeting@example.org.ics";
    struct change late = first;
    late.name = "elsewhere.ics";
    struct change gone = {.kind = CHANGE_DELETE, .uid = first.uid, .from = first.from};
    CHECK_INT(world_do(w, &first), CHANGE_CREATED);
    CHECK_INT(world_do(w, &late), CHANGE_FAILED);
    CHECK_INT(late.err.kind, FAULT_NOT_FOUND);
    CHECK_INT(world_do(w, &gone), CHANGE_FAILED);
    CHECK_INT(gone.err.kind, FAULT_NOT_FOUND);
    gone.from = first.name;
    CHECK_INT(world_do(w, &gone), CHANGE_DELETED);
}

static bool save_share(struct tx *tx, void *with, struct error *err)
{
    return store_share_save(tx, with, err);
}

TEST(who_lost_his_share_on_the_way_writes_nothing)
{
    struct error err;
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    OWN_CHARS ics = world_event(ALONE);
    int64_t alices = default_of(w, world_alice(w)), bobs = default_of(w, world_bob(w));
    struct share share = {world_alice(w), alices, world_bob(w), false};
    world_put(w, ics);
    for (int may_write = 0; may_write < 2; may_write++) {
        struct change put = {.kind = CHANGE_PUT, .by = world_bob(w), .text = span_of(ics)};
        struct change take = moving_to(world_bob(w), bobs);
        take.by = world_bob(w);
        struct change give = moving_to(world_alice(w), alices);
        give.account = give.by = world_bob(w);
        share.may_write = may_write;
        CHECK(store_write_one(world_store(w), save_share, &share, &err));
        CHECK_INT(world_do(w, &put), may_write ? CHANGE_UNCHANGED : CHANGE_FAILED);
        CHECK_INT(world_do(w, &take), may_write ? CHANGE_CREATED : CHANGE_FAILED);
        CHECK_INT(world_do(w, &give), may_write ? CHANGE_CREATED : CHANGE_FAILED);
        CHECK_STR(may_write ? "need-privileges" : take.err.rule, "need-privileges");
    }
}

TEST(an_event_without_attendees_goes_into_another_account_whole)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    OWN_CHARS ics = world_event(ALONE);
    world_put(w, ics);
    struct change c = moving_to(world_bob(w), default_of(w, world_bob(w)));
    CHECK_INT(world_do(w, &c), CHANGE_CREATED);
    OWN_CHARS there = world_text(w, world_bob(w), "meeting@example.org");
    CHECK_STR(there, ics);
    CHECK_INT(calendar_of(w, world_alice(w)), 0);
    OWN_CHARS more = world_sent(w);
    CHECK_STR(more, "");
}

TEST(a_meeting_stays_in_the_account_of_its_organizer)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    OWN_CHARS ics = world_event(MEETING);
    world_put(w, ics);
    struct change c = moving_to(world_bob(w), default_of(w, world_bob(w)));
    CHECK_INT(world_do(w, &c), CHANGE_FAILED);
    CHECK_STR(world_said(w),
              "An event with attendees or a room stays in the account that it is in.");
    CHECK_INT(calendar_of(w, world_bob(w)), 0);
}

TEST(what_is_there_already_stays_unless_it_is_the_same_event_and_may_be_overwritten)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    OWN_CHARS ics = world_event(ALONE);
    OWN_CHARS other = world_event(ALONE "DESCRIPTION:of bob's\n");
    world_put(w, ics);
    struct change bobs = {
        .kind = CHANGE_PUT, .account = world_bob(w), .text = span_of(other), .name = "there.ics"};
    CHECK_INT(world_do(w, &bobs), CHANGE_CREATED);
    struct change c = moving_to(world_bob(w), default_of(w, world_bob(w)));
    c.to.overwrite = false;
    CHECK_INT(world_do(w, &c), CHANGE_FAILED);
    CHECK(calendar_of(w, world_alice(w)));
    c = moving_to(world_bob(w), default_of(w, world_bob(w)));
    CHECK_INT(world_do(w, &c), CHANGE_UPDATED);
    OWN_CHARS there = world_text(w, world_bob(w), "meeting@example.org");
    CHECK_STR(there, ics);
    CHECK_INT(calendar_of(w, world_alice(w)), 0);
}

TEST(a_move_into_another_account_happens_whole_or_not_at_all)
{
    for (int64_t n = 1;; n++) {
        OWN(world) w = world_at("2026-03-01T09:00:00Z");
        OWN_CHARS ics = world_event(ALONE);
        world_put(w, ics);
        struct change c = moving_to(world_bob(w), default_of(w, world_bob(w)));
        store_fail_at(world_store(w), n);
        enum change_outcome outcome = world_do(w, &c);
        bool reached = store_fail_reached(world_store(w));
        store_fail_at(world_store(w), 0);
        CHECK_INT(outcome == CHANGE_FAILED, reached);
        CHECK_INT(calendar_of(w, world_alice(w)) != 0, reached);
        CHECK_INT(calendar_of(w, world_bob(w)) == 0, reached);
        if (!reached) {
            CHECK(n > 10);
            return;
        }
    }
}

TEST(a_calendar_takes_only_the_kinds_that_it_is_for)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    OWN_CHARS ics = world_event(ALONE);
    world_put(w, ics);
    struct change c = moving_to(world_alice(w), world_calendar(w, COMPONENT_TODO));
    CHECK_INT(world_do(w, &c), CHANGE_FAILED);
    CHECK_STR(c.err.rule, "supported-calendar-component");
}

RUN_TESTS(CASE(another_calendar_leaves_text_room_reminder_and_what_was_told),
          CASE(a_condition_on_the_moved_event_has_to_hold),
          CASE(who_moves_or_deletes_a_name_finds_the_event_by_that_name_alone),
          CASE(who_lost_his_share_on_the_way_writes_nothing),
          CASE(an_event_without_attendees_goes_into_another_account_whole),
          CASE(a_meeting_stays_in_the_account_of_its_organizer),
          CASE(what_is_there_already_stays_unless_it_is_the_same_event_and_may_be_overwritten),
          CASE(a_move_into_another_account_happens_whole_or_not_at_all),
          CASE(a_calendar_takes_only_the_kinds_that_it_is_for))
