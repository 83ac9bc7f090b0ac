/* Signals: what each visit shows in its room, as it was told last. */
#include "internal.h"

void signals_free(struct signals *g)
{
    if (!g)
        return;
    for (size_t i = 0; i < g->count; i++)
        free(g->rows[i].who);
    free(g->rows);
    free(g);
}

bool store_signal_save(struct tx *tx, const struct sitting *s, const struct signal *g,
                       struct error *err)
{
    static const char sql[] =
        "INSERT INTO signals (account, uid, starts, key, who, kind, at, is_on)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
        " ON CONFLICT (account, uid, starts, key, who, kind) DO UPDATE SET at = excluded.at,"
        " is_on = excluded.is_on WHERE excluded.at >= signals.at";
    return tx_run(tx, sql,
                  BIND(val_int(s->account), val_str(s->uid), val_int(s->starts), val_str(s->key),
                       val_str(g->who), val_int(g->kind), val_int(g->at), val_int(g->is_on)),
                  err);
}

bool store_signals_remove(struct tx *tx, const struct sitting *s, const char *who,
                          struct error *err)
{
    static const char sql[] = "DELETE FROM signals WHERE account = $1 AND uid = $2 AND starts = $3"
                              " AND key = $4 AND who = $5";
    return tx_run(tx, sql,
                  BIND(val_int(s->account), val_str(s->uid), val_int(s->starts), val_str(s->key),
                       val_str(who)),
                  err);
}

struct signals *store_signals(struct tx *tx, const struct sitting *s, struct error *err)
{
    static const char sql[] = "SELECT who, kind, at, is_on FROM signals WHERE account = $1"
                              " AND uid = $2 AND starts = $3 AND key = $4 ORDER BY who, kind";
    OWN(rows)
    r = tx_rows(tx, sql,
                BIND(val_int(s->account), val_str(s->uid), val_int(s->starts), val_str(s->key)),
                err);
    TRY(r);
    OWN(signals) list = mem_new(sizeof *list);
    size_t capacity = 0;
    while (rows_next(r, err)) {
        list->rows = mem_grow(list->rows, list->count, &capacity, sizeof *list->rows);
        list->rows[list->count++] = (struct signal){.who = rows_str(r, 0),
                                                    .kind = (enum signal_kind)rows_int(r, 1),
                                                    .at = rows_int(r, 2),
                                                    .is_on = rows_int(r, 3) != 0};
    }
    TRY(rows_ok(r));
    return GIVE(list);
}
