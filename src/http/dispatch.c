/* libmicrohttpd's callbacks: a request's way from its head to its handler. All on event threads. */
#include "internal.h"

#include "framing.h"

#define MOST_FIELDS 200

/* --- the head --------------------------------------------------------------------------------- */

struct fields {
    struct http_field rows[MOST_FIELDS];
    size_t count, all;
};

static enum MHD_Result field_add(void *with, enum MHD_ValueKind kind, const char *name,
                                 const char *value)
{
    struct fields *f = with;
    (void)kind;
    f->all++;
    if (f->count < MOST_FIELDS)
        f->rows[f->count++] = (struct http_field){span_of(name), span_of(value)};
    return MHD_YES;
}

static size_t head_bytes(const struct http_request *r)
{
    return MHD_get_connection_info(r->peer, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE)->header_size;
}

static bool head_check(struct http_request *r, const char *version, struct error *err)
{
    struct fields fields;
    fields.count = fields.all = 0;
    (void)MHD_get_connection_values(r->peer, MHD_HEADER_KIND, field_add, &fields);
    if (fields.all > MOST_FIELDS)
        return fail(err, FAULT_INVALID, "fields", "The request has more than %d header fields.",
                    MOST_FIELDS);
    struct http_head head = {span_of(r->method), span_make(r->target, r->target_len),
                             span_of(version), fields.rows, fields.count};
    if (!http_head_is_whole(span_make(r->method, head_bytes(r)), &head))
        return fail(err, FAULT_INVALID, "head", "The head holds a NUL or a folded line.");
    return http_head_check(&head, err);
}

/* --- refusals before the body ----------------------------------------------------------------- */

static void answer_nothing(struct http_request *r)
{
    struct error err;
    const struct http_server *s = r->server;
    bool is_get = strcmp(r->method, "GET") == 0 || strcmp(r->method, "HEAD") == 0;
    if (is_get && s->nothing) {
        s->nothing(r, s->nothing_with);
        return;
    }
    fail(&err, FAULT_NOT_FOUND, NULL, "There is nothing here.");
    http_answer_error(r, &err);
}

static void refuse_route(struct http_request *r)
{
    OWN(text) methods = text_new();
    r->close = r->close || r->expected > 0 || r->is_chunked;
    if (!route_methods(r->server, r->path, methods)) {
        answer_nothing(r);
        return;
    }
    http_answer_header(r, "Allow", text_str(methods));
    http_answer(r, 405, "text/plain; charset=utf-8", SPAN("This method is not served here.\n"));
}

static void refuse_size(struct http_request *r)
{
    struct error err;
    fail(&err, FAULT_TOO_LARGE, NULL, "The request's body is larger than the %zu bytes taken here.",
         r->route->most_body);
    request_refuse(r, &err);
}

static void length_read(struct http_request *r)
{
    const char *length = http_header(r, "Content-Length");
    int64_t bytes = 0;
    if (length && span_number(span_of(length), &bytes))
        r->expected = (uint64_t)bytes;
    r->is_chunked = http_header(r, "Transfer-Encoding") != NULL;
}

/* Answers at once where the head alone says no. */
static void begin(struct http_request *r, const char *version)
{
    struct error err;
    r->has_begun = true;
    atomic_fetch_add(&r->server->running, 1);
    if (!head_check(r, version, &err) ||
        !(r->path = http_target_path(span_make(r->target, r->path_len), &err))) {
        request_refuse(r, &err);
        return;
    }
    length_read(r);
    r->served = route_find(r->server, r->method, r->path, &r->rest);
    r->route = r->served ? &r->served->route : NULL;
    if (!r->route)
        refuse_route(r);
    else if (r->expected > r->route->most_body)
        refuse_size(r);
    else if (!body_hold(r, r->expected))
        request_unavailable(r);
    else
        connection_expect(&r->server->deadlines, r->connection);
}

/* --- handing over ----------------------------------------------------------------------------- */

static enum MHD_Result send_answer(struct http_request *r)
{
    connection_send(&r->server->deadlines, r->connection, r->answer_bytes);
    return MHD_queue_response(r->peer, (unsigned)r->status, r->answer);
}

static void to_a_worker(struct http_request *r, void *with)
{
    (void)with;
    http_continue(r, r->route->serve);
}

static enum MHD_Result serve(struct http_request *r)
{
    connection_rest(r->connection);
    if (r->is_too_large)
        refuse_size(r);
    else if (r->has_no_room)
        request_unavailable(r);
    else if (request_serve(r, r->route->may_block ? to_a_worker : r->route->serve))
        return MHD_YES;
    return send_answer(r);
}

/* An answer before the body makes libmicrohttpd close the connection; without a body it can wait
 * for the next call, which does not. */
static bool ends_early(const struct http_request *r)
{
    return r->answer && (r->close || r->expected > 0 || r->is_chunked);
}

enum MHD_Result dispatch(void *with, struct MHD_Connection *peer, const char *url,
                         const char *method, const char *version, const char *data, size_t *bytes,
                         void **request)
{
    struct http_request *r = *request;
    (void)with;
    (void)peer;
    (void)url;
    r->method = method;
    r->is_suspended = false;
    if (!r->has_begun) {
        begin(r, version);
        return ends_early(r) ? send_answer(r) : MHD_YES;
    }
    if (*bytes > 0) {
        connection_passed(&r->server->deadlines, r->connection, *bytes);
        bool ok = body_add(r, data, *bytes);
        *bytes = 0;
        return ok ? MHD_YES : MHD_NO;
    }
    return r->answer ? send_answer(r) : serve(r);
}

/* --- from start to end ------------------------------------------------------------------------ */

/* The query and the path stay encoded: the path is decoded once, by http_target_path. */
size_t dispatch_unescape(void *with, struct MHD_Connection *peer, char *text)
{
    (void)with;
    (void)peer;
    return strlen(text);
}

void *dispatch_target(void *with, const char *target, struct MHD_Connection *peer)
{
    return request_new(with, peer, target);
}

static void log_request(const struct http_request *r, int64_t took_ms)
{
    log_debug("http.request", "method=%s route=%s status=%d ms=%lld", r->method ? r->method : "-",
              r->route ? r->route->path : "none", r->status, (long long)took_ms);
}

void dispatch_completed(void *with, struct MHD_Connection *peer, void **request,
                        enum MHD_RequestTerminationCode how)
{
    struct http_server *s = with;
    struct http_request *r = *request;
    (void)peer;
    if (!r)
        return;
    int64_t took_ms = clock_ticks_ms() - r->began_ms;
    bool was_cut = how != MHD_REQUEST_TERMINATED_COMPLETED_OK;
    size_t row = r->served ? (size_t)(r->served - s->served) : s->nserved;
    metrics_count(&s->metrics[row], was_cut ? 0 : r->status, took_ms);
    log_request(r, took_ms);
    connection_expect(&s->deadlines, r->connection);
    bool began = r->has_begun;
    request_free(r);
    *request = NULL;
    if (began)
        atomic_fetch_sub(&s->running, 1);
}

void dispatch_connection(void *with, struct MHD_Connection *peer, void **context,
                         enum MHD_ConnectionNotificationCode what)
{
    struct http_server *s = with;
    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        int fd = MHD_get_connection_info(peer, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
        *context = connection_open(s, fd);
        s->connections++;
    } else if (*context) {
        connection_close(&s->deadlines, *context);
        *context = NULL;
        s->connections--;
    }
}
