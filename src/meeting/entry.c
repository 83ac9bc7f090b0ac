/* The URL by which somebody enters a room: options of the client stand in its fragment as
 * key=value, each value JSON and percent-encoded. They are preferences: who enters may change
 * them. */
#include "internal.h"

static void add_option(struct text *t, char *before, const char *name, const char *value)
{
    if (!value || !*value)
        return;
    OWN(text) json = text_new();
    text_add_json(json, span_of(value));
    text_addf(t, "%c%s=", *before, name);
    text_add_uri(t, text_span(json));
    *before = '&';
}

char *meeting_entry(const struct entry *e, struct error *err)
{
    OWN_CHARS room = meeting_room(e->config, e->meeting, e->key);
    if (!room)
        return fail(err, FAULT_UNAVAILABLE, NULL, "The room of this meeting is not ready."), NULL;
    OWN(text) t = text_new();
    char before = '#';
    text_add_str(t, room);
    add_option(t, &before, "config.subject", e->title);
    add_option(t, &before, "userInfo.displayName", e->caller ? e->caller->name : NULL);
    add_option(t, &before, "userInfo.email", e->caller ? e->caller->address : NULL);
    return text_take(t);
}
