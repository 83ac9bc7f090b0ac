/* Cookies: for us alone, out of the reach of scripts, and over https bound to this very host
 * (RFC 6265bis, 4.1.3.2: a name that begins with __Host-). */
#include "internal.h"

#define BOUND "__Host-"

void cookie_set(struct http_request *r, const char *name, const char *value, int64_t age_s)
{
    bool is_https = http_is_https(r);
    OWN_CHARS said =
        mem_strf("%s%s=%s; Path=/; Max-Age=%lld; HttpOnly; SameSite=Lax%s", is_https ? BOUND : "",
                 name, value, (long long)age_s, is_https ? "; Secure" : "");
    http_answer_header(r, "Set-Cookie", said);
}

/* Over https an unbound one may have been put there by another host of the domain. */
const char *cookie_get(const struct http_request *r, const char *name)
{
    OWN_CHARS called = mem_strf("%s%s", http_is_https(r) ? BOUND : "", name);
    const char *value = http_cookie(r, called);
    return value && *value ? value : NULL;
}

char *cookie_first(const struct http_request *r, const char *beginning, size_t *count_out)
{
    const char *bound = http_is_https(r) ? BOUND : "";
    OWN_CHARS called = mem_strf("%s%s", bound, beginning);
    const char *first = http_first_cookie(r, called, count_out);
    return first ? mem_str(first + strlen(bound)) : NULL;
}
