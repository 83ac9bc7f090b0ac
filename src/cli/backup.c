#include <unistd.h>

#include "internal.h"

static bool run_backup(struct program *p, const struct arguments *a, struct error *err)
{
    TRY(store_backup(p->store, operand(a, 0), err));
    if (isatty(STDOUT_FILENO))
        printf("%s holds a copy of %s.\n", operand(a, 0), store_path(p->store));
    return true;
}

const struct command command_backup = {
    .noun = "backup",
    .operands = "FILE",
    .least = 1,
    .most = 1,
    .summary = "writes a consistent copy of the store, which may be in use",
    .more =
        "The key beside the store (<store>.key) belongs into the backup too; without it personal "
        "links end.",
    .need = NEED_STORE,
    .run = run_backup,
};

static bool run_restore(struct program *p, const struct arguments *a, struct error *err)
{
    const char *url = p->config->store.url, *path = url + strlen("sqlite:");
    if (access(path, F_OK) == 0 && !argument_given(a, "replace"))
        return fail(err, FAULT_CONFLICT, NULL,
                    "There is a store in %s already; --replace puts the backup in its place.",
                    path);
    TRY(store_become_owner(url, err));
    TRY(store_restore(url, operand(a, 0), err));
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
