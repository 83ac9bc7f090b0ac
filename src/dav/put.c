/* PUT of an object. RFC 4791, 5.3.2 */
#include "internal.h"

/* RFC 9110, 8.4 */
static bool check_coding(const struct ask *a, struct error *err)
{
    struct span coding = span_trim(span_of(http_header(a->http, "Content-Encoding")));
    return coding.len == 0 || span_is_nocase(coding, "identity") ||
           fail(err, FAULT_INVALID, "supported-calendar-data",
                "An object is sent as it is, without the Content-Encoding %.*s.",
                coding.len < 40 ? (int)coding.len : 40, coding.at);
}

static bool check_type(const struct ask *a, struct error *err)
{
    struct span rest, type = span_cut(span_of(http_header(a->http, "Content-Type")), ';', &rest);
    type = span_trim(type);
    bool ok = type.len == 0 || span_is_nocase(type, "text/calendar") ||
              span_is_nocase(type, "application/octet-stream");
    if (!ok)
        return fail(err, FAULT_INVALID, "supported-calendar-data",
                    "Only text/calendar is kept here.");
    return !http_header(a->http, "Content-Range") ||
           fail(err, FAULT_INVALID, NULL, "An object is put whole, without Content-Range.");
}

static bool check_place(const struct ask *a, struct error *err)
{
    size_t most = a->dav->pipeline->config->limits.object_bytes;
    if (a->at.path.place != PLACE_OBJECT)
        return fail(err, FAULT_FORBIDDEN, "calendar-collection-location-ok",
                    "Objects are put into calendars alone.");
    if (!(a->at.rights & RIGHT_WRITE))
        return access_check(&a->at, RIGHT_WRITE, err);
    if (!a->at.calendar)
        return fail(err, FAULT_CONFLICT, NULL, "There is no such calendar; make it first.");
    return http_body(a->http).len <= most ||
           fail(err, FAULT_TOO_LARGE, "max-resource-size",
                "An object is larger here than the %zu bytes that it may have.", most);
}

/* What the text breaks is a precondition that calendar programs know. */
static void name_the_rule(struct error *err)
{
    if (err->rule)
        return;
    if (err->kind == FAULT_INVALID)
        err->rule = "valid-calendar-data";
    if (err->kind == FAULT_TOO_LARGE)
        err->rule = "max-resource-size";
}

/* "CALENDAR/NAME" in the home of the calendar's owner, as seen from the path that was asked for. */
static void note_in_the_way(struct ask *a, const struct resource *at, const struct change *c)
{
    const char *slash = c->in_the_way ? strchr(c->in_the_way, '/') : NULL;
    if (!slash)
        return;
    OWN_CHARS calendar = span_copy(span_make(c->in_the_way, (size_t)(slash - c->in_the_way)));
    bool is_here = strcmp(calendar, at->calendar->name) == 0;
    OWN(text) t = text_new();
    path_add(t, PLACE_OBJECT, at->path.user, is_here ? at->path.collection : calendar, slash + 1);
    free(a->in_the_way);
    a->in_the_way = text_take(t);
}

bool put_failed(struct ask *a, const struct resource *at, const struct change *c, struct error *err)
{
    *err = c->err;
    name_the_rule(err);
    note_in_the_way(a, at, c);
    return false;
}

/* The object with the text that was stored; NULL when it has gone or changed since, which is no
 * fault of this request. */
static struct object *read_stored(struct ask *a, const struct change *c)
{
    OWN(tx) tx = store_read(a->dav->pipeline->store, NULL);
    TRY(tx);
    const struct calendar *in = a->at.calendar;
    OWN(object) o = store_object_named(tx, in->account, in->id, a->at.path.name, NULL);
    return o && strcmp(o->etag, c->etag) == 0 ? GIVE(o) : NULL;
}

static void add_location(struct ask *a, const char *header)
{
    OWN(text) location = text_new();
    resource_add_href(&a->at, location);
    http_answer_header(a->http, header, text_str(location));
}

static void add_tags(struct ask *a, const struct change *c, const struct object *o)
{
    OWN_CHARS etag = mem_strf("\"%s\"", c->etag);
    answer_schedule_tag(a, c->schedule_tag);
    if (!c->text_changed || (o && a->representation))
        http_answer_header(a->http, "ETag", etag);
}

/* o: as it is stored; NULL: another request was faster to change it again. */
static void answer_stored(struct ask *a, const struct change *c, const struct object *o)
{
    int status = c->outcome == CHANGE_CREATED ? 201 : 204;
    add_tags(a, c, o);
    if (strcmp(http_method(a->http), "POST") == 0)
        add_location(a, "Location");
    if (!a->representation || !o) {
        http_answer(a->http, status, NULL, SPAN(""));
        return;
    }
    add_location(a, "Content-Location");
    http_answer_header(a->http, "Preference-Applied", "return=representation");
    http_answer(a->http, status == 204 ? 200 : status, "text/calendar; charset=utf-8",
                span_make(o->text, o->text_len));
}

static bool put(struct ask *a, struct change *c, struct error *err)
{
    if (!change_submit(a->dav->pipeline, c, 1))
        return put_failed(a, &a->at, c, err);
    OWN(object) o = read_stored(a, c);
    answer_stored(a, c, o);
    return true;
}

bool dav_put(struct ask *a, struct error *err)
{
    TRY(check_place(a, err));
    TRY(check_type(a, err));
    TRY(check_coding(a, err));
    struct change c = {
        .kind = CHANGE_PUT,
        .account = a->at.calendar->account,
        .calendar = a->at.calendar->id,
        .by = a->actor->id,
        .text = http_body(a->http),
        .name = a->at.path.name,
        .at_name = true,
        .exact = true,
        .tell = true,
        .adopt = true,
    };
    TRY(conditions_read(a, &c, err));
    tx_free(GIVE(a->tx));
    bool ok = put(a, &c, err);
    change_clear(&c);
    return ok;
}
