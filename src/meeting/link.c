#include "internal.h"

/* Who comes back to a meeting that runs over finds the same room, unless the next is about to
 * begin. */
#define GRACE_S  1800
#define BEFORE_S 900
/* Cancelled occurrences in a row that are passed over. */
#define MOST_SKIPPED 500

static char *url_of(const struct config *c, const struct meeting *m, const char *key)
{
    const struct provider *p = provider_named(m->provider);
    return p ? p->url(c, m, key) : NULL;
}

char *meeting_link_for(const struct config *c, const struct meeting *m, const char *key)
{
    if (m->per_occurrence && *key)
        return url_of(c, m, key);
    return mem_str(m->link);
}

static bool next_held(const struct event *e, const struct zone *floating, instant after,
                      struct occurrence *o)
{
    for (int skipped = 0; skipped < MOST_SKIPPED; skipped++) {
        if (event_next(e, floating, after, RECUR_BUDGET, o) != RECUR_FOUND)
            return false;
        if (!o->is_cancelled)
            return true;
        after = o->end > after ? o->end : after + 1;
    }
    return false;
}

static bool occurrence_at(const struct event *e, const struct zone *floating, instant at,
                          struct occurrence *o)
{
    if (!next_held(e, floating, at - GRACE_S, o))
        return false;
    struct occurrence next;
    if (o->end <= at && next_held(e, floating, at, &next) && next.start <= at + BEFORE_S)
        *o = next;
    return true;
}

char *meeting_room_at(const struct config *c, const struct meeting *m, const struct event *e,
                      const struct zone *floating, instant at)
{
    struct occurrence o;
    if (!m->per_occurrence)
        return mem_str(m->url);
    if (e && event_is_recurring(e) && occurrence_at(e, floating, at, &o))
        return url_of(c, m, o.key);
    return url_of(c, m, "");
}
