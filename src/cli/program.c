#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "internal.h"

/* Whether standard error is the journal: systemd says which stream it gave. systemd.exec(5) */
static bool stderr_is_journal(void)
{
    struct stat s;
    const char *stream = getenv("JOURNAL_STREAM");
    if (!stream || fstat(STDERR_FILENO, &s) != 0)
        return false;
    OWN_CHARS ours =
        mem_strf("%llu:%llu", (unsigned long long)s.st_dev, (unsigned long long)s.st_ino);
    return strcmp(stream, ours) == 0;
}

void program_log(const struct config *c, enum log_level least)
{
    bool journal = strcmp(c->log.target, "journal") == 0 ||
                   (strcmp(c->log.target, "auto") == 0 && stderr_is_journal());
    log_start(c->log.level > least ? c->log.level : least, journal);
}

bool program_open_store(struct program *p, bool create, struct error *err)
{
    TRY(store_become_owner(p->config->store.url, err));
    struct store_options options = {.create = create};
    mode_t before = umask(0077); /* what people write to each other is nobody else's */
    p->store = store_open(p->config->store.url, &options, err);
    umask(before);
    TRY(p->store);
    p->zones = zones_open(NULL, err);
    TRY(p->zones);
    p->pipeline = (struct pipeline){p->store, p->zones, p->config};
    return true;
}

bool program_open(struct program *p, enum need need, struct error *err)
{
    if (need == NEED_NOTHING)
        return true;
    p->config = config_load(p->config_path, err);
    TRY(p->config);
    program_log(p->config, LEVEL_WARNING);
    if (need == NEED_CONFIG)
        return true;
    return program_open_store(p, need == NEED_NEW_STORE, err);
}

static void allow_descriptors(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

void program_open_operands(struct program *p, const struct arguments *a)
{
    if (geteuid() != 0)
        return;
    allow_descriptors();
    p->nfiles = operand_count(a);
    p->files = mem_array((size_t)p->nfiles, sizeof *p->files);
    for (int i = 0; i < p->nfiles; i++) {
        int fd = open(operand(a, i), O_RDONLY | O_CLOEXEC);
        p->files[i] = fd >= 0 ? fd : -errno;
    }
}

int program_operand_fd(const struct program *p, const struct arguments *a, int n)
{
    if (n >= p->nfiles)
        return open(operand(a, n), O_RDONLY | O_CLOEXEC);
    if (p->files[n] >= 0)
        return fcntl(p->files[n], F_DUPFD_CLOEXEC, 3);
    errno = -p->files[n];
    return -1;
}

void program_close(struct program *p)
{
    for (int i = 0; i < p->nfiles; i++)
        if (p->files[i] >= 0)
            close(p->files[i]);
    free(p->files);
    store_free(p->store);
    zones_free(p->zones);
    config_free(p->config);
    *p = (struct program){.exit_code = p->exit_code};
}
