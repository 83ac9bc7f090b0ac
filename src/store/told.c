/* Told states: what each attendee was told last. Attendees are mostly told the same, so the texts
 * are kept once per content and counted. */
#include "internal.h"

void tolds_free(struct tolds *t)
{
    if (!t)
        return;
    for (size_t i = 0; i < t->count; i++) {
        free(t->rows[i].uid);
        free(t->rows[i].key);
        free(t->rows[i].attendee);
        free(t->rows[i].text);
        free(t->rows[i].thread_id);
    }
    free(t->rows);
    free(t);
}

static void read_told(const struct rows *r, struct told *t)
{
    *t = (struct told){
        .account = rows_int(r, 0),
        .uid = rows_str(r, 1),
        .key = rows_str(r, 2),
        .attendee = rows_str(r, 3),
        .sequence = rows_int(r, 4),
        .revision = rows_digest(r, 5),
        .is_cancelled = rows_int(r, 6) != 0,
        .thread_id = rows_str(r, 7),
        .at = rows_int(r, 8),
        .text = rows_str(r, 9),
    };
}

#define TOLD_SELECT                                                                       \
    "SELECT t.account, t.uid, t.key, t.attendee, t.sequence, t.revision, t.is_cancelled," \
    " t.thread_id, t.at, x.text FROM told AS t LEFT JOIN told_texts AS x"                 \
    " ON x.account = t.account AND x.hash = t.text_hash WHERE t.account = $1 AND t.uid = $2"

struct tolds *store_told(struct tx *tx, int64_t account, const char *uid, const char *attendee,
                         struct error *err)
{
    static const char all[] = TOLD_SELECT " ORDER BY t.attendee, t.key";
    static const char one[] = TOLD_SELECT " AND t.attendee = $3 ORDER BY t.attendee, t.key";
    OWN(rows)
    r = attendee ? tx_rows(tx, one, BIND(val_int(account), val_str(uid), val_str(attendee)), err)
                 : tx_rows(tx, all, BIND(val_int(account), val_str(uid)), err);
    TRY(r);
    OWN(tolds) list = mem_new(sizeof *list);
    size_t capacity = 0;
    while (rows_next(r, err)) {
        list->rows = mem_grow(list->rows, list->count, &capacity, sizeof *list->rows);
        read_told(r, &list->rows[list->count++]);
    }
    TRY(rows_ok(r));
    return GIVE(list);
}

/* --- texts ------------------------------------------------------------------------------------ */

static bool use_text(struct tx *tx, int64_t account, const char *text, const struct digest *hash,
                     struct error *err)
{
    static const char sql[] =
        "INSERT INTO told_texts (account, hash, uses, text) VALUES ($1, $2, 1, $3)"
        " ON CONFLICT (account, hash) DO UPDATE SET uses = told_texts.uses + 1";
    return tx_run(tx, sql, BIND(val_int(account), val_digest(hash), val_blob(text, strlen(text))),
                  err);
}

static bool leave_text(struct tx *tx, int64_t account, const struct digest *hash, struct error *err)
{
    static const char sql[] = "UPDATE told_texts SET uses = uses - 1"
                              " WHERE account = $1 AND hash = $2 RETURNING uses";
    static const char drop[] = "DELETE FROM told_texts WHERE account = $1 AND hash = $2";
    int64_t uses = 0;
    int got = tx_number(tx, sql, BIND(val_int(account), val_digest(hash)), &uses, err);
    if (got <= 0 || uses > 0)
        return got >= 0;
    return tx_run(tx, drop, BIND(val_int(account), val_digest(hash)), err);
}

/* --- rows ------------------------------------------------------------------------------------- */

/* The text that the row stands for now; *has_out false when there is no row or no text. */
static bool text_before(struct tx *tx, const struct told *t, struct digest *hash_out, bool *has_out,
                        struct error *err)
{
    static const char sql[] = "SELECT text_hash FROM told WHERE account = $1 AND uid = $2"
                              " AND attendee = $3 AND key = $4";
    OWN(rows)
    r = tx_rows(tx, sql,
                BIND(val_int(t->account), val_str(t->uid), val_str(t->attendee), val_str(t->key)),
                err);
    TRY(r);
    *has_out = rows_next(r, err) && !rows_is_null(r, 0);
    if (*has_out)
        *hash_out = rows_digest(r, 0);
    return rows_ok(r);
}

static bool save_row(struct tx *tx, const struct told *t, const struct digest *hash,
                     struct error *err)
{
    static const char sql[] =
        "INSERT INTO told (account, uid, attendee, key, sequence, revision, is_cancelled,"
        " text_hash, thread_id, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
        " ON CONFLICT (account, uid, attendee, key) DO UPDATE SET sequence = excluded.sequence,"
        " revision = excluded.revision, is_cancelled = excluded.is_cancelled,"
        " text_hash = excluded.text_hash, thread_id = excluded.thread_id, at = excluded.at";
    return tx_run(tx, sql,
                  BIND(val_int(t->account), val_str(t->uid), val_str(t->attendee), val_str(t->key),
                       val_int(t->sequence), val_digest(&t->revision), val_int(t->is_cancelled),
                       hash ? val_digest(hash) : val_str(NULL), val_str(t->thread_id),
                       val_int(t->at)),
                  err);
}

bool store_told_save(struct tx *tx, const struct told *t, struct error *err)
{
    struct digest before = {{0}}, now = {{0}};
    bool had = false;
    TRY(text_before(tx, t, &before, &had, err));
    if (t->text)
        now = digest_of(span_of(t->text));
    bool same = had && t->text && digest_equal(&before, &now);
    if (t->text && !same)
        TRY(use_text(tx, t->account, t->text, &now, err));
    TRY(save_row(tx, t, t->text ? &now : NULL, err));
    return !had || same || leave_text(tx, t->account, &before, err);
}

bool store_told_remove(struct tx *tx, int64_t account, const char *uid, const char *attendee,
                       const char *key, struct error *err)
{
    static const char everybody[] =
        "DELETE FROM told WHERE account = $1 AND uid = $2 RETURNING text_hash";
    static const char all_key[] = "DELETE FROM told WHERE account = $1 AND uid = $2 AND key = $3"
                                  " RETURNING text_hash";
    static const char one[] = "DELETE FROM told WHERE account = $1 AND uid = $2 AND attendee = $3"
                              " RETURNING text_hash";
    static const char one_key[] = "DELETE FROM told WHERE account = $1 AND uid = $2"
                                  " AND attendee = $3 AND key = $4 RETURNING text_hash";
    struct val a = val_int(account), u = val_str(uid), who = val_str(attendee), k = val_str(key);
    OWN(rows)
    r = attendee ? (key ? tx_rows(tx, one_key, BIND(a, u, who, k), err)
                        : tx_rows(tx, one, BIND(a, u, who), err))
                 : (key ? tx_rows(tx, all_key, BIND(a, u, k), err)
                        : tx_rows(tx, everybody, BIND(a, u), err));
    TRY(r);
    while (rows_next(r, err)) {
        struct digest hash = rows_digest(r, 0);
        if (!rows_is_null(r, 0))
            TRY(leave_text(tx, account, &hash, err));
    }
    return rows_ok(r);
}
