#include "convoke/meeting.h"
#include "internal.h"

struct editing {
    const struct arguments *arguments;
    const char *name;
};

/* Words and what the store keeps for them; -1: as configured. */
struct word {
    const char *name;
    int value;
};
static const struct word policies[] = {{"attendees", POLICY_ATTENDEES},
                                       {"always", POLICY_ALWAYS},
                                       {"marked", POLICY_MARKED},
                                       {"never", POLICY_NEVER},
                                       {"default", -1}};
static const struct word rooms[] = {
    {"series", ROOMS_PER_SERIES}, {"occurrence", ROOMS_PER_OCCURRENCE}, {"default", -1}};
static const struct word guests[] = {
    {"knock", GUESTS_KNOCK}, {"allow", GUESTS_ALLOW}, {"refuse", GUESTS_REFUSE}, {"default", -1}};
static const struct word switches[] = {{"yes", 1}, {"no", 0}, {"default", -1}};

static const char *word_of(const struct word *words, size_t count, int value)
{
    for (size_t i = 0; i < count; i++)
        if (words[i].value == value)
            return words[i].name;
    return "default";
}

static bool set_word(const struct arguments *a, const char *flag, const struct word *words,
                     size_t count, int *into, struct error *err)
{
    const char *said = argument(a, flag);
    if (!said)
        return true;
    OWN(text) allowed = text_new();
    for (size_t i = 0; i < count; i++) {
        if (strcmp(words[i].name, said) == 0) {
            *into = words[i].value;
            return true;
        }
        text_addf(allowed, "%s%s", i ? ", " : "", words[i].name);
    }
    return fail(err, FAULT_USAGE, NULL, "--%s is \"%.40s\"; allowed is one of %s.", flag, said,
                text_str(allowed));
}

static bool set_text(const struct arguments *a, const char *flag, char **into, struct error *err)
{
    const char *said = argument(a, flag);
    if (!said)
        return true;
    if (!span_is_utf8(span_of(said)) || strpbrk(said, "\r\n"))
        return fail(err, FAULT_USAGE, NULL, "--%s has to be one line of UTF-8 text.", flag);
    free(*into);
    *into = *said ? mem_str(said) : NULL;
    return true;
}

/* One whose settings are missing would refuse each event with somebody to meet. */
static bool check_provider(const struct program *p, const struct arguments *a, struct error *err)
{
    const char *said = argument(a, "provider");
    if (!said || strcmp(said, "default") == 0)
        return true;
    if (!provider_named(said))
        return fail(err, FAULT_USAGE, NULL,
                    "--provider is \"%.40s\"; allowed is one of %s, default.", said,
                    provider_names());
    return meeting_check_provider(p->config, said, err);
}

static bool set_provider(const struct arguments *a, struct calendar *c, struct error *err)
{
    TRY(set_text(a, "provider", &c->provider, err));
    if (!c->provider || strcmp(c->provider, "default") != 0)
        return true;
    free(c->provider);
    c->provider = NULL;
    return true;
}

static bool set_color(const struct arguments *a, struct calendar *c, struct error *err)
{
    const char *said = argument(a, "color");
    if (said && *said &&
        !(said[0] == '#' && strlen(said) == 7 && strspn(said + 1, "0123456789abcdefABCDEF") == 6))
        return fail(err, FAULT_USAGE, NULL, "--color is \"%.40s\"; write it as #3366cc.", said);
    return set_text(a, "color", &c->color, err);
}

static bool set_min_duration(const struct arguments *a, struct calendar *c, struct error *err)
{
    const char *said = argument(a, "min-duration");
    if (said && strcmp(said, "default") == 0)
        c->min_duration_s = -1;
    else if (said && !duration_parse(span_of(said), &c->min_duration_s))
        return fail(err, FAULT_USAGE, NULL,
                    "--min-duration is \"%.40s\"; write it as 15m, or default.", said);
    return true;
}

static bool apply_options(const struct arguments *a, struct calendar *c, struct error *err)
{
    TRY(set_text(a, "display", &c->display, err));
    TRY(set_text(a, "description", &c->description, err));
    TRY(set_color(a, c, err));
    TRY(set_word(a, "policy", policies, LENGTH(policies), &c->policy, err));
    TRY(set_provider(a, c, err));
    TRY(set_word(a, "rooms", rooms, LENGTH(rooms), &c->rooms, err));
    TRY(set_word(a, "guests", guests, LENGTH(guests), &c->guests, err));
    TRY(set_word(a, "lobby-page", switches, LENGTH(switches), &c->lobby_page, err));
    TRY(set_word(a, "all-day", switches, LENGTH(switches), &c->all_day, err));
    return set_min_duration(a, c, err);
}

static const struct flag settings[] = {
    {"user", "NAME", "whose calendar it is", true, false},
    {"display", "TEXT", "how calendar programs call it", false, false},
    {"description", "TEXT", "what it is for", false, false},
    {"color", "#RRGGBB", "its colour in calendar programs", false, false},
    {"policy", "POLICY",
     "which events get a room: attendees, always, marked, never, or default (as configured)", false,
     false},
    {"min-duration", "DURATION", "shorter events get no room, as 15m; or default", false, false},
    {"all-day", "YES|NO", "whether all-day events get rooms; or default", false, false},
    {"rooms", "SERIES|OCCURRENCE", "a room for the series or for each occurrence; or default",
     false, false},
    {"provider", "PROVIDER",
     "who makes its rooms: jitsi, jaas, zoom, google-meet, url, none, or default (as configured)",
     false, false},
    {"guests", "GUESTS",
     "who is not invited and has the stable link: knock, allow, refuse, or default (as configured)",
     false, false},
    {"lobby-page", "YES|NO",
     "whether a page to test camera and microphone comes before the room; or default", false,
     false},
};

/* --- add -------------------------------------------------------------------------------------- */

static bool check_name(const char *name, struct error *err)
{
    bool ok = *name && strlen(name) <= 100 && name[0] != '.';
    for (const char *at = name; *at && ok; at++)
        ok = (*at >= 'a' && *at <= 'z') || (*at >= '0' && *at <= '9') || strchr("._-", *at);
    if (strcmp(name, "inbox") == 0 || strcmp(name, "outbox") == 0)
        return fail(err, FAULT_USAGE, NULL,
                    "A calendar cannot be called %s: scheduling has its place there.", name);
    return ok || fail(err, FAULT_USAGE, NULL,
                      "\"%.60s\" cannot be a calendar's name: a-z, 0-9, dots, dashes, underscores "
                      "(and --display for how it is called).",
                      name);
}

static bool add(struct tx *tx, void *with, struct error *err)
{
    const struct editing *e = with;
    int64_t id;
    OWN(account) owner = account_meant(tx, argument(e->arguments, "user"), err);
    TRY(owner);
    OWN(calendar) c = calendar_new(owner->id, e->name);
    TRY(apply_options(e->arguments, c, err));
    return store_calendar_add(tx, c, &id, err);
}

static bool run_add(struct program *p, const struct arguments *a, struct error *err)
{
    struct editing e = {a, operand(a, 0)};
    TRY(check_name(e.name, err));
    TRY(check_provider(p, a, err));
    TRY(store_write_one(p->store, add, &e, err));
    printf("Calendar %s of %s is added.\n", e.name, argument(a, "user"));
    return true;
}

const struct command command_calendar_add = {
    .noun = "calendar",
    .verb = "add",
    .operands = "NAME",
    .least = 1,
    .most = 1,
    .summary = "adds a calendar to a user",
    FLAGS(settings),
    .need = NEED_STORE,
    .run = run_add,
};

/* --- set -------------------------------------------------------------------------------------- */

static bool edit(struct tx *tx, void *with, struct error *err)
{
    const struct editing *e = with;
    OWN(account) owner = account_meant(tx, argument(e->arguments, "user"), err);
    TRY(owner);
    OWN(calendar) c = calendar_meant(tx, owner, e->name, err);
    TRY(c);
    TRY(apply_options(e->arguments, c, err));
    return store_calendar_save(tx, c, err);
}

static bool run_set(struct program *p, const struct arguments *a, struct error *err)
{
    struct editing e = {a, operand(a, 0)};
    return check_provider(p, a, err) && store_write_one(p->store, edit, &e, err);
}

const struct command command_calendar_set = {
    .noun = "calendar",
    .verb = "set",
    .operands = "NAME",
    .least = 1,
    .most = 1,
    .summary = "changes a calendar's settings",
    .more = "New settings hold for events that come in or change from now on.",
    FLAGS(settings),
    .need = NEED_STORE,
    .run = run_set,
};

/* --- list ------------------------------------------------------------------------------------- */

struct listed {
    struct tx *tx;
    struct listing *listing;
    const char *owner;
    struct text *shares; /* of the calendar that is being listed */
    struct error *err;
    bool ok;
};

static bool list_share(const struct share *s, void *with)
{
    struct listed *l = with;
    OWN(account) reader = store_account(l->tx, s->reader, l->err);
    if (!reader)
        return l->ok = false;
    text_addf(l->shares, "%s%s%s", text_len(l->shares) ? ", " : "", reader->name,
              s->may_write ? " (writes)" : "");
    return true;
}

static bool list_shares(const struct calendar *c, struct listed *l)
{
    struct share of = {.account = c->account, .calendar = c->id};
    OWN(text) shares = text_new();
    l->shares = shares;
    l->ok = store_shares(l->tx, &of, list_share, l, l->err) && l->ok;
    listing_text(l->listing, text_len(shares) ? text_str(shares) : NULL);
    l->shares = NULL;
    return l->ok;
}

static bool list_one(const struct calendar *c, void *with)
{
    struct listed *l = with;
    listing_text(l->listing, l->owner);
    listing_text(l->listing, c->name);
    listing_text(l->listing, c->display);
    listing_text(l->listing, word_of(policies, LENGTH(policies), c->policy));
    listing_text(l->listing, c->provider ? c->provider : "default");
    listing_text(l->listing, word_of(rooms, LENGTH(rooms), c->rooms));
    listing_text(l->listing, word_of(guests, LENGTH(guests), c->guests));
    listing_text(l->listing, word_of(switches, LENGTH(switches), c->lobby_page));
    listing_text(l->listing, word_of(switches, LENGTH(switches), c->all_day));
    if (c->min_duration_s < 0)
        listing_text(l->listing, "default");
    else {
        OWN_CHARS seconds = mem_strf("%llds", (long long)c->min_duration_s);
        listing_text(l->listing, seconds);
    }
    return list_shares(c, l);
}

static bool list_account(const struct account *a, void *with)
{
    struct listed *l = with;
    l->owner = a->name;
    l->ok = store_calendars(l->tx, a->id, list_one, l, l->err) && l->ok;
    return l->ok;
}

static bool run_list(struct program *p, const struct arguments *a, struct error *err)
{
    static const struct column columns[] = {
        {"USER", "user", COLUMN_TEXT},
        {"CALENDAR", "calendar", COLUMN_TEXT},
        {"NAME", "display", COLUMN_TEXT},
        {"POLICY", "policy", COLUMN_TEXT},
        {"PROVIDER", "provider", COLUMN_TEXT},
        {"ROOMS", "rooms", COLUMN_TEXT},
        {"GUESTS", "guests", COLUMN_TEXT},
        {"LOBBY PAGE", "lobby_page", COLUMN_TEXT},
        {"ALL-DAY", "all_day", COLUMN_TEXT},
        {"MIN DURATION", "min_duration", COLUMN_TEXT},
        {"SHARED WITH", "shared_with", COLUMN_TEXT},
    };
    OWN(tx) tx = store_read(p->store, err);
    TRY(tx);
    OWN(listing) l = listing_new(columns, LENGTH(columns), NULL);
    struct listed listed = {tx, l, NULL, NULL, err, true};
    TRY(accounts_meant(tx, argument(a, "user"), list_account, &listed, err));
    TRY(listed.ok);
    listing_print(l, argument_given(a, "json"), "There are no calendars.");
    return true;
}

static const struct flag list_flags[] = {
    {"user", "NAME", "his alone", false, false},
    {"json", NULL, "prints JSON", false, false},
};
const struct command command_calendar_list = {
    .noun = "calendar",
    .verb = "list",
    .summary = "lists calendars, their settings and whom they are shared with",
    FLAGS(list_flags),
    .need = NEED_STORE,
    .run = run_list,
};
