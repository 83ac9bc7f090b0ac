#include "convoke/mail.h"
#include "internal.h"

/* An account being made or changed, with what the options say of it. */
struct editing {
    const struct program *program;
    const struct arguments *arguments;
    const char *name;
    char *password_hash; /* NULL: stays */
    size_t meetings;     /* coming ones, of user remove */
};

static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || strchr("._-@+", c);
}

static bool check_name(const char *name, struct error *err)
{
    bool ok = *name && strlen(name) <= 200;
    for (const char *at = name; *at && ok; at++)
        ok = is_name_char(*at);
    return ok ||
           fail(err, FAULT_USAGE, NULL,
                "\"%.60s\" cannot be a user's name: a-z, 0-9, dots, dashes and underscores, or "
                "an e-mail address.",
                name);
}

static bool set_zone(const struct editing *e, struct account *a, struct error *err)
{
    const char *tz = argument(e->arguments, "tz");
    if (!tz)
        return true;
    const struct zone *zone = zone_named(e->program->zones, span_of(tz));
    if (!zone)
        return fail(err, FAULT_USAGE, NULL,
                    "There is no time zone \"%.60s\"; name one as Europe/Berlin.", tz);
    free(a->tz);
    a->tz = mem_str(zone_name(zone));
    return true;
}

static void drop_addresses(struct account *a)
{
    for (size_t i = 0; i < a->naddresses; i++)
        free(a->addresses[i]);
    free(a->addresses);
    a->addresses = NULL;
    a->naddresses = 0;
}

/* --email, each time it is given: all of them take the place of those before. */
static bool set_addresses(const struct editing *e, struct account *a, struct error *err)
{
    size_t count = argument_count(e->arguments, "email");
    if (!count)
        return true;
    drop_addresses(a);
    a->addresses = mem_array(count, sizeof *a->addresses);
    for (size_t i = 0; i < count; i++) {
        const char *said = argument_nth(e->arguments, "email", i);
        if (!mail_address_ok(said))
            return fail(err, FAULT_USAGE, NULL, "\"%.80s\" is no e-mail address.", said);
        a->addresses[a->naddresses++] = address_normal(span_of(said));
    }
    return true;
}

static bool set_display(const struct editing *e, struct account *a, struct error *err)
{
    const char *display = argument(e->arguments, "name");
    if (!display)
        return true;
    if (!span_is_utf8(span_of(display)) || strpbrk(display, "\r\n"))
        return fail(err, FAULT_USAGE, NULL, "The name has to be one line of UTF-8 text.");
    free(a->display);
    a->display = *display ? mem_str(display) : NULL;
    return true;
}

static bool set_mail(const struct editing *e, struct account *a, struct error *err)
{
    bool on = argument_given(e->arguments, "mail"), off = argument_given(e->arguments, "no-mail");
    if (on && off)
        return fail(err, FAULT_USAGE, NULL, "--mail contradicts --no-mail.");
    if (on || off)
        a->by_mail = on;
    return true;
}

static bool apply_options(const struct editing *e, struct account *a, struct error *err)
{
    TRY(set_zone(e, a, err));
    TRY(set_addresses(e, a, err));
    TRY(set_display(e, a, err));
    TRY(set_mail(e, a, err));
    if (e->password_hash) {
        free(a->password_hash);
        a->password_hash = mem_str(e->password_hash);
    }
    return true;
}

static bool read_password(struct editing *e, const char *prompt, struct error *err)
{
    char *secret;
    bool from_stdin = argument_given(e->arguments, "password-stdin");
    TRY(secret_read(from_stdin, prompt, &secret, err));
    if (secret)
        e->password_hash = password_hash(span_of(secret));
    secret_free(secret);
    if (from_stdin && !e->password_hash)
        return fail(err, FAULT_USAGE, NULL, "Standard input holds no password.");
    return true;
}

/* --- add -------------------------------------------------------------------------------------- */

static bool add(struct tx *tx, void *with, struct error *err)
{
    const struct editing *e = with;
    int64_t id;
    OWN(account) a = mem_new(sizeof *a);
    a->name = mem_str(e->name);
    a->held_since = INSTANT_FIRST;
    TRY(apply_options(e, a, err));
    return store_account_add(tx, a, &id, err);
}

static bool run_add(struct program *p, const struct arguments *args, struct error *err)
{
    struct editing e = {.program = p, .arguments = args, .name = operand(args, 0)};
    TRY(check_name(e.name, err));
    TRY(read_password(&e, "Password (empty: none, no signing in)", err));
    bool ok = store_write_one(p->store, add, &e, err);
    free(e.password_hash);
    if (ok)
        printf("User %s is added, with the calendar \"default\".\n", e.name);
    return ok;
}

static const struct flag add_flags[] = {
    {"email", "ADDRESS", "an address of his; the first is the main one", true, true},
    {"name", "TEXT", "how mails call him", false, false},
    {"tz", "ZONE", "his time zone, as Europe/Berlin (default: UTC)", false, false},
    {"password-stdin", NULL, "takes the password from the first line of standard input", false,
     false},
    {"mail", NULL, "mails him what is delivered into his calendar here, too", false, false},
    {"no-mail", NULL, "does not (the default)", false, false},
};
const struct command command_user_add = {
    .noun = "user",
    .verb = "add",
    .operands = "NAME",
    .least = 1,
    .most = 1,
    .summary = "adds a user with the calendar \"default\"",
    .more = "Makes the store when there is none. On a terminal it asks for a password; a user "
            "without one cannot sign in.",
    FLAGS(add_flags),
    .need = NEED_NEW_STORE,
    .run = run_add,
};

/* --- list ------------------------------------------------------------------------------------- */

static char *all_addresses(const struct account *a)
{
    OWN(text) t = text_new();
    for (size_t i = 0; i < a->naddresses; i++)
        text_addf(t, "%s%s", i ? ", " : "", a->addresses[i]);
    return text_take(t);
}

static bool list_one(const struct account *a, void *with)
{
    struct listing *l = with;
    OWN_CHARS addresses = all_addresses(a);
    listing_text(l, a->name);
    listing_text(l, a->display);
    listing_text(l, addresses);
    listing_text(l, a->tz ? a->tz : "UTC");
    listing_bool(l, a->password_hash != NULL);
    listing_bool(l, a->by_mail);
    listing_text(l, a->held_since == INSTANT_FIRST ? NULL : a->held_why);
    return true;
}

static bool run_list(struct program *p, const struct arguments *args, struct error *err)
{
    static const struct column columns[] = {
        {"USER", "user", COLUMN_TEXT},           {"NAME", "name", COLUMN_TEXT},
        {"ADDRESSES", "addresses", COLUMN_TEXT}, {"ZONE", "tz", COLUMN_TEXT},
        {"PASSWORD", "password", COLUMN_BOOL},   {"MAIL", "mail", COLUMN_BOOL},
        {"OUTBOX HELD", "held", COLUMN_TEXT},
    };
    OWN(tx) tx = store_read(p->store, err);
    TRY(tx);
    OWN(listing) l = listing_new(columns, LENGTH(columns), NULL);
    TRY(store_accounts(tx, list_one, l, err));
    listing_print(l, argument_given(args, "json"), "There are no users.");
    return true;
}

static const struct flag list_flags[] = {
    {"json", NULL, "prints JSON", false, false},
};
const struct command command_user_list = {
    .noun = "user",
    .verb = "list",
    .summary = "lists the users",
    FLAGS(list_flags),
    .need = NEED_STORE,
    .run = run_list,
};

/* --- set and password ------------------------------------------------------------------------- */

static bool edit(struct tx *tx, void *with, struct error *err)
{
    const struct editing *e = with;
    OWN(account) a = account_meant(tx, e->name, err);
    TRY(a);
    TRY(apply_options(e, a, err));
    return store_account_save(tx, a, err);
}

static bool run_set(struct program *p, const struct arguments *args, struct error *err)
{
    struct editing e = {.program = p, .arguments = args, .name = operand(args, 0)};
    return store_write_one(p->store, edit, &e, err);
}

static const struct flag set_flags[] = {
    {"email", "ADDRESS", "his addresses, in place of those before; the first is the main one",
     false, true},
    {"name", "TEXT", "how mails call him; empty: by his address", false, false},
    {"tz", "ZONE", "his time zone, as Europe/Berlin", false, false},
    {"mail", NULL, "mails him what is delivered into his calendar here, too", false, false},
    {"no-mail", NULL, "does not", false, false},
};
const struct command command_user_set = {
    .noun = "user",
    .verb = "set",
    .operands = "NAME",
    .least = 1,
    .most = 1,
    .summary = "changes what is kept of a user",
    FLAGS(set_flags),
    .need = NEED_STORE,
    .run = run_set,
};

static bool run_password(struct program *p, const struct arguments *args, struct error *err)
{
    struct editing e = {.program = p, .arguments = args, .name = operand(args, 0)};
    TRY(read_password(&e, "New password", err));
    if (!e.password_hash)
        return fail(err, FAULT_USAGE, NULL,
                    "There is no password; type one, or give it with --password-stdin.");
    bool ok = store_write_one(p->store, edit, &e, err);
    free(e.password_hash);
    return ok;
}

static const struct flag password_flags[] = {
    {"password-stdin", NULL, "takes the password from the first line of standard input", false,
     false},
};
const struct command command_user_password = {
    .noun = "user",
    .verb = "password",
    .operands = "NAME",
    .least = 1,
    .most = 1,
    .summary = "sets a user's password, asked for on the terminal",
    FLAGS(password_flags),
    .need = NEED_STORE,
    .run = run_password,
};
