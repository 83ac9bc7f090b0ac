#include "convoke/web.h"
#include "internal.h"

/* --- add -------------------------------------------------------------------------------------- */

struct adding {
    const struct arguments *arguments;
    struct digest token_hash;
};

static bool add(struct tx *tx, void *with, struct error *err)
{
    const struct adding *d = with;
    const struct arguments *a = d->arguments;
    int64_t id;
    OWN(account) owner = account_meant(tx, argument(a, "user"), err);
    TRY(owner);
    OWN(calendar) c = calendar_meant(tx, owner, argument(a, "calendar"), err);
    TRY(c);
    OWN(feed) f = mem_new(sizeof *f);
    *f = (struct feed){.account = owner->id,
                       .calendar = c->id,
                       .token_hash = d->token_hash,
                       .scope = argument_given(a, "busy") ? FEED_BUSY : FEED_FULL,
                       .label = mem_str(argument(a, "label")),
                       .created = clock_now(),
                       .revoked = INSTANT_FIRST,
                       .last_used = INSTANT_FIRST};
    return store_feed_add(tx, f, &id, err);
}

/* Without a public address the service is reached where it listens. */
static char *base_url(const struct config *c)
{
    if (c->server.public_url)
        return mem_str(c->server.public_url);
    struct span rest, first = span_cut(span_of(c->server.listen), ',', &rest);
    if (span_starts(first, "http"))
        return span_copy(first);
    if (span_starts(first, "unix:"))
        return mem_str("http://localhost");
    return mem_strf("http%s://%.*s", c->server.certificate ? "s" : "", (int)first.len, first.at);
}

static void print_urls(const struct config *c, const char *token)
{
    OWN_CHARS base = base_url(c);
    const char *host = strstr(base, "://");
    printf("%s/feed/%s.ics\n", base, token);
    printf("webcal%s/feed/%s.ics\n", host, token);
}

static bool run_add(struct program *p, const struct arguments *a, struct error *err)
{
    struct adding d = {.arguments = a};
    OWN_CHARS token = feed_token_new(&d.token_hash);
    TRY(store_write_one(p->store, add, &d, err));
    print_urls(p->config, token);
    fprintf(stderr, "The address is the secret; it is shown this once.\n");
    return true;
}

static const struct flag add_flags[] = {
    {"user", "NAME", "whose calendar it is", true, false},
    {"calendar", "NAME", "which of his calendars (default: \"default\")", false, false},
    {"busy", NULL, "gives nothing but times and \"Busy\"", false, false},
    {"label", "TEXT", "for whom it is, to be told apart in the list", false, false},
};
const struct command command_feed_add = {
    .noun = "feed",
    .verb = "add",
    .summary = "makes a secret address to subscribe to a calendar",
    .more = "Prints it as https:// and as webcal://. Only a hash of it is kept.",
    FLAGS(add_flags),
    .need = NEED_STORE,
    .run = run_add,
};

/* --- list ------------------------------------------------------------------------------------- */

struct listed {
    struct tx *tx;
    struct listing *listing;
    const char *owner;
    struct error *err;
    bool ok;
};

static bool list_one(const struct feed *f, void *with)
{
    struct listed *l = with;
    OWN(calendar) c = store_calendar(l->tx, f->account, f->calendar, l->err);
    listing_number(l->listing, f->id);
    listing_text(l->listing, l->owner);
    listing_text(l->listing, c ? c->name : NULL);
    listing_text(l->listing, f->scope == FEED_BUSY ? "busy" : "full");
    listing_text(l->listing, f->label);
    listing_time(l->listing, f->created);
    listing_time(l->listing, f->last_used);
    listing_time(l->listing, f->revoked);
    return true;
}

static bool list_account(const struct account *a, void *with)
{
    struct listed *l = with;
    l->owner = a->name;
    l->ok = store_feeds(l->tx, a->id, list_one, l, l->err);
    return l->ok;
}

static bool run_list(struct program *p, const struct arguments *a, struct error *err)
{
    static const struct column columns[] = {
        {"ID", "id", COLUMN_NUMBER},
        {"USER", "user", COLUMN_TEXT},
        {"CALENDAR", "calendar", COLUMN_TEXT},
        {"SCOPE", "scope", COLUMN_TEXT},
        {"LABEL", "label", COLUMN_TEXT},
        {"CREATED", "created", COLUMN_TIME},
        {"LAST USED", "last_used", COLUMN_TIME},
        {"REVOKED", "revoked", COLUMN_TIME},
    };
    OWN(tx) tx = store_read(p->store, err);
    TRY(tx);
    const struct zone *zone = zone_meant(p, tx, argument(a, "user"), err);
    TRY(zone);
    OWN(listing) l = listing_new(columns, LENGTH(columns), zone);
    struct listed listed = {tx, l, NULL, err, true};
    TRY(accounts_meant(tx, argument(a, "user"), list_account, &listed, err));
    TRY(listed.ok);
    listing_print(l, argument_given(a, "json"), "There are no feeds.");
    return true;
}

static const struct flag list_flags[] = {
    {"user", "NAME", "his alone", false, false},
    {"json", NULL, "prints JSON", false, false},
};
const struct command command_feed_list = {
    .noun = "feed",
    .verb = "list",
    .summary = "lists feeds, without their secrets",
    FLAGS(list_flags),
    .need = NEED_STORE,
    .run = run_list,
};

/* --- revoke ----------------------------------------------------------------------------------- */

struct revoking {
    const struct arguments *arguments;
};

static bool revoke(struct tx *tx, void *with, struct error *err)
{
    const struct revoking *r = with;
    const struct arguments *a = r->arguments;
    int64_t id;
    if (!span_number(span_of(operand(a, 0)), &id))
        return fail(err, FAULT_USAGE, NULL, "\"%.40s\" is no number; see \"convoke feed list\".",
                    operand(a, 0));
    OWN(account) owner = account_meant(tx, argument(a, "user"), err);
    TRY(owner);
    return store_feed_revoke(tx, owner->id, id, clock_now(), err);
}

static bool run_revoke(struct program *p, const struct arguments *a, struct error *err)
{
    struct revoking r = {a};
    TRY(store_write_one(p->store, revoke, &r, err));
    printf("Feed %s of %s is revoked.\n", operand(a, 0), argument(a, "user"));
    return true;
}

static const struct flag revoke_flags[] = {
    {"user", "NAME", "whose feed it is", true, false},
};
const struct command command_feed_revoke = {
    .noun = "feed",
    .verb = "revoke",
    .operands = "ID",
    .least = 1,
    .most = 1,
    .summary = "ends a feed; whoever reads it is told that it is gone",
    FLAGS(revoke_flags),
    .need = NEED_STORE,
    .run = run_revoke,
};
