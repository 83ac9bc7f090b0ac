/* Keys are made, taken in and retired. Their names, 20261121T204800Z-k3x7qa, sort by age, and none
 * comes again. */
#include "keys.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

static bool folder_is_there(const struct keyring *k, struct error *err)
{
    return mkdir(k->folder, 0700) == 0 || errno == EEXIST ||
           fail(err, FAULT_IO, NULL, "The folder %s cannot be made: %s.", k->folder,
                strerror(errno));
}

/* Later than all that are there, so that order and age are one. */
static instant next_made(struct keyring *k, instant at, bool *is_full_out)
{
    keyring_look(k);
    instant last = k->count ? k->keys[k->count - 1].made : 0;
    *is_full_out = k->count >= MOST_KEYS;
    keyring_look_away(k);
    return last >= at ? last + 1 : at;
}

static char *stamp_of(instant at)
{
    OWN(text) said = text_new();
    OWN(text) stamp = text_new();
    text_add_instant(said, at);
    for (const char *c = text_str(said); *c; c++)
        if (*c != '-' && *c != ':')
            text_add_char(stamp, *c);
    return text_take(stamp);
}

static char *kid_new(instant made)
{
    unsigned char bits[4];
    random_bytes(bits, sizeof bits);
    OWN_CHARS stamp = stamp_of(made);
    OWN(text) t = text_new();
    text_addf(t, "%s-", stamp);
    text_add_base32(t, bits, sizeof bits);
    return text_take(t);
}

char *keyring_add(struct keyring *k, struct span pem, instant at, struct error *err)
{
    struct key read;
    bool is_full;
    TRY(folder_is_there(k, err));
    OWN_CHARS kid = kid_new(next_made(k, at, &is_full));
    if (is_full)
        return fail(err, FAULT_TOO_LARGE, NULL,
                    "There are %d keys: retire some before another is made.", MOST_KEYS),
               NULL;
    TRY(key_read(&read, kid, pem, err));
    OWN_CHARS path = keyring_path(k, kid, ".pem");
    char *private = key_pem(&read);
    bool ok = file_replace(path, span_of(private), 0600, err);
    key_secret_free(private);
    key_clear(&read);
    return ok ? GIVE(kid) : NULL;
}

char *keyring_make(struct keyring *k, int bits, instant at, struct error *err)
{
    char *pem = key_make(bits, err);
    TRY(pem);
    char *kid = keyring_add(k, span_of(pem), at, err);
    key_secret_free(pem);
    return kid;
}

static char *public_half(struct keyring *k, const char *kid)
{
    char *pem = NULL;
    keyring_look(k);
    for (size_t i = 0; i < k->count; i++)
        if (strcmp(k->keys[i].kid, kid) == 0)
            pem = mem_str(k->keys[i].public_pem);
    keyring_look_away(k);
    return pem;
}

bool keyring_retire(struct keyring *k, const char *kid, struct error *err)
{
    OWN_CHARS pem = public_half(k, kid);
    if (!pem)
        return fail(err, FAULT_NOT_FOUND, NULL, "There is no key %s: convoke jitsi key list.", kid);
    OWN_CHARS path = keyring_path(k, kid, ".pem");
    OWN_CHARS retired = keyring_path(k, kid, ".retired");
    TRY(file_replace(retired, span_of(pem), 0600, err));
    return unlink(path) == 0 ||
           fail(err, FAULT_IO, NULL, "The file %s cannot be removed: %s.", path, strerror(errno));
}
