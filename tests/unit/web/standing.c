#include "../../../src/web/standing.h"
#include "door.h"

static struct standing *taken(struct standings *s)
{
    struct error err;
    struct standing *found = standings_take(s, CODE, &err);
    CHECK_OK(found, &err);
    return found;
}

TEST(what_was_read_for_one_is_kept_for_the_others)
{
    OWN(world) w = door_new("");
    struct standings *kept = standings_new(&w->pipeline);
    OWN(standing) first = taken(kept);
    OWN(standing) second = taken(kept);
    assert_ptr_equal(first, second);
    CHECK_STR(first->meeting->uid, UID);
    CHECK_STR(first->owner->name, "ann");
    CHECK_STR(event_main(first->event)->summary, "Plan <i>");
    standings_free(kept);
}

TEST(whatever_is_committed_is_seen_by_the_next)
{
    OWN(world) w = door_new("");
    struct standings *kept = standings_new(&w->pipeline);
    OWN(standing) before = taken(kept);
    put_meeting(w, MEETING_ENDED, NOW);
    OWN(standing) after = taken(kept);
    CHECK_INT(after->meeting->state, MEETING_ENDED);
    CHECK_INT(before->meeting->state, MEETING_OPEN); /* whoever has it keeps it */
    world_put(w, w->other, "two@example.org", "Other", NOW);
    OWN(standing) later = taken(kept);
    assert_ptr_not_equal(after, later);
    standings_free(kept);
}

static void put_long(struct world *w)
{
    OWN(text) t = text_new();
    text_add_str(t, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\n"
                    "BEGIN:VEVENT\r\nUID:" UID "\r\nDTSTAMP:20260101T000000Z\r\n"
                    "DTSTART:20260301T090000Z\r\nDURATION:PT1H\r\n");
    for (int i = 0; i < 1000; i++)
        text_add_str(t, "COMMENT:what was said\r\n");
    text_add_str(t, "END:VEVENT\r\nEND:VCALENDAR\r\n");
    put_text(w, text_str(t));
}

TEST(a_large_event_is_not_kept)
{
    OWN(world) w = door_new("");
    struct standings *kept = standings_new(&w->pipeline);
    put_long(w);
    OWN(standing) first = taken(kept);
    OWN(standing) second = taken(kept);
    assert_non_null(first->event);
    assert_ptr_not_equal(first, second);
    standings_free(kept);
}

static char *code_of(int number)
{
    return mem_strf("%026d", number);
}

static void put_meetings(struct world *w, int count)
{
    char provider[] = "jitsi", room[] = "r";
    for (int i = 0; i < count; i++) {
        struct error err;
        OWN_CHARS code = code_of(i);
        OWN_CHARS uid = mem_strf("%d@example.org", i);
        struct meeting m = {.account = w->account,
                            .uid = uid,
                            .code = code,
                            .provider = provider,
                            .room = room,
                            .url = room,
                            .link = code,
                            .state = MEETING_OPEN};
        CHECK_OK(store_write_one(w->store, meeting_run, &m, &err), &err);
    }
}

TEST(each_code_gives_its_own_meeting)
{
    enum { MANY = 200 };
    OWN(world) w = door_new("");
    struct standings *kept = standings_new(&w->pipeline);
    put_meetings(w, MANY);
    for (int turn = 0; turn < 2 * MANY; turn++) {
        struct error err;
        OWN_CHARS code = code_of(turn % MANY);
        OWN(standing) found = standings_take(kept, code, &err);
        CHECK_OK(found, &err);
        CHECK_STR(found->meeting->code, code);
    }
    standings_free(kept);
}

TEST(a_code_that_is_none_is_asked_for_each_time)
{
    OWN(world) w = door_new("");
    struct error err = {0};
    struct standings *kept = standings_new(&w->pipeline);
    assert_null(standings_take(kept, "bbbbbbbbbbbbbbbbbbbbbbbbbb", &err));
    CHECK_INT(err.kind, FAULT_NOT_FOUND);
    standings_free(kept);
}

RUN_TESTS(CASE(what_was_read_for_one_is_kept_for_the_others),
          CASE(whatever_is_committed_is_seen_by_the_next), CASE(a_large_event_is_not_kept),
          CASE(each_code_gives_its_own_meeting), CASE(a_code_that_is_none_is_asked_for_each_time))
