/* What is found is kept: a bounded number of sentences of each rule, all counted. */
#include "findings.h"

#include <stdio.h>

#define SAID_BYTES  400
#define VALUE_BYTES 60

struct kept {
    struct finding finding;
    size_t order;
};

struct findings {
    struct kept *all;
    size_t count, capacity;
    size_t most_each;
    size_t of_rule[RULES];
    bool is_sorted;
    struct event_place *events;
    size_t nevents, nbegun;
};

struct findings *findings_new(size_t most_each)
{
    struct findings *f = mem_new(sizeof(*f));
    f->most_each = most_each;
    return f;
}

void findings_free(struct findings *f)
{
    if (!f)
        return;
    for (size_t i = 0; i < f->count; i++)
        free(f->all[i].finding.said);
    free(f->all);
    free(f);
}

const char *severity_name(enum severity s)
{
    static const char *const names[SEVERITIES] = {"noted", "repaired", "refused"};
    return names[s];
}

const struct ical_rule *ical_rule(size_t n)
{
    return n < RULES ? &rule_rows[n].rule : NULL;
}

/* --- where ----------------------------------------------------------------------------------- */

void findings_of_part(struct findings *f, struct event_place *events, size_t count)
{
    f->events = events;
    f->nevents = count;
    f->nbegun = 0;
}

void findings_event_begins(struct findings *f, size_t line)
{
    if (f && f->nbegun < f->nevents)
        f->events[f->nbegun++].begin = line;
}

/* The line of the file that a line of the part is. What stands before the first event of a part
 * that was made for it is told at that event. */
static size_t line_of_file(const struct findings *f, size_t line)
{
    size_t low = 0, high = f->nbegun;
    if (f->nevents == 0 || line == 0)
        return line;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (f->events[mid].begin <= line)
            low = mid + 1;
        else
            high = mid;
    }
    const struct event_place *e = &f->events[low ? low - 1 : 0];
    if (low == 0)
        return e->begin == e->file_begin ? line : e->file_begin;
    size_t into = line - e->begin;
    return e->file_begin + (e->is_longer && into > 0 ? into - 1 : into);
}

/* --- adding ---------------------------------------------------------------------------------- */

/* A value as a sentence shows it: short, and no UTF-8 sequence cut. */
static void add_value(struct text *t, struct span value)
{
    size_t len = value.len;
    if (len > VALUE_BYTES)
        for (len = VALUE_BYTES; len > 0 && ((unsigned char)value.at[len] & 0xC0) == 0x80;)
            len--;
    text_add_char(t, '"');
    for (size_t i = 0; i < len; i++)
        text_add_char(t, (unsigned char)value.at[i] < ' ' ? ' ' : value.at[i]);
    text_add_str(t, len < value.len ? "...\"" : "\"");
}

static void copy_name(char *into, size_t room, struct span name)
{
    size_t len = name.len < room ? name.len : room - 1;
    for (size_t i = 0; i < len; i++)
        into[i] = name.at[i] > ' ' && name.at[i] < 0x7f ? name.at[i] : '?';
    into[len] = '\0';
}

/* Fit for terminals and JSON, whatever a hostile text is quoted with. */
static char *as_sentence(struct span said)
{
    OWN(text) t = text_new();
    for (size_t i = 0, len; i < said.len && text_len(t) < SAID_BYTES - 4; i += len ? len : 1) {
        unsigned char c = (unsigned char)said.at[i];
        len = sequence_len(span_make(said.at + i, said.len - i));
        if (len == 0)
            text_add_char(t, '?');
        else if (c < ' ' || c == 0x7f)
            text_add_char(t, ' ');
        else
            text_add(t, span_make(said.at + i, len));
    }
    return text_take(t);
}

/* said: with a capital and a full stop. */
static void keep(struct findings *f, enum rule rule, struct place at, struct text *said)
{
    f->all = mem_grow(f->all, f->count, &f->capacity, sizeof(*f->all));
    struct kept *k = &f->all[f->count];
    *k = (struct kept){.order = f->count++};
    k->finding.rule = &rule_rows[rule].rule;
    k->finding.line = line_of_file(f, at.line);
    copy_name(k->finding.component, sizeof(k->finding.component), span_of(at.component));
    copy_name(k->finding.property, sizeof(k->finding.property), at.property);
    k->finding.said = as_sentence(text_span(said));
    f->is_sorted = false;
}

/* Counts; false when a sentence more of this rule is not wanted. */
static bool wanted(struct findings *f, enum rule rule)
{
    return f && ++f->of_rule[rule] <= f->most_each;
}

static void add_capital(struct text *t, const char *words)
{
    bool small = *words >= 'a' && *words <= 'z' && text_len(t) == 0;
    text_add_char(t, small ? (char)(*words & 0x5F) : *words);
    text_add_str(t, words + 1);
}

static void add_rule(struct text *t, enum rule rule)
{
    add_capital(t, rule_rows[rule].rule.means);
    text_addf(t, "; %s", rule_rows[rule].rule.done);
}

void report(struct findings *f, enum rule rule, struct place at, struct span what)
{
    if (!wanted(f, rule))
        return;
    OWN(text) t = text_new();
    if (what.len > 0) {
        add_value(t, what);
        text_add_str(t, ": ");
    }
    add_rule(t, rule);
    text_add_char(t, '.');
    keep(f, rule, at, t);
}

void report_with(struct findings *f, enum rule rule, struct place at, const char *format, ...)
{
    if (!wanted(f, rule))
        return;
    char more[200];
    va_list list;
    va_start(list, format);
    vsnprintf(more, sizeof(more), format, list);
    va_end(list);
    OWN(text) t = text_new();
    add_rule(t, rule);
    text_addf(t, " (%s).", more);
    keep(f, rule, at, t);
}

bool refuse_list(struct findings *f, struct error *err, enum rule rule, struct place at,
                 const char *format, va_list list)
{
    const struct rule_row *row = &rule_rows[rule];
    char said[200], where[80] = "";
    vsnprintf(said, sizeof(said), format, list);
    if (at.line && at.property.len > 0)
        snprintf(where, sizeof(where), "Line %zu, %.*s: ", at.line,
                 (int)(at.property.len < 40 ? at.property.len : 40), at.property.at);
    else if (at.line)
        snprintf(where, sizeof(where), "Line %zu: ", at.line);
    fail(err, row->fault, row->precondition, "%s%s", where, said);
    if (!wanted(f, rule))
        return false;
    OWN(text) t = text_new();
    add_capital(t, said);
    keep(f, rule, at, t);
    return false;
}

bool refuse(struct findings *f, struct error *err, enum rule rule, size_t line,
            const char *property, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    refuse_list(f, err, rule, (struct place){line, "", span_of(property)}, format, list);
    va_end(list);
    return false;
}

bool reading_refuse(struct reading *r, struct error *err, enum rule rule, size_t line,
                    const char *property, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    refuse_list(r->findings, reading_first(r, err), rule,
                (struct place){line, "VEVENT", span_of(property)}, format, list);
    va_end(list);
    r->is_refused = true;
    return r->findings != NULL;
}

void reading_report(struct reading *r, enum rule rule, const struct kept_line *l, struct span value)
{
    if (r->findings)
        report(r->findings, rule, (struct place){l->line.number, "VEVENT", l->line.name}, value);
}

/* --- asking ---------------------------------------------------------------------------------- */

static int by_line(const void *a, const void *b)
{
    const struct kept *x = a, *y = b;
    if (x->finding.line != y->finding.line)
        return x->finding.line < y->finding.line ? -1 : 1;
    return x->order < y->order ? -1 : 1;
}

const struct finding *findings_next(struct findings *f, size_t *at)
{
    if (!f->is_sorted && f->count > 1)
        qsort(f->all, f->count, sizeof(*f->all), by_line);
    f->is_sorted = true;
    return *at < f->count ? &f->all[(*at)++].finding : NULL;
}

size_t findings_of_rule(const struct findings *f, const struct ical_rule *rule)
{
    for (size_t i = 0; i < RULES; i++)
        if (&rule_rows[i].rule == rule)
            return f->of_rule[i];
    return 0;
}

size_t findings_of_severity(const struct findings *f, enum severity s)
{
    size_t count = 0;
    for (size_t i = 0; i < RULES; i++)
        if (rule_rows[i].rule.severity == s)
            count += f->of_rule[i];
    return count;
}
