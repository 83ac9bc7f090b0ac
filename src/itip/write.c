#include "internal.h"

/* --- one line ------------------------------------------------------------------------------- */

void sheet_add(struct sheet *s, const char *name, struct span params, struct span value)
{
    ical_add_line(s->out, name, params, value);
}

static void note_zone(struct sheet *s, const struct zone *z)
{
    for (size_t i = 0; i < s->nzones; i++)
        if (s->zones[i] == z)
            return;
    if (s->nzones < LENGTH(s->zones))
        s->zones[s->nzones++] = z;
}

static void add_wall(struct text *t, wall w, bool is_date)
{
    struct civil c = civil_of(w);
    text_addf(t, "%04d%02d%02d", c.year, c.month, c.day);
    if (!is_date)
        text_addf(t, "T%02d%02d%02d", c.hour, c.minute, c.second);
}

static void add_moment_value(struct text *t, const struct moment *m)
{
    add_wall(t, m->local, m->is_date);
    if (!m->is_date && m->zone == zone_utc())
        text_add_char(t, 'Z');
}

/* ";VALUE=DATE", ";TZID=Europe/Berlin" or nothing. The zone goes by its own name, whatever the
 * event calls it. */
static void add_moment_params(struct sheet *s, struct text *t, const struct moment *m)
{
    if (m->is_date) {
        text_add_str(t, ";VALUE=DATE");
    } else if (m->zone && m->zone != zone_utc()) {
        note_zone(s, m->zone);
        text_add_str(t, ";TZID=");
        ical_add_param_value(t, span_of(zone_name(m->zone)));
    }
}

void sheet_add_moment(struct sheet *s, const char *name, const char *params, const struct moment *m)
{
    OWN(text) p = text_new();
    OWN(text) value = text_new();
    text_add_str(p, params);
    add_moment_params(s, p, m);
    add_moment_value(value, m);
    sheet_add(s, name, text_span(p), text_span(value));
}

void sheet_add_stamp(struct sheet *s, const char *name, instant at)
{
    struct moment m = {.local = at, .zone = zone_utc()};
    sheet_add_moment(s, name, "", &m);
}

/* --- people --------------------------------------------------------------------------------- */

/* An address as the path of a mailto: URI. RFC 6068, 2 */
static void add_mailto(struct text *t, const char *address)
{
    text_add_str(t, "mailto:");
    for (const char *at = address; *at; at++)
        if (strchr("@!$'*+/=^_`{|}~.-", *at))
            text_add_char(t, *at);
        else
            text_add_uri(t, span_make(at, 1));
}

void sheet_add_person(struct sheet *s, const char *name, const char *params, const struct person *p)
{
    OWN(text) all = text_new();
    OWN(text) uri = text_new();
    text_add_str(all, params);
    if (p->name && *p->name) {
        text_add_str(all, ";CN=");
        ical_add_param_value(all, span_of(p->name));
    }
    if (strchr(p->address, '@'))
        add_mailto(uri, p->address);
    else
        text_add_str(uri, p->uri);
    sheet_add(s, name, text_span(all), text_span(uri));
}

/* --- recurrence ----------------------------------------------------------------------------- */

/* UNTIL in the form of DTSTART: a date for dates, otherwise UTC. RFC 5545, 3.3.10 */
static void add_until(struct text *t, struct span value, const struct moment *start)
{
    struct moment m;
    bool is_day = value.len == 8;
    struct moment in_utc = *start;
    if (!written_moment(value, start, &m)) {
        text_add(t, value);
        return;
    }
    if (is_day && !start->is_date) /* the whole day is meant */
        m.local = m.local - ((m.local % 86400) + 86400) % 86400 + 86399;
    if (!start->is_date && start->zone) {
        in_utc.local = zone_instant(start->zone, m.local);
        in_utc.zone = zone_utc();
        m = in_utc;
    }
    add_moment_value(t, &m);
}

static bool rule_has(struct span rule, const char *part)
{
    while (rule.len)
        if (span_starts_nocase(span_trim(span_cut(rule, ';', &rule)), part))
            return true;
    return false;
}

static void add_rule(struct text *t, struct span rule, const struct moment *start)
{
    bool has_count = rule_has(rule, "COUNT=");
    size_t before = text_len(t);
    while (rule.len) {
        struct span part = span_trim(span_cut(rule, ';', &rule));
        bool is_until = span_starts_nocase(part, "UNTIL=");
        if (!part.len || (is_until && has_count)) /* the two may not stand together */
            continue;
        if (text_len(t) > before)
            text_add_char(t, ';');
        if (!is_until) {
            text_add(t, part);
            continue;
        }
        text_add_str(t, "UNTIL=");
        add_until(t, span_make(part.at + 6, part.len - 6), start);
    }
}

static void add_rules(struct sheet *s, const struct vevent *series)
{
    for (size_t i = 0; i < series->nrrules; i++) {
        struct span params, rule;
        written_split(series->rrules[i], &params, &rule);
        OWN(text) t = text_new();
        add_rule(t, rule, &series->start);
        sheet_add(s, "RRULE", SPAN(""), text_span(t));
    }
}

/* 20260303T090000/PT1H: the second part may be a date-time or a duration. RFC 5545, 3.3.9 */
static void add_period(struct sheet *s, struct span value, const struct vevent *series)
{
    struct moment from, to;
    struct span second;
    struct span first = span_cut(value, '/', &second);
    if (!written_moment(first, &series->start, &from) || from.is_date)
        return;
    OWN(text) params = text_new();
    OWN(text) t = text_new();
    text_add_str(params, ";VALUE=PERIOD");
    add_moment_params(s, params, &from);
    add_moment_value(t, &from);
    text_add_char(t, '/');
    if (written_moment(second, &series->start, &to))
        add_moment_value(t, &to);
    else
        text_add(t, second);
    sheet_add(s, "RDATE", text_span(params), text_span(t));
}

static void add_dates(struct sheet *s, const struct vevent *series)
{
    for (size_t i = 0; i < series->nrdates; i++) {
        struct span params, rest;
        written_split(series->rdates[i], &params, &rest);
        while (rest.len) {
            struct span value = span_trim(span_cut(rest, ',', &rest));
            struct moment m;
            if (span_has(value, SPAN("/")))
                add_period(s, value, series);
            else if (written_moment(value, &series->start, &m))
                sheet_add_moment(s, "RDATE", "", &m);
        }
    }
}

void sheet_add_series(struct sheet *s, const struct vevent *series, const struct keys *excluded)
{
    add_rules(s, series);
    add_dates(s, series);
    for (size_t i = 0; i < excluded->count; i++) {
        struct moment m;
        if (key_moment(excluded->at[i], &series->start, &m))
            sheet_add_moment(s, "EXDATE", "", &m);
    }
}

/* --- words ---------------------------------------------------------------------------------- */

/* How a value is written anew. */
enum form { FORM_LINE, FORM_TEXT, FORM_RAW, FORM_CONFERENCE, FORM_ATTACH };

static const struct word {
    const char *name;
    enum form form;
    bool in_cancel;
} words[] = {
    {"SUMMARY", FORM_LINE, true},
    {"LOCATION", FORM_LINE, false},
    {"DESCRIPTION", FORM_TEXT, false},
    {"URL", FORM_RAW, false},
    {"CONFERENCE", FORM_CONFERENCE, false},
    {"CLASS", FORM_RAW, false},
    {"CATEGORIES", FORM_RAW, false},
    {"PRIORITY", FORM_RAW, false},
    {"GEO", FORM_RAW, false},
    {"TRANSP", FORM_RAW, false},
    {"COMMENT", FORM_TEXT, false},
    {"CONTACT", FORM_TEXT, false},
    {"RESOURCES", FORM_RAW, false},
    {"RELATED-TO", FORM_TEXT, false},
    {"ATTACH", FORM_ATTACH, false},
    {"EXRULE", FORM_RAW, false},
    {"CREATED", FORM_RAW, false},
    {"LAST-MODIFIED", FORM_RAW, false},
};

static const struct word *word_named(const char *name)
{
    for (size_t i = 0; i < LENGTH(words); i++)
        if (strcasecmp(words[i].name, name) == 0)
            return &words[i];
    return NULL;
}

static void add_param(struct text *params, const struct kept_line *l, const char *name)
{
    OWN(text) decoded = text_new();
    struct span raw;
    if (!ical_param(span_of(l->params), name, decoded, &raw))
        return;
    text_addf(params, ";%s=", name);
    if (strcmp(name, "FEATURE") == 0)
        text_add(params, raw); /* a list: its commas stay commas */
    else
        ical_add_param_value(params, text_span(decoded));
}

static void add_text_value(struct text *t, const char *value, bool one_line)
{
    OWN(text) plain = text_new();
    ical_add_unescaped(plain, span_of(value));
    if (!one_line) {
        text_add_ical(t, text_span(plain));
        return;
    }
    OWN(text) line = text_new();
    text_add_header(line, text_span(plain));
    text_add_ical(t, text_span(line));
}

static bool is_for_guests(const struct word *w, const struct kept_line *l)
{
    struct span feature, encoding;
    struct span params = span_of(l->params);
    if (w->form == FORM_CONFERENCE && ical_param(params, "FEATURE", NULL, &feature))
        return !span_has_nocase(feature, SPAN("MODERATOR"));
    if (w->form == FORM_ATTACH) /* what is inline would go out once for each recipient */
        return !ical_param(params, "ENCODING", NULL, &encoding) &&
               !span_starts_nocase(span_of(l->value), "CID:");
    return *l->value != '\0';
}

static void add_word(struct sheet *s, const struct word *w, const struct kept_line *l)
{
    OWN(text) params = text_new();
    OWN(text) value = text_new();
    bool is_text = w->form == FORM_LINE || w->form == FORM_TEXT;
    if (is_text) {
        add_param(params, l, "LANGUAGE");
        add_text_value(value, l->value, w->form == FORM_LINE);
    } else {
        text_add_header(value, span_of(l->value));
    }
    if (w->form == FORM_CONFERENCE) {
        text_add_str(params, ";VALUE=URI");
        add_param(params, l, "FEATURE");
        add_param(params, l, "LABEL");
    }
    if (w->form == FORM_ATTACH)
        add_param(params, l, "FMTTYPE");
    if (strcmp(w->name, "RELATED-TO") == 0)
        add_param(params, l, "RELTYPE");
    sheet_add(s, w->name, text_span(params), text_span(value));
}

void sheet_add_words(struct sheet *s, const struct vevent *v, bool all)
{
    OWN(kept_lines) lines = kept_lines_of(v);
    for (size_t i = 0; i < lines->count; i++) {
        const struct kept_line *l = &lines->rows[i];
        const struct word *w = l->depth == 1 ? word_named(l->name) : NULL;
        if (w && (all || w->in_cancel) && is_for_guests(w, l))
            add_word(s, w, l);
    }
}
