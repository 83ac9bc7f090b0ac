#include "internal.h"

/* Edits that stand before everything else, on the event as it came in. */

/* Only where the owner already stands on the event as somebody to be told: no organizer at all, but
 * attendees. RFC 5545, 3.8.4.3 */
static void adopt(const struct work *w, struct splice *edits, const struct vevent *v)
{
    if (v->has_organizer || !v->nattendees || !w->owner->naddresses)
        return;
    OWN(text) params = text_new();
    if (w->owner->display) {
        text_add_str(params, ";CN=");
        ical_add_param_value(params, span_of(w->owner->display));
    }
    OWN_CHARS uri = mem_strf("mailto:%s", w->owner->addresses[0]);
    splice_add(edits, v, "ORGANIZER", text_str(params), span_of(uri));
}

static bool same_lines(const char **a, size_t na, const char **b, size_t nb)
{
    if (na != nb)
        return false;
    for (size_t i = 0; i < na; i++)
        if (strcmp(a[i], b[i]) != 0)
            return false;
    return true;
}

bool vevent_same_time(const struct vevent *a, const struct vevent *b, const struct zone *floating)
{
    return moment_instant(&a->start, floating) == moment_instant(&b->start, floating) &&
           a->duration_s == b->duration_s &&
           same_lines(a->rrules, a->nrrules, b->rrules, b->nrrules);
}

/* A file written before somebody answered does not take the answer back; a new time asks anew. */
static void keep_answers(const struct work *w, struct splice *edits, const struct vevent *v,
                         const struct vevent *before)
{
    if (!before || !vevent_same_time(v, before, w->floating) || v->sequence > before->sequence)
        return;
    for (size_t i = 0; i < v->nattendees; i++) {
        const struct person *now = &v->attendees[i];
        const struct person *was = vevent_attendee(before, now->address);
        if (was && now->partstat == PARTSTAT_NEEDS_ACTION && was->partstat != PARTSTAT_NEEDS_ACTION)
            itip_keep_answer(edits, v, now, before, was);
    }
}

static void prepare_vevent(const struct work *w, struct splice *edits, const struct vevent *v,
                           const struct vevent *before)
{
    if (w->c->adopt)
        adopt(w, edits, v);
    keep_answers(w, edits, v, before);
}

bool work_prepare(struct work *w, struct error *err)
{
    const struct event *e = w->now;
    bool ours = meeting_is_ours(e, w->owner);
    OWN(splice) edits = splice_new(e);
    if (e->method != METHOD_ABSENT)
        splice_remove(edits, NULL, "METHOD"); /* RFC 4791, 4.1 */
    if (ours && e->master)
        prepare_vevent(w, edits, e->master, w->before ? w->before->master : NULL);
    for (size_t i = 0; ours && i < e->noverrides; i++)
        prepare_vevent(w, edits, &e->overrides[i],
                       w->before ? vevent_in(w->before, &e->overrides[i]) : NULL);
    return work_edit(w, edits, err);
}
