#include "convoke/base.h"

#include <sodium.h>

char *password_hash(struct span password)
{
    char *hash = mem_new(crypto_pwhash_STRBYTES);
    unsigned char start;
    random_bytes(&start, 1); /* libsodium is ready from here on */
    if (crypto_pwhash_str(hash, password.at ? password.at : "", password.len,
                          crypto_pwhash_OPSLIMIT_INTERACTIVE,
                          crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
        abort(); /* only out of memory */
    return hash;
}

bool password_matches(const char *hash, struct span password)
{
    return hash &&
           crypto_pwhash_str_verify(hash, password.at ? password.at : "", password.len) == 0;
}
