/* The outbox's rows. Rows of one line leave in order: only the first unfinished row of a line has
 * the turn, and none of an account that is held, but for notices. */
#include "internal.h"

void parcel_free(struct parcel *p)
{
    if (!p)
        return;
    free(p->kind);
    free(p->uid);
    free(p->key);
    free(p->recipient);
    free(p->line);
    free(p->facts);
    free(p->sender);
    free(p->message_id);
    free(p->bytes);
    free(p->answer);
    free(p);
}

struct parcel *parcel_read(const struct rows *r)
{
    struct parcel *p = mem_new(sizeof *p);
    p->account = rows_int(r, 0);
    p->id = rows_int(r, 1);
    p->kind = rows_str(r, 2);
    p->uid = rows_str(r, 3);
    p->key = rows_str(r, 4);
    p->recipient = rows_str(r, 5);
    p->line = rows_str(r, 6);
    p->facts = rows_str(r, 7);
    p->state = (enum parcel_state)rows_int(r, 8);
    p->created = rows_int(r, 9);
    p->due = rows_int(r, 10);
    p->expires = rows_int(r, 11);
    p->leased_until = rows_int(r, 12);
    p->attempts = (int)rows_int(r, 13);
    p->sender = rows_str(r, 14);
    p->message_id = rows_str(r, 15);
    p->answer = rows_str(r, 16);
    return p;
}

bool parcel_read_bytes(struct tx *tx, struct parcel *p, struct error *err)
{
    static const char sql[] = "SELECT bytes FROM parcel_bytes WHERE account = $1 AND id = $2";
    OWN(rows) r = tx_rows(tx, sql, BIND(val_int(p->account), val_int(p->id)), err);
    TRY(r);
    if (!rows_next(r, err))
        return rows_ok(r);
    p->bytes = rows_str(r, 0);
    p->bytes_len = rows_span(r, 0).len;
    return true;
}

static bool is_finished(enum parcel_state state)
{
    return state >= PARCEL_SENT;
}

/* --- turns ------------------------------------------------------------------------------------ */

/* $1: the account; $2: INSTANT_FIRST. */
#define MAY_GO(kind)                                             \
    "(" kind " = 'notice' OR NOT EXISTS (SELECT 1 FROM accounts" \
    " WHERE id = $1 AND held_since <> $2))"

/* Gives the turn of a line to its first unfinished row. comes_back: p was finished before, and the
 * row that has the turn now may stand behind it; one that is finished had its turn taken already.
 */
static bool pass_turn(struct tx *tx, const struct parcel *p, bool comes_back, struct error *err)
{
    static const char take[] = "UPDATE parcels SET turn = 0 WHERE account = $1 AND line = $2"
                               " AND state < 2 AND turn = 1";
    static const char give[] =
        "UPDATE parcels SET turn = 1 WHERE account = $1 AND id = (SELECT min(id) FROM parcels"
        " WHERE account = $1 AND line = $3 AND state < 2) AND " MAY_GO("kind");
    struct val account = val_int(p->account), line = val_str(p->line);
    if (comes_back)
        TRY(tx_run(tx, take, BIND(account, line), err));
    return tx_run(tx, give, BIND(account, val_int(INSTANT_FIRST), line), err);
}

bool parcels_hold(struct tx *tx, int64_t account, bool held, struct error *err)
{
    static const char hold[] = "UPDATE parcels SET turn = 0 WHERE account = $1 AND state < 2"
                               " AND turn = 1 AND kind <> 'notice'";
    static const char release[] =
        "UPDATE parcels SET turn = 1 WHERE account = $1 AND id IN (SELECT min(id) FROM parcels"
        " WHERE account = $1 AND state < 2 GROUP BY line)";
    return tx_run(tx, held ? hold : release, BIND(val_int(account)), err);
}

/* --- writing ---------------------------------------------------------------------------------- */

/* 1: such a row waits to be composed; 0: none; -1: failed. "state < 2" names the index. */
static int find_waiting(struct tx *tx, const struct parcel *p, struct error *err)
{
    static const char sql[] = "SELECT id FROM parcels WHERE account = $1 AND line = $2"
                              " AND state < 2 AND state = 0 AND kind = $3 AND key = $4";
    int64_t id = 0;
    return tx_number(tx, sql,
                     BIND(val_int(p->account), val_str(p->line), val_str(p->kind),
                          val_str(p->key ? p->key : "")),
                     &id, err);
}

/* It has the turn at once where nothing unfinished is before it. */
#define IS_FIRST "NOT EXISTS (SELECT 1 FROM parcels WHERE account = $1 AND line = $8 AND state < 2)"
#define TURN_NOW "CASE WHEN " IS_FIRST " AND " MAY_GO("$4") " THEN 1 ELSE 0 END"

static bool insert_row(struct tx *tx, const struct parcel *p, int64_t id, struct error *err)
{
    static const char sql[] =
        "INSERT INTO parcels (account, id, kind, uid, key, recipient, line, facts, state, turn,"
        " created, due, expires, leased_until, finished, attempts)"
        " VALUES ($1, $3, $4, $5, $6, $7, $8, $9, 0, " TURN_NOW ", $10, $11, $12, $2, $13, 0)";
    return tx_run(tx, sql,
                  BIND(val_int(p->account), val_int(INSTANT_FIRST), val_int(id), val_str(p->kind),
                       val_str(p->uid), val_str(p->key ? p->key : ""), val_str(p->recipient),
                       val_str(p->line), val_str(p->facts), val_int(p->created), val_int(p->due),
                       val_int(p->expires), val_int(INSTANT_NEVER)),
                  err);
}

bool store_parcel_add(struct tx *tx, const struct parcel *p, bool *added_out, struct error *err)
{
    int64_t id = 0;
    int waiting = find_waiting(tx, p, err);
    *added_out = waiting == 0;
    if (waiting != 0)
        return waiting > 0;
    TRY(tx_next_number(tx, "parcel", &id, err));
    return insert_row(tx, p, id, err);
}

static bool update_row(struct tx *tx, const struct parcel *p, struct error *err)
{
    static const char sql[] =
        "UPDATE parcels SET facts = $3, state = $4, due = $5, expires = $6, leased_until = $7,"
        " attempts = $8, sender = $9, message_id = $10, answer = $11, finished = $12,"
        " turn = CASE WHEN $4 < 2 THEN turn ELSE 0 END WHERE account = $1 AND id = $2";
    bool finished = is_finished(p->state);
    return tx_run(tx, sql,
                  BIND(val_int(p->account), val_int(p->id), val_str(p->facts), val_int(p->state),
                       val_int(p->due), val_int(p->expires),
                       val_int(finished ? INSTANT_FIRST : p->leased_until), val_int(p->attempts),
                       val_str(p->sender), val_str(p->message_id), val_str(p->answer),
                       val_int(finished ? clock_now() : INSTANT_NEVER)),
                  err);
}

/* Written when the row is composed, and never again; nobody needs them once they are sent. */
static bool save_bytes(struct tx *tx, const struct parcel *p, enum parcel_state before,
                       struct error *err)
{
    static const char add[] = "INSERT INTO parcel_bytes (account, id, bytes) VALUES ($1, $2, $3)";
    static const char drop[] = "DELETE FROM parcel_bytes WHERE account = $1 AND id = $2";
    if (p->state == PARCEL_SENT)
        return before == PARCEL_PENDING ||
               tx_run(tx, drop, BIND(val_int(p->account), val_int(p->id)), err);
    if (before != PARCEL_PENDING || p->state == PARCEL_PENDING || !p->bytes)
        return true;
    return tx_run(tx, add,
                  BIND(val_int(p->account), val_int(p->id), val_blob(p->bytes, p->bytes_len)), err);
}

bool store_parcel_save(struct tx *tx, const struct parcel *p, struct error *err)
{
    static const char sql[] = "SELECT state FROM parcels WHERE account = $1 AND id = $2";
    int64_t before = 0;
    int got = tx_number(tx, sql, BIND(val_int(p->account), val_int(p->id)), &before, err);
    if (got == 0)
        return fail(err, FAULT_NOT_FOUND, NULL, "There is no parcel %lld any more.",
                    (long long)p->id);
    TRY(got > 0 && update_row(tx, p, err) && save_bytes(tx, p, (enum parcel_state)before, err));
    bool was_finished = is_finished((enum parcel_state)before);
    return was_finished == is_finished(p->state) || pass_turn(tx, p, was_finished, err);
}

/* --- reading ---------------------------------------------------------------------------------- */

struct parcel *store_parcel(struct tx *tx, int64_t id, struct error *err)
{
    static const char sql[] = "SELECT " PARCEL_COLUMNS " FROM parcels WHERE id = $1";
    OWN(rows) r = tx_rows(tx, sql, BIND(val_int(id)), err);
    TRY(r);
    if (!rows_next(r, err)) {
        if (rows_ok(r))
            fail(err, FAULT_NOT_FOUND, NULL, "There is no parcel %lld.", (long long)id);
        return NULL;
    }
    OWN(parcel) p = parcel_read(r);
    TRY(parcel_read_bytes(tx, p, err));
    return GIVE(p);
}

/* Lines begin with the UID and a blank, so that the index of lines finds them. */
bool store_parcels_untried(struct tx *tx, int64_t account, const char *uid, bool *are_out,
                           struct error *err)
{
    static const char sql[] = "SELECT 1 FROM parcels WHERE account = $1 AND line > $2 AND line < $3"
                              " AND state < 2 AND attempts = 0 AND uid = $4 LIMIT 1";
    OWN_CHARS from = mem_strf("%s ", uid);
    OWN_CHARS to = mem_strf("%s!", uid);
    int64_t one;
    int got = tx_number(tx, sql, BIND(val_int(account), val_str(from), val_str(to), val_str(uid)),
                        &one, err);
    *are_out = got > 0;
    return got >= 0;
}

#define OF_UID " AND ($2 = '' OR uid = $2)"
#define NEWEST " ORDER BY id DESC LIMIT $3"

static const char list_all[] =
    "SELECT " PARCEL_COLUMNS " FROM parcels WHERE ($1 = 0 OR account = $1)" OF_UID NEWEST;
static const char list_unfinished[] = "SELECT " PARCEL_COLUMNS " FROM parcels WHERE state < 2"
                                      " AND ($1 = 0 OR account = $1)" OF_UID NEWEST;
static const char list_account[] =
    "SELECT " PARCEL_COLUMNS " FROM parcels WHERE account = $1" OF_UID NEWEST;
static const char list_account_unfinished[] =
    "SELECT " PARCEL_COLUMNS " FROM parcels WHERE state < 2 AND account = $1" OF_UID NEWEST;

bool store_parcels(struct tx *tx, const struct parcel_query *q,
                   bool (*each)(const struct parcel *p, void *with), void *with, struct error *err)
{
    const char *sql = q->account ? (q->unfinished ? list_account_unfinished : list_account)
                                 : (q->unfinished ? list_unfinished : list_all);
    int64_t most = q->most ? (int64_t)q->most : INT64_MAX;
    OWN(rows)
    r = tx_rows(tx, sql, BIND(val_int(q->account), val_str(q->uid ? q->uid : ""), val_int(most)),
                err);
    TRY(r);
    while (rows_next(r, err)) {
        OWN(parcel) p = parcel_read(r);
        if (!each(p, with))
            return true;
    }
    return rows_ok(r);
}
