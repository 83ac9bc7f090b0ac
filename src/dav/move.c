/* COPY and MOVE of objects. RFC 4918, 9.8 and 9.9
 *
 * A MOVE is one change of its own, so that the event keeps its room and nobody is told of a new
 * name. A COPY is a PUT of the same text: within an account the UID that is there already is in its
 * way, as it is for a PUT. */
#include "internal.h"

struct destination {
    struct resource at;
    bool overwrite; /* RFC 4918, 10.6 */
};

static bool find_destination(struct ask *a, struct destination *to, struct error *err)
{
    struct path path;
    const char *said = http_header(a->http, "Destination");
    const char *overwrite = http_header(a->http, "Overwrite");
    to->overwrite = !overwrite || !span_is_nocase(span_trim(span_of(overwrite)), "F");
    if (!said)
        return fail(err, FAULT_INVALID, NULL, "COPY and MOVE need a Destination.");
    TRY(path_read(span_trim(span_of(said)), &path, err));
    bool ok = path.place == PLACE_OBJECT && resource_find(a, &path, &to->at, err);
    bool is_elsewhere = path.place != PLACE_OBJECT;
    path_clear(&path);
    if (is_elsewhere)
        return fail(err, FAULT_FORBIDDEN, "calendar-collection-location-ok",
                    "Objects go into calendars alone.");
    return ok;
}

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

static bool carry(struct ask *a, unsigned rights,
                  bool (*run)(struct ask *, const struct destination *, struct error *),
                  struct error *err)
{
    struct destination to = {0};
    TRY(access_check(&a->at, rights, err));
    if (a->at.path.place != PLACE_OBJECT)
        return fail(err, FAULT_FORBIDDEN, NULL, "Only objects of calendars are copied or moved.");
    bool ok = find_destination(a, &to, err) && check_destination(a, &to, err) && run(a, &to, err);
    resource_clear(&to.at);
    return ok;
}

bool dav_move(struct ask *a, struct error *err)
{
    return carry(a, RIGHT_READ | RIGHT_WRITE, move, err);
}

bool dav_copy(struct ask *a, struct error *err)
{
    return carry(a, RIGHT_READ, copy, err);
}
