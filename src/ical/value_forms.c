/* How the values of single lines are written. RFC 5545, 3.3 and 3.8
 *
 * They are read by the functions that read events; what those take in spite of its form is told. */
#include "grammar.h"

static void tell(const struct line_place *p, enum rule rule, struct span value)
{
    report(p->findings, rule, place_of(p), value);
}

static bool param(const struct line_place *p, const char *name, struct span *value)
{
    return p->line->params.len > 0 && ical_param(p->line->params, name, NULL, value);
}

static bool is_called(const struct line_place *p, const char *type)
{
    struct span value;
    return param(p, "VALUE", &value) && span_is_nocase(value, type);
}

/* --- dates and times ------------------------------------------------------------------------- */

#define DIGITS_MOST 14

static void time_form(const struct line_place *p, struct span value)
{
    char digits[DIGITS_MOST];
    size_t count = 0;
    bool extended = false, small = false;
    for (size_t i = 0; i < value.len; i++) {
        char c = value.at[i];
        if (c >= '0' && c <= '9' && count < DIGITS_MOST)
            digits[count++] = c;
        extended |= c == '-' || c == ':' || c == ' ';
        small |= c == 't' || c == 'z';
    }
    if (extended)
        tell(p, RULE_TIME_EXTENDED, value);
    if (small)
        tell(p, RULE_LOWER_CASE, value);
    if (count == 12)
        tell(p, RULE_TIME_WITHOUT_SECONDS, value);
    if (count >= 12 && memcmp(digits + 8, "24", 2) == 0)
        tell(p, RULE_HOUR_24, value);
    if (count == DIGITS_MOST && memcmp(digits + 12, "60", 2) == 0)
        tell(p, RULE_LEAP_SECOND, value);
}

static void time_type(const struct line_place *p, struct span value, const struct written_time *t)
{
    struct span tzid;
    bool is_date = t->is_date || is_called(p, "DATE"), has_tzid = param(p, "TZID", &tzid);
    if (t->is_date && !is_called(p, "DATE"))
        tell(p, RULE_DATE_WITHOUT_VALUE, value);
    if (!t->is_date && is_date)
        tell(p, RULE_DATE_WITH_TIME, value);
    if (has_tzid && is_date)
        tell(p, RULE_TZID_WITH_DATE, tzid);
    else if (has_tzid && t->is_utc)
        tell(p, RULE_TZID_WITH_UTC, value);
    if (p->in && p->in->kind == IN_OBSERVANCE && p->known == KNOWN_DTSTART &&
        (t->is_utc || has_tzid))
        tell(p, RULE_TIME_NOT_LOCAL, value);
}

/* Of an event those are told when it is read. */
static bool is_read_by_event(const struct line_place *p)
{
    return p->in && p->in->kind == IN_EVENT && p->known != KNOWN_DURATION;
}

static void check_time(const struct line_place *p, struct span value)
{
    struct written_time t;
    value = span_trim(value);
    if (written_time_parse(value, &t)) {
        time_form(p, value);
        time_type(p, value, &t);
    } else if (!is_read_by_event(p)) {
        tell(p, RULE_VALUE_UNREADABLE, value);
    }
}

static void check_stamp(const struct line_place *p, struct span value)
{
    struct written_time t;
    if (!written_time_parse(value, &t)) {
        tell(p, RULE_STAMP_UNREADABLE, value);
        return;
    }
    time_form(p, value);
    if (!t.is_utc)
        tell(p, RULE_STAMP_NOT_UTC, value);
}

/* --- durations ------------------------------------------------------------------------------- */

static void duration_form(const struct line_place *p, struct span value)
{
    static const char units[] = "WDHMS";
    bool has_p = false, has_t = false, small = false, needs_t = false, mixed = false;
    int rank = -1;
    for (size_t i = 0; i < value.len; i++) {
        char c = value.at[i];
        bool is_small = c >= 'a' && c <= 'z';
        c = is_small ? (char)(c & 0x5F) : c;
        const char *unit = c ? strchr(units, c) : NULL;
        small |= is_small;
        has_p |= c == 'P';
        has_t |= c == 'T';
        if (!unit)
            continue;
        needs_t |= unit - units >= 2 && !has_t;
        mixed |= unit - units <= rank || (unit - units < 2 && has_t) || rank == 0;
        rank = (int)(unit - units);
    }
    char last = (char)(value.at[value.len - 1] & 0x5F);
    if (!has_p)
        tell(p, RULE_DURATION_WITHOUT_P, value);
    if (needs_t)
        tell(p, RULE_DURATION_WITHOUT_T, value);
    if (mixed)
        tell(p, RULE_DURATION_ORDER, value);
    if (last == 'T')
        tell(p, RULE_DURATION_OPEN_T, value);
    if (small)
        tell(p, RULE_LOWER_CASE, value);
}

static bool read_duration(const struct line_place *p, struct span value)
{
    int64_t days, seconds;
    if (!duration_value_parse(value, &days, &seconds))
        return false;
    duration_form(p, value);
    return true;
}

static void check_duration(const struct line_place *p, struct span value)
{
    if (!read_duration(p, value))
        tell(p, RULE_DURATION_UNREADABLE, value);
}

static void check_trigger(const struct line_place *p, struct span value)
{
    struct written_time t;
    if (written_time_parse(value, &t))
        check_stamp(p, value);
    else if (!read_duration(p, value))
        tell(p, RULE_VALUE_UNREADABLE, value);
}

static void check_period(const struct line_place *p, struct span value)
{
    struct span end, start = span_cut(value, '/', &end);
    struct written_time from, to;
    bool ok = written_time_parse(start, &from) && !from.is_date && end.len > 0;
    bool is_time = ok && written_time_parse(end, &to);
    if (!ok || (!is_time && !read_duration(p, end)))
        tell(p, RULE_VALUE_UNREADABLE, value);
}

static void check_times(const struct line_place *p, struct span list)
{
    struct span value;
    while (list_next(&list, &value)) {
        bool is_period = value.len > 0 && memchr(value.at, '/', value.len);
        if (!is_period && value.len > 0)
            check_time(p, value);
        else if (is_period && !is_read_by_event(p))
            check_period(p, value);
    }
}

static void check_periods(const struct line_place *p, struct span list)
{
    struct span value;
    while (list_next(&list, &value))
        check_period(p, value);
}

static void check_offset(const struct line_place *p, struct span value)
{
    bool ok = (value.len == 5 || value.len == 7) && (value.at[0] == '+' || value.at[0] == '-');
    for (size_t i = 1; ok && i < value.len; i++)
        ok = value.at[i] >= '0' && value.at[i] <= '9';
    if (!ok)
        tell(p, RULE_OFFSET_SHORT, value);
}

/* The rules of events are told when they are followed. */
static void check_rule(const struct line_place *p, struct span value)
{
    if (p->in && p->in->kind == IN_EVENT)
        return;
    OWN(recurrence) set = recurrence_new(0, false, NULL);
    struct error why = {0};
    if (!recurrence_add_rule(set, value, &why))
        tell(p, RULE_VALUE_UNREADABLE, value);
}

/* --- texts, numbers, words ------------------------------------------------------------------- */

static void check_text(const struct line_place *p, struct span value)
{
    for (size_t i = 0; i + 1 < value.len; i++) {
        if (value.at[i] != '\\')
            continue;
        char next = value.at[++i];
        if (!next || !strchr("\\;,nN", next)) {
            tell(p, RULE_ESCAPE_UNKNOWN, span_make(value.at + i - 1, 2));
            return;
        }
    }
}

static void check_sequence(const struct line_place *p, struct span value)
{
    int64_t n;
    if (!span_number(value, &n) || n < 0)
        tell(p, RULE_NUMBER_UNREADABLE, value);
}

static void check_number(const struct line_place *p, struct span value)
{
    int64_t n, most = p->known == KNOWN_PRIORITY           ? 9
                      : p->known == KNOWN_PERCENT_COMPLETE ? 100
                                                           : INT32_MAX;
    if (!span_number(value, &n))
        tell(p, RULE_VALUE_UNREADABLE, value);
    else if (n < 0 || n > most)
        tell(p, RULE_NUMBER_OUT_OF_RANGE, value);
}

static bool is_float(struct span s)
{
    size_t digits = 0, points = 0;
    for (size_t i = s.len > 0 && (s.at[0] == '-' || s.at[0] == '+'); i < s.len; i++) {
        digits += s.at[i] >= '0' && s.at[i] <= '9';
        points += s.at[i] == '.';
    }
    return digits > 0 && points <= 1 &&
           digits + points + (s.at[0] == '-' || s.at[0] == '+') == s.len;
}

static void check_geo(const struct line_place *p, struct span value)
{
    struct span longitude, latitude = span_cut(value, ';', &longitude);
    if (!is_float(latitude) || !is_float(longitude))
        tell(p, RULE_VALUE_UNREADABLE, value);
}

static void check_uri(const struct line_place *p, struct span value)
{
    struct span rest, scheme = span_cut(value, ':', &rest);
    if (scheme.len == 0 || rest.len == 0 || memchr(value.at, ' ', value.len))
        tell(p, RULE_VALUE_UNREADABLE, value);
}

struct word_row {
    unsigned in;
    const char *words; /* each with a blank around it */
};

static bool is_among(struct span value, const char *words)
{
    struct span rest = span_of(words);
    while (rest.len > 0)
        if (span_equal_nocase(value, span_cut(rest, ' ', &rest)))
            return true;
    return false;
}

static void check_status(const struct line_place *p, struct span value)
{
    static const struct word_row rows[] = {
        {IN_EVENT, "TENTATIVE CONFIRMED CANCELLED"},
        {IN_TODO, "NEEDS-ACTION COMPLETED IN-PROCESS CANCELLED"},
        {IN_JOURNAL, "DRAFT FINAL CANCELLED"},
    };
    for (size_t i = 0; i < LENGTH(rows); i++) {
        if (!p->in || p->in->kind != rows[i].in || is_among(value, rows[i].words))
            continue;
        bool one_l = NAME_IS(value, "CANCELED"), event = rows[i].in == IN_EVENT;
        tell(p,
             !event  ? RULE_WORD_UNKNOWN
             : one_l ? RULE_STATUS_CANCELED
                     : RULE_STATUS_UNKNOWN,
             value);
    }
}

static void check_class(const struct line_place *p, struct span value)
{
    if (!is_among(value, "PUBLIC PRIVATE CONFIDENTIAL"))
        tell(p, RULE_CLASS_UNKNOWN, value);
}

static void check_transp(const struct line_place *p, struct span value)
{
    if (!is_among(value, "OPAQUE TRANSPARENT"))
        tell(p, RULE_TRANSP_UNKNOWN, value);
}

static void check_action(const struct line_place *p, struct span value)
{
    if (!is_among(value, "AUDIO DISPLAY EMAIL PROCEDURE NONE") && !span_starts_nocase(value, "X-"))
        tell(p, RULE_WORD_UNKNOWN, value);
}

static void check_calscale(const struct line_place *p, struct span value)
{
    if (!NAME_IS(value, "GREGORIAN"))
        tell(p, RULE_CALSCALE_UNKNOWN, value);
}

/* 1.0 is another format, and refused. */
static void check_version(const struct line_place *p, struct span value)
{
    if (!span_is(value, "2.0") && !span_is(value, "1.0"))
        tell(p, RULE_VERSION_UNKNOWN, value);
}

/* --- people ---------------------------------------------------------------------------------- */

static void check_person_words(const struct line_place *p)
{
    struct span word;
    bool in_event = p->in && p->in->kind == IN_EVENT;
    if (in_event && param(p, "PARTSTAT", &word) && !partstat_known(word))
        tell(p, RULE_PARTSTAT_UNKNOWN, word);
    if (param(p, "ROLE", &word) && !role_known(word))
        tell(p, RULE_ROLE_UNKNOWN, word);
    if (param(p, "CUTYPE", &word) && !cutype_known(word))
        tell(p, RULE_CUTYPE_UNKNOWN, word);
    if (param(p, "RSVP", &word) && !is_among(word, "TRUE FALSE"))
        tell(p, RULE_RSVP_UNKNOWN, word);
}

static bool has_address(const struct line_place *p, struct span uri)
{
    struct span email;
    OWN_CHARS room = mem_resize(NULL, uri.len + 1, 1);
    if (address_write(uri, room) > 0)
        return true;
    if (!param(p, "EMAIL", &email))
        return false;
    OWN_CHARS other = mem_resize(NULL, email.len + 1, 1);
    return address_write(email, other) > 0;
}

static void check_person(const struct line_place *p, struct span value)
{
    struct span uri = span_trim(person_uri(p->line)), rest, scheme = span_cut(uri, ':', &rest);
    bool mailto = NAME_IS(scheme, "mailto"), at = memchr(uri.at, '@', uri.len) != NULL;
    check_person_words(p);
    if (!has_address(p, uri))
        tell(p, RULE_ADDRESS_UNREADABLE, value);
    else if (!mailto && at && scheme.len == uri.len)
        tell(p, RULE_MAILTO_MISSING, value);
    else if (mailto && !span_is(scheme, "mailto"))
        tell(p, RULE_MAILTO_UPPER_CASE, value);
    rest = span_trim(rest);
    if (mailto && span_starts_nocase(rest, "mailto:"))
        tell(p, RULE_MAILTO_TWICE, value);
    if ((mailto ? rest : uri).len > 0 && *(mailto ? rest : uri).at == '<')
        tell(p, RULE_ADDRESS_IN_BRACKETS, value);
}

/* --- the table ------------------------------------------------------------------------------- */

static void (*const checks[])(const struct line_place *p, struct span value) = {
    [VALUE_TEXT] = check_text,         [VALUE_TIME] = check_time,
    [VALUE_TIMES] = check_times,       [VALUE_STAMP] = check_stamp,
    [VALUE_DURATION] = check_duration, [VALUE_TRIGGER] = check_trigger,
    [VALUE_PERIODS] = check_periods,   [VALUE_SEQUENCE] = check_sequence,
    [VALUE_NUMBER] = check_number,     [VALUE_RULE] = check_rule,
    [VALUE_PERSON] = check_person,     [VALUE_URI] = check_uri,
    [VALUE_OFFSET] = check_offset,     [VALUE_GEO] = check_geo,
    [VALUE_STATUS] = check_status,     [VALUE_CLASS] = check_class,
    [VALUE_TRANSP] = check_transp,     [VALUE_ACTION] = check_action,
    [VALUE_CALSCALE] = check_calscale, [VALUE_VERSION] = check_version,
};

void value_check(const struct line_place *p)
{
    enum value_kind kind = known_rows[p->known].kind;
    struct span value = span_trim(p->line->value);
    if (kind == VALUE_ANY)
        return;
    if (kind != VALUE_TEXT && value.len > 0 && value.len < p->line->value.len)
        tell(p, RULE_VALUE_BLANKS, p->line->value);
    if (value.len > 0)
        checks[kind](p, value);
    else if (kind != VALUE_TEXT) /* an empty text is one */
        tell(p, RULE_VALUE_EMPTY, value);
}
