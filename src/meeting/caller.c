#include "internal.h"

static struct caller caller_of(enum caller_role role, const struct person *p)
{
    return (struct caller){role, p->address, p->name};
}

struct caller meeting_caller(const struct vevent *from, const struct account *owner,
                             const char *address)
{
    const struct person *attendee = vevent_attendee(from, address);
    bool is_organizer = from->has_organizer && strcmp(from->organizer.address, address) == 0;
    if (is_organizer)
        return caller_of(CALLER_HOST, &from->organizer);
    if (account_has_address(owner, address))
        return (struct caller){CALLER_HOST, address, owner->display};
    if (attendee)
        return caller_of(attendee->role == ROLE_CHAIR ? CALLER_MODERATOR : CALLER_PARTICIPANT,
                         attendee);
    return (struct caller){.role = CALLER_NOBODY};
}

bool meeting_invites(const struct event *e, const struct account *owner, const char *address)
{
    bool is = e->master && meeting_caller(e->master, owner, address).role != CALLER_NOBODY;
    for (size_t i = 0; i < e->noverrides && !is; i++)
        is = meeting_caller(&e->overrides[i], owner, address).role != CALLER_NOBODY;
    return is;
}
