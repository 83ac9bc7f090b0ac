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
        return m->own->status != EVENT_CANCELLED && vevent_attendee(m->own, g->address);
    return series_now(g) && vevent_attendee(series_now(g), g->address) &&
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

/* Of the occurrence, else of the series, be it told before or by this very plan. */
static int64_t told_sequence(const struct matter *m)
{
    const struct told *series = m->g->series_row;
    int64_t own = m->row ? m->row->sequence : series ? series->sequence : 0;
    bool is_new = m->g->series == SERIES_NEW;
    int64_t of_series = is_new ? series_now(m->g)->sequence : 0;
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
    struct drafted d = {.of = m->own, .least = told_sequence(m)};
    snprintf(d.message.key, sizeof d.message.key, "%s", m->key);
    if (m->own && m->row)
        guest_say(m->g, &d);
}

static void tell_if_changed(const struct matter *m, const struct view *told, int with)
{
    OWN(view) now = guest_view_now(m->g, m->g->f->now, m->key, 0);
    int changed = told && now ? view_changes(told, now) : ITIP_WHEN;
    bool is_again = m->row && m->row->is_cancelled;
    /* Outlook heeds an occurrence only above the number of its series. */
    bool raises = is_again || (changed & SIGNIFICANT);
    if (!changed && !is_again)
        keep_number(m);
    else if (is_over_now(m))
        skip(m, "past");
    else
        say(m, METHOD_REQUEST, changed | with, told_sequence(m) + raises, rule_of(changed));
}

/* --- the cases ------------------------------------------------------------------------------ */

/* The series is new to him: only occurrences that differ from it have to be told besides. */
static void with_new_series(const struct matter *m)
{
    if (!m->is)
        return;
    if (!m->own) {
        if (m->row)
            say(m, METHOD_ABSENT, 0, m->row->sequence, "covered");
        return;
    }
    OWN(view) plain = guest_view_now(m->g, m->g->f->now, m->key, TEXT_FROM_SERIES);
    tell_if_changed(m, plain, ITIP_NEW);
}

static void with_series_gone(const struct matter *m)
{
    if (m->is)
        ask_again(m, "occurrence-only");
    else if (m->row && m->was)
        say(m, METHOD_ABSENT, ITIP_CANCELLED, m->row->sequence, "covered");
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
    OWN(view) plain = guest_view_now(g, g->series_told, m->key, TEXT_FROM_SERIES);
    return plain && !view_changes(told, plain);
}

static void compare(const struct matter *m)
{
    const struct guest *g = m->g;
    if (is_covered(m)) {
        if (m->row)
            say(m, METHOD_ABSENT, 0, m->row->sequence, "covered");
        return;
    }
    if (!m->own && !m->row)
        return;
    bool from_now = g->series == SERIES_TOLD || g->series == SERIES_RETOLD;
    OWN(view)
    told = m->row
               ? told_view(m->row)
               : guest_view_now(g, from_now ? g->f->now : g->series_told, m->key, TEXT_FROM_SERIES);
    tell_if_changed(m, told, 0);
}

static void come_again(const struct matter *m)
{
    bool is_retold = m->g->series == SERIES_RETOLD;
    if (is_retold && !m->own) {
        if (m->row)
            say(m, METHOD_ABSENT, 0, m->row->sequence, "covered");
    } else if (is_retold && !m->row) {
        OWN(view) plain = guest_view_now(m->g, m->g->f->now, m->key, TEXT_FROM_SERIES);
        tell_if_changed(m, plain, 0);
    } else if (m->own || m->row) {
        ask_again(m, m->row ? "occurrence-again" : "occurrence-only");
    }
}

static void call_off(const struct matter *m)
{
    const struct guest *g = m->g;
    bool still_held =
        m->own ? m->own->status != EVENT_CANCELLED : has_occurrence(g->f->now, g->f, m->key);
    if (g->series == SERIES_RETOLD && (!m->own || !m->row)) {
        if (m->row)
            say(m, METHOD_ABSENT, ITIP_CANCELLED, m->row->sequence, "covered");
    } else if (was_over(m)) {
        skip(m, "past");
    } else if (still_held && !series_is_off(g)) {
        say(m, METHOD_CANCEL, ITIP_REMOVED, told_sequence(m), "occurrence-removed");
    } else {
        say(m, METHOD_CANCEL, ITIP_CANCELLED, told_sequence(m) + 1, "occurrence-cancelled");
    }
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
