#include "internal.h"

/* A room of a Jitsi server is there as soon as somebody enters it: nothing has to be asked for. */

char *room_base(const struct config *c, const struct meeting *m)
{
    bool is_jaas = provider_named(m->provider) == &provider_jaas;
    return is_jaas ? jaas_base(c) : mem_str(c->jitsi.domain);
}

char *jitsi_url(const struct config *c, const struct meeting *m, const char *key)
{
    if (!m->room)
        return NULL;
    OWN_CHARS base = room_base(c, m);
    OWN_CHARS room = m->per_occurrence ? room_of(m->room, key) : mem_str(m->room);
    return mem_strf("%s/%s", base, room);
}

bool jitsi_create(const struct config *c, const char *title, struct meeting *m, struct error *err)
{
    if (!c->jitsi.domain || !*c->jitsi.domain)
        return fail(err, FAULT_CONFIG, NULL,
                    "There is no video server: set domain in section [jitsi].");
    free(m->room);
    free(m->url);
    m->room = room_make(c, title);
    m->url = jitsi_url(c, m, "");
    return true;
}

const struct provider provider_jitsi = {
    .name = "jitsi",
    .create = jitsi_create,
    .url = jitsi_url,
    .check = jitsi_check,
    .is_jitsi = true,
};
