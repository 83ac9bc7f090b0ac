/* JaaS: Jitsi's servers as 8x8 runs them. Rooms stand in the folder of the customer's application,
 * and are there as soon as somebody enters with a token of its. */
#include "internal.h"

#define SERVER "https://8x8.vc"
#define APP_ID "vpaas-magic-cookie-"

char *jaas_base(const struct config *c)
{
    return mem_strf("%s/%s", SERVER, c->jitsi.app_id ? c->jitsi.app_id : "");
}

char *jaas_kid(const struct config *c)
{
    const char *id = c->jitsi.key_id;
    return strchr(id, '/') ? mem_str(id) : mem_strf("%s/%s", c->jitsi.app_id, id);
}

static bool jaas_check(const struct config *c, struct error *err)
{
    if (!c->jitsi.app_id || !span_starts(span_of(c->jitsi.app_id), APP_ID))
        return fail(err, FAULT_CONFIG, NULL,
                    "provider = jaas needs app_id in section [jitsi]: the AppID that the console "
                    "of JaaS shows (%s...).",
                    APP_ID);
    if (!c->jitsi.key_id)
        return fail(err, FAULT_CONFIG, NULL,
                    "provider = jaas needs key_id in section [jitsi]: what the console of JaaS "
                    "calls the key that convoke jitsi key new made and that you gave it.");
    return jitsi_check_rooms(c, err);
}

const struct provider provider_jaas = {
    .name = "jaas",
    .create = jitsi_create,
    .url = jitsi_url,
    .check = jaas_check,
    .is_jitsi = true,
};
