#include <sysexits.h>

#include "convoke/ical.h"
#include "internal.h"

enum { MOST_NAMED = 1000 }; /* broken events listed in JSON; all are counted */

/* --- one file --------------------------------------------------------------------------------- */

struct importing {
    struct program *program;
    const struct arguments *arguments;
    struct import import;
    struct findings *repairs; /* of the file; counted alone */
    struct json *json;        /* NULL: words */
    size_t named;
    int exit_code;
};

static void say_broken(const char *file, size_t line, const char *uid, const struct error *why,
                       void *with)
{
    struct importing *i = with;
    OWN_CHARS name = printable(uid && *uid ? uid : "(no UID)");
    OWN_CHARS said = printable(why->said);
    progress_clear();
    fprintf(stderr, "%s, line %zu, %s: %s\n", file, line, name, said);
    if (!i->json || i->named++ >= MOST_NAMED)
        return;
    json_open_object(i->json, NULL);
    json_number(i->json, "line", (int64_t)line);
    json_text(i->json, "uid", uid);
    json_text(i->json, "reason", why->said);
    json_end(i->json);
}

static bool show_progress(size_t done, size_t of, void *with)
{
    const struct importing *i = with;
    progress_show("%s: %zu of %zu", i->import.file, done, of);
    return true;
}

static void add_count(struct text *t, size_t count, const char *what, bool always)
{
    if (count || always)
        text_addf(t, "%s%zu %s", text_len(t) ? ", " : "", count, what);
}

/* "2 duration-without-t, 1 uid-made" */
static void add_repairs(const struct importing *i, struct text *t)
{
    const struct ical_rule *r;
    bool first = true;
    for (size_t n = 0; (r = ical_rule(n)); n++) {
        size_t count = findings_of_rule(i->repairs, r);
        if (r->severity != SEVERITY_REPAIRED || count == 0)
            continue;
        text_addf(t, "%s%zu %s", first ? "; repaired: " : ", ", count, r->name);
        first = false;
    }
}

static void json_repairs(const struct importing *i)
{
    const struct ical_rule *r;
    json_open_object(i->json, "repaired");
    for (size_t n = 0; (r = ical_rule(n)); n++)
        if (r->severity == SEVERITY_REPAIRED && findings_of_rule(i->repairs, r))
            json_number(i->json, r->name, (int64_t)findings_of_rule(i->repairs, r));
    json_end(i->json);
}

static void print_summary(const struct importing *i, const struct error *err)
{
    const struct import *r = &i->import;
    OWN(text) t = text_new();
    add_count(t, r->created, "created", true);
    add_count(t, r->updated, "updated", true);
    add_count(t, r->unchanged, "unchanged", true);
    add_count(t, r->removed, "cancelled", false);
    add_count(t, r->failed, "broken", false);
    add_count(t, r->left_out, "left out (no events, tasks or journal entries)", false);
    add_count(t, r->told, "to be told", i->import.invite);
    add_repairs(i, t);
    if (err)
        text_addf(t, "; stopped: %s", err->said);
    printf("%s: %s\n", r->file, text_str(t));
}

static void end_json(struct importing *i, const struct error *err)
{
    const struct import *r = &i->import;
    json_end(i->json); /* of broken */
    json_number(i->json, "created", (int64_t)r->created);
    json_number(i->json, "updated", (int64_t)r->updated);
    json_number(i->json, "unchanged", (int64_t)r->unchanged);
    json_number(i->json, "cancelled", (int64_t)r->removed);
    json_number(i->json, "failed", (int64_t)r->failed);
    json_number(i->json, "left_out", (int64_t)r->left_out);
    json_number(i->json, "told", (int64_t)r->told);
    json_repairs(i);
    json_text(i->json, "error", err ? err->said : NULL);
    json_end(i->json);
}

static bool import_file(struct importing *i, int n, struct error *err)
{
    struct mapped m = {0};
    TRY(file_map(i->program, i->arguments, n, i->program->config->limits.file_bytes, &m, err));
    i->import.text = span_make(m.at, m.len);
    bool ok = change_import(&i->program->pipeline, &i->import, err);
    if (ok)
        calendar_check(i->import.text, i->program->zones, NULL, i->repairs);
    file_unmap(&m);
    return ok;
}

/* A file that is refused as a whole is named and does not hold up the others. */
static void import_and_report(struct importing *i, int n)
{
    struct error err = {0};
    struct import fresh = {.account = i->import.account,
                           .calendar = i->import.calendar,
                           .invite = i->import.invite,
                           .file = n < 0 ? "standard input" : operand(i->arguments, n),
                           .progress = show_progress,
                           .broken = say_broken,
                           .with = i};
    OWN(findings) repairs = findings_new(0);
    i->import = fresh;
    i->repairs = repairs;
    i->named = 0;
    if (i->json) {
        json_open_object(i->json, NULL);
        json_text(i->json, "file", fresh.file);
        json_open_array(i->json, "broken");
    }
    bool ok = import_file(i, n, &err);
    progress_clear();
    if (i->json)
        end_json(i, ok ? NULL : &err);
    else
        print_summary(i, ok ? NULL : &err);
    if (!ok)
        fprintf(stderr, "convoke: %s: %s\n", fresh.file, err.said);
    if (!ok && i->exit_code != EX_TEMPFAIL)
        i->exit_code = fault_exit_code(err.kind);
    else if (i->import.failed && !i->exit_code)
        i->exit_code = EX_DATAERR;
}

static bool find_target(struct importing *i, struct error *err)
{
    OWN(tx) tx = store_read(i->program->store, err);
    TRY(tx);
    OWN(account) owner = account_meant(tx, argument(i->arguments, "user"), err);
    TRY(owner);
    OWN(calendar) c = calendar_meant(tx, owner, argument(i->arguments, "calendar"), err);
    TRY(c);
    i->import.account = owner->id;
    i->import.calendar = c->id;
    return true;
}

/* A cap may have stopped the outbox while it came in. */
static bool say_held(const struct importing *i, struct error *err)
{
    OWN(tx) tx = store_read(i->program->store, err);
    TRY(tx);
    OWN(account) owner = store_account(tx, i->import.account, err);
    TRY(owner);
    if (i->import.invite && owner->held_since != INSTANT_FIRST)
        fprintf(stderr,
                "The outbox of %s is held: %s \"convoke outbox release --user %s\" lets it go.\n",
                owner->name, owner->held_why ? owner->held_why : "", owner->name);
    return true;
}

static bool run(struct program *p, const struct arguments *a, struct error *err)
{
    OWN(json) json = argument_given(a, "json") ? json_new() : NULL;
    struct importing i = {.program = p, .arguments = a, .json = json};
    i.import.invite = argument_given(a, "invite");
    TRY(find_target(&i, err));
    if (json)
        json_open_array(json, NULL);
    if (!operand_count(a))
        import_and_report(&i, -1);
    for (int n = 0; n < operand_count(a); n++)
        import_and_report(&i, strcmp(operand(a, n), "-") == 0 ? -1 : n);
    if (json) {
        json_end(json);
        json_print(json, stdout);
    }
    p->exit_code = i.exit_code;
    return say_held(&i, err);
}

static const struct flag flags[] = {
    {"user", "NAME", "whose events they are", true, false},
    {"calendar", "NAME", "into which of his calendars (default: \"default\")", false, false},
    {"invite", NULL,
     "tells the attendees of events that he organizes and that are still to come; without it "
     "nobody is mailed",
     false, false},
    {"json", NULL, "prints JSON", false, false},
};
const struct command command_import = {
    .noun = "import",
    .operands = "[FILE...]",
    .most = -1,
    .summary = "takes events in from .ics files or, with - or no file, from standard input",
    .more = "An event that is there already is changed. A broken event is named with file, line, "
            "UID and reason, the others go in; the exit code is 65 then.",
    FLAGS(flags),
    .need = NEED_STORE,
    .reads_operands = true,
    .run = run,
};
