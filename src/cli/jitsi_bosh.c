/* Signing in to the video server as its web client does: over BOSH, without a name of one's own. */
#include "convoke/fetch.h"
#include "jitsi.h"

enum { WAIT_S = 10, MOST_BYTES = 65536, MOST_SCRIPT = 1 << 20 };

/* The first quoted word behind a part of the text; at NULL: none. */
static struct span quoted_after(const char *text, const char *part)
{
    const char *at = strstr(text, part);
    at = at ? at + strlen(part) : NULL;
    at = at ? at + strspn(at, " \t:=") : NULL;
    if (!at || (*at != '\'' && *at != '"'))
        return span_make(NULL, 0);
    const char *end = strchr(at + 1, *at);
    return end ? span_make(at + 1, (size_t)(end - at - 1)) : span_make(NULL, 0);
}

static bool is_domain(struct span s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-", s.at[i]))
            return false;
    return s.len > 0 && s.len < 256;
}

/* "config.hosts.domain = 'meet.jitsi'" of docker, "hosts: { domain: 'meet.example.org'" else. */
static char *domain_in(const char *script)
{
    struct span found = quoted_after(script, "hosts.domain");
    const char *hosts = strstr(script, "hosts:");
    if (!found.at && hosts)
        found = quoted_after(hosts, "domain");
    return is_domain(found) ? span_copy(found) : NULL;
}

char *bosh_domain(const struct config *c)
{
    OWN_CHARS url = mem_strf("%s/config.js", c->jitsi.domain);
    struct fetch_request q = {
        .method = "GET", .url = url, .timeout_s = WAIT_S, .most_bytes = MOST_SCRIPT};
    struct fetch_answer a;
    bool ok = fetch_exchange(&q, &a, NULL);
    char *said = ok && a.status == 200 ? domain_in(a.body) : NULL;
    if (ok)
        fetch_answer_clear(&a);
    return said ? said : host_of(c->jitsi.domain);
}

/* --- the talk --------------------------------------------------------------------------------- */

struct bosh {
    char *url; /* with the token: never said */
    const char *domain;
    char *sid;
    int64_t rid;
};

static char *say(struct bosh *b, const char *body, struct error *err)
{
    struct fetch_request q = {.method = "POST",
                              .url = b->url,
                              .headers = {"Content-Type: text/xml; charset=utf-8"},
                              .nheaders = 1,
                              .body = span_of(body),
                              .timeout_s = WAIT_S,
                              .most_bytes = MOST_BYTES};
    struct fetch_answer a;
    TRY(fetch_exchange(&q, &a, err));
    char *said = a.status == 200 ? mem_str(a.body) : NULL;
    int status = a.status;
    fetch_answer_clear(&a);
    if (!said)
        fail(err, FAULT_UNAVAILABLE, NULL, "BOSH at /http-bind answers with status %d.", status);
    return said;
}

static struct span between(const char *text, const char *from, const char *until)
{
    const char *at = strstr(text, from);
    const char *end = at ? strstr(at + strlen(from), until) : NULL;
    return end ? span_make(at + strlen(from), (size_t)(end - at) - strlen(from))
               : span_make(NULL, 0);
}

static bool open_session(struct bosh *b, struct error *err)
{
    OWN_CHARS body = mem_strf(
        "<body content='text/xml; charset=utf-8' hold='1' rid='%lld' to='%s' ver='1.6' wait='5' "
        "xml:lang='en' xmlns='http://jabber.org/protocol/httpbind' xmlns:xmpp='urn:xmpp:xbosh' "
        "xmpp:version='1.0'/>",
        (long long)b->rid++, b->domain);
    OWN_CHARS said = say(b, body, err);
    TRY(said);
    struct span sid = between(said, "sid='", "'");
    if (!sid.at)
        sid = between(said, "sid=\"", "\"");
    if (!sid.at || sid.len > 100)
        return fail(err, FAULT_UNAVAILABLE, NULL,
                    "The XMPP server opens no session for the domain %s.", b->domain);
    b->sid = span_copy(sid);
    return true;
}

static char *say_in(struct bosh *b, const char *more, const char *inside, struct error *err)
{
    OWN(text) body = text_new();
    text_addf(body, "<body rid='%lld' xmlns='http://jabber.org/protocol/httpbind' sid='",
              (long long)b->rid++);
    text_add_html(body, span_of(b->sid));
    text_addf(body, "'%s>%s</body>", more, inside);
    return say(b, text_str(body), err);
}

static bool sign_in(struct bosh *b, struct error *err)
{
    OWN_CHARS said = say_in(
        b, "", "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='ANONYMOUS'/>", err);
    TRY(said);
    if (strstr(said, "<success"))
        return true;
    struct span why = between(said, "<text>", "</text>");
    OWN_CHARS given = why.at ? span_copy(why) : mem_str("it does not say why");
    OWN_CHARS plain = printable(given);
    return fail(err, FAULT_REFUSED, NULL, "The XMPP server does not let in: %.120s.", plain);
}

bool bosh_sign_in(const struct config *c, const char *xmpp_domain, const char *room,
                  const char *token, struct error *err)
{
    OWN(text) url = text_new();
    text_addf(url, "%s/http-bind?room=", c->jitsi.domain);
    text_add_uri(url, span_of(room));
    if (token)
        text_addf(url, "&token=%s", token);
    struct bosh b = {.url = text_take(url), .domain = xmpp_domain};
    random_bytes(&b.rid, sizeof b.rid);
    b.rid &= 0xFFFFFFFF;
    bool ok = open_session(&b, err) && sign_in(&b, err);
    if (b.sid)
        free(say_in(&b, " type='terminate'", "", NULL));
    free(b.sid);
    free(b.url);
    return ok;
}
