/* The facts of one VEVENT. RFC 5545, 3.6.1; tolerant where programs in use are inexact. */
#include "findings.h"

#define DAY_S 86400

const struct kept_line *draft_first(const struct reading *r, const struct draft *d, enum prop p)
{
    return d->count[p] > 0 ? &r->lines[d->first_of[p]] : NULL;
}

static bool bad_time(struct reading *r, const struct kept_line *l, struct error *err)
{
    struct span value = l->line.value;
    bool ok = reading_refuse(r, err, RULE_TIME_UNREADABLE, l->line.number, prop_name(l->prop),
                             "\"%.*s\" is no date or time.", (int)(value.len < 60 ? value.len : 60),
                             value.at);
    if (!ok && err && span_starts(value, "0000"))
        err->rule = "min-date-time"; /* RFC 4791, 5.2.6 */
    return ok;
}

/* --- times ----------------------------------------------------------------------------------- */

static bool may_lack_start(enum ical_method m)
{
    return m != METHOD_ABSENT && m != METHOD_PUBLISH && m != METHOD_REQUEST && m != METHOD_ADD;
}

static bool read_recurrence_id(struct reading *r, struct draft *d, struct error *err)
{
    const struct kept_line *l = draft_first(r, d, PROP_RECURRENCE_ID);
    struct span range;
    if (!l || span_trim(l->line.value).len == 0)
        return true;
    if (!moment_read(r, &l->line, l->line.value, &d->v.recurrence_id))
        return bad_time(r, l, err);
    d->v.is_override = true;
    d->v.and_future =
        ical_param(l->line.params, "RANGE", NULL, &range) && NAME_IS(range, "THISANDFUTURE");
    return true;
}

static bool read_start(struct reading *r, struct draft *d, struct error *err)
{
    const struct kept_line *l = draft_first(r, d, PROP_DTSTART);
    if (!l && (r->kind != ITEM_EVENT || may_lack_start(r->method))) {
        d->v.start = d->v.recurrence_id;
        return true;
    }
    if (!l)
        return reading_refuse(r, err, RULE_DTSTART_MISSING, d->begin_number, NULL,
                              "the event has no DTSTART.");
    d->v.has_start = moment_read(r, &l->line, l->line.value, &d->v.start);
    return d->v.has_start || bad_time(r, l, err);
}

/* The end at which the wall clock shows start + days, and exact_s later. */
static instant end_after(const struct moment *start, int64_t days, int64_t exact_s)
{
    struct moment m = *start;
    m.local += days * DAY_S;
    return moment_instant(&m, NULL) + exact_s;
}

static void set_length(struct vevent *v, int64_t days, int64_t exact_s)
{
    instant start = moment_instant(&v->start, NULL), end = end_after(&v->start, days, exact_s);
    v->nominal_days = days;
    v->exact_s = exact_s;
    v->duration_s = end - start;
    v->end = v->start;
    v->end.local = v->start.zone ? zone_wall(v->start.zone, end) : (wall)end;
}

/* One that nobody can read is as good as none: the event still begins when it begins. */
static void read_duration(struct reading *r, struct draft *d)
{
    const struct kept_line *l = draft_first(r, d, PROP_DURATION);
    int64_t days, exact_s;
    if (!duration_value_parse(l->line.value, &days, &exact_s)) {
        set_length(&d->v, d->v.start.is_date, 0);
        return;
    }
    if (d->v.start.is_date && exact_s != 0)
        reading_report(r, RULE_DURATION_OF_DATE, l, l->line.value);
    if (days * DAY_S + exact_s < 0)
        reading_report(r, RULE_DURATION_NEGATIVE, l, l->line.value);
    if (d->v.start.is_date) { /* whole days, at least one */
        days += (exact_s + DAY_S - 1) / DAY_S;
        exact_s = 0;
        days = days < 1 ? 1 : days;
    }
    if (days * DAY_S + exact_s < 0)
        days = exact_s = 0;
    d->v.has_end = true;
    set_length(&d->v, days, exact_s);
}

/* One of the two is a date and the other is none: the start says which it is. */
static void end_fit(struct vevent *v)
{
    if (v->end.is_date == v->start.is_date)
        return;
    if (v->start.is_date) {
        v->end.local -= ((v->end.local % DAY_S) + DAY_S) % DAY_S;
        v->end.zone = NULL;
    } else {
        v->end.zone = v->start.zone;
    }
    v->end.tzid = v->start.tzid;
    v->end.is_date = v->start.is_date;
}

/* What an end says that does not fit the start. */
static void dtend_report(struct reading *r, const struct kept_line *l, const struct vevent *v,
                         bool other_type, bool other_zone)
{
    if (other_type)
        reading_report(r, RULE_DTEND_OTHER_TYPE, l, l->line.value);
    else if (other_zone)
        reading_report(r, RULE_DTEND_OTHER_ZONE, l, l->line.value);
    if (v->duration_s < 0)
        reading_report(r, RULE_DTEND_BEFORE_DTSTART, l, l->line.value);
    else if (v->duration_s == 0)
        reading_report(r, RULE_DTEND_EQUALS_DTSTART, l, l->line.value);
}

static bool read_dtend(struct reading *r, struct draft *d, const struct kept_line *l,
                       struct error *err)
{
    struct vevent *v = &d->v;
    if (!moment_read(r, &l->line, l->line.value, &v->end))
        return bad_time(r, l, err);
    bool other_type = v->end.is_date != v->start.is_date;
    end_fit(v);
    bool other_zone = !v->end.zone != !v->start.zone;
    if (other_zone) /* floating beside zoned: both mean the same zone */
        v->end.zone = v->start.zone;
    v->duration_s = moment_instant(&v->end, NULL) - moment_instant(&v->start, NULL);
    if (r->findings)
        dtend_report(r, l, v, other_type, other_zone);
    if (v->duration_s < 0 || (v->duration_s == 0 && v->start.is_date)) {
        set_length(v, v->start.is_date, 0);
        return true;
    }
    v->nominal_days = v->start.is_date ? v->duration_s / DAY_S : 0;
    v->exact_s = v->start.is_date ? 0 : v->duration_s;
    v->has_end = true;
    return true;
}

static bool read_end(struct reading *r, struct draft *d, struct error *err)
{
    const struct kept_line *end = draft_first(r, d, r->kind == ITEM_TODO ? PROP_DUE : PROP_DTEND);
    if (end && span_trim(end->line.value).len > 0 && d->v.has_start)
        return read_dtend(r, d, end, err);
    if (d->count[PROP_DURATION] > 0 && d->v.has_start)
        read_duration(r, d);
    else
        set_length(&d->v, d->v.start.is_date, 0);
    return true;
}

/* --- what is a word, a number or a text ------------------------------------------------------ */

static instant read_stamp(struct reading *r, const struct draft *d, enum prop p)
{
    const struct kept_line *l = draft_first(r, d, p);
    struct moment m;
    return l && moment_read(r, &l->line, l->line.value, &m) ? moment_instant(&m, NULL)
                                                            : INSTANT_FIRST;
}

/* Some write a clock reading in milliseconds, some nonsense: at worst it counts as none. */
static int64_t read_sequence(struct reading *r, const struct draft *d)
{
    const struct kept_line *l = draft_first(r, d, PROP_SEQUENCE);
    int64_t n;
    return l && span_number(span_trim(l->line.value), &n) && n > 0 ? n : 0;
}

static bool says(struct reading *r, const struct draft *d, enum prop p, const char *word)
{
    const struct kept_line *l = draft_first(r, d, p);
    return l && span_is_nocase(span_trim(l->line.value), word);
}

static void read_words(struct reading *r, struct draft *d)
{
    struct vevent *v = &d->v;
    if (says(r, d, PROP_STATUS, "TENTATIVE"))
        v->status = EVENT_TENTATIVE;
    else if (says(r, d, PROP_STATUS, "CONFIRMED"))
        v->status = EVENT_CONFIRMED;
    else if (says(r, d, PROP_STATUS, "CANCELLED") || says(r, d, PROP_STATUS, "CANCELED"))
        v->status = EVENT_CANCELLED;
    v->is_transparent = says(r, d, PROP_TRANSP, "TRANSPARENT");
    v->is_private = d->count[PROP_CLASS] > 0 && !says(r, d, PROP_CLASS, "PUBLIC") &&
                    !says(r, d, PROP_CLASS, ""); /* RFC 5545, 3.8.1.3: what is unknown is private */
    v->sequence = read_sequence(r, d);
    v->dtstamp = read_stamp(r, d, PROP_DTSTAMP);
    v->last_modified = read_stamp(r, d, PROP_LAST_MODIFIED);
}

static const char *read_text(struct reading *r, const struct draft *d, enum prop p)
{
    const struct kept_line *l = draft_first(r, d, p);
    return l ? value_text(r->arena, l->line.value) : NULL;
}

static void read_texts(struct reading *r, struct draft *d)
{
    d->v.summary = read_text(r, d, PROP_SUMMARY);
    d->v.description = read_text(r, d, PROP_DESCRIPTION);
    d->v.location = read_text(r, d, PROP_LOCATION);
    const struct kept_line *url = draft_first(r, d, PROP_URL);
    d->v.url = url ? value_text(r->arena, span_trim(url->line.value)) : NULL;
}

/* --- what there may be several of ------------------------------------------------------------ */

static void read_people(struct reading *r, struct draft *d)
{
    struct vevent *v = &d->v;
    const struct kept_line *organizer = draft_first(r, d, PROP_ORGANIZER);
    if (organizer && span_trim(organizer->line.value).len > 0) {
        v->has_organizer = true;
        person_read(r, organizer, &v->organizer);
    }
    v->attendees = arena_array(r->arena, d->count[PROP_ATTENDEE], sizeof(*v->attendees));
    for (size_t i = d->first; r->lines && v->attendees && i < d->end; i++)
        if (r->lines[i].prop == PROP_ATTENDEE)
            person_read(r, &r->lines[i], &v->attendees[v->nattendees++]);
}

static void read_conferences(struct reading *r, struct draft *d)
{
    struct vevent *v = &d->v;
    v->conferences = arena_array(r->arena, d->count[PROP_CONFERENCE], sizeof(*v->conferences));
    for (size_t i = d->first; v->conferences && i < d->end; i++) {
        const struct ical_line *l = &r->lines[i].line;
        if (r->lines[i].prop != PROP_CONFERENCE)
            continue;
        v->conferences[v->nconferences++] = (struct conference){
            .uri = value_text(r->arena, span_trim(l->value)),
            .feature = param_str(r->arena, l->params, "FEATURE"),
            .label = param_str(r->arena, l->params, "LABEL"),
        };
    }
}

/* The next value of a list; an escaped comma does not end it. */
bool list_next(struct span *rest, struct span *value)
{
    if (rest->len == 0)
        return false;
    size_t i = 0;
    while (i < rest->len && rest->at[i] != ',')
        i += rest->at[i] == '\\' && i + 1 < rest->len ? 2 : 1;
    *value = span_trim(span_make(rest->at, i));
    *rest = i < rest->len ? span_make(rest->at + i + 1, rest->len - i - 1) : (struct span){0};
    return true;
}

static size_t count_values(struct reading *r, const struct draft *d, enum prop p)
{
    size_t count = 0;
    struct span value;
    for (size_t i = d->first; i < d->end; i++) {
        struct span rest = r->lines[i].line.value;
        while (r->lines[i].prop == p && list_next(&rest, &value))
            count += value.len > 0;
    }
    return count;
}

static void read_categories(struct reading *r, struct draft *d)
{
    struct vevent *v = &d->v;
    struct span value;
    if (d->count[PROP_CATEGORIES] == 0)
        return;
    v->categories =
        arena_array(r->arena, count_values(r, d, PROP_CATEGORIES), sizeof(*v->categories));
    for (size_t i = d->first; i < d->end; i++) {
        struct span rest = r->lines[i].line.value;
        while (r->lines[i].prop == PROP_CATEGORIES && list_next(&rest, &value))
            if (value.len > 0)
                v->categories[v->ncategories++] = value_text(r->arena, value);
    }
}

static bool read_task(struct reading *r, struct draft *d, struct error *err)
{
    struct task_times *t = arena_array(r->arena, 1, sizeof(*t));
    const struct kept_line *due = draft_first(r, d, PROP_DUE);
    t->completed = read_stamp(r, d, PROP_COMPLETED);
    t->created = read_stamp(r, d, PROP_CREATED);
    t->has_due = due && span_trim(due->line.value).len > 0;
    d->v.task = t;
    return !t->has_due || moment_read(r, &due->line, due->line.value, &t->due) ||
           bad_time(r, due, err);
}

/* The lines of a property as "PARAMS:VALUE"; without parameters the colon stands first. */
static const char **read_lines(struct reading *r, const struct draft *d, enum prop p, size_t *count)
{
    const char **lines = arena_array(r->arena, d->count[p], sizeof(*lines));
    *count = 0;
    for (size_t i = d->first; lines && i < d->end; i++) {
        const struct ical_line *l = &r->lines[i].line;
        if (r->lines[i].prop != p)
            continue;
        char *room = arena_room(r->arena, l->params.len + l->value.len + 2);
        lines[(*count)++] = room;
        if (l->params.len > 0)
            memcpy(room, l->params.at, l->params.len);
        room[l->params.len] = ':';
        if (l->value.len > 0)
            memcpy(room + l->params.len + 1, l->value.at, l->value.len);
        room[l->params.len + l->value.len + 1] = '\0';
    }
    return lines;
}

bool vevent_read(struct reading *r, struct draft *d, struct error *err)
{
    struct vevent *v = &d->v;
    v->component = d->component;
    v->line = d->begin_number;
    v->text = d->text;
    TRY(read_recurrence_id(r, d, err));
    TRY(read_start(r, d, err));
    TRY(read_end(r, d, err));
    if (r->kind == ITEM_TODO)
        TRY(read_task(r, d, err));
    v->longest_s = v->duration_s;
    read_words(r, d);
    read_texts(r, d);
    read_people(r, d);
    read_conferences(r, d);
    read_categories(r, d);
    v->rrules = read_lines(r, d, PROP_RRULE, &v->nrrules);
    v->exrules = read_lines(r, d, PROP_EXRULE, &v->nexrules);
    v->rdates = read_lines(r, d, PROP_RDATE, &v->nrdates);
    v->exdates = read_lines(r, d, PROP_EXDATE, &v->nexdates);
    return true;
}
