/* COPY and MOVE of objects. RFC 4918, 9.8 and 9.9
 *
 * A MOVE is one change of its own, so that the event keeps its room and nobody is told of a new
 * name. A COPY is a PUT of the same text: within an account the UID that is there already is in its
 * way, as it is for a PUT. */
#include "internal.h"

static bool is_same_place(const struct ask *a, const struct destination *to)
{
    return to->at.calendar->account == a->at.calendar->account &&
           to->at.calendar->id == a->at.calendar->id &&
           strcmp(to->at.path.name, a->at.path.name) == 0;
}

static bool check_destination(const struct ask *a, const struct destination *to, struct error *err)
{
    if (!(to->at.rights & RIGHT_WRITE))
        return access_check(&to->at, RIGHT_WRITE, err);
    if (!to->at.calendar)
        return fail(err, FAULT_CONFLICT, NULL, "There is no such calendar; make it first.");
    if (is_same_place(a, to))
        return fail(err, FAULT_FORBIDDEN, NULL, "The object is there already.");
    return to->overwrite || !to->at.object ||
           fail(err, FAULT_PRECONDITION, NULL, "There is an object of this name already.");
}

static bool submit(struct ask *a, const struct destination *to, struct change *c, struct error *err)
{
    tx_free(GIVE(a->tx));
    bool ok = change_submit(a->dav->pipeline, c, 1) || put_failed(a, &to->at, c, err);
    if (ok) {
        OWN(text) location = text_new();
        resource_add_href(&to->at, location);
        answer_schedule_tag(a, c->schedule_tag);
        http_answer_header(a->http, "Location", text_str(location));
        http_answer(a->http, c->outcome == CHANGE_CREATED ? 201 : 204, NULL, SPAN(""));
    }
    change_clear(c);
    return ok;
}

static bool move(struct ask *a, const struct destination *to, struct error *err)
{
    struct change c = {
        .kind = CHANGE_MOVE,
        .account = a->at.calendar->account,
        .calendar = a->at.calendar->id,
        .by = a->actor->id,
        .uid = a->at.object->uid,
        .from = a->at.object->name,
        .name = to->at.path.name,
        .to = {to->at.calendar->account, to->at.calendar->id, to->overwrite},
    };
    TRY(conditions_read(a, &c, err));
    return submit(a, to, &c, err);
}

static bool copy(struct ask *a, const struct destination *to, struct error *err)
{
    struct change of_source = {0};
    struct change c = {
        .kind = CHANGE_PUT,
        .account = to->at.calendar->account,
        .calendar = to->at.calendar->id,
        .by = a->actor->id,
        .text = span_make(a->at.object->text, a->at.object->text_len),
        .name = to->at.path.name,
        .at_name = true,
        .exact = true,
        .if_none_match = !to->overwrite,
        .tell = true,
        .adopt = true,
    };
    TRY(conditions_read(a, &of_source, err));
    return submit(a, to, &c, err);
}

static bool carry(struct ask *a,
                  bool (*run)(struct ask *, const struct destination *, struct error *),
                  struct error *err)
{
    struct destination to = {0};
    bool ok = destination_find(a, &to, err) && check_destination(a, &to, err) && run(a, &to, err);
    resource_clear(&to.at);
    return ok;
}

bool dav_move(struct ask *a, struct error *err)
{
    bool is_calendar = a->at.path.place == PLACE_CALENDAR;
    TRY(access_check(&a->at, is_calendar ? RIGHT_ALL : RIGHT_READ | RIGHT_WRITE, err));
    if (is_calendar)
        return move_calendar(a, err);
    if (a->at.path.place != PLACE_OBJECT)
        return fail(err, FAULT_FORBIDDEN, NULL, "Calendars and their objects alone are moved.");
    return carry(a, move, err);
}

/* A copy of a calendar would be a second object of each UID in its account. RFC 6638, 3.2.4.1 */
bool dav_copy(struct ask *a, struct error *err)
{
    TRY(access_check(&a->at, RIGHT_READ, err));
    if (a->at.path.place == PLACE_OBJECT)
        return carry(a, copy, err);
    return fail(err, FAULT_FORBIDDEN, NULL,
                "Objects alone are copied: an event is in one calendar of an account at a time.");
}
