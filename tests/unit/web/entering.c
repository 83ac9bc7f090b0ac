/* Personal links: who comes by one, as whom, and what his browser remembers. */
#include "door.h"

static void check_enters_as(const char *answer, const char *name)
{
    OWN_CHARS location = field_of(answer, "Location");
    OWN_CHARS called = mem_strf("userInfo.displayName=%%22%s%%22", name);
    check_status(answer, 302);
    if (!starts_with(location, ROOM "#") || !strstr(location, called))
        fail_msg("%s: %s", name, location);
}

TEST(a_personal_link_leads_its_owner_into_the_room_by_name)
{
    OWN(world) w = door_new(PUBLIC);
    OWN_CHARS ann = world_come(w, "ann@example.org");
    OWN_CHARS bo = world_come(w, "bo@example.com");
    OWN_CHARS cy = world_come(w, "cy@example.com");
    check_enters_as(ann, "Ann%20Berg");
    check_enters_as(bo, "Bo%20Lee");
    check_enters_as(cy, "Cy%20%3Cb%3E%26");
    CHECK(strstr(ann, "\r\nReferrer-Policy: no-referrer\r\n"));
    CHECK(strstr(ann, "\r\nCache-Control: no-store\r\n"));
}

TEST(a_link_that_is_nobodys_or_nobodys_any_more_says_so_and_no_name)
{
    OWN(world) w = door_new(PUBLIC);
    OWN_CHARS stranger = path_of(w, "eve@example.com", 0);
    OWN_CHARS early = path_of(w, "cy@example.com", 1);
    const char *const paths[] = {stranger, early, "/j/" CODE "/aaaaaaaaaaaaaaaaaaaaaaaaaa",
                                 "/j/" CODE "/a"};
    for (size_t i = 0; i < LENGTH(paths); i++) {
        OWN_CHARS got = world_get(w, paths[i]);
        check_says(got, 410, "This link is not valid any more");
        CHECK(!strstr(got, "example.com") && !strstr(got, "Cy") && !strstr(got, "Set-Cookie"));
    }
}

static bool revoke_run(struct tx *tx, void *with, struct error *err)
{
    const struct world *w = with;
    return store_link_revoke(tx, w->account, UID, "cy@example.com", err);
}

TEST(a_revoked_link_is_dead_and_the_next_one_opens)
{
    OWN(world) w = door_new(PUBLIC);
    struct error err;
    CHECK_OK(store_write_one(w->store, revoke_run, w, &err), &err);
    OWN_CHARS before = world_come(w, "cy@example.com");
    CHECK_INT(status_of(before), 410);
    OWN_CHARS path = path_of(w, "cy@example.com", 1);
    OWN_CHARS after = world_get(w, path);
    check_status(after, 302);
    OWN_CHARS bo = world_come(w, "bo@example.com");
    check_status(bo, 302);
}

TEST(nobody_is_sent_to_another_server_than_the_configured_one)
{
    static const char *const domains[] = {"https://meet.jit.si.example.org", "https://meet.jit",
                                          "https://other.example.org"};
    for (size_t i = 0; i < LENGTH(domains); i++) {
        OWN_CHARS ini = mem_strf(PUBLIC "[jitsi]\ndomain = %s\n", domains[i]);
        OWN(world) w = door_new(ini);
        OWN_CHARS got = world_come(w, "cy@example.com");
        check_status(got, 503);
        CHECK(!strstr(got, "team-room"));
    }
}

/* --- cookies ---------------------------------------------------------------------------------- */

static char *cookie_after(const struct world *w, const char *address)
{
    OWN_CHARS got = world_come(w, address);
    OWN_CHARS set = field_of(got, "Set-Cookie");
    return mem_strf("Cookie: other=1; %.*s\r\n", (int)strcspn(set, ";"), set);
}

TEST(the_browser_remembers_who_he_is_for_the_stable_link)
{
    OWN(world) w = door_new(PUBLIC);
    OWN_CHARS first = world_come(w, "cy@example.com");
    OWN_CHARS set = field_of(first, "Set-Cookie");
    OWN_CHARS token = token_of(w, "cy@example.com", 0);
    OWN_CHARS wanted =
        mem_strf("door-abcdefghij=%s; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax", token);
    CHECK_STR(set, wanted);
    OWN_CHARS cookie = cookie_after(w, "cy@example.com");
    OWN_CHARS got = world_ask(w, "GET", "/j/" CODE, cookie);
    check_enters_as(got, "Cy%20%3Cb%3E%26");
}

TEST(over_https_the_cookie_is_bound_to_this_host)
{
    static const char https[] = "X-Forwarded-Proto: https\r\n";
    OWN(world) w = door_new(PUBLIC);
    OWN_CHARS path = path_of(w, "cy@example.com", 0);
    OWN_CHARS got = world_ask(w, "GET", path, https);
    OWN_CHARS set = field_of(got, "Set-Cookie");
    CHECK(starts_with(set, "__Host-door-abcdefghij=") && strstr(set, "; Secure"));
    OWN_CHARS fields = mem_strf("%sCookie: %.*s\r\n", https, (int)strcspn(set, ";"), set);
    OWN_CHARS then = world_ask(w, "GET", "/j/" CODE, fields);
    check_enters_as(then, "Cy%20%3Cb%3E%26");
}

TEST(a_link_in_the_path_goes_before_the_one_that_is_remembered)
{
    OWN(world) w = door_new(PUBLIC);
    OWN_CHARS cookie = cookie_after(w, "cy@example.com");
    OWN_CHARS path = path_of(w, "bo@example.com", 0);
    OWN_CHARS got = world_ask(w, "GET", path, cookie);
    check_enters_as(got, "Bo%20Lee");
}

TEST(what_is_remembered_of_a_link_that_is_dead_makes_nobody_of_him)
{
    OWN(world) w = door_new(PUBLIC);
    struct error err;
    OWN_CHARS cookie = cookie_after(w, "cy@example.com");
    CHECK_OK(store_write_one(w->store, revoke_run, w, &err), &err);
    OWN_CHARS got = world_ask(w, "GET", "/j/" CODE, cookie);
    CHECK(status_of(got) != 410);
    CHECK(!strstr(got, "Cy"));
}

/* --- trying out ------------------------------------------------------------------------------- */

TEST(who_tries_codes_or_tokens_out_has_to_wait)
{
    OWN(world) w = door_new(PUBLIC);
    for (int i = 0; i < 20; i++) {
        OWN_CHARS code = world_get(w, "/j/aaaaaaaaaaaaaaaaaaaaaaaaaa");
        OWN_CHARS token = world_get(w, "/j/" CODE "/aaaaaaaaaaaaaaaaaaaaaaaaaa");
        CHECK_INT(status_of(code), 404);
        CHECK_INT(status_of(token), 410);
    }
    OWN_CHARS right = world_come(w, "cy@example.com");
    check_says(right, 429, "Too many links");
    OWN_CHARS wait = field_of(right, "Retry-After");
    CHECK_STR(wait, "10");
    OWN_CHARS path = path_of(w, "cy@example.com", 0);
    OWN_CHARS elsewhere = world_ask(w, "GET", path, "X-Forwarded-For: 192.0.2.7\r\n");
    check_status(elsewhere, 302);
}

RUN_TESTS(CASE(nobody_is_sent_to_another_server_than_the_configured_one),
          CASE(a_personal_link_leads_its_owner_into_the_room_by_name),
          CASE(a_link_that_is_nobodys_or_nobodys_any_more_says_so_and_no_name),
          CASE(a_revoked_link_is_dead_and_the_next_one_opens),
          CASE(the_browser_remembers_who_he_is_for_the_stable_link),
          CASE(over_https_the_cookie_is_bound_to_this_host),
          CASE(a_link_in_the_path_goes_before_the_one_that_is_remembered),
          CASE(what_is_remembered_of_a_link_that_is_dead_makes_nobody_of_him),
          CASE(who_tries_codes_or_tokens_out_has_to_wait))
