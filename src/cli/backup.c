#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "internal.h"

/* Root's files are not the store's owner's: what root backs up is handed to it, and what it
 * restores is laid beside the store, by way of a file that the owner may read. */

static bool io_fault(struct error *err, const char *path, const char *what)
{
    return fail(err, errno == EACCES || errno == EPERM ? FAULT_PERMISSION : FAULT_IO, NULL,
                "%s cannot be %s: %s.", path, what, strerror(errno));
}

static bool copy_bytes(int from, int to)
{
    char part[65536];
    ssize_t got;
    while ((got = read(from, part, sizeof part)) > 0)
        for (ssize_t put, done = 0; done < got; done += put)
            if ((put = write(to, part + done, (size_t)(got - done))) < 0)
                return false;
    return got == 0 && fsync(to) == 0;
}

/* A private copy; owner: whose it is to be, NULL: ours. */
static bool copy_file(const char *from, const char *to, const struct stat *owner, struct error *err)
{
    int in = open(from, O_RDONLY | O_CLOEXEC);
    if (in < 0)
        return fail(err, errno == ENOENT ? FAULT_NOT_FOUND : FAULT_PERMISSION, NULL,
                    "%s cannot be read: %s.", from, strerror(errno));
    unlink(to);
    int out = open(to, O_CREAT | O_EXCL | O_NOFOLLOW | O_WRONLY | O_CLOEXEC, 0600);
    bool ok = out >= 0 && copy_bytes(in, out) &&
              (!owner || fchown(out, owner->st_uid, owner->st_gid) == 0);
    if (!ok)
        io_fault(err, to, "written");
    close(in);
    if (out >= 0)
        close(out);
    return ok;
}

static const char *path_of(const struct program *p)
{
    return p->config->store.url + strlen("sqlite:");
}

/* --- backup ----------------------------------------------------------------------------------- */

static bool back_up(struct program *p, const char *to, struct error *err)
{
    return program_open_store(p, false, err) && store_backup(p->store, to, err);
}

/* The owner makes the copy in a process of its own, so that this one can go on as root. */
static bool back_up_as_owner(struct program *p, const char *to, struct error *err)
{
    struct error why = {0};
    int said[2];
    if (pipe2(said, O_CLOEXEC) != 0)
        return io_fault(err, to, "written");
    pid_t child = fork();
    if (child < 0)
        return io_fault(err, to, "written");
    if (child == 0) {
        bool ok = back_up(p, to, &why);
        _exit(!ok && write(said[1], &why, sizeof why) == sizeof why ? 1 : !ok);
    }
    close(said[1]);
    bool told = read(said[0], &why, sizeof why) == sizeof why;
    close(said[0]);
    int status = 0;
    waitpid(child, &status, 0);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return true;
    return fail(err, told ? why.kind : FAULT_IO, NULL, "%s",
                told ? why.said : "The copy could not be made.");
}

static bool back_up_for_root(struct program *p, const char *to, struct error *err)
{
    OWN_CHARS beside = mem_strf("%s.backup-%ld", path_of(p), (long)getpid());
    OWN_CHARS part = mem_strf("%s.part", to);
    bool ok = back_up_as_owner(p, beside, err) && copy_file(beside, part, NULL, err);
    if (ok && rename(part, to) != 0)
        ok = io_fault(err, to, "written");
    unlink(beside);
    if (!ok)
        unlink(part);
    return ok;
}

static bool run_backup(struct program *p, const struct arguments *a, struct error *err)
{
    const char *to = operand(a, 0);
    TRY(geteuid() == 0 ? back_up_for_root(p, to, err) : back_up(p, to, err));
    if (isatty(STDOUT_FILENO))
        printf("%s holds a copy of %s.\n", to, path_of(p));
    return true;
}

const struct command command_backup = {
    .noun = "backup",
    .operands = "FILE",
    .least = 1,
    .most = 1,
    .summary = "writes a consistent copy of the store, which may be in use",
    .more =
        "What lies beside the store belongs into the backup too, and is not in the copy: its key "
        "(<store>.key), without which personal links end, and the keys of tokens (<store>.keys/), "
        "where there are any.",
    .need = NEED_CONFIG,
    .run = run_backup,
};

/* --- restore ---------------------------------------------------------------------------------- */

/* The directory that the store stands in decides whose it is; it may have to be made. */
static bool owner_of_store(const char *path, struct stat *owner_out)
{
    OWN_CHARS at = mem_str(path);
    char *slash = strrchr(at, '/');
    *slash = 0;
    return stat(path, owner_out) == 0 || stat(slash == at ? "/" : at, owner_out) == 0;
}

static bool restore_for_root(const char *url, const char *path, const char *backup,
                             struct error *err)
{
    struct stat owner;
    if (!owner_of_store(path, &owner) || owner.st_uid == 0)
        return store_restore(url, backup, err);
    OWN_CHARS beside = mem_strf("%s.from-%ld", path, (long)getpid());
    bool ok = copy_file(backup, beside, &owner, err) && store_become_owner(url, err) &&
              store_restore(url, beside, err);
    unlink(beside);
    return ok;
}

static bool run_restore(struct program *p, const struct arguments *a, struct error *err)
{
    const char *url = p->config->store.url, *path = path_of(p), *backup = operand(a, 0);
    if (access(path, F_OK) == 0 && !argument_given(a, "replace"))
        return fail(err, FAULT_CONFLICT, NULL,
                    "There is a store in %s already; --replace puts the backup in its place.",
                    path);
    TRY(geteuid() == 0 ? restore_for_root(url, path, backup, err)
                       : store_restore(url, backup, err));
    printf("%s is restored. Its outbox is held: look at \"convoke outbox list\", then "
           "\"convoke outbox release\".\n",
           path);
    return true;
}

static const struct flag restore_flags[] = {
    {"replace", NULL, "in place of the store that is there", false, false},
};
const struct command command_restore = {
    .noun = "restore",
    .operands = "FILE",
    .least = 1,
    .most = 1,
    .summary = "puts a backup in place of the store; its outbox is held until it is released",
    .more = "The service must not be running.",
    FLAGS(restore_flags),
    .need = NEED_CONFIG,
    .run = run_restore,
};
