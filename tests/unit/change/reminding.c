#include "world.h"

#define MEETING                                                               \
    "SUMMARY:Plan\nDTSTART:20260310T100000Z\nDURATION:PT1H\n"                 \
    "ORGANIZER:mailto:alice@example.org\nATTENDEE:mailto:guest@example.net\n" \
    "ATTENDEE;PARTSTAT=DECLINED:mailto:no@example.net\n"

static enum change_outcome put_quietly(struct world *w, const char *lines)
{
    OWN_CHARS ics = world_event(lines);
    struct change c = {.kind = CHANGE_PUT, .text = span_of(ics)};
    return world_do(w, &c);
}

static struct remind_report remind(struct world *w, const char *now, bool dry)
{
    struct remind_report r;
    struct error err = {0};
    world_clock(w, now);
    CHECK_OK(change_remind(world_pipeline(w), clock_now(), dry, NULL, NULL, &r, &err), &err);
    return r;
}

TEST(each_attendee_that_has_not_declined_is_reminded_once_for_each_offset)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    put_quietly(w, MEETING);
    CHECK_INT(remind(w, "2026-03-09T09:59:59Z", false).recipients, 0);
    struct remind_report day_before = remind(w, "2026-03-09T10:00:00Z", false);
    CHECK_INT(day_before.recipients, 2); /* the guest and the organizer */
    CHECK_INT(day_before.skipped, 1);
    CHECK_INT(remind(w, "2026-03-09T10:00:00Z", false).recipients, 0);
    OWN_CHARS sent = world_sent(w);
    CHECK_STR(sent, "guest@example.net reminder -\nalice@example.org reminder -\n");
    CHECK_INT(remind(w, "2026-03-10T09:00:00Z", false).recipients, 2);
    CHECK_INT(remind(w, "2026-03-10T09:59:00Z", false).recipients, 0);
}

TEST(a_dry_run_changes_nothing)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    put_quietly(w, MEETING);
    CHECK_INT(remind(w, "2026-03-09T10:00:00Z", true).recipients, 2);
    CHECK_INT(remind(w, "2026-03-09T10:00:00Z", true).recipients, 2);
    CHECK_INT(world_waiting(w), 0);
}

TEST(a_dry_run_after_a_pause_foresees_what_a_pass_does)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    put_quietly(w, MEETING "RRULE:FREQ=DAILY;COUNT=9\n");
    struct remind_report dry = remind(w, "2026-03-12T09:30:00Z", true);
    struct remind_report real = remind(w, "2026-03-12T09:30:00Z", false);
    CHECK_INT(real.recipients, 2);
    CHECK_INT(dry.recipients, real.recipients);
}

TEST(a_moved_event_is_reminded_at_its_new_time)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    put_quietly(w, MEETING);
    put_quietly(w, "SUMMARY:Plan\nDTSTART:20260312T100000Z\nDURATION:PT1H\n"
                   "ORGANIZER:mailto:alice@example.org\nATTENDEE:mailto:guest@example.net\n");
    CHECK_INT(remind(w, "2026-03-09T10:00:00Z", false).recipients, 0);
    CHECK_INT(remind(w, "2026-03-11T10:00:00Z", false).recipients, 2);
}

TEST(a_cancelled_or_deleted_event_is_never_reminded)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    put_quietly(w, MEETING);
    put_quietly(w, MEETING "STATUS:CANCELLED\n");
    CHECK_INT(remind(w, "2026-03-09T10:00:00Z", false).recipients, 0);
    put_quietly(w, "UID:two\n" MEETING);
    struct change gone = {.kind = CHANGE_DELETE, .uid = "two"};
    world_do(w, &gone);
    CHECK_INT(remind(w, "2026-03-10T09:00:00Z", false).recipients, 0);
}

TEST(a_meeting_made_later_than_an_offset_gets_no_reminder_for_it)
{
    OWN(world) w = world_at("2026-03-09T20:00:00Z");
    put_quietly(w, MEETING);
    CHECK_INT(remind(w, "2026-03-09T20:00:01Z", false).recipients, 0);
    CHECK_INT(remind(w, "2026-03-10T09:00:00Z", false).recipients, 2);
}

TEST(missed_reminders_of_one_occurrence_become_one)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    put_quietly(w, MEETING);
    CHECK_INT(remind(w, "2026-03-10T09:30:00Z", false).recipients, 2);
    CHECK_INT(remind(w, "2026-03-10T09:31:00Z", false).recipients, 0);
}

TEST(after_the_start_nobody_is_reminded)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    put_quietly(w, MEETING);
    CHECK_INT(remind(w, "2026-03-10T10:00:01Z", false).recipients, 0);
}

TEST(every_occurrence_of_a_series_is_reminded)
{
    OWN(world) w = world_with("2026-03-01T09:00:00Z", "[reminders]\nbefore = 1h\n");
    put_quietly(w, "RRULE:FREQ=DAILY;COUNT=3\n" MEETING);
    size_t reminded = 0;
    static const char *const days[] = {"2026-03-10T09:00:00Z", "2026-03-11T09:00:00Z",
                                       "2026-03-12T09:00:00Z", "2026-03-13T09:00:00Z"};
    for (size_t i = 0; i < LENGTH(days); i++)
        reminded += remind(w, days[i], false).recipients;
    CHECK_INT(reminded, 6);
}

TEST(two_occurrences_that_are_due_at_one_instant_are_both_reminded)
{
    OWN(world) w = world_with("2026-03-01T09:00:00Z", "[reminders]\nbefore = 48h, 24h\n");
    put_quietly(w, "RRULE:FREQ=DAILY;COUNT=3\n" MEETING);
    CHECK_INT(remind(w, "2026-03-08T10:00:00Z", false).recipients, 2); /* 48 h before the 10th */
    CHECK_INT(remind(w, "2026-03-09T10:00:00Z", false).recipients, 4); /* and 24 h, and the 11th */
    CHECK_INT(remind(w, "2026-03-10T10:00:00Z", false).recipients, 4);
    CHECK_INT(remind(w, "2026-03-11T10:00:00Z", false).recipients, 2);
    CHECK_INT(remind(w, "2026-03-12T10:00:00Z", false).recipients, 0);
}

TEST(a_pause_passes_over_nothing_that_is_still_to_come)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    put_quietly(w, "RRULE:FREQ=DAILY;COUNT=9\n" MEETING);
    CHECK_INT(remind(w, "2026-03-12T10:30:00Z", false).recipients, 2); /* of the 13th, due at 10 */
    CHECK_INT(remind(w, "2026-03-13T09:00:00Z", false).recipients, 2);
}

TEST(somebody_elses_event_is_not_ours_to_remind_of)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    put_quietly(w, "SUMMARY:Theirs\nDTSTART:20260310T100000Z\nORGANIZER:mailto:boss@example.com\n"
                   "ATTENDEE:mailto:alice@example.org\n");
    CHECK_INT(remind(w, "2026-03-09T10:00:00Z", false).recipients, 0);
}

RUN_TESTS(CASE(each_attendee_that_has_not_declined_is_reminded_once_for_each_offset),
          CASE(a_dry_run_changes_nothing), CASE(a_dry_run_after_a_pause_foresees_what_a_pass_does),
          CASE(a_moved_event_is_reminded_at_its_new_time),
          CASE(a_cancelled_or_deleted_event_is_never_reminded),
          CASE(a_meeting_made_later_than_an_offset_gets_no_reminder_for_it),
          CASE(missed_reminders_of_one_occurrence_become_one),
          CASE(after_the_start_nobody_is_reminded), CASE(every_occurrence_of_a_series_is_reminded),
          CASE(two_occurrences_that_are_due_at_one_instant_are_both_reminded),
          CASE(a_pause_passes_over_nothing_that_is_still_to_come),
          CASE(somebody_elses_event_is_not_ours_to_remind_of))
