#include "held.h"

static const char *const columns[] = {"occurrence", "start", "name",    "address", "role",
                                      "joined",     "left",  "seconds", "told_by"};

/* --- CSV: a line a stay. RFC 4180, 2 ---------------------------------------------------------- */

/* What spreadsheets would take for a formula is text. */
static void add_cell(struct text *t, const char *value)
{
    const char *s = value ? value : "";
    if (text_len(t) && text_str(t)[text_len(t) - 1] != '\n')
        text_add_char(t, ',');
    text_add_char(t, '"');
    if (strchr("=+-@\t\r", *s) && *s)
        text_add_char(t, '\'');
    for (; *s; s++) {
        if (*s == '"')
            text_add_char(t, '"');
        text_add_char(t, (unsigned char)*s < ' ' ? ' ' : *s);
    }
    text_add_char(t, '"');
}

static void add_instant(struct text *t, instant at)
{
    OWN(text) said = text_new();
    if (at != INSTANT_FIRST && at != INSTANT_NEVER)
        text_add_instant(said, at);
    add_cell(t, text_str(said));
}

static void add_stays(struct text *t, const struct held_row *r, const struct attendant *a)
{
    for (size_t i = 0; i < a->nstays; i++) {
        instant left = a->stays[i].left;
        OWN_CHARS seconds = mem_strf(
            "%lld", (long long)((left == INSTANT_NEVER ? clock_now() : left) - a->stays[i].joined));
        add_cell(t, r->key);
        add_instant(t, r->starts);
        add_cell(t, a->name);
        add_cell(t, a->address);
        add_cell(t, caller_role_name(a->role));
        add_instant(t, a->stays[i].joined);
        add_instant(t, left);
        add_cell(t, seconds);
        add_cell(t, a->how);
        text_add_str(t, "\r\n");
    }
}

static void print_csv(const struct held *h)
{
    OWN(text) t = text_new();
    for (size_t i = 0; i < LENGTH(columns); i++)
        text_addf(t, "%s%s", i ? "," : "", columns[i]);
    text_add_str(t, "\r\n");
    for (size_t i = 0; i < h->count; i++)
        for (size_t j = 0; h->rows[i].people && j < h->rows[i].people->count; j++)
            add_stays(t, &h->rows[i], &h->rows[i].people->rows[j]);
    fputs(text_str(t), stdout);
}

/* --- a person a row --------------------------------------------------------------------------- */

static const struct column listed[] = {
    {"Start", "start", COLUMN_TIME},       {"Name", "name", COLUMN_TEXT},
    {"Address", "address", COLUMN_TEXT},   {"Role", "role", COLUMN_TEXT},
    {"Joined", "joined", COLUMN_TIME},     {"Left", "left", COLUMN_TIME},
    {"Seconds", "seconds", COLUMN_NUMBER},
};

static void list_person(struct listing *l, const struct held_row *r, const struct attendant *a)
{
    OWN_CHARS name = a->name ? printable(a->name) : NULL;
    listing_time(l, r->starts);
    listing_text(l, name);
    listing_text(l, a->address);
    listing_text(l, caller_role_name(a->role));
    listing_time(l, a->stays[0].joined);
    listing_time(l, a->stays[a->nstays - 1].left);
    listing_number(l, a->seconds);
}

static void print_listing(const struct held *h, bool as_json)
{
    OWN(listing) l = listing_new(listed, LENGTH(listed), h->zone);
    for (size_t i = 0; i < h->count; i++)
        for (size_t j = 0; h->rows[i].people && j < h->rows[i].people->count; j++)
            list_person(l, &h->rows[i], &h->rows[i].people->rows[j]);
    listing_print(l, as_json, "Nobody was there, as far as was told.");
}

static bool run(struct program *p, const struct arguments *a, struct error *err)
{
    OWN(tx) tx = store_read(p->store, err);
    TRY(tx);
    OWN(held) h = held_read(p, tx, operand(a, 0), clock_now() + 1, err);
    TRY(h);
    if (argument_given(a, "csv"))
        print_csv(h);
    else
        print_listing(h, argument_given(a, "json"));
    return true;
}

static const struct flag flags[] = {
    {"csv", NULL, "prints CSV, a line for each stay", false, false},
    {"json", NULL, "prints JSON", false, false},
};
const struct command command_attendance = {
    .noun = "attendance",
    .operands = "CODE",
    .least = 1,
    .most = 1,
    .summary = "shows who was in a meeting, when and how long",
    .more = "CODE is that of its link /j/CODE, or the link, or its room. It is known where the "
            "video server tells who comes and goes.",
    FLAGS(flags),
    .need = NEED_STORE,
    .run = run,
};
