#include "convoke/mail.h"
#include "convoke/meeting.h"
#include "internal.h"

/* One row a thing that can be wrong; later ones go on when an earlier one fails. */
static bool check_zones(struct program *p, struct error *err)
{
    p->zones = zones_open(NULL, err);
    TRY(p->zones);
    return zone_named(p->zones, SPAN("Europe/Berlin")) ||
           fail(err, FAULT_CONFIG, NULL, "There is no tzdata; install the package tzdata.");
}

static bool check_meetings(struct program *p, struct error *err)
{
    return meeting_check_config(p->config, err);
}

static bool check_store(struct program *p, struct error *err)
{
    struct store_options options = {.create = false};
    TRY(store_become_owner(p->config->store.url, err));
    p->store = store_open(p->config->store.url, &options, err);
    TRY(p->store);
    return store_check(p->store, err);
}

static bool check_outbox(struct program *p, struct error *err)
{
    if (!p->store)
        return fail(err, FAULT_IO, NULL, "Not looked at: there is no store.");
    OWN(tx) tx = store_read(p->store, err);
    TRY(tx);
    OWN_CHARS why = store_outbox_held(tx, err);
    return !why || fail(err, FAULT_CONFLICT, NULL,
                        "It is held: %s. \"convoke outbox release\" lets it go.", why);
}

static bool check_mail(struct program *p, struct error *err)
{
    mail_start();
    return mail_reach(p->config, err);
}

static bool run(struct program *p, const struct arguments *a, struct error *err)
{
    static const struct {
        const char *name;
        bool (*check)(struct program *p, struct error *err);
    } rows[] = {{"time zones", check_zones},
                {"meetings", check_meetings},
                {"store", check_store},
                {"outbox", check_outbox},
                {"mail", check_mail}};
    (void)a;
    (void)err;
    printf("%-14sgood: %s\n", "configuration",
           p->config->file ? p->config->file : "no file, defaults and environment alone");
    for (size_t i = 0; i < LENGTH(rows); i++) {
        struct error why = {0};
        bool ok = rows[i].check(p, &why);
        OWN_CHARS said = printable(why.said);
        printf("%-14s%s%s\n", rows[i].name, ok ? "good" : "wrong: ", ok ? "" : said);
        if (!ok && !p->exit_code)
            p->exit_code = fault_exit_code(why.kind);
    }
    return true;
}

const struct command command_check = {
    .noun = "check",
    .summary = "checks configuration, store, time zones and whether mail can be delivered",
    .more = "Sends nothing. The exit code is that of the first fault.",
    .need = NEED_CONFIG,
    .run = run,
};
