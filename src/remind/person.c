#include "internal.h"

const char *remind_skip(const struct person *p)
{
    if (p->partstat == PARTSTAT_DECLINED)
        return "declined";
    if (p->partstat == PARTSTAT_DELEGATED)
        return "delegated";
    if (p->cutype == CUTYPE_ROOM || p->cutype == CUTYPE_RESOURCE)
        return "room";
    if (!strchr(p->address, '@'))
        return "no-address";
    return NULL;
}

bool event_has_guests(const struct event *e)
{
    if (e->master && e->master->nattendees)
        return true;
    for (size_t i = 0; i < e->noverrides; i++)
        if (e->overrides[i].nattendees)
            return true;
    return false;
}
