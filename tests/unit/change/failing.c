/* Every flow again with the n-th statement failing: the whole change is there, or none of it. */
#include "world.h"

#define LINES(hour)                                                           \
    "SUMMARY:Plan\nDTSTART:20260310T" hour "0000Z\nDURATION:PT1H\n"           \
    "ORGANIZER:mailto:alice@example.org\nATTENDEE:mailto:guest@example.net\n" \
    "ATTENDEE:mailto:bob@example.org\n"

/* What can be seen of the meeting: text, room, reminder, what waits. */
static char *picture(struct world *w)
{
    struct error err;
    OWN_CHARS stored = world_text(w, world_alice(w), "meeting@example.org");
    OWN(meeting) m = world_meeting(w, "meeting@example.org");
    OWN(tx) tx = store_read(world_store(w), &err);
    OWN(reminder) r = store_reminder(tx, world_alice(w), "meeting@example.org", &err);
    return mem_strf("%s|%d|%lld|%zu", stored ? stored : "-", m ? (int)m->state : -1,
                    r ? (long long)r->due : 0, world_waiting(w));
}

typedef enum change_outcome flow(struct world *w);

static enum change_outcome create(struct world *w)
{
    OWN_CHARS ics = world_event(LINES("10"));
    return world_put(w, ics);
}

static enum change_outcome move(struct world *w)
{
    OWN_CHARS ics = world_event(LINES("12"));
    return world_put(w, ics);
}

static enum change_outcome delete (struct world *w) {
    return world_delete(w, "meeting@example.org");
}

static enum change_outcome detach(struct world *w)
{
    struct change c = {.kind = CHANGE_DETACH, .uid = "meeting@example.org", .tell = true};
    return world_do(w, &c);
}

static enum change_outcome force(struct world *w)
{
    OWN_CHARS ics = world_event("SUMMARY:Plan\nDTSTART:20260310T100000Z\nDURATION:PT1H\n"
                                "ORGANIZER:mailto:alice@example.org\n"
                                "ATTENDEE;SCHEDULE-FORCE-SEND=REQUEST:mailto:guest@example.net\n"
                                "ATTENDEE:mailto:bob@example.org\n");
    return world_put(w, ics);
}

static void check_flow(flow *before, flow *now)
{
    for (int64_t n = 1;; n++) {
        OWN(world) w = world_at("2026-03-01T09:00:00Z");
        if (before) {
            before(w);
            free(world_sent(w));
        }
        OWN_CHARS was = picture(w);
        store_fail_at(world_store(w), n);
        enum change_outcome outcome = now(w);
        bool reached = store_fail_reached(world_store(w));
        store_fail_at(world_store(w), 0);
        OWN_CHARS is = picture(w);
        if (!reached) {
            CHECK(outcome != CHANGE_FAILED);
            CHECK(n > 5); /* the flow has statements to fail */
            return;
        }
        CHECK_INT(outcome, CHANGE_FAILED);
        CHECK_STR(is, was);
        CHECK(now(w) != CHANGE_FAILED);
    }
}

TEST(a_new_event_is_there_whole_or_not_at_all)
{
    check_flow(NULL, create);
}

TEST(a_moved_event_is_moved_whole_or_not_at_all)
{
    check_flow(create, move);
}

TEST(a_deleted_event_is_gone_whole_or_not_at_all)
{
    check_flow(create, delete);
}

TEST(a_detached_event_is_detached_whole_or_not_at_all)
{
    check_flow(create, detach);
}

TEST(who_is_told_anew_is_told_whole_or_not_at_all)
{
    check_flow(create, force);
}

/* In bob's inbox. */
static int64_t count_messages(struct world *w)
{
    struct error err = {0};
    int64_t count = 0;
    OWN(tx) tx = store_read(world_store(w), &err);
    OWN(calendar) inbox = store_calendar_named(tx, world_bob(w), INBOX_NAME, &err);
    if (inbox)
        CHECK_OK(store_objects_count(tx, inbox->account, inbox->id, &count, &err), &err);
    return count;
}

TEST(a_delivery_that_fails_anywhere_is_made_later_and_once)
{
    for (int64_t n = 1, reached = true; reached; n++) {
        OWN(world) w = world_at("2026-03-01T09:00:00Z");
        create(w);
        store_fail_at(world_store(w), n);
        struct error err;
        OWN_CHARS first = world_try_to_send(w, &err);
        reached = store_fail_reached(world_store(w));
        store_fail_at(world_store(w), 0);
        world_clock(w, "2026-03-01T12:00:00Z"); /* leases of the failed pass are over */
        OWN_CHARS second = world_sent(w);
        OWN_CHARS both = mem_strf("%s%s", first, second);
        CHECK(strstr(both, "guest@example.net REQUEST 0 -\n"));
        OWN_CHARS copy = world_text(w, world_bob(w), "meeting@example.org");
        CHECK(copy);
        CHECK_INT(count_messages(w), 1);
        CHECK_INT(world_waiting(w), 0);
    }
}

TEST(a_reminder_pass_that_fails_anywhere_reminds_later_and_once)
{
    for (int64_t n = 1, reached = true; reached; n++) {
        OWN(world) w = world_at("2026-03-01T09:00:00Z");
        OWN_CHARS ics = world_event(LINES("10"));
        struct change c = {.kind = CHANGE_PUT, .text = span_of(ics)};
        world_do(w, &c);
        world_clock(w, "2026-03-09T10:00:00Z");
        struct remind_report r;
        struct error err;
        store_fail_at(world_store(w), n);
        bool ok = change_remind(world_pipeline(w), clock_now(), false, NULL, NULL, &r, &err);
        reached = store_fail_reached(world_store(w));
        store_fail_at(world_store(w), 0);
        CHECK_INT(ok, !reached);
        size_t waiting = world_waiting(w);
        CHECK(waiting == 3 || (reached && waiting == 0));
        CHECK_OK(change_remind(world_pipeline(w), clock_now(), false, NULL, NULL, &r, &err), &err);
        CHECK_INT(world_waiting(w), 3);
    }
}

RUN_TESTS(CASE(a_new_event_is_there_whole_or_not_at_all),
          CASE(a_moved_event_is_moved_whole_or_not_at_all),
          CASE(a_deleted_event_is_gone_whole_or_not_at_all),
          CASE(a_detached_event_is_detached_whole_or_not_at_all),
          CASE(who_is_told_anew_is_told_whole_or_not_at_all),
          CASE(a_delivery_that_fails_anywhere_is_made_later_and_once),
          CASE(a_reminder_pass_that_fails_anywhere_reminds_later_and_once))
