/* What is kept without being an event, and the time that it covers. RFC 4791, 9.9 */
#include "internal.h"

const char *item_word(enum item_kind k)
{
    static const char *const words[ITEM_KINDS] = {"event", "task", "journal entry"};
    return words[k];
}

struct cover {
    instant from, to;
};

static struct cover cover_of_length(const struct vevent *v, const struct zone *floating)
{
    instant from = moment_instant(&v->start, floating), to = moment_instant(&v->end, floating);
    return (struct cover){from,
                          to < from ? from : to}; /* a gap can move the start behind the end */
}

/* Of one without DTSTART and DUE: what is not done yet goes on since it was created. */
static struct cover cover_of_stamps(const struct task_times *t)
{
    bool is_done = t->completed != INSTANT_FIRST;
    if (!is_done)
        return (struct cover){t->created, INSTANT_NEVER};
    if (t->created == INSTANT_FIRST)
        return (struct cover){t->completed, t->completed};
    return t->created < t->completed ? (struct cover){t->created, t->completed}
                                     : (struct cover){t->completed, t->created};
}

static struct cover cover_of(const struct vevent *v, const struct zone *floating)
{
    if (v->has_start)
        return cover_of_length(v, floating);
    if (!v->task)
        return (struct cover){INSTANT_FIRST, INSTANT_FIRST};
    if (!v->task->has_due)
        return cover_of_stamps(v->task);
    instant due = moment_instant(&v->task->due, floating);
    return (struct cover){due, due};
}

static void widen(struct cover *c, struct cover by)
{
    c->from = by.from < c->from ? by.from : c->from;
    c->to = by.to > c->to ? by.to : c->to;
}

void item_span(const struct event *e, const struct zone *floating, instant *start_out,
               instant *end_out)
{
    struct cover all = {INSTANT_NEVER, INSTANT_FIRST}, series;
    event_span(e, floating, start_out, end_out);
    if (e->kind == ITEM_EVENT)
        return;
    series = (struct cover){*start_out, *end_out};
    if (e->master)
        widen(&all, cover_of(e->master, floating));
    for (size_t i = 0; i < e->noverrides; i++)
        widen(&all, cover_of(&e->overrides[i], floating));
    if (e->master && e->master->recurrence)
        widen(&all, series);
    *start_out = all.from > INSTANT_FIRST ? all.from - 1 : INSTANT_FIRST;
    *end_out = all.to < INSTANT_NEVER ? all.to + 1 : INSTANT_NEVER;
}
