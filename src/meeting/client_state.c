/* What clients of Jitsi give along when they send somebody to tokenAuthUrl: a JSON object with the
 * room, how the client itself was set, and what kind of program it is. Anybody can write one. */
#include "internal.h"

#include <jansson.h>

enum { MOST_BYTES = 4096, MOST_MEMBERS = 64, MOST_KEY = 64, MOST_ITEMS = 64, MOST_OPTIONS = 6000 };

/* Names that reach into what is no option have no place in a client. */
static bool is_option(const char *key)
{
    static const char *const never[] = {"__proto__", "constructor", "prototype"};
    struct span name = span_of(key);
    if (!span_starts(name, "config.") || name.len > MOST_KEY)
        return false;
    for (size_t i = 0; i < name.len; i++)
        if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._", name.at[i]))
            return false;
    for (size_t i = 0; i < LENGTH(never); i++)
        if (span_has(name, span_of(never[i])))
            return false;
    return true;
}

static bool is_plain_value(const json_t *value)
{
    return json_is_boolean(value) || json_is_string(value) || json_is_number(value);
}

/* Lists of buttons and the like; nothing deeper. */
static bool is_value(const json_t *value)
{
    if (!json_is_array(value))
        return is_plain_value(value);
    if (json_array_size(value) > MOST_ITEMS)
        return false;
    for (size_t i = 0; i < json_array_size(value); i++)
        if (!is_plain_value(json_array_get(value, i)))
            return false;
    return true;
}

static void add_option(struct text *t, const char *key, const json_t *value)
{
    char *json = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
    if (!json)
        return;
    text_addf(t, "%s%s=", text_len(t) ? "&" : "", key);
    text_add_uri(t, span_of(json));
    free(json);
}

/* Of options that are too long together, the first are kept. */
static char *options_of(const json_t *state)
{
    const char *key;
    json_t *value;
    OWN(text) t = text_new();
    json_object_foreach((json_t *)(uintptr_t)state, key, value)
    {
        size_t before = text_len(t);
        if (is_option(key) && is_value(value))
            add_option(t, key, value);
        if (text_len(t) > MOST_OPTIONS)
            text_cut(t, before);
    }
    return text_len(t) ? text_take(t) : NULL;
}

static enum client_app app_of(const json_t *state)
{
    static const struct {
        const char *flag;
        enum client_app app;
    } apps[] = {{"electron", CLIENT_DESKTOP}, {"ios", CLIENT_IOS}, {"android", CLIENT_ANDROID}};
    for (size_t i = 0; i < LENGTH(apps); i++)
        if (json_is_true(json_object_get(state, apps[i].flag)))
            return apps[i].app;
    return CLIENT_BROWSER;
}

void client_state_clear(struct client_state *s)
{
    free(s->options);
    *s = (struct client_state){0};
}

bool client_state_read(struct span json, struct client_state *out, struct error *err)
{
    *out = (struct client_state){0};
    if (json.len > MOST_BYTES)
        return fail(err, FAULT_TOO_LARGE, NULL, "The state has %zu bytes; %d are taken.", json.len,
                    MOST_BYTES);
    json_t *state = json_loadb(json.at ? json.at : "", json.len, JSON_REJECT_DUPLICATES, NULL);
    bool ok = json_is_object(state) && json_object_size(state) <= MOST_MEMBERS;
    if (ok)
        *out = (struct client_state){app_of(state), options_of(state)};
    json_decref(state);
    return ok || fail(err, FAULT_INVALID, NULL,
                      "The state is no JSON object with at most %d members.", MOST_MEMBERS);
}
