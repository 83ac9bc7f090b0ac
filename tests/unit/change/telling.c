#include "world.h"

#define WHEN(hour) "DTSTART:20260310T" hour "0000Z\nDURATION:PT1H\n"
#define PEOPLE                                                                \
    "ORGANIZER:mailto:alice@example.org\nATTENDEE:mailto:alice@example.org\n" \
    "ATTENDEE:mailto:guest@example.net\n"

static enum change_outcome put(struct world *w, const char *lines)
{
    OWN_CHARS ics = world_event(lines);
    return world_put(w, ics);
}

static void check_sent(struct world *w, const char *wanted)
{
    OWN_CHARS sent = world_sent(w);
    CHECK_STR(sent, wanted);
}

TEST(each_attendee_but_the_organizer_is_invited_once)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    put(w, "SUMMARY:Plan\n" WHEN("10") PEOPLE);
    check_sent(w, "guest@example.net REQUEST 0 -\n");
    put(w, "SUMMARY:Plan\n" WHEN("10") PEOPLE);
    check_sent(w, "");
}

TEST(a_move_raises_sequence_and_a_title_does_not)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    put(w, "SUMMARY:Plan\n" WHEN("10") PEOPLE);
    check_sent(w, "guest@example.net REQUEST 0 -\n");
    put(w, "SUMMARY:Plan\n" WHEN("12") PEOPLE);
    check_sent(w, "guest@example.net REQUEST 1 -\n");
    put(w, "SUMMARY:Plan B\n" WHEN("12") PEOPLE);
    check_sent(w, "guest@example.net REQUEST 1 -\n");
    OWN_CHARS stored = world_text(w, world_alice(w), "meeting@example.org");
    CHECK(strstr(stored, "SEQUENCE:1\r\n"));
}

TEST(edits_within_the_merge_window_become_one_mail)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    put(w, "SUMMARY:Plan\n" WHEN("10") PEOPLE);
    put(w, "SUMMARY:Plan B\n" WHEN("11") PEOPLE);
    put(w, "SUMMARY:Plan C\n" WHEN("12") PEOPLE);
    CHECK_INT(world_waiting(w), 1);
    check_sent(w, "guest@example.net REQUEST 0 -\n");
}

TEST(made_and_deleted_within_the_merge_window_tells_nobody)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    put(w, "SUMMARY:Plan\n" WHEN("10") PEOPLE);
    world_delete(w, "meeting@example.org");
    check_sent(w, "");
}

TEST(a_deleted_event_is_cancelled_to_those_who_were_told)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    put(w, "SUMMARY:Plan\n" WHEN("10") PEOPLE);
    check_sent(w, "guest@example.net REQUEST 0 -\n");
    CHECK_INT(world_delete(w, "meeting@example.org"), CHANGE_DELETED);
    check_sent(w, "guest@example.net CANCEL 1 -\n");
}

TEST(who_is_added_or_removed_is_told_alone)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    put(w, "SUMMARY:Plan\n" WHEN("10") PEOPLE);
    check_sent(w, "guest@example.net REQUEST 0 -\n");
    put(w, "SUMMARY:Plan\n" WHEN("10") PEOPLE "ATTENDEE:mailto:new@example.net\n");
    check_sent(w, "new@example.net REQUEST 0 -\n");
    put(w, "SUMMARY:Plan\n" WHEN("10") "ORGANIZER:mailto:alice@example.org\n"
                                       "ATTENDEE:mailto:new@example.net\n");
    OWN_CHARS sent = world_sent(w);
    CHECK(span_starts(span_of(sent), "guest@example.net CANCEL "));
    CHECK(!strstr(sent, "new@example.net"));
}

TEST(one_cancelled_occurrence_is_told_alone)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    put(w, "SUMMARY:Weekly\nRRULE:FREQ=WEEKLY\n" WHEN("10") PEOPLE);
    check_sent(w, "guest@example.net REQUEST 0 -\n");
    put(w, "SUMMARY:Weekly\nRRULE:FREQ=WEEKLY\nEXDATE:20260317T100000Z\n" WHEN("10") PEOPLE);
    check_sent(w, "guest@example.net CANCEL 1 20260317T100000Z\n");
    put(w, "SUMMARY:Weekly\nRRULE:FREQ=WEEKLY\nEXDATE:20260317T100000Z\n" WHEN("10") PEOPLE);
    check_sent(w, "");
}

TEST(two_occurrences_cancelled_at_once_are_both_told)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    put(w, "SUMMARY:Weekly\nRRULE:FREQ=WEEKLY\n" WHEN("10") PEOPLE);
    check_sent(w, "guest@example.net REQUEST 0 -\n");
    put(w, "SUMMARY:Weekly\nRRULE:FREQ=WEEKLY\nEXDATE:20260317T100000Z,20260324T100000Z\n" WHEN(
               "10") PEOPLE);
    check_sent(w, "guest@example.net CANCEL 1 20260317T100000Z\n"
                  "guest@example.net CANCEL 1 20260324T100000Z\n");
    put(w, "SUMMARY:Weekly B\nRRULE:FREQ=WEEKLY\nEXDATE:20260317T100000Z,20260324T100000Z\n" WHEN(
               "10") PEOPLE);
    OWN_CHARS sent = world_sent(w);
    CHECK(strstr(sent, "guest@example.net REQUEST "));
    CHECK(!strstr(sent, "CANCEL"));
}

TEST(nothing_is_told_of_the_past)
{
    OWN(world) w = world_at("2026-04-01T09:00:00Z");
    put(w, "SUMMARY:Plan\n" WHEN("10") PEOPLE);
    check_sent(w, "");
}

TEST(a_quiet_change_tells_nobody_and_a_later_invitation_everybody)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    OWN_CHARS ics = world_event("SUMMARY:Plan\n" WHEN("10") PEOPLE);
    struct change quiet = {.kind = CHANGE_PUT, .text = span_of(ics)};
    CHECK_INT(world_do(w, &quiet), CHANGE_CREATED);
    check_sent(w, "");
    CHECK_INT(world_put(w, ics), CHANGE_UNCHANGED);
    check_sent(w, "guest@example.net REQUEST 0 -\n");
}

TEST(a_local_attendee_finds_the_meeting_in_his_calendar)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    put(w, "SUMMARY:Plan\n" WHEN("10") PEOPLE "ATTENDEE:mailto:bob@example.org\n");
    check_sent(w, "guest@example.net REQUEST 0 -\n");
    OWN_CHARS copy = world_text(w, world_bob(w), "meeting@example.org");
    CHECK(copy);
    CHECK(!strstr(copy, "METHOD"));
    OWN(meeting) m = world_meeting(w, "meeting@example.org");
    CHECK(strstr(copy, m->link));
    put(w, "SUMMARY:Moved\n" WHEN("12") PEOPLE "ATTENDEE:mailto:bob@example.org\n");
    check_sent(w, "guest@example.net REQUEST 1 -\n");
    OWN_CHARS moved = world_text(w, world_bob(w), "meeting@example.org");
    CHECK(strstr(moved, "SUMMARY:Moved"));
    world_delete(w, "meeting@example.org");
    check_sent(w, "guest@example.net CANCEL 2 -\n");
    OWN_CHARS cancelled = world_text(w, world_bob(w), "meeting@example.org");
    CHECK(strstr(cancelled, "STATUS:CANCELLED"));
}

TEST(an_event_of_the_attendee_with_the_same_uid_is_not_overwritten)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    OWN_CHARS own = world_event("SUMMARY:Dentist\n" WHEN("10"));
    struct change c = {.kind = CHANGE_PUT, .account = world_bob(w), .text = span_of(own)};
    CHECK_INT(world_do(w, &c), CHANGE_CREATED);
    put(w, "SUMMARY:Plan\n" WHEN("10") "ORGANIZER:mailto:alice@example.org\n"
                                       "ATTENDEE:mailto:bob@example.org\n");
    free(world_sent(w));
    OWN_CHARS kept = world_text(w, world_bob(w), "meeting@example.org");
    CHECK_STR(kept, own);
    CHECK_INT(world_waiting(w), 0);
}

static bool take_mail_too(struct tx *tx, void *with, struct error *err)
{
    OWN(account) a = store_account(tx, *(int64_t *)with, err);
    TRY(a);
    a->by_mail = true;
    return store_account_save(tx, a, err);
}

TEST(a_local_attendee_is_mailed_too_when_he_asks_for_it)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    struct error err;
    int64_t bob = world_bob(w);
    CHECK_OK(store_write_one(world_store(w), take_mail_too, &bob, &err), &err);
    put(w, "SUMMARY:Plan\n" WHEN("10") "ORGANIZER:mailto:alice@example.org\n"
                                       "ATTENDEE:mailto:bob@example.org\n");
    check_sent(w, "bob@example.org REQUEST 0 -\n");
    OWN_CHARS copy = world_text(w, bob, "meeting@example.org");
    CHECK(copy);
    put(w, "SUMMARY:Plan\n" WHEN("12") "ORGANIZER:mailto:alice@example.org\n"
                                       "ATTENDEE:mailto:bob@example.org\n");
    check_sent(w, "bob@example.org REQUEST 1 -\n");
}

TEST(beyond_the_cap_of_recipients_the_outbox_stops_until_it_is_released)
{
    OWN(world) w = world_with("2026-03-01T09:00:00Z", "[limits]\nrecipients_per_hour = 3\n");
    put(w, "SUMMARY:Plan\n" WHEN("10") PEOPLE "ATTENDEE:mailto:b@example.net\n"
                                              "ATTENDEE:mailto:c@example.net\n"
                                              "ATTENDEE:mailto:d@example.net\n");
    check_sent(w, "");
    CHECK(world_waiting(w) >= 4);
    struct error err;
    OWN(tx) tx = store_read(world_store(w), &err);
    OWN(account) a = store_account(tx, world_alice(w), &err);
    CHECK(a->held_since != INSTANT_FIRST);
    CHECK(strstr(a->held_why, "4 recipients within an hour"));
}

TEST(beyond_the_cap_of_changes_the_outbox_stops_too)
{
    OWN(world) w = world_with("2026-03-01T09:00:00Z", "[limits]\nchanges_per_ten_minutes = 2\n");
    for (int i = 0; i < 3; i++) {
        OWN_CHARS lines = mem_strf("UID:%d@example.org\nSUMMARY:Plan\n" WHEN("10") PEOPLE, i);
        put(w, lines);
    }
    check_sent(w, "");
    world_clock(w, "2026-03-01T10:00:00Z");
    check_sent(w, "");
}

TEST(an_answer_is_not_taken_back_by_an_older_file)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    OWN_CHARS ics = world_event("SUMMARY:Plan\n" WHEN("10") PEOPLE);
    world_put(w, ics);
    check_sent(w, "guest@example.net REQUEST 0 -\n");
    static const char reply[] =
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\n"
        "UID:meeting@example.org\r\nDTSTAMP:20260301T100000Z\r\nDTSTART:20260310T100000Z\r\n"
        "ORGANIZER:mailto:alice@example.org\r\n"
        "ATTENDEE;PARTSTAT=ACCEPTED:mailto:guest@example.net\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    struct change answer = {.kind = CHANGE_REPLY, .text = span_of(reply)};
    CHECK_INT(world_do(w, &answer), CHANGE_UPDATED);
    CHECK_INT(world_do(w, &answer), CHANGE_UNCHANGED);
    OWN_CHARS answered = world_text(w, world_alice(w), "meeting@example.org");
    CHECK(strstr(answered, "PARTSTAT=ACCEPTED"));
    CHECK_INT(world_put(w, ics), CHANGE_UNCHANGED);
    OWN_CHARS still = world_text(w, world_alice(w), "meeting@example.org");
    CHECK_STR(still, answered);
    check_sent(w, "");
}

TEST(a_reply_of_a_stranger_changes_nothing)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    OWN_CHARS ics = world_event("SUMMARY:Plan\n" WHEN("10") PEOPLE);
    world_put(w, ics);
    static const char reply[] =
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\n"
        "UID:meeting@example.org\r\nDTSTAMP:20260301T100000Z\r\nDTSTART:20260310T100000Z\r\n"
        "ORGANIZER:mailto:alice@example.org\r\n"
        "ATTENDEE;PARTSTAT=ACCEPTED:mailto:stranger@example.net\r\nEND:VEVENT\r\n"
        "END:VCALENDAR\r\n";
    struct change answer = {.kind = CHANGE_REPLY, .text = span_of(reply)};
    CHECK_INT(world_do(w, &answer), CHANGE_FAILED);
    CHECK(world_said(w)[0]);
}

RUN_TESTS(CASE(each_attendee_but_the_organizer_is_invited_once),
          CASE(a_move_raises_sequence_and_a_title_does_not),
          CASE(edits_within_the_merge_window_become_one_mail),
          CASE(made_and_deleted_within_the_merge_window_tells_nobody),
          CASE(a_deleted_event_is_cancelled_to_those_who_were_told),
          CASE(who_is_added_or_removed_is_told_alone), CASE(one_cancelled_occurrence_is_told_alone),
          CASE(two_occurrences_cancelled_at_once_are_both_told), CASE(nothing_is_told_of_the_past),
          CASE(a_quiet_change_tells_nobody_and_a_later_invitation_everybody),
          CASE(a_local_attendee_finds_the_meeting_in_his_calendar),
          CASE(an_event_of_the_attendee_with_the_same_uid_is_not_overwritten),
          CASE(a_local_attendee_is_mailed_too_when_he_asks_for_it),
          CASE(beyond_the_cap_of_recipients_the_outbox_stops_until_it_is_released),
          CASE(beyond_the_cap_of_changes_the_outbox_stops_too),
          CASE(an_answer_is_not_taken_back_by_an_older_file),
          CASE(a_reply_of_a_stranger_changes_nothing))
