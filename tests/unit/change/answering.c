#include "world.h"

/* bob answers in his copy: of what alice organizes, and of what olga does outside. */
#define WHEN     "DTSTART:20260310T100000Z\nDURATION:PT1H\nSUMMARY:Plan\n"
#define OLGA     "ORGANIZER:mailto:olga@example.com\n"
#define ALICE    "ORGANIZER:mailto:alice@example.org\n"
#define BOB(how) "ATTENDEE;PARTSTAT=" how ":mailto:bob@example.org\n"
#define NEW      BOB("NEEDS-ACTION")
#define YES      BOB("ACCEPTED")
#define NO       BOB("DECLINED")

static struct change by_bob(const struct world *w, struct span text)
{
    return (struct change){.kind = CHANGE_PUT,
                           .account = world_bob(w),
                           .text = text,
                           .name = "meeting@example.org.ics",
                           .at_name = true,
                           .exact = true,
                           .tell = true};
}

static enum change_outcome put(struct world *w, const char *lines)
{
    OWN_CHARS ics = world_event(lines);
    struct change c = by_bob(w, span_of(ics));
    return world_do(w, &c);
}

static enum change_outcome drop(struct world *w, bool no_answer)
{
    struct change c = {.kind = CHANGE_DELETE,
                       .account = world_bob(w),
                       .uid = "meeting@example.org",
                       .tell = true,
                       .no_answer = no_answer};
    return world_do(w, &c);
}

static void check_sent(struct world *w, const char *wanted)
{
    OWN_CHARS sent = world_sent(w);
    CHECK_STR(sent, wanted);
}

TEST(an_answer_leaves_once)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    put(w, WHEN OLGA NEW);
    check_sent(w, "");
    put(w, WHEN OLGA YES);
    check_sent(w, "olga@example.com REPLY 0 -\n");
    put(w, WHEN OLGA YES "TRANSP:TRANSPARENT\n");
    check_sent(w, "");
    drop(w, false);
    check_sent(w, "olga@example.com REPLY 0 -\n");
}

TEST(answers_within_the_merge_window_become_one_or_none)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    put(w, WHEN OLGA NEW);
    put(w, WHEN OLGA YES);
    put(w, WHEN OLGA NO);
    CHECK_INT(world_waiting(w), 1);
    check_sent(w, "olga@example.com REPLY 0 -\n");
    put(w, WHEN OLGA YES);
    put(w, WHEN OLGA NO);
    CHECK_INT(world_waiting(w), 1);
    check_sent(w, "");
}

TEST(a_copy_goes_without_an_answer_where_none_is_wanted)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    put(w, WHEN OLGA YES);
    check_sent(w, "olga@example.com REPLY 0 -\n");
    CHECK_INT(drop(w, true), CHANGE_DELETED);
    check_sent(w, "");
}

static bool note_rule(const struct decision *d, void *with)
{
    text_addf(with, "%s\n", d->rule);
    return true;
}

TEST(an_answer_that_is_not_told_has_its_reason)
{
    OWN(world) w = world_at("2026-03-11T09:00:00Z");
    struct error err = {0};
    put(w, WHEN OLGA NEW);
    put(w, WHEN OLGA YES);
    check_sent(w, "");
    OWN(tx) tx = store_read(world_store(w), &err);
    OWN(text) rules = text_new();
    CHECK_OK(store_decisions(tx, world_bob(w), "meeting@example.org", note_rule, rules, &err),
             &err);
    CHECK(strstr(text_str(rules), "past\n"));
}

TEST(answers_count_for_the_caps)
{
    OWN(world) w = world_with("2026-03-01T09:00:00Z", "[limits]\nrecipients_per_hour = 1\n");
    struct error err = {0};
    put(w, WHEN OLGA YES);
    OWN_CHARS other = world_event("UID:two@example.org\n" WHEN OLGA YES);
    struct change c = by_bob(w, span_of(other));
    c.name = "two.ics";
    CHECK_INT(world_do(w, &c), CHANGE_CREATED);
    OWN(tx) tx = store_read(world_store(w), &err);
    OWN(account) bob = store_account(tx, world_bob(w), &err);
    CHECK(bob->held_why);
}

/* --- an organizer here ------------------------------------------------------------------------ */

static void invite_bob(struct world *w)
{
    OWN_CHARS ics = world_event(WHEN ALICE NEW);
    CHECK_INT(world_put(w, ics), CHANGE_CREATED);
    check_sent(w, "");
}

static char *with(const char *text, const char *was, const char *becomes)
{
    const char *at = strstr(text, was);
    CHECK(at);
    return mem_strf("%.*s%s%s", (int)(at - text), text, becomes, at + strlen(was));
}

static enum change_outcome change_copy(struct world *w, const char *was, const char *becomes)
{
    OWN_CHARS copy = world_text(w, world_bob(w), "meeting@example.org");
    OWN_CHARS changed = with(copy, was, becomes);
    struct change c = by_bob(w, span_of(changed));
    return world_do(w, &c);
}

TEST(an_answer_stands_in_the_organizers_event)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    invite_bob(w);
    CHECK_INT(change_copy(w, "PARTSTAT=NEEDS-ACTION", "PARTSTAT=ACCEPTED"), CHANGE_UPDATED);
    check_sent(w, "");
    OWN_CHARS accepted = world_text(w, world_alice(w), "meeting@example.org");
    CHECK(strstr(accepted, "PARTSTAT=ACCEPTED"));
    drop(w, false);
    check_sent(w, "");
    OWN_CHARS declined = world_text(w, world_alice(w), "meeting@example.org");
    CHECK(strstr(declined, "PARTSTAT=DECLINED"));
}

TEST(alarms_of_ones_own_outlive_what_the_organizer_changes)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    invite_bob(w);
    CHECK_INT(change_copy(w, "END:VEVENT",
                          "BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:Go\r\n"
                          "TRIGGER;RELATED=END:-PT5M\r\nEND:VALARM\r\nEND:VEVENT"),
              CHANGE_UPDATED);
    CHECK_INT(change_copy(w, "END:VEVENT", "TRANSP:TRANSPARENT\r\nEND:VEVENT"), CHANGE_UPDATED);
    OWN_CHARS moved = world_event("DTSTART:20260311T100000Z\nDURATION:PT1H\nSUMMARY:Plan\n"
                                  "SEQUENCE:1\n" ALICE NEW);
    CHECK_INT(world_put(w, moved), CHANGE_UPDATED);
    check_sent(w, "");
    OWN_CHARS copy = world_text(w, world_bob(w), "meeting@example.org");
    CHECK(strstr(copy, "DTSTART:20260311T100000Z"));
    CHECK(strstr(copy, "BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:Go\r\n"
                       "TRIGGER;RELATED=END:-PT5M\r\nEND:VALARM\r\n"));
    CHECK(strstr(copy, "TRANSP:TRANSPARENT"));
    CHECK(!strstr(copy, "TRANSP:OPAQUE"));
}

TEST(what_is_the_organizers_stays)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    invite_bob(w);
    CHECK_INT(change_copy(w, "SUMMARY:Plan", "SUMMARY:Party"), CHANGE_FAILED);
    CHECK_INT(change_copy(w, "SEQUENCE:0", "SEQUENCE:9"), CHANGE_UNCHANGED);
    OWN_CHARS copy = world_text(w, world_bob(w), "meeting@example.org");
    CHECK(strstr(copy, "SUMMARY:Plan") && strstr(copy, "SEQUENCE:0"));
}

TEST(an_answer_to_what_the_organizer_has_removed_is_dropped)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    invite_bob(w);
    CHECK_INT(change_copy(w, "PARTSTAT=NEEDS-ACTION", "PARTSTAT=ACCEPTED"), CHANGE_UPDATED);
    CHECK_INT(world_delete(w, "meeting@example.org"), CHANGE_DELETED);
    check_sent(w, "");
    CHECK_INT(world_waiting(w), 0);
}

RUN_TESTS(CASE(an_answer_leaves_once), CASE(answers_within_the_merge_window_become_one_or_none),
          CASE(a_copy_goes_without_an_answer_where_none_is_wanted),
          CASE(an_answer_that_is_not_told_has_its_reason), CASE(answers_count_for_the_caps),
          CASE(an_answer_stands_in_the_organizers_event),
          CASE(alarms_of_ones_own_outlive_what_the_organizer_changes),
          CASE(what_is_the_organizers_stays),
          CASE(an_answer_to_what_the_organizer_has_removed_is_dropped))
