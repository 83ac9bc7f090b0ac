#include "internal.h"

#include <assert.h>
#include <fcntl.h>
#include <unistd.h>

static void answer_with(struct http_request *r, int status, const char *content_type,
                        uint64_t bytes, struct MHD_Response *answer)
{
    assert(!r->answer);
    if (!answer)
        abort(); /* out of memory, as mem_new */
    r->status = status;
    r->answer = answer;
    r->answer_bytes = bytes;
    (void)MHD_add_response_header(answer, "Referrer-Policy", "no-referrer");
    (void)MHD_add_response_header(answer, "X-Content-Type-Options", "nosniff");
    if (content_type)
        (void)MHD_add_response_header(answer, "Content-Type", content_type);
    for (size_t i = 0; i < r->nheaders; i++)
        (void)MHD_add_response_header(answer, r->headers[i].name, r->headers[i].value);
    if (r->close || r->server->stopping)
        (void)MHD_add_response_header(answer, "Connection", "close");
}

void http_answer(struct http_request *r, int status, const char *content_type, struct span body)
{
    answer_with(r, status, content_type, body.len,
                MHD_create_response_from_buffer(body.len, span_copy(body), MHD_RESPMEM_MUST_FREE));
}

void http_answer_text(struct http_request *r, int status, const char *content_type, struct text *t)
{
    size_t len = text_len(t);
    answer_with(r, status, content_type, len,
                MHD_create_response_from_buffer(len, text_take(t), MHD_RESPMEM_MUST_FREE));
}

void http_answer_file(struct http_request *r, int status, const char *content_type, int fd,
                      size_t bytes)
{
    int own = fcntl(fd, F_DUPFD_CLOEXEC, 0); /* the response closes it */
    if (own < 0) {
        request_unavailable(r);
        return;
    }
    answer_with(r, status, content_type, bytes, MHD_create_response_from_fd64(bytes, own));
}

void http_answer_error(struct http_request *r, const struct error *err)
{
    OWN(text) t = text_new();
    int status = fault_http_status(err->kind);
    text_addf(t, "%s\n", err->said);
    if (status == 503)
        http_answer_header(r, "Retry-After", "5");
    http_answer(r, status, "text/plain; charset=utf-8", text_span(t));
}

void http_answer_header(struct http_request *r, const char *name, const char *value)
{
    assert(r->nheaders < MOST_HEADERS && !r->answer);
    OWN(text) t = text_new();
    text_add_header(t, span_of(value));
    r->headers[r->nheaders].name = name;
    r->headers[r->nheaders++].value = text_take(t);
}

void request_refuse(struct http_request *r, const struct error *err)
{
    r->close = true;
    http_answer_error(r, err);
}

void request_unavailable(struct http_request *r)
{
    struct error err;
    fail(&err, FAULT_UNAVAILABLE, NULL, "The server is stopping or has no room. Try again soon.");
    request_refuse(r, &err);
}
