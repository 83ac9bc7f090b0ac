/* Meetings: the room life of an event. */
#include "internal.h"

void meeting_free(struct meeting *m)
{
    if (!m)
        return;
    free(m->uid);
    free(m->code);
    free(m->provider);
    free(m->room);
    free(m->url);
    free(m->link);
    free(m->room_told);
    free(m->room_fault);
    free(m);
}

#define MEETING_COLUMNS                                                                            \
    "account, uid, code, provider, room, url, link, per_occurrence, state, starts, ends, created," \
    " was_starts, was_ends, room_told, room_fault"

static char *set_or_null(const struct rows *r, int column)
{
    return rows_span(r, column).len ? rows_str(r, column) : NULL;
}

static struct meeting *read_meeting(const struct rows *r)
{
    struct meeting *m = mem_new(sizeof *m);
    m->account = rows_int(r, 0);
    m->uid = rows_str(r, 1);
    m->code = rows_str(r, 2);
    m->provider = set_or_null(r, 3);
    m->room = set_or_null(r, 4);
    m->url = set_or_null(r, 5);
    m->link = set_or_null(r, 6);
    m->per_occurrence = rows_int(r, 7) != 0;
    m->state = (enum meeting_state)rows_int(r, 8);
    m->starts = rows_int(r, 9);
    m->ends = rows_int(r, 10);
    m->created = rows_int(r, 11);
    m->was_starts = rows_int(r, 12);
    m->was_ends = rows_int(r, 13);
    m->room_told = rows_str(r, 14);
    m->room_fault = rows_str(r, 15);
    return m;
}

struct meeting *store_meeting(struct tx *tx, int64_t account, const char *uid, struct error *err)
{
    static const char sql[] =
        "SELECT " MEETING_COLUMNS " FROM meetings WHERE account = $1 AND uid = $2";
    OWN(rows) r = tx_rows(tx, sql, BIND(val_int(account), val_str(uid)), err);
    TRY(r);
    if (rows_next(r, err))
        return read_meeting(r);
    if (rows_ok(r))
        fail(err, FAULT_NOT_FOUND, NULL, "The event %s has no room.", uid);
    return NULL;
}

struct meeting *store_meeting_by_code(struct tx *tx, const char *code, struct error *err)
{
    static const char sql[] = "SELECT " MEETING_COLUMNS " FROM meetings WHERE code = $1";
    OWN(rows) r = tx_rows(tx, sql, BIND(val_str(code)), err);
    TRY(r);
    if (rows_next(r, err))
        return read_meeting(r);
    if (rows_ok(r))
        fail(err, FAULT_NOT_FOUND, NULL, "There is no meeting behind this link.");
    return NULL;
}

struct meeting *store_meeting_by_room(struct tx *tx, const char *room, struct error *err)
{
    static const char sql[] =
        "SELECT " MEETING_COLUMNS " FROM meetings WHERE room = $1 ORDER BY created DESC LIMIT 1";
    OWN(rows) r = tx_rows(tx, sql, BIND(val_str(room)), err);
    TRY(r);
    if (rows_next(r, err))
        return read_meeting(r);
    if (rows_ok(r))
        fail(err, FAULT_NOT_FOUND, NULL, "There is no meeting in the room %.80s.", room);
    return NULL;
}

/* A meeting without a room has empty strings. */
static struct val text_or_empty(const char *s)
{
    return val_str(s ? s : "");
}

bool store_meeting_save(struct tx *tx, const struct meeting *m, struct error *err)
{
    static const char sql[] =
        "INSERT INTO meetings (" MEETING_COLUMNS ")"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,"
        " $13, $14, $15, $16)"
        " ON CONFLICT (account, uid) DO UPDATE SET code = excluded.code,"
        " provider = excluded.provider, room = excluded.room, url = excluded.url,"
        " link = excluded.link, per_occurrence = excluded.per_occurrence, state = excluded.state,"
        " starts = excluded.starts, ends = excluded.ends, was_starts = excluded.was_starts,"
        " was_ends = excluded.was_ends, room_told = excluded.room_told,"
        " room_fault = excluded.room_fault";
    return tx_run(tx, sql,
                  BIND(val_int(m->account), val_str(m->uid), val_str(m->code),
                       text_or_empty(m->provider), text_or_empty(m->room), text_or_empty(m->url),
                       text_or_empty(m->link), val_int(m->per_occurrence), val_int(m->state),
                       val_int(m->starts), val_int(m->ends), val_int(m->created),
                       val_int(m->was_starts), val_int(m->was_ends), val_str(m->room_told),
                       val_str(m->room_fault)),
                  err);
}

bool store_meeting_remove(struct tx *tx, int64_t account, const char *uid, struct error *err)
{
    static const char sql[] = "DELETE FROM meetings WHERE account = $1 AND uid = $2";
    return tx_run(tx, sql, BIND(val_int(account), val_str(uid)), err);
}

bool store_meetings(struct tx *tx, int64_t account,
                    bool (*each)(const struct meeting *m, void *with), void *with,
                    struct error *err)
{
    static const char all[] = "SELECT " MEETING_COLUMNS " FROM meetings ORDER BY starts, uid";
    static const char of_account[] =
        "SELECT " MEETING_COLUMNS " FROM meetings WHERE account = $1 ORDER BY starts, uid";
    OWN(rows)
    r = account ? tx_rows(tx, of_account, BIND(val_int(account)), err)
                : tx_rows(tx, all, BIND_NONE, err);
    TRY(r);
    while (rows_next(r, err)) {
        OWN(meeting) m = read_meeting(r);
        if (!each(m, with))
            return true;
    }
    return rows_ok(r);
}
