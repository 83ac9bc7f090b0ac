#include "convoke/base.h"
#include "test.h"

#include <arpa/inet.h>

static bool has(const char *network, const char *address)
{
    struct network n;
    unsigned char bytes[16] = {[10] = 0xff, [11] = 0xff};
    if (!network_parse(span_of(network), &n))
        fail_msg("%s is no network", network);
    if (!strcmp(address, "unix"))
        return network_has(&n, NULL);
    if (inet_pton(AF_INET6, address, bytes) != 1)
        assert_int_equal(inet_pton(AF_INET, address, bytes + 12), 1);
    return network_has(&n, bytes);
}

TEST(a_network_has_the_addresses_that_begin_alike)
{
    static const struct {
        const char *network, *inside, *outside;
    } rows[] = {
        {"192.0.2.1", "192.0.2.1", "192.0.2.2"},
        {"192.0.2.1", "::ffff:192.0.2.1", "::192.0.2.1"},
        {"10.0.0.0/8", "10.255.1.2", "11.0.0.0"},
        {"10.1.2.3/15", "10.0.7.7", "10.2.0.0"},
        {"127.0.0.0/8", "127.0.0.1", "::1"},
        {"::1", "::1", "127.0.0.1"},
        {"2001:db8::/32", "2001:db8:ffff::1", "2001:db9::"},
        {"2001:db8::/33", "2001:db8:7fff::1", "2001:db8:8000::"},
        {"::ffff:10.0.0.0/104", "10.9.9.9", "11.0.0.0"},
        {"unix", "unix", "127.0.0.1"},
        {"127.0.0.1", "127.0.0.1", "unix"},
    };
    for (size_t i = 0; i < LENGTH(rows); i++) {
        CHECK(has(rows[i].network, rows[i].inside));
        CHECK(!has(rows[i].network, rows[i].outside));
    }
}

TEST(what_is_no_network_or_everybody_is_refused)
{
    static const char *const none[] = {
        "",           "localhost", "10.0.0.0/",   "10.0.0.0/33", "10.0.0.0/0", "::/0", "::/129",
        "10.0.0.0/x", "10.0.0",    "10.0.0.0/-1", "Unix",        "1.2.3.4 ",   "/8",
    };
    struct network n;
    for (size_t i = 0; i < LENGTH(none); i++)
        if (network_parse(span_of(none[i]), &n))
            fail_msg("%s is taken as a network", none[i]);
}

RUN_TESTS(CASE(a_network_has_the_addresses_that_begin_alike),
          CASE(what_is_no_network_or_everybody_is_refused))
