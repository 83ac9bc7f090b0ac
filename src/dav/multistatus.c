#include "internal.h"

struct text *multistatus_start(void)
{
    struct text *t = text_new();
    text_add_str(t, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<D:multistatus xmlns:D=\"" NS_DAV
                    "\" xmlns:C=\"" NS_CAL "\" xmlns:CS=\"" NS_CS "\" xmlns:A=\"" NS_APPLE "\">");
    return t;
}

void multistatus_add_status(struct text *t, const char *href, int status, const char *rule)
{
    text_addf(t, "<D:response><D:href>%s</D:href><D:status>HTTP/1.1 %d %s</D:status>", href, status,
              status_phrase(status));
    if (rule) {
        text_add_str(t, "<D:error>");
        add_tag(t, TAG_EMPTY, rule_namespace(rule), rule);
        text_add_str(t, "</D:error>");
    }
    text_add_str(t, "</D:response>");
}

bool multistatus_add_status_of(struct text *t, const struct xml_element *href, int status,
                               const char *rule)
{
    OWN(text) escaped = text_new();
    xml_add_text(escaped, xml_trimmed(href));
    multistatus_add_status(t, text_str(escaped), status, rule);
    return true;
}

void multistatus_answer(struct ask *a, struct text *t)
{
    text_add_str(t, "</D:multistatus>\n");
    answer_dav_header(a);
    answer_preferences(a);
    http_answer_text(a->http, 207, "application/xml; charset=utf-8", t);
}
