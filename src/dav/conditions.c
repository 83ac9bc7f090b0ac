/* What has to hold before anything is done: If-Match, If-None-Match, If and If-Schedule-Tag-Match.
 * RFC 9110, 13.1 */
#include "if_header.h"
#include "internal.h"

static char *quoted_etag(const struct resource *r)
{
    return r->object ? mem_strf("\"%s\"", r->object->etag) : NULL;
}

/* Then what held a moment ago has to hold while it is changed too. */
static bool says_etag(const struct ask *a, struct span etag)
{
    return etag.len > 0 && span_has(span_of(http_header(a->http, "If")), etag);
}

/* An empty one is none: Apple's programs send it. RFC 6638, 8.3 */
static bool read_schedule_tag(const struct ask *a, struct change *c, struct error *err)
{
    const struct object *o = a->at.object;
    struct span wanted = span_trim(span_of(http_header(a->http, "If-Schedule-Tag-Match")));
    OWN_CHARS tag = o && o->schedule_tag ? mem_strf("\"%s\"", o->schedule_tag) : NULL;
    if (wanted.len == 0)
        return true;
    if (!tag || !span_equal(wanted, span_of(tag)))
        return fail(err, FAULT_PRECONDITION, "schedule-tag-match",
                    "The object has changed since, or is not there; read it again first.");
    c->if_schedule_tag = o->schedule_tag;
    return true;
}

bool conditions_read(const struct ask *a, struct change *c, struct error *err)
{
    const char *match = http_header(a->http, "If-Match");
    const char *none = http_header(a->http, "If-None-Match");
    const struct object *o = a->at.object;
    OWN_CHARS etag = quoted_etag(&a->at);
    if (match && (!o || !http_etag_is_listed(span_of(match), span_of(etag))))
        return fail(err, FAULT_PRECONDITION, NULL,
                    "The object has changed since, or is not there; read it again first.");
    if (none && o && http_etag_is_listed(span_of(none), span_of(etag)))
        return fail(err, FAULT_PRECONDITION, NULL, "There is such an object already.");
    if (match)
        c->if_match = span_is(span_trim(span_of(match)), "*") ? "*" : o->etag;
    else if (says_etag(a, span_of(etag)))
        c->if_match = o->etag;
    c->if_none_match = none && span_is(span_trim(span_of(none)), "*");
    return read_schedule_tag(a, c, err);
}

/* Of what the actor may not read there is no entity tag, as of what is not there. */
static char *etag_of_tag(struct span tag, void *with)
{
    struct ask *a = with;
    struct path path;
    struct resource r = {0};
    if (tag.len == 0)
        return a->at.rights & RIGHT_READ ? quoted_etag(&a->at) : NULL;
    bool ok = path_read(tag, &path, NULL);
    struct error why = {0};
    ok = ok && resource_find(a, &path, &r, &why) && access_check(&r, RIGHT_READ, &why);
    char *etag = ok ? quoted_etag(&r) : NULL;
    path_clear(&path);
    resource_clear(&r);
    return etag;
}

bool conditions_check_if(struct ask *a, struct error *err)
{
    const char *header = http_header(a->http, "If");
    return !header || if_header_holds(span_of(header), etag_of_tag, a, err);
}
