#include "internal.h"

static bool read_depth(struct ask *a, enum depth without, struct error *err)
{
    const char *depth = http_header(a->http, "Depth");
    struct span said = span_trim(span_of(depth));
    a->depth = without;
    if (!depth)
        return true;
    bool is_one = span_is(said, "1") || span_is_nocase(said, "1,noroot");
    a->no_root = a->no_root || span_is_nocase(said, "1,noroot");
    a->depth = span_is(said, "0") ? DEPTH_0 : is_one ? DEPTH_1 : DEPTH_INFINITY;
    return a->depth != DEPTH_INFINITY || span_is_nocase(said, "infinity") ||
           fail(err, FAULT_INVALID, NULL, "Depth is 0, 1 or infinity.");
}

/* RFC 7240, 2; what is not known is passed over. */
static void read_prefer(struct ask *a)
{
    struct span list = span_of(http_header(a->http, "Prefer"));
    while (list.len > 0) {
        struct span parameters, one = span_cut(list, ',', &list);
        one = span_trim(span_cut(one, ';', &parameters));
        a->minimal = a->minimal || span_is_nocase(one, "return=minimal") ||
                     span_is_nocase(one, "return-minimal");
        a->representation = a->representation || span_is_nocase(one, "return=representation") ||
                            span_is_nocase(one, "return-representation");
        a->no_root = a->no_root || span_is_nocase(one, "depth-noroot");
    }
}

/* Brief is what Microsoft's and Apple's programs said before there was Prefer. */
static bool is_brief(const struct ask *a)
{
    return span_is_nocase(span_trim(span_of(http_header(a->http, "Brief"))), "t");
}

bool ask_read_headers(struct ask *a, enum depth depth_without, struct error *err)
{
    read_prefer(a);
    a->minimal = a->minimal || is_brief(a);
    return read_depth(a, depth_without, err);
}

/* Each is looked for at each resource of the answer. */
static bool check_wishes(const struct xml_element *root, struct error *err)
{
    enum { MOST_WISHES = 500 };
    const struct xml_element *prop = xml_child(root, NS_DAV, "prop");
    size_t count = 0;
    for (const struct xml_element *e = prop ? prop->first : NULL; e; e = e->next)
        count++;
    prop = xml_child(root, NS_DAV, "include");
    for (const struct xml_element *e = prop ? prop->first : NULL; e; e = e->next)
        count++;
    return count <= MOST_WISHES || fail(err, FAULT_TOO_LARGE, NULL,
                                        "A request asks for at most %d properties.", MOST_WISHES);
}

bool ask_read_body(struct ask *a, struct error *err)
{
    struct span body = http_body(a->http);
    if (span_trim(body).len == 0)
        return true;
    a->body = xml_read(body, NULL, err);
    return a->body && check_wishes(xml_root(a->body), err);
}

/* RFC 7240, 3; RFC 8144, 5. A Brief is no preference that could be said to be applied. */
void answer_preferences(struct ask *a)
{
    if (!a->minimal && !a->no_root)
        return;
    http_answer_header(a->http, "Vary", "Prefer, Brief");
    if (http_header(a->http, "Prefer"))
        http_answer_header(a->http, "Preference-Applied",
                           !a->no_root   ? "return=minimal"
                           : !a->minimal ? "depth-noroot"
                                         : "return=minimal, depth-noroot");
}
