/* The section [server]: where the service listens, by what certificate, and whom it believes. */
#include "convoke/base.h"
#include "test.h"

#include <unistd.h>

static struct config *server_with(const char *lines, struct error *err)
{
    OWN_CHARS ini = mem_strf("[server]\n%s\n", lines);
    return config_parse(span_of(ini), "convoke.conf", err);
}

TEST(it_listens_on_one_address_or_several)
{
    static const char *const good[] = {
        "127.0.0.1:8080",
        "https://[::]:443",
        "http://127.0.0.1:8080,https://calendar.example.org:443,unix:/run/convoke.sock",
        "a:1,b:2,c:3,d:4,e:5,f:6,g:7,h:8",
    };
    for (size_t i = 0; i < LENGTH(good); i++) {
        struct error err = {0};
        OWN_CHARS line = mem_strf("listen = %s", good[i]);
        OWN(config) c = server_with(line, &err);
        CHECK_OK(c, &err);
        CHECK_STR(c->server.listen, good[i]);
    }
}

TEST(blanks_between_addresses_do_not_count)
{
    struct error err = {0};
    OWN(config) c = server_with("listen = a:1 , b:2,\tc:3", &err);
    CHECK_OK(c, &err);
    CHECK_STR(c->server.listen, "a:1,b:2,c:3");
}

TEST(it_believes_no_proxies_but_those_that_are_named)
{
    struct error err = {0};
    OWN(config) plain = server_with("", &err);
    CHECK_OK(plain, &err);
    CHECK_INT(plain->server.ntrusted_proxies, 0);
    CHECK(plain->server.user_header == NULL);
    OWN(config)
    c = server_with("trusted_proxies = 192.0.2.1, 2001:db8::/32 , unix\n"
                    "user_header = X-Remote-User",
                    &err);
    CHECK_OK(c, &err);
    CHECK_INT(c->server.ntrusted_proxies, 3);
    CHECK_INT(c->server.trusted_proxies[0].bits, 128);
    CHECK_INT(c->server.trusted_proxies[1].bits, 32);
    CHECK_INT(c->server.trusted_proxies[2].bits, NETWORK_UNIX);
    CHECK_STR(c->server.user_header, "X-Remote-User");
    OWN(config) none = server_with("trusted_proxies = None", &err);
    CHECK_OK(none, &err);
    CHECK_INT(none->server.ntrusted_proxies, 0);
}

TEST(what_is_no_address_network_header_or_path_is_refused)
{
    static const struct {
        const char *line, *said;
    } rows[] = {
        {"listen =", "allowed is HOST:PORT"},
        {"listen = a:1,", "allowed is HOST:PORT"},
        {"listen = a:1,,b:2", "allowed is HOST:PORT"},
        {"listen = ftp://a:1", "allowed is HOST:PORT"},
        {"listen = https://", "allowed is HOST:PORT"},
        {"listen = a:1,b:2,c:3,d:4,e:5,f:6,g:7,h:8,i:9", "up to 8"},
        {"trusted_proxies = 192.0.2.1 192.0.2.2", "allowed is none, or up to 32 addresses"},
        {"trusted_proxies = 0.0.0.0/0", "allowed is none, or up to 32 addresses"},
        {"trusted_proxies = proxy.example.org", "allowed is none, or up to 32 addresses"},
        {"trusted_proxies =", "allowed is none, or up to 32 addresses"},
        {"user_header = X Remote User", "allowed is the name of a header field"},
        {"user_header = X-Remote-User:", "allowed is the name of a header field"},
        {"user_header = authorization", "allowed is the name of a header field"},
        {"certificate = fullchain.pem", "allowed is an absolute path"},
        {"key = key.pem", "allowed is an absolute path"},
    };
    for (size_t i = 0; i < LENGTH(rows); i++) {
        struct error err = {0};
        OWN(config) c = server_with(rows[i].line, &err);
        if (c || err.kind != FAULT_CONFIG || !strstr(err.said, rows[i].said))
            fail_msg("%s: %s", rows[i].line, err.said);
    }
}

TEST(a_credential_of_systemd_is_the_key_file_itself)
{
    char directory[] = "/tmp/convoke-credentials-XXXXXX";
    CHECK(mkdtemp(directory));
    OWN_CHARS path = mem_strf("%s/server.key", directory);
    OWN_CHARS ini = mem_strf("%s/convoke.conf", directory);
    struct error err = {0};
    CHECK_OK(file_replace(path, SPAN("-----BEGIN\nmany\nlines\n"), 0600, &err), &err);
    CHECK_OK(file_replace(ini, SPAN("[server]\nkey = /elsewhere\n"), 0600, &err), &err);
    setenv("CREDENTIALS_DIRECTORY", directory, 1);
    OWN(config) c = config_load(ini, &err);
    unsetenv("CREDENTIALS_DIRECTORY");
    unlink(path);
    unlink(ini);
    rmdir(directory);
    CHECK_OK(c, &err);
    CHECK_STR(c->server.key, path);
}

RUN_TESTS(CASE(it_listens_on_one_address_or_several), CASE(blanks_between_addresses_do_not_count),
          CASE(it_believes_no_proxies_but_those_that_are_named),
          CASE(what_is_no_address_network_header_or_path_is_refused),
          CASE(a_credential_of_systemd_is_the_key_file_itself))
