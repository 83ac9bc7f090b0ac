#include "internal.h"

/* 128 bits: nobody guesses them, and they fit a line of a mail. */
enum { TOKEN_BYTES = 16 };

static const char *const purposes[] = {
    [PERSONAL_DOOR] = "door", [PERSONAL_ANSWER] = "answer", [PERSONAL_ID] = "id"};
static const char *const folders[] = {[PERSONAL_DOOR] = "j", [PERSONAL_ANSWER] = "r"};

char *personal_token(struct personal_key key, const struct meeting *m, const char *address,
                     int64_t counter)
{
    OWN(text) t = text_new();
    text_addf(t, "personal %s\n%s\n%lld\n", purposes[key.purpose], m->code, (long long)counter);
    text_add_str(t, address);
    struct span bytes = span_make((const char *)key.bytes, sizeof(struct digest));
    struct digest mac = digest_keyed(bytes, text_span(t));
    text_cut(t, 0);
    text_add_base32(t, mac.bytes, TOKEN_BYTES);
    return text_take(t);
}

char *personal_link(const struct config *c, const struct meeting *m, const char *token,
                    enum personal purpose)
{
    const char *base = c->server.public_url;
    return base ? mem_strf("%s/%s/%s/%s", base, folders[purpose], m->code, token) : NULL;
}

/* --- whose it is ------------------------------------------------------------------------------ */

struct search {
    struct personal_key key;
    const struct meeting *meeting;
    const struct link_counters *counters;
    struct span token;
    const char *found;
};

static void look_at(struct search *s, const char *address)
{
    OWN_CHARS token =
        personal_token(s->key, s->meeting, address, link_counter_of(s->counters, address));
    if (secret_equal(span_of(token), s->token))
        s->found = address;
}

static void look_at_people(struct search *s, const struct vevent *v)
{
    if (v->has_organizer)
        look_at(s, v->organizer.address);
    for (size_t i = 0; i < v->nattendees; i++)
        if (*v->attendees[i].address)
            look_at(s, v->attendees[i].address);
}

const char *personal_whose(struct personal_key key, const struct meeting *m, const struct event *e,
                           const struct account *owner, const struct link_counters *counters,
                           struct span token)
{
    struct search s = {key, m, counters, token, NULL};
    for (size_t i = 0; i < owner->naddresses; i++)
        look_at(&s, owner->addresses[i]);
    if (!s.found && e && e->master)
        look_at_people(&s, e->master);
    for (size_t i = 0; e && !s.found && i < e->noverrides; i++)
        look_at_people(&s, &e->overrides[i]);
    return s.found;
}
