/* What an attendee may change in his own copy. RFC 6638, 3.2.2.1 */
#include "internal.h"

#define REFUSE(err, ...) \
    fail(err, FAULT_FORBIDDEN, "allowed-attendee-scheduling-object-change", __VA_ARGS__)

static const char *const own_words[] = {"CATEGORIES=", "COMMENT="};

/* --- what the event says ---------------------------------------------------------------------- */

static bool is_own_word(struct span line)
{
    struct span name = span_make(line.at + 1, line.len - 1); /* behind its aspect */
    for (size_t i = 0; i < LENGTH(own_words); i++)
        if (span_starts(name, own_words[i]))
            return true;
    return false;
}

static void drop_own_words(struct view *v)
{
    OWN(text) kept = text_new();
    struct span rest = text_span(v->aspects[ASPECT_OTHER]);
    while (rest.len) {
        struct span line = span_cut(rest, '\n', &rest);
        if (line.len && !is_own_word(line))
            text_addf(kept, "%.*s\n", (int)line.len, line.at);
    }
    text_cut(v->aspects[ASPECT_OTHER], 0);
    text_add(v->aspects[ASPECT_OTHER], text_span(kept));
}

static struct view *organizers_view(const struct itip_copy *c, const struct event *e,
                                    const char *key, struct error *err)
{
    struct itip_message m = {.method = METHOD_ABSENT, .attendee = ""};
    memcpy(m.key, key, strlen(key) + 1);
    struct itip_write w = {
        .from = e, .message = &m, .owner = c->owner, .floating = c->floating, .at = c->at};
    size_t len;
    OWN_CHARS text = text_write(&w, false, &len, err);
    TRY(text);
    struct view *v = view_of(span_make(text, len));
    drop_own_words(v);
    return v;
}

static const char *word_of(int changed)
{
    static const struct {
        int bit;
        const char *word;
    } words[] = {
        {ITIP_WHEN, "time"},   {ITIP_STATUS, "status"}, {ITIP_WHAT, "title"},
        {ITIP_WHERE, "place"}, {ITIP_LINK, "link"},     {ITIP_TEXT, "description"},
    };
    for (size_t i = 0; i < LENGTH(words); i++)
        if (changed & words[i].bit)
            return words[i].word;
    return changed & ITIP_ORGANIZER ? "organizer" : "details";
}

static bool check_words(const struct itip_copy *c, const char *key, struct error *err)
{
    OWN(view) was = organizers_view(c, c->before, key, err);
    TRY(was);
    OWN(view) is = organizers_view(c, c->now, key, err);
    TRY(is);
    int changed = view_changes(was, is);
    return !changed ||
           REFUSE(err, "The %s of an event is its organizer's to change.", word_of(changed));
}

/* --- who is invited --------------------------------------------------------------------------- */

/* All of a stand in b as they are; the owner's own answer is his. */
static bool has_all(const struct vevent *a, const struct vevent *b, const struct account *owner)
{
    for (size_t i = 0; i < a->nattendees; i++) {
        const struct person *p = &a->attendees[i], *same = vevent_attendee(b, p->address);
        if (!same || (same->partstat != p->partstat && !address_is_of(owner, p->address)))
            return false;
    }
    return true;
}

static bool check_people(const struct itip_copy *c, const struct vevent *was,
                         const struct vevent *is, struct error *err)
{
    return (has_all(was, is, c->owner) && has_all(is, was, c->owner)) ||
           REFUSE(err, "Who is invited, and what others answer, is not an attendee's to change.");
}

/* --- one VEVENT ------------------------------------------------------------------------------- */

static bool check_vevent(const struct itip_copy *c, const char *key, struct error *err)
{
    const struct vevent *was = copy_vevent(c->before, key), *is = copy_vevent(c->now, key);
    struct occurrence o;
    if (c->by_sequence && is && (!was || is->sequence > was->sequence))
        return true;
    if (!was || !is)
        return REFUSE(err, "Only the organizer adds and removes parts of an event.");
    if (*key && itip_leaves_out(c->now, key))
        return true;
    if (*key && event_occurrence(c->before, c->floating, key, &o) != RECUR_FOUND)
        return REFUSE(err, "Only the organizer adds occurrences to an event.");
    return check_people(c, was, is, err) && check_words(c, key, err);
}

/* --- the whole -------------------------------------------------------------------------------- */

static bool check_excluded(const struct itip_copy *c, struct error *err)
{
    OWN_KEYS was = {0};
    const struct vevent *before = c->before->master, *now = c->now->master;
    if (!before || !now || (c->by_sequence && now->sequence > before->sequence))
        return true;
    keys_add_excluded(&was, before);
    for (size_t i = 0; i < was.count; i++)
        if (!itip_leaves_out(c->now, was.at[i]) && !event_override(c->before, was.at[i]))
            return REFUSE(err, "Only the organizer brings back an occurrence that was left out.");
    return true;
}

bool itip_invites(const struct event *e, const struct account *who)
{
    for (size_t a = 0; a < who->naddresses; a++)
        if (event_attendee(e, who->addresses[a]))
            return true;
    return false;
}

bool itip_check_copy(const struct itip_copy *c, struct error *err)
{
    OWN_KEYS keys = {0};
    if (!c->before || !c->now || event_is_ours(c->before, c->owner) ||
        !itip_invites(c->before, c->owner))
        return true;
    if (c->before->master || c->now->master)
        keys_add(&keys, "");
    copy_add_keys(&keys, c->before);
    copy_add_keys(&keys, c->now);
    for (size_t i = 0; i < keys.count; i++)
        TRY(check_vevent(c, keys.at[i], err));
    return check_excluded(c, err);
}
