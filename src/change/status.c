/* SCHEDULE-STATUS in what comes in: a client says nothing of how our messages went. RFC 6638, 3.2.9
 */
#include "internal.h"

struct statuses {
    const struct work *w;
    struct splice *edits;
};

static bool same_words(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static void keep_status(const struct statuses *s, const struct vevent *v, const struct person *p,
                        const struct person *was)
{
    const char *known = was ? was->schedule_status : NULL;
    if (!same_words(p->schedule_status, known))
        splice_set_param(s->edits, v, p, "SCHEDULE-STATUS", known);
}

static bool has_status(const struct vevent *v)
{
    bool has = v->has_organizer && v->organizer.schedule_status;
    for (size_t i = 0; i < v->nattendees && !has; i++)
        has = v->attendees[i].schedule_status;
    return has;
}

/* What stands for the same occurrence as it was stored, else for the series. */
static const struct vevent *stored_for(const struct work *w, const struct vevent *v)
{
    const struct vevent *stored = w->before ? vevent_in(w->before, v) : NULL;
    return stored || !w->before ? stored : w->before->master;
}

static void keep_statuses(const struct statuses *s, const struct vevent *v)
{
    const struct vevent *stored = stored_for(s->w, v);
    bool is_known = stored && has_status(stored);
    if (!is_known && !has_status(v))
        return;
    const struct person *organizer = is_known && stored->has_organizer ? &stored->organizer : NULL;
    if (organizer && strcmp(organizer->address, v->organizer.address) != 0)
        organizer = NULL;
    if (v->has_organizer)
        keep_status(s, v, &v->organizer, organizer);
    for (size_t i = 0; i < v->nattendees; i++) {
        const struct person *p = &v->attendees[i];
        keep_status(s, v, p, is_known ? vevent_attendee(stored, p->address) : NULL);
    }
}

bool work_keep_statuses(struct work *w, struct error *err)
{
    if (w->c->kind != CHANGE_PUT)
        return true; /* made of what is stored */
    OWN(splice) edits = splice_new(w->now);
    struct statuses s = {w, edits};
    if (w->now->master)
        keep_statuses(&s, w->now->master);
    for (size_t i = 0; i < w->now->noverrides; i++)
        keep_statuses(&s, &w->now->overrides[i]);
    return work_edit(w, edits, err);
}
