/* Who may ask and tell. */
#include "internal.h"

enum { MOST_TRIES = 20 };

static void answer(struct http_request *r, enum fault kind, const char *said)
{
    struct error err = {0};
    fail(&err, kind, NULL, "%s", said);
    http_answer_error(r, &err);
}

static void slow_down(struct http_request *r, int64_t wait_s)
{
    OWN_CHARS seconds = mem_strf("%lld", (long long)wait_s);
    http_answer_header(r, "Retry-After", seconds);
    answer(r, FAULT_TOO_MANY, "Wrong secrets came from your address too often; wait a little.");
}

/* Before the secret is looked at. */
static bool may_ask(struct hooks *h, struct http_request *r, const char *secret, struct span client)
{
    int64_t wait_s;
    if (!secret)
        answer(r, FAULT_NOT_FOUND, "This is not switched on: its secret is not configured.");
    else if (!http_is_secret(r))
        answer(r, FAULT_FORBIDDEN, "Others could listen on the way here: ask by https.");
    else if (!guesses_allow(h->tries, client, MOST_TRIES, &wait_s))
        slow_down(r, wait_s);
    else
        return true;
    return false;
}

static void refuse(struct hooks *h, struct http_request *r, struct span client, const char *said)
{
    guesses_note(h->tries, client);
    log_warning("hook.stranger", "method=%s", http_method(r));
    answer(r, FAULT_UNAUTHORIZED, said);
}

bool hook_bearer(struct hooks *h, struct http_request *r, const char *secret)
{
    const char *said = http_header(r, "Authorization");
    struct span given = span_of(said);
    OWN(text) client = text_new();
    http_add_client(r, client);
    if (!may_ask(h, r, secret, text_span(client)))
        return false;
    if (span_starts_nocase(given, "Bearer ") &&
        secret_equal(span_trim(span_make(given.at + 7, given.len - 7)), span_of(secret)))
        return true;
    http_answer_header(r, "WWW-Authenticate", "Bearer");
    refuse(h, r, text_span(client), "The bearer token is missing or wrong.");
    return false;
}

bool hook_signature(struct hooks *h, struct http_request *r, const char *name, const char *secret,
                    instant *at_out)
{
    OWN(text) client = text_new();
    http_add_client(r, client);
    if (!may_ask(h, r, secret, text_span(client)))
        return false;
    if (signature_holds(http_header(r, name), span_of(secret), http_body(r), clock_now(), at_out))
        return true;
    refuse(h, r, text_span(client), "The signature is missing, wrong, or of another time.");
    return false;
}
