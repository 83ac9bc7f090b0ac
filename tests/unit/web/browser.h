/* A browser that keeps its cookies and sends the forms it was given. */
#ifndef CONVOKE_TEST_WEB_BROWSER_H
#define CONVOKE_TEST_WEB_BROWSER_H

#include "world.h"

struct browser {
    const struct world *world;
    char *cookies[8]; /* NAME=VALUE */
    size_t ncookies;
    char *guard; /* of the last page */
};

static inline void browser_free(struct browser *b)
{
    for (size_t i = 0; i < b->ncookies; i++)
        free(b->cookies[i]);
    free(b->guard);
    free(b);
}
OWNABLE(browser)

static inline struct browser *browser_new(const struct world *w)
{
    struct browser *b = mem_new(sizeof *b);
    b->world = w;
    return b;
}

static inline void keep_cookie(struct browser *b, const char *set)
{
    size_t name = strcspn(set, "="), len = strcspn(set, ";");
    for (size_t i = 0; i < b->ncookies; i++)
        if (strncmp(b->cookies[i], set, name + 1) == 0) {
            free(b->cookies[i]);
            b->cookies[i] = b->cookies[--b->ncookies];
            break;
        }
    if (len > name + 1 && b->ncookies < LENGTH(b->cookies))
        b->cookies[b->ncookies++] = mem_strf("%.*s", (int)len, set);
}

static inline void keep_all(struct browser *b, const char *answer)
{
    static const char field[] = "\r\nSet-Cookie: ", guard[] = "name=\"guard\" value=\"";
    for (const char *at = answer; (at = strstr(at, field)) && at < body_of(answer);)
        keep_cookie(b, at += strlen(field));
    const char *at = strstr(body_of(answer), guard);
    if (at) {
        at += strlen(guard);
        free(b->guard);
        b->guard = mem_strf("%.*s", (int)strcspn(at, "\""), at);
    }
}

/* more: header lines, each with its line end. Yours: free(). */
static inline char *browser_ask(struct browser *b, const char *method, const char *path,
                                const char *more, const char *body)
{
    OWN(text) t = text_new();
    text_addf(t, "%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n%s", method, path,
              more);
    for (size_t i = 0; i < b->ncookies; i++)
        text_addf(t, "%s%s%s", i ? "; " : "Cookie: ", b->cookies[i],
                  i + 1 == b->ncookies ? "\r\n" : "");
    if (body)
        text_addf(t, "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n",
                  strlen(body));
    text_addf(t, "\r\n%s", body ? body : "");
    char *got = peer_ask(b->world->port, text_str(t));
    keep_all(b, got);
    return got;
}

static inline char *browser_get(struct browser *b, const char *path)
{
    return browser_ask(b, "GET", path, "", NULL);
}

/* The form of the last page, with these fields: "a=1&b=2". */
static inline char *browser_post_as(struct browser *b, const char *path, const char *more,
                                    const char *fields)
{
    OWN_CHARS body = mem_strf("guard=%s%s%s", b->guard ? b->guard : "", *fields ? "&" : "", fields);
    return browser_ask(b, "POST", path, more, body);
}

static inline char *browser_post(struct browser *b, const char *path, const char *fields)
{
    return browser_post_as(b, path, "Sec-Fetch-Site: same-origin\r\n", fields);
}

/* --- signing in ------------------------------------------------------------------------------- */

static inline bool give_password(struct tx *tx, void *with, struct error *err)
{
    struct world *w = with;
    OWN(account) a = store_account(tx, w->account, err);
    TRY(a);
    free(a->password_hash);
    a->password_hash = password_hash(SPAN("open sesame"));
    return store_account_save(tx, a, err);
}

static inline struct world *world_with_password(const char *ini)
{
    struct error err;
    struct world *w = world_new(ini);
    CHECK_OK(store_write_one(w->store, give_password, w, &err), &err);
    return w;
}

/* Ann's. */
static inline void browser_sign_in(struct browser *b)
{
    free(browser_get(b, "/sign-in"));
    OWN_CHARS got = browser_post(b, "/sign-in", "name=ann&password=open+sesame");
    if (status_of(got) != 303)
        fail_msg("signing in: %s", got);
}

#endif
