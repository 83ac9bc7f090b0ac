#include "convoke/fetch.h"

#include "server.h"

#define OK "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"

static bool ask(struct server *s, const char *body, size_t most, struct fetch_answer *a,
                struct error *err)
{
    OWN_CHARS url = mem_strf("http://127.0.0.1:%d/v2/rooms?secret=1", s->port);
    struct fetch_request q = {
        .method = body ? "PATCH" : "GET",
        .url = url,
        .headers = {"Authorization: Bearer t0p", "Content-Type: application/json"},
        .nheaders = 2,
        .body = span_of(body),
        .timeout_s = 60,
        .most_bytes = most,
    };
    bool ok = fetch_exchange(&q, a, err);
    server_end(s);
    return ok;
}

TEST(method_headers_and_body_arrive_and_the_answer_comes_back)
{
    struct server s;
    struct error err = {0};
    struct fetch_answer a;
    server_start(&s, "HTTP/1.1 429 Slow\r\nretry-after:  7 \r\nContent-Length: 2\r\n\r\n{}");
    CHECK_OK(ask(&s, "{\"a\":1}", 100, &a, &err), &err);
    CHECK(span_starts(span_of(s.asked), "PATCH /v2/rooms?secret=1 HTTP/1.1\r\n"));
    CHECK(strstr(s.asked, "\r\nAuthorization: Bearer t0p\r\n"));
    CHECK(strstr(s.asked, "\r\nContent-Length: 7\r\n"));
    CHECK(strstr(s.asked, "\r\n\r\n{\"a\":1}"));
    CHECK_INT(a.status, 429);
    CHECK_STR(a.retry_after, "7");
    CHECK_STR(a.body, "{}");
    CHECK_INT(a.body_len, 2);
    fetch_answer_clear(&a);
}

TEST(a_request_without_body_says_none)
{
    struct server s;
    struct error err = {0};
    struct fetch_answer a;
    server_start(&s, OK);
    CHECK_OK(ask(&s, NULL, 2, &a, &err), &err);
    CHECK(span_starts(span_of(s.asked), "GET "));
    CHECK(!strstr(s.asked, "Content-Length") && !a.retry_after);
    fetch_answer_clear(&a);
}

TEST(an_answer_that_is_too_large_or_breaks_off_is_none)
{
    struct server s;
    struct error err = {0};
    struct fetch_answer a;
    server_start(&s, OK);
    CHECK(!ask(&s, NULL, 1, &a, &err) && !a.body);
    CHECK_INT(err.kind, FAULT_TOO_LARGE);
    server_start(&s, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}");
    CHECK(!ask(&s, NULL, 100, &a, &err) && !a.body);
    CHECK_INT(err.kind, FAULT_UNAVAILABLE);
    CHECK(strstr(err.said, "http://127.0.0.1:") && !strstr(err.said, "secret"));
}

TEST(a_redirect_is_an_answer_and_is_not_followed)
{
    struct server s;
    struct error err = {0};
    struct fetch_answer a;
    server_start(&s, "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\n"
                     "Content-Length: 0\r\n\r\n");
    CHECK_OK(ask(&s, NULL, 100, &a, &err), &err);
    CHECK_INT(a.status, 302);
    fetch_answer_clear(&a);
}

TEST(what_goes_unencrypted_goes_to_this_machine_alone)
{
    static const char *const urls[] = {
        "http://api.example.org/",
        "http://127.0.0.1.example.org/",
        "http://localhost@example.org/",
        "http://127.0.0.1:80@example.org/",
        "https://a@example.org/",
        "file:///etc/hostname",
        "http://10.0.0.1/",
        "",
    };
    for (size_t i = 0; i < LENGTH(urls); i++) {
        struct error err = {0};
        struct fetch_answer a;
        struct fetch_request q = {.method = "GET", .url = urls[i], .timeout_s = 1, .most_bytes = 9};
        CHECK(!fetch_exchange(&q, &a, &err));
        CHECK_INT(err.kind, FAULT_CONFIG);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(method_headers_and_body_arrive_and_the_answer_comes_back),
        CASE(a_request_without_body_says_none),
        CASE(an_answer_that_is_too_large_or_breaks_off_is_none),
        CASE(a_redirect_is_an_answer_and_is_not_followed),
        CASE(what_goes_unencrypted_goes_to_this_machine_alone)};
    fetch_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
