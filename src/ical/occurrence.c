/* One occurrence: what the master, an override or a stretch of a series make of an instance, and
 * the one of a given key. RFC 5545, 3.8.4.4 */
#include "stretch.h"

#define DAY_S 86400

static void key_write(const struct moment *m, instant at, char key[20])
{
    struct moment utc = *m;
    utc.zone = m->zone ? zone_utc() : NULL;
    utc.local = at;
    moment_key(&utc, key);
}

/* --- one occurrence -------------------------------------------------------------------------- */

static instant end_of(const struct vevent *v, const struct moment *start, instant at,
                      const struct zone *floating)
{
    if (v->nominal_days == 0)
        return at + v->exact_s;
    struct moment end = *start;
    end.local += v->nominal_days * DAY_S;
    return moment_instant(&end, floating) + v->exact_s;
}

void override_occurrence(const struct event *e, const struct vevent *v, const struct zone *floating,
                         struct occurrence *out)
{
    *out = (struct occurrence){.from = v, .is_cancelled = v->status == EVENT_CANCELLED};
    out->start = moment_instant(&v->start, floating);
    out->end = end_of(v, &v->start, out->start, floating);
    if (v->is_override)
        out->recurrence_id = v->recurrence_id;
    else
        out->recurrence_id = v->start;
    if (event_is_recurring(e))
        moment_key(&out->recurrence_id, out->key);
}

static int by_instant(const void *key, const void *element)
{
    instant at = *(const instant *)key, there = ((const struct own_length *)element)->at;
    return at < there ? -1 : at > there;
}

/* -1: as long as the others. */
static int64_t own_length(const struct vevent *master, instant at)
{
    if (master->nown_lengths == 0)
        return -1;
    const struct own_length *own = bsearch(&at, master->own_lengths, master->nown_lengths,
                                           sizeof(*master->own_lengths), by_instant);
    return own ? own->duration_s : -1;
}

void instance_occurrence(const struct stretch *s, struct instance in, struct occurrence *out)
{
    const struct vevent *master = s->e->master, *like = s->like;
    wall base = like->is_override ? like->recurrence_id.local : like->start.local;
    struct moment start = like->start;
    start.local += in.local - base;
    *out = (struct occurrence){.from = like, .is_cancelled = like->status == EVENT_CANCELLED};
    out->recurrence_id = master->start;
    out->recurrence_id.local = in.local;
    bool as_is = like == master && start.zone;
    out->start = as_is ? in.at : moment_instant(&start, s->floating);
    out->end = end_of(like, &start, out->start, s->floating);
    int64_t own = like == master ? own_length(master, in.at) : -1;
    if (own >= 0)
        out->end = out->start + own;
    if (event_is_recurring(s->e))
        key_write(&out->recurrence_id, in.at, out->key);
}

/* --- by name ------------------------------------------------------------------------------- */

static enum recur_answer instance_occurrence_at(const struct event *e, const struct zone *floating,
                                                const struct written_time *t,
                                                struct occurrence *out)
{
    const struct vevent *master = e->master;
    const struct zone *zone = master->start.zone;
    struct batch b;
    struct instance in;
    if (t->is_date != master->start.is_date || (zone != NULL) != t->is_utc)
        return RECUR_NONE;
    batch_start(&b, e, t->local, t->local + 1);
    enum recur_answer answer = batch_next(&b, RECUR_BUDGET, &in);
    struct stretch s = {.e = e, .floating = floating};
    for (size_t next = 0; answer == RECUR_FOUND && stretch_next(&s, &next);)
        if (in.at >= s.from && in.at < s.to)
            instance_occurrence(&s, in, out);
    return answer;
}

enum recur_answer event_occurrence(const struct event *e, const struct zone *floating,
                                   const char *key, struct occurrence *out)
{
    const struct vevent *override = event_override(e, key);
    struct written_time t;
    if (override || (!*key && e->master)) {
        override_occurrence(e, override ? override : e->master, floating, out);
        return RECUR_FOUND;
    }
    if (!e->master || !written_time_parse(span_of(key), &t))
        return RECUR_NONE;
    return instance_occurrence_at(e, floating, &t, out);
}
