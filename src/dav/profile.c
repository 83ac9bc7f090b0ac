/* A configuration profile that sets up the account of who asks on Apple's devices: all but the
 * password. Its identifiers are the same each time, so that a new one replaces the one before. */
#include "internal.h"

struct server {
    struct span host;
    int64_t port;
    bool is_tls;
};

/* "host", "host:port" or "[address]:port" */
static void read_authority(struct span said, struct server *s)
{
    size_t colon = said.len;
    while (colon > 0 && said.at[colon - 1] >= '0' && said.at[colon - 1] <= '9')
        colon--;
    bool has_port = colon > 1 && colon < said.len && said.at[colon - 1] == ':';
    s->port = s->is_tls ? 443 : 80;
    s->host = said;
    if (has_port && span_number(span_make(said.at + colon, said.len - colon), &s->port))
        s->host = span_make(said.at, colon - 1);
}

/* As people reach it: by the configured address, else as who asks has reached it. */
static void find_server(const struct ask *a, struct server *s)
{
    struct span url = span_of(a->dav->pipeline->config->server.public_url), rest = url;
    if (url.len == 0) {
        s->is_tls = http_is_tls(a->http) || !http_is_loopback(a->http);
        read_authority(span_of(http_header(a->http, "Host")), s);
        return;
    }
    s->is_tls = span_starts_nocase(url, "https:");
    (void)span_cut(url, '/', &rest);
    (void)span_cut(rest, '/', &rest);
    read_authority(span_cut(rest, '/', &rest), s);
}

static void add_string(struct text *t, const char *key, struct span value)
{
    text_addf(t, "<key>%s</key><string>", key);
    xml_add_text(t, value);
    text_add_str(t, "</string>\n");
}

static void add_payload_uuid(struct text *t, const char *what, const struct ask *a,
                             const struct server *s)
{
    OWN(text) uuid = text_new();
    OWN_CHARS name = mem_strf("%s %s %.*s", what, a->actor->name, (int)s->host.len, s->host.at);
    add_uuid(uuid, name);
    add_string(t, "PayloadUUID", text_span(uuid));
}

/* What every payload has. */
static void add_payload(struct text *t, const char *type, const char *identifier,
                        const struct ask *a, const struct server *s)
{
    add_string(t, "PayloadDisplayName", SPAN("Convoke"));
    add_string(t, "PayloadIdentifier", span_of(identifier));
    add_string(t, "PayloadType", span_of(type));
    add_payload_uuid(t, identifier, a, s);
    text_add_str(t, "<key>PayloadVersion</key><integer>1</integer>\n");
}

static void add_account(struct text *t, const struct ask *a, const struct server *s)
{
    OWN(text) principal = text_new();
    path_add(principal, PLACE_PRINCIPAL, a->actor->name, NULL, NULL);
    add_string(t, "CalDAVAccountDescription", s->host);
    add_string(t, "CalDAVHostName", s->host);
    text_addf(t, "<key>CalDAVPort</key><integer>%lld</integer>\n", (long long)s->port);
    add_string(t, "CalDAVPrincipalURL", text_span(principal));
    text_addf(t, "<key>CalDAVUseSSL</key><%s/>\n", s->is_tls ? "true" : "false");
    add_string(t, "CalDAVUsername", span_of(a->actor->name));
}

bool dav_profile(struct ask *a, struct error *err)
{
    struct server s = {0};
    OWN(text) t = text_new();
    find_server(a, &s);
    if (s.host.len == 0)
        return fail(err, FAULT_INVALID, NULL, "The request does not say which server it is for.");
    text_add_str(t, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                    "<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\""
                    " \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n"
                    "<plist version=\"1.0\"><dict>\n<key>PayloadContent</key><array><dict>\n");
    add_account(t, a, &s);
    add_payload(t, "com.apple.caldav.account", "convoke.caldav", a, &s);
    text_add_str(t, "</dict></array>\n");
    add_payload(t, "Configuration", "convoke", a, &s);
    text_add_str(t, "</dict></plist>\n");
    http_answer_header(a->http, "Content-Disposition",
                       "attachment; filename=\"convoke.mobileconfig\"");
    http_answer_header(a->http, "Cache-Control", "no-store");
    http_answer(a->http, 200, "application/x-apple-aspen-config", text_span(t));
    return true;
}
