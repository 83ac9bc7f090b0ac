#include "parcel.h"

static bool own_address(const struct pipeline *line, char **address_out, struct error *err)
{
    OWN_CHARS name = NULL;
    return mail_mailbox(line->config->mail.from, &name, address_out) ||
           fail(err, FAULT_CONFIG, NULL, "mail.from is to be \"Name <address>\".");
}

/* What nobody makes up who does not have the store's key. */
static bool seal(const struct pipeline *line, struct span identity, struct digest *d_out,
                 struct error *err)
{
    unsigned char key[32];
    TRY(store_key(line->store, key, err));
    *d_out = digest_keyed(span_make((const char *)key, sizeof key), identity);
    return true;
}

char *message_id_of(const struct pipeline *line, struct span identity, struct error *err)
{
    struct digest d;
    OWN_CHARS address = NULL;
    TRY(own_address(line, &address, err) && seal(line, identity, &d, err));
    OWN(text) id = text_new();
    text_add_char(id, '<');
    text_add_base32(id, d.bytes, 20);
    text_addf(id, "%s>", strchr(address, '@'));
    return text_take(id);
}

/* "calendar+<token>@example.org": a bounce comes back to it and names the parcel. */
static bool add_token(const struct pipeline *line, const struct parcel *p, const char *message_id,
                      char **address, struct error *err)
{
    enum { TOKEN_BYTES = 16 }; /* 26 characters */
    struct digest d;
    OWN(text) identity = text_new();
    OWN(text) sender = text_new();
    struct span domain, local = span_cut(span_of(*address), '@', &domain);
    text_addf(identity, "sender\n%lld\n%lld\n%s\n%s\n%s", (long long)p->account, (long long)p->id,
              p->uid, p->recipient, message_id);
    TRY(seal(line, text_span(identity), &d, err));
    text_add(sender, local);
    text_add_char(sender, '+');
    text_add_base32(sender, d.bytes, TOKEN_BYTES);
    text_addf(sender, "@%.*s", (int)domain.len, domain.at);
    if (!mail_address_ok(text_str(sender)))
        return true; /* the local part of mail.from leaves no room for it */
    free(*address);
    *address = text_take(sender);
    return true;
}

/* A notice is about no attendee, so nothing is to be found by its bounce. */
static char *sender_of(const struct pipeline *line, const struct parcel *p, const struct letter *l,
                       struct error *err)
{
    OWN_CHARS address = NULL;
    TRY(own_address(line, &address, err));
    if (line->config->mail.sender == SENDER_TOKEN && l->kind != MAIL_NOTICE)
        TRY(add_token(line, p, l->message_id, &address, err));
    return GIVE(address);
}

bool parcel_fill(const struct pipeline *line, struct parcel *p, struct letter *l, struct error *err)
{
    OWN_CHARS sender = sender_of(line, p, l, err);
    TRY(sender);
    l->config = line->config;
    l->to_address = p->recipient;
    l->date = clock_now();
    size_t len;
    OWN_CHARS bytes = mail_compose(l, &len, err);
    TRY(bytes);
    free(p->sender);
    free(p->message_id);
    free(p->bytes);
    p->sender = GIVE(sender);
    p->message_id = mem_str(l->message_id);
    p->bytes = GIVE(bytes);
    p->bytes_len = len;
    return true;
}

enum composed parcel_has_nothing(struct parcel *p, const char *reason)
{
    free(p->answer);
    p->answer = mem_str(reason);
    return COMPOSED_NOTHING;
}

bool zone_of_recipient(const struct pipeline *line, struct tx *tx, const char *address,
                       const struct zone **zone_out, struct error *err)
{
    int64_t id;
    *zone_out = NULL;
    TRY(store_account_of_address(tx, address, &id, err));
    if (!id)
        return true;
    OWN(account) a = store_account(tx, id, err);
    TRY(a);
    if (a->tz)
        *zone_out = zone_named(line->zones, span_of(a->tz));
    return true;
}

static bool is_of(const struct account *owner, const char *address)
{
    for (size_t i = 0; i < owner->naddresses; i++)
        if (!strcmp(owner->addresses[i], address))
            return true;
    return false;
}

void letter_add_links(struct letter *l, const struct links *from)
{
    l->link = from->join;
    l->is_personal = from->is_personal;
    l->one_click = from->unsubscribe;
    for (size_t i = 0; i < ANSWERS; i++)
        l->answers[i] = from->answers[i];
}

void letter_add_people(struct letter *l, const struct vevent *v, const struct account *owner,
                       const char *recipient)
{
    const struct person *guest = vevent_attendee(v, recipient);
    l->to_name = guest ? guest->name : NULL;
    l->organizer_address = v->has_organizer && v->organizer.address[0] ? v->organizer.address
                           : owner->naddresses                         ? owner->addresses[0]
                                                                       : NULL;
    l->organizer_name = v->has_organizer ? v->organizer.name : NULL;
    if (!l->organizer_name && l->organizer_address && is_of(owner, l->organizer_address))
        l->organizer_name = owner->display;
}
