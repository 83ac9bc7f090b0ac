#include "convoke/fetch.h"
#include "convoke/http.h"
#include "convoke/mail.h"
#include "convoke/meeting.h"
#include "convoke/remote.h"
#include "internal.h"

/* One row a thing that can be wrong; later ones go on when an earlier one fails. */
enum { WARNING_DAYS = 14 };

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

/* A good configuration without it is one that can do less. */
static bool check_links(struct program *p, struct error *err)
{
    return p->config->server.public_url ||
           fail(err, FAULT_CONFIG, NULL,
                "Without public_url links are the rooms' own URLs; personal links, pages and "
                "answers by link are off.");
}

static bool has_certificate(const struct config *c)
{
    return c->server.certificate || c->server.key;
}

static bool check_certificate(struct program *p, struct error *err)
{
    struct certificate *found = NULL;
    TRY(certificate_meant(p->config, &found, err));
    OWN(certificate) c = found;
    return !c || certificate_in_time(c, p->config->server.certificate, err);
}

/* It may be another one that people see, a proxy's; so these two only warn. */
static bool check_host(struct program *p, struct error *err)
{
    struct certificate *found = NULL;
    OWN_CHARS host = host_of(p->config->server.public_url);
    bool is_read = certificate_meant(p->config, &found, NULL);
    OWN(certificate) c = found;
    return !is_read || !c || !host || certificate_names(c, host) ||
           fail(err, FAULT_CONFIG, NULL, "%s is not for %s, the host of public_url.",
                p->config->server.certificate, host);
}

static bool check_days(struct program *p, struct error *err)
{
    struct certificate *found = NULL;
    if (!certificate_meant(p->config, &found, NULL) || !found)
        return true;
    OWN(certificate) c = found;
    int64_t days = (certificate_end(c) - clock_now()) / 86400;
    return days >= WARNING_DAYS ||
           fail(err, FAULT_CONFIG, NULL, "%s expires in %lld days; renew it.",
                p->config->server.certificate, (long long)days);
}

static bool check_store(struct program *p, struct error *err)
{
    struct store_options options = {.create = false};
    TRY(store_become_owner(p->config->store.url, err));
    p->store = store_open(p->config->store.url, &options, err);
    TRY(p->store);
    return store_check(p->store, err);
}

static void count_key(const struct keyring_key *key, void *with)
{
    (void)key;
    ++*(size_t *)with;
}

static bool check_keys(struct program *p, struct error *err)
{
    size_t count = 0;
    if (!p->store)
        return fail(err, FAULT_IO, NULL, "Not looked at: there is no store.");
    OWN(keyring) keys = keyring_new(store_path(p->store));
    keyring_each(keys, clock_now(), count_key, &count);
    return count || fail(err, FAULT_CONFIG, NULL,
                         "No token can be signed, so nobody gets in: make a key with \"convoke "
                         "jitsi key new\".");
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

/* Guests open rooms and links from elsewhere, so a server that this machine cannot reach is worth a
 * word and no more. */
enum { REACH_S = 5 };

static bool has_jitsi(const struct config *c)
{
    return strcmp(c->jitsi.provider, "jitsi") == 0;
}

static bool reach_jitsi(struct program *p, struct error *err)
{
    OWN_CHARS script = mem_strf("%s/external_api.js", p->config->jitsi.domain);
    return fetch_reach(script, REACH_S, err);
}

/* What is wanted and lacks them is said with the meetings. */
static bool has_zoom(const struct config *c)
{
    return c->zoom.account_id;
}

static bool reach_zoom(struct program *p, struct error *err)
{
    return remote_room_reach(p->config, "zoom", err);
}

static bool has_google(const struct config *c)
{
    return c->google.service_account;
}

static bool reach_google(struct program *p, struct error *err)
{
    return remote_room_reach(p->config, "google-meet", err);
}

static bool has_public_url(const struct config *c)
{
    return c->server.public_url;
}

static bool reach_public_url(struct program *p, struct error *err)
{
    OWN_CHARS health = mem_strf("%s/healthz", p->config->server.public_url);
    return fetch_reach(health, REACH_S, err);
}

/* Which records are set is not asked: a machine inside often sees another zone than guests do. */
static void print_discovery(const struct config *c)
{
    OWN_CHARS records = discovery_records(c->server.public_url);
    if (records)
        printf("\nTo be found by an e-mail address alone, its domain needs these records:\n%s",
               records);
}

static bool run(struct program *p, const struct arguments *a, struct error *err)
{
    static const struct {
        const char *name;
        bool (*check)(struct program *p, struct error *err);
        bool only_warns;
        bool (*is_there)(const struct config *c); /* NULL: always */
    } rows[] = {{"time zones", check_zones, false, NULL},
                {"meetings", check_meetings, false, NULL},
                {"links", check_links, true, NULL},
                {"certificate", check_certificate, false, has_certificate},
                {"its host", check_host, true, has_certificate},
                {"its end", check_days, true, has_certificate},
                {"store", check_store, false, NULL},
                {"keys", check_keys, false, meeting_needs_keys},
                {"outbox", check_outbox, false, NULL},
                {"mail", check_mail, false, NULL},
                {"zoom", reach_zoom, false, has_zoom},
                {"google-meet", reach_google, false, has_google},
                {"jitsi", reach_jitsi, true, has_jitsi},
                {"public_url", reach_public_url, true, has_public_url}};
    (void)a;
    (void)err;
    printf("%-14sgood: %s\n", "configuration",
           p->config->file ? p->config->file : "no file, defaults and environment alone");
    for (size_t i = 0; i < LENGTH(rows); i++) {
        struct error why = {0};
        if (rows[i].is_there && !rows[i].is_there(p->config))
            continue;
        bool ok = rows[i].check(p, &why);
        OWN_CHARS said = printable(why.said);
        const char *word = ok ? "good" : rows[i].only_warns ? "warning: " : "wrong: ";
        printf("%-14s%s%s\n", rows[i].name, word, ok ? "" : said);
        if (!ok && !rows[i].only_warns && !p->exit_code)
            p->exit_code = fault_exit_code(why.kind);
    }
    print_discovery(p->config);
    return true;
}

const struct command command_check = {
    .noun = "check",
    .summary =
        "checks configuration, certificate, store, time zones, and whether mail server, video "
        "services and public_url can be reached",
    .more =
        "Sends no mail and makes no room. The exit code is that of the first fault; a Jitsi server or public_url that "
        "cannot be reached from here is a warning, and so is a certificate that is not for the host "
        "of public_url or ends soon. With a public_url it prints the DNS records by "
        "which calendar programs find the service.",
    .need = NEED_CONFIG,
    .run = run,
};
