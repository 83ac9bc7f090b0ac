#include "internal.h"

#include <stdio.h>

/* So many occurrences taken out at once are told one by one; more are told as a new series. */
#define MOST_CANCELS 10

/* --- what a guest knows --------------------------------------------------------------------- */

const struct told *guest_row(const struct guest *g, const char *key)
{
    for (size_t i = 0; i < g->nrows; i++)
        if (strcmp(g->rows[i]->key, key) == 0)
            return g->rows[i];
    return NULL;
}

static struct event *read_told(const struct itip_facts *f, struct span text)
{
    return event_read(text, f->zones, &ical_limits_stored, NULL);
}

struct event *told_read(const struct itip_facts *f, const struct told *row)
{
    return row->text ? read_told(f, span_of(row->text)) : NULL;
}

struct view *told_view(const struct told *row)
{
    return view_of(span_of(row->text));
}

static char *text_now(const struct guest *g, const struct event *from, const char *key, bool whole,
                      size_t *len_out)
{
    struct itip_message m = {.method = METHOD_REQUEST, .attendee = g->address};
    snprintf(m.key, sizeof m.key, "%s", key);
    struct itip_write w = {
        .from = from,
        .message = &m,
        .owner = g->f->owner,
        .floating = g->f->floating,
        .at = g->f->at,
    };
    return text_write(&w, whole, len_out, NULL);
}

struct view *guest_view_now(const struct guest *g, const struct event *from, const char *key)
{
    size_t len;
    OWN_CHARS text = text_now(g, from, key, false, &len);
    return text ? view_of(span_make(text, len)) : NULL;
}

const struct event *guest_series_as_told(struct guest *g)
{
    size_t len;
    if (g->series_as_told || !g->f->now)
        return g->series_as_told;
    OWN_CHARS text = text_now(g, g->f->now, "", true, &len);
    if (text)
        g->series_as_told = read_told(g->f, span_make(text, len));
    return g->series_as_told;
}

void guest_say(struct guest *g, const struct drafted *row)
{
    struct drafted mine = *row;
    mine.message.attendee = g->address;
    draft_add(g->d, &mine);
}

static void guest_skip(struct guest *g, const char *key, const char *rule)
{
    draft_skip(g->d, g->address, key, rule);
}

/* --- EXDATE --------------------------------------------------------------------------------- */

static void guest_excluded(struct guest *g, struct excluded *x)
{
    OWN_KEYS told = {0};
    const struct keys *now = &g->excluded;
    if (!g->f->now || !g->f->now->master)
        return;
    keys_add_left_out(&g->excluded, g->f->now, g->address);
    if (!g->series_told || !g->series_told->master)
        return;
    keys_add_excluded(&told, g->series_told->master);
    for (size_t i = 0; i < now->count; i++)
        if (!keys_have(&told, now->at[i]))
            keys_add(&x->gone, now->at[i]);
    for (size_t i = 0; i < told.count; i++)
        if (!keys_have(now, told.at[i]))
            keys_add(&x->back, told.at[i]);
}

/* One that comes back without a word of its own can only be told with the series. */
static bool comes_back_alone(const struct guest *g, const struct keys *back)
{
    for (size_t i = 0; i < back->count; i++)
        if (!guest_row(g, back->at[i]) && !event_override(g->f->now, back->at[i]))
            return true;
    return false;
}

/* --- the series ----------------------------------------------------------------------------- */

static bool is_over(const struct event *e, const struct itip_facts *f)
{
    instant start, end;
    event_span(e, f->floating, &start, &end);
    return end <= f->at;
}

static const struct vevent *series_of(const struct guest *g)
{
    return g->f->now ? g->f->now->master : NULL;
}

static bool is_invited(const struct guest *g)
{
    const struct vevent *m = series_of(g);
    return m && m->status != EVENT_CANCELLED && guest_in(m, g->address);
}

static void invite(struct guest *g)
{
    const struct told *row = g->series_row;
    struct drafted d = {
        .message = {.method = METHOD_REQUEST, .changed = ITIP_NEW, .rule = "new"},
        .of = series_of(g),
        .least = row ? row->sequence + 1 : 0,
    };
    if (row)
        d.message.rule = "again";
    guest_say(g, &d);
    g->series = SERIES_NEW;
}

static const char *rule_of(int changed)
{
    return changed & ITIP_WHEN     ? "moved"
           : changed & ITIP_STATUS ? "status"
           : changed & ITIP_WHAT   ? "title"
           : changed & ITIP_WHERE  ? "place"
           : changed & ITIP_LINK   ? "link"
           : changed & ITIP_TEXT   ? "text"
                                   : "details";
}

/* What differs besides what single occurrences are told of. Where the series has to be told anyway,
 * what it leaves out now, or no more, goes with it. */
static int series_changes(const struct guest *g, const struct view *told, const struct view *now,
                          const struct excluded *x)
{
    int changed = view_changes(told, now);
    if (x->gone.count > MOST_CANCELS || (changed && x->gone.count + x->back.count) ||
        comes_back_alone(g, &x->back))
        changed |= ITIP_WHEN;
    return changed;
}

/* Dates taken out of the series itself raise its SEQUENCE; those that only this guest has no more
 * (an override that is off, or that he is not invited to) do not. */
static bool has_new_exdate(const struct guest *g, const struct keys *gone)
{
    OWN_KEYS written = {0};
    keys_add_excluded(&written, series_of(g));
    for (size_t i = 0; i < gone->count; i++)
        if (keys_have(&written, gone->at[i]) && !event_override(g->f->now, gone->at[i]))
            return true;
    return false;
}

static void compare_series(struct guest *g, const struct excluded *x)
{
    OWN(view) told = told_view(g->series_row);
    OWN(view) now = guest_view_now(g, g->f->now, "");
    int changed = now ? series_changes(g, told, now, x) : 0;
    bool raises = (changed & SIGNIFICANT) || has_new_exdate(g, &x->gone);
    struct drafted d = {
        .message = {.method = METHOD_REQUEST, .changed = changed, .rule = rule_of(changed)},
        .of = series_of(g),
        .least = g->series_row->sequence + raises,
    };
    g->series = changed & ITIP_WHEN ? SERIES_RETOLD : changed ? SERIES_TOLD : SERIES_SAME;
    if (!changed) {
        d.is_silent = now && !view_excludes_same(told, now);
        d.message.method = METHOD_ABSENT;
        d.message.rule = "same";
    }
    guest_say(g, &d);
}

static void take_away(struct guest *g)
{
    bool is_off = !series_of(g) || series_of(g)->status == EVENT_CANCELLED;
    if (g->series_told && is_over(g->series_told, g->f)) {
        guest_skip(g, "", "past");
        return;
    }
    g->series = SERIES_GONE;
    struct drafted d = {
        .message = {.method = METHOD_CANCEL,
                    .changed = is_off ? ITIP_CANCELLED : ITIP_REMOVED,
                    .rule = is_off ? "cancelled" : "removed"},
        .of = series_of(g),
        .least = g->series_row->sequence + is_off,
    };
    guest_say(g, &d);
}

static void guest_series(struct guest *g, const struct excluded *x)
{
    bool is = is_invited(g);
    bool was = g->series_row && !g->series_row->is_cancelled;
    if (is && was)
        compare_series(g, x);
    else if (is)
        invite(g);
    else if (was)
        take_away(g);
    else if (series_of(g) && series_of(g)->status == EVENT_CANCELLED)
        guest_skip(g, "", g->series_row ? "same" : "cancelled");
}

/* --- one guest ------------------------------------------------------------------------------ */

static bool knows_of_it(const struct guest *g)
{
    for (size_t i = 0; i < g->nrows; i++)
        if (!g->rows[i]->is_cancelled)
            return true;
    return false;
}

static const char *never_told(const struct guest *g)
{
    const struct itip_facts *f = g->f;
    const char *address = g->address;
    const struct person *organizer = f->now ? organizer_of(f->now) : NULL;
    const struct person *p = f->now ? event_attendee(f->now, address) : NULL;
    if (address_is_of(f->owner, address) || (organizer && strcmp(organizer->address, address) == 0))
        return "organizer";
    if (!strchr(address, '@'))
        return "no-address";
    if (p && p->agent != SCHEDULE_SERVER && !knows_of_it(g))
        return "agent";
    /* What is cancelled is judged by the time that was told. */
    if (g->d->is_over)
        return "past";
    return NULL;
}

static void guest_start(struct guest *g)
{
    g->series_row = guest_row(g, "");
    if (g->series_row && !g->series_row->is_cancelled)
        g->series_told = told_read(g->f, g->series_row);
    g->ndrafts_before = g->d->count;
    g->nskipped_before = g->d->nskipped;
}

static bool was_answered(const struct guest *g)
{
    for (size_t i = g->ndrafts_before; i < g->d->count; i++)
        if (g->d->rows[i].message.method != METHOD_ABSENT)
            return true;
    return g->d->nskipped > g->nskipped_before;
}

/* The common case, answered without reading what was told: one VEVENT, and it is as it was. */
static bool knows_it_all(struct guest *g)
{
    const struct told *row = guest_row(g, "");
    if (!row || row->is_cancelled || g->nrows != 1 || g->f->now->noverrides)
        return false;
    OWN(view) now = guest_view_now(g, g->f->now, "");
    struct digest revision = now ? view_digest(now) : (struct digest){{0}};
    if (!now || !digest_equal(&revision, &row->revision))
        return false;
    struct drafted d = {.of = series_of(g), .least = row->sequence};
    guest_say(g, &d);
    return true;
}

static void diff_guest(struct guest *g)
{
    const char *rule = never_told(g);
    if (!rule && is_invited(g) && knows_it_all(g))
        rule = "same";
    if (rule) {
        guest_skip(g, "", rule);
        return;
    }
    struct excluded x = {0};
    guest_start(g);
    guest_excluded(g, &x);
    guest_series(g, &x);
    guest_occurrences(g, &x);
    if (!was_answered(g))
        guest_skip(g, "", "same");
    event_free(g->series_told);
    event_free(g->series_as_told);
    keys_free(&g->excluded);
    keys_free(&x.gone);
    keys_free(&x.back);
}

/* --- all guests ----------------------------------------------------------------------------- */

struct addresses {
    const char **at;
    size_t count, capacity;
};

static void add_address(struct addresses *a, const char *address)
{
    a->at = mem_grow(a->at, a->count, &a->capacity, sizeof *a->at);
    a->at[a->count++] = address;
}

static void add_attendees(struct addresses *a, const struct vevent *v)
{
    for (size_t i = 0; v && i < v->nattendees; i++)
        add_address(a, v->attendees[i].address);
}

static int by_address(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void collect(const struct itip_facts *f, struct addresses *a)
{
    if (f->now) {
        add_attendees(a, f->now->master);
        for (size_t i = 0; i < f->now->noverrides; i++)
            add_attendees(a, &f->now->overrides[i]);
    }
    for (size_t i = 0; f->told && i < f->told->count; i++)
        add_address(a, f->told->rows[i].attendee);
    if (a->count)
        qsort(a->at, a->count, sizeof *a->at, by_address);
}

static void diff_address(struct drafts *d, const char *address)
{
    const struct itip_facts *f = d->f;
    struct guest g = {.d = d, .f = f, .address = address};
    size_t capacity = 0;
    for (size_t i = 0; f->told && i < f->told->count; i++)
        if (strcmp(f->told->rows[i].attendee, address) == 0) {
            g.rows = mem_grow(g.rows, g.nrows, &capacity, sizeof(struct told *));
            g.rows[g.nrows++] = &f->told->rows[i];
        }
    diff_guest(&g);
    free(g.rows);
}

static void diff_all(struct drafts *d, const struct addresses *a)
{
    const char *only = d->f->only;
    for (size_t i = 0; i < a->count; i++)
        if ((!i || strcmp(a->at[i - 1], a->at[i]) != 0) && (!only || !strcmp(only, a->at[i])))
            diff_address(d, a->at[i]);
}

/* Occurrences are numbered above their series, whose number is known when all guests are seen. */
static void diff_until_numbered(struct drafts *d, const struct addresses *a)
{
    for (;;) {
        diff_all(d, a);
        int64_t sequence = drafts_series_sequence(d);
        if (sequence <= d->series_sequence)
            return;
        drafts_clear(d);
        d->series_sequence = sequence;
    }
}

struct itip_plan *itip_diff(const struct itip_facts *f, struct error *err)
{
    (void)err;
    struct drafts d = {.f = f};
    struct addresses a = {0};
    if (f->now && !event_is_ours(f->now, f->owner)) {
        draft_skip(&d, NULL, "", "not-ours");
        return drafts_done(&d);
    }
    d.series_sequence = drafts_series_sequence(&d);
    d.is_over = f->now && event_main(f->now)->status != EVENT_CANCELLED && is_over(f->now, f);
    collect(f, &a);
    diff_until_numbered(&d, &a);
    free(a.at);
    return drafts_done(&d);
}
