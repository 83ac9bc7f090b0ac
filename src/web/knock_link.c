/* `guests = refuse`: who says that he is invited is mailed his personal link anew, if he is. */
#include "door.h"

#include "convoke/mail.h"

enum {
    LINKS_OF_CLIENT = 10,
    LINKS_OF_ADDRESS = 3,
    LINKS_OF_MEETING = 100,
    KNOCK_MAIL_LASTS_S = 900,
};

/* --- what is mailed --------------------------------------------------------------------------- */

static bool add_parcel(struct tx *tx, const struct arrival *a, const char *kind, const char *to,
                       const char *facts, instant expires, struct error *err)
{
    OWN(parcel) p = mem_new(sizeof *p);
    bool added;
    p->account = a->meeting->account;
    p->kind = mem_str(kind);
    p->uid = mem_str(a->meeting->uid);
    p->key = mem_str(a->way.occurrence.key);
    p->recipient = mem_str(to);
    p->line = mem_strf("%s %s %s", kind, p->uid, to);
    p->facts = mem_str(facts);
    p->created = p->due = a->at;
    p->expires = expires;
    p->leased_until = INSTANT_FIRST;
    return store_parcel_add(tx, p, &added, err);
}

static const char *address_of_host(const struct arrival *a)
{
    const struct vevent *v = a->event ? event_main(a->event) : NULL;
    if (v && v->has_organizer && account_has_address(a->owner, v->organizer.address))
        return v->organizer.address;
    return a->owner->naddresses ? a->owner->addresses[0] : NULL;
}

bool parcel_for_host(struct tx *tx, const struct arrival *a, const char *guest, struct error *err)
{
    const char *to = address_of_host(a);
    OWN_CHARS facts = mem_strf("name=%s\n", guest);
    return !to || !a->event ||
           add_parcel(tx, a, "knock", to, facts, a->at + KNOCK_MAIL_LASTS_S, err);
}

/* --- asking for a link ------------------------------------------------------------------------ */

struct asking {
    const struct arrival *arrival;
    const char *address;
};

static bool ask_run(struct tx *tx, void *with, struct error *err)
{
    const struct asking *k = with;
    return add_parcel(tx, k->arrival, "link", k->address, NULL, k->arrival->way.closes, err);
}

static bool may_ask_for(const struct web *w, struct http_request *r, const struct arrival *a,
                        const char *address)
{
    OWN(text) client = text_new();
    OWN_CHARS who = mem_strf("%s %s", a->meeting->code, address);
    http_add_client(r, client);
    return may_ask(w, r, text_span(client), LINKS_OF_CLIENT) &&
           may_ask(w, r, span_of(who), LINKS_OF_ADDRESS) &&
           may_ask(w, r, span_of(a->meeting->code), LINKS_OF_MEETING);
}

/* The same for the same work, whether he is invited or not: that is asked when the mail is to be
 * written. */
void take_address(const struct web *w, struct http_request *r, const struct arrival *a,
                  const char *given)
{
    struct error err = {0};
    OWN_CHARS address = address_normal(span_of(given));
    if (!may_ask_for(w, r, a, address))
        return;
    struct asking k = {a, address};
    if (mail_address_ok(address) && !store_write_one(w->pipeline->store, ask_run, &k, &err)) {
        answer_fault(w, r, &err);
        return;
    }
    answer_page(w, r, 200, "Look into your mail",
                "If this address is invited, its link to the meeting is on the way. It may take a "
                "minute.");
}
