/* Directories and what goes wrong with files, for what stands beside a store as well. */
#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

bool path_fail(const char *path, const char *what, struct error *err)
{
    enum fault kind = errno == EACCES || errno == EPERM || errno == EROFS ? FAULT_PERMISSION
                      : errno == ENOENT                                   ? FAULT_NOT_FOUND
                                                                          : FAULT_IO;
    return fail(err, kind, NULL, "%s cannot be %s: %s.", path, what, strerror(errno));
}

bool path_make_directories(const char *path, struct error *err)
{
    OWN_CHARS dir = mem_str(path);
    for (char *slash = strchr(dir + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(dir, 0700) != 0 && errno != EEXIST)
            return path_fail(dir, "made", err);
        *slash = '/';
    }
    return true;
}

bool path_sync_directory(const char *path, struct error *err)
{
    const char *slash = strrchr(path, '/');
    OWN_CHARS dir = slash ? mem_strf("%.*s/", (int)(slash - path), path) : mem_str(".");
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return path_fail(dir, "opened", err);
    bool ok = fsync(fd) == 0 || path_fail(dir, "synced", err);
    close(fd);
    return ok;
}
