/* Calendars and their settings. */
#include "internal.h"

struct calendar *calendar_new(int64_t account, const char *name)
{
    struct calendar *c = mem_new(sizeof *c);
    *c = (struct calendar){.account = account,
                           .name = mem_str(name),
                           .policy = -1,
                           .min_duration_s = -1,
                           .all_day = -1,
                           .rooms = -1,
                           .guests = -1,
                           .lobby_page = -1,
                           .position = -1};
    return c;
}

void calendar_free(struct calendar *c)
{
    if (!c)
        return;
    free(c->name);
    free(c->display);
    free(c->description);
    free(c->display_language);
    free(c->description_language);
    free(c->color);
    free(c->timezone);
    free(c->provider);
    free(c);
}

static bool name_is_free(struct tx *tx, const struct calendar *c, int64_t id, struct error *err)
{
    static const char sql[] = "SELECT id FROM calendars WHERE account = $1 AND name = $2";
    int64_t holder = 0;
    int got = tx_number(tx, sql, BIND(val_int(c->account), val_str(c->name)), &holder, err);
    if (got > 0 && holder != id)
        return fail(err, FAULT_CONFLICT, NULL, "There is a calendar %s already.", c->name);
    return got >= 0;
}

static int64_t components_of(const struct calendar *c)
{
    return c->components ? c->components : COMPONENT_EVENT | COMPONENT_TODO | COMPONENT_JOURNAL;
}

static struct val val_position(const struct calendar *c)
{
    return c->position >= 0 ? val_int(c->position) : (struct val){.kind = VAL_NULL};
}

bool store_calendar_add(struct tx *tx, const struct calendar *c, int64_t *id_out, struct error *err)
{
    static const char sql[] =
        "INSERT INTO calendars (account, id, name, display, description, color, policy,"
        " min_duration_s, all_day, rooms, change_number, changed, kind, components, timezone,"
        " position, is_transparent, display_language, description_language, guests, provider,"
        " lobby_page)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, $11, $12, $13, $14, $15, $16, $17,"
        " $18, $19, $20, $21)";
    int64_t id;
    TRY(name_is_free(tx, c, 0, err));
    TRY(tx_next_number(tx, "calendar", &id, err));
    TRY(tx_run(tx, sql,
               BIND(val_int(c->account), val_int(id), val_str(c->name), val_str(c->display),
                    val_str(c->description), val_str(c->color), val_int(c->policy),
                    val_int(c->min_duration_s), val_int(c->all_day), val_int(c->rooms),
                    val_int(clock_now()), val_int(c->kind), val_int(components_of(c)),
                    val_str(c->timezone), val_position(c), val_int(c->is_transparent),
                    val_str(c->display_language), val_str(c->description_language),
                    val_int(c->guests), val_str(c->provider), val_int(c->lobby_page)),
               err));
    *id_out = id;
    return true;
}

bool store_calendar_save(struct tx *tx, const struct calendar *c, struct error *err)
{
    static const char sql[] =
        "UPDATE calendars SET name = $3, display = $4, description = $5, color = $6, policy = $7,"
        " min_duration_s = $8, all_day = $9, rooms = $10, changed = $11, components = $12,"
        " timezone = $13, position = $14, is_transparent = $15, display_language = $16,"
        " description_language = $17, guests = $18, provider = $19, lobby_page = $20,"
        " change_number = change_number + 1 WHERE account = $1 AND id = $2 RETURNING id";
    int64_t id;
    TRY(name_is_free(tx, c, c->id, err));
    int got = tx_number(tx, sql,
                        BIND(val_int(c->account), val_int(c->id), val_str(c->name),
                             val_str(c->display), val_str(c->description), val_str(c->color),
                             val_int(c->policy), val_int(c->min_duration_s), val_int(c->all_day),
                             val_int(c->rooms), val_int(clock_now()), val_int(components_of(c)),
                             val_str(c->timezone), val_position(c), val_int(c->is_transparent),
                             val_str(c->display_language), val_str(c->description_language),
                             val_int(c->guests), val_str(c->provider), val_int(c->lobby_page)),
                        &id, err);
    return got > 0 || (got == 0 && fail(err, FAULT_NOT_FOUND, NULL,
                                        "There is no calendar %s any more.", c->name));
}

bool store_calendar_remove(struct tx *tx, int64_t account, int64_t id, struct error *err)
{
    static const char sql[] =
        "DELETE FROM calendars WHERE account = $1 AND id = $2 RETURNING id"; /* cascades */
    int64_t removed;
    int got = tx_number(tx, sql, BIND(val_int(account), val_int(id)), &removed, err);
    return got > 0 ||
           (got == 0 && fail(err, FAULT_NOT_FOUND, NULL, "There is no such calendar any more."));
}

/* --- reading ---------------------------------------------------------------------------------- */

#define CALENDAR_COLUMNS                                                                        \
    "account, id, name, display, description, color, policy, min_duration_s, all_day, rooms,"   \
    " change_number, changed, kind, components, timezone, position, is_transparent, forgotten," \
    " display_language, description_language, guests, provider, lobby_page"

static struct calendar *read_calendar(const struct rows *r)
{
    struct calendar *c = mem_new(sizeof *c);
    c->account = rows_int(r, 0);
    c->id = rows_int(r, 1);
    c->name = rows_str(r, 2);
    c->display = rows_str(r, 3);
    c->description = rows_str(r, 4);
    c->color = rows_str(r, 5);
    c->policy = (int)rows_int(r, 6);
    c->min_duration_s = rows_int(r, 7);
    c->all_day = (int)rows_int(r, 8);
    c->rooms = (int)rows_int(r, 9);
    c->change_number = rows_int(r, 10);
    c->changed = rows_int(r, 11);
    c->kind = (enum calendar_kind)rows_int(r, 12);
    c->components = (unsigned)rows_int(r, 13);
    c->timezone = rows_str(r, 14);
    c->position = rows_is_null(r, 15) ? -1 : rows_int(r, 15);
    c->is_transparent = rows_int(r, 16) != 0;
    c->forgotten = rows_int(r, 17);
    c->display_language = rows_str(r, 18);
    c->description_language = rows_str(r, 19);
    c->guests = (int)rows_int(r, 20);
    c->provider = rows_str(r, 21);
    c->lobby_page = (int)rows_int(r, 22);
    return c;
}

struct calendar *store_calendar_named(struct tx *tx, int64_t account, const char *name,
                                      struct error *err)
{
    static const char sql[] =
        "SELECT " CALENDAR_COLUMNS " FROM calendars WHERE account = $1 AND name = $2";
    OWN(rows) r = tx_rows(tx, sql, BIND(val_int(account), val_str(name)), err);
    TRY(r);
    if (rows_next(r, err))
        return read_calendar(r);
    if (rows_ok(r))
        fail(err, FAULT_NOT_FOUND, NULL, "There is no calendar %s.", name);
    return NULL;
}

struct calendar *store_calendar(struct tx *tx, int64_t account, int64_t id, struct error *err)
{
    static const char sql[] =
        "SELECT " CALENDAR_COLUMNS " FROM calendars WHERE account = $1 AND id = $2";
    OWN(rows) r = tx_rows(tx, sql, BIND(val_int(account), val_int(id)), err);
    TRY(r);
    if (rows_next(r, err))
        return read_calendar(r);
    if (rows_ok(r))
        fail(err, FAULT_NOT_FOUND, NULL, "There is no such calendar any more.");
    return NULL;
}

static struct calendar *find_inbox(struct tx *tx, int64_t account, struct error *err)
{
    static const char sql[] =
        "SELECT " CALENDAR_COLUMNS " FROM calendars WHERE account = $1 AND kind = 1";
    OWN(rows) r = tx_rows(tx, sql, BIND(val_int(account)), err);
    TRY(r);
    if (rows_next(r, err))
        return read_calendar(r);
    if (rows_ok(r))
        fail(err, FAULT_NOT_FOUND, NULL, "There is no inbox yet.");
    return NULL;
}

struct calendar *store_calendar_inbox(struct tx *tx, int64_t account, struct error *err)
{
    int64_t id;
    struct calendar *c = find_inbox(tx, account, err);
    if (c || err->kind != FAULT_NOT_FOUND)
        return c;
    OWN(calendar) fresh = calendar_new(account, INBOX_NAME);
    fresh->kind = CALENDAR_INBOX;
    TRY(store_calendar_add(tx, fresh, &id, err));
    return store_calendar(tx, account, id, err);
}

bool store_calendars(struct tx *tx, int64_t account,
                     bool (*each)(const struct calendar *c, void *with), void *with,
                     struct error *err)
{
    static const char sql[] =
        "SELECT " CALENDAR_COLUMNS " FROM calendars WHERE account = $1 AND kind = 0"
        " ORDER BY name";
    OWN(rows) r = tx_rows(tx, sql, BIND(val_int(account)), err);
    TRY(r);
    while (rows_next(r, err)) {
        OWN(calendar) c = read_calendar(r);
        if (!each(c, with))
            return true;
    }
    return rows_ok(r);
}

bool store_calendar_change_number(struct tx *tx, int64_t account, int64_t id, int64_t *number_out,
                                  struct error *err)
{
    static const char sql[] = "SELECT change_number FROM calendars WHERE account = $1 AND id = $2";
    int got = tx_number(tx, sql, BIND(val_int(account), val_int(id)), number_out, err);
    return got > 0 ||
           (got == 0 && fail(err, FAULT_NOT_FOUND, NULL, "There is no such calendar any more."));
}
