/* Who was there and how long, of what was seen. */
#include "internal.h"

void attendants_free(struct attendants *a)
{
    if (!a)
        return;
    for (size_t i = 0; i < a->count; i++) {
        free(a->rows[i].address);
        free(a->rows[i].name);
        free(a->rows[i].how);
        free(a->rows[i].stays);
    }
    free(a->rows);
    free(a);
}

struct gathering {
    const struct attendance_facts *f;
    const struct vevent *from; /* of the occurrence; NULL: gone */
    struct attendants *people;
    size_t capacity;
};

/* --- who it is -------------------------------------------------------------------------------- */

static const struct vevent *vevent_of(const struct attendance_facts *f)
{
    struct occurrence o;
    if (!f->event)
        return NULL;
    if (*f->sitting->key &&
        event_occurrence(f->event, f->floating, f->sitting->key, &o) == RECUR_FOUND)
        return o.from;
    return event_main(f->event);
}

/* By the id that his token had, else by the address that was said. Yours: free(). */
static char *address_seen(const struct attendance_facts *f, const struct sighting *s)
{
    struct personal_key key = {f->secret, PERSONAL_ID};
    const char *known = NULL;
    if (s->token && f->secret)
        known = personal_whose(key, f->meeting, f->event, f->owner, NULL, span_of(s->token));
    if (known)
        return mem_str(known);
    return s->address ? address_normal(span_of(s->address)) : NULL;
}

static struct caller caller_seen(const struct gathering *g, const struct sighting *s)
{
    struct caller nobody = {.role = CALLER_GUEST, .name = s->name};
    OWN_CHARS normal = address_seen(g->f, s);
    if (!g->from || !normal)
        return nobody;
    struct caller c = meeting_caller(g->from, g->f->owner, normal);
    if (c.role == CALLER_NOBODY)
        return nobody;
    if (!c.address || strcmp(c.address, normal) == 0)
        for (size_t i = 0; i < g->f->owner->naddresses; i++)
            if (strcmp(g->f->owner->addresses[i], normal) == 0)
                c.address = g->f->owner->addresses[i];
    return c;
}

static bool is_moderator(const struct sighting *s)
{
    return s->role && strcmp(s->role, "moderator") == 0;
}

static bool same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

/* Guests without a name are as many as their visits. */
static struct attendant *attendant_of(struct gathering *g, const struct caller *c,
                                      const struct sighting *s)
{
    struct attendants *p = g->people;
    for (size_t i = 0; (c->address || c->name) && i < p->count; i++)
        if (same_text(p->rows[i].address, c->address) &&
            (c->address || same_text(p->rows[i].name, c->name)))
            return &p->rows[i];
    p->rows = mem_grow(p->rows, p->count, &g->capacity, sizeof *p->rows);
    p->rows[p->count] = (struct attendant){.address = mem_str(c->address),
                                           .name = mem_str(c->name ? c->name : s->name),
                                           .role = c->role,
                                           .how = mem_str(s->how)};
    return &p->rows[p->count++];
}

/* --- stays ------------------------------------------------------------------------------------ */

static void add_stay(struct attendant *a, instant joined, instant left)
{
    a->stays = mem_resize(a->stays, a->nstays + 1, sizeof *a->stays);
    a->stays[a->nstays++] = (struct stay){joined, left};
}

static instant end_of(const struct sitting *s)
{
    return s->state == SITTING_COMPLETED && s->ended != INSTANT_FIRST ? s->ended : INSTANT_NEVER;
}

struct visit {
    struct attendant *who;
    bool is_open;
    instant joined;
};

static void visit_end(struct visit *v, instant left)
{
    add_stay(v->who, v->joined, left < v->joined ? v->joined : left);
    v->is_open = false;
}

static void visit_begin(struct visit *v, instant joined)
{
    if (v->is_open)
        visit_end(v, joined);
    v->is_open = true;
    v->joined = joined;
}

/* Who leaves and comes in the same second went to another room and is there still; who was not
 * there came first. */
static void visit_second(struct visit *v, const struct sitting *s, instant at, bool came, bool went)
{
    if (came && went && !v->is_open) {
        add_stay(v->who, at, at);
        return;
    }
    if (went && !v->is_open)
        visit_begin(v, s->started < at ? s->started : at);
    if (went)
        visit_end(v, at);
    if (came)
        visit_begin(v, at);
}

/* What who is there shows. */
static void note_shown(struct attendant *a, const struct signals *shown, const char *who)
{
    for (size_t i = 0; shown && i < shown->count; i++) {
        const struct signal *g = &shown->rows[i];
        enum showing now = g->is_on ? SHOWING_ON : SHOWING_OFF;
        if (strcmp(g->who, who) == 0 && a->shows[g->kind] < now)
            a->shows[g->kind] = now;
    }
}

/* One visit: rows [from, to) of what was seen, by time. */
static void add_visit(struct gathering *g, size_t from, size_t to)
{
    const struct sighting *rows = g->f->seen->rows, *best = &rows[from];
    for (size_t i = from; i < to; i++) /* the one that says most of the person */
        if ((rows[i].token || rows[i].address) && !best->token && !best->address)
            best = &rows[i];
    struct caller c = caller_seen(g, best);
    struct visit v = {.who = attendant_of(g, &c, best)};
    for (size_t i = from; i < to;) {
        bool seen[] = {[SIGHTING_JOINED] = false, [SIGHTING_LEFT] = false};
        instant at = rows[i].at;
        for (; i < to && rows[i].at == at; i++) {
            seen[rows[i].kind] = true;
            if (is_moderator(&rows[i]) && v.who->role < CALLER_MODERATOR)
                v.who->role = CALLER_MODERATOR;
        }
        visit_second(&v, g->f->sitting, at, seen[SIGHTING_JOINED], seen[SIGHTING_LEFT]);
    }
    if (v.is_open && end_of(g->f->sitting) == INSTANT_NEVER)
        note_shown(v.who, g->f->shown, rows[from].who);
    if (v.is_open)
        visit_end(&v, end_of(g->f->sitting));
}

static int by_joined(const void *a, const void *b)
{
    const struct stay *x = a, *y = b;
    return (x->joined > y->joined) - (x->joined < y->joined);
}

/* Two devices at once are one stay. */
static void join_stays(struct attendant *a, instant now)
{
    size_t kept = 0;
    qsort(a->stays, a->nstays, sizeof *a->stays, by_joined);
    for (size_t i = 1; i < a->nstays; i++)
        if (a->stays[i].joined > a->stays[kept].left)
            a->stays[++kept] = a->stays[i];
        else if (a->stays[i].left > a->stays[kept].left)
            a->stays[kept].left = a->stays[i].left;
    a->nstays = kept + 1;
    for (size_t i = 0; i < a->nstays; i++) {
        instant left = a->stays[i].left == INSTANT_NEVER ? now : a->stays[i].left;
        a->seconds += left > a->stays[i].joined ? left - a->stays[i].joined : 0;
    }
}

static int by_first(const void *a, const void *b)
{
    const struct attendant *x = a, *y = b;
    if (x->stays[0].joined != y->stays[0].joined)
        return x->stays[0].joined < y->stays[0].joined ? -1 : 1;
    return strcmp(x->name ? x->name : "", y->name ? y->name : "");
}

struct attendants *attendance_of(const struct attendance_facts *f)
{
    struct gathering g = {.f = f, .from = vevent_of(f), .people = mem_new(sizeof *g.people)};
    for (size_t from = 0, to; from < f->seen->count; from = to) {
        for (to = from + 1; to < f->seen->count; to++)
            if (strcmp(f->seen->rows[to].who, f->seen->rows[from].who) != 0)
                break;
        add_visit(&g, from, to);
    }
    for (size_t i = 0; i < g.people->count; i++)
        join_stays(&g.people->rows[i], f->at);
    if (g.people->count)
        qsort(g.people->rows, g.people->count, sizeof *g.people->rows, by_first);
    return g.people;
}
