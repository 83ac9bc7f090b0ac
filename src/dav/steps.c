#include "steps.h"

static void read_those_of(struct steps *s, size_t *capacity, const struct xml_element *set)
{
    bool removes = xml_is(set, NS_DAV, "remove");
    const struct xml_element *prop = xml_child(set, NS_DAV, "prop");
    if (!prop || (!removes && !xml_is(set, NS_DAV, "set")))
        return;
    for (const struct xml_element *e = prop->first; e; e = e->next) {
        s->all = mem_grow(s->all, s->count, capacity, sizeof *s->all);
        s->all[s->count++] = (struct step){.element = e, .removes = removes};
    }
}

void steps_read(struct steps *s, const struct xml_element *root)
{
    size_t capacity = 0;
    *s = (struct steps){0};
    for (const struct xml_element *e = root ? root->first : NULL; e; e = e->next)
        read_those_of(s, &capacity, e);
}

void steps_clear(struct steps *s)
{
    free(s->all);
    *s = (struct steps){0};
}

bool step_fails(struct step *s, int status, const struct error *why)
{
    s->status = status;
    s->why = *why;
    return false;
}

bool step_forbidden(struct step *s, const char *rule, const char *said)
{
    struct error why = {0};
    fail(&why, FAULT_FORBIDDEN, rule, "%s", said);
    return step_fails(s, 403, &why);
}

bool step_stops(const struct step *s, struct error *err)
{
    bool is_its_fault = s->status != 0 && s->status != 200;
    return is_its_fault && fail(err, FAULT_FORBIDDEN, "failed", "One property cannot be set.");
}

bool steps_have_failed(const struct error *err)
{
    return err->rule && strcmp(err->rule, "failed") == 0;
}

/* --- dead properties -------------------------------------------------------------------------- */

static bool is_availability(const struct xml_element *e)
{
    return strcmp(e->name, "calendar-availability") == 0 &&
           (strcmp(e->ns, NS_CAL) == 0 || strcmp(e->ns, NS_CS) == 0);
}

static bool keep(struct step *s, struct tx *tx, const struct property_place *at, struct error *err)
{
    OWN(text) value = text_new();
    if (!s->removes)
        xml_add_element(value, s->element);
    return store_property_save(tx, at, s->element->ns, s->element->name,
                               s->removes ? NULL : text_str(value), err);
}

bool step_run_dead(struct step *s, struct tx *tx, const struct property_place *at,
                   struct error *err)
{
    struct error why = {0};
    int64_t bytes = 0;
    if (is_availability(s->element) && !s->removes && !check_availability(s->element, &why))
        return step_fails(s, 403, &why);
    TRY(keep(s, tx, at, err));
    TRY(store_properties_bytes(tx, at, &bytes, err));
    s->status = 200;
    if (bytes <= MOST_DEAD_BYTES || s->removes)
        return true;
    fail(&why, FAULT_TOO_LARGE, "quota-not-exceeded",
         "All properties that are kept for a resource have at most %d bytes; remove some first.",
         MOST_DEAD_BYTES);
    return step_fails(s, 507, &why);
}

/* --- what is said of them --------------------------------------------------------------------- */

static void add_why(struct text *t, const struct error *why)
{
    if (why->rule) {
        text_add_str(t, "<D:error>");
        add_tag(t, TAG_EMPTY, rule_namespace(why->rule), why->rule);
        text_add_str(t, "</D:error>");
    }
    text_add_str(t, "<D:responsedescription>");
    xml_add_text(t, span_of(why->said));
    text_add_str(t, "</D:responsedescription>");
}

static void add_step(struct text *t, const struct step *s, bool all_ok)
{
    bool is_at_fault = !all_ok && s->status != 0 && s->status != 200;
    int status = all_ok ? 200 : is_at_fault ? s->status : 424;
    text_add_str(t, "<D:propstat><D:prop>");
    add_tag(t, TAG_EMPTY, s->element->ns, s->element->name);
    text_addf(t, "</D:prop><D:status>HTTP/1.1 %d %s</D:status>", status, status_phrase(status));
    if (is_at_fault)
        add_why(t, &s->why);
    text_add_str(t, "</D:propstat>");
}

void steps_add(const struct steps *s, bool all_ok, struct text *t)
{
    for (size_t i = 0; i < s->count; i++)
        add_step(t, &s->all[i], all_ok);
}
