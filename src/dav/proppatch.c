/* PROPPATCH: all of it or nothing. RFC 4918, 9.2 */
#include "steps.h"

struct patch {
    struct ask *ask;
    struct steps steps;
    struct calendar *calendar; /* as it is to be; NULL: none is named */
    struct property_place place;
    bool live_changed, has_place;
};

static bool run_live(struct patch *p, struct step *s, const struct property *live)
{
    struct error why = {0};
    if (!live->set || !p->calendar || !(live->places & IN(p->ask->at.path.place)))
        return step_forbidden(s, "cannot-modify-protected-property",
                              "The server says this itself; it cannot be set.");
    if (!live->set(p->ask, p->calendar, s->removes ? NULL : s->element, &why))
        return step_fails(s, 409, &why);
    p->live_changed = true;
    s->status = 200;
    return true;
}

/* What is kept neither in the calendar nor as a dead property. */
static bool run_default_calendar(struct patch *p, struct tx *tx, struct step *s, struct error *err)
{
    struct error why = {0};
    if (inbox_set_default(p->ask, tx, s->removes ? NULL : s->element, &why)) {
        s->status = 200;
        return true;
    }
    if (why.rule)
        return step_fails(s, 403, &why);
    *err = why;
    return false;
}

static bool is_default_calendar(const struct ask *a, const struct xml_element *e)
{
    return a->at.path.place == PLACE_INBOX && xml_is(e, NS_CAL, "schedule-default-calendar-URL");
}

static bool run_step(struct patch *p, struct tx *tx, struct step *s, struct error *err)
{
    const struct property *live = property_named(s->element->ns, s->element->name);
    if (is_default_calendar(p->ask, s->element))
        return run_default_calendar(p, tx, s, err);
    if (live)
        return run_live(p, s, live);
    if (!p->has_place)
        return step_forbidden(s, NULL, "Nothing is kept for clients at this address.");
    return step_run_dead(s, tx, &p->place, err);
}

/* As it is by now: what another request has set since stays, and what has gone takes nothing. */
static bool load(struct patch *p, struct tx *tx, struct error *err)
{
    const struct resource *r = &p->ask->at;
    if (r->path.place == PLACE_CALENDAR)
        return (p->calendar = store_calendar(tx, r->calendar->account, r->calendar->id, err));
    if (!r->object)
        return true;
    OWN(object)
    o = store_object_named(tx, r->calendar->account, r->calendar->id, r->path.name, err);
    TRY(o);
    return strcmp(o->uid, r->object->uid) == 0 ||
           fail(err, FAULT_NOT_FOUND, NULL, "There is another event of this name by now.");
}

/* Runs in the writer's transaction; what fails undoes all of it. */
static bool run_steps(struct tx *tx, void *with, struct error *err)
{
    struct patch *p = with;
    TRY(load(p, tx, err));
    for (size_t i = 0; i < p->steps.count; i++)
        if (!run_step(p, tx, &p->steps.all[i], err))
            return step_stops(&p->steps.all[i], err);
    return !p->live_changed || store_calendar_save(tx, p->calendar, err);
}

static void answer_steps(struct patch *p, bool all_ok)
{
    OWN(text) t = multistatus_start();
    text_add_str(t, "<D:response><D:href>");
    resource_add_href(&p->ask->at, t);
    text_add_str(t, "</D:href>");
    steps_add(&p->steps, all_ok, t);
    text_add_str(t, "</D:response>");
    multistatus_answer(p->ask, t);
}

/* RFC 8144, 2.2: nothing is said of what went well. */
static void answer_patch(struct patch *p, bool all_ok)
{
    if (!all_ok || !p->ask->minimal) {
        answer_steps(p, all_ok);
        return;
    }
    answer_preferences(p->ask);
    http_answer(p->ask->http, 204, NULL, SPAN(""));
}

static bool check_patch(struct ask *a, struct error *err)
{
    bool is_item = a->at.path.place == PLACE_OBJECT;
    TRY(access_check(&a->at, is_item ? RIGHT_WRITE : RIGHT_MANAGE, err));
    TRY(ask_read_body(a, err));
    return (a->body && xml_is(xml_root(a->body), NS_DAV, "propertyupdate")) ||
           fail(err, FAULT_INVALID, NULL,
                "The body of a PROPPATCH is a DAV:propertyupdate element.");
}

static bool check_steps(const struct steps *s, struct error *err)
{
    return s->count > 0 ||
           fail(err, FAULT_INVALID, NULL,
                "A DAV:propertyupdate sets or removes the properties of a DAV:prop.");
}

static bool run(struct patch *p, struct error *err)
{
    struct error why = {0};
    TRY(check_steps(&p->steps, err));
    tx_free(GIVE(p->ask->tx));
    bool ok = store_write_one(p->ask->dav->pipeline->store, run_steps, p, &why);
    if (!ok && !steps_have_failed(&why)) {
        *err = why;
        return false;
    }
    answer_patch(p, ok);
    return true;
}

bool dav_proppatch(struct ask *a, struct error *err)
{
    TRY(check_patch(a, err));
    struct patch p = {.ask = a};
    steps_read(&p.steps, xml_root(a->body));
    p.has_place = dead_place(&a->at, &p.place);
    bool ok = run(&p, err);
    steps_clear(&p.steps);
    calendar_free(p.calendar);
    return ok;
}
