/* Who came and went, as it was told; and what was told before. */
#include "internal.h"

void sighting_clear(struct sighting *m)
{
    free(m->who);
    free(m->token);
    free(m->address);
    free(m->name);
    free(m->role);
    free(m->how);
    *m = (struct sighting){0};
}

void sightings_free(struct sightings *m)
{
    if (!m)
        return;
    for (size_t i = 0; i < m->count; i++)
        sighting_clear(&m->rows[i]);
    free(m->rows);
    free(m);
}

bool store_sighting_add(struct tx *tx, const struct sitting *s, const struct sighting *m,
                        struct error *err)
{
    static const char sql[] =
        "INSERT INTO attendance (account, uid, starts, key, who, at, kind, token, address, name,"
        " role, how) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
        " ON CONFLICT (account, uid, starts, key, who, at, kind) DO NOTHING";
    return tx_run(tx, sql,
                  BIND(val_int(s->account), val_str(s->uid), val_int(s->starts), val_str(s->key),
                       val_str(m->who), val_int(m->at), val_int(m->kind), val_str(m->token),
                       val_str(m->address), val_str(m->name), val_str(m->role), val_str(m->how)),
                  err);
}

bool store_visit(struct tx *tx, const struct sitting *s, const char *who, struct visit_seen *out,
                 struct error *err)
{
#define OF_VISIT                                                                   \
    "FROM attendance WHERE account = $1 AND uid = $2 AND starts = $3 AND key = $4" \
    " AND who = $5"
    static const char sql[] = "SELECT kind, (SELECT address " OF_VISIT
                              " AND address IS NOT NULL ORDER BY at LIMIT 1) " OF_VISIT
                              " ORDER BY at DESC, kind DESC LIMIT 1";
    *out = (struct visit_seen){0};
    OWN(rows)
    r = tx_rows(tx, sql,
                BIND(val_int(s->account), val_str(s->uid), val_int(s->starts), val_str(s->key),
                     val_str(who)),
                err);
    TRY(r);
    if (rows_next(r, err)) {
        out->is_there = rows_int(r, 0) == SIGHTING_JOINED;
        out->address = rows_str(r, 1);
    }
    return rows_ok(r);
}

struct sightings *store_sightings(struct tx *tx, const struct sitting *s, struct error *err)
{
    static const char sql[] =
        "SELECT who, at, kind, token, address, name, role, how FROM attendance"
        " WHERE account = $1 AND uid = $2 AND starts = $3 AND key = $4 ORDER BY who, at, kind";
    OWN(rows)
    r = tx_rows(tx, sql,
                BIND(val_int(s->account), val_str(s->uid), val_int(s->starts), val_str(s->key)),
                err);
    TRY(r);
    OWN(sightings) list = mem_new(sizeof *list);
    size_t capacity = 0;
    while (rows_next(r, err)) {
        list->rows = mem_grow(list->rows, list->count, &capacity, sizeof *list->rows);
        list->rows[list->count++] = (struct sighting){.who = rows_str(r, 0),
                                                      .at = rows_int(r, 1),
                                                      .kind = (enum sighting_kind)rows_int(r, 2),
                                                      .token = rows_str(r, 3),
                                                      .address = rows_str(r, 4),
                                                      .name = rows_str(r, 5),
                                                      .role = rows_str(r, 6),
                                                      .how = rows_str(r, 7)};
    }
    TRY(rows_ok(r));
    return GIVE(list);
}

bool store_hook_seen(struct tx *tx, const char *source, const char *id, instant at, bool *first_out,
                     struct error *err)
{
    static const char sql[] = "INSERT INTO hooks_seen (source, id, at) VALUES ($1, $2, $3)"
                              " ON CONFLICT (source, id) DO NOTHING RETURNING at";
    int64_t then;
    int found = tx_number(tx, sql, BIND(val_str(source), val_str(id), val_int(at)), &then, err);
    *first_out = found > 0;
    return found >= 0;
}
