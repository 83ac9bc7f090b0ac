/* What an attendee answers by changing his own copy. RFC 6638, 3.2.2; RFC 5546, 3.2.3 */
#include "internal.h"

static const struct {
    const char *rule, *said;
} reasons[] = {
    {"agent", "SCHEDULE-AGENT says that the calendar program answers itself, or nobody does."},
    {"off", "The event is cancelled, so there is nothing to answer."},
    {"past", "It is over, so nobody is told the answer."},
};
enum reason { REASON_AGENT, REASON_OFF, REASON_PAST };

struct answering {
    const struct itip_copy *c;
    const char *address;
    struct keys keys; /* of occurrences that may have an answer of their own */
    struct itip_answers *out;
    size_t capacity;
};

/* What one version of the copy says of a key. */
struct standing {
    bool is_invited;
    enum partstat is;
    const struct vevent *v; /* the override or the series */
};

void itip_answers_free(struct itip_answers *a)
{
    if (a)
        free(a->rows);
    free(a);
}

static void leave_out(struct answering *x, enum reason why)
{
    x->out->rule = reasons[why].rule;
    x->out->said = reasons[why].said;
}

bool itip_leaves_out(const struct event *e, const char *key)
{
    OWN_KEYS excluded = {0};
    if (!*key || !e->master || event_override(e, key))
        return false;
    keys_add_excluded(&excluded, e->master);
    return keys_have(&excluded, key);
}

bool itip_left_out_in(const struct event *e, const struct zone *floating, instant from, instant to,
                      struct occurrence *out)
{
    OWN_KEYS excluded = {0};
    bool found = false;
    if (e->master)
        keys_add_excluded(&excluded, e->master);
    for (size_t i = 0; i < excluded.count; i++) {
        struct moment m;
        const char *key = excluded.at[i];
        bool is_read = !event_override(e, key) && key_moment(key, &e->master->start, &m);
        instant start = is_read ? moment_instant(&m, floating) : INSTANT_FIRST;
        if (start < from || start >= to || (found && start >= out->start))
            continue;
        *out = (struct occurrence){.start = start,
                                   .end = start + e->master->duration_s,
                                   .recurrence_id = m,
                                   .from = e->master,
                                   .is_cancelled = true};
        memcpy(out->key, key, sizeof out->key);
        found = true;
    }
    return found;
}

const struct vevent *copy_vevent(const struct event *e, const char *key)
{
    const struct vevent *v = *key ? event_override(e, key) : NULL;
    return v ? v : e->master;
}

void copy_add_keys(struct keys *keys, const struct event *e)
{
    char key[KEY_SIZE];
    for (size_t i = 0; i < e->noverrides; i++) {
        vevent_key(&e->overrides[i], key);
        keys_add(keys, key);
    }
}

static struct standing standing_in(const struct event *e, const char *key, const char *address)
{
    const struct vevent *v = copy_vevent(e, key);
    const struct person *p = v ? vevent_attendee(v, address) : NULL;
    struct standing s = {.is_invited = p, .v = v, .is = p ? p->partstat : PARTSTAT_NEEDS_ACTION};
    if (p && itip_leaves_out(e, key))
        s.is = PARTSTAT_DECLINED;
    return s;
}

/* What the organizer knows. Whoever is asked anew has not answered. */
static struct standing standing_before(const struct answering *x, const char *key)
{
    struct standing s = {.is = PARTSTAT_NEEDS_ACTION};
    if (!x->c->before || x->c->forced)
        return s;
    s = standing_in(x->c->before, key, x->address);
    const struct vevent *now = x->c->now ? copy_vevent(x->c->now, key) : NULL;
    if (now && s.v && now->sequence > s.v->sequence)
        s.is = PARTSTAT_NEEDS_ACTION;
    return s;
}

static struct standing standing_now(const struct answering *x, const char *key)
{
    if (x->c->now)
        return standing_in(x->c->now, key, x->address);
    struct standing s = standing_in(x->c->before, key, x->address);
    s.is = PARTSTAT_DECLINED;
    return s;
}

/* --- what needs no answer of its own ---------------------------------------------------------- */

static bool is_covered(const struct answering *x, const struct standing *was,
                       const struct standing *is)
{
    struct standing series_was = standing_before(x, ""), series = standing_now(x, "");
    return series.is_invited && series.is != series_was.is && is->is == series.is &&
           (was->is == series_was.is || was->is == PARTSTAT_NEEDS_ACTION);
}

static bool is_over(const struct answering *x, const struct event *from, const char *key)
{
    instant start, end;
    struct occurrence o;
    struct moment m;
    if (!*key) {
        event_span(from, x->c->floating, &start, &end);
        return end <= x->c->at;
    }
    if (event_occurrence(from, x->c->floating, key, &o) == RECUR_FOUND)
        return o.end <= x->c->at;
    const struct vevent *v = copy_vevent(from, key);
    return key_moment(key, &v->start, &m) &&
           moment_instant(&m, x->c->floating) + v->duration_s <= x->c->at;
}

static bool is_told(struct answering *x, const struct event *from, const struct vevent *v,
                    const char *key)
{
    const struct person *organizer = organizer_of(from);
    if (organizer->agent != SCHEDULE_SERVER)
        leave_out(x, REASON_AGENT);
    else if (v->status == EVENT_CANCELLED)
        leave_out(x, REASON_OFF);
    else if (is_over(x, from, key))
        leave_out(x, REASON_PAST);
    else
        return true;
    return false;
}

/* --- answers ---------------------------------------------------------------------------------- */

/* The version of the copy that knows best what the occurrence is. */
static const struct event *best_for(const struct itip_copy *c, const char *key)
{
    bool was_of_its_own = *key && c->before && event_override(c->before, key);
    if (!c->now || (was_of_its_own && !event_override(c->now, key)))
        return c->before;
    return c->now;
}

static void add(struct answering *x, const char *key, const struct standing *was,
                const struct standing *is)
{
    struct itip_answers *out = x->out;
    const struct event *from = best_for(x->c, key);
    const struct vevent *v = copy_vevent(from, key);
    if (!v || !is_told(x, from, v, key))
        return;
    out->rows = mem_grow(out->rows, out->count, &x->capacity, sizeof *out->rows);
    struct itip_answer *a = &out->rows[out->count++];
    *a = (struct itip_answer){
        .message = {.method = METHOD_REPLY,
                    .attendee = x->address,
                    .sequence = v->sequence,
                    .rule = "answer",
                    .answer = is->is},
        .was = was->is,
        .from = from,
    };
    memcpy(a->message.key, key, strlen(key) + 1);
}

static void compare(struct answering *x, const char *key)
{
    struct standing was = standing_before(x, key), is = standing_now(x, key);
    bool is_answer = is.is_invited && is.is != was.is && is.is != PARTSTAT_NEEDS_ACTION;
    if (is_answer && !(*key && is_covered(x, &was, &is)))
        add(x, key, &was, &is);
}

/* Occurrences that were left out before he had the copy are none that he declines. */
static void gather_keys(struct answering *x)
{
    const struct itip_copy *c = x->c;
    if (c->before)
        copy_add_keys(&x->keys, c->before);
    if (c->now)
        copy_add_keys(&x->keys, c->now);
    if (c->before && c->before->master && c->now && c->now->master)
        keys_add_excluded(&x->keys, c->now->master);
}

struct itip_answers *itip_answers(const struct itip_copy *c)
{
    struct answering x = {.c = c, .out = mem_new(sizeof *x.out)};
    const struct event *known = c->now ? c->now : c->before;
    if (!known || event_is_ours(known, c->owner))
        return x.out;
    gather_keys(&x);
    for (size_t i = 0; i < c->owner->naddresses; i++) {
        x.address = c->owner->addresses[i];
        if (known->master)
            compare(&x, "");
        for (size_t k = 0; k < x.keys.count; k++)
            compare(&x, x.keys.at[k]);
    }
    keys_free(&x.keys);
    return x.out;
}
