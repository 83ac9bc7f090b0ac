/* Forms: their fields, and that they come from a page of ours in the same browser. */
#include "internal.h"

#define FIELD  "guard"
#define COOKIE "convoke-form"

enum { MOST_FIELDS = 32, COOKIE_BYTES = 16, COOKIE_LASTS_S = 86400 };

struct form {
    char *names[MOST_FIELDS], *values[MOST_FIELDS];
    size_t count;
};

void form_free(struct form *f)
{
    if (!f)
        return;
    for (size_t i = 0; i < f->count; i++) {
        free(f->names[i]);
        explicit_bzero(f->values[i], strlen(f->values[i])); /* it may be a password */
        free(f->values[i]);
    }
    free(f);
}

const char *form_field(const struct form *f, const char *name)
{
    for (size_t i = 0; i < f->count; i++)
        if (strcmp(f->names[i], name) == 0)
            return f->values[i];
    return NULL;
}

/* --- reading: application/x-www-form-urlencoded ---------------------------------------------- */

static int digit_of(char c)
{
    static const char digits[] = "0123456789abcdef";
    const char *at = c ? strchr(digits, c | (c >= 'A' && c <= 'F' ? 0x20 : 0)) : NULL;
    return at ? (int)(at - digits) : -1;
}

/* Yours: free(); NULL: a broken escape, a NUL, or no UTF-8. */
static char *decode(struct span s)
{
    OWN(text) t = text_new();
    for (size_t i = 0; i < s.len; i++) {
        int c = s.at[i] == '+' ? ' ' : (unsigned char)s.at[i];
        if (c == '%') {
            int high = i + 2 < s.len ? digit_of(s.at[i + 1]) : -1;
            int low = high >= 0 ? digit_of(s.at[i + 2]) : -1;
            c = low >= 0 ? high * 16 + low : 0;
            i += 2;
        }
        TRY(c);
        text_add_char(t, (char)c);
    }
    TRY(span_is_utf8(text_span(t)));
    return text_take(t);
}

static bool add_field(struct form *f, struct span pair)
{
    struct span value, name = span_cut(pair, '=', &value);
    OWN_CHARS decoded_name = decode(name);
    OWN_CHARS decoded = decode(value);
    TRY(decoded_name && decoded);
    f->names[f->count] = GIVE(decoded_name);
    f->values[f->count++] = GIVE(decoded);
    return true;
}

struct form *form_read(struct span s, struct error *err)
{
    OWN(form) f = mem_new(sizeof *f);
    while (s.len > 0) {
        struct span pair = span_cut(s, '&', &s);
        if (f->count == MOST_FIELDS || !add_field(f, pair)) {
            fail(err, FAULT_INVALID, NULL,
                 "The form is not written as browsers write it, or has more than %d fields.",
                 MOST_FIELDS);
            return NULL;
        }
    }
    return GIVE(f);
}

struct form *form_of_query(const struct http_request *r, struct error *err)
{
    return form_read(http_query(r), err);
}

/* --- the guard -------------------------------------------------------------------------------- */

/* Bound to what the browser keeps: its session, else a cookie for nothing but this. */
static bool guard_of(const struct web *w, const char *kept, struct digest *out, struct error *err)
{
    unsigned char key[32];
    TRY(store_key(w->pipeline->store, key, err));
    OWN(text) t = text_new();
    text_addf(t, "convoke form %s", kept);
    *out = digest_keyed(span_make((const char *)key, sizeof key), text_span(t));
    explicit_bzero(key, sizeof key);
    return true;
}

static const char *kept_by_browser(const struct http_request *r)
{
    const char *session = session_cookie(r);
    return session ? session : cookie_get(r, COOKIE);
}

static char *new_cookie(struct http_request *r)
{
    unsigned char random[COOKIE_BYTES];
    OWN(text) t = text_new();
    random_bytes(random, sizeof random);
    text_add_base64url(t, random, sizeof random);
    cookie_set(r, COOKIE, text_str(t), COOKIE_LASTS_S);
    return text_take(t);
}

char *form_guard(const struct web *w, struct http_request *r)
{
    struct digest d = {{0}};
    struct error err;
    const char *has = kept_by_browser(r);
    OWN_CHARS kept = has ? mem_str(has) : new_cookie(r);
    if (!guard_of(w, kept, &d, &err))
        log_error("form.key", "why=\"%s\"", err.said);
    OWN_CHARS hex = digest_hex(&d);
    return mem_strf("<input type=\"hidden\" name=\"" FIELD "\" value=\"%s\">\n", hex);
}

static bool has_guard(const struct web *w, const struct http_request *r, const struct form *f)
{
    struct digest d;
    const char *kept = kept_by_browser(r), *given = form_field(f, FIELD);
    TRY(kept && given && guard_of(w, kept, &d, NULL));
    OWN_CHARS hex = digest_hex(&d);
    return secret_equal(span_of(hex), span_of(given));
}

static bool is_our_origin(const struct web *w, const struct http_request *r, const char *origin)
{
    const char *authority = strstr(origin, "://"), *host = http_header(r, "Host");
    const char *url = w->pipeline->config->server.public_url;
    size_t len = strlen(origin);
    if (authority && host && strcasecmp(authority + 3, host) == 0)
        return true;
    return url && strncasecmp(url, origin, len) == 0 && (url[len] == '\0' || url[len] == '/');
}

/* What the browser itself says of the page that sends. An Origin of "null" says nothing: our pages
 * send no referrer, and that is what it makes of it. */
static bool comes_from_us(const struct web *w, const struct http_request *r)
{
    const char *site = http_header(r, "Sec-Fetch-Site"), *origin = http_header(r, "Origin");
    if (site)
        return strcmp(site, "same-origin") == 0 || strcmp(site, "none") == 0;
    return !origin || strcmp(origin, "null") == 0 || is_our_origin(w, r, origin);
}

static void answer_foreign(const struct web *w, struct http_request *r)
{
    answer_page(w, r, 403, "This form cannot be taken",
                "It was sent from another site, or is too old. Go back, load the page anew, and "
                "try again; cookies have to be allowed for it.");
}

struct form *form_take(const struct web *w, struct http_request *r)
{
    struct error err;
    bool is_ours = comes_from_us(w, r);
    OWN(form) f = is_ours ? form_read(http_body(r), &err) : NULL;
    if (!is_ours || (f && !has_guard(w, r, f))) {
        answer_foreign(w, r);
        return NULL;
    }
    if (!f)
        answer_fault(w, r, &err);
    return GIVE(f);
}

/* --- where to go on --------------------------------------------------------------------------- */

/* "//host" and "/\host" are other hosts to a browser, and controls are dropped by it. */
const char *path_of_ours(const char *given)
{
    if (!given || given[0] != '/' || given[1] == '/')
        return "/";
    for (const char *c = given; *c; c++)
        if ((unsigned char)*c <= ' ' || *c == '\\' || *c == 0x7f)
            return "/";
    return given;
}
