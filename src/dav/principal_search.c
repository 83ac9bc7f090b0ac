/* Finding people: principal-property-search, principal-search-property-set and principal-match.
 * RFC 3744, 9.3 to 9.5 */
#include "internal.h"

enum { MOST_SEARCHES = 20, MOST_FOUND = 200 };

/* What people are found by; each value of a principal goes to `matches` until one does. */
struct search;
static bool by_displayname(const struct account *who, const struct search *s);
static bool by_email(const struct account *who, const struct search *s);
static bool by_user_address(const struct account *who, const struct search *s);
static bool by_user_type(const struct account *who, const struct search *s);

static const struct searched {
    const char *ns, *name, *description;
    bool (*finds)(const struct account *who, const struct search *s);
} searched[] = {
    {NS_DAV, "displayname", "Name", by_displayname},
    {NS_CS, "email-address-set", "E-mail addresses", by_email},
    {NS_CAL, "calendar-user-address-set", "Calendar addresses", by_user_address},
    {NS_CAL, "calendar-user-type", "Kind of calendar user", by_user_type},
};

/* One DAV:property-search: its properties all have to have the text. */
struct search {
    const struct xml_element *prop;
    struct span text;
    bool (*matches)(struct span value, struct span text);
};

/* --- how values match ------------------------------------------------------------------------- */

static bool contains(struct span value, struct span text)
{
    return span_has_nocase(value, text);
}

static bool starts(struct span value, struct span text)
{
    return value.len >= text.len && span_equal_nocase(span_make(value.at, text.len), text);
}

static bool ends(struct span value, struct span text)
{
    return value.len >= text.len &&
           span_equal_nocase(span_make(value.at + value.len - text.len, text.len), text);
}

/* match-type is Apple's; without one the text stands anywhere in the value. */
static bool read_match_type(const struct xml_element *match, struct search *s, struct error *err)
{
    static const struct {
        const char *name;
        bool (*matches)(struct span, struct span);
    } types[] = {{"contains", contains},
                 {"starts-with", starts},
                 {"ends-with", ends},
                 {"equals", span_equal_nocase}};
    const char *said = xml_attribute(match, "match-type");
    for (size_t i = 0; i < LENGTH(types); i++)
        if (!said || strcmp(types[i].name, said) == 0) {
            s->matches = types[i].matches;
            return true;
        }
    return fail(err, FAULT_INVALID, NULL,
                "A match-type is contains, starts-with, ends-with or equals.");
}

static bool by_displayname(const struct account *who, const struct search *s)
{
    return s->matches(span_of(who->display ? who->display : who->name), s->text);
}

static bool by_email(const struct account *who, const struct search *s)
{
    for (size_t i = 0; i < who->naddresses; i++)
        if (s->matches(span_of(who->addresses[i]), s->text))
            return true;
    return false;
}

/* Apple's programs write the address with or without its scheme. */
static bool by_user_address(const struct account *who, const struct search *s)
{
    OWN(text) href = text_new();
    struct search rest = *s;
    path_add(href, PLACE_PRINCIPAL, who->name, NULL, NULL);
    if (span_starts_nocase(s->text, "mailto:"))
        rest.text = span_make(s->text.at + 7, s->text.len - 7);
    return by_email(who, &rest) || s->matches(text_span(href), s->text);
}

static bool by_user_type(const struct account *who, const struct search *s)
{
    (void)who;
    return s->matches(SPAN("INDIVIDUAL"), s->text);
}

/* --- principal-property-search ---------------------------------------------------------------- */

struct people_search {
    struct ask *ask;
    struct wanted *wanted;
    struct search searches[MOST_SEARCHES];
    size_t nsearches, found;
    bool any; /* test="anyof" */
    struct text *t;
    bool ok;
    struct error *err;
};

static bool read_search(struct people_search *f, const struct xml_element *e)
{
    const struct xml_element *match = xml_child(e, NS_DAV, "match");
    struct search *s = &f->searches[f->nsearches];
    s->prop = xml_child(e, NS_DAV, "prop");
    if (!match || !s->prop || !s->prop->first)
        return fail(f->err, FAULT_INVALID, NULL, "A DAV:property-search has a prop and a match.");
    if (f->nsearches + 1 == MOST_SEARCHES)
        return fail(f->err, FAULT_TOO_LARGE, NULL, "A search has fewer than %d parts.",
                    MOST_SEARCHES);
    s->text = xml_trimmed(match);
    f->nsearches++;
    return read_match_type(match, s, f->err);
}

static bool read_searches(struct people_search *f, const struct xml_element *root)
{
    const char *test = xml_attribute(root, "test");
    f->any = test && strcmp(test, "anyof") == 0;
    for (const struct xml_element *e = root->first; e; e = e->next)
        if (xml_is(e, NS_DAV, "property-search"))
            TRY(read_search(f, e));
    return f->nsearches > 0 || fail(f->err, FAULT_INVALID, NULL,
                                    "A DAV:principal-property-search needs a property-search.");
}

static bool has_property(const struct search *s, const struct xml_element *name,
                         const struct account *who)
{
    for (size_t i = 0; i < LENGTH(searched); i++)
        if (xml_is(name, searched[i].ns, searched[i].name))
            return searched[i].finds(who, s);
    return false;
}

static bool search_finds(const struct search *s, const struct account *who)
{
    for (const struct xml_element *e = s->prop->first; e; e = e->next)
        TRY(has_property(s, e, who));
    return true;
}

static bool is_found(const struct people_search *f, const struct account *who)
{
    for (size_t i = 0; i < f->nsearches; i++)
        if (search_finds(&f->searches[i], who) == f->any)
            return f->any;
    return !f->any;
}

static bool add_principal(struct people_search *f, const struct account *who)
{
    struct account lent = *who;
    struct resource r = {
        .path = {.place = PLACE_PRINCIPAL, .user = who->name},
        .home = &lent,
        .rights = who->id == f->ask->actor->id ? RIGHT_ALL : RIGHT_READ,
    };
    return wanted_add_response(f->ask, f->wanted, &r, f->t, f->err);
}

/* Those beyond the limit are said to be there. RFC 3744, 9.4; RFC 4918, 11.5 */
static bool add_rest(struct people_search *f)
{
    OWN(text) href = text_new();
    resource_add_href(&f->ask->at, href);
    multistatus_add_status(f->t, text_str(href), 507, "number-of-matches-within-limits");
    return false;
}

static bool add_if_found(const struct account *who, void *with)
{
    struct people_search *f = with;
    if (!is_found(f, who))
        return true;
    if (f->found++ == MOST_FOUND)
        return add_rest(f);
    f->ok = add_principal(f, who);
    return f->ok;
}

bool report_principal_search(struct ask *a, struct error *err)
{
    const struct xml_element *root = xml_root(a->body);
    OWN(wanted) w = report_wanted(a, root);
    OWN(text) t = multistatus_start();
    struct people_search f = {.ask = a, .wanted = w, .t = t, .ok = true, .err = err};
    TRY(read_searches(&f, root));
    TRY(store_accounts(a->tx, add_if_found, &f, err) && f.ok);
    multistatus_answer(a, t);
    return true;
}

/* --- principal-search-property-set ------------------------------------------------------------ */

bool report_search_properties(struct ask *a, struct error *err)
{
    (void)err;
    OWN(text) t = text_new();
    text_add_str(t,
                 "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                 "<D:principal-search-property-set xmlns:D=\"" NS_DAV "\" xmlns:C=\"" NS_CAL "\">");
    for (size_t i = 0; i < LENGTH(searched); i++) {
        text_add_str(t, "<D:principal-search-property><D:prop>");
        add_tag(t, TAG_EMPTY, searched[i].ns, searched[i].name);
        text_addf(t,
                  "</D:prop><D:description xml:lang=\"en\">%s</D:description>"
                  "</D:principal-search-property>",
                  searched[i].description);
    }
    text_add_str(t, "</D:principal-search-property-set>\n");
    http_answer(a->http, 200, "application/xml; charset=utf-8", text_span(t));
    return true;
}

/* --- principal-match -------------------------------------------------------------------------- */

/* Among principals, the one whom the actor is: by himself, or by a property that names him. */
static bool asks_for_actor(const struct xml_element *root)
{
    const struct xml_element *by = xml_child(root, NS_DAV, "principal-property");
    return xml_child(root, NS_DAV, "self") || xml_child(by, NS_DAV, "principal-URL") ||
           xml_child(by, NS_DAV, "owner");
}

bool report_principal_match(struct ask *a, struct error *err)
{
    const struct xml_element *root = xml_root(a->body);
    OWN(wanted) w = report_wanted(a, root);
    OWN(text) t = multistatus_start();
    struct people_search f = {.ask = a, .wanted = w, .t = t, .err = err};
    if (!xml_child(root, NS_DAV, "self") && !xml_child(root, NS_DAV, "principal-property"))
        return fail(err, FAULT_INVALID, NULL,
                    "A DAV:principal-match needs a self or a principal-property.");
    bool is_here = a->at.path.place == PLACE_PRINCIPALS || a->at.home->id == a->actor->id;
    if (is_here && asks_for_actor(root))
        TRY(add_principal(&f, a->actor));
    multistatus_answer(a, t);
    return true;
}
