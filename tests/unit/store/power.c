/* Disks on bad days: power loss, no room, syncs that fail. Every answered write is there, every
 * refused one left nothing, and what is there is whole. */
#include <sqlite3.h>

#include "fixture.h"
#include "vfs.h"

enum { TEXT_BYTES = 12000, WRITES_MOST = 200, CHECKPOINT_EACH = 37 };

/* --- a write of three rows that belong together --------------------------------------------- */

struct event_job {
    int64_t account, calendar;
    int number;
    char *text;
};
static char *text_of(int number)
{
    char *text = mem_new(TEXT_BYTES + 1);
    for (int i = 0; i < TEXT_BYTES; i++)
        text[i] = (char)('a' + (i * 7 + number) % 26);
    return text;
}
static bool event_job(struct tx *tx, void *with, struct error *err)
{
    struct event_job *j = with;
    char uid[32];
    snprintf(uid, sizeof uid, "%d", j->number);
    struct object_job o = {.account = j->account,
                           .calendar = j->calendar,
                           .uid = uid,
                           .text = j->text,
                           .starts = j->number,
                           .ends = j->number + 1};
    TRY(save_object_job(tx, &o, err));
    struct meeting m = {.account = j->account, .uid = uid, .code = uid, .state = MEETING_OPEN};
    TRY(store_meeting_save(tx, &m, err));
    char key[] = "";
    struct reminder r = {.account = j->account, .uid = uid, .key = key, .due = j->number};
    return store_reminder_save(tx, &r, err);
}

struct desk { /* who writes, and what was answered */
    struct store *store;
    int64_t account, calendar;
    int answered, refused; /* numbers below answered are there; refused: -1 or the first refused */
};

static bool write_event(struct desk *d, int number, struct error *err)
{
    struct event_job j = {d->account, d->calendar, number, text_of(number)};
    bool ok = store_write_one(d->store, event_job, &j, err);
    free(j.text);
    return ok;
}

static void sit_down(struct desk *d, struct store *s)
{
    *d = (struct desk){.store = s, .refused = -1};
    d->account = add_account(s, "ada");
    d->calendar = calendar_of(s, d->account);
}

/* 3: the whole event; 0: nothing of it. */
static int parts_of(struct store *s, const struct desk *d, int number)
{
    struct error err = {0};
    char uid[32];
    snprintf(uid, sizeof uid, "%d", number);
    OWN(tx) tx = read_ok(s);
    OWN(object) o = store_object_by_uid(tx, d->account, d->calendar, uid, &err);
    CHECK(o || err.kind == FAULT_NOT_FOUND);
    OWN(meeting) m = store_meeting(tx, d->account, uid, &err);
    CHECK(m || err.kind == FAULT_NOT_FOUND);
    OWN(reminder) r = store_reminder(tx, d->account, uid, &err);
    CHECK(r || err.kind == FAULT_NOT_FOUND);
    OWN_CHARS text = text_of(number);
    CHECK(!o || strcmp(o->text, text) == 0);
    return (o != NULL) + (m != NULL) + (r != NULL);
}

static void check_answered(struct store *s, const struct desk *d)
{
    struct error err = {0};
    CHECK_OK(store_check(s, &err), &err);
    for (int i = 0; i < d->answered; i++)
        if (parts_of(s, d, i) != 3)
            fail_msg("event %d of %d was answered and is not there", i, d->answered);
}

/* --- power loss ----------------------------------------------------------------------------- */

static unsigned next_random(unsigned *seed)
{
    *seed = *seed * 1103515245u + 12345u;
    return *seed >> 16;
}

/* Another process puts the log into the file, as it may at any time. */
static void checkpoint(const struct place_of_test *p)
{
    sqlite3 *db = NULL;
    if (sqlite3_open_v2(p->path, &db, SQLITE_OPEN_READWRITE, vfs_name()) == SQLITE_OK)
        sqlite3_wal_checkpoint_v2(db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    sqlite3_close(db);
}

static void lose_power_while_writing(const struct place_of_test *p, unsigned seed, struct desk *d)
{
    struct error err = {0};
    unsigned random = seed;
    OWN(store) s = open_with(p, vfs_name());
    sit_down(d, s);
    vfs_power_off_at(1 + next_random(&random) % (WRITES_MOST * 24));
    while (d->answered < WRITES_MOST && write_event(d, d->answered, &err)) {
        d->answered++;
        if (d->answered % CHECKPOINT_EACH == 0)
            checkpoint(p);
    }
    if (d->answered < WRITES_MOST)
        CHECK_INT(err.kind, FAULT_IO);
    else if (!vfs_is_off())
        vfs_power_off_at(1 + next_random(&random) % 400); /* while the store is closed */
}

TEST(what_was_answered_survives_power_loss_and_what_was_not_is_whole_or_absent)
{
    for (unsigned seed = 1; seed <= 40; seed++) {
        vfs_reset();
        OWN_PLACE p = place_new();
        struct desk d;
        vfs_watch();
        lose_power_while_writing(p, seed, &d);
        vfs_power_on(seed);
        OWN(store) s = open_with(p, vfs_name());
        check_answered(s, &d);
        int in_doubt = parts_of(s, &d, d.answered);
        CHECK(in_doubt == 0 || in_doubt == 3);
        d.store = s;
        struct error err = {0};
        CHECK_OK(write_event(&d, WRITES_MOST + 1, &err), &err);
    }
}

TEST(power_loss_while_a_store_is_made_leaves_one_that_can_be_made)
{
    bool made = false;
    for (int n = 1; !made; n++) {
        vfs_reset();
        OWN_PLACE p = place_new();
        struct error err = {0};
        vfs_name();
        vfs_watch();
        vfs_power_off_at(n);
        struct store_options options = {.create = true, .vfs = vfs_name()};
        struct store *first = store_open(p->url, &options, &err);
        made = first && !vfs_is_off();
        store_free(first);
        vfs_power_on((uint64_t)n);
        OWN(store) s = open_with(p, vfs_name());
        add_account(s, "ada");
        CHECK_OK(store_check(s, &err), &err);
    }
}

/* --- no room -------------------------------------------------------------------------------- */

TEST(a_full_disk_refuses_whole_events_and_goes_on_when_there_is_room)
{
    for (int64_t room = 0; room < 120000; room += 3777) {
        vfs_reset();
        OWN_PLACE p = place_new();
        struct error err = {0};
        struct desk d;
        OWN(store) s = open_with(p, vfs_name());
        sit_down(&d, s);
        vfs_set_room(room);
        while (write_event(&d, d.answered, &err))
            d.answered++;
        CHECK_INT(err.kind, FAULT_IO);
        CHECK_INT(parts_of(s, &d, d.answered), 0);
        check_answered(s, &d);
        vfs_set_room(-1);
        CHECK_OK(write_event(&d, d.answered, &err), &err);
        d.answered++;
        check_answered(s, &d);
    }
}

/* --- syncs that fail ------------------------------------------------------------------------ */

/* What a process finds that comes after one that was killed: the files as they are now. */
static struct place_of_test *as_killed(const struct place_of_test *p)
{
    struct place_of_test *copy = place_new();
    OWN_CHARS command =
        mem_strf("cp '%s' '%s' && cp '%s-wal' '%s-wal'", p->path, copy->path, p->path, copy->path);
    CHECK_INT(system(command), 0);
    return copy;
}

TEST(what_a_failed_sync_refused_does_not_come_back_after_a_kill)
{
    for (int n = 1; n <= 12; n++) {
        vfs_reset();
        OWN_PLACE p = place_new();
        struct error err = {0};
        struct desk d;
        OWN(store) s = open_with(p, vfs_name());
        sit_down(&d, s);
        vfs_fail_sync_at(n);
        while (d.answered < 100 && write_event(&d, d.answered, &err)) {
            d.answered++;
            if (d.answered % 5 == 0)
                checkpoint(p);
        }
        CHECK(err.kind == FAULT_IO || d.answered == 100); /* or a checkpoint's sync it was */
        OWN_PLACE copy = as_killed(p);
        OWN(store) after = open_new(copy);
        check_answered(after, &d);
        CHECK_INT(parts_of(after, &d, d.answered), 0);
        CHECK_OK(write_event(&d, d.answered, &err), &err);
    }
}

RUN_TESTS(CASE(what_was_answered_survives_power_loss_and_what_was_not_is_whole_or_absent),
          CASE(power_loss_while_a_store_is_made_leaves_one_that_can_be_made),
          CASE(a_full_disk_refuses_whole_events_and_goes_on_when_there_is_room),
          CASE(what_a_failed_sync_refused_does_not_come_back_after_a_kill))
