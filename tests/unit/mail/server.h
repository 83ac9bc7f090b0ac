/* Starts the SMTP servers of the transport tests and hands mails to a carrier. */
#ifndef TESTS_MAIL_SERVER_H
#define TESTS_MAIL_SERVER_H

#include "convoke/mail.h"

#include "test.h"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#define MOST_MAILS 8

/* A server beside this test, in a directory of its own; ended by server_stop. */
struct server {
    char *directory;
    int port, alive; /* alive: closing it ends the server */
    pid_t pid;
};

static inline char *scratch_directory(void)
{
    char *path = mem_str("/tmp/convoke-mail-XXXXXX");
    CHECK(mkdtemp(path));
    return path;
}

static inline void remove_directory(char *path)
{
    OWN_CHARS command = mem_strf("rm -r '%s'", path);
    CHECK_INT(system(command), 0);
    free(path);
}

static char *certificate_directory;

static inline void remove_certificates(void)
{
    remove_directory(certificate_directory);
    certificate_directory = NULL;
}

/* Made once for the whole program, and gone with it. */
static inline const char *certificates(void)
{
    if (certificate_directory)
        return certificate_directory;
    char *directory = certificate_directory = scratch_directory();
    atexit(remove_certificates);
    OWN_CHARS command = mem_strf(MAIL_TESTS "/certificates %s", directory);
    CHECK_INT(system(command), 0);
    return directory;
}

static inline void spawn_server(struct server *s, char *const argv[])
{
    int in[2], out[2];
    CHECK(pipe2(in, O_CLOEXEC) == 0 && pipe2(out, O_CLOEXEC) == 0);
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, in[0], 0);
    posix_spawn_file_actions_adddup2(&files, out[1], 1);
    CHECK_INT(posix_spawn(&s->pid, argv[0], &files, NULL, argv, environ), 0);
    posix_spawn_file_actions_destroy(&files);
    close(in[0]);
    close(out[1]);
    s->alive = in[1];
    char said[32] = "";
    CHECK(read(out[0], said, sizeof said - 1) > 0 && strchr(said, '\n'));
    s->port = (int)strtol(said, NULL, 10);
    close(out[0]);
}

/* tls: "none", "starttls", "implicit"; certificate: of certificates(); behave: "" for aiosmtpd. */
static inline struct server server_start(const char *tls, const char *certificate, const char *auth,
                                         const char *behave)
{
    struct server s = {.directory = scratch_directory()};
    OWN_CHARS script = mem_str(MAIL_TESTS "/smtp-server");
    OWN_CHARS cert = mem_strf("%s/%s.pem", certificates(), certificate);
    OWN_CHARS key = mem_strf("%s/%s.key", certificates(), certificate);
    OWN_CHARS mode = mem_strf("--tls=%s", tls);
    OWN_CHARS cert_at = mem_strf("--cert=%s", cert);
    OWN_CHARS key_at = mem_strf("--key=%s", key);
    OWN_CHARS behaves = mem_strf("--behave=%s", behave);
    OWN_CHARS auth_is = mem_strf("--auth=%s", auth);
    char *argv[] = {script, s.directory, mode, cert_at, key_at, behaves, auth_is, NULL};
    spawn_server(&s, argv);
    return s;
}

static inline void server_stop(struct server *s)
{
    close(s->alive);
    waitpid(s->pid, NULL, 0);
    remove_directory(s->directory);
}

/* What the server kept as its n-th mail, after the line with the envelope. Yours: free(). */
static inline char *server_mail(const struct server *s, int n)
{
    OWN_CHARS path = mem_strf("%s/%d.eml", s->directory, n);
    return file_read(path, 1 << 20, NULL, NULL);
}

/* --- sending -------------------------------------------------------------------------------- */

struct sending {
    struct config config;
    char *url, *ca_file;
    struct delivery_result results[MOST_MAILS];
};

static inline struct sending sending_to(const char *scheme, const char *host,
                                        const struct server *s)
{
    struct sending to = {.url = mem_strf("%s%s:%d", scheme, host, s->port),
                         .ca_file = mem_strf("%s/ca.pem", certificates())};
    to.config.mail.transport = to.url;
    to.config.mail.ca_file = to.ca_file;
    to.config.mail.timeout_s = 5;
    return to;
}

static inline void sending_done(struct sending *s)
{
    free(s->url);
    free(s->ca_file);
}

static const char message[] = "From: Convoke <calendar@example.org>\r\n"
                              "To: somebody@example.net\r\n"
                              "Subject: Invitation\r\n"
                              "Date: Tue, 03 Mar 2026 09:00:00 +0000\r\n"
                              "Message-ID: <1@example.org>\r\n"
                              "\r\n"
                              "A line\r\n"
                              ".\r\n"
                              ".a line with a dot\r\n"
                              "The last\r\n";

/* A mail to each address, in one batch; the results are in s->results. */
static inline void send_to(struct sending *s, const char *const *addresses, size_t count)
{
    struct error err = {0};
    struct carrier carrier;
    struct parcel parcels[MOST_MAILS] = {0}, *each[MOST_MAILS];
    CHECK_OK(mail_carrier(&s->config, &carrier, &err), &err);
    for (size_t i = 0; i < count; i++) {
        each[i] = &parcels[i];
        parcels[i].sender = mem_str("calendar@example.org");
        parcels[i].recipient = mem_str(addresses[i]);
        parcels[i].bytes = mem_str(message);
        parcels[i].bytes_len = strlen(message);
    }
    void *state = carrier.open(carrier.settings, &err);
    CHECK_OK(state, &err);
    carrier.deliver(state, each, count, s->results);
    carrier.close(state);
    for (size_t i = 0; i < count; i++) {
        free(parcels[i].sender);
        free(parcels[i].recipient);
        free(parcels[i].bytes);
    }
}

static inline void send_one(struct sending *s, const char *address)
{
    send_to(s, &address, 1);
}

#define CHECK_SAYS(result, part)                                           \
    do {                                                                   \
        if (!strstr((result).answer, part))                                \
            fail_msg("\"%s\" does not say \"%s\"", (result).answer, part); \
    } while (0)

#endif
