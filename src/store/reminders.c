/* The next reminder of each event, the ledger of those sent, and who wants none. */
#include "internal.h"

void reminder_free(struct reminder *r)
{
    if (!r)
        return;
    free(r->uid);
    free(r->key);
    free(r);
}

#define REMINDER_COLUMNS "account, uid, key, start, before_s, due"

static struct reminder *read_reminder(const struct rows *r)
{
    struct reminder *m = mem_new(sizeof *m);
    m->account = rows_int(r, 0);
    m->uid = rows_str(r, 1);
    m->key = rows_str(r, 2);
    m->start = rows_int(r, 3);
    m->before_s = rows_int(r, 4);
    m->due = rows_int(r, 5);
    return m;
}

bool store_reminder_save(struct tx *tx, const struct reminder *r, struct error *err)
{
    static const char drop[] = "DELETE FROM reminders WHERE account = $1 AND uid = $2";
    static const char save[] =
        "INSERT INTO reminders (" REMINDER_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6)"
        " ON CONFLICT (account, uid) DO UPDATE SET key = excluded.key, start = excluded.start,"
        " before_s = excluded.before_s, due = excluded.due";
    if (r->due == INSTANT_NEVER)
        return tx_run(tx, drop, BIND(val_int(r->account), val_str(r->uid)), err);
    return tx_run(tx, save,
                  BIND(val_int(r->account), val_str(r->uid), val_str(r->key ? r->key : ""),
                       val_int(r->start), val_int(r->before_s), val_int(r->due)),
                  err);
}

struct reminder *store_reminder(struct tx *tx, int64_t account, const char *uid, struct error *err)
{
    static const char sql[] =
        "SELECT " REMINDER_COLUMNS " FROM reminders WHERE account = $1 AND uid = $2";
    OWN(rows) r = tx_rows(tx, sql, BIND(val_int(account), val_str(uid)), err);
    TRY(r);
    if (rows_next(r, err))
        return read_reminder(r);
    if (rows_ok(r))
        fail(err, FAULT_NOT_FOUND, NULL, "The event %s owes no reminder.", uid);
    return NULL;
}

bool store_reminders_due(struct tx *tx, instant now, size_t most, struct reminder ***reminders_out,
                         size_t *count_out, struct error *err)
{
    static const char sql[] = "SELECT " REMINDER_COLUMNS " FROM reminders WHERE due <= $1"
                              " ORDER BY due LIMIT $2";
    OWN(rows) r = tx_rows(tx, sql, BIND(val_int(now), val_int((int64_t)most)), err);
    TRY(r);
    struct reminder **list = NULL;
    size_t count = 0, capacity = 0;
    while (rows_next(r, err)) {
        list = mem_grow(list, count, &capacity, sizeof(struct reminder *));
        list[count++] = read_reminder(r);
    }
    if (rows_ok(r)) {
        *reminders_out = list;
        *count_out = count;
        return true;
    }
    while (count)
        reminder_free(list[--count]);
    free(list);
    return false;
}

bool store_reminders_next_due(struct tx *tx, instant *due_out, struct error *err)
{
    static const char sql[] = "SELECT due FROM reminders ORDER BY due LIMIT 1";
    *due_out = INSTANT_NEVER;
    return tx_number(tx, sql, BIND_NONE, due_out, err) >= 0;
}

bool store_reminded(struct tx *tx, const struct reminder *r, const char *recipient, bool *first_out,
                    struct error *err)
{
    static const char sql[] =
        "INSERT INTO reminded (account, uid, key, start, before_s, recipient)"
        " VALUES ($1, $2, $3, $4, $5, $6)"
        " ON CONFLICT (account, uid, key, start, before_s, recipient) DO NOTHING RETURNING start";
    int64_t start;
    int got = tx_number(tx, sql,
                        BIND(val_int(r->account), val_str(r->uid), val_str(r->key ? r->key : ""),
                             val_int(r->start), val_int(r->before_s), val_str(recipient)),
                        &start, err);
    *first_out = got > 0;
    return got >= 0;
}

bool store_unsubscribed(struct tx *tx, const char *address, bool *is_out, struct error *err)
{
    static const char sql[] = "SELECT 1 FROM unsubscribed WHERE address = $1";
    int64_t one;
    int got = tx_number(tx, sql, BIND(val_str(address)), &one, err);
    *is_out = got > 0;
    return got >= 0;
}

bool store_unsubscribe(struct tx *tx, const char *address, bool on, struct error *err)
{
    static const char add[] =
        "INSERT INTO unsubscribed (address) VALUES ($1) ON CONFLICT (address) DO NOTHING";
    static const char drop[] = "DELETE FROM unsubscribed WHERE address = $1";
    return tx_run(tx, on ? add : drop, BIND(val_str(address)), err);
}
