/* The stretches of a series and the instances of its set. */
#include "stretch.h"

#define DAY_S   86400
#define SHIFT_S (3 * 3600) /* no change of offset moves an event further, but for date lines */

/* The set counts in instants, or for floating times and dates in wall seconds. */
static instant set_time(const struct vevent *master, const struct zone *floating, instant at)
{
    if (master->start.zone || !floating || at <= INSTANT_FIRST + DAY_S || at >= INSTANT_NEVER / 2)
        return at;
    return (instant)zone_wall(floating, at);
}

enum recur_answer set_next(const struct vevent *master, instant from, int64_t budget,
                           struct instance *out)
{
    if (master->recurrence)
        return recurrence_next(master->recurrence, from, budget, out);
    out->local = master->start.local;
    out->at = moment_instant(&master->start, NULL);
    return out->at >= from ? RECUR_FOUND : RECUR_NONE;
}

static instant override_instant(const struct event *e, size_t i)
{
    return moment_instant(&e->overrides[i].recurrence_id, NULL);
}

/* How many overrides are of instances before an instant. */
static size_t overrides_before(const struct event *e, instant at)
{
    size_t low = 0, high = e->noverrides;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (override_instant(e, mid) < at)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

bool is_overridden(const struct event *e, instant at)
{
    size_t i = overrides_before(e, at);
    return i < e->noverrides && override_instant(e, i) == at;
}

/* The stretches one after the other; *next is 0 at first. */
bool stretch_next(struct stretch *s, size_t *next)
{
    const struct event *e = s->e;
    if (!e->master || *next > e->noverrides)
        return false;
    s->like = *next == 0 ? e->master : &e->overrides[*next - 1];
    s->from = *next == 0 ? INSTANT_FIRST : moment_instant(&s->like->recurrence_id, NULL);
    while (*next < e->noverrides && !e->overrides[*next].and_future)
        ++*next;
    bool last = *next == e->noverrides;
    s->to = last ? INSTANT_NEVER : moment_instant(&e->overrides[*next].recurrence_id, NULL);
    ++*next;
    return true;
}

/* How much later than its place in the set an occurrence of a stretch starts. */
static int64_t stretch_shift(const struct stretch *s)
{
    const struct vevent *like = s->like;
    if (like == s->e->master)
        return 0;
    return moment_instant(&like->start, NULL) - moment_instant(&like->recurrence_id, NULL);
}

/* By how much that differs from one to the other. */
static int64_t stretch_play(const struct stretch *s)
{
    const struct vevent *master = s->e->master, *like = s->like;
    if (like->start.is_date || (like != master && like->start.zone != master->start.zone))
        return DAY_S;
    return like != master || !like->start.zone ? SHIFT_S : 0;
}

static int64_t stretch_reach(const struct stretch *s, enum wanted wanted)
{
    int64_t reach = stretch_shift(s) + stretch_play(s);
    if (wanted == STARTS_FROM)
        return reach;
    return reach + s->like->longest_s + (s->like->nominal_days ? SHIFT_S : 0);
}

static instant earlier_by(instant at, int64_t s)
{
    return at <= INSTANT_FIRST + DAY_S ? INSTANT_FIRST : at - s;
}

instant stretch_begin(const struct stretch *s, enum wanted wanted, instant at)
{
    instant from = set_time(s->e->master, s->floating, at);
    from = earlier_by(from, stretch_reach(s, wanted));
    return from > s->from ? from : s->from;
}

/* Where in the set the instances of a window end. */
instant stretch_end(const struct stretch *s, instant to)
{
    instant end = set_time(s->e->master, s->floating, to);
    if (end > INSTANT_FIRST + DAY_S && end < INSTANT_NEVER / 2)
        end += stretch_play(s) - stretch_shift(s);
    return end < s->to ? end : s->to;
}

static void batch_pass_override(struct batch *b, size_t to)
{
    b->override = to;
    b->override_at = to < b->e->noverrides ? override_instant(b->e, to) : INSTANT_NEVER;
}

void batch_start(struct batch *b, const struct event *e, instant from, instant to)
{
    b->e = e;
    b->from = from;
    b->to = to;
    b->count = b->next = 0;
    b->is_last = false;
    batch_pass_override(b, overrides_before(e, from));
}

static enum recur_answer batch_load(struct batch *b, int64_t budget)
{
    const struct vevent *master = b->e->master;
    enum recur_answer answer = RECUR_FOUND;
    b->next = b->count = 0;
    if (master->recurrence)
        answer = recurrence_window(master->recurrence, b->from, b->to, budget, b->found,
                                   LENGTH(b->found), &b->count);
    else if (set_next(master, b->from, budget, b->found) == RECUR_FOUND)
        b->count = b->found->at < b->to;
    b->is_last = answer == RECUR_FOUND;
    if (b->count > 0)
        b->from = b->found[b->count - 1].at + 1;
    return b->count > 0 ? RECUR_FOUND : answer == RECUR_FOUND ? RECUR_NONE : answer;
}

enum recur_answer batch_next(struct batch *b, int64_t budget, struct instance *out)
{
    if (b->next == b->count) {
        enum recur_answer answer = b->is_last ? RECUR_NONE : batch_load(b, budget);
        if (answer != RECUR_FOUND)
            return answer;
    }
    *out = b->found[b->next++];
    while (b->override_at < out->at)
        batch_pass_override(b, b->override + 1);
    return RECUR_FOUND;
}
