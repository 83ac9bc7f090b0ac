/* The transports that need no network: Maildir and sendmail; and how a transport is named. */
#include <fcntl.h>

#include "server.h"

#include <dirent.h>
#include <sys/stat.h>

static struct sending local_sending(const char *scheme, const char *path)
{
    struct sending to = {.url = mem_strf("%s%s", scheme, path)};
    to.config.mail.transport = to.url;
    to.config.mail.timeout_s = 1;
    return to;
}

static size_t count_files(const char *directory, char **last_out)
{
    size_t count = 0;
    DIR *d = opendir(directory);
    CHECK(d);
    for (struct dirent *e; (e = readdir(d));) {
        if (e->d_name[0] == '.')
            continue;
        count++;
        free(*last_out);
        *last_out = mem_strf("%s/%s", directory, e->d_name);
    }
    closedir(d);
    return count;
}

/* The message as files have it: LF at the ends of lines. */
static const char in_a_file[] = "From: Convoke <calendar@example.org>\n"
                                "To: somebody@example.net\n"
                                "Subject: Invitation\n"
                                "Date: Tue, 03 Mar 2026 09:00:00 +0000\n"
                                "Message-ID: <1@example.org>\n"
                                "\n"
                                "A line\n"
                                ".\n"
                                ".a line with a dot\n"
                                "The last\n";

TEST(a_maildir_is_made_and_gets_each_mail_whole_under_a_name_of_its_own)
{
    static const char *const addresses[] = {"one@example.net", "two@example.net",
                                            "three@example.net"};
    char *scratch = scratch_directory();
    OWN_CHARS path = mem_strf("%s/mail", scratch);
    OWN_CHARS fresh = mem_strf("%s/new", path);
    OWN_CHARS unfinished = mem_strf("%s/tmp", path);
    OWN_CHARS last = NULL;
    struct sending to = local_sending("maildir:", path);
    struct error err = {0};
    CHECK_OK(mail_reach(&to.config, &err), &err);
    for (int twice = 0; twice < 2; twice++) {
        send_to(&to, addresses, LENGTH(addresses));
        for (size_t i = 0; i < LENGTH(addresses); i++)
            CHECK_INT(to.results[i].how, DELIVERY_DONE);
    }
    CHECK_INT(count_files(fresh, &last), 6);
    OWN_CHARS kept = file_read(last, 1 << 20, NULL, &err);
    OWN_CHARS delivered = mem_strf("Return-Path: <calendar@example.org>\n%s", in_a_file);
    CHECK_STR(kept, delivered);
    CHECK_INT(count_files(unfinished, &last), 0);
    sending_done(&to);
    remove_directory(scratch);
}

TEST(a_maildir_that_cannot_be_written_means_later)
{
    char *scratch = scratch_directory();
    OWN_CHARS path = mem_strf("%s/mail", scratch);
    struct sending to = local_sending("maildir:", path);
    struct carrier carrier;
    struct error err = {0};
    struct parcel p = {.sender = (char[]){"calendar@example.org"},
                       .recipient = (char[]){"guest@example.net"},
                       .bytes = (char[]){"x\r\n"},
                       .bytes_len = 3};
    struct parcel *each = &p;
    CHECK_OK(mail_carrier(&to.config, &carrier, &err), &err);
    void *worker = carrier.open(carrier.settings, &err);
    OWN_CHARS command = mem_strf("rm -r '%s'", path);
    CHECK_INT(system(command), 0);
    carrier.deliver(worker, &each, 1, to.results);
    CHECK_INT(to.results[0].how, DELIVERY_LATER);
    CHECK_SAYS(to.results[0], "No such file");
    carrier.close(worker);
    sending_done(&to);
    remove_directory(scratch);
}

static char *write_program(const char *directory, const char *body)
{
    char *path = mem_strf("%s/sendmail", directory);
    OWN(text) script = text_new();
    text_addf(script, "#!/bin/sh\ncd '%s'\n%s\n", directory, body);
    CHECK(file_replace(path, text_span(script), 0700, NULL));
    return path;
}

TEST(sendmail_gets_the_message_and_the_envelope_as_arguments)
{
    char *scratch = scratch_directory();
    OWN_CHARS program = write_program(scratch, "echo \"$@\" >arguments; cat >message");
    struct sending to = local_sending("sendmail:", program);
    struct error err = {0};
    CHECK_OK(mail_reach(&to.config, &err), &err);
    send_one(&to, "guest@example.net");
    CHECK_INT(to.results[0].how, DELIVERY_DONE);
    OWN_CHARS arguments_at = mem_strf("%s/arguments", scratch);
    OWN_CHARS message_at = mem_strf("%s/message", scratch);
    OWN_CHARS arguments = file_read(arguments_at, 1000, NULL, NULL);
    OWN_CHARS kept = file_read(message_at, 1000, NULL, NULL);
    CHECK_STR(arguments, "-i -f calendar@example.org -- guest@example.net\n");
    CHECK_STR(kept, in_a_file);
    sending_done(&to);
    remove_directory(scratch);
}

TEST(sendmail_that_fails_says_by_its_exit_code_whether_to_try_again)
{
    static const struct {
        const char *body;
        enum delivery how;
        const char *says;
    } cases[] = {
        {"exit 0", DELIVERY_DONE, "exit 0"},
        {"echo 'no such user' >&2; exit 67", DELIVERY_REFUSED, "exit 67: no such user"},
        {"exit 68", DELIVERY_REFUSED, "exit 68"},
        {"exit 65", DELIVERY_REFUSED, "exit 65"},
        {"echo 'queue full'; exit 75", DELIVERY_LATER, "exit 75: queue full"},
        {"exit 78", DELIVERY_LATER, "exit 78"},
        {"kill -9 $$", DELIVERY_LATER, "signal 9"},
        {"exec sleep 60", DELIVERY_LATER, "did not end in time"},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        char *scratch = scratch_directory();
        OWN_CHARS program = write_program(scratch, cases[i].body);
        struct sending to = local_sending("sendmail:", program);
        send_one(&to, "guest@example.net");
        CHECK_INT(to.results[0].how, cases[i].how);
        CHECK_SAYS(to.results[0], cases[i].says);
        sending_done(&to);
        remove_directory(scratch);
    }
}

TEST(a_sendmail_that_is_not_there_is_told)
{
    struct sending to = local_sending("sendmail:", "/nonexistent/sendmail");
    struct error err = {0};
    send_one(&to, "guest@example.net");
    CHECK_INT(to.results[0].how, DELIVERY_LATER);
    CHECK_SAYS(to.results[0], "/nonexistent/sendmail");
    CHECK(!mail_reach(&to.config, &err));
    CHECK(strstr(err.said, "/nonexistent/sendmail"));
    sending_done(&to);
}

TEST(a_transport_that_is_none_is_refused_with_what_is_allowed)
{
    static const struct {
        const char *url, *says;
    } cases[] = {
        {"", "smtp://host:port"},
        {"http://example.org", "smtp://host:port"},
        {"smtp://", "smtp://host:port"},
        {"smtp://example.org:99999", "smtp://host:port"},
        {"smtp://exa mple.org", "smtp://host:port"},
        {"smtp://anna:secret@example.org", "mail.username"},
        {"maildir:relative", "absolute path"},
        {"sendmail:", "absolute path"},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        struct sending to = local_sending(cases[i].url, "");
        struct carrier carrier;
        struct error err = {0};
        CHECK(!mail_carrier(&to.config, &carrier, &err));
        CHECK_INT(err.kind, FAULT_CONFIG);
        CHECK(!strstr(err.said, "secret"));
        if (!strstr(err.said, cases[i].says))
            fail_msg("%s: \"%s\"", cases[i].url, err.said);
        sending_done(&to);
    }
}

int main(void)
{
    mail_start();
    const struct CMUnitTest tests[] = {
        CASE(a_maildir_is_made_and_gets_each_mail_whole_under_a_name_of_its_own),
        CASE(a_maildir_that_cannot_be_written_means_later),
        CASE(sendmail_gets_the_message_and_the_envelope_as_arguments),
        CASE(sendmail_that_fails_says_by_its_exit_code_whether_to_try_again),
        CASE(a_sendmail_that_is_not_there_is_told),
        CASE(a_transport_that_is_none_is_refused_with_what_is_allowed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
