#include "world.h"

#define MEETING                                                  \
    "SUMMARY:Plan\nDTSTART;TZID=Europe/Berlin:20260310T100000\n" \
    "DTEND;TZID=Europe/Berlin:20260310T110000\n"                 \
    "ORGANIZER:mailto:alice@example.org\nATTENDEE:mailto:guest@example.net\n"

static struct span text_of(const char *s)
{
    return span_of(s);
}

TEST(an_event_with_an_attendee_gets_its_room)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    OWN_CHARS ics = world_event(MEETING);
    CHECK_INT(world_put(w, ics), CHANGE_CREATED);
    OWN(meeting) m = world_meeting(w, "meeting@example.org");
    CHECK(m);
    CHECK_INT(m->state, MEETING_OPEN);
    CHECK(span_starts(text_of(m->link), "https://meet.example.org/"));
    OWN_CHARS stored = world_text(w, world_alice(w), "meeting@example.org");
    OWN_CHARS location = mem_strf("LOCATION:%s\r\n", m->link);
    CHECK(strstr(stored, location));
    CHECK(strstr(stored, "CONFERENCE;"));
    CHECK(strstr(stored, "SUMMARY:Plan\r\nDTSTART;TZID=Europe/Berlin:20260310T100000\r\n"));
}

TEST(what_was_taken_in_at_the_limit_can_still_be_changed)
{
    OWN_CHARS lines = mem_strf(MEETING "COMMENT:%01000d\n", 0);
    OWN_CHARS ics = world_event(lines);
    OWN_CHARS more = mem_strf("[limits]\nobject = %zu\n", strlen(ics));
    OWN(world) w = world_with("2026-03-01T09:00:00Z", more);
    CHECK_INT(world_put(w, ics), CHANGE_CREATED);
    OWN_CHARS stored = world_text(w, world_alice(w), "meeting@example.org");
    CHECK(strlen(stored) > strlen(ics));
    char *title = strstr(ics, "Plan");
    memcpy(title, "Talk", 4);
    CHECK_INT(world_put(w, ics), CHANGE_UPDATED);
    CHECK_INT(world_delete(w, "meeting@example.org"), CHANGE_DELETED);
}

TEST(an_event_with_nobody_to_meet_gets_none)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    OWN_CHARS ics = world_event("SUMMARY:Dentist\nDTSTART:20260310T100000Z\n");
    CHECK_INT(world_put(w, ics), CHANGE_CREATED);
    OWN_CHARS stored = world_text(w, world_alice(w), "meeting@example.org");
    CHECK_STR(stored, ics);
}

TEST(somebody_elses_event_is_never_touched)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    OWN_CHARS ics = world_event("SUMMARY:Theirs\nDTSTART:20260310T100000Z\n"
                                "ORGANIZER:mailto:boss@example.com\n"
                                "ATTENDEE:mailto:alice@example.org\n");
    CHECK_INT(world_put(w, ics), CHANGE_CREATED);
    OWN_CHARS stored = world_text(w, world_alice(w), "meeting@example.org");
    CHECK_STR(stored, ics);
    OWN_CHARS sent = world_sent(w);
    CHECK_STR(sent, "");
}

TEST(a_later_start_keeps_the_room)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    OWN_CHARS first = world_event(MEETING);
    world_put(w, first);
    OWN(meeting) before = world_meeting(w, "meeting@example.org");
    OWN_CHARS later = world_event("SUMMARY:Plan\nDTSTART;TZID=Europe/Berlin:20260310T120000\n"
                                  "DTEND;TZID=Europe/Berlin:20260310T130000\n"
                                  "ORGANIZER:mailto:alice@example.org\n"
                                  "ATTENDEE:mailto:guest@example.net\n");
    CHECK_INT(world_put(w, later), CHANGE_UPDATED);
    OWN(meeting) after = world_meeting(w, "meeting@example.org");
    CHECK_STR(after->link, before->link);
    OWN_CHARS stored = world_text(w, world_alice(w), "meeting@example.org");
    CHECK(strstr(stored, before->link));
}

TEST(the_same_event_again_changes_nothing)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    OWN_CHARS ics = world_event(MEETING);
    world_put(w, ics);
    OWN_CHARS once = world_text(w, world_alice(w), "meeting@example.org");
    CHECK_INT(world_put(w, ics), CHANGE_UNCHANGED);
    CHECK_INT(world_put(w, once), CHANGE_UNCHANGED);
    OWN_CHARS twice = world_text(w, world_alice(w), "meeting@example.org");
    CHECK_STR(twice, once);
}

TEST(a_link_taken_out_by_somebody_who_saw_it_stays_out)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    OWN_CHARS ics = world_event(MEETING);
    struct change first = {.kind = CHANGE_PUT, .text = span_of(ics), .account = world_alice(w)};
    CHECK(change_submit(world_pipeline(w), &first, 1));
    struct change seen = {
        .kind = CHANGE_PUT, .text = span_of(ics), .if_match = first.etag, .tell = true};
    CHECK_INT(world_do(w, &seen), CHANGE_UPDATED);
    change_clear(&first);
    OWN(meeting) m = world_meeting(w, "meeting@example.org");
    CHECK_INT(m->state, MEETING_DETACHED);
    OWN_CHARS stored = world_text(w, world_alice(w), "meeting@example.org");
    CHECK(!strstr(stored, m->link));
    CHECK_INT(world_put(w, ics), CHANGE_UNCHANGED);
}

TEST(any_version_is_no_proof_that_the_link_was_seen)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    OWN_CHARS ics = world_event(MEETING);
    world_put(w, ics);
    struct change any = {.kind = CHANGE_PUT, .text = span_of(ics), .if_match = "*", .tell = true};
    CHECK_INT(world_do(w, &any), CHANGE_UNCHANGED);
    OWN(meeting) m = world_meeting(w, "meeting@example.org");
    CHECK_INT(m->state, MEETING_OPEN);
}

TEST(detaching_takes_every_trace_out_and_tells_nobody)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    OWN_CHARS ics = world_event(MEETING);
    world_put(w, ics);
    free(world_sent(w));
    struct change c = {.kind = CHANGE_DETACH, .uid = "meeting@example.org"};
    CHECK_INT(world_do(w, &c), CHANGE_UPDATED);
    struct change again = {.kind = CHANGE_PUT, .text = span_of(ics), .exact = true};
    CHECK_INT(world_do(w, &again), CHANGE_UNCHANGED); /* but for the attendees' SCHEDULE-STATUS */
    OWN_CHARS stored = world_text(w, world_alice(w), "meeting@example.org");
    CHECK(!strstr(stored, "meet.example.org"));
    OWN_CHARS more = world_sent(w);
    CHECK_STR(more, "");
}

TEST(a_condition_that_does_not_hold_leaves_everything_as_it_was)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    OWN_CHARS ics = world_event(MEETING);
    struct change none = {.kind = CHANGE_PUT, .text = span_of(ics), .if_match = "abc"};
    CHECK_INT(world_do(w, &none), CHANGE_FAILED);
    world_put(w, ics);
    struct change there = {.kind = CHANGE_PUT, .text = span_of(ics), .if_none_match = true};
    CHECK_INT(world_do(w, &there), CHANGE_FAILED);
    OWN_CHARS other = world_event("SUMMARY:Other\nDTSTART:20260310T100000Z\n");
    struct change old = {.kind = CHANGE_PUT, .text = span_of(other), .if_match = "abc"};
    CHECK_INT(world_do(w, &old), CHANGE_FAILED);
    CHECK_STR(world_said(w), "The event has changed since; read it again first.");
    OWN_CHARS stored = world_text(w, world_alice(w), "meeting@example.org");
    CHECK(strstr(stored, "SUMMARY:Plan"));
}

TEST(what_cannot_be_an_event_is_refused_with_a_sentence)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    OWN_CHARS ics = world_event("SUMMARY:When?\n");
    CHECK_INT(world_put(w, ics), CHANGE_FAILED);
    CHECK(strstr(world_said(w), "DTSTART"));
    CHECK(!world_text(w, world_alice(w), "meeting@example.org"));
}

TEST(a_deleted_event_ends_its_meeting)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    OWN_CHARS ics = world_event(MEETING);
    world_put(w, ics);
    CHECK_INT(world_delete(w, "meeting@example.org"), CHANGE_DELETED);
    OWN(meeting) m = world_meeting(w, "meeting@example.org");
    CHECK_INT(m->state, MEETING_ENDED);
    CHECK(!world_text(w, world_alice(w), "meeting@example.org"));
    CHECK_INT(world_delete(w, "meeting@example.org"), CHANGE_FAILED);
}

RUN_TESTS(CASE(an_event_with_an_attendee_gets_its_room),
          CASE(what_was_taken_in_at_the_limit_can_still_be_changed),
          CASE(an_event_with_nobody_to_meet_gets_none), CASE(somebody_elses_event_is_never_touched),
          CASE(a_later_start_keeps_the_room), CASE(the_same_event_again_changes_nothing),
          CASE(a_link_taken_out_by_somebody_who_saw_it_stays_out),
          CASE(any_version_is_no_proof_that_the_link_was_seen),
          CASE(detaching_takes_every_trace_out_and_tells_nobody),
          CASE(a_condition_that_does_not_hold_leaves_everything_as_it_was),
          CASE(what_cannot_be_an_event_is_refused_with_a_sentence),
          CASE(a_deleted_event_ends_its_meeting))
