/* Knocks: who is not invited to a meeting and asks to be let in. */
#include "internal.h"

enum { FORGOTTEN_S = 86400, ANSWERED_MOST = 200 };

static void knock_clear(struct knock *k)
{
    free(k->uid);
    free(k->key);
    free(k->name);
}

void knock_free(struct knock *k)
{
    if (!k)
        return;
    knock_clear(k);
    free(k);
}

void knocks_free(struct knocks *k)
{
    if (!k)
        return;
    for (size_t i = 0; i < k->count; i++)
        knock_clear(&k->rows[i]);
    free(k->rows);
    free(k);
}

/* --- adding ----------------------------------------------------------------------------------- */

static bool forget_old(struct tx *tx, const struct knock *k, struct error *err)
{
    static const char old[] = "DELETE FROM knocks WHERE account = $1 AND uid = $2 AND at < $3";
    static const char answered[] =
        "DELETE FROM knocks WHERE account = $1 AND uid = $2 AND state > 0 AND hash NOT IN"
        " (SELECT hash FROM knocks WHERE account = $1 AND uid = $2 AND state > 0"
        "  ORDER BY at DESC LIMIT $3)";
    struct val account = val_int(k->account), uid = val_str(k->uid);
    return tx_run(tx, old, BIND(account, uid, val_int(k->at - FORGOTTEN_S)), err) &&
           tx_run(tx, answered, BIND(account, uid, val_int(ANSWERED_MOST)), err);
}

static bool has_room(struct tx *tx, const struct knock *k, struct error *err)
{
    static const char sql[] =
        "SELECT count(*) FROM knocks WHERE account = $1 AND uid = $2 AND key = $3 AND state = 0";
    int64_t waiting = 0;
    int got = tx_number(tx, sql, BIND(val_int(k->account), val_str(k->uid), val_str(k->key)),
                        &waiting, err);
    TRY(got >= 0);
    return waiting < KNOCKS_WAITING ||
           fail(err, FAULT_TOO_MANY, NULL,
                "Too many people wait at the door of this meeting already; try again later.");
}

bool store_knock_add(struct tx *tx, const struct knock *k, struct error *err)
{
    static const char sql[] = "INSERT INTO knocks (account, uid, hash, key, name, at, state)"
                              " VALUES ($1, $2, $3, $4, $5, $6, $7)";
    TRY(forget_old(tx, k, err) && has_room(tx, k, err));
    return tx_run(tx, sql,
                  BIND(val_int(k->account), val_str(k->uid), val_digest(&k->hash), val_str(k->key),
                       val_str(k->name), val_int(k->at), val_int(k->state)),
                  err);
}

/* --- reading ---------------------------------------------------------------------------------- */

#define KNOCK_COLUMNS "account, uid, hash, key, name, at, state"

static struct knock read_knock(const struct rows *r)
{
    return (struct knock){.account = rows_int(r, 0),
                          .uid = rows_str(r, 1),
                          .hash = rows_digest(r, 2),
                          .key = rows_str(r, 3),
                          .name = rows_str(r, 4),
                          .at = rows_int(r, 5),
                          .state = (enum knock_state)rows_int(r, 6)};
}

struct knock *store_knock(struct tx *tx, int64_t account, const char *uid,
                          const struct digest *hash, struct error *err)
{
    static const char sql[] =
        "SELECT " KNOCK_COLUMNS " FROM knocks WHERE account = $1 AND uid = $2 AND hash = $3";
    OWN(rows) r = tx_rows(tx, sql, BIND(val_int(account), val_str(uid), val_digest(hash)), err);
    TRY(r);
    if (!rows_next(r, err)) {
        if (rows_ok(r))
            fail(err, FAULT_NOT_FOUND, NULL, "Nobody of this kind has knocked.");
        return NULL;
    }
    struct knock *k = mem_new(sizeof *k);
    *k = read_knock(r);
    return k;
}

struct knocks *store_knocks(struct tx *tx, int64_t account, const char *uid, const char *key,
                            struct error *err)
{
    static const char sql[] =
        "SELECT " KNOCK_COLUMNS " FROM knocks WHERE account = $1 AND uid = $2 AND key = $3"
        " AND state = 0 ORDER BY at, hash";
    OWN(rows) r = tx_rows(tx, sql, BIND(val_int(account), val_str(uid), val_str(key)), err);
    TRY(r);
    OWN(knocks) k = mem_new(sizeof *k);
    size_t capacity = 0;
    while (rows_next(r, err)) {
        k->rows = mem_grow(k->rows, k->count, &capacity, sizeof *k->rows);
        k->rows[k->count++] = read_knock(r);
    }
    TRY(rows_ok(r));
    return GIVE(k);
}

bool store_knock_answer(struct tx *tx, int64_t account, const char *uid, const struct digest *hash,
                        enum knock_state state, struct error *err)
{
    static const char sql[] = "UPDATE knocks SET state = $4 WHERE account = $1 AND uid = $2"
                              " AND hash = $3 AND state = 0 RETURNING state";
    int64_t now;
    int got = tx_number(
        tx, sql, BIND(val_int(account), val_str(uid), val_digest(hash), val_int(state)), &now, err);
    return got > 0 ||
           (got == 0 && fail(err, FAULT_NOT_FOUND, NULL, "This guest does not wait any more."));
}
