#include "internal.h"

/* NOLINTBEGIN(bugprone-macro-parentheses): v is declared here */
#define EACH_VEVENT(e, v)                                                       \
    for (size_t each_ = (e)->master ? 0 : 1; each_ <= (e)->noverrides; each_++) \
        for (const struct vevent *v = each_ ? &(e)->overrides[each_ - 1] : (e)->master; v; v = NULL)
/* NOLINTEND(bugprone-macro-parentheses) */

bool meeting_is_ours(const struct event *e, const struct account *owner)
{
    const struct vevent *main = event_main(e);
    return !main->has_organizer || account_has_address(owner, main->organizer.address);
}

bool event_is_over(const struct meeting_facts *f)
{
    instant start, end;
    event_span(f->now, f->floating, &start, &end);
    return end <= f->at;
}

static bool is_somebody_to_meet(const struct account *owner, const struct person *p)
{
    bool is_thing = p->cutype == CUTYPE_ROOM || p->cutype == CUTYPE_RESOURCE;
    return !is_thing && !account_has_address(owner, p->address);
}

bool has_somebody_to_meet(const struct meeting_facts *f)
{
    EACH_VEVENT(f->now, v)
    for (size_t i = 0; i < v->nattendees; i++)
        if (is_somebody_to_meet(f->owner, &v->attendees[i]))
            return true;
    return false;
}

static bool is_marked(const struct meeting_facts *f)
{
    EACH_VEVENT(f->now, v)
    {
        if (v->location && span_has_nocase(span_of(v->location), SPAN("jitsi")))
            return true;
        for (size_t i = 0; i < v->ncategories; i++)
            if (span_is_nocase(span_trim(span_of(v->categories[i])), "jitsi"))
                return true;
    }
    return false;
}

/* --- settings: the calendar's, else the configuration's ------------------------------------- */

static enum room_policy policy_of(const struct meeting_facts *f)
{
    int own = f->calendar ? f->calendar->policy : -1;
    return own >= 0 ? (enum room_policy)own : f->config->meetings.policy;
}

static int64_t min_duration_of(const struct meeting_facts *f)
{
    int64_t own = f->calendar ? f->calendar->min_duration_s : -1;
    return own >= 0 ? own : f->config->meetings.min_duration_s;
}

static bool all_day_may(const struct meeting_facts *f)
{
    int own = f->calendar ? f->calendar->all_day : -1;
    return own >= 0 ? own != 0 : f->config->meetings.all_day;
}

bool wants_room_per_occurrence(const struct meeting_facts *f)
{
    int own = f->calendar ? f->calendar->rooms : -1;
    enum rooms_per rooms = own >= 0 ? (enum rooms_per)own : f->config->jitsi.rooms;
    /* Without the stable link nobody would find the room of his occurrence. */
    return rooms == ROOMS_PER_OCCURRENCE && f->config->server.public_url;
}

bool policy_is_never(const struct meeting_facts *f)
{
    return policy_of(f) == POLICY_NEVER;
}

const char *policy_refuses(const struct meeting_facts *f, bool has_own_link)
{
    const struct vevent *main = event_main(f->now);
    if (policy_is_never(f))
        return "policy: this calendar gives no rooms";
    if (has_own_link) /* a copy of an event with a room is meant to have one */
        return NULL;
    if (main->start.is_date && !all_day_may(f))
        return "all-day: all-day events get no room";
    if (!main->start.is_date && main->duration_s < min_duration_of(f))
        return "short: shorter than the least duration of events with a room";
    if (policy_of(f) == POLICY_ATTENDEES && !has_somebody_to_meet(f))
        return "policy: nobody to meet";
    if (policy_of(f) == POLICY_MARKED && !is_marked(f))
        return "policy: not marked \"jitsi\" in LOCATION or CATEGORIES";
    return NULL;
}
