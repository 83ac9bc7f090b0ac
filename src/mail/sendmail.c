#include "internal.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

/* The program is given the message as a file and says what it has to say into another, so that
 * neither side can wait for the other. */
struct sendmail {
    char *path;
    int64_t timeout_s;
};
struct sent {
    int status; /* as of waitpid */
    bool timed_out;
    char said[160];
};

void *sendmail_open(const void *settings, struct error *err)
{
    const struct config *c = settings;
    struct transport t;
    TRY(transport_read(c->mail.transport, &t, err));
    struct sendmail *s = mem_new(sizeof *s);
    s->path = GIVE(t.path);
    s->timeout_s = c->mail.timeout_s;
    transport_clear(&t);
    return s;
}

void sendmail_close(void *state)
{
    struct sendmail *s = state;
    free(s->path);
    free(s);
}

static int file_of(struct span content)
{
    int fd = memfd_create("mail", MFD_CLOEXEC);
    while (fd >= 0 && content.len) {
        ssize_t put = write(fd, content.at, content.len);
        if (put < 0) {
            close(fd);
            return -1;
        }
        content = span_make(content.at + put, content.len - (size_t)put);
    }
    if (fd >= 0)
        lseek(fd, 0, SEEK_SET);
    return fd;
}

static int spawn(const char *path, char *const argv[], int in, int said, pid_t *pid_out)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t defaults, none;
    sigemptyset(&none);
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGPIPE);
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, in, 0);
    posix_spawn_file_actions_adddup2(&files, said, 1);
    posix_spawn_file_actions_adddup2(&files, said, 2);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setsigmask(&attributes, &none);
    int failed = posix_spawn(pid_out, path, &files, &attributes, argv, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    return failed;
}

static void wait_for(pid_t pid, int64_t timeout_s, struct sent *sent)
{
    int watch = pidfd_open(pid, 0);
    struct pollfd ended = {.fd = watch, .events = POLLIN};
    int64_t until = clock_ticks_ms() + timeout_s * 1000, left;
    while ((left = until - clock_ticks_ms()) > 0 && poll(&ended, 1, (int)left) < 0)
        if (errno != EINTR)
            break;
    if (left <= 0 || !(ended.revents & POLLIN)) {
        sent->timed_out = true;
        kill(pid, SIGKILL);
    }
    while (waitpid(pid, &sent->status, 0) < 0 && errno == EINTR)
        continue;
    close(watch);
}

static void read_said(int fd, struct sent *sent)
{
    ssize_t got = pread(fd, sent->said, sizeof sent->said - 1, 0);
    sent->said[got > 0 ? got : 0] = 0;
}

static bool run(const struct sendmail *s, const struct parcel *p, struct sent *sent)
{
    OWN(text) message = text_new();
    text_add_unix_lines(message, span_make(p->bytes, p->bytes_len));
    int in = file_of(text_span(message)), said = memfd_create("said", MFD_CLOEXEC);
    char *argv[] = {
        s->path, (char[]){"-i"}, (char[]){"-f"}, p->sender, (char[]){"--"}, p->recipient, NULL};
    pid_t pid = -1;
    int failed = in < 0 || said < 0 ? errno : spawn(s->path, argv, in, said, &pid);
    if (!failed) {
        wait_for(pid, s->timeout_s > 0 ? s->timeout_s * 4 : 120, sent);
        read_said(said, sent);
    }
    if (in >= 0)
        close(in);
    if (said >= 0)
        close(said);
    errno = failed;
    return !failed;
}

/* Only what concerns the message or its recipient is final; the rest is the machine's. */
static enum delivery meaning_of(int code)
{
    switch (code) {
    case EX_OK:
        return DELIVERY_DONE;
    case EX_DATAERR:
    case EX_NOUSER:
    case EX_NOHOST:
        return DELIVERY_REFUSED;
    default:
        return DELIVERY_LATER;
    }
}

static void report(const struct sendmail *s, const struct sent *sent, struct delivery_result *r)
{
    if (sent->timed_out)
        delivery_say(r, DELIVERY_LATER, "%s did not end in time.", s->path);
    else if (!WIFEXITED(sent->status))
        delivery_say(r, DELIVERY_LATER, "%s ended by signal %d.", s->path, WTERMSIG(sent->status));
    else if (sent->said[0])
        delivery_say(r, meaning_of(WEXITSTATUS(sent->status)), "exit %d: %s",
                     WEXITSTATUS(sent->status), sent->said);
    else
        delivery_say(r, meaning_of(WEXITSTATUS(sent->status)), "exit %d",
                     WEXITSTATUS(sent->status));
}

void sendmail_deliver(void *state, struct parcel *const *parcels, size_t count,
                      struct delivery_result *results_out)
{
    const struct sendmail *s = state;
    for (size_t i = 0; i < count; i++) {
        struct delivery_result *r = &results_out[i];
        struct sent sent = {0};
        if (!delivery_can_go(parcels[i], r))
            continue;
        if (run(s, parcels[i], &sent))
            report(s, &sent, r);
        else
            delivery_say(r, DELIVERY_LATER, "Cannot run %s: %s.", s->path, strerror(errno));
    }
}

bool sendmail_reach(const struct config *c, const struct transport *t, struct error *err)
{
    (void)c;
    if (access(t->path, X_OK) == 0)
        return true;
    return fail(err, errno == EACCES ? FAULT_PERMISSION : FAULT_CONFIG, NULL,
                "mail.transport names %s, which cannot be run: %s.", t->path, strerror(errno));
}
