/* meetings revoke, meetings rotate: who has been let in is kept out again. */
#include "convoke/ical.h"
#include "held.h"

struct editing {
    struct program *program;
    const char *code, *address;
};

static struct event *event_of(const struct program *p, struct tx *tx, const struct meeting *m,
                              struct error *err)
{
    OWN(object) o = store_object_by_uid(tx, m->account, 0, m->uid, err);
    return o ? event_stored(p, o, err) : NULL;
}

/* --- revoke ----------------------------------------------------------------------------------- */

static bool revoke(struct tx *tx, void *with, struct error *err)
{
    const struct editing *e = with;
    OWN(meeting) m = meeting_meant(e->program, tx, e->code, err);
    TRY(m);
    OWN(account) owner = store_account(tx, m->account, err);
    TRY(owner);
    OWN(event) event = event_of(e->program, tx, m, err);
    TRY(event);
    if (!meeting_invites(event, owner, e->address))
        return fail(err, FAULT_NOT_FOUND, NULL, "%.80s is not invited to this meeting.",
                    e->address);
    return store_link_revoke(tx, m->account, m->uid, e->address, err);
}

static bool run_revoke(struct program *p, const struct arguments *a, struct error *err)
{
    OWN_CHARS address = address_normal(span_of(operand(a, 1)));
    struct editing e = {p, operand(a, 0), address};
    TRY(store_write_one(p->store, revoke, &e, err));
    printf("The personal link of %s is not valid any more; the next mail carries another one.\n",
           address);
    return true;
}

const struct command command_meetings_revoke = {
    .noun = "meetings",
    .verb = "revoke",
    .operands = "CODE ADDRESS",
    .least = 2,
    .most = 2,
    .summary = "makes the personal link of one person invalid",
    .more = "The code is the end of the stable link. His links to answer are other ones then, too.",
    .need = NEED_STORE,
    .run = run_revoke,
};

/* --- rotate ----------------------------------------------------------------------------------- */

static bool rotate(struct tx *tx, void *with, struct error *err)
{
    const struct editing *e = with;
    OWN(meeting) m = meeting_meant(e->program, tx, e->code, err);
    TRY(m);
    OWN(event) event = event_of(e->program, tx, m, err);
    TRY(event);
    return meeting_rotate(e->program->config, event_main(event)->summary, m, err) &&
           store_meeting_save(tx, m, err);
}

static bool run_rotate(struct program *p, const struct arguments *a, struct error *err)
{
    struct editing e = {.program = p, .code = operand(a, 0)};
    TRY(store_write_one(p->store, rotate, &e, err));
    printf("The room has another name; the stable link leads there. Who is in the old one stays "
           "there.\n");
    return true;
}

const struct command command_meetings_rotate = {
    .noun = "meetings",
    .verb = "rotate",
    .operands = "CODE",
    .least = 1,
    .most = 1,
    .summary = "moves the room of a meeting to another name; the stable link stays",
    .more = "For rooms whose name is known to somebody who is not to come any more.",
    .need = NEED_STORE,
    .run = run_rotate,
};
