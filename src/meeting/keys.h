/* RSA keys that sign tokens. */
#ifndef CONVOKE_MEETING_KEYS_H
#define CONVOKE_MEETING_KEYS_H

#include "internal.h"

#include <limits.h>
#include <openssl/types.h>
#include <pthread.h>

struct key {
    char *kid;
    char *file_name; /* hex(SHA-256(kid)).pem: as servers ask for its public half */
    EVP_PKEY *private;
    char *public_pem;
    char *jwk; /* a JSON object, RFC 7517, 4 */
    int bits;
    instant made;
};
/* A new one in PEM, yours: key_secret_free(). FAULT_INVALID: bits out of range. */
char *key_make(int bits, struct error *err) MUST_USE;
/* FAULT_INVALID: not an RSA key in PEM, too small, or with a password. made is left 0. */
bool key_read(struct key *k, const char *kid, struct span pem, struct error *err) MUST_USE;
void key_clear(struct key *k);
/* Its private half in PEM, yours: key_secret_free(). */
char *key_pem(const struct key *k);
void key_secret_free(char *pem); /* wiped; NULL is fine */
/* Adds the signature of these bytes by RSASSA-PKCS1-v1_5 with SHA-256, in base64url. From any
 * thread. RFC 7518, 3.3 */
bool key_add_signature(const struct key *k, struct span bytes, struct text *out) MUST_USE;

enum { MOST_KEYS = 64 };

struct keyring {
    pthread_rwlock_t lock;
    char *folder;
    struct timespec changed; /* the folder, when it was read */
    int64_t read_at_ms;
    bool was_read, is_settled;
    struct key *keys; /* the oldest first */
    size_t count;
};
/* With the lock for reading, and the keys of now, until keyring_look_away. */
void keyring_look(struct keyring *k);
void keyring_look_away(struct keyring *k);
/* The file of a key; suffix: ".pem", ".retired". Yours: free(). */
char *keyring_path(const struct keyring *k, const char *kid, const char *suffix);

#endif
