/* A command started as root becomes the store's owner first, so that no file of the store is ever
 * root's. */
#include "internal.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

/* Of the file, or of the nearest directory above it that is there. */
static bool find_owner(const char *path, struct stat *owner_out)
{
    OWN_CHARS at = mem_str(path);
    while (stat(at, owner_out) != 0) {
        char *slash = strrchr(at, '/');
        if (errno != ENOENT || !slash || slash == at)
            return false;
        *slash = '\0';
    }
    return true;
}

static bool take_groups(uid_t uid, gid_t file_group)
{
    struct passwd *user = getpwuid(uid); /* before there are threads */
    if (user)
        return initgroups(user->pw_name, user->pw_gid) == 0 && setgid(user->pw_gid) == 0;
    return setgroups(0, NULL) == 0 && setgid(file_group) == 0;
}

bool store_become_owner(const char *url, struct error *err)
{
    const char *path = url ? strchr(url, ':') : NULL;
    struct stat owner;
    if (geteuid() != 0 || !path || path[1] != '/')
        return true; /* what is wrong with the URL is said when it is opened */
    if (!find_owner(path + 1, &owner) || owner.st_uid == 0)
        return true;
    if (take_groups(owner.st_uid, owner.st_gid) && setuid(owner.st_uid) == 0)
        return true;
    return fail(err, FAULT_PERMISSION, NULL, "This command cannot become the owner of %s: %s.",
                path + 1, strerror(errno));
}
