/* A room that a service elsewhere makes: what has to be told to it goes out as a parcel. */
#include "internal.h"

enum { LONGEST_S = 2 * 86400, SHORTEST_S = 900 };

/* Tried no longer than two days, nor into the meeting, so that its organizer hears of it before. */
static instant expiry(const struct work *w)
{
    instant starts = w->meeting->starts, last = w->at + LONGEST_S;
    bool is_single = w->now && !event_is_recurring(w->now) && w->meeting->state == MEETING_OPEN;
    if (!is_single || starts > last)
        return last;
    return starts > w->at + SHORTEST_S ? starts : w->at + SHORTEST_S;
}

bool work_order_room(struct work *w, struct tx *tx, struct error *err)
{
    if (!w->meeting)
        return true;
    struct room_facts before = {w->p->config, w->had, w->before, w->floating};
    struct room_facts now = {w->p->config, w->meeting, w->now, w->floating};
    if (!room_differs(&before, &now))
        return true;
    OWN(parcel) p = mem_new(sizeof *p);
    p->account = w->c->account;
    p->kind = mem_str("room");
    p->uid = mem_str(w->meeting->uid);
    p->key = mem_str("");
    p->recipient = mem_str(w->meeting->provider);
    p->line = mem_strf("room %s", w->meeting->uid);
    p->created = p->due = w->at;
    p->expires = expiry(w);
    p->leased_until = INSTANT_FIRST;
    bool added;
    return store_parcel_add(tx, p, &added, err);
}
