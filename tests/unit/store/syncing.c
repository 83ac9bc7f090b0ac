/* What a listing says of changes, and what a move leaves behind. */
#include "fixture.h"

struct seen {
    char text[512];
    size_t most;
};

static bool note(const struct object_listed *o, void *with)
{
    struct seen *s = with;
    size_t len = strlen(s->text);
    snprintf(s->text + len, sizeof s->text - len, "%s%s%s@%lld", len ? " " : "", o->etag ? "" : "-",
             o->name, (long long)o->change_number);
    return --s->most > 0;
}

static struct seen changed(struct store *s, int64_t account, int64_t calendar, int64_t since,
                           size_t most)
{
    struct seen seen = {.most = most};
    struct error err = {0};
    OWN(tx) tx = read_ok(s);
    CHECK_OK(store_objects_changed(tx, account, calendar, since, note, &seen, &err), &err);
    return seen;
}

static void save(struct store *s, int64_t account, int64_t calendar, const char *uid,
                 const char *text)
{
    struct object_job j = {
        .account = account, .calendar = calendar, .uid = uid, .text = text, .ends = 60};
    write_ok(s, save_object_job, &j);
}

struct remove_job {
    int64_t account, calendar;
    const char *uid;
};
static bool remove_job(struct tx *tx, void *with, struct error *err)
{
    struct remove_job *j = with;
    return store_object_remove(tx, j->account, j->calendar, j->uid, err);
}

struct move_job {
    int64_t account, from, to;
    const char *uid, *name;
};
static bool move_job(struct tx *tx, void *with, struct error *err)
{
    struct move_job *j = with;
    struct property_place at = {j->account, j->from, j->uid};
    TRY(store_property_save(tx, &at, "urn:x", "note", "<note xmlns=\"urn:x\"/>", err));
    return store_object_move(tx, j->account, j->from, j->uid, j->to, j->name, err);
}

struct second_job {
    int64_t account, id;
};
static bool add_second(struct tx *tx, void *with, struct error *err)
{
    struct second_job *j = with;
    char name[] = "second";
    struct calendar c = {.account = j->account, .name = name, .position = -1};
    return store_calendar_add(tx, &c, &j->id, err);
}

TEST(a_listing_gives_changes_in_their_order_and_can_stop_anywhere)
{
    OWN_PLACE place = place_new();
    OWN(store) s = open_new(place);
    int64_t account = add_account(s, "alice"), calendar = calendar_of(s, account);
    save(s, account, calendar, "a", "A");
    save(s, account, calendar, "b", "B");
    save(s, account, calendar, "c", "C");
    save(s, account, calendar, "a", "A2");
    CHECK_STR(changed(s, account, calendar, 0, 10).text, "b.ics@3 c.ics@4 a.ics@5");
    struct remove_job gone = {account, calendar, "b"};
    write_ok(s, remove_job, &gone);
    CHECK_STR(changed(s, account, calendar, 0, 10).text, "c.ics@4 a.ics@5");
    CHECK_STR(changed(s, account, calendar, 3, 10).text, "c.ics@4 a.ics@5 -b.ics@6");
    CHECK_STR(changed(s, account, calendar, 3, 2).text, "c.ics@4 a.ics@5");
    CHECK_STR(changed(s, account, calendar, 5, 2).text, "-b.ics@6");
    CHECK_STR(changed(s, account, calendar, 6, 2).text, "");
    save(s, account, calendar, "b", "B again");
    CHECK_STR(changed(s, account, calendar, 5, 10).text, "b.ics@7");
}

TEST(a_moved_object_keeps_its_text_and_leaves_a_tombstone)
{
    OWN_PLACE place = place_new();
    OWN(store) s = open_new(place);
    int64_t account = add_account(s, "alice"), calendar = calendar_of(s, account);
    struct second_job second = {.account = account};
    struct error err = {0};
    write_ok(s, add_second, &second);
    save(s, account, calendar, "a", "A");
    struct move_job move = {account, calendar, second.id, "a", "other.ics"};
    write_ok(s, move_job, &move);
    CHECK_STR(changed(s, account, calendar, 1, 10).text, "-a.ics@3");
    CHECK_STR(changed(s, account, second.id, 1, 10).text, "other.ics@2");
    OWN(tx) tx = read_ok(s);
    OWN(object) o = store_object_named(tx, account, second.id, "other.ics", &err);
    CHECK_OK(o, &err);
    CHECK_STR(o->text, "A");
    CHECK_STR(o->uid, "a");
    int64_t bytes = 0;
    CHECK_OK(
        store_properties_bytes(tx, &(struct property_place){account, second.id, "a"}, &bytes, &err),
        &err);
    CHECK(bytes > 0);
    OWN(object) old = store_object_named(tx, account, calendar, "a.ics", &err);
    CHECK(!old);
    CHECK_INT(err.kind, FAULT_NOT_FOUND);
}

TEST(a_move_onto_a_taken_name_or_uid_is_refused_and_changes_nothing)
{
    OWN_PLACE place = place_new();
    OWN(store) s = open_new(place);
    int64_t account = add_account(s, "alice"), calendar = calendar_of(s, account);
    struct second_job second = {.account = account};
    struct error err = {0};
    write_ok(s, add_second, &second);
    save(s, account, calendar, "a", "A");
    save(s, account, second.id, "b", "B");
    save(s, account, second.id, "a", "A too");
    struct move_job onto_name = {account, calendar, second.id, "a", "b.ics"};
    struct move_job onto_uid = {account, calendar, second.id, "a", "free.ics"};
    CHECK(!store_write_one(s, move_job, &onto_name, &err));
    CHECK_INT(err.kind, FAULT_CONFLICT);
    CHECK(!store_write_one(s, move_job, &onto_uid, &err));
    CHECK_INT(err.kind, FAULT_CONFLICT);
    CHECK_STR(changed(s, account, calendar, 0, 10).text, "a.ics@2");
}

static bool count_calendar(const struct calendar *c, void *with)
{
    (void)c;
    ++*(int *)with;
    return true;
}

static bool make_inbox(struct tx *tx, void *with, struct error *err)
{
    struct second_job *j = with;
    OWN(calendar) inbox = store_calendar_inbox(tx, j->account, err);
    TRY(inbox);
    CHECK_INT(inbox->kind, CALENDAR_INBOX);
    j->id = inbox->id;
    return true;
}

TEST(the_inbox_is_made_once_and_stands_in_no_list)
{
    OWN_PLACE place = place_new();
    OWN(store) s = open_new(place);
    int64_t account = add_account(s, "alice");
    struct second_job first = {.account = account}, again = {.account = account};
    struct error err = {0};
    int calendars = 0;
    write_ok(s, make_inbox, &first);
    write_ok(s, make_inbox, &again);
    CHECK_INT(first.id, again.id);
    save(s, account, first.id, "a", "A");
    OWN(tx) tx = read_ok(s);
    CHECK_OK(store_calendars(tx, account, count_calendar, &calendars, &err), &err);
    CHECK_INT(calendars, 1);
    OWN(object) anywhere = store_object_by_uid(tx, account, 0, "a", &err);
    CHECK(!anywhere);
    OWN(object) there = store_object_by_uid(tx, account, first.id, "a", &err);
    CHECK_OK(there, &err);
}

TEST(a_restored_store_has_another_epoch)
{
    OWN_PLACE place = place_new();
    OWN_CHARS backup = mem_strf("%s/backup.db", place->dir);
    struct error err = {0};
    int64_t before = -1, after = -1;
    struct store *s = open_new(place);
    CHECK_OK(store_backup(s, backup, &err), &err);
    OWN(tx) tx = read_ok(s);
    CHECK_OK(store_epoch(tx, &before, &err), &err);
    tx_free(GIVE(tx));
    store_free(s);
    CHECK_OK(store_restore(place->url, backup, &err), &err);
    OWN(store) restored = open_new(place);
    OWN(tx) later = read_ok(restored);
    CHECK_OK(store_epoch(later, &after, &err), &err);
    CHECK_INT(before, 0);
    CHECK(after != 0);
}

RUN_TESTS(CASE(a_listing_gives_changes_in_their_order_and_can_stop_anywhere),
          CASE(a_moved_object_keeps_its_text_and_leaves_a_tombstone),
          CASE(a_move_onto_a_taken_name_or_uid_is_refused_and_changes_nothing),
          CASE(the_inbox_is_made_once_and_stands_in_no_list),
          CASE(a_restored_store_has_another_epoch))
