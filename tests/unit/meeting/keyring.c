/* Keys: files beside a store. */
#include "scene.h"

#include <dirent.h>
#include <jwt.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../../src/meeting/keys.h"

#define RSA  "[jitsi]\ndomain = https://meet.example.org\napp_id = calsvc\nalgorithm = RS256\n"
#define JAAS "[jitsi]\nprovider = jaas\napp_id = vpaas-magic-cookie-0a1b\nkey_id = 5a6b7c\n"

static const struct caller host = {CALLER_HOST, "olga@example.org", "Olga"};

struct beside {
    char folder[40];
    char *store, *keys;
    struct keyring *ring;
};

static void beside_begin(struct beside *p)
{
    (void)snprintf(p->folder, sizeof p->folder, "/tmp/convoke-keys-XXXXXX");
    CHECK(mkdtemp(p->folder) != NULL);
    p->store = mem_strf("%s/convoke.db", p->folder);
    p->keys = mem_strf("%s.keys", p->store);
    p->ring = keyring_new(p->store);
}

static void empty(const char *folder)
{
    DIR *d = opendir(folder);
    for (struct dirent *e; d && (e = readdir(d));)
        if (*e->d_name != '.')
            unlinkat(dirfd(d), e->d_name, 0);
    if (d)
        closedir(d);
    rmdir(folder);
}

static void beside_end(struct beside *p)
{
    keyring_free(p->ring);
    empty(p->keys);
    empty(p->folder);
    free(p->store);
    free(p->keys);
}

static char *token_of(const struct scene *s, struct keyring *ring, instant at, struct error *err)
{
    char *token = NULL;
    struct entry e = {.config = s->config,
                      .meeting = s->meeting,
                      .keys = ring,
                      .key = "",
                      .caller = &host,
                      .at = at,
                      .closes = at + 3600};
    return meeting_token(&e, &token, err) ? token : NULL;
}

static void check_signed(const char *token, const char *pem, const char *kid)
{
    jwt_t *jwt = NULL;
    CHECK_INT(jwt_decode(&jwt, token, (const unsigned char *)pem, (int)strlen(pem)), 0);
    CHECK_INT(jwt_get_alg(jwt), JWT_ALG_RS256);
    CHECK_STR(jwt_get_header(jwt, "kid"), kid);
    CHECK_STR(jwt_get_header(jwt, "typ"), "JWT");
    jwt_free(jwt);
}

TEST(a_key_is_asked_for_by_the_hash_of_its_name)
{
    OWN_CHARS name = keyring_file_name("calsvc/key-1");
    CHECK_STR(name, "30c6f39696c15f8a1eb860417330b3b7266d3657f1f5f7f8b9aa8a18dd0f0a56.pem");
}

TEST(a_new_key_signs_and_its_public_half_is_handed_out)
{
    struct scene s;
    struct beside p;
    struct error err = {0};
    scene_begin(&s, RSA);
    scene_put(&s, CALENDAR(VEVENT(GUESTS)));
    beside_begin(&p);
    OWN_CHARS kid = keyring_make(p.ring, 2048, s.at, &err);
    CHECK_OK(kid, &err);
    CHECK(strncmp(kid, "20260301T000000Z-", 17) == 0);
    OWN_CHARS token = token_of(&s, p.ring, s.at, &err);
    CHECK_OK(token, &err);
    OWN_CHARS name = keyring_file_name(kid);
    OWN_CHARS pem = keyring_pem(p.ring, span_of(name));
    CHECK(strncmp(pem, "-----BEGIN PUBLIC KEY-----", 26) == 0);
    check_signed(token, pem, kid);
    OWN_CHARS jwks = keyring_jwks(p.ring);
    OWN_CHARS named = mem_strf("\"kid\":\"%s\",\"kty\":\"RSA\"", kid);
    CHECK(strstr(jwks, named) && strstr(jwks, "\"e\":\"AQAB\"") && !strstr(jwks, "\"d\""));
    beside_end(&p);
    scene_end(&s);
}

TEST(private_keys_are_their_owners_alone)
{
    struct beside p;
    struct error err = {0};
    struct stat file, folder;
    beside_begin(&p);
    OWN_CHARS kid = keyring_make(p.ring, 2048, 1000, &err);
    OWN_CHARS path = mem_strf("%s/%s.pem", p.keys, kid);
    CHECK_INT(stat(path, &file), 0);
    CHECK_INT(file.st_mode & 07777, 0600);
    CHECK_INT(stat(p.keys, &folder), 0);
    CHECK_INT(folder.st_mode & 07777, 0700);
    beside_end(&p);
}

static void note_signer(const struct keyring_key *k, void *with)
{
    char **kid = with;
    if (k->signs)
        *kid = mem_str(k->kid);
}

static char *signer_at(struct keyring *ring, instant at)
{
    char *kid = NULL;
    keyring_each(ring, at, note_signer, &kid);
    return kid;
}

TEST(the_newest_key_signs_once_servers_had_the_time_to_learn_of_it)
{
    struct beside p;
    struct error err = {0};
    instant at = 1790000000;
    beside_begin(&p);
    OWN_CHARS first = keyring_make(p.ring, 2048, at, &err);
    OWN_CHARS at_first = signer_at(p.ring, at);
    CHECK_STR(at_first, first);
    OWN_CHARS second = keyring_make(p.ring, 2048, at + 5000, &err);
    OWN_CHARS soon = signer_at(p.ring, at + 5000 + KEY_RESTS_S - 1);
    CHECK_STR(soon, first);
    OWN_CHARS later = signer_at(p.ring, at + 5000 + KEY_RESTS_S);
    CHECK_STR(later, second);
    OWN_CHARS jwks = keyring_jwks(p.ring);
    CHECK(strstr(jwks, first) && strstr(jwks, second));
    beside_end(&p);
}

TEST(a_retired_key_signs_no_more_is_handed_out_no_more_and_is_gone)
{
    struct beside p;
    struct error err = {0};
    instant at = 1790000000;
    beside_begin(&p);
    OWN_CHARS first = keyring_make(p.ring, 2048, at, &err);
    OWN_CHARS second = keyring_make(p.ring, 2048, at, &err); /* in the same second */
    CHECK(strcmp(first, second) < 0);
    CHECK_OK(keyring_retire(p.ring, first, &err), &err);
    OWN_CHARS now = signer_at(p.ring, at);
    CHECK_STR(now, second);
    OWN_CHARS name = keyring_file_name(first);
    CHECK(!keyring_pem(p.ring, span_of(name)));
    OWN_CHARS jwks = keyring_jwks(p.ring);
    CHECK(!strstr(jwks, first));
    OWN_CHARS path = mem_strf("%s/%s.pem", p.keys, first);
    CHECK(access(path, F_OK) != 0);
    CHECK(!keyring_retire(p.ring, first, &err));
    CHECK_INT(err.kind, FAULT_NOT_FOUND);
    CHECK(!keyring_retire(p.ring, "../convoke", &err));
    beside_end(&p);
}

TEST(what_another_process_does_is_seen)
{
    struct beside p;
    struct error err = {0};
    beside_begin(&p);
    OWN_CHARS none = keyring_jwks(p.ring);
    CHECK_STR(none, "{\"keys\":[]}\n");
    OWN(keyring) other = keyring_new(p.store);
    OWN_CHARS kid = keyring_make(other, 2048, 1000, &err);
    OWN_CHARS one = keyring_jwks(p.ring);
    CHECK(strstr(one, kid) != NULL);
    beside_end(&p);
}

TEST(small_keys_and_what_is_none_are_refused)
{
    struct beside p;
    struct error err = {0};
    beside_begin(&p);
    CHECK(!keyring_make(p.ring, 1024, 0, &err));
    CHECK_INT(err.kind, FAULT_INVALID);
    CHECK(!keyring_add(p.ring, SPAN("-----BEGIN PRIVATE KEY-----\nAAAA\n"), 0, &err));
    CHECK_INT(err.kind, FAULT_INVALID);
    CHECK(!keyring_add(p.ring, SPAN(""), 0, &err));
    beside_end(&p);
}

TEST(without_a_key_no_token_is_made_and_the_sentence_says_what_to_do)
{
    struct scene s;
    struct beside p;
    struct error err = {0};
    scene_begin(&s, RSA);
    scene_put(&s, CALENDAR(VEVENT(GUESTS)));
    beside_begin(&p);
    CHECK(!token_of(&s, p.ring, s.at, &err));
    CHECK_INT(err.kind, FAULT_CONFIG);
    CHECK(strstr(err.said, "convoke jitsi key new") != NULL);
    beside_end(&p);
    scene_end(&s);
}

TEST(jaas_has_its_own_urls_parties_and_features)
{
    struct scene s;
    struct beside p;
    struct error err = {0};
    jwt_t *jwt = NULL;
    scene_begin(&s, JAAS);
    scene_put(&s, CALENDAR(VEVENT(GUESTS)));
    beside_begin(&p);
    OWN_CHARS kid = keyring_make(p.ring, 2048, s.at, &err);
    OWN_CHARS url = mem_strf("https://8x8.vc/vpaas-magic-cookie-0a1b/%s", s.meeting->room);
    CHECK_STR(s.meeting->url, url);
    OWN_CHARS token = token_of(&s, p.ring, s.at, &err);
    CHECK_OK(token, &err);
    OWN_CHARS name = keyring_file_name(kid);
    OWN_CHARS pem = keyring_pem(p.ring, span_of(name));
    check_signed(token, pem, "vpaas-magic-cookie-0a1b/5a6b7c");
    CHECK_INT(jwt_decode(&jwt, token, NULL, 0), 0);
    CHECK_STR(jwt_get_grant(jwt, "iss"), "chat");
    CHECK_STR(jwt_get_grant(jwt, "aud"), "jitsi");
    CHECK_STR(jwt_get_grant(jwt, "sub"), "vpaas-magic-cookie-0a1b");
    CHECK_STR(jwt_get_grant(jwt, "room"), s.meeting->room);
    OWN_CHARS context = jwt_get_grants_json(jwt, "context");
    CHECK(strstr(context, "\"recording\":\"true\"") && strstr(context, "\"moderator\":\"true\""));
    CHECK(!strstr(context, "outbound-call"));
    jwt_free(jwt);
    beside_end(&p);
    scene_end(&s);
}

TEST(for_jaas_the_key_that_its_console_knows_signs_until_it_is_retired)
{
    struct scene s;
    struct beside p;
    struct error err = {0};
    scene_begin(&s, JAAS);
    scene_put(&s, CALENDAR(VEVENT(GUESTS)));
    beside_begin(&p);
    OWN_CHARS first = keyring_make(p.ring, 2048, s.at - 9000, &err);
    OWN_CHARS second = keyring_make(p.ring, 2048, s.at - 8000, &err); /* rested */
    const char *const signers[] = {first, second};
    for (size_t i = 0; i < LENGTH(signers); i++) {
        OWN_CHARS token = token_of(&s, p.ring, s.at, &err);
        CHECK_OK(token, &err);
        OWN_CHARS name = keyring_file_name(signers[i]);
        OWN_CHARS pem = keyring_pem(p.ring, span_of(name));
        check_signed(token, pem, "vpaas-magic-cookie-0a1b/5a6b7c");
        OWN_CHARS said = signer_at(p.ring, KEY_OF_OTHERS);
        CHECK_STR(said, signers[i]);
        CHECK_OK(keyring_retire(p.ring, signers[i], &err), &err);
    }
    beside_end(&p);
    scene_end(&s);
}

enum { SIGNERS = 4, TOKENS = 25 };

struct busy {
    struct keyring *ring;
    size_t made;
};

static void *sign_many(void *with)
{
    struct busy *b = with;
    for (size_t i = 0; i < TOKENS; i++) {
        OWN_CHARS token = keyring_sign(b->ring, NULL, 1790000000, "{\"room\":\"x\"}", NULL);
        b->made += token != NULL;
    }
    return NULL;
}

TEST(many_sign_at_once_while_keys_come_and_go)
{
    struct beside p;
    struct error err = {0};
    pthread_t threads[SIGNERS];
    struct busy busy[SIGNERS];
    beside_begin(&p);
    OWN_CHARS first = keyring_make(p.ring, 2048, 1000, &err);
    CHECK_OK(first, &err);
    for (size_t i = 0; i < SIGNERS; i++) {
        busy[i] = (struct busy){p.ring, 0};
        CHECK_INT(pthread_create(&threads[i], NULL, sign_many, &busy[i]), 0);
    }
    OWN_CHARS second = keyring_make(p.ring, 2048, 2000, &err);
    CHECK_OK(second && keyring_retire(p.ring, first, &err), &err);
    for (size_t i = 0; i < SIGNERS; i++) {
        pthread_join(threads[i], NULL);
        CHECK_INT(busy[i].made, TOKENS);
    }
    beside_end(&p);
}

RUN_TESTS(CASE(a_key_is_asked_for_by_the_hash_of_its_name),
          CASE(a_new_key_signs_and_its_public_half_is_handed_out),
          CASE(private_keys_are_their_owners_alone),
          CASE(the_newest_key_signs_once_servers_had_the_time_to_learn_of_it),
          CASE(a_retired_key_signs_no_more_is_handed_out_no_more_and_is_gone),
          CASE(what_another_process_does_is_seen), CASE(small_keys_and_what_is_none_are_refused),
          CASE(without_a_key_no_token_is_made_and_the_sentence_says_what_to_do),
          CASE(jaas_has_its_own_urls_parties_and_features),
          CASE(many_sign_at_once_while_keys_come_and_go),
          CASE(for_jaas_the_key_that_its_console_knows_signs_until_it_is_retired))
