/* What the others have answered, from the organizer's event into an attendee's copy. */
#include "internal.h"

struct sharing {
    const struct event *copy, *theirs;
    const struct account *owner; /* of the copy: what he answers stands there first */
    const struct zone *floating;
    struct splice *edits;
};

static void share_vevent(const struct sharing *s, const struct vevent *v)
{
    char key[KEY_SIZE];
    vevent_key(v, key);
    const struct vevent *known = copy_vevent(s->theirs, key);
    for (size_t i = 0; known && i < v->nattendees; i++) {
        const struct person *p = &v->attendees[i];
        const struct person *is = vevent_attendee(known, p->address);
        if (is && is->partstat != p->partstat && !address_is_of(s->owner, p->address))
            splice_set_param(s->edits, v, p, "PARTSTAT", partstat_name(is->partstat));
    }
}

/* Somebody who has answered this occurrence otherwise than the copy says of the series. */
static const struct person *who_differs(const struct sharing *s, const struct vevent *occurrence)
{
    for (size_t i = 0; i < occurrence->nattendees; i++) {
        const struct person *p = &occurrence->attendees[i];
        const struct person *always = vevent_attendee(s->copy->master, p->address);
        if (always && always->partstat != p->partstat && !address_is_of(s->owner, p->address))
            return p;
    }
    return NULL;
}

/* One that was moved is told of in its own way. */
static bool is_at_its_time(const struct sharing *s, const struct vevent *v, const char *key)
{
    struct occurrence o;
    return !itip_leaves_out(s->copy, key) &&
           event_occurrence(s->copy, s->floating, key, &o) == RECUR_FOUND && !o.is_cancelled &&
           v->status != EVENT_CANCELLED && moment_instant(&v->start, s->floating) == o.start;
}

/* An occurrence that got a VEVENT of its own by being answered gets one in the copy. */
static void share_occurrence(const struct sharing *s, const struct vevent *v)
{
    char key[KEY_SIZE];
    vevent_key(v, key);
    const struct person *p = event_override(s->copy, key) ? NULL : who_differs(s, v);
    if (!p || !is_at_its_time(s, v, key))
        return;
    struct answer a = {p->address, p->partstat, INSTANT_FIRST};
    OWN_CHARS component = override_with_answer(s->copy->master, key, &a);
    if (component)
        splice_add_component(s->edits, span_of(component));
}

void itip_share_answers(const struct event *copy, const struct event *theirs,
                        const struct account *owner, const struct zone *floating,
                        struct splice *edits)
{
    struct sharing s = {copy, theirs, owner, floating, edits};
    if (copy->master)
        share_vevent(&s, copy->master);
    for (size_t i = 0; i < copy->noverrides; i++)
        share_vevent(&s, &copy->overrides[i]);
    for (size_t i = 0; copy->master && i < theirs->noverrides; i++)
        share_occurrence(&s, &theirs->overrides[i]);
}
