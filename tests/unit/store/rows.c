/* Every noun of the store: what goes in comes out, and what contradicts is refused. */
#include "fixture.h"

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
    OWN(calendar) c = store_calendar_named(tx, id, "default", &err);
    CHECK_OK(c, &err);
    CHECK_INT(c->policy, -1);
}

TEST(an_object_comes_back_byte_for_byte)
{
    OWN_PLACE p = place_new();
    OWN(store) s = open_new(p);
    struct error err = {0};
    int64_t account = add_account(s, "ada");
    struct object_job j = {.account = account, .calendar = calendar_of(s, account), .uid = "one",
                           .text = "a\r\nb\xff\x01", .starts = 100, .ends = 200};
    write_ok(s, save_object_job, &j);
    OWN(tx) tx = read_ok(s);
    OWN(object) o = store_object_by_uid(tx, account, 0, "one", &err);
    CHECK_OK(o, &err);
    CHECK_STR(o->text, "a\r\nb\xff\x01");
    CHECK_INT(o->text_len, 6);
    CHECK_STR(o->etag, j.etag);
}

RUN_TESTS(CASE(a_new_account_has_its_addresses_and_a_default_calendar),
          CASE(an_object_comes_back_byte_for_byte))
