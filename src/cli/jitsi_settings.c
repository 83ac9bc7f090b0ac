/* What has to stand in the configuration of the video server. */
#include "jitsi.h"

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

/* --- docker-jitsi-meet: .env -------------------------------------------------------------------
 */

static const char *algorithm_name(const struct config *c)
{
    static const char *const names[] = {[ALGORITHM_HS256] = "HS256",
                                        [ALGORITHM_HS384] = "HS384",
                                        [ALGORITHM_HS512] = "HS512",
                                        [ALGORITHM_RS256] = "RS256"};
    return names[c->jitsi.algorithm];
}

static const char *public_url(const struct config *c)
{
    return c->server.public_url ? c->server.public_url : "https://PUBLIC_URL";
}

static const char *secret_said(const struct config *c, bool with_secret)
{
    return with_secret ? c->jitsi.app_secret : "THE_APP_SECRET_OF_SECTION_JITSI";
}

static void print_docker(const struct config *c, bool with_secret)
{
    printf("ENABLE_AUTH=1\nAUTH_TYPE=jwt\nJWT_APP_ID=%s\n", c->jitsi.app_id);
    if (c->jitsi.algorithm == ALGORITHM_RS256)
        printf("JWT_ASAP_KEYSERVER=%s/jitsi/asap\n", public_url(c));
    else
        printf("JWT_APP_SECRET=%s\n", secret_said(c, with_secret));
    if (c->jitsi.algorithm == ALGORITHM_HS384 || c->jitsi.algorithm == ALGORITHM_HS512)
        printf("JWT_SIGN_TYPE=%s\n", algorithm_name(c));
    printf("JWT_ACCEPTED_ISSUERS=%s\nJWT_ACCEPTED_AUDIENCES=%s\n", c->jitsi.app_id,
           c->jitsi.audience);
    printf("JWT_ALLOW_EMPTY=0\nENABLE_GUESTS=0\nENABLE_AUTO_OWNER=0\n"
           "XMPP_MUC_MODULES=token_affiliation\nXMPP_MODULES=persistent_lobby\n");
    printf("TOKEN_AUTH_URL=%s/jitsi/auth?state={state}&room={room}\n", public_url(c));
    if (c->jitsi.reservation_token)
        printf("PROSODY_RESERVATION_ENABLED=1\n"
               "PROSODY_RESERVATION_REST_BASE_URL=%s/jitsi/reservation\n",
               public_url(c));
}

/* --- prosody.cfg.lua, config.js, jicofo.conf ----------------------------------------------------
 */

static void print_host(const struct config *c, const char *domain, bool with_secret)
{
    printf("VirtualHost \"%s\"\n    authentication = \"token\"\n    app_id = \"%s\"\n", domain,
           c->jitsi.app_id);
    if (c->jitsi.algorithm == ALGORITHM_RS256)
        printf("    asap_key_server = \"%s/jitsi/asap\"\n", public_url(c));
    else
        printf("    app_secret = \"%s\"\n    signature_algorithm = \"%s\"\n",
               secret_said(c, with_secret), algorithm_name(c));
    printf("    asap_accepted_issuers = { \"%s\" }\n    asap_accepted_audiences = { \"%s\" }\n"
           "    allow_empty_token = false\n",
           c->jitsi.app_id, c->jitsi.audience);
    if (c->jitsi.reservation_token)
        printf("    -- and in modules_enabled: \"reservations\"\n"
               "    reservations_api_prefix = \"%s/jitsi/reservation\"\n"
               "    reservations_api_headers = { [\"Authorization\"] = \"Bearer %s\" }\n",
               public_url(c),
               with_secret ? c->jitsi.reservation_token : "THE_RESERVATION_TOKEN_OF_SECTION_JITSI");
}

static void print_prosody(const struct config *c, bool with_secret)
{
    OWN_CHARS host = host_of(c->jitsi.domain);
    const char *domain = host ? host : "DOMAIN";
    if (c->jitsi.subject && strcmp(c->jitsi.subject, "*") != 0)
        domain = c->jitsi.subject;
    print_host(c, domain, with_secret);
    printf("Component \"conference.%s\" \"muc\"\n    -- besides those that are there:\n"
           "    modules_enabled = { \"token_verification\", \"token_affiliation\" }\n",
           domain);
    printf("\nIn config.js of the web client:\n\n"
           "config.tokenAuthUrl = '%s/jitsi/auth?state={state}&room={room}';\n"
           "\nIn jicofo.conf, so that the organizer is the moderator and not who comes first:\n\n"
           "jicofo { conference { enable-auto-owner = false } }\n",
           public_url(c));
}

/* --- all ---------------------------------------------------------------------------------------
 */

static void print_jaas(const struct config *c)
{
    printf("\nNothing has to be set up on a server. In the console of JaaS, upload the public key\n"
           "(convoke jitsi key show KEY), and set in convoke.conf:\n\n"
           "[jitsi]\nprovider = jaas\napp_id = %s\nkey_id = %s\n",
           c->jitsi.app_id ? c->jitsi.app_id : "vpaas-magic-cookie-...",
           c->jitsi.key_id ? c->jitsi.key_id : "AS_THE_CONSOLE_CALLS_IT");
}

static void print_public(void)
{
    printf("\nNothing can be set there. Who starts a meeting has to sign in there; it has no\n"
           "tokens of yours, so roles, guests and opening times hold at Convoke's links alone.\n");
}

static void print_open(const struct config *c)
{
    printf("\nNothing has to be set up on the server. For tokens, set app_id and app_secret (or\n"
           "algorithm = RS256) in section [jitsi], and see here again.\n");
    if (c->jitsi.reservation_token)
        printf("So that rooms open in their time alone, in .env of docker-jitsi-meet:\n\n"
               "PROSODY_RESERVATION_ENABLED=1\n"
               "PROSODY_RESERVATION_REST_BASE_URL=%s/jitsi/reservation\n",
               public_url(c));
}

void settings_print(const struct config *c, bool with_secret)
{
    enum setup s = setup_of(c);
    if (s == SETUP_JAAS) {
        print_jaas(c);
    } else if (s == SETUP_PUBLIC) {
        print_public();
    } else if (s == SETUP_OPEN) {
        print_open(c);
    } else {
        printf("\nIn .env of docker-jitsi-meet:\n\n");
        print_docker(c, with_secret);
        printf("\nOr, of packages of Debian, in prosody.cfg.lua:\n\n");
        print_prosody(c, with_secret);
    }
}
