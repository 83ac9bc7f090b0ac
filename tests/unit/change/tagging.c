#include "world.h"

/* What a schedule tag stands for, and what a PUT that goes by it keeps. RFC 6638, 3.2.10 */
#define WHEN     "DTSTART:20260310T100000Z\nDURATION:PT1H\n"
#define DAILY    WHEN "RRULE:FREQ=DAILY;COUNT=5\n"
#define ALICE    "ORGANIZER:mailto:alice@example.org\n"
#define BOB(how) "ATTENDEE;PARTSTAT=" how ":mailto:bob@example.org\n"
#define ASKED    ALICE BOB("NEEDS-ACTION")
#define PLAN     "SUMMARY:Plan\n"

#define NAME     "meeting@example.org.ics"

struct tags { /* of alice's event */
    char *etag, *schedule;
};

static void tags_clear(struct tags *t)
{
    free(t->etag);
    free(t->schedule);
}
#define OWN_TAGS __attribute__((cleanup(tags_clear))) struct tags

static struct tags tags_of(const struct world *w, int64_t account)
{
    struct error err = {0};
    OWN(tx) tx = store_read(world_store(w), &err);
    OWN(object) o = store_object_by_uid(tx, account, 0, "meeting@example.org", &err);
    CHECK_OK(o, &err);
    return (struct tags){mem_str(o->etag), mem_str(o->schedule_tag)};
}

static enum change_outcome put_by(struct world *w, int64_t account, const char *ics,
                                  const char *if_schedule_tag)
{
    struct change c = {.kind = CHANGE_PUT,
                       .account = account,
                       .text = span_of(ics),
                       .name = NAME,
                       .at_name = true,
                       .exact = true,
                       .if_schedule_tag = if_schedule_tag,
                       .tell = true};
    return world_do(w, &c);
}

static enum change_outcome put(struct world *w, const char *lines, const char *if_schedule_tag)
{
    OWN_CHARS ics = world_event(lines);
    return put_by(w, world_alice(w), ics, if_schedule_tag);
}

static void pass_on(struct world *w)
{
    free(world_sent(w));
}

/* bob's answer in his own copy comes to alice. */
static void answer(struct world *w, const char *was, const char *becomes)
{
    OWN_CHARS copy = world_text(w, world_bob(w), "meeting@example.org");
    const char *at = strstr(copy, was);
    CHECK(at);
    OWN_CHARS answered = mem_strf("%.*s%s%s", (int)(at - copy), copy, becomes, at + strlen(was));
    CHECK_INT(put_by(w, world_bob(w), answered, NULL), CHANGE_UPDATED);
    pass_on(w);
}

static void accept(struct world *w)
{
    answer(w, "PARTSTAT=NEEDS-ACTION", "PARTSTAT=ACCEPTED");
}

static char *of_alice(struct world *w)
{
    return world_text(w, world_alice(w), "meeting@example.org");
}

TEST(what_nobody_is_asked_about_has_no_tag)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    put(w, WHEN PLAN, NULL);
    OWN_TAGS own = tags_of(w, world_alice(w));
    CHECK(!own.schedule);
    put(w, WHEN PLAN "ORGANIZER:mailto:olga@example.com\nATTENDEE:mailto:x@example.net\n", NULL);
    OWN_TAGS others = tags_of(w, world_alice(w));
    CHECK(!others.schedule);
}

TEST(an_answer_leaves_the_tag_and_a_put_does_not)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    put(w, WHEN PLAN ASKED, NULL);
    pass_on(w);
    OWN_TAGS asked = tags_of(w, world_alice(w));
    accept(w);
    OWN_TAGS answered = tags_of(w, world_alice(w));
    CHECK(asked.schedule && strcmp(asked.etag, answered.etag) != 0);
    CHECK_STR(asked.schedule, answered.schedule);
    put(w, WHEN "SUMMARY:Party\n" ASKED, NULL);
    OWN_TAGS renamed = tags_of(w, world_alice(w));
    CHECK(strcmp(renamed.schedule, answered.schedule) != 0);
}

TEST(an_attendees_copy_has_another_tag_when_the_organizer_changes_the_event)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    put(w, WHEN PLAN ASKED, NULL);
    pass_on(w);
    OWN_TAGS first = tags_of(w, world_bob(w));
    put(w, WHEN "SUMMARY:Party\n" ASKED, NULL);
    pass_on(w);
    OWN_TAGS second = tags_of(w, world_bob(w));
    CHECK(first.schedule && second.schedule && strcmp(first.schedule, second.schedule) != 0);
}

TEST(others_answers_leave_the_tag_of_an_attendees_copy)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    const char *more = "METHOD:REQUEST\r\nBEGIN:VEVENT";
    put(w, WHEN PLAN ASKED "ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:x@example.net\n", NULL);
    pass_on(w);
    OWN_TAGS first = tags_of(w, world_bob(w));
    OWN_CHARS copy = world_text(w, world_bob(w), "meeting@example.org");
    const char *begin = strstr(copy, "BEGIN:VEVENT"), *x = strstr(copy, "x@example.net");
    const char *line = x;
    while (strncmp(line, "NEEDS-ACTION", 12) != 0)
        line--;
    OWN_CHARS told = mem_strf("%.*s%s%.*sACCEPTED%s", (int)(begin - copy), copy, more,
                              (int)(line - begin - 12), begin + 12, line + 12);
    struct change c = {
        .kind = CHANGE_PUT, .account = world_bob(w), .text = span_of(told), .is_delivery = true};
    CHECK_INT(world_do(w, &c), CHANGE_UPDATED);
    OWN_TAGS second = tags_of(w, world_bob(w));
    CHECK(strcmp(first.etag, second.etag) != 0);
    CHECK_STR(first.schedule, second.schedule);
}

TEST(a_put_by_the_tag_keeps_the_answers_that_it_has_not_seen)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    put(w, WHEN PLAN ASKED, NULL);
    pass_on(w);
    OWN_TAGS asked = tags_of(w, world_alice(w));
    accept(w);
    answer(w, "PARTSTAT=ACCEPTED", "PARTSTAT=DECLINED");
    CHECK_INT(put(w, WHEN "SUMMARY:Party\n" ALICE BOB("ACCEPTED"), asked.schedule), CHANGE_UPDATED);
    OWN_CHARS text = of_alice(w);
    CHECK(strstr(text, "SUMMARY:Party") && strstr(text, "PARTSTAT=DECLINED"));
    CHECK(!strstr(text, "ACCEPTED"));
}

TEST(who_has_seen_the_answers_may_overwrite_them)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    put(w, WHEN PLAN ASKED, NULL);
    pass_on(w);
    accept(w);
    put(w, WHEN PLAN ALICE BOB("ACCEPTED"), NULL);
    OWN_TAGS seen = tags_of(w, world_alice(w));
    CHECK_STR(seen.etag, seen.schedule);
    put(w, WHEN PLAN ALICE BOB("DECLINED"), seen.schedule);
    OWN_CHARS text = of_alice(w);
    CHECK(strstr(text, "PARTSTAT=DECLINED"));
}

TEST(an_answer_to_one_occurrence_is_kept_by_a_put_that_does_not_know_it)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    put(w, DAILY PLAN ASKED, NULL);
    pass_on(w);
    OWN_TAGS asked = tags_of(w, world_alice(w));
    answer(w, "RRULE:FREQ=DAILY;COUNT=5\r\n",
           "RRULE:FREQ=DAILY;COUNT=5\r\nEXDATE:20260312T100000Z\r\n");
    OWN_CHARS declined = of_alice(w);
    CHECK(strstr(declined, "RECURRENCE-ID:20260312T100000Z"));
    CHECK_INT(put(w, DAILY "SUMMARY:Party\n" ASKED, asked.schedule), CHANGE_UPDATED);
    OWN_CHARS text = of_alice(w);
    const char *occurrence = strstr(text, "RECURRENCE-ID:20260312T100000Z");
    CHECK(occurrence && strstr(text, "PARTSTAT=DECLINED") && !strstr(text, "SUMMARY:Plan"));
}

TEST(another_tag_is_refused)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    put(w, WHEN PLAN ASKED, NULL);
    OWN_TAGS first = tags_of(w, world_alice(w));
    put(w, WHEN "SUMMARY:Party\n" ASKED, NULL);
    CHECK_INT(put(w, WHEN PLAN ASKED, first.schedule), CHANGE_FAILED);
    struct change drop = {
        .kind = CHANGE_DELETE, .uid = "meeting@example.org", .if_schedule_tag = first.schedule};
    CHECK_INT(world_do(w, &drop), CHANGE_FAILED);
    OWN_CHARS text = of_alice(w);
    CHECK(strstr(text, "SUMMARY:Party"));
}

/* RFC 6638, 3.2.4.2 and 3.2.4.3 */
TEST(a_meeting_has_one_organizer_and_keeps_him)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    struct change c = {.kind = CHANGE_PUT, .name = NAME, .at_name = true, .tell = true};
    OWN_CHARS two = world_event("UID:meeting@example.org\n" DAILY PLAN ASKED
                                "END:VEVENT\nBEGIN:VEVENT\nDTSTAMP:20260101T000000Z\n"
                                "UID:meeting@example.org\nRECURRENCE-ID:20260312T100000Z\n"
                                "DTSTART:20260312T110000Z\nORGANIZER:mailto:bob@example.org\n");
    c.text = span_of(two);
    struct change first = c;
    change_submit(world_pipeline(w), &first, 1);
    CHECK_STR(first.err.rule, "same-organizer-in-all-components");
    put(w, WHEN PLAN ASKED, NULL);
    OWN_CHARS given = world_event(WHEN PLAN "ORGANIZER:mailto:olga@example.com\n" BOB("ACCEPTED"));
    c.text = span_of(given);
    c.account = world_alice(w);
    change_submit(world_pipeline(w), &c, 1);
    CHECK_STR(c.err.rule, "allowed-organizer-scheduling-object-change");
    change_clear(&c);
}

RUN_TESTS(CASE(what_nobody_is_asked_about_has_no_tag),
          CASE(an_answer_leaves_the_tag_and_a_put_does_not),
          CASE(an_attendees_copy_has_another_tag_when_the_organizer_changes_the_event),
          CASE(others_answers_leave_the_tag_of_an_attendees_copy),
          CASE(a_put_by_the_tag_keeps_the_answers_that_it_has_not_seen),
          CASE(who_has_seen_the_answers_may_overwrite_them),
          CASE(an_answer_to_one_occurrence_is_kept_by_a_put_that_does_not_know_it),
          CASE(another_tag_is_refused), CASE(a_meeting_has_one_organizer_and_keeps_him))
