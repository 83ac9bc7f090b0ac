#include "convoke/web.h"

enum { TOKEN_BYTES = 32 };

char *feed_token_new(struct digest *hash_out)
{
    unsigned char random[TOKEN_BYTES];
    OWN(text) t = text_new();
    random_bytes(random, sizeof random);
    text_add_base64url(t, random, sizeof random);
    explicit_bzero(random, sizeof random);
    *hash_out = feed_token_hash(text_span(t));
    return text_take(t);
}

struct digest feed_token_hash(struct span token)
{
    return digest_of(token);
}
