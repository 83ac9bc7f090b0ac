/* What a proxy says of who asks: believed from those that are named, and from nobody else. */
#include "door.h"

#include <ifaddrs.h>
#include <net/if.h>

#define NEAR      INADDR_LOOPBACK        /* 127.0.0.1 */
#define ELSEWHERE (INADDR_LOOPBACK + 41) /* 127.0.0.42: this machine, but not trusted below */
#define UNKNOWN   "HTTP/1.1 403"

static struct network network_of(const char *said)
{
    struct network n;
    if (!network_parse(span_of(said), &n))
        fail_msg("%s is no network", said);
    return n;
}

/* Proxies at this address sign people in. */
static struct world *world_trusting(const char *network)
{
    struct network n = network_of(network);
    return world_with(
        (struct http_options){.trusted = &n, .ntrusted = 1, .user_header = "X-Remote-User"});
}

static char *ask_from(const struct world *w, uint32_t from, const char *more)
{
    return ask_on(peer_connect_from(from, NEAR, http_port(w->server)), NULL, NULL, more);
}

static void check_from(const struct world *w, uint32_t from, const char *more, const char *status,
                       const char *has)
{
    OWN_CHARS got = ask_from(w, from, more);
    if (!starts_with(got, status) || !strstr(got, has))
        fail_msg("%s: wanted %s and %s, got %s", more, status, has, got);
}

/* --- the user that a proxy names ------------------------------------------------------------ */

TEST(a_trusted_proxy_signs_in_by_name_and_by_address_without_a_password)
{
    OWN(world) w = world_trusting("127.0.0.1");
    check_from(w, NEAR, "X-Remote-User: alice\r\n", "HTTP/1.1 200", "\r\n\r\nalice");
    check_from(w, NEAR, "x-remote-user:  Alice@Example.org \r\n", "HTTP/1.1 200", "\r\n\r\nalice");
    check_from(w, NEAR, "X-Remote-User: zoe\r\n", "HTTP/1.1 200", "\r\n\r\nzoe");
}

TEST(whom_the_proxy_names_is_who_asks_whatever_password_comes_along)
{
    OWN(world) w = world_trusting("127.0.0.1");
    check_answer(w, "alice", "wonder:land", "X-Remote-User: zoe\r\n", "HTTP/1.1 200",
                 "\r\n\r\nzoe");
    check_answer(w, "alice", "wrong", "X-Remote-User: zoe\r\n", "HTTP/1.1 200", "\r\n\r\nzoe");
}

TEST(from_any_other_address_the_field_counts_for_nothing)
{
    OWN(world) w = world_trusting("127.0.0.1");
    check_from(w, ELSEWHERE, "X-Remote-User: alice\r\n", "HTTP/1.1 401", "WWW-Authenticate: Basic");
    check_from(w, ELSEWHERE, "X-Remote-User: alice\r\nX-Forwarded-For: 127.0.0.1\r\n",
               "HTTP/1.1 403", "https");
    check_from(w, ELSEWHERE, "X-Remote-User: a\r\nX-Remote-User: b\r\n", "HTTP/1.1 401", "");
    int fd = peer_connect_from(ELSEWHERE, NEAR, http_port(w->server));
    OWN_CHARS got = ask_on(fd, "alice", "wonder:land", "X-Remote-User: zoe\r\n");
    CHECK(starts_with(got, "HTTP/1.1 200") && strstr(got, "\r\n\r\nalice"));
}

TEST(without_a_name_of_the_field_nobody_is_believed)
{
    struct network n = network_of("127.0.0.1");
    OWN(world) w = world_with((struct http_options){.trusted = &n, .ntrusted = 1});
    check_from(w, NEAR, "X-Remote-User: alice\r\n", "HTTP/1.1 401", "");
    OWN(world) nobody = world_with((struct http_options){.user_header = "X-Remote-User"});
    check_from(nobody, NEAR, "X-Remote-User: alice\r\n", "HTTP/1.1 401", "");
}

TEST(without_a_user_in_the_field_a_password_is_asked_for)
{
    OWN(world) w = world_trusting("127.0.0.1");
    check_from(w, NEAR, "", "HTTP/1.1 401", "WWW-Authenticate: Basic");
    check_from(w, NEAR, "X-Remote-User:\r\n", "HTTP/1.1 401", "WWW-Authenticate: Basic");
    check_from(w, NEAR, "X-Remote-User:   \r\n", "HTTP/1.1 401", "WWW-Authenticate: Basic");
    check_from(w, NEAR, "X-Remote-User2: alice\r\n", "HTTP/1.1 401", "WWW-Authenticate: Basic");
    check_answer(w, "alice", w->app_password, "", "HTTP/1.1 200", "\r\n\r\nalice");
}

TEST(a_user_without_an_account_is_refused_with_a_sentence)
{
    OWN(world) w = world_trusting("127.0.0.1");
    check_from(w, NEAR, "X-Remote-User: bob\r\n", UNKNOWN, "have no account here");
    check_from(w, NEAR, "X-Remote-User: alice:wonder:land\r\n", UNKNOWN, "have no account here");
    check_from(w, NEAR, "X-Remote-User: \xff\xfe\r\n", UNKNOWN, "have no account here");
    check_answer(w, "alice", "wonder:land", "X-Remote-User: bob\r\n", UNKNOWN, "no account");
}

TEST(several_users_at_once_are_a_bad_request)
{
    static const char *const several[] = {
        "X-Remote-User: alice\r\nX-Remote-User: zoe\r\n",
        "X-Remote-User: alice\r\nX-Remote-User: alice\r\n",
        "X-Remote-User: alice\r\nx-remote-user:\r\n",
        "X-Remote-User: alice, zoe\r\n",
    };
    OWN(world) w = world_trusting("127.0.0.0/29");
    for (size_t i = 0; i < LENGTH(several); i++)
        check_from(w, NEAR, several[i], "HTTP/1.1 400", "names several users in X-Remote-User");
}

TEST(who_comes_by_a_unix_socket_is_believed_where_that_is_said)
{
    static const struct {
        const char *network, *status;
    } rows[] = {{"unix", "HTTP/1.1 200"}, {"127.0.0.0/8", "HTTP/1.1 401"}};
    for (size_t i = 0; i < LENGTH(rows); i++) {
        char at[] = "/tmp/convoke-proxy-XXXXXX";
        assert_non_null(mkdtemp(at));
        OWN_CHARS listen = mem_strf("unix:%s/socket", at);
        struct network n = network_of(rows[i].network);
        OWN(world)
        w = world_with((struct http_options){
            .listen = listen, .trusted = &n, .ntrusted = 1, .user_header = "X-Remote-User"});
        OWN_CHARS got =
            ask_on(peer_connect_unix(listen + 5), NULL, NULL, "X-Remote-User: alice\r\n");
        if (!starts_with(got, rows[i].status))
            fail_msg("%s: %s", rows[i].network, got);
        http_stop(w->server, 1);
        w->server = NULL;
        rmdir(at);
    }
}

/* --- the way that a proxy tells of ---------------------------------------------------------- */

/* An address of this machine that is not loopback; 0: it has none. */
static uint32_t own_address(void)
{
    struct ifaddrs *all;
    uint32_t found = 0;
    assert_int_equal(getifaddrs(&all), 0);
    for (struct ifaddrs *i = all; i && !found; i = i->ifa_next)
        if (i->ifa_addr && i->ifa_addr->sa_family == AF_INET && !(i->ifa_flags & IFF_LOOPBACK) &&
            (i->ifa_flags & IFF_UP))
            found = ntohl(((struct sockaddr_in *)(void *)i->ifa_addr)->sin_addr.s_addr);
    freeifaddrs(all);
    return found;
}

static char *ask_from_outside(uint32_t own, const char *trusted, const char *more)
{
    struct network n = network_of(trusted);
    OWN(world)
    w = world_with((struct http_options){.listen = "0.0.0.0:0", .trusted = &n, .ntrusted = 1});
    int fd = peer_connect_from(own, own, http_port(w->server));
    return ask_on(fd, "alice", "wonder:land", more);
}

TEST(only_a_trusted_proxy_of_another_machine_can_say_that_it_was_asked_by_https)
{
    uint32_t own = own_address();
    if (!own)
        skip(); /* a machine with no network */
    struct in_addr at = {htonl(own)};
    OWN_CHARS trusted = mem_str(inet_ntoa(at));
    OWN_CHARS by_https = ask_from_outside(own, trusted, "X-Forwarded-Proto: https\r\n");
    CHECK(starts_with(by_https, "HTTP/1.1 200"));
    OWN_CHARS by_http = ask_from_outside(own, trusted, "X-Forwarded-Proto: http\r\n");
    CHECK(starts_with(by_http, "HTTP/1.1 403"));
    OWN_CHARS silent = ask_from_outside(own, trusted, "");
    CHECK(starts_with(silent, "HTTP/1.1 403"));
    OWN_CHARS stranger = ask_from_outside(own, "192.0.2.1", "X-Forwarded-Proto: https\r\n");
    CHECK(starts_with(stranger, "HTTP/1.1 403"));
}

TEST(of_what_was_sent_and_what_the_proxy_added_the_last_counts)
{
    OWN(world) w = world_new();
    check_answer(w, "alice", "wonder:land",
                 "X-Forwarded-Proto: https\r\nX-Forwarded-For: 192.0.2.1\r\n"
                 "X-Forwarded-Proto: http\r\n",
                 "HTTP/1.1 403", "https alone");
    check_answer(w, "alice", "wonder:land",
                 "X-Forwarded-Proto: http\r\nX-Forwarded-For: 192.0.2.1\r\n"
                 "X-Forwarded-Proto: https\r\n",
                 "HTTP/1.1 200", "alice");
}

TEST(who_guesses_through_a_proxy_cannot_choose_his_address)
{
    OWN(world) w = world_new();
    int refused = 0;
    for (int i = 0; i < 12 && !refused; i++) {
        OWN_CHARS more = mem_strf("X-Forwarded-For: 198.51.100.%d\r\nX-Forwarded-For: 192.0.2.1\r\n"
                                  "X-Forwarded-Proto: https\r\n",
                                  i);
        OWN_CHARS got = ask(w, "alice", "guess", more);
        refused = starts_with(got, "HTTP/1.1 429");
    }
    CHECK(refused);
}

/* --- who asks -------------------------------------------------------------------------------- */

static void check_client(const struct world *w, uint32_t from, const char *more, const char *wanted)
{
    OWN(text) got = text_new();
    OWN_CHARS asked =
        mem_strf("GET /client HTTP/1.1\r\nHost: h\r\nConnection: close\r\n%s\r\n", more);
    OWN_CHARS end = mem_strf("\r\n\r\n%s", wanted);
    int fd = peer_connect_from(from, NEAR, http_port(w->server));
    peer_send(fd, asked);
    while (peer_add(fd, got, 5000))
        continue;
    close(fd);
    if (!span_ends_nocase(text_span(got), end))
        fail_msg("%swanted %s, got %s", more, wanted, text_str(got));
}

TEST(who_asks_is_an_address_or_a_network_whatever_port_he_comes_from)
{
    OWN(world) w = world_new();
    static const char *const cases[][2] = {
        {"", "127.0.0.1"},
        {"X-Forwarded-For: 192.0.2.1\r\n", "192.0.2.1"},
        {"X-Forwarded-For: 192.0.2.1:4711\r\n", "192.0.2.1"},
        {"X-Forwarded-For: ::ffff:192.0.2.1\r\n", "192.0.2.1"},
        {"X-Forwarded-For: 2001:db8:0:1:2:3:4:5\r\n", "2001:db8:0:1::/64"},
        {"X-Forwarded-For: 2001:db8:0:1:ffff::\r\n", "2001:db8:0:1::/64"},
        {"X-Forwarded-For: [2001:db8::1]:4711\r\n", "2001:db8::/64"},
        {"X-Forwarded-For: [2001:db8::1]\r\n", "2001:db8::/64"},
        {"Forwarded: for=192.0.2.1;proto=https\r\n", "192.0.2.1"},
        {"Forwarded: proto=https;For=\"[2001:db8::1]:4711\"\r\n", "2001:db8::/64"},
        {"Forwarded: for=192.0.2.1\r\nX-Forwarded-For: 192.0.2.2\r\n", "192.0.2.2"},
        {"X-Forwarded-For: unknown\r\n", "127.0.0.1"},
        {"X-Forwarded-For: 192.0.2.0/24\r\n", "127.0.0.1"},
        {"X-Forwarded-For: ,\r\n", "127.0.0.1"},
    };
    for (size_t i = 0; i < LENGTH(cases); i++)
        check_client(w, NEAR, cases[i][0], cases[i][1]);
}

TEST(who_asks_is_who_the_last_proxy_names_that_is_believed)
{
    OWN(world) w = world_trusting("198.51.100.0/24");
    static const char *const cases[][2] = {
        {"X-Forwarded-For: 203.0.113.9, 192.0.2.1, 198.51.100.7\r\n", "192.0.2.1"},
        {"X-Forwarded-For: 203.0.113.9, 192.0.2.1, 198.51.100.7, 127.0.0.1, ::1\r\n", "192.0.2.1"},
        {"X-Forwarded-For: 198.51.100.8, 198.51.100.7\r\n", "198.51.100.8"},
        {"X-Forwarded-For: unknown, 198.51.100.7\r\n", "198.51.100.7"},
        {"Forwarded: for=203.0.113.9, for=192.0.2.1, for=198.51.100.7\r\n", "192.0.2.1"},
    };
    for (size_t i = 0; i < LENGTH(cases); i++)
        check_client(w, NEAR, cases[i][0], cases[i][1]);
}

RUN_TESTS(CASE(a_trusted_proxy_signs_in_by_name_and_by_address_without_a_password),
          CASE(whom_the_proxy_names_is_who_asks_whatever_password_comes_along),
          CASE(from_any_other_address_the_field_counts_for_nothing),
          CASE(without_a_name_of_the_field_nobody_is_believed),
          CASE(without_a_user_in_the_field_a_password_is_asked_for),
          CASE(a_user_without_an_account_is_refused_with_a_sentence),
          CASE(several_users_at_once_are_a_bad_request),
          CASE(who_comes_by_a_unix_socket_is_believed_where_that_is_said),
          CASE(only_a_trusted_proxy_of_another_machine_can_say_that_it_was_asked_by_https),
          CASE(of_what_was_sent_and_what_the_proxy_added_the_last_counts),
          CASE(who_guesses_through_a_proxy_cannot_choose_his_address),
          CASE(who_asks_is_an_address_or_a_network_whatever_port_he_comes_from),
          CASE(who_asks_is_who_the_last_proxy_names_that_is_believed))
