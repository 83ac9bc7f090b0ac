/* What a client writes into the head of a request: any bytes are taken or refused in one sentence,
 * and what is taken holds what the server relies on. */
#include "convoke/http.h"

#include "../../src/http/framing.h"
#include "fuzz.h"

static bool has_control(struct span s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.at[i] < 0x20 || s.at[i] == 0x7f)
            return true;
    return false;
}

static void try_target(struct span target)
{
    struct error err = {0};
    OWN_CHARS path = http_target_path(target, &err);
    if (path)
        MUST(path[0] == '/' && !has_control(span_of(path)) && strlen(path) <= target.len + 1);
    else
        MUST(err.kind == FAULT_INVALID && err.said[0]);
}

static size_t count_of(const struct http_head *h, const char *name)
{
    size_t count = 0;
    for (size_t i = 0; i < h->nfields; i++)
        count += span_is_nocase(h->fields[i].name, name);
    return count;
}

static void try_head(const struct http_head *h)
{
    struct error err = {0};
    if (http_head_check(h, &err)) {
        MUST(count_of(h, "host") <= 1);
        MUST(count_of(h, "content-length") + count_of(h, "transfer-encoding") <= 1);
    } else {
        MUST(err.kind == FAULT_INVALID && err.rule && err.said[0]);
    }
    (void)http_head_is_whole(h->method, h);
}

static void try_value(struct span value)
{
    instant at;
    (void)http_date_parse(value, &at);
    (void)http_encoding_allowed(value);
    (void)http_etag_is_listed(value, SPAN("\"a\""));
}

/* "METHOD\nTARGET\nVERSION\nName:value\n..." */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span value, rest = span_make((const char *)data, size);
    struct http_field fields[64];
    struct http_head head = {.fields = fields};
    head.method = span_cut(rest, '\n', &rest);
    head.target = span_cut(rest, '\n', &rest);
    head.version = span_cut(rest, '\n', &rest);
    while (rest.len > 0 && head.nfields < LENGTH(fields)) {
        struct span line = span_cut(rest, '\n', &rest);
        struct span name = span_cut(line, ':', &value);
        fields[head.nfields++] = (struct http_field){name, value};
        try_value(value);
    }
    try_target(head.target);
    try_head(&head);
    return 0;
}
