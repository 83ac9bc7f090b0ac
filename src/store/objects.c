/* Objects: the stored text of one UID in one calendar, found by UID and by time. */
#include "internal.h"

void object_free(struct object *o)
{
    if (!o)
        return;
    free(o->name);
    free(o->uid);
    free(o->etag);
    free(o->text);
    free(o->schedule_tag);
    free(o);
}

/* How far a range query looks back for what began before it. What goes on for longer has an index
 * of its own, so that most of what is stored is met only where it lies. */
enum { DAY_S = 86400, SHORT_S = 2 * DAY_S, WEEKS_S = 126 * DAY_S, YEAR_S = 366 * DAY_S };

enum length { LENGTH_SHORT, LENGTH_LONG, LENGTH_WEEKS, LENGTH_YEAR };

static int64_t length_of(const struct object *o)
{
    int64_t span = 0;
    if (__builtin_sub_overflow(o->ends, o->starts, &span) || span > YEAR_S)
        return LENGTH_LONG;
    return span > WEEKS_S ? LENGTH_YEAR : span > SHORT_S ? LENGTH_WEEKS : LENGTH_SHORT;
}

static int64_t component_of(const struct object *o)
{
    return o->component ? o->component : COMPONENT_EVENT;
}

/* --- writing ---------------------------------------------------------------------------------- */

/* The number that this change of the calendar has. Read and written, since the one writer is alone:
 * SQLite keeps a table besides for what RETURNING gives. */
static bool raise_change_number(struct tx *tx, int64_t account, int64_t calendar, instant now,
                                int64_t *number_out, struct error *err)
{
    static const char last[] = "SELECT change_number FROM calendars WHERE account = $1 AND id = $2";
    static const char next[] = "UPDATE calendars SET change_number = $3, changed = $4"
                               " WHERE account = $1 AND id = $2";
    int got = tx_number(tx, last, BIND(val_int(account), val_int(calendar)), number_out, err);
    if (got <= 0)
        return got == 0 && fail(err, FAULT_NOT_FOUND, NULL, "There is no such calendar any more.");
    ++*number_out;
    return tx_run(tx, next,
                  BIND(val_int(account), val_int(calendar), val_int(*number_out), val_int(now)),
                  err);
}

/* What is kept of the row that is there: a resource keeps its name, and when it was created. */
static int load_kept(struct tx *tx, struct object *o, struct error *err)
{
    static const char sql[] = "SELECT id, name, created FROM objects"
                              " WHERE account = $1 AND uid = $2 AND calendar = $3";
    OWN(rows)
    r = tx_rows(tx, sql, BIND(val_int(o->account), val_str(o->uid), val_int(o->calendar)), err);
    if (!r)
        return -1;
    if (!rows_next(r, err))
        return rows_ok(r) ? 0 : -1;
    o->id = rows_int(r, 0);
    free(o->name);
    o->name = rows_str(r, 1);
    o->created = rows_int(r, 2);
    return 1;
}

static bool replace_row(struct tx *tx, const struct object *o, struct error *err)
{
    static const char sql[] =
        "UPDATE objects SET etag = $4, hash = $5, change_number = $6, changed = $7, starts = $8,"
        " ends = $9, length = $10, is_recurring = $11, is_ours = $12, text = $13,"
        " component = $14, schedule_tag = $15, size_bytes = $16"
        " WHERE account = $1 AND uid = $2 AND calendar = $3";
    return tx_run(tx, sql,
                  BIND(val_int(o->account), val_str(o->uid), val_int(o->calendar), val_str(o->etag),
                       val_digest(&o->hash), val_int(o->change_number), val_int(o->changed),
                       val_int(o->starts), val_int(o->ends), val_int(length_of(o)),
                       val_int(o->is_recurring), val_int(o->is_ours),
                       val_blob(o->text, o->text_len), val_int(component_of(o)),
                       val_str(o->schedule_tag), val_int((int64_t)o->text_len)),
                  err);
}

/* Another event that has the name already. */
static bool check_name(struct tx *tx, const struct object *o, struct error *err)
{
    static const char sql[] =
        "SELECT 1 FROM objects WHERE account = $1 AND calendar = $2 AND name = $3";
    int64_t one;
    int got = tx_number(tx, sql, BIND(val_int(o->account), val_int(o->calendar), val_str(o->name)),
                        &one, err);
    return got == 0 || (got > 0 && fail(err, FAULT_CONFLICT, "no-uid-conflict",
                                        "Another event has the name %s.", o->name));
}

static bool insert_row(struct tx *tx, const struct object *o, struct error *err)
{
    static const char unbury[] =
        "DELETE FROM tombstones WHERE account = $1 AND calendar = $2 AND name = $3";
    static const char sql[] =
        "INSERT INTO objects (account, calendar, uid, id, name, etag, hash, change_number, created,"
        " changed, starts, ends, length, is_recurring, is_ours, text, component, schedule_tag,"
        " size_bytes) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,"
        " $16, $17, $18, $19)";
    TRY(check_name(tx, o, err));
    TRY(tx_run(tx, unbury, BIND(val_int(o->account), val_int(o->calendar), val_str(o->name)), err));
    return tx_run(tx, sql,
                  BIND(val_int(o->account), val_int(o->calendar), val_str(o->uid), val_int(o->id),
                       val_str(o->name), val_str(o->etag), val_digest(&o->hash),
                       val_int(o->change_number), val_int(o->created), val_int(o->changed),
                       val_int(o->starts), val_int(o->ends), val_int(length_of(o)),
                       val_int(o->is_recurring), val_int(o->is_ours),
                       val_blob(o->text, o->text_len), val_int(component_of(o)),
                       val_str(o->schedule_tag), val_int((int64_t)o->text_len)),
                  err);
}

bool store_object_save(struct tx *tx, struct object *o, struct error *err)
{
    instant now = clock_now();
    TRY(raise_change_number(tx, o->account, o->calendar, now, &o->change_number, err));
    int known = load_kept(tx, o, err);
    TRY(known >= 0);
    struct digest digest = digest_of(span_make(o->text, o->text_len));
    free(o->etag);
    o->etag = digest_hex(&digest);
    o->changed = now;
    if (known)
        return replace_row(tx, o, err);
    o->id = o->change_number;
    o->created = now;
    return insert_row(tx, o, err);
}

bool store_object_note(struct tx *tx, struct object *o, struct error *err)
{
    static const char sql[] =
        "UPDATE objects SET etag = $4, change_number = $5, changed = $6, text = $7"
        " WHERE account = $1 AND uid = $2 AND calendar = $3";
    struct digest digest = digest_of(span_make(o->text, o->text_len));
    free(o->etag);
    o->etag = digest_hex(&digest);
    o->changed = clock_now();
    TRY(raise_change_number(tx, o->account, o->calendar, o->changed, &o->change_number, err));
    return tx_run(tx, sql,
                  BIND(val_int(o->account), val_str(o->uid), val_int(o->calendar), val_str(o->etag),
                       val_int(o->change_number), val_int(o->changed),
                       val_blob(o->text, o->text_len)),
                  err);
}

/* What stands behind for those who synchronise. */
static bool bury(struct tx *tx, int64_t account, int64_t calendar, const char *uid,
                 const char *name, struct error *err)
{
    static const char sql[] =
        "INSERT INTO tombstones (account, calendar, name, uid, change_number, removed)"
        " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (account, calendar, name) DO UPDATE"
        " SET uid = excluded.uid, change_number = excluded.change_number,"
        " removed = excluded.removed";
    instant now = clock_now();
    int64_t number = 0;
    TRY(raise_change_number(tx, account, calendar, now, &number, err));
    return tx_run(tx, sql,
                  BIND(val_int(account), val_int(calendar), val_str(name), val_str(uid),
                       val_int(number), val_int(now)),
                  err);
}

static bool remove_row(struct tx *tx, int64_t account, int64_t calendar, const char *uid,
                       char **name_out, struct error *err)
{
    static const char sql[] = "DELETE FROM objects WHERE account = $1 AND uid = $2"
                              " AND calendar = $3 RETURNING name";
    OWN(rows) r = tx_rows(tx, sql, BIND(val_int(account), val_str(uid), val_int(calendar)), err);
    TRY(r);
    if (!rows_next(r, err))
        return rows_ok(r) && fail(err, FAULT_NOT_FOUND, NULL,
                                  "There is no event with the UID %s in this calendar.", uid);
    *name_out = rows_str(r, 0);
    return true;
}

bool store_object_remove(struct tx *tx, int64_t account, int64_t calendar, const char *uid,
                         struct error *err)
{
    OWN_CHARS name = NULL;
    struct property_place at = {account, calendar, uid};
    TRY(remove_row(tx, account, calendar, uid, &name, err));
    TRY(store_properties_remove(tx, &at, err));
    return bury(tx, account, calendar, uid, name, err);
}

/* --- reading ---------------------------------------------------------------------------------- */

#define EACH_CALENDAR "calendar IN (SELECT id FROM calendars WHERE account = $1 AND kind = 0)"

#define OBJECT_COLUMNS                                                                             \
    "account, calendar, id, name, uid, etag, hash, change_number, created, changed, starts, ends," \
    " is_recurring, is_ours, text, component, schedule_tag"

/* Its strings are lent by the row. */
static struct object lend_object(const struct rows *r)
{
    return (struct object){
        .account = rows_int(r, 0),
        .calendar = rows_int(r, 1),
        .id = rows_int(r, 2),
        .name = rows_lend(r, 3),
        .uid = rows_lend(r, 4),
        .etag = rows_lend(r, 5),
        .hash = rows_digest(r, 6),
        .change_number = rows_int(r, 7),
        .created = rows_int(r, 8),
        .changed = rows_int(r, 9),
        .starts = rows_int(r, 10),
        .ends = rows_int(r, 11),
        .is_recurring = rows_int(r, 12) != 0,
        .is_ours = rows_int(r, 13) != 0,
        .text = rows_lend(r, 14),
        .text_len = rows_span(r, 14).len,
        .component = (enum component)rows_int(r, 15),
        .schedule_tag = rows_lend(r, 16),
    };
}

static struct object *copy_object(const struct object *lent)
{
    struct object *o = mem_new(sizeof *o);
    *o = *lent;
    o->name = mem_str(lent->name);
    o->uid = mem_str(lent->uid);
    o->etag = mem_str(lent->etag);
    o->text = span_copy(span_make(lent->text, lent->text_len));
    o->schedule_tag = mem_str(lent->schedule_tag);
    return o;
}

struct object *store_object_by_uid(struct tx *tx, int64_t account, int64_t calendar,
                                   const char *uid, struct error *err)
{
    static const char sql[] = "SELECT " OBJECT_COLUMNS " FROM objects WHERE account = $1"
                              " AND uid = $2 AND (calendar = $3 OR ($3 = 0 AND " EACH_CALENDAR
                              ")) ORDER BY calendar LIMIT 1";
    OWN(rows) r = tx_rows(tx, sql, BIND(val_int(account), val_str(uid), val_int(calendar)), err);
    TRY(r);
    if (rows_next(r, err)) {
        struct object lent = lend_object(r);
        return copy_object(&lent);
    }
    if (rows_ok(r))
        fail(err, FAULT_NOT_FOUND, NULL, "There is no event with the UID %s.", uid);
    return NULL;
}

struct object *store_object_named(struct tx *tx, int64_t account, int64_t calendar,
                                  const char *name, struct error *err)
{
    static const char sql[] = "SELECT " OBJECT_COLUMNS " FROM objects WHERE account = $1"
                              " AND calendar = $2 AND name = $3";
    OWN(rows) r = tx_rows(tx, sql, BIND(val_int(account), val_int(calendar), val_str(name)), err);
    TRY(r);
    if (rows_next(r, err)) {
        struct object lent = lend_object(r);
        return copy_object(&lent);
    }
    if (rows_ok(r))
        fail(err, FAULT_NOT_FOUND, NULL, "There is no %s in this calendar.", name);
    return NULL;
}

/* The statement that fits: whole calendars come from the index in order; ranges look back a bounded
 * time for what is over within it, and take the others from their index by end (the plus keeps
 * SQLite from going through all that began before). An event without duration overlaps the range
 * that begins with it, and the last one of a series may have none. */
#define ENDS_IN    "ends >= $2 AND (ends > $2 OR ends = starts OR is_recurring = 1)"
#define SHORT_ONES "length = 0 AND starts > $4 AND starts < $3 AND " ENDS_IN
#define WEEKS_ONES "length = 2 AND starts > $5 AND starts < $3 AND " ENDS_IN
#define YEAR_ONES  "length = 3 AND starts > $6 AND starts < $3 AND " ENDS_IN
#define LONG_ONES  "length = 1 AND +starts < $3 AND " ENDS_IN
#define ONE_OF(where, which) \
    "SELECT " OBJECT_COLUMNS " FROM objects WHERE account = $1 AND " where " AND " which
#define OR_ONE_OF(where, which) " UNION ALL " ONE_OF(where, which)
#define ALL_OF(where)            \
    ONE_OF(where, SHORT_ONES)    \
    OR_ONE_OF(where, WEEKS_ONES) \
    OR_ONE_OF(where, YEAR_ONES)  \
    OR_ONE_OF(where, LONG_ONES)

static const char calendar_all[] = "SELECT " OBJECT_COLUMNS " FROM objects WHERE account = $1"
                                   " AND calendar = $2 ORDER BY starts, id";
static const char calendar_range[] = ALL_OF("calendar = $7") " ORDER BY 11, 3";
static const char account_all[] =
    "SELECT " OBJECT_COLUMNS " FROM objects WHERE account = $1 AND " EACH_CALENDAR
    " ORDER BY starts, calendar, id";
static const char account_range[] = ALL_OF(EACH_CALENDAR) " ORDER BY 11, 2, 3";

static struct val val_before(instant at, int64_t s)
{
    int64_t before = 0;
    return val_int(__builtin_sub_overflow(at, s, &before) ? INSTANT_FIRST : before);
}

static struct rows *object_rows(struct tx *tx, const struct object_query *q, struct error *err)
{
    bool all = q->from == INSTANT_FIRST && q->to == INSTANT_NEVER;
    struct val account = val_int(q->account), calendar = val_int(q->calendar);
    if (all && q->calendar)
        return tx_rows(tx, calendar_all, BIND(account, calendar), err);
    if (all)
        return tx_rows(tx, account_all, BIND(account), err);
    struct val from = val_int(q->from), to = val_int(q->to);
    struct val since = val_before(q->from, SHORT_S + 1),
               weeks_since = val_before(q->from, WEEKS_S + 1),
               year_since = val_before(q->from, YEAR_S + 1);
    if (q->calendar)
        return tx_rows(tx, calendar_range,
                       BIND(account, from, to, since, weeks_since, year_since, calendar), err);
    return tx_rows(tx, account_range, BIND(account, from, to, since, weeks_since, year_since), err);
}

static bool each_object(struct tx *tx, const struct object_query *q,
                        bool (*each)(const struct object *o, void *with), void *with,
                        bool *stopped_out, struct error *err)
{
    OWN(rows) r = object_rows(tx, q, err);
    TRY(r);
    while (rows_next(r, err)) {
        struct object lent = lend_object(r);
        if (each(&lent, with))
            continue;
        *stopped_out = true;
        return true;
    }
    return rows_ok(r);
}

bool store_objects(struct tx *tx, const struct object_query *q,
                   bool (*each)(const struct object *o, void *with), void *with, struct error *err)
{
    static const char sql[] = "SELECT id FROM accounts ORDER BY id";
    bool stopped = false;
    if (q->account)
        return each_object(tx, q, each, with, &stopped, err);
    OWN(rows) r = tx_rows(tx, sql, BIND_NONE, err);
    TRY(r);
    while (!stopped && rows_next(r, err)) {
        struct object_query one = *q;
        one.account = rows_int(r, 0);
        TRY(each_object(tx, &one, each, with, &stopped, err));
    }
    return rows_ok(r);
}

/* --- moving ----------------------------------------------------------------------------------- */

static bool move_properties(struct tx *tx, const struct object *o, int64_t to, struct error *err)
{
    static const char sql[] = "UPDATE properties SET calendar = $4 WHERE account = $1"
                              " AND calendar = $2 AND object = $3";
    return tx_run(tx, sql,
                  BIND(val_int(o->account), val_int(o->calendar), val_str(o->uid), val_int(to)),
                  err);
}

static bool check_uid(struct tx *tx, const struct object *o, struct error *err)
{
    static const char sql[] =
        "SELECT 1 FROM objects WHERE account = $1 AND uid = $2 AND calendar = $3";
    int64_t one;
    int got = tx_number(tx, sql, BIND(val_int(o->account), val_str(o->uid), val_int(o->calendar)),
                        &one, err);
    return got == 0 || (got > 0 && fail(err, FAULT_CONFLICT, "no-uid-conflict",
                                        "An event with this UID is in that calendar already."));
}

static bool insert_moved(struct tx *tx, struct object *o, struct error *err)
{
    TRY(check_uid(tx, o, err));
    o->changed = clock_now();
    TRY(raise_change_number(tx, o->account, o->calendar, o->changed, &o->change_number, err));
    o->id = o->change_number;
    return insert_row(tx, o, err);
}

bool store_object_move(struct tx *tx, int64_t account, int64_t calendar, const char *uid,
                       int64_t to_calendar, const char *to_name, struct error *err)
{
    OWN_CHARS name = NULL;
    OWN(object) o = store_object_by_uid(tx, account, calendar, uid, err);
    TRY(o);
    TRY(remove_row(tx, account, calendar, uid, &name, err));
    TRY(bury(tx, account, calendar, uid, name, err));
    TRY(move_properties(tx, o, to_calendar, err));
    free(o->name);
    o->name = mem_str(to_name);
    o->calendar = to_calendar;
    return insert_moved(tx, o, err);
}
