/* The organizer hears of the room of his meeting once, with the link by which he is its host. */
#include "internal.h"

static bool is_wanted(const struct work *w)
{
    const struct config *c = w->p->config;
    bool has_room = w->meeting && w->meeting->state == MEETING_OPEN;
    bool had_one = w->had && w->had->state != MEETING_NONE;
    return w->now && c->meetings.host_mail && c->server.public_url && has_room && !had_one;
}

/* Where the event names one of his addresses as the organizer's, that one. */
static const char *address_of(const struct work *w)
{
    const struct vevent *v = event_main(w->now);
    if (v->has_organizer && account_has_address(w->owner, v->organizer.address))
        return v->organizer.address;
    return w->owner->naddresses ? w->owner->addresses[0] : NULL;
}

bool tell_host(struct tell *t, struct error *err)
{
    struct work *w = t->w;
    const char *address = is_wanted(w) ? address_of(w) : NULL;
    if (!address)
        return true;
    OWN(parcel) p = mem_new(sizeof *p);
    bool added;
    p->account = w->c->account;
    p->kind = mem_str("host");
    p->uid = mem_str(w->now->uid);
    p->key = mem_str("");
    p->recipient = mem_str(address);
    p->line = mem_strf("%s host %s", p->uid, address);
    p->created = w->at;
    p->due = w->at + w->p->config->mail.merge_window_s;
    p->expires = INSTANT_NEVER;
    p->leased_until = INSTANT_FIRST;
    TRY(store_parcel_add(t->tx, p, &added, err));
    t->recipients += added; /* under the caps like everything that is told */
    return true;
}
