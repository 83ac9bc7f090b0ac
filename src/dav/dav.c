/* A CalDAV request from its first look to its answer. */
#include "doors.h"
#include "internal.h"

struct method {
    const char *name;
    dav_handler *serve;
    enum depth depth_without; /* what no Depth header means. RFC 4918, 10.2 */
};

static const struct method methods[] = {
    {"OPTIONS", dav_options, DEPTH_0},
    {"PROPFIND", dav_propfind, DEPTH_INFINITY},
    {"REPORT", dav_report, DEPTH_0},
    {"GET", dav_get, DEPTH_0},
    {"HEAD", dav_get, DEPTH_0},
    {"PUT", dav_put, DEPTH_0},
    {"POST", dav_post, DEPTH_0},
    {"DELETE", dav_delete, DEPTH_INFINITY},
    {"COPY", dav_copy, DEPTH_INFINITY},
    {"MOVE", dav_move, DEPTH_INFINITY},
    {"PROPPATCH", dav_proppatch, DEPTH_0},
    {"MKCALENDAR", dav_mkcalendar, DEPTH_0},
    {"MKCOL", dav_mkcol, DEPTH_0},
};

static const struct method *method_named(const char *name)
{
    for (size_t i = 0; i < LENGTH(methods); i++)
        if (strcmp(methods[i].name, name) == 0)
            return &methods[i];
    return NULL;
}

static void ask_clear(struct ask *a)
{
    resource_clear(&a->at);
    xml_free(a->body);
    free(a->in_the_way);
    account_free(a->actor);
    tx_free(a->tx);
}

static bool find_place(struct ask *a, struct error *err)
{
    struct path path;
    TRY(path_read(http_target(a->http), &path, err));
    bool ok = resource_find(a, &path, &a->at, err);
    path_clear(&path);
    return ok;
}

static bool begin(struct ask *a, struct error *err)
{
    TRY(a->tx = store_read(a->dav->pipeline->store, err));
    a->actor = http_sign_in(a->http, a->dav->keeper, a->tx, err);
    return a->actor;
}

static bool serve(struct ask *a, struct error *err)
{
    const struct method *m = method_named(http_method(a->http));
    if (!m)
        return fail(err, FAULT_INVALID, NULL, "This method is not served here.");
    TRY(begin(a, err));
    TRY(ask_read_headers(a, m->depth_without, err));
    TRY(find_place(a, err));
    TRY(conditions_check_if(a, err));
    return m->serve(a, err);
}

static void serve_dav(struct http_request *r, void *with)
{
    struct ask a = {.dav = with, .http = r};
    struct error err = {0};
    if (!serve(&a, &err))
        answer_error(&a, &err);
    ask_clear(&a);
}

/* The one file besides. */
static void serve_profile(struct http_request *r, void *with)
{
    struct ask a = {.dav = with, .http = r};
    struct error err = {0};
    if (!begin(&a, &err) || !dav_profile(&a, &err))
        answer_error(&a, &err);
    ask_clear(&a);
}

enum { MOST_XML = 1024 * 1024, MOST_OBJECT = 16 * 1024 * 1024 };

#define ROUTE(method, most)                     \
    {                                           \
        method, "/dav/*", serve_dav, true, most \
    }
#define DOOR(method, path)                        \
    {                                             \
        method, path, serve_door, false, MOST_XML \
    }
#define DOORS(path) DOOR("GET", path), DOOR("PROPFIND", path), DOOR("OPTIONS", path)

static const struct http_route routes[] = {
    {"GET", "/dav/profile.mobileconfig", serve_profile, true, 0},
    ROUTE("OPTIONS", MOST_XML),
    ROUTE("PROPFIND", MOST_XML),
    ROUTE("REPORT", MOST_XML),
    ROUTE("GET", 0),
    ROUTE("PUT", MOST_OBJECT),
    ROUTE("DELETE", MOST_XML),
    ROUTE("POST", MOST_OBJECT),
    ROUTE("COPY", MOST_XML),
    ROUTE("MOVE", MOST_XML),
    ROUTE("PROPPATCH", MOST_XML),
    ROUTE("MKCALENDAR", MOST_XML),
    ROUTE("MKCOL", MOST_XML),
    DOORS("/.well-known/caldav"),
    DOORS("/dav"),
    DOORS("/caldav"),
    DOORS("/caldav/"),
    DOORS("/principals"),
    DOORS("/principals/*"), /* Apple's: /principals/users/NAME/ */
    DOORS("/calendars/*"),
    DOORS("/caldav/v2/*"), /* where Google has its principals, and had them */
    DOORS("/calendar/dav/*"),
    DOOR("PROPFIND", "/"), /* what people see there is another's to say */
    DOOR("OPTIONS", "/"),
};

const struct http_route *dav_routes(size_t *count_out)
{
    *count_out = LENGTH(routes);
    return routes;
}

struct dav *dav_new(const struct pipeline *p, struct doorkeeper *keeper)
{
    struct dav *d = mem_new(sizeof *d);
    d->pipeline = p;
    d->keeper = keeper;
    return d;
}

void dav_free(struct dav *d)
{
    free(d);
}
