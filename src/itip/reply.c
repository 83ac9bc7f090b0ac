#include "internal.h"

#include <stdio.h>

/* One REPLY on its way into the stored event. RFC 5546, 3.2.3 */
struct replying {
    const struct event *stored, *reply;
    const struct zone *floating;
    struct splice *edits;
    struct answer answer;
    struct error *err;
};

/* The better outcome of two parts of one message. */
static enum itip_outcome both(enum itip_outcome a, enum itip_outcome b)
{
    static const int rank[] = {
        [ITIP_APPLIED] = 3, [ITIP_UNCHANGED] = 2, [ITIP_STALE] = 1, [ITIP_NO_FIT] = 0};
    return rank[a] > rank[b] ? a : b;
}

/* --- who answers ---------------------------------------------------------------------------- */

/* A REPLY speaks for one. Where several stand in it, the one that was invited is meant; two of
 * them, and nobody can tell. */
static const struct person *who_answers(const struct event *stored, const struct vevent *v)
{
    const struct person *found = NULL;
    for (size_t i = 0; i < v->nattendees; i++) {
        const struct person *p = &v->attendees[i];
        if (!event_attendee(stored, p->address))
            continue;
        if (found && strcmp(found->address, p->address) != 0)
            return NULL;
        found = p;
    }
    return found;
}

/* --- when he did ---------------------------------------------------------------------------- */

static instant parse_stamp(struct span s)
{
    struct moment m, like = {.zone = zone_utc()};
    char name[20];
    if (s.len >= sizeof name)
        return INSTANT_FIRST;
    memcpy(name, s.at, s.len);
    name[s.len] = '\0';
    return key_moment(name, &like, &m) ? m.local : INSTANT_FIRST;
}

/* The DTSTAMP of the answer that is known; INSTANT_FIRST when there is none. */
static instant replied_at(const struct vevent *v, const char *address)
{
    OWN(kept_lines) lines = kept_lines_of(v);
    for (size_t i = 0; i < lines->count; i++) {
        const struct kept_line *l = &lines->rows[i];
        struct span stamp;
        if (l->depth != 1 || strcasecmp(l->name, "ATTENDEE") != 0 ||
            !ical_param(span_of(l->params), replied_param, NULL, &stamp))
            continue;
        OWN_CHARS normal = address_normal(span_of(l->value));
        if (strcmp(normal, address) == 0)
            return parse_stamp(stamp);
    }
    return INSTANT_FIRST;
}

/* An older number is accepted with the time that still holds. */
static bool is_stale(const struct replying *r, const struct vevent *v, int64_t sequence,
                     instant start)
{
    bool same_time = v->has_start && moment_instant(&v->start, r->floating) == start;
    return v->sequence < sequence && !same_time;
}

/* --- setting it ----------------------------------------------------------------------------- */

static void write_answer(struct splice *edits, const struct vevent *v, const struct person *p,
                         enum partstat partstat, instant at)
{
    splice_set_param(edits, v, p, "PARTSTAT", partstat_name(partstat));
    if (at == INSTANT_FIRST)
        return;
    struct civil c = civil_of(at);
    OWN_CHARS stamp =
        mem_strf("%04d%02d%02dT%02d%02d%02dZ", c.year, c.month, c.day, c.hour, c.minute, c.second);
    splice_set_param(edits, v, p, replied_param, stamp);
}

void itip_keep_answer(struct splice *edits, const struct vevent *v, const struct person *p,
                      const struct vevent *before, const struct person *was)
{
    write_answer(edits, v, p, was->partstat, replied_at(before, was->address));
}

static enum itip_outcome set_answer(const struct replying *r, const struct vevent *v)
{
    const struct person *p = vevent_attendee(v, r->answer.address);
    if (!p)
        return NO_FIT(r->err, "party-crasher", "%s is not invited to this event.",
                      r->answer.address);
    instant known = replied_at(v, r->answer.address);
    if (known != INSTANT_FIRST && r->answer.stamp != INSTANT_FIRST && r->answer.stamp < known)
        return ITIP_STALE;
    if (p->partstat == r->answer.partstat)
        return ITIP_UNCHANGED;
    write_answer(r->edits, v, p, r->answer.partstat, r->answer.stamp);
    return ITIP_APPLIED;
}

/* --- the series ----------------------------------------------------------------------------- */

/* He has answered this occurrence differently than the series, and not before this answer. */
static bool has_own_answer(const struct replying *r, const struct vevent *override,
                           const struct person *p, enum partstat of_series)
{
    if (p->partstat == of_series || p->partstat == PARTSTAT_NEEDS_ACTION)
        return false;
    instant known = replied_at(override, p->address);
    return known == INSTANT_FIRST || r->answer.stamp == INSTANT_FIRST || known >= r->answer.stamp;
}

static enum itip_outcome set_override(const struct replying *r, const struct vevent *override,
                                      enum partstat of_series)
{
    const struct person *p = vevent_attendee(override, r->answer.address);
    if (!p || override->status == EVENT_CANCELLED || has_own_answer(r, override, p, of_series))
        return ITIP_UNCHANGED;
    return set_answer(r, override);
}

static enum itip_outcome reply_to_series(const struct replying *r, const struct vevent *v)
{
    const struct vevent *series = r->stored->master;
    if (!series)
        return NO_FIT(r->err, "no-occurrence",
                      "%s answers for a series of which only single "
                      "occurrences are known.",
                      r->answer.address);
    if (series->status == EVENT_CANCELLED)
        return ITIP_UNCHANGED;
    if (is_stale(r, v, series->sequence, moment_instant(&series->start, r->floating)))
        return ITIP_STALE;
    const struct person *p = vevent_attendee(series, r->answer.address);
    enum partstat before = p ? p->partstat : PARTSTAT_NEEDS_ACTION;
    enum itip_outcome outcome = set_answer(r, series);
    for (size_t i = 0; outcome == ITIP_APPLIED && i < r->stored->noverrides; i++)
        set_override(r, &r->stored->overrides[i], before);
    return outcome;
}

/* --- one occurrence ------------------------------------------------------------------------- */

static enum itip_outcome make_override(const struct replying *r, const char *name)
{
    const struct vevent *series = r->stored->master;
    const struct person *p = vevent_attendee(series, r->answer.address);
    if (!p)
        return NO_FIT(r->err, "party-crasher", "%s is not invited to this event.",
                      r->answer.address);
    if (p->partstat == r->answer.partstat)
        return ITIP_UNCHANGED;
    OWN_CHARS component = override_with_answer(series, name, &r->answer);
    if (!component)
        return NO_FIT(r->err, "no-occurrence", "\"%s\" names no occurrence.", name);
    splice_add_component(r->edits, span_of(component));
    return ITIP_APPLIED;
}

static enum itip_outcome reply_to_occurrence(const struct replying *r, const struct vevent *v)
{
    char name[KEY_SIZE];
    struct occurrence o;
    if (!occurrence_meant(r->stored, v, r->floating, name) ||
        event_occurrence(r->stored, r->floating, name, &o) != RECUR_FOUND)
        return NO_FIT(r->err, "no-occurrence",
                      "The answer is for %s, which is no occurrence of the event.", name);
    if (o.is_cancelled)
        return ITIP_UNCHANGED;
    const struct vevent *override = event_override(r->stored, name);
    const struct vevent *of = override ? override : r->stored->master;
    if (is_stale(r, v, of->sequence, o.start))
        return ITIP_STALE;
    return override ? set_answer(r, override) : make_override(r, name);
}

/* --- the way in ----------------------------------------------------------------------------- */

static enum itip_outcome reply_part(struct replying *r, const struct vevent *v)
{
    const struct person *p = who_answers(r->stored, v);
    if (!p)
        return NO_FIT(r->err, "party-crasher",
                      "The answer is of nobody, or not of one person, who is invited to %s.",
                      r->stored->uid);
    r->answer = (struct answer){p->address, p->partstat, v->dtstamp};
    return v->is_override ? reply_to_occurrence(r, v) : reply_to_series(r, v);
}

static bool organizer_fits(const struct event *stored, const struct event *reply,
                           const struct account *owner)
{
    const struct person *named = organizer_of(reply), *known = organizer_of(stored);
    if (!named || !*named->address) /* Exchange leaves it out */
        return true;
    return address_is_of(owner, named->address) ||
           (known && strcmp(known->address, named->address) == 0);
}

enum itip_outcome itip_apply_reply(const struct event *stored, const struct event *reply,
                                   const struct account *owner, const struct zone *floating,
                                   struct splice *edits, struct error *err)
{
    struct replying r = {
        .stored = stored, .reply = reply, .floating = floating, .edits = edits, .err = err};
    if (strcmp(stored->uid, reply->uid) != 0)
        return NO_FIT(err, "uid", "The answer is for another event: %s.", reply->uid);
    if (!event_is_ours(stored, owner))
        return NO_FIT(err, "organizer", "Somebody else organizes %s, so the answer is not for us.",
                      stored->uid);
    if (!organizer_fits(stored, reply, owner))
        return NO_FIT(err, "organizer", "The answer names another organizer than %s has.",
                      stored->uid);
    enum itip_outcome outcome = ITIP_NO_FIT;
    if (reply->master)
        outcome = reply_part(&r, reply->master);
    for (size_t i = 0; i < reply->noverrides; i++)
        outcome = both(outcome, reply_part(&r, &reply->overrides[i]));
    return outcome;
}
