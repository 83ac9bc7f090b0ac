#include "internal.h"

static bool answer_stale(struct work *w, bool *go_on_out)
{
    *go_on_out = false;
    w->c->outcome = CHANGE_STALE;
    w->c->etag = mem_str(w->old->etag);
    return true;
}

static bool answer_unchanged(struct work *w, bool *go_on_out)
{
    *go_on_out = false;
    w->c->outcome = CHANGE_UNCHANGED;
    w->c->etag = mem_str(w->old->etag);
    return true;
}

bool work_incoming(struct work *w, bool *go_on_out, struct error *err)
{
    OWN(splice) edits = splice_new(w->before);
    enum itip_outcome outcome =
        w->c->kind == CHANGE_REPLY
            ? itip_apply_reply(w->before, w->came, w->owner, w->floating, edits, err)
            : itip_apply_cancel(w->before, w->came, w->owner, w->floating, edits, err);
    *go_on_out = true;
    switch (outcome) {
    case ITIP_APPLIED:
        w->now = w->before;
        return work_edit(w, edits, err);
    case ITIP_UNCHANGED:
        return answer_unchanged(w, go_on_out);
    case ITIP_STALE:
        return answer_stale(w, go_on_out);
    case ITIP_NO_FIT:
        return false;
    }
    return false;
}

static bool is_older(const struct vevent *told, const struct vevent *known)
{
    return known && (told->sequence < known->sequence ||
                     (told->sequence == known->sequence && told->dtstamp < known->dtstamp));
}

static const struct vevent *known_of(const struct event *stored, const struct vevent *told)
{
    char key[20];
    vevent_key(told, key);
    return told->is_override ? event_override(stored, key) : stored->master;
}

static bool has_line(const char *const *lines, size_t count, const char *line)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(lines[i], line) == 0)
            return true;
    return false;
}

/* Occurrences that he has left out himself, which declines them. */
static void keep_left_out(struct splice *edits, const struct vevent *told,
                          const struct vevent *known)
{
    for (size_t i = 0; i < known->nexdates; i++) {
        const char *line = known->exdates[i], *colon = strrchr(line, ':');
        OWN_CHARS params = mem_strf("%s%.*s", colon > line ? ";" : "", (int)(colon - line), line);
        if (!has_line(told->exdates, told->nexdates, line))
            splice_add(edits, told, "EXDATE", params, span_of(colon + 1));
    }
}

/* What the attendee himself has on his copy stays: his answers, while the time is the same. */
static void keep_own(const struct work *w, struct splice *edits, const struct vevent *told,
                     const struct vevent *known)
{
    if (!known || told->sequence > known->sequence)
        return;
    keep_left_out(edits, told, known);
    for (size_t i = 0; i < w->owner->naddresses; i++) {
        const struct person *now = vevent_attendee(told, w->owner->addresses[i]);
        const struct person *was = vevent_attendee(known, w->owner->addresses[i]);
        if (now && was && was->partstat != now->partstat)
            splice_set_param(edits, told, now, "PARTSTAT", partstat_name(was->partstat));
    }
}

static void add_line(struct splice *edits, const struct vevent *v, const struct ical_line *line)
{
    OWN_CHARS name = span_copy(line->name);
    OWN_CHARS params =
        mem_strf("%s%.*s", line->params.len ? ";" : "", (int)line->params.len, line->params.at);
    splice_add(edits, v, name, params, line->value);
}

/* When he is reminded, and whether it takes his time, is his own to say. RFC 6638, 3.2.2.1 */
static void keep_alarms(const struct work *w, struct splice *edits, const struct vevent *told,
                        const struct vevent *known)
{
    struct ical_line line;
    int depth = 0;
    bool is_alarm = false;
    OWN(ical_reader) r = ical_reader_new(vevent_text(w->before, known), &ical_limits_stored);
    while (ical_reader_next(r, &line, NULL) == 1) {
        depth += span_is_nocase(line.name, "BEGIN");
        if (depth == 2 && span_is_nocase(line.name, "BEGIN"))
            is_alarm = span_is_nocase(span_trim(line.value), "VALARM");
        if (depth >= 2 && is_alarm)
            add_line(edits, told, &line);
        if (depth == 1 && span_is_nocase(line.name, "TRANSP"))
            splice_set(edits, told, "TRANSP", "", line.value);
        depth -= span_is_nocase(line.name, "END");
    }
}

/* A series that is told anew has no such occurrence any more, so nobody says of it that it is off.
 * What the series leaves out by name is called off by name. */
static bool is_left_behind(const struct work *w, const struct vevent *known, const struct vevent *v)
{
    struct occurrence o;
    char key[20];
    const struct vevent *series = w->came->master;
    if (!series || !known || series->sequence <= known->sequence)
        return false;
    vevent_key(v, key);
    return event_occurrence(w->came, w->floating, key, &o) == RECUR_NONE &&
           !itip_leaves_out(w->came, key);
}

/* The other components of the stored copy go with the one that was told. */
static void keep_others(const struct work *w, struct splice *edits, const struct vevent *known)
{
    const struct event *stored = w->before;
    if (stored->master && stored->master != known)
        splice_add_component(edits, vevent_text(stored, stored->master));
    for (size_t i = 0; i < stored->noverrides; i++)
        if (&stored->overrides[i] != known && !is_left_behind(w, known, &stored->overrides[i]))
            splice_add_component(edits, vevent_text(stored, &stored->overrides[i]));
}

/* An event of his own, or of a third person, that happens to have this UID is another event. */
static bool check_organizer(const struct work *w, const struct vevent *told, struct error *err)
{
    const struct vevent *mine = w->before ? event_main(w->before) : told;
    if (mine->has_organizer && strcmp(mine->organizer.address, told->organizer.address) == 0)
        return true;
    return fail(err, FAULT_CONFLICT, "unique-scheduling-object-resource",
                "The attendee has another event with this UID.");
}

bool work_merge_delivery(struct work *w, bool *go_on_out, struct error *err)
{
    const struct vevent *told = event_main(w->came);
    const struct vevent *known = w->before ? known_of(w->before, told) : NULL;
    *go_on_out = true;
    TRY(check_organizer(w, told, err));
    if (is_older(told, known))
        return answer_stale(w, go_on_out);
    OWN(splice) edits = splice_new(w->came);
    splice_remove(edits, NULL, "METHOD");
    if (w->before) {
        keep_own(w, edits, told, known);
        if (known || w->before->master)
            keep_alarms(w, edits, told, known ? known : w->before->master);
        keep_others(w, edits, known);
    }
    w->now = w->came;
    return work_edit(w, edits, err);
}

/* An organizer's messages overtake each other on the way, and files are kept: what is older than
 * the copy does not undo what came later. RFC 5546, 2.1.5 */
bool work_check_age(struct work *w, bool *go_on_out)
{
    const struct vevent *sent = event_main(w->came);
    const struct vevent *known = w->before ? known_of(w->before, sent) : NULL;
    bool is_message = w->came->method == METHOD_REQUEST && !meeting_is_ours(w->came, w->owner);
    *go_on_out = true;
    if (is_message && known && known->has_organizer &&
        strcmp(known->organizer.address, sent->organizer.address) == 0 &&
        sent->sequence < known->sequence)
        return answer_stale(w, go_on_out);
    return true;
}
