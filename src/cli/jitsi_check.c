/* Whether the video server and this service fit together. */
#include "convoke/fetch.h"
#include "jitsi.h"

enum { WAIT_S = 10, MOST_SCRIPT = 8 << 20, LEAST_SECRET = 32 };

struct checking {
    struct program *program;
    const struct config *config;
    enum setup setup;
    struct keyring *keys;
    char *room, *token; /* of a room that no meeting has */
};

static bool check_settings(struct checking *c, struct error *err)
{
    return meeting_check_config(c->config, err);
}

/* --- the server's web client ----------------------------------------------------------------- */

/* What is behind a URL of status 200; NULL with the reason. Yours: free(). */
static char *got(const char *url, size_t most_bytes, struct error *err)
{
    struct fetch_request q = {
        .method = "GET", .url = url, .timeout_s = WAIT_S, .most_bytes = most_bytes};
    struct fetch_answer a;
    TRY(fetch_exchange(&q, &a, err));
    char *body = a.status == 200 ? mem_str(a.body) : NULL;
    int status = a.status;
    fetch_answer_clear(&a);
    if (!body)
        fail(err, FAULT_UNAVAILABLE, NULL, "%.120s answers with status %d.", url, status);
    return body;
}

static bool check_script(struct checking *c, struct error *err)
{
    const char *base = c->setup == SETUP_JAAS ? "https://8x8.vc" : c->config->jitsi.domain;
    OWN_CHARS url = c->setup == SETUP_JAAS
                        ? mem_strf("%s/%s/external_api.js", base, c->config->jitsi.app_id)
                        : mem_strf("%s/external_api.js", base);
    OWN_CHARS body = got(url, MOST_SCRIPT, err);
    TRY(body);
    return strstr(body, "JitsiMeetExternalAPI") ||
           fail(err, FAULT_REFUSED, NULL, "%.120s is there, but it is not Jitsi's.", url);
}

/* A link to the room of a server with tokens comes back here for one. */
static bool check_auth_url(struct checking *c, struct error *err)
{
    OWN_CHARS url = mem_strf("%s/config.js", c->config->jitsi.domain);
    OWN_CHARS body = got(url, MOST_SCRIPT, err);
    TRY(body);
    return strstr(body, "/jitsi/auth") ||
           fail(err, FAULT_CONFIG, NULL,
                "tokenAuthUrl of its config.js does not lead to /jitsi/auth here: rooms' own URLs "
                "let nobody in.");
}

/* --- tokens ---------------------------------------------------------------------------------- */

static bool check_secret(struct checking *c, struct error *err)
{
    size_t len = c->config->jitsi.app_secret ? strlen(c->config->jitsi.app_secret) : 0;
    return len >= LEAST_SECRET ||
           fail(err, FAULT_CONFIG, NULL,
                "app_secret has %zu bytes; make it one of %d random ones or more, here and on the "
                "server.",
                len, LEAST_SECRET);
}

static bool check_token(struct checking *c, struct error *err)
{
    static const struct caller nobody_known = {CALLER_GUEST, NULL, "Convoke"};
    char name[] = "convoke-check-000000000000", provider[16] = "jitsi";
    unsigned char bits[6];
    random_bytes(bits, sizeof bits);
    for (size_t i = 0; i < sizeof bits; i++)
        snprintf(name + 14 + 2 * i, 3, "%02x", bits[i]);
    snprintf(provider, sizeof provider, "%s", c->config->jitsi.provider);
    struct meeting m = {.provider = provider, .room = name};
    m.url = provider_named(provider)->url(c->config, &m, "");
    struct entry e = {.config = c->config,
                      .meeting = &m,
                      .keys = c->keys,
                      .key = "",
                      .caller = &nobody_known,
                      .at = clock_now()};
    c->room = mem_str(name);
    bool ok = meeting_token(&e, &c->token, err);
    free(m.url);
    return ok;
}

/* --- keys ------------------------------------------------------------------------------------ */

struct signer {
    char *kid, *pem;
};

static void note_signer(const struct keyring_key *key, void *with)
{
    struct signer *s = with;
    if (!key->signs)
        return;
    s->kid = mem_str(key->kid);
    s->pem = mem_str(key->public_pem);
}

static bool compare_key(const struct config *c, const struct signer *s, struct error *err)
{
    OWN_CHARS name = keyring_file_name(s->kid);
    OWN_CHARS url = mem_strf("%s/jitsi/asap/%s", c->server.public_url, name);
    OWN_CHARS pem = got(url, MOST_SCRIPT, err);
    TRY(pem);
    return strcmp(pem, s->pem) == 0 ||
           fail(err, FAULT_CONFIG, NULL, "At public_url another key is handed out for %.60s.",
                s->kid);
}

static bool check_keys(struct checking *c, struct error *err)
{
    struct signer s = {0};
    if (!c->config->server.public_url)
        return fail(err, FAULT_CONFIG, NULL,
                    "algorithm = RS256 needs public_url: there the server asks for keys.");
    keyring_each(c->keys, clock_now(), note_signer, &s);
    bool ok = s.kid ? compare_key(c->config, &s, err)
                    : fail(err, FAULT_CONFIG, NULL, "There is no key: convoke jitsi key new.");
    free(s.kid);
    free(s.pem);
    return ok;
}

/* --- XMPP ------------------------------------------------------------------------------------ */

static bool check_bosh(struct checking *c, struct error *err)
{
    if (!c->token)
        return fail(err, FAULT_CONFIG, NULL, "Not tried: there is no token.");
    OWN_CHARS domain = bosh_domain(c->config);
    return bosh_sign_in(c->config, domain, c->room, c->token, err);
}

/* A server that lets in without a token too keeps nobody out. */
static bool check_closed(struct checking *c, struct error *err)
{
    struct error why = {0};
    if (!c->token)
        return fail(err, FAULT_CONFIG, NULL, "Not tried: there is no token.");
    OWN_CHARS domain = bosh_domain(c->config);
    if (!bosh_sign_in(c->config, domain, c->room, NULL, &why))
        return why.kind == FAULT_REFUSED || fail(err, why.kind, NULL, "%s", why.said);
    return fail(err, FAULT_CONFIG, NULL,
                "The server lets in without a token too (JWT_ALLOW_EMPTY, ENABLE_GUESTS): who "
                "knows a room's URL gets in.");
}

/* --- all of it ------------------------------------------------------------------------------- */

static bool has_tokens(const struct checking *c)
{
    return c->setup == SETUP_SECRET || c->setup == SETUP_KEYS || c->setup == SETUP_JAAS;
}

static bool has_secret(const struct checking *c)
{
    return c->setup == SETUP_SECRET;
}

static bool has_keys(const struct checking *c)
{
    return c->setup == SETUP_KEYS;
}

static bool is_own_with_tokens(const struct checking *c)
{
    return c->setup == SETUP_SECRET || c->setup == SETUP_KEYS;
}

static const struct {
    const char *name;
    bool (*check)(struct checking *c, struct error *err);
    bool only_warns;
    bool (*is_there)(const struct checking *c); /* NULL: always */
} rows[] = {
    {"settings", check_settings, false, NULL},
    {"secret", check_secret, true, has_secret},
    {"keys", check_keys, false, has_keys},
    {"token", check_token, false, has_tokens},
    {"web client", check_script, false, NULL},
    {"sign-in", check_bosh, false, is_own_with_tokens},
    {"closed", check_closed, true, is_own_with_tokens},
    {"tokenAuthUrl", check_auth_url, true, is_own_with_tokens},
};

/* false: the rest says nothing without it. */
static bool check_row(struct checking *c, size_t i)
{
    struct error why = {0};
    bool ok = rows[i].check(c, &why);
    OWN_CHARS said = printable(why.said);
    const char *word = ok ? "good" : rows[i].only_warns ? "warning: " : "wrong: ";
    printf("%-14s%s%s\n", rows[i].name, word, ok ? "" : said);
    if (!ok && !rows[i].only_warns && !c->program->exit_code)
        c->program->exit_code = fault_exit_code(why.kind);
    return ok || i > 0;
}

static bool run(struct program *p, const struct arguments *a, struct error *err)
{
    struct checking c = {.program = p, .config = p->config};
    if (!provider_named(p->config->jitsi.provider)->is_jitsi)
        return fail(err, FAULT_CONFIG, NULL,
                    "provider in section [jitsi] is %s, which is no Jitsi; \"convoke check\" looks "
                    "at that.",
                    p->config->jitsi.provider);
    c.setup = setup_of(p->config);
    c.keys = keyring_new(store_path(p->store));
    fetch_start();
    printf("%-14s%s\n", "set-up", setup_said(c.setup));
    for (size_t i = 0; i < LENGTH(rows); i++)
        if ((!rows[i].is_there || rows[i].is_there(&c)) && !check_row(&c, i))
            break;
    settings_print(p->config, argument_given(a, "show-secrets"));
    keyring_free(c.keys);
    secret_free(c.token);
    free(c.room);
    return true;
}

static const struct flag flags[] = {
    {"show-secrets", NULL, "prints secrets in the settings, in place of where they stand", false,
     false},
};
const struct command command_jitsi_check = {
    .noun = "jitsi",
    .verb = "check",
    .summary = "tries the video server out, and prints what has to stand in its configuration",
    .more = "Reaches its web client, makes a token, and signs in to a room of no meeting with it, "
            "as the web client does (BOSH). The settings are printed as docker-jitsi-meet and as "
            "prosody take them. The exit code is that of the first fault.",
    FLAGS(flags),
    .need = NEED_STORE,
    .run = run,
};
