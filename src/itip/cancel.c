#include "internal.h"

#include <stdio.h>

/* One CANCEL on its way into the stored event. RFC 5546, 3.2.5 */
struct cancelling {
    const struct event *stored;
    const struct account *owner;
    const struct zone *floating;
    struct splice *edits;
    struct error *err;
};

/* Equal numbers are told apart by their stamps, where both have one. */
static bool is_stale(const struct vevent *v, const struct vevent *of)
{
    if (v->sequence != of->sequence)
        return v->sequence < of->sequence;
    return v->dtstamp != INSTANT_FIRST && of->dtstamp != INSTANT_FIRST && v->dtstamp < of->dtstamp;
}

static void mark_cancelled(const struct cancelling *c, const struct vevent *v, int64_t sequence)
{
    splice_set(c->edits, v, "STATUS", "", SPAN("CANCELLED"));
    if (sequence <= v->sequence)
        return;
    OWN_CHARS number = mem_strf("%lld", (long long)sequence);
    splice_set(c->edits, v, "SEQUENCE", "", span_of(number));
}

/* --- somebody else is uninvited ------------------------------------------------------------- */

static bool names_owner(const struct cancelling *c, const struct vevent *v)
{
    for (size_t i = 0; i < v->nattendees; i++)
        if (address_is_of(c->owner, v->attendees[i].address))
            return true;
    return false;
}

/* Without STATUS:CANCELLED it takes out those whom it names, and those alone. */
static bool is_about_others(const struct cancelling *c, const struct vevent *v)
{
    return v->status != EVENT_CANCELLED && v->nattendees && !names_owner(c, v);
}

static enum itip_outcome uninvite(const struct cancelling *c, const struct vevent *of,
                                  const struct vevent *v)
{
    enum itip_outcome outcome = ITIP_UNCHANGED;
    for (size_t i = 0; i < v->nattendees; i++) {
        const struct person *p = vevent_attendee(of, v->attendees[i].address);
        if (!p)
            continue;
        splice_remove_person(c->edits, of, p);
        outcome = ITIP_APPLIED;
    }
    return outcome;
}

/* --- the series, or the single event -------------------------------------------------------- */

static enum itip_outcome cancel_all(const struct cancelling *c, const struct vevent *v)
{
    const struct vevent *main = event_main(c->stored);
    if (is_stale(v, main))
        return ITIP_STALE;
    if (is_about_others(c, v))
        return uninvite(c, main, v);
    if (main->status == EVENT_CANCELLED)
        return ITIP_UNCHANGED;
    if (c->stored->master)
        mark_cancelled(c, c->stored->master, v->sequence);
    for (size_t i = 0; i < c->stored->noverrides; i++)
        mark_cancelled(c, &c->stored->overrides[i], v->sequence);
    return ITIP_APPLIED;
}

/* --- one occurrence ------------------------------------------------------------------------- */

static void exclude(const struct cancelling *c, const char *name)
{
    const struct vevent *series = c->stored->master;
    struct moment m;
    if (!key_moment(name, &series->start, &m))
        return;
    OWN(text) params = text_new();
    if (m.is_date) {
        text_add_str(params, ";VALUE=DATE");
    } else if (m.tzid && m.zone != zone_utc()) {
        text_add_str(params, ";TZID=");
        ical_add_param_value(params, span_of(m.tzid));
    }
    struct civil t = civil_of(m.local);
    char value[32];
    int len = snprintf(value, sizeof value, "%04d%02d%02d", t.year, t.month, t.day);
    if (!m.is_date)
        snprintf(value + len, sizeof value - (size_t)len, "T%02d%02d%02d%s", t.hour, t.minute,
                 t.second, m.zone == zone_utc() ? "Z" : "");
    splice_add(c->edits, series, "EXDATE", text_str(params), span_of(value));
}

static enum itip_outcome cancel_one(const struct cancelling *c, const struct vevent *v)
{
    char name[KEY_SIZE];
    if (v->and_future)
        return NO_FIT(c->err, "this-and-future",
                      "A CANCEL of %s and all that follow is not understood; ask for a new series.",
                      c->stored->uid);
    if (!occurrence_meant(c->stored, v, c->floating, name))
        return ITIP_UNCHANGED; /* taken out already, or never there */
    const struct vevent *override = event_override(c->stored, name);
    const struct vevent *of = override ? override : c->stored->master;
    if (override ? is_stale(v, of) : v->sequence < of->sequence)
        return ITIP_STALE;
    if (is_about_others(c, v))
        return override ? uninvite(c, override, v) : ITIP_UNCHANGED;
    if (of->status == EVENT_CANCELLED)
        return ITIP_UNCHANGED;
    if (override)
        mark_cancelled(c, override, v->sequence);
    else
        exclude(c, name);
    return ITIP_APPLIED;
}

/* --- the way in ----------------------------------------------------------------------------- */

static bool organizer_fits(const struct event *stored, const struct event *cancel)
{
    const struct person *named = organizer_of(cancel), *known = organizer_of(stored);
    return named && known && strcmp(named->address, known->address) == 0;
}

enum itip_outcome itip_apply_cancel(const struct event *stored, const struct event *cancel,
                                    const struct account *owner, const struct zone *floating,
                                    struct splice *edits, struct error *err)
{
    struct cancelling c = {stored, owner, floating, edits, err};
    if (strcmp(stored->uid, cancel->uid) != 0)
        return NO_FIT(err, "uid", "The CANCEL is for another event: %s.", cancel->uid);
    if (!organizer_fits(stored, cancel))
        return NO_FIT(err, "organizer",
                      "Only the organizer of %s may cancel it, and the CANCEL is not his.",
                      stored->uid);
    if (cancel->master)
        return cancel_all(&c, cancel->master);
    enum itip_outcome outcome = ITIP_UNCHANGED;
    for (size_t i = 0; i < cancel->noverrides; i++) {
        enum itip_outcome one = cancel_one(&c, &cancel->overrides[i]);
        if (one == ITIP_APPLIED || outcome == ITIP_UNCHANGED)
            outcome = one;
    }
    return outcome;
}
