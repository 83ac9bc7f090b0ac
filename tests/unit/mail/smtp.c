#include <fcntl.h>

#include "server.h"

#include <dlfcn.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>

/* Called by libesmtp between the handshake and its next poll: by the time it goes on, the session
 * tickets have arrived, which is when it used to hang. */
static int wait_after_handshake_ms;
__attribute__((visibility("default"))) long SSL_get_verify_result(const SSL *ssl)
{
    static long (*real)(const SSL *);
    if (!real)
        *(void **)&real = dlsym(RTLD_NEXT, "SSL_get_verify_result");
    usleep((useconds_t)wait_after_handshake_ms * 1000);
    return real(ssl);
}

static int sockets_told_to_send_at_once;
__attribute__((visibility("default"))) int setsockopt(int fd, int level, int option,
                                                      const void *value, socklen_t len)
{
    static int (*real)(int, int, int, const void *, socklen_t);
    if (!real)
        *(void **)&real = dlsym(RTLD_NEXT, "setsockopt");
    sockets_told_to_send_at_once += level == IPPROTO_TCP && option == TCP_NODELAY;
    return real(fd, level, option, value, len);
}

static void check_delivered(struct sending *to, const struct server *s)
{
    send_one(to, "guest@example.net");
    if (to->results[0].how != DELIVERY_DONE)
        fail_msg("%s", to->results[0].answer);
    CHECK_SAYS(to->results[0], "250 2.0.0 Kept as");
    OWN_CHARS kept = server_mail(s, 1);
    CHECK(kept);
    CHECK_STR(strchr(kept, '\n') + 1, message);
    CHECK(span_starts(span_of(kept), "calendar@example.org guest@example.net\n"));
}

static void check_later(struct sending *to, const struct server *s, const char *says)
{
    send_one(to, "guest@example.net");
    CHECK_INT(to->results[0].how, DELIVERY_LATER);
    CHECK_SAYS(to->results[0], says);
    OWN_CHARS kept = server_mail(s, 1);
    CHECK(!kept);
}

TEST(a_mail_goes_byte_for_byte_over_a_plain_session)
{
    struct server s = server_start("none", "good", "", "");
    struct sending to = sending_to("smtp://", "localhost", &s);
    check_delivered(&to, &s);
    sending_done(&to);
    server_stop(&s);
}

TEST(no_mail_waits_for_a_delayed_acknowledgement)
{
    struct server s = server_start("none", "good", "", "");
    struct sending to = sending_to("smtp://", "localhost", &s);
    sockets_told_to_send_at_once = 0;
    check_delivered(&to, &s);
    CHECK(sockets_told_to_send_at_once > 0);
    sending_done(&to);
    server_stop(&s);
}

TEST(a_mail_goes_over_starttls_when_the_server_offers_it)
{
    static const char *const hosts[] = {"localhost", "127.0.0.1"};
    for (size_t i = 0; i < LENGTH(hosts); i++) {
        struct server s = server_start("starttls", "good", "", "");
        struct sending to = sending_to("smtp://", hosts[i], &s);
        check_delivered(&to, &s);
        sending_done(&to);
        server_stop(&s);
    }
}

TEST(session_tickets_that_come_early_hang_no_session)
{
    const char *wanted = getenv("CONVOKE_TEST_SESSIONS");
    int sessions = wanted ? atoi(wanted) : 60, sent = 0;
    struct server s = server_start("starttls", "good", "", "");
    struct sending to = sending_to("smtp://", "localhost", &s);
    wait_after_handshake_ms = 50;
    for (int i = 0; i < sessions; i++) {
        send_one(&to, "guest@example.net");
        sent += to.results[0].how == DELIVERY_DONE;
    }
    wait_after_handshake_ms = 0;
    CHECK_INT(sent, sessions);
    sending_done(&to);
    server_stop(&s);
}

TEST(a_batch_goes_over_one_session_and_each_recipient_has_his_own_answer)
{
    static const char *const addresses[] = {"one@example.net", "refused@example.net",
                                            "later@example.net", "toobig@example.net",
                                            "two@example.net"};
    static const struct {
        enum delivery how;
        const char *says;
    } wanted[] = {{DELIVERY_DONE, "250"},
                  {DELIVERY_REFUSED, "550 5.1.1 No such person here"},
                  {DELIVERY_LATER, "451 4.3.0 Come again later"},
                  {DELIVERY_REFUSED, "554 5.6.0 Not this message"},
                  {DELIVERY_DONE, "250 2.0.0 Kept as 2"}};
    static const char *const schemes[] = {"smtp://", "smtp://", "smtps://"};
    static const char *const modes[] = {"none", "starttls", "implicit"};
    for (size_t m = 0; m < LENGTH(modes); m++) {
        struct server s = server_start(modes[m], "good", "", "");
        struct sending to = sending_to(schemes[m], "localhost", &s);
        send_to(&to, addresses, LENGTH(addresses));
        for (size_t i = 0; i < LENGTH(addresses); i++) {
            if (to.results[i].how != wanted[i].how)
                fail_msg("%s %s: %s", modes[m], addresses[i], to.results[i].answer);
            CHECK_SAYS(to.results[i], wanted[i].says);
        }
        sending_done(&to);
        server_stop(&s);
    }
}

TEST(the_password_is_used_over_tls)
{
    static const char *const schemes[] = {"smtp://", "smtps://"};
    static const char *const modes[] = {"starttls", "implicit"};
    for (size_t m = 0; m < LENGTH(modes); m++) {
        struct server s = server_start(modes[m], "good", "anna:right horse", "");
        struct sending to = sending_to(schemes[m], "localhost", &s);
        to.config.mail.username = (char[]){"anna"};
        to.config.mail.password = (char[]){"right horse"};
        check_delivered(&to, &s);
        sending_done(&to);
        server_stop(&s);
    }
}

TEST(a_refused_password_holds_the_mail_and_is_told_without_the_password)
{
    static const char *const schemes[] = {"smtp://", "smtps://"};
    static const char *const modes[] = {"starttls", "implicit"};
    for (size_t m = 0; m < LENGTH(modes); m++) {
        struct server s = server_start(modes[m], "good", "anna:right horse", "");
        struct sending to = sending_to(schemes[m], "localhost", &s);
        to.config.mail.username = (char[]){"anna"};
        to.config.mail.password = (char[]){"wrong horse"};
        check_later(&to, &s, "535");
        CHECK(!strstr(to.results[0].answer, "horse"));
        sending_done(&to);
        server_stop(&s);
    }
}

TEST(no_password_goes_in_clear_text_to_another_machine)
{
    struct server s = server_start("none", "good", "anna:right horse", "");
    struct sending here = sending_to("smtp://", "127.0.0.1", &s);
    struct sending elsewhere = sending_to("smtp://", "0.0.0.0", &s); /* by its name, that is */
    here.config.mail.username = elsewhere.config.mail.username = (char[]){"anna"};
    here.config.mail.password = elsewhere.config.mail.password = (char[]){"right horse"};
    check_later(&elsewhere, &s, "STARTTLS");
    check_delivered(&here, &s);
    sending_done(&here);
    sending_done(&elsewhere);
    server_stop(&s);
}

TEST(a_certificate_for_another_name_or_from_nobody_we_trust_is_refused)
{
    static const struct {
        const char *scheme, *mode, *certificate, *says;
    } cases[] = {
        {"smtp://", "starttls", "wrong", "ostname mismatch"},
        {"smtp://", "starttls", "untrusted", "unable to get local issuer certificate"},
        {"smtps://", "implicit", "wrong", "no alternative certificate subject name matches"},
        {"smtps://", "implicit", "untrusted", "unable to get local issuer certificate"},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        struct server s = server_start(cases[i].mode, cases[i].certificate, "", "");
        struct sending to = sending_to(cases[i].scheme, "localhost", &s);
        for (int again = 0; again < 5; again++)
            check_later(&to, &s, cases[i].says);
        sending_done(&to);
        server_stop(&s);
    }
}

TEST(a_server_without_starttls_is_refused_when_tls_is_required)
{
    struct server s = server_start("none", "good", "", "");
    struct sending to = sending_to("smtp://", "localhost", &s);
    to.config.mail.require_tls = true;
    check_later(&to, &s, "STARTTLS");
    sending_done(&to);
    server_stop(&s);
}

TEST(clear_text_that_would_be_taken_as_said_inside_tls_ends_the_session)
{
    static const char *const behaviours[] = {"inject", "inject-early"};
    for (size_t i = 0; i < LENGTH(behaviours); i++) {
        struct server s = server_start("none", "good", "", behaviours[i]);
        struct sending to = sending_to("smtp://", "localhost", &s);
        check_later(&to, &s, "somebody may be between");
        sending_done(&to);
        server_stop(&s);
    }
}

TEST(a_server_that_does_not_answer_is_given_up_after_the_timeout)
{
    static const char *const behaviours[] = {"stall", "stall-data"};
    static const int64_t at_most_ms[] = {3000, 12000};
    for (size_t i = 0; i < LENGTH(behaviours); i++) {
        struct server s = server_start("none", "good", "", behaviours[i]);
        struct sending to = sending_to("smtp://", "localhost", &s);
        to.config.mail.timeout_s = 1;
        int64_t before = clock_ticks_ms();
        check_later(&to, &s, "o");
        CHECK(clock_ticks_ms() - before < at_most_ms[i]);
        sending_done(&to);
        server_stop(&s);
    }
}

TEST(a_server_that_dies_in_a_mail_has_the_mails_before_it_and_gets_the_rest_again)
{
    static const char *const addresses[] = {"one@example.net", "two@example.net",
                                            "three@example.net"};
    struct server s = server_start("none", "good", "", "die");
    struct sending to = sending_to("smtp://", "localhost", &s);
    send_to(&to, addresses, LENGTH(addresses));
    CHECK_INT(to.results[0].how, DELIVERY_DONE);
    CHECK_INT(to.results[1].how, DELIVERY_LATER);
    CHECK_INT(to.results[2].how, DELIVERY_LATER);
    sending_done(&to);
    server_stop(&s);
}

TEST(a_server_that_says_no_at_once_refuses_nobody)
{
    struct server s = server_start("none", "good", "", "greet-554");
    struct sending to = sending_to("smtp://", "localhost", &s);
    check_later(&to, &s, "554 5.3.2 No service today");
    sending_done(&to);
    server_stop(&s);
}

TEST(nobody_at_the_port_means_later_at_once)
{
    static const char *const schemes[] = {"smtp://", "smtps://"};
    for (size_t i = 0; i < LENGTH(schemes); i++) {
        struct server s = server_start("none", "good", "", "");
        struct sending to = sending_to(schemes[i], "localhost", &s);
        server_stop(&s);
        send_one(&to, "guest@example.net");
        CHECK_INT(to.results[0].how, DELIVERY_LATER);
        CHECK_SAYS(to.results[0], "onnect");
        sending_done(&to);
    }
}

TEST(addresses_that_would_break_the_envelope_never_reach_the_server)
{
    static const char *const addresses[] = {"a@example.net>\r\nRCPT TO:<b@example.net",
                                            "a@example.net\nDATA", "two words@example.net",
                                            "günther@example.net", "guest@example.net"};
    struct server s = server_start("none", "good", "", "");
    struct sending to = sending_to("smtp://", "localhost", &s);
    send_to(&to, addresses, LENGTH(addresses));
    for (size_t i = 0; i + 1 < LENGTH(addresses); i++)
        CHECK_INT(to.results[i].how, DELIVERY_REFUSED);
    CHECK_INT(to.results[4].how, DELIVERY_DONE);
    OWN_CHARS second = server_mail(&s, 2);
    CHECK(!second);
    sending_done(&to);
    server_stop(&s);
}

TEST(reaching_tells_what_is_wrong_and_sends_nothing)
{
    static const struct {
        const char *scheme, *mode, *certificate, *password, *says; /* says NULL: reached */
    } cases[] = {
        {"smtp://", "none", "good", NULL, NULL},
        {"smtp://", "starttls", "good", "right", NULL},
        {"smtps://", "implicit", "good", "right", NULL},
        {"smtp://", "starttls", "good", "wrong", "535"},
        {"smtp://", "starttls", "wrong", "right", "subject name"},
        {"smtps://", "implicit", "untrusted", "right", "issuer"},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        struct server s = server_start(cases[i].mode, cases[i].certificate,
                                       cases[i].password ? "anna:right" : "", "");
        struct sending to = sending_to(cases[i].scheme, "localhost", &s);
        struct error err = {0};
        OWN_CHARS password = mem_str(cases[i].password);
        to.config.mail.username = password ? (char[]){"anna"} : NULL;
        to.config.mail.password = password;
        CHECK_INT(mail_reach(&to.config, &err), !cases[i].says);
        if (cases[i].says && !strstr(err.said, cases[i].says))
            fail_msg("\"%s\" does not say \"%s\"", err.said, cases[i].says);
        sending_done(&to);
        server_stop(&s);
    }
}

int main(void)
{
    mail_start();
    const struct CMUnitTest tests[] = {
        CASE(a_mail_goes_byte_for_byte_over_a_plain_session),
        CASE(no_mail_waits_for_a_delayed_acknowledgement),
        CASE(a_mail_goes_over_starttls_when_the_server_offers_it),
        CASE(session_tickets_that_come_early_hang_no_session),
        CASE(a_batch_goes_over_one_session_and_each_recipient_has_his_own_answer),
        CASE(the_password_is_used_over_tls),
        CASE(a_refused_password_holds_the_mail_and_is_told_without_the_password),
        CASE(no_password_goes_in_clear_text_to_another_machine),
        CASE(a_certificate_for_another_name_or_from_nobody_we_trust_is_refused),
        CASE(a_server_without_starttls_is_refused_when_tls_is_required),
        CASE(clear_text_that_would_be_taken_as_said_inside_tls_ends_the_session),
        CASE(a_server_that_does_not_answer_is_given_up_after_the_timeout),
        CASE(a_server_that_dies_in_a_mail_has_the_mails_before_it_and_gets_the_rest_again),
        CASE(a_server_that_says_no_at_once_refuses_nobody),
        CASE(nobody_at_the_port_means_later_at_once),
        CASE(addresses_that_would_break_the_envelope_never_reach_the_server),
        CASE(reaching_tells_what_is_wrong_and_sends_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
