/* One event: from text to facts, and the questions that can be asked of it. */
#include "findings.h"

struct event_own { /* what event_free has to know; the event stands first */
    struct event event;
    struct arena arena;
    struct recurrence *recurrence;
};

static struct event_own *own_of(struct event *e)
{
    return (struct event_own *)e;
}

void event_free(struct event *e)
{
    if (!e)
        return;
    struct event_own *own = own_of(e);
    struct arena arena = own->arena; /* own lies in it */
    recurrence_free(own->recurrence);
    arena_free(&arena);
}

static struct event_own *event_new(struct span text)
{
    struct arena arena;
    arena_start(&arena, 2 * text.len + 2000);
    struct event_own *own = arena_take(&arena, sizeof(*own));
    memset(own, 0, sizeof(*own));
    own->event.text = span_make(arena_str(&arena, text), text.len);
    own->arena = arena;
    return own;
}

static void reading_end(struct reading *r)
{
    free(r->lines);
    free(r->drafts);
    free(r->written_zones);
}

/* --- one UID --------------------------------------------------------------------------------- */

static bool uid_read(struct reading *r, struct event *e, const struct draft *d, struct error *err)
{
    const struct kept_line *l = draft_first(r, d, PROP_UID);
    struct span uid = l ? span_trim(l->line.value) : (struct span){0};
    if (uid.len == 0)
        return reading_refuse(r, err, RULE_UID_MISSING, d->begin_number, NULL, "the %s has no UID.",
                              item_word(r->kind));
    const char *decoded = value_text(r->arena, uid);
    if (!e->uid)
        e->uid = decoded;
    if (strcmp(e->uid, decoded) == 0)
        return true;
    return reading_refuse(r, err, RULE_ANOTHER_UID, l->line.number, "UID",
                          "\"%.60s\" is another %s than \"%.60s\"; one object holds one.", decoded,
                          item_word(r->kind), e->uid);
}

/* *master_out: NULL where there are overrides alone. */
static bool find_master(struct reading *r, struct draft **master_out, struct error *err)
{
    *master_out = NULL;
    for (size_t i = 0; i < r->ndrafts; i++) {
        if (r->drafts[i].v.is_override)
            continue;
        if (!*master_out)
            *master_out = &r->drafts[i];
        else
            TRY(reading_refuse(r, err, RULE_EVENT_TWICE, r->drafts[i].begin_number, NULL,
                               "the %s of line %zu comes a second time, without RECURRENCE-ID.",
                               item_word(r->kind), (*master_out)->begin_number));
    }
    return true;
}

/* --- overrides ------------------------------------------------------------------------------- */

/* The local time of an instant; of an instance that a gap moved, the one that the set gives. */
static wall local_in_series(const struct vevent *master, instant at)
{
    const struct zone *zone = master->start.zone;
    struct instance named;
    size_t count = 0;
    bool after_gap = zone_offset(zone, at) > zone_offset(zone, at - INT64_C(26) * 3600);
    if (master->recurrence && after_gap &&
        recurrence_window(master->recurrence, at, at + 1, RECUR_BUDGET, &named, 1, &count) ==
            RECUR_FOUND &&
        count)
        return named.local;
    return zone_wall(zone, at);
}

/* A RECURRENCE-ID in the form of the master's DTSTART: programs write it in UTC, in another zone,
 * or as a day. */
static void recurrence_id_fit(struct moment *id, const struct vevent *master)
{
    const struct moment *start = &master->start;
    wall in_day = start->local - ((start->local % 86400) + 86400) % 86400;
    if (start->is_date && !id->is_date) {
        id->local -= ((id->local % 86400) + 86400) % 86400;
    } else if (!start->is_date && id->is_date) {
        id->local += start->local - in_day;
    } else if (!start->is_date && id->zone && start->zone && id->zone != start->zone) {
        id->local = local_in_series(master, zone_instant(id->zone, id->local));
    }
    id->is_date = start->is_date;
    id->zone = start->zone;
    id->tzid = start->tzid;
}

static int by_recurrence_id(const void *a, const void *b)
{
    const struct vevent *x = a, *y = b;
    instant at = moment_instant(&x->recurrence_id, NULL);
    instant bt = moment_instant(&y->recurrence_id, NULL);
    if (at != bt)
        return at < bt ? -1 : 1;
    return x->component < y->component ? -1 : x->component > y->component;
}

static bool overrides_differ(struct reading *r, const struct vevent *overrides, size_t count,
                             struct error *err)
{
    for (size_t i = 1; i < count; i++)
        if (moment_instant(&overrides[i - 1].recurrence_id, NULL) ==
            moment_instant(&overrides[i].recurrence_id, NULL))
            TRY(reading_refuse(r, err, RULE_OVERRIDE_TWICE, overrides[i].line, "RECURRENCE-ID",
                               "line %zu names the same occurrence.", overrides[i - 1].line));
    return true;
}

static bool overrides_take(struct reading *r, struct event *e, struct error *err)
{
    size_t count = r->ndrafts - (e->master != NULL);
    struct vevent *overrides = arena_array(r->arena, count, sizeof(*overrides));
    for (size_t i = 0, n = 0; i < r->ndrafts; i++) {
        struct draft *d = &r->drafts[i];
        if (!d->v.is_override)
            continue;
        if (e->master && e->master->start.is_date != d->v.recurrence_id.is_date)
            reading_report(r, RULE_RECURRENCE_ID_OTHER_TYPE, draft_first(r, d, PROP_RECURRENCE_ID),
                           draft_first(r, d, PROP_RECURRENCE_ID)->line.value);
        if (e->master)
            recurrence_id_fit(&d->v.recurrence_id, e->master);
        overrides[n++] = d->v;
    }
    if (count > 1)
        qsort(overrides, count, sizeof(*overrides), by_recurrence_id);
    e->overrides = overrides;
    e->noverrides = count;
    return overrides_differ(r, overrides, count, err);
}

static bool master_take(struct reading *r, struct event_own *own, struct error *err)
{
    struct draft *d;
    TRY(find_master(r, &d, err));
    if (!d)
        return true;
    TRY(series_read(r, d, &own->recurrence, err));
    struct vevent *master = arena_take(r->arena, sizeof(*master));
    *master = d->v;
    own->event.master = master;
    return true;
}

static bool no_event(struct reading *r, struct error *err)
{
    return refuse(r->findings, err, r->holds_others ? RULE_COMPONENT_NOT_KEPT : RULE_NO_EVENT, 0,
                  NULL, "There is no event (VEVENT) in this calendar.");
}

static bool facts_read(struct reading *r, struct event_own *own, struct error *err)
{
    TRY(structure_read(r, err));
    own->event.method = r->method;
    own->event.kind = r->kind;
    if (r->ndrafts == 0)
        return !r->is_refused && no_event(r, err);
    for (size_t i = 0; i < r->ndrafts; i++) {
        TRY(uid_read(r, &own->event, &r->drafts[i], err));
        TRY(vevent_read(r, &r->drafts[i], err));
    }
    TRY(master_take(r, own, err));
    TRY(overrides_take(r, &own->event, err));
    return !r->is_refused;
}

/* What r says of whom to tell and what to take goes for this text. */
static struct event *read_as(struct reading *r, struct span text, const struct ical_limits *limits,
                             struct error *err)
{
    r->limits = limits ? limits : &ical_limits_default;
    if (text.len > r->limits->object_bytes) {
        refuse(r->findings, err, RULE_OBJECT_TOO_LARGE, 0, NULL,
               "The event has %zu bytes; at most %zu are taken.", text.len,
               r->limits->object_bytes);
        return NULL;
    }
    struct event_own *own = event_new(text);
    OWN(event) e = &own->event;
    r->text = own->event.text;
    r->arena = &own->arena;
    bool ok = facts_read(r, own, err);
    if (r->findings)
        event_relate(r, e);
    reading_end(r);
    return ok ? GIVE(e) : NULL;
}

struct event *event_report(struct span text, struct zones *zones, const struct ical_limits *limits,
                           struct findings *findings, struct error *err)
{
    struct reading r = {.zones = zones, .findings = findings};
    return read_as(&r, text, limits, err);
}

struct event *event_read(struct span text, struct zones *zones, const struct ical_limits *limits,
                         struct error *err)
{
    return event_report(text, zones, limits, NULL, err);
}

struct event *item_read(struct span text, struct zones *zones, const struct ical_limits *limits,
                        struct error *err)
{
    struct reading r = {.zones = zones, .takes_items = true};
    return read_as(&r, text, limits, err);
}

/* --- questions ------------------------------------------------------------------------------- */

bool event_is_recurring(const struct event *e)
{
    return e->noverrides > 0 || (e->master && e->master->recurrence);
}

const struct vevent *event_main(const struct event *e)
{
    return e->master ? e->master : e->overrides;
}

const struct vevent *event_override(const struct event *e, const char *key)
{
    char found[20];
    for (size_t i = 0; i < e->noverrides; i++) {
        vevent_key(&e->overrides[i], found);
        if (strcmp(found, key) == 0)
            return &e->overrides[i];
    }
    return NULL;
}

const struct person *vevent_attendee(const struct vevent *v, const char *address)
{
    for (size_t i = 0; i < v->nattendees; i++)
        if (*address && strcmp(v->attendees[i].address, address) == 0)
            return &v->attendees[i];
    return NULL;
}

const struct person *event_attendee(const struct event *e, const char *address)
{
    const struct person *p = e->master ? vevent_attendee(e->master, address) : NULL;
    for (size_t i = 0; i < e->noverrides && !p; i++)
        p = vevent_attendee(&e->overrides[i], address);
    return p;
}

struct span vevent_text(const struct event *e, const struct vevent *v)
{
    (void)e;
    return v->text;
}
