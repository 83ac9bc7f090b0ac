#include "convoke/http.h"
#include "internal.h"

bool certificate_meant(const struct config *c, struct certificate **out, struct error *err)
{
    const char *path = c->server.certificate, *key = c->server.key;
    *out = NULL;
    if (!path && !key)
        return true;
    if (!path || !key)
        return fail(err, FAULT_CONFIG, NULL,
                    "[server] has a %s but no %s; TLS needs both: set it, or take the other out.",
                    path ? "certificate" : "key", path ? "key" : "certificate");
    *out = certificate_open(path, key, err);
    return *out;
}
