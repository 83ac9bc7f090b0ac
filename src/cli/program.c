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

static bool open_store(struct program *p, bool create, struct error *err)
{
    TRY(store_become_owner(p->config->store.url, err));
    umask(0027);
    struct store_options options = {.create = create};
    p->store = store_open(p->config->store.url, &options, err);
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
    return open_store(p, need == NEED_NEW_STORE, err);
}

void program_close(struct program *p)
{
    store_free(p->store);
    zones_free(p->zones);
    config_free(p->config);
    *p = (struct program){.exit_code = p->exit_code};
}
