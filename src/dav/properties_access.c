/* Who may do what, read from ownership and shares. RFC 3744, 5.3 to 5.8 */
#include "internal.h"

static void close_privileges(struct text *t, int open, int depth)
{
    for (; open > depth; open--)
        text_add_str(t, "</D:supported-privilege>");
}

/* Each stands in the one that contains it. RFC 3744, 3.12; RFC 4791, 6.1; RFC 6638, 6.3 */
static enum found add_supported(struct ask *a, const struct resource *r, struct text *t,
                                struct error *err)
{
    static const struct {
        int depth;
        const char *privilege, *description;
        unsigned places;
    } tree[] = {
        {0, "D:all", "Everything", IN_ALL},
        {1, "D:read", "Read", IN_ALL},
        {2, "D:read-current-user-privilege-set", "Read what one may do oneself", IN_ALL},
        {2, "C:read-free-busy", "Read when somebody is busy", IN_ALL},
        {1, "D:write", "Write", IN_ALL},
        {2, "D:write-content", "Change objects", IN_ALL},
        {2, "D:bind", "Add objects", IN_ALL},
        {2, "D:unbind", "Remove objects", IN_ALL},
        {2, "D:write-properties", "Change settings", IN_ALL},
        {1, "D:read-acl", "Read who may do what", IN_ALL},
        {1, "D:write-acl", "Say who may do what", IN_ALL},
        {1, "C:schedule-deliver", "Deliver messages", IN(PLACE_INBOX)},
        {2, "C:schedule-deliver-invite", "Deliver invitations", IN(PLACE_INBOX)},
        {2, "C:schedule-deliver-reply", "Deliver answers", IN(PLACE_INBOX)},
        {2, "C:schedule-query-freebusy", "Ask when the owner is busy", IN(PLACE_INBOX)},
        {1, "C:schedule-send", "Send messages", IN(PLACE_OUTBOX)},
        {2, "C:schedule-send-invite", "Send invitations", IN(PLACE_OUTBOX)},
        {2, "C:schedule-send-reply", "Send answers", IN(PLACE_OUTBOX)},
        {2, "C:schedule-send-freebusy", "Ask when others are busy", IN(PLACE_OUTBOX)},
    };
    int open = 0;
    (void)a;
    (void)err;
    for (size_t i = 0; i < LENGTH(tree); i++) {
        if (!(tree[i].places & IN(r->path.place)))
            continue;
        close_privileges(t, open, tree[i].depth);
        open = tree[i].depth + 1;
        text_addf(t,
                  "<D:supported-privilege><D:privilege><%s/></D:privilege>"
                  "<D:description xml:lang=\"en\">%s</D:description>",
                  tree[i].privilege, tree[i].description);
    }
    close_privileges(t, open, 0);
    return FOUND;
}

/* --- acl -------------------------------------------------------------------------------------- */

struct granting {
    struct ask *ask;
    struct text *t;
    struct error *err;
    bool ok;
};

static void add_ace(struct text *t, const char *name, const char *privileges, bool is_protected)
{
    text_add_str(t, "<D:ace><D:principal>");
    if (name)
        add_href(t, PLACE_PRINCIPAL, name, NULL, NULL);
    else
        text_add_str(t, "<D:authenticated/>");
    text_addf(t, "</D:principal><D:grant>%s</D:grant>%s</D:ace>", privileges,
              is_protected ? "<D:protected/>" : "");
}

static bool add_share(const struct share *s, void *with)
{
    struct granting *g = with;
    OWN(account) reader = store_account(g->ask->tx, s->reader, g->err);
    g->ok = reader;
    TRY(reader);
    add_ace(g->t, reader->name,
            s->may_write ? "<D:privilege><D:read/></D:privilege><D:privilege><D:write-content/>"
                           "</D:privilege><D:privilege><D:bind/></D:privilege><D:privilege>"
                           "<D:unbind/></D:privilege>"
                         : "<D:privilege><D:read/></D:privilege>",
            false);
    return true;
}

/* Whom a calendar is shared with is for its owner to know. */
static enum found add_acl(struct ask *a, const struct resource *r, struct text *t,
                          struct error *err)
{
    struct granting g = {.ask = a, .t = t, .err = err, .ok = true};
    if (r->rights != RIGHT_ALL)
        return FOUND_NONE;
    add_ace(t, r->home->name, "<D:privilege><D:all/></D:privilege>", true);
    if (r->path.place == PLACE_PRINCIPAL)
        add_ace(t, NULL, "<D:privilege><D:read/></D:privilege>", true);
    if (!r->calendar)
        return FOUND;
    struct share of = {.account = r->calendar->account, .calendar = r->calendar->id};
    return store_shares(a->tx, &of, add_share, &g, err) && g.ok ? FOUND : FOUND_FAILED;
}

/* Rights are only ever given, to people. */
static enum found add_restrictions(struct ask *a, const struct resource *r, struct text *t,
                                   struct error *err)
{
    (void)a;
    (void)r;
    (void)err;
    text_add_str(t, "<D:grant-only/><D:no-invert/>");
    return FOUND;
}

#define IN_OWNED                                                                    \
    (IN(PLACE_PRINCIPAL) | IN(PLACE_HOME) | IN(PLACE_CALENDAR) | IN(PLACE_OBJECT) | \
     IN(PLACE_INBOX) | IN(PLACE_ITEM) | IN(PLACE_OUTBOX))

const struct property access_properties[] = {
    {NS_DAV, "supported-privilege-set", IN_ALL, false, add_supported, NULL},
    {NS_DAV, "acl", IN_OWNED, false, add_acl, NULL},
    {NS_DAV, "acl-restrictions", IN_ALL, false, add_restrictions, NULL},
    {NS_DAV, "inherited-acl-set", IN_ALL, false, add_empty, NULL},
};
const size_t naccess_properties = LENGTH(access_properties);
