/* What becomes of a room that a service does not make: its meeting says so, and its organizer hears
 * of it. */
#include "convoke/remote.h"

#include "convoke/meeting.h"

static const struct {
    const char *wish, *subject;
} words[] = {
    {"create ", "could not be made"},
    {"update ", "could not be brought up to date"},
    {"remove ", "could not be removed"},
};

static const char *words_of(const struct parcel *p)
{
    struct span order = span_make(p->bytes, p->bytes_len);
    for (size_t i = 0; i < LENGTH(words); i++)
        if (span_starts(order, words[i].wish))
            return words[i].subject;
    return words[0].subject;
}

static bool load_title(const struct pipeline *p, struct tx *tx, const struct parcel *parcel,
                       char **title_out, struct error *err)
{
    *title_out = NULL;
    OWN(object) o = store_object_by_uid(tx, parcel->account, 0, parcel->uid, err);
    if (!o)
        return err->kind == FAULT_NOT_FOUND;
    struct error unread = {0};
    OWN(event)
    e = event_read(span_make(o->text, o->text_len), p->zones, &ical_limits_stored, &unread);
    OWN(text) line = text_new();
    const char *summary = e ? event_main(e)->summary : NULL;
    text_add_header(line, span_of(summary));
    *title_out = text_len(line) ? text_take(line) : NULL;
    return true;
}

static char *facts_of(const struct parcel *p, const struct account *owner, const char *title)
{
    const char *called = title ? title : "a meeting without a title";
    return mem_strf("subject=The room of %s %s\n\n"
                    "The video room of this meeting %s:\n\n    %s\n    %s\n\n"
                    "Its link stays as it is and says so to who follows it. Change the event\n"
                    "to have it tried again; \"convoke explain %s --user %s\" shows\n"
                    "what was tried.\n",
                    called, words_of(p), words_of(p), called, p->answer ? p->answer : "", p->uid,
                    owner->name);
}

static bool tell_organizer(const struct pipeline *pipeline, struct tx *tx, const struct parcel *p,
                           struct error *err)
{
    OWN(account) owner = store_account(tx, p->account, err);
    OWN_CHARS title = NULL;
    if (!owner)
        return err->kind == FAULT_NOT_FOUND;
    TRY(load_title(pipeline, tx, p, &title, err));
    if (!owner->naddresses)
        return true;
    OWN(parcel) n = mem_new(sizeof *n);
    n->account = p->account;
    n->kind = mem_str("notice");
    n->key = mem_str("");
    n->recipient = mem_str(owner->addresses[0]);
    n->line = mem_strf("notice room %lld", (long long)p->id);
    n->facts = facts_of(p, owner, title);
    n->created = n->due = clock_now();
    n->expires = INSTANT_NEVER;
    n->leased_until = INSTANT_FIRST;
    bool added;
    return store_parcel_add(tx, n, &added, err);
}

static bool note_fault(struct tx *tx, const struct parcel *p, struct error *err)
{
    OWN(meeting) m = store_meeting(tx, p->account, p->uid, err);
    if (!m)
        return err->kind == FAULT_NOT_FOUND;
    free(m->room_fault);
    m->room_fault = mem_str(p->answer);
    return store_meeting_save(tx, m, err);
}

bool remote_room_dropped(struct tx *tx, const struct parcel *p, struct error *err)
{
    return strcmp(p->kind, "room") != 0 || note_fault(tx, p, err);
}

/* --- whether somebody has to hear of it ------------------------------------------------------- */

struct following {
    const struct parcel *p;
    bool is_there;
};

static bool look_at(const struct parcel *other, void *with)
{
    struct following *f = with;
    f->is_there = other->id != f->p->id && strcmp(other->kind, "room") == 0;
    return !f->is_there;
}

/* The event has changed since: what is to be asked for now is still to be tried. */
static bool is_followed(struct tx *tx, const struct parcel *p, bool *is_out, struct error *err)
{
    struct following f = {.p = p};
    struct parcel_query q = {.account = p->account, .uid = p->uid, .unfinished = true};
    bool ok = store_parcels(tx, &q, look_at, &f, err);
    *is_out = f.is_there;
    return ok;
}

static bool settle(const struct pipeline *pipeline, struct tx *tx, const struct parcel *p,
                   struct error *err)
{
    bool is_to_come;
    TRY(is_followed(tx, p, &is_to_come, err));
    return is_to_come || (note_fault(tx, p, err) && tell_organizer(pipeline, tx, p, err));
}

bool remote_rooms_settled(void *pipeline, struct tx *tx, struct parcel *const *parcels,
                          size_t count, struct error *err)
{
    for (size_t i = 0; i < count; i++) {
        const struct parcel *p = parcels[i];
        if (strcmp(p->kind, "room") != 0 || p->state != PARCEL_FAILED)
            continue;
        TRY(settle(pipeline, tx, p, err));
    }
    return true;
}
