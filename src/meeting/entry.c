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

char *meeting_entry(const struct entry *e, struct error *err)
{
    OWN_CHARS room = meeting_room(e->config, e->meeting, e->key);
    if (!room)
        return fail(err, FAULT_UNAVAILABLE, NULL, "The room of this meeting is not ready."), NULL;
    OWN_CHARS token = NULL;
    TRY(meeting_token(e, &token, err));
    OWN(text) t = text_new();
    char before = '#';
    text_add_str(t, room);
    add_option(t, &before, "jwt", span_of(token));
    add_option(t, &before, "config.subject", said_most(e->title, MOST_TITLE));
    add_option(t, &before, "userInfo.displayName",
               said_most(e->caller ? e->caller->name : NULL, MOST_NAME));
    add_option(t, &before, "userInfo.email",
               said_most(e->caller ? e->caller->address : NULL, MOST_NAME));
    return text_take(t);
}
