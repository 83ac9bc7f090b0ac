/* The keys of an installation: files in a folder beside the store, KID.pem with a private key,
 * KID.retired with the public half of one that was retired. They are read again when the folder
 * changes, by whatever process. */
#include "keys.h"

#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_KEYS = 64, MOST_PEM = 16 * 1024, SETTLES_MS = 1000 };

struct keyring {
    pthread_rwlock_t lock;
    char *folder;
    struct timespec changed; /* the folder, when it was read */
    int64_t read_at_ms;
    bool was_read, is_settled;
    struct key *keys; /* the oldest first */
    size_t count;
};

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

/* --- names: 20261121T204800Z-k3x7qa, so that they sort by age and none comes again --------------
 */

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

static char *path_of(const struct keyring *k, const char *kid, const char *suffix)
{
    return mem_strf("%s/%s%s", k->folder, kid, suffix);
}

/* --- reading ----------------------------------------------------------------------------------
 */

static void take_key(struct keyring *k, const char *kid)
{
    struct error err = {0};
    size_t len;
    OWN_CHARS path = path_of(k, kid, ".pem");
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

/* With the lock for reading; the keys are those of now. */
static void look(struct keyring *k)
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

static void look_away(struct keyring *k)
{
    pthread_rwlock_unlock(&k->lock);
}

/* --- signing ----------------------------------------------------------------------------------
 */

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
    look(k);
    const struct key *key = signer(k, at);
    if (key) {
        struct signing by = {"RS256", span_of(key->private_pem), kid ? kid : key->kid};
        token = token_sign(&by, claims, err);
    } else {
        fail(err, FAULT_CONFIG, NULL,
             "There is no key that signs tokens: make one with convoke jitsi key new.");
    }
    look_away(k);
    return token;
}

/* --- handing out ------------------------------------------------------------------------------
 */

char *keyring_pem(struct keyring *k, struct span file_name)
{
    char *pem = NULL;
    look(k);
    for (size_t i = 0; i < k->count; i++)
        if (span_is(file_name, k->keys[i].file_name))
            pem = mem_str(k->keys[i].public_pem);
    look_away(k);
    return pem;
}

char *keyring_jwks(struct keyring *k)
{
    OWN(text) t = text_new();
    text_add_str(t, "{\"keys\":[");
    look(k);
    for (size_t i = 0; i < k->count; i++)
        text_addf(t, "%s%s", i ? "," : "", k->keys[i].jwk);
    look_away(k);
    text_add_str(t, "]}\n");
    return text_take(t);
}

void keyring_each(struct keyring *k, instant at,
                  void (*each)(const struct keyring_key *key, void *with), void *with)
{
    look(k);
    const struct key *signs = signer(k, at);
    for (size_t i = 0; i < k->count; i++) {
        const struct key *key = &k->keys[i];
        each(&(struct keyring_key){key->kid, key->public_pem, key->made, key->bits, key == signs},
             with);
    }
    look_away(k);
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

/* --- changing ---------------------------------------------------------------------------------
 */

static bool folder_is_there(const struct keyring *k, struct error *err)
{
    return mkdir(k->folder, 0700) == 0 || errno == EEXIST ||
           fail(err, FAULT_IO, NULL, "The folder %s cannot be made: %s.", k->folder,
                strerror(errno));
}

/* Later than all that are there, so that order and age are one. */
static instant next_made(struct keyring *k, instant at, bool *is_full_out)
{
    look(k);
    instant last = k->count ? k->keys[k->count - 1].made : 0;
    *is_full_out = k->count >= MOST_KEYS;
    look_away(k);
    return last >= at ? last + 1 : at;
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
    OWN_CHARS path = path_of(k, kid, ".pem");
    bool ok = file_replace(path, span_of(read.private_pem), 0600, err);
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
    look(k);
    for (size_t i = 0; i < k->count; i++)
        if (strcmp(k->keys[i].kid, kid) == 0)
            pem = mem_str(k->keys[i].public_pem);
    look_away(k);
    return pem;
}

bool keyring_retire(struct keyring *k, const char *kid, struct error *err)
{
    OWN_CHARS pem = public_half(k, kid);
    if (!pem)
        return fail(err, FAULT_NOT_FOUND, NULL, "There is no key %s: convoke jitsi key list.", kid);
    OWN_CHARS path = path_of(k, kid, ".pem");
    OWN_CHARS retired = path_of(k, kid, ".retired");
    TRY(file_replace(retired, span_of(pem), 0600, err));
    return unlink(path) == 0 ||
           fail(err, FAULT_IO, NULL, "The file %s cannot be removed: %s.", path, strerror(errno));
}
