#include "internal.h"

static bool check_server(const struct config *c, struct error *err)
{
    const char *domain = c->jitsi.domain;
    if (!domain || (!span_starts_nocase(span_of(domain), "https://") &&
                    !span_starts_nocase(span_of(domain), "http://")))
        return fail(err, FAULT_CONFIG, NULL,
                    "domain in section [jitsi] has to be a URL like https://meet.example.org.");
    return true;
}

static bool check_pattern(const struct config *c, struct error *err)
{
    const char *pattern = c->jitsi.room_pattern;
    const char *problem = pattern ? room_pattern_problem(pattern) : NULL;
    if (problem)
        return fail(err, FAULT_CONFIG, NULL, "room_pattern \"%s\" in section [jitsi] %s.", pattern,
                    problem);
    const char *prefix = c->jitsi.room_prefix;
    for (size_t i = 0; prefix && prefix[i]; i++)
        if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789-ABCDEFGHIJKLMNOPQRSTUVWXYZ", prefix[i]))
            return fail(err, FAULT_CONFIG, NULL,
                        "room_prefix \"%s\" in section [jitsi] may hold letters, digits and \"-\" "
                        "only; a slash would name a tenant.",
                        prefix);
    return true;
}

static bool check_tokens(const struct config *c, struct error *err)
{
    OWN(text) name = text_new();
    const char *problem = c->jitsi.features ? features_problem(c->jitsi.features, name) : NULL;
    if (problem)
        return fail(err, FAULT_CONFIG, NULL, "features in section [jitsi]: \"%s\" %s.",
                    text_str(name), problem);
    if (meeting_has_tokens(c, c->jitsi.provider) && !c->jitsi.app_id)
        return fail(err, FAULT_CONFIG, NULL,
                    "Tokens for the video server need app_id in section [jitsi]: the issuer that "
                    "it accepts (JWT_APP_ID).");
    return true;
}

bool jitsi_check_rooms(const struct config *c, struct error *err)
{
    TRY(check_pattern(c, err));
    TRY(check_tokens(c, err));
    if (c->jitsi.rooms == ROOMS_PER_OCCURRENCE && !c->server.public_url)
        return fail(err, FAULT_CONFIG, NULL,
                    "rooms = occurrence in section [jitsi] needs public_url in section [server]: "
                    "its link finds the room of the day.");
    return true;
}

bool jitsi_check(const struct config *c, struct error *err)
{
    return check_server(c, err) && jitsi_check_rooms(c, err);
}

bool meeting_check_provider(const struct config *c, const char *name, struct error *err)
{
    const struct provider *p = provider_named(name);
    if (!p)
        return fail(err, FAULT_CONFIG, NULL,
                    "provider in section [jitsi] is \"%s\"; it can be one of: %s.",
                    name ? name : "", provider_names());
    return p->check(c, err);
}

bool meeting_check_config(const struct config *c, struct error *err)
{
    return meeting_check_provider(c, c->jitsi.provider, err);
}
