#include "smtp_session.h"

#include <auth-client.h>
#include <libesmtp.h>
#include <openssl/err.h>
#include <openssl/x509.h>
#include <stdio.h>

/* smtp:// by libesmtp: a batch is one session, with a message for each recipient. */
struct smtp_worker {
    const struct config *config;
    struct transport to;
    SSL_CTX *tls;
    bool trusts_system;  /* its certificates are in tls */
    auth_context_t auth; /* NULL: no sign-in */
};

/* One message of a session. */
struct dispatch {
    const struct parcel *parcel;
    bool given;
    smtp_message_t message; /* NULL: is not sent at all */
    smtp_recipient_t recipient;
};

static int give_credentials(auth_client_request_t request, char **result, int fields, void *with)
{
    const struct config *c = ((const struct smtp_worker *)with)->config;
    for (int i = 0; i < fields; i++) {
        if (request[i].flags & AUTH_USER)
            result[i] = c->mail.username;
        else if (request[i].flags & AUTH_PASS)
            result[i] = c->mail.password;
        else
            result[i] = NULL;
        if ((request[i].flags & (AUTH_USER | AUTH_PASS)) && !result[i])
            return 0;
    }
    return 1;
}

static auth_context_t sign_in_with(struct smtp_worker *w)
{
    if (!w->config->mail.username)
        return NULL;
    auth_context_t auth = auth_create_context();
    auth_set_mechanism_flags(auth, AUTH_PLUGIN_PLAIN, 0);
    auth_set_interact_cb(auth, give_credentials, w);
    return auth;
}

void *smtp_open(const void *settings, struct error *err)
{
    const struct config *c = settings;
    struct smtp_worker *w = mem_new(sizeof *w);
    w->config = c;
    if (transport_read(c->mail.transport, &w->to, err) &&
        (w->tls = tls_context(c, w->to.host, err))) {
        w->auth = sign_in_with(w);
        return w;
    }
    smtp_close(w);
    return NULL;
}

void smtp_close(void *state)
{
    struct smtp_worker *w = state;
    if (w->auth)
        auth_destroy_context(w->auth);
    SSL_CTX_free(w->tls);
    transport_clear(&w->to);
    free(w);
}

/* The library asks with len NULL to start anew, then for one part after the other. */
static const char *give_message(void **unused, int *len, void *with)
{
    (void)unused;
    struct dispatch *d = with;
    if (!len) {
        d->given = false;
        return NULL;
    }
    *len = d->given ? 0 : (int)d->parcel->bytes_len;
    d->given = true;
    return *len ? d->parcel->bytes : NULL;
}

/* libesmtp compares the certificate with the canonical name of the host, and knows no addresses.
 * OpenSSL has checked it against the name that was configured before the handshake ended. */
static void see_event(smtp_session_t session, int event, void *with, ...)
{
    (void)session;
    struct watch *w = with;
    va_list args;
    va_start(args, with);
    if (event == SMTP_EV_CONNECT)
        sockets_send_at_once(w->port);
    if (event == SMTP_EV_EXTNA_STARTTLS)
        w->no_tls = true;
    if (event == SMTP_EV_WRONG_PEER_CERTIFICATE) {
        int *ok = va_arg(args, int *);
        (void)va_arg(args, const char *);
        *ok = SSL_get_verify_result(va_arg(args, SSL *)) == X509_V_OK;
    }
    va_end(args);
}

static void set_timeouts(smtp_session_t session, int64_t timeout_s)
{
    static const struct {
        int of, times;
    } timeouts[] = {
        {Timeout_GREETING, 1}, {Timeout_ENVELOPE, 1}, {Timeout_DATA, 1},
        {Timeout_TRANSFER, 1}, {Timeout_DATA2, 4}, /* too early here means a second mail */
    };
    long wait_ms = (long)(timeout_s > 0 ? timeout_s : 30) * 1000;
    for (size_t i = 0; i < LENGTH(timeouts); i++)
        smtp_set_timeout(session, timeouts[i].of | Timeout_OVERRIDE_RFC2822_MINIMUM,
                         wait_ms * timeouts[i].times);
}

static smtp_session_t make_session(struct smtp_worker *w, struct watch *watch)
{
    OWN_CHARS server = mem_strf("%s:%s", w->to.host, w->to.port);
    smtp_session_t session = smtp_create_session();
    smtp_set_server(session, server);
    smtp_set_monitorcb(session, watch_wire, watch, 0);
    smtp_set_eventcb(session, see_event, watch);
    smtp_starttls_set_ctx(session, w->tls);
    smtp_starttls_enable(session, transport_needs_tls(w->config, &w->to) ? Starttls_REQUIRED
                                                                         : Starttls_ENABLED);
    if (w->auth)
        smtp_auth_set_context(session, w->auth);
    set_timeouts(session, w->config->mail.timeout_s);
    tls_watch(w->tls, watch);
    return session;
}

static bool is_ascii(const char *s)
{
    while (*s && (unsigned char)*s < 0x80)
        s++;
    return !*s;
}

static void add_message(smtp_session_t session, const struct parcel *p, struct dispatch *d,
                        struct delivery_result *r)
{
    *d = (struct dispatch){.parcel = p};
    if (!delivery_can_go(p, r))
        return;
    if (!is_ascii(p->recipient) || !is_ascii(p->sender)) {
        delivery_say(r, DELIVERY_REFUSED,
                     "The address needs SMTPUTF8, which only smtps:// and sendmail: can carry.");
        return;
    }
    d->message = smtp_add_message(session);
    smtp_set_reverse_path(d->message, p->sender);
    smtp_set_messagecb(d->message, give_message, d);
    smtp_size_set_estimate(d->message, p->bytes_len);
    d->recipient = smtp_add_recipient(d->message, p->recipient);
}

static void say_session(const struct watch *w, int error, struct delivery_result *r)
{
    char why[100] = "";
    smtp_strerror(error, why, sizeof why);
    if (w->injected)
        delivery_say(r, DELIVERY_LATER,
                     "The server said more than \"go ahead\" before TLS; somebody may be between.");
    else if (w->certificate[0])
        delivery_say(r, DELIVERY_LATER, "The server's certificate is not accepted: %s.",
                     w->certificate);
    else if (w->no_tls)
        delivery_say(r, DELIVERY_LATER, "The server offers no STARTTLS, which is required here.");
    else if (w->auth_refused)
        delivery_say(r, DELIVERY_LATER, "The server refuses the sign-in: %s", w->auth_answer);
    else if (w->refused[0])
        delivery_say(r, DELIVERY_LATER, "%s", w->refused);
    else
        delivery_say(r, DELIVERY_LATER, "No connection to the mail server: %s.", why);
}

/* The first answer that was not a yes, or the last yes. */
static const smtp_status_t *deciding(const struct dispatch *d)
{
    const smtp_status_t *of[] = {smtp_reverse_path_status(d->message),
                                 smtp_recipient_status(d->recipient),
                                 smtp_message_transfer_status(d->message)};
    for (size_t i = 0; i < LENGTH(of); i++)
        if (of[i]->code / 100 != 2)
            return of[i];
    return of[LENGTH(of) - 1];
}

/* 530 and 535: the sign-in is at fault, not the recipient. RFC 4954, 6 */
static bool is_about_signing_in(const struct watch *w, int code)
{
    return code == 530 || code == 535 || w->auth_refused;
}

static void conclude(const struct dispatch *d, const struct watch *w, int error,
                     struct delivery_result *r)
{
    const smtp_status_t *s = deciding(d);
    struct span words = span_trim(span_of(s->text));
    int shown = (int)words.len;
    if (s->code / 100 == 2)
        delivery_say(r, DELIVERY_DONE, "%d %.*s", s->code, shown, words.at);
    else if (s->code / 100 == 5 && !is_about_signing_in(w, s->code))
        delivery_say(r, DELIVERY_REFUSED, "%d %.*s", s->code, shown, words.at);
    else if (s->code / 100 == 4)
        delivery_say(r, DELIVERY_LATER, "%d %.*s", s->code, shown, words.at);
    else
        say_session(w, error, r);
}

void smtp_deliver(void *state, struct parcel *const *parcels, size_t count,
                  struct delivery_result *results_out)
{
    struct smtp_worker *w = state;
    struct watch watch = {.socket = -1,
                          .port = (int)strtol(w->to.port, NULL, 10),
                          .trusts = w->config->mail.ca_file ? NULL : &w->trusts_system};
    struct dispatch *sent = mem_array(count, sizeof *sent);
    smtp_session_t session = make_session(w, &watch);
    for (size_t i = 0; i < count; i++)
        add_message(session, parcels[i], &sent[i], &results_out[i]);
    ERR_clear_error();
    int error = smtp_start_session(session) ? SMTP_ERR_DROPPED_CONNECTION : smtp_errno();
    for (size_t i = 0; i < count; i++)
        if (sent[i].message)
            conclude(&sent[i], &watch, error, &results_out[i]);
    smtp_destroy_session(session);
    tls_watch(w->tls, NULL);
    free(sent);
}
