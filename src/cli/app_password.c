/* Passwords for one program each: random, shown once, taken back alone. */
#include "convoke/http.h"
#include "internal.h"

/* --- add -------------------------------------------------------------------------------------- */

struct adding {
    const struct arguments *arguments;
    struct digest hash;
};

static bool add(struct tx *tx, void *with, struct error *err)
{
    const struct adding *d = with;
    int64_t id;
    OWN(account) owner = account_meant(tx, operand(d->arguments, 0), err);
    TRY(owner);
    OWN(app_password) p = mem_new(sizeof *p);
    *p = (struct app_password){.account = owner->id,
                               .name = mem_str(argument(d->arguments, "name")),
                               .hash = d->hash,
                               .created = clock_now(),
                               .last_used = INSTANT_FIRST};
    return store_app_password_add(tx, p, &id, err);
}

static bool run_add(struct program *p, const struct arguments *a, struct error *err)
{
    struct adding d = {.arguments = a};
    TRY(label_check("name", argument(a, "name"), err));
    char *password = app_password_new(&d.hash);
    bool ok = store_write_one(p->store, add, &d, err);
    if (ok) {
        printf("%s\n", password);
        fprintf(stderr, "Type it into that program alone; it is shown this once.\n");
    }
    secret_free(password);
    return ok;
}

static const struct flag add_flags[] = {
    {"name", "TEXT", "for which program it is, as \"phone\", to be told apart in the list", true,
     false},
};
const struct command command_app_password_add = {
    .noun = "user",
    .verb = "app-password add",
    .operands = "NAME",
    .least = 1,
    .most = 1,
    .summary = "makes a password for one calendar program of a user",
    .more = "Prints it; only a hash of it is kept. It signs in beside the user's own password.",
    FLAGS(add_flags),
    .need = NEED_STORE,
    .run = run_add,
};

/* --- list ------------------------------------------------------------------------------------- */

static bool list_one(const struct app_password *p, void *with)
{
    struct listing *l = with;
    listing_number(l, p->id);
    listing_text(l, p->name);
    listing_time(l, p->created);
    listing_time(l, p->last_used);
    return true;
}

static bool run_list(struct program *p, const struct arguments *a, struct error *err)
{
    static const struct column columns[] = {
        {"ID", "id", COLUMN_NUMBER},
        {"NAME", "name", COLUMN_TEXT},
        {"CREATED", "created", COLUMN_TIME},
        {"LAST USED", "last_used", COLUMN_TIME},
    };
    OWN(tx) tx = store_read(p->store, err);
    TRY(tx);
    OWN(account) owner = account_meant(tx, operand(a, 0), err);
    TRY(owner);
    OWN(listing) l = listing_new(columns, LENGTH(columns), zone_of_user(p->zones, owner));
    TRY(store_app_passwords(tx, owner->id, list_one, l, err));
    listing_print(l, argument_given(a, "json"), "There are no app passwords.");
    return true;
}

static const struct flag list_flags[] = {
    {"json", NULL, "prints JSON", false, false},
};
const struct command command_app_password_list = {
    .noun = "user",
    .verb = "app-password list",
    .operands = "NAME",
    .least = 1,
    .most = 1,
    .summary = "lists a user's app passwords and when they were used last",
    FLAGS(list_flags),
    .need = NEED_STORE,
    .run = run_list,
};

/* --- remove ----------------------------------------------------------------------------------- */

struct removing {
    const struct arguments *arguments;
};

static bool remove_one(struct tx *tx, void *with, struct error *err)
{
    const struct removing *r = with;
    const struct arguments *a = r->arguments;
    int64_t id;
    if (!span_number(span_of(operand(a, 1)), &id))
        return fail(err, FAULT_USAGE, NULL,
                    "\"%.40s\" is no number; see \"convoke user app-password list\".",
                    operand(a, 1));
    OWN(account) owner = account_meant(tx, operand(a, 0), err);
    TRY(owner);
    return store_app_password_remove(tx, owner->id, id, err);
}

static bool run_remove(struct program *p, const struct arguments *a, struct error *err)
{
    struct removing r = {a};
    TRY(store_write_one(p->store, remove_one, &r, err));
    printf("App password %s of %s is removed.\n", operand(a, 1), operand(a, 0));
    return true;
}

const struct command command_app_password_remove = {
    .noun = "user",
    .verb = "app-password remove",
    .operands = "NAME ID",
    .least = 2,
    .most = 2,
    .summary = "removes an app password; the program that has it is refused from then on",
    .need = NEED_STORE,
    .run = run_remove,
};
