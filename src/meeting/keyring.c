/* The keys of an installation: files in a folder beside the store, KID.pem with a private key,
 * KID.retired with the public half of one that was retired. They are read again when the folder
 * changes, by whatever process. */
#include "keys.h"

#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/stat.h>

enum { MOST_PEM = 16 * 1024, SETTLES_MS = 1000 };

struct keyring *keyring_new(const char *store_path)
{
    struct keyring *k = mem_new(sizeof *k);
    k->folder = mem_strf("%s.keys", store_path);
    pthread_rwlock_init(&k->lock, NULL);
    return k;
}

static void forget(struct keyring *k)
{
    for (size_t i = 0; i < k->count; i++)
        key_clear(&k->keys[i]);
    free(k->keys);
    k->keys = NULL;
    k->count = 0;
}

void keyring_free(struct keyring *k)
{
    if (!k)
        return;
    forget(k);
    pthread_rwlock_destroy(&k->lock);
    free(k->folder);
    free(k);
}

/* --- names ----------------------------------------------------------------------------------- */

/* 0: a name of somebody else's making, the oldest of all. */
static instant made_of(const char *kid)
{
    int y, mo, d, h, mi, s;
    instant at;
    if (sscanf(kid, "%4d%2d%2dT%2d%2d%2dZ", &y, &mo, &d, &h, &mi, &s) != 6)
        return 0;
    OWN_CHARS said = mem_strf("%04d-%02d-%02dT%02d:%02d:%02dZ", y, mo, d, h, mi, s);
    return instant_parse(span_of(said), &at) ? at : 0;
}

static bool is_kid(struct span name)
{
    for (size_t i = 0; i < name.len; i++)
        if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-",
                    name.at[i]))
            return false;
    return name.len && name.len < 128 && name.at[0] != '.';
}

/* "KID.pem" and "KID.retired" */
static bool kid_of(const char *file, const char *suffix, char **kid_out)
{
    struct span name = span_of(file);
    if (!span_ends_nocase(name, suffix))
        return false;
    name.len -= strlen(suffix);
    *kid_out = is_kid(name) ? span_copy(name) : NULL;
    return *kid_out != NULL;
}

char *keyring_path(const struct keyring *k, const char *kid, const char *suffix)
{
    return mem_strf("%s/%s%s", k->folder, kid, suffix);
}

/* --- reading --------------------------------------------------------------------------------- */

static void take_key(struct keyring *k, const char *kid)
{
    struct error err = {0};
    size_t len;
    OWN_CHARS path = keyring_path(k, kid, ".pem");
    char *pem = file_read(path, MOST_PEM, &len, &err);
    struct key *key = &k->keys[k->count];
    if (pem && key_read(key, kid, span_make(pem, len), &err)) {
        key->made = made_of(kid);
        k->count++;
    } else {
        log_warning("keys.unreadable", "kid=%s said=%s", kid, err.said);
    }
    key_secret_free(pem);
}

static int by_age(const void *a, const void *b)
{
    const struct key *x = a, *y = b;
    return x->made != y->made ? (x->made > y->made) - (x->made < y->made) : strcmp(x->kid, y->kid);
}

static void take_all(struct keyring *k, DIR *folder)
{
    k->keys = mem_array(MOST_KEYS, sizeof *k->keys);
    for (struct dirent *d; k->count < MOST_KEYS && (d = readdir(folder));) {
        OWN_CHARS kid = NULL;
        if (kid_of(d->d_name, ".pem", &kid))
            take_key(k, kid);
    }
    qsort(k->keys, k->count, sizeof *k->keys, by_age);
}

/* Two changes within one tick of the folder's clock look like one: so it is read once more when
 * the tick is over. */
static bool is_fresh(const struct keyring *k, const struct stat *s)
{
    return k->was_read && s->st_mtim.tv_sec == k->changed.tv_sec &&
           s->st_mtim.tv_nsec == k->changed.tv_nsec &&
           (k->is_settled || clock_ticks_ms() - k->read_at_ms < SETTLES_MS);
}

static void read_folder(struct keyring *k, const struct stat *s)
{
    bool again = k->was_read && s->st_mtim.tv_sec == k->changed.tv_sec &&
                 s->st_mtim.tv_nsec == k->changed.tv_nsec;
    DIR *folder = opendir(k->folder);
    forget(k);
    if (folder)
        take_all(k, folder);
    if (folder)
        closedir(folder);
    k->changed = s->st_mtim;
    k->read_at_ms = clock_ticks_ms();
    k->was_read = true;
    k->is_settled = again;
}

void keyring_look(struct keyring *k)
{
    struct stat s = {0};
    stat(k->folder, &s); /* none yet: a folder of no time and no keys */
    pthread_rwlock_rdlock(&k->lock);
    if (is_fresh(k, &s))
        return;
    pthread_rwlock_unlock(&k->lock);
    pthread_rwlock_wrlock(&k->lock);
    if (!is_fresh(k, &s))
        read_folder(k, &s);
    pthread_rwlock_unlock(&k->lock);
    pthread_rwlock_rdlock(&k->lock);
}

void keyring_look_away(struct keyring *k)
{
    pthread_rwlock_unlock(&k->lock);
}

/* --- signing --------------------------------------------------------------------------------- */

/* The newest that servers had the time to learn of; of only young ones the oldest. */
static const struct key *signer(const struct keyring *k, instant at)
{
    for (size_t i = k->count; i > 0; i--)
        if (k->keys[i - 1].made + KEY_RESTS_S <= at)
            return &k->keys[i - 1];
    return k->count ? &k->keys[0] : NULL;
}

char *keyring_sign(struct keyring *k, const char *kid, instant at, const char *claims,
                   struct error *err)
{
    char *token = NULL;
    keyring_look(k);
    const struct key *key = signer(k, kid ? KEY_OF_OTHERS : at);
    if (key) {
        token = token_sign_by_key(key, kid ? kid : key->kid, claims, err);
    } else {
        fail(err, FAULT_CONFIG, NULL,
             "There is no key that signs tokens: make one with convoke jitsi key new.");
    }
    keyring_look_away(k);
    return token;
}

/* --- handing out ----------------------------------------------------------------------------- */

char *keyring_pem(struct keyring *k, struct span file_name)
{
    char *pem = NULL;
    keyring_look(k);
    for (size_t i = 0; i < k->count; i++)
        if (span_is(file_name, k->keys[i].file_name))
            pem = mem_str(k->keys[i].public_pem);
    keyring_look_away(k);
    return pem;
}

char *keyring_jwks(struct keyring *k)
{
    OWN(text) t = text_new();
    text_add_str(t, "{\"keys\":[");
    keyring_look(k);
    for (size_t i = 0; i < k->count; i++)
        text_addf(t, "%s%s", i ? "," : "", k->keys[i].jwk);
    keyring_look_away(k);
    text_add_str(t, "]}\n");
    return text_take(t);
}

void keyring_each(struct keyring *k, instant at,
                  void (*each)(const struct keyring_key *key, void *with), void *with)
{
    keyring_look(k);
    const struct key *signs = signer(k, at);
    for (size_t i = 0; i < k->count; i++) {
        const struct key *key = &k->keys[i];
        each(&(struct keyring_key){key->kid, key->public_pem, key->made, key->bits, key == signs},
             with);
    }
    keyring_look_away(k);
}

bool keyring_each_retired(const struct keyring *k, void (*each)(const char *kid, void *with),
                          void *with)
{
    DIR *folder = opendir(k->folder);
    if (!folder)
        return errno == ENOENT;
    for (struct dirent *d; (d = readdir(folder));) {
        OWN_CHARS kid = NULL;
        if (kid_of(d->d_name, ".retired", &kid))
            each(kid, with);
    }
    closedir(folder);
    return true;
}
