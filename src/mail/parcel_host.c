/* The organizer's own link, when his meeting gets its room. */
#include "parcel.h"

#include "convoke/meeting.h"

struct host_mail {
    const struct pipeline *line;
    struct tx *tx;
    struct parcel *parcel;
    struct account *owner;
    struct event *event; /* NULL: it is gone */
    const struct zone *floating;
};

static bool load(struct host_mail *h, struct error *err)
{
    const struct parcel *p = h->parcel;
    h->owner = store_account(h->tx, p->account, err);
    TRY(h->owner);
    h->floating = account_zone(h->line, h->owner);
    OWN(object) o = store_object_by_uid(h->tx, p->account, 0, p->uid, err);
    if (!o)
        return err->kind == FAULT_NOT_FOUND;
    if (object_is_event(o))
        h->event =
            event_read(span_make(o->text, o->text_len), h->line->zones, &ical_limits_stored, err);
    return h->event || !object_is_event(o);
}

/* Much may have happened since the room was made. NULL: there is something to say. */
static const char *why_not(const struct host_mail *h, const struct links *links)
{
    instant start, end;
    if (!h->event)
        return "The event is gone.";
    if (!links->is_personal)
        return "The meeting has no room any more.";
    event_span(h->event, h->floating, &start, &end);
    return end <= clock_now() ? "The meeting is over." : NULL;
}

static bool write_mail(struct host_mail *h, const struct links *links, struct error *err)
{
    const struct parcel *p = h->parcel;
    OWN(text) identity = text_new();
    text_addf(identity, "host\n%lld\n%lld\n%s", (long long)p->account, (long long)p->id, p->uid);
    OWN_CHARS id = message_id_of(h->line, text_span(identity), err);
    struct letter l = {
        .kind = MAIL_HOST, .event = h->event, .floating = h->floating, .message_id = id};
    TRY(id && zone_of_recipient(h->line, h->tx, p->recipient, &l.zone, err));
    letter_add_links(&l, links);
    letter_add_people(&l, event_main(h->event), h->owner, p->recipient);
    return parcel_fill(h->line, h->parcel, &l, err);
}

static enum composed compose(struct host_mail *h, struct error *err)
{
    OWN_LINKS links = {0};
    if (!load(h, err))
        return COMPOSED_FAILED;
    struct links_facts about = {
        .line = h->line,
        .tx = h->tx,
        .account = h->parcel->account,
        .event = h->event,
        .key = "",
        .recipient = h->parcel->recipient,
    };
    if (h->event && !links_open(&about, &links, err))
        return COMPOSED_FAILED;
    const char *reason = why_not(h, &links);
    if (reason)
        return parcel_has_nothing(h->parcel, reason);
    return write_mail(h, &links, err) ? COMPOSED_READY : COMPOSED_FAILED;
}

enum composed mail_compose_host(void *pipeline, struct tx *tx, struct parcel *p, struct error *err)
{
    struct host_mail h = {.line = pipeline, .tx = tx, .parcel = p};
    enum composed how = compose(&h, err);
    account_free(h.owner);
    event_free(h.event);
    return how;
}
