#include "convoke/mail.h"

#include "test.h"

TEST(an_address_that_a_server_takes_is_fine)
{
    static const char *const good[] = {"a@b",
                                       "anna.b+tag@example.org",
                                       "o'neil@example.org",
                                       "x=y_z@sub.example.org",
                                       "günther@müller.example",
                                       "{odd}@example.org"};
    for (size_t i = 0; i < LENGTH(good); i++)
        if (!mail_address_ok(good[i]))
            fail_msg("%s is refused", good[i]);
}

TEST(an_address_that_could_break_out_is_none)
{
    static const char *const bad[] = {
        "",
        "a",
        "@b",
        "a@",
        "a@b@c",
        "a b@c",
        "a@b c",
        "a@b\r\nDATA",
        "a\n@b",
        "a@b>",
        "<a@b>",
        "a,b@c",
        "\"a\"@b",
        "a@b:25",
        "a..b@c",
        ".a@b",
        "a@b.",
        "a@.b",
        "a@b\x7f",
        "a\xff@b",
        "a@b/c",
        "a(x)@b",
        "a@[1.2.3.4]",
        "12345678901234567890123456789012345678901234567890123456789012345@b",
    };
    for (size_t i = 0; i < LENGTH(bad); i++)
        if (mail_address_ok(bad[i]))
            fail_msg("%s is taken", bad[i]);
}

TEST(a_mailbox_comes_apart_into_name_and_address)
{
    static const struct {
        const char *mailbox, *name, *address;
    } cases[] = {
        {"Convoke <calendar@example.org>", "Convoke", "calendar@example.org"},
        {"calendar@example.org", NULL, "calendar@example.org"},
        {"\"Doe, Jane\" <jane@example.org>", "Doe, Jane", "jane@example.org"},
        {"=?utf-8?q?G=C3=BCnther?= <g@example.org>", "Günther", "g@example.org"},
        {"Günther <g@example.org>", "Günther", "g@example.org"},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        OWN_CHARS name = NULL;
        OWN_CHARS address = NULL;
        CHECK(mail_mailbox(cases[i].mailbox, &name, &address));
        CHECK_STR(address, cases[i].address);
        CHECK_STR(name ? name : "-", cases[i].name ? cases[i].name : "-");
    }
}

TEST(what_is_no_single_mailbox_is_refused)
{
    static const char *const bad[] = {"", "nobody", "a@b, c@d", "Team: a@b;", "Name <>"};
    for (size_t i = 0; i < LENGTH(bad); i++) {
        OWN_CHARS name = NULL;
        OWN_CHARS address = NULL;
        if (mail_mailbox(bad[i], &name, &address))
            fail_msg("%s is taken", bad[i]);
    }
    OWN_CHARS name = NULL;
    OWN_CHARS address = NULL;
    CHECK(!mail_mailbox(NULL, &name, &address));
}

int main(void)
{
    mail_start();
    const struct CMUnitTest tests[] = {
        CASE(an_address_that_a_server_takes_is_fine),
        CASE(an_address_that_could_break_out_is_none),
        CASE(a_mailbox_comes_apart_into_name_and_address),
        CASE(what_is_no_single_mailbox_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
