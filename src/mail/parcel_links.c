/* What only the recipient of a mail may click. His links are made as the mail is, and stand nowhere
 * else. */
#include "parcel.h"

#include "convoke/meeting.h"

/* In the order of enum letter_answer. */
static const char *const answers[ANSWERS] = {"accept", "tentative", "decline"};

void links_clear(struct links *l)
{
    free(l->join);
    free(l->unsubscribe);
    for (size_t i = 0; i < ANSWERS; i++)
        free(l->answers[i]);
    *l = (struct links){0};
}

bool unsubscribing_link_for(const struct pipeline *line, const char *address, char **link_out,
                            struct error *err)
{
    unsigned char key[32];
    TRY(store_key(line->store, key, err));
    *link_out = unsubscribe_link(line->config, key, address);
    explicit_bzero(key, sizeof key);
    return true;
}

/* --- the parts of a link --------------------------------------------------------------------- */

/* His link for this purpose. Yours: free(). */
static char *make(const struct pipeline *line, struct tx *tx, const struct meeting *m,
                  const char *address, enum personal purpose, struct error *err)
{
    unsigned char key[32];
    OWN(link_counters) counters = store_link_counters(tx, m->account, m->uid, err);
    TRY(counters && store_key(line->store, key, err));
    struct personal_key by = {key, purpose};
    OWN_CHARS token = personal_token(by, m, address, link_counter_of(counters, address));
    explicit_bzero(key, sizeof key);
    return personal_link(line->config, m, token, purpose);
}

static bool add_answers(const struct links_facts *f, const struct meeting *m, struct links *out,
                        struct error *err)
{
    OWN_CHARS base = make(f->line, f->tx, m, f->recipient, PERSONAL_ANSWER, err);
    TRY(base);
    for (size_t i = 0; i < ANSWERS; i++)
        out->answers[i] =
            mem_strf("%s/%s%s%s", base, answers[i], *f->key ? "?occurrence=" : "", f->key);
    return true;
}

static bool is_invited(const struct links_facts *f)
{
    return vevent_attendee(f->from, f->recipient) != NULL;
}

static bool add_personal(const struct links_facts *f, const struct meeting *m, struct links *out,
                         struct error *err)
{
    if (m->state == MEETING_OPEN) {
        out->join = make(f->line, f->tx, m, f->recipient, PERSONAL_DOOR, err);
        TRY(out->join);
        out->is_personal = true;
    }
    return !f->asks || m->state == MEETING_ENDED || !is_invited(f) || add_answers(f, m, out, err);
}

bool links_open(const struct links_facts *f, struct links *out, struct error *err)
{
    const struct config *c = f->line->config;
    *out = (struct links){0};
    OWN(meeting) m = store_meeting(f->tx, f->account, f->event->uid, err);
    if (!m && err->kind != FAULT_NOT_FOUND)
        return false;
    if (m && m->code && c->server.public_url)
        TRY(add_personal(f, m, out, err));
    else if (m && m->state == MEETING_OPEN)
        out->join = meeting_link_for(c, m, f->key);
    if (!out->join && (!m || m->state != MEETING_OPEN))
        out->join = meeting_foreign_link(c, m, f->event);
    return true;
}
