#include "peer.h"

#include <sys/mman.h>
#include <sys/un.h>

#define END  "\r\n\r\n"
#define HOST "Host: localhost\r\n"
#define LAST "Connection: close\r\n"

/* --- what is served ------------------------------------------------------------------------- */

static void say_hello(struct http_request *r, void *with)
{
    (void)with;
    http_answer_header(r, "X-Path", http_path(r));
    http_answer(r, 200, "text/plain", SPAN("hello"));
}

static void say_rest(struct http_request *r, void *with)
{
    (void)with;
    http_answer(r, 200, "text/plain", span_of(http_rest(r)));
}

static void say_body(struct http_request *r, void *with)
{
    (void)with;
    http_answer(r, 200, "text/plain", http_body(r));
}

static void say_file(struct http_request *r, void *with)
{
    int fd = memfd_create("file", MFD_CLOEXEC);
    (void)with;
    assert_int_equal(ftruncate(fd, 1000000), 0);
    http_answer_file(r, 200, "application/octet-stream", fd, 1000000);
    close(fd);
}

static void say_large_file(struct http_request *r, void *with)
{
    int fd = memfd_create("file", MFD_CLOEXEC);
    (void)with;
    assert_int_equal(ftruncate(fd, 64 << 20), 0);
    http_answer_file(r, 200, "application/octet-stream", fd, 64 << 20);
    close(fd);
}

static void say_fresh(struct http_request *r, void *with)
{
    (void)with;
    http_answer_header(r, "ETag", "\"one\"");
    if (http_is_fresh(r, "\"one\"", 784111777))
        http_answer(r, 304, NULL, SPAN(""));
    else
        http_answer(r, 200, "text/plain", SPAN("whole"));
}

static void say_loopback(struct http_request *r, void *with)
{
    (void)with;
    http_answer(r, 200, "text/plain", http_is_loopback(r) ? SPAN("near") : SPAN("far"));
}

static void say_nothing(struct http_request *r, void *with)
{
    (void)r;
    (void)with;
}

static void say_busy(struct http_request *r, void *with)
{
    struct error err;
    (void)with;
    fail(&err, FAULT_BUSY, NULL, "The store is busy.");
    http_answer_error(r, &err);
}

static const struct http_route routes[] = {
    {"GET", "/hello", say_hello, false, 0},       {"GET", "/slowly", say_hello, true, 0},
    {"GET", "/rest/*", say_rest, false, 0},       {"PUT", "/body", say_body, true, 1000},
    {"POST", "/body", say_body, false, 1000},     {"GET", "/file", say_file, true, 0},
    {"GET", "/large", say_large_file, true, 0},   {"GET", "/fresh", say_fresh, false, 0},
    {"GET", "/loopback", say_loopback, false, 0}, {"GET", "/nothing", say_nothing, true, 0},
    {"GET", "/busy", say_busy, false, 0},         {"PROPFIND", "/hello", say_hello, false, 100},
};

static struct http_server *server;
static int port;

static int start(void **state)
{
    (void)state;
    server = serve_on("127.0.0.1:0", routes, LENGTH(routes), NULL);
    port = http_port(server);
    return port > 0 ? 0 : -1;
}

static int stop(void **state)
{
    (void)state;
    http_stop(server, 1);
    return 0;
}

/* --- ordinary requests ---------------------------------------------------------------------- */

TEST(an_answer_carries_type_length_and_the_headers_that_protect)
{
    OWN_CHARS got = peer_ask(port, "GET /hello HTTP/1.1\r\n" HOST LAST "\r\n");
    CHECK(starts_with(got, "HTTP/1.1 200 OK\r\n"));
    CHECK(strstr(got, "\r\nContent-Type: text/plain\r\n"));
    CHECK(strstr(got, "\r\nContent-Length: 5\r\n"));
    CHECK(strstr(got, "\r\nReferrer-Policy: no-referrer\r\n"));
    CHECK(strstr(got, "\r\nX-Content-Type-Options: nosniff\r\n"));
    CHECK(strstr(got, "\r\nX-Path: /hello\r\n"));
    CHECK(strstr(got, END "hello"));
}

TEST(head_gives_the_same_header_and_no_body)
{
    OWN_CHARS got = peer_ask(port, "HEAD /hello HTTP/1.1\r\n" HOST LAST "\r\n");
    CHECK(starts_with(got, "HTTP/1.1 200 OK\r\n"));
    CHECK(strstr(got, "\r\nContent-Length: 5\r\n"));
    CHECK(strstr(got, END)[4] == '\0');
}

TEST(a_handler_that_may_block_answers_the_same)
{
    OWN_CHARS got = peer_ask(port, "GET /slowly HTTP/1.1\r\n" HOST LAST "\r\n");
    CHECK(starts_with(got, "HTTP/1.1 200 OK\r\n"));
    CHECK(strstr(got, END "hello"));
}

TEST(the_rest_of_a_path_is_decoded_and_absolute_targets_are_understood)
{
    OWN_CHARS got = peer_ask(port, "GET /rest/a%20b?c HTTP/1.1\r\n" HOST LAST "\r\n");
    CHECK(strstr(got, END "a b"));
    OWN_CHARS absolute = peer_ask(port, "GET http://x/rest/a/b HTTP/1.1\r\n" HOST LAST "\r\n");
    CHECK(strstr(absolute, END "a/b"));
}

TEST(unknown_paths_are_404_and_unknown_methods_405_with_allow)
{
    OWN_CHARS none = peer_ask(port, "GET /none HTTP/1.1\r\n" HOST LAST "\r\n");
    CHECK(starts_with(none, "HTTP/1.1 404 "));
    OWN_CHARS method = peer_ask(port, "DELETE /hello HTTP/1.1\r\n" HOST LAST "\r\n");
    CHECK(starts_with(method, "HTTP/1.1 405 "));
    CHECK(strstr(method, "\r\nAllow: GET, HEAD, PROPFIND\r\n"));
}

TEST(methods_of_dav_reach_their_handlers)
{
    OWN_CHARS got =
        peer_ask(port, "PROPFIND /hello HTTP/1.1\r\n" HOST LAST "Content-Length: 3\r\n\r\nabc");
    CHECK(starts_with(got, "HTTP/1.1 200 "));
}

TEST(bodies_arrive_whole_by_length_and_in_chunks)
{
    OWN_CHARS length =
        peer_ask(port, "PUT /body HTTP/1.1\r\n" HOST LAST "Content-Length: 11\r\n\r\nhello world");
    CHECK(strstr(length, END "hello world"));
    OWN_CHARS chunks =
        peer_ask(port, "PUT /body HTTP/1.1\r\n" HOST LAST "Transfer-Encoding: chunked\r\n\r\n"
                       "6\r\nhello \r\n5\r\nworld\r\n0\r\n\r\n");
    CHECK(strstr(chunks, END "hello world"));
}

TEST(files_are_sent_whole)
{
    OWN_CHARS got = peer_ask(port, "GET /file HTTP/1.1\r\n" HOST LAST "\r\n");
    CHECK(strstr(got, "\r\nContent-Length: 1000000\r\n"));
    int fd = peer_connect(port);
    OWN(text) all = text_new();
    peer_send(fd, "GET /file HTTP/1.1\r\n" HOST LAST "\r\n");
    while (peer_add(fd, all, 5000)) {
    }
    close(fd);
    CHECK_INT(text_len(all), (size_t)(strstr(text_str(all), END) + 4 - text_str(all)) + 1000000);
}

TEST(what_the_client_has_is_answered_with_304_and_no_body)
{
    static const struct {
        const char *field;
        bool is_fresh;
    } cases[] = {
        {"If-None-Match: \"one\"\r\n", true},
        {"If-None-Match: \"two\"\r\n", false},
        {"If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT\r\n", true},
        {"If-Modified-Since: Sun, 06 Nov 1994 08:49:36 GMT\r\n", false},
        {"If-None-Match: \"two\"\r\nIf-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT\r\n", false},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        OWN_CHARS request = mem_strf("GET /fresh HTTP/1.1\r\n" HOST LAST "%s\r\n", cases[i].field);
        OWN_CHARS got = peer_ask(port, request);
        CHECK(starts_with(got, cases[i].is_fresh ? "HTTP/1.1 304 " : "HTTP/1.1 200 "));
        CHECK(strstr(got, "\r\nETag: \"one\"\r\n"));
        if (cases[i].is_fresh)
            CHECK(strstr(got, END)[4] == '\0');
    }
}

TEST(a_304_leaves_the_connection_usable)
{
    OWN_CHARS got = peer_ask(port, "GET /fresh HTTP/1.1\r\n" HOST "If-None-Match: *\r\n\r\n"
                                   "GET /hello HTTP/1.1\r\n" HOST LAST "\r\n");
    CHECK(starts_with(got, "HTTP/1.1 304 "));
    CHECK(strstr(got, END "HTTP/1.1 200 OK\r\n"));
}

TEST(what_is_not_here_leaves_the_connection_usable)
{
    OWN_CHARS got = peer_ask(port, "GET /none HTTP/1.1\r\n" HOST "\r\n"
                                   "DELETE /hello HTTP/1.1\r\n" HOST "\r\n"
                                   "GET /none HTTP/1.1\r\n" HOST "Content-Length: 0\r\n\r\n"
                                   "GET /hello HTTP/1.1\r\n" HOST LAST "\r\n");
    CHECK(starts_with(got, "HTTP/1.1 404 "));
    CHECK(strstr(got, "HTTP/1.1 405 "));
    CHECK_INT(count_of(got, "HTTP/1.1 404 "), 2);
    CHECK(strstr(got, END "hello"));
}

TEST(who_comes_through_a_proxy_is_not_near)
{
    OWN_CHARS near = peer_ask(port, "GET /loopback HTTP/1.1\r\n" HOST LAST "\r\n");
    CHECK(strstr(near, END "near"));
    OWN_CHARS far =
        peer_ask(port, "GET /loopback HTTP/1.1\r\n" HOST LAST "X-Forwarded-For: 192.0.2.1\r\n\r\n");
    CHECK(strstr(far, END "far"));
}

TEST(a_handler_without_an_answer_is_a_500)
{
    OWN_CHARS got = peer_ask(port, "GET /nothing HTTP/1.1\r\n" HOST LAST "\r\n");
    CHECK(starts_with(got, "HTTP/1.1 500 "));
}

TEST(a_busy_store_is_a_503_that_says_when_to_come_again)
{
    OWN_CHARS got = peer_ask(port, "GET /busy HTTP/1.1\r\n" HOST LAST "\r\n");
    CHECK(starts_with(got, "HTTP/1.1 503 "));
    CHECK(strstr(got, "\r\nRetry-After: "));
    CHECK(strstr(got, END "The store is busy.\n"));
}

TEST(pipelined_requests_are_answered_in_order)
{
    OWN_CHARS got = peer_ask(port, "GET /rest/one HTTP/1.1\r\n" HOST "\r\n"
                                   "GET /slowly HTTP/1.1\r\n" HOST "\r\n"
                                   "PUT /body HTTP/1.1\r\n" HOST "Content-Length: 3\r\n\r\ntwo"
                                   "GET /rest/three HTTP/1.1\r\n" HOST LAST "\r\n");
    const char *one = strstr(got, END "one"), *two = strstr(got, END "two");
    CHECK(one && two && one < strstr(got, END "hello") && strstr(got, END "hello") < two);
    CHECK(strstr(two, END "three"));
    CHECK_INT(count_of(got, "HTTP/1.1 200 OK"), 4);
}

/* --- attacks on the framing ----------------------------------------------------------------- */

#define SECOND "GET /rest/smuggled HTTP/1.1\r\n" HOST "\r\n"

TEST(doubtful_framing_is_refused_and_what_follows_is_never_a_request)
{
    static const char *const requests[] = {
        "PUT /body HTTP/1.1\r\n" HOST "Content-Length: 5\r\nContent-Length: 3\r\n\r\nabcde" SECOND,
        "PUT /body HTTP/1.1\r\n" HOST "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc" SECOND,
        "PUT /body HTTP/1.1\r\n" HOST
        "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" SECOND,
        "GET /hello HTTP/1.1\r\n" HOST
        "Content-Length: 60\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" SECOND,
        "PUT /body HTTP/1.1\r\n" HOST "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n" SECOND,
        "PUT /body HTTP/1.1\r\n" HOST "Transfer-Encoding: identity\r\n\r\n" SECOND,
        "PUT /body HTTP/1.1\r\n" HOST "Content-Length: +3\r\n\r\nabc" SECOND,
        "GET /hello HTTP/1.1\r\n" HOST "Host: other\r\n\r\n" SECOND,
        "GET /hello HTTP/1.1\r\n\r\n" SECOND,
        "GET /hello HTTP/1.1\r\nHost : localhost\r\n\r\n" SECOND,
        "GET /hel%00lo HTTP/1.1\r\n" HOST "\r\n" SECOND,
        "GET /hello%0d%0a HTTP/1.1\r\n" HOST "\r\n" SECOND,
        "GET /hello%zz HTTP/1.1\r\n" HOST "\r\n" SECOND,
        "GET /rest/a b HTTP/1.1\r\n" HOST "\r\n" SECOND,
    };
    for (size_t i = 0; i < LENGTH(requests); i++) {
        OWN_CHARS got = peer_ask(port, requests[i]);
        if (*got && !starts_with(got, "HTTP/1.1 400 ")) /* some are cut without a word */
            fail_msg("request %zu was answered with %.60s", i, got);
        if (strstr(got, "smuggled") || strstr(got, " 200 "))
            fail_msg("request %zu: what followed was answered: %s", i, got);
    }
}

TEST(a_folded_line_is_refused)
{
    static const char *const requests[] = {
        "GET /hello HTTP/1.1\r\n" HOST "X: a\r\n b\r\n\r\n" SECOND,
        "PUT /body HTTP/1.1\r\n" HOST "Content-Length:\r\n 3\r\n\r\nabc" SECOND,
        "PUT /body HTTP/1.1\r\n" HOST "Content-Length: 3\r\n\t3\r\n\r\nabc" SECOND,
        "PUT /body HTTP/1.1\r\n" HOST "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n" SECOND,
    };
    for (size_t i = 0; i < LENGTH(requests); i++) {
        OWN_CHARS got = peer_ask(port, requests[i]);
        if (!starts_with(got, "HTTP/1.1 400 ") || strstr(got, " 200 "))
            fail_msg("request %zu was answered with %s", i, got);
    }
}

TEST(a_nul_anywhere_in_the_head_is_refused)
{
    static const char *const requests[] = {
        /* | is sent as NUL */
        "GET /hello|/x HTTP/1.1\r\n" HOST "\r\n" SECOND,
        "GET /hello HTTP/1.1|\r\n" HOST "\r\n" SECOND,
        "GET /hello HTTP/1.1\r\n" HOST "X: a|\r\n\r\n" SECOND,
        "GET /hello HTTP/1.1\r\n" HOST "X: a|b\r\n\r\n" SECOND,
        "GET /hello HTTP/1.1\r\n" HOST "X: |b\r\n\r\n" SECOND,
        "GET /hello HTTP/1.1\r\n" HOST "X|: b\r\n\r\n" SECOND,
        "GET /hello HTTP/1.1\r\n" HOST "|X: b\r\n\r\n" SECOND,
        "GET /hello HTTP/1.1\r\n" HOST "|\r\n" SECOND,
        "GET /hello HTTP/1.1|\r\n" HOST "\r\n" SECOND,
        "G|ET /hello HTTP/1.1\r\n" HOST "\r\n" SECOND,
    };
    for (size_t i = 0; i < LENGTH(requests); i++) {
        size_t len = strlen(requests[i]);
        OWN_CHARS raw = mem_str(requests[i]);
        for (size_t at = 0; at < len; at++)
            if (raw[at] == '|')
                raw[at] = '\0';
        int fd = peer_connect(port);
        peer_send_span(fd, span_make(raw, len));
        OWN_CHARS got = peer_rest(fd, LONG_MS);
        close(fd);
        if (strstr(got, " 200 "))
            fail_msg("request %zu was answered with %s", i, got);
    }
}

TEST(a_body_where_none_is_taken_is_refused_and_never_a_request)
{
    OWN_CHARS got =
        peer_ask(port, "GET /hello HTTP/1.1\r\n" HOST "Content-Length: 52\r\n\r\n" SECOND);
    CHECK(starts_with(got, "HTTP/1.1 413 "));
    CHECK(!strstr(got, "smuggled"));
    OWN_CHARS none =
        peer_ask(port, "GET /none HTTP/1.1\r\n" HOST "Content-Length: 52\r\n\r\n" SECOND);
    CHECK(starts_with(none, "HTTP/1.1 404 "));
    CHECK(!strstr(none, "smuggled"));
    OWN_CHARS chunked = peer_ask(port, "GET /none HTTP/1.1\r\n" HOST
                                       "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" SECOND);
    CHECK(starts_with(chunked, "HTTP/1.1 404 "));
    CHECK(!strstr(chunked, "smuggled"));
}

/* --- limits --------------------------------------------------------------------------------- */

TEST(a_body_over_the_limit_is_refused_before_it_is_sent)
{
    int fd = peer_connect(port);
    peer_send(fd,
              "PUT /body HTTP/1.1\r\n" HOST "Content-Length: 1001\r\nExpect: 100-continue\r\n\r\n");
    OWN_CHARS got = peer_rest(fd, LONG_MS);
    close(fd);
    CHECK(starts_with(got, "HTTP/1.1 413 "));
    CHECK(!strstr(got, "100 Continue"));
    OWN_CHARS fits = peer_ask(port, "PUT /body HTTP/1.1\r\n" HOST LAST
                                    "Content-Length: 3\r\nExpect: 100-continue\r\n\r\nabc");
    CHECK(starts_with(fits, "HTTP/1.1 100 "));
}

TEST(chunks_over_the_limit_are_refused_at_their_end)
{
    OWN(text) t = text_new();
    text_add_str(t, "PUT /body HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 20; i++)
        text_addf(t, "64\r\n%0100d\r\n", i);
    text_add_str(t, "0\r\n\r\n");
    OWN_CHARS got = peer_ask(port, text_str(t));
    CHECK(starts_with(got, "HTTP/1.1 413 "));
}

TEST(chunks_without_end_are_cut)
{
    OWN(text) chunk = text_new();
    int fd = peer_connect(port);
    peer_send(fd, "PUT /body HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n");
    text_addf(chunk, "3e8\r\n%01000d\r\n", 7);
    for (int i = 0; i < 2000; i++)
        peer_send_span(fd, text_span(chunk));
    CHECK(peer_is_closed(fd, 3000));
    close(fd);
}

TEST(a_head_that_is_too_large_is_refused)
{
    OWN(text) t = text_new();
    text_add_str(t, "GET /hello HTTP/1.1\r\n" HOST);
    for (int i = 0; i < 2000; i++)
        text_addf(t, "X-%d: %040d\r\n", i, i);
    text_add_str(t, "\r\n");
    OWN_CHARS got = peer_ask(port, text_str(t));
    CHECK(starts_with(got, "HTTP/1.1 431 ") || starts_with(got, "HTTP/1.0 431 "));
}

TEST(more_header_fields_than_any_client_sends_are_refused)
{
    OWN(text) t = text_new();
    text_add_str(t, "GET /hello HTTP/1.1\r\n" HOST);
    for (int i = 0; i < 250; i++)
        text_addf(t, "X-%d: 1\r\n", i);
    text_add_str(t, "\r\n");
    OWN_CHARS got = peer_ask(port, text_str(t));
    CHECK(starts_with(got, "HTTP/1.1 400 "));
}

TEST(a_silent_connection_is_closed)
{
    int fd = peer_connect(port);
    CHECK(peer_is_closed(fd, LONG_MS));
    close(fd);
}

TEST(a_client_that_trickles_its_request_is_cut)
{
    int64_t began = clock_ticks_ms();
    int fd = peer_connect(port);
    peer_send(fd, "GET /hello HTTP/1.1\r\n" HOST "X: ");
    bool closed = false;
    while (!(closed = peer_is_closed(fd, 300)) && clock_ticks_ms() - began < LONG_MS)
        peer_send(fd, "a");
    close(fd);
    CHECK(closed);
    CHECK(clock_ticks_ms() - began >= 2000);
}

/* No request is being served any more: all are answered or cut. */
static void wait_until_idle(void)
{
    OWN(text) t = text_new();
    do {
        usleep(10000);
        text_cut(t, 0);
        http_add_metrics(server, t);
    } while (!strstr(text_str(t), "convoke_http_running 0\n"));
}

TEST(a_client_that_does_not_read_its_answer_is_cut)
{
    int fd = peer_connect(port);
    OWN(text) got = text_new();
    peer_send(fd, "GET /large HTTP/1.1\r\n" HOST LAST "\r\n");
    CHECK_INT(poll(&(struct pollfd){.fd = fd, .events = POLLIN}, 1, LONG_MS), 1); /* it answers */
    wait_until_idle();
    while (peer_add(fd, got, 5000)) {
    }
    close(fd);
    CHECK(text_len(got) < 64 << 20);
}

TEST(a_body_that_stops_halfway_is_cut)
{
    int fd = peer_connect(port);
    peer_send(fd, "PUT /body HTTP/1.1\r\n" HOST "Content-Length: 100\r\n\r\nhalf");
    CHECK(peer_is_closed(fd, LONG_MS));
    close(fd);
}

/* --- addresses ------------------------------------------------------------------------------ */

static struct http_server *try_listen(const char *listen, int fd, struct error *err)
{
    struct http_part part = {.routes = routes, .nroutes = LENGTH(routes)};
    struct http_options o = {.listen = listen,
                             .listen_fd = fd,
                             .threads = 1,
                             .workers = 1,
                             .connections = 10,
                             .parts = &part,
                             .nparts = 1};
    return http_start(&o, err);
}

TEST(a_taken_port_is_a_conflict_that_says_so)
{
    struct error err = {0};
    OWN_CHARS listen = mem_strf("127.0.0.1:%d", port);
    assert_null(try_listen(listen, -1, &err));
    CHECK_INT(err.kind, FAULT_CONFLICT);
    CHECK(strstr(err.said, listen) && strstr(err.said, "is taken"));
}

TEST(what_is_no_address_is_a_fault_of_the_configuration)
{
    static const char *const addresses[] = {
        "",      "8080",       "127.0.0.1",  "::1:80", "a:b", ":-1", "127.0.0.1:70000",
        "unix:", "[::1]:http", "192.0.2.1:0"};
    for (size_t i = 0; i < LENGTH(addresses); i++) {
        struct error err = {0};
        assert_null(try_listen(addresses[i], -1, &err));
        CHECK_INT(err.kind, FAULT_CONFIG);
    }
}

TEST(ipv6_addresses_stand_in_brackets)
{
    struct error err = {0};
    struct http_server *s = try_listen("[::1]:0", -1, &err);
    if (!s && strstr(err.said, "Cannot assign requested address"))
        skip(); /* a machine without IPv6 */
    CHECK_OK(s, &err);
    struct sockaddr_in6 at = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)http_port(s))};
    at.sin6_addr.s6_addr[15] = 1;
    int fd = socket(AF_INET6, SOCK_STREAM, 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof at), 0);
    peer_send(fd, "GET /loopback HTTP/1.1\r\nHost: [::1]\r\n" LAST "\r\n");
    OWN_CHARS got = peer_rest(fd, LONG_MS);
    close(fd);
    CHECK(strstr(got, END "near"));
    http_stop(s, 1);
}

TEST(a_unix_socket_is_served_replaced_when_stale_and_removed)
{
    char path[] = "/tmp/convoke-test-XXXXXX";
    struct error err = {0};
    assert_non_null(mkdtemp(path));
    OWN_CHARS listen = mem_strf("unix:%s/socket", path);
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    snprintf(at.sun_path, sizeof at.sun_path, "%s", listen + 5);
    int stale = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(bind(stale, (struct sockaddr *)&at, sizeof at), 0);
    close(stale);

    struct http_server *s = try_listen(listen, -1, &err);
    CHECK_OK(s, &err);
    assert_null(try_listen(listen, -1, &err));
    CHECK_INT(err.kind, FAULT_CONFLICT);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof at), 0);
    peer_send(fd, "GET /loopback HTTP/1.1\r\n" HOST LAST "\r\n");
    OWN_CHARS got = peer_rest(fd, LONG_MS);
    close(fd);
    CHECK(strstr(got, END "near"));
    http_stop(s, 1);
    CHECK(access(listen + 5, F_OK) != 0);
    rmdir(path);
}

TEST(a_socket_that_was_passed_is_served)
{
    struct error err = {0};
    struct sockaddr_in at = {.sin_family = AF_INET};
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(listen(fd, 5), 0);
    struct http_server *s = try_listen(NULL, fd, &err);
    CHECK_OK(s, &err);
    OWN_CHARS got = peer_ask(http_port(s), "GET /hello HTTP/1.1\r\n" HOST LAST "\r\n");
    CHECK(starts_with(got, "HTTP/1.1 200 "));
    http_stop(s, 1);
}

/* --- metrics -------------------------------------------------------------------------------- */

TEST(metrics_count_by_route_and_never_show_a_path)
{
    OWN(text) t = text_new();
    OWN_CHARS one = peer_ask(port, "GET /rest/secret HTTP/1.1\r\n" HOST LAST "\r\n");
    OWN_CHARS two = peer_ask(port, "GET /secret HTTP/1.1\r\n" HOST LAST "\r\n");
    CHECK(strstr(one, " 200 ") && strstr(two, " 404 "));
    wait_until_idle(); /* it is counted just after the last byte */
    http_add_metrics(server, t);
    CHECK(strstr(text_str(t), "requests_total{route=\"/rest/*\",method=\"GET\",status=\"2xx\"} "));
    CHECK(strstr(text_str(t), "requests_total{route=\"none\",method=\"any\",status=\"4xx\"} "));
    CHECK(strstr(text_str(t),
                 "request_seconds_bucket{route=\"/rest/*\",method=\"GET\",le=\"+Inf\"}"));
    CHECK(!strstr(text_str(t), "secret"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(an_answer_carries_type_length_and_the_headers_that_protect),
        CASE(head_gives_the_same_header_and_no_body),
        CASE(a_handler_that_may_block_answers_the_same),
        CASE(the_rest_of_a_path_is_decoded_and_absolute_targets_are_understood),
        CASE(unknown_paths_are_404_and_unknown_methods_405_with_allow),
        CASE(methods_of_dav_reach_their_handlers),
        CASE(bodies_arrive_whole_by_length_and_in_chunks),
        CASE(files_are_sent_whole),
        CASE(what_the_client_has_is_answered_with_304_and_no_body),
        CASE(a_304_leaves_the_connection_usable),
        CASE(what_is_not_here_leaves_the_connection_usable),
        CASE(who_comes_through_a_proxy_is_not_near),
        CASE(a_handler_without_an_answer_is_a_500),
        CASE(a_busy_store_is_a_503_that_says_when_to_come_again),
        CASE(pipelined_requests_are_answered_in_order),
        CASE(doubtful_framing_is_refused_and_what_follows_is_never_a_request),
        CASE(a_folded_line_is_refused),
        CASE(a_nul_anywhere_in_the_head_is_refused),
        CASE(a_body_where_none_is_taken_is_refused_and_never_a_request),
        CASE(a_body_over_the_limit_is_refused_before_it_is_sent),
        CASE(chunks_over_the_limit_are_refused_at_their_end),
        CASE(chunks_without_end_are_cut),
        CASE(a_head_that_is_too_large_is_refused),
        CASE(more_header_fields_than_any_client_sends_are_refused),
        CASE(a_silent_connection_is_closed),
        CASE(a_client_that_trickles_its_request_is_cut),
        CASE(a_client_that_does_not_read_its_answer_is_cut),
        CASE(a_body_that_stops_halfway_is_cut),
        CASE(ipv6_addresses_stand_in_brackets),
        CASE(a_taken_port_is_a_conflict_that_says_so),
        CASE(what_is_no_address_is_a_fault_of_the_configuration),
        CASE(a_unix_socket_is_served_replaced_when_stale_and_removed),
        CASE(a_socket_that_was_passed_is_served),
        CASE(metrics_count_by_route_and_never_show_a_path),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
