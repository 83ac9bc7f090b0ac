/* Accounts, their addresses and calendars. */
#include "fixture.h"

static bool remove_account_job(struct tx *tx, void *with, struct error *err)
{
    return store_account_remove(tx, *(int64_t *)with, err);
}

TEST(a_new_account_has_its_addresses_and_a_default_calendar)
{
    OWN_PLACE p = place_new();
    OWN(store) s = open_new(p);
    struct error err = {0};
    int64_t id = add_account(s, "ada");
    OWN(tx) tx = read_ok(s);
    OWN(account) a = store_account_named(tx, "ada", &err);
    CHECK_OK(a, &err);
    CHECK_INT(a->id, id);
    CHECK_INT(a->naddresses, 1);
    CHECK_STR(a->addresses[0], "ada@example.org");
    CHECK(a->held_since == INSTANT_FIRST && !a->password_hash && !a->tz);
    OWN(calendar) c = store_calendar_named(tx, id, "default", &err);
    CHECK_OK(c, &err);
    CHECK(c->policy == -1 && c->min_duration_s == -1 && c->all_day == -1 && c->rooms == -1);
}

TEST(an_address_is_found_whatever_its_letter_case_and_belongs_to_one)
{
    OWN_PLACE p = place_new();
    OWN(store) s = open_new(p);
    struct error err = {0};
    int64_t id = add_account(s, "ada"), found = 0;
    struct account_job other = {.name = "bob", .address = "ADA@Example.ORG"};
    CHECK(!store_write_one(s, add_account_job, &other, &err));
    CHECK_INT(err.kind, FAULT_CONFLICT);
    other = (struct account_job){.name = "ada", .address = "bob@example.org"};
    CHECK(!store_write_one(s, add_account_job, &other, &err));
    CHECK_INT(err.kind, FAULT_CONFLICT);
    OWN(tx) tx = read_ok(s);
    CHECK_OK(store_account_of_address(tx, "Ada@Example.org", &found, &err), &err);
    CHECK_INT(found, id);
    CHECK_OK(store_account_of_address(tx, "bob@example.org", &found, &err), &err);
    CHECK_INT(found, 0); /* what was refused left nothing */
}

static bool two_addresses_job(struct tx *tx, void *with, struct error *err)
{
    (void)with;
    OWN(account) a = store_account_named(tx, "ada", err);
    TRY(a);
    a->addresses = mem_resize(a->addresses, 3, sizeof *a->addresses);
    a->addresses[1] = mem_str("Countess@example.org");
    a->addresses[2] = mem_str("countess@example.org");
    a->naddresses = 3;
    a->display = mem_str("Ada");
    a->tz = mem_str("Europe/London");
    a->password_hash = mem_str("$argon2id$x");
    a->by_mail = true;
    return store_account_save(tx, a, err);
}

TEST(a_saved_account_has_its_new_facts)
{
    OWN_PLACE p = place_new();
    OWN(store) s = open_new(p);
    struct error err = {0};
    int64_t id = add_account(s, "ada");
    write_ok(s, two_addresses_job, NULL);
    OWN(tx) tx = read_ok(s);
    OWN(account) a = store_account(tx, id, &err);
    CHECK_OK(a, &err);
    CHECK_INT(a->naddresses, 2);
    CHECK_STR(a->addresses[0], "ada@example.org");
    CHECK_STR(a->addresses[1], "countess@example.org");
    CHECK_STR(a->display, "Ada");
    CHECK_STR(a->tz, "Europe/London");
    CHECK_STR(a->password_hash, "$argon2id$x");
    CHECK(a->by_mail);
}

TEST(a_removed_account_leaves_nothing_and_its_number_does_not_come_again)
{
    OWN_PLACE p = place_new();
    OWN(store) s = open_new(p);
    struct error err = {0};
    int64_t id = add_account(s, "ada");
    struct object_job j = {.account = id, .calendar = calendar_of(s, id), .uid = "one", .ends = 9};
    write_ok(s, save_object_job, &j);
    write_ok(s, remove_account_job, &id);
    CHECK(!store_write_one(s, remove_account_job, &id, &err));
    CHECK_INT(err.kind, FAULT_NOT_FOUND);
    CHECK(add_account(s, "ada") != id);
    OWN(tx) tx = read_ok(s);
    CHECK(!store_account(tx, id, &err));
    CHECK_INT(err.kind, FAULT_NOT_FOUND);
    CHECK(!store_object_by_uid(tx, id, 0, "one", &err));
    CHECK_OK(store_check(s, &err), &err);
}

static bool collect_name(const struct account *a, void *with)
{
    text_add_str(with, a->name);
    text_add_char(with, ' ');
    return strcmp(a->name, "cyd") != 0;
}

TEST(accounts_are_listed_by_name_until_the_caller_has_enough)
{
    OWN_PLACE p = place_new();
    OWN(store) s = open_new(p);
    struct error err = {0};
    const char *const names[] = {"dee", "bob", "cyd", "ada"};
    for (size_t i = 0; i < LENGTH(names); i++)
        add_account(s, names[i]);
    OWN(text) t = text_new();
    OWN(tx) tx = read_ok(s);
    CHECK_OK(store_accounts(tx, collect_name, t, &err), &err);
    CHECK_STR(text_str(t), "ada bob cyd ");
}

/* --- calendars ------------------------------------------------------------------------------ */

struct calendar_job {
    int64_t account, id;
    const char *name;
    int policy;
};
static bool add_calendar_job(struct tx *tx, void *with, struct error *err)
{
    struct calendar_job *j = with;
    OWN(calendar) c = mem_new(sizeof *c);
    c->account = j->account;
    c->name = mem_str(j->name);
    c->color = mem_str("#123456");
    c->policy = j->policy;
    return store_calendar_add(tx, c, &j->id, err);
}
static bool save_calendar_job(struct tx *tx, void *with, struct error *err)
{
    struct calendar_job *j = with;
    OWN(calendar) c = store_calendar(tx, j->account, j->id, err);
    TRY(c);
    free(c->name);
    c->name = mem_str(j->name);
    c->policy = j->policy;
    return store_calendar_save(tx, c, err);
}
static bool remove_calendar_job(struct tx *tx, void *with, struct error *err)
{
    struct calendar_job *j = with;
    return store_calendar_remove(tx, j->account, j->id, err);
}

TEST(a_change_of_settings_raises_the_change_number)
{
    OWN_PLACE p = place_new();
    OWN(store) s = open_new(p);
    struct error err = {0};
    struct calendar_job j = {.account = add_account(s, "ada"), .name = "work", .policy = 2};
    int64_t before = 0, after = 0;
    write_ok(s, add_calendar_job, &j);
    OWN(tx) first = read_ok(s);
    CHECK_OK(store_calendar_change_number(first, j.account, j.id, &before, &err), &err);
    j.policy = 3;
    write_ok(s, save_calendar_job, &j);
    OWN(tx) second = read_ok(s);
    CHECK_OK(store_calendar_change_number(second, j.account, j.id, &after, &err), &err);
    CHECK(after > before);
    OWN(calendar) c = store_calendar(second, j.account, j.id, &err);
    CHECK_OK(c, &err);
    CHECK_INT(c->policy, 3);
    CHECK_STR(c->color, "#123456");
    OWN(calendar) old = store_calendar(first, j.account, j.id, &err); /* its snapshot stands */
    CHECK_INT(old->policy, 2);
}

TEST(two_calendars_of_one_account_have_two_names)
{
    OWN_PLACE p = place_new();
    OWN(store) s = open_new(p);
    struct error err = {0};
    struct calendar_job j = {.account = add_account(s, "ada"), .name = "default"};
    CHECK(!store_write_one(s, add_calendar_job, &j, &err));
    CHECK_INT(err.kind, FAULT_CONFLICT);
    j.name = "work";
    write_ok(s, add_calendar_job, &j);
    j.name = "default";
    CHECK(!store_write_one(s, save_calendar_job, &j, &err));
    CHECK_INT(err.kind, FAULT_CONFLICT);
}

TEST(a_removed_calendar_takes_its_objects_along)
{
    OWN_PLACE p = place_new();
    OWN(store) s = open_new(p);
    struct error err = {0};
    struct calendar_job j = {.account = add_account(s, "ada"), .name = "work"};
    write_ok(s, add_calendar_job, &j);
    struct object_job o = {.account = j.account, .calendar = j.id, .uid = "one", .ends = 9};
    write_ok(s, save_object_job, &o);
    write_ok(s, remove_calendar_job, &j);
    CHECK(!store_write_one(s, remove_calendar_job, &j, &err));
    CHECK_INT(err.kind, FAULT_NOT_FOUND);
    CHECK(!store_write_one(s, save_object_job, &o, &err));
    CHECK_INT(err.kind, FAULT_NOT_FOUND);
    OWN(tx) tx = read_ok(s);
    CHECK(!store_object_by_uid(tx, j.account, 0, "one", &err));
    CHECK_INT(err.kind, FAULT_NOT_FOUND);
}

RUN_TESTS(CASE(a_new_account_has_its_addresses_and_a_default_calendar),
          CASE(an_address_is_found_whatever_its_letter_case_and_belongs_to_one),
          CASE(a_saved_account_has_its_new_facts),
          CASE(a_removed_account_leaves_nothing_and_its_number_does_not_come_again),
          CASE(accounts_are_listed_by_name_until_the_caller_has_enough),
          CASE(a_change_of_settings_raises_the_change_number),
          CASE(two_calendars_of_one_account_have_two_names),
          CASE(a_removed_calendar_takes_its_objects_along))
