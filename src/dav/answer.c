#include "internal.h"

#define XML_TYPE "application/xml; charset=utf-8"

const char *status_phrase(int status)
{
    static const struct {
        int status;
        const char *phrase;
    } phrases[] = {
        {200, "OK"},
        {201, "Created"},
        {204, "No Content"},
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {409, "Conflict"},
        {412, "Precondition Failed"},
        {413, "Content Too Large"},
        {415, "Unsupported Media Type"},
        {424, "Failed Dependency"},
        {500, "Internal Server Error"},
        {503, "Service Unavailable"},
        {507, "Insufficient Storage"},
    };
    for (size_t i = 0; i < LENGTH(phrases); i++)
        if (phrases[i].status == status)
            return phrases[i].phrase;
    return "Error";
}

/* Preconditions of WebDAV itself; all others are CalDAV's. */
const char *rule_namespace(const char *rule)
{
    static const char *const of_dav[] = {
        "need-privileges",
        "propfind-finite-depth",
        "no-external-entities",
        "valid-sync-token",
        "sync-traversal-supported",
        "number-of-matches-within-limits",
        "cannot-modify-protected-property",
        "valid-resourcetype",
        "resource-must-be-null",
        "supported-report",
        "preserved-live-properties",
        "quota-not-exceeded",
    };
    for (size_t i = 0; i < LENGTH(of_dav); i++)
        if (strcmp(of_dav[i], rule) == 0)
            return NS_DAV;
    return NS_CAL;
}

static bool needs_privileges(const struct error *err)
{
    return err->rule && strcmp(err->rule, "need-privileges") == 0;
}

static void add_rule(struct ask *a, const struct error *err, struct text *t)
{
    if (a->in_the_way) {
        add_tag(t, TAG_START, rule_namespace(err->rule), err->rule);
        text_addf(t, "<D:href>%s</D:href>", a->in_the_way);
        add_tag(t, TAG_END, rule_namespace(err->rule), err->rule);
        return;
    }
    if (!needs_privileges(err)) {
        add_tag(t, TAG_EMPTY, rule_namespace(err->rule), err->rule);
        return;
    }
    text_add_str(t, "<D:need-privileges><D:resource><D:href>");
    resource_add_href(&a->at, t);
    text_add_str(t, "</D:href><D:privilege><D:all/></D:privilege></D:resource>"
                    "</D:need-privileges>");
}

/* RFC 4918, 9.3.1: of a MKCOL it is the method that is not allowed where there is something. */
static bool is_mkcol_of_something(const struct ask *a, const struct error *err)
{
    return strcmp(err->rule, "resource-must-be-null") == 0 &&
           strcmp(http_method(a->http), "MKCOL") == 0;
}

/* Who sends what breaks a rule of CalDAV or WebDAV is forbidden to, whatever the fault. */
static int status_of(const struct ask *a, const struct error *err)
{
    if (is_mkcol_of_something(a, err)) {
        http_answer_header(a->http, "Allow", DAV_METHODS);
        return 405;
    }
    bool is_ours = err->rule && (err->kind == FAULT_INVALID || err->kind == FAULT_TOO_LARGE);
    return is_ours ? 403 : fault_http_status(err->kind);
}

void answer_schedule_tag(struct ask *a, const char *tag)
{
    if (!tag)
        return;
    OWN_CHARS quoted = mem_strf("\"%s\"", tag);
    http_answer_header(a->http, "Schedule-Tag", quoted);
}

void answer_error(struct ask *a, const struct error *err)
{
    if (err->kind == FAULT_UNAUTHORIZED || err->kind == FAULT_TOO_MANY) {
        http_answer_stranger(a->http, err);
        return;
    }
    if (err->kind == FAULT_PRECONDITION && a->representation && answer_present(a, 412))
        return;
    if (!err->rule) {
        http_answer_error(a->http, err);
        return;
    }
    OWN(text) t = text_new();
    text_add_str(t, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<D:error xmlns:D=\"" NS_DAV
                    "\" xmlns:C=\"" NS_CAL "\">");
    add_rule(a, err, t);
    text_add_str(t, "<D:responsedescription>");
    xml_add_text(t, span_of(err->said));
    text_add_str(t, "</D:responsedescription></D:error>\n");
    http_answer(a->http, status_of(a, err), XML_TYPE, text_span(t));
}
