/* The keys by which tokens for the video server are signed. */
#include "jitsi.h"

enum { MOST_PEM = 16384 };

/* --- new -------------------------------------------------------------------------------------- */

static bool is_jaas(const struct config *c)
{
    return strcmp(c->jitsi.provider, "jaas") == 0;
}

static char *make(struct program *p, const struct arguments *a, struct keyring *k,
                  struct error *err)
{
    int64_t bits = is_jaas(p->config) ? 4096 : 2048; /* 8x8 asks for as many */
    const char *said = argument(a, "bits");
    if (said && (!span_number(span_of(said), &bits) || bits < 0 || bits > 65536))
        return fail(err, FAULT_USAGE, NULL, "--bits wants a number, not \"%.40s\".", said), NULL;
    return keyring_make(k, (int)bits, clock_now(), err);
}

static char *take(struct program *p, const struct arguments *a, struct keyring *k,
                  struct error *err)
{
    struct mapped file;
    TRY(file_map(p, a, 0, MOST_PEM, &file, err));
    char *kid = keyring_add(k, span_make(file.at, file.len), clock_now(), err);
    file_unmap(&file);
    return kid;
}

/* When it is asked which key signs. */
static instant signing(const struct program *p)
{
    return is_jaas(p->config) ? KEY_OF_OTHERS : clock_now();
}

struct lookup {
    const char *kid;
    char *pem;
    size_t count;
    bool signs;
};

static void look_up(const struct keyring_key *key, void *with)
{
    struct lookup *l = with;
    l->count++;
    if (strcmp(key->kid, l->kid) != 0)
        return;
    l->pem = mem_str(key->public_pem);
    l->signs = key->signs;
}

static void say_new(const struct program *p, struct keyring *k, const char *kid)
{
    struct lookup l = {.kid = kid};
    keyring_each(k, signing(p), look_up, &l);
    if (is_jaas(p->config))
        fprintf(stderr,
                "Give JaaS the public key of \"convoke jitsi key show %s\" in its console, "
                "and set key_id to what it calls the key%s.\n",
                kid,
                l.signs ? "" : ". When you do, retire the key before it: until then that signs");
    else if (l.signs)
        fprintf(stderr, "It signs from now on.\n");
    else
        fprintf(stderr, "It signs in %d minutes: servers learn of it until then.\n",
                KEY_RESTS_S / 60);
    free(l.pem);
}

static bool run_new(struct program *p, const struct arguments *a, struct error *err)
{
    OWN(keyring) k = keyring_new(store_path(p->store));
    OWN_CHARS kid = operand_count(a) ? take(p, a, k, err) : make(p, a, k, err);
    TRY(kid);
    printf("%s\n", kid);
    say_new(p, k, kid);
    return true;
}

static const struct flag new_flags[] = {
    {"bits", "N", "2048 to 8192; 2048 by default, 4096 for JaaS", false, false},
};
const struct command command_jitsi_key_new = {
    .noun = "jitsi",
    .verb = "key new",
    .operands = "[FILE]",
    .least = 0,
    .most = 1,
    .summary = "makes a key that signs tokens for the video server (algorithm = RS256, JaaS)",
    .more = "Or takes the private RSA key in a PEM file. It stays beside the store, in a file that "
            "its owner alone may read; video servers get its public half at /jitsi/asap/ and "
            "/jitsi/jwks.json. Prints its name.",
    FLAGS(new_flags),
    .need = NEED_STORE,
    .reads_operands = true,
    .run = run_new,
};

/* --- list ------------------------------------------------------------------------------------- */

struct table {
    struct listing *listing;
    bool has_signer; /* those that follow it are yet to sign */
};

static void list_one(const struct keyring_key *key, void *with)
{
    struct table *t = with;
    listing_text(t->listing, key->kid);
    listing_number(t->listing, key->bits);
    listing_time(t->listing, key->made ? key->made : INSTANT_FIRST);
    listing_text(t->listing, key->signs ? "signs" : t->has_signer ? "rests" : "checks");
    t->has_signer |= key->signs;
}

static void list_retired(const char *kid, void *with)
{
    struct listing *l = with;
    listing_text(l, kid);
    listing_number(l, 0);
    listing_time(l, INSTANT_FIRST);
    listing_text(l, "retired");
}

static bool run_list(struct program *p, const struct arguments *a, struct error *err)
{
    static const struct column columns[] = {
        {"KEY", "kid", COLUMN_TEXT},
        {"BITS", "bits", COLUMN_NUMBER},
        {"MADE", "made", COLUMN_TIME},
        {"STATE", "state", COLUMN_TEXT},
    };
    OWN(keyring) k = keyring_new(store_path(p->store));
    OWN(listing) l = listing_new(columns, LENGTH(columns), zone_of_machine(p->zones));
    keyring_each(k, signing(p), list_one, &(struct table){l, false});
    if (!keyring_each_retired(k, list_retired, l))
        return fail(err, FAULT_IO, NULL, "The folder of the keys beside the store cannot be read.");
    listing_print(l, argument_given(a, "json"), "There are no keys: convoke jitsi key new.");
    return true;
}

static const struct flag list_flags[] = {
    {"json", NULL, "prints JSON", false, false},
};
const struct command command_jitsi_key_list = {
    .noun = "jitsi",
    .verb = "key list",
    .summary = "lists the keys that sign tokens for the video server",
    .more =
        "The newest signs, once it has rested for ten minutes; those before it are still handed "
        "out for tokens that they signed, until they are retired. For JaaS the oldest signs.",
    FLAGS(list_flags),
    .need = NEED_STORE,
    .run = run_list,
};

/* --- show, retire ----------------------------------------------------------------------------- */

static bool run_show(struct program *p, const struct arguments *a, struct error *err)
{
    OWN(keyring) k = keyring_new(store_path(p->store));
    struct lookup l = {.kid = operand(a, 0)};
    keyring_each(k, clock_now(), look_up, &l);
    if (!l.pem)
        return fail(err, FAULT_NOT_FOUND, NULL, "There is no key %.60s: convoke jitsi key list.",
                    l.kid);
    fputs(l.pem, stdout);
    free(l.pem);
    return true;
}

const struct command command_jitsi_key_show = {
    .noun = "jitsi",
    .verb = "key show",
    .operands = "KEY",
    .least = 1,
    .most = 1,
    .summary = "prints the public half of a key in PEM, for the console of JaaS",
    .need = NEED_STORE,
    .run = run_show,
};

static bool run_retire(struct program *p, const struct arguments *a, struct error *err)
{
    OWN(keyring) k = keyring_new(store_path(p->store));
    TRY(keyring_retire(k, operand(a, 0), err));
    printf("Key %s is retired.\n", operand(a, 0));
    return true;
}

const struct command command_jitsi_key_retire = {
    .noun = "jitsi",
    .verb = "key retire",
    .operands = "KEY",
    .least = 1,
    .most = 1,
    .summary = "takes a key out of use: it signs no more and is not handed out any more",
    .more =
        "Its private half is deleted. A video server that has asked for it may know it until it "
        "is started anew (asap_key_server) or asks again (cache_keys_url).",
    .need = NEED_STORE,
    .run = run_retire,
};
