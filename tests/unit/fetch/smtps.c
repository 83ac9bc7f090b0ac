#include "convoke/fetch.h"

#include "test.h"

static struct smtps_settings settings(const char *url)
{
    return (struct smtps_settings){
        .url = url, .username = "anna", .password = "right horse", .timeout_s = 2};
}

static bool send_with(const struct smtps_settings *s, const char *from, const char *to,
                      struct error *err)
{
    char answer[200];
    OWN(smtps) session = smtps_new(s, err);
    TRY(session);
    return smtps_send(session, from, to, SPAN("Subject: x\r\n\r\nx\r\n"), answer, err);
}

TEST(only_smtps_urls_are_taken_for_sending)
{
    static const char *const urls[] = {"smtp://mail.example.org", "https://mail.example.org",
                                       "file:///etc/passwd", ""};
    for (size_t i = 0; i < LENGTH(urls); i++) {
        struct error err = {0};
        struct smtps_settings s = settings(urls[i]);
        OWN(smtps) session = smtps_new(&s, &err);
        CHECK(!session);
        CHECK_INT(err.kind, FAULT_CONFIG);
    }
}

TEST(an_address_with_a_line_end_or_blank_never_leaves)
{
    static const char *const bad[] = {"a@example.net\r\nRCPT TO:<b@example.net>", "a b@example.net",
                                      "a@example.net>", "\x7f@example.net"};
    struct smtps_settings s = settings("smtps://127.0.0.1:9");
    for (size_t i = 0; i < LENGTH(bad); i++) {
        struct error err = {0};
        CHECK(!send_with(&s, "calendar@example.org", bad[i], &err));
        CHECK_INT(err.kind, FAULT_REFUSED);
        CHECK(!send_with(&s, bad[i], "guest@example.net", &err));
        CHECK_INT(err.kind, FAULT_REFUSED);
    }
}

TEST(nobody_listening_is_a_fault_of_the_connection_that_passes_and_tells_no_password)
{
    struct smtps_settings s = settings("smtps://127.0.0.1:9");
    struct error err = {0};
    CHECK(!send_with(&s, "calendar@example.org", "guest@example.net", &err));
    CHECK_INT(err.kind, FAULT_UNAVAILABLE);
    CHECK_STR(err.rule, "connection");
    CHECK(!strstr(err.said, "horse"));
    struct error reach_err = {0};
    CHECK(!smtps_reach(&s, &reach_err));
    CHECK_INT(reach_err.kind, FAULT_UNAVAILABLE);
}

int main(void)
{
    fetch_start();
    const struct CMUnitTest tests[] = {
        CASE(only_smtps_urls_are_taken_for_sending),
        CASE(an_address_with_a_line_end_or_blank_never_leaves),
        CASE(nobody_listening_is_a_fault_of_the_connection_that_passes_and_tells_no_password),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
