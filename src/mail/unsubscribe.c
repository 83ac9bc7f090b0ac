/* Links that end reminders: the address and a MAC over it, nothing stored. RFC 8058 */
#include "internal.h"

/* 128 bits: nobody guesses them. */
enum { TOKEN_BYTES = 16, ADDRESS_MOST = 320 };

static char *token_of(const unsigned char key[32], const char *address)
{
    OWN(text) t = text_new();
    text_addf(t, "unsubscribe\n%s", address);
    struct digest mac = digest_keyed(span_make((const char *)key, 32), text_span(t));
    text_cut(t, 0);
    text_add_base32(t, mac.bytes, TOKEN_BYTES);
    return text_take(t);
}

/* RFC 8058, 3.1: the way is https, and nothing but the URI says who it is. The address is in hex
 * because filters take addresses in links for fraud. */
char *unsubscribe_link(const struct config *c, const unsigned char key[32], const char *address)
{
    const char *base = c->server.public_url;
    if (!base || !span_starts_nocase(span_of(base), "https:") || strlen(address) > ADDRESS_MOST)
        return NULL;
    OWN_CHARS token = token_of(key, address);
    OWN(text) t = text_new();
    text_addf(t, "%s/u/", base);
    text_add_hex(t, address, strlen(address));
    text_addf(t, "/%s", token);
    return text_take(t);
}

static int digit_of(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Yours: free(). NULL when it is no address in hex. */
static char *address_of(struct span hex)
{
    OWN(text) t = text_new();
    TRY(hex.len % 2 == 0 && hex.len <= 2 * ADDRESS_MOST);
    for (size_t i = 0; i < hex.len; i += 2) {
        int high = digit_of(hex.at[i]), low = digit_of(hex.at[i + 1]);
        TRY(high >= 0 && low >= 0 && high + low > 0);
        text_add_char(t, (char)(high * 16 + low));
    }
    return mail_address_ok(text_str(t)) ? text_take(t) : NULL;
}

char *unsubscribe_whose(const unsigned char key[32], struct span path)
{
    struct span token, hex = span_cut(path, '/', &token);
    OWN_CHARS address = address_of(hex);
    TRY(address);
    OWN_CHARS right = token_of(key, address);
    return secret_equal(span_of(right), token) ? GIVE(address) : NULL;
}
