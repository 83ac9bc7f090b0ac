/* The pass that tells what single lines and components have: characters, folds, parameters, which
 * properties stand where and how often. It refuses nothing and stumbles over nothing. RFC 5545, 3
 */
#include "grammar.h"

#define DEPTH_MOST 32
#define ZONES_MOST 200 /* TZIDs that are compared with each other */

struct grammar {
    struct findings *findings;
    bool is_file;
    bool is_utf8;
    bool told_line_end;
    size_t next_number; /* of the physical line that should follow */
    struct scanned at;
    struct ical_line line;
    struct text *unfolded;
    struct level levels[DEPTH_MOST];
    size_t depth, too_deep;
    size_t ncalendars;
    enum ical_method method;
    struct span tzids[ZONES_MOST];
    size_t ntzids;
};

static struct level *top(struct grammar *g)
{
    return g->depth > 0 ? &g->levels[g->depth - 1] : NULL;
}

static void tell(struct grammar *g, enum rule rule, struct span value)
{
    struct level *l = top(g);
    report(g->findings, rule, (struct place){g->at.number, l ? l->name : "", g->line.name}, value);
}

/* --- bytes ----------------------------------------------------------------------------------- */

static void check_line_end(struct grammar *g, const char *text_end, const char *next)
{
    bool is_bare = next == text_end + 1; /* two and more: CRLF and its like */
    if (!is_bare || g->told_line_end)
        return;
    g->told_line_end = true;
    tell(g, RULE_BARE_LINE_END, (struct span){0});
}

static bool is_control(char c)
{
    return ((unsigned char)c < ' ' && c != '\t' && c != '\r' && c != '\n' && c != '\0') ||
           c == 0x7f;
}

/* The physical lines of a content line, each looked at once. */
static void check_bytes(struct grammar *g)
{
    const char *end = g->at.raw.at + g->at.raw.len;
    bool is_long = false, is_split = false, has_control = false;
    for (const char *at = g->at.raw.at, *begin = at; at < end;) {
        has_control |= is_control(*at);
        if (*at != '\n' && *at != '\r') {
            at++;
            continue;
        }
        const char *next = at;
        while (next < end && *next == '\r')
            next++;
        next = next < end && *next == '\n' ? next + 1 : at + 1;
        check_line_end(g, at, next);
        is_long |= at - begin > 75;
        is_split |= next + 1 < end && (*next == ' ' || *next == '\t') &&
                    ((unsigned char)next[1] & 0xC0) == 0x80;
        at = begin = next;
        g->next_number++;
    }
    if (is_long)
        tell(g, RULE_LINE_LONG, (struct span){0});
    if (is_split && (g->is_utf8 || span_is_utf8(text_span(g->unfolded))))
        tell(g, RULE_FOLD_IN_CHARACTER, (struct span){0});
    if (has_control)
        tell(g, RULE_CONTROL_CHARACTER, (struct span){0});
}

static void check_characters(struct grammar *g)
{
    struct span content = g->at.is_folded ? text_span(g->unfolded) : g->at.body;
    if (g->is_file && !g->is_utf8 && !span_is_utf8(content))
        tell(g, RULE_CHARSET_CONVERTED, (struct span){0});
}

/* number: of the physical line that comes now. */
static void check_blank(struct grammar *g, size_t number)
{
    if (g->next_number && number > g->next_number)
        report(g->findings, RULE_BLANK_LINE, (struct place){g->next_number, "", {0}},
               (struct span){0});
    g->next_number = number;
}

/* --- parameters ------------------------------------------------------------------------------ */

static bool is_name(struct span name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = (char)(name.at[i] | 0x20);
        bool ok =
            (c >= 'a' && c <= 'z') || (name.at[i] >= '0' && name.at[i] <= '9') || name.at[i] == '-';
        if (!ok)
            return false;
    }
    return name.len > 0;
}

/* "CN=a: b", "SENT-BY=mailto:c", and the rest of the parameters stands in the value. */
static bool is_cut(const struct ical_line *l)
{
    bool is_person = NAME_IS(l->name, "ATTENDEE") || NAME_IS(l->name, "ORGANIZER");
    if (is_person && person_uri(l).at != l->value.at)
        return true;
    return span_starts(l->value, "//") &&
           (span_ends_nocase(l->params, "=http") || span_ends_nocase(l->params, "=https"));
}

static void check_params(struct grammar *g)
{
    struct span rest = g->line.params, name, value;
    size_t quotes = 0;
    bool is_empty =
        span_has(rest, SPAN(";;")) || span_starts(rest, ";") || span_ends_nocase(rest, ";");
    for (size_t i = 0; i < rest.len; i++)
        quotes += rest.at[i] == '"';
    while (param_next(&rest, &name, &value)) {
        is_empty |= !value.at || name.len == 0;
        if (name.len > 0 && !is_name(name))
            tell(g, RULE_NAME_NOT_LEGAL, name);
    }
    if (quotes % 2)
        tell(g, RULE_QUOTE_NOT_CLOSED, g->line.params);
    if (is_empty)
        tell(g, RULE_PARAMETER_WITHOUT_VALUE, g->line.params);
    if (is_cut(&g->line))
        tell(g, RULE_PARAMETER_NOT_QUOTED, g->line.params);
}

/* --- components ------------------------------------------------------------------------------ */

static const struct {
    const char *name;
    unsigned kind, within; /* within 0: no other component */
} components[] = {
    {"VCALENDAR", IN_CALENDAR, 0},
    {"VEVENT", IN_EVENT, IN_CALENDAR},
    {"VTODO", IN_TODO, IN_CALENDAR},
    {"VJOURNAL", IN_JOURNAL, IN_CALENDAR},
    {"VFREEBUSY", IN_BUSY, IN_CALENDAR},
    {"VTIMEZONE", IN_ZONE, IN_CALENDAR},
    {"STANDARD", IN_OBSERVANCE, IN_ZONE},
    {"DAYLIGHT", IN_OBSERVANCE, IN_ZONE},
    {"VALARM", IN_ALARM, IN_EVENT | IN_TODO},
};

static unsigned kind_of(struct span name, unsigned *within)
{
    for (size_t i = 0; i < LENGTH(components); i++)
        if (span_is_nocase(name, components[i].name)) {
            *within = components[i].within;
            return components[i].kind;
        }
    *within = 0;
    return 0;
}

/* Where it stands: in a component that may hold it, or alone where a calendar is put around it. */
static void check_place(struct grammar *g, unsigned kind, unsigned within, struct span name)
{
    struct level *around = top(g);
    bool is_top = kind == IN_CALENDAR || within == IN_CALENDAR;
    if (!around && kind == IN_CALENDAR && g->is_file && g->ncalendars++ > 0)
        tell(g, RULE_SEVERAL_CALENDARS, (struct span){0});
    else if (!around && within == IN_CALENDAR && g->is_file)
        tell(g, RULE_COMPONENT_WITHOUT_CALENDAR, name);
    else if (kind && within && around && around->kind && !(around->kind & within))
        tell(g, RULE_COMPONENT_MISPLACED, name);
    else if (kind && !around && !is_top)
        tell(g, RULE_COMPONENT_MISPLACED, name);
}

static void level_begin(struct grammar *g)
{
    struct span name = span_trim(g->line.value);
    unsigned within, kind = kind_of(name, &within);
    struct level *around = top(g);
    check_place(g, kind, within, name);
    if (around) {
        around->components++;
        around->alarms += kind == IN_ALARM;
    }
    if (g->depth == DEPTH_MOST) {
        g->too_deep++;
        return;
    }
    struct level *l = &g->levels[g->depth++];
    *l = (struct level){.kind = kind, .line = g->at.number};
    for (size_t i = 0; i < name.len && i < sizeof(l->name) - 1; i++)
        l->name[i] =
            name.at[i] >= 'a' && name.at[i] <= 'z' ? (char)(name.at[i] & 0x5F) : name.at[i];
    if (kind == IN_CALENDAR)
        g->method = METHOD_ABSENT;
}

static void tell_level(struct grammar *g, const struct level *l, enum rule rule, const char *what)
{
    struct place at = {l->line, l->name, span_of(what)};
    if (rule == RULE_PROPERTY_MISSING || rule == RULE_PROPERTY_ALONE ||
        rule == RULE_PROPERTIES_EXCLUDE)
        report_with(g->findings, rule, at, "%s: %s", l->name, what);
    else
        report(g->findings, rule, at, (struct span){0});
}

static void check_needed(struct grammar *g, const struct level *l)
{
    for (size_t i = 0; i < KNOWNS; i++)
        if ((known_rows[i].needed & l->kind) && l->count[i] == 0)
            tell_level(g, l, known_rows[i].missing, known_rows[i].name);
    if (l->kind == IN_ZONE && l->components == 0)
        tell_level(g, l, RULE_PROPERTY_MISSING, "STANDARD or DAYLIGHT");
    if (l->kind == IN_CALENDAR && l->components == 0 && g->is_file)
        tell_level(g, l, RULE_CALENDAR_EMPTY, "");
    if (l->kind == IN_EVENT && l->all_day_line && l->starts_at_time)
        report(g->findings, RULE_X_ALL_DAY, (struct place){l->all_day_line, l->name, {0}},
               (struct span){0});
}

/* Properties that need or exclude each other. */
static void check_pairs(struct grammar *g, const struct level *l)
{
    const uint32_t *count = l->count;
    if (l->kind == IN_TODO && count[KNOWN_DUE] && count[KNOWN_DURATION])
        tell_level(g, l, RULE_PROPERTIES_EXCLUDE, "DUE and DURATION");
    if (l->kind == IN_TODO && count[KNOWN_DURATION] && !count[KNOWN_DTSTART])
        tell_level(g, l, RULE_PROPERTY_ALONE, "DURATION without DTSTART");
    if (l->kind == IN_TODO && count[KNOWN_RRULE] && !count[KNOWN_DTSTART])
        tell_level(g, l, RULE_PROPERTY_ALONE, "RRULE without DTSTART");
    if (l->kind != IN_ALARM)
        return;
    if (!count[KNOWN_REPEAT] != !count[KNOWN_DURATION])
        tell_level(g, l, RULE_PROPERTY_ALONE,
                   count[KNOWN_REPEAT] ? "REPEAT without DURATION" : "DURATION without REPEAT");
    if ((l->is_display || l->is_email) && !count[KNOWN_DESCRIPTION])
        tell_level(g, l, RULE_PROPERTY_MISSING, "DESCRIPTION");
    if (l->is_email && !count[KNOWN_SUMMARY])
        tell_level(g, l, RULE_PROPERTY_MISSING, "SUMMARY");
    if (l->is_email && !count[KNOWN_ATTENDEE])
        tell_level(g, l, RULE_PROPERTY_MISSING, "ATTENDEE");
}

/* What was not ended before it ends with it; reading says what that means. */
static void level_end(struct grammar *g)
{
    struct span name = span_trim(g->line.value);
    size_t depth = g->depth;
    if (g->too_deep > 0) {
        g->too_deep--;
        return;
    }
    while (depth > 0 && !span_is_nocase(name, g->levels[depth - 1].name))
        depth--;
    if (depth == 0)
        return;
    g->depth = depth - 1;
    const struct level *l = &g->levels[g->depth];
    check_needed(g, l);
    check_pairs(g, l);
    message_check(g->findings, g->method, l);
}

/* --- properties ------------------------------------------------------------------------------ */

static void check_count(struct grammar *g, struct level *l, enum known known)
{
    const struct known_row *row = &known_rows[known];
    uint32_t count = ++l->count[known];
    if (!(row->in & l->kind))
        tell(g, RULE_PROPERTY_MISPLACED, (struct span){0});
    else if ((row->once & l->kind) && count > 1)
        tell(g, RULE_PROPERTY_TWICE, (struct span){0});
    if (known == KNOWN_RRULE && count == 2 && l->kind != IN_OBSERVANCE)
        tell(g, RULE_RRULE_TWICE, (struct span){0});
    if (known == KNOWN_EXRULE)
        tell(g, RULE_EXRULE_OBSOLETE, (struct span){0});
    if (l->kind == IN_CALENDAR && l->components > 0)
        tell(g, RULE_PROPERTY_AFTER_COMPONENT, (struct span){0});
}

static void note_tzid(struct grammar *g, struct span tzid)
{
    for (size_t i = 0; i < g->ntzids; i++)
        if (span_equal(g->tzids[i], tzid)) {
            tell(g, RULE_VTIMEZONE_TWICE, tzid);
            return;
        }
    if (g->ntzids < ZONES_MOST && !g->at.is_folded)
        g->tzids[g->ntzids++] = tzid;
}

static void note_property(struct grammar *g, struct level *l, enum known known)
{
    struct span value = span_trim(g->line.value);
    if (known == KNOWN_METHOD && l->kind == IN_CALENDAR) {
        g->method = method_of(value);
        if (value.len > 0)
            tell(g, RULE_METHOD_PRESENT, value);
    } else if (known == KNOWN_ACTION) {
        l->is_email = NAME_IS(value, "EMAIL");
        l->is_display = NAME_IS(value, "DISPLAY");
    } else if (known == KNOWN_TZID && l->kind == IN_ZONE) {
        note_tzid(g, value);
    } else if (known == KNOWN_DTSTART) {
        l->starts_at_time = value.len > 8;
    }
}

static void check_property(struct grammar *g)
{
    struct level *l = top(g);
    enum known known = known_of(g->line.name);
    struct line_place p = {g->findings, l, known, &g->line};
    if (!is_name(g->line.name))
        tell(g, RULE_NAME_NOT_LEGAL, g->line.name);
    if (!l || !l->kind)
        return;
    if (known < KNOWNS) {
        check_count(g, l, known);
        note_property(g, l, known);
        value_check(&p);
    } else if (NAME_IS(g->line.name, "X-MICROSOFT-CDO-ALLDAYEVENT") &&
               NAME_IS(span_trim(g->line.value), "TRUE")) {
        l->all_day_line = g->at.number;
    }
}

static void check_line(struct grammar *g)
{
    line_peek(&g->at, g->unfolded, &g->line);
    check_blank(g, g->at.number);
    check_bytes(g);
    check_characters(g);
    if (g->line.name.len == 0) {
        if (g->depth > 0)
            tell(g, RULE_LINE_WITHOUT_COLON, g->line.value);
        return;
    }
    if (g->line.params.len > 0)
        check_params(g);
    if (NAME_IS(g->line.name, "BEGIN"))
        level_begin(g);
    else if (NAME_IS(g->line.name, "END"))
        level_end(g);
    else
        check_property(g);
}

void grammar_check(struct span text, bool is_file, struct findings *f)
{
    struct grammar *g = mem_new(sizeof(*g));
    struct scan s = scan_of(text);
    g->findings = f;
    g->is_file = is_file;
    g->is_utf8 = span_is_utf8(text);
    g->unfolded = text_new();
    if (span_starts(text, "\xEF\xBB\xBF"))
        report(f, RULE_BYTE_ORDER_MARK, (struct place){1, "", {0}}, (struct span){0});
    while (scan_next(&s, &g->at))
        check_line(g);
    check_blank(g, s.number);
    text_free(g->unfolded);
    free(g);
}
