#include "convoke/fetch.h"

#include "server.h"

static bool reach(const char *answer, struct server *s, struct error *err)
{
    server_start(s, answer);
    OWN_CHARS url = mem_strf("http://127.0.0.1:%d/external_api.js", s->port);
    bool ok = fetch_reach(url, 60, err);
    server_end(s);
    return ok;
}

TEST(a_page_that_is_there_is_reached)
{
    struct server s;
    struct error err = {0};
    CHECK_OK(reach("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", &s, &err), &err);
    CHECK(span_starts(span_of(s.asked), "HEAD /external_api.js HTTP/1.1\r\n"));
}

TEST(a_page_that_is_not_there_is_said_with_its_status)
{
    struct server s;
    struct error err = {0};
    CHECK(!reach("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", &s, &err));
    CHECK_INT(err.kind, FAULT_UNAVAILABLE);
    CHECK(strstr(err.said, "answers with 404"));
}

TEST(nobody_listening_and_other_schemes_are_said)
{
    struct error err = {0};
    CHECK(!fetch_reach("http://127.0.0.1:9/", 60, &err));
    CHECK_INT(err.kind, FAULT_UNAVAILABLE);
    CHECK(!fetch_reach("file:///etc/hostname", 60, &err));
    CHECK_INT(err.kind, FAULT_UNAVAILABLE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {CASE(a_page_that_is_there_is_reached),
                                       CASE(a_page_that_is_not_there_is_said_with_its_status),
                                       CASE(nobody_listening_and_other_schemes_are_said)};
    fetch_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
