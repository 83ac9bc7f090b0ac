/* PROPFIND. RFC 4918, 9.1 */
#include "internal.h"

/* Beyond this, infinity is refused: a client that means it asks for each calendar. */
enum { MOST_OF_INFINITY = 1000 };

struct listing {
    struct ask *ask;
    const struct wanted *wanted;
    struct text *t;
    struct error *err;
    const struct resource *parent;
    size_t count;
    bool deep, ok;
};

static bool add_one(struct listing *l, const struct resource *r)
{
    l->count++;
    return wanted_add_response(l->ask, l->wanted, r, l->t, l->err);
}

/* --- objects of a calendar -------------------------------------------------------------------- */

/* A listing lends what an object would own. */
static char *lent(const char *s)
{
    return (char *)(uintptr_t)s; /* NOLINT(performance-no-int-to-ptr): nobody writes */
}

struct object object_of(const struct object_listed *o, const struct calendar *c)
{
    return (struct object){
        .account = c->account,
        .calendar = c->id,
        .id = o->id,
        .name = lent(o->name),
        .uid = lent(o->uid),
        .etag = lent(o->etag),
        .schedule_tag = lent(o->schedule_tag),
        .text_len = o->text_len,
        .change_number = o->change_number,
        .created = o->created,
        .changed = o->changed,
        .component = o->component,
    };
}

struct resource listed_child(const struct resource *calendar, struct object *o)
{
    bool in_inbox = calendar->path.place == PLACE_INBOX || calendar->path.place == PLACE_ITEM;
    struct resource r = *calendar;
    r.path.place = in_inbox ? PLACE_ITEM : PLACE_OBJECT;
    r.path.name = o->name;
    r.object = o;
    return r;
}

static bool add_object(const struct object_listed *listed, void *with)
{
    struct listing *l = with;
    struct object o = object_of(listed, l->parent->calendar);
    struct resource r = listed_child(l->parent, &o);
    l->ok = add_one(l, &r);
    if (l->ok && l->deep && l->count > MOST_OF_INFINITY)
        l->ok = fail(l->err, FAULT_FORBIDDEN, "propfind-finite-depth",
                     "There is too much here for Depth: infinity; ask with Depth: 1.");
    return l->ok;
}

static bool add_objects(struct listing *l, const struct resource *calendar)
{
    const struct resource *before = l->parent;
    l->parent = calendar;
    l->ok = true;
    TRY(store_objects_changed(l->ask->tx, calendar->calendar->account, calendar->calendar->id, 0,
                              add_object, l, l->err));
    l->parent = before;
    return l->ok;
}

/* --- calendars of a home ---------------------------------------------------------------------- */

static bool add_collection(struct listing *l, enum place place, char *name, struct calendar *c,
                           unsigned rights)
{
    struct resource r = {
        .path = {.place = place, .user = l->ask->at.path.user, .collection = name},
        .home = l->ask->at.home,
        .calendar = c,
        .rights = rights,
    };
    TRY(add_one(l, &r));
    return !l->deep || !c || add_objects(l, &r);
}

static bool add_own_calendar(const struct calendar *c, void *with)
{
    struct listing *l = with;
    struct calendar lent_one = *c;
    l->ok = add_collection(l, PLACE_CALENDAR, c->name, &lent_one, RIGHT_ALL);
    return l->ok;
}

static bool add_shared_calendar(const struct share *s, void *with)
{
    struct listing *l = with;
    struct ask *a = l->ask;
    OWN(account) owner = store_account(a->tx, s->account, l->err);
    OWN(calendar) c = owner ? store_calendar(a->tx, s->account, s->calendar, l->err) : NULL;
    OWN_CHARS name = c ? mem_strf("%s~%s", owner->name, c->name) : NULL;
    unsigned rights = s->may_write ? RIGHT_READ | RIGHT_WRITE : RIGHT_READ;
    l->ok = c && add_collection(l, PLACE_CALENDAR, name, c, rights);
    return l->ok;
}

static bool add_calendars(struct listing *l)
{
    struct ask *a = l->ask;
    struct share to_him = {.reader = a->at.home->id};
    l->ok = true;
    TRY(store_calendars(a->tx, a->at.home->id, add_own_calendar, l, l->err) && l->ok);
    TRY(store_shares(a->tx, &to_him, add_shared_calendar, l, l->err) && l->ok);
    struct path inbox = {
        .place = PLACE_INBOX, .user = a->at.path.user, .collection = (char[]){"inbox"}};
    struct resource r;
    bool ok = resource_find(a, &inbox, &r, l->err) &&
              add_collection(l, PLACE_INBOX, inbox.collection, r.calendar, RIGHT_ALL) &&
              add_collection(l, PLACE_OUTBOX, (char[]){"outbox"}, NULL, RIGHT_ALL);
    resource_clear(&r);
    return ok;
}

/* --- the rest --------------------------------------------------------------------------------- */

static bool add_person(const struct account *who, void *with)
{
    struct listing *l = with;
    enum place here = l->ask->at.path.place;
    struct account lent_one = *who;
    struct resource r = {
        .path = {.place = here == PLACE_PRINCIPALS ? PLACE_PRINCIPAL : PLACE_HOME,
                 .user = who->name},
        .home = &lent_one,
        .rights = who->id == l->ask->actor->id ? RIGHT_ALL : RIGHT_READ,
    };
    l->ok = add_one(l, &r);
    return l->ok;
}

static bool add_people(struct listing *l)
{
    l->ok = true;
    return store_accounts(l->ask->tx, add_person, l, l->err) && l->ok;
}

/* In /dav/calendars/ everybody sees his own home alone. */
static bool add_own_home(struct listing *l)
{
    return add_person(l->ask->actor, l);
}

static bool add_roots(struct listing *l)
{
    static const enum place places[] = {PLACE_PRINCIPALS, PLACE_HOMES};
    for (size_t i = 0; i < LENGTH(places); i++) {
        struct resource r = {.path = {.place = places[i]}, .rights = RIGHT_READ};
        TRY(add_one(l, &r));
    }
    return true;
}

static bool add_children(struct listing *l)
{
    switch (l->ask->at.path.place) {
    case PLACE_ROOT:
        return add_roots(l);
    case PLACE_PRINCIPALS:
        return add_people(l);
    case PLACE_HOMES:
        return add_own_home(l);
    case PLACE_HOME:
        return add_calendars(l);
    case PLACE_CALENDAR:
    case PLACE_INBOX:
        return add_objects(l, &l->ask->at);
    default:
        return true;
    }
}

/* --- what is asked for ------------------------------------------------------------------------ */

static struct wanted *wanted_of(const struct ask *a, struct error *err)
{
    const struct xml_element *root = a->body ? xml_root(a->body) : NULL;
    if (!root)
        return wanted_new(WANTED_ALL, NULL, NULL);
    const struct xml_element *prop = xml_child(root, NS_DAV, "prop");
    if (!xml_is(root, NS_DAV, "propfind"))
        fail(err, FAULT_INVALID, NULL, "The body of a PROPFIND is a DAV:propfind element.");
    else if (prop)
        return wanted_new(WANTED_NAMED, prop, NULL);
    else if (xml_child(root, NS_DAV, "allprop"))
        return wanted_new(WANTED_ALL, NULL, xml_child(root, NS_DAV, "include"));
    else if (xml_child(root, NS_DAV, "propname"))
        return wanted_new(WANTED_NAMES, NULL, NULL);
    else
        fail(err, FAULT_INVALID, NULL, "DAV:propfind needs prop, allprop or propname.");
    return NULL;
}

/* The trees that infinity goes through are homes and calendars; elsewhere it would list everybody.
 */
static bool check_depth(const struct ask *a, struct error *err)
{
    if (a->depth != DEPTH_INFINITY || a->at.path.place >= PLACE_HOME ||
        a->at.path.place == PLACE_PRINCIPAL)
        return true;
    return fail(err, FAULT_FORBIDDEN, "propfind-finite-depth",
                "Depth: infinity is not answered here; ask with Depth: 0 or 1.");
}

bool dav_propfind(struct ask *a, struct error *err)
{
    TRY(access_check(&a->at, RIGHT_READ, err));
    TRY(ask_read_body(a, err));
    TRY(check_depth(a, err));
    OWN(wanted) w = wanted_of(a, err);
    TRY(w);
    OWN(text) t = multistatus_start();
    struct listing l = {.ask = a,
                        .wanted = w,
                        .t = t,
                        .err = err,
                        .parent = &a->at,
                        .deep = a->depth == DEPTH_INFINITY};
    if (!a->no_root || a->depth == DEPTH_0)
        TRY(add_one(&l, &a->at));
    if (a->depth != DEPTH_0)
        TRY(add_children(&l));
    multistatus_answer(a, t);
    return true;
}
