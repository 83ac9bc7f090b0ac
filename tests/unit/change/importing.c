#include "world.h"

struct broken {
    size_t count, line;
    char uid[64], said[200];
};

static void note_broken(const char *file, size_t line, const char *uid, const struct error *why,
                        void *with)
{
    struct broken *b = with;
    CHECK_STR(file, "test.ics");
    b->count++;
    b->line = line;
    snprintf(b->uid, sizeof b->uid, "%s", uid ? uid : "");
    snprintf(b->said, sizeof b->said, "%s", why->said);
}

static struct import import(struct world *w, const char *ics, bool invite, struct broken *b)
{
    struct import i = {.account = world_alice(w),
                       .text = span_of(ics),
                       .file = "test.ics",
                       .invite = invite,
                       .broken = note_broken,
                       .with = b};
    struct error err = {0};
    CHECK_OK(change_import(world_pipeline(w), &i, &err), &err);
    return i;
}

#define HEAD "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n"
#define FOOT "END:VCALENDAR\r\n"
#define GOOD                                                                               \
    "BEGIN:VEVENT\r\nUID:good\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20260310T100000Z\r\n" \
    "SUMMARY:Good\r\nATTENDEE:mailto:guest@example.net\r\nEND:VEVENT\r\n"
#define BROKEN                                                                       \
    "BEGIN:VEVENT\r\nUID:broken\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:tomorrow\r\n" \
    "END:VEVENT\r\n"

TEST(the_good_events_of_a_file_go_in_and_the_broken_one_is_named)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    struct broken b = {0};
    struct import i = import(w, HEAD BROKEN GOOD FOOT, false, &b);
    CHECK_INT(i.created, 1);
    CHECK_INT(i.failed, 1);
    CHECK_INT(b.count, 1);
    CHECK_STR(b.uid, "broken");
    CHECK_INT(b.line, 4);
    CHECK(strstr(b.said, "DTSTART"));
    OWN_CHARS good = world_text(w, world_alice(w), "good");
    CHECK(good);
}

TEST(an_import_tells_nobody_unless_asked_to)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    struct broken b = {0};
    import(w, HEAD GOOD FOOT, false, &b);
    OWN_CHARS quiet = world_sent(w);
    CHECK_STR(quiet, "");
    struct import again = import(w, HEAD GOOD FOOT, true, &b);
    CHECK_INT(again.told, 1);
    OWN_CHARS sent = world_sent(w);
    CHECK_STR(sent, "guest@example.net REQUEST 0 -\n");
    OWN_CHARS stored = world_text(w, world_alice(w), "good");
    CHECK(strstr(stored, "ORGANIZER;CN=Alice Smith:mailto:alice@example.org\r\n"));
}

TEST(a_known_uid_is_a_change_and_the_same_file_is_none)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    struct broken b = {0};
    CHECK_INT(import(w, HEAD GOOD FOOT, false, &b).created, 1);
    CHECK_INT(import(w, HEAD GOOD FOOT, false, &b).unchanged, 1);
}

TEST(publish_and_request_are_imported_like_files_without_method)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    struct broken b = {0};
    CHECK_INT(import(w, HEAD "METHOD:PUBLISH\r\n" GOOD FOOT, false, &b).created, 1);
    CHECK_INT(import(w, HEAD "METHOD:REQUEST\r\n" GOOD FOOT, false, &b).unchanged, 1);
    OWN_CHARS stored = world_text(w, world_alice(w), "good");
    CHECK(!strstr(stored, "METHOD"));
}

TEST(other_methods_are_refused_with_one_sentence)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    struct import i = {.account = world_alice(w),
                       .text = span_of(HEAD "METHOD:COUNTER\r\n" GOOD FOOT),
                       .file = "test.ics"};
    struct error err = {0};
    CHECK(!change_import(world_pipeline(w), &i, &err));
    CHECK_STR(err.said,
              "METHOD:COUNTER cannot be imported; PUBLISH, REQUEST, REPLY and CANCEL can.");
}

static bool count_stale(const struct decision *d, void *with)
{
    *(int *)with += strcmp(d->rule, "stale") == 0;
    return true;
}

static int stale_notes(struct world *w)
{
    struct error err = {0};
    int count = 0;
    OWN(tx) tx = store_read(world_store(w), &err);
    CHECK_OK(store_decisions(tx, world_alice(w), "theirs", count_stale, &count, &err), &err);
    return count;
}

TEST(a_cancel_of_the_organizer_cancels_the_copy_and_nothing_older_undoes_it)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    struct broken b = {0};
#define THEIRS(more, sequence)                                             \
    HEAD more "BEGIN:VEVENT\r\nUID:theirs\r\nDTSTAMP:20260101T000000Z\r\n" \
              "DTSTART:20260310T100000Z\r\nSEQUENCE:" sequence             \
              "\r\nORGANIZER:mailto:boss@example.com\r\n"                  \
              "ATTENDEE:mailto:alice@example.org\r\nEND:VEVENT\r\n" FOOT
    CHECK_INT(import(w, THEIRS("", "2"), false, &b).created, 1);
    CHECK_INT(import(w, THEIRS("METHOD:CANCEL\r\n", "1"), false, &b).unchanged, 1);
    CHECK_INT(import(w, THEIRS("METHOD:CANCEL\r\n", "3"), false, &b).updated, 1);
    OWN_CHARS stored = world_text(w, world_alice(w), "theirs");
    CHECK(strstr(stored, "STATUS:CANCELLED"));
    CHECK_INT(import(w, THEIRS("METHOD:REQUEST\r\n", "2"), false, &b).unchanged, 1);
    OWN_CHARS still = world_text(w, world_alice(w), "theirs");
    CHECK_STR(still, stored);
    CHECK_INT(stale_notes(w), 2);
    CHECK_INT(import(w, THEIRS("METHOD:REQUEST\r\n", "4"), false, &b).updated, 1);
    CHECK_INT(b.count, 0);
}

static char *many_events(int count)
{
    OWN(text) ics = text_new();
    text_add_str(ics, HEAD);
    for (int i = 0; i < count; i++)
        text_addf(ics,
                  "BEGIN:VEVENT\r\nUID:%d\r\nDTSTAMP:20260101T000000Z\r\n"
                  "DTSTART:20260310T100000Z\r\nEND:VEVENT\r\n",
                  i);
    text_add_str(ics, FOOT);
    return text_take(ics);
}

TEST(many_events_go_in_by_batches_and_progress_is_told)
{
    OWN(world) w = world_at("2026-03-01T09:00:00Z");
    OWN_CHARS ics = many_events(1700);
    struct broken b = {0};
    CHECK_INT(import(w, ics, false, &b).created, 1700);
    CHECK_INT(b.count, 0);
}

struct stopping {
    size_t after, done;
};

static bool stop_after(size_t done, size_t of, void *with)
{
    struct stopping *s = with;
    CHECK_INT(of, 1700);
    CHECK(done > s->done);
    s->done = done;
    return done < s->after;
}

TEST(an_import_that_is_stopped_keeps_what_it_has_told_and_nothing_else)
{
    for (size_t after = 1; after < 1700; after += 600) {
        OWN(world) w = world_at("2026-03-01T09:00:00Z");
        OWN_CHARS ics = many_events(1700);
        struct stopping s = {.after = after};
        struct import i = {.account = world_alice(w),
                           .text = span_of(ics),
                           .file = "test.ics",
                           .progress = stop_after,
                           .with = &s};
        struct error err = {0};
        CHECK(!change_import(world_pipeline(w), &i, &err));
        CHECK(strstr(err.said, "they are stored"));
        struct broken b = {0};
        CHECK_INT(import(w, ics, false, &b).unchanged, s.done);
    }
}

TEST(an_import_into_a_store_that_fails_keeps_the_batches_that_it_counts)
{
    for (int64_t at = 1; at < 30000; at = at * 3 + 1) {
        OWN(world) w = world_at("2026-03-01T09:00:00Z");
        OWN_CHARS ics = many_events(1700);
        struct import i = {.account = world_alice(w), .text = span_of(ics), .file = "test.ics"};
        struct error err = {0};
        store_fail_at(world_store(w), at);
        bool ok = change_import(world_pipeline(w), &i, &err);
        store_fail_at(world_store(w), 0);
        CHECK(ok || err.said[0]);
        struct broken b = {0};
        struct import again = import(w, ics, false, &b);
        CHECK(again.unchanged >= i.created);
        CHECK_INT(again.unchanged + again.created, 1700);
    }
}

RUN_TESTS(CASE(the_good_events_of_a_file_go_in_and_the_broken_one_is_named),
          CASE(an_import_tells_nobody_unless_asked_to),
          CASE(a_known_uid_is_a_change_and_the_same_file_is_none),
          CASE(publish_and_request_are_imported_like_files_without_method),
          CASE(other_methods_are_refused_with_one_sentence),
          CASE(a_cancel_of_the_organizer_cancels_the_copy_and_nothing_older_undoes_it),
          CASE(many_events_go_in_by_batches_and_progress_is_told),
          CASE(an_import_that_is_stopped_keeps_what_it_has_told_and_nothing_else),
          CASE(an_import_into_a_store_that_fails_keeps_the_batches_that_it_counts))
