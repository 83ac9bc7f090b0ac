#include "internal.h"

#include <stdio.h>

enum composed change_compose_local(void *with, struct tx *tx, struct parcel *p, struct error *err)
{
    OWN(telling) t = NULL;
    enum composed how = telling_open(with, tx, p, &t, err);
    if (how != COMPOSED_READY)
        return how;
    OWN_CHARS hex = digest_hex(&t->revision);
    p->message_id = mem_strf("<%.32s@local>", hex);
    if (!telling_note(t, tx, p, p->message_id, err))
        return COMPOSED_FAILED;
    p->sender = mem_str("");
    p->bytes = GIVE(t->text);
    p->bytes_len = t->text_len;
    return COMPOSED_READY;
}

enum composed change_compose_answer(void *with, struct tx *tx, struct parcel *p, struct error *err)
{
    (void)tx;
    OWN(rsvp) a = NULL;
    enum composed how = rsvp_open(with, p, &a, err);
    if (how != COMPOSED_READY)
        return how;
    struct digest d = digest_of(span_make(a->text, a->text_len));
    OWN_CHARS hex = digest_hex(&d);
    p->message_id = mem_strf("<%.32s@local>", hex);
    p->sender = mem_str("");
    p->bytes = GIVE(a->text);
    p->bytes_len = a->text_len;
    return COMPOSED_READY;
}

static enum change_kind kind_of(struct span text)
{
    if (span_has(text, SPAN("\nMETHOD:REPLY\r")))
        return CHANGE_REPLY;
    return span_has(text, SPAN("\nMETHOD:CANCEL\r")) ? CHANGE_CANCEL : CHANGE_PUT;
}

static struct change change_of(const struct parcel *p)
{
    struct span text = span_make(p->bytes, p->bytes_len);
    return (struct change){
        .kind = strcmp(p->kind, "partstat") == 0 ? CHANGE_SHARE : kind_of(text),
        .account = local_account(p->recipient),
        .text = text,
        .is_delivery = true,
    };
}

static struct delivery_result result_of(const struct change *c)
{
    struct delivery_result r = {.how = DELIVERY_DONE};
    bool needs_copy = c->kind == CHANGE_CANCEL || c->kind == CHANGE_SHARE;
    bool never_had = needs_copy && c->err.kind == FAULT_NOT_FOUND;
    const char *said = "In the calendar.";
    if (c->outcome == CHANGE_FAILED && !never_had) {
        r.how = fault_is_passing(c->err.kind) ? DELIVERY_LATER : DELIVERY_REFUSED;
        said = c->err.said;
    }
    snprintf(r.answer, sizeof r.answer, "%s", said);
    return r;
}

static void deliver(void *state, struct parcel *const *parcels, size_t count,
                    struct delivery_result *results_out)
{
    struct change *changes = mem_array(count, sizeof *changes);
    for (size_t i = 0; i < count; i++)
        changes[i] = change_of(parcels[i]);
    change_submit(state, changes, count);
    for (size_t i = 0; i < count; i++) {
        results_out[i] = result_of(&changes[i]);
        change_clear(&changes[i]);
    }
    free(changes);
}

/* The pipeline is all that it needs, and outlives it. */
static void *open_local(const void *settings, struct error *err)
{
    (void)err;
    return (void *)(uintptr_t)settings; /* NOLINT(performance-no-int-to-ptr): nobody writes */
}

static void close_local(void *state)
{
    (void)state;
}

struct carrier change_local_carrier(const struct pipeline *p)
{
    return (struct carrier){
        .name = "local",
        .open = open_local,
        .close = close_local,
        .deliver = deliver,
        .settings = p,
        .batch = 64,
    };
}
