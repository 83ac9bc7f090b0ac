/* Sessions of browsers, and the forms that come from them. */
#include "browser.h"

static bool is_signed_in(struct browser *b)
{
    OWN_CHARS got = browser_get(b, "/sign-in");
    return status_of(got) == 303;
}

TEST(a_name_or_an_address_and_the_password_sign_in_until_signing_out)
{
    OWN(world) w = world_with_password("");
    static const char *const names[] = {"ann", "ann%40example.org", "Ann@Example.ORG"};
    for (size_t i = 0; i < LENGTH(names); i++) {
        OWN(browser) b = browser_new(w);
        CHECK(!is_signed_in(b));
        OWN_CHARS fields = mem_strf("name=%s&password=open+sesame&next=%%2Fj%%2Fabc", names[i]);
        OWN_CHARS got = browser_post(b, "/sign-in", fields);
        CHECK_INT(status_of(got), 200);
        CHECK(strstr(got, "http-equiv=\"refresh\" content=\"0;url=/j/abc\""));
        CHECK(strstr(got, "<a class=\"button\" href=\"/j/abc\">"));
        CHECK(is_signed_in(b));
        OWN_CHARS kept = mem_str(b->cookies[b->ncookies - 1]);
        free(browser_get(b, "/"));
        OWN_CHARS out = browser_post(b, "/sign-out", "");
        CHECK_INT(status_of(out), 303);
        CHECK(!is_signed_in(b));
        OWN(browser) thief = browser_new(w); /* the token itself is worth nothing any more */
        keep_cookie(thief, kept);
        CHECK(!is_signed_in(thief));
    }
}

TEST(whoever_is_wrong_gets_one_answer_and_may_try_again)
{
    static const char *const tries[] = {"name=ann&password=wrong", "name=nobody&password=wrong",
                                        "name=&password=", "password=open+sesame"};
    OWN(world) w = world_with_password("");
    OWN(browser) b = browser_new(w);
    free(browser_get(b, "/sign-in?next=/m/abc"));
    for (size_t i = 0; i < LENGTH(tries); i++) {
        OWN_CHARS fields = mem_strf("%s&next=/m/abc", tries[i]);
        OWN_CHARS got = browser_post(b, "/sign-in", fields);
        CHECK_INT(status_of(got), 403);
        CHECK(strstr(body_of(got), "The name or the password is wrong."));
        CHECK(strstr(body_of(got), "name=\"next\" value=\"/m/abc\""));
        CHECK(!strstr(body_of(got), "sesame"));
        CHECK(!is_signed_in(b));
    }
    browser_sign_in(b);
    CHECK(is_signed_in(b));
}

TEST(who_guesses_is_slowed_down)
{
    OWN(world) w = world_with_password("");
    OWN(browser) b = browser_new(w);
    free(browser_get(b, "/sign-in"));
    int refused = 0;
    for (int i = 0; i < 12 && !refused; i++) {
        OWN_CHARS got = browser_post(b, "/sign-in", "name=ann&password=guess");
        refused = status_of(got) == 429;
        if (refused)
            CHECK(strstr(got, "\r\nRetry-After: "));
    }
    CHECK(refused);
}

static char *cookie_of_sign_in(const struct world *w, const char *way)
{
    OWN(browser) b = browser_new(w);
    free(browser_ask(b, "GET", "/sign-in", way, NULL));
    OWN_CHARS got = browser_post_as(b, "/sign-in", way, "name=ann&password=open+sesame");
    CHECK_INT(status_of(got), 303);
    return field_of(got, "Set-Cookie");
}

TEST(the_cookie_is_out_of_the_reach_of_scripts_and_of_other_sites)
{
    OWN(world) w = world_with_password("");
    OWN_CHARS plain = cookie_of_sign_in(w, "");
    OWN_CHARS https = cookie_of_sign_in(w, "X-Forwarded-Proto: https\r\n");
    static const char *const parts[] = {"; Path=/;", "; HttpOnly", "; SameSite=Lax", "; Max-Age="};
    CHECK(starts_with(plain, "convoke="));
    CHECK(!strstr(plain, "Secure"));
    CHECK(starts_with(https, "__Host-convoke="));
    CHECK(strstr(https, "; Secure"));
    CHECK_INT(strcspn(plain, ";") - strlen("convoke="), 43); /* 256 bits */
    for (size_t i = 0; i < LENGTH(parts); i++)
        CHECK(strstr(plain, parts[i]) && strstr(https, parts[i]));
}

TEST(over_https_a_cookie_that_is_not_bound_to_the_host_counts_for_nothing)
{
    OWN(world) w = world_with_password("");
    OWN(browser) b = browser_new(w);
    browser_sign_in(b);
    OWN_CHARS got = browser_ask(b, "GET", "/sign-in", "X-Forwarded-Proto: https\r\n", NULL);
    CHECK_INT(status_of(got), 200);
}

TEST(a_session_ends_thirty_days_after_its_last_use)
{
    OWN(world) w = world_with_password("");
    OWN(browser) b = browser_new(w);
    browser_sign_in(b);
    for (int i = 1; i <= 3; i++) {
        clock_set(NOW + i * 29 * DAY);
        CHECK(is_signed_in(b));
    }
    clock_set(NOW + (3 * 29 + 30) * DAY);
    CHECK(!is_signed_in(b));
}

TEST(another_password_signs_out_everywhere)
{
    OWN(world) w = world_with_password("");
    OWN(browser) b = browser_new(w);
    struct error err;
    browser_sign_in(b);
    CHECK(is_signed_in(b));
    CHECK_OK(store_write_one(w->store, give_password, w, &err), &err); /* another hash of it */
    CHECK(!is_signed_in(b));
}

TEST(signing_in_leads_on_to_paths_of_ours_alone)
{
    static const struct {
        const char *next, *to;
    } cases[] = {
        {"/", "/"},
        {"/j/abc?x=1", "/j/abc?x=1"},
        {"//evil.example", "/"},
        {"/\\evil.example", "/"},
        {"/\t/evil.example", "/"},
        {"/a\r\nSet-Cookie: x=y", "/"},
        {"https://evil.example/", "/"},
        {"javascript:alert(1)", "/"},
        {"", "/"},
    };
    for (size_t i = 0; i < LENGTH(cases); i++)
        CHECK_STR(path_of_ours(cases[i].next), cases[i].to);
    CHECK_STR(path_of_ours(NULL), "/");
}

TEST(what_was_typed_stands_in_the_page_as_text)
{
    OWN(world) w = world_with_password("");
    OWN(browser) b = browser_new(w);
    OWN_CHARS page = browser_get(b, "/sign-in?next=%2F%22%3E%3Cscript%3E");
    CHECK(!strstr(page, "<script"));
    OWN_CHARS got = browser_post(b, "/sign-in", "name=%22%3E%3Cscript%3E&password=x");
    CHECK_INT(status_of(got), 403);
    CHECK(!strstr(got, "<script"));
    CHECK(strstr(got, "value=\"&quot;&gt;&lt;script&gt;\""));
}

/* --- forms ------------------------------------------------------------------------------------ */

/* Of a browser that has signed in and holds a form of ours. */
static void check_post(struct browser *b, const char *route, const char *more, const char *body)
{
    OWN_CHARS path = mem_strf("%.*s", (int)strcspn(route, "*"), route);
    OWN_CHARS got = browser_ask(b, "POST", path, more, body);
    if (status_of(got) != 403 || !strstr(body_of(got), "This form cannot be taken"))
        fail_msg("%s takes a form that is not ours (%s): %s", route, more, got);
}

TEST(no_page_takes_a_form_that_another_site_sent_or_that_was_made_for_another_browser)
{
    OWN(world) w = world_with_password("");
    OWN(browser) b = browser_new(w);
    OWN(browser) other = browser_new(w);
    size_t count, checked = 0;
    const struct http_route *routes = web_pages(&count);
    free(browser_get(b, "/sign-in"));
    free(browser_get(other, "/sign-in"));
    OWN_CHARS good = mem_strf("guard=%s&name=ann&password=open+sesame", b->guard);
    OWN_CHARS bad = mem_strf("guard=%s&name=ann&password=open+sesame", other->guard);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(routes[i].method, "POST") != 0 ||
            strcmp(routes[i].path, "/r/*") == 0 /* by a link of his own */)
            continue;
        check_post(b, routes[i].path, "Sec-Fetch-Site: cross-site\r\n", good);
        check_post(b, routes[i].path, "Sec-Fetch-Site: same-site\r\n", good);
        check_post(b, routes[i].path, "Origin: https://evil.example\r\n", good);
        check_post(b, routes[i].path, "Sec-Fetch-Site: same-origin\r\n", bad);
        check_post(b, routes[i].path, "Sec-Fetch-Site: same-origin\r\n", "name=ann");
        checked++;
    }
    CHECK(checked >= 2);
    OWN_CHARS taken = browser_ask(b, "POST", "/sign-in", "Origin: http://localhost\r\n", good);
    CHECK_INT(status_of(taken), 303);
}

TEST(a_form_of_before_signing_in_is_none_of_the_session)
{
    OWN(world) w = world_with_password("");
    OWN(browser) b = browser_new(w);
    browser_sign_in(b);
    check_post(b, "/sign-out", "Sec-Fetch-Site: same-origin\r\n", b->guard);
    OWN_CHARS body = mem_strf("guard=%s", b->guard);
    check_post(b, "/sign-out", "Sec-Fetch-Site: same-origin\r\n", body);
    CHECK(is_signed_in(b));
}

TEST(a_form_that_is_not_well_formed_is_refused_with_a_sentence)
{
    OWN(text) many = text_new();
    for (int fields = 0; fields < 41; fields++)
        text_add_str(many, "a&");
    const char *const bodies[] = {"a=%", "a=%4", "a=%zz", "a=%00", "a=%ff", text_str(many)};
    OWN(world) w = world_new("");
    for (size_t i = 0; i < LENGTH(bodies); i++) {
        OWN(browser) b = browser_new(w);
        OWN_CHARS got = browser_ask(b, "POST", "/sign-in", "", bodies[i]);
        CHECK_INT(status_of(got), 400);
        CHECK(strstr(body_of(got), "not written as browsers write it"));
    }
}

RUN_TESTS(CASE(a_name_or_an_address_and_the_password_sign_in_until_signing_out),
          CASE(whoever_is_wrong_gets_one_answer_and_may_try_again),
          CASE(who_guesses_is_slowed_down),
          CASE(the_cookie_is_out_of_the_reach_of_scripts_and_of_other_sites),
          CASE(over_https_a_cookie_that_is_not_bound_to_the_host_counts_for_nothing),
          CASE(a_session_ends_thirty_days_after_its_last_use),
          CASE(another_password_signs_out_everywhere),
          CASE(signing_in_leads_on_to_paths_of_ours_alone),
          CASE(what_was_typed_stands_in_the_page_as_text),
          CASE(no_page_takes_a_form_that_another_site_sent_or_that_was_made_for_another_browser),
          CASE(a_form_of_before_signing_in_is_none_of_the_session),
          CASE(a_form_that_is_not_well_formed_is_refused_with_a_sentence))
