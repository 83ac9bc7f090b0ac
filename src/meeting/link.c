#include "internal.h"

char *meeting_room(const struct config *c, const struct meeting *m, const char *key)
{
    const struct provider *p = provider_named(m->provider);
    if (!m->per_occurrence)
        return mem_str(m->url);
    return p ? p->url(c, m, key) : NULL;
}

char *meeting_link_for(const struct config *c, const struct meeting *m, const char *key)
{
    if (m->per_occurrence && *key)
        return meeting_room(c, m, key);
    return mem_str(m->link);
}
