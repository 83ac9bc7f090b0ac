/* GET and HEAD of an object: the bytes as they are stored. */
#include "internal.h"

static void add_object_headers(struct ask *a, const struct object *o)
{
    OWN_CHARS etag = mem_strf("\"%s\"", o->etag);
    OWN(text) modified = text_new();
    text_add_http_date(modified, o->changed);
    http_answer_header(a->http, "ETag", etag);
    http_answer_header(a->http, "Last-Modified", text_str(modified));
    if (o->schedule_tag) {
        OWN_CHARS tag = mem_strf("\"%s\"", o->schedule_tag);
        http_answer_header(a->http, "Schedule-Tag", tag);
    }
}

/* For people who open the address of their calendar in a browser. */
static void answer_collection(struct ask *a)
{
    answer_dav_header(a);
    http_answer(a->http, 200, "text/plain; charset=utf-8",
                SPAN("This is an address for calendar programs: add a CalDAV account with the "
                     "server's name, your user name and your password.\n"));
}

bool dav_get(struct ask *a, struct error *err)
{
    const struct object *o = a->at.object;
    TRY(access_check(&a->at, RIGHT_READ, err));
    if (!o) {
        answer_collection(a);
        return true;
    }
    OWN_CHARS etag = mem_strf("\"%s\"", o->etag);
    add_object_headers(a, o);
    if (http_is_fresh(a->http, etag, o->changed)) {
        http_answer(a->http, 304, NULL, SPAN(""));
        return true;
    }
    http_answer(a->http, 200, "text/calendar; charset=utf-8", span_make(o->text, o->text_len));
    return true;
}
