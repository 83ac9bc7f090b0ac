/* What stands behind a room, as the store knows it. */
#include "internal.h"

void booking_clear(struct booking *b)
{
    free(b->address);
    free(b->password);
    *b = (struct booking){0};
}

struct meeting *meeting_in_room(struct tx *tx, const struct roster *roster, const char *room,
                                struct error *err)
{
    int64_t account;
    struct meeting *m = store_meeting_by_room(tx, room, err);
    if (m || err->kind != FAULT_NOT_FOUND)
        return m;
    char *uid = NULL;
    if (!roster || !roster_owner(roster, room, &account, &uid))
        return NULL;
    m = store_meeting(tx, account, uid, err);
    free(uid);
    return m;
}

static void take_line(struct booking *b, const struct ical_line *line)
{
    int64_t seats;
    struct span value = span_trim(line->value);
    if (span_is_nocase(line->name, "X-CONVOKE-LOBBY")) {
        b->lobby = span_is_nocase(value, "TRUE");
    } else if (span_is_nocase(line->name, "X-CONVOKE-PASSWORD") && value.len &&
               value.len <= WORD_BYTES) {
        free(b->password);
        b->password = span_copy(value);
    } else if (span_is_nocase(line->name, "X-CONVOKE-SEATS") && span_number(value, &seats) &&
               seats > 0 && seats <= 100000) {
        b->seats = seats;
    }
}

static void take_lines(struct booking *b, struct span vevent)
{
    struct ical_line line;
    OWN(ical_reader) r = ical_reader_new(vevent, &ical_limits_stored);
    int got;
    while ((got = ical_reader_next(r, &line, NULL)))
        if (got > 0 && span_starts_nocase(line.name, "X-CONVOKE-"))
            take_line(b, &line);
}

void booking_take_wishes(struct booking *b, struct span vevent, const struct room_wishes *set)
{
    take_lines(b, vevent);
    if (set->lobby >= 0)
        b->lobby = set->lobby;
    if (set->seats >= 0)
        b->seats = set->seats;
    if (!set->password)
        return;
    free(b->password);
    b->password = *set->password ? mem_str(set->password) : NULL;
}

static void take_door(struct booking *b, const struct event *e, const struct doorway *way,
                      const struct room_wishes *set)
{
    b->door = way->door;
    b->has_time = way->has_occurrence;
    b->starts = way->occurrence.start;
    b->opens = way->opens;
    b->closes = way->closes;
    bool has_lines = e && way->has_occurrence && way->occurrence.from;
    struct span lines = has_lines ? vevent_text(e, way->occurrence.from) : SPAN("");
    booking_take_wishes(b, lines, set);
}

bool booking_read(const struct pipeline *p, const struct roster *roster, const char *room,
                  instant at, struct booking *out, struct error *err)
{
    struct doorway way;
    *out = (struct booking){0};
    OWN(tx) tx = store_read(p->store, err);
    TRY(tx);
    OWN(meeting) m = meeting_in_room(tx, roster, room, err);
    TRY(m);
    OWN(account) owner = store_account(tx, m->account, err);
    TRY(owner);
    OWN(event) e = event_behind(p, tx, m);
    out->zone = account_zone(p, owner);
    out->address = mem_str(owner->naddresses ? owner->addresses[0] : owner->name);
    struct door_facts f = {
        .config = p->config, .meeting = m, .event = e, .floating = out->zone, .at = at};
    meeting_door(&f, &way);
    struct room_wishes set;
    bool ok = store_room_wishes(tx, m->account, m->uid, &set, err);
    take_door(out, e, &way, &set);
    room_wishes_clear(&set);
    return ok;
}
