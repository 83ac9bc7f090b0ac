/* The URL by which somebody enters a room: options of the client stand in its fragment as
 * key=value, each value JSON and percent-encoded. They are preferences: who enters may change
 * them. */
#include "internal.h"

struct span said_most(const char *said, size_t most)
{
    struct span s = span_of(said);
    if (s.len <= most)
        return s;
    s.len = most;
    while (s.len && (s.at[s.len] & 0xC0) == 0x80)
        s.len--;
    return s;
}

static void add_option(struct text *t, char *before, const char *name, struct span value)
{
    if (!value.len)
        return;
    OWN(text) json = text_new();
    text_add_json(json, value);
    text_addf(t, "%c%s=", *before, name);
    text_add_uri(t, text_span(json));
    *before = '&';
}

/* Programs of their own are called by schemes of their own; Android by what stands behind all the
 * rest, which names the program, so that no other one takes the call. Handbook of Jitsi, iframe. */
static const struct {
    const char *scheme, *end;
} calls[] = {
    [CLIENT_BROWSER] = {NULL, ""},
    [CLIENT_DESKTOP] = {"jitsi-meet", ""},
    [CLIENT_IOS] = {"org.jitsi.meet", ""},
    [CLIENT_ANDROID] = {"intent", "#Intent;scheme=org.jitsi.meet;package=org.jitsi.meet;end"},
};

static void add_room(struct text *t, const char *room, enum client_app app)
{
    const char *rest = calls[app].scheme ? strstr(room, "://") : NULL;
    if (rest)
        text_addf(t, "%s%s", calls[app].scheme, rest);
    else
        text_add_str(t, room);
}

/* A browser is sent nowhere but to the server that is configured: a room that was made on another
 * one waits until its link is written anew. */
static bool is_configured(const struct entry *e, const char *room, struct error *err)
{
    OWN_CHARS base = room_base(e->config, e->meeting);
    size_t len = strlen(base);
    return (strncmp(room, base, len) == 0 && room[len] == '/') ||
           fail(err, FAULT_CONFIG, NULL,
                "The room is on another video server than the one that is configured; run "
                "\"convoke relink\".");
}

char *meeting_entry(const struct entry *e, struct error *err)
{
    OWN_CHARS room = meeting_room(e->config, e->meeting, e->key);
    if (!room)
        return fail(err, FAULT_UNAVAILABLE, NULL, "The room of this meeting is not ready."), NULL;
    const struct provider *p = provider_named(e->meeting->provider);
    if (!p || !p->is_jitsi)
        return GIVE(room); /* options are Jitsi's, and whose this is is nobody else's business */
    OWN_CHARS token = NULL;
    TRY(is_configured(e, room, err) && meeting_token(e, &token, err));
    OWN(text) t = text_new();
    char before = '#';
    enum client_app app = e->client ? e->client->app : CLIENT_BROWSER;
    add_room(t, room, app);
    add_option(t, &before, "jwt", span_of(token));
    add_option(t, &before, "config.subject", said_most(e->title, MOST_TITLE));
    add_option(t, &before, "userInfo.displayName",
               said_most(e->caller ? e->caller->name : NULL, MOST_NAME));
    add_option(t, &before, "userInfo.email",
               said_most(e->caller ? e->caller->address : NULL, MOST_NAME));
    if (e->client && e->client->options)
        text_addf(t, "%c%s", before, e->client->options);
    text_add_str(t, calls[app].end);
    return text_take(t);
}
