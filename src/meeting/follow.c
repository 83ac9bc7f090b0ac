#include "internal.h"

/* What one decision works on. */
struct following {
    const struct meeting_facts *f;
    const struct provider *provider;
    struct splice *edits;
    struct places_list *places; /* NULL when the event is gone */
    struct own own;
    struct meeting *m; /* the row to be */
    const char *rule;
};

/* --- rows ----------------------------------------------------------------------------------- */

static struct meeting *meeting_copy(const struct meeting *m)
{
    struct meeting *copy = mem_new(sizeof *copy);
    *copy = *m;
    copy->uid = mem_str(m->uid);
    copy->code = mem_str(m->code);
    copy->provider = mem_str(m->provider);
    copy->room = mem_str(m->room);
    copy->url = mem_str(m->url);
    copy->link = mem_str(m->link);
    copy->room_told = mem_str(m->room_told);
    copy->room_fault = mem_str(m->room_fault);
    return copy;
}

static void replace(char **into, char *by)
{
    free(*into);
    *into = by;
}

static void set_link(const struct config *c, struct meeting *m)
{
    bool comes = m->url || room_is_asked_for(m);
    if (!comes)
        replace(&m->link, NULL);
    else if (c->server.public_url)
        replace(&m->link, mem_strf("%s/j/%s", c->server.public_url, m->code));
    else
        replace(&m->link, mem_str(m->url));
}

/* Without a room; with the code that it has been given already, if it has. */
static struct meeting *meeting_blank(const struct following *w)
{
    const struct meeting_facts *f = w->f;
    struct meeting *m = mem_new(sizeof *m);
    m->account = f->owner->id;
    m->uid = mem_str(f->now->uid);
    m->code = w->m ? mem_str(w->m->code) : code_make();
    m->state = MEETING_NONE;
    m->created = f->at;
    event_span(f->now, f->floating, &m->starts, &m->ends);
    return m;
}

static struct meeting *meeting_new(const struct following *w, struct error *err)
{
    const struct meeting_facts *f = w->f;
    OWN(meeting) m = meeting_blank(w);
    m->provider = mem_str(w->provider->name);
    m->per_occurrence = wants_room_per_occurrence(f);
    m->state = MEETING_OPEN;
    TRY(w->provider->create(f->config, event_main(f->now)->summary, m, err));
    set_link(f->config, m);
    return GIVE(m);
}

/* --- the event ------------------------------------------------------------------------------ */

static bool any_trace(const struct following *w)
{
    for (size_t i = 0; i < w->places->count; i++)
        if (w->places->rows[i].has_trace)
            return true;
    return false;
}

static bool any_own_in(const struct following *w, const struct places *p)
{
    for (size_t i = 0; i < p->v->nconferences; i++)
        if (own_url(&w->own, span_of(p->v->conferences[i].uri)))
            return true;
    for (int i = 0; i < PLACES; i++)
        if (p->at[i].is_there && own_anywhere(&w->own, span_of(p->at[i].value)))
            return true;
    return false;
}

static bool any_own(const struct following *w)
{
    for (size_t i = 0; i < w->places->count; i++)
        if (any_own_in(w, &w->places->rows[i]))
            return true;
    return false;
}

static bool has_foreign(const struct following *w)
{
    struct span url;
    return w->places->count && places_foreign(&w->own, &w->places->rows[0], &url);
}

/* An occurrence that is off, or that has a video link of another kind, gets none of ours besides;
 * one that it has is kept true. */
static void write_everywhere(const struct following *w)
{
    struct own own = w->own;
    own.m = w->m;
    for (size_t i = 0; i < w->places->count; i++) {
        const struct places *p = &w->places->rows[i];
        struct span url;
        bool only_renew =
            p->v->status == EVENT_CANCELLED || (places_foreign(&own, p, &url) && !any_own_in(w, p));
        (only_renew ? link_renew : link_write)(w->edits, &own, p);
    }
}

static void remove_everywhere(const struct following *w)
{
    for (size_t i = 0; i < w->places->count; i++)
        link_remove(w->edits, &w->own, &w->places->rows[i]);
}

static bool is_cancelled(const struct event *e)
{
    return event_main(e)->status == EVENT_CANCELLED && e->master;
}

/* --- decisions ------------------------------------------------------------------------------ */

static bool end(struct following *w, const char *rule)
{
    w->rule = rule;
    if (!w->m || w->m->state != MEETING_OPEN)
        return true;
    w->m->state = MEETING_ENDED;
    return true;
}

static bool detach(struct following *w, const char *rule, struct error *err)
{
    w->rule = rule;
    if ((!w->m || w->m->state == MEETING_NONE) && !any_own(w)) {
        w->rule = "no-room: there is nothing to take out";
        return true;
    }
    if (!w->m)
        w->m = meeting_new(w, err);
    TRY(w->m);
    remove_everywhere(w);
    w->m->state = MEETING_DETACHED;
    return true;
}

/* Who is invited answers by its code, even if there is no room to enter. */
static void give_code(struct following *w)
{
    if (!w->m && w->f->config->server.public_url && !event_is_over(w->f) &&
        has_somebody_to_meet(w->f))
        w->m = meeting_blank(w);
}

static bool open_room(struct following *w, struct error *err)
{
    OWN(meeting) m = meeting_new(w, err);
    TRY(m);
    if (!m->link) {
        w->rule = "provider: rooms are switched off";
        give_code(w);
        return true;
    }
    meeting_free(w->m);
    w->m = GIVE(m);
    write_everywhere(w);
    w->rule = "room: a new room";
    return true;
}

static bool decide_new(struct following *w, struct error *err)
{
    bool has_own_link = any_own(w);
    if (event_is_over(w->f))
        w->rule = "over: the event is over";
    else if (!has_own_link && has_foreign(w))
        w->rule = "foreign-link: the event has a video link of its own";
    else if (w->f->wish != MEETING_ATTACH)
        w->rule = policy_refuses(w->f, has_own_link);
    if (!w->rule)
        return open_room(w, err);
    if (has_own_link && policy_is_never(w->f))
        remove_everywhere(w); /* of another meeting, whose room it would open */
    give_code(w);
    return true;
}

static bool keep_room(struct following *w, struct error *err)
{
    if (w->f->saw_link && !any_trace(w))
        return detach(w, "detached: the link was taken out by somebody who saw it", err);
    if (!any_trace(w) && has_foreign(w)) {
        w->rule = "foreign-link: the event has a video link of its own";
        return true;
    }
    w->rule = "room: keeps its room";
    if (rotate_is_due(w->f, w->m)) {
        TRY(meeting_rotate(w->f->config, event_main(w->f->now)->summary, w->m, err));
        w->rule = "rotated: somebody was removed, and the room has another name";
    }
    if (w->m->link)
        write_everywhere(w);
    return true;
}

static bool reopen(struct following *w)
{
    if (event_is_over(w->f)) {
        w->rule = "over: the event is over";
        return true;
    }
    w->m->state = MEETING_OPEN;
    w->rule = "room: has its room again";
    if (w->m->link)
        write_everywhere(w);
    return true;
}

static bool relink(struct following *w, struct error *err)
{
    w->rule = "no-room: there is no link to write anew";
    if (!w->m || w->m->state != MEETING_OPEN || !w->m->link)
        return true;
    char *url = w->provider->url(w->f->config, w->m, "");
    if (!url && !w->provider->service)
        return fail(err, FAULT_CONFIG, NULL,
                    "Rooms are switched off: there is nothing to link to.");
    replace(&w->m->url, url);
    set_link(w->f->config, w->m);
    write_everywhere(w);
    w->rule = "relinked: the link is written anew";
    return true;
}

static bool stay_detached(struct following *w)
{
    w->rule = "detached: this event wants no room";
    if (any_own(w))
        remove_everywhere(w);
    return true;
}

static bool decide_ours(struct following *w, struct error *err)
{
    enum meeting_state state = w->m ? w->m->state : MEETING_NONE;
    if (w->f->wish == MEETING_DETACH)
        return detach(w, "detached: taken out as asked", err);
    if (w->f->wish == MEETING_RELINK)
        return relink(w, err);
    if (is_cancelled(w->f->now))
        return end(w, "cancelled: the event is off");
    switch (state) {
    case MEETING_OPEN:
        return keep_room(w, err);
    case MEETING_ENDED:
        return reopen(w);
    case MEETING_DETACHED:
        return stay_detached(w);
    case MEETING_NONE:
        break;
    }
    return decide_new(w, err);
}

static bool decide(struct following *w, struct error *err)
{
    if (!w->f->now)
        return end(w, "deleted: the event is gone");
    if (!meeting_is_ours(w->f->now, w->f->owner)) {
        w->rule = "not-ours: somebody else organizes it";
        return true;
    }
    w->places = places_read(w->f->now, w->f->had);
    return decide_ours(w, err);
}

/* --- the way in ----------------------------------------------------------------------------- */

static const struct provider *provider_of(const struct meeting_facts *f)
{
    const char *own = f->calendar ? f->calendar->provider : NULL;
    const char *name = own ? own : f->config->jitsi.provider;
    return provider_named(f->had && f->had->provider ? f->had->provider : name);
}

static void note_times(const struct meeting_facts *f, struct meeting *m)
{
    if (!f->now || !m)
        return;
    event_span(f->now, f->floating, &m->starts, &m->ends);
    bool was_moved = f->had && f->had->state == MEETING_OPEN && f->had->starts != m->starts;
    if (was_moved && !event_is_recurring(f->now)) {
        m->was_starts = f->had->starts;
        m->was_ends = f->had->ends;
    }
}

static void following_end(struct following *w)
{
    places_list_free(w->places);
    meeting_free(w->m);
}

bool meeting_follow(const struct meeting_facts *f, struct splice *edits,
                    struct meeting **meeting_out, const char **rule_out, struct error *err)
{
    *meeting_out = NULL;
    struct following w = {
        .f = f,
        .provider = provider_of(f),
        .edits = edits,
        .own = {.config = f->config, .had = f->had},
        .m = f->had ? meeting_copy(f->had) : NULL,
    };
    bool ok = w.provider ? decide(&w, err)
                         : fail(err, FAULT_CONFIG, NULL,
                                "The provider of these rooms is unknown; it can be one of %s.",
                                provider_names());
    if (ok) {
        note_times(f, w.m);
        *meeting_out = GIVE(w.m);
        *rule_out = w.rule;
    }
    following_end(&w);
    return ok;
}

char *meeting_foreign_link(const struct config *c, const struct meeting *m, const struct event *e)
{
    struct own own = {.config = c, .had = m};
    OWN(places_list) l = places_read(e, m);
    struct span url;
    if (l->count && places_foreign(&own, &l->rows[0], &url))
        return span_copy(url);
    return NULL;
}
