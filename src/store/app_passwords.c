/* App passwords: one for each program, random, revocable. */
#include "internal.h"

void app_password_free(struct app_password *p)
{
    if (!p)
        return;
    free(p->name);
    free(p);
}

#define APP_PASSWORD_COLUMNS "account, id, name, hash, created, last_used"

static struct app_password *read_app_password(const struct rows *r)
{
    struct app_password *p = mem_new(sizeof *p);
    p->account = rows_int(r, 0);
    p->id = rows_int(r, 1);
    p->name = rows_str(r, 2);
    p->hash = rows_digest(r, 3);
    p->created = rows_int(r, 4);
    p->last_used = rows_int(r, 5);
    return p;
}

bool store_app_password_add(struct tx *tx, const struct app_password *p, int64_t *id_out,
                            struct error *err)
{
    static const char sql[] = "INSERT INTO app_passwords (" APP_PASSWORD_COLUMNS ")"
                              " VALUES ($1, $2, $3, $4, $5, $6)";
    int64_t id;
    TRY(tx_next_number(tx, "app_password", &id, err));
    TRY(tx_run(tx, sql,
               BIND(val_int(p->account), val_int(id), val_str(p->name), val_digest(&p->hash),
                    val_int(p->created), val_int(p->last_used)),
               err));
    *id_out = id;
    return true;
}

struct app_password *store_app_password(struct tx *tx, int64_t account, const struct digest *hash,
                                        struct error *err)
{
    static const char sql[] =
        "SELECT " APP_PASSWORD_COLUMNS " FROM app_passwords WHERE hash = $1 AND account = $2";
    OWN(rows) r = tx_rows(tx, sql, BIND(val_digest(hash), val_int(account)), err);
    TRY(r);
    if (rows_next(r, err))
        return read_app_password(r);
    if (rows_ok(r))
        fail(err, FAULT_NOT_FOUND, NULL, "There is no such app password.");
    return NULL;
}

/* A statement that gives the id of the one row it touched. */
static bool touch(struct tx *tx, const char *sql, struct binds binds, int64_t id, struct error *err)
{
    int64_t found;
    int got = tx_number(tx, sql, binds, &found, err);
    return got > 0 || (got == 0 && fail(err, FAULT_NOT_FOUND, NULL,
                                        "There is no app password %lld.", (long long)id));
}

bool store_app_password_remove(struct tx *tx, int64_t account, int64_t id, struct error *err)
{
    static const char sql[] =
        "DELETE FROM app_passwords WHERE account = $1 AND id = $2 RETURNING id";
    return touch(tx, sql, BIND(val_int(account), val_int(id)), id, err);
}

bool store_app_password_used(struct tx *tx, int64_t account, int64_t id, instant at,
                             struct error *err)
{
    static const char sql[] =
        "UPDATE app_passwords SET last_used = $3 WHERE account = $1 AND id = $2 RETURNING id";
    return touch(tx, sql, BIND(val_int(account), val_int(id), val_int(at)), id, err);
}

bool store_app_passwords(struct tx *tx, int64_t account,
                         bool (*each)(const struct app_password *p, void *with), void *with,
                         struct error *err)
{
    static const char sql[] =
        "SELECT " APP_PASSWORD_COLUMNS " FROM app_passwords WHERE account = $1 ORDER BY id";
    OWN(rows) r = tx_rows(tx, sql, BIND(val_int(account)), err);
    TRY(r);
    while (rows_next(r, err)) {
        OWN(app_password) p = read_app_password(r);
        if (!each(p, with))
            return true;
    }
    return rows_ok(r);
}
