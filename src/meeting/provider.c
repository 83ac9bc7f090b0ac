#include "internal.h"

static const struct provider *const providers[] = {
    &provider_jitsi,  &provider_jaas, &provider_zoom,
    &provider_google, &provider_url,  &provider_none,
};

const struct provider *provider_named(const char *name)
{
    for (size_t i = 0; name && i < LENGTH(providers); i++)
        if (strcmp(providers[i]->name, name) == 0)
            return providers[i];
    return NULL;
}

const char *provider_names(void)
{
    return "jitsi, jaas, zoom, google-meet, url, none";
}

/* --- none: no rooms ------------------------------------------------------------------------- */

static bool none_create(const struct config *c, const char *title, struct meeting *m,
                        struct error *err)
{
    (void)c, (void)title, (void)m, (void)err;
    return true;
}

static char *none_url(const struct config *c, const struct meeting *m, const char *key)
{
    (void)c, (void)m, (void)key;
    return NULL;
}

static bool none_check(const struct config *c, struct error *err)
{
    (void)c, (void)err;
    return true;
}

const struct provider provider_none = {
    .name = "none",
    .create = none_create,
    .url = none_url,
    .check = none_check,
};
