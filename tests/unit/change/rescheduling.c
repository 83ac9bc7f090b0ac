#include "world.h"

/* What another time does to answers and to copies. RFC 6638, 3.2.8; RFC 5546, 3.2.2.1 */
#define AT(hour)   "DTSTART:20260310T" hour "0000Z\nDURATION:PT1H\n"
#define DAILY      "RRULE:FREQ=DAILY;COUNT=5\n"
#define ALICE      "ORGANIZER:mailto:alice@example.org\n"
#define BOB(how)   "ATTENDEE;PARTSTAT=" how ":mailto:bob@example.org\n"
#define GUEST(how) "ATTENDEE;PARTSTAT=" how ":mailto:guest@example.net\n"
#define ONE(was, is)                                                 \
    "END:VEVENT\nBEGIN:VEVENT\nDTSTAMP:20260101T000000Z\n"           \
    "UID:meeting@example.org\nRECURRENCE-ID:20260312T" was "0000Z\n" \
    "DTSTART:20260312T" is "0000Z\nDURATION:PT1H\nSUMMARY:Moved\n" ALICE BOB("NEEDS-ACTION")

static struct world *world_new(void)
{
    return world_at("2026-03-02T08:00:00Z");
}

/* By alice's calendar program. */
static void put(struct world *w, const char *lines)
{
    OWN_CHARS with_uid = mem_strf("UID:meeting@example.org\n%s", lines);
    OWN_CHARS ics = world_event(with_uid);
    struct change c = {.kind = CHANGE_PUT,
                       .text = span_of(ics),
                       .name = "meeting.ics",
                       .at_name = true,
                       .exact = true,
                       .tell = true};
    CHECK(world_do(w, &c) != CHANGE_FAILED);
    free(world_sent(w));
}

static size_t count(const char *text, const char *part)
{
    size_t n = 0;
    for (const char *at = strstr(text, part); at; at = strstr(at + 1, part))
        n++;
    return n;
}

/* The text of alice or of bob, its lines unfolded. */
static char *text_of(struct world *w, int64_t account)
{
    OWN_CHARS text = world_text(w, account, "meeting@example.org");
    OWN(text) whole = text_new();
    for (const char *c = text; *c; c++)
        if (strncmp(c, "\r\n ", 3) == 0)
            c += 2;
        else
            text_add_char(whole, *c);
    return text_take(whole);
}

TEST(whoever_is_asked_for_another_time_has_not_answered)
{
    OWN(world) w = world_new();
    put(w, AT("10") "SUMMARY:Plan\n" ALICE BOB("NEEDS-ACTION") GUEST("NEEDS-ACTION"));
    put(w, AT("10") "SUMMARY:Plans\n" ALICE BOB("ACCEPTED") GUEST("DECLINED"));
    OWN_CHARS titled = text_of(w, world_alice(w));
    CHECK_INT(count(titled, "PARTSTAT=ACCEPTED"), 1);
    CHECK_INT(count(titled, "PARTSTAT=DECLINED"), 1);
    put(w, AT("11") "SUMMARY:Plans\n" ALICE BOB("ACCEPTED") GUEST("DECLINED"));
    OWN_CHARS moved = text_of(w, world_alice(w));
    CHECK_INT(count(moved, "PARTSTAT=NEEDS-ACTION"), 2);
    CHECK_INT(count(moved, "PARTSTAT=ACCEPTED"), 0);
}

TEST(whom_the_program_asks_itself_it_says_the_answers_of)
{
    OWN(world) w = world_new();
#define AGENT "ATTENDEE;SCHEDULE-AGENT=CLIENT;PARTSTAT=ACCEPTED:mailto:eve@example.net\n"
    put(w, AT("10") ALICE AGENT BOB("NEEDS-ACTION"));
    put(w, AT("11") ALICE AGENT BOB("ACCEPTED"));
    OWN_CHARS text = text_of(w, world_alice(w));
    CHECK(strstr(text, "SCHEDULE-AGENT=CLIENT;PARTSTAT=ACCEPTED:"));
    CHECK_INT(count(text, "PARTSTAT=NEEDS-ACTION"), 1);
}

TEST(one_moved_occurrence_is_asked_for_alone)
{
    OWN(world) w = world_new();
    put(w, AT("10") DAILY "SUMMARY:Plan\n" ALICE BOB("NEEDS-ACTION"));
    put(w, AT("10") DAILY "SUMMARY:Plan\n" ALICE BOB("ACCEPTED"));
    put(w, AT("10") DAILY "SUMMARY:Plan\n" ALICE BOB("ACCEPTED") ONE("10", "15"));
    OWN_CHARS text = text_of(w, world_alice(w));
    CHECK_INT(count(text, "PARTSTAT=ACCEPTED"), 1);
    CHECK_INT(count(text, "PARTSTAT=NEEDS-ACTION"), 1);
}

/* The program moves the series, and what had a VEVENT of its own with it. */
TEST(what_the_series_has_no_more_leaves_the_copies_too)
{
    OWN(world) w = world_new();
    put(w, AT("10") DAILY ALICE BOB("NEEDS-ACTION") ONE("10", "15"));
    OWN_CHARS before = text_of(w, world_bob(w));
    CHECK(strstr(before, "RECURRENCE-ID:20260312T100000Z"));
    put(w, AT("11") DAILY ALICE BOB("NEEDS-ACTION") ONE("11", "16"));
    OWN_CHARS text = text_of(w, world_bob(w));
    CHECK_INT(count(text, "BEGIN:VEVENT"), 2);
    CHECK(strstr(text, "RECURRENCE-ID:20260312T110000Z"));
    CHECK(strstr(text, "DTSTART:20260312T160000Z"));
}

TEST(an_occurrence_that_the_series_still_has_stays_in_the_copies)
{
    OWN(world) w = world_new();
    put(w, AT("10") DAILY ALICE BOB("NEEDS-ACTION") ONE("10", "15"));
    put(w, AT("10") "RRULE:FREQ=DAILY;COUNT=6\n" ALICE BOB("NEEDS-ACTION") ONE("10", "15"));
    OWN_CHARS text = text_of(w, world_bob(w));
    CHECK_INT(count(text, "BEGIN:VEVENT"), 2);
    CHECK(strstr(text, "DTSTART:20260312T150000Z"));
    CHECK(strstr(text, "COUNT=6"));
}

/* By bob's calendar program, in his copy. */
static void put_of_bob(struct world *w, const char *was, const char *becomes)
{
    OWN_CHARS text = text_of(w, world_bob(w));
    const char *at = strstr(text, was);
    CHECK(at);
    OWN_CHARS ics = mem_strf("%.*s%s%s", (int)(at - text), text, becomes, at + strlen(was));
    struct change c = {.kind = CHANGE_PUT,
                       .account = world_bob(w),
                       .text = span_of(ics),
                       .name = "meeting@example.org.ics",
                       .at_name = true,
                       .exact = true,
                       .tell = true};
    CHECK_INT(world_do(w, &c), CHANGE_UPDATED);
    free(world_sent(w));
}

TEST(what_an_attendee_has_left_out_stays_out_while_the_time_is_the_same)
{
    OWN(world) w = world_new();
    put(w, AT("10") DAILY "SUMMARY:Plan\n" ALICE BOB("NEEDS-ACTION"));
    put_of_bob(w, "RRULE:", "EXDATE:20260312T100000Z\r\nRRULE:");
    put(w, AT("10") DAILY "SUMMARY:Plans\n" ALICE BOB("NEEDS-ACTION"));
    OWN_CHARS same = text_of(w, world_bob(w));
    CHECK(strstr(same, "SUMMARY:Plans"));
    CHECK_INT(count(same, "EXDATE:20260312T100000Z"), 1);
    put(w, AT("11") DAILY "SUMMARY:Plans\n" ALICE BOB("NEEDS-ACTION"));
    OWN_CHARS moved = text_of(w, world_bob(w));
    CHECK_INT(count(moved, "EXDATE"), 0);
}

RUN_TESTS(CASE(whoever_is_asked_for_another_time_has_not_answered),
          CASE(whom_the_program_asks_itself_it_says_the_answers_of),
          CASE(one_moved_occurrence_is_asked_for_alone),
          CASE(what_the_series_has_no_more_leaves_the_copies_too),
          CASE(an_occurrence_that_the_series_still_has_stays_in_the_copies),
          CASE(what_an_attendee_has_left_out_stays_out_while_the_time_is_the_same))
