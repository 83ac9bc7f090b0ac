#include "internal.h"

bool address_is_of(const struct account *owner, const char *address)
{
    for (size_t i = 0; i < owner->naddresses; i++)
        if (strcmp(owner->addresses[i], address) == 0)
            return true;
    return false;
}

const struct person *guest_in(const struct vevent *v, const char *address)
{
    const struct person *p = vevent_attendee(v, address);
    return p && p->agent == SCHEDULE_SERVER ? p : NULL;
}

const struct person *organizer_of(const struct event *e)
{
    const struct vevent *main = event_main(e);
    return main->has_organizer ? &main->organizer : NULL;
}

bool event_is_ours(const struct event *e, const struct account *owner)
{
    const struct person *organizer = organizer_of(e);
    return !organizer || address_is_of(owner, organizer->address);
}
