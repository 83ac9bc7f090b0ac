/* What has to stand in the configuration of the video server. */
#include "jitsi.h"

struct paste {
    const struct config *config;
    bool with_secret;
};

enum setup setup_of(const struct config *c)
{
    OWN_CHARS host = host_of(c->jitsi.domain);
    if (strcmp(c->jitsi.provider, "jaas") == 0)
        return SETUP_JAAS;
    if (c->jitsi.algorithm == ALGORITHM_RS256)
        return SETUP_KEYS;
    if (meeting_has_tokens(c, c->jitsi.provider))
        return SETUP_SECRET;
    return host && strcasecmp(host, "meet.jit.si") == 0 ? SETUP_PUBLIC : SETUP_OPEN;
}

const char *setup_said(enum setup s)
{
    static const char *const said[] = {
        [SETUP_PUBLIC] = "the public server: who knows a room's URL gets in, after somebody who "
                         "has signed in there has started the meeting",
        [SETUP_OPEN] = "a server without tokens: who knows a room's URL gets in, and the first is "
                       "its moderator",
        [SETUP_SECRET] = "a server with tokens, checked by the shared secret",
        [SETUP_KEYS] = "a server with tokens, checked by keys that it asks Convoke for",
        [SETUP_JAAS] = "JaaS, with tokens that are checked by a key which its console holds",
    };
    return said[s];
}

/* --- values ---------------------------------------------------------------------------------- */

static const char *public_url(const struct paste *p)
{
    return p->config->server.public_url ? p->config->server.public_url : "https://PUBLIC_URL";
}

static const char *shown(const struct paste *p, const char *secret, const char *instead)
{
    return p->with_secret && secret ? secret : instead;
}

static const char *app_id(const struct paste *p)
{
    return p->config->jitsi.app_id ? p->config->jitsi.app_id : "THE_APP_ID_OF_SECTION_JITSI";
}

static const char *secret_said(const struct paste *p)
{
    return shown(p, p->config->jitsi.app_secret, "THE_APP_SECRET_OF_SECTION_JITSI");
}

/* As Lua quotes texts. */
static void print_lua(const char *before, const char *value, const char *after)
{
    printf("%s\"", before);
    for (const char *c = value; *c; c++)
        printf(*c == '"' || *c == '\\' ? "\\%c" : "%c", *c);
    printf("\"%s", after);
}

/* As docker compose reads .env: what stands in single quotes is taken as it is. */
static void print_env(const char *name, const char *value)
{
    bool is_plain = !strpbrk(value, " \t#$'\"\\`");
    const char *quote = is_plain ? "" : strchr(value, '\'') ? "\"" : "'";
    printf("%s=%s", name, quote);
    for (const char *c = value; *c; c++)
        printf(*quote == '"' && strchr("\"\\$", *c) ? "\\%c" : "%c", *c);
    printf("%s\n", quote);
}

static const char *algorithm_name(const struct config *c)
{
    static const char *const names[] = {[ALGORITHM_HS256] = "HS256",
                                        [ALGORITHM_HS384] = "HS384",
                                        [ALGORITHM_HS512] = "HS512",
                                        [ALGORITHM_RS256] = "RS256"};
    return names[c->jitsi.algorithm];
}

static bool has_hooks(const struct config *c)
{
    return c->jitsi.reservation_token || c->jitsi.events_token;
}

/* --- reservations and events: prosody alone can take the tokens by which it asks and tells
 * --------
 */

static void print_bearer(const char *name, const char *token)
{
    printf("    %s = { [\"Authorization\"] = ", name);
    OWN_CHARS value = mem_strf("Bearer %s", token);
    print_lua("", value, " }\n");
}

static void print_reservations(const struct paste *p)
{
    const char *token = p->config->jitsi.reservation_token;
    if (!token)
        return;
    print_bearer("reservations_api_headers",
                 shown(p, token, "THE_RESERVATION_TOKEN_OF_SECTION_JITSI"));
    printf("    reservations_enable_lobby_support = true -- by muc_lobby_rooms, persistent_lobby\n"
           "    reservations_enable_password_support = true\n"
           "    reservations_enable_max_occupants = true -- by muc_max_occupants\n");
}

static void print_events(const struct paste *p, const char *domain, const char *rooms)
{
    const char *token = p->config->jitsi.events_token;
    if (!token)
        return;
    printf("Component \"esync.%s\" \"event_sync_component\" -- of jitsi-contrib\n"
           "    muc_component = \"%s.%s\"\n    breakout_component = \"breakout.%s\"\n"
           "    api_prefix = \"%s/jitsi\"\n",
           domain, rooms, domain, domain, public_url(p));
    print_bearer("api_headers", shown(p, token, "THE_EVENTS_TOKEN_OF_SECTION_JITSI"));
    printf("    include_user_info = true\n");
}

/* --- docker-jitsi-meet: .env, and a file for what it cannot hold
 * ----------------------------------
 */

static void print_docker_reservations(const struct paste *p)
{
    if (p->config->jitsi.reservation_token)
        printf("PROSODY_RESERVATION_ENABLED=1\n"
               "PROSODY_RESERVATION_REST_BASE_URL=%s/jitsi/reservation\n",
               public_url(p));
}

static void print_docker_hooks(const struct paste *p)
{
    const char *subject = p->config->jitsi.subject;
    const char *domain = subject && strcmp(subject, "*") != 0 ? subject : "meet.jitsi";
    if (!has_hooks(p->config))
        return;
    printf("\nAnd, as .env cannot hold it, in prosody/config/conf.d/convoke.cfg.lua below CONFIG\n"
           "(%s is its XMPP_DOMAIN):\n\n",
           domain);
    if (p->config->jitsi.reservation_token)
        printf("VirtualHost \"%s\"\n", domain);
    print_reservations(p);
    print_events(p, domain, "muc");
}

static void print_docker(const struct paste *p)
{
    const struct config *c = p->config;
    printf("ENABLE_AUTH=1\nAUTH_TYPE=jwt\n");
    print_env("JWT_APP_ID", app_id(p));
    if (c->jitsi.algorithm == ALGORITHM_RS256)
        printf("JWT_ASAP_KEYSERVER=%s/jitsi/asap\n", public_url(p));
    else
        print_env("JWT_APP_SECRET", secret_said(p));
    if (c->jitsi.algorithm == ALGORITHM_HS384 || c->jitsi.algorithm == ALGORITHM_HS512)
        printf("JWT_SIGN_TYPE=%s\n", algorithm_name(c));
    print_env("JWT_ACCEPTED_ISSUERS", app_id(p));
    print_env("JWT_ACCEPTED_AUDIENCES", c->jitsi.audience);
    printf("JWT_ALLOW_EMPTY=0\nENABLE_GUESTS=0\nENABLE_AUTO_OWNER=0\n"
           "XMPP_MUC_MODULES=token_affiliation%s\nXMPP_MODULES=persistent_lobby\n",
           c->jitsi.reservation_token ? ",muc_max_occupants" : "");
    printf("TOKEN_AUTH_URL=%s/jitsi/auth?state={state}&room={room}\n", public_url(p));
    print_docker_reservations(p);
    print_docker_hooks(p);
}

/* --- prosody.cfg.lua, config.js, jicofo.conf ------------------------------------------------- */

static void print_host(const struct paste *p, const char *domain)
{
    const struct config *c = p->config;
    printf("VirtualHost \"%s\"\n    authentication = \"token\"\n", domain);
    print_lua("    app_id = ", app_id(p), "\n");
    if (c->jitsi.algorithm == ALGORITHM_RS256)
        printf("    asap_key_server = \"%s/jitsi/asap\"\n", public_url(p));
    else
        print_lua("    app_secret = ", secret_said(p), "\n");
    printf("    signature_algorithm = \"%s\"\n", algorithm_name(c));
    print_lua("    asap_accepted_issuers = { ", app_id(p), " }\n");
    print_lua("    asap_accepted_audiences = { ", c->jitsi.audience, " }\n");
    printf("    allow_empty_token = false\n");
    if (c->jitsi.reservation_token)
        printf("    -- and \"reservations\" among its modules_enabled\n"
               "    reservations_api_prefix = \"%s/jitsi/reservation\"\n",
               public_url(p));
    print_reservations(p);
}

static void print_prosody(const struct paste *p)
{
    const struct config *c = p->config;
    OWN_CHARS host = host_of(c->jitsi.domain);
    const char *domain = host ? host : "DOMAIN";
    if (c->jitsi.subject && strcmp(c->jitsi.subject, "*") != 0)
        domain = c->jitsi.subject;
    print_host(p, domain);
    printf("Component \"conference.%s\" \"muc\"\n    -- besides those that are there:\n"
           "    modules_enabled = { \"token_verification\", \"token_affiliation\"%s }\n",
           domain, c->jitsi.reservation_token ? ", \"muc_max_occupants\"" : "");
    print_events(p, domain, "conference");
    printf("\nIn config.js of the web client:\n\n"
           "config.tokenAuthUrl = '%s/jitsi/auth?state={state}&room={room}';\n"
           "\nIn jicofo.conf, so that the organizer is the moderator and not who comes first:\n\n"
           "jicofo { conference { enable-auto-owner = false } }\n",
           public_url(p));
}

/* --- all ------------------------------------------------------------------------------------- */

static void print_jaas(const struct paste *p)
{
    const struct config *c = p->config;
    printf("\nNothing has to be set up on a server. In the console of JaaS, upload the public key\n"
           "(convoke jitsi key show KEY), and set in convoke.conf:\n\n"
           "[jitsi]\nprovider = jaas\napp_id = %s\nkey_id = %s\n",
           c->jitsi.app_id ? c->jitsi.app_id : "vpaas-magic-cookie-...",
           c->jitsi.key_id ? c->jitsi.key_id : "AS_THE_CONSOLE_CALLS_IT");
    printf("\nTo know who comes and goes, add a webhook there to %s/hooks/jaas, and set\n"
           "jaas_hook_secret to its secret.\n",
           public_url(p));
}

static void print_public(void)
{
    printf("\nNothing can be set there. Who starts a meeting has to sign in there; it has no\n"
           "tokens of yours, so roles, guests and opening times hold at Convoke's links alone.\n");
}

static void print_open(const struct paste *p)
{
    printf("\nNothing has to be set up on the server. For tokens, set app_id and app_secret (or\n"
           "algorithm = RS256) in section [jitsi], and see here again.\n");
    if (!has_hooks(p->config))
        return;
    printf("\nFor reservations and events, in .env of docker-jitsi-meet:\n\n");
    print_docker_reservations(p);
    print_docker_hooks(p);
}

void settings_print(const struct config *c, bool with_secret)
{
    struct paste p = {c, with_secret};
    enum setup s = setup_of(c);
    if (s == SETUP_JAAS) {
        print_jaas(&p);
    } else if (s == SETUP_PUBLIC) {
        print_public();
    } else if (s == SETUP_OPEN) {
        print_open(&p);
    } else {
        printf("\nIn .env of docker-jitsi-meet:\n\n");
        print_docker(&p);
        printf("\nOr, of packages of Debian, in prosody.cfg.lua:\n\n");
        print_prosody(&p);
    }
}
