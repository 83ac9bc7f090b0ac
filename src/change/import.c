#include "internal.h"

#include <pthread.h>
#include <stdio.h>

/* A batch is one submission: small enough that others' writes come in between, and that what it
 * holds in memory is bounded. */
enum { BATCH_EVENTS = 500, BATCH_BYTES = 1 << 20 };

struct batch {
    struct change changes[BATCH_EVENTS];
    char *texts[BATCH_EVENTS];
    char *uids[BATCH_EVENTS];
    size_t lines[BATCH_EVENTS];
    int64_t line_shifts[BATCH_EVENTS];
    size_t count, bytes;
    struct submission *submission;
    bool ok; /* all of it was written */
};

/* One batch is read while the one before is written, by a thread of its own. */
struct importing {
    const struct pipeline *p;
    struct import *i;
    enum change_kind kind;
    struct batch batches[2];
    struct batch *batch;   /* that is being filled */
    struct batch *written; /* that is with the writer; NULL: none */
    pthread_t writer;
    size_t done, of;
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

static void count_outcome(struct importing *m, struct batch *b, size_t at)
{
    struct change *c = &b->changes[at];
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
        ical_error_shift(&c->err, b->line_shifts[at], b->lines[at]);
        say_broken(m, b->lines[at], b->uids[at], &c->err);
        break;
    }
}

/* A fault of the store, not of one event: what follows would fail the same way. */
static const struct error *store_fault(const struct batch *b)
{
    for (size_t i = 0; !b->ok && i < b->count; i++) {
        const struct change *c = &b->changes[i];
        if (c->outcome == CHANGE_FAILED && fault_is_passing(c->err.kind))
            return &c->err;
    }
    return NULL;
}

static void batch_clear(struct batch *b)
{
    submission_free(b->submission);
    b->submission = NULL;
    for (size_t i = 0; i < b->count; i++) {
        change_clear(&b->changes[i]);
        free(b->texts[i]);
        free(b->uids[i]);
    }
    b->count = b->bytes = 0;
}

static void *write_batch(void *with)
{
    struct batch *b = with;
    b->ok = submission_write(b->submission);
    return NULL;
}

static bool settle(struct importing *m, struct batch *b, struct error *err)
{
    const struct error *fault = store_fault(b);
    if (fault)
        *err = *fault;
    for (size_t i = 0; !fault && i < b->count; i++)
        count_outcome(m, b, i);
    m->done += b->count;
    batch_clear(b);
    TRY(!fault);
    if (m->i->progress && !m->i->progress(m->done, m->of, m->i->with))
        return fail(err, FAULT_USAGE, NULL, "Stopped after %zu events; they are stored.", m->done);
    return true;
}

/* Waits for the batch that is with the writer. */
static bool settle_written(struct importing *m, struct error *err)
{
    struct batch *b = m->written;
    if (!b)
        return true;
    pthread_join(m->writer, NULL);
    m->written = NULL;
    return settle(m, b, err);
}

static struct batch *read_batch(struct importing *m)
{
    struct batch *b = m->batch;
    b->submission = submission_read(m->p, b->changes, b->count);
    return b;
}

/* The batch goes to the writer, and the next one is filled meanwhile. */
static bool hand_over(struct importing *m, struct error *err)
{
    struct batch *b = read_batch(m);
    TRY(settle_written(m, err));
    if (pthread_create(&m->writer, NULL, write_batch, b) != 0) {
        write_batch(b);
        return settle(m, b, err);
    }
    m->written = b;
    m->batch = b == &m->batches[0] ? &m->batches[1] : &m->batches[0];
    return true;
}

static bool finish(struct importing *m, struct error *err)
{
    struct batch *b = read_batch(m);
    TRY(settle_written(m, err));
    if (b->count)
        write_batch(b);
    return settle(m, b, err);
}

static bool add(struct importing *m, const struct ical_part *part, struct error *err)
{
    struct batch *b = m->batch;
    size_t at = b->count++;
    b->texts[at] = span_copy(part->text);
    b->uids[at] = span_copy(part->uid);
    b->lines[at] = part->line;
    b->line_shifts[at] = part->line_shift;
    b->bytes += part->text.len;
    b->changes[at] = (struct change){
        .kind = m->kind,
        .account = m->i->account,
        .calendar = m->kind == CHANGE_PUT ? m->i->calendar : 0,
        .text = span_make(b->texts[at], part->text.len),
        .tell = m->i->invite,
        .adopt = m->i->invite,
    };
    return (b->count < BATCH_EVENTS && b->bytes < BATCH_BYTES) || hand_over(m, err);
}

/* Tasks and journal entries come in as they are; a message about them is none that is understood.
 */
static bool is_taken(const struct ical_split *split, const struct ical_part *part)
{
    return part->components > 0 || (part->is_item && ical_split_method(split) == METHOD_ABSENT);
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
        } else if (!is_taken(split, &part)) {
            m->i->left_out++;
        } else {
            TRY(add(m, &part, err));
        }
    }
    return finish(m, err);
}

static void importing_free(struct importing *m)
{
    if (m->written)
        pthread_join(m->writer, NULL);
    for (size_t i = 0; i < LENGTH(m->batches); i++)
        batch_clear(&m->batches[i]);
    free(m);
}

bool change_import(const struct pipeline *p, struct import *i, struct error *err)
{
    struct ical_limits limits = limits_of(p->config);
    OWN(ical_split) split = ical_split_new(i->text, &limits, err);
    TRY(split);
    struct importing *m = mem_new(sizeof *m);
    m->p = p;
    m->i = i;
    m->batch = &m->batches[0];
    m->of = ical_split_count(split);
    bool ok =
        kind_of_method(ical_split_method(split), &m->kind, err) && import_parts(m, split, err);
    importing_free(m);
    return ok;
}
