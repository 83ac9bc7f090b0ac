/* Messages in an inbox are bounded in number and in age; and which calendar takes invitations. */
#include "fixture.h"

struct inbox_job {
    struct calendar inbox;
    int64_t most;
    instant older_than;
};

static bool make(struct tx *tx, void *with, struct error *err)
{
    struct inbox_job *j = with;
    OWN(calendar) c = store_calendar_inbox(tx, j->inbox.account, err);
    TRY(c);
    j->inbox.id = c->id;
    return true;
}

static bool trim(struct tx *tx, void *with, struct error *err)
{
    struct inbox_job *j = with;
    return store_inbox_trim(tx, &j->inbox, j->most, err);
}

static bool prune(struct tx *tx, void *with, struct error *err)
{
    struct inbox_job *j = with;
    return store_prune(tx, j->older_than, err);
}

static void leave(struct store *s, const struct calendar *in, const char *uid)
{
    struct object_job j = {
        .account = in->account, .calendar = in->id, .uid = uid, .text = uid, .ends = 60};
    write_ok(s, save_object_job, &j);
}

static bool note(const struct object_listed *o, void *with)
{
    text_addf(with, "%s%s ", o->etag ? "" : "-", o->uid);
    return true;
}

static void check_has(struct store *s, const struct calendar *c, int64_t since, const char *wanted)
{
    struct error err = {0};
    OWN(text) t = text_new();
    OWN(tx) tx = read_ok(s);
    CHECK_OK(store_objects_changed(tx, c->account, c->id, since, note, t, &err), &err);
    CHECK_STR(text_str(t), wanted);
}

TEST(the_newest_messages_stay)
{
    OWN_PLACE place = place_new();
    OWN(store) s = open_new(place);
    struct inbox_job j = {.inbox.account = add_account(s, "alice"), .most = 2};
    write_ok(s, make, &j);
    leave(s, &j.inbox, "a");
    leave(s, &j.inbox, "b");
    leave(s, &j.inbox, "c");
    leave(s, &j.inbox, "a"); /* came again, so it is the newest */
    write_ok(s, trim, &j);
    check_has(s, &j.inbox, 0, "c a ");
    check_has(s, &j.inbox, 4, "a -b ");
}

TEST(old_messages_go_and_old_events_stay)
{
    OWN_PLACE place = place_new();
    OWN(store) s = open_new(place);
    struct inbox_job j = {.inbox.account = add_account(s, "alice")};
    struct error err = {0};
    write_ok(s, make, &j);
    OWN(tx) tx = read_ok(s);
    OWN(calendar) events = store_calendar_named(tx, j.inbox.account, "default", &err);
    CHECK_OK(events, &err);
    tx_free(GIVE(tx));
    clock_set(1000);
    leave(s, &j.inbox, "old");
    leave(s, events, "event");
    clock_set(2000);
    leave(s, &j.inbox, "new");
    j.older_than = 1500;
    write_ok(s, prune, &j);
    clock_set(INSTANT_FIRST);
    check_has(s, &j.inbox, 0, "new ");
    check_has(s, events, 0, "event ");
}

struct choice {
    int64_t account, calendar, chosen;
    bool goes;
};

static bool choose(struct tx *tx, void *with, struct error *err)
{
    struct choice *c = with;
    char name[] = "work";
    struct calendar work = {.account = c->account, .name = name, .position = -1};
    if (!c->calendar)
        TRY(store_calendar_add(tx, &work, &c->calendar, err));
    TRY(store_calendar_set_default(tx, c->account, c->calendar, err));
    TRY(!c->goes || store_calendar_remove(tx, c->account, c->calendar, err));
    return store_calendar_default(tx, c->account, &c->chosen, err);
}

TEST(a_chosen_calendar_takes_invitations_until_it_goes)
{
    OWN_PLACE place = place_new();
    OWN(store) s = open_new(place);
    struct choice c = {.account = add_account(s, "alice")};
    struct error err = {0};
    OWN(tx) tx = read_ok(s);
    CHECK_OK(store_calendar_default(tx, c.account, &c.chosen, &err), &err);
    CHECK_INT(c.chosen, 0);
    tx_free(GIVE(tx));
    write_ok(s, choose, &c);
    CHECK(c.chosen > 0);
    CHECK_INT(c.chosen, c.calendar);
    c.goes = true;
    write_ok(s, choose, &c);
    CHECK_INT(c.chosen, 0);
}

RUN_TESTS(CASE(the_newest_messages_stay), CASE(old_messages_go_and_old_events_stay),
          CASE(a_chosen_calendar_takes_invitations_until_it_goes))
