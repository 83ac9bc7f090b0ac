#include "internal.h"

#define KNOWN           1024
#define MOST_OF_PAIR    6  /* wrong passwords for one account from one address */
#define MOST_OF_ONE     40 /* for one account from anywhere, or from one address for any account */
#define LEAK_S          10 /* one wrong password is forgotten */
#define NOTE_USE_S      3600
#define TOO_MANY        "too-many-wrong-passwords"
#define APP_PASSWORD_OF "convoke app password"

enum verdict { BY_PASSWORD, BY_MEMORY, BY_APP_PASSWORD, BY_PROXY, WRONG, TOO_OFTEN, NDECISIONS };

struct doorkeeper {
    struct store *store;
    struct guesses *guesses;
    unsigned char key[32];
    char *nobodys_hash; /* what the passwords of unknown names are compared with */
    pthread_mutex_t lock;
    pthread_mutex_t hashing[2]; /* 64 MiB each: not more at once */
    struct digest known[KNOWN]; /* keyed hashes of what was right */
    _Atomic uint64_t decided[NDECISIONS], hashed;
};

struct doorkeeper *doorkeeper_new(struct store *store)
{
    struct doorkeeper *k = mem_new(sizeof *k);
    k->store = store;
    k->guesses = guesses_new(LEAK_S);
    random_bytes(k->key, sizeof k->key);
    pthread_mutex_init(&k->lock, NULL);
    for (size_t i = 0; i < LENGTH(k->hashing); i++)
        pthread_mutex_init(&k->hashing[i], NULL);
    return k;
}

void doorkeeper_free(struct doorkeeper *k)
{
    if (!k)
        return;
    guesses_free(k->guesses);
    pthread_mutex_destroy(&k->lock);
    for (size_t i = 0; i < LENGTH(k->hashing); i++)
        pthread_mutex_destroy(&k->hashing[i]);
    free(k->nobodys_hash);
    explicit_bzero(k, sizeof *k);
    free(k);
}

/* --- what the request says -------------------------------------------------------------------- */

struct credentials {
    struct text *text; /* name:password */
    struct span name, password;
    bool is_typed; /* into a page: app passwords do not count */
};

/* Text that holds a password does not stay in memory that is given back. */
static void secret_text_free(struct text *t)
{
    size_t len = t ? text_len(t) : 0;
    char *content = t ? text_take(t) : NULL;
    if (content)
        explicit_bzero(content, len);
    free(content);
    text_free(t);
}

static void credentials_clear(struct credentials *c)
{
    secret_text_free(c->text);
}

static bool credentials_read(const struct http_request *r, struct credentials *c, struct error *err)
{
    const char *given = http_header(r, "Authorization");
    if (!given)
        return fail(err, FAULT_UNAUTHORIZED, NULL, "Sign in with a name and a password.");
    struct span rest, scheme = span_cut(span_of(given), ' ', &rest);
    c->text = text_new();
    if (!span_is_nocase(scheme, "Basic") || !text_add_from_base64(c->text, span_trim(rest)) ||
        !memchr(text_str(c->text), ':', text_len(c->text)))
        return fail(err, FAULT_UNAUTHORIZED, NULL,
                    "Sign in by Basic authentication, with a name and a password.");
    c->name = span_cut(text_span(c->text), ':', &c->password);
    return true;
}

/* By name or by any of its addresses; *account_out NULL when nobody is called so. */
static bool find_account(struct tx *tx, struct span name, struct account **account_out,
                         struct error *err)
{
    OWN_CHARS called = span_copy(name);
    int64_t id = 0;
    *account_out = store_account_named(tx, called, err);
    if (*account_out || err->kind != FAULT_NOT_FOUND)
        return *account_out;
    TRY(store_account_of_address(tx, called, &id, err));
    if (id)
        *account_out = store_account(tx, id, err);
    return !id || *account_out;
}

/* --- what was right before -------------------------------------------------------------------- */

/* Another stored hash (the password was changed) gives another digest. */
static struct digest digest_known(const struct doorkeeper *k, const struct account *a,
                                  struct span password)
{
    struct text *t = text_new();
    text_addf(t, "%lld %s ", (long long)a->id, a->password_hash);
    text_add(t, password);
    struct digest d = digest_keyed(span_make((const char *)k->key, sizeof k->key), text_span(t));
    secret_text_free(t);
    return d;
}

static size_t place_of(const struct digest *d)
{
    return (d->bytes[0] | (size_t)d->bytes[1] << 8) % KNOWN;
}

static bool is_known(struct doorkeeper *k, const struct digest *d)
{
    pthread_mutex_lock(&k->lock);
    bool known = digest_equal(&k->known[place_of(d)], d);
    pthread_mutex_unlock(&k->lock);
    return known;
}

static void remember(struct doorkeeper *k, const struct digest *d)
{
    pthread_mutex_lock(&k->lock);
    k->known[place_of(d)] = *d;
    pthread_mutex_unlock(&k->lock);
}

/* --- app passwords ---------------------------------------------------------------------------- */

struct digest app_password_hash(struct span password)
{
    OWN(text) t = text_new();
    for (size_t i = 0; i < password.len; i++)
        if (password.at[i] != '-' && password.at[i] != ' ')
            text_add_char(t, password.at[i]);
    return digest_keyed(SPAN(APP_PASSWORD_OF), text_span(t));
}

char *app_password_new(struct digest *hash_out)
{
    unsigned char bytes[15]; /* 24 letters: 120 bits */
    OWN(text) letters = text_new();
    OWN(text) t = text_new();
    random_bytes(bytes, sizeof bytes);
    text_add_base32(letters, bytes, sizeof bytes);
    for (size_t i = 0; i < text_len(letters); i += 4)
        text_addf(t, "%s%.4s", i ? "-" : "", text_str(letters) + i);
    *hash_out = app_password_hash(text_span(t));
    return text_take(t);
}

/* 0: an account that nobody has. */
static int64_t id_of(const struct account *a)
{
    return a ? a->id : 0;
}

static bool note_use(struct tx *tx, void *with, struct error *err)
{
    const struct app_password *p = with;
    return store_app_password_used(tx, p->account, p->id, clock_now(), err);
}

/* *is_out: it is one of the account's. When it was used is written down once an hour. One is looked
 * for where there is no account as well: that takes as long. */
static bool is_app_password(struct doorkeeper *k, struct tx *tx, const struct account *a,
                            struct span password, bool *is_out, struct error *err)
{
    struct digest hash = app_password_hash(password);
    OWN(app_password) p = store_app_password(tx, id_of(a), &hash, err);
    *is_out = p != NULL;
    if (!p)
        return err->kind == FAULT_NOT_FOUND;
    bool is_recent = p->last_used != INSTANT_FIRST && clock_now() - p->last_used < NOTE_USE_S;
    struct error ignored;
    if (!is_recent && !store_write_one(k->store, note_use, p, &ignored))
        log_warning("sign-in.use-not-noted", "account=%lld", (long long)id_of(a));
    return true;
}

/* --- deciding --------------------------------------------------------------------------------- */

struct trial { /* whose passwords are counted together */
    struct text *pair, *account, *address;
};

static void trial_fill(struct trial *t, const struct http_request *r, struct span name)
{
    t->pair = text_new();
    t->account = text_new();
    t->address = text_new();
    text_add_str(t->account, "account ");
    text_add(t->account, name);
    http_add_client(r, t->address);
    text_add(t->pair, text_span(t->address));
    text_add_char(t->pair, ' ');
    text_add(t->pair, text_span(t->account));
}

static void trial_clear(struct trial *t)
{
    text_free(t->pair);
    text_free(t->account);
    text_free(t->address);
}

static bool may_try(struct doorkeeper *k, const struct trial *t, struct error *err)
{
    int64_t wait_s = 0;
    if (guesses_allow(k->guesses, text_span(t->pair), MOST_OF_PAIR, &wait_s) &&
        guesses_allow(k->guesses, text_span(t->account), MOST_OF_ONE, &wait_s) &&
        guesses_allow(k->guesses, text_span(t->address), MOST_OF_ONE, &wait_s))
        return true;
    return fail(err, FAULT_TOO_MANY, TOO_MANY,
                "Too many wrong passwords lately; try again in %lld seconds.", (long long)wait_s);
}

static void note_wrong(struct doorkeeper *k, const struct trial *t)
{
    guesses_note(k->guesses, text_span(t->pair));
    guesses_note(k->guesses, text_span(t->account));
    guesses_note(k->guesses, text_span(t->address));
}

/* Made when the first stranger comes. */
static const char *nobodys_hash(struct doorkeeper *k)
{
    pthread_mutex_lock(&k->lock);
    if (!k->nobodys_hash)
        k->nobodys_hash = password_hash(span_make((const char *)k->key, sizeof k->key));
    pthread_mutex_unlock(&k->lock);
    return k->nobodys_hash;
}

/* The slow comparison; a == NULL takes as long, the first time as well. */
static bool compare_slowly(struct doorkeeper *k, const struct account *a, struct span password)
{
    bool has_one = a && a->password_hash;
    const char *nobodys = nobodys_hash(k), *hash = has_one ? a->password_hash : nobodys;
    k->hashed++;
    pthread_mutex_t *turn = &k->hashing[(uintptr_t)pthread_self() / 4096 % LENGTH(k->hashing)];
    pthread_mutex_lock(turn);
    bool matches = password_matches(hash, password);
    pthread_mutex_unlock(turn);
    return has_one && matches;
}

static bool try_password(struct doorkeeper *k, const struct trial *t, const struct account *a,
                         struct span password, struct error *err)
{
    if (!may_try(k, t, err)) {
        k->decided[TOO_OFTEN]++;
        return false;
    }
    if (compare_slowly(k, a, password)) {
        struct digest d = digest_known(k, a, password);
        remember(k, &d);
        k->decided[BY_PASSWORD]++;
        return true;
    }
    k->decided[WRONG]++;
    note_wrong(k, t);
    log_warning("sign-in.wrong", "address=%s", text_str(t->address));
    return fail(err, FAULT_UNAUTHORIZED, NULL, "The name or the password is wrong.");
}

/* What costs microseconds. */
static bool is_right_at_once(struct doorkeeper *k, struct tx *tx, const struct account *a,
                             const struct credentials *c, bool *is_out, struct error *err)
{
    *is_out = false;
    if (a && a->password_hash) {
        struct digest d = digest_known(k, a, c->password);
        *is_out = is_known(k, &d);
    }
    if (*is_out) {
        k->decided[BY_MEMORY]++;
        return true;
    }
    TRY(c->is_typed || is_app_password(k, tx, a, c->password, is_out, err));
    if (*is_out)
        k->decided[BY_APP_PASSWORD]++;
    return true;
}

static bool check(struct doorkeeper *k, const struct http_request *r, struct tx *tx,
                  const struct credentials *c, const struct account *a, struct error *err)
{
    bool is_right;
    TRY(is_right_at_once(k, tx, a, c, &is_right, err));
    if (is_right)
        return true;
    struct trial t;
    trial_fill(&t, r, c->name);
    bool ok = try_password(k, &t, a, c->password, err);
    trial_clear(&t);
    return ok;
}

static struct account *sign_in(const struct http_request *r, struct doorkeeper *k, struct tx *tx,
                               const struct credentials *c, struct error *err)
{
    struct account *found = NULL;
    TRY(find_account(tx, c->name, &found, err));
    OWN(account) a = found;
    TRY(check(k, r, tx, c, a, err));
    return GIVE(a);
}

/* A proxy that is trusted has checked who it is. */
static struct account *sign_in_by_proxy(struct doorkeeper *k, struct tx *tx, struct span user,
                                        struct error *err)
{
    struct account *a = NULL;
    TRY(find_account(tx, user, &a, err));
    if (a)
        k->decided[BY_PROXY]++;
    else
        fail(
            err, FAULT_FORBIDDEN, NULL,
            "You have signed in at the proxy, but have no account here; ask its operator for one.");
    return a;
}

static bool is_secret(const struct http_request *r, struct error *err)
{
    return http_is_secret(r) ||
           fail(err, FAULT_FORBIDDEN, NULL, "Passwords are taken over https alone.");
}

static struct account *sign_in_by_password(const struct http_request *r, struct doorkeeper *k,
                                           struct tx *tx, struct error *err)
{
    struct credentials c = {0};
    TRY(is_secret(r, err));
    struct account *a = credentials_read(r, &c, err) ? sign_in(r, k, tx, &c, err) : NULL;
    credentials_clear(&c);
    return a;
}

struct account *http_sign_in(const struct http_request *r, struct doorkeeper *k, struct tx *tx,
                             struct error *err)
{
    struct span user;
    TRY(request_user(r, &user, err));
    return user.len > 0 ? sign_in_by_proxy(k, tx, user, err) : sign_in_by_password(r, k, tx, err);
}

struct account *http_sign_in_at_proxy(const struct http_request *r, struct doorkeeper *k,
                                      struct tx *tx, struct error *err)
{
    struct span user;
    TRY(request_user(r, &user, err));
    if (user.len > 0)
        return sign_in_by_proxy(k, tx, user, err);
    fail(err, FAULT_UNAUTHORIZED, NULL, "Nobody has signed in at the proxy.");
    return NULL;
}

struct account *http_sign_in_typed(const struct http_request *r, struct doorkeeper *k,
                                   struct tx *tx, struct span name, struct span password,
                                   struct error *err)
{
    struct credentials c = {.name = name, .password = password, .is_typed = true};
    TRY(is_secret(r, err));
    return sign_in(r, k, tx, &c, err);
}

void doorkeeper_add_metrics(const struct doorkeeper *k, struct text *t)
{
    static const char *const names[] = {"password", "memory", "app-password",
                                        "proxy",    "wrong",  "too-often"};
    text_add_str(t, "# HELP convoke_sign_ins_total Sign-ins by how they were decided.\n"
                    "# TYPE convoke_sign_ins_total counter\n");
    for (size_t i = 0; i < LENGTH(names); i++)
        text_addf(t, "convoke_sign_ins_total{by=\"%s\"} %llu\n", names[i],
                  (unsigned long long)k->decided[i]);
    text_addf(t,
              "# HELP convoke_password_hashes_total Slow comparisons of passwords.\n"
              "# TYPE convoke_password_hashes_total counter\n"
              "convoke_password_hashes_total %llu\n",
              (unsigned long long)k->hashed);
}

void http_answer_stranger(struct http_request *r, const struct error *err)
{
    if (err->kind == FAULT_UNAUTHORIZED)
        http_answer_header(r, "WWW-Authenticate", "Basic realm=\"Convoke\", charset=\"UTF-8\"");
    if (err->kind == FAULT_TOO_MANY)
        http_answer_header(r, "Retry-After", "10");
    http_answer_error(r, err);
}
