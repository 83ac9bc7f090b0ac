#include "internal.h"

struct ical_limits limits_of(const struct config *c)
{
    return (struct ical_limits){
        .object_bytes = c->limits.object_bytes,
        .line_bytes = c->limits.line_bytes,
        .depth = c->limits.depth,
        .properties = c->limits.properties,
        .parameters = c->limits.parameters,
        .attendees = c->limits.attendees,
    };
}

const struct zone *account_zone(const struct pipeline *p, const struct account *a)
{
    const struct zone *z = a->tz ? zone_named(p->zones, span_of(a->tz)) : NULL;
    return z ? z : zone_utc();
}

/* What is kept under a name of its own is no message; of a task nobody is told, so that a message
 * about one has nowhere to go. RFC 4791, 4.1 */
static bool check_method(const struct work *w, struct error *err)
{
    const struct event *e = w->came;
    if (e->method == METHOD_ABSENT || (e->kind == ITEM_EVENT && !w->c->at_name))
        return true;
    return fail(err, FAULT_INVALID, "valid-calendar-object-resource",
                "What is kept has no METHOD, and this is a message (METHOD:%s).",
                ical_method_name(e->method));
}

/* RFC 6638, 3.2.4.2 */
static bool check_organizers(const struct work *w, struct error *err)
{
    const struct event *e = w->came;
    const struct person *first = &event_main(e)->organizer;
    for (size_t i = 0; w->c->at_name && event_main(e)->has_organizer && i < e->noverrides; i++)
        if (e->overrides[i].has_organizer &&
            strcmp(e->overrides[i].organizer.address, first->address) != 0)
            return fail(err, FAULT_FORBIDDEN, "same-organizer-in-all-components",
                        "An occurrence names another ORGANIZER than the series does.");
    return true;
}

bool work_read(struct work *w, struct error *err)
{
    if (!w->c->text.len && w->c->kind != CHANGE_PUT)
        return w->c->uid ? true : fail(err, FAULT_BUG, NULL, "A change without text needs a UID.");
    struct ical_limits limits = limits_of(w->p->config);
    bool is_message = w->c->kind != CHANGE_PUT || w->c->is_delivery;
    struct span text = w->c->text;
    OWN_CHARS plain = personal_made_plain(text, &text.len);
    if (plain)
        text.at = plain;
    w->came = (is_message ? event_read : item_read)(text, w->p->zones, &limits, err);
    w->now = w->came;
    return w->came && check_method(w, err) && check_organizers(w, err);
}

static const char *uid_of(const struct work *w)
{
    return w->came ? w->came->uid : w->c->uid;
}

/* *o_out NULL when there is none; false only when the store failed. */
static bool find_object(struct tx *tx, int64_t account, int64_t calendar, const char *uid,
                        struct object **o_out, struct error *err)
{
    *o_out = store_object_by_uid(tx, account, calendar, uid, err);
    return *o_out || err->kind == FAULT_NOT_FOUND;
}

static bool load_object(struct work *w, struct tx *tx, struct error *err)
{
    TRY(find_object(tx, w->c->account, 0, uid_of(w), &w->old, err));
    if (!w->old)
        return true;
    w->before =
        item_read(span_make(w->old->text, w->old->text_len), w->p->zones, &ical_limits_stored, err);
    return w->before;
}

static bool load_owner(struct work *w, struct tx *tx, struct error *err)
{
    struct desk *d = w->desk;
    if (!d->owner || d->owner->id != w->c->account) {
        desk_clear(d);
        d->owner = store_account(tx, w->c->account, err);
        TRY(d->owner);
        d->floating = account_zone(w->p, d->owner);
    }
    w->owner = d->owner;
    w->floating = d->floating;
    return true;
}

/* Where the change happens: as it says, or where the UID is, or in "default". */
static bool load_calendar(struct work *w, struct tx *tx, struct error *err)
{
    struct desk *d = w->desk;
    int64_t wanted = w->c->calendar ? w->c->calendar : w->old ? w->old->calendar : 0;
    if (!wanted && w->c->is_delivery)
        TRY(store_calendar_default(tx, w->c->account, &wanted, err));
    bool is_there = d->calendar && (wanted ? d->calendar->id == wanted
                                           : strcmp(d->calendar->name, "default") == 0);
    if (!is_there) {
        calendar_free(d->calendar);
        d->calendar = wanted ? store_calendar(tx, w->c->account, wanted, err)
                             : store_calendar_named(tx, w->c->account, "default", err);
    }
    w->calendar = d->calendar;
    return w->calendar;
}

bool work_check_share(const struct work *w, struct tx *tx, const struct calendar *c,
                      struct error *err)
{
    struct share s = {0};
    if (!w->c->by || w->c->by == c->account)
        return true;
    TRY(store_share(tx, c->account, c->id, w->c->by, &s, err));
    return (s.reader && s.may_write) || fail(err, FAULT_FORBIDDEN, "need-privileges",
                                             "The calendar is not shared for writing any more.");
}

/* One UID lives once in an account: a second copy elsewhere would be told about twice. */
static bool check_place(const struct work *w, struct error *err)
{
    if (!w->old || w->old->calendar == w->calendar->id)
        return true;
    if (w->c->kind != CHANGE_PUT)
        return fail(err, FAULT_NOT_FOUND, NULL, "There is no event with this UID in calendar %s.",
                    w->calendar->name);
    return fail(err, FAULT_CONFLICT, "unique-scheduling-object-resource",
                "An event with this UID is in another calendar of this account already.");
}

static bool note_in_the_way(const struct work *w, struct tx *tx, const struct object *o,
                            struct error *err)
{
    OWN(calendar) c = store_calendar(tx, o->account, o->calendar, err);
    TRY(c);
    w->c->in_the_way = mem_strf("%s/%s", c->name, o->name);
    return fail(err, FAULT_CONFLICT,
                o->calendar == w->calendar->id ? "no-uid-conflict"
                                               : "unique-scheduling-object-resource",
                "Another object of this account has this UID or this name already.");
}

/* A resource is one event for its life, and an event is one resource. */
static bool check_name(const struct work *w, struct tx *tx, struct error *err)
{
    const struct change *c = w->c;
    if (!c->at_name || c->kind != CHANGE_PUT)
        return true;
    if (w->old && w->old->calendar == w->calendar->id && strcmp(w->old->name, c->name) == 0)
        return true;
    if (w->old)
        return note_in_the_way(w, tx, w->old, err);
    OWN(object) there = store_object_named(tx, c->account, w->calendar->id, c->name, err);
    if (there)
        return note_in_the_way(w, tx, there, err);
    return err->kind == FAULT_NOT_FOUND;
}

static bool holds_tag(const struct work *w)
{
    return w->old && w->old->schedule_tag &&
           strcmp(w->old->schedule_tag, w->c->if_schedule_tag) == 0;
}

static bool check_conditions(const struct work *w, struct error *err)
{
    const struct change *c = w->c;
    if (c->if_none_match && w->old)
        return fail(err, FAULT_PRECONDITION, NULL, "There is such an event already.");
    if (c->if_schedule_tag && !holds_tag(w))
        return fail(err, FAULT_PRECONDITION, "schedule-tag-match",
                    "The event has changed since; read it again first.");
    if (!c->if_match)
        return true;
    if (!w->old)
        return fail(err, FAULT_PRECONDITION, NULL, "There is no such event.");
    if (strcmp(c->if_match, "*") != 0 && strcmp(c->if_match, w->old->etag) != 0)
        return fail(err, FAULT_PRECONDITION, NULL,
                    "The event has changed since; read it again first.");
    return true;
}

/* Who was told of an event has to be told how it ends, which no task could do. */
static bool check_kind(const struct work *w, struct error *err)
{
    if (!w->before || !w->came || w->before->kind == w->came->kind)
        return true;
    return fail(
        err, FAULT_INVALID, "valid-calendar-object-resource",
        "This UID is that of something else (%s) already; remove it first, or take another.",
        item_word(w->before->kind));
}

/* RFC 4791, 5.2.3 */
static bool check_component(const struct work *w, struct error *err)
{
    unsigned takes = w->calendar->components;
    if (w->c->kind != CHANGE_PUT || !takes || takes & component_of(w->came))
        return true;
    return fail(err, FAULT_INVALID, "supported-calendar-component", "The calendar %s takes no %s.",
                w->calendar->name, item_word(w->came->kind));
}

static bool check_exists(const struct work *w, struct error *err)
{
    const char *from = w->c->from;
    bool was_renamed = w->old && from && strcmp(w->old->name, from) != 0;
    if (was_renamed)
        return fail(err, FAULT_NOT_FOUND, NULL, "The event has another name by now.");
    if (w->old || w->c->kind == CHANGE_PUT)
        return true;
    return fail(err, FAULT_NOT_FOUND, NULL, "There is no event with this UID.");
}

bool work_load_told(struct work *w, struct tx *tx, struct error *err)
{
    tolds_free(w->told);
    w->told = store_told(tx, w->c->account, uid_of(w), NULL, err);
    TRY(w->told);
    tolds_by_address(w->told);
    return true;
}

bool work_load(struct work *w, struct tx *tx, struct error *err)
{
    TRY(load_owner(w, tx, err));
    TRY(load_object(w, tx, err));
    TRY(load_calendar(w, tx, err));
    TRY(work_check_share(w, tx, w->calendar, err));
    TRY(check_name(w, tx, err));
    TRY(check_place(w, err));
    TRY(check_conditions(w, err));
    TRY(check_exists(w, err));
    TRY(check_kind(w, err));
    TRY(check_component(w, err));
    w->had = store_meeting(tx, w->c->account, uid_of(w), err);
    if (!w->had && err->kind != FAULT_NOT_FOUND)
        return false;
    return work_load_told(w, tx, err);
}
