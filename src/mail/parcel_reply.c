/* What an attendee of ours answers an organizer outside. RFC 5546, 3.2.3; RFC 6047 */
#include "parcel.h"

static char *id_of(const struct pipeline *line, const struct parcel *p, struct error *err)
{
    OWN(text) identity = text_new();
    text_addf(identity, "reply\n%lld\n%lld\n%s", (long long)p->account, (long long)p->id, p->facts);
    return message_id_of(line, text_span(identity), err);
}

enum composed mail_compose_reply(void *pipeline, struct tx *tx, struct parcel *p, struct error *err)
{
    OWN(rsvp) a = NULL;
    enum composed how = rsvp_open(pipeline, p, &a, err);
    if (how != COMPOSED_READY)
        return how;
    OWN(account) owner = store_account(tx, p->account, err);
    OWN_CHARS id = owner ? id_of(pipeline, p, err) : NULL;
    if (!id)
        return COMPOSED_FAILED;
    const struct vevent *v = event_main(a->told);
    struct person guest = v->attendees[0];
    if (!guest.name)
        guest.name = owner->display;
    struct letter l = {
        .kind = MAIL_REPLY,
        .guest = &guest,
        .to_name = v->organizer.name,
        .organizer_address = v->organizer.address,
        .organizer_name = v->organizer.name,
        .event = a->told,
        .floating = account_zone(pipeline, owner),
        .calendar = span_make(a->text, a->text_len),
        .method = ical_method_name(METHOD_REPLY),
        .message_id = id,
    };
    return parcel_fill(pipeline, p, &l, err) ? COMPOSED_READY : COMPOSED_FAILED;
}
