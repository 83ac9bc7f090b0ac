/* A room moves to another name: who was in it knows the one before, and on a server that wants no
 * tokens that is all that it takes to come back. */
#include "internal.h"

/* NULL: it can. Otherwise why not. */
static const char *problem_of(const struct config *c, const struct meeting *m)
{
    const struct provider *p = provider_named(m->provider);
    if (m->state != MEETING_OPEN || !m->room || !m->url || !m->link)
        return "The meeting has no room.";
    if (!c->server.public_url || strcmp(m->link, m->url) == 0)
        return "Its events carry the room's own URL: set public_url in section [server] and run "
               "\"convoke relink\" first.";
    if (!p || p->service)
        return "Its room is made by a service that gives it its name.";
    return NULL;
}

bool meeting_rotate(const struct config *c, const char *title, struct meeting *m, struct error *err)
{
    const char *problem = problem_of(c, m);
    if (problem)
        return fail(err, FAULT_CONFLICT, NULL, "%s", problem);
    OWN_CHARS before = mem_str(m->url);
    TRY(provider_named(m->provider)->create(c, title, m, err));
    return strcmp(m->url, before) != 0 ||
           fail(err, FAULT_CONFLICT, NULL,
                "The pattern of its rooms gives it the same name again.");
}

/* --- who was removed -------------------------------------------------------------------------- */

static bool loses(const struct meeting_facts *f, const struct person *p)
{
    return *p->address && !meeting_invites(f->now, f->owner, p->address);
}

static bool loses_any(const struct meeting_facts *f, const struct vevent *v)
{
    bool does = v->has_organizer && loses(f, &v->organizer);
    for (size_t i = 0; i < v->nattendees && !does; i++)
        does = loses(f, &v->attendees[i]);
    return does;
}

static bool loses_somebody(const struct meeting_facts *f)
{
    const struct event *was = f->old;
    bool does = was->master && loses_any(f, was->master);
    for (size_t i = 0; i < was->noverrides && !does; i++)
        does = loses_any(f, &was->overrides[i]);
    return does;
}

bool rotate_is_due(const struct meeting_facts *f, const struct meeting *m)
{
    return f->config->meetings.rotate == ROTATE_ON_REMOVAL && f->old && f->now &&
           !problem_of(f->config, m) && loses_somebody(f);
}
