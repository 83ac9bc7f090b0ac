/* Accounts and their addresses. */
#include "internal.h"

void account_free(struct account *a)
{
    if (!a)
        return;
    free(a->name);
    free(a->display);
    free(a->tz);
    free(a->password_hash);
    for (size_t i = 0; i < a->naddresses; i++)
        free(a->addresses[i]);
    free(a->addresses);
    free(a->held_why);
    free(a);
}

bool account_has_address(const struct account *a, const char *address)
{
    for (size_t i = 0; i < a->naddresses; i++)
        if (strcmp(a->addresses[i], address) == 0)
            return true;
    return false;
}

/* --- what is taken ---------------------------------------------------------------------------- */

static bool name_is_free(struct tx *tx, const struct account *a, int64_t id, struct error *err)
{
    static const char sql[] = "SELECT id FROM accounts WHERE name = $1";
    int64_t owner = 0;
    int got = tx_number(tx, sql, BIND(val_str(a->name)), &owner, err);
    if (got > 0 && owner != id)
        return fail(err, FAULT_CONFLICT, NULL, "The name %s is taken.", a->name);
    return got >= 0;
}

static bool address_is_free(struct tx *tx, const char *address, int64_t id, struct error *err)
{
    int64_t owner = 0;
    TRY(store_account_of_address(tx, address, &owner, err));
    return owner == 0 || owner == id ||
           fail(err, FAULT_CONFLICT, NULL, "The address %s belongs to another user.", address);
}

static char *lower_case(const char *s)
{
    char *lower = mem_str(s);
    for (char *c = lower; *c; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
    return lower;
}

static bool save_addresses(struct tx *tx, const struct account *a, int64_t id, struct error *err)
{
    static const char clear[] = "DELETE FROM addresses WHERE account = $1";
    static const char add[] =
        "INSERT INTO addresses (account, position, address) VALUES ($1, $2, $3)"
        " ON CONFLICT (address) DO NOTHING"; /* the same one twice */
    TRY(tx_run(tx, clear, BIND(val_int(id)), err));
    for (size_t i = 0; i < a->naddresses; i++) {
        OWN_CHARS address = lower_case(a->addresses[i]);
        TRY(address_is_free(tx, address, id, err));
        TRY(tx_run(tx, add, BIND(val_int(id), val_int((int64_t)i), val_str(address)), err));
    }
    return true;
}

/* --- writing ---------------------------------------------------------------------------------- */

static bool add_default_calendar(struct tx *tx, int64_t account, struct error *err)
{
    OWN(calendar) c = calendar_new(account, "default");
    int64_t id;
    return store_calendar_add(tx, c, &id, err);
}

bool store_account_add(struct tx *tx, const struct account *a, int64_t *id_out, struct error *err)
{
    static const char sql[] =
        "INSERT INTO accounts (id, name, display, tz, password_hash, by_mail, held_since, held_why)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    int64_t id;
    TRY(name_is_free(tx, a, 0, err));
    TRY(tx_next_number(tx, "account", &id, err));
    TRY(tx_run(tx, sql,
               BIND(val_int(id), val_str(a->name), val_str(a->display), val_str(a->tz),
                    val_str(a->password_hash), val_int(a->by_mail), val_int(a->held_since),
                    val_str(a->held_why)),
               err));
    TRY(save_addresses(tx, a, id, err));
    TRY(add_default_calendar(tx, id, err));
    *id_out = id;
    return true;
}

/* The parcels follow when the account is held or let go. */
static bool follow_hold(struct tx *tx, const struct account *a, struct error *err)
{
    static const char sql[] = "SELECT held_since FROM accounts WHERE id = $1";
    int64_t before = 0;
    int got = tx_number(tx, sql, BIND(val_int(a->id)), &before, err);
    if (got == 0)
        return fail(err, FAULT_NOT_FOUND, NULL, "There is no such user any more.");
    bool held = a->held_since != INSTANT_FIRST;
    if (got < 0 || held == (before != INSTANT_FIRST))
        return got > 0;
    return parcels_hold(tx, a->id, held, err);
}

static bool end_sessions(struct tx *tx, const struct account *a, struct error *err)
{
    static const char sql[] =
        "DELETE FROM sessions WHERE account = $1 AND EXISTS"
        " (SELECT 1 FROM accounts WHERE id = $1 AND password_hash IS DISTINCT FROM $2)";
    return tx_run(tx, sql, BIND(val_int(a->id), val_str(a->password_hash)), err);
}

bool store_account_save(struct tx *tx, const struct account *a, struct error *err)
{
    static const char sql[] =
        "UPDATE accounts SET name = $2, display = $3, tz = $4, password_hash = $5, by_mail = $6,"
        " held_since = $7, held_why = $8 WHERE id = $1";
    TRY(name_is_free(tx, a, a->id, err));
    TRY(follow_hold(tx, a, err));
    TRY(end_sessions(tx, a, err));
    TRY(tx_run(tx, sql,
               BIND(val_int(a->id), val_str(a->name), val_str(a->display), val_str(a->tz),
                    val_str(a->password_hash), val_int(a->by_mail), val_int(a->held_since),
                    val_str(a->held_why)),
               err));
    return save_addresses(tx, a, a->id, err);
}

bool store_account_remove(struct tx *tx, int64_t id, struct error *err)
{
    static const char parcels[] = "DELETE FROM parcels WHERE account = $1";
    static const char sql[] = "DELETE FROM accounts WHERE id = $1 RETURNING id"; /* cascades */
    int64_t removed = 0;
    TRY(tx_run(tx, parcels, BIND(val_int(id)), err));
    int got = tx_number(tx, sql, BIND(val_int(id)), &removed, err);
    return got > 0 ||
           (got == 0 && fail(err, FAULT_NOT_FOUND, NULL, "There is no such user any more."));
}

/* --- reading ---------------------------------------------------------------------------------- */

#define ACCOUNT_COLUMNS "id, name, display, tz, password_hash, by_mail, held_since, held_why"

static bool read_addresses(struct tx *tx, struct account *a, struct error *err)
{
    static const char sql[] = "SELECT address FROM addresses WHERE account = $1 ORDER BY position";
    OWN(rows) r = tx_rows(tx, sql, BIND(val_int(a->id)), err);
    TRY(r);
    size_t capacity = 0;
    while (rows_next(r, err)) {
        a->addresses = mem_grow(a->addresses, a->naddresses, &capacity, sizeof *a->addresses);
        a->addresses[a->naddresses++] = rows_str(r, 0);
    }
    return rows_ok(r);
}

static struct account *read_account(struct tx *tx, const struct rows *r, struct error *err)
{
    OWN(account) a = mem_new(sizeof *a);
    a->id = rows_int(r, 0);
    a->name = rows_str(r, 1);
    a->display = rows_str(r, 2);
    a->tz = rows_str(r, 3);
    a->password_hash = rows_str(r, 4);
    a->by_mail = rows_int(r, 5) != 0;
    a->held_since = rows_int(r, 6);
    a->held_why = rows_str(r, 7);
    TRY(read_addresses(tx, a, err));
    return GIVE(a);
}

struct account *store_account_named(struct tx *tx, const char *name, struct error *err)
{
    static const char sql[] = "SELECT " ACCOUNT_COLUMNS " FROM accounts WHERE name = $1";
    OWN(rows) r = tx_rows(tx, sql, BIND(val_str(name)), err);
    TRY(r);
    if (rows_next(r, err))
        return read_account(tx, r, err);
    if (rows_ok(r))
        fail(err, FAULT_NOT_FOUND, NULL, "There is no user %s.", name);
    return NULL;
}

struct account *store_account(struct tx *tx, int64_t id, struct error *err)
{
    static const char sql[] = "SELECT " ACCOUNT_COLUMNS " FROM accounts WHERE id = $1";
    OWN(rows) r = tx_rows(tx, sql, BIND(val_int(id)), err);
    TRY(r);
    if (rows_next(r, err))
        return read_account(tx, r, err);
    if (rows_ok(r))
        fail(err, FAULT_NOT_FOUND, NULL, "There is no such user any more.");
    return NULL;
}

bool store_account_of_address(struct tx *tx, const char *address, int64_t *id_out,
                              struct error *err)
{
    static const char sql[] = "SELECT account FROM addresses WHERE address = $1";
    OWN_CHARS lower = lower_case(address);
    *id_out = 0;
    return tx_number(tx, sql, BIND(val_str(lower)), id_out, err) >= 0;
}

bool store_accounts(struct tx *tx, bool (*each)(const struct account *a, void *with), void *with,
                    struct error *err)
{
    static const char sql[] = "SELECT " ACCOUNT_COLUMNS " FROM accounts ORDER BY name";
    OWN(rows) r = tx_rows(tx, sql, BIND_NONE, err);
    TRY(r);
    while (rows_next(r, err)) {
        OWN(account) a = read_account(tx, r, err);
        TRY(a);
        if (!each(a, with))
            return true;
    }
    return rows_ok(r);
}
