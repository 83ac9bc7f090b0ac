#include "convoke/base.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static void fd_drop(int *fd)
{
    if (*fd >= 0)
        close(*fd);
}
#define OWN_FD __attribute__((cleanup(fd_drop))) int

static bool fail_errno(struct error *err, const char *doing, const char *path)
{
    enum fault kind = errno == ENOENT                     ? FAULT_NOT_FOUND
                      : errno == EACCES || errno == EPERM ? FAULT_PERMISSION
                                                          : FAULT_IO;
    return fail(err, kind, NULL, "Cannot %s %s: %s.", doing, path, strerror(errno));
}

static bool read_to_end(int fd, const char *path, size_t most_bytes, struct text *into,
                        struct error *err)
{
    char part[65536];
    ssize_t got;
    while ((got = read(fd, part, sizeof part)) != 0) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return fail_errno(err, "read", path);
        if (text_len(into) + (size_t)got > most_bytes)
            return fail(err, FAULT_TOO_LARGE, NULL, "%s has more than %zu bytes.", path,
                        most_bytes);
        text_add(into, span_make(part, (size_t)got));
    }
    return true;
}

char *file_read(const char *path, size_t most_bytes, size_t *len_out, struct error *err)
{
    OWN_FD fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return fail_errno(err, "open", path), NULL;
    OWN(text) content = text_new();
    TRY(read_to_end(fd, path, most_bytes, content, err));
    if (len_out)
        *len_out = text_len(content);
    return text_take(content);
}

static bool write_all(int fd, struct span content)
{
    while (content.len) {
        ssize_t put = write(fd, content.at, content.len);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return false;
        content = span_make(content.at + put, content.len - (size_t)put);
    }
    return true;
}

/* The name of the file is on disk when the directory is. */
static bool sync_directory_of(const char *path)
{
    OWN_CHARS copy = mem_str(path);
    OWN_FD dir = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return dir >= 0 && fsync(dir) == 0;
}

bool file_replace(const char *path, struct span content, unsigned mode, struct error *err)
{
    OWN_CHARS beside = mem_strf("%s.XXXXXX", path);
    OWN_FD fd = mkostemp(beside, O_CLOEXEC);
    if (fd < 0)
        return fail_errno(err, "write", path);
    if (fchmod(fd, mode) == 0 && write_all(fd, content) && fsync(fd) == 0 &&
        rename(beside, path) == 0 && sync_directory_of(path))
        return true;
    int why = errno;
    unlink(beside);
    errno = why;
    return fail_errno(err, "write", path);
}
