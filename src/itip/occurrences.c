#include "internal.h"

#include <stdio.h>

/* One occurrence and one guest: what he knows of it, and what is so now. */
struct matter {
    struct guest *g;
    const char *key;
    const struct told *row;   /* NULL: he was told nothing of this one alone */
    const struct vevent *own; /* its override now; NULL: none */
    bool is, was;             /* he is to come; he was told to come */
};

static const struct vevent *series_now(const struct guest *g)
{
    return g->f->now ? g->f->now->master : NULL;
}

static bool series_is_off(const struct guest *g)
{
    return series_now(g) && series_now(g)->status == EVENT_CANCELLED;
}

/* --- what is so, what was told -------------------------------------------------------------- */

static bool has_occurrence(const struct event *e, const struct itip_facts *f, const char *key)
{
    struct occurrence o;
    return e && event_occurrence(e, f->floating, key, &o) == RECUR_FOUND;
}

static bool is_to_come(const struct matter *m)
{
    const struct guest *g = m->g;
    if (!g->f->now || series_is_off(g))
        return false;
    if (m->own)
        return m->own->status != EVENT_CANCELLED && guest_in(m->own, g->address);
    return series_now(g) && guest_in(series_now(g), g->address) &&
           has_occurrence(g->f->now, g->f, m->key);
}

static bool was_to_come(const struct matter *m)
{
    const struct guest *g = m->g;
    if (m->row)
        return !m->row->is_cancelled;
    return g->series_told && has_occurrence(g->series_told, g->f, m->key);
}

static void look(struct matter *m, struct guest *g, const char *key)
{
    *m = (struct matter){.g = g, .key = key, .row = guest_row(g, key)};
    m->own = g->f->now ? event_override(g->f->now, key) : NULL;
    m->is = is_to_come(m);
    m->was = was_to_come(m);
}

/* --- over ----------------------------------------------------------------------------------- */

static bool is_over_in(const struct event *e, const struct itip_facts *f, const char *key)
{
    struct occurrence o;
    return event_occurrence(e, f->floating, key, &o) == RECUR_FOUND && o.end <= f->at;
}

static bool is_over_now(const struct matter *m)
{
    return is_over_in(m->g->f->now, m->g->f, m->key);
}

/* By the time that was told: a moved occurrence is told as one that has no series. */
static bool was_over(const struct matter *m)
{
    const struct itip_facts *f = m->g->f;
    if (!m->row)
        return m->g->series_told && is_over_in(m->g->series_told, f, m->key);
    OWN(event) told = told_read(f, m->row);
    return told && moment_instant(&event_main(told)->end, f->floating) <= f->at;
}

/* --- saying it ------------------------------------------------------------------------------ */

/* The number under which he knows the series when this plan is carried out. */
static int64_t series_sequence(const struct guest *g)
{
    int64_t known = g->series_row ? g->series_row->sequence : 0;
    if (g->series == SERIES_NONE || g->series == SERIES_SAME)
        return known;
    if (!series_now(g)) /* it is cancelled */
        return known + 1;
    return g->d->series_sequence > known ? g->d->series_sequence : known;
}

/* Outlook heeds an occurrence only above the number of its series. */
static int64_t told_sequence(const struct matter *m)
{
    int64_t own = m->row ? m->row->sequence : 0, of_series = series_sequence(m->g);
    return own > of_series ? own : of_series;
}

static void say(const struct matter *m, enum ical_method method, int changed, int64_t least,
                const char *rule)
{
    struct drafted d = {
        .message = {.method = method, .changed = changed, .rule = rule},
        .of = m->own,
        .least = least,
        .is_silent = method == METHOD_ABSENT,
    };
    snprintf(d.message.key, sizeof d.message.key, "%s", m->key);
    /* An occurrence without a VEVENT of its own goes by the number of its series. */
    if (!m->own && series_now(m->g) && d.least < series_now(m->g)->sequence)
        d.least = series_now(m->g)->sequence;
    guest_say(m->g, &d);
}

/* What is told of the series holds for it: its row goes with that message. */
static void cover(const struct matter *m)
{
    if (m->row)
        say(m, METHOD_ABSENT, ITIP_REMOVED, m->row->sequence, "covered");
}

static void skip(const struct matter *m, const char *rule)
{
    draft_skip(m->g->d, m->g->address, m->key, rule);
}

static void ask_again(const struct matter *m, const char *rule)
{
    bool knew = m->row || m->g->series_row;
    if (is_over_now(m))
        skip(m, "past");
    else
        say(m, METHOD_REQUEST, ITIP_NEW, knew ? told_sequence(m) + 1 : 0, rule);
}

static const char *rule_of(int changed)
{
    return changed & SIGNIFICANT ? "occurrence-moved" : "occurrence-changed";
}

/* It is as it was told; only its number may not fall behind. */
static void keep_number(const struct matter *m)
{
    if (!m->own || !m->row)
        return;
    struct drafted d = {.of = m->own, .least = m->row->sequence};
    snprintf(d.message.key, sizeof d.message.key, "%s", m->key);
    guest_say(m->g, &d);
}

static void tell_if_changed(const struct matter *m, const struct view *told, int with)
{
    OWN(view) now = guest_view_now(m->g, m->g->f->now, m->key);
    int changed = told && now ? view_changes(told, now) : ITIP_WHEN;
    bool is_again = m->row && m->row->is_cancelled;
    bool raises = is_again || (changed & SIGNIFICANT);
    if (!changed && !is_again)
        keep_number(m);
    else if (is_over_now(m))
        skip(m, "past");
    else
        say(m, METHOD_REQUEST, changed | with, told_sequence(m) + raises, rule_of(changed));
}

/* --- the cases ------------------------------------------------------------------------------ */

/* The CANCEL of the series takes every occurrence from him; what he is still to come to is told
 * after it. */
static void with_series_gone(const struct matter *m)
{
    if (m->is)
        ask_again(m, "occurrence-only");
    cover(m);
}

/* He knows it as the series was told to him, so the message about the series says it all. */
static bool is_covered(const struct matter *m)
{
    const struct guest *g = m->g;
    if (m->own || g->series == SERIES_SAME || g->series == SERIES_NONE)
        return false;
    if (g->series == SERIES_RETOLD || !m->row)
        return true;
    OWN(view) told = told_view(m->row);
    OWN(view) plain = guest_view_now(g, g->series_told, m->key);
    return plain && !view_changes(told, plain);
}

/* A message about the series goes out, and the occurrence has a VEVENT of its own. */
static void beside_series(const struct matter *m, int with)
{
    const struct event *series = guest_series_as_told(m->g);
    if (!has_occurrence(series, m->g->f, m->key)) {
        ask_again(m, "occurrence-only");
        return;
    }
    OWN(view) plain = guest_view_now(m->g, series, m->key);
    tell_if_changed(m, plain, with);
}

static void compare(const struct matter *m)
{
    const struct guest *g = m->g;
    if (is_covered(m)) {
        cover(m);
    } else if (m->row) {
        OWN(view) told = told_view(m->row);
        tell_if_changed(m, told, 0);
    } else if (m->own && g->series == SERIES_SAME) {
        OWN(view) told = guest_view_now(g, g->series_told, m->key);
        tell_if_changed(m, told, 0);
    } else if (m->own) {
        beside_series(m, 0);
    }
}

static void come_again(const struct matter *m)
{
    bool is_retold = m->g->series == SERIES_RETOLD;
    if (is_retold && !m->own)
        cover(m);
    else if (is_retold && !m->row)
        beside_series(m, 0);
    else if (m->own || m->row)
        ask_again(m, m->row ? "occurrence-again" : "occurrence-only");
}

/* He knows, or is about to, a series in which this one does not happen. What it leaves out by name
 * he has to be told, if he was told of it by name. */
static bool left_with_series(const struct matter *m)
{
    const struct guest *g = m->g;
    if (g->series == SERIES_NONE)
        return false;
    if (!m->row)
        return g->series == SERIES_RETOLD;
    return !m->own && !keys_have(&g->excluded, m->key);
}

static void call_off(const struct matter *m)
{
    const struct guest *g = m->g;
    bool still_held =
        m->own ? m->own->status != EVENT_CANCELLED : has_occurrence(g->f->now, g->f, m->key);
    if (left_with_series(m)) {
        cover(m);
    } else if (was_over(m)) {
        skip(m, "past");
    } else if (still_held && !series_is_off(g)) {
        say(m, METHOD_CANCEL, ITIP_REMOVED, told_sequence(m), "occurrence-removed");
    } else {
        say(m, METHOD_CANCEL, ITIP_CANCELLED, told_sequence(m) + 1, "occurrence-cancelled");
    }
}

/* The series is new to him: besides it only what differs has to be told, and what he was told by
 * name before. */
static void with_new_series(const struct matter *m)
{
    if (!m->is) {
        if (m->was)
            call_off(m);
        return;
    }
    if (!m->own && !m->was) {
        cover(m);
        return;
    }
    if (!m->was) {
        beside_series(m, ITIP_NEW);
        return;
    }
    OWN(view) told = told_view(m->row);
    tell_if_changed(m, told, 0);
}

static void settle(const struct matter *m)
{
    if (m->g->series == SERIES_NEW)
        with_new_series(m);
    else if (m->g->series == SERIES_GONE)
        with_series_gone(m);
    else if (m->is && m->was)
        compare(m);
    else if (m->is)
        come_again(m);
    else if (m->was)
        call_off(m);
}

/* --- which occurrences there is anything to say of ------------------------------------------ */

static void add_keys(struct keys *to, const struct keys *from)
{
    for (size_t i = 0; i < from->count; i++)
        keys_add(to, from->at[i]);
}

static void collect(const struct guest *g, const struct excluded *x, struct keys *keys)
{
    for (size_t i = 0; g->f->now && i < g->f->now->noverrides; i++) {
        char name[KEY_SIZE];
        vevent_key(&g->f->now->overrides[i], name);
        keys_add(keys, name);
    }
    for (size_t i = 0; i < g->nrows; i++)
        if (*g->rows[i]->key)
            keys_add(keys, g->rows[i]->key);
    add_keys(keys, &x->gone);
    add_keys(keys, &x->back);
}

void guest_occurrences(struct guest *g, const struct excluded *x)
{
    OWN_KEYS keys = {0};
    collect(g, x, &keys);
    for (size_t i = 0; i < keys.count; i++) {
        struct matter m;
        look(&m, g, keys.at[i]);
        settle(&m);
    }
}
