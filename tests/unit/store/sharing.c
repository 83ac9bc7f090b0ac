/* Shares, app passwords and dead properties. */
#include "fixture.h"

struct ids {
    int64_t alice, bob, calendar, password;
};

static bool share_it(struct tx *tx, void *with, struct error *err)
{
    struct ids *ids = with;
    struct share s = {ids->alice, ids->calendar, ids->bob, false};
    TRY(store_share_save(tx, &s, err));
    s.may_write = true;
    return store_share_save(tx, &s, err);
}

static bool share_with_oneself(struct tx *tx, void *with, struct error *err)
{
    struct ids *ids = with;
    struct share s = {ids->alice, ids->calendar, ids->alice, false};
    return store_share_save(tx, &s, err);
}

static bool unshare(struct tx *tx, void *with, struct error *err)
{
    struct ids *ids = with;
    struct share s = {.account = ids->alice, .calendar = ids->calendar, .reader = ids->bob};
    return store_share_remove(tx, &s, err);
}

static bool count_share(const struct share *s, void *with)
{
    *(int *)with += s->may_write ? 10 : 1;
    return true;
}

static int shares(struct store *s, struct share of)
{
    int count = 0;
    struct error err = {0};
    OWN(tx) tx = read_ok(s);
    CHECK_OK(store_shares(tx, &of, count_share, &count, &err), &err);
    return count;
}

TEST(a_share_is_seen_from_both_sides_and_goes_once)
{
    OWN_PLACE place = place_new();
    OWN(store) s = open_new(place);
    struct ids ids = {.alice = add_account(s, "alice"), .bob = add_account(s, "bob")};
    struct error err = {0};
    ids.calendar = calendar_of(s, ids.alice);
    write_ok(s, share_it, &ids);
    CHECK_INT(shares(s, (struct share){.account = ids.alice, .calendar = ids.calendar}), 10);
    CHECK_INT(shares(s, (struct share){.reader = ids.bob}), 10);
    CHECK_INT(shares(s, (struct share){.reader = ids.alice}), 0);
    CHECK(!store_write_one(s, share_with_oneself, &ids, &err));
    CHECK_INT(err.kind, FAULT_CONFLICT);
    write_ok(s, unshare, &ids);
    CHECK(!store_write_one(s, unshare, &ids, &err));
    CHECK_INT(err.kind, FAULT_NOT_FOUND);
    struct share found;
    OWN(tx) tx = read_ok(s);
    CHECK_OK(store_share(tx, ids.alice, ids.calendar, ids.bob, &found, &err), &err);
    CHECK_INT(found.reader, 0);
}

static bool add_password(struct tx *tx, void *with, struct error *err)
{
    struct ids *ids = with;
    char name[] = "phone";
    struct app_password p = {.account = ids->alice,
                             .name = name,
                             .hash = digest_of(SPAN("secret")),
                             .created = 100,
                             .last_used = INSTANT_FIRST};
    return store_app_password_add(tx, &p, &ids->password, err);
}

static bool use_password(struct tx *tx, void *with, struct error *err)
{
    struct ids *ids = with;
    return store_app_password_used(tx, ids->alice, ids->password, 200, err);
}

static bool remove_password(struct tx *tx, void *with, struct error *err)
{
    struct ids *ids = with;
    return store_app_password_remove(tx, ids->alice, ids->password, err);
}

TEST(an_app_password_is_found_by_its_hash_for_its_account_alone)
{
    OWN_PLACE place = place_new();
    OWN(store) s = open_new(place);
    struct ids ids = {.alice = add_account(s, "alice"), .bob = add_account(s, "bob")};
    struct error err = {0};
    struct digest hash = digest_of(SPAN("secret"));
    write_ok(s, add_password, &ids);
    write_ok(s, use_password, &ids);
    OWN(tx) tx = read_ok(s);
    OWN(app_password) mine = store_app_password(tx, ids.alice, &hash, &err);
    CHECK_OK(mine, &err);
    CHECK_STR(mine->name, "phone");
    CHECK_INT(mine->last_used, 200);
    OWN(app_password) others = store_app_password(tx, ids.bob, &hash, &err);
    CHECK(!others);
    CHECK_INT(err.kind, FAULT_NOT_FOUND);
    tx_free(GIVE(tx));
    write_ok(s, remove_password, &ids);
    CHECK(!store_write_one(s, remove_password, &ids, &err));
    CHECK_INT(err.kind, FAULT_NOT_FOUND);
}

static bool write_properties(struct tx *tx, void *with, struct error *err)
{
    struct ids *ids = with;
    struct property_place home = {ids->alice, 0, ""}, calendar = {ids->alice, ids->calendar, ""};
    TRY(store_property_save(tx, &home, "urn:b", "two", "<two/>", err));
    TRY(store_property_save(tx, &home, "urn:a", "one", "<one/>", err));
    TRY(store_property_save(tx, &home, "urn:a", "one", "<one>1</one>", err));
    TRY(store_property_save(tx, &home, "urn:a", "gone", "<gone/>", err));
    TRY(store_property_save(tx, &home, "urn:a", "gone", NULL, err));
    return store_property_save(tx, &calendar, "urn:a", "one", "<other/>", err);
}

static bool note_property(const char *ns, const char *name, const char *value, void *with)
{
    text_addf(with, "%s %s %s\n", ns, name, value);
    return true;
}

TEST(dead_properties_are_kept_by_place_and_replaced_by_name)
{
    OWN_PLACE place = place_new();
    OWN(store) s = open_new(place);
    struct ids ids = {.alice = add_account(s, "alice")};
    struct error err = {0};
    ids.calendar = calendar_of(s, ids.alice);
    write_ok(s, write_properties, &ids);
    OWN(text) t = text_new();
    OWN(tx) tx = read_ok(s);
    struct property_place home = {ids.alice, 0, ""};
    CHECK_OK(store_properties(tx, &home, note_property, t, &err), &err);
    CHECK_STR(text_str(t), "urn:a one <one>1</one>\nurn:b two <two/>\n");
    int64_t bytes = 0;
    CHECK_OK(store_properties_bytes(tx, &home, &bytes, &err), &err);
    CHECK_INT(bytes, strlen("<one>1</one><two/>"));
}

RUN_TESTS(CASE(a_share_is_seen_from_both_sides_and_goes_once),
          CASE(an_app_password_is_found_by_its_hash_for_its_account_alone),
          CASE(dead_properties_are_kept_by_place_and_replaced_by_name))
