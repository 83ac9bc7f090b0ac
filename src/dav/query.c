/* REPORT calendar-query: the objects that a filter matches, of a calendar or the one that is asked.
 * RFC 4791, 7.8 */
#include "query.h"

enum { MOST_MATCHES = 100000, MOST_ANSWER = 128 * 1024 * 1024 };
#define MOST_COMPARED (INT64_C(512) * 1024 * 1024) /* bytes; some seconds */

struct querying {
    struct ask *ask;
    const struct wanted *wanted;
    const struct filter *filter;
    struct matching with;
    const struct zone *index; /* floating times in the store's spans */
    struct time_range range;
    enum component plain; /* what is kept beside a text tells whether it matches; else 0 */
    struct text *t;
    size_t count;
    int64_t left; /* bytes to compare */
    bool ok;
    struct error *err;
};

static enum component component_of(const struct object *o)
{
    return o->component ? o->component : COMPONENT_EVENT;
}

/* Of a single event the span is its time; of a task it may be more. Floating times may mean another
 * time here than there. */
static bool is_told_by_span(const struct querying *q, const struct object *o)
{
    bool is_all = q->range.from == INSTANT_FIRST && q->range.to == INSTANT_NEVER;
    bool is_exact = q->plain == COMPONENT_EVENT && !o->is_recurring && !q->ask->at.object;
    return q->plain && (is_all || (is_exact && q->index == q->with.floating));
}

static bool matches(const struct querying *q, const struct object *o)
{
    if (!filter_takes(q->filter, component_of(o)))
        return false;
    if (is_told_by_span(q, o))
        return q->plain == component_of(o);
    return filter_matches(q->filter, span_make(o->text, o->text_len), &q->with);
}

static bool add_match(struct querying *q, const struct object *o)
{
    struct object lent = *o;
    struct resource r = listed_child(&q->ask->at, &lent);
    if (++q->count > MOST_MATCHES || text_len(q->t) > MOST_ANSWER)
        return fail(q->err, FAULT_TOO_LARGE, "number-of-matches-within-limits",
                    "More than this many events match; ask for a shorter time.");
    return wanted_add_response(q->ask, q->wanted, &r, q->t, q->err);
}

static bool look_at(const struct object *o, void *with)
{
    struct querying *q = with;
    bool is_match = matches(q, o);
    if (q->left < 0)
        q->ok = fail(q->err, FAULT_TOO_LARGE, "number-of-matches-within-limits",
                     "There is too much text to look through; ask for a shorter time, or for less "
                     "of it.");
    else
        q->ok = !is_match || add_match(q, o);
    return q->ok;
}

/* --- all of a calendar, without its texts ----------------------------------------------------- */

static bool look_at_listed(const struct object_listed *listed, void *with)
{
    struct querying *q = with;
    struct object o = object_of(listed, q->ask->at.calendar);
    q->ok = q->plain != component_of(&o) || add_match(q, &o);
    return q->ok;
}

/* Which component it is, a listing says. */
static bool is_told_by_listing(const struct querying *q)
{
    bool is_all = q->range.from == INSTANT_FIRST && q->range.to == INSTANT_NEVER;
    return q->plain && is_all && !q->ask->calendar_data && !q->ask->at.object;
}

static bool run_listed(struct querying *q)
{
    const struct calendar *c = q->ask->at.calendar;
    q->ok = true;
    return store_objects_changed(q->ask->tx, c->account, c->id, 0, look_at_listed, q, q->err) &&
           q->ok;
}

/* --- by what they say ------------------------------------------------------------------------- */

/* The index is by the owner's zone: what floats lies up to a day aside in another. */
static instant aside(const struct querying *q, instant at, int64_t by_s)
{
    bool is_open = at == INSTANT_FIRST || at == INSTANT_NEVER;
    return is_open || q->index == q->with.floating ? at : at + by_s;
}

static bool run(struct querying *q)
{
    enum { FARTHEST_S = 27 * 3600 }; /* from UTC-12 to UTC+14, and a gap */
    const struct calendar *c = q->ask->at.calendar;
    TRY(floating_zones(q->ask, c, &q->with.floating, &q->index, q->err));
    if (q->ask->at.object)
        return look_at(q->ask->at.object, q);
    struct object_query all = {.account = c->account,
                               .calendar = c->id,
                               .from = aside(q, q->range.from, -FARTHEST_S),
                               .to = aside(q, q->range.to, FARTHEST_S)};
    q->ok = true;
    return store_objects(q->ask->tx, &all, look_at, q, q->err) && q->ok;
}

/* Depth says nothing here: a calendar's objects are what a filter can be about. */
bool report_query(struct ask *a, struct error *err)
{
    const struct xml_element *root = xml_root(a->body);
    OWN(filter) f = filter_read(xml_child(root, NS_CAL, "filter"), err);
    TRY(f);
    OWN(wanted) w = report_wanted(a, root);
    OWN(text) t = multistatus_start();
    struct querying q = {.ask = a,
                         .wanted = w,
                         .filter = f,
                         .with.zones = a->dav->pipeline->zones,
                         .range = filter_range(f),
                         .plain = filter_plain_component(f),
                         .t = t,
                         .left = MOST_COMPARED,
                         .err = err};
    q.with.left = &q.left;
    TRY(is_told_by_listing(&q) ? run_listed(&q) : run(&q));
    multistatus_answer(a, t);
    return true;
}
