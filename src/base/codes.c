#include "convoke/base.h"

#include <sodium.h>

struct digest digest_of(struct span s)
{
    struct digest d;
    crypto_generichash(d.bytes, sizeof d.bytes, (const unsigned char *)s.at, s.len, NULL, 0);
    return d;
}

struct digest digest_hmac_sha256(struct span key, struct span s)
{
    struct digest d;
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, (const unsigned char *)key.at, key.len);
    crypto_auth_hmacsha256_update(&state, (const unsigned char *)s.at, s.len);
    crypto_auth_hmacsha256_final(&state, d.bytes);
    return d;
}

struct digest digest_keyed(struct span key, struct span s)
{
    struct digest d;
    unsigned char folded[32];
    const unsigned char *k = (const unsigned char *)key.at;
    size_t len = key.len;
    if (len < crypto_generichash_KEYBYTES_MIN || len > crypto_generichash_KEYBYTES_MAX) {
        crypto_generichash(folded, sizeof folded, k, len, NULL, 0);
        k = folded;
        len = sizeof folded;
    }
    crypto_generichash(d.bytes, sizeof d.bytes, (const unsigned char *)s.at, s.len, k, len);
    return d;
}

bool digest_equal(const struct digest *a, const struct digest *b)
{
    return sodium_memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

bool secret_equal(struct span a, struct span b)
{
    return a.len == b.len && (a.len == 0 || sodium_memcmp(a.at, b.at, a.len) == 0);
}

char *digest_hex(const struct digest *d)
{
    OWN(text) t = text_new();
    text_add_hex(t, d->bytes, sizeof d->bytes);
    return text_take(t);
}

/* Takes `bits` at a time from the bytes and writes the letter of each group. */
static void add_groups(struct text *t, const unsigned char *bytes, size_t len, unsigned bits,
                       const char *alphabet)
{
    uint32_t held = 0;
    unsigned count = 0;
    for (size_t i = 0; i < len; i++) {
        held = held << 8 | bytes[i];
        count += 8;
        while (count >= bits) {
            count -= bits;
            text_add_char(t, alphabet[held >> count & ((1u << bits) - 1)]);
        }
        held &= (1u << count) - 1;
    }
    if (count)
        text_add_char(t, alphabet[held << (bits - count) & ((1u << bits) - 1)]);
}

void text_add_base32(struct text *t, const void *bytes, size_t len)
{
    add_groups(t, bytes, len, 5, "abcdefghijklmnopqrstuvwxyz234567");
}

void text_add_base64url(struct text *t, const void *bytes, size_t len)
{
    add_groups(t, bytes, len, 6,
               "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
}

void text_add_base64(struct text *t, const void *bytes, size_t len, size_t line_chars)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t bytes_a_line = line_chars ? line_chars / 4 * 3 : len;
    for (size_t i = 0; i < len; i += bytes_a_line) {
        size_t part = len - i < bytes_a_line ? len - i : bytes_a_line;
        add_groups(t, (const unsigned char *)bytes + i, part, 6, alphabet);
        text_add_str(t, part % 3 == 1 ? "==" : part % 3 == 2 ? "=" : "");
        if (line_chars)
            text_add_str(t, "\r\n");
    }
}

void text_add_hex(struct text *t, const void *bytes, size_t len)
{
    add_groups(t, bytes, len, 4, "0123456789abcdef");
}

bool text_add_from_base64(struct text *t, struct span base64)
{
    size_t len = 0;
    OWN_CHARS bytes = mem_array(base64.len + 1, 1);
    TRY(sodium_base642bin((unsigned char *)bytes, base64.len, base64.at ? base64.at : "",
                          base64.len, NULL, &len, NULL, sodium_base64_VARIANT_ORIGINAL) == 0);
    text_add(t, span_make(bytes, len));
    explicit_bzero(bytes, base64.len);
    return true;
}
