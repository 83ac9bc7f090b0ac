/* What a token says: who may enter which room, as what, from when until when. The rules are those
 * of the plugins of Jitsi's XMPP server (token/util.lib.lua, mod_token_affiliation), of its client
 * (base/jwt) and of JaaS. */
#include "internal.h"

/* Features that clients know; an unknown one makes them complain. */
static const char *const features[] = {
    "branding",
    "calendar",
    "create-polls",
    "file-upload",
    "flip",
    "inbound-call",
    "list-visitors",
    "live-translation",
    "livestreaming",
    "lobby",
    "moderation",
    "outbound-call",
    "recording",
    "room",
    "screen-sharing",
    "send-groupchat",
    "send-private-message",
    "sip-inbound-call",
    "sip-outbound-call",
    "transcription",
};

const char *features_problem(const char *list, struct text *name_out)
{
    for (struct span rest = span_of(list); rest.at;) {
        struct span one = span_trim(span_cut(rest, ',', &rest));
        bool known = false;
        for (size_t i = 0; i < LENGTH(features); i++)
            known = known || span_is(one, features[i]);
        if (!known) {
            text_add(name_out, one);
            return "is no feature that clients of Jitsi know";
        }
    }
    return NULL;
}

/* --- context ---------------------------------------------------------------------------------- */

struct context {
    const struct entry *e;
    struct text *json;
};

static void add_member(struct text *t, const char *name, const char *value)
{
    if (!value || !*value)
        return;
    if (text_str(t)[text_len(t) - 1] != '{')
        text_add_char(t, ',');
    text_add_json(t, span_of(name));
    text_add_char(t, ':');
    text_add_json(t, said_most(value, MOST_NAME));
}

static bool leads(const struct caller *c)
{
    return c->role == CALLER_HOST || c->role == CALLER_MODERATOR;
}

/* Values are strings alone: numbers, booleans and null raise errors in what reads them. */
static void add_user(struct text *t, const struct entry *e)
{
    const struct caller *c = e->caller;
    struct personal_key key = {e->secret, PERSONAL_ID};
    OWN_CHARS id = e->secret && c->address ? personal_token(key, e->meeting, c->address, 0) : NULL;
    text_add_str(t, "\"user\":{");
    add_member(t, "id", id);
    add_member(t, "name", c->name);
    add_member(t, "email", c->address);
    add_member(t, "affiliation", leads(c) ? "owner" : "member");
    add_member(t, "moderator", leads(c) ? "true" : "false");
    text_add_char(t, '}');
}

/* A list of features takes away all that it does not name: it stands only where it is set, or has
 * to. */
static void add_features(struct text *t, const char *list)
{
    text_add_str(t, ",\"features\":{");
    for (struct span rest = span_of(list); rest.at;) {
        OWN_CHARS one = span_copy(span_trim(span_cut(rest, ',', &rest)));
        add_member(t, one, "true");
    }
    text_add_char(t, '}');
}

/* --- the whole -------------------------------------------------------------------------------- */

/* By which names servers of a kind know the parties of a token. */
struct parties {
    const char *issuer, *audience, *subject;
    const char *leaders, *others; /* features of theirs; NULL: none are named */
};

static void add_text(struct text *t, const char *name, const char *value)
{
    text_addf(t, "\"%s\":", name);
    text_add_json(t, span_of(value));
    text_add_char(t, ',');
}

static instant expires(const struct entry *e)
{
    instant latest = e->at + e->config->jitsi.token_life_s;
    return e->closes > e->at && e->closes < latest ? e->closes : latest;
}

static char *claims_of(const struct entry *e, const char *room, const struct parties *p)
{
    const char *list = leads(e->caller) ? p->leaders : p->others;
    OWN(text) t = text_new();
    text_add_char(t, '{');
    add_text(t, "iss", p->issuer);
    add_text(t, "aud", p->audience);
    add_text(t, "sub", p->subject);
    add_text(t, "room", room);
    text_addf(t, "\"iat\":%lld,\"nbf\":%lld,\"exp\":%lld,\"context\":{", (long long)e->at,
              (long long)(e->at - e->config->jitsi.token_leeway_s), (long long)expires(e));
    add_user(t, e);
    if (list)
        add_features(t, list);
    text_add_str(t, "}}");
    return text_take(t);
}

static char *own_token(const struct entry *e, const char *room, struct error *err)
{
    const struct config *c = e->config;
    OWN_CHARS host = span_copy(url_host(span_of(c->jitsi.domain)));
    struct parties p = {.issuer = c->jitsi.app_id,
                        .audience = c->jitsi.audience,
                        .subject = c->jitsi.subject ? c->jitsi.subject : host,
                        .leaders = c->jitsi.features};
    OWN_CHARS claims = claims_of(e, room, &p);
    if (c->jitsi.algorithm == ALGORITHM_RS256)
        return e->keys
                   ? keyring_sign(e->keys, NULL, e->at, claims, err)
                   : (fail(err, FAULT_CONFIG, NULL, "There are no keys that sign tokens."), NULL);
    static const char *const names[] = {
        [ALGORITHM_HS256] = "HS256", [ALGORITHM_HS384] = "HS384", [ALGORITHM_HS512] = "HS512"};
    return token_sign(names[c->jitsi.algorithm], span_of(c->jitsi.app_secret), claims, err);
}

/* What costs extra (calls to and from telephones) is for whoever sets it. */
#define JAAS_LEADERS                                                                        \
    "livestreaming, recording, transcription, file-upload, list-visitors, send-groupchat, " \
    "create-polls"
#define JAAS_OTHERS "file-upload, send-groupchat, create-polls"

static char *jaas_token(const struct entry *e, const char *room, struct error *err)
{
    const struct config *c = e->config;
    struct parties p = {.issuer = "chat",
                        .audience = "jitsi",
                        .subject = c->jitsi.app_id,
                        .leaders = c->jitsi.features ? c->jitsi.features : JAAS_LEADERS,
                        .others = JAAS_OTHERS};
    OWN_CHARS claims = claims_of(e, room, &p);
    OWN_CHARS kid = jaas_kid(c);
    return e->keys ? keyring_sign(e->keys, kid, e->at, claims, err)
                   : (fail(err, FAULT_CONFIG, NULL, "There are no keys that sign tokens."), NULL);
}

/* --- who gets one ---------------------------------------------------------------------------- */

static bool has_tokens(const struct config *c, const struct provider *p)
{
    if (p == &provider_jaas)
        return true;
    return p == &provider_jitsi &&
           (c->jitsi.algorithm == ALGORITHM_RS256 || (c->jitsi.app_secret && *c->jitsi.app_secret));
}

bool meeting_needs_keys(const struct config *c)
{
    const struct provider *p = provider_named(c->jitsi.provider);
    return p == &provider_jaas || (p == &provider_jitsi && c->jitsi.algorithm == ALGORITHM_RS256);
}

bool meeting_has_tokens(const struct config *c, const char *provider)
{
    return has_tokens(c, provider_named(provider));
}

/* The name of the room, where it is one of the configured server; a token goes nowhere else. */
static char *room_claim(const struct entry *e)
{
    OWN_CHARS url = meeting_room(e->config, e->meeting, e->key);
    OWN_CHARS base = room_base(e->config, e->meeting);
    size_t len = strlen(base);
    if (!url || strncmp(url, base, len) != 0 || url[len] != '/' || strchr(url + len + 1, '/'))
        return NULL;
    return meeting_room_safe(span_of(url + len + 1));
}

bool meeting_token(const struct entry *e, char **token_out, struct error *err)
{
    *token_out = NULL;
    const struct provider *p = provider_named(e->meeting->provider);
    if (!has_tokens(e->config, p) || !e->caller || e->caller->role == CALLER_NOBODY)
        return true;
    OWN_CHARS room = room_claim(e);
    if (!room)
        return true;
    *token_out = p == &provider_jaas ? jaas_token(e, room, err) : own_token(e, room, err);
    return *token_out != NULL;
}
