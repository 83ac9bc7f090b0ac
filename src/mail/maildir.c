#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* A Maildir: what is in new/ is whole and on disk. */
struct maildir {
    char *path;
    char host[65];
    int64_t count;
};

static bool make_directory(const char *path, const char *part, struct error *err)
{
    OWN_CHARS full = mem_strf("%s%s", path, part);
    if (mkdir(full, 0700) == 0 || errno == EEXIST)
        return true;
    return fail(err, errno == EACCES ? FAULT_PERMISSION : FAULT_IO, NULL,
                "Cannot make the Maildir %s: %s.", full, strerror(errno));
}

static bool make_maildir(const char *path, struct error *err)
{
    return make_directory(path, "", err) && make_directory(path, "/tmp", err) &&
           make_directory(path, "/new", err) && make_directory(path, "/cur", err);
}

void *maildir_open(const void *settings, struct error *err)
{
    const struct config *c = settings;
    struct transport t;
    TRY(transport_read(c->mail.transport, &t, err));
    if (!make_maildir(t.path, err)) {
        transport_clear(&t);
        return NULL;
    }
    struct maildir *m = mem_new(sizeof *m);
    m->path = GIVE(t.path);
    transport_clear(&t);
    gethostname(m->host, sizeof m->host - 1);
    for (char *at = m->host; *at; at++)
        if (*at == '/' || *at == ':')
            *at = '_';
    return m;
}

void maildir_close(void *state)
{
    struct maildir *m = state;
    free(m->path);
    free(m);
}

/* Nobody else's, ever: time, process, count and chance. */
static char *unique_name(struct maildir *m)
{
    unsigned char chance[8];
    random_bytes(chance, sizeof chance);
    OWN(text) hex = text_new();
    text_add_hex(hex, chance, sizeof chance);
    return mem_strf("%lld.P%dQ%lldR%s.%s", (long long)clock_now(), (int)getpid(),
                    (long long)++m->count, text_str(hex), m->host);
}

static bool write_and_sync(int fd, struct span content)
{
    while (content.len) {
        ssize_t put = write(fd, content.at, content.len);
        if (put < 0 && errno != EINTR)
            return false;
        if (put > 0)
            content = span_make(content.at + put, content.len - (size_t)put);
    }
    return fsync(fd) == 0;
}

static bool put_file(const char *path, struct span content)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return false;
    bool ok = write_and_sync(fd, content);
    int kept = errno;
    close(fd);
    errno = kept;
    return ok;
}

static bool put_message(struct maildir *m, const struct parcel *p)
{
    OWN_CHARS name = unique_name(m);
    OWN_CHARS there = mem_strf("%s/tmp/%s", m->path, name);
    OWN_CHARS here = mem_strf("%s/new/%s", m->path, name);
    OWN(text) message = text_new();
    text_addf(message, "Return-Path: <%s>\n", p->sender); /* RFC 5321, 4.4 */
    text_add_unix_lines(message, span_make(p->bytes, p->bytes_len));
    if (put_file(there, text_span(message)) && rename(there, here) == 0)
        return true;
    int kept = errno;
    unlink(there);
    errno = kept;
    return false;
}

/* The names are on disk when the directory is: once for the whole batch. */
static bool sync_new(struct maildir *m)
{
    OWN_CHARS path = mem_strf("%s/new", m->path);
    int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool ok = dir >= 0 && fsync(dir) == 0;
    int kept = errno;
    if (dir >= 0)
        close(dir);
    errno = kept;
    return ok;
}

void maildir_deliver(void *state, struct parcel *const *parcels, size_t count,
                     struct delivery_result *results_out)
{
    struct maildir *m = state;
    for (size_t i = 0; i < count; i++) {
        struct delivery_result *r = &results_out[i];
        if (!delivery_can_go(parcels[i], r))
            continue;
        if (put_message(m, parcels[i]))
            delivery_say(r, DELIVERY_DONE, "Put into the Maildir %s.", m->path);
        else
            delivery_say(r, DELIVERY_LATER, "Cannot write to the Maildir: %s.", strerror(errno));
    }
    if (sync_new(m))
        return;
    for (size_t i = 0; i < count; i++)
        if (results_out[i].how == DELIVERY_DONE)
            delivery_say(&results_out[i], DELIVERY_LATER, "Cannot sync the Maildir: %s.",
                         strerror(errno));
}

bool maildir_reach(const struct config *c, const struct transport *t, struct error *err)
{
    (void)c;
    TRY(make_maildir(t->path, err));
    OWN_CHARS part = mem_strf("%s/new", t->path);
    if (access(part, W_OK | X_OK) != 0)
        return fail(err, FAULT_PERMISSION, NULL, "Cannot write to the Maildir %s: %s.", t->path,
                    strerror(errno));
    return true;
}
