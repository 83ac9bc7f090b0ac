#include "coming.h"

static bool refuse(size_t count, const char *of, struct error *err)
{
    return fail(err, FAULT_CONFLICT, "coming-meetings",
                "%s has %zu coming meeting%s; --cancel-meetings cancels and tells the attendees.",
                of, count, count == 1 ? "" : "s");
}

/* --- user ------------------------------------------------------------------------------------- */

static bool remove_account(struct tx *tx, void *with, struct error *err)
{
    const struct account *a = with;
    return store_account_remove(tx, a->id, err);
}

static bool find_user(const struct program *p, const char *name, struct account **owner_out,
                      struct uids **coming_out, struct error *err)
{
    OWN(tx) tx = store_read(p->store, err);
    TRY(tx);
    *owner_out = account_meant(tx, name, err);
    TRY(*owner_out);
    *coming_out = coming_meetings(p, tx, *owner_out, 0, err);
    return *coming_out;
}

static bool run_user_remove(struct program *p, const struct arguments *a, struct error *err)
{
    OWN(account) owner = NULL;
    OWN(uids) coming = NULL;
    TRY(find_user(p, operand(a, 0), &owner, &coming, err));
    if (coming->count && !argument_given(a, "cancel-meetings"))
        return refuse(coming->count, owner->name, err);
    TRY(delete_events(p, owner->id, 0, coming, true, err));
    TRY(empty_outbox(p, owner, err));
    TRY(store_write_one(p->store, remove_account, owner, err));
    printf("User %s is removed; %zu coming meetings were cancelled.\n", owner->name, coming->count);
    return true;
}

static const struct flag user_flags[] = {
    {"cancel-meetings", NULL, "cancels his coming meetings and tells their attendees first", false,
     false},
};
const struct command command_user_remove = {
    .noun = "user",
    .verb = "remove",
    .operands = "NAME",
    .least = 1,
    .most = 1,
    .summary = "removes a user with everything that is his",
    .more = "Refuses while there are coming meetings of his, unless --cancel-meetings, and while "
            "mail of his waits that cannot be delivered now.",
    FLAGS(user_flags),
    .need = NEED_STORE,
    .run = run_user_remove,
};

/* --- calendar --------------------------------------------------------------------------------- */

struct doomed {
    struct account *owner;
    struct calendar *calendar;
    struct uids *coming, *all;
};

static bool find_calendar(const struct program *p, const struct arguments *a, struct doomed *d,
                          struct error *err)
{
    OWN(tx) tx = store_read(p->store, err);
    TRY(tx);
    d->owner = account_meant(tx, argument(a, "user"), err);
    TRY(d->owner);
    d->calendar = calendar_meant(tx, d->owner, operand(a, 0), err);
    TRY(d->calendar);
    d->coming = coming_meetings(p, tx, d->owner, d->calendar->id, err);
    TRY(d->coming);
    d->all = events_of(tx, d->owner->id, d->calendar->id, err);
    return d->all;
}

static bool remove_calendar(struct tx *tx, void *with, struct error *err)
{
    const struct calendar *c = with;
    return store_calendar_remove(tx, c->account, c->id, err);
}

static bool remove_found(const struct program *p, const struct arguments *a, const struct doomed *d,
                         struct error *err)
{
    bool cancel = argument_given(a, "cancel-meetings");
    if (d->coming->count && !cancel)
        return refuse(d->coming->count, d->calendar->name, err);
    TRY(delete_events(p, d->owner->id, d->calendar->id, d->all, cancel, err));
    TRY(store_write_one(p->store, remove_calendar, d->calendar, err));
    printf("Calendar %s of %s is removed, with %zu events.\n", d->calendar->name, d->owner->name,
           d->all->count);
    return true;
}

static bool run_calendar_remove(struct program *p, const struct arguments *a, struct error *err)
{
    struct doomed d = {0};
    bool ok = find_calendar(p, a, &d, err) && remove_found(p, a, &d, err);
    account_free(d.owner);
    calendar_free(d.calendar);
    uids_free(d.coming);
    uids_free(d.all);
    return ok;
}

static const struct flag calendar_flags[] = {
    {"user", "NAME", "whose calendar it is", true, false},
    {"cancel-meetings", NULL, "cancels its coming meetings and tells their attendees", false,
     false},
};
const struct command command_calendar_remove = {
    .noun = "calendar",
    .verb = "remove",
    .operands = "NAME",
    .least = 1,
    .most = 1,
    .summary = "removes a calendar with its events",
    .more = "Refuses while there are coming meetings in it, unless --cancel-meetings. Nobody is "
            "told of events that are over.",
    FLAGS(calendar_flags),
    .need = NEED_STORE,
    .run = run_calendar_remove,
};
