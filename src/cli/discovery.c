/* How programs find the service from an e-mail address. RFC 6764 */
#include "internal.h"

struct site {
    struct span host, port, prefix; /* port NULL: the scheme's; prefix: "" or "/path" */
    bool is_secret;
};

static struct span tail_from(struct span s, const char *from)
{
    return span_make(from, (size_t)(s.at + s.len - from));
}

/* Numbers and [::1] have no place in an SRV record. RFC 2782 */
static bool is_name(struct span host)
{
    bool has_letter = false;
    for (size_t i = 0; i < host.len; i++) {
        char c = host.at[i];
        if (c == '[')
            return false;
        has_letter |= (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
    return has_letter;
}

static bool read_site(const char *url, struct site *out)
{
    const char *behind = strstr(url, "://");
    if (!behind)
        return false;
    struct span rest = span_of(behind + 3), authority = rest;
    const char *slash = memchr(rest.at, '/', rest.len);
    *out = (struct site){.prefix = SPAN(""), .is_secret = strncmp(url, "https:", 6) == 0};
    if (slash) {
        authority = span_make(rest.at, (size_t)(slash - rest.at));
        out->prefix = tail_from(rest, slash);
    }
    out->host = span_cut(authority, ':', &out->port);
    return is_name(out->host);
}

char *discovery_records(const char *public_url)
{
    struct site s;
    if (!public_url || !read_site(public_url, &s))
        return NULL;
    const char *service = s.is_secret ? "_caldavs._tcp" : "_caldav._tcp";
    struct span port = s.port.at ? s.port : s.is_secret ? SPAN("443") : SPAN("80");
    return mem_strf("%s  SRV  0 1 %.*s %.*s.\n%s  TXT  \"path=%.*s/dav/\"\n", service,
                    (int)port.len, port.at, (int)s.host.len, s.host.at, service, (int)s.prefix.len,
                    s.prefix.at);
}

char *host_of(const char *url)
{
    const char *behind = url ? strstr(url, "://") : NULL;
    if (!behind)
        return NULL;
    const char *host = behind + 3;
    bool bracketed = *host == '[';
    return span_copy(
        span_make(host + bracketed, strcspn(host + bracketed, bracketed ? "]" : ":/")));
}
