/* Whom a message asks to come at another time has not answered for that time, whatever the program
 * of the organizer writes. RFC 6638, 3.2.8 */
#include "internal.h"

static void ask(const struct work *w, struct splice *edits, const struct itip_message *m)
{
    const struct vevent *v = *m->key ? event_override(w->now, m->key) : w->now->master;
    const struct person *p = v ? vevent_attendee(v, m->attendee) : NULL;
    if (p && p->partstat != PARTSTAT_NEEDS_ACTION)
        splice_set_param(edits, v, p, "PARTSTAT", partstat_name(PARTSTAT_NEEDS_ACTION));
}

void work_ask_anew(const struct work *w, struct splice *edits)
{
    const struct change *c = w->c;
    if (c->kind != CHANGE_PUT || !c->at_name || !c->tell || c->is_delivery)
        return;
    for (size_t i = 0; i < w->plan->nmessages; i++) {
        const struct itip_message *m = &w->plan->messages[i];
        if (m->method == METHOD_REQUEST && m->changed & ITIP_WHEN)
            ask(w, edits, m);
    }
}
