/* A client that goes by the schedule tag puts a text that it wrote without having seen the answers
 * that came since. They stay: those of the series, those of single occurrences, and the occurrences
 * that got a VEVENT of their own by being answered. RFC 6638, 3.2.10 */
#include "internal.h"

const struct vevent *vevent_in(const struct event *e, const struct vevent *v)
{
    char key[20];
    if (!v->is_override)
        return e->master;
    vevent_key(v, key);
    return event_override(e, key);
}

/* As long as the text is the one that the tag is of, nothing has happened that it does not show. */
static bool has_missed_answers(const struct work *w)
{
    const struct change *c = w->c;
    bool names_text = c->if_match && strcmp(c->if_match, "*") != 0;
    return c->if_schedule_tag && !names_text && w->before && w->old->schedule_tag &&
           strcmp(w->old->schedule_tag, w->old->etag) != 0;
}

static bool is_owner(const struct work *w, const char *address)
{
    for (size_t i = 0; i < w->owner->naddresses; i++)
        if (strcmp(w->owner->addresses[i], address) == 0)
            return true;
    return false;
}

/* --- occurrences that were answered ----------------------------------------------------------- */

/* Somebody who has answered this occurrence otherwise than the series. */
static const struct person *who_answered(const struct work *w, const struct vevent *occurrence)
{
    for (size_t i = 0; i < occurrence->nattendees; i++) {
        const struct person *p = &occurrence->attendees[i];
        const struct person *always = vevent_attendee(w->before->master, p->address);
        if (always && always->partstat != p->partstat && !is_owner(w, p->address))
            return p;
    }
    return NULL;
}

static void add_answer(struct text *reply, const struct work *w, const char *key,
                       const struct person *who)
{
    char at[20];
    struct moment now = {.local = w->at, .zone = zone_utc()};
    moment_key(&now, at);
    OWN(text) uid = text_new();
    text_add_ical(uid, span_of(w->now->uid));
    OWN_CHARS params = mem_strf(";PARTSTAT=%s", partstat_name(who->partstat));
    text_addf(reply, "BEGIN:VEVENT\r\nDTSTAMP:%s\r\nSEQUENCE:%lld\r\n", at,
              (long long)w->now->master->sequence);
    ical_add_line(reply, "UID", SPAN(""), text_span(uid));
    text_addf(reply, "RECURRENCE-ID%s:%s\r\n", strchr(key, 'T') ? "" : ";VALUE=DATE", key);
    ical_add_line(reply, "ATTENDEE", span_of(params), span_of(who->uri));
    text_add_str(reply, "END:VEVENT\r\n");
}

/* One answer makes an occurrence a VEVENT of its own; the others follow with those of the rest. */
static char *answers_that_miss(const struct work *w)
{
    bool any = false;
    OWN(text) reply = text_new();
    text_add_str(reply, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REPLY\r\n");
    for (size_t i = 0; i < w->before->noverrides; i++) {
        char key[20];
        const struct vevent *occurrence = &w->before->overrides[i];
        const struct person *who = who_answered(w, occurrence);
        vevent_key(occurrence, key);
        if (!who || event_override(w->now, key))
            continue;
        add_answer(reply, w, key, who);
        any = true;
    }
    text_add_str(reply, "END:VCALENDAR\r\n");
    return any ? text_take(reply) : NULL;
}

/* What is no occurrence any more has no answer either. */
static bool bring_back_occurrences(struct work *w, struct error *err)
{
    if (!meeting_is_ours(w->now, w->owner) || !w->now->master || !w->before->master ||
        !vevent_same_time(w->now->master, w->before->master, w->floating))
        return true;
    OWN_CHARS text = answers_that_miss(w);
    if (!text)
        return true;
    struct error unfit;
    OWN(event) reply = event_read(span_of(text), w->p->zones, &ical_limits_stored, err);
    TRY(reply);
    OWN(splice) edits = splice_new(w->now);
    return itip_apply_reply(w->now, reply, w->owner, w->floating, edits, &unfit) != ITIP_APPLIED ||
           work_edit(w, edits, err);
}

/* --- answers ---------------------------------------------------------------------------------- */

static void merge_vevent(const struct work *w, struct splice *edits, const struct vevent *v)
{
    const struct vevent *stored = vevent_in(w->before, v);
    if (!stored || v->sequence > stored->sequence || !vevent_same_time(v, stored, w->floating))
        return;
    for (size_t i = 0; i < v->nattendees; i++) {
        const struct person *p = &v->attendees[i], *was = vevent_attendee(stored, p->address);
        if (was && was->partstat != p->partstat && !is_owner(w, p->address))
            itip_keep_answer(edits, v, p, stored, was);
    }
}

bool work_merge_answers(struct work *w, struct error *err)
{
    if (!has_missed_answers(w))
        return true;
    TRY(bring_back_occurrences(w, err));
    OWN(splice) edits = splice_new(w->now);
    if (w->now->master)
        merge_vevent(w, edits, w->now->master);
    for (size_t i = 0; i < w->now->noverrides; i++)
        merge_vevent(w, edits, &w->now->overrides[i]);
    return work_edit(w, edits, err);
}
