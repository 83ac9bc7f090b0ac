/* Who there is and what belongs to him; and what every resource says of itself. RFC 3744, 5397 */
#include "internal.h"

#define HAS_OWNER                                                                              \
    (IN(PLACE_PRINCIPAL) | IN(PLACE_HOME) | IN(PLACE_CALENDAR) | IN(PLACE_OBJECT) | IN_INBOX | \
     IN(PLACE_OUTBOX))
#define IN_INBOX (IN(PLACE_INBOX) | IN(PLACE_ITEM))

/* --- what every resource says ----------------------------------------------------------------- */

static enum found add_resourcetype(struct ask *a, const struct resource *r, struct text *t,
                                   struct error *err)
{
    static const char *const types[PLACES] = {
        [PLACE_PRINCIPAL] = "<D:principal/>",
        [PLACE_CALENDAR] = "<C:calendar/>",
        [PLACE_INBOX] = "<C:schedule-inbox/>",
        [PLACE_OUTBOX] = "<C:schedule-outbox/>",
    };
    (void)a;
    (void)err;
    if (resource_is_collection(r))
        text_add_str(t, "<D:collection/>");
    text_add_str(t, types[r->path.place]);
    return FOUND;
}

static const char *name_of(const struct resource *r)
{
    switch (r->path.place) {
    case PLACE_PRINCIPAL:
    case PLACE_HOME:
        return r->home->display ? r->home->display : r->home->name;
    case PLACE_CALENDAR:
        return r->calendar->display ? r->calendar->display : r->calendar->name;
    default:
        return NULL;
    }
}

static enum found add_displayname(struct ask *a, const struct resource *r, struct text *t,
                                  struct error *err)
{
    const char *name = name_of(r);
    (void)a;
    (void)err;
    if (r->path.place == PLACE_CALENDAR)
        add_language(t, r->calendar->display_language);
    xml_add_text(t, span_of(name));
    return name ? FOUND : FOUND_NONE;
}

static bool set_displayname(struct ask *a, struct calendar *c, const struct xml_element *value,
                            struct error *err)
{
    (void)a;
    (void)err;
    free(c->display);
    free(c->display_language);
    c->display_language = language_of(value);
    c->display = value && *value->text ? mem_str(value->text) : NULL;
    return true;
}

static enum found add_actor(struct ask *a, const struct resource *r, struct text *t,
                            struct error *err)
{
    (void)r;
    (void)err;
    add_href(t, PLACE_PRINCIPAL, a->actor->name, NULL, NULL);
    return FOUND;
}

/* Of a shared calendar it is the one who shares it. */
static enum found add_owner(struct ask *a, const struct resource *r, struct text *t,
                            struct error *err)
{
    bool is_shared = r->calendar && r->calendar->account != r->home->id;
    OWN(account) other = is_shared ? store_account(a->tx, r->calendar->account, err) : NULL;
    if (is_shared && !other)
        return FOUND_FAILED;
    add_href(t, PLACE_PRINCIPAL, other ? other->name : r->home->name, NULL, NULL);
    return FOUND;
}

static enum found add_principals(struct ask *a, const struct resource *r, struct text *t,
                                 struct error *err)
{
    (void)a;
    (void)r;
    (void)err;
    add_href(t, PLACE_PRINCIPALS, NULL, NULL, NULL);
    return FOUND;
}

static void add_privileges(struct text *t, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        text_addf(t, "<D:privilege>%s</D:privilege>", names[i]);
}

/* RFC 3744, 5.4; RFC 4791, 6.1; RFC 6638, 6 */
static enum found add_own_privileges(struct ask *a, const struct resource *r, struct text *t,
                                     struct error *err)
{
    static const char *const reading[] = {"<D:read/>", "<D:read-current-user-privilege-set/>",
                                          "<C:read-free-busy/>"};
    static const char *const writing[] = {"<D:write/>", "<D:write-content/>", "<D:bind/>",
                                          "<D:unbind/>"};
    static const char *const managing[] = {"<D:all/>", "<D:write-properties/>", "<D:read-acl/>",
                                           "<D:write-acl/>"};
    static const char *const delivering[] = {
        "<C:schedule-deliver/>", "<C:schedule-deliver-invite/>", "<C:schedule-deliver-reply/>",
        "<C:schedule-query-freebusy/>"};
    static const char *const sending[] = {"<C:schedule-send/>", "<C:schedule-send-invite/>",
                                          "<C:schedule-send-reply/>",
                                          "<C:schedule-send-freebusy/>"};
    (void)a;
    (void)err;
    if (r->rights & RIGHT_READ)
        add_privileges(t, reading, LENGTH(reading));
    if (r->rights & RIGHT_WRITE)
        add_privileges(t, writing, LENGTH(writing));
    if (r->rights & RIGHT_MANAGE)
        add_privileges(t, managing, LENGTH(managing));
    if (r->rights == RIGHT_ALL && r->path.place == PLACE_INBOX)
        add_privileges(t, delivering, LENGTH(delivering));
    if (r->rights == RIGHT_ALL && r->path.place == PLACE_OUTBOX)
        add_privileges(t, sending, LENGTH(sending));
    return FOUND;
}

static enum found add_reports(struct ask *a, const struct resource *r, struct text *t,
                              struct error *err)
{
    (void)a;
    (void)err;
    reports_add(r->path.place, t);
    return FOUND;
}

/* RFC 3253, 3.1.3 */
static enum found add_methods(struct ask *a, const struct resource *r, struct text *t,
                              struct error *err)
{
    (void)a;
    (void)r;
    (void)err;
    for (struct span rest = SPAN(DAV_METHODS); rest.len > 0;) {
        struct span name = span_trim(span_cut(rest, ',', &rest));
        text_addf(t, "<D:supported-method name=\"%.*s\"/>", (int)name.len, name.at);
    }
    return FOUND;
}

/* Stays the same when what it names is moved. RFC 5842, 3.1 */
static enum found add_resource_id(struct ask *a, const struct resource *r, struct text *t,
                                  struct error *err)
{
    int64_t calendar = r->calendar ? r->calendar->id : 0;
    OWN(account) other = NULL;
    if (r->calendar && r->calendar->account != r->home->id) {
        other = store_account(a->tx, r->calendar->account, err);
        if (!other)
            return FOUND_FAILED;
    }
    OWN_CHARS name = mem_strf("%s %lld %s", other ? other->name : r->home->name,
                              (long long)(r->object ? 0 : calendar),
                              r->object                          ? r->object->uid
                              : r->path.place == PLACE_PRINCIPAL ? "principal"
                                                                 : "");
    text_add_str(t, "<D:href>urn:uuid:");
    add_uuid(t, name);
    text_add_str(t, "</D:href>");
    return FOUND;
}

/* --- principals ------------------------------------------------------------------------------- */

static enum found add_principal_url(struct ask *a, const struct resource *r, struct text *t,
                                    struct error *err)
{
    (void)a;
    (void)err;
    add_href(t, PLACE_PRINCIPAL, r->home->name, NULL, NULL);
    return FOUND;
}

static enum found add_home(struct ask *a, const struct resource *r, struct text *t,
                           struct error *err)
{
    (void)a;
    (void)err;
    add_href(t, PLACE_HOME, r->home->name, NULL, NULL);
    return FOUND;
}

/* RFC 6638, 2.4.1: the first is the one that a client writes into ORGANIZER. The principal's path
 * is none of them: who is invited by it would not be found by mail. */
static enum found add_addresses(struct ask *a, const struct resource *r, struct text *t,
                                struct error *err)
{
    (void)a;
    (void)err;
    for (size_t i = 0; i < r->home->naddresses; i++) {
        text_addf(t, "<D:href%s>mailto:", i == 0 ? " preferred=\"1\"" : "");
        xml_add_text(t, span_of(r->home->addresses[i]));
        text_add_str(t, "</D:href>");
    }
    return FOUND;
}

static enum found add_emails(struct ask *a, const struct resource *r, struct text *t,
                             struct error *err)
{
    (void)a;
    (void)err;
    for (size_t i = 0; i < r->home->naddresses; i++) {
        text_add_str(t, "<CS:email-address>");
        xml_add_text(t, span_of(r->home->addresses[i]));
        text_add_str(t, "</CS:email-address>");
    }
    return FOUND;
}

static enum found add_user_type(struct ask *a, const struct resource *r, struct text *t,
                                struct error *err)
{
    (void)a;
    (void)r;
    (void)err;
    text_add_str(t, "INDIVIDUAL");
    return FOUND;
}

static enum found add_inbox_url(struct ask *a, const struct resource *r, struct text *t,
                                struct error *err)
{
    (void)a;
    (void)err;
    add_href(t, PLACE_INBOX, r->home->name, "inbox", NULL);
    return FOUND;
}

static enum found add_outbox_url(struct ask *a, const struct resource *r, struct text *t,
                                 struct error *err)
{
    (void)a;
    (void)err;
    add_href(t, PLACE_OUTBOX, r->home->name, "outbox", NULL);
    return FOUND;
}

const struct property principal_properties[] = {
    {NS_DAV, "resourcetype", IN_ALL, true, add_resourcetype, NULL},
    {NS_DAV, "displayname", IN(PLACE_PRINCIPAL) | IN(PLACE_HOME) | IN(PLACE_CALENDAR), true,
     add_displayname, set_displayname},
    {NS_DAV, "current-user-principal", IN_ALL, false, add_actor, NULL},
    {NS_DAV, "owner", HAS_OWNER, false, add_owner, NULL},
    {NS_DAV, "group", HAS_OWNER, false, add_empty, NULL},
    {NS_DAV, "principal-collection-set", IN_ALL, false, add_principals, NULL},
    {NS_DAV, "current-user-privilege-set", IN_ALL, false, add_own_privileges, NULL},
    {NS_DAV, "supported-report-set", IN_ALL, false, add_reports, NULL},
    {NS_DAV, "supported-method-set", IN_ALL, false, add_methods, NULL},
    {NS_DAV, "resource-id",
     IN(PLACE_PRINCIPAL) | IN(PLACE_HOME) | IN(PLACE_CALENDAR) | IN(PLACE_OBJECT), false,
     add_resource_id, NULL},
    {NS_DAV, "supportedlock", IN_ALL, true, add_empty, NULL},
    {NS_DAV, "lockdiscovery", IN_ALL, true, add_empty, NULL},

    {NS_DAV, "principal-URL", IN(PLACE_PRINCIPAL), false, add_principal_url, NULL},
    {NS_DAV, "alternate-URI-set", IN(PLACE_PRINCIPAL), false, add_empty, NULL},
    {NS_DAV, "group-member-set", IN(PLACE_PRINCIPAL), false, add_empty, NULL},
    {NS_DAV, "group-membership", IN(PLACE_PRINCIPAL), false, add_empty, NULL},
    {NS_CAL, "calendar-home-set", IN(PLACE_PRINCIPAL), false, add_home, NULL},
    {NS_CAL, "calendar-user-address-set", IN(PLACE_PRINCIPAL), false, add_addresses, NULL},
    {NS_CAL, "calendar-user-type", IN(PLACE_PRINCIPAL), false, add_user_type, NULL},
    {NS_CAL, "schedule-inbox-URL", IN(PLACE_PRINCIPAL), false, add_inbox_url, NULL},
    {NS_CAL, "schedule-outbox-URL", IN(PLACE_PRINCIPAL), false, add_outbox_url, NULL},
    {NS_CS, "email-address-set", IN(PLACE_PRINCIPAL), false, add_emails, NULL},
    {NS_CS, "calendar-proxy-read-for", IN(PLACE_PRINCIPAL), false, add_empty, NULL},
    {NS_CS, "calendar-proxy-write-for", IN(PLACE_PRINCIPAL), false, add_empty, NULL},
};
const size_t nprincipal_properties = LENGTH(principal_properties);
