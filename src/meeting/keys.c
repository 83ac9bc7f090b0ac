/* RSA keys that sign tokens: made, read, and the forms in which their public halves are handed to
 * video servers. RFC 8017; PEM: RFC 7468; JWK: RFC 7517, 4 */
#include "keys.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

enum { LEAST_BITS = 2048, MOST_BITS = 8192 };

static char *bio_text(BIO *b)
{
    char *at = NULL;
    long len = BIO_get_mem_data(b, &at);
    return span_copy(span_make(at, len > 0 ? (size_t)len : 0));
}

static char *private_pem_of(EVP_PKEY *key)
{
    BIO *b = BIO_new(BIO_s_secmem());
    bool ok = b && PEM_write_bio_PrivateKey(b, key, NULL, NULL, 0, NULL, NULL) == 1;
    char *pem = ok ? bio_text(b) : NULL;
    BIO_free(b);
    return pem;
}

static char *public_pem_of(EVP_PKEY *key)
{
    BIO *b = BIO_new(BIO_s_mem());
    bool ok = b && PEM_write_bio_PUBKEY(b, key) == 1;
    char *pem = ok ? bio_text(b) : NULL;
    BIO_free(b);
    return pem;
}

char *key_make(int bits, struct error *err)
{
    if (bits < LEAST_BITS || bits > MOST_BITS)
        return fail(err, FAULT_INVALID, NULL, "A key has %d to %d bits.", LEAST_BITS, MOST_BITS),
               NULL;
    EVP_PKEY *key = EVP_RSA_gen((unsigned)bits);
    char *pem = key ? private_pem_of(key) : NULL;
    EVP_PKEY_free(key);
    if (!pem)
        fail(err, FAULT_BUG, NULL, "OpenSSL makes no key.");
    return pem;
}

/* --- what others check tokens by ------------------------------------------------------------- */

static void add_number(struct text *t, const EVP_PKEY *key, const char *name)
{
    BIGNUM *n = NULL;
    unsigned char bytes[MOST_BITS / 8];
    if (EVP_PKEY_get_bn_param(key, name, &n) == 1 && BN_num_bytes(n) <= (int)sizeof bytes)
        text_add_base64url(t, bytes, (size_t)BN_bn2bin(n, bytes));
    BN_free(n);
}

static char *jwk_of(const char *kid, const EVP_PKEY *key)
{
    OWN(text) t = text_new();
    text_add_str(t, "{\"alg\":\"RS256\",\"kid\":");
    text_add_json(t, span_of(kid));
    text_add_str(t, ",\"kty\":\"RSA\",\"use\":\"sig\",\"n\":\"");
    add_number(t, key, OSSL_PKEY_PARAM_RSA_N);
    text_add_str(t, "\",\"e\":\"");
    add_number(t, key, OSSL_PKEY_PARAM_RSA_E);
    text_add_str(t, "\"}");
    return text_take(t);
}

char *keyring_file_name(const char *kid)
{
    unsigned char sum[EVP_MAX_MD_SIZE];
    unsigned len = 0;
    if (EVP_Digest(kid, strlen(kid), sum, &len, EVP_sha256(), NULL) != 1)
        return NULL;
    OWN(text) t = text_new();
    text_add_hex(t, sum, len);
    text_add_str(t, ".pem");
    return text_take(t);
}

/* --- signing --------------------------------------------------------------------------------- */

bool key_add_signature(const struct key *k, struct span bytes, struct text *out)
{
    unsigned char signature[MOST_BITS / 8];
    size_t len = sizeof signature;
    EVP_MD_CTX *how = EVP_MD_CTX_new();
    bool ok = how && EVP_DigestSignInit(how, NULL, EVP_sha256(), NULL, k->private) == 1 &&
              EVP_DigestSign(how, signature, &len, (const unsigned char *)bytes.at, bytes.len) == 1;
    EVP_MD_CTX_free(how);
    if (ok)
        text_add_base64url(out, signature, len);
    return ok;
}

/* --- reading --------------------------------------------------------------------------------- */

/* A key with a password is none of ours: nobody is asked for one. */
static int no_password(char *buffer, int size, int writing, void *with)
{
    (void)buffer, (void)size, (void)writing, (void)with;
    return -1;
}

static EVP_PKEY *read_pem(struct span pem)
{
    BIO *b = pem.len && pem.len <= INT_MAX ? BIO_new_mem_buf(pem.at, (int)pem.len) : NULL;
    EVP_PKEY *key = b ? PEM_read_bio_PrivateKey(b, NULL, no_password, NULL) : NULL;
    BIO_free(b);
    return key;
}

bool key_read(struct key *k, const char *kid, struct span pem, struct error *err)
{
    EVP_PKEY *read = read_pem(pem);
    int bits = read && EVP_PKEY_is_a(read, "RSA") ? EVP_PKEY_get_bits(read) : 0;
    *k = (struct key){.private = read, .bits = bits};
    if (bits < LEAST_BITS || bits > MOST_BITS) {
        key_clear(k);
        return fail(err, FAULT_INVALID, NULL,
                    "This is no private RSA key in PEM of %d to %d bits without a password.",
                    LEAST_BITS, MOST_BITS);
    }
    k->kid = mem_str(kid);
    k->file_name = keyring_file_name(kid);
    k->public_pem = public_pem_of(read);
    k->jwk = jwk_of(kid, read);
    return true;
}

char *key_pem(const struct key *k)
{
    return private_pem_of(k->private);
}

void key_secret_free(char *pem)
{
    if (pem)
        explicit_bzero(pem, strlen(pem));
    free(pem);
}

void key_clear(struct key *k)
{
    EVP_PKEY_free(k->private); /* which wipes it */
    free(k->kid);
    free(k->file_name);
    free(k->public_pem);
    free(k->jwk);
    *k = (struct key){0};
}
