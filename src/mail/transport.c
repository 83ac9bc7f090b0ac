#include "internal.h"

/* The transports. A new one is a row here and a file with its four functions. */
static const struct transport_kind kinds[] = {
    {"smtp://", "587", {"smtp", smtp_open, smtp_close, smtp_deliver, NULL, 64}, smtp_reach},
    {"smtps://",
     "465",
     {"smtps", smtps_carrier_open, smtps_carrier_close, smtps_carrier_deliver, NULL, 20},
     smtp_reach},
    {"maildir:",
     NULL,
     {"maildir", maildir_open, maildir_close, maildir_deliver, NULL, 50},
     maildir_reach},
    {"sendmail:",
     NULL,
     {"sendmail", sendmail_open, sendmail_close, sendmail_deliver, NULL, 10},
     sendmail_reach},
};

static bool is_host(struct span s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-", s.at[i]))
            return false;
    return s.len > 0 && s.len < 254;
}

static bool read_server(struct span s, struct transport *t, struct error *err)
{
    if (span_ends_nocase(s, "/"))
        s.len--;
    if (span_has(s, SPAN("@")))
        return fail(err, FAULT_CONFIG, NULL,
                    "mail.transport holds a user name; put it into mail.username, the password "
                    "into mail.password_file.");
    struct span port, host = span_cut(s, ':', &port);
    int64_t number;
    if (!port.at)
        port = span_of(t->kind->default_port);
    if (!is_host(host) || !span_number(port, &number) || number < 1 || number > 65535)
        return fail(err, FAULT_CONFIG, NULL,
                    "mail.transport is to be %shost:port with a host name or an IPv4 address.",
                    t->kind->scheme);
    t->host = span_copy(host);
    t->port = mem_strf("%d", (int)number);
    return true;
}

static bool read_path(struct span s, struct transport *t, struct error *err)
{
    if (!span_starts(s, "/"))
        return fail(err, FAULT_CONFIG, NULL, "mail.transport is to be %s and an absolute path.",
                    t->kind->scheme);
    t->path = span_copy(s);
    return true;
}

bool transport_read(const char *url, struct transport *t, struct error *err)
{
    struct span all = span_of(url);
    *t = (struct transport){0};
    for (size_t i = 0; i < LENGTH(kinds); i++) {
        size_t scheme = strlen(kinds[i].scheme);
        if (!span_starts(all, kinds[i].scheme))
            continue;
        t->kind = &kinds[i];
        struct span rest = span_make(all.at + scheme, all.len - scheme);
        return t->kind->default_port ? read_server(rest, t, err) : read_path(rest, t, err);
    }
    return fail(err, FAULT_CONFIG, NULL,
                "mail.transport is to be smtp://host:port, smtps://host:port, maildir:/path or "
                "sendmail:/path.");
}

void transport_clear(struct transport *t)
{
    free(t->host);
    free(t->port);
    free(t->path);
    *t = (struct transport){0};
}

static bool is_this_machine(const char *host)
{
    return !strcmp(host, "localhost") ||
           (!strncmp(host, "127.", 4) && !host[strspn(host, "0123456789.")]);
}

bool transport_needs_tls(const struct config *c, const struct transport *t)
{
    return c->mail.require_tls || (c->mail.username && !is_this_machine(t->host));
}

bool mail_carrier(const struct config *c, struct carrier *carrier_out, struct error *err)
{
    struct transport t;
    TRY(transport_read(c->mail.transport, &t, err));
    *carrier_out = t.kind->carrier;
    carrier_out->settings = c;
    transport_clear(&t);
    return true;
}

bool mail_reach(const struct config *c, struct error *err)
{
    struct transport t;
    TRY(transport_read(c->mail.transport, &t, err));
    bool ok = t.kind->reach(c, &t, err);
    transport_clear(&t);
    return ok;
}
