#include "internal.h"

#include <stdio.h>

/* A batch is one submission: small enough that others' writes come in between, and that what it
 * holds in memory is bounded. */
enum { BATCH_EVENTS = 250, BATCH_BYTES = 1 << 20 };

struct importing {
    const struct pipeline *p;
    struct import *i;
    enum change_kind kind;
    struct change changes[BATCH_EVENTS];
    char *texts[BATCH_EVENTS];
    char *uids[BATCH_EVENTS];
    size_t lines[BATCH_EVENTS];
    int64_t line_shifts[BATCH_EVENTS];
    size_t count, bytes, done, of;
};

static bool kind_of_method(enum ical_method method, enum change_kind *kind_out, struct error *err)
{
    switch (method) {
    case METHOD_ABSENT:
    case METHOD_PUBLISH:
    case METHOD_REQUEST:
        *kind_out = CHANGE_PUT;
        return true;
    case METHOD_REPLY:
        *kind_out = CHANGE_REPLY;
        return true;
    case METHOD_CANCEL:
        *kind_out = CHANGE_CANCEL;
        return true;
    default:
        return fail(err, FAULT_INVALID, "method",
                    "METHOD:%s cannot be imported; PUBLISH, REQUEST, REPLY and CANCEL can.",
                    ical_method_name(method));
    }
}

static void say_broken(struct importing *m, size_t line, const char *uid, const struct error *why)
{
    m->i->failed++;
    if (m->i->broken)
        m->i->broken(m->i->file, line, uid, why, m->i->with);
}

static void count_outcome(struct importing *m, size_t at)
{
    struct change *c = &m->changes[at];
    m->i->told += c->told;
    switch (c->outcome) {
    case CHANGE_CREATED:
        m->i->created++;
        break;
    case CHANGE_UPDATED:
        m->i->updated++;
        break;
    case CHANGE_STALE:
    case CHANGE_UNCHANGED:
        m->i->unchanged++;
        break;
    case CHANGE_DELETED:
        m->i->removed++;
        break;
    case CHANGE_FAILED:
        ical_error_shift(&c->err, m->line_shifts[at], m->lines[at]);
        say_broken(m, m->lines[at], m->uids[at], &c->err);
        break;
    }
}

/* A fault of the store, not of one event: what follows would fail the same way. */
static const struct error *store_fault(const struct importing *m)
{
    for (size_t i = 0; i < m->count; i++) {
        const struct change *c = &m->changes[i];
        if (c->outcome == CHANGE_FAILED && fault_is_passing(c->err.kind))
            return &c->err;
    }
    return NULL;
}

static bool flush(struct importing *m, struct error *err)
{
    bool ok = true;
    if (m->count && !change_submit(m->p, m->changes, m->count)) {
        const struct error *fault = store_fault(m);
        if (fault) {
            *err = *fault;
            ok = false;
        }
    }
    for (size_t i = 0; i < m->count; i++) {
        if (ok)
            count_outcome(m, i);
        change_clear(&m->changes[i]);
        free(m->texts[i]);
        free(m->uids[i]);
    }
    m->done += m->count;
    m->count = m->bytes = 0;
    if (ok && m->i->progress && !m->i->progress(m->done, m->of, m->i->with))
        return fail(err, FAULT_USAGE, NULL, "Stopped after %zu events; they are stored.", m->done);
    return ok;
}

static bool add(struct importing *m, const struct ical_part *part, struct error *err)
{
    size_t at = m->count++;
    m->texts[at] = span_copy(part->text);
    m->uids[at] = span_copy(part->uid);
    m->lines[at] = part->line;
    m->line_shifts[at] = part->line_shift;
    m->bytes += part->text.len;
    m->changes[at] = (struct change){
        .kind = m->kind,
        .account = m->i->account,
        .calendar = m->kind == CHANGE_PUT ? m->i->calendar : 0,
        .text = span_make(m->texts[at], part->text.len),
        .tell = m->i->invite,
        .adopt = m->i->invite,
    };
    return (m->count < BATCH_EVENTS && m->bytes < BATCH_BYTES) || flush(m, err);
}

static bool import_parts(struct importing *m, struct ical_split *split, struct error *err)
{
    struct ical_part part;
    struct error why;
    int got;
    while ((got = ical_split_next(split, &part, &why)) != 0) {
        if (got < 0) {
            OWN_CHARS uid = span_copy(part.uid);
            say_broken(m, part.line, uid, &why);
        } else if (part.components == 0) {
            m->i->left_out++;
        } else {
            TRY(add(m, &part, err));
        }
    }
    return flush(m, err);
}

bool change_import(const struct pipeline *p, struct import *i, struct error *err)
{
    struct ical_limits limits = limits_of(p->config);
    OWN(ical_split) split = ical_split_new(i->text, &limits, err);
    TRY(split);
    struct importing *m = mem_new(sizeof *m);
    m->p = p;
    m->i = i;
    m->of = ical_split_count(split);
    bool ok =
        kind_of_method(ical_split_method(split), &m->kind, err) && import_parts(m, split, err);
    for (size_t at = 0; at < m->count; at++) {
        free(m->texts[at]);
        free(m->uids[at]);
    }
    free(m);
    return ok;
}
