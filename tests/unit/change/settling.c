#include "world.h"

/* How messages went, as the events say it. RFC 6638, 3.2.9 */
#define WHEN       "DTSTART:20260310T100000Z\nDURATION:PT1H\nSUMMARY:Plan\n"
#define ALICE      "ORGANIZER:mailto:alice@example.org\n"
#define OLGA       "ORGANIZER;CN=Olga:mailto:olga@example.com\n"
#define BOB        "ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:bob@example.org\n"
#define XAVER      "ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:xaver@example.net\n"

#define TOLD_BOB   "RSVP=TRUE;SCHEDULE-STATUS=1.2:mailto:bob@example.org"
#define TOLD_XAVER "RSVP=TRUE;SCHEDULE-STATUS=1.1:mailto:xaver@example.net"

static enum change_outcome put(struct world *w, const char *lines)
{
    OWN_CHARS ics = world_event(lines);
    return world_put(w, ics);
}

static char *unfolded(struct world *w, int64_t account)
{
    OWN_CHARS text = world_text(w, account, "meeting@example.org");
    OWN(text) t = text_new();
    for (const char *at = text; *at; at++)
        if (strncmp(at, "\r\n ", 3) == 0)
            at += 2;
        else
            text_add_char(t, *at);
    return text_take(t);
}

static char *of_alice(struct world *w)
{
    return unfolded(w, world_alice(w));
}

static size_t count_of(const char *text, const char *word)
{
    size_t count = 0;
    for (const char *at = text; (at = strstr(at, word)); at++)
        count++;
    return count;
}

struct row { /* what the store says of alice's event */
    char *etag, *schedule_tag;
    struct digest hash;
    int64_t change_number;
};

static void row_clear(struct row *r)
{
    free(r->etag);
    free(r->schedule_tag);
}
#define OWN_ROW __attribute__((cleanup(row_clear))) struct row

static struct row row_of(const struct world *w)
{
    struct error err = {0};
    OWN(tx) tx = store_read(world_store(w), &err);
    OWN(object) o = store_object_by_uid(tx, world_alice(w), 0, "meeting@example.org", &err);
    CHECK_OK(o, &err);
    return (struct row){mem_str(o->etag), mem_str(o->schedule_tag), o->hash, o->change_number};
}

static void pass_on(struct world *w)
{
    free(world_sent(w));
}

TEST(the_organizer_sees_what_became_of_his_messages)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    put(w, WHEN ALICE BOB XAVER);
    OWN_CHARS before = of_alice(w);
    CHECK(!strstr(before, "SCHEDULE-STATUS"));
    OWN_ROW first = row_of(w);
    pass_on(w);
    OWN_CHARS after = of_alice(w);
    CHECK(strstr(after, TOLD_BOB) && strstr(after, TOLD_XAVER));
    OWN_ROW second = row_of(w);
    CHECK(strcmp(first.etag, second.etag) != 0);
    CHECK(second.change_number > first.change_number);
    CHECK_STR(first.schedule_tag, second.schedule_tag);
    CHECK(digest_equal(&first.hash, &second.hash));
    CHECK_INT(strlen(after), strlen(before) + 2 * strlen(";SCHEDULE-STATUS=1.1"));
    OWN_CHARS copy = unfolded(w, world_bob(w));
    CHECK(!strstr(copy, "SCHEDULE-STATUS"));
}

TEST(nobody_is_told_of_a_status)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    put(w, WHEN ALICE BOB XAVER);
    pass_on(w);
    OWN_CHARS text = world_text(w, world_alice(w), "meeting@example.org");
    CHECK_INT(world_put(w, text), CHANGE_UNCHANGED);
    CHECK_INT(put(w, WHEN ALICE BOB XAVER), CHANGE_UNCHANGED);
    OWN_CHARS nothing = world_sent(w);
    CHECK_STR(nothing, "");
}

static enum change_outcome put_exactly(struct world *w, const char *lines)
{
    OWN_CHARS ics = world_event(lines);
    struct change c = {.kind = CHANGE_PUT,
                       .text = span_of(ics),
                       .name = "meeting@example.org.ics",
                       .at_name = true,
                       .exact = true,
                       .tell = true};
    return world_do(w, &c);
}

TEST(what_a_client_says_of_our_messages_is_not_believed)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    put_exactly(w, WHEN ALICE "ATTENDEE;SCHEDULE-STATUS=5.1;RSVP=TRUE:mailto:xaver@example.net\n");
    OWN_CHARS untold = of_alice(w);
    CHECK(!strstr(untold, "SCHEDULE-STATUS"));
    pass_on(w);
    OWN_ROW told = row_of(w);
    CHECK_INT(put_exactly(w, WHEN ALICE
                          "ATTENDEE;RSVP=TRUE;SCHEDULE-STATUS=5.1:mailto:xaver@example.net\n"),
              CHANGE_UNCHANGED);
    CHECK_INT(put_exactly(w, WHEN ALICE "ATTENDEE;RSVP=TRUE:mailto:xaver@example.net\n"),
              CHANGE_UNCHANGED);
    OWN_ROW same = row_of(w);
    CHECK_STR(told.etag, same.etag);
    put_exactly(w, WHEN ALICE "ATTENDEE;SCHEDULE-STATUS=1.1:mailto:yves@example.net\n");
    OWN_CHARS other = of_alice(w);
    CHECK(!strstr(other, "SCHEDULE-STATUS"));
}

TEST(an_attendee_sees_what_became_of_his_answer)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    OWN_CHARS ics =
        world_event(WHEN OLGA "ATTENDEE;PARTSTAT=ACCEPTED:mailto:bob@example.org\n" XAVER
                              "ATTENDEE:mailto:olga@example.com\n");
    struct change c = {
        .kind = CHANGE_PUT, .account = world_bob(w), .text = span_of(ics), .tell = true};
    CHECK_INT(world_do(w, &c), CHANGE_CREATED);
    pass_on(w);
    OWN_CHARS text = unfolded(w, world_bob(w));
    CHECK(strstr(text, "ORGANIZER;CN=Olga;SCHEDULE-STATUS=1.1:mailto:olga@example.com"));
    CHECK_INT(count_of(text, "SCHEDULE-STATUS"), 1);
    CHECK_INT(world_do(w, &c), CHANGE_UNCHANGED);
    OWN_CHARS nothing = world_sent(w);
    CHECK_STR(nothing, "");
}

TEST(an_occurrence_says_how_its_own_message_went)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    put(w, "UID:meeting@example.org\n" WHEN "RRULE:FREQ=DAILY;COUNT=5\n" ALICE XAVER
           "END:VEVENT\nBEGIN:VEVENT\nDTSTAMP:20260101T000000Z\nUID:meeting@example.org\n"
           "RECURRENCE-ID:20260312T100000Z\nDTSTART:20260312T120000Z\nDURATION:PT1H\n"
           "SUMMARY:Plan\n" ALICE BOB XAVER);
    pass_on(w);
    OWN_CHARS text = of_alice(w);
    CHECK_INT(count_of(text, TOLD_XAVER), 2);
    CHECK_INT(count_of(text, TOLD_BOB), 1);
}

/* A meeting of many is written when the last was told, not once for each or for each batch. */
TEST(a_meeting_of_many_is_written_once)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    OWN(text) lines = text_new();
    text_add_str(lines, WHEN ALICE);
    for (int i = 0; i < 200; i++)
        text_addf(lines, "ATTENDEE:mailto:guest%d@example.net\n", i);
    put(w, text_str(lines));
    OWN_ROW first = row_of(w);
    pass_on(w);
    OWN_ROW second = row_of(w);
    OWN_CHARS text = of_alice(w);
    CHECK_INT(count_of(text, "SCHEDULE-STATUS=1.1"), 200);
    CHECK_INT(second.change_number, first.change_number + 1);
}

TEST(an_event_that_has_gone_meanwhile_needs_no_status)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    put(w, WHEN ALICE BOB XAVER);
    pass_on(w);
    CHECK_INT(world_delete(w, "meeting@example.org"), CHANGE_DELETED);
    OWN_CHARS sent = world_sent(w);
    CHECK(strstr(sent, "xaver@example.net CANCEL"));
    CHECK_INT(world_waiting(w), 0);
}

/* --- what did not arrive ---------------------------------------------------------------------- */

struct settled {
    struct world *w;
    enum parcel_state state;
    const char *kind, *recipient, *answer;
};

static bool settle(struct tx *tx, void *with, struct error *err)
{
    struct settled *s = with;
    char uid[] = "meeting@example.org", key[] = "";
    OWN_CHARS kind = mem_str(s->kind);
    OWN_CHARS recipient = mem_str(s->recipient);
    OWN_CHARS answer = mem_str(s->answer);
    struct parcel p = {.account = world_alice(s->w),
                       .kind = kind,
                       .uid = uid,
                       .key = key,
                       .recipient = recipient,
                       .state = s->state,
                       .attempts = 1,
                       .answer = answer},
                  *list[] = {&p};
    return change_settled((void *)(uintptr_t)world_pipeline(s->w), tx, list, 1, err);
}

TEST(what_did_not_arrive_says_why)
{
    static const struct {
        const char *kind, *recipient, *answer, *status;
    } rows[] = {
        {"itip", "xaver@example.net", "550 5.1.1 <xaver@example.net>: unknown", "3.7"},
        {"itip", "xaver@example.net", "550 5.7.1 not from you", "3.8"},
        {"itip", "xaver@example.net", "554 no", "5.1"},
        {"local", "local:2 xaver@example.net", "Another event has this UID.", "5.1"},
        {"local", "local:99 xaver@example.net", "There is no such account.", "3.7"},
    };
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    struct error err = {0};
    OWN_CHARS ics = world_event(WHEN ALICE XAVER);
    struct change quietly = {.kind = CHANGE_PUT, .text = span_of(ics)};
    CHECK_INT(world_do(w, &quietly), CHANGE_CREATED);
    for (size_t i = 0; i < LENGTH(rows); i++) {
        struct settled s = {w, PARCEL_FAILED, rows[i].kind, rows[i].recipient, rows[i].answer};
        CHECK_OK(store_write_one(world_store(w), settle, &s, &err), &err);
        OWN_CHARS wanted = mem_strf("SCHEDULE-STATUS=%s:mailto:xaver", rows[i].status);
        OWN_CHARS text = of_alice(w);
        CHECK(strstr(text, wanted));
    }
}

RUN_TESTS(CASE(the_organizer_sees_what_became_of_his_messages), CASE(nobody_is_told_of_a_status),
          CASE(what_a_client_says_of_our_messages_is_not_believed),
          CASE(an_attendee_sees_what_became_of_his_answer),
          CASE(an_occurrence_says_how_its_own_message_went),
          CASE(a_meeting_of_many_is_written_once),
          CASE(an_event_that_has_gone_meanwhile_needs_no_status),
          CASE(what_did_not_arrive_says_why))
