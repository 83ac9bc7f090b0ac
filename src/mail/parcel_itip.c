#include "parcel.h"

/* No two mails share an ID, even where the second brings back what the first said: the parcel's
 * number is part of it. */
static char *id_of(const struct pipeline *line, const struct parcel *p, const struct telling *t,
                   struct error *err)
{
    OWN_CHARS revision = digest_hex(&t->revision);
    OWN(text) identity = text_new();
    text_addf(identity, "itip\n%lld\n%s\n%s\n%s\n%lld\n%s\n%s\n%lld", (long long)p->account, p->uid,
              p->key, p->recipient, (long long)t->message.sequence, revision,
              ical_method_name(t->message.method), (long long)p->id);
    return message_id_of(line, text_span(identity), err);
}

static enum mail_kind kind_of(const struct telling *t)
{
    if (t->message.method == METHOD_CANCEL)
        return MAIL_CANCELLATION;
    return t->before && !(t->message.changed & ITIP_NEW) ? MAIL_UPDATE : MAIL_INVITATION;
}

/* It is tried until what it is about is over. */
static instant expiry_of(const struct telling *t)
{
    instant start, end;
    event_span(t->told, t->floating, &start, &end);
    instant least = clock_now() + 3600; /* a cancellation at the last minute is worth a few tries */
    return end > least ? end : least;
}

static bool write_mail(const struct pipeline *line, struct tx *tx, struct parcel *p,
                       const struct telling *t, struct error *err)
{
    OWN_LINKS links = {0};
    struct links_facts about = {
        .line = line,
        .tx = tx,
        .account = p->account,
        .event = t->told,
        .from = event_main(t->told),
        .key = p->key,
        .recipient = p->recipient,
        .asks = t->message.method == METHOD_REQUEST,
    };
    OWN_CHARS id = id_of(line, p, t, err);
    struct letter l = {
        .kind = kind_of(t),
        .event = t->told,
        .before = t->before,
        .changed = t->message.changed,
        .floating = t->floating,
        .calendar = span_make(t->text, t->text_len),
        .method = ical_method_name(t->message.method),
        .message_id = id,
        .thread_id = t->thread_id,
    };
    TRY(id);
    TRY(zone_of_recipient(line, tx, p->recipient, &l.zone, err));
    TRY(links_open(&about, &links, err));
    letter_add_links(&l, &links);
    letter_add_people(&l, event_main(t->told), t->owner, p->recipient);
    p->expires = expiry_of(t);
    return parcel_fill(line, p, &l, err);
}

enum composed mail_compose_itip(void *pipeline, struct tx *tx, struct parcel *p, struct error *err)
{
    const struct pipeline *line = pipeline;
    OWN(telling) t = NULL;
    enum composed how = telling_open(line, tx, p, &t, err);
    if (how != COMPOSED_READY)
        return how;
    if (!write_mail(line, tx, p, t, err) || !telling_note(t, tx, p, p->message_id, err))
        return COMPOSED_FAILED;
    return COMPOSED_READY;
}
