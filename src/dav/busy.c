#include "busy.h"

/* --- periods ---------------------------------------------------------------------------------- */

void periods_add(struct periods *p, instant from, instant to, enum busy_kind kind)
{
    p->rows = mem_grow(p->rows, p->count, &p->capacity, sizeof *p->rows);
    p->rows[p->count++] = (struct period){from, to, kind};
}

void periods_clear(struct periods *p)
{
    free(p->rows);
    *p = (struct periods){0};
}

static int by_kind_and_start(const void *a, const void *b)
{
    const struct period *x = a, *y = b;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    return (x->from > y->from) - (x->from < y->from);
}

void periods_join(struct periods *p)
{
    size_t kept = 0;
    if (p->count > 1)
        qsort(p->rows, p->count, sizeof *p->rows, by_kind_and_start);
    for (size_t i = 0; i < p->count; i++) {
        struct period *last = kept > 0 ? &p->rows[kept - 1] : NULL, *next = &p->rows[i];
        if (!last || last->kind != next->kind || next->from > last->to)
            p->rows[kept++] = *next;
        else
            last->to = next->to > last->to ? next->to : last->to;
    }
    p->count = kept;
}

/* --- gathering -------------------------------------------------------------------------------- */

struct gathering {
    struct busy *b;
    const struct zone *floating;
    bool ok;
    struct error *err;
};

static bool is_of(const struct account *a, const char *address)
{
    for (size_t i = 0; i < a->naddresses; i++)
        if (strcmp(a->addresses[i], address) == 0)
            return true;
    return false;
}

static bool is_organizer(const struct account *a, const struct vevent *v)
{
    return !v->has_organizer || is_of(a, v->organizer.address);
}

/* What the owner is asked to and has not said yes to is busy perhaps. */
static bool kind_of(const struct account *owner, const struct vevent *v, enum busy_kind *out)
{
    const struct person *me = NULL;
    for (size_t i = 0; i < owner->naddresses && !me; i++)
        me = vevent_attendee(v, owner->addresses[i]);
    bool is_open = me && (me->partstat == PARTSTAT_TENTATIVE ||
                          (me->partstat == PARTSTAT_NEEDS_ACTION && !is_organizer(owner, v)));
    *out = is_open || v->status == EVENT_TENTATIVE ? BUSY_TENTATIVE : BUSY_SURE;
    return !v->is_transparent && !(me && me->partstat == PARTSTAT_DECLINED);
}

static bool add_occurrence(struct gathering *g, const struct occurrence *o)
{
    struct busy *b = g->b;
    const struct time_range *r = &b->range;
    enum busy_kind kind;
    if (o->is_cancelled || o->start == o->end || !kind_of(b->owner, o->from, &kind))
        return true;
    if (b->bounds->periods == 0)
        return fail(g->err, FAULT_TOO_LARGE, "number-of-matches-within-limits",
                    "There are too many busy times; ask for a shorter time.");
    b->bounds->periods--;
    periods_add(&b->periods, o->start > r->from ? o->start : r->from,
                o->end < r->to ? o->end : r->to, kind);
    return true;
}

static bool add_event(struct gathering *g, const struct event *e)
{
    const struct time_range *r = &g->b->range;
    struct occurrence *found = mem_array(MOST_INSTANCES, sizeof *found);
    size_t count = 0;
    enum recur_answer answer =
        event_window(e, g->floating, r->from, r->to, RECUR_BUDGET, found, MOST_INSTANCES, &count);
    bool ok = answer != RECUR_EXHAUSTED || count < MOST_INSTANCES ||
              fail(g->err, FAULT_TOO_LARGE, "number-of-matches-within-limits",
                   "An event comes more than %d times; ask for a shorter time.", MOST_INSTANCES);
    for (size_t i = 0; i < count && ok; i++)
        ok = add_occurrence(g, &found[i]);
    free(found);
    return ok;
}

/* Only of an event of one's own, so that nobody finds out by a UID what another's time is for. */
static bool is_masked(const struct busy *b, const struct event *e)
{
    return b->masked && strcmp(b->masked, e->uid) == 0 && event_main(e)->has_organizer &&
           is_of(b->ask->actor, event_main(e)->organizer.address);
}

static bool look_at(const struct object *o, void *with)
{
    struct gathering *g = with;
    struct busy *b = g->b;
    g->ok = b->bounds->objects > 0 ||
            fail(g->err, FAULT_TOO_LARGE, "number-of-matches-within-limits",
                 "There are too many events to look at; ask for a shorter time.");
    TRY(g->ok);
    b->bounds->objects--;
    OWN(event)
    e = event_read(span_make(o->text, o->text_len), b->ask->dav->pipeline->zones,
                   &ical_limits_stored, NULL);
    g->ok = !e || is_masked(b, e) || add_event(g, e); /* tasks and journal entries take no time */
    return g->ok;
}

bool busy_gather(struct busy *b, const struct calendar *c, struct error *err)
{
    enum { FARTHEST_S = 27 * 3600 }; /* where what floats may lie in another zone */
    const struct zone *index;
    struct gathering g = {.b = b, .ok = true, .err = err};
    TRY(floating_zones(b->ask, c, &g.floating, &index, err));
    int64_t aside_s = index == g.floating ? 0 : FARTHEST_S;
    struct object_query all = {.account = c->account,
                               .calendar = c->id,
                               .from = b->range.from - aside_s,
                               .to = b->range.to + aside_s};
    return store_objects(b->ask->tx, &all, look_at, &g, err) && g.ok;
}

bool busy_gather_one(struct busy *b, const struct calendar *c, const struct object *o,
                     struct error *err)
{
    const struct zone *index;
    struct gathering g = {.b = b, .ok = true, .err = err};
    return floating_zones(b->ask, c, &g.floating, &index, err) && look_at(o, &g);
}

void busy_clear(struct busy *b)
{
    periods_clear(&b->periods);
}

/* --- saying ----------------------------------------------------------------------------------- */

static void add_utc(struct text *t, instant at)
{
    struct moment m = {.local = at, .zone = zone_utc()};
    char key[20];
    moment_key(&m, key);
    text_add_str(t, key);
}

void busy_add_stamp(struct text *t, const char *name, instant at)
{
    text_addf(t, "%s:", name);
    add_utc(t, at);
    text_add_str(t, "\r\n");
}

void busy_add_lines(struct busy *b, struct text *t)
{
    static const char *const names[BUSY_KINDS] = {
        "FREEBUSY:",
        "FREEBUSY;FBTYPE=BUSY-TENTATIVE:",
        "FREEBUSY;FBTYPE=BUSY-UNAVAILABLE:",
    };
    busy_add_stamp(t, "DTSTART", b->range.from);
    busy_add_stamp(t, "DTEND", b->range.to);
    periods_join(&b->periods);
    for (size_t i = 0; i < b->periods.count; i++) {
        const struct period *p = &b->periods.rows[i];
        text_add_str(t, names[p->kind]);
        add_utc(t, p->from);
        text_add_char(t, '/');
        add_utc(t, p->to);
        text_add_str(t, "\r\n");
    }
}
