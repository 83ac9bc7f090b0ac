/* Where somebody who may go in is led to. */
#include "jitsi_room.h"

void entry_of(const struct web *w, const struct arrival *a, unsigned char secret[32],
              struct entry *out)
{
    struct error err;
    const struct vevent *from = a->way.occurrence.from;
    bool has_secret = store_key(w->pipeline->store, secret, &err);
    if (!has_secret)
        log_error("entry.key", "why=\"%s\"", err.said);
    *out = (struct entry){
        .config = w->pipeline->config,
        .meeting = a->meeting,
        .keys = w->keys,
        .secret = has_secret ? secret : NULL,
        .key = a->way.occurrence.key,
        .title = from ? from->summary : NULL,
        .caller = a->caller.role == CALLER_NOBODY ? NULL : &a->caller,
        .at = a->at,
        .closes = a->way.closes,
    };
}

void answer_entry(const struct web *w, struct http_request *r, const struct arrival *a,
                  const struct client_state *client)
{
    struct error err = {0};
    struct entry e;
    unsigned char secret[32];
    entry_of(w, a, secret, &e);
    e.client = client;
    OWN_CHARS url = meeting_entry(&e, &err);
    explicit_bzero(secret, sizeof secret);
    if (url) {
        remember_room(w, r, a);
        http_answer_header(r, "Location", url);
        http_answer(r, 302, NULL, SPAN(""));
        return;
    }
    log_warning("entry.none", "why=\"%s\"", err.said);
    answer_awaited(w, r, a->meeting);
}

void answer_room(const struct web *w, struct http_request *r, const struct arrival *a)
{
    if (!answer_checklist(w, r, a) && !answer_embedded(w, r, a))
        answer_entry(w, r, a, NULL);
}
