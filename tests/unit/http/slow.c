/* Peers that send or read a little now and then: none of them keeps a connection for ever. */
#include "peer.h"

#include <stdatomic.h>
#include <sys/mman.h>

#define END       "\r\n\r\n"
#define HOST      "Host: localhost\r\n"
#define LAST      "Connection: close\r\n"
#define MOST_BODY 1000000
#define FILE_SIZE (16 << 20)

static _Atomic int served;

static void take_body(struct http_request *r, void *with)
{
    OWN(text) t = text_new();
    (void)with;
    served++;
    text_addf(t, "%zu", http_body(r).len);
    http_answer(r, 200, "text/plain", text_span(t));
}

static void give_file(struct http_request *r, void *with)
{
    int fd = memfd_create("file", MFD_CLOEXEC);
    (void)with;
    assert_int_equal(ftruncate(fd, FILE_SIZE), 0);
    http_answer_file(r, 200, "application/octet-stream", fd, FILE_SIZE);
    close(fd);
}

static const struct http_route routes[] = {{"PUT", "/body", take_body, true, MOST_BODY},
                                           {"GET", "/file", give_file, true, 0}};

/* Silence alone closes nothing here. */
static struct http_server *serve(struct http_options o)
{
    o.idle_s = 300;
    o.request_s = o.request_s ? o.request_s : 2;
    served = 0;
    return serve_with(o, routes, LENGTH(routes), NULL);
}

static int64_t metric(const struct http_server *s, const char *name)
{
    OWN(text) t = text_new();
    int64_t value = -1;
    http_add_metrics(s, t);
    OWN_CHARS line = mem_strf("\n%s ", name);
    const char *at = strstr(text_str(t), line);
    assert_non_null(at);
    at += strlen(line);
    assert_true(span_number(span_make(at, strcspn(at, "\n")), &value));
    return value;
}

static void wait_until_cut(const struct http_server *s)
{
    int64_t until = clock_ticks_ms() + LONG_MS;
    while (metric(s, "convoke_http_cut_total") == 0 && clock_ticks_ms() < until)
        usleep(10000);
    CHECK_INT(metric(s, "convoke_http_cut_total"), 1);
}

/* --- senders -------------------------------------------------------------------------------- */

static void check_trickle(const char *head, const char *drop)
{
    struct http_server *s = serve((struct http_options){0});
    int fd = peer_connect(http_port(s));
    int64_t until = clock_ticks_ms() + LONG_MS;
    peer_send(fd, head);
    while (!peer_is_closed(fd, 300) && clock_ticks_ms() < until)
        peer_send(fd, drop);
    CHECK(clock_ticks_ms() < until);
    close(fd);
    if (metric(s, "convoke_http_cut_total") != 1)
        fail_msg("%s was not cut, but ended", head);
    http_stop(s, 5);
    CHECK_INT(served, 0);
}

TEST(a_large_body_that_comes_by_bytes_is_cut_and_served_to_nobody)
{
    check_trickle("PUT /body HTTP/1.1\r\n" HOST "Content-Length: 1000000\r\n\r\n", "a");
    check_trickle("PUT /body HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n", "1\r\na\r\n");
}

TEST(a_head_that_comes_by_bytes_is_cut)
{
    check_trickle("PUT /body HTTP/1.1\r\n" HOST "X: ", "a");
    check_trickle("PUT /body HTTP/1.1\r\n", "X: a\r\n");
}

TEST(half_a_request_leaves_nothing)
{
    static const char *const halves[] = {
        "PUT /body HTTP/1.1\r\n" HOST,
        "PUT /body HTTP/1.1\r\n" HOST "Content-Length: 10\r\n\r\n",
        "PUT /body HTTP/1.1\r\n" HOST "Content-Length: 10\r\n\r\n123456789",
        "PUT /body HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        "PUT /body HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n",
    };
    struct http_server *s = serve((struct http_options){0});
    for (size_t i = 0; i < LENGTH(halves); i++) {
        int fd = peer_connect(http_port(s));
        peer_send(fd, halves[i]);
        shutdown(fd, SHUT_WR);
        CHECK(peer_is_closed(fd, LONG_MS));
        close(fd);
    }
    http_stop(s, 5);
    CHECK_INT(served, 0);
}

TEST(a_body_that_takes_long_but_goes_on_is_served_whole)
{
    static char part[MOST_BODY / 10];
    struct http_server *s = serve((struct http_options){0});
    int fd = peer_connect(http_port(s));
    memset(part, 'a', sizeof part);
    peer_send(fd, "PUT /body HTTP/1.1\r\n" HOST LAST "Content-Length: 1000000\r\n\r\n");
    for (int i = 0; i < 10; i++) {
        usleep(400 * 1000); /* twice the term in all */
        peer_send_span(fd, span_make(part, sizeof part));
    }
    OWN_CHARS got = peer_rest(fd, LONG_MS);
    close(fd);
    CHECK(strstr(got, END "1000000"));
    http_stop(s, 5);
}

/* --- many senders ----------------------------------------------------------------------------- */

static void wait_until_running(const struct http_server *s, int64_t count)
{
    while (metric(s, "convoke_http_running") != count)
        usleep(1000);
}

TEST(large_bodies_are_bounded_together_and_small_ones_are_served_all_the_same)
{
    struct http_server *s = serve((struct http_options){.request_s = 300});
    const char *small = "PUT /body HTTP/1.1\r\n" HOST LAST "Content-Length: 5\r\n\r\nhello";
    const char *large = "PUT /body HTTP/1.1\r\n" HOST "Content-Length: 1000000\r\n\r\n";
    int fds[134]; /* 128 MiB in all */
    for (size_t i = 0; i < LENGTH(fds); i++) {
        fds[i] = peer_connect(http_port(s));
        peer_send(fds[i], large);
    }
    wait_until_running(s, LENGTH(fds));
    OWN_CHARS refused = peer_ask(http_port(s), large);
    CHECK(starts_with(refused, "HTTP/1.1 503 ") && strstr(refused, "\r\nRetry-After: "));
    OWN(text) chunks = text_new();
    text_add_str(chunks, "PUT /body HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 300; i++)
        text_addf(chunks, "3e8\r\n%01000d\r\n", i);
    text_add_str(chunks, "0\r\n\r\n");
    OWN_CHARS too_late = peer_ask(http_port(s), text_str(chunks));
    CHECK(starts_with(too_late, "HTTP/1.1 503 "));
    CHECK_INT(served, 0);
    OWN_CHARS fits = peer_ask(http_port(s), small);
    CHECK(strstr(fits, END "5"));
    for (size_t i = 0; i < LENGTH(fds); i++)
        close(fds[i]);
    wait_until_running(s, 0);
    OWN_CHARS again = peer_ask(http_port(s), text_str(chunks));
    CHECK(strstr(again, END "300000"));
    http_stop(s, 5);
}

/* --- readers -------------------------------------------------------------------------------- */

/* Takes this much at most from the kernel that sends. */
static int connect_narrowly(int port)
{
    int bytes = 16384;
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes), 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof at), 0);
    return fd;
}

TEST(a_reader_that_never_reads_its_answer_is_cut)
{
    struct http_server *s = serve((struct http_options){0});
    int fd = connect_narrowly(http_port(s));
    peer_send(fd, "GET /file HTTP/1.1\r\n" HOST "\r\n");
    wait_until_cut(s);
    close(fd);
    http_stop(s, 5);
}

TEST(a_reader_that_reads_by_bytes_is_cut)
{
    char some[100];
    struct http_server *s = serve((struct http_options){0});
    int fd = connect_narrowly(http_port(s));
    int64_t until = clock_ticks_ms() + LONG_MS;
    peer_send(fd, "GET /file HTTP/1.1\r\n" HOST "\r\n");
    while (metric(s, "convoke_http_cut_total") == 0 && clock_ticks_ms() < until) {
        CHECK(recv(fd, some, sizeof some, 0) > 0);
        usleep(100 * 1000);
    }
    CHECK_INT(metric(s, "convoke_http_cut_total"), 1);
    close(fd);
    http_stop(s, 5);
}

/* Reads a whole file in about three terms. */
static void check_steady_reader(struct http_server *s, int fd)
{
    static char some[FILE_SIZE / 60];
    size_t all = 0;
    ssize_t n;
    peer_send(fd, "GET /file HTTP/1.1\r\n" HOST LAST "\r\n");
    while ((n = recv(fd, some, sizeof some, MSG_WAITALL)) > 0) {
        all += (size_t)n;
        usleep(100 * 1000);
    }
    close(fd);
    CHECK(all > FILE_SIZE);
    CHECK_INT(metric(s, "convoke_http_cut_total"), 0);
    http_stop(s, 5);
}

TEST(a_reader_that_takes_long_but_goes_on_gets_all)
{
    struct http_server *s = serve((struct http_options){0});
    check_steady_reader(s, connect_narrowly(http_port(s)));
}

TEST(a_reader_at_a_unix_socket_that_takes_long_gets_all)
{
    char at[] = "/tmp/convoke-slow-XXXXXX";
    assert_non_null(mkdtemp(at));
    OWN_CHARS listen = mem_strf("unix:%s/socket", at);
    struct http_server *s = serve((struct http_options){.listen = listen});
    check_steady_reader(s, peer_connect_unix(listen + 5));
    rmdir(at);
}

/* --- TLS ------------------------------------------------------------------------------------ */

TEST(a_handshake_that_comes_by_bytes_or_never_is_cut)
{
    char at[] = "/tmp/convoke-slow-XXXXXX";
    assert_non_null(mkdtemp(at));
    OWN_CHARS certificate = mem_strf("%s/cert.pem", at);
    OWN_CHARS key = mem_strf("%s/key.pem", at);
    OWN_CHARS make = mem_strf("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 "
                              "-nodes -days 2 -subj /CN=x -keyout %s -out %s 2>/dev/null",
                              key, certificate);
    assert_int_equal(system(make), 0);
    struct http_server *s = serve((struct http_options){.certificate = certificate, .key = key});
    int silent = peer_connect(http_port(s)), slow = peer_connect(http_port(s));
    int64_t until = clock_ticks_ms() + LONG_MS;
    struct span hello = SPAN("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03");
    while (!peer_is_closed(slow, 300) && clock_ticks_ms() < until) {
        peer_send_span(slow, span_make(hello.at, hello.len > 0));
        if (hello.len > 1)
            hello = span_make(hello.at + 1, hello.len - 1);
    }
    CHECK(peer_is_closed(silent, LONG_MS));
    CHECK(clock_ticks_ms() < until);
    close(silent);
    close(slow);
    http_stop(s, 5);
    unlink(certificate);
    unlink(key);
    rmdir(at);
}

RUN_TESTS(CASE(a_large_body_that_comes_by_bytes_is_cut_and_served_to_nobody),
          CASE(a_head_that_comes_by_bytes_is_cut), CASE(half_a_request_leaves_nothing),
          CASE(a_body_that_takes_long_but_goes_on_is_served_whole),
          CASE(large_bodies_are_bounded_together_and_small_ones_are_served_all_the_same),
          CASE(a_reader_that_never_reads_its_answer_is_cut),
          CASE(a_reader_that_reads_by_bytes_is_cut),
          CASE(a_reader_that_takes_long_but_goes_on_gets_all),
          CASE(a_reader_at_a_unix_socket_that_takes_long_gets_all),
          CASE(a_handshake_that_comes_by_bytes_or_never_is_cut))
