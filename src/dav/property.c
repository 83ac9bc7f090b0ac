/* Which properties are wanted, and the response of one resource. RFC 4918, 9.1 and 14.24 */
#include "internal.h"

struct wish { /* one property that was asked for */
    const char *ns, *name;
    const struct property *live; /* NULL: only a dead one can be meant */
    bool is_common;              /* by DAV:allprop, so that nobody misses it */
    struct text *start, *end;    /* its tags, which stand in every response */
};

struct wanted {
    enum wanted_mode mode;
    struct wish *wishes;
    size_t nwishes, capacity;
    bool may_be_dead; /* some wish is no live property */
};

static struct wish *wish_for(struct wanted *w, const char *ns, const char *name)
{
    w->wishes = mem_grow(w->wishes, w->nwishes, &w->capacity, sizeof *w->wishes);
    struct wish *made = &w->wishes[w->nwishes++];
    *made = (struct wish){.ns = ns, .name = name, .start = text_new(), .end = text_new()};
    add_tag(made->start, TAG_START, ns, name);
    add_tag(made->end, TAG_END, ns, name);
    return made;
}

static bool wish_if_common(const struct property *p, void *with)
{
    if (p->in_allprop) {
        struct wish *made = wish_for(with, p->ns, p->name);
        made->live = p;
        made->is_common = true;
    }
    return true;
}

static void wish_for_children(struct wanted *w, const struct xml_element *of)
{
    for (const struct xml_element *e = of ? of->first : NULL; e; e = e->next) {
        struct wish *made = wish_for(w, e->ns, e->name);
        made->live = property_named(e->ns, e->name);
        w->may_be_dead = w->may_be_dead || !made->live;
    }
}

struct wanted *wanted_new(enum wanted_mode mode, const struct xml_element *prop,
                          const struct xml_element *include)
{
    struct wanted *w = mem_new(sizeof *w);
    w->mode = mode;
    if (mode == WANTED_ALL)
        (void)properties_each(wish_if_common, w);
    wish_for_children(w, mode == WANTED_NAMED ? prop : include);
    w->may_be_dead = w->may_be_dead || mode != WANTED_NAMED;
    return w;
}

void wanted_free(struct wanted *w)
{
    if (!w)
        return;
    for (size_t i = 0; i < w->nwishes; i++) {
        text_free(w->wishes[i].start);
        text_free(w->wishes[i].end);
    }
    free(w->wishes);
    free(w);
}

/* --- dead properties -------------------------------------------------------------------------- */

struct dead {
    char *ns, *name, *value;
};

struct answering {
    struct ask *ask;
    const struct wanted *wanted;
    const struct resource *of;
    struct text *found;
    struct text *missing; /* NULL: nothing is */
    struct error *err;
    struct dead *dead;
    size_t ndead, capacity;
};

static bool keep_dead(const char *ns, const char *name, const char *value, void *with)
{
    struct answering *a = with;
    a->dead = mem_grow(a->dead, a->ndead, &a->capacity, sizeof *a->dead);
    a->dead[a->ndead++] = (struct dead){mem_str(ns), mem_str(name), mem_str(value)};
    return true;
}

bool dead_place(const struct resource *r, struct property_place *out)
{
    bool is_home = r->path.place == PLACE_HOME || r->path.place == PLACE_PRINCIPAL;
    *out = (struct property_place){.object = r->object ? r->object->uid : ""};
    if (r->calendar) {
        out->account = r->calendar->account;
        out->calendar = r->calendar->id;
    } else if (is_home) {
        out->account = r->home->id;
        out->object = r->path.place == PLACE_PRINCIPAL ? "/principal" : "";
    }
    return r->calendar || is_home;
}

static bool load_dead(struct answering *a)
{
    struct property_place at;
    if (!a->wanted->may_be_dead || !dead_place(a->of, &at))
        return true;
    return store_properties(a->ask->tx, &at, keep_dead, a, a->err);
}

static const struct dead *dead_named(const struct answering *a, const char *ns, const char *name)
{
    for (size_t i = 0; i < a->ndead; i++)
        if (strcmp(a->dead[i].name, name) == 0 && strcmp(a->dead[i].ns, ns) == 0)
            return &a->dead[i];
    return NULL;
}

static void forget_dead(struct answering *a)
{
    for (size_t i = 0; i < a->ndead; i++) {
        free(a->dead[i].ns);
        free(a->dead[i].name);
        free(a->dead[i].value);
    }
    free(a->dead);
}

/* --- one property ----------------------------------------------------------------------------- */

static bool belongs(const struct property *p, const struct resource *r)
{
    return p->places & IN(r->path.place);
}

/* What was begun is taken back where there is none. */
static bool add_live(struct answering *a, const struct wish *w, bool *found_out)
{
    size_t before = text_len(a->found);
    *found_out = false;
    if (!belongs(w->live, a->of))
        return true;
    text_add(a->found, text_span(w->start));
    enum found found = w->live->add(a->ask, a->of, a->found, a->err);
    if (found == FOUND)
        text_add(a->found, text_span(w->end));
    else
        text_cut(a->found, before);
    *found_out = found == FOUND;
    return found != FOUND_FAILED;
}

static void add_missing(struct answering *a, const struct wish *w)
{
    if (!a->missing)
        a->missing = text_new();
    add_tag(a->missing, TAG_EMPTY, w->ns, w->name);
}

static bool add_wish(struct answering *a, const struct wish *w)
{
    bool found = false;
    if (w->live)
        TRY(add_live(a, w, &found));
    const struct dead *dead = w->live ? NULL : dead_named(a, w->ns, w->name);
    if (dead)
        text_add_str(a->found, dead->value);
    if (!found && !dead && !w->is_common && !a->ask->minimal)
        add_missing(a, w);
    return true;
}

static bool add_name(const struct property *p, void *with)
{
    struct answering *a = with;
    if (belongs(p, a->of))
        add_tag(a->found, TAG_EMPTY, p->ns, p->name);
    return true;
}

static bool add_names(struct answering *a)
{
    (void)properties_each(add_name, a);
    for (size_t i = 0; i < a->ndead; i++)
        add_tag(a->found, TAG_EMPTY, a->dead[i].ns, a->dead[i].name);
    return true;
}

static bool add_wanted(struct answering *a)
{
    TRY(load_dead(a));
    if (a->wanted->mode == WANTED_NAMES)
        return add_names(a);
    for (size_t i = 0; i < a->ndead && a->wanted->mode == WANTED_ALL; i++)
        text_add_str(a->found, a->dead[i].value);
    for (size_t i = 0; i < a->wanted->nwishes; i++)
        TRY(add_wish(a, &a->wanted->wishes[i]));
    return true;
}

/* --- the response ----------------------------------------------------------------------------- */

static void start_propstat(struct text *t)
{
    text_add(t, SPAN("<D:propstat><D:prop>"));
}

static void end_propstat(struct text *t, struct span status)
{
    text_add(t, SPAN("</D:prop><D:status>HTTP/1.1 "));
    text_add(t, status);
    text_add(t, SPAN("</D:status></D:propstat>"));
}

/* What is found goes straight into the answer; a propstat without any is taken back when there is
 * another. */
static void add_propstats(struct answering *a, size_t begun, size_t empty)
{
    if (text_len(a->found) > empty || !a->missing)
        end_propstat(a->found, SPAN("200 OK"));
    else
        text_cut(a->found, begun);
    if (!a->missing)
        return;
    start_propstat(a->found);
    text_add(a->found, text_span(a->missing));
    end_propstat(a->found, SPAN("404 Not Found"));
}

/* Whatever is asked for again and again, the answer fits into memory. */
static bool check_room(const struct text *t, struct error *err)
{
    enum { MOST_BYTES = 256 * 1024 * 1024 };
    return text_len(t) <= MOST_BYTES ||
           fail(err, FAULT_TOO_LARGE, "number-of-matches-within-limits",
                "The answer would have more than %d MiB; ask for less at once.",
                MOST_BYTES / 1024 / 1024);
}

bool wanted_add_response(struct ask *ask, const struct wanted *w, const struct resource *r,
                         struct text *t, struct error *err)
{
    struct answering a = {.ask = ask, .wanted = w, .of = r, .found = t, .err = err};
    TRY(check_room(t, err));
    text_add(t, SPAN("<D:response><D:href>"));
    resource_add_href(r, t);
    text_add(t, SPAN("</D:href>"));
    size_t begun = text_len(t);
    start_propstat(t);
    size_t empty = text_len(t);
    bool ok = add_wanted(&a);
    forget_dead(&a);
    if (ok)
        add_propstats(&a, begun, empty);
    text_free(a.missing);
    text_add(t, SPAN("</D:response>"));
    return ok;
}
