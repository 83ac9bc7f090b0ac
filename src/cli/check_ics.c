/* "check-ics": what is wrong with calendar files, printed as a compiler does. */
#include <sysexits.h>

#include "convoke/ical.h"
#include "internal.h"

enum {
    MOST_EACH = 20,       /* findings of one rule that are printed of a file; all are counted */
    MOST_BYTES = 1 << 30, /* of a file */
    EX_REPAIRED = 1,
};

struct checking {
    struct program *program;
    const struct arguments *arguments;
    struct json *json; /* NULL: words */
    bool is_quiet;
    int exit_code;
};

/* --- one file --------------------------------------------------------------------------------- */

static void print_number(struct text *t, size_t n)
{
    if (n >= 1000) {
        print_number(t, n / 1000);
        text_addf(t, ",%03zu", n % 1000);
    } else {
        text_addf(t, "%zu", n);
    }
}

/* "file:12: repaired: DTEND: sentence [rule; section]" */
static void print_finding(const char *file, const struct finding *f)
{
    OWN_CHARS said = printable(f->said);
    const char *what = *f->property ? f->property : f->component;
    printf("%s:", file);
    if (f->line)
        printf("%zu:", f->line);
    printf(" %s: %s%s%s [%s; %s]\n", severity_name(f->rule->severity), what, *what ? ": " : "",
           said, f->rule->name, f->rule->section);
}

static void add_finding(struct json *j, const struct finding *f)
{
    json_open_object(j, NULL);
    json_number(j, "line", (int64_t)f->line);
    json_text(j, "severity", severity_name(f->rule->severity));
    json_text(j, "rule", f->rule->name);
    json_text(j, "section", f->rule->section);
    json_text(j, "component", *f->component ? f->component : NULL);
    json_text(j, "property", *f->property ? f->property : NULL);
    json_text(j, "said", f->said);
    json_end(j);
}

static bool is_shown(const struct checking *c, const struct ical_rule *rule)
{
    return !c->is_quiet || rule->severity == SEVERITY_REFUSED;
}

static void show_findings(const struct checking *c, const char *file, struct findings *found)
{
    const struct finding *f;
    for (size_t at = 0; (f = findings_next(found, &at));) {
        if (!is_shown(c, f->rule))
            continue;
        if (c->json)
            add_finding(c->json, f);
        else
            print_finding(file, f);
    }
}

/* Of which rules more was found than is shown. */
static void show_more(const struct checking *c, const char *file, const struct findings *found)
{
    const struct ical_rule *rule;
    for (size_t i = 0; (rule = ical_rule(i)); i++) {
        size_t count = findings_of_rule(found, rule);
        if (count <= MOST_EACH || !is_shown(c, rule))
            continue;
        OWN(text) t = text_new();
        print_number(t, count - MOST_EACH);
        if (c->json)
            json_number(c->json, rule->name, (int64_t)(count - MOST_EACH));
        else
            printf("%s: %s: and %s more of this rule [%s; %s]\n", file,
                   severity_name(rule->severity), text_str(t), rule->name, rule->section);
    }
}

static void print_summary(const char *file, const struct findings *found)
{
    OWN(text) t = text_new();
    for (int s = SEVERITY_REFUSED; s >= SEVERITY_NOTED; s--) {
        size_t count = findings_of_severity(found, (enum severity)s);
        if (!count)
            continue;
        text_add_str(t, text_len(t) ? ", " : "");
        print_number(t, count);
        text_addf(t, " %s", severity_name((enum severity)s));
    }
    printf("%s: %s\n", file, text_len(t) ? text_str(t) : "clean");
}

static void show(const struct checking *c, const char *file, struct findings *found)
{
    if (!c->json) {
        show_findings(c, file, found);
        show_more(c, file, found);
        if (!c->is_quiet)
            print_summary(file, found);
        return;
    }
    json_open_object(c->json, NULL);
    json_text(c->json, "file", file);
    for (int s = SEVERITY_REFUSED; s >= SEVERITY_NOTED; s--)
        json_number(c->json, severity_name((enum severity)s),
                    (int64_t)findings_of_severity(found, (enum severity)s));
    json_open_array(c->json, "findings");
    show_findings(c, file, found);
    json_end(c->json);
    json_open_object(c->json, "more");
    show_more(c, file, found);
    json_end(c->json);
    json_end(c->json);
}

/* The worst of all files: one that cannot be read, refused, repaired. */
static void note_code(struct checking *c, int code)
{
    bool is_worse = code > EX_DATAERR || code > c->exit_code;
    if (is_worse && c->exit_code <= EX_DATAERR)
        c->exit_code = code;
}

static bool check_file(struct checking *c, int n, const char *name, struct error *err)
{
    struct mapped m = {0};
    TRY(file_map(c->program, c->arguments, n, MOST_BYTES, &m, err));
    OWN(findings) found = findings_new(MOST_EACH);
    calendar_check(span_make(m.at, m.len), c->program->zones, NULL, found);
    file_unmap(&m);
    show(c, name, found);
    if (findings_of_severity(found, SEVERITY_REFUSED))
        note_code(c, EX_DATAERR);
    else if (findings_of_severity(found, SEVERITY_REPAIRED))
        note_code(c, EX_REPAIRED);
    return true;
}

/* A file that cannot be read does not hold up the others. */
static void check_and_report(struct checking *c, int n)
{
    struct error err = {0};
    OWN_CHARS name = printable(n < 0 ? "standard input" : operand(c->arguments, n));
    if (check_file(c, n, name, &err))
        return;
    note_code(c, fault_exit_code(err.kind));
    OWN_CHARS said = printable(err.said);
    fprintf(stderr, "convoke: %s: %s\n", name, said);
    if (!c->json)
        return;
    json_open_object(c->json, NULL);
    json_text(c->json, "file", name);
    json_text(c->json, "error", err.said);
    json_end(c->json);
}

/* --- the table of rules ----------------------------------------------------------------------- */

static void add_rule(struct json *j, const struct ical_rule *r)
{
    json_open_object(j, NULL);
    json_text(j, "rule", r->name);
    json_text(j, "severity", severity_name(r->severity));
    json_text(j, "section", r->section);
    json_text(j, "means", r->means);
    json_text(j, "done", r->done);
    json_text(j, "written_by", r->written_by);
    json_end(j);
}

static void print_rule(const struct ical_rule *r)
{
    printf("%s (%s; %s)\n    %s: %s\n", r->name, severity_name(r->severity), r->section, r->means,
           r->done);
    if (r->written_by)
        printf("    written by: %s\n", r->written_by);
}

static void show_rules(struct json *json)
{
    const struct ical_rule *r;
    if (json)
        json_open_array(json, NULL);
    for (size_t i = 0; (r = ical_rule(i)); i++) {
        if (json)
            add_rule(json, r);
        else
            print_rule(r);
    }
    if (json)
        json_end(json);
}

/* --- the command ------------------------------------------------------------------------------ */

static bool check_all(struct checking *c, struct error *err)
{
    c->program->zones = zones_open(NULL, err);
    TRY(c->program->zones);
    if (c->json)
        json_open_array(c->json, NULL);
    if (!operand_count(c->arguments))
        check_and_report(c, -1);
    for (int n = 0; n < operand_count(c->arguments); n++)
        check_and_report(c, strcmp(operand(c->arguments, n), "-") == 0 ? -1 : n);
    if (c->json)
        json_end(c->json);
    c->program->exit_code = c->exit_code;
    return true;
}

static bool run(struct program *p, const struct arguments *a, struct error *err)
{
    OWN(json) json = argument_given(a, "json") ? json_new() : NULL;
    struct checking c = {
        .program = p, .arguments = a, .json = json, .is_quiet = argument_given(a, "quiet")};
    if (argument_given(a, "rules"))
        show_rules(json);
    else
        TRY(check_all(&c, err));
    if (json)
        json_print(json, stdout);
    return true;
}

static const struct flag flags[] = {
    {"json", NULL, "prints JSON", false, false},
    {"quiet", NULL, "prints what is refused and nothing else", false, false},
    {"rules", NULL, "prints what calendars are held against, and how each repair is made", false,
     false},
};
const struct command command_check_ics = {
    .noun = "check-ics",
    .operands = "[FILE...]",
    .most = -1,
    .summary = "says what is wrong with .ics files or, with - or no file, with standard input",
    .more =
        "Prints FILE:LINE: refused, repaired or noted: what it is and what to do [rule; section "
        "of the RFC]. Needs no configuration and no store. The exit code is 0 when nothing is "
        "wrong or only noted, 1 when something is repaired, 65 when something is refused, and "
        "66 or another from 66 on when a file cannot be read.",
    FLAGS(flags),
    .need = NEED_NOTHING,
    .reads_operands = true,
    .run = run,
};
