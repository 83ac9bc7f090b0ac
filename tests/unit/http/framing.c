#include "../../../src/http/framing.h"

#include "test.h"

/* --- heads ---------------------------------------------------------------------------------- */

struct head_case {
    const char *method, *version, *fields; /* "Name:value" lines, as libmicrohttpd gives them */
    const char *rule;                      /* NULL: taken */
};

static struct error head_result(const struct head_case *c)
{
    struct http_field rows[16];
    struct http_head head = {span_of(c->method), SPAN("/"), span_of(c->version), rows, 0};
    struct span rest = span_of(c->fields);
    struct error err = {0};
    while (rest.len > 0) {
        struct span value, line = span_cut(rest, '\n', &rest);
        struct span name = span_cut(line, ':', &value);
        rows[head.nfields++] = (struct http_field){name, value};
    }
    bool ok = http_head_check(&head, &err);
    assert_true(ok == (err.kind == FAULT_NONE));
    return err;
}

static void check_heads(const struct head_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct error err = head_result(&cases[i]);
        if (!cases[i].rule && err.kind != FAULT_NONE)
            fail_msg("%s: refused: %s", cases[i].fields, err.said);
        if (cases[i].rule && (!err.rule || strcmp(err.rule, cases[i].rule) != 0))
            fail_msg("%s: rule %s, not %s", cases[i].fields, err.rule, cases[i].rule);
    }
}

TEST(ordinary_heads_are_taken)
{
    static const struct head_case cases[] = {
        {"GET", "HTTP/1.1", "Host:example.org", NULL},
        {"GET", "HTTP/1.1", "host:example.org:8080", NULL},
        {"GET", "HTTP/1.1", "Host:[::1]:8080", NULL},
        {"GET", "HTTP/1.1", "Host:", NULL},
        {"GET", "HTTP/1.0", "", NULL},
        {"PROPFIND", "HTTP/1.1", "Host:a\nDepth:1\nContent-Length:120", NULL},
        {"PUT", "HTTP/1.1", "Host:a\nContent-Length:0", NULL},
        {"PUT", "HTTP/1.1", "Host:a\nTransfer-Encoding:chunked", NULL},
        {"PUT", "HTTP/1.1", "Host:a\nTransfer-Encoding:Chunked", NULL},
        {"GET", "HTTP/1.1", "Host:a\nX-Text:a\tb \xc3\xa4", NULL},
        {"GET", "HTTP/1.1", "Host:a\nAccept:a\nAccept:b", NULL},
    };
    check_heads(cases, LENGTH(cases));
}

TEST(heads_that_two_programs_could_read_differently_are_refused)
{
    static const struct head_case cases[] = {
        {"PUT", "HTTP/1.1", "Host:a\nContent-Length:5\nContent-Length:6", "content-length"},
        {"PUT", "HTTP/1.1", "Host:a\nContent-Length:5\ncontent-length:5", "content-length"},
        {"PUT", "HTTP/1.1", "Host:a\nContent-Length:5, 5", "content-length"},
        {"PUT", "HTTP/1.1", "Host:a\nContent-Length:+5", "content-length"},
        {"PUT", "HTTP/1.1", "Host:a\nContent-Length:-5", "content-length"},
        {"PUT", "HTTP/1.1", "Host:a\nContent-Length:0x5", "content-length"},
        {"PUT", "HTTP/1.1", "Host:a\nContent-Length:", "content-length"},
        {"PUT", "HTTP/1.1", "Host:a\nContent-Length:99999999999999999999", "content-length"},
        {"PUT", "HTTP/1.1", "Host:a\nContent-Length:5\nTransfer-Encoding:chunked",
         "transfer-encoding"},
        {"PUT", "HTTP/1.1", "Host:a\nTransfer-Encoding:chunked\nTransfer-Encoding:chunked",
         "transfer-encoding"},
        {"PUT", "HTTP/1.1", "Host:a\nTransfer-Encoding:gzip, chunked", "transfer-encoding"},
        {"PUT", "HTTP/1.1", "Host:a\nTransfer-Encoding:identity", "transfer-encoding"},
        {"PUT", "HTTP/1.1", "Host:a\nTransfer-Encoding:xchunked", "transfer-encoding"},
        {"PUT", "HTTP/1.1", "Host:a\nTransfer-Encoding:", "transfer-encoding"},
        {"PUT", "HTTP/1.0", "Transfer-Encoding:chunked", "transfer-encoding"},
        {"GET", "HTTP/1.1", "Host:a\nHost:b", "host"},
        {"GET", "HTTP/1.1", "Host:a\nHost:a", "host"},
        {"GET", "HTTP/1.1", "", "host"},
        {"GET", "HTTP/1.1", "Host:a b", "host"},
        {"GET", "HTTP/1.1", "Host:a/b", "host"},
        {"GET", "HTTP/1.1", "Host:a@b", "host"},
        {"GET", "HTTP/1.1", "Host:a,b", "host"},
        {"GET", "HTTP/1.1", "Host:a\nContent-Length :5", "field-name"},
        {"GET", "HTTP/1.1", "Host:a\n:5", "field-name"},
        {"GET", "HTTP/1.1", "Host:a\nX\x01:5", "field-name"},
        {"GET", "HTTP/1.1", "Host:a\nX:a\rb", "field-value"},
        {"GET", "HTTP/1.1", "Host:a\nX:a\x7f", "field-value"},
        {"G(T", "HTTP/1.1", "Host:a", "method"},
        {"", "HTTP/1.1", "Host:a", "method"},
    };
    check_heads(cases, LENGTH(cases));
}

/* A head as libmicrohttpd leaves it in its buffer: "|" stands for the NUL it put where a part ends.
 */
struct whole_case {
    const char *buffer;
    size_t target, version, name, value; /* where they begin; name 0: no field */
    bool is_whole;
};

static bool case_is_whole(const struct whole_case *c)
{
    struct span buffer = span_of(c->buffer);
    OWN_CHARS head = span_copy(buffer);
    for (size_t i = 0; i < buffer.len; i++)
        if (head[i] == '|')
            head[i] = '\0';
    struct http_field field = {span_of(head + c->name), span_of(head + c->value)};
    struct http_head h = {span_of(head), span_of(head + c->target), span_of(head + c->version),
                          &field, c->name ? 1 : 0};
    return http_head_is_whole(span_make(head, buffer.len), &h);
}

TEST(a_head_with_bytes_that_no_part_accounts_for_is_not_whole)
{
    static const struct whole_case cases[] = {
        {"GET|/|HTTP/1.0||||", 4, 6, 0, 0, true},
        {"GET|/|HTTP/1.1||Host| a||||", 4, 6, 16, 22, true},
        {"GET|/|HTTP/1.1||Host|a||||", 4, 6, 16, 21, true},
        {"GET|/|HTTP/1.1||Host| \t a||||", 4, 6, 16, 24, true},
        {"GET|/|HTTP/1.1|Host| a||", 4, 6, 15, 21, true},
        {"GET|/|HTTP/1.1||Host| ||||", 4, 6, 16, 22, true},
        {"GET|/|x|HTTP/1.1||Host| a||||", 4, 8, 18, 24, false}, /* NUL in the target */
        {"GET|/|HTTP/1.1|x||Host| a||||", 4, 6, 18, 24, false}, /* and in the version */
        {"GET|/|HTTP/1.1||Host| a|b||||", 4, 6, 16, 22, false}, /* in a value, something behind */
        {"GET|/|HTTP/1.1||Host| a|||||", 4, 6, 16, 22, false},  /* at the end of a value */
        {"GET|/|HTTP/1.1|||X| 1||||", 4, 6, 0, 0, false},       /* a line that begins with it */
        {"GET|/|HTTP/1.1||Host|| a||||", 4, 6, 16, 23, false},  /* between colon and value */
        {"GET|/|HTTP/1.1||||Host5|a||||", 4, 6, 18, 6, false},  /* a name that was copied */
    };
    for (size_t i = 0; i < LENGTH(cases); i++)
        if (case_is_whole(&cases[i]) != cases[i].is_whole)
            fail_msg("%s: whole should be %d", cases[i].buffer, cases[i].is_whole);
}

/* --- targets -------------------------------------------------------------------------------- */

TEST(targets_are_decoded_once_and_lose_their_query)
{
    static const struct {
        const char *target, *path;
    } cases[] = {
        {"/", "/"},
        {"/feed/abc.ics", "/feed/abc.ics"},
        {"/a%20b", "/a b"},
        {"/a%2Fb", "/a/b"},
        {"/a%2fb", "/a/b"},
        {"/a%2541", "/a%41"},
        {"/a+b", "/a+b"},
        {"/a?b%00c", "/a"},
        {"/%C3%A4", "/\xc3\xa4"},
        {"http://example.org/a", "/a"},
        {"HTTPS://example.org:1/a/b?c", "/a/b"},
        {"http://example.org", "/"},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        struct error err;
        OWN_CHARS path = http_target_path(span_of(cases[i].target), &err);
        CHECK_OK(path, &err);
        CHECK_STR(path, cases[i].path);
    }
}

TEST(targets_with_controls_or_broken_escapes_are_refused)
{
    static const char *const targets[] = {
        "",      "*",     "a",       "/a%00b",  "/a%0ab", "/a%0D", "/a%7f", "/a\x01",
        "/a\tb", "/a b",  "/a#b",    "/a%",     "/a%2",   "/a%zz", "/a%2g", "example.org:443",
        "/%1F",  "//a%0", "/\x7fok", "?a=/b/c",
    };
    for (size_t i = 0; i < LENGTH(targets); i++) {
        struct error err = {0};
        OWN_CHARS path = http_target_path(span_of(targets[i]), &err);
        if (path)
            fail_msg("%s: taken", targets[i]);
        CHECK_INT(err.kind, FAULT_INVALID);
    }
    struct error err;
    assert_null(http_target_path(span_make("/a\0b", 4), &err));
}

RUN_TESTS(CASE(ordinary_heads_are_taken),
          CASE(heads_that_two_programs_could_read_differently_are_refused),
          CASE(a_head_with_bytes_that_no_part_accounts_for_is_not_whole),
          CASE(targets_are_decoded_once_and_lose_their_query),
          CASE(targets_with_controls_or_broken_escapes_are_refused))
