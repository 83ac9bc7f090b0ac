#include "certificate.h"

#include <gnutls/x509.h>

#define MOST_CHAIN 16
#define MOST_BYTES (1 << 20)

struct certificate {
    gnutls_x509_crt_t chain[MOST_CHAIN]; /* the server's own first */
    gnutls_pcert_st shown[MOST_CHAIN];
    unsigned nchain, nshown;
    gnutls_privkey_t key;
    struct digest content; /* of both files */
    struct certificate *before;
};

void certificate_free(struct certificate *c)
{
    if (!c)
        return;
    for (unsigned i = 0; i < c->nshown; i++)
        gnutls_pcert_deinit(&c->shown[i]);
    for (unsigned i = 0; i < c->nchain; i++)
        gnutls_x509_crt_deinit(c->chain[i]);
    gnutls_privkey_deinit(c->key);
    free(c);
}

/* --- reading ---------------------------------------------------------------------------------- */

struct pem {
    char *text;
    size_t len;
};

static void pem_clear(struct pem *p)
{
    if (p->text)
        explicit_bzero(p->text, p->len);
    free(p->text);
}

static bool pem_read(const char *path, struct pem *p, struct error *err)
{
    struct error why = {0};
    p->text = file_read(path, MOST_BYTES, &p->len, &why);
    return p->text || fail(err, FAULT_CONFIG, "certificate", "For TLS: %s", why.said);
}

static gnutls_datum_t datum_of(const struct pem *p)
{
    return (gnutls_datum_t){(unsigned char *)p->text, (unsigned)p->len};
}

static bool take_chain(struct certificate *c, const char *path, const struct pem *p,
                       struct error *err)
{
    gnutls_datum_t data = datum_of(p);
    unsigned count = MOST_CHAIN;
    int got = gnutls_x509_crt_list_import(c->chain, &count, &data, GNUTLS_X509_FMT_PEM,
                                          GNUTLS_X509_CRT_LIST_IMPORT_FAIL_IF_EXCEED);
    if (got <= 0)
        return fail(err, FAULT_CONFIG, "certificate",
                    "%s holds no certificate in PEM, or more than %d: %s.", path, MOST_CHAIN,
                    gnutls_strerror(got));
    for (c->nchain = (unsigned)got; c->nshown < c->nchain; c->nshown++) {
        got = gnutls_pcert_import_x509(&c->shown[c->nshown], c->chain[c->nshown], 0);
        if (got < 0)
            return fail(err, FAULT_CONFIG, "certificate", "%s cannot be shown: %s.", path,
                        gnutls_strerror(got));
    }
    return true;
}

static bool take_key(struct certificate *c, const char *path, const struct pem *p,
                     struct error *err)
{
    gnutls_datum_t data = datum_of(p);
    int got = gnutls_privkey_init(&c->key);
    if (got >= 0)
        got = gnutls_privkey_import_x509_raw(c->key, &data, GNUTLS_X509_FMT_PEM, NULL, 0);
    return got >= 0 ||
           fail(err, FAULT_CONFIG, "certificate", "%s holds no key in PEM without a password: %s.",
                path, gnutls_strerror(got));
}

/* --- judging ---------------------------------------------------------------------------------- */

struct key_id {
    unsigned char bytes[32];
    size_t len;
};

static bool key_ids(const struct certificate *c, struct key_id *of_key, struct key_id *of_shown)
{
    gnutls_pubkey_t public_key;
    of_key->len = of_shown->len = sizeof of_key->bytes;
    if (gnutls_pubkey_init(&public_key) < 0)
        return false;
    bool ok = gnutls_pubkey_import_privkey(public_key, c->key, 0, 0) >= 0 &&
              gnutls_pubkey_get_key_id(public_key, GNUTLS_KEYID_USE_SHA256, of_key->bytes,
                                       &of_key->len) >= 0 &&
              gnutls_x509_crt_get_key_id(c->chain[0], GNUTLS_KEYID_USE_SHA256, of_shown->bytes,
                                         &of_shown->len) >= 0;
    gnutls_pubkey_deinit(public_key);
    return ok;
}

static bool check_key(const struct certificate *c, const char *path, const char *key_path,
                      struct error *err)
{
    struct key_id of_key, of_shown;
    return (key_ids(c, &of_key, &of_shown) && of_key.len == of_shown.len &&
            memcmp(of_key.bytes, of_shown.bytes, of_key.len) == 0) ||
           fail(err, FAULT_CONFIG, "certificate",
                "%s is not the key of the first certificate in %s.", key_path, path);
}

bool certificate_in_time(const struct certificate *c, const char *path, struct error *err)
{
    OWN(text) t = text_new();
    instant now = clock_now(), begins = gnutls_x509_crt_get_activation_time(c->chain[0]);
    if (begins > now) {
        text_add_instant(t, begins);
        return fail(err, FAULT_CONFIG, "certificate",
                    "The certificate in %s is not valid before %s.", path, text_str(t));
    }
    if (certificate_end(c) >= now)
        return true;
    text_add_instant(t, certificate_end(c));
    return fail(err, FAULT_CONFIG, "certificate", "The certificate in %s has expired on %s.", path,
                text_str(t));
}

instant certificate_end(const struct certificate *c)
{
    return gnutls_x509_crt_get_expiration_time(c->chain[0]);
}

bool certificate_names(const struct certificate *c, const char *host)
{
    return gnutls_x509_crt_check_hostname2(c->chain[0], host, 0) != 0;
}

/* --- opening ---------------------------------------------------------------------------------- */

static struct digest digest_of_both(const struct pem *chain, const struct pem *key)
{
    struct digest first = digest_of(span_make(chain->text, chain->len));
    return digest_keyed(span_make((const char *)first.bytes, sizeof first.bytes),
                        span_make(key->text, key->len));
}

static bool take_both(struct certificate *c, const char *path, const char *key_path,
                      struct error *err)
{
    struct pem chain = {0}, key = {0};
    bool ok = pem_read(path, &chain, err) && pem_read(key_path, &key, err) &&
              take_chain(c, path, &chain, err) && take_key(c, key_path, &key, err);
    if (ok)
        c->content = digest_of_both(&chain, &key);
    pem_clear(&chain);
    pem_clear(&key);
    return ok;
}

struct certificate *certificate_open(const char *path, const char *key_path, struct error *err)
{
    OWN(certificate) c = mem_new(sizeof *c);
    TRY(take_both(c, path, key_path, err));
    TRY(check_key(c, path, key_path, err));
    return GIVE(c);
}

/* --- showing ---------------------------------------------------------------------------------- */

/* libmicrohttpd lets the session point to its connection, the one way from here to the server. */
int certificate_shown(gnutls_session_t session, const gnutls_datum_t *issuers, int nissuers,
                      const gnutls_pk_algorithm_t *algorithms, int nalgorithms,
                      gnutls_pcert_st **chain_out, unsigned *count_out, gnutls_privkey_t *key_out)
{
    struct MHD_Connection *peer = gnutls_session_get_ptr(session);
    (void)issuers;
    (void)nissuers;
    (void)algorithms;
    (void)nalgorithms;
    if (!peer)
        return -1;
    const struct connection *connection =
        MHD_get_connection_info(peer, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
    struct certificate *c = connection->server->certificate;
    *chain_out = c->shown;
    *count_out = c->nshown;
    *key_out = c->key;
    return 0;
}

void certificate_replace(struct http_server *s, struct certificate *c)
{
    struct certificate *before = s->certificate;
    if (before && digest_equal(&before->content, &c->content)) {
        certificate_free(c);
        return;
    }
    OWN(text) ends = text_new();
    text_add_instant(ends, certificate_end(c));
    c->before = before;
    s->certificate = c;
    log_info("http.certificate", "ends=%s", text_str(ends));
}

void certificates_free(struct http_server *s)
{
    for (struct certificate *c = s->certificate; c;) {
        struct certificate *before = c->before;
        certificate_free(c);
        c = before;
    }
}
