/* What came for somebody by scheduling is in his calendar already; as a message it stays in his
 * inbox, until a program has seen it. RFC 6638, 4 */
#include "internal.h"

enum { MOST_MESSAGES = 1000 };

/* A newer message of the same person about the same occurrence takes the place of the older. */
static char *identity_of(const struct event *message)
{
    const struct vevent *v = event_main(message);
    bool is_answer = message->method == METHOD_REPLY && v->nattendees > 0;
    char key[20];
    vevent_key(v, key);
    return mem_strf("%s %s %s", message->uid, key,
                    is_answer ? v->attendees[0].address : v->organizer.address);
}

static char *name_of(const char *identity)
{
    struct digest d = digest_of(span_of(identity));
    OWN_CHARS hex = digest_hex(&d);
    return mem_strf("%.32s.ics", hex);
}

static bool has_changed(const struct work *w)
{
    return w->c->outcome == CHANGE_CREATED || w->c->outcome == CHANGE_UPDATED ||
           w->c->outcome == CHANGE_DELETED;
}

bool work_leave_message(struct work *w, struct tx *tx, struct error *err)
{
    if (!w->c->is_delivery || !w->came || w->came->method == METHOD_ABSENT || !has_changed(w))
        return true;
    OWN(calendar) inbox = store_calendar_inbox(tx, w->c->account, err);
    TRY(inbox);
    OWN(object) o = mem_new(sizeof *o);
    o->account = inbox->account;
    o->calendar = inbox->id;
    o->uid = identity_of(w->came);
    o->name = name_of(o->uid);
    o->text = span_copy(w->c->text);
    o->text_len = w->c->text.len;
    o->hash = ical_hash(w->c->text);
    o->is_recurring = event_is_recurring(w->came);
    o->component = component_of(w->came);
    item_span(w->came, w->floating, &o->starts, &o->ends);
    TRY(store_object_save(tx, o, err));
    return store_inbox_trim(tx, inbox, MOST_MESSAGES, err);
}
