/* Who has signed in: a random token in a cookie, its hash in the store. */
#include "internal.h"

#define COOKIE "convoke"

enum {
    TOKEN_BYTES = 32,
    LASTS_S = 30 * 86400,         /* without being used */
    COOKIE_LASTS_S = 400 * 86400, /* what browsers allow: the store says when it ends */
    NOTE_S = 3600,
};

const char *session_cookie(const struct http_request *r)
{
    return cookie_get(r, COOKIE);
}

/* --- starting and ending ---------------------------------------------------------------------- */

struct start {
    struct session session;
    struct digest before; /* of the session that the browser had */
};

static bool start(struct tx *tx, void *with, struct error *err)
{
    const struct start *s = with;
    return store_session_remove(tx, &s->before, err) && store_session_add(tx, &s->session, err);
}

static char *token_new(void)
{
    unsigned char random[TOKEN_BYTES];
    OWN(text) token = text_new();
    random_bytes(random, sizeof random);
    text_add_base64url(token, random, sizeof random);
    explicit_bzero(random, sizeof random);
    return text_take(token);
}

bool session_start(const struct web *w, struct http_request *r, int64_t account, struct error *err)
{
    OWN_CHARS token = token_new();
    const char *before = session_cookie(r);
    instant now = clock_now();
    struct start s = {{account, digest_of(span_of(token)), now, now, now + LASTS_S},
                      digest_of(span_of(before))};
    TRY(store_write_one(w->pipeline->store, start, &s, err));
    cookie_set(r, COOKIE, token, COOKIE_LASTS_S);
    return true;
}

static bool remove_one(struct tx *tx, void *with, struct error *err)
{
    return store_session_remove(tx, with, err);
}

bool session_end(const struct web *w, struct http_request *r, struct error *err)
{
    const char *token = session_cookie(r);
    if (!token)
        return true;
    struct digest hash = digest_of(span_of(token));
    TRY(store_write_one(w->pipeline->store, remove_one, &hash, err));
    cookie_set(r, COOKIE, "", 0);
    return true;
}

/* --- looking ---------------------------------------------------------------------------------- */

static bool note(struct tx *tx, void *with, struct error *err)
{
    return store_session_used(tx, with, err);
}

/* It ends so long after its last use; a use that cannot be noted is worth a line, no more. */
static void note_use(const struct web *w, struct session *s)
{
    struct error err;
    instant now = clock_now();
    if (now - s->last_used < NOTE_S)
        return;
    s->last_used = now;
    s->expires = now + LASTS_S;
    if (!store_write_one(w->pipeline->store, note, s, &err))
        log_warning("session.use-not-noted", "account=%lld", (long long)s->account);
}

static struct account *account_of_cookie(const struct web *w, const struct http_request *r,
                                         struct tx *tx)
{
    struct session s;
    const char *token = session_cookie(r);
    TRY(token);
    struct digest hash = digest_of(span_of(token));
    TRY(store_session(tx, &hash, clock_now(), &s, NULL));
    note_use(w, &s);
    return store_account(tx, s.account, NULL);
}

struct account *web_session_account(const struct web *w, const struct http_request *r,
                                    struct tx *tx)
{
    struct error err = {0};
    struct account *a = http_sign_in_at_proxy(r, w->keeper, tx, &err);
    return a || err.kind != FAULT_UNAUTHORIZED ? a : account_of_cookie(w, r, tx);
}
