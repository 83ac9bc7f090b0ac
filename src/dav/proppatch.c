/* PROPPATCH: all of it or nothing. RFC 4918, 9.2 */
#include "internal.h"

enum { MOST_DEAD_BYTES = 64 * 1024 };

/* One instruction, in the order of the request. */
struct step {
    const struct xml_element *element;
    bool removes;
    int status; /* 0: not tried */
    const char *rule;
};

struct patch {
    struct ask *ask;
    struct step *steps;
    size_t count, capacity;
    struct calendar *calendar; /* a copy that is changed; NULL: none is named */
    struct property_place place;
    bool live_changed, has_place;
};

static void gather(struct patch *p, const struct xml_element *root)
{
    for (const struct xml_element *e = root->first; e; e = e->next) {
        bool removes = xml_is(e, NS_DAV, "remove");
        const struct xml_element *prop = xml_child(e, NS_DAV, "prop");
        if ((!removes && !xml_is(e, NS_DAV, "set")) || !prop)
            continue;
        for (const struct xml_element *c = prop->first; c; c = c->next) {
            p->steps = mem_grow(p->steps, p->count, &p->capacity, sizeof *p->steps);
            p->steps[p->count++] = (struct step){.element = c, .removes = removes};
        }
    }
}

static bool step_fails(struct step *s, int status, const char *rule)
{
    s->status = status;
    s->rule = rule;
    return false;
}

static bool run_live(struct patch *p, struct step *s, const struct property *live)
{
    struct error err = {0};
    if (!live->set || !p->calendar || !(live->places & IN(p->ask->at.path.place)))
        return step_fails(s, 403, "cannot-modify-protected-property");
    if (!live->set(p->calendar, s->removes ? NULL : s->element, &err))
        return step_fails(s, 409, err.rule);
    p->live_changed = true;
    s->status = 200;
    return true;
}

static bool is_availability(const struct ask *a, const struct xml_element *e)
{
    return a->at.path.place == PLACE_INBOX && strcmp(e->name, "calendar-availability") == 0 &&
           (strcmp(e->ns, NS_CAL) == 0 || strcmp(e->ns, NS_CS) == 0);
}

static bool run_dead(struct patch *p, struct tx *tx, struct step *s, struct error *err)
{
    struct error why = {0};
    OWN(text) value = text_new();
    int64_t bytes = 0;
    if (!p->has_place)
        return step_fails(s, 403, NULL);
    if (is_availability(p->ask, s->element) && !s->removes && !check_availability(s->element, &why))
        return step_fails(s, 403, why.rule);
    if (!s->removes)
        xml_add_element(value, s->element);
    TRY(store_property_save(tx, &p->place, s->element->ns, s->element->name,
                            s->removes ? NULL : text_str(value), err));
    TRY(store_properties_bytes(tx, &p->place, &bytes, err));
    if (bytes > MOST_DEAD_BYTES)
        return step_fails(s, 507, "quota-not-exceeded");
    s->status = 200;
    return true;
}

/* Runs in the writer's transaction; what fails undoes all of it. */
static bool run_steps(struct tx *tx, void *with, struct error *err)
{
    struct patch *p = with;
    for (size_t i = 0; i < p->count; i++) {
        struct step *s = &p->steps[i];
        const struct property *live = property_named(s->element->ns, s->element->name);
        bool ok = live ? run_live(p, s, live) : run_dead(p, tx, s, err);
        if (!ok)
            return err->kind ? false : fail(err, FAULT_FORBIDDEN, "failed", "One step failed.");
    }
    return !p->live_changed || store_calendar_save(tx, p->calendar, err);
}

static void add_step(struct text *t, const struct step *s, bool all_ok)
{
    int status = all_ok ? 200 : s->status == 200 || s->status == 0 ? 424 : s->status;
    text_add_str(t, "<D:propstat><D:prop>");
    add_tag(t, TAG_EMPTY, s->element->ns, s->element->name);
    text_addf(t, "</D:prop><D:status>HTTP/1.1 %d %s</D:status>", status, status_phrase(status));
    if (status != 424 && s->rule) {
        text_add_str(t, "<D:error>");
        add_tag(t, TAG_EMPTY, rule_namespace(s->rule), s->rule);
        text_add_str(t, "</D:error>");
    }
    text_add_str(t, "</D:propstat>");
}

static void answer_steps(struct patch *p, bool all_ok)
{
    OWN(text) t = multistatus_start();
    text_add_str(t, "<D:response><D:href>");
    resource_add_href(&p->ask->at, t);
    text_add_str(t, "</D:href>");
    for (size_t i = 0; i < p->count; i++)
        add_step(t, &p->steps[i], all_ok);
    text_add_str(t, "</D:response>");
    multistatus_answer(p->ask, t);
}

/* RFC 8144, 2.2: nothing is said of what went well. */
static void answer_patch(struct patch *p, bool all_ok)
{
    if (all_ok && p->ask->minimal)
        http_answer(p->ask->http, 204, NULL, SPAN(""));
    else
        answer_steps(p, all_ok);
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

bool dav_proppatch(struct ask *a, struct error *err)
{
    TRY(check_patch(a, err));
    struct patch p = {.ask = a};
    gather(&p, xml_root(a->body));
    p.has_place = dead_place(&a->at, &p.place);
    p.calendar = a->at.path.place == PLACE_CALENDAR ? a->at.calendar : NULL;
    tx_free(GIVE(a->tx));
    struct error why = {0};
    bool ok = store_write_one(a->dav->pipeline->store, run_steps, &p, &why);
    bool is_answer = ok || (why.rule && strcmp(why.rule, "failed") == 0);
    if (is_answer)
        answer_patch(&p, ok);
    else
        *err = why;
    free(p.steps);
    return is_answer;
}
