/* Values of the section [server]: where it listens, and whom it believes. */
#include "config.h"

#define MOST_LISTEN 8

static struct span without_scheme(struct span address)
{
    static const char *const schemes[] = {"http://", "https://"};
    for (size_t i = 0; i < LENGTH(schemes); i++)
        if (span_starts(address, schemes[i]))
            return span_make(address.at + strlen(schemes[i]), address.len - strlen(schemes[i]));
    return address;
}

static bool is_address(struct span value)
{
    value = without_scheme(value);
    if (span_starts(value, "unix:/"))
        return true;
    const char *colon = value.len ? memrchr(value.at, ':', value.len) : NULL;
    int64_t port;
    if (!colon || colon == value.at ||
        !span_number(span_make(colon + 1, (size_t)(value.at + value.len - colon - 1)), &port) ||
        port < 0 || port > 65535)
        return false;
    struct span host = span_make(value.at, (size_t)(colon - value.at));
    bool bracketed = host.at[0] == '[' && host.at[host.len - 1] == ']';
    return bracketed || !memchr(host.at, ':', host.len); /* IPv6 has to be in brackets */
}

static bool set_listen(const struct config_key *k, struct config *c, struct span value)
{
    OWN(text) kept = text_new(); /* without blanks */
    size_t count = 0;
    for (struct span rest = value; rest.at || count == 0; count++) {
        struct span address = span_trim(span_cut(rest, ',', &rest));
        if (count == MOST_LISTEN || !is_address(address))
            return false;
        text_add_str(kept, count ? "," : "");
        text_add(kept, address);
    }
    return config_set_text(k, c, text_span(kept));
}

static bool set_networks(const struct config_key *k, struct config *c, struct span value)
{
    (void)k;
    struct network found[MOST_NETWORKS];
    size_t count = 0;
    bool none = span_is_nocase(value, "none");
    for (struct span rest = value; !none && (rest.at || count == 0); count++)
        if (count == MOST_NETWORKS ||
            !network_parse(span_trim(span_cut(rest, ',', &rest)), &found[count]))
            return false;
    c->server.ntrusted_proxies = count;
    memcpy(c->server.trusted_proxies, found, count * sizeof found[0]);
    return true;
}

/* A token, RFC 9110, 5.1; and no field that says something else already. */
static bool set_header(const struct config_key *k, struct config *c, struct span value)
{
    static const char *const taken[] = {"Authorization", "Host", "Cookie", "Content-Length"};
    for (size_t i = 0; i < value.len; i++) {
        char lower = (char)(value.at[i] | 0x20);
        if (!strchr("0123456789-_", value.at[i]) && !(lower >= 'a' && lower <= 'z'))
            return false;
    }
    for (size_t i = 0; i < LENGTH(taken); i++)
        if (span_is_nocase(value, taken[i]))
            return false;
    return value.len <= 100 && config_set_text(k, c, value);
}

const struct config_type type_listen = {
    "HOST:PORT, [IPV6]:PORT or unix:/PATH, perhaps behind http:// or https://; up to 8 with commas",
    set_listen};
const struct config_type type_networks = {
    "none, or up to 32 addresses, networks as 10.0.0.0/8 or the word unix", set_networks};
const struct config_type type_header = {"the name of a header field as X-Remote-User", set_header};
