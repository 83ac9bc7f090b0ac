/* MKCALENDAR, and MKCOL that makes a calendar. RFC 4791, 5.3.1; RFC 5689 */
#include "steps.h"

enum { MOST_CALENDARS = 1000 };

struct making {
    struct ask *ask;
    struct calendar *calendar;
    struct steps steps;
};

/* --- what is set ------------------------------------------------------------------------------ */

static bool is_calendar_type(const struct xml_element *resourcetype)
{
    return xml_child(resourcetype, NS_CAL, "calendar");
}

/* Apple's programs say by YES or NO in here whether a new calendar makes busy. */
static bool set_busy(struct making *m, const struct xml_element *e)
{
    if (!xml_is(e, NS_CAL, "calendar-free-busy-set"))
        return false;
    m->calendar->is_transparent = e->first && strcmp(e->first->name, "NO") == 0;
    return true;
}

/* While a calendar is made, its kind is said too. true: it was one of these. */
static bool set_kind(struct making *m, struct step *s)
{
    struct error why = {0};
    bool is_type = xml_is(s->element, NS_DAV, "resourcetype");
    bool is_components = xml_is(s->element, NS_CAL, "supported-calendar-component-set");
    s->status = 200;
    if (is_type && !is_calendar_type(s->element))
        (void)step_forbidden(s, "valid-resourcetype",
                             "Only calendars are made here: name CALDAV:calendar.");
    if (is_components && !calendar_set_components(m->calendar, s->element, &why))
        (void)step_fails(s, 409, &why);
    return is_type || is_components || set_busy(m, s->element);
}

static bool set_live(struct making *m, struct step *s, const struct property *live)
{
    struct error why = {0};
    if (set_kind(m, s))
        return s->status == 200;
    if (!live->set)
        return step_forbidden(s, "cannot-modify-protected-property",
                              "The server says this itself; it cannot be set.");
    return live->set(m->ask, m->calendar, s->element, &why) || step_fails(s, 409, &why);
}

/* Those of the calendar have to be there before it is added, those that are kept for clients come
 * after it. */
static bool set_all(struct making *m, struct tx *tx, const struct property_place *at, bool dead,
                    struct error *err)
{
    for (size_t i = 0; i < m->steps.count; i++) {
        struct step *s = &m->steps.all[i];
        const struct property *live = property_named(s->element->ns, s->element->name);
        if (s->removes || dead == (live != NULL))
            continue;
        bool ok = live ? set_live(m, s, live) : step_run_dead(s, tx, at, err);
        if (!ok)
            return step_stops(s, err);
    }
    return true;
}

static bool count_one(const struct calendar *c, void *with)
{
    (void)c;
    ++*(int *)with;
    return true;
}

static bool make(struct tx *tx, void *with, struct error *err)
{
    struct making *m = with;
    struct property_place at = {.account = m->calendar->account, .object = ""};
    int count = 0;
    TRY(store_calendars(tx, m->calendar->account, count_one, &count, err));
    if (count >= MOST_CALENDARS)
        return fail(err, FAULT_FORBIDDEN, "quota-not-exceeded",
                    "An account has at most %d calendars.", MOST_CALENDARS);
    TRY(set_all(m, tx, &at, false, err));
    TRY(store_calendar_add(tx, m->calendar, &at.calendar, err));
    return set_all(m, tx, &at, true, err);
}

/* --- where ------------------------------------------------------------------------------------ */

/* What would be above it is missing, or no collection goes there. RFC 4918, 9.3.1 */
static bool wrong_place(const struct resource *r, struct error *err)
{
    bool has_parent = r->path.place != PLACE_OBJECT || r->calendar;
    return fail(err, has_parent ? FAULT_FORBIDDEN : FAULT_CONFLICT,
                "calendar-collection-location-ok",
                "Calendars stand in a home, /dav/calendars/USER/NAME/, and not in each other.");
}

static bool check_making(struct ask *a, struct error *err)
{
    const struct resource *r = &a->at;
    bool is_own = r->home && r->home->id == a->actor->id;
    if (!(r->rights & RIGHT_READ))
        return access_check(r, RIGHT_READ, err);
    if (r->path.place != PLACE_CALENDAR || (is_own && strchr(r->path.collection, '~')))
        return wrong_place(r, err);
    if (!is_own)
        return access_check(r, RIGHT_ALL, err);
    return !r->calendar ||
           fail(err, FAULT_FORBIDDEN, "resource-must-be-null", "There is such a calendar already.");
}

/* --- answering -------------------------------------------------------------------------------- */

/* RFC 4791, 5.3.1.1 has a multistatus for what could not be set; RFC 5689, 3 its own element. */
static void answer_failed(struct making *m)
{
    OWN(text) t = NULL;
    struct ask *a = m->ask;
    if (strcmp(http_method(a->http), "MKCALENDAR") == 0) {
        t = multistatus_start();
        text_add_str(t, "<D:response><D:href>");
        resource_add_href(&a->at, t);
        text_add_str(t, "</D:href>");
        steps_add(&m->steps, false, t);
        text_add_str(t, "</D:response>");
        multistatus_answer(a, t);
        return;
    }
    t = text_new();
    text_add_str(t,
                 "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<D:mkcol-response xmlns:D=\"" NS_DAV
                 "\" xmlns:C=\"" NS_CAL "\">");
    steps_add(&m->steps, false, t);
    text_add_str(t, "</D:mkcol-response>\n");
    http_answer(a->http, 403, "application/xml; charset=utf-8", text_span(t));
}

static void answer_made(struct ask *a)
{
    if (a->minimal)
        answer_preferences(a);
    http_answer_header(a->http, "Cache-Control", "no-cache");
    http_answer(a->http, 201, NULL, SPAN(""));
}

static bool make_and_answer(struct making *m, struct error *err)
{
    struct error why = {0};
    struct ask *a = m->ask;
    tx_free(GIVE(a->tx));
    bool ok = store_write_one(a->dav->pipeline->store, make, m, &why);
    if (!ok && !steps_have_failed(&why)) {
        *err = why;
        return false;
    }
    if (ok)
        answer_made(a);
    else
        answer_failed(m);
    return true;
}

static bool run(struct ask *a, const struct xml_element *root, struct error *err)
{
    OWN(calendar) c = calendar_new(a->at.home->id, a->at.path.collection);
    struct making m = {.ask = a, .calendar = c};
    steps_read(&m.steps, root);
    bool ok = make_and_answer(&m, err);
    steps_clear(&m.steps);
    return ok;
}

/* --- the methods ------------------------------------------------------------------------------ */

bool dav_mkcalendar(struct ask *a, struct error *err)
{
    TRY(check_making(a, err));
    TRY(ask_read_body(a, err));
    const struct xml_element *root = a->body ? xml_root(a->body) : NULL;
    if (root && !xml_is(root, NS_CAL, "mkcalendar"))
        return fail(err, FAULT_INVALID, NULL,
                    "The body of a MKCALENDAR is a CALDAV:mkcalendar element.");
    return run(a, root, err);
}

/* RFC 4918, 9.3: what is no XML is no body that a MKCOL has. */
static bool has_xml(const struct ask *a)
{
    struct span type = span_trim(span_of(http_header(a->http, "Content-Type"))), rest;
    type = span_trim(span_cut(type, ';', &rest));
    return type.len == 0 || http_body(a->http).len == 0 || span_is_nocase(type, "text/xml") ||
           span_is_nocase(type, "application/xml");
}

/* A plain collection inside a home would hold what no calendar program looks for. */
bool dav_mkcol(struct ask *a, struct error *err)
{
    TRY(check_making(a, err));
    if (!has_xml(a)) {
        http_answer(a->http, 415, "text/plain; charset=utf-8",
                    SPAN("The body of a MKCOL is XML: application/xml.\n"));
        return true;
    }
    TRY(ask_read_body(a, err));
    const struct xml_element *root = a->body ? xml_root(a->body) : NULL;
    if (root && !xml_is(root, NS_DAV, "mkcol"))
        return fail(err, FAULT_INVALID, NULL, "The body of a MKCOL is a DAV:mkcol element.");
    const struct xml_element *prop = xml_child(xml_child(root, NS_DAV, "set"), NS_DAV, "prop");
    if (!xml_child(prop, NS_DAV, "resourcetype"))
        return fail(err, FAULT_FORBIDDEN, "valid-resourcetype",
                    "Only calendars are made here: name CALDAV:calendar as resource type.");
    return run(a, root, err);
}
