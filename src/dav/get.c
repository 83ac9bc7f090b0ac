/* GET and HEAD of an object: the bytes as they are stored. */
#include "query.h"

#define OBJECT_TYPE "text/calendar; charset=utf-8"

static void add_object_headers(struct ask *a, const struct object *o)
{
    OWN_CHARS etag = mem_strf("\"%s\"", o->etag);
    OWN(text) modified = text_new();
    text_add_http_date(modified, o->changed);
    http_answer_header(a->http, "ETag", etag);
    http_answer_header(a->http, "Last-Modified", text_str(modified));
    answer_schedule_tag(a, o->schedule_tag);
}

bool answer_present(struct ask *a, int status)
{
    struct error why = {0};
    const struct resource *r = &a->at;
    if (!r->object || !(r->rights & RIGHT_READ))
        return false;
    OWN(tx) tx = store_read(a->dav->pipeline->store, &why);
    OWN(object)
    o = tx ? store_object_named(tx, r->calendar->account, r->calendar->id, r->path.name, &why)
           : NULL;
    TRY(o);
    OWN(text) location = text_new();
    resource_add_href(r, location);
    add_object_headers(a, o);
    http_answer_header(a->http, "Content-Location", text_str(location));
    http_answer_header(a->http, "Preference-Applied", "return=representation");
    http_answer(a->http, status, OBJECT_TYPE, span_make(o->text, o->text_len));
    return true;
}

/* For people who open the address of their calendar in a browser. */
static void answer_collection(struct ask *a)
{
    answer_dav_header(a);
    http_answer(a->http, 200, "text/plain; charset=utf-8",
                SPAN("This is an address for calendar programs: add a CalDAV account with the "
                     "server's name, your user name and your password.\n"));
}

static void answer_text(struct ask *a, struct span object)
{
    enum timezones wanted = timezones_wanted(a);
    OWN(text) fitted = text_new();
    if (wanted != TIMEZONES_AS_KEPT)
        timezones_fit(object, a->dav->pipeline->zones, wanted, fitted);
    http_answer(a->http, 200, OBJECT_TYPE,
                wanted == TIMEZONES_AS_KEPT ? object : text_span(fitted));
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
    http_answer_header(a->http, "Vary", "CalDAV-Timezones");
    if (http_is_fresh(a->http, etag, o->changed)) {
        http_answer(a->http, 304, NULL, SPAN(""));
        return true;
    }
    answer_text(a, span_make(o->text, o->text_len));
    return true;
}
