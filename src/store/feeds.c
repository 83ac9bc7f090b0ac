/* Feeds: who may subscribe to a calendar by a secret URL, of which only a hash is kept. */
#include "internal.h"

void feed_free(struct feed *f)
{
    if (!f)
        return;
    free(f->label);
    free(f);
}

#define FEED_COLUMNS "account, id, calendar, token_hash, scope, label, created, revoked, last_used"

static struct feed *read_feed(const struct rows *r)
{
    struct feed *f = mem_new(sizeof *f);
    f->account = rows_int(r, 0);
    f->id = rows_int(r, 1);
    f->calendar = rows_int(r, 2);
    f->token_hash = rows_digest(r, 3);
    f->scope = (enum feed_scope)rows_int(r, 4);
    f->label = rows_str(r, 5);
    f->created = rows_int(r, 6);
    f->revoked = rows_int(r, 7);
    f->last_used = rows_int(r, 8);
    return f;
}

bool store_feed_add(struct tx *tx, const struct feed *f, int64_t *id_out, struct error *err)
{
    static const char sql[] = "INSERT INTO feeds (" FEED_COLUMNS ")"
                              " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    int64_t id;
    TRY(tx_next_number(tx, "feed", &id, err));
    TRY(tx_run(tx, sql,
               BIND(val_int(f->account), val_int(id), val_int(f->calendar),
                    val_digest(&f->token_hash), val_int(f->scope), val_str(f->label),
                    val_int(f->created), val_int(f->revoked), val_int(f->last_used)),
               err));
    *id_out = id;
    return true;
}

struct feed *store_feed_by_token(struct tx *tx, const struct digest *token_hash, struct error *err)
{
    static const char sql[] = "SELECT " FEED_COLUMNS " FROM feeds WHERE token_hash = $1";
    OWN(rows) r = tx_rows(tx, sql, BIND(val_digest(token_hash)), err);
    TRY(r);
    if (rows_next(r, err))
        return read_feed(r);
    if (rows_ok(r))
        fail(err, FAULT_NOT_FOUND, NULL, "There is no such feed.");
    return NULL;
}

/* Sets one instant of a feed. */
static bool mark(struct tx *tx, const char *sql, int64_t account, int64_t id, instant at,
                 struct error *err)
{
    int64_t found;
    int got = tx_number(tx, sql, BIND(val_int(account), val_int(id), val_int(at)), &found, err);
    return got > 0 ||
           (got == 0 && fail(err, FAULT_NOT_FOUND, NULL, "There is no feed %lld.", (long long)id));
}

bool store_feed_revoke(struct tx *tx, int64_t account, int64_t id, instant at, struct error *err)
{
    static const char sql[] =
        "UPDATE feeds SET revoked = $3 WHERE account = $1 AND id = $2 RETURNING id";
    return mark(tx, sql, account, id, at, err);
}

bool store_feed_used(struct tx *tx, int64_t account, int64_t id, instant at, struct error *err)
{
    static const char sql[] =
        "UPDATE feeds SET last_used = $3 WHERE account = $1 AND id = $2 RETURNING id";
    return mark(tx, sql, account, id, at, err);
}

bool store_feeds(struct tx *tx, int64_t account, bool (*each)(const struct feed *f, void *with),
                 void *with, struct error *err)
{
    static const char sql[] = "SELECT " FEED_COLUMNS " FROM feeds WHERE account = $1 ORDER BY id";
    OWN(rows) r = tx_rows(tx, sql, BIND(val_int(account)), err);
    TRY(r);
    while (rows_next(r, err)) {
        OWN(feed) f = read_feed(r);
        if (!each(f, with))
            return true;
    }
    return rows_ok(r);
}
