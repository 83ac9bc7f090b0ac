/* The TLS context for libesmtp, with the remedies for two faults of its STARTTLS.
 *
 * Hang: after the handshake the library queues EHLO and polls for reading and writing together. The
 * session tickets of TLS 1.3 make the socket readable; it reads before it writes, and waits for the
 * answer to a command that it has not sent. So from the end of the handshake to the first write the
 * socket is not readable for less than 64 KiB (SO_RCVLOWAT), which no ticket fills.
 *
 * Injection: what stands in clear text behind the "220 go ahead" would be taken as said inside TLS.
 * So a session where the server said more than it was asked for ends before the handshake. */
#include "smtp_session.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <sys/socket.h>

enum { MORE_THAN_TICKETS = 65536 };

static void hold_back(int socket, int least_bytes)
{
    setsockopt(socket, SOL_SOCKET, SO_RCVLOWAT, &least_bytes, sizeof least_bytes);
}

void tls_before_write(struct watch *w)
{
    if (w->held_back)
        hold_back(w->socket, 1);
    w->held_back = false;
}

/* The system's certificates are many, and most mail servers of one's own machine are asked for no
 * TLS: they are read when the first handshake begins. */
static void trust_system(SSL_CTX *tls, struct watch *w)
{
    if (w->trusts && !*w->trusts)
        *w->trusts = SSL_CTX_set_default_verify_paths(tls) == 1;
}

static void begin(const SSL *ssl, struct watch *w)
{
    w->begun = true;
    trust_system(SSL_get_SSL_CTX(ssl), w);
    w->socket = SSL_get_fd(ssl);
    w->injected = w->early || !w->replied || w->line_len;
    if (w->injected)
        shutdown(w->socket, SHUT_RDWR);
}

/* The event repeats with each ticket; only the first counts. */
static void done(struct watch *w)
{
    w->secure = true;
    w->held_back = true;
    hold_back(w->socket, MORE_THAN_TICKETS);
}

static struct watch *watch_of(const SSL *ssl)
{
    return SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl));
}

static void see_handshake(const SSL *ssl, int where, int ret)
{
    (void)ret;
    struct watch *w = watch_of(ssl);
    if ((where & SSL_CB_HANDSHAKE_START) && !w->begun)
        begin(ssl, w);
    if ((where & SSL_CB_HANDSHAKE_DONE) && !w->secure)
        done(w);
}

static int see_certificate(int ok, X509_STORE_CTX *store)
{
    SSL *ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());
    struct watch *w = watch_of(ssl);
    if (!ok)
        snprintf(w->certificate, sizeof w->certificate, "%s",
                 X509_verify_cert_error_string(X509_STORE_CTX_get_error(store)));
    return ok;
}

static bool is_numeric(const char *host)
{
    struct in_addr address;
    return inet_pton(AF_INET, host, &address) == 1;
}

static bool expect_host(SSL_CTX *tls, const char *host)
{
    X509_VERIFY_PARAM *param = SSL_CTX_get0_param(tls);
    X509_VERIFY_PARAM_set_hostflags(param, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    return is_numeric(host) ? X509_VERIFY_PARAM_set1_ip_asc(param, host)
                            : X509_VERIFY_PARAM_set1_host(param, host, 0);
}

static bool load_trusted(SSL_CTX *tls, const char *ca_file)
{
    return !ca_file || SSL_CTX_load_verify_file(tls, ca_file);
}

SSL_CTX *tls_context(const struct config *c, const char *host, struct error *err)
{
    SSL_CTX *tls = SSL_CTX_new(TLS_client_method());
    if (tls && SSL_CTX_set_min_proto_version(tls, TLS1_2_VERSION) && expect_host(tls, host) &&
        load_trusted(tls, c->mail.ca_file)) {
        SSL_CTX_set_verify(tls, SSL_VERIFY_PEER, see_certificate);
        SSL_CTX_set_info_callback(tls, see_handshake);
        return tls;
    }
    SSL_CTX_free(tls);
    ERR_clear_error();
    fail(err, FAULT_CONFIG, NULL, "mail.ca_file %s holds no certificates that can be read.",
         c->mail.ca_file ? c->mail.ca_file : "(the system's)");
    return NULL;
}

void tls_watch(SSL_CTX *tls, struct watch *w)
{
    SSL_CTX_set_app_data(tls, w);
}
