/* Who else reads or writes a calendar. */
#include "internal.h"

struct sharing {
    const struct arguments *arguments;
};

static bool find(struct tx *tx, const struct arguments *a, struct share *out, struct error *err)
{
    OWN(account) owner = account_meant(tx, argument(a, "user"), err);
    TRY(owner);
    OWN(calendar) c = calendar_meant(tx, owner, operand(a, 0), err);
    TRY(c);
    OWN(account) reader = account_meant(tx, argument(a, "with"), err);
    TRY(reader);
    *out = (struct share){owner->id, c->id, reader->id, argument_given(a, "write")};
    return true;
}

/* --- share ------------------------------------------------------------------------------------ */

static bool share(struct tx *tx, void *with, struct error *err)
{
    const struct sharing *d = with;
    struct share s;
    return find(tx, d->arguments, &s, err) && store_share_save(tx, &s, err);
}

static bool run_share(struct program *p, const struct arguments *a, struct error *err)
{
    struct sharing d = {a};
    TRY(store_write_one(p->store, share, &d, err));
    printf("Calendar %s of %s is shared with %s, who %s it.\n", operand(a, 0), argument(a, "user"),
           argument(a, "with"), argument_given(a, "write") ? "reads and writes" : "reads");
    return true;
}

static const struct flag share_flags[] = {
    {"user", "NAME", "whose calendar it is", true, false},
    {"with", "USER", "who gets it", true, false},
    {"write", NULL, "he may write its events, too", false, false},
};
const struct command command_calendar_share = {
    .noun = "calendar",
    .verb = "share",
    .operands = "NAME",
    .least = 1,
    .most = 1,
    .summary = "shares a calendar with another user",
    .more = "It appears among his own in his calendar programs. Said again, it sets whether he may "
            "write.",
    FLAGS(share_flags),
    .need = NEED_STORE,
    .run = run_share,
};

/* --- unshare ---------------------------------------------------------------------------------- */

static bool unshare(struct tx *tx, void *with, struct error *err)
{
    const struct sharing *d = with;
    struct share s;
    return find(tx, d->arguments, &s, err) && store_share_remove(tx, &s, err);
}

static bool run_unshare(struct program *p, const struct arguments *a, struct error *err)
{
    struct sharing d = {a};
    TRY(store_write_one(p->store, unshare, &d, err));
    printf("Calendar %s of %s is not shared with %s any more.\n", operand(a, 0),
           argument(a, "user"), argument(a, "with"));
    return true;
}

static const struct flag unshare_flags[] = {
    {"user", "NAME", "whose calendar it is", true, false},
    {"with", "USER", "who had it", true, false},
};
const struct command command_calendar_unshare = {
    .noun = "calendar",
    .verb = "unshare",
    .operands = "NAME",
    .least = 1,
    .most = 1,
    .summary = "ends the sharing of a calendar with a user",
    FLAGS(unshare_flags),
    .need = NEED_STORE,
    .run = run_unshare,
};
