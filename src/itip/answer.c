#include "internal.h"

#include <stdio.h>

const char replied_param[] = "X-CONVOKE-REPLIED";

/* --- which occurrence ----------------------------------------------------------------------- */

static bool holds(const struct event *stored, const struct zone *floating, const char *key)
{
    struct occurrence o;
    return event_occurrence(stored, floating, key, &o) == RECUR_FOUND;
}

static wall day_of(wall w)
{
    return w - ((w % 86400) + 86400) % 86400;
}

/* Programs answer in UTC, in their own zone, with a date for a time and the other way round. */
bool occurrence_meant(const struct event *stored, const struct vevent *message,
                      const struct zone *floating, char key_out[KEY_SIZE])
{
    struct moment m = message->recurrence_id;
    const struct moment *start = &event_main(stored)->start;
    moment_key(&m, key_out);
    if (holds(stored, floating, key_out))
        return true;
    if (start->is_date) {
        m = (struct moment){.local = day_of(m.local), .is_date = true};
    } else if (m.is_date) {
        m = (struct moment){.local = m.local + start->local - day_of(start->local),
                            .zone = start->zone};
    } else if (!start->zone) {
        wall local = m.zone ? zone_wall(floating, zone_instant(m.zone, m.local)) : m.local;
        m = (struct moment){.local = local};
    } else if (!m.zone) {
        m.zone = start->zone;
    }
    moment_key(&m, key_out);
    return holds(stored, floating, key_out);
}

/* --- an override where there was none ------------------------------------------------------- */

/* Lines of the series that its occurrence does not have, or has written anew. */
static const char *const of_series_alone[] = {
    "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "EXRULE", "UID", "RECURRENCE-ID",
};

static bool is_of_series_alone(const struct kept_line *l)
{
    for (size_t i = 0; l->depth == 1 && i < LENGTH(of_series_alone); i++)
        if (strcasecmp(l->name, of_series_alone[i]) == 0)
            return true;
    return false;
}

static void add_wall(struct text *t, const struct moment *m)
{
    struct civil c = civil_of(m->local);
    text_addf(t, "%04d%02d%02d", c.year, c.month, c.day);
    if (!m->is_date)
        text_addf(t, "T%02d%02d%02d%s", c.hour, c.minute, c.second,
                  m->zone == zone_utc() ? "Z" : "");
}

/* In the words of the stored text, whose VTIMEZONE goes by the TZID that is written there. */
static void add_moment(struct text *t, const char *name, const struct moment *m)
{
    OWN(text) params = text_new();
    OWN(text) value = text_new();
    if (m->is_date) {
        text_add_str(params, ";VALUE=DATE");
    } else if (m->tzid && m->zone != zone_utc()) {
        text_add_str(params, ";TZID=");
        ical_add_param_value(params, span_of(m->tzid));
    }
    add_wall(value, m);
    ical_add_line(t, name, text_span(params), text_span(value));
}

static void add_param_pair(struct text *t, const char *name, const char *value)
{
    text_addf(t, ";%s=%s", name, value);
}

static void add_stamp_param(struct text *t, instant stamp)
{
    struct moment m = {.local = stamp, .zone = zone_utc()};
    OWN(text) value = text_new();
    add_wall(value, &m);
    add_param_pair(t, replied_param, text_str(value));
}

/* The parameters as they are, without those that the answer gives. */
static void add_other_params(struct text *t, const char *params)
{
    struct span rest = span_of(params);
    while (rest.len) {
        bool quoted = false;
        size_t len = 0;
        for (; len < rest.len && (quoted || rest.at[len] != ';'); len++)
            if (rest.at[len] == '"')
                quoted = !quoted;
        struct span one = span_make(rest.at, len);
        if (!span_starts_nocase(one, "PARTSTAT=") && !span_starts_nocase(one, replied_param)) {
            text_add_char(t, ';');
            text_add(t, one);
        }
        size_t skip = len < rest.len ? len + 1 : len;
        rest = span_make(rest.at + skip, rest.len - skip);
    }
}

static bool is_attendee(const struct kept_line *l, const char *address)
{
    if (l->depth != 1 || strcasecmp(l->name, "ATTENDEE") != 0)
        return false;
    OWN_CHARS normal = address_normal(span_of(l->value));
    return strcmp(normal, address) == 0;
}

static void add_line(struct text *t, const struct kept_line *l, const struct answer *a)
{
    OWN(text) params = text_new();
    if (is_attendee(l, a->address)) {
        add_param_pair(params, "PARTSTAT", partstat_name(a->partstat));
        add_other_params(params, l->params);
        if (a->stamp != INSTANT_FIRST)
            add_stamp_param(params, a->stamp);
    } else if (*l->params) {
        text_addf(params, ";%s", l->params);
    }
    ical_add_line(t, l->name, text_span(params), span_of(l->value));
}

static struct moment end_of(const struct vevent *series, const struct moment *start)
{
    struct moment end = *start;
    end.local += series->nominal_days * 86400;
    if (!start->is_date && series->exact_s) {
        instant at = moment_instant(&end, NULL) + series->exact_s;
        end.local = start->zone ? zone_wall(start->zone, at) : at;
    }
    return end;
}

char *override_with_answer(const struct vevent *series, const char *key, const struct answer *a)
{
    struct moment start;
    if (!key_moment(key, &series->start, &start))
        return NULL;
    OWN(kept_lines) lines = kept_lines_of(series);
    OWN(text) t = text_new();
    ical_add_line(t, "BEGIN", SPAN(""), SPAN("VEVENT"));
    for (size_t i = 0; i < lines->count; i++)
        if (lines->rows[i].depth == 1 && strcasecmp(lines->rows[i].name, "UID") == 0)
            add_line(t, &lines->rows[i], a);
    add_moment(t, "RECURRENCE-ID", &start);
    add_moment(t, "DTSTART", &start);
    if (series->has_end) {
        struct moment end = end_of(series, &start);
        add_moment(t, "DTEND", &end);
    }
    for (size_t i = 0; i < lines->count; i++)
        if (!is_of_series_alone(&lines->rows[i]))
            add_line(t, &lines->rows[i], a);
    ical_add_line(t, "END", SPAN(""), SPAN("VEVENT"));
    return text_take(t);
}
