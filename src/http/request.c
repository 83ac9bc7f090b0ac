#include "internal.h"

struct http_request *request_new(struct http_server *s, struct MHD_Connection *peer,
                                 const char *target)
{
    struct http_request *r = mem_new(sizeof *r);
    r->server = s;
    r->peer = peer;
    r->target = target;
    r->target_len = strlen(target);
    r->path_len = strcspn(target, "?");
    r->query = r->path_len < r->target_len ? mem_str(target + r->path_len + 1) : NULL;
    r->began_ms = clock_ticks_ms();
    r->connection =
        MHD_get_connection_info(peer, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
    return r;
}

void request_free(struct http_request *r)
{
    for (size_t i = 0; i < r->nheaders; i++)
        free(r->headers[i].value);
    if (r->answer)
        MHD_destroy_response(r->answer);
    body_free(r);
    free(r->path);
    free(r->query);
    free(r);
}

bool request_serve(struct http_request *r, http_handler *handler)
{
    bool handed_on = false;
    r->handed_on = &handed_on;
    handler(r, r->served->with);
    if (handed_on)
        return true;
    r->handed_on = NULL;
    if (!r->answer) {
        struct error err;
        fail(&err, FAULT_BUG, NULL, "Convoke has no answer to this request.");
        http_answer_error(r, &err);
    }
    return false;
}

const char *http_method(const struct http_request *r)
{
    return r->method;
}

const char *http_path(const struct http_request *r)
{
    return r->path;
}

struct span http_target(const struct http_request *r)
{
    return span_make(r->target, r->path_len);
}

struct span http_query(const struct http_request *r)
{
    return span_of(r->query);
}

const char *http_rest(const struct http_request *r)
{
    return r->rest ? r->rest : "";
}

const char *http_header(const struct http_request *r, const char *name)
{
    return MHD_lookup_connection_value(r->peer, MHD_HEADER_KIND, name);
}

const char *http_cookie(const struct http_request *r, const char *name)
{
    return MHD_lookup_connection_value(r->peer, MHD_COOKIE_KIND, name);
}

struct cookies {
    const char *beginning, *first;
    size_t count;
};

static enum MHD_Result count_cookie(void *with, enum MHD_ValueKind kind, const char *name,
                                    const char *value)
{
    struct cookies *c = with;
    (void)kind, (void)value;
    if (strncmp(name, c->beginning, strlen(c->beginning)) != 0)
        return MHD_YES;
    c->first = c->first ? c->first : name;
    c->count++;
    return MHD_YES;
}

const char *http_first_cookie(const struct http_request *r, const char *beginning,
                              size_t *count_out)
{
    struct cookies c = {.beginning = beginning};
    (void)MHD_get_connection_values(r->peer, MHD_COOKIE_KIND, count_cookie, &c);
    *count_out = c.count;
    return c.first;
}

struct span http_body(const struct http_request *r)
{
    return r->body ? text_span(r->body) : SPAN("");
}

const struct http_server *http_server_of(const struct http_request *r)
{
    return r->server;
}
