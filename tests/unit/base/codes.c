#include "convoke/base.h"
#include "test.h"

#include <sys/stat.h>
#include <unistd.h>

typedef void coder(struct text *t, const void *bytes, size_t len);

TEST(codes_are_those_of_rfc_4648)
{
    static const struct {
        coder *add;
        const char *in, *out;
    } cases[] = {
        {text_add_base32, "", ""},
        {text_add_base32, "f", "my"},
        {text_add_base32, "foobar", "mzxw6ytboi"},
        {text_add_base64url, "foob", "Zm9vYg"},
        {text_add_base64url, "\xFF\xFE", "__4"},
        {text_add_hex, "\x01\xAB", "01ab"},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        OWN(text) t = text_new();
        cases[i].add(t, cases[i].in, strlen(cases[i].in));
        CHECK_STR(text_str(t), cases[i].out);
    }
}

TEST(base64_comes_in_lines_of_76)
{
    unsigned char bytes[58] = {0};
    OWN(text) t = text_new();
    text_add_base64(t, bytes, sizeof bytes, 76);
    CHECK_INT(text_len(t), 76 + 2 + 4 + 2);
    CHECK(span_ends_nocase(text_span(t), "AA==\r\n"));
}

TEST(a_room_of_16_random_bytes_has_26_letters)
{
    unsigned char bytes[16];
    random_bytes(bytes, sizeof bytes);
    OWN(text) t = text_new();
    text_add_base32(t, bytes, sizeof bytes);
    CHECK_INT(text_len(t), 26);
}

TEST(seeded_randomness_repeats_and_real_randomness_does_not)
{
    unsigned char a[8], b[8], c[8];
    random_seed(7);
    random_bytes(a, 8);
    random_bytes(b, 8);
    random_seed(7);
    random_bytes(c, 8);
    random_seed(0);
    CHECK(memcmp(a, c, 8) == 0);
    CHECK(memcmp(a, b, 8) != 0);
    random_bytes(a, 8);
    random_bytes(b, 8);
    CHECK(memcmp(a, b, 8) != 0);
}

TEST(digests_differ_by_key_and_content)
{
    struct digest a = digest_of(SPAN("x")), b = digest_of(SPAN("y"));
    struct digest k = digest_keyed(SPAN("key"), SPAN("x"));
    struct digest again = digest_of(SPAN("x"));
    CHECK(digest_equal(&a, &again));
    CHECK(!digest_equal(&a, &b));
    CHECK(!digest_equal(&a, &k));
}

TEST(a_password_matches_its_hash_alone)
{
    OWN_CHARS hash = password_hash(SPAN("correct horse"));
    CHECK(span_starts(span_of(hash), "$argon2id$"));
    CHECK(password_matches(hash, SPAN("correct horse")));
    CHECK(!password_matches(hash, SPAN("wrong horse")));
    CHECK(!password_matches(NULL, SPAN("")));
}

TEST(instants_are_read_and_written_as_rfc_3339_says)
{
    static const struct {
        const char *in;
        bool ok;
        int64_t out;
    } cases[] = {
        {"1970-01-01T00:00:00Z", true, 0},
        {"2026-03-01T09:00:00Z", true, 1772355600},
        {"2026-03-01 10:00:00+01:00", true, 1772355600},
        {"2026-03-01t04:00:00.123-0500", true, 1772355600},
        {"1969-12-31T23:59:59Z", true, -1},
        {"2024-02-29T00:00:00Z", true, 1709164800},
        {"2026-02-29T00:00:00Z", false, 0},
        {"2026-13-01T00:00:00Z", false, 0},
        {"2026-03-01T24:00:00Z", false, 0},
        {"2026-03-01T09:00:00", false, 0},
        {"2026-03-01T09:00:00+1:00", false, 0},
        {"2026-03-01", false, 0},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        instant got = 0;
        CHECK_INT(instant_parse(span_of(cases[i].in), &got), cases[i].ok);
        CHECK_INT(got, cases[i].out);
    }
    OWN(text) t = text_new();
    text_add_instant(t, 1772355600);
    CHECK_STR(text_str(t), "2026-03-01T09:00:00Z");
}

TEST(a_set_clock_stands_still_until_it_is_let_go)
{
    clock_set(1772355600);
    CHECK_INT(clock_now(), 1772355600);
    clock_set(INSTANT_FIRST);
    CHECK(clock_now() > 1772355600);
}

TEST(a_file_is_replaced_whole_with_its_mode)
{
    OWN_CHARS path = mem_strf("/tmp/convoke-base-%d", (int)getpid());
    struct error err;
    CHECK_OK(file_replace(path, SPAN("one"), 0600, &err), &err);
    CHECK_OK(file_replace(path, SPAN("two"), 0640, &err), &err);
    struct stat st;
    CHECK_INT(stat(path, &st), 0);
    CHECK_INT(st.st_mode & 0777, 0640);
    size_t len = 0;
    OWN_CHARS content = file_read(path, 100, &len, &err);
    CHECK_STR(content, "two");
    CHECK_INT(len, 3);
    CHECK(!file_read(path, 2, NULL, &err));
    CHECK_INT(err.kind, FAULT_TOO_LARGE);
    unlink(path);
    CHECK(!file_read(path, 2, NULL, &err));
    CHECK_INT(err.kind, FAULT_NOT_FOUND);
}

TEST(a_mac_is_that_of_the_documents)
{
    static const struct {
        const char *key, *text, *wanted;
    } cases[] = {
        {"Jefe", "what do ya want for nothing?",
         "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"}, /* RFC 4231, 4.3 */
        {"", "", "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        struct digest d = digest_hmac_sha256(span_of(cases[i].key), span_of(cases[i].text));
        OWN_CHARS hex = digest_hex(&d);
        CHECK_STR(hex, cases[i].wanted);
    }
}

RUN_TESTS(CASE(a_mac_is_that_of_the_documents), CASE(codes_are_those_of_rfc_4648),
          CASE(base64_comes_in_lines_of_76), CASE(a_room_of_16_random_bytes_has_26_letters),
          CASE(seeded_randomness_repeats_and_real_randomness_does_not),
          CASE(digests_differ_by_key_and_content), CASE(a_password_matches_its_hash_alone),
          CASE(instants_are_read_and_written_as_rfc_3339_says),
          CASE(a_set_clock_stands_still_until_it_is_let_go),
          CASE(a_file_is_replaced_whole_with_its_mode))
