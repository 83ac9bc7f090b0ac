#include "convoke/fetch.h"
#include "internal.h"

/* smtps:// has its connection from fetch, libcurl's. */
struct smtps_worker {
    char *url;
    struct smtps_settings settings;
    struct smtps *session;
};

static void settings_from(const struct config *c, const char *url, bool require_tls,
                          struct smtps_settings *out)
{
    *out = (struct smtps_settings){
        .url = url,
        .username = c->mail.username,
        .password = c->mail.password,
        .ca_file = c->mail.ca_file,
        .timeout_s = c->mail.timeout_s,
        .require_tls = require_tls,
    };
}

void *smtps_carrier_open(const void *settings, struct error *err)
{
    const struct config *c = settings;
    struct transport t;
    TRY(transport_read(c->mail.transport, &t, err));
    struct smtps_worker *w = mem_new(sizeof *w);
    w->url = mem_strf("smtps://%s:%s", t.host, t.port);
    transport_clear(&t);
    settings_from(c, w->url, true, &w->settings);
    w->session = smtps_new(&w->settings, err);
    if (w->session)
        return w;
    smtps_carrier_close(w);
    return NULL;
}

void smtps_carrier_close(void *state)
{
    struct smtps_worker *w = state;
    smtps_free(w->session);
    free(w->url);
    free(w);
}

void smtps_carrier_deliver(void *state, struct parcel *const *parcels, size_t count,
                           struct delivery_result *results_out)
{
    struct smtps_worker *w = state;
    struct error err = {0};
    for (size_t i = 0; i < count; i++) {
        const struct parcel *p = parcels[i];
        struct delivery_result *r = &results_out[i];
        if (!delivery_can_go(p, r))
            continue;
        if (err.rule) /* the session failed: the others need not wait for the same */
            delivery_say(r, DELIVERY_LATER, "%s", err.said);
        else if (smtps_send(w->session, p->sender, p->recipient, span_make(p->bytes, p->bytes_len),
                            r->answer, &err))
            r->how = DELIVERY_DONE;
        else
            delivery_say(r, err.kind == FAULT_REFUSED ? DELIVERY_REFUSED : DELIVERY_LATER, "%s",
                         err.said);
    }
}

bool smtp_reach(const struct config *c, const struct transport *t, struct error *err)
{
    OWN_CHARS url = mem_strf("%s%s:%s", t->kind->scheme, t->host, t->port);
    struct smtps_settings s;
    settings_from(c, url, transport_needs_tls(c, t), &s);
    return smtps_reach(&s, err);
}
