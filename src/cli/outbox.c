#include "convoke/remote.h"
#include "internal.h"

static const char *const states[] = {
    [PARCEL_PENDING] = "pending", [PARCEL_READY] = "ready",     [PARCEL_SENT] = "sent",
    [PARCEL_FAILED] = "failed",   [PARCEL_DROPPED] = "dropped",
};

/* The account that --user names; 0: all. */
static bool account_wanted(struct tx *tx, const struct arguments *a, int64_t *id_out,
                           struct error *err)
{
    *id_out = 0;
    if (!argument(a, "user"))
        return true;
    OWN(account) owner = account_meant(tx, argument(a, "user"), err);
    TRY(owner);
    *id_out = owner->id;
    return true;
}

static bool id_wanted(const struct arguments *a, int64_t *id_out, struct error *err)
{
    return span_number(span_of(operand(a, 0)), id_out) ||
           fail(err, FAULT_USAGE, NULL, "\"%.40s\" is no number; see \"convoke outbox list\".",
                operand(a, 0));
}

static struct parcel *parcel_wanted(struct tx *tx, int64_t id, struct error *err)
{
    struct parcel *p = store_parcel(tx, id, err);
    if (!p && err->kind == FAULT_NOT_FOUND)
        fail(err, FAULT_NOT_FOUND, NULL, "There is no parcel %lld.", (long long)id);
    return p;
}

/* --- list ------------------------------------------------------------------------------------- */

static bool list_one(const struct parcel *p, void *with)
{
    struct listing *l = with;
    listing_number(l, p->id);
    listing_text(l, states[p->state]);
    listing_text(l, p->kind);
    listing_text(l, recipient_address(p->recipient));
    listing_text(l, p->uid);
    listing_time(l, p->due);
    listing_number(l, p->attempts);
    listing_text(l, p->answer);
    return true;
}

static bool say_held(struct tx *tx, const struct account *a, struct error *err)
{
    OWN_CHARS why = store_outbox_held(tx, err);
    if (why && !a)
        fprintf(stderr, "The outbox is held: %s. \"convoke outbox release\" lets it go.\n", why);
    if (a && a->held_since != INSTANT_FIRST)
        fprintf(stderr, "The outbox of %s is held: %s\n", a->name, a->held_why ? a->held_why : "");
    return true;
}

static bool say_held_account(const struct account *a, void *with)
{
    return say_held(with, a, NULL);
}

static bool run_list(struct program *p, const struct arguments *a, struct error *err)
{
    static const struct column columns[] = {
        {"ID", "id", COLUMN_NUMBER},       {"STATE", "state", COLUMN_TEXT},
        {"KIND", "kind", COLUMN_TEXT},     {"RECIPIENT", "recipient", COLUMN_TEXT},
        {"UID", "uid", COLUMN_TEXT},       {"DUE", "due", COLUMN_TIME},
        {"TRIES", "tries", COLUMN_NUMBER}, {"ANSWER", "answer", COLUMN_TEXT},
    };
    OWN(tx) tx = store_read(p->store, err);
    TRY(tx);
    struct parcel_query q = {.uid = argument(a, "uid"),
                             .unfinished = !argument_given(a, "all"),
                             .most = argument_given(a, "all") ? 1000 : 0};
    TRY(account_wanted(tx, a, &q.account, err));
    const struct zone *zone = zone_meant(p, tx, argument(a, "user"), err);
    TRY(zone);
    OWN(listing) l = listing_new(columns, LENGTH(columns), zone);
    TRY(store_parcels(tx, &q, list_one, l, err));
    listing_print(l, argument_given(a, "json"), "Nothing waits.");
    TRY(say_held(tx, NULL, err));
    return accounts_meant(tx, argument(a, "user"), say_held_account, tx, err);
}

static const struct flag list_flags[] = {
    {"user", "NAME", "his alone", false, false},
    {"uid", "UID", "about this event alone", false, false},
    {"all", NULL, "what went or was given up too, the newest 1000", false, false},
    {"json", NULL, "prints JSON", false, false},
};
const struct command command_outbox_list = {
    .noun = "outbox",
    .verb = "list",
    .summary = "lists what waits to be sent",
    FLAGS(list_flags),
    .need = NEED_STORE,
    .run = run_list,
};

/* --- show ------------------------------------------------------------------------------------- */

static void print_fact(const char *name, const char *value)
{
    OWN_CHARS safe = printable(value && *value ? value : "-");
    printf("%-12s%s\n", name, safe);
}

static void print_time(const char *name, instant at, const struct zone *zone)
{
    OWN(text) t = text_new();
    if (at != INSTANT_FIRST && at != INSTANT_NEVER)
        text_add_time(t, at, zone);
    print_fact(name, text_str(t));
}

/* The head of a mail, unfolded lines of it: no body, which may hold a personal link. */
static void print_head(const struct parcel *p)
{
    struct span rest = span_make(p->bytes, p->bytes_len);
    bool is_secret = false;
    printf("\n");
    while (rest.at) {
        struct span raw = span_cut(rest, '\n', &rest), line = span_trim(raw);
        bool goes_on = raw.len && (raw.at[0] == ' ' || raw.at[0] == '\t');
        if (!line.len)
            return;
        is_secret = goes_on ? is_secret : span_starts_nocase(line, "List-Unsubscribe:");
        if (is_secret)
            continue;
        OWN_CHARS copy = span_copy(line);
        OWN_CHARS safe = printable(copy);
        printf("    %s\n", safe);
    }
}

static bool run_show(struct program *p, const struct arguments *a, struct error *err)
{
    int64_t id;
    TRY(id_wanted(a, &id, err));
    OWN(tx) tx = store_read(p->store, err);
    TRY(tx);
    OWN(parcel) parcel = parcel_wanted(tx, id, err);
    TRY(parcel);
    OWN(account) owner = store_account(tx, parcel->account, err);
    const struct zone *zone = zone_of_user(p->zones, owner);
    OWN_CHARS tries = mem_strf("%d", parcel->attempts);
    print_fact("user", owner ? owner->name : NULL);
    print_fact("state", states[parcel->state]);
    print_fact("kind", parcel->kind);
    print_fact("recipient", recipient_address(parcel->recipient));
    print_fact("event", parcel->uid);
    print_fact("occurrence", parcel->key);
    print_time("created", parcel->created, zone);
    print_time("due", parcel->due, zone);
    print_time("expires", parcel->expires, zone);
    print_fact("tries", tries);
    print_fact("answer", parcel->answer);
    print_fact("message", parcel->message_id);
    if (parcel->bytes && strcmp(parcel->kind, "local") != 0)
        print_head(parcel);
    return true;
}

const struct command command_outbox_show = {
    .noun = "outbox",
    .verb = "show",
    .operands = "ID",
    .least = 1,
    .most = 1,
    .summary = "shows one parcel: to whom, about what, what the peer answered",
    .need = NEED_STORE,
    .run = run_show,
};

/* --- retry, drop, release --------------------------------------------------------------------- */

struct handling {
    const struct program *program;
    const struct arguments *arguments;
    int64_t *ids; /* what drop --user is about */
    size_t count, room;
};

static bool retry(struct tx *tx, void *with, struct error *err)
{
    const struct handling *h = with;
    int64_t id;
    TRY(id_wanted(h->arguments, &id, err));
    OWN(parcel) p = parcel_wanted(tx, id, err);
    TRY(p);
    if (p->state == PARCEL_SENT || p->state == PARCEL_DROPPED)
        return fail(err, FAULT_CONFLICT, NULL, "Parcel %lld is %s: there is nothing to try again.",
                    (long long)id, states[p->state]);
    if (p->state == PARCEL_FAILED)
        p->state = p->bytes ? PARCEL_READY : PARCEL_PENDING;
    p->due = clock_now();
    return store_parcel_save(tx, p, err);
}

static bool run_retry(struct program *p, const struct arguments *a, struct error *err)
{
    struct handling h = {.program = p, .arguments = a};
    TRY(store_write_one(p->store, retry, &h, err));
    printf("Parcel %s is due now.\n", operand(a, 0));
    return true;
}

const struct command command_outbox_retry = {
    .noun = "outbox",
    .verb = "retry",
    .operands = "ID",
    .least = 1,
    .most = 1,
    .summary = "makes a parcel due now, one that failed too",
    .need = NEED_STORE,
    .run = run_retry,
};

static bool drop_one(struct tx *tx, int64_t id, struct error *err)
{
    OWN(parcel) p = parcel_wanted(tx, id, err);
    TRY(p);
    if (p->state != PARCEL_PENDING && p->state != PARCEL_READY)
        return fail(err, FAULT_CONFLICT, NULL, "Parcel %lld is %s already.", (long long)id,
                    states[p->state]);
    p->state = PARCEL_DROPPED;
    p->leased_until = INSTANT_FIRST;
    free(p->answer);
    p->answer = mem_str("dropped: by hand");
    return store_parcel_save(tx, p, err) && remote_room_dropped(tx, p, err);
}

static bool note_id(const struct parcel *p, void *with)
{
    struct handling *h = with;
    h->ids = mem_grow(h->ids, h->count, &h->room, sizeof *h->ids);
    h->ids[h->count++] = p->id;
    return true;
}

/* Somebody has looked: the caps count anew, or the next mail would be held again. */
static bool let_go(struct tx *tx, const char *user, struct error *err)
{
    OWN(account) owner = account_meant(tx, user, err);
    TRY(owner);
    owner->held_since = INSTANT_FIRST;
    free(owner->held_why);
    owner->held_why = NULL;
    return store_tellings_forget(tx, owner->id, err) && store_account_save(tx, owner, err);
}

static bool drop(struct tx *tx, void *with, struct error *err)
{
    struct handling *h = with;
    int64_t id;
    h->count = 0;
    if (operand(h->arguments, 0)) {
        TRY(id_wanted(h->arguments, &id, err));
        h->count = 1;
        return drop_one(tx, id, err);
    }
    struct parcel_query q = {.unfinished = true};
    TRY(account_wanted(tx, h->arguments, &q.account, err));
    TRY(store_parcels(tx, &q, note_id, h, err));
    for (size_t i = 0; i < h->count; i++)
        TRY(drop_one(tx, h->ids[i], err));
    return let_go(tx, argument(h->arguments, "user"), err);
}

static bool run_drop(struct program *p, const struct arguments *a, struct error *err)
{
    struct handling h = {.program = p, .arguments = a};
    if (!operand(a, 0) == !argument(a, "user"))
        return fail(err, FAULT_USAGE, NULL, "Name one parcel, or all of a user with --user NAME.");
    bool ok = store_write_one(p->store, drop, &h, err);
    free(h.ids);
    if (ok)
        printf("%zu dropped.\n", h.count);
    return ok;
}

static const struct flag user_flags[] = {
    {"user", "NAME", "everything that waits of this user; what comes after goes", false, false},
};
const struct command command_outbox_drop = {
    .noun = "outbox",
    .verb = "drop",
    .operands = "[ID]",
    .most = 1,
    .summary = "gives up one parcel, or all that waits of a user, and lets a held outbox go on",
    FLAGS(user_flags),
    .need = NEED_STORE,
    .run = run_drop,
};

static bool release(struct tx *tx, void *with, struct error *err)
{
    const struct handling *h = with;
    const struct arguments *a = h->arguments;
    if (!argument(a, "user"))
        return store_outbox_hold(tx, NULL, err);
    return let_go(tx, argument(a, "user"), err);
}

static bool run_release(struct program *p, const struct arguments *a, struct error *err)
{
    struct handling h = {.program = p, .arguments = a};
    TRY(store_write_one(p->store, release, &h, err));
    const char *user = argument(a, "user");
    printf("The outbox%s%s goes.\n", user ? " of " : "", user ? user : "");
    return true;
}

static const struct flag release_flags[] = {
    {"user", "NAME", "that of this user, stopped by a cap; without it, the whole one", false,
     false},
};
const struct command command_outbox_release = {
    .noun = "outbox",
    .verb = "release",
    .summary = "lets a held outbox go on: of a user, or the whole one after a restore",
    FLAGS(release_flags),
    .need = NEED_STORE,
    .run = run_release,
};
