/* The next four weeks of an account. */
#include "coming.h"

enum {
    DAYS_S = 28 * 86400,
    MOST_EVENTS = 2000, /* looked at */
    MOST_ROWS = 200,    /* shown */
    MOST_EACH = 28,     /* occurrences of one event */
};

void comings_free(struct comings *c)
{
    if (!c)
        return;
    for (size_t i = 0; i < c->count; i++)
        free(c->rows[i].link);
    for (size_t i = 0; i < c->nevents; i++)
        event_free(c->events[i]);
    free(c->rows);
    free(c->events);
    free(c);
}

struct search {
    const struct pipeline *pipeline;
    struct tx *tx;
    const struct account *account;
    const struct zone *zone;
    instant now;
    struct comings *found;
    size_t looked_at;
};

/* --- links ------------------------------------------------------------------------------------ */

static bool is_web(const char *s)
{
    return s && (span_starts_nocase(span_of(s), "https://") ||
                 span_starts_nocase(span_of(s), "http://"));
}

/* Where an invitation of somebody else's leads. */
static char *link_written(const struct config *c, const struct event *e, const struct vevent *v)
{
    for (size_t i = 0; i < v->nconferences; i++)
        if (is_web(v->conferences[i].uri))
            return mem_str(v->conferences[i].uri);
    if (is_web(v->location) && !strpbrk(v->location, " \t\r\n"))
        return mem_str(v->location);
    char *foreign = meeting_foreign_link(c, NULL, e);
    if (foreign && !is_web(foreign)) {
        free(foreign);
        foreign = NULL;
    }
    return foreign;
}

/* The meeting's own: which occurrence it leads to is the door's business. */
static char *link_of(const struct search *s, const struct meeting *m, const struct event *e,
                     const struct occurrence *o)
{
    if (m && m->state == MEETING_OPEN)
        return mem_str(m->link);
    return link_written(s->pipeline->config, e, o->from);
}

/* --- which ------------------------------------------------------------------------------------ */

static bool has_declined(const struct vevent *v, const struct account *a)
{
    for (size_t i = 0; i < v->nattendees; i++)
        if (v->attendees[i].partstat == PARTSTAT_DECLINED &&
            account_has_address(a, v->attendees[i].address))
            return true;
    return false;
}

static size_t knocks_at(const struct search *s, const struct meeting *m, const char *key)
{
    struct error err;
    OWN(knocks) k = m ? store_knocks(s->tx, m->account, m->uid, key, &err) : NULL;
    return k ? k->count : 0;
}

/* true: a row borrows from the event. */
static bool add_row(struct search *s, const struct meeting *m, const struct event *e,
                    const struct occurrence *o)
{
    struct comings *f = s->found;
    OWN_CHARS link = link_of(s, m, e, o);
    if (o->is_cancelled || has_declined(o->from, s->account) || (!link && !o->from->nattendees))
        return false;
    f->rows = mem_grow(f->rows, f->count, &f->room, sizeof *f->rows);
    f->rows[f->count++] = (struct coming){.when = *o,
                                          .link = GIVE(link),
                                          .is_host = meeting_is_ours(e, s->account),
                                          .knocks = knocks_at(s, m, o->key)};
    return true;
}

static bool add_rows(struct search *s, const struct meeting *m, const struct event *e)
{
    struct occurrence list[MOST_EACH];
    size_t count = 0, kept = 0;
    event_window(e, s->zone, s->now, s->now + DAYS_S, RECUR_BUDGET, list, MOST_EACH, &count);
    s->found->is_cut |= count == MOST_EACH;
    for (size_t i = 0; i < count; i++)
        kept += add_row(s, m, e, &list[i]);
    return kept;
}

static void keep(struct comings *f, struct event *e)
{
    f->events = mem_grow(f->events, f->nevents, &f->events_room, sizeof(struct event *));
    f->events[f->nevents++] = e;
}

static bool look_at(const struct object *o, void *with)
{
    struct search *s = with;
    struct error err;
    if (++s->looked_at > MOST_EVENTS) {
        s->found->is_cut = true;
        return false;
    }
    if (!object_is_event(o))
        return true;
    OWN(event)
    e = event_read(span_make(o->text, o->text_len), s->pipeline->zones, &ical_limits_stored, &err);
    OWN(meeting) m = e ? store_meeting(s->tx, s->account->id, o->uid, &err) : NULL;
    if (e && add_rows(s, m, e))
        keep(s->found, GIVE(e));
    return true;
}

static int by_start(const void *a, const void *b)
{
    const struct coming *x = a, *y = b;
    return x->when.start < y->when.start ? -1 : x->when.start > y->when.start;
}

static void cut(struct comings *c)
{
    while (c->count > MOST_ROWS) {
        free(c->rows[--c->count].link);
        c->is_cut = true;
    }
}

struct comings *comings_of(const struct pipeline *p, struct tx *tx, const struct account *a,
                           struct error *err)
{
    OWN(comings) found = mem_new(sizeof *found);
    instant now = clock_now();
    struct search s = {p, tx, a, account_zone(p, a), now, found, 0};
    struct object_query q = {a->id, 0, now, now + DAYS_S};
    TRY(store_objects(tx, &q, look_at, &s, err));
    if (found->count)
        qsort(found->rows, found->count, sizeof *found->rows, by_start);
    cut(found);
    return GIVE(found);
}
